//! The text around the table, piece by piece, so that its reader sees what was not taken.

use super::IgnoredText;
use super::error::{clip, count, number};
use super::lex;

/// More pieces than these are put together into the last one.
const MAX_PIECES: u32 = 100;
/// The longest excerpt of a piece, in characters.
const MAX_EXCERPT: usize = 200;

/// Lines before `start` and from `end` on, divided by empty lines.
pub(super) fn around(lines: &[&str], start: usize, end: usize) -> Vec<IgnoredText> {
    let mut pieces: Vec<IgnoredText> = Vec::new();
    let mut gap = true;
    for (index, line) in lines.iter().enumerate() {
        if (start..end).contains(&index) || lex::clean(line).is_empty() {
            gap = true;
            continue;
        }
        let row = number(index);
        let full = count(pieces.len()) >= MAX_PIECES;
        match pieces.last_mut() {
            Some(piece) if !gap || full => {
                piece.to_row = row;
                if piece.excerpt.chars().count() < MAX_EXCERPT {
                    piece.excerpt = clip(&format!("{} {line}", piece.excerpt), MAX_EXCERPT);
                }
            }
            _ => pieces.push(IgnoredText {
                from_row: row,
                to_row: row,
                excerpt: clip(line, MAX_EXCERPT),
            }),
        }
        gap = false;
    }
    pieces
}
