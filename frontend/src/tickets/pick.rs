//! Choosing another request: the newest are offered, and whoever types searches by number, names and words.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::page::{MAX_LIMIT, Page};
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::search::{TicketHit, TicketsSearch, TicketsSearchQuery};
use podskazka_shared::tickets::{TicketSummary, TicketsList, TicketsQuery};

use crate::api::{self, ApiError};
use crate::i18n::{general, steps as texts};
use crate::live::{State, maybe, spawn};
use crate::reading::{Reading, read};
use crate::session::Session;
use crate::ui::field::Field;
use crate::ui::{button, failure, state_chip, text_field};

/// The most that are offered at once: who looks for another types more of it.
const MOST: usize = 6;
/// From how many letters on it is searched.
const LETTERS: usize = 2;

/// Among which requests to choose.
pub struct Among {
    pub school: SchoolPath,
    pub query: TicketsQuery,
    /// Words that the request has besides those that are typed: whose it is.
    pub whose: String,
    /// How many pages are looked through for what is offered at first.
    pub pages: u8,
    pub fits: Arc<dyn Fn(&TicketSummary) -> bool + Send + Sync>,
    /// What is said when there is none.
    pub none: &'static str,
}

pub fn pick(among: Among, field: Field, chosen: impl Fn(&TicketSummary) + Send + Sync + 'static) -> AnyView {
    let found = State::new(None::<Vec<TicketSummary>>);
    let failed = State::new(None::<ApiError>);
    let Among {
        school,
        query,
        whose,
        pages,
        fits,
        none,
    } = among;
    let session = Session::get();
    let typed = State::new(String::new());
    let searched = searched(&school, &query, whose, typed);
    let suits = fits.clone();
    let load = move || {
        let (school, mut query) = (school.clone(), query.clone());
        let fits = fits.clone();
        query.limit = Some(MAX_LIMIT);
        failed.set(None);
        spawn(async move {
            let mut items = Vec::new();
            for _ in 0..pages {
                match api::ask::<TicketsList>(&school, &query).await {
                    Ok(page) => {
                        items.extend(page.items.into_iter().filter(|item| fits(item)));
                        query.after = page.next;
                    }
                    Err(ApiError::SignedOut) => return session.lost(),
                    Err(error) => {
                        failed.try_set(Some(error));
                        return;
                    }
                }
                if query.after.is_none() {
                    break;
                }
            }
            found.try_set(Some(items));
        });
    };
    load();
    let load = StoredValue::new(load);
    let chosen = Arc::new(chosen);
    let results = move || {
        let search = typed.with(|typed| enough(typed));
        let (items, failed) = match search {
            true => (
                searched
                    .value
                    .get()
                    .map(|page| page.items.into_iter().map(|hit| hit.ticket).collect()),
                searched.failure.get(),
            ),
            false => (found.get(), failed.get()),
        };
        if let Some(error) = failed {
            let again = move || match search {
                true => searched.again(),
                false => load.with_value(|load| load()),
            };
            return Some(failure(&error, again));
        }
        let Some(items): Option<Vec<TicketSummary>> = items else {
            return Some(view! { <p class="dim">{general().loading}</p> }.into_any());
        };
        let rows: Vec<_> = items
            .iter()
            .filter(|item| suits(item))
            .take(MOST)
            .map(|item| offer(item.clone(), chosen.clone()))
            .collect();
        Some(match rows.is_empty() {
            true => view! { <p class="dim">{none}</p> }.into_any(),
            false => view! { <ul class="people" aria-label=texts().choose_ticket>{rows}</ul> }.into_any(),
        })
    };
    view! {
        {text_field(field, "search".into(), "off", typed, ().into_any())}
        <div role="status">{maybe(results)}</div>
    }
    .into_any()
}

/// Whether enough was typed to look for it.
fn enough(typed: &str) -> bool {
    typed.chars().filter(|c| c.is_alphanumeric()).count() >= LETTERS
}

/// What the search finds for what was typed.
fn searched(
    school: &SchoolPath,
    query: &TicketsQuery,
    whose: String,
    typed: State<String>,
) -> Reading<Page<TicketHit>> {
    let school = school.clone();
    let query = TicketsSearchQuery {
        typing: true,
        scope: query.scope,
        status: query.status,
        group: query.group,
        limit: Some(20),
        ..TicketsSearchQuery::default()
    };
    read::<TicketsSearch>(move || {
        let typed = typed.with(|typed| typed.trim().to_owned());
        let q = format!("{whose} {typed}").trim().to_owned();
        let query = TicketsSearchQuery { q, ..query.clone() };
        enough(&typed).then(|| (school.clone(), query))
    })
}

fn offer(item: TicketSummary, chosen: Arc<dyn Fn(&TicketSummary) + Send + Sync>) -> AnyView {
    let label = view! {
        <span class="person"><b>{item.number.clone()}</b><small>{item.title.clone()}</small></span>
        {state_chip(item.state, false)}
    };
    view! { <li>{button("btn", label.into_any(), move || chosen(&item))}</li> }.into_any()
}
