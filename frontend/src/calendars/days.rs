//! The school's own days: a list to change, and the button that publishes the calendar.

use leptos::prelude::*;
use podskazka_shared::calendar::CalendarDay;
use podskazka_shared::calendars::publishing::CalendarsPublish;
use podskazka_shared::calendars::{DayRule, SchoolDay};
use podskazka_shared::problem::ProblemKind;

use super::Desk;
use super::day::form;
use super::week;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{calendars, dates, like_day};
use crate::live::{State, derived, effect, live, maybe, words};
use crate::sending::Sending;
use crate::ui::{Icon, Toasts, button, error_summary, icon};

/// What is open: a new day, or the one at this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    Nothing,
    New,
    At(usize),
}

impl Open {
    /// The id of the button that opens it.
    pub fn opener(self) -> String {
        match self {
            Self::Nothing | Self::New => "day-new".to_owned(),
            Self::At(place) => format!("day-{place}"),
        }
    }
}

/// Above the rest as long as something waits to be published.
pub fn publishing(desk: Desk) -> AnyView {
    let sending = Sending::of("calendar");
    let toasts = Toasts::get();
    // Somebody was quicker: their version is the one that the next press replaces.
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(crate::api::read)
        {
            desk.reading.value.set(Some(current));
            desk.behind.set(true);
            sending.failure.set(None);
        }
    });
    let publish = move || {
        if let Some(place) = desk
            .unread
            .with_untracked(|unread| unread.iter().position(|one| *one))
        {
            return browser::focus_soon(week::id(place));
        }
        let (path, draft) = (desk.path.get_value(), desk.draft.get_untracked());
        sending.send::<CalendarsPublish>(path, draft, desk.version(), move |now| {
            toasts.say(calendars().published);
            desk.settle(now);
        });
    };
    let discard = move || {
        if let Some(now) = desk.reading.value.get_untracked() {
            sending.failure.set(None);
            desk.settle(now);
        }
    };
    let changed = derived(move || desk.is_changed());
    let content = move || {
        changed.get().then(|| {
            let t = calendars();
            let told = words(move || if desk.behind.get() { t.stale } else { t.unsaved });
            view! {
                <section class="card col unsaved">
                    <p role="status">{told}</p>
                    {error_summary(sending, "calendar-error")}
                    <div class="row wrap">
                        {button("btn main", t.publish.into_any(), publish)}
                        {button("btn", t.discard.into_any(), discard)}
                    </div>
                </section>
            }
            .into_any()
        })
    };
    maybe(content)
}

pub fn days(desk: Desk) -> AnyView {
    let t = calendars();
    let open = State::new(Open::Nothing);
    // Only they: a form that is open stays when the hours of the week change.
    let own = derived(move || desk.draft.with(|draft| draft.days.clone()));
    let list = move || {
        let days = own.get();
        if days.is_empty() {
            return view! { <p class="dim">{calendars().no_own}</p> }.into_any();
        }
        let rows: Vec<_> = days
            .into_iter()
            .enumerate()
            .map(|(place, day)| row(desk, open, place, &day))
            .collect();
        view! { <ul class="cards">{rows}</ul> }.into_any()
    };
    let new = move || match open.get() {
        Open::New => form(desk, open, None),
        Open::Nothing | Open::At(_) => {
            let show = move |_| open.set(Open::New);
            let label = view! { {icon(Icon::Plus)}{calendars().add} };
            view! { <div><button type="button" class="btn" id=Open::New.opener() on:click=show>{label}</button></div> }
                .into_any()
        }
    };
    view! {
        <section class="col">
            <div><h2>{t.own}</h2><p class="dim">{t.own_hint}</p></div>
            {live(list)}
            {live(new)}
        </section>
    }
    .into_any()
}

/// What the days are called in a list.
pub fn what(rule: &DayRule) -> String {
    let t = calendars();
    match rule {
        DayRule::Off {} => t.off.to_owned(),
        DayRule::Break { hours } if hours.is_day_off() => format!("{}, {}", t.holidays, t.closed),
        DayRule::Break { hours } => format!("{}, {hours}", t.holidays),
        DayRule::Short { hours } => format!("{}, {hours}", t.short),
        DayRule::Working { like } => format!("{}, {}", t.working, like_day(*like)),
    }
}

/// "26 октября – 3 ноября 2026", "1 сентября, каждый год".
pub fn when(day: &SchoolDay) -> String {
    let yearly = |day: CalendarDay| match day {
        CalendarDay::Dated(date) => dates::date(date),
        CalendarDay::Yearly(day) => {
            // A leap year has all days.
            let date = format!("2028-{day}").parse();
            date.map_or_else(|_| day.to_string(), dates::short_date)
        }
    };
    let term = match day.from == day.to {
        true => yearly(day.from),
        false => format!("{} – {}", yearly(day.from), yearly(day.to)),
    };
    match day.from {
        CalendarDay::Dated(_) => term,
        CalendarDay::Yearly(_) => format!("{term}, {}", calendars().every_year),
    }
}

fn row(desk: Desk, open: State<Open>, place: usize, day: &SchoolDay) -> AnyView {
    let old = day.clone();
    let (name, what, mut when) = (day.name.clone(), what(&day.rule), when(day));
    if day.region {
        when = format!("{when} · {}", calendars().by_region);
    }
    let toasts = Toasts::get();
    let remove = move || {
        open.set(Open::Nothing);
        desk.change(|draft| {
            if place < draft.days.len() {
                draft.days.remove(place);
            }
        });
        browser::focus_heading();
        toasts.say(calendars().removed);
    };
    let content = move || match open.get() == Open::At(place) {
        true => form(desk, open, Some((place, old.clone()))),
        false => {
            let t = calendars();
            let change = move |_| open.set(Open::At(place));
            view! {
                <div class="card col tight">
                    <h3>{name.clone()}</h3>
                    <p>{what.clone()}</p>
                    <small>{when.clone()}</small>
                    <div class="row wrap">
                        <button type="button" class="btn" id=Open::At(place).opener() on:click=change>{t.change}</button>
                        {button("btn", t.remove.into_any(), remove)}
                    </div>
                </div>
            }
            .into_any()
        }
    };
    view! { <li>{live(content)}</li> }.into_any()
}
