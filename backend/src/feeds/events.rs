//! A plan as events: each line's hours repeat weekly but for the days that differ, and those stand as events of their own (S3).

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use icalendar::{Component, Event, EventLike, Property};
use podskazka_shared::ids::MemberId;
use podskazka_shared::schedules::plan::{Plan, PlannedDay, Source, Turn, Version};
use podskazka_shared::schedules::{HelpHours, ScheduleLine, TimeOfDay, TimeRange, Weekday};
use podskazka_shared::zone::instant;

use super::words::Words;

/// What all events of a feed share.
#[derive(Debug)]
pub struct Frame<'a> {
    pub plan: &'a Plan,
    /// Rises with every change of the plan.
    pub revision: i64,
    /// When the plan changed last: the same feed has the same text.
    pub changed_at: DateTime<Utc>,
    /// Makes the names of events our own.
    pub host: &'a str,
    /// The school's page.
    pub page: &'a str,
    pub words: &'a Words,
    pub only: Only<'a>,
}

/// Whose hours a feed tells.
#[derive(Debug, Clone, Copy)]
pub enum Only<'a> {
    Everybody,
    /// The helper of this name, as everybody may know.
    Named(&'a str),
    /// One's own.
    Member(MemberId),
}

impl Only<'_> {
    /// Whether it is about who is there: by the name of a line, or by the card.
    fn is(&self, name: &str, member: Option<MemberId>) -> bool {
        match self {
            Self::Everybody => true,
            Self::Named(only) => *only == name,
            Self::Member(only) => member == Some(*only),
        }
    }
}

