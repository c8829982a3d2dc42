//! Tells what each column of the table is.

use super::super::week::Weekday;
use super::error::{TableError, TableErrorKind, count, number};
use super::lex::{self, Record};
use super::weekdays::{resembles_weekday, weekday};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    /// Row numbers: `№`.
    Number,
    /// The helper's name, posts in brackets.
    Name,
    /// Posts in a column of their own.
    Posts,
    /// Hours of a weekday.
    Day(Weekday),
    /// A head that was not understood; already an error.
    Unknown,
    /// No head: must stay empty.
    Blank,
}

/// The header of the table.
#[derive(Debug)]
pub(super) struct Header {
    /// The index of its first line.
    pub(super) start: usize,
    /// The index of the line with the weekdays.
    pub(super) row: usize,
    /// The index of the line after it.
    pub(super) end: usize,
    pub(super) delimiter: char,
    pub(super) columns: Vec<(Column, String)>,
}

impl Header {
    /// The number of columns up to the last weekday.
    pub(super) fn width(&self) -> usize {
        let last = self
            .columns
            .iter()
            .rposition(|(column, _)| matches!(column, Column::Day(_)));
        last.map_or(0, |index| index.saturating_add(1))
    }

    /// The role and the head of a column.
    pub(super) fn column(&self, index: usize) -> (Column, &str) {
        self.columns
            .get(index)
            .map_or((Column::Blank, ""), |(column, head)| (*column, head.as_str()))
    }

    /// The index of the column of names.
    pub(super) fn name(&self) -> Option<usize> {
        self.columns
            .iter()
            .position(|(column, _)| *column == Column::Name)
    }
}

/// Gives each column its role. `numbered`: the first cells of the rows look like row numbers.
pub(super) fn columns(record: &Record, delimiter: char, numbered: bool) -> (Header, Vec<TableError>) {
    let mut heads: Vec<String> = record.cells.iter().map(|cell| lex::tidy(&cell.text)).collect();
    if heads.first().is_some_and(|head| weekday(head).is_some()) {
        // Pasting cut the empty head of the names off: rows cannot do without names, so they come first.
        heads.insert(0, String::new());
    }
    let first_day = heads
        .iter()
        .position(|head| weekday(head).is_some())
        .unwrap_or(heads.len());
    let mut roles = leading(heads.get(..first_day).unwrap_or_default(), numbered);
    let row = record.end.saturating_sub(1);
    let mut errors = Vec::new();
    let mut seen: Vec<(Weekday, usize)> = Vec::new();
    for (index, head) in heads.iter().enumerate() {
        let role = roles.get(index).copied().unwrap_or_else(|| match weekday(head) {
            Some(day) => Column::Day(day),
            None if head.is_empty() => Column::Blank,
            None => Column::Unknown,
        });
        if let Column::Day(day) = role {
            if let Some((_, first)) = seen.iter().find(|(seen, _)| *seen == day) {
                let kind = TableErrorKind::WeekdayTwice {
                    first_column: number(*first),
                };
                errors.push(TableError::cell(row, index, head, head, kind));
            }
            seen.push((day, index));
        }
        if role == Column::Unknown {
            errors.push(TableError::cell(
                row,
                index,
                head,
                head,
                TableErrorKind::UnknownWeekday,
            ));
        }
        if index >= roles.len() {
            roles.push(role);
        }
    }
    let columns = roles.into_iter().zip(heads).collect();
    (
        Header {
            start: record.line,
            row,
            end: record.end,
            delimiter,
            columns,
        },
        errors,
    )
}

/// Roles of the columns before the first weekday. One of them is the column of names, unless it looks mistyped.
fn leading(heads: &[String], numbered: bool) -> Vec<Column> {
    let mut roles: Vec<Column> = heads.iter().map(|head| title(head)).collect();
    // A second column of names would have nobody to read it.
    roles
        .iter_mut()
        .filter(|role| **role == Column::Name)
        .skip(1)
        .for_each(|role| *role = Column::Unknown);
    let open = |roles: &[Column]| {
        roles
            .iter()
            .filter(|role| matches!(role, Column::Unknown | Column::Blank))
            .count()
    };
    if !roles.contains(&Column::Name) && open(&roles) > 1 && numbered && roles.first() == Some(&Column::Blank)
    {
        roles.iter_mut().take(1).for_each(|role| *role = Column::Number);
    }
    if !roles.contains(&Column::Name) {
        let free = roles.iter().zip(heads).position(|(role, head)| {
            matches!(role, Column::Unknown | Column::Blank) && !resembles_weekday(head)
        });
        // Only numbers or posts are left: the column next to the weekdays must be the helpers.
        let name = free.or_else(|| {
            if open(&roles) == 0 {
                roles.len().checked_sub(1)
            } else {
                None
            }
        });
        if let Some(role) = name.and_then(|index| roles.get_mut(index)) {
            *role = Column::Name;
        }
    } else if numbered && roles.first() == Some(&Column::Blank) {
        roles.iter_mut().take(1).for_each(|role| *role = Column::Number);
    }
    roles
}

/// What a title before the weekdays says.
fn title(head: &str) -> Column {
    let word: String = head
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphabetic() || "№#".contains(*c))
        .collect();
    match word.as_str() {
        "" if head.is_empty() => Column::Blank,
        "№" | "#" | "n" | "no" | "пп" | "№пп" | "nпп" | "номер" => Column::Number,
        "должность" | "должности" | "post" | "posts" | "position" => Column::Posts,
        "фио" | "ф" | "имя" | "name" | "helper" | "специалист" | "сотрудник" | "помощник" | "консультант" => {
            Column::Name
        }
        _ => Column::Unknown,
    }
}

/// Whether the text can be the number of a row: `7`, `7.`, `7)`, or nothing.
pub(super) fn is_number(text: &str) -> bool {
    count(text.chars().count()) <= 6
        && text
            .trim_end_matches(['.', ')'])
            .bytes()
            .all(|b| b.is_ascii_digit())
}
