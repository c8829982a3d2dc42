//! A draft while it is on somebody's screen, before the server has it (S1, S2).
//!
//! Rules of the editor without the editor: what an hour may become, where it stands, what a key means. Nothing here knows
//! a browser.

pub mod clock;
pub mod drag;
pub mod history;
pub mod keys;
pub mod lanes;
pub mod walk;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::body::{LineBody, LinesBody};
use super::line::{HelpHours, MAX_HOURS_A_DAY, MAX_LINES, ScheduleLine};
use super::week::Weekday;
use crate::appointments::Direction;
use crate::people::MemberRef;

/// Names a line or hours of a sheet as long as it is open; never used twice in one sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(u32);

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Key {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// Hours on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetHours {
    pub key: Key,
    pub hours: HelpHours,
}

/// Who helps, without when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Helper {
    pub name: String,
    pub posts: Vec<String>,
    pub directions: Vec<Direction>,
    pub member: Option<MemberRef>,
}

/// A line on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetLine {
    pub key: Key,
    pub helper: Helper,
    /// By day and start.
    pub hours: Vec<SheetHours>,
}

impl SheetLine {
    fn sort(&mut self) {
        self.hours
            .sort_by_key(|one| (one.hours.day, one.hours.range, one.key));
    }

    /// How many hours it has on a day.
    fn count(&self, day: Weekday) -> usize {
        self.hours.iter().filter(|one| one.hours.day == day).count()
    }
}

/// Why a sheet does not take a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The day has [`MAX_HOURS_A_DAY`] hours of this helper already.
    #[error("the day holds no more hours of this helper")]
    DayFull,
    /// The sheet has [`MAX_LINES`] lines already.
    #[error("the schedule holds no more lines")]
    Full,
    /// What is meant is not there any more.
    #[error("it is not there any more")]
    Gone,
}

/// The lines of a draft as they stand on the screen.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub lines: Vec<SheetLine>,
    /// The last key that was given.
    last: u32,
}

impl Sheet {
    /// What the server has.
    #[must_use]
    pub fn of(lines: &[ScheduleLine]) -> Self {
        let mut sheet = Self::default();
        for line in lines {
            let key = sheet.key();
            let hours = line.hours.iter().map(|hours| SheetHours {
                key: sheet.key(),
                hours: hours.clone(),
            });
            let hours = hours.collect();
            let mut line = SheetLine {
                key,
                helper: Helper {
                    name: line.name.clone(),
                    posts: line.posts.clone(),
                    directions: line.directions.clone(),
                    member: line.member.clone(),
                },
                hours,
            };
            line.sort();
            sheet.lines.push(line);
        }
        sheet
    }

    /// As the server would show it, but for the ids of the lines, which are nil.
    #[must_use]
    pub fn to_lines(&self) -> Vec<ScheduleLine> {
        let line = |line: &SheetLine| ScheduleLine {
            id: uuid::Uuid::nil().into(),
            name: line.helper.name.clone(),
            posts: line.helper.posts.clone(),
            directions: line.helper.directions.clone(),
            hours: line.hours.iter().map(|one| one.hours.clone()).collect(),
            member: line.helper.member.clone(),
        };
        self.lines.iter().map(line).collect()
    }

    /// As it is sent.
    #[must_use]
    pub fn body(&self) -> LinesBody {
        let line = |line: &SheetLine| LineBody {
            name: line.helper.name.clone(),
            posts: line.helper.posts.clone(),
            directions: line.helper.directions.clone(),
            hours: line.hours.iter().map(|one| one.hours.clone()).collect(),
            member: line.helper.member.as_ref().map(|member| member.id),
        };
        LinesBody {
            lines: self.lines.iter().map(line).collect(),
        }
    }

    /// Whether both say the same, whatever the keys.
    #[must_use]
    pub fn says_as(&self, other: &Self) -> bool {
        let says = |line: &SheetLine| {
            let hours: Vec<HelpHours> = line.hours.iter().map(|one| one.hours.clone()).collect();
            (line.helper.clone(), hours)
        };
        self.lines.len() == other.lines.len() && self.lines.iter().map(says).eq(other.lines.iter().map(says))
    }

    fn key(&mut self) -> Key {
        self.last = self.last.saturating_add(1);
        Key(self.last)
    }

    #[must_use]
    pub fn line(&self, key: Key) -> Option<&SheetLine> {
        self.lines.iter().find(|line| line.key == key)
    }

    fn line_mut(&mut self, key: Key) -> Result<&mut SheetLine, Refusal> {
        self.lines
            .iter_mut()
            .find(|line| line.key == key)
            .ok_or(Refusal::Gone)
    }

    /// These hours, and whose they are.
    #[must_use]
    pub fn hours(&self, key: Key) -> Option<(&SheetLine, &HelpHours)> {
        let of = |line: &'_ SheetLine| line.hours.iter().position(|one| one.key == key);
        let line = self.lines.iter().find(|line| of(line).is_some())?;
        let hours = line.hours.iter().find(|one| one.key == key)?;
        Some((line, &hours.hours))
    }

