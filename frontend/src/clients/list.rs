//! `/s/:school/programs`: the programs that the school lets in, and what they may do.

use leptos::prelude::*;
use podskazka_shared::clients::{Client, ClientSecret, ClientsList, ClientsQuery};
use podskazka_shared::page::Page;

use super::{card, new, secret};
use crate::api;
use crate::browser;
use crate::i18n::clients as texts;
use crate::live::{State, derived, live, maybe, spawn};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::{Icon, button, empty, error_summary, icon, more_button, page, when};

/// What the parts of the screen share.
#[derive(Clone, Copy)]
pub struct Board {
    pub here: StoredValue<Here>,
    pub listed: Reading<Page<Client>>,
    /// A secret that has just been given, or the word why there is none.
    pub given: State<Option<ClientSecret>>,
    pub adding: State<bool>,
}

impl Board {
    /// Shows what has just been given, above everything, and reads the list anew.
    pub fn show(self, given: ClientSecret) {
        self.adding.set(false);
        self.given.set(Some(given));
        self.listed.again();
        browser::focus_soon(secret::HEADING.to_owned());
    }
}

pub fn list(here: Here) -> AnyView {
    let t = texts();
    let school = here.school();
    let board = Board {
        here: StoredValue::new(here),
        listed: read::<ClientsList>(move || Some((school.clone(), ClientsQuery::default()))),
        given: State::new(None),
        adding: State::new(false),
    };
    let add = move || {
        board.adding.set(true);
        browser::focus_soon(new::first_field());
    };
    let opener = move || {
        (!board.adding.get()).then(|| {
            let label = view! { {icon(Icon::Plus)}{t.add} }.into_any();
            view! { <div>{button("btn main", label, add)}</div> }.into_any()
        })
    };
    let below = view! { <p class="dim">{t.lead}</p> };
    let body = view! {
        <div class="col narrow">
            {maybe(move || board.given.get().map(|given| secret::shown(board, given)))}
            {maybe(opener)}
            {maybe(move || board.adding.get().then(|| new::form(board)))}
            {when(board.listed, 2, move || cards(board))}
        </div>
    };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn cards(board: Board) -> AnyView {
    let t = texts();
    let none = derived(move || {
        board
            .listed
            .value
            .with(|page| page.as_ref().is_some_and(|page| page.items.is_empty()))
    });
    let rows = move || match none.get() {
        true => empty(t.empty, t.empty_hint, ().into_any()),
        false => {
            let items = board
                .listed
                .value
                .get()
                .map(|page| page.items)
                .unwrap_or_default();
            let cards: Vec<_> = items
                .into_iter()
                .map(|client| card::card(board, client))
                .collect();
            view! { <ul class="cards">{cards}</ul> }.into_any()
        }
    };
    view! { {live(rows)}{more(board)} }.into_any()
}

/// The way to older ones.
fn more(board: Board) -> AnyView {
    let (busy, sending) = (State::new(false), Sending::of("more"));
    let next = move || {
        let next = board
            .listed
            .value
            .with(|page| page.as_ref().and_then(|page| page.next.clone()))?;
        let school = board.here.with_value(Here::school);
        let load = move || {
            let (school, after) = (school.clone(), Some(next.clone()));
            busy.set(true);
            spawn(async move {
                let query = ClientsQuery { limit: None, after };
                let page = api::ask::<ClientsList>(&school, &query).await;
                if !busy.try_set(false) {
                    return;
                }
                match page {
                    Ok(page) => board.listed.value.update(|listed| {
                        if let Some(listed) = listed {
                            listed.items.extend(page.items);
                            listed.next = page.next;
                        }
                    }),
                    Err(error) => sending.failure.set(Some(error)),
                }
            });
        };
        Some(more_button(busy, load))
    };
    view! { {error_summary(sending, "more-error")}{maybe(next)} }.into_any()
}
