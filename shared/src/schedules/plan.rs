//! Who helps when: the schedule in force on the days of the school's calendar, with those who are away and the hours on
//! top (S1, S3, S4). Pages, feeds, who is on duty and the slots of consultations all ask here, so that they never differ.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{AcademicYear, Audience, Entry, HelpHours, Mode, ScheduleLine, TimeRange};
use crate::appointments::Direction;
use crate::calendars::{DayNote, SchoolCalendar};
use crate::ids::{ExtraHoursId, LineId, MemberId};
use crate::people::MemberRef;
use crate::zone::instant;

/// A published schedule and the days on which it is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub from: NaiveDate,
    /// The day on which the next one begins; none while nothing follows.
    pub until: Option<NaiveDate>,
    pub year: AcademicYear,
    pub lines: Vec<ScheduleLine>,
}

impl Version {
    /// Whether it is in force on a day.
    pub fn holds(&self, date: NaiveDate) -> bool {
        self.from <= date && self.until.is_none_or(|until| date < until)
    }
}

/// A helper who is not there, and perhaps who stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    pub member: MemberId,
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// These hours of each of the days; all of them when none.
    pub part: Option<TimeRange>,
    pub substitute: Option<MemberRef>,
}

impl Away {
    /// The hours of a range at which the helper is away.
    fn cuts(&self, date: NaiveDate, range: TimeRange) -> Option<TimeRange> {
        let on = self.from <= date && date <= self.to;
        on.then(|| self.part.map_or(Some(range), |part| part.common(range)))?
    }
}

/// Hours of one day on top of the schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    pub id: ExtraHoursId,
    pub member: MemberRef,
    pub posts: Vec<String>,
    pub date: NaiveDate,
    pub range: TimeRange,
    pub place: Option<String>,
    pub modes: Vec<Mode>,
    pub audiences: Vec<Audience>,
    pub entry: Entry,
}

/// All that decides who helps when, for the days that it was loaded for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub zone: Tz,
    pub versions: Vec<Version>,
    pub calendar: SchoolCalendar,
    pub away: Vec<Away>,
    pub extra: Vec<Extra>,
}

/// A day as it is going to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedDay {
    pub date: NaiveDate,
    /// Why it differs from the week.
    pub note: Option<DayNote>,
    /// In the order in which they begin.
    pub turns: Vec<Turn>,
}

/// Where a turn comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// A line of the schedule.
    Line(LineId),
    /// Hours on top of it.
    Extra(ExtraHoursId),
}

/// A stretch of one day at which one helper helps, or would if they were not away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    pub source: Source,
    pub member: Option<MemberId>,
    pub name: String,
    pub posts: Vec<String>,
    pub directions: Vec<Direction>,
    pub range: TimeRange,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub place: Option<String>,
    pub modes: Vec<Mode>,
    pub audiences: Vec<Audience>,
    pub entry: Entry,
    pub away: bool,
    /// Who stands in for a helper who is away. None while that one is away too.
    pub substitute: Option<MemberRef>,
}

impl Turn {
    /// Whether anybody helps: the helper, or who stands in.
    pub fn is_served(&self) -> bool {
        !self.away || self.substitute.is_some()
    }

    /// What is left before and after a part, and what becomes of that part.
    fn split(&self, gone: TimeRange, other: impl FnOnce(TimeRange) -> Self) -> Vec<Self> {
        let left = TimeRange::new(self.range.from(), gone.from());
        let right = TimeRange::new(gone.to(), self.range.to());
        let same = [left, right].into_iter().flatten().map(|range| Self {
            range,
            ..self.clone()
        });
        same.chain([other(gone)]).collect()
    }
}

impl Plan {
    /// The schedule in force on a day.
    pub fn version(&self, date: NaiveDate) -> Option<&Version> {
        self.versions.iter().find(|version| version.holds(date))
    }

