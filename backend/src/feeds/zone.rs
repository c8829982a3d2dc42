//! A time zone as calendars want it: the offsets of the days that a feed is about, from the IANA data inside the program.

use std::fmt::Write;

use chrono::{DateTime, Duration, NaiveDate, Offset, TimeZone, Utc};
use chrono_tz::{OffsetComponents, OffsetName, Tz};
use podskazka_shared::zone::instant;

/// `VTIMEZONE` of a zone, good from one day to another.
pub fn component(zone: Tz, from: NaiveDate, to: NaiveDate) -> String {
    let mut at = instant(from, 0, zone) - Duration::days(1);
    let end = instant(to, 1440, zone) + Duration::days(1);
    let mut text = format!("BEGIN:VTIMEZONE\r\nTZID:{}\r\n", zone.name());
    observance(&mut text, zone, at, seconds(zone, at));
    while at < end {
        let next = at + Duration::days(1);
        let before = seconds(zone, at);
        if seconds(zone, next) != before {
            observance(&mut text, zone, change(zone, at, next), before);
        }
        at = next;
    }
    text.push_str("END:VTIMEZONE\r\n");
    text
}

fn seconds(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc())
        .fix()
        .local_minus_utc()
}

/// The moment at which the offset changes, to the second.
fn change(zone: Tz, before: DateTime<Utc>, after: DateTime<Utc>) -> DateTime<Utc> {
    let (mut low, mut high) = (before, after);
    let old = seconds(zone, low);
    while high - low > Duration::seconds(1) {
        let middle = low + Duration::seconds((high - low).num_seconds() / 2);
        if seconds(zone, middle) == old {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The offset that holds from `at` on; its beginning is told by the clock of before.
fn observance(text: &mut String, zone: Tz, at: DateTime<Utc>, before: i32) {
    let offset = zone.offset_from_utc_datetime(&at.naive_utc());
    let kind = if offset.dst_offset().is_zero() {
        "STANDARD"
    } else {
        "DAYLIGHT"
    };
    let start = (at + Duration::seconds(before.into())).format("%Y%m%dT%H%M%S");
    let (from, to) = (hours(before), hours(seconds(zone, at)));
    let name = offset.abbreviation().unwrap_or(zone.name());
    // A String takes everything.
    let _ = write!(
        text,
        "BEGIN:{kind}\r\nDTSTART:{start}\r\nTZOFFSETFROM:{from}\r\nTZOFFSETTO:{to}\r\nTZNAME:{name}\r\nEND:{kind}\r\n"
    );
}

/// `+0300`.
fn hours(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    let minutes = seconds.abs() / 60;
    format!("{sign}{:02}{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(zone: Tz) -> String {
        let day = |text: &str| text.parse().unwrap();
        component(zone, day("2026-09-01"), day("2027-08-31"))
    }

    #[test]
    fn a_zone_without_summer_time_is_one_offset() {
        let text = year(chrono_tz::Europe::Moscow);
        assert_eq!(text.matches("BEGIN:STANDARD").count(), 1);
        assert!(text.contains("TZOFFSETTO:+0300\r\nTZNAME:MSK\r\n"), "{text}");
        assert!(!text.contains("DAYLIGHT"));
    }

    #[test]
    fn a_zone_with_summer_time_tells_each_change() {
        let text = year(chrono_tz::Europe::Berlin);
        for part in [
            "BEGIN:DAYLIGHT\r\nDTSTART:20260831",
            "BEGIN:STANDARD\r\nDTSTART:20261025T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\nTZNAME:CET\r\n",
            "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nTZNAME:CEST\r\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(text.matches("DTSTART").count(), 3);
        assert_eq!(hours(-12_600), "-0330");
    }
}
