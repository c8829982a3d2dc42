use serde_json::json;

use super::*;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn with(days: serde_json::Value) -> SchoolCalendar {
    let days = serde_json::from_value(days).unwrap();
    SchoolCalendar {
        days,
        ..SchoolCalendar::default()
    }
}

/// `mon all`, `sat 09:00-12:00 break Осенние каникулы`: the weekday, what the day is cut to, why.
fn told(calendar: &SchoolCalendar, day: &str) -> String {
    let plan = calendar.day(date(day));
    let weekday = serde_json::to_value(plan.weekday).unwrap();
    let mut words = vec![weekday.as_str().unwrap().to_owned()];
    words.push(match &plan.within {
        None => "all".to_owned(),
        Some(hours) if hours.is_day_off() => "closed".to_owned(),
        Some(hours) => list(hours),
    });
    assert_eq!(plan.is_closed(), words[1] == "closed");
    if let Some(note) = plan.note {
        words.push(note.kind.code().to_owned());
        words.extend(note.name);
    }
    words.join(" ")
}

fn list(hours: &Hours) -> String {
    let range = |range: &TimeRange| format!("{}-{}", range.from(), range.to());
    hours.ranges().iter().map(range).collect::<Vec<_>>().join(",")
}

#[test]
fn a_school_that_says_nothing_follows_the_production_calendar() {
    let calendar = SchoolCalendar::default();
    for (day, expected) in [
        ("2026-11-23", "mon all"),
        // Plain weekends are not closed: a school may help on Saturdays.
        ("2026-11-28", "sat all"),
        ("2026-11-29", "sun all"),
        ("2026-11-04", "wed closed holiday"),
        ("2026-11-03", "tue 00:00-17:00 short"),
        ("2026-01-03", "sat closed holiday"),
        ("2026-12-31", "thu closed moved"),
        // By the Labour Code, after the holiday on a Sunday.
        ("2026-03-09", "mon closed moved"),
        // The Saturday whose rest went to Tuesday 30 April, which would have been the eve of 1 May.
        ("2024-11-02", "tue 00:00-17:00 working"),
        ("2024-04-27", "mon all working"),
        // No decree yet.
        ("2028-01-01", "sat all"),
        ("2028-05-01", "mon all"),
    ] {
        assert_eq!(told(&calendar, day), expected, "{day}");
    }
    let own = SchoolCalendar {
        national: false,
        ..calendar
    };
    for (day, expected) in [("2026-11-04", "wed all"), ("2024-04-27", "sat all")] {
        assert_eq!(told(&own, day), expected, "{day}");
    }
}

#[test]
fn the_schools_own_days_lie_on_top() {
    let calendar = with(json!([
        {"from": "2026-10-26", "to": "2026-11-05", "name": "Осенние каникулы",
            "rule": {"kind": "break", "hours": [["10:00", "12:00"], ["13:00", "15:00"]]}},
        {"from": "12-31", "to": "01-08", "name": "Зимой", "rule": {"kind": "off"}},
        {"from": "2026-06-01", "to": "2026-08-31", "name": "Лето", "rule": {"kind": "break"}},
        {"from": "2026-11-14", "to": "2026-11-14", "name": "За понедельник", "rule": {"kind": "working", "like": "mon"}},
        {"from": "2026-11-16", "to": "2026-11-20", "name": "Неделя", "rule": {"kind": "off"}},
        {"from": "2026-11-18", "to": "2026-11-18", "name": "Педсовет", "rule": {"kind": "short", "hours": [["08:00", "12:00"]]}},
        {"from": "2026-06-12", "to": "2026-06-12", "name": "Выпускной", "rule": {"kind": "working", "like": "fri"}},
    ]));
    for (day, expected) in [
        ("2026-10-25", "sun all"),
        ("2026-10-26", "mon 10:00-12:00,13:00-15:00 break Осенние каникулы"),
        // The law's day off stays one in a break; the hours of the break hold on the eve of it.
        ("2026-11-04", "wed closed holiday"),
        ("2026-11-03", "tue 10:00-12:00,13:00-15:00 break Осенние каникулы"),
        ("2027-01-08", "fri closed off Зимой"),
        ("2027-01-09", "sat all"),
        ("2026-07-01", "wed closed break Лето"),
        ("2026-11-14", "mon all working За понедельник"),
        // The later of two tells.
        ("2026-11-17", "tue closed off Неделя"),
        ("2026-11-18", "wed 08:00-12:00 short Педсовет"),
        // A holiday is opened by a working day alone.
        ("2026-06-12", "fri all working Выпускной"),
    ] {
        assert_eq!(told(&calendar, day), expected, "{day}");
    }
}

