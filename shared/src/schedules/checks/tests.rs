use super::*;
use crate::people::MemberRef;
use crate::schedules::{DayHours, TimeRange};

fn range(text: &str) -> TimeRange {
    let (from, to) = text.split_once('-').unwrap();
    TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
}

/// `mon 9:00-10:00 каб. 5`: the day, the hours, and the room if there is one.
fn hours(text: &str) -> HelpHours {
    let mut words = text.splitn(3, ' ');
    let day = words.next().unwrap();
    let day = Weekday::ALL[["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        .iter()
        .position(|d| *d == day)
        .unwrap()];
    let range = range(words.next().unwrap());
    HelpHours {
        place: words.next().map(str::to_owned),
        ..HelpHours::from(DayHours { day, range })
    }
}

fn card(number: u128) -> MemberId {
    MemberId(uuid::Uuid::from_u128(number))
}

/// A line of a helper with this card, none for 0.
fn line(name: &str, of: u128, all: &[&str]) -> ScheduleLine {
    ScheduleLine {
        id: uuid::Uuid::nil().into(),
        name: name.into(),
        posts: Vec::new(),
        directions: Direction::ALL.to_vec(),
        hours: all.iter().map(|text| hours(text)).collect(),
        member: (of > 0).then(|| MemberRef {
            id: card(of),
            name: name.into(),
        }),
    }
}

fn week() -> WorkingWeek {
    let day = r#"[["09:00","13:00"],["14:00","18:00"]]"#;
    let days = ["mon", "tue"].map(|name| format!(r#""{name}":{day}"#));
    serde_json::from_str(&format!("{{{}}}", days.join(","))).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every card is appointed for everything, to the end of the year 2026.
fn appointed() -> Vec<Appointed> {
    (1..=9)
        .map(|number| Appointed {
            member: card(number),
            directions: vec![Direction::Technical],
            from: day("2026-09-01"),
            to: Some(day("2026-12-31")),
        })
        .collect()
}

/// What is found of one kind: the place, and with what it collides.
fn found(lines: &[ScheduleLine], kind: FindingKind) -> Vec<(Option<Place>, Option<Place>)> {
    let all = check(lines, &week(), &appointed(), day("2026-11-22"));
    all.findings
        .into_iter()
        .filter(|finding| finding.kind == kind)
        .map(|finding| (finding.at, finding.other))
        .collect()
}

fn at(line: u32, hours: u32) -> Option<Place> {
    Some(Place {
        line,
        hours: Some(hours),
    })
}

#[test]
fn one_helper_is_not_in_two_places_at_once() {
    let overlap = |lines: &[ScheduleLine]| found(lines, FindingKind::Overlap);
    let one = ["mon 9:00-11:00"];
    let other = ["tue 9:00-11:00", "mon 10:59-12:00"];
    // By card, whatever the names; by name where a card is missing.
    assert_eq!(
        overlap(&[line("А", 1, &one), line("Б", 1, &other)]),
        [(at(1, 1), at(0, 0))]
    );
    assert_eq!(
        overlap(&[line("Ёлкин А. Б.", 1, &one), line("елкин А.Б.", 0, &other)]),
        [(at(1, 1), at(0, 0))]
    );
    assert_eq!(
        overlap(&[line("Елкин", 0, &one), line("ЁЛКИН", 0, &other)]),
        [(at(1, 1), at(0, 0))]
    );
    assert_eq!(
        overlap(&[line("А", 1, &["mon 9:00-11:00", "mon 9:00-11:00"])]),
        [(at(0, 1), at(0, 0))]
    );
    // Two cards of one name are two people; touching hours follow each other.
    assert_eq!(overlap(&[line("А", 1, &one), line("А", 2, &other)]), []);
    assert_eq!(
        overlap(&[line("А", 1, &["mon 9:00-11:00", "mon 11:00-12:00"])]),
        []
    );
    assert_eq!(
        overlap(&[line("А", 1, &["mon 9:00-11:00", "tue 9:00-11:00"])]),
        []
    );
    // Every pair is told, also across one that is another's.
    let three = [
        line("А", 1, &["mon 9:00-12:00", "mon 10:00-11:00"]),
        line("Б", 1, &["mon 10:30-10:45"]),
    ];
    assert_eq!(overlap(&three).len(), 3);
}

#[test]
fn two_helpers_are_not_in_one_room_at_once() {
    let room = |lines: &[ScheduleLine]| found(lines, FindingKind::Room);
    let a = line("А", 1, &["mon 9:00-11:00 Каб. 214"]);
    assert_eq!(
        room(&[a.clone(), line("Б", 2, &["mon 10:00-12:00 каб.214"])]),
        [(at(1, 0), at(0, 0))]
    );
    assert_eq!(
        room(&[a.clone(), line("Б", 2, &["mon 10:00-12:00 каб. 215"])]),
        []
    );
    assert_eq!(
        room(&[a.clone(), line("Б", 2, &["mon 11:00-12:00 каб. 214"])]),
        []
    );
    assert_eq!(room(&[a.clone(), line("Б", 2, &["mon 10:00-12:00"])]), []);
    assert_eq!(
        room(&[
            line("А", 1, &["mon 9:00-11:00"]),
            line("Б", 2, &["mon 9:00-11:00"])
        ]),
        []
    );
    assert_eq!(
        found(
            &[a, line("Б", 2, &["mon 10:00-12:00 каб. 214"])],
            FindingKind::Overlap
        ),
        []
    );
}

#[test]
fn hours_lie_within_the_schools() {
    let closed = |hours: &str| !found(&[line("А", 1, &[hours])], FindingKind::Closed).is_empty();
    for (hours, is) in [
        ("mon 9:00-18:00", false),
        ("mon 12:30-14:30", false),
        ("mon 8:59-10:00", true),
        ("mon 17:00-18:01", true),
        ("wed 9:00-10:00", true),
    ] {
        assert_eq!(closed(hours), is, "{hours}");
    }
}

#[test]
fn whose_card_helps_is_appointed_on_the_day() {
    let on = |date: &str, of: u128| {
        let all = check(
            &[line("А", of, &["mon 9:00-10:00"])],
            &week(),
            &appointed(),
            day(date),
        );
        all.findings
            .iter()
            .any(|finding| finding.kind == FindingKind::Unappointed)
    };
    assert!(!on("2026-09-01", 1) && !on("2026-12-31", 1));
    assert!(on("2026-08-31", 1) && on("2027-01-01", 1) && on("2026-09-01", 10));
    assert!(!on("2026-09-01", 0), "a line without a card is told as unlinked");
    assert_eq!(
        found(&[line("А", 0, &["mon 9:00-10:00"])], FindingKind::Unlinked).len(),
        1
    );
}

#[test]
fn days_and_directions_have_somebody() {
    let all = |lines: &[ScheduleLine]| check(lines, &week(), &appointed(), day("2026-11-22")).findings;
    let days = |lines: &[ScheduleLine]| all(lines).into_iter().filter_map(|f| f.day).collect::<Vec<_>>();
    let directions = |lines: &[ScheduleLine]| {
        all(lines)
            .into_iter()
            .filter_map(|f| f.direction)
            .collect::<Vec<_>>()
    };
    let mut one = line("А", 1, &["mon 9:00-10:00"]);
    assert_eq!(days(&[one.clone()]), [Weekday::Tue]);
    assert_eq!(directions(&[one.clone()]), []);
    // What the line does not say, the appointment does; a line without hours helps nobody.
    one.directions.clear();
    assert_eq!(
        directions(&[one.clone()]),
        [Direction::Methodical, Direction::Operation]
    );
    one.member = None;
    assert_eq!(directions(&[one]).len(), 3);
    let idle = line("Б", 2, &[]);
    assert_eq!(
        found(&[line("А", 1, &["mon 9:00-10:00"]), idle], FindingKind::NoHours).len(),
        1
    );
}

#[test]
fn only_the_impossible_blocks() {
    let kinds = |lines: &[ScheduleLine]| {
        blocking(lines)
            .into_iter()
            .map(|finding| finding.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(kinds(&[]), [FindingKind::Empty]);
    assert_eq!(kinds(&[line("А", 1, &[])]), [FindingKind::Empty]);
    assert_eq!(
        kinds(&[
            line("А", 0, &["sun 1:00-2:00 каб. 1"]),
            line("Б", 0, &["sun 1:00-2:00 каб. 1"])
        ]),
        []
    );
    assert_eq!(
        kinds(&[line("А", 0, &["mon 9:00-10:00", "mon 9:30-10:30"])]),
        [FindingKind::Overlap]
    );
    for kind in FindingKind::ALL {
        let blocks = kind.severity() == Severity::Block;
        assert_eq!(blocks, matches!(kind, FindingKind::Empty | FindingKind::Overlap));
    }
    let findings = check(
        &[line("А", 0, &["mon 9:00-10:00", "mon 9:30-10:30"])],
        &week(),
        &[],
        day("2026-11-22"),
    )
    .findings;
    let severities: Vec<_> = findings.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted(), "the gravest first");
}

#[test]
fn a_huge_schedule_is_answered_in_part() {
    let many: Vec<&str> = vec!["mon 9:00-18:00"; 84];
    let lines: Vec<ScheduleLine> = (0..500).map(|_| line("А", 1, &many)).collect();
    let all = check(&lines, &week(), &appointed(), day("2026-11-22"));
    assert!(all.more && all.findings.len() == MAX_FINDINGS);
    assert_eq!(blocking(&lines).len(), MAX_FINDINGS);
}
