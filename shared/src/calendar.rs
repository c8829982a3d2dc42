//! Working time: which minutes of which days count, and what that makes of a deadline (T4).
//!
//! A calendar tells for each local day of a school when it works. A [`Target`] counts plain time, working time or working
//! days; [`deadline`] follows it through a clock's events and explains each minute.

mod dates;
#[cfg(feature = "calendar")]
mod days;
#[cfg(feature = "calendar")]
pub mod deadline;
pub mod russia;
#[cfg(feature = "calendar")]
pub mod worked;

pub use dates::{CalendarDay, Exception, MonthDay};

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::schedules::table::typed_hours;
use crate::schedules::{TimeOfDay, TimeRange, Weekday};

/// The most exceptions of a calendar.
pub const MAX_EXCEPTIONS: usize = 500;
/// The most intervals of a day.
pub const MAX_INTERVALS: usize = 24;
/// The most events of a clock.
pub const MAX_EVENTS: usize = 1000;
/// The most minutes of a target: five years.
pub const MAX_MINUTES: u32 = 2_628_000;
/// The most working days of a target.
pub const MAX_DAYS: u32 = 1000;

/// The working hours of a day: half-open, in order, without overlap. None is a day off.
///
/// JSON: `[["09:00","13:00"],["14:00","18:00"]]`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    try_from = "Vec<(TimeOfDay, TimeOfDay)>",
    into = "Vec<(TimeOfDay, TimeOfDay)>"
)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = Vec<Vec<TimeOfDay>>))]
pub struct Hours(Vec<TimeRange>);

/// Why hours are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    /// An interval that does not end after its start.
    #[error("an interval must end after its start")]
    EndsBeforeStart,
    /// Intervals out of order, or one that begins before the one before it has ended.
    #[error("intervals must be in order and must not overlap")]
    OutOfOrder,
    /// A text that does not tell hours.
    #[error("expected hours such as 9:00-13:00, 14:00-18:00")]
    Unreadable,
    /// More than [`MAX_INTERVALS`].
    #[error("a day has 24 intervals at most")]
    TooMany,
}

impl Hours {
    /// The hours of a day.
    ///
    /// # Errors
    /// [`HoursError`] unless they are in order, apart, and no more than [`MAX_INTERVALS`].
    pub fn new(ranges: Vec<TimeRange>) -> Result<Self, HoursError> {
        if ranges.len() > MAX_INTERVALS {
            return Err(HoursError::TooMany);
        }
        let apart = ranges.iter().zip(ranges.iter().skip(1));
        if apart.into_iter().all(|(one, next)| one.to() <= next.from()) {
            Ok(Self(ranges))
        } else {
            Err(HoursError::OutOfOrder)
        }
    }

    /// The intervals in order.
    pub fn ranges(&self) -> &[TimeRange] {
        &self.0
    }

    /// Whether nobody works on such a day.
    pub fn is_day_off(&self) -> bool {
        self.0.is_empty()
    }

    /// The same hours, ending an hour earlier: a day before a holiday (article 95 of the Labour Code).
    #[must_use]
    pub fn shorter(&self) -> Self {
        let mut ranges = self.0.clone();
        let mut left = 60;
        while left > 0
            && let Some(last) = ranges.pop()
        {
            match last.minutes().checked_sub(left) {
                Some(0) => left = 0,
                Some(_) => {
                    let to = TimeOfDay::new(last.to().minutes() - left);
                    ranges.extend(to.and_then(|to| TimeRange::new(last.from(), to)).ok());
                    left = 0;
                }
                None => left -= last.minutes(),
            }
        }
        Self(ranges)
    }
}

/// As people write them: `9:00–13:00, 14:00–18:00`; nothing when there are none.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, range) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(", ")?;
            }
            range.fmt(f)?;
        }
        Ok(())
    }
}

/// Reads what people write: `9-13, 14.00-18.00`. Out of order is put in order; none is no hours.
impl FromStr for Hours {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let mut ranges = typed_hours(text).ok_or(HoursError::Unreadable)?;
        ranges.sort_unstable();
        Self::new(ranges)
    }
}

impl TryFrom<Vec<(TimeOfDay, TimeOfDay)>> for Hours {
    type Error = HoursError;

    fn try_from(pairs: Vec<(TimeOfDay, TimeOfDay)>) -> Result<Self, HoursError> {
        let ranges = pairs.into_iter().map(|(from, to)| TimeRange::new(from, to));
        let ranges: Result<Vec<_>, _> = ranges.collect();
        Self::new(ranges.map_err(|_| HoursError::EndsBeforeStart)?)
    }
}

impl From<Hours> for Vec<(TimeOfDay, TimeOfDay)> {
    fn from(hours: Hours) -> Self {
        hours
            .0
            .into_iter()
            .map(|range| (range.from(), range.to()))
            .collect()
    }
}

/// The hours of each weekday. A day that is not named is a day off.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkingWeek {
    pub mon: Hours,
    pub tue: Hours,
    pub wed: Hours,
    pub thu: Hours,
    pub fri: Hours,
    pub sat: Hours,
    pub sun: Hours,
}

