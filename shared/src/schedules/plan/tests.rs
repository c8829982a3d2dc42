use super::*;
use crate::calendar::{CalendarDay, Hours};
use crate::calendars::{DayNoteKind, DayRule, SchoolDay};
use crate::schedules::{DayHours, TimeOfDay, Weekday};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn range(text: &str) -> TimeRange {
    let (from, to) = text.split_once('-').unwrap();
    TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

fn member(number: u128, name: &str) -> MemberRef {
    MemberRef {
        id: MemberId(uuid::Uuid::from_u128(number)),
        name: name.into(),
    }
}

fn sokolova() -> MemberRef {
    member(1, "Соколова К. Д.")
}

fn belov() -> MemberRef {
    member(2, "Белов А. П.")
}

fn line(who: &MemberRef, hours: &[(Weekday, &str)]) -> ScheduleLine {
    let hours = hours.iter().map(|(day, text)| {
        HelpHours::from(DayHours {
            day: *day,
            range: range(text),
        })
    });
    ScheduleLine {
        id: LineId(uuid::Uuid::from_u128(who.id.0.as_u128() + 100)),
        name: who.name.clone(),
        posts: vec!["учитель".into()],
        directions: Vec::new(),
        hours: hours.collect(),
        member: Some(who.clone()),
    }
}

/// Two helpers from 1 September 2026 on; a calendar with nothing of its own.
fn plan() -> Plan {
    Plan {
        zone: chrono_tz::Europe::Moscow,
        versions: vec![Version {
            from: date("2026-09-01"),
            until: None,
            year: AcademicYear::beginning(2026),
            lines: vec![
                line(
                    &sokolova(),
                    &[(Weekday::Mon, "09:00-12:00"), (Weekday::Fri, "14:00-17:30")],
                ),
                line(
                    &belov(),
                    &[(Weekday::Mon, "10:00-11:00"), (Weekday::Sat, "09:00-10:00")],
                ),
            ],
        }],
        calendar: SchoolCalendar::default(),
        away: Vec::new(),
        extra: Vec::new(),
    }
}

/// `9:00–12:00 Соколова К. Д.`, with what is special about it.
fn told(plan: &Plan, day: &str) -> Vec<String> {
    let told = |turn: Turn| {
        let away = match (turn.away, turn.substitute) {
            (true, Some(one)) => format!(" away, {}", one.name),
            (true, None) => " away".to_owned(),
            (false, _) => String::new(),
        };
        format!("{} {}{away}", turn.range, turn.name)
    };
    plan.day(date(day)).turns.into_iter().map(told).collect()
}

fn own(from: &str, to: &str, rule: DayRule) -> SchoolDay {
    SchoolDay {
        from: from.parse::<CalendarDay>().unwrap(),
        to: to.parse().unwrap(),
        name: "Своё".into(),
        rule,
        region: false,
    }
}

#[test]
fn plain_days_are_the_week_of_the_version_in_force() {
    let mut plan = plan();
    assert_eq!(
        told(&plan, "2026-11-30"),
        ["9:00–12:00 Соколова К. Д.", "10:00–11:00 Белов А. П."]
    );
    assert!(told(&plan, "2026-12-01").is_empty());
    assert!(told(&plan, "2026-08-31").is_empty(), "before it is in force");
    let next = Version {
        from: date("2026-12-07"),
        lines: vec![line(&belov(), &[(Weekday::Mon, "15:00-16:00")])],
        ..plan.versions[0].clone()
    };
    plan.versions[0].until = Some(date("2026-12-07"));
    plan.versions.push(next);
    assert_eq!(told(&plan, "2026-11-30").len(), 2);
    assert_eq!(told(&plan, "2026-12-07"), ["15:00–16:00 Белов А. П."]);
}

#[test]
fn the_calendar_closes_cuts_and_moves_days() {
    let mut plan = plan();
    // The day off of 3 January is moved to Friday, 9 January 2026; 31 December 2026 is off too.
    assert_eq!(
        plan.day(date("2027-01-01")).note.unwrap().kind,
        DayNoteKind::Holiday
    );
    assert!(told(&plan, "2027-01-04").is_empty());
    assert_eq!(
        told(&plan, "2026-12-05"),
        ["9:00–10:00 Белов А. П."],
        "a plain Saturday"
    );
    let short = Hours::new(vec![range("08:00-15:00")]).unwrap();
    plan.calendar.days = vec![
        own("2026-11-27", "2026-11-27", DayRule::Short { hours: short }),
        own(
            "2026-12-05",
            "2026-12-05",
            DayRule::Working { like: Weekday::Mon },
        ),
        own(
            "2026-11-30",
            "2026-12-04",
            DayRule::Break {
                hours: Hours::default(),
            },
        ),
    ];
    assert_eq!(told(&plan, "2026-11-27"), ["14:00–15:00 Соколова К. Д."]);
    assert!(told(&plan, "2026-11-30").is_empty());
    assert_eq!(
        plan.day(date("2026-11-30")).note.unwrap().name.as_deref(),
        Some("Своё")
    );
    assert_eq!(
        told(&plan, "2026-12-05"),
        ["9:00–12:00 Соколова К. Д.", "10:00–11:00 Белов А. П."]
    );
}

#[test]
fn an_absence_cuts_turns_and_tells_who_stands_in() {
    let mut plan = plan();
    let away = Away {
        member: sokolova().id,
        from: date("2026-11-27"),
        to: date("2026-11-30"),
        part: None,
        substitute: Some(belov()),
    };
    plan.away = vec![away.clone()];
    assert_eq!(
        told(&plan, "2026-11-27"),
        ["14:00–17:30 Соколова К. Д. away, Белов А. П."]
    );
    assert_eq!(told(&plan, "2026-12-07")[0], "9:00–12:00 Соколова К. Д.");
    plan.away = vec![Away {
        part: Some(range("10:00-11:00")),
        ..away.clone()
    }];
    assert_eq!(
        told(&plan, "2026-11-30"),
        [
            "9:00–10:00 Соколова К. Д.",
            "10:00–11:00 Соколова К. Д. away, Белов А. П.",
            "10:00–11:00 Белов А. П.",
            "11:00–12:00 Соколова К. Д.",
        ]
    );
    // Who is away stands in for nobody.
    plan.away.push(Away {
        member: belov().id,
        substitute: None,
        ..away
    });
    let day = plan.day(date("2026-11-30"));
    assert_eq!(day.turns.iter().filter(|turn| !turn.is_served()).count(), 2);
}

#[test]
fn who_stands_in_may_be_away_for_a_part_of_it() {
    let mut plan = plan();
    let away = Away {
        member: sokolova().id,
        from: date("2026-11-27"),
        to: date("2026-11-27"),
        part: None,
        substitute: Some(belov()),
    };
    plan.away = vec![
        away.clone(),
        Away {
            member: belov().id,
            part: Some(range("15:00-16:00")),
            substitute: None,
            ..away
        },
    ];
    let expected = [
        "14:00–15:00 Соколова К. Д. away, Белов А. П.",
        "15:00–16:00 Соколова К. Д. away",
        "16:00–17:30 Соколова К. Д. away, Белов А. П.",
    ];
    assert_eq!(told(&plan, "2026-11-27"), expected);
    plan.away.reverse();
    assert_eq!(told(&plan, "2026-11-27"), expected);
}

#[test]
fn hours_on_top_stand_on_days_off_too() {
    let mut plan = plan();
    plan.extra = vec![Extra {
        id: ExtraHoursId(uuid::Uuid::nil()),
        member: sokolova(),
        posts: Vec::new(),
        date: date("2027-01-05"),
        range: range("10:00-24:00"),
        place: None,
        modes: Vec::new(),
        audiences: Vec::new(),
        entry: Entry::Booking,
    }];
    assert_eq!(told(&plan, "2027-01-05"), ["10:00–24:00 Соколова К. Д."]);
    let turn = plan.day(date("2027-01-05")).turns.remove(0);
    assert_eq!(turn.to.to_rfc3339(), "2027-01-05T21:00:00+00:00");
}

/// Local hours stay what they are when clocks change; what the change swallows is not there.
#[test]
fn summer_time_moves_no_hours() {
    let mut plan = plan();
    plan.zone = chrono_tz::Europe::Berlin;
    let sunday = line(
        &belov(),
        &[
            (Weekday::Sun, "02:15-02:45"),
            (Weekday::Mon, "09:00-10:00"),
            (Weekday::Sun, "01:00-04:00"),
        ],
    );
    plan.versions[0].lines = vec![sunday];
    let hours = |day: &str| {
        let turns = plan.day(date(day)).turns.into_iter();
        turns
            .map(|turn| (turn.range.to_string(), (turn.to - turn.from).num_minutes()))
            .collect::<Vec<_>>()
    };
    let pair = |text: &str, minutes| (text.to_owned(), minutes);
    assert_eq!(
        hours("2027-03-28"),
        [pair("1:00–4:00", 120), pair("2:15–2:45", 30)]
    );
    assert_eq!(
        hours("2026-10-25"),
        [pair("1:00–4:00", 240), pair("2:15–2:45", 30)]
    );
    let nine = |day: &str| plan.day(date(day)).turns[0].from.to_rfc3339();
    assert_eq!(nine("2027-03-22"), "2027-03-22T08:00:00+00:00");
    assert_eq!(nine("2027-03-29"), "2027-03-29T07:00:00+00:00");
    assert_eq!("24:00".parse::<TimeOfDay>().unwrap(), TimeOfDay::END_OF_DAY);
}
