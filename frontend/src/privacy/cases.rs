//! What people ask and the school decides: the cases that wait, page by page, and below them those decided.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::privacy::{CasesQuery, RefuseBody};
use podskazka_shared::schools::SchoolPath;

use crate::browser;
use crate::i18n::{dates, general, privacy as texts};
use crate::live::{State, derived, maybe, words, yes_no};
use crate::people::paged::{Paged, paged};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, empty, error_summary, page, submit};

/// The one form or question that is open on the screen: there are never two of them.
const OPEN: &str = "case";

/// What the screen says.
pub struct Words {
    pub title: &'static str,
    pub lead: &'static str,
    pub empty: &'static str,
    pub empty_hint: &'static str,
}

/// What remains to be told of a decided case.
pub struct Past {
    pub name: String,
    pub state: &'static str,
    pub at: Option<DateTime<Utc>>,
    pub reason: Option<String>,
}

/// What the cases of a screen share.
#[derive(Clone)]
pub struct Board {
    pub here: Here,
    again: Arc<dyn Fn() + Send + Sync>,
    /// Which case asks for more before it is decided, and what for.
    open: State<Option<String>>,
    /// What is typed stays when further pages come.
    reason: State<String>,
    /// The decision that is under way or failed, and of which case.
    sending: Sending,
    deciding: State<Option<String>>,
    toasts: Toasts,
}

impl Board {
    /// After a decision: both lists anew.
    fn decided(&self, said: &'static str) {
        self.toasts.say(said);
        self.open.set(None);
        (self.again)();
        browser::focus_heading();
    }

    fn is_open(&self, key: &str) -> bool {
        self.open.with(|open| open.as_deref() == Some(key))
    }

    /// A button that opens something below the case, or closes it.
    pub fn opener(&self, key: &str, label: &'static str) -> AnyView {
        let (one, two, key, mine) = (self.clone(), self.clone(), key.to_owned(), key.to_owned());
        let press = move |_| {
            let there = untrack(|| one.is_open(&key));
            one.open.set((!there).then(|| key.clone()));
            one.reason.set(String::new());
        };
        let expanded = yes_no(move || two.is_open(&mine));
        view! { <button type="button" class="btn" aria-expanded=expanded on:click=press>{label}</button> }
            .into_any()
    }

    /// What such a button opens.
    pub fn opened<V: IntoAny>(&self, key: &str, content: impl Fn() -> V + Send + 'static) -> AnyView {
        let (board, key) = (self.clone(), key.to_owned());
        maybe(move || board.is_open(&key).then(&content))
    }

    /// A button that decides the case of this key.
    pub fn decide<E>(
        &self,
        key: &str,
        (label, said): (&'static str, &'static str),
        path: E::Params,
        version: i64,
    ) -> AnyView
    where
        E: Endpoint<Body = ()>,
        E::Params: Clone + 'static,
        E::Query: Default,
    {
        let (board, sending, deciding) = (self.clone(), self.sending, self.deciding);
        let (key, mine) = (key.to_owned(), key.to_owned());
        let this = derived(move || deciding.with(|deciding| deciding.as_ref() == Some(&mine)));
        let act = move |_| {
            if sending.busy.get_untracked() {
                return;
            }
            deciding.set(Some(key.clone()));
            sending.failure.set(None);
            let board = board.clone();
            sending.send::<E>(path.clone(), (), version, move |_| board.decided(said));
        };
        let text = move || match this.get() && sending.busy.get() {
            true => general().sending,
            false => label,
        };
        view! {
            <div>
                <button type="button" class="btn main" on:click=act aria-disabled=yes_no(move || sending.busy.get())>
                    {words(text)}
                </button>
            </div>
            {maybe(move || this.get().then(|| error_summary(sending, "decide-error")))}
        }
        .into_any()
    }

    /// The form that refuses, telling why.
    pub fn refuse<E>(&self, path: E::Params, version: i64) -> AnyView
    where
        E: Endpoint<Body = RefuseBody>,
        E::Params: Clone + 'static,
        E::Query: Default,
    {
        let t = texts();
        let (board, sending, reason) = (self.clone(), Sending::of(OPEN), self.reason);
        let on_submit = move |ev: web_sys::SubmitEvent| {
            ev.prevent_default();
            let body = RefuseBody {
                reason: reason.get_untracked(),
            };
            let board = board.clone();
            sending.send::<E>(path.clone(), body, version, move |_| {
                board.decided(texts().refused);
            });
        };
        let field = Field {
            pointer: "/reason",
            label: t.reason,
            hint: t.reason_hint,
            sending,
        };
        browser::focus_soon(id_of(OPEN, "/reason"));
        view! {
            <form class="col" novalidate on:submit=on_submit>
                {error_summary(sending, "refuse-error")}
                {area_field(field, "".into(), reason)}
                <div>{submit(sending.busy, t.refuse_send.into(), general().sending)}</div>
            </form>
        }
        .into_any()
    }
}

fn list<L, T>(here: &Here, open: bool) -> Paged<T>
where
    L: Endpoint<Params = SchoolPath, Query = CasesQuery, Body = (), Reply = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    let school = here.school();
    let ask = move || {
        let query = CasesQuery {
            open: Some(open),
            ..CasesQuery::default()
        };
        Some((school.clone(), query))
    };
    paged::<L, T>(ask, |query, after| query.after = Some(after))
}

/// The screen: `asked` draws a case that waits, `past` tells of a decided one.
pub fn screen<L, T>(
    here: Here,
    words: Words,
    asked: fn(&Board, &T) -> AnyView,
    past: fn(&T) -> Past,
) -> AnyView
where
    L: Endpoint<Params = SchoolPath, Query = CasesQuery, Body = (), Reply = Page<T>>,
    T: Clone + Send + Sync + 'static,
{
    let t = texts();
    let (waiting, decided) = (list::<L, T>(&here, true), list::<L, T>(&here, false));
    let (first, second) = (waiting.first, decided.first);
    let board = Board {
        here,
        again: Arc::new(move || {
            first.again();
            second.again();
        }),
        open: State::new(None),
        reason: State::new(String::new()),
        sending: Sending::new(),
        deciding: State::new(None),
        toasts: Toasts::get(),
    };
    let none = move || empty(words.empty, words.empty_hint, ().into_any());
    let any = decided.items;
    let head = move || any.with(|items| (!items.is_empty()).then(|| view! { <h2>{t.decided}</h2> }));
    let body = view! {
        <div class="col narrow">
            {waiting.show(words.title, "cards", move |case| asked(&board, case), none)}
            <section class="col">
                {maybe(head)}
                {decided.show(t.decided, "cards", move |case| line(past(case)), || ().into_any())}
            </section>
        </div>
    };
    let below = view! { <p class="dim">{words.lead}</p> };
    page(
        words.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn line(past: Past) -> AnyView {
    let at = past.at.map(|at| dates::moment(at, browser::now()));
    let reason = past.reason.map(|reason| view! { <p>{reason}</p> });
    view! {
        <li class="card">
            <b>{past.name}</b>
            <p class="dim">{past.state} " · " {at}</p>
            {reason}
        </li>
    }
    .into_any()
}

/// Who asks, when it is not the person themselves.
pub fn asked_by(by: &MemberRef, member: &MemberRef) -> AnyView {
    (by.id != member.id)
        .then(|| view! { <p>{texts().asked_by} ": " {by.name.clone()}</p> })
        .into_any()
}
