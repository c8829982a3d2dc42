//! The contacts: texts of the school, in which telephone numbers and e-mail addresses become links.

use maud::{Markup, html};
use podskazka_shared::schools::Contacts;

use super::View;

/// How else to ask, and the vendor's support.
pub fn section(view: &View<'_>, contacts: &Contacts) -> Markup {
    let texts = view.texts;
    let lines = [
        (texts.phone, &contacts.phone),
        (texts.email, &contacts.email),
        (texts.room, &contacts.room),
        (texts.journal_mail, &contacts.journal_mail),
    ];
    let lines: Vec<_> = lines.into_iter().filter(|(_, text)| !text.trim().is_empty()).collect();
    html! {
        section.card aria-labelledby="contacts" {
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
        @if !contacts.vendor.trim().is_empty() {
            section.card aria-labelledby="vendor" {
                h2 #vendor { (texts.vendor) }
                p.strong lang=[view.foreign(&contacts.vendor)] { (linked(&contacts.vendor)) }
                p.dim { (texts.vendor_hint) }
            }
        }
    }
}

/// The text with its telephone numbers and e-mail addresses as links.
fn linked(text: &str) -> Markup {
    let mut plain = String::new();
    html! {
        @for word in text.trim().split_inclusive(char::is_whitespace) {
            @if let Some((address, rest)) = email(word) {
                (phones(&std::mem::take(&mut plain)))
                a href={ "mailto:" (address) } { (address) }
                (rest)
            } @else {
                ({ plain.push_str(word); "" })
            }
        }
        (phones(&plain))
    }
}

/// The e-mail address that the word begins with, and what follows it.
fn email(word: &str) -> Option<(&str, &str)> {
    let in_address = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
    let end = word.find(|c| !in_address(c)).unwrap_or(word.len());
    let (run, _) = word.split_at_checked(end)?;
    let address = run.trim_end_matches(['.', '-']);
    let (_, rest) = word.split_at_checked(address.len())?;
    let (name, domain) = address.split_once('@')?;
    let fits = !name.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.contains('@');
    (fits && rest.chars().all(|c| !c.is_alphanumeric())).then_some((address, rest))
}

/// The fewest digits that make a telephone number: hours and rooms have less.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 5..=15;

fn phones(mut text: &str) -> Markup {
    html! {
        @while let Some((before, run, rest)) = digits(text) {
            (before)
            @let number: String = run.chars().filter(|c| *c == '+' || c.is_ascii_digit()).collect();
            @if PHONE_DIGITS.contains(&number.trim_start_matches('+').len()) {
                a href={ "tel:" (number) } { (run) }
            } @else {
                (run)
            }
            ({ text = rest; "" })
        }
        (text)
    }
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
        let tel = |number: &str, shown: &str| format!("<a href=\"tel:{number}\">{shown}</a>");
        for (text, html) in [
            ("кабинет 214", "кабинет 214".to_owned()),
            ("+7 495 000-00-00", tel("+74950000000", "+7 495 000-00-00")),
            (
                "тел. 8 800 000-00-00 (с 9.00 до 18.00)",
                format!("тел. {} (с 9.00 до 18.00)", tel("88000000000", "8 800 000-00-00")),
            ),
            (
                "00-00-00, доб. 12; 11-11-11",
                format!("{}, доб. 12; {}", tel("000000", "00-00-00"), tel("111111", "11-11-11")),
            ),
            ("a + b", "a + b".to_owned()),
            (
                "пишите: a.b-c@shkola.test, с 9 до 18",
                "пишите: <a href=\"mailto:a.b-c@shkola.test\">a.b-c@shkola.test</a>, с 9 до 18".to_owned(),
            ),
            ("a@b", "a@b".to_owned()),
            ("<b>@shkola.test", "&lt;b&gt;@shkola.test".to_owned()),
            ("x@y.test?subject=<", "x@y.test?subject=&lt;".to_owned()),
        ] {
            assert_eq!(linked(text).into_string(), html, "{text}");
        }
    }
}
