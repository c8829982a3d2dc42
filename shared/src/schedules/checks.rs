//! What is odd about a schedule while it is drawn up: each finding with its reason. The same in the app and on the server.
//!
//! Only what makes a schedule impossible blocks its approval; the rest is told and left to people.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::line::{HelpHours, ScheduleLine};
use super::week::{TimeOfDay, Weekday};
use crate::access::named;
use crate::appointments::Direction;
use crate::calendar::WorkingWeek;
use crate::check::Check;
use crate::codes::coded;
use crate::ids::MemberId;
use crate::text::Lang;

named! {
    /// What a finding is about.
    FindingKind {
        /// Nobody stands in the schedule, or nobody has hours.
        Empty "empty" "в графике нет часов помощи" "the schedule has no hours of help"
        /// One helper at two places at once.
        Overlap "overlap" "часы одного специалиста пересекаются" "one helper's hours overlap"
        /// Two helpers in one room at once.
        Room "room" "два специалиста в одном кабинете в одно время" "two helpers in one room at one time"
        /// Hours when the school is closed.
        Closed "closed" "вне часов работы школы" "outside the school's hours"
        /// The helper has no appointment by an order in force.
        Unappointed "unappointed" "нет действующего приказа о назначении" "no appointment by an order in force"
        /// A direction in which nobody helps.
        Direction "direction" "по этому направлению никто не помогает" "nobody helps in this direction"
        /// A day of the school's week on which nobody helps.
        Day "day" "в этот день никто не помогает" "nobody helps on this day"
        /// A line without hours.
        NoHours "no_hours" "у специалиста нет часов" "the helper has no hours"
        /// A line that is tied to no card: nobody can book there.
        Unlinked "unlinked" "строка не связана с сотрудником: записаться к нему нельзя" "the line is linked to nobody: it cannot be booked"
    }
}

named! {
    /// How much a finding matters.
    Severity {
        /// The schedule cannot be approved.
        Block "block" "мешает утверждению" "blocks the approval"
        Warn "warn" "обратите внимание" "look at it"
        Info "info" "к сведению" "for information"
    }
}

impl FindingKind {
    /// How much it matters.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Empty | Self::Overlap => Severity::Block,
            Self::Room | Self::Closed | Self::Unappointed | Self::Direction | Self::Day | Self::NoHours => {
                Severity::Warn
            }
            Self::Unlinked => Severity::Info,
        }
    }
}

/// Hours of a line, by their places in the lists, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    pub line: u32,
    /// Null when the whole line is meant.
    pub hours: Option<u32>,
}

/// Something odd about a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    pub kind: FindingKind,
    pub severity: Severity,
    /// Where; null when it is about the whole.
    pub at: Option<Place>,
    /// With what it collides.
    pub other: Option<Place>,
    pub day: Option<Weekday>,
    pub direction: Option<Direction>,
}

/// What is odd about a schedule, the gravest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Findings {
    pub findings: Vec<Finding>,
    /// Whether there are more than an answer tells.
    pub more: bool,
}

impl Check for Findings {}

/// The most findings of an answer.
pub const MAX_FINDINGS: usize = 500;

/// An appointment by an order: whose, for what, from when to when (P3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointed {
    pub member: MemberId,
    pub directions: Vec<Direction>,
    pub from: NaiveDate,
    /// The last day; none while no end is set.
    pub to: Option<NaiveDate>,
}

impl Appointed {
    fn on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// Everything odd about the lines, at most [`MAX_FINDINGS`]: in the school's `week`, with these appointments, on the day from
/// which the schedule shall hold.
#[must_use]
pub fn check(
    lines: &[ScheduleLine],
    week: &WorkingWeek,
    appointed: &[Appointed],
    day: NaiveDate,
) -> Findings {
    let mut found = Found::default();
    whole(lines, week, appointed, day, &mut found);
    let spans = spans(lines);
    collisions(&spans, FindingKind::Overlap, &mut found);
    collisions(&spans, FindingKind::Room, &mut found);
    for (index, line) in numbered(lines) {
        of_line(index, line, week, appointed, day, &mut found);
    }
    let Found { mut findings, more } = found;
    findings.sort_by_key(|finding| (finding.severity, finding.kind, finding.at));
    Findings { findings, more }
}

/// Whether something blocks the approval, and what.
#[must_use]
pub fn blocking(lines: &[ScheduleLine]) -> Vec<Finding> {
    let mut found = Found::default();
    if lines.iter().all(|line| line.hours.is_empty()) {
        found.push(FindingKind::Empty, |_| ());
    }
    collisions(&spans(lines), FindingKind::Overlap, &mut found);
    found.findings
}

#[derive(Default)]
struct Found {
    findings: Vec<Finding>,
    more: bool,
}

impl Found {
    fn push(&mut self, kind: FindingKind, fill: impl FnOnce(&mut Finding)) {
        if self.findings.len() >= MAX_FINDINGS {
            self.more = true;
            return;
        }
        let mut finding = Finding {
            kind,
            severity: kind.severity(),
            at: None,
            other: None,
            day: None,
            direction: None,
        };
        fill(&mut finding);
        self.findings.push(finding);
    }
}

fn numbered<T>(list: &[T]) -> impl Iterator<Item = (u32, &T)> {
    (0..).zip(list)
}

/// Hours with where they stand and whose they are.
struct Span<'a> {
    at: Place,
    hours: &'a HelpHours,
    /// The same number for one helper: by card, or by name where one of the two has none.
    helper: usize,
    room: Option<String>,
}

