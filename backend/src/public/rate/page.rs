//! The form and the answers as HTML.

use maud::{Markup, html};
use podskazka_shared::feedback::{RatingBody, Reason};
use podskazka_shared::ids::TicketId;
use podskazka_shared::text::Lang;

use super::super::page::{Look, document, notice};
use super::words::{self, Words};
use crate::access::SchoolCard;
use crate::feedback::link::Link;

const MOST_COMMENT: usize = 2000;

/// What stands behind a link, and how it is told.
pub(super) struct Shown<'a> {
    pub lang: Lang,
    pub token: &'a str,
    pub link: &'a Link,
}

pub(super) fn unknown(lang: Lang) -> Markup {
    let words = words::of(lang);
    notice(lang, words.unknown, words.unknown_text)
}

impl Shown<'_> {
    fn words(&self) -> &'static Words {
        words::of(self.lang)
    }

    fn school(&self) -> &SchoolCard {
        match self.link {
            Link::Open(member, _) | Link::Spent(member, _) | Link::Over(member) => &member.school,
        }
    }

    fn asked(&self) -> String {
        match self.lang {
            Lang::Ru => String::new(),
            Lang::En => format!("?lang={}", self.lang.code()),
        }
    }

    fn around(&self, title: &str, body: &Markup) -> Markup {
        let (school, words) = (self.school(), self.words());
        let head = html! {
            title { (title) " · " (school.name) }
            meta name="robots" content="noindex";
            // The address is a key: no other site learns it.
            meta name="referrer" content="no-referrer";
        };
        let other = match self.lang {
            Lang::Ru => Lang::En,
            Lang::En => Lang::Ru,
        };
        let body = html! {
            header {
                div.row.between {
                    p.school { bdi { (school.name) } }
                    a.touch href={ "?lang=" (other.code()) } lang=(other.code()) hreflang=(other.code()) {
                        (super::super::texts::of(self.lang).other_language)
                    }
                }
            }
            main.ask { (body) }
            footer.dim { p { a.touch href={ "/public/" (school.slug) (self.asked()) } { (words.back) } } }
        };
        document(self.lang, &Look::Page(""), &head, &body)
    }

    /// The form: empty, or with what was marked and what is wrong with it.
    pub(super) fn form(&self, typed: &RatingBody, is_wrong: bool) -> Markup {
        let words = self.words();
        let number = match self.link {
            Link::Open(_, number) => number.as_str(),
            Link::Spent(..) | Link::Over(_) => "",
        };
        let no_stars = is_wrong && !(1..=5).contains(&typed.stars);
        let comment = typed.comment.as_deref().unwrap_or_default();
        let too_long = comment.trim().chars().count() > MOST_COMMENT;
        let title = match is_wrong {
            true => format!("{}: {}", words.error, words.title),
            false => words.title.to_owned(),
        };
        let body = html! {
            h1 { (words.title) }
            p { ((words.lead)(number)) }
            form.card.rate method="post" action={ (self.token) (self.asked()) } novalidate {
                fieldset.field aria-describedby=[no_stars.then_some("stars-error")] {
                    legend { (words.stars) }
                    @if no_stars { strong.error #stars-error role="alert" { (words.stars_missing) } }
                    div.marks {
                        @for (mark, means) in (1..=5_u8).zip(words.marks) {
                            label.tick {
                                input type="radio" name="stars" value=(mark) required checked[typed.stars == mark];
                                span { strong { (mark) } " " (means) }
                            }
                        }
                    }
                }
                (self.reasons("praise", words.praise, typed, true))
                (self.reasons("blame", words.blame, typed, false))
                div.field {
                    label for="comment" { (words.comment) }
                    small.dim #comment-hint { (words.comment_hint) }
                    @if too_long { strong.error #comment-error role="alert" { (words.comment_long) } }
                    textarea #comment name="comment" rows="4" maxlength=(MOST_COMMENT) aria-describedby="comment-hint"
                        aria-invalid=[too_long.then_some("true")] {
                        // The first line break behind the tag is not part of the text.
                        "\n" (comment)
                    }
                }
                p.dim { (words.who_sees) }
                p { button.btn.main type="submit" { (words.send) } }
            }
        };
        self.around(&title, &body)
    }

    /// The reasons of one kind; the style sheet shows those that explain the mark.
    fn reasons(&self, class: &str, title: &str, typed: &RatingBody, praise: bool) -> Markup {
        let stars = if praise { 5 } else { 1 };
        html! {
            fieldset class={ "field " (class) } {
                legend { (title) }
                @for reason in Reason::ALL.into_iter().filter(|reason| reason.explains(stars)) {
                    label.tick {
                        input type="checkbox" name="reason" value=(reason.code()) checked[typed.reasons.contains(&reason)];
                        span { (reason.label(self.lang)) }
                    }
                }
            }
        }
    }

    pub(super) fn thanks(&self, ticket: TicketId) -> Markup {
        let words = self.words();
        self.told(words.thanks, words.thanks_text, Some(ticket))
    }

    /// Why there is no form.
    pub(super) fn over(&self) -> Markup {
        let words = self.words();
        match self.link {
            Link::Spent(_, ticket) => self.told(words.spent, words.spent_text, Some(*ticket)),
            Link::Open(..) | Link::Over(_) => self.told(words.over, words.over_text, None),
        }
    }

    fn told(&self, title: &str, text: &str, ticket: Option<TicketId>) -> Markup {
        let body = html! {
            h1 { (title) }
            p { (text) }
            @if let Some(ticket) = ticket {
                p { a.btn href={ "/s/" (self.school().slug) "/tickets/" (ticket.0) } { (self.words().open) } }
            }
        };
        self.around(title, &body)
    }
}
