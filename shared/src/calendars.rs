//! The school's calendar: its week, and the days that differ from it (S2, S3, T4).
//!
//! One calendar tells both which hours of the help schedule hold on a date ([`SchoolCalendar::day`]) and which time counts
//! in a deadline ([`SchoolCalendar::working`]).

pub mod differ;
pub mod publishing;

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::calendar::russia::{self, DayKind};
use crate::calendar::{Calendar, CalendarDay, Exception, Hours, MAX_EXCEPTIONS, WorkingWeek};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::schedules::{TimeOfDay, TimeRange, Weekday};
use crate::text::Lang;

/// The most characters of a day's name.
pub const MAX_NAME: u32 = 120;

/// When a school is open: a week, the country's production calendar if the school follows it, and its own days on top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SchoolCalendar {
    /// The school's hours on each day of the week. Hours of help may lie outside of them.
    pub week: WorkingWeek,
    /// Whether holidays and moved days of the production calendar of Russia hold here.
    pub national: bool,
    /// The region's and the school's own days, in order: of several that hold a day the last one tells.
    pub days: Vec<SchoolDay>,
}

impl Default for SchoolCalendar {
    /// What a school has that has published none: Monday to Friday from 9 to 18 with an hour's break, and the production
    /// calendar.
    fn default() -> Self {
        Self {
            week: WorkingWeek::office(),
            national: true,
            days: Vec::new(),
        }
    }
}

/// Days that differ from the week, the last one included, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SchoolDay {
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "2026-10-26"))]
    pub from: CalendarDay,
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "2026-11-03"))]
    pub to: CalendarDay,
    /// Why, as everybody reads it.
    #[cfg_attr(feature = "openapi", schema(example = "Осенние каникулы"))]
    pub name: String,
    pub rule: DayRule,
    /// Whether the region's list set it for many schools. The next list replaces all such days of the calendar.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub region: bool,
}

/// What holds on days that differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DayRule {
    /// Closed.
    Off {},
    /// School holidays: help within these hours only, none at all when there are none.
    Break {
        #[serde(default)]
        hours: Hours,
    },
    /// A shorter day: help within these hours only.
    Short { hours: Hours },
    /// Open like another day of the week: a working Saturday, a moved day.
    Working { like: Weekday },
}

/// What holds on one date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayPlan {
    /// The day of the week whose hours of help hold.
    pub weekday: Weekday,
    /// The part of the day that they are cut to: all of it when `None`, nothing when there are no hours in it.
    pub within: Option<Hours>,
    /// Why the day differs; `None` on a plain day.
    pub note: Option<DayNote>,
}

/// Why a day differs from its week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DayNote {
    pub kind: DayNoteKind,
    /// The school's own words. None for days of the production calendar: `calendar::russia::holiday` names those.
    pub name: Option<String>,
}

/// How a day differs from its week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DayNoteKind {
    /// A holiday of the Labour Code.
    Holiday,
    /// Off, because a day off was moved here by decree or by the Labour Code.
    Moved,
    /// Shorter than others.
    Short,
    /// Closed by the school or the region.
    Off,
    /// School holidays.
    Break,
    /// Worked like another day of the week.
    Working,
}

impl DayNoteKind {
    pub const ALL: [Self; 6] = [
        Self::Holiday,
        Self::Moved,
        Self::Short,
        Self::Off,
        Self::Break,
        Self::Working,
    ];

    /// As in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Moved => "moved",
            Self::Short => "short",
            Self::Off => "off",
            Self::Break => "break",
            Self::Working => "working",
        }
    }

    /// For people, in small letters.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Holiday => lang.pick("праздничный день", "public holiday"),
            Self::Moved => lang.pick("выходной день перенесён сюда", "a day off was moved here"),
            Self::Short => lang.pick("день короче обычного", "a shorter day"),
            Self::Off => lang.pick("школа закрыта", "the school is closed"),
            Self::Break => lang.pick("каникулы", "school holidays"),
            Self::Working => lang.pick("рабочий день", "a working day"),
        }
    }
}

coded!(DayNoteKind);

