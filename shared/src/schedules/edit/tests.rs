mod gestures;

use super::clock::Edge;
use super::history::History;
use super::keys::{Command, Press, command};
use super::walk::{self, Spot, Way};
use super::*;
use crate::schedules::week::TimeRange;
use crate::schedules::{DayHours, TimeOfDay};

const WEEK: [Weekday; 5] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
];

fn range(text: &str) -> TimeRange {
    let (from, to) = text.split_once('-').unwrap();
    let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
    TimeRange::new(time(from), time(to)).unwrap()
}

fn told(range: TimeRange) -> String {
    format!("{}-{}", range.from(), range.to())
}

fn hours(day: Weekday, text: &str) -> HelpHours {
    DayHours {
        day,
        range: range(text),
    }
    .into()
}

fn helper(name: &str) -> Helper {
    Helper {
        name: name.into(),
        ..Helper::default()
    }
}

/// Hours by day and text, all of one helper.
fn sheet(hours_of: &[(Weekday, &str)]) -> (Sheet, Key, Vec<Key>) {
    let mut sheet = Sheet::default();
    let line = sheet.add_line(helper("Соколова")).unwrap();
    let keys = hours_of
        .iter()
        .map(|(day, text)| sheet.add(line, hours(*day, text)).unwrap())
        .collect();
    (sheet, line, keys)
}

#[test]
fn the_focus_walks_through_hours_and_empty_days() {
    use Weekday::{Fri, Mon, Sat, Tue, Wed};
    let (sheet, _, keys) = sheet(&[
        (Mon, "09:00-10:00"),
        (Mon, "14:00-15:00"),
        (Wed, "13:00-14:00"),
        (Wed, "08:00-09:00"),
    ]);
    let at = |day, place: Option<usize>| Spot {
        day,
        hours: place.map(|place| keys[place]),
    };
    for (from, way, to) in [
        (at(Mon, Some(0)), Way::Down, at(Mon, Some(1))),
        (at(Mon, Some(1)), Way::Down, at(Mon, Some(1))),
        (at(Mon, Some(1)), Way::Up, at(Mon, Some(0))),
        (at(Mon, Some(0)), Way::Last, at(Mon, Some(1))),
        (at(Mon, Some(1)), Way::First, at(Mon, Some(0))),
        (at(Mon, Some(1)), Way::Left, at(Mon, Some(1))),
        (at(Mon, Some(1)), Way::Right, at(Tue, None)),
        (at(Tue, None), Way::Down, at(Tue, None)),
        (at(Tue, None), Way::Left, at(Mon, Some(0))),
        (at(Tue, None), Way::Right, at(Wed, Some(3))),
        (at(Wed, Some(3)), Way::Down, at(Wed, Some(2))),
        (at(Fri, None), Way::Right, at(Fri, None)),
        // From a day that is not shown, and from hours that are gone.
        (at(Sat, None), Way::Up, at(Mon, Some(0))),
        (at(Tue, Some(0)), Way::Left, at(Mon, Some(0))),
    ] {
        assert_eq!(walk::step(&sheet, &WEEK, from, way), to, "{from:?} {way:?}");
    }
    for (from, to) in [(0, Some(1)), (1, Some(0)), (3, Some(2))] {
        let day = sheet.hours(keys[from]).unwrap().1.day;
        assert_eq!(walk::after_removal(&sheet, at(day, Some(from))), at(day, to));
    }
}

#[test]
fn keys_mean_commands() {
    let press = |text: &str| {
        let code = text.rsplit('+').next().unwrap();
        let held = |name| text.contains(name);
        command(Press {
            code,
            alt: held("Alt+"),
            shift: held("Shift+"),
            ctrl: held("Ctrl+"),
        })
    };
    for (text, expected) in [
        ("ArrowLeft", Some(Command::Go(Way::Left))),
        ("Alt+ArrowDown", Some(Command::Shift { days: 0, minutes: 5 })),
        ("Alt+ArrowLeft", Some(Command::Shift { days: -1, minutes: 0 })),
        (
            "Alt+Shift+ArrowUp",
            Some(Command::Stretch {
                edge: Edge::End,
                minutes: -5,
            }),
        ),
        (
            "Alt+Shift+ArrowLeft",
            Some(Command::Stretch {
                edge: Edge::Start,
                minutes: -5,
            }),
        ),
        ("KeyN", Some(Command::New)),
        ("Enter", Some(Command::Open)),
        ("Delete", Some(Command::Remove)),
        ("Ctrl+KeyZ", Some(Command::Undo)),
        ("Ctrl+Shift+KeyZ", Some(Command::Redo)),
        ("Ctrl+KeyS", Some(Command::Save)),
        // Those of the browser stay the browser's.
        ("Ctrl+KeyN", None),
        ("Ctrl+ArrowLeft", None),
        ("Alt+KeyN", None),
        ("Shift+ArrowLeft", None),
        ("KeyZ", None),
        ("Tab", None),
    ] {
        assert_eq!(press(text), expected, "{text}");
    }
}

