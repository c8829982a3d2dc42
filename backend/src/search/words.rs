//! Texts cut into words with their keys. Pure, and the only place that says what can be found.
//!
//! - Letters are small, ё is е, й is one letter however it was typed; other signs above letters do not count.
//! - Digits without leading zeros. `2026-000123` is the number of a request: it is found whole, without its zeros, and by `123`.
//! - A Russian telephone number is one word however it is written; so is an address with `@`. The parts of both are words too.
//! - A hyphen parts words: «Анна-Мария» is two. Letters and digits together are one: «7А».
//! - The smallest words («в», «и», «не» …) are told as such: nothing is found by them.

use super::stem;

/// The most characters of a word that count.
const LONGEST: usize = 64;
/// Digits of a number within Russia, without the 8 or +7 before it.
const NATIONAL: usize = 10;
/// The most that stands between two digits of one telephone number, as in `8 (901) - 2`.
const GAP: usize = 3;

/// Words that nearly every text has and nobody looks for.
const SMALL: [&str; 57] = [
    "а", "без", "бы", "был", "была", "были", "было", "в", "во", "вы", "да", "для", "до", "же", "за", "и",
    "из", "или", "к", "как", "ко", "ли", "мы", "на", "не", "но", "о", "об", "от", "по", "при", "с", "со",
    "то", "у", "что", "это", "я", "a", "an", "and", "as", "at", "be", "but", "by", "for", "in", "is", "it",
    "not", "of", "on", "or", "the", "to", "with",
];

/// Where a text comes from: it decides what a word in it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// What people wrote.
    Text,
    /// Somebody's name, from their card.
    Name,
}

/// What can be found by one word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its place, in characters.
    pub from: usize,
    pub to: usize,
    /// As it is compared: small, with е for ё.
    pub plain: String,
    pub keys: Vec<String>,
    /// A part of the word before it, which is a number or an address: found by itself, but not asked for.
    pub part: bool,
    /// Whether it is made of letters, so that more of them may follow.
    pub letters: bool,
    /// One of the smallest words: nothing is found by it, unless it is the beginning of another.
    pub small: bool,
}

/// The words of a text, in order.
pub fn words(text: &str, origin: Origin) -> Vec<Word> {
    let chars: Vec<char> = text.chars().collect();
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let long = address(&chars, at)
            .or_else(|| phone(&chars, at))
            .or_else(|| number(&chars, at));
        let end = match long {
            Some((end, key)) => {
                words.push(Word {
                    from: at,
                    to: end,
                    plain: key.clone(),
                    keys: vec![key],
                    part: false,
                    letters: false,
                    small: false,
                });
                let parts = words.len();
                simple(&chars, at, end, origin, &mut words);
                for part in words.iter_mut().skip(parts) {
                    part.part = true;
                }
                end
            }
            None if c.is_alphanumeric() => {
                let end = run(&chars, at, chars.len());
                simple(&chars, at, end, origin, &mut words);
                end
            }
            None => at + 1,
        };
        at = end.max(at + 1);
    }
    words
}

/// Whether a sign stands above the letter before it.
fn is_mark(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Where the letters and digits that begin here end.
fn run(chars: &[char], from: usize, to: usize) -> usize {
    let rest = chars.get(from..to).unwrap_or_default();
    let length = rest
        .iter()
        .take_while(|c| c.is_alphanumeric() || is_mark(**c))
        .count();
    from + length
}

/// The words between two places, without looking for what is longer than a word.
fn simple(chars: &[char], from: usize, to: usize, origin: Origin, words: &mut Vec<Word>) {
    let mut at = from;
    while at < to {
        let end = run(chars, at, to);
        if end == at {
            at += 1;
            continue;
        }
        let plain = plain(chars.get(at..end).unwrap_or_default());
        let digits = plain.chars().all(|c| c.is_ascii_digit());
        let keys = match digits {
            true => vec![unpadded(&plain)],
            false => stem::keys(&plain, origin == Origin::Name),
        };
        let small = SMALL.contains(&plain.as_str()) && origin == Origin::Text;
        if !plain.is_empty() {
            words.push(Word {
                from: at,
                to: end,
                keys,
                part: false,
                letters: !digits,
                small,
                plain,
            });
        }
        at = end;
    }
}

/// Small letters, е for ё, й as one, the digits of all scripts as ours.
fn plain(chars: &[char]) -> String {
    let mut out = String::new();
    for c in chars.iter().flat_map(|c| c.to_lowercase()) {
        match c {
            'ё' => out.push('е'),
            '\u{306}' if out.ends_with('и') => {
                out.pop();
                out.push('й');
            }
            c if is_mark(c) => {}
            c => out.push(c),
        }
    }
    out.chars().take(LONGEST).collect()
}

fn unpadded(digits: &str) -> String {
    let short = digits.trim_start_matches('0');
    if short.is_empty() {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}

fn digits(chars: &[char], from: usize) -> usize {
    let rest = chars.get(from..).unwrap_or_default();
    rest.iter().take_while(|c| c.is_ascii_digit()).count()
}

/// Whether a word begins here, and not in the middle of one.
fn begins(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|before| chars.get(before));
    before.is_none_or(|c| !c.is_alphanumeric())
}

/// `2026-000123`: the number of a request, without the zeros.
fn number(chars: &[char], at: usize) -> Option<(usize, String)> {
    let year = digits(chars, at);
    let hyphen = at + year;
    let last = digits(chars, hyphen + 1);
    let end = hyphen + 1 + last;
    let ends = chars.get(end).is_none_or(|c| !c.is_alphanumeric() && *c != '-');
    let fits = year == 4 && chars.get(hyphen) == Some(&'-') && (1..=9).contains(&last) && ends;
    if !fits || !begins(chars, at) {
        return None;
    }
    let text = |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
    let key = format!("{}-{}", text(at, hyphen), unpadded(&text(hyphen + 1, end)));
    Some((end, key))
}

/// A number within Russia: eleven digits after 8 or +7, or ten that begin with 9.
fn phone(chars: &[char], at: usize) -> Option<(usize, String)> {
    let first = *chars.get(at)?;
    if !(first.is_ascii_digit() || first == '+') || !begins(chars, at) {
        return None;
    }
    let mut found = String::new();
    let (mut end, mut gap) = (at, 0);
    for (place, c) in chars.iter().enumerate().skip(at) {
        if c.is_ascii_digit() {
            found.push(*c);
            (end, gap) = (place + 1, 0);
        } else if matches!(c, ' ' | '\u{a0}' | '-' | '(' | ')' | '.') && gap < GAP
            || (place == at && *c == '+')
        {
            gap += 1;
        } else {
            break;
        }
        if found.len() > NATIONAL {
            break;
        }
    }
    let whole = |end: usize| chars.get(end).is_none_or(|c| !c.is_alphanumeric());
    let national = match found.strip_prefix(['7', '8']) {
        Some(national) if national.len() == NATIONAL => national,
        Some(_) | None if found.len() == NATIONAL && found.starts_with('9') => found.as_str(),
        Some(_) | None => return None,
    };
    whole(end).then(|| (end, format!("+{national}")))
}

/// What has an `@` within it and a point after that.
fn address(chars: &[char], at: usize) -> Option<(usize, String)> {
    let inside = |c: &char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '+') || is_mark(*c);
    if !begins(chars, at) || !chars.get(at)?.is_alphanumeric() {
        return None;
    }
    let part = |from: usize| {
        chars
            .get(from..)
            .unwrap_or_default()
            .iter()
            .take_while(|c| inside(c))
            .count()
    };
    let sign = at + part(at);
    if chars.get(sign) != Some(&'@') {
        return None;
    }
    let mut end = sign + 1 + part(sign + 1);
    while chars.get(end - 1).is_some_and(|c| !c.is_alphanumeric()) && end > sign + 1 {
        end -= 1;
    }
    let domain = chars.get(sign + 1..end)?;
    if !domain.contains(&'.') {
        return None;
    }
    Some((end, plain(chars.get(at..end)?)))
}

