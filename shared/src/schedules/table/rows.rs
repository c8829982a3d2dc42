//! Reads the rows of the table into helpers with hours.

use std::collections::HashMap;

use super::error::{Errors, TableError, TableErrorKind, count, number};
use super::header::{Column, Header, is_number};
use super::lex::Record;
use super::name::{self, Helper};
use super::{DayHours, MAX_RANGES, TableLine, hours};

/// Hours with the column they stand in.
struct Placed {
    column: usize,
    hours: DayHours,
}

/// Reads all rows; what is wrong goes to `errors`.
pub(super) fn read(records: &[Record], header: &Header, errors: &mut Errors) -> Vec<TableLine> {
    let mut lines = Vec::new();
    let mut names: HashMap<String, u32> = HashMap::new();
    for record in records {
        let helper = helper(record, header, errors);
        let hours = hours(record, header, helper.as_ref(), errors);
        let Some(Helper { name, posts }) = helper else {
            continue;
        };
        let row = number(record.line);
        let first_row = *names.entry(name::key(&name)).or_insert(row);
        if first_row != row {
            let column = header.name().unwrap_or(0);
            let kind = TableErrorKind::HelperTwice { first_row };
            errors.push(TableError::cell(
                record.line,
                column,
                header.column(column).1,
                &name,
                kind,
            ));
        }
        lines.push(TableLine {
            row,
            name,
            posts,
            hours,
        });
    }
    lines
}

/// The helper of a row, when the row has a sound name.
fn helper(record: &Record, header: &Header, errors: &mut Errors) -> Option<Helper> {
    if record.unclosed {
        errors.push(TableError::at(
            record.line,
            record.text(0),
            TableErrorKind::UnclosedQuote,
        ));
    }
    let column = header.name()?;
    let cell = record.text(column);
    let mut fail = |column: usize, found: &str, kind| {
        errors.push(TableError::cell(
            record.line,
            column,
            header.column(column).1,
            found,
            kind,
        ));
    };
    if cell.is_empty() {
        if has_content(record, header) {
            fail(column, "", TableErrorKind::NoName);
        }
        return None;
    }
    let mut helper = match name::helper(cell) {
        Ok(helper) => helper,
        Err(kind) => {
            fail(column, cell, kind);
            return None;
        }
    };
    for (index, cell) in record.cells.iter().enumerate() {
        if header.column(index).0 == Column::Posts && !hours::is_none(&cell.text) {
            match name::posts(&cell.text) {
                // A quotation mark has swallowed the next row.
                Ok(_) if name::has_hours(&cell.text) => {
                    fail(index, &cell.text, TableErrorKind::UnclosedQuote)
                }
                Ok(posts) => helper.posts.extend(posts),
                Err(kind) => fail(index, &cell.text, kind),
            }
        }
    }
    Some(helper)
}

/// Whether anything stands in the row besides its number.
fn has_content(record: &Record, header: &Header) -> bool {
    let mut cells = record.cells.iter().enumerate();
    cells.any(|(index, cell)| header.column(index).0 != Column::Number && !hours::is_none(&cell.text))
}

/// The hours of a row by day and start.
fn hours(record: &Record, header: &Header, helper: Option<&Helper>, errors: &mut Errors) -> Vec<DayHours> {
    let mut placed = Vec::new();
    let mut faults = Vec::new();
    for (column, cell) in record.cells.iter().enumerate() {
        let (role, head) = header.column(column);
        let fault = |found: &str, kind| TableError::cell(record.line, column, head, found, kind);
        match role {
            Column::Name | Column::Posts => {}
            // The head is an error already; hours below it still show that the row has hours.
            Column::Unknown => {
                if !hours::is_none(&cell.text) {
                    faults.push(None);
                }
            }
            Column::Number => {
                if !is_number(&cell.text) {
                    faults.push(Some(fault(&cell.text, TableErrorKind::NotARowNumber)));
                }
            }
            Column::Blank => {
                if !hours::is_none(&cell.text) {
                    faults.push(Some(fault(&cell.text, TableErrorKind::CellOutsideColumns)));
                }
            }
            Column::Day(day) => match hours::ranges(&cell.text) {
                Ok(ranges) if count(ranges.len()) > MAX_RANGES => {
                    let kind = TableErrorKind::TooManyRanges { max: MAX_RANGES };
                    faults.push(Some(fault(&cell.text, kind)));
                }
                Ok(ranges) => {
                    let hours = ranges.into_iter().map(|range| DayHours { day, range });
                    placed.extend(hours.map(|hours| Placed { column, hours }));
                }
                Err(bad) => faults.extend(bad.iter().map(|bad| Some(fault(&bad.found, bad.kind)))),
            },
        }
    }
    placed.sort_by_key(|placed| placed.hours);
    let overlaps = overlaps(&placed, record, header);
    if placed.is_empty()
        && faults.is_empty()
        && let Some(helper) = helper
    {
        errors.push(TableError::at(record.line, &helper.name, TableErrorKind::NoHours));
    }
    errors.extend(faults.into_iter().flatten().chain(overlaps));
    placed.into_iter().map(|placed| placed.hours).collect()
}

/// Overlapping neighbours in hours that are sorted by day and start.
fn overlaps(placed: &[Placed], record: &Record, header: &Header) -> Vec<TableError> {
    let mut found = Vec::new();
    // Of all ranges before, the one that ends last: a long one can reach over several short ones.
    let mut longest: Option<DayHours> = None;
    for Placed { column, hours } in placed {
        match longest.filter(|before| before.day == hours.day) {
            Some(before) if before.range.overlaps(hours.range) => {
                let (first, second) = (before.range, hours.range);
                let kind = TableErrorKind::Overlap {
                    day: hours.day,
                    first,
                    second,
                };
                let head = header.column(*column).1;
                found.push(TableError::cell(
                    record.line,
                    *column,
                    head,
                    record.text(*column),
                    kind,
                ));
                if second.to() > first.to() {
                    longest = Some(*hours);
                }
            }
            _ => longest = Some(*hours),
        }
    }
    found
}
