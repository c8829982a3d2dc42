//! Finding one person by name, and small parts of the forms about people.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::access::Role;
use podskazka_shared::people::cards::{CardSummary, PeopleList, PeopleQuery};

use crate::i18n::{lang, people};
use crate::live::{State, derived, flag, live};
use crate::reading::read;
use crate::session::Here;

/// What somebody is, in one line: roles, class, post.
pub fn what(card: &CardSummary) -> String {
    let mut parts: Vec<String> = card
        .roles
        .iter()
        .map(|role| role.label(lang()).to_owned())
        .collect();
    parts.extend(card.class.as_ref().map(|class| class.name.to_string()));
    parts.extend(card.classes.iter().map(|class| class.name.to_string()));
    if !card.post.is_empty() {
        parts.push(card.post.clone());
    }
    parts.join(" · ")
}

/// A search that offers people as buttons; the one that is pressed goes to `chosen`.
pub fn pick(
    here: &Here,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    role: Option<Role>,
    chosen: impl Fn(CardSummary) + Send + Sync + 'static,
) -> AnyView {
    let among = PeopleQuery {
        role,
        ..PeopleQuery::default()
    };
    pick_among(here, id, label, hint, among, Arc::new(chosen))
}

/// The same among those whom a query of the list finds.
pub fn pick_among(
    here: &Here,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    among: PeopleQuery,
    chosen: Arc<dyn Fn(CardSummary) + Send + Sync>,
) -> AnyView {
    let t = people();
    let typed = State::new(String::new());
    let wanted = derived(move || typed.with(|typed| typed.trim().to_owned()));
    let school = here.school();
    let found = read::<PeopleList>(move || {
        let search = wanted.get();
        (search.chars().count() >= 2).then(|| {
            let query = PeopleQuery {
                search: Some(search),
                limit: Some(8),
                ..among.clone()
            };
            (school.clone(), query)
        })
    });
    let results = move || {
        if wanted.with(|wanted| wanted.chars().count() < 2) {
            return ().into_any();
        }
        let Some(page) = found.value.get() else {
            return ().into_any();
        };
        if page.items.is_empty() {
            return view! { <p class="dim">{t.pick_none}</p> }.into_any();
        }
        let option = |card: &CardSummary| {
            let (mine, chosen) = (card.clone(), chosen.clone());
            let press = move |_| {
                typed.set(String::new());
                chosen(mine.clone());
            };
            let ended = card.ended_at.map(|_| view! { <small>{t.ended_note}</small> });
            view! {
                <li>
                    <button type="button" class="it found" on:click=press>
                        <b>{card.name.clone()}</b>
                        <small>{what(card)}</small>
                        {ended}
                    </button>
                </li>
            }
            .into_any()
        };
        let options: Vec<_> = page.items.iter().map(option).collect();
        view! { <ul class="its flat">{options}</ul> }.into_any()
    };
    let hint_id = format!("{id}-hint");
    let hint = if hint.is_empty() { t.pick_hint } else { hint };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-describedby=hint_id.clone()
                prop:value=typed.signal()
                on:input=move |ev| typed.set(event_target_value(&ev))
            />
            <small id=hint_id>{hint}</small>
            <div role="status">{live(results)}</div>
        </div>
    }
    .into_any()
}

/// A choice out of a list that folds.
pub fn select(
    id: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    value: State<String>,
) -> AnyView {
    let option = |(code, text): (String, String)| {
        let mine = code.clone();
        view! { <option value=code prop:selected=flag(move || value.with(|value| *value == mine))>{text}</option> }
            .into_any()
    };
    let options: Vec<_> = options.into_iter().map(option).collect();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id on:change=move |ev| value.set(event_target_value(&ev))>{options}</select>
        </div>
    }
    .into_any()
}
