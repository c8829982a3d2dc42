//! A list that is read page by page: the first page follows what is asked for, further ones come below it.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::page::{Cursor, Page};

use crate::api::{self, ApiError};
use crate::i18n::general;
use crate::live::{Derived, State, derived, effect, keyed, live, spawn, yes_no};
use crate::reading::{Reading, read};
use crate::session::Session;
use crate::ui::{Toasts, failure, more_button, when};

/// All pages of a list, for a choice out of them, each as `told`. What cannot be read is said.
pub fn all<E, T, U>(
    params: E::Params,
    query: E::Query,
    turn: fn(&mut E::Query, Cursor),
    told: fn(T) -> U,
) -> State<Vec<U>>
where
    E: Endpoint<Body = (), Reply = Page<T>>,
    T: 'static,
    U: Clone + Send + Sync + 'static,
{
    let all = State::new(Vec::new());
    let toasts = Toasts::get();
    spawn(async move {
        let (mut query, mut items) = (query, Vec::new());
        loop {
            let Ok(page) = api::ask::<E>(&params, &query).await else {
                toasts.say(general().failed);
                break;
            };
            items.extend(page.items.into_iter().map(told));
            let Some(next) = page.next else { break };
            turn(&mut query, next);
        }
        all.try_set(items);
    });
    all
}

/// The rows that were read, and the way to more.
#[derive(Clone)]
pub struct Paged<T: Send + Sync + 'static> {
    pub first: Reading<Page<T>>,
    pub items: State<Vec<T>>,
    more: State<Option<Cursor>>,
    busy: State<bool>,
    failed: State<Option<ApiError>>,
    next: Arc<dyn Fn() + Send + Sync>,
}

/// Reads the list that `ask` names; `turn` puts the place after which the next page begins into its query.
pub fn paged<E, T>(
    ask: impl Fn() -> Option<(E::Params, E::Query)> + Clone + Send + Sync + 'static,
    turn: fn(&mut E::Query, Cursor),
) -> Paged<T>
where
    E: Endpoint<Body = (), Reply = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    let first = read::<E>(ask.clone());
    let items = State::new(Vec::new());
    let (more, busy, failed) = (State::new(None), State::new(false), State::new(None));
    effect(move |_| {
        let Some(page) = first.value.get() else { return };
        more.set(page.next);
        items.set(page.items);
        failed.set(None);
    });
    let session = Session::get();
    let next = move || {
        let (Some(after), Some((params, mut query))) = (more.get_untracked(), untrack(&ask)) else {
            return;
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        turn(&mut query, after.clone());
        spawn(async move {
            let answer = api::ask::<E>(&params, &query).await;
            // Left, or another list by now.
            if !busy.try_set(false) || more.get_untracked() != Some(after) {
                return;
            }
            match answer {
                Ok(page) => {
                    failed.set(None);
                    more.set(page.next);
                    items.update(|items: &mut Vec<T>| items.extend(page.items));
                }
                Err(ApiError::SignedOut) => session.lost(),
                Err(error) => failed.set(Some(error)),
            }
        });
    };
    Paged {
        first,
        items,
        more,
        busy,
        failed,
        next: Arc::new(next),
    }
}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Begins from nothing when what the list is of changes: one day's rows never stand under another day's name.
    pub fn of<K: Clone + Send + Sync + 'static>(self, what: Derived<K>) -> Self {
        let (value, items) = (self.first.value, self.items);
        effect(move |first| {
            what.track();
            if !first {
                value.set(None);
                items.set(Vec::new());
            }
        });
        self
    }

    /// The rows as a list, what is said when there are none, and the way to more.
    pub fn show(
        self,
        label: &'static str,
        class: &'static str,
        row: impl Fn(&T) -> AnyView + Send + Sync + 'static,
        none: impl Fn() -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        let busy = self.first.busy;
        let list = move |items: &[T]| {
            let rows: Vec<AnyView> = items.iter().map(&row).collect();
            view! { <ul class=class aria-label=label aria-busy=yes_no(move || busy.get())>{rows}</ul> }
                .into_any()
        };
        self.drawn(list, none)
    }

    /// The same, drawn all at once in another way.
    pub fn drawn(
        self,
        draw: impl Fn(&[T]) -> AnyView + Send + Sync + 'static,
        none: impl Fn() -> AnyView + Send + Sync + 'static,
    ) -> AnyView {
        let items = self.items;
        let list = move || items.with(|items| if items.is_empty() { none() } else { draw(items) });
        self.frame(Arc::new(list))
    }

    /// The same with rows that keep their place, and what is typed in them, when the list is read anew.
    pub fn kept(
        self,
        (label, class): (&'static str, &'static str),
        key: fn(&T) -> String,
        row: impl Fn(Derived<Option<T>>) -> AnyView + Send + Sync + 'static,
        none: impl Fn() -> AnyView + Send + Sync + 'static,
    ) -> AnyView
    where
        T: PartialEq,
    {
        let (items, busy) = (self.items, self.first.busy);
        let is_empty = derived(move || items.with(Vec::is_empty));
        let row = Arc::new(row);
        let list = move || {
            if is_empty.get() {
                return none();
            }
            let row = row.clone();
            let keys = move || items.with(|items| items.iter().map(key).collect());
            let one = move |mine: String| {
                let find = move || items.with(|items| items.iter().find(|item| key(item) == mine).cloned());
                row(derived(find))
            };
            view! { <ul class=class aria-label=label aria-busy=yes_no(move || busy.get())>{keyed(keys, one)}</ul> }
                .into_any()
        };
        self.frame(Arc::new(list))
    }

    fn frame(self, list: Arc<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
        let Self {
            first,
            more,
            busy,
            failed,
            next,
            ..
        } = self;
        when(first, 3, move || {
            let (list, next) = (list.clone(), next.clone());
            let below = move || {
                let next = next.clone();
                match (failed.get(), more.with(Option::is_some)) {
                    (Some(error), _) => failure(&error, move || next()),
                    (None, true) => more_button(busy, move || next()),
                    (None, false) => ().into_any(),
                }
            };
            [live(move || list()), live(below)].into_any()
        })
    }
}
