//! `/s/:school/people`: everybody of the school, by name.

use leptos::prelude::*;
use podskazka_shared::access::{Action, Role};
use podskazka_shared::classes::{Class, ClassesList, ClassesQuery};
use podskazka_shared::page::MAX_LIMIT;
use podskazka_shared::people::cards::{CardStatus, CardSummary, PeopleList, PeopleQuery};

use super::{name, paged, pick};
use crate::i18n::{lang, people};
use crate::live::{State, derived, effect, flag, live};
use crate::session::Here;
use crate::tickets::filter::{Filters, code};
use crate::ui::{Icon, empty, icon, page};

const NONE: &str = "none";

pub fn list(here: Here) -> AnyView {
    let t = people();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || {
        let class = wanted.get("class");
        PeopleQuery {
            search: wanted.get("search"),
            role: code::<Role>(wanted.get("role").as_deref()),
            unclassed: (class.as_deref() == Some(NONE)).then_some(true),
            class: class.and_then(|class| class.parse().ok()),
            status: code::<CardStatus>(wanted.get("status").as_deref()),
            limit: Some(50),
            after: None,
        }
    });
    let school = here.school();
    let pages = paged::paged::<PeopleList, CardSummary>(
        move || Some((school.clone(), query.get())),
        |query, after| query.after = Some(after),
    );
    let base = here.path("people");
    let row = move |card: &CardSummary| line(&base, card);
    let none = move || empty(t.empty, t.empty_hint, ().into_any());
    let acts = here.may(Action::PeopleEdit).then(|| {
        view! {
            <div class="row wrap tight">
                <a class="btn main" href=here.path("people/new")>{icon(Icon::Plus)}{t.add}</a>
                <a class="btn" href=here.path("people/import")>{t.import}</a>
                <a class="btn" href=here.path("slips")>{t.slips}</a>
            </div>
        }
    });
    let below = view! { <p class="dim">{t.lead}</p> {acts} };
    let tabs = filters.tabs(t.status, "status", vec![("", t.active), ("ended", t.ended)]);
    let body = view! {
        <div class="col listed">
            <div class="card col">
                {search(&filters)}
                <div class="pair">{roles(&filters)}{classes(&here, &filters)}</div>
                {tabs}
            </div>
        </div>
        {pages.show(t.list, "cards", row, none)}
    };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn line(base: &str, card: &CardSummary) -> AnyView {
    let t = people();
    let account = if card.account { t.account } else { t.no_account };
    let ended = card
        .ended_at
        .is_some()
        .then(|| view! { <span class="chip plain">{t.ended_note}</span> });
    view! {
        <li>
            <a class="card row" href=format!("{base}/{}", card.id)>
                <span class="av" aria-hidden="true">{name::initials(&card.name)}</span>
                <span class="grow col tight">
                    <b>{card.name.clone()}</b>
                    <small>{pick::what(card)} " · " {account}</small>
                    {ended}
                </span>
            </a>
        </li>
    }
    .into_any()
}

/// What is typed goes into the address, so that a link shows the same list.
fn search(filters: &Filters) -> AnyView {
    let t = people();
    let typed = State::new(filters.get("search").unwrap_or_default());
    let (set, now) = (filters.setter(), filters.clone());
    effect(move |first| {
        let text = typed.with(|typed| typed.trim().to_owned());
        if !first && untrack(|| now.get("search")).unwrap_or_default() != text {
            set("search", &text);
        }
    });
    view! {
        <div class="field">
            <label for="people-search">{t.search}</label>
            <input
                id="people-search"
                type="search"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="people-search-hint"
                prop:value=typed.signal()
                on:input=move |ev| typed.set(event_target_value(&ev))
            />
            <small id="people-search-hint">{t.search_hint}</small>
        </div>
    }
    .into_any()
}

fn option(filters: &Filters, name: &'static str, value: String, text: String) -> AnyView {
    let (mine, filters) = (value.clone(), filters.clone());
    let chosen = flag(move || filters.get(name).unwrap_or_default() == mine);
    view! { <option value=value prop:selected=chosen>{text}</option> }.into_any()
}

fn roles(filters: &Filters) -> AnyView {
    let t = people();
    let mut options = vec![option(filters, "role", String::new(), t.all_roles.to_owned())];
    options.extend(Role::ALL.iter().map(|role| {
        option(
            filters,
            "role",
            role.code().to_owned(),
            role.label(lang()).to_owned(),
        )
    }));
    let set = filters.setter();
    view! {
        <div class="field">
            <label for="people-role">{t.role}</label>
            <select id="people-role" on:change=move |ev| set("role", &event_target_value(&ev))>{options}</select>
        </div>
    }
    .into_any()
}

fn classes(here: &Here, filters: &Filters) -> AnyView {
    let t = people();
    let query = ClassesQuery {
        limit: Some(MAX_LIMIT),
        ..ClassesQuery::default()
    };
    let all = paged::all::<ClassesList, Class, Class>(
        here.school(),
        query,
        |query, after| query.after = Some(after),
        |class| class,
    );
    let (filters, set) = (filters.clone(), filters.setter());
    let options = move || {
        let mut options = vec![
            option(&filters, "class", String::new(), t.all_classes.to_owned()),
            option(&filters, "class", NONE.to_owned(), t.no_class.to_owned()),
        ];
        all.with(|classes| {
            options.extend(
                classes
                    .iter()
                    .map(|class| option(&filters, "class", class.id.to_string(), class.name.to_string())),
            );
        });
        options.into_any()
    };
    view! {
        <div class="field">
            <label for="people-class">{t.class}</label>
            <select id="people-class" on:change=move |ev| set("class", &event_target_value(&ev))>{live(options)}</select>
        </div>
    }
    .into_any()
}
