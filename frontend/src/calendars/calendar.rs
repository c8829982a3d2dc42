//! `/s/:school/calendar`: the school's year, and its draft for those who publish it.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::calendar::russia;
use podskazka_shared::calendars::differ::Differing;
use podskazka_shared::calendars::publishing::{CalendarPath, CalendarsFind, CurrentCalendar};
use podskazka_shared::calendars::{DayNoteKind, SchoolCalendar};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::schedules::AcademicYear;

use super::{Desk, class, days, months, versions, week};
use crate::browser;
use crate::i18n::{self, calendars, dates, lang, school_year};
use crate::live::{State, live, maybe};
use crate::reading::{Reading, read};
use crate::session::Here;
use crate::ui::{Icon, icon, page, when};

pub fn calendar(here: Here) -> AnyView {
    let t = calendars();
    let path = CalendarPath {
        school: here.slug.clone(),
    };
    let reading = read::<CalendarsFind>(move || Some((path.clone(), Nothing {})));
    let below = view! { <p class="dim">{t.lead}</p> };
    let body = when(reading, 3, move || {
        let now = reading.value.get_untracked();
        now.map_or_else(|| ().into_any(), |now| screen(&here, reading, &now))
    });
    page(t.title.to_owned(), ().into_any(), below.into_any(), body)
}

fn screen(here: &Here, reading: Reading<CurrentCalendar>, now: &CurrentCalendar) -> AnyView {
    let desk = Desk::of(here, here.me.id, reading, now);
    let today = dates::today(browser::now());
    let first = today.map_or(2026, |today| AcademicYear::of(today).first());
    let year = State::new(first);
    let usual = move || {
        let version = reading
            .value
            .with(|now| now.as_ref().map_or(0, |now| now.version));
        (version == 0).then(|| view! { <p class="note">{calendars().usual}</p> })
    };
    let edits = here.may(Action::CalendarPublish).then(|| {
        view! {
            {days::publishing(desk)}
            {days::days(desk)}
            {week::week(desk)}
        }
    });
    let history = here.may(Action::StaffRead).then(|| versions::versions(here));
    view! {
        <div class="col">
            {maybe(usual)}
            {turn(year)}
            {live(move || desk.draft.with(|draft| differ(draft, year.get())))}
            {live(move || desk.draft.with(|draft| months::months(draft, year.get(), today)))}
            {edits}
            {history}
        </div>
    }
    .into_any()
}

/// The way to the year before and after.
fn turn(year: State<i32>) -> AnyView {
    let step = move |by: i32| year.update(|year| *year = (*year + by).clamp(2000, 2100));
    let label = move || i18n::year(&school_year(AcademicYear::beginning(year.get())));
    let to = |icon_of, name: &'static str, by| {
        view! {
            <button type="button" class="btn" aria-label=name on:click=move |_| step(by)>{icon(icon_of)}</button>
        }
        .into_any()
    };
    view! {
        <div class="row between wrap noprint">
            {to(Icon::Back, calendars().earlier, -1)}
            <h2 aria-live="polite">{live(label)}</h2>
            {to(Icon::Next, calendars().later, 1)}
        </div>
    }
    .into_any()
}

/// The days that differ in words, and by what the production calendar moves them.
fn differ(calendar: &SchoolCalendar, year: i32) -> AnyView {
    let t = calendars();
    let found = calendar.differing(months::dates_of(year));
    let decrees: Vec<_> = [year, year + 1]
        .into_iter()
        .filter(|_| calendar.national)
        .map(|year| {
            let by = match russia::decree(year) {
                Some(decree) => {
                    let date = decree
                        .date
                        .parse()
                        .map_or_else(|_| decree.date.to_owned(), dates::date);
                    i18n::decree(decree.number, &date)
                }
                None => t.no_decree.to_owned(),
            };
            view! { <li><small>{year.to_string()} ": " {by}</small></li> }.into_any()
        })
        .collect();
    let none = found
        .is_empty()
        .then(|| view! { <p class="dim">{t.no_differ}</p> });
    let rows: Vec<_> = found.iter().map(line).collect();
    view! {
        <section class="col tight">
            <h2>{t.differ}</h2>
            {none}
            <ul class="differ">{rows}</ul>
            <ul>{decrees}</ul>
        </section>
    }
    .into_any()
}

fn line(one: &Differing) -> AnyView {
    let t = calendars();
    let when = match one.from == one.to {
        true => dates::date(one.from),
        false => format!("{} – {}", dates::short_date(one.from), dates::date(one.to)),
    };
    let closed = one.plan.is_closed();
    let what = match (&one.plan.within, one.note.kind) {
        (_, DayNoteKind::Moved) => russia::moved_from(one.from).map_or_else(
            || t.closed.to_owned(),
            |from| i18n::moved_from(&dates::short_date(from)),
        ),
        (None, DayNoteKind::Working) => i18n::like_day(one.plan.weekday),
        (Some(within), _) if !closed => {
            // A shortened day has only an end.
            let from_midnight = within
                .ranges()
                .first()
                .filter(|range| range.from().minutes() == 0);
            match from_midnight {
                Some(range) => format!("{} {}", i18n::general().till, short(range.to())),
                None => format!("{} {within}", t.only),
            }
        }
        (_, _) if closed => t.closed.to_owned(),
        (_, _) => String::new(),
    };
    view! {
        <li>
            <i class=class(one.note.kind, closed) aria-hidden="true"></i>
            <span class="grow"><b>{one.note.text(one.from, lang())}</b> " " <small>{what}</small></span>
            <span class="when">{when}</span>
        </li>
    }
    .into_any()
}

fn short(time: podskazka_shared::schedules::TimeOfDay) -> String {
    format!("{}:{:02}", time.hour(), time.minute())
}
