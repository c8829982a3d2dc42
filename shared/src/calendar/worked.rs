//! How much working time lies between two moments, asked many times of one calendar (D4).

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::days::Days;
use super::{Calendar, Reason};
use crate::zone::instant;

/// The working time of some days, added up from their beginning.
#[derive(Debug, Clone)]
pub struct Worked {
    /// Begin and end of each working stretch, and the seconds of those before it.
    stretches: Vec<(DateTime<Utc>, DateTime<Utc>, i64)>,
}

impl Worked {
    /// Lays out the days from the first to the last one. Time outside them counts as none.
    pub fn over(calendar: &Calendar, zone: Tz, first: NaiveDate, last: NaiveDate) -> Self {
        let days = Days { calendar, zone };
        let end = instant(last, 1440, zone);
        let mut stretches = Vec::new();
        let mut before = 0;
        for stretch in days
            .from(instant(first, 0, zone))
            .take_while(|stretch| stretch.from < end)
        {
            if stretch.reason == Reason::Working {
                stretches.push((stretch.from, stretch.to, before));
                before += (stretch.to - stretch.from).num_seconds();
            }
        }
        Self { stretches }
    }

    /// The seconds that were worked up to a moment.
    fn until(&self, at: DateTime<Utc>) -> i64 {
        let begun = self.stretches.partition_point(|(from, ..)| *from <= at);
        let last = begun.checked_sub(1).and_then(|last| self.stretches.get(last));
        last.map_or(0, |(from, to, before)| {
            before + (at.min(*to) - *from).num_seconds()
        })
    }

    /// The whole minutes of working time from one moment to another.
    pub fn minutes(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> u32 {
        let seconds = self.until(to) - self.until(from);
        u32::try_from(seconds.max(0) / 60).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nights_and_days_off_do_not_count() {
        let calendar = Calendar::of_russia("Europe/Moscow");
        let zone = chrono_tz::Europe::Moscow;
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let worked = Worked::over(&calendar, zone, day("2026-11-16"), day("2026-11-30"));
        let minutes = |from: &str, to: &str| worked.minutes(from.parse().unwrap(), to.parse().unwrap());
        // Monday's first hour, by the clocks of Moscow.
        let (opens, closes) = {
            let hours = calendar.week.on(crate::schedules::Weekday::Mon).ranges();
            (hours.first().unwrap().from(), hours.last().unwrap().to())
        };
        let monday = |minute: u16| instant(day("2026-11-23"), minute, zone);
        let whole: u32 = calendar
            .week
            .on(crate::schedules::Weekday::Mon)
            .ranges()
            .iter()
            .map(|range| u32::from(range.to().minutes() - range.from().minutes()))
            .sum();
        assert_eq!(
            worked.minutes(monday(opens.minutes()), monday(opens.minutes() + 30)),
            30
        );
        assert_eq!(worked.minutes(monday(0), monday(1440)), whole);
        assert_eq!(
            worked.minutes(monday(closes.minutes()), instant(day("2026-11-24"), 0, zone)),
            0
        );
        // Saturday and Sunday.
        assert_eq!(minutes("2026-11-20T21:00:00Z", "2026-11-22T21:00:00Z"), 0);
        // Seven days hold five working ones, wherever they begin.
        assert_eq!(
            worked.minutes(monday(600) - chrono::Duration::days(7), monday(600)),
            5 * whole
        );
        // Backwards, and outside of what is laid out.
        assert_eq!(minutes("2026-11-24T09:00:00Z", "2026-11-23T09:00:00Z"), 0);
        assert_eq!(minutes("2026-10-01T09:00:00Z", "2026-10-08T09:00:00Z"), 0);
    }
}