impl Frame<'_> {
    /// The events from one day to another, both included.
    pub fn events(&self, from: NaiveDate, to: NaiveDate) -> Vec<Event> {
        let days: BTreeMap<NaiveDate, PlannedDay> =
            self.plan.days(from, to).map(|day| (day.date, day)).collect();
        let mut events = Vec::new();
        for version in &self.plan.versions {
            let first = version.from.max(from);
            let last = version
                .until
                .and_then(|until| until.pred_opt())
                .map_or(to, |last| last.min(to));
            let of_line =
                |line: &&ScheduleLine| self.only.is(&line.name, line.member.as_ref().map(|one| one.id));
            for line in version.lines.iter().filter(of_line) {
                for hours in &line.hours {
                    let weekly = first.iter_days().take_while(|date| *date <= last);
                    let weekly = weekly.filter(|date| Weekday::from(date.weekday()) == hours.day);
                    events.extend(self.series(line, hours, weekly, &days));
                }
            }
        }
        for day in days.values() {
            let version = self.plan.version(day.date);
            let own = |turn: &&Turn| turn.is_served() && !is_regular(version, day.date, turn);
            events.extend(
                day.turns
                    .iter()
                    .filter(own)
                    .filter_map(|turn| self.single(day.date, turn)),
            );
        }
        events
    }

    /// Hours of a line every week, without the days on which they are not as they stand there.
    fn series(
        &self,
        line: &ScheduleLine,
        hours: &HelpHours,
        weekly: impl Iterator<Item = NaiveDate>,
        days: &BTreeMap<NaiveDate, PlannedDay>,
    ) -> Option<Event> {
        let is_held = |date: &NaiveDate| {
            let turns = days.get(date).map_or(&[][..], |day| &day.turns);
            turns.iter().any(|turn| is_of(turn, line, hours))
        };
        let (held, not): (Vec<NaiveDate>, Vec<NaiveDate>) = weekly.partition(is_held);
        let (first, last) = (*held.first()?, *held.last()?);
        let minutes = hours.range.from();
        let mut event = self.event(&format!("{}-{:?}-{}", line.id, hours.day, minutes.minutes()));
        self.between(&mut event, first, hours.range);
        let until = instant(last, minutes.minutes(), self.plan.zone).format("%Y%m%dT%H%M%SZ");
        event.append_property(Property::new("RRULE", format!("FREQ=WEEKLY;UNTIL={until}")));
        let not = not.into_iter().filter(|date| first < *date && *date < last);
        let not: Vec<String> = not.map(|date| local(date, minutes)).collect();
        if !not.is_empty() {
            event.append_property(self.zoned("EXDATE", &not.join(",")));
        }
        self.describe(&mut event, &line.name, &line.posts, hours);
        Some(event)
    }

    /// Hours of one day.
    fn single(&self, date: NaiveDate, turn: &Turn) -> Option<Event> {
        let there = turn.substitute.as_ref().filter(|_| turn.away);
        let (name, member) = match there {
            Some(there) => (&there.name, Some(there.id)),
            None => (&turn.name, turn.member),
        };
        if !self.only.is(name, member) {
            return None;
        }
        let source = match turn.source {
            Source::Line(id) => id.0,
            Source::Extra(id) => id.0,
        };
        let from = turn.range.from().minutes();
        let mut event = self.event(&format!("{source}-{date}-{from}"));
        self.between(&mut event, date, turn.range);
        let hours = HelpHours {
            day: Weekday::from(date.weekday()),
            range: turn.range,
            place: turn.place.clone(),
            modes: turn.modes.clone(),
            audiences: turn.audiences.clone(),
            entry: turn.entry,
        };
        match there {
            Some(there) => self.describe(
                &mut event,
                &(self.words.instead)(&there.name, &turn.name),
                &[],
                &hours,
            ),
            None => self.describe(&mut event, &turn.name, &turn.posts, &hours),
        }
        Some(event)
    }

    fn event(&self, name: &str) -> Event {
        let mut event = Event::new();
        event
            .uid(&format!("{name}@{}", self.host))
            .sequence(u32::try_from(self.revision).unwrap_or(u32::MAX))
            .timestamp(self.changed_at)
            .last_modified(self.changed_at)
            .url(self.page);
        // Who subscribes is not busy by it.
        event.append_property(Property::new("TRANSP", "TRANSPARENT"));
        event
    }

    fn between(&self, event: &mut Event, date: NaiveDate, range: TimeRange) {
        event.append_property(self.zoned("DTSTART", &local(date, range.from())));
        event.append_property(self.zoned("DTEND", &local(date, range.to())));
    }

    fn zoned(&self, key: &str, value: &str) -> Property {
        Property::new(key, value)
            .add_parameter("TZID", self.plan.zone.name())
            .done()
    }

    fn describe(&self, event: &mut Event, name: &str, posts: &[String], hours: &HelpHours) {
        event.summary(&(self.words.summary)(name));
        if let Some(place) = &hours.place {
            event.location(place);
        }
        let posts = (!posts.is_empty()).then(|| posts.join(", "));
        let text: Vec<String> = posts.into_iter().chain(self.words.hours(hours)).collect();
        event.description(&text.join("\n"));
    }
}

/// Whether a turn is what these hours of the line say.
fn is_of(turn: &Turn, line: &ScheduleLine, hours: &HelpHours) -> bool {
    turn.source == Source::Line(line.id)
        && !turn.away
        && turn.range == hours.range
        && turn.entry == hours.entry
        && (&turn.place, &turn.modes, &turn.audiences) == (&hours.place, &hours.modes, &hours.audiences)
}

/// Whether a turn stands in the series of its weekday.
fn is_regular(version: Option<&Version>, date: NaiveDate, turn: &Turn) -> bool {
    let weekday = Weekday::from(date.weekday());
    let mut lines = version.into_iter().flat_map(|version| &version.lines);
    lines.any(|line| {
        let mut hours = line.hours.iter().filter(|hours| hours.day == weekday);
        hours.any(|hours| is_of(turn, line, hours))
    })
}

/// `20261130T080000`; the end of a day is the start of the next one.
fn local(date: NaiveDate, time: TimeOfDay) -> String {
    let at = date.and_time(chrono::NaiveTime::MIN) + chrono::Duration::minutes(time.minutes().into());
    at.format("%Y%m%dT%H%M%S").to_string()
}
