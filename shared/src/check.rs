//! Checks of what people type, the same in the app before sending and on the server after receiving.

use serde::{Deserialize, Serialize};

use crate::text::Lang;

/// What is wrong with one field of a body, a query or a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// JSON pointer (RFC 6901) into the body, such as `/description`; `?name` for a query parameter.
    #[cfg_attr(feature = "openapi", schema(example = "/description"))]
    pub pointer: String,
    #[serde(flatten)]
    pub kind: FieldErrorKind,
    /// The same in words, in the reader's language.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "Заполните это поле."))]
    pub detail: String,
    /// Line of a pasted table, from 1; only for errors in a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u32>,
    /// Column of a pasted table, from 1; only for errors in a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
}

/// The machine-readable kind of a field error; the app translates it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum FieldErrorKind {
    /// Nothing was given where something is needed.
    Required,
    /// Longer than `max` characters.
    TooLong { max: u32 },
    /// Outside `min..=max`.
    OutOfRange { min: i64, max: i64 },
    /// Not a multiple of `of`.
    NotMultiple { of: i64 },
    /// Of the wrong type or shape.
    Malformed,
    /// The field does not exist.
    Unknown,
    /// Names something that is not there, or not yours.
    NotFound,
    /// Already taken by another.
    Taken,
    /// A last day before the first.
    BeforeStart,
    /// A day that is over.
    Over,
    /// A day that has not come yet.
    Future,
    /// A day before the year 2000, of which nothing can be known.
    LongAgo,
    /// Shares time with something that is there already.
    Overlaps,
    /// Hours that end before they begin, or at once.
    EndBeforeStart,
    /// No link that begins with `https://`.
    NotALink,
    /// No address of a site; `number` tells which of several, from 1.
    NotASite { number: u32 },
    /// More than `max` entries.
    TooMany { max: u32 },
    /// An event that cannot follow those before it.
    OutOfOrder,
    /// A day of another academic year.
    OtherYear,
    /// A moment at which nothing has begun yet.
    NotStarted,
    /// No name of the IANA time zone database.
    NoTimeZone,
    /// A choice that is not open here: to this person, in this class, for this group.
    NotOpen,
    /// Nobody leads the class, so nothing can be sent to its class teacher.
    NoClassTeacher,
    /// Characters that cannot be stored or shown, such as NUL.
    Unprintable,
    /// Shorter than `min` characters.
    TooShort { min: u32 },
    /// Nothing in it can be searched for: no letters or digits, or small words only.
    NoWords,
    /// A password that everybody tries first.
    TooKnown,
    /// A password that is the login, or nearly.
    LikeLogin,
    /// The current password does not fit.
    WrongPassword,
    /// The code does not fit, or not any more.
    WrongCode,
    /// Cannot be used, for a reason that is not told.
    NotUsable,
    /// An error in a pasted schedule; `code` is one of the table's kinds (B-order 2).
    Table { code: String },
}

