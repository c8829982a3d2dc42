//! The filters of the log, which live in the address.

use leptos::prelude::*;
use podskazka_shared::audit::{ACTIONS, AuditQuery};

use super::whom::{self, Whom};
use crate::browser;
use crate::i18n::{audit as texts, lang};
use crate::live::{derived, flag, maybe};
use crate::session::Here;
use crate::tickets::filter::{Filters, code};

/// The names of all filters in the address.
const NAMES: [&str; 5] = ["person", "object", "action", "from", "to"];

/// What the address asks for. What cannot be read there is left out.
pub fn query_of(filters: &Filters) -> AuditQuery {
    let get = |name| filters.get(name);
    AuditQuery {
        person: code(get("person").as_deref()),
        object: code(get("object").as_deref()),
        action: get("action"),
        from: code(get("from").as_deref()),
        to: code(get("to").as_deref()),
        ..AuditQuery::default()
    }
}

/// Whether anything is filtered.
pub fn is_narrowed(filters: &Filters) -> bool {
    NAMES.iter().any(|name| filters.get(name).is_some())
}

/// The controls: whose actions, which, in which days; an object is set by its link in the list. All are taken off here.
pub fn controls(here: &Here, filters: &Filters, whom: Whom) -> AnyView {
    let t = texts();
    let day = |label: &'static str, name: &'static str| {
        let (reader, set) = (filters.clone(), filters.setter());
        let value = derived(move || reader.get(name).unwrap_or_default());
        let id = format!("audit-{name}");
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <input
                    id=id
                    type="date"
                    prop:value=Signal::derive(move || value.get())
                    on:change=move |ev| set(name, &event_target_value(&ev))
                />
            </div>
        }
        .into_any()
    };
    let set = filters.clone();
    let path = here.path("audit");
    let taken_off = move || {
        if !is_narrowed(&set) {
            return None;
        }
        let person = set.get("person").map(|_| {
            let name = whom.name.get().unwrap_or_else(|| t.one_person.to_owned());
            without(&set, "person", name)
        });
        let object = set
            .get("object")
            .map(|_| without(&set, "object", t.one_object.to_owned()));
        let reset = view! { <a class="btn small" href=path.clone()>{t.reset}</a> };
        Some(view! { <div class="row wrap tight">{person}{object}{reset}</div> })
    };
    view! {
        {whom.choose(here, filters)}
        <div class="audit-filters">
            {action(filters)}
            {day(t.from, "from")}
            {day(t.to, "to")}
        </div>
        {maybe(taken_off)}
    }
    .into_any()
}

/// The id of the button that takes a filter off.
pub fn off_id(name: &str) -> String {
    format!("audit-{name}-off")
}

fn without(filters: &Filters, name: &'static str, text: String) -> AnyView {
    let t = texts();
    let label = format!("{}: {text}", t.take_off);
    // The button goes with the filter: the focus goes where it is chosen anew.
    let leave = move |_| match name {
        "person" => browser::focus_soon(whom::FIELD.to_owned()),
        _ => browser::focus_heading(),
    };
    view! {
        <a class="btn small" id=off_id(name) href=filters.with(name, "") aria-label=label on:click=leave>
            {text}
            <span aria-hidden="true">"×"</span>
        </a>
    }
    .into_any()
}

fn action(filters: &Filters) -> AnyView {
    let t = texts();
    let (reader, set) = (filters.clone(), filters.setter());
    let chosen = derived(move || reader.get("action").unwrap_or_default());
    let mut actions: Vec<(&'static str, &'static str)> = ACTIONS
        .iter()
        .map(|(code, ru, en)| (*code, lang().pick(ru, en)))
        .collect();
    actions.sort_unstable_by_key(|(_, text)| *text);
    let option = move |(code, text): (&'static str, &'static str)| {
        view! { <option value=code selected=flag(move || chosen.with(|chosen| chosen == code))>{text}</option> }
            .into_any()
    };
    let options: Vec<_> = std::iter::once(("", t.any_action))
        .chain(actions)
        .map(option)
        .collect();
    view! {
        <div class="field">
            <label for="audit-action">{t.action}</label>
            <select id="audit-action" on:change=move |ev| set("action", &event_target_value(&ev))>{options}</select>
        </div>
    }
    .into_any()
}
