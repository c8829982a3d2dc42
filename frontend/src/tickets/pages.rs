//! A list of requests that is read page by page and kept fresh without flicker.

use leptos::prelude::*;
use leptos::task::spawn_local;
use podskazka_shared::page::{Cursor, MAX_LIMIT, Page};
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::{TicketSummary, TicketsList, TicketsQuery};

use crate::api::{self, ApiError};
use crate::reading::{Reading, read};
use crate::session::Session;

/// The list and its further pages.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    pub first: Reading<Page<TicketSummary>>,
    pub items: RwSignal<Vec<TicketSummary>>,
    pub more: RwSignal<Option<Cursor>>,
    pub busy: RwSignal<bool>,
    pub failure: RwSignal<Option<ApiError>>,
    session: Session,
}

/// Reads the list that `query` asks for, and anew when it asks for another.
pub fn pages(school: SchoolPath, query: Memo<TicketsQuery>) -> Pages {
    // A refreshed list must not become shorter than what is on the screen.
    let shown = RwSignal::new(0usize);
    let place = school.clone();
    let first = read::<TicketsList>(move || {
        let mut query = query.get();
        let limit = u16::try_from(shown.get_untracked()).unwrap_or(MAX_LIMIT);
        query.limit = Some(limit.clamp(30, MAX_LIMIT));
        Some((place.clone(), query))
    });
    let pages = Pages {
        first,
        items: RwSignal::new(Vec::new()),
        more: RwSignal::new(None),
        busy: RwSignal::new(false),
        failure: RwSignal::new(None),
        session: Session::get(),
    };
    Effect::new(move |_| {
        let Some(page) = first.value.get() else { return };
        shown.set(page.items.len());
        pages.more.set(page.next);
        pages.items.set(page.items);
    });
    Effect::new(move |_| {
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
        spawn_local(async move {
            let query = TicketsQuery {
                after: Some(after.clone()),
                limit: Some(30),
                ..query
            };
            let answer = api::ask::<TicketsList>(&school, &query).await;
            // Left, or another list by now.
            if self.busy.try_set(false).is_some() || self.more.get_untracked() != Some(after) {
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
