//! From text to rows of cells: delimiter, quotation marks, lines.

use super::error::{RowError, RowErrorKind};

/// The cells of one row.
#[derive(Debug, Clone, Default)]
pub(super) struct Record {
    /// The line on which it begins, from 1.
    pub(super) row: u32,
    pub(super) cells: Vec<String>,
}

impl Record {
    /// The text of a cell; a cell that is not there is empty.
    pub(super) fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", |cell| cell.trim())
    }

    /// Whether something stands beyond this many cells.
    pub(super) fn extra(&self, number: usize) -> bool {
        self.cells.iter().skip(number).any(|cell| !cell.trim().is_empty())
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Whether the text is no text, such as a workbook of a spreadsheet program.
pub(super) fn is_binary(text: &str) -> bool {
    let odd = |c: char| c == '\u{FFFD}' || c.is_control() && !matches!(c, '\t'..='\r');
    text.contains('\0') || text.chars().filter(|&c| odd(c)).count() * 10 > text.chars().count()
}

/// The sign that separates the headings: the one that stands there most, outside quotation marks.
fn delimiter(text: &str) -> char {
    let line = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let mut quoted = false;
    let mut counts = [('\t', 0_u32), (';', 0), (',', 0)];
    for c in line.chars() {
        quoted ^= c == '"';
        for (sign, count) in &mut counts {
            *count += u32::from(c == *sign && !quoted);
        }
    }
    // Of equals the first: a tab hardly ever stands in a heading.
    let best = counts.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or(';', |(sign, _)| *sign)
}

/// All rows that are not blank.
///
/// # Errors
/// When a quotation mark is never closed.
pub(super) fn records(text: &str) -> Result<Vec<Record>, Vec<RowError>> {
    let text = text.trim_start_matches('\u{FEFF}');
    // Spreadsheet programs may say in a first line what separates.
    let (text, mut line) = match text.split_once('\n') {
        Some((first, rest)) if first.trim().to_lowercase().starts_with("sep=") => (rest, 2),
        _ => (text, 1),
    };
    let delimiter = delimiter(text);
    let mut records = Vec::new();
    let mut record = Record {
        row: line,
        cells: Vec::new(),
    };
    let mut cell = String::new();
    let (mut quoted, mut opened) = (false, line);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        // Every ending of a line is one `\n`.
        let c = match c {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                '\n'
            }
            other => other,
        };
        line += u32::from(c == '\n');
        if quoted {
            match c {
                '"' if chars.peek() == Some(&'"') => {
                    chars.next();
                    cell.push('"');
                }
                '"' => quoted = false,
                other => cell.push(other),
            }
        } else if c == '"' && cell.trim().is_empty() {
            quoted = true;
            opened = line;
            cell.clear();
        } else if c == delimiter {
            record.cells.push(std::mem::take(&mut cell));
        } else if c == '\n' {
            record.cells.push(std::mem::take(&mut cell));
            let next = Record {
                row: line,
                cells: Vec::new(),
            };
            records.push(std::mem::replace(&mut record, next));
        } else {
            cell.push(c);
        }
    }
    if quoted {
        let column = u32::try_from(record.cells.len() + 1).ok();
        return Err(vec![RowError {
            row: Some(opened),
            column,
            kind: RowErrorKind::UnclosedQuote,
        }]);
    }
    record.cells.push(cell);
    records.push(record);
    records.retain(|record| !record.is_blank());
    Ok(records)
}
