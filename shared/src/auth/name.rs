//! What a person signs in with: an e-mail address, a phone number or a login name, in one written form each.

use serde::{Deserialize, Serialize};

use crate::check::FieldErrorKind;
use crate::codes::coded;
use crate::text::Lang;

/// The sort of a sign-in name. No text can be of two sorts, so that one field takes them all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum NameKind {
    Email,
    Phone,
    /// A login name: letters, digits, dots and hyphens.
    Name,
}

impl NameKind {
    pub const ALL: [Self; 3] = [Self::Email, Self::Phone, Self::Name];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Name => "name",
        }
    }

    /// The kind's name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Email => lang.pick("почта", "e-mail"),
            Self::Phone => lang.pick("телефон", "phone"),
            Self::Name => lang.pick("логин", "login name"),
        }
    }
}

coded!(NameKind);

/// A sign-in name in its one written form: small letters, phones as E.164.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SignInName {
    kind: NameKind,
    value: String,
}

impl SignInName {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// `required` for nothing, `malformed` for what is neither an address, nor a phone number, nor a login name.
    pub fn parse(typed: &str) -> Result<Self, FieldErrorKind> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(FieldErrorKind::Required);
        }
        let of = |kind, value| Self { kind, value };
        let read = match typed.contains('@') {
            true => email(typed).map(|value| of(NameKind::Email, value)),
            false => phone(typed)
                .map(|value| of(NameKind::Phone, value))
                .or_else(|| name(typed).map(|value| of(NameKind::Name, value))),
        };
        read.ok_or(FieldErrorKind::Malformed)
    }

    pub fn kind(&self) -> NameKind {
        self.kind
    }

    /// The written form.
    pub fn value(&self) -> &str {
        &self.value
    }
}

/// The value with its middle left out, for a letter that must not tell all of it.
pub fn masked(kind: NameKind, value: &str) -> String {
    let mut letters = value.chars();
    match (kind, value.split_once('@')) {
        (NameKind::Email, Some((local, domain))) => {
            let first: String = local.chars().take(1).collect();
            format!("{first}…@{domain}")
        }
        (NameKind::Phone, _) => {
            let skip = value.chars().count().saturating_sub(4);
            format!("…{}", letters.by_ref().skip(skip).collect::<String>())
        }
        (NameKind::Email | NameKind::Name, _) => format!("{}…", letters.by_ref().take(2).collect::<String>()),
    }
}

/// An address that a mail server could take: one `@`, a domain with a dot, no spaces or brackets.
fn email(typed: &str) -> Option<String> {
    let address = typed.to_lowercase();
    let (local, domain) = address.split_once('@')?;
    let fits_local = (1..=64).contains(&local.len())
        && local.is_ascii()
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
    let fits_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    let fits =
        fits_local && address.len() <= 254 && domain.contains('.') && domain.split('.').all(fits_label);
    fits.then_some(address)
}

/// E.164, with the habits of Russia: `8 999 …` and `999 …` are `+7 999 …`, `8~10 …` goes abroad.
fn phone(typed: &str) -> Option<String> {
    let mut digits = String::new();
    for (place, letter) in typed.chars().enumerate() {
        match letter {
            '0'..='9' => digits.push(letter),
            '+' if place == 0 => {}
            ' ' | '\u{a0}' | '\t' | '-' | '‐' | '‑' | '–' | '—' | '(' | ')' | '.' | '~' => {}
            _ => return None,
        }
    }
    let abroad = |digits: &str| {
        let russian = digits.strip_prefix('7');
        let fits = (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && russian.is_none_or(|rest| rest.len() == 10);
        fits.then(|| format!("+{digits}"))
    };
    if typed.starts_with('+') {
        return abroad(&digits);
    }
    match (digits.len(), digits.strip_prefix(['7', '8'])) {
        (11, Some(rest)) => Some(format!("+7{rest}")),
        (10, _) if digits.starts_with('9') => Some(format!("+7{digits}")),
        _ => {
            let rest = digits.strip_prefix("810").or_else(|| digits.strip_prefix("00"));
            rest.and_then(abroad)
        }
    }
}

/// 3 to 40 letters of one alphabet, digits, dots, hyphens and underscores, a letter first.
fn name(typed: &str) -> Option<String> {
    let name = typed.to_lowercase();
    let latin = |c: char| c.is_ascii_lowercase();
    let cyrillic = |c: char| matches!(c, 'а'..='я' | 'ё');
    let of = |letter: &dyn Fn(char) -> bool| {
        name.starts_with(letter)
            && name
                .chars()
                .all(|c| letter(c) || c.is_ascii_digit() || matches!(c, '.' | '_' | '-'))
    };
    let fits = (3..=40).contains(&name.chars().count()) && (of(&latin) || of(&cyrillic));
    fits.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Option<(NameKind, String)> {
        let name = SignInName::parse(typed).ok()?;
        Some((name.kind(), name.value().to_owned()))
    }

    #[test]
    fn phones_have_one_form() {
        for typed in [
            "8 999 123-45-67",
            "+7 999 123-45-67",
            "7 (999) 123 45 67",
            "9991234567",
            "+7\u{a0}(999)\u{a0}123‑45‑67",
            " 8-999-123-45-67 ",
        ] {
            assert_eq!(
                read(typed),
                Some((NameKind::Phone, "+79991234567".into())),
                "{typed}"
            );
        }
        for (typed, value) in [
            ("+375 29 123-45-67", "+375291234567"),
            ("8~10 375 29 123-45-67", "+375291234567"),
            ("00 49 30 123456", "+4930123456"),
            ("+84 91 234 56 78", "+84912345678"),
        ] {
            assert_eq!(read(typed), Some((NameKind::Phone, value.into())), "{typed}");
        }
        for typed in [
            "8 999 123",
            "+7 999 123-45-6",
            "+0123456789",
            "123456",
            "8 999 123-45-67 доб. 3",
            "+",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }

    #[test]
    fn addresses_and_names_are_in_small_letters() {
        for (typed, kind, value) in [
            (" Parent@Demo.Test ", NameKind::Email, "parent@demo.test"),
            ("a+b@почта.рф", NameKind::Email, "a+b@почта.рф"),
            ("Ivanova.M", NameKind::Name, "ivanova.m"),
            ("Ёжик-7", NameKind::Name, "ёжик-7"),
        ] {
            assert_eq!(read(typed), Some((kind, value.into())), "{typed}");
        }
        for typed in [
            "",
            "  ",
            "a@b",
            "a@@b.c",
            "@b.c",
            "a b@c.d",
            "Name <a@b.c>",
            "a@b..c",
            "a@-b.c",
            ".a@b.c",
            "a\n@b.c",
            "ab",
            "7ab",
            "a b c",
            "ivanоva",
            "привет!",
            "a\u{0}bc",
        ] {
            assert_eq!(read(typed), None, "{typed:?}");
        }
        assert_eq!(SignInName::parse(" "), Err(FieldErrorKind::Required));
    }

    #[test]
    fn a_written_form_is_read_as_itself() {
        for typed in ["8 999 123-45-67", "A@B.ru", "Петров.П"] {
            let name = SignInName::parse(typed).unwrap();
            assert_eq!(SignInName::parse(name.value()), Ok(name));
        }
    }

    #[test]
    fn a_masked_name_is_recognised_by_its_owner_only() {
        assert_eq!(masked(NameKind::Email, "parent@demo.test"), "p…@demo.test");
        assert_eq!(masked(NameKind::Phone, "+79991234567"), "…4567");
        assert_eq!(masked(NameKind::Name, "ёжик"), "ёж…");
    }
}
