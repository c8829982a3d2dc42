//! The week day by day, for a phone.

use leptos::prelude::*;
use podskazka_shared::schedules::Weekday;
use podskazka_shared::schedules::checks::Severity;
use podskazka_shared::schedules::edit::Key;

use super::board::colour;
use super::desk::{Desk, Open, day_id, hours_id};
use crate::i18n::{self, day_name, drafting};
use crate::live::{derived, keyed, live, maybe, words};
use crate::people::name;
use crate::schedules::words::details;
use crate::ui::{Icon, icon};

pub fn days(desk: Desk) -> AnyView {
    let sections = move || {
        let day = |day: &Weekday| section(desk, *day);
        desk.days.with(|days| days.iter().map(day).collect::<Vec<_>>())
    };
    view! { <div class="draft-days">{live(sections)}</div> }.into_any()
}

fn section(desk: Desk, day: Weekday) -> AnyView {
    let t = drafting();
    let keys = derived(move || {
        desk.shown.with(|shown| {
            let hours = shown.day(day);
            hours
                .iter()
                .map(|(_, one)| one.key.to_string())
                .collect::<Vec<_>>()
        })
    });
    let row = move |key: String| match key.parse() {
        Ok(key) => item(desk, key),
        Err(_) => ().into_any(),
    };
    let none = move || {
        let none = keys.with(Vec::is_empty);
        none.then(|| view! { <p class="dim">{t.free}</p> }.into_any())
    };
    let label = i18n::new_on(&day_name(day).to_lowercase());
    view! {
        <section class="day">
            <div class="row between">
                <h3>{day_name(day)}</h3>
                <button type="button" id=day_id(day) class="btn square" aria-label=label on:click=move |_| desk.open_new(day, None)>
                    {icon(Icon::Plus)}
                </button>
            </div>
            {maybe(none)}
            <ul class="col tight">{keyed(move || keys.get(), row)}</ul>
        </section>
    }
    .into_any()
}

fn item(desk: Desk, key: Key) -> AnyView {
    let colour = words(move || {
        desk.sheet.with(|sheet| {
            let line = sheet.hours(key).map(|(line, _)| line.key);
            format!("draft-item c{}", line.map_or(0, |line| colour(sheet, line)))
        })
    });
    let mine = derived(move || {
        desk.sheet.with(|sheet| {
            let (line, hours) = sheet.hours(key)?;
            Some((name::short(&line.helper.name), hours.clone()))
        })
    });
    let remarks = move || {
        desk.remarks.with(|remarks| {
            let mine = remarks.iter().filter(|remark| remark.hours == Some(key));
            let one = |remark: &super::remarks::Remark| {
                let class = if remark.severity == Severity::Block {
                    "odd grave"
                } else {
                    "odd"
                };
                view! { <small class=class>{icon(Icon::Alert)}{remark.text.clone()}</small> }.into_any()
            };
            mine.map(one).collect::<Vec<_>>()
        })
    };
    let content = move || {
        let (name, hours) = mine.get()?;
        let more = details(&hours);
        Some(
            view! {
                <span class="t">{hours.range.to_string()}</span>
                <span class="grow">
                    <b>{name}</b>
                    {(!more.is_empty()).then(|| view! { <small>{more.join(", ")}</small> })}
                    {remarks()}
                </span>
            }
            .into_any(),
        )
    };
    view! {
        <li>
            <button
                type="button"
                id=hours_id(key)
                class=colour
                on:click=move |_| desk.open.set(Some(Open::Hours(key)))
            >
                {maybe(content)}
            </button>
        </li>
    }
    .into_any()
}
