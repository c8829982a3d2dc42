//! Names with hashes, and the placeholders that are replaced by them. No I/O.

use anyhow::{Result, bail};
use sha2::{Digest, Sha256};

/// Length of the hash in a file's name: 48 bits, far more than a few dozen files need.
const HASH_LENGTH: usize = 12;

/// SHA-256 over several parts; each part's length goes in too, so that moved borders change the sum.
#[derive(Default)]
pub struct Hasher(Sha256);

impl Hasher {
    pub fn add(&mut self, part: &[u8]) {
        self.0.update(part.len().to_le_bytes());
        self.0.update(part);
    }

    pub fn finish(self) -> String {
        let digits = self
            .0
            .finalize()
            .into_iter()
            .flat_map(|byte| [byte >> 4, byte & 15]);
        digits
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect()
    }
}

/// `fonts/text.woff2` becomes `assets/fonts/text-0123456789ab.woff2`.
pub fn hashed_name(name: &str, content: &[u8]) -> String {
    let mut hasher = Hasher::default();
    hasher.add(content);
    let hash: String = hasher.finish().chars().take(HASH_LENGTH).collect();
    let file_starts = name.rfind('/').map_or(0, |slash| slash + 1);
    match name.rfind('.').filter(|dot| *dot > file_starts) {
        Some(dot) => {
            let (stem, extension) = name.split_at(dot);
            format!("assets/{stem}-{hash}{extension}")
        }
        None => format!("assets/{name}-{hash}"),
    }
}

/// The words between `{{` and `}}` in a text, in order. Only what could be a placeholder: other braces stay as they are.
pub fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Placeholder(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// Replaces each placeholder by what `find` knows about it. An unknown one is an error: it would reach the reader.
pub fn fill(text: &str, mut find: impl FnMut(&str) -> Option<String>) -> Result<String> {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => filled.push_str(text),
            Piece::Placeholder(name) => match find(name) {
                Some(value) => filled.push_str(&value),
                None => bail!("unknown placeholder {{{{{name}}}}}"),
            },
        }
    }
    Ok(filled)
}

enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = rest.strip_prefix("{{").and_then(|inside| inside.split_once("}}"))
            && is_name(name)
        {
            rest = after;
            return Some(Piece::Placeholder(name));
        }
        // At least one character further, so that braces which are no placeholder are passed over.
        let step = rest.chars().next().map_or(0, char::len_utf8);
        let end = rest
            .split_at(step)
            .1
            .find("{{")
            .map_or(rest.len(), |at| at + step);
        let (piece, after) = rest.split_at(end);
        rest = after;
        Some(Piece::Text(piece))
    })
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || ":._-/".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_stands_before_the_last_dot_and_follows_the_content() {
        let one = hashed_name("fonts/text.woff2", b"1");
        assert!(
            one.starts_with("assets/fonts/text-") && one.ends_with(".woff2"),
            "{one}"
        );
        assert_eq!(one.len(), "assets/fonts/text-.woff2".len() + HASH_LENGTH);
        assert_eq!(one, hashed_name("fonts/text.woff2", b"1"));
        assert_ne!(one, hashed_name("fonts/text.woff2", b"2"));
    }

    #[test]
    fn a_dot_in_a_folder_or_at_the_start_is_no_extension() {
        assert!(hashed_name("v1.2/plain", b"").starts_with("assets/v1.2/plain-"));
        assert!(hashed_name(".hidden", b"").starts_with("assets/.hidden-"));
    }

    #[test]
    fn placeholders_are_filled_and_all_else_is_kept() {
        let text = "a {{ {{x.js}} }} {{{x.js}}} {{no such thing}} {{asset:é}} я{{asset:i/a-b.svg}}";
        let filled = fill(text, |name| Some(format!("<{name}>"))).unwrap();
        assert_eq!(
            filled,
            "a {{ <x.js> }} {<x.js>} {{no such thing}} {{asset:é}} я<asset:i/a-b.svg>"
        );
        assert_eq!(
            placeholders(text).collect::<Vec<_>>(),
            ["x.js", "x.js", "asset:i/a-b.svg"]
        );
    }

    #[test]
    fn an_unknown_placeholder_is_an_error_that_names_it() {
        let error = fill("{{asset:missing.css}}", |_| None).unwrap_err();
        assert_eq!(error.to_string(), "unknown placeholder {{asset:missing.css}}");
    }

    #[test]
    fn moved_borders_between_parts_change_the_sum() {
        let sum = |parts: &[&[u8]]| {
            let mut hasher = Hasher::default();
            for part in parts {
                hasher.add(part);
            }
            hasher.finish()
        };
        assert_ne!(sum(&[b"ab", b"c"]), sum(&[b"a", b"bc"]));
    }
}
