//! What is odd about the draft, with reasons, next to what is meant.

use chrono::NaiveDate;
use podskazka_shared::appointments::order::{Appointment, AppointmentsList, OrderState, OrdersQuery};
use podskazka_shared::calendar::WorkingWeek;
use podskazka_shared::calendars::SchoolCalendar;
use podskazka_shared::calendars::publishing::{CalendarPath, CalendarsFind};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::schedules::checks::{self, Appointed, Finding, FindingKind, Place, Severity};
use podskazka_shared::schedules::edit::{Key, Sheet, SheetLine};
use podskazka_shared::schedules::{AcademicYear, HelpHours, TimeRange, Weekday};
use podskazka_shared::schools::SchoolPath;

use crate::api;
use crate::browser;
use crate::i18n::{self, dates, day_name, lang};
use crate::live::{State, spawn};
use crate::people::name;
use crate::schedules::words;
use crate::session::Here;

/// What the checks need to know of the school.
#[derive(Debug, Clone)]
pub struct Known {
    /// None as long as it is not read: then nothing is said about it.
    pub week: Option<WorkingWeek>,
    /// The same.
    pub appointed: Option<Vec<Appointed>>,
    /// The day from which the schedule shall hold.
    pub day: NaiveDate,
}

/// Something odd in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    pub severity: Severity,
    pub text: String,
    /// Whose line is meant.
    pub line: Option<Key>,
    /// Which hours are meant.
    pub hours: Option<Key>,
    pub day: Option<Weekday>,
}

impl Known {
    /// Reads it for this school, as far as the person may.
    pub fn read(here: &Here, year: AcademicYear) -> State<Self> {
        let today = dates::today(browser::now()).unwrap_or_default();
        let known = State::new(Self {
            week: None,
            appointed: None,
            day: year.first_day(today),
        });
        let (school, first) = (here.school(), known.get_untracked());
        spawn(async move {
            let path = CalendarPath {
                school: school.school.clone(),
            };
            let calendar = api::ask::<CalendarsFind>(&path, &Nothing {}).await;
            let appointed = appointed(&school).await;
            // The screen may be gone by now.
            known.try_set(Self {
                week: calendar.ok().map(|found| found.calendar.week),
                appointed,
                day: first.day,
            });
        });
        known
    }
}

/// All appointments that hold, now or later; none when they cannot be read.
async fn appointed(school: &SchoolPath) -> Option<Vec<Appointed>> {
    let mut found: Vec<Appointment> = Vec::new();
    let mut query = OrdersQuery {
        limit: Some(100),
        ..OrdersQuery::default()
    };
    loop {
        let page = api::ask::<AppointmentsList>(school, &query).await.ok()?;
        found.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    Some(found.into_iter().filter_map(in_force).collect())
}

/// An appointment that holds, now or later.
fn in_force(one: Appointment) -> Option<Appointed> {
    matches!(one.state, OrderState::InForce | OrderState::Planned).then_some(Appointed {
        member: one.member.id,
        directions: one.directions,
        from: one.from,
        to: one.to,
    })
}

/// All that is odd, the gravest first.
pub fn remarks(sheet: &Sheet, known: &Known) -> Vec<Remark> {
    let lines = sheet.to_lines();
    let appointed = known.appointed.as_deref();
    let week = known
        .week
        .clone()
        .unwrap_or_else(|| SchoolCalendar::default().week);
    let found = checks::check(&lines, &week, appointed.unwrap_or_default(), known.day);
    // What is not read yet is not missing.
    let told = |finding: &Finding| {
        let by_orders = matches!(finding.kind, FindingKind::Unappointed | FindingKind::Direction);
        let by_week = matches!(finding.kind, FindingKind::Closed);
        (appointed.is_some() || !by_orders) && (known.week.is_some() || !by_week)
    };
    let found = found.findings.iter().filter(|finding| told(finding));
    found.map(|finding| remark(sheet, known, finding)).collect()
}

fn line_at(sheet: &Sheet, place: Option<Place>) -> Option<&SheetLine> {
    sheet.lines.get(usize::try_from(place?.line).ok()?)
}

fn hours_at(sheet: &Sheet, place: Option<Place>) -> Option<(Key, &HelpHours)> {
    let hours = usize::try_from(place?.hours?).ok()?;
    let one = line_at(sheet, place)?.hours.get(hours)?;
    Some((one.key, &one.hours))
}

fn remark(sheet: &Sheet, known: &Known, finding: &Finding) -> Remark {
    let label = || finding.kind.label(lang()).to_owned();
    let whose = |place| line_at(sheet, place).map(|line| name::short(&line.helper.name));
    let hours = hours_at(sheet, finding.at);
    let other = hours_at(sheet, finding.other);
    let day = |day: Weekday| day_name(day).to_lowercase();
    let text = match finding.kind {
        FindingKind::Overlap => other.map(|(_, other)| {
            let parts: Vec<String> = [other.range.to_string()]
                .into_iter()
                .chain(words::details(other))
                .collect();
            i18n::overlap(&parts.join(", "))
        }),
        FindingKind::Room => hours.zip(other).and_then(|((_, mine), (_, other))| {
            let name = whose(finding.other)?;
            let place = mine.place.as_deref()?;
            Some(i18n::room_taken(place, &format!("{name}, {}", other.range)))
        }),
        FindingKind::Closed => finding.day.zip(known.week.as_ref()).map(|(weekday, week)| {
            let ranges = week.on(weekday).ranges();
            match ranges.first().zip(ranges.last()) {
                None => i18n::school_closed(&day(weekday)),
                Some((first, last)) => {
                    let hours = TimeRange::new(first.from(), last.to());
                    i18n::school_open(
                        &day(weekday),
                        &hours.map(|hours| hours.to_string()).unwrap_or_default(),
                    )
                }
            }
        }),
        FindingKind::Direction => finding.direction.map(|one| i18n::nobody_in(one.label(lang()))),
        FindingKind::Day => finding.day.map(|weekday| i18n::nobody_on(&day(weekday))),
        FindingKind::Empty | FindingKind::Unappointed | FindingKind::NoHours | FindingKind::Unlinked => None,
    };
    Remark {
        severity: finding.severity,
        text: text.unwrap_or_else(label),
        line: line_at(sheet, finding.at).map(|line| line.key),
        hours: hours.map(|(key, _)| key),
        day: finding.day,
    }
}