#[test]
fn what_was_done_is_taken_back_and_done_again() {
    let (first, line, keys) = sheet(&[(Weekday::Mon, "09:00-10:00")]);
    let mut history = History::of(first.clone());
    assert!(!history.can_undo() && !history.undo() && !history.redo());
    history
        .change(|sheet| sheet.set(keys[0], line, hours(Weekday::Tue, "09:00-10:00")))
        .unwrap();
    history.change(|sheet| sheet.remove(keys[0])).unwrap();
    assert!(history.now().day(Weekday::Tue).is_empty());
    assert!(history.undo() && history.undo() && !history.undo());
    assert_eq!(**history.now(), first);
    assert!(history.redo());
    assert_eq!(history.now().day(Weekday::Tue).len(), 1);
    // A new step forgets what was taken back; what changes nothing, or is refused, is none.
    history
        .change(|sheet| sheet.add(line, hours(Weekday::Wed, "09:00-10:00")))
        .unwrap();
    assert!(!history.can_redo() && history.undo());
    history.change(|_| Ok(())).unwrap();
    assert_eq!(history.change(|sheet| sheet.remove(Key(99))), Err(Refusal::Gone));
    assert!(history.can_redo());
    for n in 0..=history::MAX_STEPS {
        history
            .change(|sheet| sheet.add_line(helper(&n.to_string())))
            .unwrap();
    }
    let mut steps = 0;
    while history.undo() {
        steps += 1;
    }
    assert_eq!(steps, history::MAX_STEPS);
}

#[test]
fn a_refused_change_changes_nothing() {
    let (mut sheet, line, keys) = sheet(&[(Weekday::Tue, "09:00-10:00")]);
    for _ in 0..MAX_HOURS_A_DAY {
        sheet.add(line, hours(Weekday::Mon, "09:00-10:00")).unwrap();
    }
    assert_eq!(
        sheet.add(line, hours(Weekday::Mon, "11:00-12:00")),
        Err(Refusal::DayFull)
    );
    let before = sheet.lines.clone();
    assert_eq!(
        sheet.set(keys[0], line, hours(Weekday::Mon, "11:00-12:00")),
        Err(Refusal::DayFull)
    );
    assert_eq!(
        sheet.set(keys[0], Key(999), hours(Weekday::Mon, "11:00-12:00")),
        Err(Refusal::Gone)
    );
    assert_eq!(sheet.lines, before);
    // Within the full day they may move.
    let (key, one) = sheet
        .day(Weekday::Mon)
        .first()
        .map(|(_, one)| (one.key, one.hours.clone()))
        .unwrap();
    assert_eq!(
        sheet.set(
            key,
            line,
            HelpHours {
                place: Some("214".into()),
                ..one
            }
        ),
        Ok(())
    );
    for n in 1..MAX_LINES {
        sheet.add_line(helper(&n.to_string())).unwrap();
    }
    assert_eq!(sheet.add_line(helper("лишний")), Err(Refusal::Full));
}

#[test]
fn hours_change_hands_and_lines_change_places() {
    let (mut sheet, first, keys) = sheet(&[(Weekday::Mon, "09:00-10:00"), (Weekday::Mon, "08:00-09:00")]);
    let second = sheet.add_line(helper("Белов")).unwrap();
    sheet
        .set(keys[0], second, hours(Weekday::Sat, "09:00-10:00"))
        .unwrap();
    assert_eq!(sheet.hours(keys[0]).unwrap().0.key, second);
    assert_eq!(sheet.line(first).unwrap().hours.len(), 1);
    assert_eq!(sheet.days(&[]), [&WEEK[..], &[Weekday::Sat]].concat());
    assert_eq!(sheet.days(&[Weekday::Sun]).len(), 7);
    sheet.move_line(second, -5).unwrap();
    assert_eq!(sheet.lines.first().map(|line| line.key), Some(second));
    sheet.move_line(second, 5).unwrap();
    assert_eq!(sheet.lines.last().map(|line| line.key), Some(second));
    assert_eq!(sheet.remove_line(second).unwrap().hours.len(), 1);
    assert_eq!(sheet.remove_line(second), Err(Refusal::Gone));
}

#[test]
fn a_sheet_comes_from_the_server_and_goes_there() {
    let (mut sheet, line, _) = sheet(&[(Weekday::Tue, "09:00-10:00"), (Weekday::Mon, "09:00-10:00")]);
    let mut placed = hours(Weekday::Wed, "09:00-10:00");
    for place in ["214", "библиотека", "214"] {
        placed.place = Some(place.into());
        sheet.add(line, placed.clone()).unwrap();
    }
    assert_eq!(sheet.places(), ["214", "библиотека"]);
    let lines = sheet.to_lines();
    assert_eq!(
        lines[0].hours.iter().map(|one| one.day).collect::<Vec<_>>(),
        [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Wed,
            Weekday::Wed
        ]
    );
    let back = Sheet::of(&lines);
    assert_eq!(back.to_lines(), lines);
    assert!(back.says_as(&sheet));
    let kept: Sheet = serde_json::from_str(&serde_json::to_string(&back).unwrap()).unwrap();
    assert_eq!(kept, back);
}

#[test]
fn a_sheet_is_sent_without_what_only_the_screen_knows() {
    use crate::check::Check;
    let (mut sheet, line, _) = sheet(&[(Weekday::Tue, "09:00-10:00")]);
    let member = crate::people::MemberRef {
        id: uuid::Uuid::from_u128(7).into(),
        name: "Соколова Кира Денисовна".into(),
    };
    let helper = Helper {
        member: Some(member.clone()),
        ..helper("Соколова К. Д.")
    };
    sheet.set_line(line, helper).unwrap();
    let body = sheet.body();
    assert_eq!(body.lines.len(), 1);
    assert_eq!(body.lines[0].member, Some(member.id));
    assert_eq!(body.lines[0].hours, [hours(Weekday::Tue, "09:00-10:00")]);
    let mut errors = Vec::new();
    body.check(&mut errors);
    assert!(errors.is_empty());
}
