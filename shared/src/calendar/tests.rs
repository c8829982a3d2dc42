//! Made by hand: one case for each trap that other help desks fell into.

mod model;

use serde_json::json;

use super::deadline::{DeadlineError, deadline};
use super::*;

/// Nine to six with an hour's break, Monday to Friday.
fn office(zone: &str) -> Calendar {
    let day = json!([["09:00", "13:00"], ["14:00", "18:00"]]);
    let week = json!({"mon": day, "tue": day, "wed": day, "thu": day, "fri": day});
    calendar(json!({"time_zone": zone, "week": week}))
}

fn calendar(json: serde_json::Value) -> Calendar {
    serde_json::from_value(json).unwrap()
}

fn with(exceptions: serde_json::Value) -> Calendar {
    let mut calendar = office("Europe/Moscow");
    calendar.exceptions = serde_json::from_value(exceptions).unwrap();
    calendar
}

/// `start 2026-11-23T09:00 pause …`, in local time.
fn events(zone: &str, text: &str) -> Vec<ClockEvent> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let event = |pair: &[&str]| ClockEvent {
        at: at(zone, pair[1]),
        event: serde_json::from_value(json!(pair[0])).unwrap(),
    };
    words.chunks(2).map(event).collect()
}

fn at(zone: &str, local: &str) -> DateTime<Utc> {
    let (day, time) = local.split_once('T').unwrap();
    let time: TimeOfDay = time.parse().unwrap();
    crate::zone::instant(day.parse().unwrap(), time.minutes(), zone.parse().unwrap())
}

fn local(zone: &str, at: DateTime<Utc>) -> String {
    let zone: chrono_tz::Tz = zone.parse().unwrap();
    at.with_timezone(&zone).format("%Y-%m-%dT%H:%M").to_string()
}

fn minutes(minutes: u32) -> Target {
    Target::Working { minutes }
}

fn plain(minutes: u32) -> Target {
    Target::Calendar { minutes }
}

fn days(days: u32) -> Target {
    Target::WorkingDays { days }
}

struct Told {
    due: Option<String>,
    state: ClockState,
    elapsed: i64,
    remaining: Option<i64>,
    trail: Vec<(Reason, i64)>,
}

fn told(calendar: &Calendar, target: Target, text: &str, now: &str) -> Result<Told, DeadlineError> {
    let zone = calendar.time_zone.as_str();
    let all = events(zone, text);
    let now = at(zone, now);
    let found = deadline(calendar, zone.parse().unwrap(), target, &all, now)?;
    // Without gaps, from the start to now or to the deadline, and the counted parts are what elapsed until then.
    let mut cursor = all[0].at;
    for piece in &found.trail {
        assert_eq!(piece.from, cursor);
        assert!(piece.from < piece.to);
        cursor = piece.to;
    }
    assert_eq!(cursor, found.due_at.unwrap_or(now).max(now).max(all[0].at));
    Ok(Told {
        due: found.due_at.map(|due| local(zone, due)),
        state: found.state,
        elapsed: found.elapsed_seconds / 60,
        remaining: found.remaining_seconds.map(|seconds| seconds / 60),
        trail: found
            .trail
            .iter()
            .map(|piece| (piece.reason, (piece.to - piece.from).num_minutes()))
            .collect(),
    })
}

fn due(calendar: &Calendar, target: Target, text: &str) -> Option<String> {
    let now = text.split_whitespace().last().unwrap();
    told(calendar, target, text, now).unwrap().due
}

/// Monday is 2026-11-23.
const MOSCOW: &str = "Europe/Moscow";