    /// What a day is going to be. Hours on top are not bound by the calendar: somebody has promised them.
    pub fn day(&self, date: NaiveDate) -> PlannedDay {
        let rule = self.calendar.day(date);
        let lines = self.version(date).map_or(&[][..], |version| &version.lines);
        let mut turns = Vec::new();
        for line in lines {
            for hours in line.hours.iter().filter(|hours| hours.day == rule.weekday) {
                let open = rule.cut(hours.range).into_iter();
                turns.extend(open.flat_map(|range| self.cut(date, Turn::of_line(line, hours, range))));
            }
        }
        let extra = self.extra.iter().filter(|extra| extra.date == date);
        turns.extend(extra.flat_map(|extra| self.cut(date, Turn::of_extra(extra))));
        // Those who begin together stay in the order of the schedule.
        turns.sort_by_key(|turn| turn.from);
        PlannedDay {
            date,
            note: rule.note,
            turns,
        }
    }

    /// The pieces of a turn at which the helper is there, and those at which they are away.
    fn cut(&self, date: NaiveDate, turn: Turn) -> Vec<Turn> {
        let mut pieces = vec![turn];
        for away in &self.away {
            pieces = pieces
                .into_iter()
                .flat_map(|piece| match away.cuts(date, piece.range) {
                    Some(gone) if !piece.away && piece.member == Some(away.member) => {
                        let missing = |range| Turn {
                            range,
                            away: true,
                            substitute: away.substitute.clone(),
                            ..piece.clone()
                        };
                        let split = piece.split(gone, missing).into_iter();
                        split
                            .flat_map(|piece| self.without_absent_substitute(date, piece))
                            .collect()
                    }
                    _ => vec![piece],
                })
                .collect();
        }
        let placed = pieces.into_iter().map(|piece| Turn {
            from: instant(date, piece.range.from().minutes(), self.zone),
            to: instant(date, piece.range.to().minutes(), self.zone),
            ..piece
        });
        // Where clocks were put forward, hours may be over before they begin.
        placed.filter(|turn| turn.from < turn.to).collect()
    }

    /// Who stands in may be away for a part of it: then nobody helps, but only then.
    fn without_absent_substitute(&self, date: NaiveDate, missing: Turn) -> Vec<Turn> {
        let mut pieces = vec![missing];
        for away in &self.away {
            pieces = pieces
                .into_iter()
                .flat_map(|piece| match away.cuts(date, piece.range) {
                    Some(gone) if piece.substitute.as_ref().is_some_and(|one| one.id == away.member) => piece
                        .split(gone, |range| Turn {
                            range,
                            substitute: None,
                            ..piece.clone()
                        }),
                    _ => vec![piece],
                })
                .collect();
        }
        pieces
    }

    /// The days from one to another, both included.
    pub fn days(&self, from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = PlannedDay> {
        from.iter_days()
            .take_while(move |date| *date <= to)
            .map(|date| self.day(date))
    }
}

impl Turn {
    fn of_line(line: &ScheduleLine, hours: &HelpHours, range: TimeRange) -> Self {
        Self {
            source: Source::Line(line.id),
            member: line.member.as_ref().map(|member| member.id),
            name: line.name.clone(),
            posts: line.posts.clone(),
            directions: line.directions.clone(),
            range,
            from: DateTime::UNIX_EPOCH,
            to: DateTime::UNIX_EPOCH,
            place: hours.place.clone(),
            modes: hours.modes.clone(),
            audiences: hours.audiences.clone(),
            entry: hours.entry,
            away: false,
            substitute: None,
        }
    }

    fn of_extra(extra: &Extra) -> Self {
        Self {
            source: Source::Extra(extra.id),
            member: Some(extra.member.id),
            name: extra.member.name.clone(),
            posts: extra.posts.clone(),
            directions: Vec::new(),
            range: extra.range,
            from: DateTime::UNIX_EPOCH,
            to: DateTime::UNIX_EPOCH,
            place: extra.place.clone(),
            modes: extra.modes.clone(),
            audiences: extra.audiences.clone(),
            entry: extra.entry,
            away: false,
            substitute: None,
        }
    }
}

#[cfg(test)]
mod tests;
