//! What can be done to the hours and the helpers of the draft.

use podskazka_shared::schedules::edit::clock::{self, Edge};
use podskazka_shared::schedules::edit::walk::{self, Spot};
use podskazka_shared::schedules::edit::{Helper, Key, Refusal};
use podskazka_shared::schedules::{DayHours, HelpHours, TimeRange, Weekday};

use super::desk::{Desk, Open, helper_id};
use crate::browser;
use crate::i18n::{self, drafting};
use crate::people::name;
use crate::schedules::words;

impl Desk {
    /// Says what happened to hours, and what is odd about them now.
    fn say_of(self, key: Key, said: impl Fn(&str) -> String) {
        let Some(what) = self.told(key) else { return };
        let remark = self.remarks.with_untracked(|remarks| {
            let mine = remarks.iter().find(|remark| remark.hours == Some(key));
            mine.map(|remark| i18n::remark(&remark.text))
        });
        let words: Vec<String> = [said(&what)].into_iter().chain(remark).collect();
        self.say(&words.join(". "));
    }

    fn told(self, key: Key) -> Option<String> {
        self.sheet.with_untracked(|sheet| {
            let (line, hours) = sheet.hours(key)?;
            Some(words::whole(&name::short(&line.helper.name), hours))
        })
    }

    /// The hours on which the focus is, with whose they are.
    fn at(self) -> Option<(Key, Key, HelpHours)> {
        let key = self.spot.get_untracked().hours?;
        self.sheet.with_untracked(|sheet| {
            let (line, hours) = sheet.hours(key)?;
            Some((key, line.key, hours.clone()))
        })
    }

    pub fn shift(self, days: i32, minutes: i32) {
        let Some((key, _, hours)) = self.at() else { return };
        let day = clock::day_after(&self.days.get_untracked(), hours.day, days);
        self.place_at(key, day, clock::shift(hours.range, minutes));
    }

    pub fn stretch(self, edge: Edge, minutes: i32) {
        let Some((key, _, hours)) = self.at() else { return };
        let end = match edge {
            Edge::Start => hours.range.from(),
            Edge::End => hours.range.to(),
        };
        let range = clock::stretch(hours.range, edge, i32::from(end.minutes()) + minutes);
        self.place_at(key, hours.day, range);
    }

    /// Puts hours to another day and time.
    pub fn place_at(self, key: Key, day: Weekday, range: TimeRange) {
        let moved = self.change(|sheet| {
            let (line, hours) = sheet.hours(key).ok_or(Refusal::Gone)?;
            let (line, hours) = (
                line.key,
                HelpHours {
                    day,
                    range,
                    ..hours.clone()
                },
            );
            sheet.set(key, line, hours)
        });
        if moved.is_some() {
            self.focus_hours(key);
            self.say_of(key, i18n::hours_moved);
        }
    }

    /// What new hours of a helper are like: as the helper's last ones.
    pub fn like_last(self, line: Key, day: Weekday, range: TimeRange) -> HelpHours {
        let last = self.sheet.with_untracked(|sheet| {
            let hours = &sheet.line(line)?.hours;
            hours
                .iter()
                .max_by_key(|one| one.key)
                .map(|one| one.hours.clone())
        });
        let plain = DayHours { day, range };
        last.map_or_else(|| plain.into(), |last| HelpHours { day, range, ..last })
    }

    /// Adds hours for the chosen helper as they were drawn.
    pub fn draw(self, day: Weekday, range: TimeRange) {
        let Some(line) = self.chosen.get_untracked() else {
            self.say(drafting().choose_first);
            return self
                .open
                .set(Some(Open::NewHelper(Some(DayHours { day, range }))));
        };
        self.add(line, self.like_last(line, day, range));
    }

    pub fn add(self, line: Key, hours: HelpHours) {
        if let Some(key) = self.change(|sheet| sheet.add(line, hours)) {
            self.choose(line);
            self.focus_hours(key);
            self.say_of(key, i18n::hours_added);
        }
    }

