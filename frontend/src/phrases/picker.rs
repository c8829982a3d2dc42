//! The phrases to choose from: found by what is typed, chosen by keyboard or by hand.

use leptos::prelude::*;
use podskazka_shared::phrases::offer::{Offer, offered};
use podskazka_shared::phrases::ready::ready;
use podskazka_shared::phrases::{PhraseKind, PhrasesList, PhrasesQuery};

use super::insert::{Asking, Insert};
use super::{offer_of, whose};
use crate::browser;
use crate::i18n::{lang, phrases};
use crate::live::{Derived, State, derived, live};
use crate::people::paged;
use crate::session::Here;

const FIND: &str = "phrases-find";
const LIST: &str = "phrases-list";
/// How many are shown at once; who looks for another types a word of it.
const SHOWN: usize = 40;

fn option_id(at: usize) -> String {
    format!("phrase-{at}")
}

pub fn picker(here: Here) -> AnyView {
    let (Some(insert), Some(Asking(asking))) = (use_context::<Insert>(), use_context::<Asking>()) else {
        return ().into_any();
    };
    let t = phrases();
    let query = PhrasesQuery {
        limit: Some(100),
        ..PhrasesQuery::default()
    };
    let turn = |query: &mut PhrasesQuery, after| query.after = Some(after);
    let own = paged::all::<PhrasesList, _, _>(here.school(), query, turn, offer_of);
    let (typed, at) = (State::new(String::new()), State::new(0usize));
    let found = derived(move || {
        let mut all = own.get();
        all.extend(ready(lang()));
        let kind = match asking.get() {
            true => PhraseKind::Question,
            false => PhraseKind::Reply,
        };
        let mut found = typed.with(|typed| offered(all, typed, kind, insert.topic()));
        found.truncate(SHOWN);
        found
    });
    let any = derived(move || !found.with(Vec::is_empty));
    let on_key = move |ev: web_sys::KeyboardEvent| {
        let last = found.with_untracked(Vec::len).saturating_sub(1);
        let now = at.get_untracked().min(last);
        match ev.key().as_str() {
            "ArrowDown" => go(at, if now >= last { 0 } else { now + 1 }),
            "ArrowUp" => go(at, now.checked_sub(1).unwrap_or(last)),
            "Enter" if !ev.is_composing() => {
                found.with_untracked(|found| {
                    if let Some(offer) = found.get(now) {
                        insert.put(&offer.text);
                    }
                });
            }
            "Escape" => insert.close(),
            _ => return,
        }
        // Neither the form nor the screen takes it besides.
        ev.prevent_default();
        ev.stop_propagation();
    };
    let find = move |ev| {
        typed.set(event_target_value(&ev));
        at.set(0);
    };
    browser::focus_soon(FIND.to_owned());
    let current = Signal::derive(move || any.get().then(|| option_id(at.get())));
    view! {
        <input
            id=FIND
            type="text"
            role="combobox"
            autocomplete="off"
            aria-label=t.find
            placeholder=t.find
            aria-autocomplete="list"
            aria-expanded=Signal::derive(move || if any.get() { "true" } else { "false" })
            aria-controls=Signal::derive(move || any.get().then_some(LIST))
            aria-activedescendant=current
            prop:value=typed.signal()
            on:input=find
            on:keydown=on_key
        />
        {live(move || options(insert, found, any, at))}
        <div class="row wrap between tight">
            <small class="keys">{t.keys}</small>
            <a class="btn" href=here.path("phrases")>{t.manage}</a>
        </div>
    }
    .into_any()
}

/// Moves to another phrase, which comes into sight.
fn go(at: State<usize>, to: usize) {
    at.set(to);
    browser::reveal_soon(option_id(to));
}

fn options(insert: Insert, found: Derived<Vec<Offer>>, any: Derived<bool>, at: State<usize>) -> AnyView {
    let t = phrases();
    if !any.get() {
        return view! { <p class="dim" role="status">{t.none}</p> }.into_any();
    }
    let one = move |(place, offer): (usize, Offer)| {
        let chosen = Signal::derive(move || if at.get() == place { "true" } else { "false" });
        let about = offer.topic.map(|topic| topic.label(lang()));
        let about: Vec<&str> = [Some(offer.kind.label(lang())), Some(whose(offer.whose)), about]
            .into_iter()
            .flatten()
            .collect();
        let text = offer.text.clone();
        view! {
            <li
                role="option"
                id=option_id(place)
                aria-selected=chosen
                on:click=move |_| insert.put(&offer.text)
            >
                <b>{offer.title.clone()}</b>
                <small>{about.join(" · ")}</small>
                <span class="says">{text}</span>
            </li>
        }
        .into_any()
    };
    let rows: Vec<_> = found.get().into_iter().enumerate().map(one).collect();
    view! { <ul role="listbox" id=LIST class="offers" aria-label=t.found>{rows}</ul> }.into_any()
}
