//! The words with which people head the columns of a schedule.

use super::super::week::Weekday;
use super::lex;

/// Words for each day, Monday first: short ones, longer ones, the whole word; Russian, then English.
const WORDS: [&[&str]; 7] = [
    &[
        "пн",
        "пон",
        "пнд",
        "пнк",
        "понед",
        "понедельник",
        "mo",
        "mon",
        "monday",
    ],
    &[
        "вт",
        "втр",
        "вто",
        "втк",
        "втор",
        "вторник",
        "tu",
        "tue",
        "tues",
        "tuesday",
    ],
    &[
        "ср",
        "срд",
        "сре",
        "сред",
        "среда",
        "we",
        "wed",
        "weds",
        "wednesday",
    ],
    &[
        "чт",
        "чтв",
        "чет",
        "чтг",
        "четв",
        "четверг",
        "th",
        "thu",
        "thur",
        "thurs",
        "thursday",
    ],
    &[
        "пт",
        "птн",
        "птц",
        "пят",
        "пятн",
        "пятница",
        "fr",
        "fri",
        "friday",
    ],
    &["сб", "сбт", "суб", "субб", "суббота", "sa", "sat", "saturday"],
    &[
        "вс",
        "вск",
        "вос",
        "воскр",
        "воскресенье",
        "воскресение",
        "su",
        "sun",
        "sunday",
    ],
];

/// No head of a weekday is longer, also with spaces between the letters.
const MAX_HEAD: usize = 48;

/// The weekday that a column head names: case, spaces and a last dot do not matter.
pub(super) fn weekday(head: &str) -> Option<Weekday> {
    if head.is_empty() || head.len() > MAX_HEAD {
        return None;
    }
    let head: String = lex::clean(head)
        .to_lowercase()
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    let word = head.strip_suffix('.').unwrap_or(&head);
    lookup(word).or_else(|| lookup(&word.chars().map(cyrillic).collect::<String>()))
}

/// Whether the text speaks of a weekday anywhere, as in "Приём ведётся: вт".
pub(super) fn mentions_weekday(text: &str) -> bool {
    text.split(|c: char| !c.is_alphabetic())
        .any(|word| weekday(word).is_some())
}

/// Whether a head looks like a weekday that was mistyped, as `ПТН1` or `ПОНН`, and not like a title.
pub(super) fn resembles_weekday(head: &str) -> bool {
    let head: String = head
        .to_lowercase()
        .chars()
        .map(cyrillic)
        .filter(|c| c.is_alphabetic())
        .collect();
    let starts = [
        "пн", "пон", "вт", "ср", "чт", "чет", "пт", "пят", "сб", "суб", "вс", "воск",
    ];
    head.chars().count() <= 12 && starts.iter().any(|start| head.starts_with(start))
}

fn lookup(word: &str) -> Option<Weekday> {
    let days = Weekday::ALL.into_iter().zip(WORDS);
    days.into_iter()
        .find_map(|(day, words)| words.contains(&word).then_some(day))
}

/// The Cyrillic letter that a Latin one is mistaken for: `CP` on a Latin keyboard looks like `СР`.
fn cyrillic(c: char) -> char {
    match c {
        'a' => 'а',
        'b' => 'в',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'k' => 'к',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'y' => 'у',
        c => c,
    }
}
