use super::*;
use crate::calendars::SchoolCalendar;
use crate::ids::{LineId, MemberId};
use crate::people::MemberRef;
use crate::schedules::plan::{Away, Version};
use crate::schedules::{AcademicYear, HelpHours, ScheduleLine, table};

/// The lines of a table, each with a member of its own.
fn plan() -> Plan {
    let table = table::parse(
        "\tПн\tВт\tПт\nСоколова К.Д. (администратор)\t\t14.30-16.00\t8-10\nБелов А.П. (завуч)\t\t14.30-15.00\t\nГромов И.Н.\t9-10\t\t8-10\n",
    );
    let line = |(number, line): (u128, table::TableLine)| ScheduleLine {
        id: LineId(uuid::Uuid::from_u128(number)),
        member: Some(MemberRef {
            id: MemberId(uuid::Uuid::from_u128(number)),
            name: line.name.clone(),
        }),
        name: line.name,
        posts: line.posts,
        directions: Vec::new(),
        hours: line.hours.into_iter().map(HelpHours::from).collect(),
    };
    Plan {
        zone: chrono_tz::Asia::Yekaterinburg,
        versions: vec![Version {
            from: "2026-09-01".parse().unwrap(),
            until: None,
            year: AcademicYear::beginning(2026),
            lines: (1..).zip(table.expect("a good table").lines).map(line).collect(),
        }],
        calendar: SchoolCalendar::default(),
        away: Vec::new(),
        extra: Vec::new(),
    }
}

fn at(plan: &Plan, moment: &str) -> Duty {
    find(plan, moment.parse().unwrap())
}

fn names(list: &[DutyHelper]) -> Vec<&str> {
    list.iter().map(|d| d.name.as_str()).collect()
}

#[test]
fn on_duty_now_and_next_in_the_schools_zone() {
    // Tuesday 14:45 in Yekaterinburg (UTC+5).
    let duty = at(&plan(), "2026-11-24T09:45:00Z");
    assert_eq!(names(&duty.now), ["Соколова К.Д.", "Белов А.П."]);
    assert_eq!(names(&duty.next), ["Соколова К.Д.", "Громов И.Н."]);
    assert_eq!(duty.next[0].from.to_rfc3339(), "2026-11-27T03:00:00+00:00");
}

#[test]
fn an_end_is_not_duty_any_more_and_the_week_wraps() {
    // Friday 10:00 sharp: the hours are over, Monday is next.
    let duty = at(&plan(), "2026-11-27T05:00:00Z");
    assert!(duty.now.is_empty());
    assert_eq!(names(&duty.next), ["Громов И.Н."]);
}

#[test]
fn after_the_holidays_is_next_too() {
    // 30 December 2026, evening: the next working day of theirs is Monday, 11 January.
    let duty = at(&plan(), "2026-12-30T15:00:00Z");
    assert_eq!(names(&duty.next), ["Громов И.Н."]);
    assert_eq!(duty.next[0].from.to_rfc3339(), "2027-01-11T04:00:00+00:00");
}

#[test]
fn who_stands_in_is_on_duty_and_who_is_away_is_not() {
    let mut plan = plan();
    let one = plan.versions[0].lines[0].member.clone().unwrap();
    let substitute = plan.versions[0].lines[2].member.clone();
    let away = |substitute| Away {
        member: one.id,
        from: "2026-11-24".parse().unwrap(),
        to: "2026-11-24".parse().unwrap(),
        part: None,
        substitute,
    };
    plan.away = vec![away(None)];
    assert_eq!(names(&at(&plan, "2026-11-24T09:45:00Z").now), ["Белов А.П."]);
    plan.away = vec![away(substitute)];
    let now = at(&plan, "2026-11-24T09:45:00Z").now;
    assert_eq!(names(&now), ["Громов И.Н.", "Белов А.П."]);
    assert_eq!(now[0].instead_of.as_deref(), Some("Соколова К.Д."));
    assert!(now[0].posts.is_empty());
}

#[test]
fn nobody_helps_when_there_is_nobody() {
    let empty = Plan {
        versions: Vec::new(),
        ..plan()
    };
    assert_eq!(at(&empty, "2026-11-24T09:45:00Z"), Duty::default());
}
