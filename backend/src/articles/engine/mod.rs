//! Which articles answer what somebody types (K1, T8): words and their forms, meanings, mistypings; titles weigh more than texts.
//!
//! Pure, and the same on every database: a school's articles are read into an index in memory, ranks are made of that alone. What may be
//! read is the database's to say, when the ranked are fetched.

mod near;
mod read;
mod same;

use std::collections::HashMap;

use podskazka_shared::ids::ArticleId;
use podskazka_shared::tickets::Topic;

use crate::search::words::{Origin, words};
use same::KNOWN;

pub use read::{is_common, normal};

/// How much more a word in the title weighs.
const TITLE: f64 = 3.5;
/// How soon repeating a word stops to count.
const SATURATION: f64 = 1.2;
/// How much a long text is held against its words.
const LENGTH: f64 = 0.6;
/// How much the chosen topic adds.
const TOPIC: f64 = 1.3;
/// The characters of a text that count.
const TEXT: usize = 8_000;
/// What ranks below this part of the best is no answer beside it.
const BESIDE: f64 = 0.3;
/// What ranks below this is no answer.
const LEAST: f64 = 0.24;
/// What finding a word is worth at least, though every article has it: a title with it is an answer in a school with few.
const COMMON: f64 = 0.15;

/// An article as the index reads it.
#[derive(Debug, Clone)]
pub struct Source {
    pub id: ArticleId,
    pub topic: Option<Topic>,
    pub title: String,
    pub text: Option<String>,
}

#[derive(Debug)]
struct Doc {
    id: ArticleId,
    topic: Option<Topic>,
}

/// A word as somebody wrote it in an article, for those who mistype it.
#[derive(Debug)]
struct Written {
    plain: String,
    chars: Vec<char>,
    letters: u64,
    keys: Vec<String>,
}

/// The articles of a school, taken apart.
#[derive(Debug, Default)]
pub struct Index {
    docs: Vec<Doc>,
    /// How heavily each article has a key.
    postings: HashMap<String, Vec<(usize, f64)>>,
    written: Vec<Written>,
}

/// One way in which a word of a query may be meant.
#[derive(Debug, Clone)]
struct Way {
    keys: Vec<String>,
    weight: f64,
}

/// How often a key stands in the title and in the text of an article.
type Counts = HashMap<String, (u32, u32)>;

fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

impl Index {
    /// Takes articles apart.
    pub fn of(sources: &[Source]) -> Self {
        let mut written: HashMap<String, Vec<String>> = HashMap::new();
        let mut parts: Vec<(Counts, usize, usize)> = Vec::new();
        for source in sources {
            let mut counts = Counts::new();
            let mut take = |text: &str, title: bool| {
                let mut length = 0;
                for word in words(text, Origin::Text) {
                    if word.small || KNOWN.is_filler(&word.plain) {
                        continue;
                    }
                    length += 1;
                    for key in &word.keys {
                        let (in_title, in_text) = counts.entry(key.clone()).or_default();
                        *(if title { in_title } else { in_text }) += 1;
                    }
                    if word.letters {
                        written.entry(word.plain).or_insert(word.keys);
                    }
                }
                length
            };
            let title = take(&source.title, true);
            let text: String = source
                .text
                .iter()
                .flat_map(|text| text.chars())
                .take(TEXT)
                .collect();
            let length = take(&text, false);
            parts.push((counts, title, length));
        }
        let average = |lengths: &dyn Fn(&(Counts, usize, usize)) -> usize| {
            (number(parts.iter().map(lengths).sum()) / number(parts.len()).max(1.0)).max(1.0)
        };
        let (titles, texts) = (average(&|part| part.1), average(&|part| part.2));
        let norm = |length: usize, average: f64| 1.0 - LENGTH + LENGTH * number(length) / average;
        let mut postings: HashMap<String, Vec<(usize, f64)>> = HashMap::new();
        for (place, (counts, title, text)) in parts.into_iter().enumerate() {
            for (key, (in_title, in_text)) in counts {
                let weight = TITLE * f64::from(in_title) / norm(title, titles)
                    + f64::from(in_text) / norm(text, texts);
                postings.entry(key).or_default().push((place, weight));
            }
        }
        for (plain, keys) in &KNOWN.plain {
            written.entry(plain.clone()).or_insert_with(|| keys.clone());
        }
        let mut written: Vec<Written> = written
            .into_iter()
            .map(|(plain, keys)| Written {
                chars: plain.chars().collect(),
                letters: near::letters(&plain),
                plain,
                keys,
            })
            .collect();
        // The same order each time: of two as near the same is taken.
        written.sort_by(|one, other| one.plain.cmp(&other.plain));
        let docs = sources.iter().map(|source| Doc {
            id: source.id,
            topic: source.topic,
        });
        Self {
            docs: docs.collect(),
            postings,
            written,
        }
    }

    /// Whether a word with these keys stands in an article, or is one of the school's words.
    fn knows(&self, keys: &[String]) -> bool {
        keys.iter().any(|key| self.postings.contains_key(key)) || KNOWN.has(keys)
    }

    /// Which articles have one of the keys, each with how heavily, and what finding it is worth.
    fn found(&self, keys: &[String]) -> (HashMap<usize, f64>, f64) {
        let mut found: HashMap<usize, f64> = HashMap::new();
        for (place, weight) in keys.iter().filter_map(|key| self.postings.get(key)).flatten() {
            let heaviest = found.entry(*place).or_default();
            *heaviest = heaviest.max(*weight);
        }
        let (all, having) = (number(self.docs.len()), number(found.len()));
        let worth = (1.0 + (all - having + 0.5) / (having + 0.5)).ln();
        (found, worth.max(COMMON))
    }

    /// The articles that may answer, the best first.
    pub fn rank(&self, text: &str, topic: Option<Topic>) -> Vec<ArticleId> {
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for ways in self.read(text) {
            // However a word is meant, it counts once for an article.
            let mut of_word: HashMap<usize, f64> = HashMap::new();
            for way in &ways {
                let (found, worth) = self.found(&way.keys);
                for (place, heavy) in found {
                    let score = way.weight * worth * heavy * (1.0 + SATURATION) / (heavy + SATURATION);
                    let best = of_word.entry(place).or_default();
                    *best = best.max(score);
                }
            }
            for (place, score) in of_word {
                *scores.entry(place).or_default() += score;
            }
        }
        let mut ranked: Vec<(f64, ArticleId)> = scores
            .into_iter()
            .filter_map(|(place, score)| {
                let doc = self.docs.get(place)?;
                let near = topic.is_some() && doc.topic == topic;
                Some((if near { score * TOPIC } else { score }, doc.id))
            })
            .collect();
        // Of two as good the newer first, as in the list.
        ranked.sort_by(|one, other| other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)));
        let best = ranked.first().map_or(0.0, |(score, _)| *score);
        ranked.retain(|(score, _)| *score >= LEAST && *score >= BESIDE * best);
        ranked.into_iter().map(|(_, id)| id).collect()
    }
}

#[cfg(test)]
mod tests;
