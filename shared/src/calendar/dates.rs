//! Days that differ from the week: dated ones, and those of every year.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Hours;
use crate::check::FieldErrorKind;

/// A day of every year, written `12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    /// Of a date.
    pub fn of(date: NaiveDate) -> Self {
        Self {
            month: date.month(),
            day: date.day(),
        }
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// A day of one year (`2026-12-31`) or of every year (`12-31`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CalendarDay {
    Dated(NaiveDate),
    Yearly(MonthDay),
}

/// The text is neither `2026-12-31` nor `12-31`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected YYYY-MM-DD or MM-DD")]
pub struct NotADay;

impl FromStr for CalendarDay {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Self, NotADay> {
        let date = |text: &str| text.parse::<NaiveDate>().map_err(|_| NotADay);
        match text.len() {
            10 => date(text).map(Self::Dated),
            // 29 February is a day of every leap year.
            5 => date(&format!("2000-{text}")).map(|date| Self::Yearly(MonthDay::of(date))),
            _ => Err(NotADay),
        }
    }
}

impl fmt::Display for CalendarDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dated(date) => date.fmt(f),
            Self::Yearly(day) => day.fmt(f),
        }
    }
}

impl CalendarDay {
    /// Whether a date lies between two days, both included. Days of every year may reach over its end; bounds of two kinds
    /// hold nothing.
    pub fn hold(from: Self, to: Self, date: NaiveDate) -> bool {
        match (from, to) {
            (Self::Dated(from), Self::Dated(to)) => (from..=to).contains(&date),
            (Self::Yearly(from), Self::Yearly(to)) => {
                let day = MonthDay::of(date);
                if from <= to {
                    (from..=to).contains(&day)
                } else {
                    from <= day || day <= to
                }
            }
            (Self::Dated(_), Self::Yearly(_)) | (Self::Yearly(_), Self::Dated(_)) => false,
        }
    }

    /// Checks that two bounds are of one kind, and dated ones in order.
    ///
    /// # Errors
    /// What is wrong with the second one.
    pub fn check(from: Self, to: Self) -> Result<(), FieldErrorKind> {
        match (from, to) {
            (Self::Dated(from), Self::Dated(to)) if to < from => Err(FieldErrorKind::BeforeStart),
            (Self::Dated(_), Self::Dated(_)) | (Self::Yearly(_), Self::Yearly(_)) => Ok(()),
            (Self::Dated(_), Self::Yearly(_)) | (Self::Yearly(_), Self::Dated(_)) => {
                Err(FieldErrorKind::Malformed)
            }
        }
    }
}

impl TryFrom<String> for CalendarDay {
    type Error = NotADay;

    fn try_from(text: String) -> Result<Self, NotADay> {
        text.parse()
    }
}

impl From<CalendarDay> for String {
    fn from(day: CalendarDay) -> Self {
        day.to_string()
    }
}

/// Days with hours of their own, the last one included.
///
/// Yearly bounds are compared as month and day: `12-31` to `01-08` is New Year's Eve and what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Exception {
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "12-31"))]
    pub from: CalendarDay,
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "01-08"))]
    pub to: CalendarDay,
    /// None is a day off.
    #[serde(default)]
    pub intervals: Hours,
}

impl Exception {
    /// Whether it tells the hours of the day.
    pub fn holds(&self, date: NaiveDate) -> bool {
        CalendarDay::hold(self.from, self.to, date)
    }

    /// Both bounds are of one kind, and dated ones in order.
    pub(super) fn check(&self) -> Result<(), FieldErrorKind> {
        CalendarDay::check(self.from, self.to)
    }
}