    /// All hours of a day with the place of their line, by start; those that begin together in the order of the lines.
    #[must_use]
    pub fn day(&self, day: Weekday) -> Vec<(usize, &SheetHours)> {
        let lines = self.lines.iter().enumerate();
        let hours = lines.flat_map(|(place, line)| line.hours.iter().map(move |one| (place, one)));
        let mut hours: Vec<_> = hours.filter(|(_, one)| one.hours.day == day).collect();
        hours.sort_by_key(|(place, one)| (one.hours.range, *place, one.key));
        hours
    }

    /// Monday to Friday, and Saturday or Sunday when somebody helps then or `also` asks for it.
    #[must_use]
    pub fn days(&self, also: &[Weekday]) -> Vec<Weekday> {
        let used = |day: Weekday| {
            let mut hours = self.lines.iter().flat_map(|line| &line.hours);
            also.contains(&day) || hours.any(|one| one.hours.day == day)
        };
        let plain = |day: &Weekday| !matches!(day, Weekday::Sat | Weekday::Sun) || used(*day);
        Weekday::ALL.into_iter().filter(plain).collect()
    }

    /// The places that are named, each once, the most frequent first: to be offered again.
    #[must_use]
    pub fn places(&self) -> Vec<String> {
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        let hours = self.lines.iter().flat_map(|line| &line.hours);
        for place in hours.filter_map(|one| one.hours.place.as_deref()) {
            *counted.entry(place).or_default() += 1;
        }
        let mut places: Vec<_> = counted.into_iter().collect();
        places.sort_by_key(|(place, count)| (std::cmp::Reverse(*count), *place));
        places.into_iter().map(|(place, _)| place.to_owned()).collect()
    }

    /// Adds a helper at the end.
    ///
    /// # Errors
    /// [`Refusal::Full`] when there are [`MAX_LINES`] lines.
    pub fn add_line(&mut self, helper: Helper) -> Result<Key, Refusal> {
        if self.lines.len() >= MAX_LINES {
            return Err(Refusal::Full);
        }
        let key = self.key();
        self.lines.push(SheetLine {
            key,
            helper,
            hours: Vec::new(),
        });
        Ok(key)
    }

    /// Changes who a line is.
    ///
    /// # Errors
    /// [`Refusal::Gone`] when the line is not there any more.
    pub fn set_line(&mut self, key: Key, helper: Helper) -> Result<(), Refusal> {
        self.line_mut(key)?.helper = helper;
        Ok(())
    }

    /// Takes a line out with its hours.
    ///
    /// # Errors
    /// [`Refusal::Gone`] when it is not there any more.
    pub fn remove_line(&mut self, key: Key) -> Result<SheetLine, Refusal> {
        let place = self.lines.iter().position(|line| line.key == key);
        Ok(self.lines.remove(place.ok_or(Refusal::Gone)?))
    }

    /// Moves a line up (negative) or down among the lines: their order is the order on paper.
    ///
    /// # Errors
    /// [`Refusal::Gone`] when the line is not there any more.
    pub fn move_line(&mut self, key: Key, by: isize) -> Result<(), Refusal> {
        let place = self
            .lines
            .iter()
            .position(|line| line.key == key)
            .ok_or(Refusal::Gone)?;
        let target = place
            .saturating_add_signed(by)
            .min(self.lines.len().saturating_sub(1));
        let line = self.lines.remove(place);
        self.lines.insert(target, line);
        Ok(())
    }

    /// Adds hours to a line.
    ///
    /// # Errors
    /// [`Refusal::DayFull`] when the line has [`MAX_HOURS_A_DAY`] that day, [`Refusal::Gone`] without the line.
    pub fn add(&mut self, line: Key, hours: HelpHours) -> Result<Key, Refusal> {
        let key = self.key();
        self.put(line, SheetHours { key, hours })?;
        Ok(key)
    }

    fn put(&mut self, line: Key, hours: SheetHours) -> Result<(), Refusal> {
        let line = self.line_mut(line)?;
        if line.count(hours.hours.day) >= MAX_HOURS_A_DAY {
            return Err(Refusal::DayFull);
        }
        line.hours.push(hours);
        line.sort();
        Ok(())
    }

    /// Changes hours, and gives them to another line if `line` is another; nothing changes when it is refused.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn set(&mut self, key: Key, line: Key, hours: HelpHours) -> Result<(), Refusal> {
        let (from, before) = self.hours(key).ok_or(Refusal::Gone)?;
        let (from, before) = (from.key, before.clone());
        self.remove(key)?;
        let put = self.put(line, SheetHours { key, hours });
        if put.is_err() {
            self.put(from, SheetHours { key, hours: before })?;
        }
        put
    }

    /// Takes hours out.
    ///
    /// # Errors
    /// [`Refusal::Gone`] when they are not there any more.
    pub fn remove(&mut self, key: Key) -> Result<HelpHours, Refusal> {
        for line in &mut self.lines {
            if let Some(place) = line.hours.iter().position(|one| one.key == key) {
                return Ok(line.hours.remove(place).hours);
            }
        }
        Err(Refusal::Gone)
    }
}

#[cfg(test)]
mod tests;