#[test]
fn eight_hours_from_monday_nine_end_on_monday_evening() {
    let office = office(MOSCOW);
    for (minutes_, expected) in [
        (60, "2026-11-23T10:00"),
        (240, "2026-11-23T13:00"),
        (241, "2026-11-23T14:01"),
        (480, "2026-11-23T18:00"),
        (481, "2026-11-24T09:01"),
        (480 * 5, "2026-11-27T18:00"),
        (480 * 5 + 1, "2026-11-30T09:01"),
    ] {
        let found = due(&office, minutes(minutes_), "start 2026-11-23T09:00");
        assert_eq!(found.as_deref(), Some(expected), "{minutes_}");
    }
    // Begun at the lunch break, in the evening, on a Sunday.
    for start in ["2026-11-23T13:00", "2026-11-23T13:59", "2026-11-23T14:00"] {
        let found = due(&office, minutes(60), &format!("start {start}"));
        assert_eq!(found.as_deref(), Some("2026-11-23T15:00"));
    }
    let found = due(&office, minutes(60), "start 2026-11-29T12:00");
    assert_eq!(found.as_deref(), Some("2026-11-30T10:00"));
}

#[test]
fn plain_time_knows_no_calendar() {
    let nobody = calendar(json!({"time_zone": MOSCOW, "week": {}}));
    let found = told(&nobody, plain(1440), "start 2026-12-31T20:00", "2026-12-31T20:00").unwrap();
    assert_eq!(found.due.as_deref(), Some("2027-01-01T20:00"));
    assert_eq!(found.trail, [(Reason::Working, 1440)]);
    let paused = "start 2026-12-31T20:00 pause 2026-12-31T21:00 resume 2027-01-05T21:00";
    let found = told(&nobody, plain(1440), paused, "2027-01-05T21:00").unwrap();
    assert_eq!(found.due.as_deref(), Some("2027-01-06T20:00"));
    assert_eq!((found.elapsed, found.remaining), (60, Some(1380)));
    let day = 24 * 60;
    assert_eq!(
        found.trail,
        [
            (Reason::Working, 60),
            (Reason::Paused, 5 * day),
            (Reason::Working, 1380)
        ]
    );
}

#[test]
fn holidays_across_new_year_come_every_year() {
    let yearly = with(json!([{"from": "12-31", "to": "01-08", "intervals": []}]));
    for (start, expected) in [
        ("2026-12-30T17:00", "2027-01-11T10:00"),
        ("2027-12-30T17:00", "2028-01-10T10:00"),
        ("2027-01-04T12:00", "2027-01-11T11:00"),
    ] {
        let found = due(&yearly, minutes(120), &format!("start {start}"));
        assert_eq!(found.as_deref(), Some(expected), "{start}");
    }
    let dated = with(json!([{"from": "2026-12-31", "to": "2027-01-08", "intervals": []}]));
    let found = due(&dated, minutes(120), "start 2026-12-30T17:00");
    assert_eq!(found.as_deref(), Some("2027-01-11T10:00"));
    let found = due(&dated, minutes(120), "start 2027-12-30T17:00");
    assert_eq!(
        found.as_deref(),
        Some("2027-12-31T10:00"),
        "that was another year"
    );
    // 29 February is a day of leap years alone.
    let leap = with(json!([{"from": "02-29", "to": "02-29"}]));
    let found = due(&leap, minutes(540), "start 2028-02-28T09:00");
    assert_eq!(found.as_deref(), Some("2028-03-01T10:00"));
    let found = due(&leap, minutes(540), "start 2027-02-26T09:00");
    assert_eq!(found.as_deref(), Some("2027-03-01T10:00"));
}

#[test]
fn a_saturday_may_work_and_the_later_exception_wins() {
    let calendar = with(json!([
        {"from": "2026-11-28", "to": "2026-11-29"},
        {"from": "2026-11-28", "to": "2026-11-28", "intervals": [["10:00", "12:00"]]},
        {"from": "2026-11-27", "to": "2026-11-27", "intervals": [["09:00", "13:00"], ["14:00", "17:00"]]},
    ]));
    let found = told(
        &calendar,
        minutes(480),
        "start 2026-11-27T09:00",
        "2026-11-27T09:00",
    )
    .unwrap();
    assert_eq!(found.due.as_deref(), Some("2026-11-28T11:00"));
    assert_eq!(
        found.trail,
        [
            (Reason::Working, 240),
            (Reason::Exception, 60),
            (Reason::Working, 180),
            (Reason::Exception, 17 * 60),
            (Reason::Working, 60)
        ]
    );
    let found = due(&calendar, minutes(600), "start 2026-11-27T09:00");
    assert_eq!(found.as_deref(), Some("2026-11-30T10:00"), "Sunday stays off");
}

