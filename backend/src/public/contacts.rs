//! The contacts: texts of the school, in which telephone numbers and e-mail addresses become links.

use maud::{Markup, html};
use podskazka_shared::schools::Contacts;

use super::{View, vendor};

/// How else to ask, and the vendor's service.
pub fn section(view: &View<'_>, contacts: &Contacts) -> Markup {
    let texts = view.texts;
    let lines = [
        (texts.phone, &contacts.phone),
        (texts.email, &contacts.email),
        (texts.room, &contacts.room),
        (texts.journal_mail, &contacts.journal_mail),
    ];
    let lines: Vec<_> = lines
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    html! {
        section.card.contacts aria-labelledby="contacts" {
            h2 #contacts { (texts.contacts) }
            @if lines.is_empty() {
                p.dim { (texts.no_contacts) }
            } @else {
                dl {
                    @for (name, text) in lines {
                        div { dt { (name) } dd lang=[view.foreign(text)] { (linked(text)) } }
                    }
                }
            }
        }
        (vendor::section(view, &contacts.vendor))
    }
}

/// A part of a contact's text.
enum Piece<'a> {
    Text(&'a str),
    Phone(&'a str),
    Email(&'a str),
}

/// The text with its telephone numbers and e-mail addresses as links.
pub(super) fn linked(text: &str) -> Markup {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while let Some((before, address, after)) = email(rest) {
        phones(before, &mut pieces);
        pieces.push(Piece::Email(address));
        rest = after;
    }
    phones(rest, &mut pieces);
    let dialled = |shown: &str| -> String {
        shown
            .chars()
            .filter(|c| *c == '+' || c.is_ascii_digit())
            .collect()
    };
    html! {
        @for piece in pieces {
            @match piece {
                Piece::Text(text) => (text),
                Piece::Phone(shown) => a.nowrap href={ "tel:" (dialled(shown)) } { (shown) },
                Piece::Email(address) => a href={ "mailto:" (address) } { (address) },
            }
        }
    }
}

/// Text before the first e-mail address, the address, and what follows it.
fn email(text: &str) -> Option<(&str, &str, &str)> {
    let in_address = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
    text.match_indices('@').find_map(|(at, _)| {
        let (left, right) = text.split_at_checked(at)?;
        let domain = right.strip_prefix('@')?;
        let tail = domain.trim_start_matches(in_address);
        let domain = domain.strip_suffix(tail)?.trim_end_matches(['.', '-']);
        let (before, from) = text.split_at_checked(left.trim_end_matches(in_address).len())?;
        let (address, after) = from.split_at_checked(left.len() - before.len() + 1 + domain.len())?;
        let fits = before.len() < left.len() && domain.contains('.') && !domain.starts_with('.');
        fits.then_some((before, address, after))
    })
}

/// How many digits make a telephone number: hours and rooms have less.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

fn phones<'a>(mut text: &'a str, pieces: &mut Vec<Piece<'a>>) {
    while let Some((before, run, rest)) = digits(text) {
        pieces.push(Piece::Text(before));
        let count = run.chars().filter(char::is_ascii_digit).count();
        pieces.push(if PHONE_DIGITS.contains(&count) {
            Piece::Phone(run)
        } else {
            Piece::Text(run)
        });
        text = rest;
    }
    pieces.push(Piece::Text(text));
}

/// Text before the first run of digits, the run as a telephone number is written, and what follows.
fn digits(text: &str) -> Option<(&str, &str, &str)> {
    let digit = |c: char| c.is_ascii_digit();
    let (before, from) = text.split_at_checked(text.find(|c| c == '+' || digit(c))?)?;
    let in_number = |c: char| digit(c) || " \u{a0}()-–‑".contains(c);
    let end = from
        .char_indices()
        .skip(1)
        .find_map(|(at, c)| (!in_number(c)).then_some(at))
        .unwrap_or(from.len());
    let (run, _) = from.split_at_checked(end)?;
    // A lone plus is a run too, so that the search goes on behind it.
    let (run, rest) = from.split_at_checked(run.rfind(digit).unwrap_or(0) + 1)?;
    Some((before, run, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_become_links_and_hours_do_not() {
        let tel =
            |number: &str, shown: &str| format!("<a class=\"nowrap\" href=\"tel:{number}\">{shown}</a>");
        for (text, html) in [
            ("кабинет 214", "кабинет 214".to_owned()),
            ("+7 495 000-00-00", tel("+74950000000", "+7 495 000-00-00")),
            (
                "тел. 8 800 000-00-00 (с 9.00 до 18.00)",
                format!("тел. {} (с 9.00 до 18.00)", tel("88000000000", "8 800 000-00-00")),
            ),
            (
                "00-00-00, доб. 12; 11-11-11",
                format!(
                    "{}, доб. 12; {}",
                    tel("000000", "00-00-00"),
                    tel("111111", "11-11-11")
                ),
            ),
            ("a + b", "a + b".to_owned()),
            (
                "пишите: a.b-c@shkola.test, с 9 до 18",
                "пишите: <a href=\"mailto:a.b-c@shkola.test\">a.b-c@shkola.test</a>, с 9 до 18".to_owned(),
            ),
            ("a@b", "a@b".to_owned()),
            ("<b>@shkola.test", "&lt;b&gt;@shkola.test".to_owned()),
            (
                "x@y.test?subject=<",
                "<a href=\"mailto:x@y.test\">x@y.test</a>?subject=&lt;".to_owned(),
            ),
        ] {
            assert_eq!(linked(text).into_string(), html, "{text}");
        }
    }
}