impl WorkingWeek {
    /// Monday to Friday from 9 to 18 with an hour's break: what a school has that has said nothing else.
    pub fn office() -> Self {
        let range = |from, to| {
            let (from, to) = (
                TimeOfDay::from_clock(from, 0).ok()?,
                TimeOfDay::from_clock(to, 0).ok()?,
            );
            TimeRange::new(from, to).ok()
        };
        let day = Hours([range(9, 13), range(14, 18)].into_iter().flatten().collect());
        Self {
            mon: day.clone(),
            tue: day.clone(),
            wed: day.clone(),
            thu: day.clone(),
            fri: day,
            ..Self::default()
        }
    }

    /// The same hours every day.
    pub fn every_day(hours: &Hours) -> Self {
        Self {
            mon: hours.clone(),
            tue: hours.clone(),
            wed: hours.clone(),
            thu: hours.clone(),
            fri: hours.clone(),
            sat: hours.clone(),
            sun: hours.clone(),
        }
    }

    /// The hours of a weekday.
    pub const fn on(&self, day: Weekday) -> &Hours {
        match day {
            Weekday::Mon => &self.mon,
            Weekday::Tue => &self.tue,
            Weekday::Wed => &self.wed,
            Weekday::Thu => &self.thu,
            Weekday::Fri => &self.fri,
            Weekday::Sat => &self.sat,
            Weekday::Sun => &self.sun,
        }
    }
}

/// When a school works: a week, and the days that differ from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Calendar {
    /// A name of the IANA time zone database.
    #[cfg_attr(feature = "openapi", schema(example = "Europe/Moscow"))]
    pub time_zone: String,
    pub week: WorkingWeek,
    /// In order; of several that hold a day the last one tells its hours.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
}

impl Calendar {
    /// What a school has that has none of its own: Monday to Friday from 9 to 18 with an hour's break, and the
    /// production calendar.
    pub fn of_russia(time_zone: &str) -> Self {
        let week = WorkingWeek::office();
        Self {
            time_zone: time_zone.to_owned(),
            exceptions: russia::exceptions(&week.mon),
            week,
        }
    }

    /// Checks what a type cannot tell, with `at` as the pointer to the calendar.
    pub fn check(&self, errors: &mut Vec<FieldError>, at: &str) {
        if self.exceptions.len() > MAX_EXCEPTIONS {
            let pointer = format!("{at}/exceptions");
            errors.push(FieldError::new(pointer, at_most(MAX_EXCEPTIONS)));
        }
        for (index, exception) in self.exceptions.iter().enumerate() {
            if let Err(kind) = exception.check() {
                errors.push(FieldError::new(format!("{at}/exceptions/{index}/to"), kind));
            }
        }
    }
}

fn at_most(max: usize) -> FieldErrorKind {
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    FieldErrorKind::OutOfRange { min: 0, max }
}

/// What a clock counts, and how far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "clock", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Target {
    /// Plain elapsed time.
    Calendar { minutes: u32 },
    /// Elapsed time within working hours.
    Working { minutes: u32 },
    /// The end of the N-th working day after the day of the start.
    WorkingDays { days: u32 },
}

impl Target {
    /// Checks the bounds, with `at` as the pointer to the target.
    pub fn check(self, errors: &mut Vec<FieldError>, at: &str) {
        let (name, value, max) = match self {
            Self::Calendar { minutes } | Self::Working { minutes } => ("minutes", minutes, MAX_MINUTES),
            Self::WorkingDays { days } => ("days", days, MAX_DAYS),
        };
        crate::check::range(errors, &format!("{at}/{name}"), value.into(), 1, max.into());
    }
}

/// What happens to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum ClockEventKind {
    /// It begins; the first event, and only that.
    Start,
    /// It stands still: somebody else has to act.
    Pause,
    /// It goes on.
    Resume,
    /// What was waited for has come; the last event.
    Stop,
}

impl ClockEventKind {
    pub const ALL: [Self; 4] = [Self::Start, Self::Pause, Self::Resume, Self::Stop];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Stop => "stop",
        }
    }
}

crate::codes::coded!(ClockEventKind);

/// Something that happened to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClockEvent {
    pub at: DateTime<Utc>,
    pub event: ClockEventKind,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClockState {
    /// Time is left.
    Running,
    /// It stands still.
    Paused,
    /// It was stopped in time.
    Met,
    /// The time is over, whether or not it was stopped.
    Breached,
}

impl ClockState {
    pub const ALL: [Self; 4] = [Self::Running, Self::Paused, Self::Met, Self::Breached];

    /// As in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::Breached => "breached",
        }
    }
}

coded!(ClockState);

/// Why a stretch of time counts or does not. The first that fits is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Reason {
    /// The clock stands still.
    Paused,
    /// Outside the hours of a day that differs.
    Exception,
    /// A day of the week without hours.
    DayOff,
    /// Before, between or after the hours of the day.
    OffHours,
    /// It counts.
    Working,
}

/// A stretch of time, and why it counts or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrailPiece {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Its length when it counts, else 0.
    pub counted_seconds: i64,
    pub reason: Reason,
}

/// A deadline, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deadline {
    /// The earliest moment at which the target is reached; none while a clock stands still before that.
    pub due_at: Option<DateTime<Utc>>,
    pub state: ClockState,
    /// Running time that counts, up to now or to the stop.
    pub elapsed_seconds: i64,
    /// What is left of the target, 0 when nothing is; of working days the time until they are over, none while it is unknown.
    pub remaining_seconds: Option<i64>,
    /// From the start to now or to the deadline, whichever is later, without gaps.
    pub trail: Vec<TrailPiece>,
}

impl Check for Deadline {}

#[cfg(test)]
mod tests;
