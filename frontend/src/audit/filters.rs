//! The filters of the log, which live in the address.

use leptos::prelude::*;
use podskazka_shared::audit::{ACTIONS, AuditQuery};

use crate::i18n::{audit as texts, lang};
use crate::live::{Derived, derived, flag, maybe};
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

/// The controls: action and days to choose; person and object are set by their links in the list, and taken off here.
pub fn controls(filters: &Filters, path: &str, name_of: Derived<Option<String>>) -> AnyView {
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
    let path = path.to_owned();
    let taken_off = move || {
        if !is_narrowed(&set) {
            return None;
        }
        let person = set.get("person").map(|_| {
            let name = name_of.get().unwrap_or_else(|| t.one_person.to_owned());
            without(&set, "person", name)
        });
        let object = set
            .get("object")
            .map(|_| without(&set, "object", t.one_object.to_owned()));
        let reset = view! { <a class="btn small" href=path.clone()>{t.reset}</a> };
        Some(view! { <div class="row wrap tight">{person}{object}{reset}</div> })
    };
    view! {
        <div class="audit-filters">
            {action(filters)}
            {day(t.from, "from")}
            {day(t.to, "to")}
        </div>
        {maybe(taken_off)}
    }
    .into_any()
}

fn without(filters: &Filters, name: &'static str, text: String) -> AnyView {
    let t = texts();
    let label = format!("{}: {text}", t.take_off);
    view! {
        <a class="btn small" href=filters.with(name, "") aria-label=label>
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