impl SchoolCalendar {
    /// The calendar with these as its region's days, in place of those that it has: the school's own stay on top.
    #[must_use]
    pub fn with_region(&self, days: &[SchoolDay]) -> Self {
        let region = days.iter().cloned().map(|day| SchoolDay { region: true, ..day });
        let own = self.days.iter().filter(|day| !day.region).cloned();
        Self {
            week: self.week.clone(),
            national: self.national,
            days: region.chain(own).collect(),
        }
    }
}

impl SchoolDay {
    /// Whether it tells of the day.
    pub fn holds(&self, date: NaiveDate) -> bool {
        CalendarDay::hold(self.from, self.to, date)
    }
}

impl DayPlan {
    fn note(kind: DayNoteKind, name: Option<&str>) -> Option<DayNote> {
        let name = name.map(str::to_owned);
        Some(DayNote { kind, name })
    }

    /// Whether nobody helps on the day, whatever the schedule says.
    pub fn is_closed(&self) -> bool {
        self.within.as_ref().is_some_and(Hours::is_day_off)
    }

    /// The parts of a range of the day that hold, in order.
    pub fn cut(&self, range: TimeRange) -> Vec<TimeRange> {
        let Some(within) = &self.within else {
            return vec![range];
        };
        let part = |open: &TimeRange| {
            let (from, to) = (range.from().max(open.from()), range.to().min(open.to()));
            TimeRange::new(from, to).ok()
        };
        let mut parts: Vec<TimeRange> = Vec::new();
        for part in within.ranges().iter().filter_map(part) {
            match parts.last_mut() {
                // 9-12 and 12-15 are one stretch of help.
                Some(last) if last.to() == part.from() => {
                    *last = TimeRange::new(last.from(), part.to()).unwrap_or(*last);
                }
                _ => parts.push(part),
            }
        }
        parts
    }
}

/// Who tells of a day.
enum Told<'a> {
    Plain,
    National(DayKind),
    Own(&'a SchoolDay),
}

impl SchoolCalendar {
    /// The weekday that the day is like, and who tells of it.
    ///
    /// A break or a short day narrows; it does not open a day that is off by law. Only a working day does.
    fn told(&self, date: NaiveDate) -> (Weekday, Told<'_>) {
        let national = if self.national { russia::kind(date) } else { None };
        let national = national.unwrap_or(DayKind::Working);
        let moved = if self.national {
            russia::worked_for(date)
        } else {
            None
        };
        let weekday = Weekday::from(moved.unwrap_or(date).weekday());
        let off = matches!(national, DayKind::Holiday | DayKind::MovedHere);
        match self.days.iter().rev().find(|day| day.holds(date)) {
            Some(own) => match own.rule {
                DayRule::Working { like } => (like, Told::Own(own)),
                DayRule::Break { .. } | DayRule::Short { .. } if off => (weekday, Told::National(national)),
                DayRule::Off {} | DayRule::Break { .. } | DayRule::Short { .. } => (weekday, Told::Own(own)),
            },
            None if off || moved.is_some() || national == DayKind::Shortened => {
                (weekday, Told::National(national))
            }
            // A plain weekend is the schedule's matter: a school may help on Saturdays.
            None => (weekday, Told::Plain),
        }
    }

    /// Which hours of help hold on a date (S2).
    pub fn day(&self, date: NaiveDate) -> DayPlan {
        let (weekday, told) = self.told(date);
        let (within, note) = match told {
            Told::Plain => (None, None),
            Told::National(kind) => {
                let worked = russia::worked_for(date).map(|_| DayNoteKind::Working);
                match kind {
                    DayKind::Holiday => (Some(Hours::default()), DayPlan::note(DayNoteKind::Holiday, None)),
                    DayKind::MovedHere => (Some(Hours::default()), DayPlan::note(DayNoteKind::Moved, None)),
                    DayKind::Shortened => (
                        self.until_an_hour_earlier(weekday),
                        DayPlan::note(worked.unwrap_or(DayNoteKind::Short), None),
                    ),
                    DayKind::Working | DayKind::Weekend => {
                        (None, worked.and_then(|worked| DayPlan::note(worked, None)))
                    }
                }
            }
            Told::Own(own) => {
                let (within, kind) = match &own.rule {
                    DayRule::Off {} => (Some(Hours::default()), DayNoteKind::Off),
                    DayRule::Break { hours } => (Some(hours.clone()), DayNoteKind::Break),
                    DayRule::Short { hours } => (Some(hours.clone()), DayNoteKind::Short),
                    DayRule::Working { .. } => (None, DayNoteKind::Working),
                };
                (within, DayPlan::note(kind, Some(&own.name)))
            }
        };
        DayPlan {
            weekday,
            within,
            note,
        }
    }

