//! Absences, substitutes and extra hours.

pub mod absences;
pub mod extra;

use podskazka_shared::schedules::{TimeOfDay, TimeRange};

/// A part of a day out of its columns.
pub(super) fn part(from: Option<i16>, to: Option<i16>) -> Option<TimeRange> {
    let time = |minute: i16| TimeOfDay::new(u16::try_from(minute).ok()?).ok();
    TimeRange::new(time(from?)?, time(to?)?).ok()
}

/// A minute of the day as its column has it.
fn minute(time: TimeOfDay) -> i16 {
    i16::try_from(time.minutes()).unwrap_or(i16::MAX)
}
