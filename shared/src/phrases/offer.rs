//! Which phrases are offered to somebody who writes, and in which order.

use super::PhraseKind;
use crate::tickets::Topic;

/// Whose a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whose {
    Mine,
    School,
    /// Of the set that the program brings.
    Ready,
}

/// A phrase as it is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Tells it from the others of the list.
    pub id: String,
    pub kind: PhraseKind,
    pub topic: Option<Topic>,
    pub title: String,
    pub text: String,
    pub whose: Whose,
}

/// Small letters, ё as е.
fn small(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

/// Those with all the typed words in them: first of the kind that is asked for, then what is about the topic, then what is
/// about no topic; one's own before the school's before the ready ones.
pub fn offered(mut all: Vec<Offer>, typed: &str, kind: PhraseKind, topic: Option<Topic>) -> Vec<Offer> {
    let typed = small(typed);
    let words: Vec<&str> = typed.split_whitespace().collect();
    all.retain(|one| {
        let (title, text) = (small(&one.title), small(&one.text));
        words
            .iter()
            .all(|word| title.contains(word) || text.contains(word))
    });
    let near = |one: &Offer| match one.topic {
        Some(about) if Some(about) == topic => 0,
        None => 1,
        Some(_) => 2,
    };
    all.sort_by_key(|one| (one.kind != kind, near(one), one.whose));
    all
}

/// The text with another put in behind `at`, counted as browsers do in UTF-16 units (at the end without it), and the place
/// behind what was put in. Nothing of the text goes, and words do not run together.
pub fn inserted(text: &str, at: Option<u32>, what: &str) -> (String, u32) {
    let mut units = 0;
    let place = text.char_indices().find_map(|(place, c)| {
        let here = units;
        units += c.len_utf16();
        let beyond = at.is_some_and(|at| usize::try_from(at).is_ok_and(|at| here >= at));
        beyond.then_some(place)
    });
    let (before, after) = match place {
        Some(place) => text.split_at_checked(place).unwrap_or((text, "")),
        None => (text, ""),
    };
    let apart = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let mut made = before.to_owned();
    if !apart(before.chars().last()) {
        made.push(' ');
    }
    made.push_str(what);
    let cursor = made.encode_utf16().count();
    if !apart(after.chars().next()) {
        made.push(' ');
    }
    made.push_str(after);
    (made, u32::try_from(cursor).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(id: &str, kind: PhraseKind, topic: Option<Topic>, whose: Whose) -> Offer {
        Offer {
            id: id.into(),
            kind,
            topic,
            title: format!("Пришлите {id}"),
            text: "Ещё раз войдите".into(),
            whose,
        }
    }

    fn ids(offers: &[Offer]) -> Vec<&str> {
        offers.iter().map(|one| one.id.as_str()).collect()
    }

    #[test]
    fn what_fits_best_comes_first() {
        use PhraseKind::{Question, Reply};
        let all = vec![
            offer("ready", Question, None, Whose::Ready),
            offer("reply", Reply, Some(Topic::Access), Whose::Mine),
            offer("elsewhere", Question, Some(Topic::Reports), Whose::Mine),
            offer("school", Question, None, Whose::School),
            offer("topical", Question, Some(Topic::Access), Whose::Ready),
        ];
        let first = offered(all.clone(), "", Question, Some(Topic::Access));
        assert_eq!(ids(&first), ["topical", "school", "ready", "elsewhere", "reply"]);
        let first = offered(all.clone(), "", Reply, None);
        assert_eq!(first[0].id, "reply");
        // Words of title and text, in any letters.
        assert_eq!(
            ids(&offered(all.clone(), " ЕЩЕ topical", Question, None)),
            ["topical"]
        );
        assert_eq!(offered(all, "нет такого", Question, None), []);
    }

    #[test]
    fn what_is_put_in_takes_nothing_away() {
        for (text, at, made, cursor) in [
            ("", None, "Да", 2),
            ("", Some(0), "Да", 2),
            ("раз два", Some(3), "раз Да два", 6),
            ("раз два", Some(4), "раз Да два", 6),
            ("раз два", Some(5), "раз д Да ва", 8),
            ("раз", None, "раз Да", 6),
            ("раз", Some(99), "раз Да", 6),
            ("раз\n", Some(4), "раз\nДа", 6),
            // A cursor counts two for what lies beyond the first plane.
            ("😀!", Some(2), "😀 Да !", 5),
            ("😀", Some(1), "😀 Да", 5),
        ] {
            assert_eq!(
                inserted(text, at, "Да"),
                (made.to_owned(), cursor),
                "{text} {at:?}"
            );
        }
    }
}
