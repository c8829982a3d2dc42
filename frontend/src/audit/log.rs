//! `/s/:school/audit`: who did what, newest first.

use leptos::prelude::*;
use podskazka_shared::audit::{AuditEntry, AuditList, AuditQuery, field_words};
use podskazka_shared::page::{Cursor, Page};

use super::export;
use super::filters::{self, controls, query_of};
use super::whom::Whom;
use crate::api::{self, ApiError};
use crate::i18n::{audit as texts, dates, general, lang};
use crate::live::{State, derived, effect, keyed, live, maybe, spawn, yes_no};
use crate::reading::{Reading, read};
use crate::session::{Here, Session};
use crate::tickets::clock;
use crate::tickets::filter::Filters;
use crate::ui::{empty, failure, more_button, page, when};

pub fn log(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || query_of(&wanted));
    let school = here.school();
    let place = school.clone();
    let first = read::<AuditList>(move || {
        let query = AuditQuery {
            limit: Some(50),
            ..query.get()
        };
        Some((place.clone(), query))
    });
    let list = List::of(first);
    let whom = Whom::of(&here, &filters, first);
    let failed = State::new(None::<ApiError>);
    let below = view! {
        <p class="dim">{t.lead}</p>
        {controls(&here, &filters, whom)}
        <div class="row wrap">{export::button(school.clone(), query, failed)}</div>
        {maybe(move || failed.get().map(|error| failure(&error, move || failed.set(None))))}
    };
    let body = when(first, 4, move || {
        let (filters, here, school) = (filters.clone(), here.clone(), school.clone());
        let is_empty = derived(move || list.items.with(Vec::is_empty));
        let rows = move || {
            if is_empty.get() {
                let (title, hint) = match filters::is_narrowed(&filters) {
                    true => (t.none_found, t.none_found_hint),
                    false => (t.empty, t.empty_hint),
                };
                return empty(title, hint, ().into_any());
            }
            let (filters, here) = (filters.clone(), here.clone());
            view! {
                <ol class="audit" aria-label=t.title aria-busy=yes_no(move || first.busy.get())>
                    {list.rows(move |entry| row(&entry, &filters, &here))}
                </ol>
            }
            .into_any()
        };
        let more = move || {
            let school = school.clone();
            let next = move || list.next(school.clone(), query.get_untracked());
            match (list.failure.get(), list.more.with(Option::is_some)) {
                (Some(error), _) => failure(&error, next),
                (None, true) => more_button(list.busy, next),
                (None, false) => ().into_any(),
            }
        };
        [live(rows), live(more)].into_any()
    });
    page(t.title.to_owned(), ().into_any(), below.into_any(), body)
}

/// The lines that are on the screen.
#[derive(Clone, Copy)]
struct List {
    items: State<Vec<AuditEntry>>,
    more: State<Option<Cursor>>,
    busy: State<bool>,
    failure: State<Option<ApiError>>,
    session: Session,
}

impl List {
    fn of(first: Reading<Page<AuditEntry>>) -> Self {
        let list = Self {
            items: State::new(Vec::new()),
            more: State::new(None),
            busy: State::new(false),
            failure: State::new(None),
            session: Session::get(),
        };
        effect(move |_| {
            if let Some(page) = first.value.get() {
                list.failure.set(None);
                list.more.set(page.next);
                list.items.set(page.items);
            }
        });
        list
    }

    fn rows(self, row: impl Fn(AuditEntry) -> AnyView + Send + Sync + 'static) -> AnyView {
        let ids = move || {
            self.items
                .with(|items| items.iter().map(|item| item.id.to_string()).collect())
        };
        let row = move |key: String| {
            let find = |items: &Vec<AuditEntry>| items.iter().find(|i| i.id.to_string() == key).cloned();
            self.items
                .with_untracked(find)
                .map_or_else(|| ().into_any(), &row)
        };
        keyed(ids, row)
    }

    fn next(self, school: podskazka_shared::schools::SchoolPath, query: AuditQuery) {
        let Some(after) = self.more.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn(async move {
            let query = AuditQuery {
                after: Some(after.clone()),
                limit: Some(50),
                ..query
            };
            let answer = api::ask::<AuditList>(&school, &query).await;
            // Left, or another list by now.
            if !self.busy.try_set(false) || self.more.get_untracked() != Some(after) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.failure.set(None);
                    self.more.set(page.next);
                    self.items.update(|items| items.extend(page.items));
                }
                Err(ApiError::SignedOut) => self.session.lost(),
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}

fn row(entry: &AuditEntry, filters: &Filters, here: &Here) -> AnyView {
    let t = texts();
    let now = clock().get_untracked();
    let person = match (&entry.member, entry.person) {
        (Some(member), _) => {
            let href = untrack(|| filters.with("person", &member.id.to_string()));
            Some(view! { <a href=href title=t.only_person>{member.name.clone()}</a> }.into_any())
        }
        (None, Some(_)) => Some(view! { <span>{t.stranger}</span> }.into_any()),
        (None, None) if entry.program.is_some() => None,
        (None, None) => Some(view! { <span>{t.by_itself}</span> }.into_any()),
    };
    let program = entry.program.as_ref().map(|program| {
        let href = untrack(|| filters.with("person", &program.id.to_string()));
        view! { <a href=href title=t.only_program>{t.program} " «" {program.name.clone()} "»"</a> }
    });
    let who = view! { <div class="col">{person} {program}</div> };
    let fields: Vec<&str> = entry
        .fields
        .iter()
        .map(|field| field_words(field, lang()))
        .filter(|words| !words.is_empty())
        .collect();
    let fields = (!fields.is_empty()).then(|| view! { <span class="dim">{fields.join(", ")}</span> });
    view! {
        <li>
            <time datetime=entry.at.to_rfc3339() title=dates::exact(entry.at)>{dates::moment(entry.at, now)}</time>
            <div class="what"><b>{entry.title.clone()}</b> {fields}</div>
            <div class="whom">{who}</div>
            <div class="on">{object(entry, filters, here)}</div>
        </li>
    }
    .into_any()
}

/// Ways to what it was done to, where there is a screen for it, and to all that was done to it.
fn object(entry: &AuditEntry, filters: &Filters, here: &Here) -> Option<AnyView> {
    let t = texts();
    let id = entry.object?;
    let screen = match entry.action.split('_').next() {
        Some("ticket" | "close") => Some((here.path(&format!("tickets/{id}")), t.to_request)),
        Some("schedule") => Some((here.path(&format!("schedule/{id}")), t.to_schedule)),
        _ => None,
    };
    let screen = screen.map(|(href, text)| view! { <a href=href>{text}</a> });
    let history = untrack(|| filters.with("object", &id.to_string()));
    Some(view! { {screen} <a href=history>{general().history}</a> }.into_any())
}
