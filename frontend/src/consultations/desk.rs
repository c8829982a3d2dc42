//! `/s/:school/desk`: a helper's day, who came without a booking, who waits.

use std::time::Duration;

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use podskazka_shared::access::{self, Action, Capacity, Reach};
use podskazka_shared::consultations::{
    Booking, BookingScope, BookingsQuery, ConsultationsList, Waiting, WaitingList, WaitingQuery,
};

use super::act::Acts;
use super::desk_forms::Folds;
use super::{desk_row, walk_in};
use crate::browser;
use crate::i18n::{self, consult_desk, dates, lang};
use crate::live::{Derived, derived, flag, live, maybe, words, yes_no};
use crate::people::name;
use crate::people::paged::paged;
use crate::reading::read;
use crate::session::Here;
use crate::tickets::clock;
use crate::tickets::filter::Filters;
use crate::ui::{Icon, empty, icon, page};

/// Whether the person sees the days of all helpers.
fn sees_all(here: &Here) -> bool {
    let all =
        |capacity: &Capacity| access::reaches(Action::ConsultationRead, *capacity).contains(&Reach::School);
    here.member.capacities.iter().any(all)
}

pub fn desk(here: Here) -> AnyView {
    let t = consult_desk();
    let filters = Filters::new();
    let named = filters.clone();
    let now = clock();
    let today = derived(move || dates::today(now.get()).unwrap_or_default());
    let day = derived(move || {
        let day = named.get("date").and_then(|day| day.parse::<NaiveDate>().ok());
        day.unwrap_or_else(|| today.get())
    });
    let all = sees_all(&here);
    let named = filters.clone();
    let school_wide = derived(move || all && named.get("whose").as_deref() == Some("school"));
    let school = here.school();
    let ask = move || {
        let scope = (!school_wide.get()).then_some(BookingScope::Desk);
        let query = BookingsQuery {
            scope,
            from: Some(day.get()),
            to: Some(day.get()),
            limit: Some(100),
            ..BookingsQuery::default()
        };
        Some((school.clone(), query))
    };
    let list = paged::<ConsultationsList, Booking>(ask, |query, after| query.after = Some(after))
        .of(derived(move || (day.get(), school_wide.get())));
    let first = list.first;
    let tick = move || {
        if browser::is_visible() {
            first.again();
        }
    };
    if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(60)) {
        on_cleanup(move || handle.clear());
    }
    let acts = Acts::new(&here, list.items);
    let folds = Folds::new();
    let row = move |item: Derived<Option<Booking>>| {
        desk_row::row(acts, folds, item, now, school_wide.get_untracked())
    };
    let none = move || empty(t.empty, t.empty_hint, ().into_any());
    let list = list.kept((t.list, "cards"), |item| item.id.to_string(), row, none);
    let whose = all.then(|| filters.tabs(t.whose, "whose", vec![("", t.own), ("school", t.school)]));
    let rules = here.may(Action::ConsultationSettings).then(
        || view! { <a class="btn" href=here.path("desk/settings")>{icon(Icon::Pencil)}{t.settings}</a> },
    );
    let bar = view! {
        <p class="dim first-up">{words(move || dates::long_date(day.get(), today.get()))}</p>
        <div class="row wrap between listed">{days(&filters, day, today)} {whose} {rules}</div>
    };
    let body = view! {
        {walk_in::fold(&here, move || first.again())}
        {list}
        {waiting(&here)}
    };
    page(t.title.to_owned(), ().into_any(), bar.into_any(), body.into_any())
}

/// The ways to other days.
fn days(filters: &Filters, day: Derived<NaiveDate>, today: Derived<NaiveDate>) -> AnyView {
    let t = consult_desk();
    let code = move |day: NaiveDate| {
        if day == today.get() {
            String::new()
        } else {
            day.to_string()
        }
    };
    let to = |days: fn(NaiveDate) -> Option<NaiveDate>| {
        let filters = filters.clone();
        words(move || {
            let there = days(day.get()).unwrap_or_else(|| today.get());
            filters.with("date", &code(there))
        })
    };
    let now = filters.clone();
    let set = filters.setter();
    let pick = move |ev| {
        if let Ok(day) = event_target_value(&ev).parse::<NaiveDate>() {
            set("date", &code(day));
        }
    };
    view! {
        <nav class="row wrap tight" aria-label=t.day>
            <a class="btn turn" href=to(|day| day.checked_sub_days(Days::new(1)))>
                {icon(Icon::Back)}<span class="sr">{t.before}</span>
            </a>
            <a class="btn" href=words(move || now.with("date", ""))
                aria-current=crate::live::when_true("date", move || day.get() == today.get())>{t.today}</a>
            <a class="btn turn next" href=to(|day| day.checked_add_days(Days::new(1)))>
                {icon(Icon::Back)}<span class="sr">{t.after}</span>
            </a>
            <label class="sr" for="desk-day">{t.day}</label>
            <input id="desk-day" type="date" prop:value=words(move || day.get().to_string()) on:change=pick />
        </nav>
    }
    .into_any()
}

/// Who waits for a free place.
fn waiting(here: &Here) -> AnyView {
    let school = here.school();
    let reading = read::<WaitingList>(move || {
        let query = WaitingQuery {
            limit: Some(100),
            ..WaitingQuery::default()
        };
        Some((school.clone(), query))
    });
    maybe(move || {
        let t = consult_desk();
        let lines = reading.value.get()?.items;
        let lines: Vec<Waiting> = lines.into_iter().filter(|line| !line.mine).collect();
        let count = i18n::waiting_count(u32::try_from(lines.len()).unwrap_or_default());
        let row = |line: &Waiting| {
            let now = browser::now();
            let topic = line.topic.map(|topic| format!(" · {}", topic.label(lang())));
            let child = line
                .about
                .as_ref()
                .map(|child| format!(" · {}", name::short(&child.name)));
            let question = line.question.clone();
            view! {
                <li class="card col tight">
                    <b>{name::short(&line.person.name)}{child}</b>
                    <small>{dates::moment(line.created_at, now)}{topic}" · "{name::short(&line.helper.name)}</small>
                    {question.map(|text| view! { <p class="typed">{text}</p> })}
                </li>
            }
            .into_any()
        };
        let rows: Vec<_> = lines.iter().map(row).collect();
        (!rows.is_empty()).then(|| {
            view! {
                <details class="col listed">
                    <summary>{t.waiting}": "{count}</summary>
                    <ul class="cards">{rows}</ul>
                </details>
            }
        })
    })
}

/// A button that opens what stands below it.
pub fn opener(
    id: String,
    controls: String,
    label: &'static str,
    open: impl Fn() -> bool + Copy + Send + Sync + 'static,
    turn: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="btn"
            id=id
            class:on=flag(open)
            aria-expanded=yes_no(open)
            aria-controls=controls
            on:click=move |_| turn()
        >
            {live(move || label.into_any())}
        </button>
    }
    .into_any()
}
