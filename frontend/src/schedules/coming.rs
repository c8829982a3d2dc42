//! The days ahead as they are going to be: who is there, who is away and who stands in, why a day differs.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::calendars::DayNote;
use podskazka_shared::schedules::days::{PublicDay, PublicTurn};

use super::words::details_of;
use crate::i18n::{coming as texts, dates, lang, schedules};
use crate::people::name;

/// How many days the list of a phone tells.
const LISTED: usize = 7;

/// The next days one by one, where there is no room for the table of the week.
pub fn list(days: &[PublicDay], now: DateTime<Utc>) -> AnyView {
    let told = |day: &&PublicDay| day.note.is_some() || !day.turns.is_empty();
    let days: Vec<_> = days
        .iter()
        .take(LISTED)
        .filter(told)
        .map(|day| one(day, now))
        .collect();
    view! { <div class="days">{days}</div> }.into_any()
}

fn one(day: &PublicDay, now: DateTime<Utc>) -> AnyView {
    let today = dates::today(now).unwrap_or_default();
    let none = day
        .turns
        .is_empty()
        .then(|| view! { <p class="dim">{schedules().free_day}</p> });
    let turns: Vec<_> = day
        .turns
        .iter()
        .map(|turn| {
            let over = (turn.to <= now).then(|| view! { <span class="chip plain">{texts().over}</span> });
            view! { <li class="card row"><span class="t">{hours(turn)}{over}</span>{who(turn)}</li> }
        })
        .collect();
    view! {
        <section class="day">
            <h2 class="first-up">{dates::long_date(day.date, today)}</h2>
            {day.note.as_ref().map(|note| view! { <p class="dim first-up">{note_words(note)}</p> })}
            {none}
            <ul class="col tight">{turns}</ul>
        </section>
    }
    .into_any()
}

/// What differs from the week in all these days; nothing when nothing does.
pub fn changes(days: &[PublicDay], now: DateTime<Utc>) -> Option<AnyView> {
    let today = dates::today(now).unwrap_or_default();
    let differs = |turn: &&PublicTurn| turn.away || turn.extra;
    let day = |day: &PublicDay| {
        let turns: Vec<_> = day
            .turns
            .iter()
            .filter(differs)
            .map(|turn| view! { <li class="row"><span class="t">{hours(turn)}</span>{who(turn)}</li> })
            .collect();
        (day.note.is_some() || !turns.is_empty()).then(|| {
            let note = day
                .note
                .as_ref()
                .map(|note| view! { <p class="first-up">{note_words(note)}</p> });
            view! {
                <li class="col tight">
                    <b class="first-up">{dates::long_date(day.date, today)}</b>
                    {note}
                    <ul class="col tight">{turns}</ul>
                </li>
            }
            .into_any()
        })
    };
    let days: Vec<_> = days.iter().filter_map(day).collect();
    (!days.is_empty()).then(|| {
        view! { <section class="card col coming"><h2>{texts().title}</h2><ul class="col">{days}</ul></section> }
            .into_any()
    })
}

fn hours(turn: &PublicTurn) -> String {
    format!("{}–{}", dates::time(turn.from), dates::time(turn.to))
}

fn note_words(note: &DayNote) -> String {
    let kind = || note.kind.label(lang()).to_owned();
    note.name.clone().unwrap_or_else(kind)
}

fn who(turn: &PublicTurn) -> AnyView {
    let t = texts();
    let more = details_of(turn.place.as_deref(), &turn.modes, &turn.audiences, turn.entry).join(", ");
    let more = (!more.is_empty() && (!turn.away || turn.substitute.is_some()))
        .then(|| view! { <small>{more}</small> });
    let text = match (&turn.substitute, turn.away) {
        (Some(there), true) => view! {
            <b>{name::short(there)}</b>
            <small>{format!("{} {}", t.stands_in, name::short(&turn.name))}</small>
        }
        .into_any(),
        (None, true) => {
            view! { <b>{turn.name.clone()}</b> " " <span class="chip plain">{t.away}</span> }.into_any()
        }
        (_, false) => {
            let extra = turn
                .extra
                .then(|| view! { " " <span class="chip plain">{t.extra}</span> });
            let posts = (!turn.posts.is_empty()).then(|| view! { <small>{turn.posts.join(", ")}</small> });
            view! { <b>{turn.name.clone()}</b>{extra}{posts} }.into_any()
        }
    };
    view! { <span class="grow">{text}{more}</span> }.into_any()
}
