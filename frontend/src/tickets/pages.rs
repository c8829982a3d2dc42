//! A list of requests that is read page by page and kept fresh without flicker.

use leptos::prelude::*;
use podskazka_shared::page::{Cursor, MAX_LIMIT, Page};
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::{TicketSummary, TicketsList, TicketsQuery};

use crate::api::{self, ApiError};
use crate::reading::{Reading, read};
use crate::session::Session;
use crate::live::{Derived, State, effect, spawn};

/// The list and its further pages.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    pub first: Reading<Page<TicketSummary>>,
    pub items: State<Vec<TicketSummary>>,
    pub more: State<Option<Cursor>>,
    pub busy: State<bool>,
    pub failure: State<Option<ApiError>>,
    session: Session,
}

/// Reads the list that `query` asks for, and anew when it asks for another.
pub fn pages(school: SchoolPath, query: Derived<TicketsQuery>) -> Pages {
    // A refreshed list must not become shorter than what is on the screen.
    let shown = State::new(0usize);
    let place = school.clone();
    let first = read::<TicketsList>(move || {
        let mut query = query.get();
        let limit = u16::try_from(shown.get_untracked()).unwrap_or(MAX_LIMIT);
        query.limit = Some(limit.clamp(30, MAX_LIMIT));
        Some((place.clone(), query))
    });
    let pages = Pages {
        first,
        items: State::new(Vec::new()),
        more: State::new(None),
        busy: State::new(false),
        failure: State::new(None),
        session: Session::get(),
    };
    effect(move |_| {
        let Some(page) = first.value.get() else { return };
        shown.set(page.items.len());
        pages.more.set(page.next);
        pages.items.set(page.items);
    });
    effect(move |_| {
        query.track();
        shown.set(0);
    });
    pages
}

impl Pages {
    /// Reads the next page and puts it below.
    pub fn next(self, school: SchoolPath, query: TicketsQuery) {
        let Some(after) = self.more.get_untracked() else {
            return;
        };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn(async move {
            let query = TicketsQuery {
                after: Some(after.clone()),
                limit: Some(30),
                ..query
            };
            let answer = api::ask::<TicketsList>(&school, &query).await;
            // Left, or another list by now.
            if !self.busy.try_set(false) || self.more.get_untracked() != Some(after) {
                return;
            }
            match answer {
                Ok(page) => {
                    self.failure.set(None);
                    self.more.set(page.next);
                    self.items.update(|items| {
                        for item in page.items {
                            if !items.iter().any(|known| known.id == item.id) {
                                items.push(item);
                            }
                        }
                    });
                }
                Err(ApiError::SignedOut) => self.session.lost(),
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}
