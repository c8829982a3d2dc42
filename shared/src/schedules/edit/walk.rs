//! The way of the focus through a week: up and down in a day, left and right to the next one.

use super::{Key, Sheet};
use crate::schedules::week::Weekday;

/// Where the focus is: on hours, or on a day without any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    pub day: Weekday,
    pub hours: Option<Key>,
}

/// A step of the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
    Left,
    Right,
    /// The first hours of the day.
    First,
    /// The last hours of the day.
    Last,
}

/// The hours of a day, or the day itself when it has none.
fn spot(sheet: &Sheet, day: Weekday, place: usize) -> Spot {
    let hours = sheet.day(day);
    let place = place.min(hours.len().saturating_sub(1));
    Spot {
        day,
        hours: hours.get(place).map(|(_, one)| one.key),
    }
}

/// The spot itself if it is still there, else the nearest that is; `days` are those on the screen, one at least.
#[must_use]
pub fn settle(sheet: &Sheet, days: &[Weekday], at: Spot) -> Spot {
    let day = match days.contains(&at.day) {
        true => at.day,
        false => days.first().copied().unwrap_or(at.day),
    };
    let there = sheet.day(day);
    match at
        .hours
        .filter(|key| there.iter().any(|(_, one)| one.key == *key))
    {
        Some(key) => Spot {
            day,
            hours: Some(key),
        },
        None => spot(sheet, day, 0),
    }
}

/// Where one step leads. At the edges the focus stays.
#[must_use]
pub fn step(sheet: &Sheet, days: &[Weekday], at: Spot, way: Way) -> Spot {
    let at = settle(sheet, days, at);
    let hours = sheet.day(at.day);
    let place = hours.iter().position(|(_, one)| Some(one.key) == at.hours);
    let place = place.unwrap_or(0);
    match way {
        Way::Up => spot(sheet, at.day, place.saturating_sub(1)),
        Way::Down => spot(sheet, at.day, place.saturating_add(1)),
        Way::First => spot(sheet, at.day, 0),
        Way::Last => spot(sheet, at.day, hours.len()),
        Way::Left | Way::Right => {
            let by = if way == Way::Left { -1 } else { 1 };
            let day = super::clock::day_after(days, at.day, by);
            if day == at.day {
                return at;
            }
            // To what begins at about the same time.
            let from = hours
                .get(place)
                .map_or(0, |(_, one)| one.hours.range.from().minutes());
            let there = sheet.day(day);
            let near = there
                .iter()
                .min_by_key(|(_, one)| one.hours.range.from().minutes().abs_diff(from));
            Spot {
                day,
                hours: near.map(|(_, one)| one.key),
            }
        }
    }
}

/// Where the focus goes when the hours on which it is are taken out: to the next of the day, else the one before.
#[must_use]
pub fn after_removal(sheet: &Sheet, at: Spot) -> Spot {
    let hours = sheet.day(at.day);
    let place = hours.iter().position(|(_, one)| Some(one.key) == at.hours);
    let next = place.and_then(|place| {
        let before = place.checked_sub(1).and_then(|before| hours.get(before));
        hours.get(place.saturating_add(1)).or(before)
    });
    Spot {
        day: at.day,
        hours: next.map(|(_, one)| one.key),
    }
}
