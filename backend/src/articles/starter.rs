//! The starter set: texts for any journal, written for this product, that a school takes over (K1, T8).
//!
//! Each stands in `starter/<name>.<language>.md`: the title, its topic, for whom it is, and the text.

use podskazka_shared::articles::ArticleBody;
use podskazka_shared::schedules::Audience;
use podskazka_shared::text::Lang;
use podskazka_shared::tickets::Topic;
use rust_embed::RustEmbed;

use crate::problem::{Error, Result};

#[derive(RustEmbed)]
#[folder = "src/articles/starter"]
struct Files;

/// The set in a language, each with the name by which a school has it once.
///
/// # Errors
/// None: a test reads them all.
pub fn set(lang: Lang) -> Result<Vec<(String, ArticleBody)>> {
    let ending = format!(".{}.md", lang.code());
    let mut set = Vec::new();
    for file in Files::iter() {
        let Some(name) = file.strip_suffix(&ending) else {
            continue;
        };
        let text = Files::get(&file).ok_or_else(|| Error::internal("a file of the starter set is gone"))?;
        let body = std::str::from_utf8(&text.data).ok().and_then(read);
        let body = body.ok_or_else(|| Error::internal(format!("{file} is no article")))?;
        set.push((name.to_owned(), body));
    }
    set.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(set)
}

fn read(text: &str) -> Option<ArticleBody> {
    let (head, text) = text.split_once("\n\n")?;
    let mut lines = head.lines();
    let title = lines.next()?.strip_prefix("# ")?;
    let topic: Topic = lines.next()?.strip_prefix("topic: ")?.parse().ok()?;
    let audiences = lines.next()?.strip_prefix("audiences:")?.split(',');
    let audiences = audiences.map(str::trim).filter(|code| !code.is_empty());
    Some(ArticleBody {
        title: title.to_owned(),
        topic: Some(topic),
        text: Some(text.trim().to_owned()),
        audiences: audiences
            .map(|code| code.parse::<Audience>().ok())
            .collect::<Option<_>>()?,
        ..ArticleBody::default()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use podskazka_shared::check::Check;

    use super::*;

    #[test]
    fn the_set_is_whole_in_both_languages() {
        let sets = Lang::ALL.map(|lang| set(lang).unwrap());
        let [russian, english] = &sets;
        assert!(russian.len() >= 15, "{}", russian.len());
        assert_eq!(2 * russian.len(), Files::iter().count());
        for (one, other) in russian.iter().zip(english) {
            assert_eq!(one.0, other.0);
            assert_eq!(
                (one.1.topic, &one.1.audiences),
                (other.1.topic, &other.1.audiences),
                "{}",
                one.0
            );
        }
        for (name, body) in sets.iter().flatten() {
            let mut errors = Vec::new();
            body.check(&mut errors);
            assert_eq!(errors, [], "{name}");
        }
        for set in &sets {
            let titles: BTreeSet<&str> = set.iter().map(|(_, body)| body.title.as_str()).collect();
            assert_eq!(titles.len(), set.len());
        }
        // Every topic of the regulation (T5) has some.
        for topic in Topic::ALL.iter().filter(|topic| **topic != Topic::Other) {
            let of_topic = russian.iter().filter(|(_, body)| body.topic == Some(*topic));
            assert!(of_topic.count() >= 2, "{}", topic.code());
        }
    }
}
