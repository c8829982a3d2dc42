//! Whether a text speaks of somebody: by name or by contact, in whatever usual way it is written.
//!
//! Small and capital letters, ё and е, blanks, points and hyphens make no difference; 8 is +7. Words in other grammatical
//! cases are not found.

use std::ops::Range;

use super::ERASED_WORDS;

/// Names with fewer letters are not looked for: they would be found in what has nothing to do with the person.
const LETTERS: usize = 4;
/// Addresses shorter than this are none.
const SHORTEST: usize = 5;
/// A number with fewer digits is a room or an extension.
const DIGITS: usize = 7;
/// Digits of a number within Russia, without the 8 or +7 before it.
const NATIONAL: usize = 10;
/// The most that stands between two digits of one number, as in `8 (901) - 2`.
const GAP: usize = 3;

/// One thing by which a text may speak of a person.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mention {
    /// The words one after the other; a single letter is an initial.
    Name(Vec<String>),
    Address(String),
    /// The digits, of a Russian number without 8 or +7.
    Phone(String),
}

impl Mention {
    /// The ways in which a name of two words or more is written: whole, without the patronymic, with initials, the surname
    /// first or last. One word alone tells nobody, nor do a first name and a patronymic.
    pub fn of_name(name: &str) -> Vec<Self> {
        let words: Vec<String> = words(name).into_iter().map(|word| word.text).collect();
        let [surname, rest @ ..] = words.as_slice() else {
            return Vec::new();
        };
        let Some(first) = rest.first() else {
            return Vec::new();
        };
        let initials: Vec<String> = rest
            .iter()
            .filter_map(|word| word.chars().next())
            .map(String::from)
            .collect();
        let surname = std::slice::from_ref(surname);
        let mut all: Vec<Self> = [rest, std::slice::from_ref(first), initials.as_slice()]
            .into_iter()
            .flat_map(|rest| [[surname, rest].concat(), [rest, surname].concat()])
            .filter(|words| {
                words
                    .iter()
                    .flat_map(|word| word.chars())
                    .filter(|c| c.is_alphanumeric())
                    .count()
                    >= LETTERS
            })
            .map(Self::Name)
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// The addresses and the numbers that one can call from outside in a field for contacts.
    pub fn of_contacts(field: &str) -> Vec<Self> {
        let addresses = field
            .split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '<' | '>'))
            .filter(|part| part.contains('@') && part.chars().count() >= SHORTEST)
            .map(|part| Self::Address(part.chars().map(fold).collect()));
        let phones = field
            .split(|c: char| c.is_alphabetic() || matches!(c, '@' | ',' | ';' | '/'))
            .map(|part| part.chars().filter(char::is_ascii_digit).collect::<String>())
            .filter(|digits| digits.len() >= DIGITS && !field.contains('@'))
            .map(|digits| match digits.strip_prefix(['7', '8']) {
                Some(national) if national.len() == NATIONAL => Self::Phone(national.to_owned()),
                _ => Self::Phone(digits),
            });
        addresses.chain(phones).collect()
    }

    /// Whether the text is this and nothing else.
    pub fn is_all_of(&self, text: &str) -> bool {
        let text = text.trim();
        self.places(&Text::of(text)).contains(&(0..text.len()))
    }

    fn places(&self, text: &Text) -> Vec<Range<usize>> {
        match self {
            Self::Name(name) => text.names(name),
            Self::Address(address) => text.addresses(address),
            Self::Phone(digits) => text.phones(digits),
        }
    }
}

/// Whether the text speaks of the person.
pub fn mentions(all: &[Mention], text: &str) -> bool {
    let text = Text::of(text);
    all.iter()
        .any(|one| !text.is_empty() && !one.places(&text).is_empty())
}

/// The text without what speaks of the person; none when nothing does.
pub fn masked(all: &[Mention], text: &str) -> Option<String> {
    let looked = Text::of(text);
    let mut places: Vec<Range<usize>> = all.iter().flat_map(|one| one.places(&looked)).collect();
    places.sort_by_key(|place| (place.start, place.end));
    let mut left = String::new();
    let mut upto = 0;
    for place in &places {
        if place.start >= upto {
            left.push_str(text.get(upto..place.start)?);
            left.push_str(ERASED_WORDS);
        }
        upto = upto.max(place.end);
    }
    left.push_str(text.get(upto..)?);
    (!places.is_empty()).then_some(left)
}

/// Letters that are written one for the other.
fn fold(c: char) -> char {
    match c.to_lowercase().next().unwrap_or(c) {
        'ё' => 'е',
        '\u{2011}' => '-',
        '’' => '\'',
        small => small,
    }
}

