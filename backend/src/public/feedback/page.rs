//! The form and the answer as HTML.

use maud::{Markup, html};
use podskazka_shared::check::FieldError;
use podskazka_shared::text::Lang;
use podskazka_shared::voices::{MAX_CONTACT, MAX_TEXT, PublicVoiceBody, VoiceKind};

use super::super::page::{Look, document};
use super::words::{self, Words};
use super::{address, place};
use crate::access::SchoolCard;

/// The field that people do not see; what fills in everything fills it in too.
pub(super) const TRAP: &str = "homepage";

/// The form as it is shown: empty, or with what was typed and what is wrong with it.
pub(super) struct Form<'a> {
    pub card: &'a SchoolCard,
    pub lang: Lang,
    pub typed: &'a PublicVoiceBody,
    pub errors: &'a [FieldError],
}

impl Form<'_> {
    /// What is wrong with a field, in words.
    fn wrong(&self, field: &str) -> Option<String> {
        let of_field = |error: &&FieldError| error.pointer.strip_prefix('/') == Some(field);
        let kind = &self.errors.iter().find(of_field)?.kind;
        Some(match field {
            "consent" => words::of(self.lang).consent_missing.to_owned(),
            _ => kind.text(self.lang),
        })
    }
}

fn around(card: &SchoolCard, lang: Lang, (title, rest): (&str, &str), body: &Markup) -> Markup {
    let words = words::of(lang);
    let head = html! {
        title { (title) " · " (card.name) }
        meta name="robots" content="noindex";
    };
    let other = match lang {
        Lang::Ru => Lang::En,
        Lang::En => Lang::Ru,
    };
    let body = html! {
        header {
            div.row.between {
                p.school { bdi { (card.name) } }
                a.touch href={ (place(&card.slug, rest, Lang::Ru)) "?lang=" (other.code()) } lang=(other.code()) hreflang=(other.code()) {
                    (super::super::texts::of(lang).other_language)
                }
            }
        }
        main.ask { (body) }
        footer.dim {
            p { a.touch href={ "/public/" (card.slug) @if lang != Lang::default() { "?lang=" (lang.code()) } } { (words.back) } }
        }
    };
    document(lang, &Look::Page(""), &head, &body)
}

/// The form.
pub(super) fn form(form: &Form<'_>) -> Markup {
    let (card, lang, typed) = (form.card, form.lang, form.typed);
    let words = words::of(lang);
    let title = match form.errors.is_empty() {
        true => words.title.to_owned(),
        false => format!("{}: {}", words.error, words.title),
    };
    let invalid = |field: &str| form.wrong(field).map(|_| "true");
    let body = html! {
        h1 { (words.title) }
        p { (words.lead) }
        (summary(form, words))
        form.card method="post" action=(address(&card.slug, lang)) novalidate {
            input type="hidden" name="token" value=(typed.token) autocomplete="off";
            fieldset {
                legend { (words.kind) }
                @for (kind, label) in [(VoiceKind::Thanks, words.thanks), (VoiceKind::Suggestion, words.suggestion)] {
                    label.tick {
                        input type="radio" name="kind" value=(kind.code()) checked[kind == typed.kind];
                        span { (label) }
                    }
                }
            }
            div.field {
                label for="text" { (words.text) }
                small.dim id="text-hint" { (words.text_hint) }
                (error(form, "text"))
                textarea #text name="text" rows="5" maxlength=(MAX_TEXT) required
                    aria-invalid=[invalid("text")] aria-describedby=(described(form, "text")) {
                    // The first line break behind the tag is not part of the text.
                    "\n" (typed.text)
                }
            }
            div.field {
                label for="contact" { (words.contact) }
                small.dim id="contact-hint" { (words.contact_hint) }
                (error(form, "contact"))
                input #contact name="contact" type="text" autocomplete="email" maxlength=(MAX_CONTACT)
                    value=(typed.contact.as_deref().unwrap_or_default())
                    aria-invalid=[invalid("contact")] aria-describedby=(described(form, "contact"));
            }
            div.trap aria-hidden="true" {
                label for=(TRAP) { (words.trap) }
                input #(TRAP) name=(TRAP) type="text" tabindex="-1" autocomplete="off";
            }
            div.field {
                (error(form, "consent"))
                label.tick for="consent" {
                    input #consent name="consent" type="checkbox" value="yes" checked[typed.consent]
                        aria-invalid=[invalid("consent")] aria-describedby=(described(form, "consent"));
                    span { (words.consent) }
                }
                p.dim id="consent-hint" { (words.privacy) }
            }
            p { button.btn.main type="submit" { (words.send) } }
        }
    };
    around(card, lang, (&title, "feedback"), &body)
}

/// All that is wrong, each with the way to its field.
fn summary(form: &Form<'_>, words: &Words) -> Markup {
    let fields = [("text", words.text), ("contact", words.contact), ("consent", "")];
    html! {
        @if !form.errors.is_empty() {
            div.card.wrong role="alert" {
                p { strong { (words.errors) } }
                ul {
                    @for (field, label) in fields {
                        @if let Some(wrong) = form.wrong(field) {
                            li { a href={ "#" (field) } { @if !label.is_empty() { (label) ": " } (wrong) } }
                        }
                    }
                }
            }
        }
    }
}

fn error(form: &Form<'_>, field: &str) -> Markup {
    html! { @if let Some(wrong) = form.wrong(field) { strong.error id={ (field) "-error" } { (wrong) } } }
}

/// The ids of what describes a field.
fn described(form: &Form<'_>, field: &str) -> String {
    let wrong = form.wrong(field).map(|_| format!("{field}-error "));
    format!("{}{field}-hint", wrong.unwrap_or_default())
}

/// What everybody is told who sent the form.
pub(super) fn sent(card: &SchoolCard, lang: Lang) -> Markup {
    let words = words::of(lang);
    let body = html! {
        h1 { (words.sent_title) }
        p { (words.sent_text) }
    };
    around(card, lang, (words.sent_title, "feedback/sent"), &body)
}