#[test]
fn a_shortened_day_ends_an_hour_before_the_school_does() {
    let week = |thu: serde_json::Value| {
        let week = serde_json::from_value(json!({"thu": thu})).unwrap();
        SchoolCalendar {
            week,
            ..SchoolCalendar::default()
        }
    };
    // 30 April 2026 is a Thursday.
    for (thu, expected, hours) in [
        (
            json!([["08:00", "20:00"]]),
            "thu 00:00-19:00 short",
            "08:00-19:00",
        ),
        // An hour of work less, not an hour of the clock.
        (
            json!([["09:00", "13:00"], ["14:00", "14:30"]]),
            "thu 00:00-12:30 short",
            "09:00-12:30",
        ),
        (json!([["09:00", "10:00"]]), "thu closed short", ""),
        (json!([]), "thu all short", ""),
    ] {
        let calendar = week(thu.clone());
        assert_eq!(told(&calendar, "2026-04-30"), expected, "{thu}");
        assert_eq!(list(&calendar.hours(date("2026-04-30")).0), hours, "{thu}");
    }
}

#[test]
fn hours_are_read_as_people_write_them() {
    for (typed, expected) in [
        ("9-13, 14.00-18.00", Some("9:00–13:00, 14:00–18:00")),
        ("14:00–18:00; 9–13", Some("9:00–13:00, 14:00–18:00")),
        ("", Some("")),
        ("  ", Some("")),
        ("нет", Some("")),
        ("9-13, 12-18", None),
        ("13-9", None),
        ("утром", None),
        ("9", None),
    ] {
        let hours: Option<Hours> = typed.parse().ok();
        assert_eq!(
            hours.map(|hours| hours.to_string()).as_deref(),
            expected,
            "{typed}"
        );
    }
    assert!("9-10, ".repeat(200).parse::<Hours>().is_err());
}

#[test]
fn hours_of_help_are_cut_to_the_day() {
    let hours = |text: &str| -> Vec<TimeRange> {
        let ranges = text.split(',').filter(|range| !range.is_empty());
        let range = |range: &str| {
            let (from, to) = range.split_once('-').unwrap();
            TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
        };
        ranges.map(range).collect()
    };
    for (within, range, expected) in [
        (None, "08:00-09:30", "08:00-09:30"),
        (Some(""), "08:00-09:30", ""),
        (
            Some("09:00-12:00,13:00-15:00"),
            "08:00-14:00",
            "09:00-12:00,13:00-14:00",
        ),
        (Some("09:00-12:00,12:00-15:00"), "11:00-13:00", "11:00-13:00"),
        (Some("09:00-12:00"), "12:00-13:00", ""),
        (Some("09:00-12:00"), "10:00-11:00", "10:00-11:00"),
    ] {
        let plan = DayPlan {
            weekday: Weekday::Mon,
            within: within.map(|within| Hours::new(hours(within)).unwrap()),
            note: None,
        };
        assert_eq!(plan.cut(hours(range)[0]), hours(expected), "{within:?} {range}");
    }
}

