//! The local days of a school as stretches of real time.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Calendar, Hours, Reason};
use crate::schedules::{TimeOfDay, Weekday};
use crate::zone::instant;

/// A stretch of time with one reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub reason: Reason,
}

/// A calendar in its zone.
#[derive(Debug, Clone, Copy)]
pub struct Days<'a> {
    pub calendar: &'a Calendar,
    pub zone: Tz,
}

impl<'a> Days<'a> {
    /// The local day of a moment.
    pub fn of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// The hours of a day, and whether it differs from the week. Of several exceptions the last one tells.
    pub fn hours(&self, date: NaiveDate) -> (&'a Hours, bool) {
        let exception = self.calendar.exceptions.iter().rev().find(|one| one.holds(date));
        match exception {
            Some(exception) => (&exception.intervals, true),
            None => (self.calendar.week.on(Weekday::from(date.weekday())), false),
        }
    }

    /// The end of a working day: that of its last interval. None for a day off.
    pub fn end(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let last = self.hours(date).0.ranges().last()?;
        Some(instant(date, last.to().minutes(), self.zone))
    }

    /// The opening of a working day: the beginning of its first interval. None for a day off.
    pub fn opening(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let first = self.hours(date).0.ranges().first()?;
        Some(instant(date, first.from().minutes(), self.zone))
    }

    /// A day from its midnight to the next one, in stretches without gaps.
    fn stretches(&self, date: NaiveDate) -> Vec<Stretch> {
        let at = |time: TimeOfDay| instant(date, time.minutes(), self.zone);
        let (hours, differs) = self.hours(date);
        let outside = match (differs, hours.is_day_off()) {
            (true, _) => Reason::Exception,
            (false, true) => Reason::DayOff,
            (false, false) => Reason::OffHours,
        };
        let end = at(TimeOfDay::END_OF_DAY);
        let mut cursor = at(TimeOfDay::MIDNIGHT);
        let mut stretches = Vec::with_capacity(2 * hours.ranges().len() + 1);
        let mut until = |to: DateTime<Utc>, reason| {
            // Where clocks were put forward, an interval may be over before it begins.
            if cursor < to {
                let from = std::mem::replace(&mut cursor, to);
                stretches.push(Stretch { from, to, reason });
            }
        };
        for range in hours.ranges() {
            until(at(range.from()), outside);
            until(at(range.to()), Reason::Working);
        }
        until(end, outside);
        stretches
    }

    /// All time from a moment on, in stretches without gaps.
    pub fn from(self, start: DateTime<Utc>) -> impl Iterator<Item = Stretch> {
        std::iter::successors(Some(self.of(start)), |day| day.succ_opt())
            .flat_map(move |day| self.stretches(day))
            .filter(move |stretch| start < stretch.to)
            .map(move |stretch| Stretch {
                from: stretch.from.max(start),
                ..stretch
            })
    }
}
