//! What is drawn, moved, stretched and typed.

use super::*;
use crate::schedules::edit::clock::{self, Edge};
use crate::schedules::edit::drag::{self, Drag, Grip};
use crate::schedules::edit::lanes::lanes;

#[test]
fn hours_are_moved_within_the_day() {
    for (from, by, to) in [
        ("09:00-10:00", 5, "09:05-10:05"),
        ("09:00-10:00", -5, "08:55-09:55"),
        ("00:03-01:00", -5, "00:00-00:57"),
        ("23:00-23:58", 5, "23:02-24:00"),
        ("00:00-24:00", 60, "00:00-24:00"),
        ("09:07-10:00", 0, "09:07-10:00"),
        ("09:00-10:00", 5000, "23:00-24:00"),
    ] {
        assert_eq!(told(clock::shift(range(from), by)), to, "{from} {by}");
    }
}

#[test]
fn an_end_is_stretched_to_the_other_end_and_to_the_end_of_the_day() {
    use Edge::{End, Start};
    for (from, edge, minute, to) in [
        ("09:00-10:00", End, 605, "09:00-10:05"),
        ("09:00-10:00", End, 0, "09:00-09:05"),
        ("09:00-10:00", End, 9999, "09:00-24:00"),
        ("09:00-10:00", Start, 535, "08:55-10:00"),
        ("09:00-10:00", Start, 700, "09:55-10:00"),
        ("09:00-10:00", Start, -10, "00:00-10:00"),
        // What the form made shorter stays so.
        ("09:00-09:02", End, 0, "09:00-09:02"),
        ("09:00-09:02", End, 600, "09:00-10:00"),
    ] {
        assert_eq!(
            told(clock::stretch(range(from), edge, minute)),
            to,
            "{from} {minute}"
        );
    }
}

#[test]
fn minutes_snap_to_the_nearest_step() {
    for (minute, step, snapped) in [
        (0, 5, 0),
        (2, 5, 0),
        (3, 5, 5),
        (1438, 5, 1440),
        (1437, 5, 1435),
        (-9, 5, 0),
        (9999, 5, 1440),
        (7, 1, 7),
        (7, 0, 7),
    ] {
        assert_eq!(clock::snap(minute, step), snapped, "{minute} by {step}");
    }
}

#[test]
fn a_pointer_means_a_minute() {
    let window = (480, 1080);
    for (y, minute) in [
        (0.0, 480),
        (300.0, 780),
        (600.0, 1080),
        (-5.0, 480),
        (900.0, 1080),
        (1.0, 481),
    ] {
        assert_eq!(drag::minute_at(y, 600.0, window), minute, "{y}");
    }
    assert_eq!(
        drag::minute_at(10.0, 0.0, window),
        480,
        "a grid that is not drawn yet"
    );
    assert_eq!(drag::minute_at(f64::NAN, 600.0, window), 0);
    assert!((drag::percent(780, window) - 50.0).abs() < 1e-9);
    assert!(drag::percent(0, window).abs() < 1e-9);
}

#[test]
fn what_is_taken_depends_on_where_it_is_taken() {
    let (_, _, keys) = sheet(&[(Weekday::Mon, "09:00-10:00")]);
    let (key, one) = (keys[0], range("09:00-10:00"));
    let start = Grip::End(key, one, Edge::Start);
    let end = Grip::End(key, one, Edge::End);
    for (y, height, grip) in [
        (2.0, 48.0, start),
        (24.0, 48.0, Grip::Middle(key, one)),
        (46.0, 48.0, end),
        (2.0, 12.0, Grip::Middle(key, one)),
    ] {
        assert_eq!(drag::grip_at(key, one, y, height), grip, "{y} of {height}");
    }
}

