//! What a query asks for, and how it is told to the databases: as quoted keys only, so nothing that people type is an operator.

use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::tickets::search::MAX_WORDS;

use super::words::{Origin, Word, words};
use crate::problem::{Error, Result};

/// From how many letters on a word that is being typed is looked for by its beginning.
const TYPED: usize = 3;
/// Stands before the keys of internal notes.
pub const NOTE: char = '!';
/// Stands in a query of PostgreSQL where the beginning of each key comes.
pub const PLACE: char = '~';

/// One word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedWord {
    /// One of them is enough.
    keys: Vec<String>,
    /// Or what begins so.
    begins: Option<String>,
}

/// The words of a query: a request that is found has them all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    words: Vec<AskedWord>,
}

impl Asked {
    /// Reads a query.
    ///
    /// # Errors
    /// When there is nothing to look for, or too much.
    pub fn read(query: &str, typing: bool) -> Result<Self> {
        let length = query.chars().count();
        let mut asked: Vec<AskedWord> = Vec::new();
        for word in words(query, Origin::Text).into_iter().filter(|word| !word.part) {
            let long = word.plain.chars().count() >= TYPED;
            let unfinished = typing && word.to == length && word.letters && long;
            if word.small && !unfinished {
                continue;
            }
            let next = AskedWord {
                keys: if word.small { Vec::new() } else { word.keys },
                begins: unfinished.then_some(word.plain),
            };
            if !asked.contains(&next) {
                asked.push(next);
            }
        }
        if asked.is_empty() {
            return Err(Error::field("?q", FieldErrorKind::NoWords));
        }
        if asked.len() > usize::try_from(MAX_WORDS).unwrap_or(usize::MAX) {
            return Err(Error::field("?q", FieldErrorKind::TooMany { max: MAX_WORDS }));
        }
        Ok(Self { words: asked })
    }

    /// How many words it has.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Never: a query without words is refused.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Which of the words a word of a text is.
    pub fn position(&self, word: &Word) -> Option<usize> {
        let fits = |asked: &AskedWord| {
            let begins = |key: &String| {
                asked
                    .begins
                    .as_ref()
                    .is_some_and(|begins| key.starts_with(begins))
            };
            word.keys
                .iter()
                .any(|key| asked.keys.contains(key) || begins(key))
        };
        self.words.iter().position(|asked| !word.small && fits(asked))
    }

    /// As an expression: each word by its alternatives, with the keys of notes when `notes` is set.
    fn expression(
        &self,
        before: &str,
        notes: bool,
        (and, or, begin): (&str, &str, &str),
        quote: char,
    ) -> String {
        let one = |asked: &AskedWord| {
            let mut alternatives = Vec::new();
            for mark in [None, notes.then_some(NOTE)]
                .iter()
                .enumerate()
                .filter(|(n, mark)| *n == 0 || mark.is_some())
            {
                let mark = mark.1.map(String::from).unwrap_or_default();
                let quoted = |key: &String| format!("{quote}{before}{mark}{key}{quote}");
                alternatives.extend(asked.keys.iter().map(quoted));
                alternatives.extend(asked.begins.iter().map(|key| quoted(key) + begin));
            }
            format!("({})", alternatives.join(or))
        };
        self.words.iter().map(one).collect::<Vec<_>>().join(and)
    }

    /// For FTS5, with what each key begins with.
    pub fn fts5(&self, before: &str, notes: bool) -> String {
        self.expression(before, notes, (" AND ", " OR ", " *"), '"')
    }

    /// For PostgreSQL, with [`PLACE`] where each key begins.
    pub fn tsquery(&self, notes: bool) -> String {
        self.expression(&PLACE.to_string(), notes, (" & ", " | ", ":*"), '\'')
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn a_query_is_told_in_quoted_keys_only() {
        let asked = Asked::read("2026-0007 ЖУР", true).unwrap();
        assert_eq!(
            asked.fts5("1.", false),
            "(\"1.2026-7\") AND (\"1.жур\" OR \"1.жур\" *)"
        );
        assert_eq!(
            asked.tsquery(true),
            "('~2026-7' | '~!2026-7') & ('~жур' | '~жур':* | '~!жур' | '~!жур':*)"
        );
        let nasty = Asked::read("a OR \"b\" NOT c* ' | !d:* <-> ~e \\ %", false).unwrap();
        let told = nasty.fts5("1.", false);
        assert_eq!(told, "(\"1.b\") AND (\"1.c\") AND (\"1.d\") AND (\"1.e\")");
    }

    #[test]
    fn what_cannot_be_looked_for_is_refused() {
        for query in ["", " ", "«»", "и", "не в на", "🙂", "\u{0}"] {
            assert!(Asked::read(query, true).is_err(), "{query:?}");
        }
        let many: Vec<String> = (100..113).map(|n| n.to_string()).collect();
        assert!(Asked::read(&many.join(" "), false).is_err());
        assert!(Asked::read(&many[1..].join(" "), false).is_ok());
        assert_eq!(Asked::read("оценка оценки оценка", false).unwrap().len(), 1);
    }

    #[test]
    fn the_last_word_may_be_unfinished() {
        let begins = |query: &str, typing| {
            Asked::read(query, typing)
                .unwrap()
                .words
                .iter()
                .filter(|word| word.begins.is_some())
                .count()
        };
        assert_eq!(begins("оценки жур", true), 1);
        assert_eq!(begins("оценки жур", false), 0);
        assert_eq!(begins("оценки жур ", true), 0);
        assert_eq!(begins("оценки жу", true), 0);
        assert_eq!(begins("оценки 123", true), 0);
        // «как» is not looked for, but may become «кактус».
        assert_eq!(begins("как", true), 1);
        assert!(Asked::read("как", false).is_err());
    }
}
