//! From when on a school can call back (T7): its published hours of help, else the working hours of its calendar.

use chrono::{DateTime, Days, NaiveDate, Utc};

use crate::schedules::duty::DAYS_AHEAD;
use crate::schedules::plan::Plan;
use crate::zone::instant;

/// How far ahead the calendar is followed: no school is closed for longer.
const CALENDAR_DAYS: u64 = 366;

/// When the hours begin that are now, or come next: of help as it is published for 30 days, else of work by the calendar. The
/// moment itself where there are none.
///
/// The plan must have been loaded for 30 days from the school's day on.
pub fn opening(plan: &Plan, at: DateTime<Utc>) -> DateTime<Utc> {
    helped(plan, at).or_else(|| worked(plan, at)).unwrap_or(at)
}

fn helped(plan: &Plan, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let today = at.with_timezone(&plan.zone).date_naive();
    let turns = plan
        .days(today, after(today, DAYS_AHEAD))
        .flat_map(|day| day.turns);
    // Of several hours that are now, those that began first.
    let mut open = turns.filter(|turn| turn.is_served() && turn.to > at);
    open.next().map(|turn| turn.from)
}

fn worked(plan: &Plan, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let today = at.with_timezone(&plan.zone).date_naive();
    let last = after(today, CALENDAR_DAYS);
    today.iter_days().take_while(|day| *day <= last).find_map(|day| {
        let (hours, _) = plan.calendar.hours(day);
        let moment = |minutes| instant(day, minutes, plan.zone);
        let open = hours
            .ranges()
            .iter()
            .find(|range| moment(range.to().minutes()) > at);
        open.map(|range| moment(range.from().minutes()))
    })
}

fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Days::new(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendars::SchoolCalendar;

    #[test]
    fn without_a_published_schedule_the_calendar_tells() {
        let plan = Plan {
            zone: chrono_tz::Europe::Moscow,
            versions: Vec::new(),
            calendar: SchoolCalendar::default(),
            away: Vec::new(),
            extra: Vec::new(),
        };
        for (now, from) in [
            // A Sunday, a working morning, the break, the evening, and the last evening before the holidays of the New Year.
            ("2026-11-22T09:00:00Z", "2026-11-23T06:00:00Z"),
            ("2026-11-23T08:00:00Z", "2026-11-23T06:00:00Z"),
            ("2026-11-23T10:30:00Z", "2026-11-23T11:00:00Z"),
            ("2026-11-23T15:00:00Z", "2026-11-24T06:00:00Z"),
            ("2026-12-30T16:00:00Z", "2027-01-11T06:00:00Z"),
        ] {
            let at: DateTime<Utc> = now.parse().unwrap();
            assert_eq!(
                opening(&plan, at),
                from.parse::<DateTime<Utc>>().unwrap(),
                "{now}"
            );
        }
    }
}