    /// Opens the form of new hours like those on which the focus is.
    pub fn open_new_here(self) {
        let line = self.at().map(|(_, line, _)| line);
        let line = line.or(self.chosen.get_untracked());
        self.open_form(line, self.spot.get_untracked().day, None);
    }

    /// Opens the form of new hours of the chosen helper on a day, at a time or where the helper is free.
    pub fn open_new(self, day: Weekday, range: Option<TimeRange>) {
        self.open_form(self.chosen.get_untracked(), day, range);
    }

    fn open_form(self, line: Option<Key>, day: Weekday, range: Option<TimeRange>) {
        let taken = self.sheet.with_untracked(|sheet| {
            let line = line.and_then(|key| sheet.line(key));
            let hours = line.into_iter().flat_map(|line| &line.hours);
            let that_day = hours.filter(|one| one.hours.day == day);
            that_day.map(|one| one.hours.range).collect::<Vec<_>>()
        });
        let range = range.unwrap_or_else(|| clock::free(&taken));
        self.open.set(Some(match line {
            Some(line) => Open::New(line, self.like_last(line, day, range)),
            None => Open::NewHelper(Some(DayHours { day, range })),
        }));
    }

    /// Keeps what the form of hours says.
    pub fn set(self, key: Key, line: Key, hours: HelpHours) {
        if self.change(|sheet| sheet.set(key, line, hours)).is_some() {
            self.focus_hours(key);
            self.say_of(key, i18n::hours_moved);
        }
    }

    pub fn remove_here(self) {
        if let Some((key, ..)) = self.at() {
            self.remove(key);
        }
    }

    pub fn remove(self, key: Key) {
        let Some(what) = self.told(key) else { return };
        let spot = self
            .sheet
            .with_untracked(|sheet| sheet.hours(key).map(|(_, hours)| hours.day));
        let shown = self.shown.get_untracked();
        let next = spot.map(|day| {
            walk::after_removal(
                &shown,
                Spot {
                    day,
                    hours: Some(key),
                },
            )
        });
        if self.change(|sheet| sheet.remove(key)).is_some() {
            if let Some(next) = next {
                self.focus(next);
            }
            self.say(&i18n::hours_removed(&what));
        }
    }

    /// Keeps what the form of a helper says; a new one gets the hours for which it was opened.
    pub fn set_helper(self, key: Option<Key>, helper: Helper, then: Option<DayHours>) {
        let said = helper.name.clone();
        match key {
            Some(key) => {
                if self.change(|sheet| sheet.set_line(key, helper)).is_some() {
                    self.say(&i18n::hours_moved(&said));
                    browser::focus_soon(helper_id(key));
                }
            }
            None => {
                let made = self.change(|sheet| {
                    let line = sheet.add_line(helper)?;
                    then.map(|hours| sheet.add(line, hours.into())).transpose()?;
                    Ok(line)
                });
                if let Some(line) = made {
                    self.choose(line);
                    self.say(&i18n::hours_added(&said));
                    browser::focus_soon(helper_id(line));
                }
            }
        }
    }

    /// Moves a helper among the lines: their order is the order on paper.
    pub fn move_helper(self, key: Key, by: isize) {
        if self.change(|sheet| sheet.move_line(key, by)).is_some() {
            browser::focus_soon(helper_id(key));
            let told = self.sheet.with_untracked(|sheet| {
                let place = sheet.lines.iter().position(|line| line.key == key)?;
                let name = sheet.line(key)?.helper.name.clone();
                Some(format!("{}. {name}", place.saturating_add(1)))
            });
            self.say(&i18n::hours_moved(&told.unwrap_or_default()));
        }
    }

    pub fn remove_helper(self, key: Key) {
        if let Some(line) = self.change(|sheet| sheet.remove_line(key)) {
            self.say(&i18n::hours_removed(&line.helper.name));
            browser::focus_heading();
        }
    }
}
