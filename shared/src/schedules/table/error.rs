//! What can be wrong with a pasted schedule, and where (S1). The words for people are in `texts`.

use serde::{Deserialize, Serialize};

use super::super::week::{TimeRange, Weekday};
use super::MAX_ERRORS;
use super::lex;

/// The longest quotation of the faulty text, in characters.
const MAX_FOUND: usize = 80;

/// One fault of a pasted schedule, exact to the cell (S1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TableError {
    /// The line of the text, from 1; none when the whole text is meant.
    pub row: Option<u32>,
    /// The column of the table, from 1; none when the whole row is meant.
    pub column: Option<u32>,
    /// The head of that column as it was typed, e.g. `ПОН`.
    pub column_name: Option<String>,
    /// The faulty text, clipped to 80 characters; empty when something is missing.
    pub found: String,
    /// What is wrong with it.
    pub kind: TableErrorKind,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $({ $($(#[$field_doc:meta])* $field:ident: $type:ty),* })? $code:literal)*) => {
        /// The sort of a fault of a pasted schedule (S1). JSON: `{"code":"helper_twice","first_row":3}`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "code", rename_all = "snake_case")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum TableErrorKind {
            $($(#[$doc])* $name $({ $($(#[$field_doc])* $field: $type),* })?,)*
        }

        impl TableErrorKind {
            /// The name of the kind in JSON, e.g. `not_a_range`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name { .. } => $code,)* }
            }

            /// Every code, for tests and for the description of the interface.
            pub const CODES: &'static [&'static str] = &[$($code),*];
        }
    };
}

kinds! {
    /// There is no text.
    Empty "empty"
    /// The text is a file of another sort: NUL bytes, control characters.
    Binary "binary"
    /// The text is too long.
    TooBig {
        /// The limit in bytes.
        max_bytes: u32
    } "too_big"
    /// No line has weekdays as column heads.
    NoHeader "no_header"
    /// A header without a row below it.
    NoRows "no_rows"
    /// More rows than can be.
    TooManyRows {
        /// The limit in rows.
        max: u32
    } "too_many_rows"
    /// A second line of weekdays: one table is read at a time.
    SecondTable {
        /// The row of the first header.
        first_row: u32
    } "second_table"
    /// A row with hours above the header.
    RowBeforeHeader "row_before_header"
    /// A column head that is no weekday.
    UnknownWeekday "unknown_weekday"
    /// The same weekday heads two columns.
    WeekdayTwice {
        /// The column that has it first, from 1.
        first_column: u32
    } "weekday_twice"
    /// A line inside the table that is not divided into cells.
    RowWithoutCells "row_without_cells"
    /// A cell starts with a quotation mark that is never closed.
    UnclosedQuote "unclosed_quote"
    /// The delimiter of the CSV file stands inside a cell without quotation marks.
    DelimiterInCell {
        /// Columns in the header.
        expected: u32,
        /// Cells in the row.
        got: u32
    } "delimiter_in_cell"
    /// Text in a column without a head.
    CellOutsideColumns "cell_outside_columns"
    /// Text in the column of row numbers.
    NotARowNumber "not_a_row_number"
    /// Hours without a helper.
    NoName "no_name"
    /// What stands in the column of names cannot be a name.
    NotAName "not_a_name"
    /// A bracket after the name is not closed, or closed twice.
    BracketUnclosed "bracket_unclosed"
    /// A name is too long.
    NameTooLong {
        /// The limit in characters.
        max: u32
    } "name_too_long"
    /// The name of a post is too long.
    PostTooLong {
        /// The limit in characters.
        max: u32
    } "post_too_long"
    /// The same helper stands in two rows.
    HelperTwice {
        /// The row that has the helper first.
        first_row: u32
    } "helper_twice"
    /// A helper without a single range.
    NoHours "no_hours"
    /// Not hours at all.
    NotARange "not_a_range"
    /// Hours without a start or an end.
    HalfARange "half_a_range"
    /// Hours that can be read in two ways, like `8-10-9-15`.
    AmbiguousRange "ambiguous_range"
    /// An hour after 24:00.
    HourOutOfDay "hour_out_of_day"
    /// Minutes above 59.
    MinuteOutOfHour "minute_out_of_hour"
    /// A range that ends before or at its start.
    EndsBeforeStart "ends_before_start"
    /// Too many ranges in one cell.
    TooManyRanges {
        /// The limit of a cell.
        max: u32
    } "too_many_ranges"
    /// Two ranges of a helper on one day share a minute.
    Overlap {
        /// The day.
        day: Weekday,
        /// The earlier range.
        first: TimeRange,
        /// The range that starts before the first one ends.
        second: TimeRange
    } "overlap"
    /// More errors than fit; always the last one.
    AndMore {
        /// How many were left out.
        count: u32
    } "and_more"
}

impl TableError {
    /// A fault of the whole text.
    pub(super) fn whole(kind: TableErrorKind) -> Self {
        Self {
            row: None,
            column: None,
            column_name: None,
            found: String::new(),
            kind,
        }
    }

    /// A fault of a whole row; `line` counts from 0.
    pub(super) fn at(line: usize, found: &str, kind: TableErrorKind) -> Self {
        Self {
            row: Some(number(line)),
            found: clip(found, MAX_FOUND),
            ..Self::whole(kind)
        }
    }

    /// A fault of a cell; `line` and `column` count from 0.
    pub(super) fn cell(line: usize, column: usize, head: &str, found: &str, kind: TableErrorKind) -> Self {
        let head = clip(head, MAX_FOUND);
        let column_name = (!head.is_empty()).then_some(head);
        Self {
            column: Some(number(column)),
            column_name,
            ..Self::at(line, found, kind)
        }
    }
}

/// From an index to the number that people see.
pub(super) fn number(index: usize) -> u32 {
    count(index.saturating_add(1))
}

/// A count that travels in JSON.
pub(super) fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The text in one line, at most `max` characters long.
pub(super) fn clip(text: &str, max: usize) -> String {
    // Only the start is tidied: the text may be a megabyte.
    let start: String = text.chars().take(max.saturating_mul(4)).collect();
    let tidy = lex::tidy(&start);
    if tidy.chars().count() <= max && start.len() == text.len() {
        return tidy;
    }
    let mut clipped: String = tidy.chars().take(max.saturating_sub(1)).collect();
    clipped.push('…');
    clipped
}

/// Collects errors up to the limit and counts the rest, so that none is lost in silence.
#[derive(Default)]
pub(super) struct Errors {
    list: Vec<TableError>,
    more: u32,
}

impl Errors {
    pub(super) fn push(&mut self, error: TableError) {
        if count(self.list.len()) < MAX_ERRORS {
            self.list.push(error);
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    pub(super) fn extend(&mut self, errors: impl IntoIterator<Item = TableError>) {
        errors.into_iter().for_each(|error| self.push(error));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All errors in the order of the text, or nothing when there is none.
    pub(super) fn into_result(self) -> Result<(), Vec<TableError>> {
        let Self { mut list, more } = self;
        if list.is_empty() {
            return Ok(());
        }
        list.sort_by_key(|error| (error.row, error.column));
        if more > 0 {
            // The counting entry takes the place of one more error, which it counts.
            list.pop();
            list.push(TableError::whole(TableErrorKind::AndMore {
                count: more.saturating_add(1),
            }));
        }
        Err(list)
    }
}
