//! What tells that a text speaks of a person: the name and the contacts of their card, as whole words.

use podskazka_shared::auth::name::NameKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LikeExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::super::entities::{member, school, sign_in_name};
use super::super::{Tx, private::Connection};
use crate::problem::Result;

/// Forms of a name with fewer letters are not searched for: they would be found in what has nothing to do with the person.
const LETTERS: usize = 4;
/// Addresses shorter than this are none.
const SHORTEST: usize = 5;
/// A number with fewer digits is a room or an extension.
const DIGITS: usize = 7;

/// The texts to search for.
#[derive(Debug, Default)]
pub(super) struct Quotes(Vec<String>);

impl Quotes {
    /// Those of a card. Whatever the person chose alone (a login name, an address that was never confirmed) is not among
    /// them: it could be any word. Nor is what the school calls its own.
    pub(super) async fn of(tx: &Tx, card: &member::Model) -> Result<Self> {
        let mut contacts = vec![card.email.clone(), card.phone.clone()];
        if let Some(person) = card.person_id {
            let names: Vec<String> = sign_in_name::Entity::find()
                .select_only()
                .column(sign_in_name::Column::Value)
                .filter(sign_in_name::Column::PersonId.eq(person))
                .filter(sign_in_name::Column::Kind.is_in([NameKind::Email, NameKind::Phone]))
                .filter(sign_in_name::Column::ConfirmedAt.is_not_null())
                .into_tuple()
                .all(tx.connection())
                .await?;
            contacts.extend(names);
        }
        let of_school = school::Entity::find_by_id(card.school_id)
            .one(tx.connection())
            .await?;
        contacts.retain(|contact| {
            let own = of_school.as_ref().is_some_and(|school| {
                [&school.email, &school.phone, &school.journal_mail].contains(&contact)
            });
            !own && is_contact(contact)
        });
        let mut quotes = forms(&card.name);
        quotes.append(&mut contacts);
        quotes.sort();
        quotes.dedup();
        Ok(Self(quotes))
    }

    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether the text speaks of the person.
    pub(super) fn are_in(&self, text: &str) -> bool {
        self.0.iter().any(|quote| stands_in(text, quote))
    }

    /// What may: the rows to look at. Whole words are told apart by [`Self::are_in`].
    pub(super) fn perhaps(&self, column: impl ExprTrait + Clone) -> Condition {
        let mut any = Condition::any().add(Expr::val(false));
        for quote in &self.0 {
            let literal = quote
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_");
            let like = LikeExpr::new(format!("%{literal}%")).escape('\\');
            any = any.add(column.clone().like(like));
        }
        any
    }
}

/// An address, or a number that one can call from outside.
fn is_contact(text: &str) -> bool {
    text.contains('@') && text.chars().count() >= SHORTEST
        || text.chars().filter(char::is_ascii_digit).count() >= DIGITS
}

/// The forms of a name of two words or more; one word alone is no name that tells who it is.
fn forms(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let mut forms = Vec::new();
    if let [surname, first, ..] = words.as_slice() {
        forms.push(name.to_owned());
        forms.push(format!("{surname} {first}"));
        forms.push(format!("{first} {surname}"));
        forms.extend(initials(&words));
    }
    if let [_, first, patronymic, ..] = words.as_slice() {
        forms.push(format!("{first} {patronymic}"));
    }
    forms.retain(|form| form.chars().filter(|c| c.is_alphanumeric()).count() >= LETTERS);
    forms
}

/// `Орлов П. И.`, with and without blanks.
fn initials(words: &[&str]) -> Vec<String> {
    let Some((surname, rest)) = words.split_first() else {
        return Vec::new();
    };
    let letters: Vec<String> = rest
        .iter()
        .filter_map(|word| word.chars().next())
        .map(|letter| format!("{letter}."))
        .collect();
    ["", " ", "\u{a0}"]
        .iter()
        .flat_map(|gap| {
            let together = letters.join(gap);
            [
                format!("{surname} {together}"),
                format!("{surname}\u{a0}{together}"),
            ]
        })
        .collect()
}

/// Whether the quote stands in the text, and not as a part of a longer word, number or address.
fn stands_in(text: &str, quote: &str) -> bool {
    let address = quote.contains('@');
    // Whether the letters beside the quote go on with it; `inner` joins two letters into one word.
    let goes_on = |mut beside: Box<dyn Iterator<Item = char> + '_>, edge: Option<char>| {
        let word = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let inner = |letter: char| letter == '-' || address && matches!(letter, '.' | '+' | '%');
        if !word(edge) {
            return false;
        }
        let next = beside.next();
        word(next) || next.is_some_and(inner) && word(beside.next())
    };
    text.match_indices(quote).any(|(at, found)| {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at + found.len()..).unwrap_or_default();
        let first = quote.chars().next();
        let last = quote.chars().next_back();
        !goes_on(Box::new(before.chars().rev()), first) && !goes_on(Box::new(after.chars()), last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_whole_words() {
        for (text, quote, there) in [
            ("Звонила Орлова Анна.", "Орлова Анна", true),
            ("(Орлова Анна)", "Орлова Анна", true),
            ("Орлова Анна-Мария", "Орлова Анна", false),
            ("Соорлова Анна", "орлова Анна", false),
            ("Орлова Аннаева", "Орлова Анна", false),
            ("Орлова Аннаева и Орлова Анна", "Орлова Анна", true),
            ("Орлов П.И.и другие", "Орлов П.И.", true),
            ("пишите a@b.test.", "a@b.test", true),
            ("пишите maria.a@b.test", "a@b.test", false),
            ("пишите a@b.test.org", "a@b.test", false),
            ("тел. +7 901 234-56-78, вечером", "+7 901 234-56-78", true),
            ("тел. +7 901 234-56-789", "+7 901 234-56-78", false),
            ("", "Орлова Анна", false),
        ] {
            assert_eq!(stands_in(text, quote), there, "{quote} in {text}");
        }
    }

    #[test]
    fn one_word_and_short_numbers_are_no_quotes() {
        assert!(forms("Журнал").is_empty());
        assert!(forms("Ли А").is_empty());
        assert!(forms("Орлов Пётр Ильич").contains(&"Орлов П. И.".to_owned()));
        assert!(!is_contact("12-34-56") && !is_contact("журнал") && !is_contact(""));
        assert!(is_contact("a@b.test") && is_contact("234-56-78"));
    }
}
