//! What the words that somebody types may mean.

use std::collections::HashSet;

use super::same::KNOWN;
use super::{Index, Way, near};
use crate::search::words::{Origin, Word, words};

/// The most words of a text that are looked for.
const WORDS: usize = 40;
/// What another word of the same meaning is worth.
const SAME: f64 = 0.6;
/// What a word of the school's is worth beside others.
const SCHOOLS: f64 = 1.4;
/// What a word is worth with one mistake, with two, and unfinished.
const NEAR: [f64; 2] = [0.8, 0.6];
const BEGUN: f64 = 0.7;
/// What a number is worth: many texts have some.
const DIGITS: f64 = 0.3;
/// From how many letters on a word may be unfinished, and how many endings are tried.
const TYPED: usize = 3;
const ENDINGS: usize = 8;

impl Index {
    /// The words of a query, each with all that may be meant.
    pub(super) fn read(&self, text: &str) -> Vec<Vec<Way>> {
        let mut asked: Vec<Vec<Way>> = Vec::new();
        let mut seen: Vec<Vec<String>> = Vec::new();
        let pieces: Vec<&str> = text.split_whitespace().collect();
        let open = text.chars().next_back().is_some_and(char::is_alphanumeric);
        for (place, piece) in pieces.iter().enumerate() {
            let last = open && place + 1 == pieces.len();
            for word in self.words_of(piece) {
                if word.small || word.part || KNOWN.is_filler(&word.plain) || seen.contains(&word.keys) {
                    continue;
                }
                if seen.len() >= WORDS {
                    return asked;
                }
                seen.push(word.keys.clone());
                asked.push(self.ways(&word, last));
            }
        }
        asked
    }

    /// The words of a piece, as they are typed or as the other keyboard has them, whichever is known.
    fn words_of(&self, piece: &str) -> Vec<Word> {
        let typed: Vec<Word> = words(piece, Origin::Text)
            .into_iter()
            .map(|word| match near::one_alphabet(&word.plain) {
                Some(plain) => words(&plain, Origin::Text).into_iter().next().unwrap_or(word),
                None => word,
            })
            .collect();
        let known = |word: &Word| word.small || KNOWN.is_filler(&word.plain) || self.knows(&word.keys);
        if typed.iter().any(known) {
            return typed;
        }
        let turned = near::other_keyboard(piece).map(|piece| words(&piece, Origin::Text));
        match turned {
            Some(turned)
                if turned
                    .iter()
                    .any(|word| known(word) || !self.near(&word.plain).is_empty()) =>
            {
                // What only resembles a word on either keyboard is taken as typed.
                let nearer =
                    turned.iter().any(known) || typed.iter().all(|word| self.near(&word.plain).is_empty());
                if nearer { turned } else { typed }
            }
            Some(_) | None => typed,
        }
    }

    fn ways(&self, word: &Word, last: bool) -> Vec<Way> {
        let mut ways = Vec::new();
        let own = if word.letters { 1.0 } else { DIGITS };
        let mut meant: Vec<(Vec<String>, f64)> = vec![(word.keys.clone(), own)];
        if word.letters && !self.knows(&word.keys) {
            let begun = match last {
                true => self.begun(&word.plain),
                false => Vec::new(),
            };
            meant.extend(match begun.is_empty() {
                false => begun,
                true => self.near(&word.plain),
            });
        }
        for (keys, weight) in meant {
            let weight = if KNOWN.has(&keys) {
                weight * SCHOOLS
            } else {
                weight
            };
            // Each of the others by itself: what is rare among them tells more.
            let like = KNOWN.like(&keys).into_iter().map(|key| Way {
                keys: vec![key.clone()],
                weight: weight * SAME,
            });
            ways.extend(like);
            ways.push(Way { keys, weight });
        }
        ways
    }

    /// What a word that is being typed may become.
    fn begun(&self, plain: &str) -> Vec<(Vec<String>, f64)> {
        if plain.chars().count() < TYPED {
            return Vec::new();
        }
        let longer = self.written.iter().filter(|word| word.plain.starts_with(plain));
        longer
            .take(ENDINGS)
            .map(|word| (word.keys.clone(), BEGUN))
            .collect()
    }

    /// The words nearest to one that nobody wrote.
    fn near(&self, plain: &str) -> Vec<(Vec<String>, f64)> {
        let chars: Vec<char> = plain.chars().collect();
        let (mut most, letters) = (near::allowed(chars.len()), near::letters(plain));
        let mut nearest: Vec<(usize, &Vec<String>)> = Vec::new();
        if most == 0 {
            return Vec::new();
        }
        for word in &self.written {
            let apart = (word.letters ^ letters).count_ones();
            if usize::try_from(apart).unwrap_or(usize::MAX) > 2 * most {
                continue;
            }
            if let Some(found) =
                near::mistakes(&chars, &word.chars, most.min(near::allowed(word.chars.len())))
            {
                most = most.min(found);
                nearest.push((found, &word.keys));
            }
        }
        nearest.retain(|(found, _)| *found <= most);
        let worth = NEAR.get(most.saturating_sub(1)).copied().unwrap_or_default();
        let mut taken: Vec<(Vec<String>, f64)> = Vec::new();
        for (_, keys) in nearest {
            if !taken.iter().any(|(there, _)| there == keys) {
                taken.push((keys.clone(), worth));
            }
        }
        taken
    }
}

/// Whether it is a word of the school's, or one that everybody says: no name.
pub fn is_common(plain: &str, keys: &[String]) -> bool {
    KNOWN.is_filler(plain) || KNOWN.has(keys)
}

/// The words of a search as they are kept when nothing was found: no numbers, no addresses, none of these names, so that nobody is told
/// by them.
pub fn normal(text: &str, names: &[String]) -> Option<String> {
    let mut kept: Vec<Word> = words(text, Origin::Text)
        .into_iter()
        .filter(|word| word.letters && !word.part && !word.small && !KNOWN.is_filler(&word.plain))
        .filter(|word| word.plain.chars().all(char::is_alphabetic) && word.plain.chars().count() > 1)
        .collect();
    let asked: HashSet<String> = kept.iter().flat_map(|word| word.keys.iter().cloned()).collect();
    let told: HashSet<String> = names
        .iter()
        .flat_map(|name| words(name, Origin::Name))
        .flat_map(|word| word.keys)
        .filter(|key| asked.contains(key))
        .collect();
    kept.retain(|word| !word.keys.iter().any(|key| told.contains(key)));
    let mut kept: Vec<String> = kept.into_iter().map(|word| word.plain).collect();
    kept.sort_unstable();
    kept.dedup();
    kept.truncate(6);
    (!kept.is_empty()).then(|| kept.join(" "))
}
