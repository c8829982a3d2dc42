//! A text without what tells of people: names in their cases, classes, telephone numbers, addresses, numbers of requests.
//!
//! Rather a word too much than one too few: what is taken out stands in brackets, and somebody looks through it.

use std::collections::HashSet;

use podskazka_shared::text::Lang;
use podskazka_shared::usefulness::TakenOut;

use super::engine::is_common;
use crate::search::words::{Origin, Word, words};

/// Names with fewer letters are looked for only with a capital.
const LETTERS: usize = 4;
/// The highest grade.
const GRADES: u8 = 11;

/// What tells of people.
pub struct Clear {
    /// Of the people of the request, in all their forms.
    people: HashSet<String>,
    /// Of everybody else in the school: taken out only where it is written as a name.
    school: HashSet<String>,
    lang: Lang,
}

fn keys(names: &[String]) -> HashSet<String> {
    let words = names.iter().flat_map(|name| words(name, Origin::Name));
    words
        .filter(|word| word.letters && word.plain.chars().count() > 1)
        .flat_map(|word| word.keys)
        .collect()
}

impl Clear {
    pub fn of(people: &[String], school: &[String], lang: Lang) -> Self {
        Self {
            people: keys(people),
            school: keys(school),
            lang,
        }
    }

    /// The text with neutral words; what was taken out is added to `taken`, each once.
    pub fn text(&self, text: &str, taken: &mut Vec<TakenOut>) -> String {
        let chars: Vec<char> = text.chars().collect();
        let mut places: Vec<(usize, usize, &'static str)> = Vec::new();
        let all: Vec<Word> = words(text, Origin::Text);
        for (nth, word) in all.iter().enumerate() {
            let before = places.last().copied();
            if before.is_some_and(|(_, to, _)| word.from < to) {
                continue;
            }
            let Some((to, now)) = self.told(&chars, word, all.get(nth + 1)) else {
                continue;
            };
            let name = self.lang.pick("[имя]", "[name]");
            match before {
                // «Иванова Мария» is one name, and so is «Иванова М. С.».
                Some((from, end, last)) if last == name && now == name && joins(&chars, end, word.from) => {
                    places.pop();
                    places.push((from, to, now));
                }
                Some(_) | None => places.push((word.from, to, now)),
            }
        }
        let initials = self.lang.pick("[имя]", "[name]");
        let mut left = String::new();
        let mut upto = 0;
        for (from, to, now) in places {
            let (from, to) = match now == initials {
                true => (
                    back_over_initials(&chars, from, upto),
                    on_over_initials(&chars, to),
                ),
                false => (from, to),
            };
            left.extend(chars.get(upto..from).unwrap_or_default());
            left.push_str(now);
            let out = TakenOut {
                was: chars.get(from..to).unwrap_or_default().iter().collect(),
                now: now.to_owned(),
            };
            if !taken.contains(&out) {
                taken.push(out);
            }
            upto = to;
        }
        left.extend(chars.get(upto..).unwrap_or_default());
        left
    }

    /// Where what begins with this word ends, and what stands in its place; none where it tells of nobody.
    fn told(&self, chars: &[char], word: &Word, next: Option<&Word>) -> Option<(usize, &'static str)> {
        let is = |c: char| word.plain.contains(c);
        if word.plain.starts_with('+') {
            return Some((word.to, self.lang.pick("[телефон]", "[telephone]")));
        }
        if is('@') {
            return Some((word.to, self.lang.pick("[почта]", "[e-mail]")));
        }
        if is('-') && !word.letters {
            return Some((
                word.to,
                self.lang.pick("[номер обращения]", "[number of a request]"),
            ));
        }
        let class = self.lang.pick("[класс]", "[class]");
        if let Some(to) = class_ends(chars, word, next) {
            return Some((to, class));
        }
        let capital = chars.get(word.from).is_some_and(|c| c.is_uppercase());
        let length = word.plain.chars().count();
        if !word.letters || word.small || length < 2 {
            return None;
        }
        let has = |keys: &HashSet<String>| word.keys.iter().any(|key| keys.contains(key));
        let patronymic = capital && is_patronymic(&word.plain);
        // «Ирина» before «Петровна» is a name, whoever has it.
        let before_patronymic = capital
            && next.is_some_and(|next| is_patronymic(&next.plain) && joins(chars, word.to, next.from));
        let of_people = (capital || length >= LETTERS) && has(&self.people);
        let of_school = capital && has(&self.school);
        let told = patronymic
            || before_patronymic
            || (of_people || of_school) && (capital || !is_common(&word.plain, &word.keys));
        (told && (patronymic || !is_common(&word.plain, &word.keys)))
            .then(|| (word.to, self.lang.pick("[имя]", "[name]")))
    }
}

/// Whether nothing but blanks stands between, or the points of initials.
fn joins(chars: &[char], from: usize, to: usize) -> bool {
    let between = chars.get(from..to).unwrap_or_default();
    !between.is_empty()
        && between.len() <= 2
        && between
            .iter()
            .all(|c| c.is_whitespace() && *c != '\n' || *c == '-')
}

/// In any case: «Петровна», «Ильичом», «Никитичне».
fn is_patronymic(plain: &str) -> bool {
    const ENDS: [&str; 16] = [
        "ович",
        "овича",
        "овичу",
        "овичем",
        "овиче",
        "евич",
        "евича",
        "евичу",
        "евичем",
        "евиче",
        "ьич",
        "ьича",
        "ьичу",
        "ьичом",
        "ьичем",
        "ьиче",
    ];
    const HERS: [&str; 4] = ["овн", "евн", "ичн", "инишн"];
    let long = plain.chars().count() >= 6;
    let hers = |end: &str| {
        HERS.iter()
            .any(|stem| plain.strip_suffix(end).is_some_and(|rest| rest.ends_with(stem)))
    };
    long && (ENDS.iter().any(|end| plain.ends_with(end))
        || ["а", "ы", "е", "у", "ой"].iter().any(|end| hers(end)))
}

fn is_initial(chars: &[char], at: usize) -> bool {
    let letter = chars.get(at).is_some_and(|c| c.is_uppercase());
    letter && chars.get(at + 1) == Some(&'.')
}

/// «М. С.» after a surname belongs to it.
fn on_over_initials(chars: &[char], mut to: usize) -> usize {
    for _ in 0..2 {
        let blank = usize::from(chars.get(to).is_some_and(|c| c.is_whitespace() && *c != '\n'));
        if !is_initial(chars, to + blank) || blank == 0 && chars.get(to.wrapping_sub(1)) != Some(&'.') {
            break;
        }
        to += blank + 2;
    }
    to
}

/// «М. С.» before a surname too.
fn back_over_initials(chars: &[char], mut from: usize, least: usize) -> usize {
    for _ in 0..2 {
        let blank = usize::from(
            from > 0
                && chars
                    .get(from - 1)
                    .is_some_and(|c| c.is_whitespace() && *c != '\n'),
        );
        let Some(at) = from.checked_sub(blank + 2) else {
            break;
        };
        let alone = at == 0 || chars.get(at - 1).is_none_or(|c| !c.is_alphanumeric());
        if at < least || !is_initial(chars, at) || !alone {
            break;
        }
        from = at;
    }
    from
}

/// «7А», «10-б», «7 «А»», «7 А класса».
fn class_ends(chars: &[char], word: &Word, next: Option<&Word>) -> Option<usize> {
    let grade = |digits: &str| {
        digits
            .parse::<u8>()
            .is_ok_and(|grade| (1..=GRADES).contains(&grade))
    };
    let letters: String = word.plain.chars().skip_while(char::is_ascii_digit).collect();
    let digits: String = word.plain.chars().take_while(char::is_ascii_digit).collect();
    let one = letters.chars().count() == 1 && letters.chars().all(char::is_alphabetic);
    if grade(&digits) && one {
        return Some(word.to);
    }
    let next = next.filter(|next| letters.is_empty() && grade(&digits) && next.letters)?;
    let between: String = chars.get(word.to..next.from)?.iter().collect();
    let letter = next.plain.chars().count() == 1;
    let capital = chars.get(next.from).is_some_and(|c| c.is_uppercase());
    let quoted = between.contains(['«', '"', '„']);
    let written = match between.as_str() {
        "-" => true,
        " " | "\u{a0}" => capital,
        _ => quoted && between.chars().count() <= 2,
    };
    let closing = usize::from(
        quoted
            && chars
                .get(next.to)
                .is_some_and(|c| matches!(c, '»' | '"' | '“' | '”')),
    );
    (letter && written).then_some(next.to + closing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cleared_of_what_tells_of_people() {
        let people = [
            "Берёзкина Аглая Серафимовна".to_owned(),
            "Кузнецов Павел Ильич".to_owned(),
        ];
        let school = [
            "Рябинин Тимофей Олегович".to_owned(),
            "Зимина Вера Львовна".to_owned(),
        ];
        let clear = Clear::of(&people, &school, Lang::Ru);
        for (text, left) in [
            (
                "Аглая Серафимовна, отметка исправлена.",
                "[имя], отметка исправлена.",
            ),
            (
                "Передайте Берёзкиной Аглае, что всё готово",
                "Передайте [имя], что всё готово",
            ),
            ("БЕРЕЗКИНОЙ А. С. выдан пароль", "[имя] выдан пароль"),
            ("Ответил П. И. Кузнецов.", "Ответил [имя]."),
            ("попросите кузнецова", "попросите [имя]"),
            (
                "Отметку Тимофея Рябинина из 7А исправила Ирина Петровна.",
                "Отметку [имя] из [класс] исправила [имя].",
            ),
            (
                "Спросите Марию Ильиничну в 10 «Б» или 5-в",
                "Спросите [имя] в [класс] или [класс]",
            ),
            (
                "Звоните 8 (912) 345-67-89, ivanova@mail.test, обращение 2026-000123",
                "Звоните [телефон], [почта], обращение [номер обращения]",
            ),
            (
                "Журнал открывается в 7 утра, 5 уроков",
                "Журнал открывается в 7 утра, 5 уроков",
            ),
            (
                "1. Откройте дневник.\n2. Выберите класс.",
                "1. Откройте дневник.\n2. Выберите класс.",
            ),
        ] {
            let mut taken = Vec::new();
            assert_eq!(clear.text(text, &mut taken), left, "{text}");
            assert_eq!(taken.is_empty(), text == left, "{text}");
        }
    }
}
