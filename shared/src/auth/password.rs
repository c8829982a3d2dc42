//! What a password must be: long, not one that everybody tries, not the login. No other rules: they make worse ones.

use super::name::SignInName;
use crate::check::{self, FieldError, FieldErrorKind};

/// The least number of characters.
pub const MIN_LENGTH: u32 = 10;
/// The most characters that are hashed.
pub const MAX_LENGTH: u32 = 1000;

/// What people choose first, here and in the world: without capitals, spaces and what is put around them.
const WORST: &[&str] = &[
    "password",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "parol",
    "пароль",
    "gfhjkm",
    "пасворд",
    "qwerty",
    "qwertyuiop",
    "qwertyui",
    "qwert",
    "йцукен",
    "йцукенг",
    "йцукенгшщз",
    "qazwsx",
    "qazwsxedc",
    "1qaz2wsx",
    "1q2w3e4r",
    "1q2w3e",
    "zaq12wsx",
    "asdfgh",
    "asdfghjkl",
    "фывапролдж",
    "zxcvbnm",
    "ячсмить",
    "letmein",
    "welcome",
    "добропожаловать",
    "admin",
    "administrator",
    "админ",
    "администратор",
    "iloveyou",
    "люблютебя",
    "ятебялюблю",
    "zkt,kznt,z",
    "dragon",
    "monkey",
    "sunshine",
    "princess",
    "football",
    "baseball",
    "superman",
    "batman",
    "master",
    "shadow",
    "abc",
    "abcdef",
    "abcdefghij",
    "абвгд",
    "привет",
    "ghbdtn",
    "приветпривет",
    "школа",
    "school",
    "shkola",
    "учитель",
    "teacher",
    "uchitel",
    "ученик",
    "родитель",
    "директор",
    "director",
    "дневник",
    "журнал",
    "journal",
    "подсказка",
    "podskazka",
    "россия",
    "russia",
    "москва",
    "moscow",
    "спартак",
    "зенит",
    "солнышко",
    "любовь",
    "наташа",
    "natasha",
    "максим",
    "maksim",
    "александр",
    "aleksandr",
    "анастасия",
    "changeme",
    "secret",
    "секрет",
    "test",
    "тест",
    "user",
    "guest",
    "login",
    "логин",
    "trustno",
    "computer",
    "internet",
    "google",
    "yandex",
    "яндекс",
    "samsung",
    "nokia",
];

/// Checks a new password at `pointer`. `names` are what its owner signs in with, as far as they are known.
pub fn check_new(errors: &mut Vec<FieldError>, pointer: &str, password: &str, names: &[&str]) {
    let length = password.chars().count();
    let mut wrong = |kind| errors.push(FieldError::new(pointer, kind));
    if password.trim().is_empty() {
        wrong(FieldErrorKind::Required);
    } else if length < usize::try_from(MIN_LENGTH).unwrap_or(usize::MAX) {
        wrong(FieldErrorKind::TooShort { min: MIN_LENGTH });
    } else if names.iter().any(|name| is_name(password, name)) {
        wrong(FieldErrorKind::LikeLogin);
    } else if is_known(password) {
        wrong(FieldErrorKind::TooKnown);
    } else {
        check::optional_text(errors, pointer, Some(password), MAX_LENGTH);
    }
}

fn is_name(password: &str, name: &str) -> bool {
    let small = password.trim().to_lowercase();
    let as_name = SignInName::parse(password).is_ok_and(|parsed| parsed.value() == name);
    let local = name.split('@').next().unwrap_or_default();
    // The name, its part before the @, either of them with digits behind.
    let bare = small.trim_end_matches(|c: char| c.is_ascii_digit() || "!?.*_-".contains(c));
    as_name
        || [&small, bare]
            .iter()
            .any(|text| !text.is_empty() && (*text == name || *text == local))
}

/// One of the worst, whatever digits and signs stand around it; one short thing repeated; or a run along digits.
fn is_known(password: &str) -> bool {
    let small: String = password.to_lowercase().split_whitespace().collect();
    let not_alphabetic = |c: char| !c.is_alphabetic();
    // Also those with a digit of their own in front.
    let cores = [
        small.trim_matches(not_alphabetic),
        small.trim_end_matches(not_alphabetic),
        small.trim_matches(|c: char| !c.is_alphanumeric()),
    ];
    let letters: Vec<char> = small.chars().collect();
    let repeated = |length: usize| {
        letters
            .iter()
            .zip(letters.iter().skip(length))
            .all(|(one, next)| one == next)
    };
    let only_digits = letters.iter().all(char::is_ascii_digit);
    let known =
        |text: &str| WORST.contains(&text) || WORST.iter().any(|worst| text == format!("{worst}{worst}"));
    let run = |text: &str| text.contains(small.as_str());
    known(&small)
        || cores.into_iter().any(known)
        || (1..=4).any(repeated)
        || (only_digits
            && (run("012345678901234567890") || run("098765432109876543210") || run("123123123123123123")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(password: &str) -> Option<FieldErrorKind> {
        let mut errors = Vec::new();
        check_new(
            &mut errors,
            "/p",
            password,
            &["parent@demo.test", "+79991234567", "ivanova.m"],
        );
        errors.into_iter().next().map(|error| error.kind)
    }

    #[test]
    fn a_password_is_long_not_known_and_not_the_login() {
        for good in [
            "кошка ест сухой хлеб",
            "demo-podskazka",
            "correct horse",
            "7 синих слонов",
            "пароль для проверки",
        ] {
            assert_eq!(wrong(good), None, "{good}");
        }
        assert_eq!(wrong("          "), Some(FieldErrorKind::Required));
        assert_eq!(wrong("коротко12"), Some(FieldErrorKind::TooShort { min: 10 }));
        assert_eq!(wrong(&"щ".repeat(1001)), Some(FieldErrorKind::TooKnown));
        assert_eq!(
            wrong(&"рак и щука ".repeat(100)),
            Some(FieldErrorKind::TooLong { max: 1000 })
        );
        for known in [
            "1234567890",
            "0987654321",
            "1111111111",
            "password123",
            "Password2026!",
            "qwertyuiop",
            "йцукенгшщз",
            "пароль1234",
            "Qwerty12345",
            "ghbdtnghbdtn",
            "abababababab",
            "1q2w3e4r!!",
        ] {
            assert_eq!(wrong(known), Some(FieldErrorKind::TooKnown), "{known}");
        }
        for login in [
            "Parent@Demo.Test",
            "parent2026!!",
            "89991234567",
            "8 999 123-45-67",
            "ivanova.m2026",
        ] {
            assert_eq!(wrong(login), Some(FieldErrorKind::LikeLogin), "{login}");
        }
    }
}
