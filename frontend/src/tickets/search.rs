//! The field above a list of requests that searches. The words stand in the address, and what is found in place of the list.

use std::time::Duration;

use leptos::prelude::*;

use super::filter::Filters;
use crate::i18n::search as texts;
use crate::live::{Derived, State, derived, effect, flag, maybe};
use crate::parts::{Place, Screen, screen};
use crate::session::Here;

/// The field, for the key that leads to it.
pub const FIELD: &str = "ticket-search";
/// How long nobody types until it is looked.
const PAUSE: Duration = Duration::from_millis(250);
/// From how many letters on.
const LETTERS: usize = 2;

/// The field and what is found by it.
pub struct Search {
    pub field: AnyView,
    pub found: AnyView,
    on: Derived<bool>,
}

impl Search {
    /// Whether something is searched for, so that the list itself is put away.
    pub fn on(&self) -> Signal<bool> {
        let on = self.on;
        flag(move || on.get())
    }
}

/// Whether there is enough to look for.
fn enough(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphanumeric()).count() >= LETTERS
}

pub fn search(here: &Here, filters: &Filters) -> Search {
    let reader = filters.clone();
    let words = derived(move || reader.get("q").unwrap_or_default());
    let on = derived(move || words.with(|words| !words.is_empty()));
    let here = here.clone();
    Search {
        field: field(filters, words),
        found: maybe(move || {
            on.get()
                .then(|| screen(Screen::Found, Place::School(here.clone())))
        }),
        on,
    }
}

fn field(filters: &Filters, words: Derived<String>) -> AnyView {
    let t = texts();
    let typed = State::new(words.get_untracked());
    let set = filters.setter();
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    let drop_waiting = move || {
        waiting.try_update_value(|waiting| {
            if let Some(handle) = waiting.take() {
                handle.clear();
            }
        });
    };
    on_cleanup(drop_waiting);
    let look = move || {
        let text = typed.with_untracked(|typed| typed.trim().to_owned());
        let text = if enough(&text) { text } else { String::new() };
        if words.get_untracked() != text {
            set("q", &text);
        }
    };
    let at_once = look.clone();
    let input = move |ev| {
        typed.set(event_target_value(&ev));
        drop_waiting();
        if let Ok(handle) = set_timeout_with_handle(look.clone(), PAUSE) {
            waiting.set_value(Some(handle));
        }
    };
    // A link, or the way back, asks for something else.
    effect(move |_| {
        let words = words.get();
        let same =
            typed.with_untracked(|typed| typed.trim() == words || (words.is_empty() && !enough(typed)));
        if !same {
            typed.set(words);
        }
    });
    let submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        drop_waiting();
        at_once();
    };
    view! {
        <form class="search" role="search" on:submit=submit>
            <input
                id=FIELD
                type="search"
                autocomplete="off"
                enterkeyhint="search"
                maxlength="200"
                aria-label=t.label
                placeholder=t.place
                prop:value=typed.signal()
                on:input=input
            />
        </form>
    }
    .into_any()
}