    /// The day up to an hour before the school usually closes. No bound on a weekday without hours.
    fn until_an_hour_earlier(&self, weekday: Weekday) -> Option<Hours> {
        let week = self.week.on(weekday);
        if week.is_day_off() {
            return None;
        }
        let short = week.shorter();
        let until = short.ranges().last().map(|last| last.to());
        let all = until.and_then(|until| TimeRange::new(TimeOfDay::MIDNIGHT, until).ok());
        Some(Hours::new(all.into_iter().collect()).unwrap_or_default())
    }

    /// The school's own hours on a date, and whether the day differs from its week.
    ///
    /// A break or a short day over a weekend does not make the weekend a working day.
    pub fn hours(&self, date: NaiveDate) -> (Hours, bool) {
        let (weekday, told) = self.told(date);
        let week = self.week.on(weekday);
        let hours = match told {
            Told::Plain => return (week.clone(), false),
            Told::National(DayKind::Holiday | DayKind::MovedHere) => Hours::default(),
            Told::National(DayKind::Shortened) => week.shorter(),
            Told::National(DayKind::Working | DayKind::Weekend) => week.clone(),
            Told::Own(own) => match &own.rule {
                DayRule::Off {} => Hours::default(),
                DayRule::Break { hours } | DayRule::Short { hours } if !week.is_day_off() => hours.clone(),
                DayRule::Working { .. } | DayRule::Break { .. } | DayRule::Short { .. } => week.clone(),
            },
        };
        (hours, true)
    }

    /// The working time of some dates as deadlines count it (T4). What lies outside of them is told as plain weeks.
    ///
    /// `zone` is a name of the IANA time zone database.
    pub fn working(&self, zone: &str, dates: RangeInclusive<NaiveDate>) -> Calendar {
        let mut exceptions: Vec<Exception> = Vec::new();
        let mut eve = None;
        for date in dates.start().iter_days().take_while(|day| day <= dates.end()) {
            let (intervals, differs) = self.hours(date);
            if !differs {
                continue;
            }
            match exceptions.last_mut() {
                Some(last) if eve == date.pred_opt() && last.intervals == intervals => {
                    last.to = CalendarDay::Dated(date);
                }
                _ => exceptions.push(Exception {
                    from: CalendarDay::Dated(date),
                    to: CalendarDay::Dated(date),
                    intervals,
                }),
            }
            eve = Some(date);
        }
        Calendar {
            time_zone: zone.to_owned(),
            week: self.week.clone(),
            exceptions,
        }
    }
}

impl Check for SchoolCalendar {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.days.len() > MAX_EXCEPTIONS {
            let max = i64::try_from(MAX_EXCEPTIONS).unwrap_or(i64::MAX);
            errors.push(FieldError::new(
                "/days",
                FieldErrorKind::OutOfRange { min: 0, max },
            ));
        }
        for (index, day) in self.days.iter().enumerate() {
            day.check(errors, &format!("/days/{index}"));
        }
    }
}

impl SchoolDay {
    /// Checks what a type cannot tell, with `at` as the pointer to the day.
    pub fn check(&self, errors: &mut Vec<FieldError>, at: &str) {
        check::text(errors, &format!("{at}/name"), &self.name, MAX_NAME);
        if let Err(kind) = CalendarDay::check(self.from, self.to) {
            errors.push(FieldError::new(format!("{at}/to"), kind));
        }
        if let DayRule::Short { hours } = &self.rule
            && hours.is_day_off()
        {
            let pointer = format!("{at}/rule/hours");
            errors.push(FieldError::new(pointer, FieldErrorKind::Required));
        }
    }
}

#[cfg(test)]
mod tests;
