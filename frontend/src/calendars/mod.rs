//! The school's calendar: the year with the days that differ, and for those who keep it the way to change it.

pub mod calendar;
mod day;
mod days;
mod months;
mod versions;
mod week;

use leptos::prelude::*;
use podskazka_shared::calendars::publishing::{CalendarPath, CurrentCalendar};
use podskazka_shared::calendars::{DayNoteKind, SchoolCalendar};
use podskazka_shared::ids::PersonId;

use crate::api;
use crate::drafts::Draft;
use crate::live::State;
use crate::reading::Reading;
use crate::session::Here;

/// What is being changed, and what it was.
#[derive(Clone, Copy)]
struct Desk {
    reading: Reading<CurrentCalendar>,
    draft: State<SchoolCalendar>,
    /// Whether somebody else has published since the changes were begun.
    behind: State<bool>,
    /// The days of the week whose hours cannot be read as they are typed.
    unread: State<[bool; 7]>,
    kept: StoredValue<Draft>,
    path: StoredValue<CalendarPath>,
}

impl Desk {
    fn of(here: &Here, person: PersonId, reading: Reading<CurrentCalendar>, now: &CurrentCalendar) -> Self {
        let kept = Draft::of(person, &here.slug, "calendar");
        let typed: Option<CurrentCalendar> = serde_json::from_str(&kept.read()).ok().and_then(api::read);
        let behind = typed.as_ref().is_some_and(|typed| typed.version != now.version);
        let draft = typed.map_or_else(|| now.calendar.clone(), |typed| typed.calendar);
        Self {
            reading,
            draft: State::new(draft),
            behind: State::new(behind),
            unread: State::new([false; 7]),
            kept: StoredValue::new(kept),
            path: StoredValue::new(CalendarPath {
                school: here.slug.clone(),
            }),
        }
    }

    /// Whether there is something to publish.
    fn is_changed(self) -> bool {
        self.draft.with(|draft| {
            self.reading
                .value
                .with(|now| now.as_ref().is_none_or(|now| now.calendar != *draft))
        })
    }

    /// Changes the draft; a reload does not lose it.
    fn change(self, change: impl FnOnce(&mut SchoolCalendar)) {
        self.draft.update(change);
        let kept = CurrentCalendar {
            calendar: self.draft.get_untracked(),
            published_at: None,
            version: self.version(),
        };
        let text = serde_json::to_string(&kept).unwrap_or_default();
        self.kept.with_value(|kept| kept.keep(&text));
    }

    /// The version that is published.
    fn version(self) -> i64 {
        let version = |now: &Option<CurrentCalendar>| now.as_ref().map_or(0, |now| now.version);
        self.reading.value.with_untracked(version)
    }

    /// The draft is what is published.
    fn settle(self, now: CurrentCalendar) {
        self.behind.set(false);
        self.unread.set([false; 7]);
        self.draft.set(now.calendar.clone());
        self.reading.value.set(Some(now));
        self.kept.with_value(Draft::forget);
    }
}

/// The look of a day that differs.
const fn class(kind: DayNoteKind, closed: bool) -> &'static str {
    match (kind, closed) {
        (DayNoteKind::Working, _) => "worked",
        (_, true) => "off",
        (_, false) => "shorter",
    }
}
