//! Minutes of a day, moved, stretched and drawn.

use crate::schedules::week::{TimeOfDay, TimeRange, Weekday};

/// The minutes of a day.
pub const DAY: u16 = 1440;
/// To which minutes what is drawn and moved snaps.
pub const STEP: u16 = 5;
/// The length of hours that nobody has drawn: a click, a key.
pub const USUAL: u16 = 60;
/// No gesture makes hours shorter than this; the form does.
pub const SHORTEST: u16 = 5;

/// A range of `length` minutes from `from`, kept within the day. Empty becomes a minute.
#[must_use]
pub fn range(from: i32, length: u16) -> TimeRange {
    let length = length.clamp(1, DAY);
    let latest = i32::from(DAY - length);
    let from = u16::try_from(from.clamp(0, latest)).unwrap_or(0);
    between(from, from + length)
}

/// The range between two minutes of a day that differ, whichever is first.
fn between(one: u16, other: u16) -> TimeRange {
    let time = |minute: u16| TimeOfDay::new(minute.min(DAY)).unwrap_or(TimeOfDay::END_OF_DAY);
    let (from, to) = (time(one.min(other)), time(one.max(other)));
    let minute = TimeRange::new(TimeOfDay::MIDNIGHT, TimeOfDay::END_OF_DAY);
    match (TimeRange::new(from, to), minute) {
        (Ok(range), _) | (Err(_), Ok(range)) => range,
        (Err(_), Err(_)) => unreachable!("a day has a beginning and an end"),
    }
}

/// The nearest minute of the day that `step` divides.
#[must_use]
pub fn snap(minute: i32, step: u16) -> u16 {
    let step = i32::from(step.max(1));
    let nearest = (minute + step / 2).div_euclid(step) * step;
    u16::try_from(nearest.clamp(0, i32::from(DAY))).unwrap_or(0)
}

/// Which end of hours is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    Start,
    End,
}

/// The same hours later or earlier, kept within the day.
#[must_use]
pub fn shift(hours: TimeRange, minutes: i32) -> TimeRange {
    range(i32::from(hours.from().minutes()) + minutes, hours.minutes())
}

/// The hours with one end moved to a minute: never beyond the other end, nor nearer to it than [`SHORTEST`].
#[must_use]
pub fn stretch(hours: TimeRange, edge: Edge, to: i32) -> TimeRange {
    let (from, end) = (i32::from(hours.from().minutes()), i32::from(hours.to().minutes()));
    let shortest = i32::from(SHORTEST.min(hours.minutes()));
    let minute = |minute: i32| u16::try_from(minute).unwrap_or(0);
    match edge {
        Edge::Start => between(minute(to.clamp(0, end - shortest)), hours.to().minutes()),
        Edge::End => between(
            hours.from().minutes(),
            minute(to.clamp(from + shortest, i32::from(DAY))),
        ),
    }
}

/// The day some days later in a list of days; the first and the last are walls.
#[must_use]
pub fn day_after(days: &[Weekday], day: Weekday, by: i32) -> Weekday {
    let place = days.iter().position(|one| *one == day).unwrap_or(0);
    let target = i32::try_from(place).unwrap_or(0) + by;
    let last = days.len().saturating_sub(1);
    let target = usize::try_from(target.max(0)).unwrap_or(0).min(last);
    days.get(target).copied().unwrap_or(day)
}

/// Where new hours of a helper go on a day when nobody says: an hour at 9, or after what there is, or before it.
#[must_use]
pub fn free(taken: &[TimeRange]) -> TimeRange {
    let nine = range(540, USUAL);
    let meets = |one: TimeRange| taken.iter().any(|other| other.overlaps(one));
    if !meets(nine) {
        return nine;
    }
    let mut ends: Vec<u16> = taken.iter().map(|one| one.to().minutes()).collect();
    ends.sort_unstable();
    let after = ends.into_iter().map(|end| range(end.into(), USUAL));
    let mut starts = taken
        .iter()
        .map(|one| range(i32::from(one.from().minutes()) - i32::from(USUAL), USUAL));
    let fits = |one: &TimeRange| !meets(*one);
    after
        .clone()
        .find(fits)
        .or_else(|| starts.find(fits))
        .unwrap_or(nine)
}

/// The hours of the day that a grid shows, in minutes: whole hours around all ranges with one to spare, 8 to 18 at least.
#[must_use]
pub fn window(ranges: impl Iterator<Item = TimeRange>) -> (u16, u16) {
    let (mut from, mut to) = (480, 1080);
    for range in ranges {
        from = from.min(range.from().minutes());
        to = to.max(range.to().minutes());
    }
    let spare = |minute: u16| minute.div_ceil(60) * 60;
    (
        (from / 60 * 60).saturating_sub(60),
        spare(to).saturating_add(60).min(DAY),
    )
}

/// A start and an end as people type them; midnight at the end is the end of the day. `None` where it is no range.
#[must_use]
pub fn typed(from: &str, to: &str) -> (Option<TimeOfDay>, Option<TimeOfDay>) {
    let read = |text: &str| {
        // Some browsers add seconds.
        let text = text.trim();
        let short = text.get(..5).filter(|_| text.len() == 8).unwrap_or(text);
        short.parse::<TimeOfDay>().ok()
    };
    let end = read(to).map(|end| {
        if end == TimeOfDay::MIDNIGHT {
            TimeOfDay::END_OF_DAY
        } else {
            end
        }
    });
    (read(from).filter(|from| *from < TimeOfDay::END_OF_DAY), end)
}