impl FieldErrorKind {
    /// The sentence for people, empty for table errors, which bring their own.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Required, _) => lang.pick("Заполните это поле.", "Fill in this field.").to_owned(),
            (Self::TooLong { max }, Lang::Ru) => format!("Слишком длинно: не больше {max} знаков."),
            (Self::TooLong { max }, Lang::En) => format!("Too long: {max} characters at most."),
            (Self::OutOfRange { min, max }, Lang::Ru) => format!("Нужно число от {min} до {max}."),
            (Self::OutOfRange { min, max }, Lang::En) => format!("A number from {min} to {max} is needed."),
            (Self::NotMultiple { of }, Lang::Ru) => format!("Нужно число, которое делится на {of}."),
            (Self::NotMultiple { of }, Lang::En) => format!("A multiple of {of} is needed."),
            (Self::Malformed, _) => lang
                .pick(
                    "Не получилось прочитать это значение.",
                    "This value could not be read.",
                )
                .to_owned(),
            (Self::Unknown, _) => lang
                .pick("Такого поля нет.", "There is no such field.")
                .to_owned(),
            (Self::NotFound, _) => lang
                .pick(
                    "Не найдено. Выберите из списка.",
                    "Not found. Choose from the list.",
                )
                .to_owned(),
            (Self::Taken, _) => lang
                .pick("Уже занято, выберите другое.", "Already taken, choose another.")
                .to_owned(),
            (Self::BeforeStart, _) => lang
                .pick(
                    "Последний день раньше первого.",
                    "The last day is before the first.",
                )
                .to_owned(),
            (Self::Over, _) => lang
                .pick("Этот день уже прошёл.", "This day is over.")
                .to_owned(),
            (Self::Future, _) => lang
                .pick("Этот день ещё не наступил.", "This day has not come yet.")
                .to_owned(),
            (Self::LongAgo, _) => lang
                .pick(
                    "Так давно ничего не было: нужен день не раньше 2000 года.",
                    "Nothing is known of that time: a day of 2000 or later is needed.",
                )
                .to_owned(),
            (Self::Overlaps, _) => lang
                .pick(
                    "Пересекается по времени с тем, что уже записано.",
                    "Overlaps with what is entered already.",
                )
                .to_owned(),
            (Self::EndBeforeStart, _) => lang
                .pick(
                    "Конец должен быть позже начала.",
                    "The end must be later than the beginning.",
                )
                .to_owned(),
            (Self::NotALink, _) => lang
                .pick(
                    "Нужна ссылка, которая начинается с https://",
                    "A link is needed that begins with https://",
                )
                .to_owned(),
            (Self::NotASite { number }, Lang::Ru) => {
                format!("Строка {number}: нужен адрес сайта без страницы, например https://shkola.ru")
            }
            (Self::NotASite { number }, Lang::En) => {
                format!("Line {number}: the address of a site is needed, without a page, such as https://school.org")
            }
            (Self::TooMany { max }, Lang::Ru) => format!("Слишком много: не больше {max}."),
            (Self::TooMany { max }, Lang::En) => format!("Too many: {max} at most."),
            (Self::OutOfOrder, _) => lang
                .pick(
                    "Это событие не может стоять здесь: сначала начало, затем паузы и продолжения по очереди и по времени, в конце остановка.",
                    "This event cannot come here: first a start, then pauses and resumes in turn and in time, a stop last.",
                )
                .to_owned(),
            (Self::OtherYear, _) => lang
                .pick(
                    "Этот день не из учебного года графика: год начинается 1 сентября.",
                    "This day is not in the schedule's academic year, which begins on 1 September.",
                )
                .to_owned(),
            (Self::NotStarted, _) => lang
                .pick("К этому времени отсчёт ещё не начался.", "The clock has not started by then.")
                .to_owned(),
            (Self::NoTimeZone, _) => lang
                .pick("Такого часового пояса нет.", "There is no such time zone.")
                .to_owned(),
            (Self::NotOpen, _) => lang
                .pick("Здесь этого выбрать нельзя.", "This cannot be chosen here.")
                .to_owned(),
            (Self::NoClassTeacher, _) => lang
                .pick(
                    "У этого класса сейчас нет классного руководителя. Отправьте обращение специалистам.",
                    "This class has no class teacher now. Send the request to the helpers.",
                )
                .to_owned(),
            (Self::Unprintable, _) => lang
                .pick(
                    "Есть знаки, которые нельзя сохранить.",
                    "It holds characters that cannot be stored.",
                )
                .to_owned(),
            (Self::TooShort { min }, Lang::Ru) => format!("Слишком коротко: нужно не меньше {min} знаков."),
            (Self::TooShort { min }, Lang::En) => format!("Too short: at least {min} characters are needed."),
            (Self::NoWords, _) => lang
                .pick(
                    "По этому искать нельзя: нужны слово, имя или номер.",
                    "This cannot be searched for: a word, a name or a number is needed.",
                )
                .to_owned(),
            (Self::TooKnown, _) => lang
                .pick(
                    "Такой пароль подберут первым. Придумайте другой, например из трёх-четырёх слов.",
                    "This password is guessed first. Think of another, such as three or four words.",
                )
                .to_owned(),
            (Self::LikeLogin, _) => lang
                .pick(
                    "Пароль не должен повторять логин, почту или телефон.",
                    "The password must not be your login, e-mail or phone.",
                )
                .to_owned(),
            (Self::WrongPassword, _) => lang
                .pick("Пароль не подошёл.", "The password does not fit.")
                .to_owned(),
            (Self::WrongCode, _) => lang
                .pick(
                    "Код не подошёл или уже не действует.",
                    "The code does not fit, or not any more.",
                )
                .to_owned(),
            (Self::NotUsable, _) => lang
                .pick(
                    "Это использовать не получится. Укажите другое.",
                    "This cannot be used. Give another one.",
                )
                .to_owned(),
            (Self::Table { .. }, _) => String::new(),
        }
    }
}

