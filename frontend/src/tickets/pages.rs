//! A list of requests that is read page by page and kept fresh without flicker.

use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::{Cursor, MAX_LIMIT, Page};
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::{TicketSummary, TicketsList, TicketsQuery};

use crate::api::{self, ApiError};
use crate::browser;
use crate::live::{Derived, State, derived, effect, keyed, live, spawn};
use crate::news::{on_change, soon};
use crate::reading::{Reading, read};
use crate::session::Session;
use crate::ui::{failure, more_button};

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

/// For how long changes are gathered before a list is read anew.
const GATHERED: Duration = Duration::from_millis(700);

impl Pages {
    /// Reads the list anew when a request has changed, while somebody looks.
    pub fn hear(self) {
        let again = soon(GATHERED, move || {
            if browser::is_visible() && self.busy.is_there() {
                self.first.again();
            }
        });
        on_change(move |change| {
            if change.is_none_or(|change| change.event.is_some()) {
                again();
            }
        });
    }

    /// The rows, each following what is known about its request.
    pub fn rows(
        self,
        row: impl Fn(TicketId, Derived<Option<TicketSummary>>) -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        let ids = move || {
            self.items
                .with(|items| items.iter().map(|item| item.id.to_string()).collect())
        };
        let row = move |key: String| {
            let Ok(id) = key.parse::<TicketId>() else {
                return ().into_any();
            };
            let find = move || {
                self.items
                    .with(|items| items.iter().find(|item| item.id == id).cloned())
            };
            row(id, derived(find))
        };
        keyed(ids, row)
    }

    pub fn is_empty(self) -> Derived<bool> {
        derived(move || self.items.with(Vec::is_empty) && self.first.value.with(Option::is_some))
    }

    /// What stands below the rows: the way to the next page, or why it did not come.
    pub fn below(self, school: SchoolPath, query: Derived<TicketsQuery>) -> AnyView {
        live(move || {
            let school = school.clone();
            let next = move || self.next(school.clone(), query.get_untracked());
            match (self.failure.get(), self.more.with(Option::is_some)) {
                (Some(error), _) => failure(&error, next),
                (None, true) => more_button(self.busy, next),
                (None, false) => ().into_any(),
            }
        })
    }

    /// Reads the next page and puts it below.
    fn next(self, school: SchoolPath, query: TicketsQuery) {
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
