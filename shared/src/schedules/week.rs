//! Days and hours of a weekly help schedule (S1): local school time, no dates.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the week, Monday first, as the column heads of the help schedule name it (S1, B-order 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday: a school day in many schools.
    Sat,
    /// Sunday.
    Sun,
}

impl Weekday {
    /// All seven days in order, Monday first (S1).
    pub const ALL: [Self; 7] = [
        Self::Mon,
        Self::Tue,
        Self::Wed,
        Self::Thu,
        Self::Fri,
        Self::Sat,
        Self::Sun,
    ];

    /// For people, in small letters.
    pub const fn label(self, lang: crate::text::Lang) -> &'static str {
        match self {
            Self::Mon => lang.pick("понедельник", "Monday"),
            Self::Tue => lang.pick("вторник", "Tuesday"),
            Self::Wed => lang.pick("среда", "Wednesday"),
            Self::Thu => lang.pick("четверг", "Thursday"),
            Self::Fri => lang.pick("пятница", "Friday"),
            Self::Sat => lang.pick("суббота", "Saturday"),
            Self::Sun => lang.pick("воскресенье", "Sunday"),
        }
    }
}

impl From<chrono::Weekday> for Weekday {
    fn from(day: chrono::Weekday) -> Self {
        match day {
            chrono::Weekday::Mon => Self::Mon,
            chrono::Weekday::Tue => Self::Tue,
            chrono::Weekday::Wed => Self::Wed,
            chrono::Weekday::Thu => Self::Thu,
            chrono::Weekday::Fri => Self::Fri,
            chrono::Weekday::Sat => Self::Sat,
            chrono::Weekday::Sun => Self::Sun,
        }
    }
}

/// Why a time or a range of times was refused (S1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is not `HH:MM`.
    #[error("expected HH:MM")]
    NotATime,
    /// The time lies beyond 24:00.
    #[error("a day ends at 24:00")]
    HourOutOfDay,
    /// The minutes are above 59.
    #[error("an hour has minutes 00 to 59")]
    MinuteOutOfHour,
    /// A range must end after its start.
    #[error("a range must end after its start")]
    EndsBeforeStart,
}

/// A time of the school's local day in whole minutes since midnight, 0 to 1440 (S1).
///
/// 24:00 is allowed, because a range may end at midnight. JSON: `"08:00"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "openapi",
    schema(value_type = String, pattern = "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$", example = "08:00")
)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// The start of the day, 00:00.
    pub const MIDNIGHT: Self = Self(0);
    /// The end of the day, 24:00: only the end of a range can be here.
    pub const END_OF_DAY: Self = Self(1440);

    /// From minutes since midnight.
    ///
    /// # Errors
    /// [`TimeError::HourOutOfDay`] above 1440.
    pub fn new(minutes: u16) -> Result<Self, TimeError> {
        if minutes > Self::END_OF_DAY.0 {
            Err(TimeError::HourOutOfDay)
        } else {
            Ok(Self(minutes))
        }
    }

    /// From an hour and a minute as on a clock.
    ///
    /// # Errors
    /// [`TimeError::HourOutOfDay`] beyond 24:00, [`TimeError::MinuteOutOfHour`] above 59 minutes.
    pub fn from_clock(hour: u16, minute: u16) -> Result<Self, TimeError> {
        if hour > 24 {
            return Err(TimeError::HourOutOfDay);
        }
        if minute > 59 {
            return Err(TimeError::MinuteOutOfHour);
        }
        Self::new(hour * 60 + minute)
    }

    /// Minutes since midnight, 0 to 1440.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// The hour as on a clock, 0 to 24.
    #[must_use]
    pub fn hour(self) -> u16 {
        self.0 / 60
    }

    /// The minute of the hour, 0 to 59.
    #[must_use]
    pub fn minute(self) -> u16 {
        self.0 % 60
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour(), self.minute())
    }
}

impl FromStr for TimeOfDay {
    type Err = TimeError;

    /// Reads `08:00` or `8:00`, nothing else: what people type in a table is read by `schedules::table`.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let (hour, minute) = text.split_once(':').ok_or(TimeError::NotATime)?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if hour.len() > 2 || minute.len() != 2 || !digits(hour) || !digits(minute) {
            return Err(TimeError::NotATime);
        }
        let number = |part: &str| part.parse::<u16>().map_err(|_| TimeError::NotATime);
        Self::from_clock(number(hour)?, number(minute)?)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = TimeError;

    fn try_from(text: String) -> Result<Self, TimeError> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

/// A half-open range of one local day: `from` belongs to it, `to` does not; `from` is before `to` (S1).
///
/// Half-open, so that 8:00–10:00 and 10:00–12:00 follow each other without overlapping.
/// JSON: `{"from":"08:00","to":"10:00"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bounds", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TimeRange {
    from: TimeOfDay,
    to: TimeOfDay,
}

/// What JSON brings, before the order of the bounds is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bounds {
    from: TimeOfDay,
    to: TimeOfDay,
}

impl TryFrom<Bounds> for TimeRange {
    type Error = TimeError;

    fn try_from(bounds: Bounds) -> Result<Self, TimeError> {
        Self::new(bounds.from, bounds.to)
    }
}

impl TimeRange {
    /// From midnight to midnight.
    pub const WHOLE_DAY: Self = Self {
        from: TimeOfDay::MIDNIGHT,
        to: TimeOfDay::END_OF_DAY,
    };
    /// 9:00–18:00: when the vendor's service handles requests unless the school says otherwise (S6, C9.2).
    pub const NINE_TO_SIX: Self = Self {
        from: TimeOfDay(9 * 60),
        to: TimeOfDay(18 * 60),
    };

    /// A range of a day.
    ///
    /// # Errors
    /// [`TimeError::EndsBeforeStart`] unless `from` is before `to`.
    pub fn new(from: TimeOfDay, to: TimeOfDay) -> Result<Self, TimeError> {
        if from < to {
            Ok(Self { from, to })
        } else {
            Err(TimeError::EndsBeforeStart)
        }
    }

    /// The first minute of the range.
    #[must_use]
    pub fn from(self) -> TimeOfDay {
        self.from
    }

    /// The minute after the last one of the range.
    #[must_use]
    pub fn to(self) -> TimeOfDay {
        self.to
    }

    /// Length in minutes, 1 to 1440.
    #[must_use]
    pub fn minutes(self) -> u16 {
        self.to.0.saturating_sub(self.from.0)
    }

    /// Whether the two ranges share a minute; touching ends do not.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// The minutes that belong to both.
    #[must_use]
    pub fn common(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to)).ok()
    }

    /// Whether the minute that begins at `time` belongs to the range.
    #[must_use]
    pub fn contains(self, time: TimeOfDay) -> bool {
        self.from <= time && time < self.to
    }
}

impl fmt::Display for TimeRange {
    /// As it is printed for people: `8:00–10:00`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        write!(
            f,
            "{}:{:02}–{}:{:02}",
            from.hour(),
            from.minute(),
            to.hour(),
            to.minute()
        )
    }
}

/// Hours of help on one day of the week, in the school's local time (S1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayHours {
    /// The day of the week.
    pub day: Weekday,
    /// From when to when.
    pub range: TimeRange,
}

#[cfg(test)]
mod tests;