#[test]
fn pauses_do_not_count_and_are_never_lost() {
    let office = office(MOSCOW);
    let text = "start 2026-11-23T10:00 pause 2026-11-23T12:00 resume 2026-11-24T15:00 pause 2026-11-24T15:30";
    let found = told(&office, minutes(240), text, "2026-11-25T10:00").unwrap();
    assert_eq!((found.due, found.state), (None, ClockState::Paused));
    assert_eq!((found.elapsed, found.remaining), (150, Some(90)));
    // Another target keeps what was paused.
    let resumed = format!("{text} resume 2026-11-25T10:00");
    for (target, expected) in [(240, "2026-11-25T11:30"), (480, "2026-11-25T16:30")] {
        let found = told(&office, minutes(target), &resumed, "2026-11-25T10:00").unwrap();
        assert_eq!(found.due.as_deref(), Some(expected));
    }
    // What was reached before a later pause stays, the very moment included.
    for (target, pause) in [(60, "11:00"), (59, "11:00")] {
        let text = format!("start 2026-11-23T10:00 pause 2026-11-23T{pause}");
        let found = told(&office, minutes(target), &text, "2026-11-23T11:00").unwrap();
        let expected = if target == 60 {
            "2026-11-23T11:00"
        } else {
            "2026-11-23T10:59"
        };
        assert_eq!(found.due.as_deref(), Some(expected));
        let state = if target == 60 {
            ClockState::Paused
        } else {
            ClockState::Breached
        };
        assert_eq!(found.state, state, "now is later than the deadline, or not");
    }
    let found = told(
        &office,
        minutes(61),
        "start 2026-11-23T10:00 pause 2026-11-23T11:00",
        "2026-11-30T11:00",
    );
    assert_eq!(
        found.unwrap().state,
        ClockState::Paused,
        "no breach while it stands"
    );
}

#[test]
fn a_pause_comes_before_every_other_reason() {
    let calendar = with(json!([{"from": "2026-11-24", "to": "2026-11-24"}]));
    let text = "start 2026-11-23T17:00 pause 2026-11-24T12:00 resume 2026-11-25T10:00 pause 2026-11-25T19:00 \
                resume 2026-11-25T19:30";
    let found = told(&calendar, minutes(600), text, "2026-11-25T20:00").unwrap();
    assert_eq!(
        found.trail,
        [
            (Reason::Working, 60),
            (Reason::OffHours, 6 * 60),
            (Reason::Exception, 12 * 60),
            (Reason::Paused, 22 * 60),
            (Reason::Working, 180),
            (Reason::OffHours, 60),
            (Reason::Working, 240),
            (Reason::OffHours, 60),
            (Reason::Paused, 30),
            (Reason::OffHours, 13 * 60 + 30),
            (Reason::Working, 120),
        ]
    );
    let sunday = told(
        &office(MOSCOW),
        minutes(60),
        "start 2026-11-27T17:30",
        "2026-11-27T17:30",
    );
    let day = 24 * 60;
    assert_eq!(
        sunday.unwrap().trail,
        [
            (Reason::Working, 30),
            (Reason::OffHours, 6 * 60),
            (Reason::DayOff, 2 * day),
            (Reason::OffHours, 9 * 60),
            (Reason::Working, 30)
        ]
    );
}

