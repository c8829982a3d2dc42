//! Local time of a school and moments in UTC.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// The moment of a local day and minute (0 to 1440).
///
/// A local time that does not exist moves forward by the gap; one that occurs twice is the first.
pub fn instant(day: NaiveDate, minutes: u16, zone: Tz) -> DateTime<Utc> {
    let local = day.and_time(chrono::NaiveTime::MIN) + Duration::minutes(minutes.into());
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        LocalResult::None => {
            // The offset before the gap: reading the local time with it lands behind the gap by its length.
            let before = zone.offset_from_utc_datetime(&(local - Duration::hours(24)));
            let offset = chrono::Offset::fix(&before).local_minus_utc();
            (local - Duration::seconds(offset.into())).and_utc()
        }
    }
}

/// The moment at which clocks of another zone show the day and minute that those of the first show at this one.
///
/// What such clocks skip or show twice is taken as [`instant`] takes it.
pub fn same_clock(at: DateTime<Utc>, from: Tz, to: Tz) -> DateTime<Utc> {
    let local = at.with_timezone(&from).naive_local();
    // A day has fewer minutes than an u16 counts.
    let minutes = u16::try_from(local.num_seconds_from_midnight() / 60).unwrap_or_default();
    instant(local.date(), minutes, to)
}

/// The moment cut to microseconds, which both databases can hold.
pub fn micros(at: DateTime<Utc>) -> DateTime<Utc> {
    at.with_nanosecond(at.nanosecond() / 1000 * 1000).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(day: &str, minutes: u16, zone: Tz) -> String {
        instant(day.parse().unwrap(), minutes, zone).to_rfc3339()
    }

    #[test]
    fn gaps_move_forward_and_doubles_are_the_first() {
        let berlin = chrono_tz::Europe::Berlin;
        assert_eq!(on("2026-03-29", 150, berlin), "2026-03-29T01:30:00+00:00");
        assert_eq!(on("2026-10-25", 150, berlin), "2026-10-25T00:30:00+00:00");
        assert_eq!(
            on("2026-11-22", 1440, chrono_tz::Europe::Moscow),
            "2026-11-22T21:00:00+00:00"
        );
    }

    #[test]
    fn another_zone_shows_the_same_clock() {
        use chrono_tz::{Asia::Vladivostok, Europe::Berlin, Europe::Moscow};
        let moved = |at: &str, from, to| same_clock(at.parse().unwrap(), from, to).to_rfc3339();
        // 14:30 in Moscow, the same in Vladivostok, and back.
        assert_eq!(
            moved("2026-11-24T11:30:00Z", Moscow, Vladivostok),
            "2026-11-24T04:30:00+00:00"
        );
        assert_eq!(
            moved("2026-11-24T04:30:00Z", Vladivostok, Moscow),
            "2026-11-24T11:30:00+00:00"
        );
        // Another date in UTC: 01:00 of Tuesday.
        assert_eq!(
            moved("2026-11-23T22:00:00Z", Moscow, Vladivostok),
            "2026-11-23T15:00:00+00:00"
        );
        // 02:30 is skipped in Berlin that night.
        assert_eq!(
            moved("2026-03-28T23:30:00Z", Moscow, Berlin),
            "2026-03-29T01:30:00+00:00"
        );
    }
}
