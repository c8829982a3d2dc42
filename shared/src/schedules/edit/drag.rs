//! Drawing, moving and resizing hours with a mouse, a pen or a finger.

use super::Key;
use super::clock::{self, Edge, STEP, USUAL};
use crate::schedules::week::{TimeRange, Weekday};

/// What the pointer took hold of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// An empty place: new hours are drawn.
    Nothing,
    /// The middle of these hours: they move.
    Middle(Key, TimeRange),
    /// An end of these hours.
    End(Key, TimeRange, Edge),
}

/// A drag under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drag {
    pub grip: Grip,
    /// Where it began.
    pub day: Weekday,
    pub minute: u16,
}

/// The minute under a pointer that stands `y` below the top of a grid of `height` (any unit) showing `window`.
#[must_use]
pub fn minute_at(y: f64, height: f64, (from, to): (u16, u16)) -> u16 {
    let share = if height > 0.0 {
        (y / height).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let minute = f64::from(from) + share * f64::from(to.saturating_sub(from));
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between two minutes of a day"
    )]
    let minute = minute.round() as u16;
    minute.min(clock::DAY)
}

/// How far below the top of a grid a minute stands, in percent.
#[must_use]
pub fn percent(minute: u16, (from, to): (u16, u16)) -> f64 {
    let length = to.saturating_sub(from).max(1);
    f64::from(minute.saturating_sub(from)) * 100.0 / f64::from(length)
}

/// Which part of hours of this height (pixels) a pointer has hold of, `y` below their top. Short ones can only be moved.
#[must_use]
pub fn grip_at(key: Key, range: TimeRange, y: f64, height: f64) -> Grip {
    const EDGE: f64 = 8.0;
    if height < 3.0 * EDGE {
        Grip::Middle(key, range)
    } else if y < EDGE {
        Grip::End(key, range, Edge::Start)
    } else if y > height - EDGE {
        Grip::End(key, range, Edge::End)
    } else {
        Grip::Middle(key, range)
    }
}

impl Drag {
    /// What would be there if the pointer were let go at this day and minute. `exact`: to the minute, else to five.
    #[must_use]
    pub fn to(self, day: Weekday, minute: u16, exact: bool) -> (Weekday, TimeRange) {
        let step = if exact { 1 } else { STEP };
        let at = |minute: u16| i32::from(clock::snap(minute.into(), step));
        match self.grip {
            Grip::Nothing => {
                let (one, other) = (at(self.minute), at(minute));
                let length = u16::try_from((one - other).abs()).unwrap_or(0);
                // A click draws the usual length.
                let length = if self.minute.abs_diff(minute) < STEP {
                    USUAL
                } else {
                    length.max(step)
                };
                (self.day, clock::range(one.min(other), length))
            }
            Grip::Middle(_, range) => {
                let moved = i32::from(range.from().minutes()) + i32::from(minute) - i32::from(self.minute);
                // One that was set to the minute keeps its minutes until it leaves its place.
                let still = self.minute.abs_diff(minute) < step;
                let from = if still {
                    range.from().minutes()
                } else {
                    clock::snap(moved, step)
                };
                (day, clock::range(from.into(), range.minutes()))
            }
            Grip::End(_, range, edge) => {
                let end = match edge {
                    Edge::Start => range.from(),
                    Edge::End => range.to(),
                };
                let moved = i32::from(end.minutes()) + i32::from(minute) - i32::from(self.minute);
                let still = self.minute.abs_diff(minute) < step;
                let to = if still {
                    end.minutes()
                } else {
                    clock::snap(moved, step)
                };
                (self.day, clock::stretch(range, edge, to.into()))
            }
        }
    }
}
