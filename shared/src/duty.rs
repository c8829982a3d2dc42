//! What changes the hours of help for some days without a new schedule: a helper is away, somebody stands in, hours are
//! added (S2, P3).

pub mod absences;
pub mod extra;

use chrono::{Datelike, NaiveDate};

use crate::check::{FieldError, FieldErrorKind};

/// The first and the last year that a school could mean.
pub const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// Checks that a day is one that a school could mean.
fn check_day(errors: &mut Vec<FieldError>, pointer: &str, day: NaiveDate) {
    if !YEARS.contains(&day.year()) {
        errors.push(FieldError::new(pointer, FieldErrorKind::Malformed));
    }
}