#[test]
fn a_stop_ends_it_and_what_comes_after_now_has_not_happened() {
    let office = office(MOSCOW);
    for (stop, state, elapsed) in [
        ("2026-11-23T18:00", ClockState::Met, 480),
        ("2026-11-23T18:01", ClockState::Breached, 480),
        ("2026-11-23T12:00", ClockState::Met, 180),
    ] {
        let text = format!("start 2026-11-23T09:00 stop {stop}");
        let found = told(&office, minutes(480), &text, "2026-12-23T12:00").unwrap();
        assert_eq!(found.due.as_deref(), Some("2026-11-23T18:00"));
        assert_eq!((found.state, found.elapsed), (state, elapsed));
        let before = told(&office, minutes(480), &text, "2026-11-23T11:00").unwrap();
        assert_eq!((before.state, before.elapsed), (ClockState::Running, 120));
    }
    let text = "start 2026-11-23T09:00 stop 2026-11-23T18:00";
    for (now, state) in [
        ("2026-11-23T17:59", ClockState::Running),
        ("2026-11-23T18:00", ClockState::Met),
    ] {
        assert_eq!(told(&office, minutes(480), text, now).unwrap().state, state);
    }
    let running = "start 2026-11-23T09:00";
    for (now, state) in [
        ("2026-11-23T18:00", ClockState::Running),
        ("2026-11-23T18:01", ClockState::Breached),
    ] {
        assert_eq!(told(&office, minutes(480), running, now).unwrap().state, state);
    }
    // Stopped while it stood still: told as if it had run on from there.
    let text = "start 2026-11-23T09:00 pause 2026-11-23T10:00 stop 2026-11-23T15:00";
    let found = told(&office, minutes(120), text, "2026-11-24T15:00").unwrap();
    assert_eq!(found.due.as_deref(), Some("2026-11-23T16:00"));
    assert_eq!((found.state, found.elapsed), (ClockState::Met, 60));
    assert_eq!(
        told(&office, minutes(1), "start 2026-11-23T09:00", "2026-11-23T08:59").err(),
        Some(DeadlineError::NotStarted)
    );
}

#[test]
fn working_days_end_with_the_last_interval_of_the_day() {
    let office = office(MOSCOW);
    for (start, number, expected) in [
        ("2026-11-23T00:00", 1, "2026-11-24T18:00"),
        ("2026-11-23T23:59", 1, "2026-11-24T18:00"),
        ("2026-11-27T10:00", 1, "2026-11-30T18:00"),
        ("2026-11-28T10:00", 1, "2026-11-30T18:00"),
        ("2026-11-23T10:00", 5, "2026-11-30T18:00"),
        ("2026-11-23T10:00", 1000, "2030-09-23T18:00"),
    ] {
        let found = due(&office, days(number), &format!("start {start}"));
        assert_eq!(found.as_deref(), Some(expected), "{start} {number}");
    }
    let short = with(json!([{"from": "2026-11-24", "to": "2026-11-24", "intervals": [["09:00", "12:00"]]}]));
    let found = due(&short, days(1), "start 2026-11-23T10:00");
    assert_eq!(found.as_deref(), Some("2026-11-24T12:00"));
    let midnight = calendar(json!({"time_zone": MOSCOW, "week": {"tue": [["20:00", "24:00"]]}}));
    let found = due(&midnight, days(1), "start 2026-11-23T10:00");
    assert_eq!(found.as_deref(), Some("2026-11-25T00:00"));
}

#[test]
fn pauses_inside_a_working_day_change_nothing() {
    let office = office(MOSCOW);
    for (pauses, expected) in [
        (
            "pause 2026-11-24T09:00 resume 2026-11-24T17:59",
            Some("2026-11-24T18:00"),
        ),
        (
            "pause 2026-11-24T09:00 resume 2026-11-24T18:00",
            Some("2026-11-24T18:00"),
        ),
        (
            "pause 2026-11-24T09:00 resume 2026-11-24T18:01",
            Some("2026-11-25T18:00"),
        ),
        (
            "pause 2026-11-24T18:00 resume 2026-11-24T18:01",
            Some("2026-11-25T18:00"),
        ),
        (
            "pause 2026-11-24T18:01 resume 2026-11-26T18:01",
            Some("2026-11-24T18:00"),
        ),
        ("pause 2026-11-24T17:59", None),
    ] {
        let text = format!("start 2026-11-23T10:00 {pauses}");
        let found = told(&office, days(1), &text, "2026-11-27T10:00").unwrap();
        assert_eq!(found.due.as_deref(), expected, "{pauses}");
        assert_eq!(found.remaining.is_some(), expected.is_some());
    }
    let found = told(&office, days(1), "start 2026-11-23T10:00", "2026-11-24T10:30").unwrap();
    assert_eq!((found.elapsed, found.remaining), (420 + 90, Some(450)));
}