fn spans(lines: &[ScheduleLine]) -> Vec<Span<'_>> {
    let helpers = helpers(lines);
    let mut spans = Vec::new();
    for ((index, line), helper) in numbered(lines).zip(helpers) {
        for (number, hours) in numbered(&line.hours) {
            spans.push(Span {
                at: Place {
                    line: index,
                    hours: Some(number),
                },
                hours,
                helper,
                room: hours.place.as_deref().map(plain).filter(|room| !room.is_empty()),
            });
        }
    }
    spans.sort_by_key(|span| (span.hours.day, span.hours.range, span.at));
    spans
}

/// A number for each line's helper. Two cards of one name are two people; a line without a card is whoever has the name.
fn helpers(lines: &[ScheduleLine]) -> Vec<usize> {
    let mut cards: BTreeMap<MemberId, usize> = BTreeMap::new();
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let mut numbers = vec![0; lines.len()];
    let mut next = 0;
    let linked = lines.iter().zip(numbers.iter_mut());
    for (line, number) in linked {
        let Some(member) = &line.member else { continue };
        *number = *cards.entry(member.id).or_insert_with(|| {
            next += 1;
            next
        });
        names.entry(plain(&line.name)).or_insert(*number);
    }
    for (line, number) in lines.iter().zip(numbers.iter_mut()) {
        if line.member.is_none() {
            *number = *names.entry(plain(&line.name)).or_insert_with(|| {
                next += 1;
                next
            });
        }
    }
    numbers
}

/// Small letters without spaces, ё as е: how names and rooms are compared.
fn plain(text: &str) -> String {
    let text = text.chars().filter(|c| !c.is_whitespace());
    text.flat_map(char::to_lowercase)
        .map(|c| if c == 'ё' { 'е' } else { c })
        .collect()
}

/// Pairs of hours at one time that one helper, or one room, cannot hold both.
fn collisions(spans: &[Span<'_>], kind: FindingKind, found: &mut Found) {
    let collide = |one: &Span<'_>, other: &Span<'_>| {
        if kind == FindingKind::Room {
            one.room.is_some() && one.room == other.room && one.helper != other.helper
        } else {
            one.helper == other.helper
        }
    };
    let mut open: Vec<&Span<'_>> = Vec::new();
    for span in spans {
        open.retain(|before| {
            before.hours.day == span.hours.day && before.hours.range.overlaps(span.hours.range)
        });
        for before in &open {
            if collide(before, span) {
                found.push(kind, |finding| {
                    finding.at = Some(span.at);
                    finding.other = Some(before.at);
                    finding.day = Some(span.hours.day);
                });
                if found.more {
                    return;
                }
            }
        }
        open.push(span);
    }
}

/// What is about the schedule as a whole.
fn whole(
    lines: &[ScheduleLine],
    week: &WorkingWeek,
    appointed: &[Appointed],
    day: NaiveDate,
    found: &mut Found,
) {
    let hours = || lines.iter().flat_map(|line| &line.hours);
    if hours().next().is_none() {
        found.push(FindingKind::Empty, |_| ());
        return;
    }
    for weekday in Weekday::ALL {
        if !week.on(weekday).is_day_off() && !hours().any(|hours| hours.day == weekday) {
            found.push(FindingKind::Day, |finding| finding.day = Some(weekday));
        }
    }
    let helps = |line: &&ScheduleLine| !line.hours.is_empty();
    let helped: Vec<Direction> = lines
        .iter()
        .filter(helps)
        .flat_map(|line| directions(line, appointed, day))
        .collect();
    for direction in Direction::ALL {
        if !helped.contains(direction) {
            found.push(FindingKind::Direction, |finding| {
                finding.direction = Some(*direction)
            });
        }
    }
}

/// What a line helps with: what it says itself, else what its helper is appointed for.
fn directions(line: &ScheduleLine, appointed: &[Appointed], day: NaiveDate) -> Vec<Direction> {
    if !line.directions.is_empty() {
        return line.directions.clone();
    }
    let of_line =
        |one: &&Appointed| one.on(day) && line.member.as_ref().is_some_and(|member| member.id == one.member);
    appointed
        .iter()
        .filter(of_line)
        .flat_map(|one| one.directions.iter().copied())
        .collect()
}

/// What is about one line.
fn of_line(
    index: u32,
    line: &ScheduleLine,
    week: &WorkingWeek,
    appointed: &[Appointed],
    day: NaiveDate,
    found: &mut Found,
) {
    let at = |hours| Some(Place { line: index, hours });
    match &line.member {
        None => found.push(FindingKind::Unlinked, |finding| finding.at = at(None)),
        Some(member) => {
            if !appointed.iter().any(|one| one.member == member.id && one.on(day)) {
                found.push(FindingKind::Unappointed, |finding| finding.at = at(None));
            }
        }
    }
    if line.hours.is_empty() {
        found.push(FindingKind::NoHours, |finding| finding.at = at(None));
    }
    for (number, hours) in numbered(&line.hours) {
        if !open(week, hours) {
            found.push(FindingKind::Closed, |finding| {
                finding.at = at(Some(number));
                finding.day = Some(hours.day);
            });
        }
    }
}

/// Whether the school is open all the while, from its first hour to its last: a lunch hour does not close it.
fn open(week: &WorkingWeek, hours: &HelpHours) -> bool {
    let ranges = week.on(hours.day).ranges();
    let bounds: Option<(TimeOfDay, TimeOfDay)> = ranges
        .first()
        .zip(ranges.last())
        .map(|(first, last)| (first.from(), last.to()));
    bounds.is_some_and(|(from, to)| from <= hours.range.from() && hours.range.to() <= to)
}

#[cfg(test)]
mod tests;