#[derive(Debug)]
struct Word {
    text: String,
    place: Range<usize>,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words, folded; `Анна-Мария` and `О'Нил` are one each.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut letters = text.char_indices().peekable();
    let mut open = false;
    while let Some((at, letter)) = letters.next() {
        let inner = open
            && matches!(fold(letter), '-' | '\'')
            && letters.peek().is_some_and(|(_, next)| is_word(*next));
        let end = at + letter.len_utf8();
        match (is_word(letter) || inner, words.last_mut().filter(|_| open)) {
            (true, Some(word)) => {
                word.text.push(fold(letter));
                word.place.end = end;
            }
            (true, None) => words.push(Word {
                text: fold(letter).to_string(),
                place: at..end,
            }),
            (false, _) => {}
        }
        open = is_word(letter) || inner;
    }
    words
}

/// A text, taken apart once for all that is looked for in it.
struct Text<'a> {
    text: &'a str,
    words: Vec<Word>,
    letters: Vec<(usize, char)>,
}

impl<'a> Text<'a> {
    fn of(text: &'a str) -> Self {
        Self {
            text,
            words: words(text),
            letters: text
                .char_indices()
                .map(|(at, letter)| (at, fold(letter)))
                .collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    fn names(&self, name: &[String]) -> Vec<Range<usize>> {
        let fits = |there: &[Word]| {
            let same = there.iter().zip(name).all(|(word, wanted)| word.text == *wanted);
            let beside = there.windows(2).all(|pair| match pair {
                [one, next] => self.joins(one, next),
                _ => true,
            });
            (same && beside).then(|| Some(there.first()?.place.start..self.end(there.last()?)))
        };
        self.words
            .windows(name.len().max(1))
            .filter_map(fits)
            .flatten()
            .collect()
    }

    /// Whether nothing but blanks stands between two words, or the point of an initial.
    fn joins(&self, one: &Word, next: &Word) -> bool {
        let between = self.text.get(one.place.end..next.place.start).unwrap_or_default();
        let initial = one.text.chars().count() == 1;
        between.chars().all(|c| c.is_whitespace() || c == '.' && initial)
    }

    /// Where the word ends, with the point of an initial.
    fn end(&self, word: &Word) -> usize {
        let initial = word.text.chars().count() == 1;
        let point = self
            .text
            .get(word.place.end..)
            .is_some_and(|after| after.starts_with('.'));
        word.place.end + usize::from(initial && point)
    }

    fn letter(&self, at: usize) -> Option<char> {
        self.letters.get(at).map(|(_, letter)| *letter)
    }

    fn before(&self, at: usize, back: usize) -> Option<char> {
        self.letter(at.checked_sub(back)?)
    }

    /// The place in the text of the letters from one to before another.
    fn place(&self, from: usize, to: usize) -> Range<usize> {
        let at = |index: usize| self.letters.get(index).map_or(self.text.len(), |(at, _)| *at);
        at(from)..at(to)
    }

    fn addresses(&self, address: &str) -> Vec<Range<usize>> {
        let wanted: Vec<char> = address.chars().collect();
        let ascii = address.is_ascii();
        let part = |c: Option<char>| c.is_some_and(|c| is_word(c) && (!ascii || c.is_ascii()));
        let inner = |c: Option<char>| c.is_some_and(|c| matches!(c, '-' | '.' | '+' | '%'));
        let fits = |from: usize| {
            let to = from + wanted.len();
            let there = self.letters.get(from..to)?;
            let same = there.iter().map(|(_, letter)| letter).eq(&wanted);
            let goes_back =
                part(self.before(from, 1)) || inner(self.before(from, 1)) && part(self.before(from, 2));
            let goes_on = part(self.letter(to)) || inner(self.letter(to)) && part(self.letter(to + 1));
            (same && !goes_back && !goes_on).then(|| self.place(from, to))
        };
        (0..self.letters.len()).filter_map(fits).collect()
    }

    fn phones(&self, digits: &str) -> Vec<Range<usize>> {
        let there: Vec<usize> = (0..self.letters.len())
            .filter(|at| self.letter(*at).is_some_and(|c| c.is_ascii_digit()))
            .collect();
        let same = |run: &[usize]| {
            let joined = run.windows(2).all(|pair| match pair {
                [one, next] => self.dials_on(*one, *next),
                _ => true,
            });
            joined && run.iter().filter_map(|at| self.letter(*at)).eq(digits.chars())
        };
        let fits = |(nth, run): (usize, &[usize])| {
            let (mut from, to) = (*run.first()?, *run.last()? + 1);
            if !same(run) {
                return None;
            }
            let prefix = nth.checked_sub(1).and_then(|before| there.get(before).copied());
            if let Some(prefix) = prefix
                && digits.len() == NATIONAL
                && matches!(self.letter(prefix), Some('7' | '8'))
                && self.dials_on(prefix, from)
            {
                from = prefix;
            }
            if self.before(from, 1) == Some('+') {
                from -= 1;
            }
            let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
            let goes_back = digit(self.before(from, 1))
                || self.before(from, 1) == Some('-') && digit(self.before(from, 2));
            let goes_on =
                digit(self.letter(to)) || self.letter(to) == Some('-') && digit(self.letter(to + 1));
            (!goes_back && !goes_on).then(|| self.place(from, to))
        };
        there
            .windows(digits.len().max(1))
            .enumerate()
            .filter_map(fits)
            .collect()
    }

    /// Whether two digits belong to one number.
    fn dials_on(&self, one: usize, next: usize) -> bool {
        let between = self.letters.get(one + 1..next).unwrap_or_default();
        let part = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '(' | ')' | '.');
        between.len() <= GAP && between.iter().all(|(_, letter)| part(*letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAME: &str = "Берёзкина Аглая Серафимовна";

    #[test]
    fn a_name_is_found_as_people_write_it() {
        let name = Mention::of_name(NAME);
        for (text, left) in [
            ("Звонила Берёзкина Аглая.", "Звонила [удалено]."),
            ("(берёзкина аглая)", "([удалено])"),
            ("БЕРЕЗКИНА АГЛАЯ СЕРАФИМОВНА, мама", "[удалено], мама"),
            ("Аглая Серафимовна Березкина", "[удалено]"),
            ("Аглая\u{a0}Берёзкина пришла", "[удалено] пришла"),
            ("Берёзкина А.С. и Берёзкина А. С.", "[удалено] и [удалено]"),
            ("А.С.Берёзкина и а. с. березкина", "[удалено] и [удалено]"),
            ("Берёзкина А.С.и другие", "[удалено]и другие"),
            ("Берёзкина\nАглая", "[удалено]"),
        ] {
            assert_eq!(masked(&name, text).as_deref(), Some(left), "{text}");
            assert!(mentions(&name, text), "{text}");
        }
        for text in [
            "",
            "Берёзкина",
            "Аглая Серафимовна",
            "Берёзкина Аглая-Мария",
            "Берёзкина Аглаяна",
            "Неберёзкина Аглая",
            "Берёзкина-Дубова Аглая",
            "Берёзкина. Аглая",
            "Берёзкина, Аглая",
            "Берёзкина А.Н.",
            "Берёзкина А.",
        ] {
            assert_eq!(masked(&name, text), None, "{text}");
            assert!(!mentions(&name, text), "{text}");
        }
    }

    #[test]
    fn one_word_is_no_name() {
        for name in ["", "Журнал", "Ли А", "  "] {
            assert!(Mention::of_name(name).is_empty(), "{name}");
        }
        assert!(masked(&Mention::of_name("О’Нил Шон"), "о'нил шон").is_some());
    }

    #[test]
    fn contacts_are_found_whole_and_in_other_spellings() {
        for (contact, text, left) in [
            ("A@b.test", "пишите a@B.test.", Some("пишите [удалено].")),
            ("a@b.test", "a@b.test,c@d.test", Some("[удалено],c@d.test")),
            (
                "a@b.test",
                "почта:a@b.testСпасибо",
                Some("почта:[удалено]Спасибо"),
            ),
            ("a@b.test", "пишите maria.a@b.test", None),
            ("a@b.test", "пишите a@b.test.org", None),
            (
                "+7 901 234-56-78",
                "тел. 8(901)2345678, вечером",
                Some("тел. [удалено], вечером"),
            ),
            ("89012345678", "+7 901 234-56-78", Some("[удалено]")),
            (
                "+79012345678",
                "901 234 56 78 и 8-901-234-56-78",
                Some("[удалено] и [удалено]"),
            ),
            ("+7 901 234-56-78", "тел. +7 901 234-56-789", None),
            ("+7 901 234-56-78", "1-901-234-56-78", None),
            ("+7 901 234-56-78, доб. 12", "+79012345678", Some("[удалено]")),
            ("234-56-78", "звоните 2345678", Some("звоните [удалено]")),
            ("12-34-56", "12-34-56", None),
            ("журнал", "журнал", None),
        ] {
            let all = Mention::of_contacts(contact);
            assert_eq!(masked(&all, text).as_deref(), left, "{contact} in {text}");
        }
        assert_eq!(Mention::of_contacts("8 901 234-56-78, 8 902 234-56-78").len(), 2);
    }

    #[test]
    fn what_is_one_behind_the_other_is_masked_once() {
        let mut all = Mention::of_name(NAME);
        all.extend(Mention::of_contacts("+7 901 234-56-78"));
        let text = "Берёзкина Аглая Серафимовна 89012345678";
        assert_eq!(masked(&all, text).as_deref(), Some("[удалено] [удалено]"));
    }

    #[test]
    fn a_whole_text_is_told_from_a_part() {
        let name = Mention::of_name(NAME);
        for (text, whole) in [
            (" Берёзкина А.С. ", true),
            ("Березкина Аглая", true),
            ("Берёзкина А.С. и другие", false),
        ] {
            assert_eq!(name.iter().any(|one| one.is_all_of(text)), whole, "{text}");
        }
    }
}
