//! Mouse, pen and finger on the grid.

use podskazka_shared::schedules::edit::drag::{Drag, Grip, grip_at, minute_at};
use podskazka_shared::schedules::edit::{Key, clock};
use podskazka_shared::schedules::{TimeRange, Weekday};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

use super::desk::Desk;
use crate::browser;
use crate::live::{Derived, State};

/// The id of the part of the grid in which hours stand.
pub const BODY: &str = "board-body";

/// So far (pixels) a pointer may tremble in a click.
const STILL: i32 = 4;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Hold {
    drag: Drag,
    pointer: i32,
    /// Where it was put down on the screen.
    x: i32,
    y: i32,
    /// Whether it has left that place.
    moved: bool,
    /// What it would leave behind.
    day: Weekday,
    range: TimeRange,
}

/// What the pointer holds.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    desk: Desk,
    window: Derived<(u16, u16)>,
    hold: State<Option<Hold>>,
    /// A drag that has just ended on hours is followed by a click that means nothing.
    ended: State<bool>,
}

impl Held {
    pub fn new(desk: Desk, window: Derived<(u16, u16)>) -> Self {
        Self {
            desk,
            window,
            hold: State::new(None),
            ended: State::new(false),
        }
    }

    /// Whether something is being drawn, moved or resized.
    pub fn busy(self) -> bool {
        self.hold.with(|hold| hold.is_some_and(|hold| hold.moved))
    }

    /// The hours that are being moved or resized.
    pub fn of(self) -> Option<Key> {
        match self.hold.get().filter(|hold| hold.moved)?.drag.grip {
            Grip::Nothing => None,
            Grip::Middle(key, _) | Grip::End(key, ..) => Some(key),
        }
    }

    /// What would be left behind.
    pub fn shadow(self) -> Option<(Weekday, TimeRange)> {
        let hold = self.hold.get().filter(|hold| hold.moved)?;
        Some((hold.day, hold.range))
    }

    /// Whether the click ends a move; once, for a move may end without one.
    pub fn ends_move(self) -> bool {
        let ended = self.ended.get_untracked();
        self.ended.set(false);
        ended
    }

    pub fn cancel(self) {
        self.hold.set(None);
    }

    /// The day and the minute under the pointer.
    fn at(self, ev: &PointerEvent) -> Option<(Weekday, u16)> {
        let body = browser::element(BODY)?.get_bounding_client_rect();
        let days = self.desk.days.get_untracked();
        let minute = minute_at(
            f64::from(ev.client_y()) - body.top(),
            body.height(),
            self.window.get_untracked(),
        );
        // Days are as wide as each other: minutes of a ruler from left to right.
        let count = u16::try_from(days.len()).ok()?;
        let left = f64::from(ev.client_x()) - body.left();
        let place = minute_at(left, body.width(), (0, count.saturating_mul(100))).saturating_sub(1) / 100;
        let day = days.get(usize::from(place)).copied()?;
        Some((day, minute))
    }

    pub fn down(self, ev: &PointerEvent) {
        self.ended.set(false);
        if ev.button() != 0 || !ev.is_primary() {
            return;
        }
        let Some((day, minute)) = self.at(ev) else { return };
        let target = ev.target().and_then(|target| target.dyn_into::<Element>().ok());
        let block = target.and_then(|target| target.closest("[data-key]").ok().flatten());
        let grip = match &block {
            Some(block) => self.grip(block, ev),
            None => Some(Grip::Nothing),
        };
        let Some(grip) = grip else { return };
        let range = match grip {
            Grip::Nothing => clock::range(minute.into(), clock::SHORTEST),
            Grip::Middle(_, range) | Grip::End(_, range, _) => range,
        };
        self.hold.set(Some(Hold {
            drag: Drag { grip, day, minute },
            pointer: ev.pointer_id(),
            x: ev.client_x(),
            y: ev.client_y(),
            moved: false,
            day,
            range,
        }));
    }

    fn grip(self, block: &Element, ev: &PointerEvent) -> Option<Grip> {
        let key: Key = block.get_attribute("data-key")?.parse().ok()?;
        let range = self
            .desk
            .sheet
            .with_untracked(|sheet| sheet.hours(key).map(|(_, hours)| hours.range))?;
        let bounds = block.get_bounding_client_rect();
        Some(grip_at(
            key,
            range,
            f64::from(ev.client_y()) - bounds.top(),
            bounds.height(),
        ))
    }

    pub fn moved(self, ev: &PointerEvent) {
        let Some(mut hold) = self
            .hold
            .get_untracked()
            .filter(|hold| hold.pointer == ev.pointer_id())
        else {
            return;
        };
        if !hold.moved {
            let far = (ev.client_x() - hold.x).abs().max((ev.client_y() - hold.y).abs());
            if far < STILL {
                return;
            }
            hold.moved = true;
            // From now on it is ours wherever it goes; before, a click must find its button.
            if let Some(body) = browser::element(BODY) {
                let _ = body.set_pointer_capture(hold.pointer);
            }
        }
        if let Some((day, minute)) = self.at(ev) {
            (hold.day, hold.range) = hold.drag.to(day, minute, ev.shift_key());
        }
        self.hold.set(Some(hold));
    }

    pub fn up(self, ev: &PointerEvent) {
        let Some(hold) = self
            .hold
            .get_untracked()
            .filter(|hold| hold.pointer == ev.pointer_id())
        else {
            return;
        };
        self.hold.set(None);
        let Hold { day, range, drag, .. } = hold;
        match (drag.grip, hold.moved) {
            (Grip::Nothing, true) => self.desk.draw(day, range),
            (Grip::Nothing, false) => {
                let (day, range) = drag.to(day, drag.minute, ev.shift_key());
                self.desk.open_new(day, Some(range));
            }
            (Grip::Middle(key, _) | Grip::End(key, ..), true) => {
                self.ended.set(true);
                self.desk.place_at(key, day, range);
            }
            (Grip::Middle(..) | Grip::End(..), false) => {}
        }
    }
}
