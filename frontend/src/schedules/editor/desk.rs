//! The state of the editor, and what can be done with it. Whatever changes is said in words.

use std::sync::Arc;

use podskazka_shared::schedules::edit::history::History;
use podskazka_shared::schedules::edit::walk::{self, Spot, Way};
use podskazka_shared::schedules::edit::{Key, Refusal, Sheet};
use podskazka_shared::schedules::{DayHours, HelpHours, Weekday};

use super::remarks::{Known, Remark, remarks};
use crate::browser;
use crate::i18n::drafting;
use crate::live::{Derived, State, derived};

/// Which form is open.
#[derive(Debug, Clone, PartialEq)]
pub enum Open {
    /// Of these hours.
    Hours(Key),
    /// Of hours that are not there yet.
    New(Key, HelpHours),
    Helper(Key),
    /// Of a helper who is not there yet, and who then gets these hours.
    NewHelper(Option<DayHours>),
}

#[derive(Debug, Clone, Copy)]
pub struct Desk {
    pub history: State<History>,
    /// All of the draft.
    pub sheet: Derived<Arc<Sheet>>,
    /// What is shown of it.
    pub shown: Derived<Arc<Sheet>>,
    pub days: Derived<Vec<Weekday>>,
    /// Whether only the chosen helper is shown.
    pub only: State<bool>,
    pub weekend: State<bool>,
    /// Who gets new hours.
    pub chosen: Derived<Option<Key>>,
    choice: State<Option<Key>>,
    /// Where the focus of the week is.
    pub spot: Derived<Spot>,
    place: State<Spot>,
    pub said: State<String>,
    pub open: State<Option<Open>>,
    pub remarks: Derived<Vec<Remark>>,
}

/// The id of hours on the page.
pub fn hours_id(key: Key) -> String {
    format!("hours-{key}")
}

/// The id of a day on the page.
pub fn day_id(day: Weekday) -> String {
    format!(
        "day-{}",
        Weekday::ALL.iter().position(|one| *one == day).unwrap_or(0)
    )
}

/// The id of a helper on the page.
pub fn helper_id(key: Key) -> String {
    format!("helper-{key}")
}

impl Desk {
    pub fn new(history: History, known: State<Known>) -> Self {
        let history = State::new(history);
        let sheet = derived(move || history.with(|history| history.now().clone()));
        let choice = State::new(None::<Key>);
        let chosen = derived(move || {
            let there = choice.get();
            sheet.with(|sheet| {
                let there = there.filter(|key| sheet.line(*key).is_some());
                there.or(sheet.lines.first().map(|line| line.key))
            })
        });
        let only = State::new(false);
        let shown = derived(move || match (only.get(), chosen.get()) {
            (true, Some(key)) => {
                let mut one = Sheet::clone(&sheet.get());
                one.lines.retain(|line| line.key == key);
                Arc::new(one)
            }
            _ => sheet.get(),
        });
        let weekend = State::new(false);
        let days = derived(move || {
            let also: &[Weekday] = if weekend.get() {
                &[Weekday::Sat, Weekday::Sun]
            } else {
                &[]
            };
            sheet.with(|sheet| sheet.days(also))
        });
        let place = State::new(Spot {
            day: Weekday::Mon,
            hours: None,
        });
        let spot = derived(move || walk::settle(&shown.get(), &days.get(), place.get()));
        let remarks = derived(move || known.with(|known| sheet.with(|sheet| remarks(sheet, known))));
        Self {
            history,
            sheet,
            shown,
            days,
            only,
            weekend,
            chosen,
            choice,
            spot,
            place,
            said: State::new(String::new()),
            open: State::new(None),
            remarks,
        }
    }

    /// Says what happened, also when it is the same again.
    pub fn say(self, text: &str) {
        let again = self.said.with_untracked(|said| said == text);
        self.said.set(if again {
            format!("{text}\u{a0}")
        } else {
            text.to_owned()
        });
    }

    /// Changes the draft, or says why not.
    pub fn change<T>(self, change: impl FnOnce(&mut Sheet) -> Result<T, Refusal>) -> Option<T> {
        let t = drafting();
        let mut history = self.history.get_untracked();
        match history.change(change) {
            Ok(made) => {
                self.history.set(history);
                Some(made)
            }
            Err(refusal) => {
                self.say(match refusal {
                    Refusal::DayFull => t.full_day,
                    Refusal::Full => t.full,
                    Refusal::Gone => t.gone,
                });
                None
            }
        }
    }

    pub fn choose(self, line: Key) {
        self.choice.set(Some(line));
    }

    /// A form was closed.
    pub fn closed(self) {
        self.open.set(None);
        let spot = self.spot.get_untracked();
        browser::focus_if_lost(spot.hours.map_or_else(|| day_id(spot.day), hours_id));
    }

    /// Moves the focus of the week.
    pub fn stand(self, spot: Spot) {
        self.place.set(spot);
    }

    pub fn focus(self, spot: Spot) {
        self.stand(spot);
        browser::focus_soon(spot.hours.map_or_else(|| day_id(spot.day), hours_id));
    }

    /// The focus to these hours, also when only another helper is shown.
    pub fn focus_hours(self, key: Key) {
        let Some((line, day)) = self.sheet.with_untracked(|sheet| {
            let (line, hours) = sheet.hours(key)?;
            Some((line.key, hours.day))
        }) else {
            return;
        };
        if self.only.get_untracked() {
            self.choose(line);
        }
        self.focus(Spot {
            day,
            hours: Some(key),
        });
    }

    pub fn go(self, way: Way) {
        let (sheet, days) = (self.shown.get_untracked(), self.days.get_untracked());
        self.focus(walk::step(&sheet, &days, self.spot.get_untracked(), way));
    }

    pub fn undo(self) {
        self.turn(History::undo, drafting().undone, drafting().nothing_undo);
    }

    pub fn redo(self) {
        self.turn(History::redo, drafting().redone, drafting().nothing_redo);
    }

    fn turn(self, turn: fn(&mut History) -> bool, done: &str, nothing: &str) {
        let mut history = self.history.get_untracked();
        if turn(&mut history) {
            // What had the focus may be gone, or be elsewhere.
            let in_week = browser::is_focus_in(".board-grid,.draft-days");
            self.history.set(history);
            if in_week {
                self.focus(self.spot.get_untracked());
            }
            self.say(done);
        } else {
            self.say(nothing);
        }
    }

    /// Something else altogether on the screen: what was there comes back by an undo.
    pub fn replace(self, sheet: Sheet) {
        self.change(|now| {
            *now = sheet;
            Ok(())
        });
    }
}
