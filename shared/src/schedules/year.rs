//! The academic year, 1 September to 31 August.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// An academic year, written `2026-2027`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^20[0-9]{2}-20[0-9]{2}$", example = "2026-2027"))]
pub struct AcademicYear(i32);

impl AcademicYear {
    /// The year that begins in September of `year`.
    pub const fn beginning(year: i32) -> Self {
        Self(year)
    }

    /// The year in which this day falls. Summer belongs to the year that ends.
    pub fn of(day: NaiveDate) -> Self {
        Self(if day.month() >= 9 {
            day.year()
        } else {
            day.year() - 1
        })
    }

    /// 1 September.
    pub fn begins(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0, 9, 1).unwrap_or_default()
    }

    /// The first day on which a schedule of the year can hold, seen from a school's today.
    #[must_use]
    pub fn first_day(self, today: NaiveDate) -> NaiveDate {
        self.begins().max(today)
    }

    /// 31 August, its last day.
    pub fn ends(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.0 + 1, 8, 31).unwrap_or_default()
    }

    /// The year after it.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The calendar year of its September.
    pub const fn first(self) -> i32 {
        self.0
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0, self.0 + 1)
    }
}

/// The text is not two years in a row between 2000 and 2099.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an academic year looks like 2026-2027")]
pub struct NotAYear;

impl FromStr for AcademicYear {
    type Err = NotAYear;
    fn from_str(text: &str) -> Result<Self, NotAYear> {
        let (first, second) = text.trim().split_once(['-', '–', '/']).ok_or(NotAYear)?;
        let (first, second): (i32, i32) = first
            .trim()
            .parse()
            .ok()
            .zip(second.trim().parse().ok())
            .ok_or(NotAYear)?;
        if (2000..2099).contains(&first) && second == first + 1 {
            Ok(Self(first))
        } else {
            Err(NotAYear)
        }
    }
}

impl TryFrom<String> for AcademicYear {
    type Error = NotAYear;
    fn try_from(text: String) -> Result<Self, NotAYear> {
        text.parse()
    }
}

impl From<AcademicYear> for String {
    fn from(year: AcademicYear) -> Self {
        year.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_two_in_a_row() {
        assert_eq!("2026-2027".parse(), Ok(AcademicYear(2026)));
        assert_eq!(" 2026–2027 ".parse(), Ok(AcademicYear(2026)));
        for bad in ["", "2026", "2026-2028", "26-27", "1026-1027", "2026-27"] {
            assert_eq!(bad.parse::<AcademicYear>(), Err(NotAYear), "{bad}");
        }
    }

    #[test]
    fn a_day_falls_into_its_year() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        assert_eq!(AcademicYear::of(day(2026, 9, 1)).first(), 2026);
        assert_eq!(AcademicYear::of(day(2027, 8, 31)).first(), 2026);
    }
}