#[cfg(test)]
mod tests {
    use super::{Origin, words};

    fn keys(text: &str) -> Vec<String> {
        words(text, Origin::Text)
            .into_iter()
            .filter(|word| !word.small)
            .map(|word| word.keys.join("|") + if word.part { "*" } else { "" })
            .collect()
    }

    #[test]
    fn a_text_is_cut_into_words_numbers_and_addresses() {
        for (text, expected) in [
            ("", ""),
            (" …!? \u{0}🙂 — \"' % ", ""),
            ("в и на", ""),
            ("Ёлка ЁЛКА елка", "елк елк елк"),
            ("Мой мои\u{306}", "мо мо"),
            ("7А и 10б", "7а 10б"),
            ("2026-000153", "2026-153 2026* 153*"),
            ("№2026-0153.", "2026-153 2026* 153*"),
            ("2026-10-15", "2026 10 15"),
            ("007 0 000", "7 0 0"),
            ("8 (912) 345-67-89", "+9123456789 8* 912* 345* 67* 89*"),
            ("+7 912 345 67 89", "+9123456789 7* 912* 345* 67* 89*"),
            ("89123456789", "+9123456789 89123456789*"),
            ("9123456789", "+9123456789 9123456789*"),
            ("12345678901234", "12345678901234"),
            ("ivanova@mail.ru,", "ivanova@mail.ru ivanova* mail* ru*"),
            ("a@b и @c", "b c"),
            ("Анна-Мария", "ан мар"),
            ("C++ <script>", "c script"),
        ] {
            let got = keys(text).join(" ");
            assert_eq!(got.trim(), expected, "{text:?}");
        }
    }

    #[test]
    fn places_are_characters_of_the_text() {
        let text = "🙂 Ё\u{301}лка, 8 912 345 67 89 и 2026-000001";
        let chars: Vec<char> = text.chars().collect();
        let found: Vec<String> = words(text, Origin::Text)
            .iter()
            .filter(|word| !word.part && !word.small)
            .map(|word| chars[word.from..word.to].iter().collect())
            .collect();
        assert_eq!(found, ["Ё\u{301}лка", "8 912 345 67 89", "2026-000001"]);
    }

    #[test]
    fn keys_are_safe_to_hand_to_a_database() {
        let nasty = "a\"b 'c' d:* (e) & | ! <-> NEAR(f g) {h} ^i j* -k \\l\\ %m% \u{0}n o\np ~q 🙂r\u{200d}s ﷽ ǅ İ ß ①② ½";
        for word in words(nasty, Origin::Text) {
            for key in &word.keys {
                assert!(!key.is_empty());
                assert!(
                    key.chars()
                        .all(|c| c.is_alphanumeric() || is_joint(c) || super::is_mark(c)),
                    "{key:?}"
                );
            }
        }
    }

    fn is_joint(c: char) -> bool {
        matches!(c, '-' | '.' | '@' | '+' | '_')
    }

    #[test]
    fn long_words_are_cut() {
        let long = "щ".repeat(10_000);
        assert!(keys(&long).iter().all(|key| key.chars().count() <= 64));
    }
}
