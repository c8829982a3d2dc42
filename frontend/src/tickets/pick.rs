//! Choosing another request: by its number or by words of its title.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::page::MAX_LIMIT;
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::{TicketSummary, TicketsList, TicketsQuery};

use crate::api::{self, ApiError};
use crate::i18n::{general, steps as texts};
use crate::live::{State, maybe, spawn};
use crate::session::Session;
use crate::ui::field::Field;
use crate::ui::{button, failure, state_chip, text_field};

/// The most that are offered at once: who looks for another types more of it.
const MOST: usize = 6;

/// Among which requests to choose.
pub struct Among {
    pub school: SchoolPath,
    pub query: TicketsQuery,
    /// How many pages are looked through.
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
        pages,
        fits,
        none,
    } = among;
    let session = Session::get();
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
    let typed = State::new(String::new());
    let chosen = Arc::new(chosen);
    let results = move || {
        if let Some(error) = failed.get() {
            return Some(failure(&error, move || load.with_value(|load| load())));
        }
        let Some(items) = found.get() else {
            return Some(view! { <p class="dim">{general().loading}</p> }.into_any());
        };
        let typed = typed.with(|typed| typed.trim().to_lowercase());
        let fits = |item: &&TicketSummary| {
            item.number.contains(&typed) || item.title.to_lowercase().contains(&typed)
        };
        let rows: Vec<_> = items
            .iter()
            .filter(fits)
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

fn offer(item: TicketSummary, chosen: Arc<dyn Fn(&TicketSummary) + Send + Sync>) -> AnyView {
    let label = view! {
        <span class="person"><b>{item.number.clone()}</b><small>{item.title.clone()}</small></span>
        {state_chip(item.state, false)}
    };
    view! { <li>{button("btn", label.into_any(), move || chosen(&item))}</li> }.into_any()
}
