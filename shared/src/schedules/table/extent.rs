//! Tells the rows of the table from the text after it.
//!
//! Invariant: up to the last row that certainly is one, nothing is left out but blank lines. After it, a line that
//! could be a row with faulty cells is taken as a row, so that its fault is shown; only then the table ends.

use super::error::{TableError, TableErrorKind, count};
use super::header::{Column, Header};
use super::lex::{self, Record};
use super::tokens::is_dash;
use super::{MAX_ROWS, hours, name};

/// The table in the text.
pub(super) struct Extent {
    pub(super) rows: Vec<Record>,
    pub(super) errors: Vec<TableError>,
    /// The index of the line after the last one of the table.
    pub(super) end: usize,
}

/// Takes the rows between the header and `limit`.
pub(super) fn measure(lines: &[&str], header: &Header, limit: usize) -> Extent {
    let records = records(lines, header, limit);
    let usual = usual_width(&records, header);
    let last_sure = records.iter().rposition(|record| is_sure(record, header, usual));
    let mut extent = Extent {
        rows: Vec::new(),
        errors: Vec::new(),
        end: header.end,
    };
    let mut adjoins = true;
    for (index, record) in records.into_iter().enumerate() {
        if record.is_blank() {
            // A row of empty cells is a row, an empty line is a gap.
            adjoins &= record.cells.len() > 1;
            continue;
        }
        let inside = last_sure.is_some_and(|last| index <= last);
        let divided = record.cells.len() > 1;
        if divided && (inside || could_be_row(&record, header, adjoins)) {
            extent.end = record.end;
            extent.rows.push(record);
        } else if inside || adjoins && name::starts_like_name(record.text(0)) {
            extent.end = record.end;
            let kind = TableErrorKind::RowWithoutCells;
            extent
                .errors
                .push(TableError::at(record.line, record.text(0), kind));
        } else {
            break;
        }
        adjoins = true;
    }
    extent.limit_rows();
    ambiguous(&mut extent, header, usual);
    extent
}

impl Extent {
    fn limit_rows(&mut self) {
        let max = usize::try_from(MAX_ROWS).unwrap_or(usize::MAX);
        if let Some(row) = self.rows.get(max) {
            let kind = TableErrorKind::TooManyRows { max: MAX_ROWS };
            self.errors.push(TableError::at(row.line, row.text(0), kind));
        }
        self.rows.truncate(max);
    }
}

fn records(lines: &[&str], header: &Header, limit: usize) -> Vec<Record> {
    let mut records = Vec::new();
    let mut line = header.end;
    while line < limit {
        let record = lex::record(lines, line, header.delimiter);
        line = record.end.max(line.saturating_add(1));
        records.push(record);
    }
    records
}

/// The cells that should be hours: those of the weekdays, and those to the right of the table.
fn hour_cells<'a>(record: &'a Record, header: &'a Header) -> impl Iterator<Item = &'a str> {
    let cells = record.cells.iter().enumerate().skip(1);
    let hours = cells.filter(|(index, _)| {
        !matches!(
            header.column(*index).0,
            Column::Name | Column::Posts | Column::Number
        )
    });
    hours.map(|(_, cell)| cell.text.as_str())
}

/// In CSV, the number of cells that most rows have: often one more than the header.
fn usual_width(records: &[Record], header: &Header) -> usize {
    let mut widths: Vec<usize> = Vec::new();
    for record in records
        .iter()
        .filter(|record| hour_cells(record, header).any(hours::is_hours))
    {
        widths.push(record.cells.len());
    }
    widths.sort_unstable();
    let most = widths.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
    let usual = most.filter(|same| same.len() > 1).and_then(|same| same.first());
    usual.copied().unwrap_or(header.columns.len())
}

fn fits(record: &Record, header: &Header, usual: usize) -> bool {
    let width = record.cells.len();
    header.delimiter == '\t' || width == header.columns.len() || width == usual
}

/// A row beyond doubt: a first column, and hours. In CSV the commas of a sentence also make cells, so there the row
/// must have the width of the table, or start with a word (no number, no bullet) and have nothing but hours.
///
/// Faulty hours count when all the cells are there: `25.00-26.00` must be told also below a line of prose.
fn is_sure(record: &Record, header: &Header, usual: usize) -> bool {
    let name = record.text(header.name().unwrap_or(0));
    let fits = fits(record, header, usual);
    let cells = || hour_cells(record, header);
    let faulty = |cell: &str| hours::resembles_hours(cell) && cell.chars().any(is_dash);
    let loose = || {
        name.starts_with(char::is_alphabetic)
            && cells().all(|cell| hours::is_none(cell) || hours::is_hours(cell))
    };
    !name.is_empty()
        && (cells().any(hours::is_hours) && (fits || loose())
            || fits && record.cells.len() >= header.width() && cells().any(faulty))
}

/// Whether a line after the last sure row could be a row with faulty cells. `adjoins`: no empty line before it.
fn could_be_row(record: &Record, header: &Header, adjoins: bool) -> bool {
    let wide = record.cells.len() >= header.width();
    let like_hours = hour_cells(record, header).any(hours::resembles_hours);
    let name = record.text(header.name().unwrap_or(0));
    if header.delimiter == '\t' {
        return wide || like_hours || adjoins && !name.is_empty();
    }
    // A sentence has no empty cells.
    let has_gaps = hour_cells(record, header).any(str::is_empty);
    wide && (adjoins || has_gaps) || adjoins && (like_hours || name::starts_like_name(name))
}

/// Finds rows in CSV whose delimiter probably also stands inside a cell: `Соколова К.Д.,8-10, 15-16,`.
/// Their hours could land on a wrong day, so they are refused.
fn ambiguous(extent: &mut Extent, header: &Header, usual: usize) {
    if header.delimiter == '\t' {
        return;
    }
    let errors = &mut extent.errors;
    extent.rows.retain(|row| {
        let hours = row
            .cells
            .iter()
            .enumerate()
            .skip(header.name().unwrap_or(0).saturating_add(1));
        let hours: Vec<_> = hours
            .filter(|(index, _)| header.column(*index).0 != Column::Posts)
            .collect();
        let filled = |cell: &lex::Cell| !cell.text.is_empty() && !cell.quoted;
        let plain = hours.iter().any(|(_, cell)| filled(cell) && !cell.spaced);
        let doubtful = hours.windows(2).any(|pair| match pair {
            [(_, left), (_, right)] => {
                filled(left) && filled(right) && (!fits(row, header, usual) || plain && right.spaced)
            }
            _ => false,
        });
        if doubtful {
            let (expected, got) = (count(header.columns.len()), count(row.cells.len()));
            let kind = TableErrorKind::DelimiterInCell { expected, got };
            errors.push(TableError::at(
                row.line,
                row.text(header.name().unwrap_or(0)),
                kind,
            ));
        }
        !doubtful
    });
}