#[test]
fn what_is_never_reached_is_said() {
    let nobody = calendar(json!({"time_zone": MOSCOW, "week": {}}));
    let once = calendar(
        json!({"time_zone": MOSCOW, "week": {}, "exceptions": [{"from": "11-23", "to": "11-23", "intervals": [["09:00", "10:00"]]}]}),
    );
    let start = "start 2026-11-23T09:00";
    let now = "2026-11-23T09:00";
    for (calendar, target) in [
        (&nobody, minutes(1)),
        (&nobody, days(1)),
        (&once, minutes(6 * 60 + 1)),
        (&once, days(6)),
        (&nobody, plain(MAX_MINUTES + 8000)),
    ] {
        let found = told(calendar, target, start, now).err();
        assert_eq!(found, Some(DeadlineError::Unreachable), "{target:?}");
    }
    assert_eq!(
        due(&once, minutes(5 * 60), start).as_deref(),
        Some("2030-11-23T10:00")
    );
    assert_eq!(due(&once, days(5), start).as_deref(), Some("2031-11-23T10:00"));
    let paused = "start 2026-11-23T09:00 pause 2026-11-23T10:00";
    let found = told(&nobody, minutes(1), paused, "2026-11-23T10:00").unwrap();
    assert_eq!((found.due, found.state), (None, ClockState::Paused));
}

#[test]
fn impossible_orders_are_refused() {
    let office = office(MOSCOW);
    for (text, index) in [
        ("pause 2026-11-23T09:00", 0),
        ("start 2026-11-23T09:00 start 2026-11-23T10:00", 1),
        ("start 2026-11-23T09:00 resume 2026-11-23T10:00", 1),
        (
            "start 2026-11-23T09:00 pause 2026-11-23T10:00 pause 2026-11-23T11:00",
            2,
        ),
        ("start 2026-11-23T09:00 pause 2026-11-23T08:59", 1),
        (
            "start 2026-11-23T09:00 stop 2026-11-23T10:00 resume 2026-11-23T11:00",
            2,
        ),
        (
            "start 2026-11-23T09:00 stop 2026-11-23T10:00 stop 2026-11-23T11:00",
            2,
        ),
    ] {
        let found = told(&office, minutes(60), text, "2026-11-23T12:00").err();
        assert_eq!(found, Some(DeadlineError::Order(index)), "{text}");
    }
    let none = deadline(&office, chrono_tz::UTC, plain(1), &[], DateTime::UNIX_EPOCH);
    assert_eq!(none.err(), Some(DeadlineError::Order(0)));
}