impl FieldError {
    /// An error at `pointer`; the server adds the words when it knows the reader's language.
    pub fn new(pointer: impl Into<String>, kind: FieldErrorKind) -> Self {
        Self {
            pointer: pointer.into(),
            kind,
            detail: String::new(),
            row: None,
            column: None,
        }
    }
}

/// What a body, a query or a path must satisfy beyond its shape.
pub trait Check {
    /// The most bytes that it may take on its way to the server.
    const MAX_BYTES: usize = 2 * 1024 * 1024;

    /// All that is wrong, not only the first.
    fn check(&self, errors: &mut Vec<FieldError>) {
        let _ = errors;
    }
}

impl Check for () {}

/// A text that must be there and fit into `max` characters (white space at the ends does not count).
pub fn text(errors: &mut Vec<FieldError>, pointer: &str, value: &str, max: u32) {
    if value.trim().is_empty() {
        errors.push(FieldError::new(pointer, FieldErrorKind::Required));
    } else {
        optional_text(errors, pointer, Some(value), max);
    }
}

/// A text that may be missing but must fit into `max` characters.
pub fn optional_text(errors: &mut Vec<FieldError>, pointer: &str, value: Option<&str>, max: u32) {
    let Some(value) = value else { return };
    if value.trim().chars().count() > usize::try_from(max).unwrap_or(usize::MAX) {
        errors.push(FieldError::new(pointer, FieldErrorKind::TooLong { max }));
    }
    if value
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
    {
        errors.push(FieldError::new(pointer, FieldErrorKind::Unprintable));
    }
}

/// The years in which something can have happened.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// Checks that a day is one on which something can have happened.
pub fn day(errors: &mut Vec<FieldError>, pointer: &str, day: chrono::NaiveDate) {
    let year = chrono::Datelike::year(&day);
    if year < *YEARS.start() {
        errors.push(FieldError::new(pointer, FieldErrorKind::LongAgo));
    } else if year > *YEARS.end() {
        errors.push(FieldError::new(pointer, FieldErrorKind::Future));
    }
}

/// Checks two such days in order, by the pointer of each; either may be absent.
pub fn days(
    errors: &mut Vec<FieldError>,
    from: (&str, Option<chrono::NaiveDate>),
    to: (&str, Option<chrono::NaiveDate>),
) {
    for (pointer, given) in [from, to] {
        if let Some(given) = given {
            day(errors, pointer, given);
        }
    }
    if from.1.zip(to.1).is_some_and(|(from, to)| to < from) {
        errors.push(FieldError::new(to.0, FieldErrorKind::BeforeStart));
    }
}

/// A number within bounds.
pub fn range(errors: &mut Vec<FieldError>, pointer: &str, value: i64, min: i64, max: i64) {
    if !(min..=max).contains(&value) {
        errors.push(FieldError::new(pointer, FieldErrorKind::OutOfRange { min, max }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(value: &str, max: u32) -> Vec<FieldErrorKind> {
        let mut errors = Vec::new();
        text(&mut errors, "/t", value, max);
        errors.into_iter().map(|e| e.kind).collect()
    }

    #[test]
    fn a_text_is_there_fits_and_can_be_stored() {
        assert_eq!(kinds("  ", 5), [FieldErrorKind::Required]);
        assert_eq!(kinds("привет", 6), []);
        assert_eq!(kinds("привет!", 6), [FieldErrorKind::TooLong { max: 6 }]);
        assert_eq!(kinds("a\u{0}b\n", 6), [FieldErrorKind::Unprintable]);
    }
}
