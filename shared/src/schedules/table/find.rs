//! Finds the line of weekdays in the text.

use super::error::{TableError, TableErrorKind, number};
use super::header::{Header, columns, is_number};
use super::hours;
use super::lex::{self, DELIMITERS, Record};
use super::weekdays::{mentions_weekday, weekday};

/// How many lines with text below a header are looked at to see whether it heads a table.
const LOOK_AHEAD: usize = 5;

/// A header with what is wrong with it.
pub(super) struct Found {
    pub(super) header: Header,
    /// The index of the line where the table ends at the latest: a second header, or the end of the text.
    pub(super) limit: usize,
    pub(super) errors: Vec<TableError>,
}

/// A line that could be a header.
struct Candidate {
    record: Record,
    delimiter: char,
    /// Rows with hours follow.
    strong: bool,
}

/// Finds the header. Prose also lists weekdays ("приём: вт, чт"), so a line followed by hours wins.
pub(super) fn find(lines: &[&str]) -> Result<Found, Vec<TableError>> {
    let mut candidates = candidates(lines);
    let strong = candidates.iter().position(|candidate| candidate.strong);
    let weak = |delimiter| {
        candidates
            .iter()
            .position(|candidate| candidate.delimiter == delimiter)
    };
    let Some(chosen) = strong.or_else(|| DELIMITERS.into_iter().find_map(weak)) else {
        return Err(vec![TableError::whole(TableErrorKind::NoHeader)]);
    };
    let chosen = candidates.remove(chosen);
    let (line, delimiter) = (chosen.record.line, chosen.delimiter);
    let rival = |other: &&Candidate| other.strong || other.delimiter == '\t' || other.delimiter == delimiter;
    let rivals: Vec<usize> = candidates
        .iter()
        .filter(rival)
        .map(|other| other.record.line)
        .collect();
    let limit = rivals
        .iter()
        .copied()
        .find(|&other| other > line)
        .unwrap_or(lines.len());
    let numbered = is_numbered(lines, chosen.record.end, delimiter);
    let (header, mut errors) = columns(&chosen.record, delimiter, numbered);
    errors.extend(rivals.into_iter().map(|other| {
        let (first, second) = (line.min(other), line.max(other));
        let kind = TableErrorKind::SecondTable {
            first_row: number(first),
        };
        TableError::at(second, lines.get(second).copied().unwrap_or_default(), kind)
    }));
    errors.extend(rows_above(lines, &header));
    Ok(Found {
        header,
        limit,
        errors,
    })
}

fn candidates(lines: &[&str]) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut line = 0;
    while line < lines.len() {
        let best = DELIMITERS
            .into_iter()
            .map(|delimiter| (delimiter, lex::record(lines, line, delimiter)))
            .map(|(delimiter, record)| (days(&record), delimiter, record))
            .filter(|(days, _, record)| *days > 0 && record.cells.len() > 1)
            // On a tie the surest delimiter wins, which `max_by_key` would not do.
            .reduce(|best, next| if next.0 > best.0 { next } else { best });
        line = line.saturating_add(1);
        let Some((days, delimiter, record)) = best else {
            continue;
        };
        let strong = has_rows(lines, record.end, delimiter);
        let pure = record
            .cells
            .iter()
            .skip(1)
            .all(|cell| cell.text.is_empty() || weekday(&cell.text).is_some());
        let clear = delimiter != ',' || days > 1 && !mentions_weekday(record.text(0));
        if strong || clear && (days > 1 || pure) {
            line = record.end;
            found.push(Candidate {
                record,
                delimiter,
                strong,
            });
        }
    }
    found
}

fn days(record: &Record) -> usize {
    record
        .cells
        .iter()
        .filter(|cell| weekday(&cell.text).is_some())
        .count()
}

/// Whether one of the next lines, up to the next header, has hours in a cell. Sentences have commas and dates, so
/// after a comma only sound hours count.
fn has_rows(lines: &[&str], line: usize, delimiter: char) -> bool {
    let like = |cell: &str| hours::is_hours(cell) || delimiter != ',' && hours::resembles_hours(cell);
    next_records(lines, line, delimiter)
        .take_while(|record| days(record) < 2)
        .any(|record| record.cells.iter().skip(1).any(|cell| like(&cell.text)))
}

fn next_records<'a>(lines: &'a [&'a str], line: usize, delimiter: char) -> impl Iterator<Item = Record> + 'a {
    let text = |&index: &usize| lines.get(index).is_some_and(|line| !line.trim().is_empty());
    (line..lines.len())
        .filter(text)
        .take(LOOK_AHEAD)
        .map(move |index| lex::record(lines, index, delimiter))
}

/// Rows that stand above their header would be lost in the text around the table.
fn rows_above(lines: &[&str], header: &Header) -> Vec<TableError> {
    let width = if header.delimiter == '\t' {
        2
    } else {
        header.width()
    };
    let records = (0..header.start).map(|line| lex::record(lines, line, header.delimiter));
    let rows = records.filter(|record| {
        record.cells.len() >= width
            && !record.text(0).is_empty()
            && record
                .cells
                .iter()
                .skip(1)
                .any(|cell| hours::is_hours(&cell.text))
    });
    rows.map(|row| TableError::at(row.line, row.text(0), TableErrorKind::RowBeforeHeader))
        .collect()
}

/// Whether the first cells of the next rows are the numbers of the rows.
fn is_numbered(lines: &[&str], line: usize, delimiter: char) -> bool {
    let first: Vec<String> = next_records(lines, line, delimiter)
        .map(|record| record.text(0).to_owned())
        .collect();
    first.iter().all(|text| is_number(text)) && first.iter().any(|text| !text.is_empty())
}
