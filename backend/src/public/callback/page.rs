//! The form and the answer as HTML.

use chrono::{DateTime, Utc};
use maud::{Markup, html};
use podskazka_shared::callbacks::{CallbackBody, MAX_CLASS, MAX_NAME, MAX_PHONE, MAX_TEXT};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::text::Lang;

use super::super::dates;
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
    pub now: DateTime<Utc>,
    pub call_from: DateTime<Utc>,
    pub typed: &'a CallbackBody,
    pub errors: &'a [FieldError],
}

impl Form<'_> {
    /// What is wrong with a field, in words.
    fn wrong(&self, field: &str) -> Option<String> {
        let words = words::of(self.lang);
        let of_field = |error: &&FieldError| error.pointer.strip_prefix('/') == Some(field);
        let kind = &self.errors.iter().find(of_field)?.kind;
        Some(match (field, kind) {
            ("phone", FieldErrorKind::Malformed) => words.phone_wrong.to_owned(),
            ("consent", _) => words.consent_missing.to_owned(),
            _ => kind.text(self.lang),
        })
    }
}

/// When the school can call, in words.
fn when(card: &SchoolCard, lang: Lang, (now, call_from): (DateTime<Utc>, DateTime<Utc>)) -> Markup {
    let words = words::of(lang);
    let local = |at: DateTime<Utc>| at.with_timezone(&card.zone);
    html! {
        p {
            @if call_from <= now {
                (words.now)
            } @else {
                (words.not_before) " "
                strong { (dates::when(&local(call_from), &local(now), lang)) } " (" (words.school_time) ")"
            }
        }
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
    let class = typed.class_name.as_deref().unwrap_or_default();
    let body = html! {
        h1 { (words.title) }
        p { (words.lead) }
        (when(card, lang, (form.now, form.call_from)))
        (summary(form, words))
        form.card method="post" action=(address(&card.slug, lang)) novalidate {
            input type="hidden" name="token" value=(typed.token) autocomplete="off";
            (line(form, ("name", words.name, words.name_hint), ("text", "name", true, MAX_NAME), &typed.name))
            (line(form, ("class_name", words.class, words.class_hint), ("text", "off", false, MAX_CLASS), class))
            (line(form, ("phone", words.phone, words.phone_hint), ("tel", "tel", true, MAX_PHONE), &typed.phone))
            div.field {
                label for="text" { (words.text) }
                (beside(form, "text", words.text_hint))
                textarea #text name="text" rows="5" maxlength=(MAX_TEXT) required
                    aria-invalid=[form.wrong("text").map(|_| "true")] aria-describedby=(described(form, "text", words.text_hint)) {
                    // The first line break behind the tag is not part of the text.
                    "\n" (typed.text)
                }
            }
            div.trap aria-hidden="true" {
                label for=(TRAP) { (words.trap) }
                input #(TRAP) name=(TRAP) type="text" tabindex="-1" autocomplete="off";
            }
            div.field {
                (beside(form, "consent", ""))
                label.tick for="consent" {
                    input #consent name="consent" type="checkbox" value="yes" required checked[typed.consent]
                        aria-invalid=[form.wrong("consent").map(|_| "true")]
                        aria-describedby=(described(form, "consent", words.consent));
                    span { (words.consent) }
                }
                p.dim id="consent-hint" { ((words.privacy)(&card.name)) }
            }
            p { button.btn.main type="submit" { (words.send) } }
        }
    };
    around(card, lang, (&title, "callback"), &body)
}

/// All that is wrong, each with the way to its field.
fn summary(form: &Form<'_>, words: &Words) -> Markup {
    let fields = [
        ("name", words.name),
        ("class_name", words.class),
        ("phone", words.phone),
        ("text", words.text),
        // Its error says it all.
        ("consent", ""),
    ];
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

/// What stands between a label and its field.
fn beside(form: &Form<'_>, field: &str, hint: &str) -> Markup {
    html! {
        @if !hint.is_empty() { small.dim id={ (field) "-hint" } { (hint) } }
        @if let Some(wrong) = form.wrong(field) { strong.error id={ (field) "-error" } { (wrong) } }
    }
}

/// The ids of what describes a field.
fn described(form: &Form<'_>, field: &str, hint: &str) -> String {
    let hint = (!hint.is_empty()).then(|| format!("{field}-hint"));
    let wrong = form.wrong(field).map(|_| format!("{field}-error"));
    [wrong, hint].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// A field of one line: name, label and hint; kind, what browsers fill in, whether it must be there, how long.
fn line(
    form: &Form<'_>,
    (field, label, hint): (&str, &str, &str),
    (kind, autocomplete, required, max): (&str, &str, bool, u32),
    value: &str,
) -> Markup {
    let described = described(form, field, hint);
    html! {
        div.field {
            label for=(field) { (label) }
            (beside(form, field, hint))
            input #(field) name=(field) type=(kind) autocomplete=(autocomplete) maxlength=(max) value=(value) required[required]
                aria-invalid=[form.wrong(field).map(|_| "true")]
                aria-describedby=[(!described.is_empty()).then_some(described)];
        }
    }
}

/// What everybody is told who sent the form.
pub(super) fn sent(card: &SchoolCard, lang: Lang, now: DateTime<Utc>, call_from: DateTime<Utc>) -> Markup {
    let words = words::of(lang);
    let body = html! {
        h1 { (words.sent_title) }
        (when(card, lang, (now, call_from)))
        p { (words.sent_text) }
        p { a.touch href=(address(&card.slug, lang)) { (words.once_more) } }
    };
    around(card, lang, (words.sent_title, "callback/sent"), &body)
}