#[test]
fn a_drag_draws_moves_and_resizes() {
    use Weekday::{Mon, Tue};
    let (_, _, keys) = sheet(&[(Mon, "09:00-10:00")]);
    let middle = |text| Grip::Middle(keys[0], range(text));
    let end = |text, edge| Grip::End(keys[0], range(text), edge);
    for (grip, from, day, to, exact, result) in [
        // Drawn down, up, by a click, to the minute; never over into another day.
        (Grip::Nothing, 541, Mon, 602, false, (Mon, "09:00-10:00")),
        (Grip::Nothing, 602, Tue, 541, false, (Mon, "09:00-10:00")),
        (Grip::Nothing, 541, Mon, 543, false, (Mon, "09:00-10:00")),
        (Grip::Nothing, 541, Mon, 602, true, (Mon, "09:01-10:02")),
        (Grip::Nothing, 1430, Mon, 1431, false, (Mon, "23:00-24:00")),
        // Moved to another day, snapping its start; a click leaves it where it is.
        (middle("09:00-10:00"), 570, Tue, 633, false, (Tue, "10:05-11:05")),
        (middle("09:07-10:00"), 570, Tue, 571, false, (Tue, "09:07-10:00")),
        (middle("09:07-10:00"), 570, Mon, 580, false, (Mon, "09:15-10:08")),
        (middle("09:00-10:00"), 570, Mon, 1440, false, (Mon, "23:00-24:00")),
        (middle("09:00-10:00"), 570, Mon, 573, true, (Mon, "09:03-10:03")),
        // One end alone, on its day.
        (
            end("09:00-10:00", Edge::End),
            598,
            Tue,
            633,
            false,
            (Mon, "09:00-10:35"),
        ),
        (
            end("09:00-10:00", Edge::Start),
            541,
            Mon,
            700,
            false,
            (Mon, "09:55-10:00"),
        ),
        (
            end("09:00-10:07", Edge::End),
            605,
            Mon,
            606,
            false,
            (Mon, "09:00-10:07"),
        ),
    ] {
        let (at, hours) = Drag {
            grip,
            day: Mon,
            minute: from,
        }
        .to(day, to, exact);
        assert_eq!((at, told(hours).as_str()), result, "{grip:?} {from} {to}");
    }
}

#[test]
fn hours_at_one_time_stand_side_by_side() {
    for (sorted, expected) in [
        (vec![], vec![]),
        (vec!["09:00-10:00"], vec![(0, 1)]),
        (vec!["09:00-10:00", "10:00-11:00"], vec![(0, 1), (0, 1)]),
        (vec!["09:00-10:00", "09:30-11:00"], vec![(0, 2), (1, 2)]),
        // The third takes the lane of the first again; the fourth stands alone.
        (
            vec!["09:00-10:00", "09:30-11:00", "10:00-11:00", "12:00-13:00"],
            vec![(0, 2), (1, 2), (0, 2), (0, 1)],
        ),
        (
            vec!["09:00-12:00", "09:00-10:00", "09:00-10:00"],
            vec![(0, 3), (1, 3), (2, 3)],
        ),
    ] {
        let ranges: Vec<TimeRange> = sorted.iter().map(|text| range(text)).collect();
        let found: Vec<_> = lanes(&ranges).into_iter().map(|one| (one.lane, one.of)).collect();
        assert_eq!(found, expected, "{sorted:?}");
    }
}

#[test]
fn new_hours_go_where_the_helper_is_free() {
    for (taken, expected) in [
        (vec![], "09:00-10:00"),
        (vec!["10:00-11:00"], "09:00-10:00"),
        (vec!["08:30-09:30"], "09:30-10:30"),
        (vec!["09:00-10:00", "10:30-11:00"], "11:00-12:00"),
        (vec!["08:00-24:00"], "07:00-08:00"),
        (vec!["00:00-24:00"], "09:00-10:00"),
    ] {
        let taken: Vec<TimeRange> = taken.into_iter().map(range).collect();
        assert_eq!(told(clock::free(&taken)), expected, "{taken:?}");
    }
}

#[test]
fn the_window_holds_everything_with_an_hour_to_spare() {
    for (ranges, expected) in [
        (vec![], (420, 1140)),
        (vec!["07:10-08:00", "17:00-18:30"], (360, 1200)),
        (vec!["00:00-24:00"], (0, 1440)),
    ] {
        assert_eq!(clock::window(ranges.into_iter().map(range)), expected);
    }
}

#[test]
fn typed_times_are_read() {
    let told = |(from, to): (Option<TimeOfDay>, Option<TimeOfDay>)| {
        let told = |time: Option<TimeOfDay>| time.map_or_else(|| "-".to_owned(), |time| time.to_string());
        format!("{} {}", told(from), told(to))
    };
    for (from, to, expected) in [
        ("08:07", "09:59", "08:07 09:59"),
        ("8:07", "00:00", "08:07 24:00"),
        ("08:07:00", "", "08:07 -"),
        ("24:00", "24:00", "- 24:00"),
        ("я", "25:00", "- -"),
    ] {
        assert_eq!(told(clock::typed(from, to)), expected, "{from} {to}");
    }
}
