//! Reads a weekly help schedule as schools type it: a table pasted from an order or exported as CSV (S1, B-order 2).
//!
//! The reader takes a whole order, finds the table in it and says what it left out. It would rather refuse a text
//! than lose a helper: whatever could be a row and cannot be understood is an error at its row and column.
//!
//! Way of the text: `lex` (lines, cells) → `find` and `header` (where the table starts, what its columns are) →
//! `extent` (where it ends) → `rows` with `hours`, `tokens` and `name` (what it says). Messages for people are in
//! `texts`.

mod error;
mod extent;
mod find;
mod header;
mod hours;
mod ignored;
mod lex;
mod name;
mod rows;
mod texts;
mod tokens;
mod weekdays;

use serde::{Deserialize, Serialize};

use super::week::{DayHours, TimeRange};
pub use error::{TableError, TableErrorKind};

/// The longest text that is read, in bytes: 1 MiB (S1).
pub const MAX_BYTES: u32 = 1024 * 1024;
/// The most rows a table can have (S1).
pub const MAX_ROWS: u32 = 500;
/// The longest name of a helper, in characters (S1).
pub const MAX_NAME: u32 = 200;
/// The longest name of a post, in characters (S1).
pub const MAX_POST: u32 = 200;
/// The most ranges in one cell (S1).
pub const MAX_RANGES: u32 = 12;
/// The most errors in one answer; the last one then counts those that did not fit (S1).
pub const MAX_ERRORS: u32 = 100;

/// A weekly help schedule as it was read from a text (S1, B-order 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Table {
    /// The helpers in the order of the text.
    pub lines: Vec<TableLine>,
    /// The text around the table, so that its reader sees what was not taken.
    pub ignored: Vec<IgnoredText>,
}

/// One helper of the table: who, and when in the week (S1, B-order 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableLine {
    /// The line of the text where the row starts; the first line is 1.
    pub row: u32,
    /// The name without the posts, spaces tidied.
    pub name: String,
    /// The posts in brackets after the name, or in a column of their own; often none.
    pub posts: Vec<String>,
    /// The hours, by day and start; at least one, none overlapping.
    pub hours: Vec<DayHours>,
}

/// A piece of text that is not part of the table (S1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IgnoredText {
    /// Its first line; the first line of the text is 1.
    pub from_row: u32,
    /// Its last line.
    pub to_row: u32,
    /// Its words, clipped to 200 characters.
    pub excerpt: String,
}

/// Reads the weekly help schedule out of a pasted text or a CSV file (S1, B-order 2).
///
/// # Errors
/// Everything that is wrong, by row and column, at most [`MAX_ERRORS`]; never empty.
pub fn parse(text: &str) -> Result<Table, Vec<TableError>> {
    if let Some(kind) = unreadable(text) {
        return Err(vec![TableError::whole(kind)]);
    }
    let lines = lex::lines(text);
    let found = find::find(&lines)?;
    let mut errors = error::Errors::default();
    errors.extend(found.errors);
    let extent = extent::measure(&lines, &found.header, found.limit);
    for error in extent.errors {
        errors.push(error);
    }
    let rows = rows::read(&extent.rows, &found.header, &mut errors);
    if extent.rows.is_empty() && errors.is_empty() {
        errors.push(TableError::at(found.header.row, "", TableErrorKind::NoRows));
    }
    errors.into_result()?;
    Ok(Table {
        lines: rows,
        ignored: ignored::around(&lines, found.header.start, extent.end),
    })
}

/// Reads hours as people write them into a cell: `9-13, 14.00–18.00`. No hours when the cell says so or is empty; `None` when
/// it cannot be read.
pub fn typed_hours(cell: &str) -> Option<Vec<TimeRange>> {
    // What is longer than any day's hours is no cell.
    match cell.trim() {
        "" => Some(Vec::new()),
        cell if cell.len() > 512 => None,
        cell => hours::ranges(cell).ok(),
    }
}

/// What forbids even to look for a table.
fn unreadable(text: &str) -> Option<TableErrorKind> {
    if text.len() > usize::try_from(MAX_BYTES).unwrap_or(usize::MAX) {
        return Some(TableErrorKind::TooBig { max_bytes: MAX_BYTES });
    }
    if lex::is_binary(text) {
        return Some(TableErrorKind::Binary);
    }
    lex::clean(text).is_empty().then_some(TableErrorKind::Empty)
}

#[cfg(test)]
mod tests;
