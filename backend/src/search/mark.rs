//! Where in a text the words of a query stand, and the piece of it that shows them best.

use podskazka_shared::tickets::search::Span;

use super::query::Asked;
use super::words::{Origin, words};

/// The characters of a piece.
const PIECE: usize = 180;
/// Of these, before the first place.
const BEFORE: usize = 40;
/// How far a cut is moved so that it stands between words.
const REACH: usize = 24;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    pub text: String,
    pub found: Vec<Span>,
    /// How many of the query's words stand in the whole text.
    pub words: usize,
}

/// A place, and which of the query's words stands there.
struct Place {
    from: usize,
    to: usize,
    word: usize,
}

fn places(text: &str, origin: Origin, asked: &Asked) -> Vec<Place> {
    let place = |word: super::words::Word| {
        Some(Place {
            from: word.from,
            to: word.to,
            word: asked.position(&word)?,
        })
    };
    words(text, origin).into_iter().filter_map(place).collect()
}

fn count(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// Places as they travel, without those that lie within others, moved back by `start`.
fn merged(places: &[Place], start: usize) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for place in places {
        let (from, to) = (count(place.from - start), count(place.to - start));
        match spans.last_mut() {
            Some(last) if from <= last.to && from < last.to => last.to = last.to.max(to),
            Some(_) | None => spans.push(Span { from, to }),
        }
    }
    spans
}

/// Where a text has the words of a query.
pub fn spans(text: &str, origin: Origin, asked: &Asked) -> Vec<Span> {
    merged(&places(text, origin, asked), 0)
}

/// How many of the query's words stand in these places.
fn distinct<'a>(places: impl IntoIterator<Item = &'a Place>) -> usize {
    let mut words: Vec<usize> = places.into_iter().map(|place| place.word).collect();
    words.sort_unstable();
    words.dedup();
    words.len()
}

/// The piece of a text that has most of the query's words, the first of several; none when it has none.
pub fn excerpt(text: &str, asked: &Asked) -> Option<Excerpt> {
    let all = places(text, Origin::Text, asked);
    let within =
        |first: &Place, place: &Place| place.from >= first.from && place.to <= first.from + PIECE - BEFORE;
    let mut best: Option<(usize, &Place)> = None;
    for first in &all {
        let number = distinct(all.iter().filter(|place| within(first, place)));
        if best.is_none_or(|(most, _)| number > most) {
            best = Some((number, first));
        }
    }
    let (_, first) = best?;
    let chars: Vec<char> = text.chars().collect();
    let start = cut_before(&chars, first.from);
    let end = cut_after(&chars, (start + PIECE).max(first.to));
    let inside: Vec<Place> = all
        .iter()
        .filter(|place| place.from >= start && place.to <= end)
        .map(|place| Place { ..*place })
        .collect();
    let piece = chars.get(start..end).unwrap_or_default();
    // Each line end and tab becomes one blank, so that the places stay where they are.
    let middle: String = piece
        .iter()
        .map(|c| if c.is_whitespace() { ' ' } else { *c })
        .collect();
    let (head, shift) = if start > 0 { ("…", 1) } else { ("", 0) };
    let tail = if end < chars.len() { "…" } else { "" };
    let found = merged(&inside, start)
        .into_iter()
        .map(|span| Span {
            from: span.from + shift,
            to: span.to + shift,
        })
        .collect();
    Some(Excerpt {
        text: format!("{head}{middle}{tail}"),
        found,
        words: distinct(&all),
    })
}

/// Where a piece begins whose first place is at `at`: at a word, if one begins near.
fn cut_before(chars: &[char], at: usize) -> usize {
    let wished = at.saturating_sub(BEFORE);
    if wished == 0 {
        return 0;
    }
    let begins = |place: &usize| {
        place
            .checked_sub(1)
            .and_then(|before| chars.get(before))
            .is_some_and(|c| c.is_whitespace())
    };
    (wished..=at.min(wished + REACH)).find(begins).unwrap_or(wished)
}

/// Where it ends: after a word, if one ends near.
fn cut_after(chars: &[char], wished: usize) -> usize {
    if wished >= chars.len() {
        return chars.len();
    }
    let ends = |place: &usize| chars.get(*place).is_some_and(|c| c.is_whitespace());
    (wished..=(wished + REACH).min(chars.len()))
        .find(ends)
        .unwrap_or(wished)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> Asked {
        Asked::read(query, false).unwrap()
    }

    /// The words that are marked.
    fn marked(text: &str, found: &[Span]) -> Vec<String> {
        podskazka_shared::tickets::search::pieces(text, found)
            .into_iter()
            .filter_map(|(piece, found)| found.then_some(piece))
            .collect()
    }

    #[test]
    fn words_are_marked_in_the_text_as_it_stands() {
        for (text, query, expected) in [
            (
                "Не вижу ОЦЕНОК за 1-ю четверть",
                "оценка четверти",
                "ОЦЕНОК|четверть",
            ),
            ("🙂🙂 Ёлку, ёлки!", "елка", "Ёлку|ёлки"),
            ("звоните 8 (912) 345-67-89.", "+79123456789", "8 (912) 345-67-89"),
            ("номер 2026-000153", "153", "000153"),
            ("номер 2026-000153", "2026-153", "2026-000153"),
            ("ivanova@mail.ru", "ivanova mail", "ivanova|mail"),
            ("ничего", "оценки", ""),
        ] {
            assert_eq!(
                marked(text, &spans(text, Origin::Text, &asked(query))).join("|"),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_piece_shows_most_of_the_words() {
        let filler = "слово ".repeat(60);
        let text = format!("журнал {filler}\nжурнал и оценки\n{filler}");
        let piece = excerpt(&text, &asked("оценка журнала")).unwrap();
        assert!(
            piece.text.starts_with('…') && piece.text.ends_with('…'),
            "{piece:?}"
        );
        assert!(piece.text.chars().count() < 220, "{piece:?}");
        assert_eq!(marked(&piece.text, &piece.found), ["журнал", "оценки"]);
        assert_eq!(piece.words, 2);
        assert_eq!(excerpt("ничего", &asked("оценки")), None);
        let whole = excerpt("журнал", &asked("журналы")).unwrap();
        assert_eq!(
            (whole.text.as_str(), whole.found),
            ("журнал", vec![Span { from: 0, to: 6 }])
        );
    }

    #[test]
    fn a_piece_of_anything_is_cut_between_letters() {
        for text in [
            "щ".repeat(5000) + " журнал",
            "🙂".repeat(300) + "журнал" + &"🙂".repeat(300),
            "журнал".repeat(900),
        ] {
            if let Some(piece) = excerpt(&text, &asked("журнал")) {
                assert!(piece.text.chars().count() <= PIECE + 2 * REACH + 2 || piece.found.len() == 1);
                assert!(!marked(&piece.text, &piece.found).is_empty());
            }
        }
    }
}