#[test]
fn the_zone_decides_and_its_changes_neither_give_nor_take_time() {
    // The same moment is Monday in Moscow and still Sunday in Kaliningrad.
    for (zone, expected) in [
        ("Europe/Moscow", "2026-11-24T18:00"),
        ("Europe/Kaliningrad", "2026-11-23T18:00"),
    ] {
        let office = office(zone);
        let start = ClockEvent {
            at: "2026-11-22T21:30:00Z".parse().unwrap(),
            event: ClockEventKind::Start,
        };
        let found = deadline(&office, zone.parse().unwrap(), days(1), &[start], start.at).unwrap();
        assert_eq!(local(zone, found.due_at.unwrap()), expected);
    }
    // Berlin loses an hour on 2026-03-29 and gains one on 2026-10-25.
    let berlin = "Europe/Berlin";
    let night = calendar(json!({"time_zone": berlin, "week": {"sun": [["00:00", "06:00"]]}}));
    let found = due(&night, minutes(300), "start 2026-03-29T00:00");
    assert_eq!(
        found.as_deref(),
        Some("2026-03-29T06:00"),
        "the night has five hours"
    );
    let found = due(&night, minutes(420), "start 2026-10-25T00:00");
    assert_eq!(found.as_deref(), Some("2026-10-25T06:00"), "and here seven");
    let found = due(&night, plain(1440), "start 2026-03-28T12:00");
    assert_eq!(found.as_deref(), Some("2026-03-29T13:00"));
    // In the gap: 2:15 to 2:45 is 3:15 to 3:45 there, and what is gone by then counts for nothing.
    let gap =
        calendar(json!({"time_zone": berlin, "week": {"sun": [["02:15", "02:45"], ["02:50", "03:20"]]}}));
    let found = told(&gap, minutes(30), "start 2026-03-29T00:00", "2026-03-29T00:00").unwrap();
    assert_eq!(found.due.as_deref(), Some("2026-03-29T03:45"));
    // Cuba puts its clocks forward at midnight.
    let havana = "America/Havana";
    let all = calendar(json!({"time_zone": havana, "week": {"sun": [["00:00", "24:00"]]}}));
    let found = due(&all, minutes(23 * 60), "start 2026-03-08T01:00");
    assert_eq!(found.as_deref(), Some("2026-03-09T00:00"));
}

#[test]
fn calendars_are_read_and_nonsense_is_refused() {
    let read = |json| serde_json::from_value::<Calendar>(json);
    let whole = json!({"time_zone": MOSCOW, "week": {"mon": [["00:00", "24:00"]], "tue": [], "wed": [], "thu": [], "fri": [], "sat": [], "sun": []},
        "exceptions": [{"from": "12-31", "to": "01-08", "intervals": []}, {"from": "2026-02-01", "to": "2026-02-02", "intervals": [["09:00", "10:00"]]}]});
    let calendar = read(whole.clone()).unwrap();
    assert_eq!(serde_json::to_value(&calendar).unwrap(), whole);
    for hours in [
        json!([["10:00", "09:00"]]),
        json!([["10:00", "10:00"]]),
        json!([["14:00", "18:00"], ["09:00", "13:00"]]),
        json!([["09:00", "13:00"], ["12:00", "18:00"]]),
        json!([["09:00"]]),
        json!([["09:00", "25:00"]]),
        json!(vec![["09:00", "09:01"]; 25]),
    ] {
        let week = json!({"time_zone": MOSCOW, "week": {"mon": hours}});
        assert!(read(week.clone()).is_err(), "{week}");
    }
    for (from, to, fine) in [
        ("2026-02-29", "2026-03-01", false),
        ("02-30", "03-01", false),
        ("13-01", "13-02", false),
        ("1-1", "01-08", false),
        ("02-29", "03-01", true),
        ("2028-02-29", "2028-02-29", true),
    ] {
        let one = json!({"time_zone": MOSCOW, "week": {}, "exceptions": [{"from": from, "to": to}]});
        assert_eq!(read(one).is_ok(), fine, "{from}");
    }
    let bounds = with(json!([
        {"from": "2026-02-02", "to": "2026-02-01"}, {"from": "2026-02-02", "to": "02-03"}, {"from": "02-03", "to": "02-01"}
    ]));
    let mut errors = Vec::new();
    bounds.check(&mut errors, "/calendar");
    let told: Vec<_> = errors
        .iter()
        .map(|error| (error.pointer.as_str(), &error.kind))
        .collect();
    assert_eq!(
        told,
        [
            ("/calendar/exceptions/0/to", &FieldErrorKind::BeforeStart),
            ("/calendar/exceptions/1/to", &FieldErrorKind::Malformed)
        ]
    );
}