#[test]
fn deadlines_count_what_the_days_say() {
    // Without days of its own it is the calendar of Russia, day by day.
    let dates = date("2024-01-01")..=date("2027-12-31");
    let told = SchoolCalendar::default().working("Europe/Moscow", dates.clone());
    let russia = Calendar::of_russia("Europe/Moscow");
    assert_eq!(told.week, russia.week);
    let on = |calendar: &Calendar, day: NaiveDate| {
        let exception = calendar.exceptions.iter().rev().find(|one| one.holds(day));
        let week = calendar.week.on(day.weekday().into());
        exception.map_or((week.clone(), false), |one| (one.intervals.clone(), true))
    };
    for day in dates.start().iter_days().take_while(|day| day <= dates.end()) {
        assert_eq!(on(&told, day), on(&russia, day), "{day}");
    }
    // A break that goes over weekends leaves them days off, and holidays too.
    let own = with(json!([
        {"from": "2026-10-26", "to": "2026-11-08", "name": "Каникулы", "rule": {"kind": "break", "hours": [["10:00", "12:00"]]}},
        {"from": "2026-11-14", "to": "2026-11-14", "name": "За понедельник", "rule": {"kind": "working", "like": "mon"}},
        {"from": "05-25", "to": "05-25", "name": "Звонок", "rule": {"kind": "short", "hours": [["08:00", "09:00"]]}},
    ]));
    let calendar = own.working("Asia/Yekaterinburg", date("2026-05-01")..=date("2027-06-01"));
    assert_eq!(calendar.time_zone, "Asia/Yekaterinburg");
    for (day, expected) in [
        ("2026-10-30", "10:00-12:00"),
        ("2026-10-31", ""),
        ("2026-11-04", ""),
        ("2026-11-06", "10:00-12:00"),
        ("2026-11-08", ""),
        ("2026-11-09", "09:00-13:00,14:00-18:00"),
        ("2026-11-14", "09:00-13:00,14:00-18:00"),
        ("2026-11-15", ""),
        ("2026-05-25", "08:00-09:00"),
        ("2027-05-25", "08:00-09:00"),
    ] {
        assert_eq!(list(&on(&calendar, date(day)).0), expected, "{day}");
        assert_eq!(on(&calendar, date(day)), own.hours(date(day)), "{day}");
    }
}

#[test]
fn what_does_not_fit_is_refused_where_it_stands() {
    let many = vec![json!({"from": "01-01", "to": "01-01", "name": "x", "rule": {"kind": "off"}}); 501];
    let long = "я".repeat(121);
    let day = |from: &str, to: &str, name: &str, rule: serde_json::Value| {
        json!([
            {"from": "01-01", "to": "01-01", "name": "x", "rule": {"kind": "off"}},
            {"from": from, "to": to, "name": name, "rule": rule},
        ])
    };
    let off = json!({"kind": "off"});
    for (days, expected) in [
        (day("2026-01-02", "2026-01-02", "x", off.clone()), None),
        (json!(many), Some("/days")),
        (
            day("2026-01-02", "2026-01-01", "x", off.clone()),
            Some("/days/1/to"),
        ),
        (day("2026-01-02", "01-03", "x", off.clone()), Some("/days/1/to")),
        (
            day("2026-01-02", "2026-01-02", " ", off.clone()),
            Some("/days/1/name"),
        ),
        (day("2026-01-02", "2026-01-02", &long, off), Some("/days/1/name")),
        (
            day("01-02", "01-03", "x", json!({"kind": "short", "hours": []})),
            Some("/days/1/rule/hours"),
        ),
    ] {
        let mut errors = Vec::new();
        with(days).check(&mut errors);
        let told: Vec<&str> = errors.iter().map(|error| error.pointer.as_str()).collect();
        assert_eq!(told, expected.into_iter().collect::<Vec<_>>());
    }
    for wrong in [
        json!({"kind": "off", "hours": []}),
        json!({"kind": "short"}),
        json!({"kind": "working"}),
        json!({"kind": "working", "like": "mon", "hours": []}),
        json!({"kind": "never"}),
    ] {
        assert!(
            serde_json::from_value::<DayRule>(wrong.clone()).is_err(),
            "{wrong}"
        );
    }
}
