//! `/s/:school/callbacks/:id`: whom to call, what was done so far, and what comes of it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::{Action, files_for_others};
use podskazka_shared::callbacks::{
    Callback, CallbackPath, CallbackState, CallbacksDismiss, CallbacksFind, CallbacksTake, CallbacksTry,
    DismissBody,
};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::ids::CallbackId;
use podskazka_shared::problem::ProblemKind;

use super::{about, facts, path, phone, register};
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{callbacks as texts, general};
use crate::live::{Derived, State, derived, effect, live, maybe, words};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, button, close_to, error_summary, opener, page, submit, when};

/// Takes the focus when buttons go.
const CARD: &str = "callback";
const DISMISS: &str = "dismiss-open";

pub fn show(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse::<CallbackId>().ok())
    });
    live(move || match id.get() {
        Some(id) => one(&here, id),
        None => crate::app::not_found(),
    })
}

/// One entry that is acted on: every answer of the server takes the place of what is shown.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub at: StoredValue<CallbackPath>,
    reading: Reading<Callback>,
    pub toasts: Toasts,
    /// Whether somebody else changed it under the reader's eyes.
    changed: State<bool>,
}

impl Entry {
    pub fn took(self, callback: Callback) {
        self.changed.set(false);
        self.reading.value.set(Some(callback));
        browser::focus_soon(CARD.to_owned());
    }

    /// Shows what is new when a write comes too late.
    pub fn watch(self, sending: Sending) {
        effect(move |_| {
            if let Some(ApiError::Problem(problem)) = sending.failure.get() {
                match (problem.kind, problem.current.and_then(api::read::<Callback>)) {
                    (ProblemKind::Stale, Some(current)) => {
                        self.reading.value.set(Some(current));
                        self.changed.set(true);
                    }
                    (ProblemKind::WrongState, _) => self.reading.again(),
                    _ => {}
                }
            }
        });
    }

    fn run<E>(self, sending: Sending, body: E::Body, said: &'static str)
    where
        E: Endpoint<Params = CallbackPath, Reply = Callback>,
        E::Query: Default,
    {
        let version = self
            .reading
            .value
            .with_untracked(|callback| callback.as_ref().map(|callback| callback.version));
        sending.send::<E>(
            self.at.get_value(),
            body,
            version.unwrap_or_default(),
            move |callback| {
                self.toasts.say(said);
                self.took(callback);
            },
        );
    }
}

fn one(here: &Here, id: CallbackId) -> AnyView {
    let t = texts();
    let at = path(here, id);
    let asked = at.clone();
    let reading = read::<CallbacksFind>(move || Some((asked.clone(), Nothing {})));
    let entry = Entry {
        at: StoredValue::new(at),
        reading,
        toasts: Toasts::get(),
        changed: State::new(false),
    };
    let here_too = here.clone();
    let body = when(reading, 2, move || shown(&here_too, entry));
    let title = words(move || {
        let told = reading
            .value
            .with(|callback| callback.as_ref().map(|callback| callback.name.clone()));
        told.unwrap_or_else(|| t.one.to_owned())
    });
    page(title, back(here.path("callbacks"), t.title), ().into_any(), body)
}

fn shown(here: &Here, entry: Entry) -> AnyView {
    let value = entry.reading.value;
    let waits = derived(move || {
        value.with(|callback| {
            let state = callback.as_ref().map(|callback| callback.state);
            state == Some(CallbackState::Waiting)
        })
    });
    let whose = here.clone();
    let told = move || value.get().map(|callback| text(&whose, &callback));
    let changed = move || {
        let text = view! { <p class="note" role="status">{texts().changed}</p> };
        entry.changed.get().then_some(text)
    };
    let here = here.clone();
    let acts = move || {
        let open = waits.get() && here.may(Action::CallbackHandle);
        open.then(|| acts(&here, entry))
    };
    view! {
        <div class="col narrow">
            {maybe(changed)}
            <div class="card col" id=CARD tabindex="-1">{maybe(told)}</div>
            {maybe(acts)}
        </div>
    }
    .into_any()
}

fn text(here: &Here, callback: &Callback) -> AnyView {
    let t = texts();
    let ticket = callback.ticket.as_ref().map(|ticket| {
        let href = here.path(&format!("tickets/{}", ticket.id));
        view! { <p><a class="btn" href=href>{t.ticket}" "{ticket.number.clone()}</a></p> }
    });
    view! {
        <small>{about(callback)}</small>
        <p class="typed">{callback.text.clone()}</p>
        {phone(callback)}
        {facts(callback)}
        {ticket}
    }
    .into_any()
}

fn acts(here: &Here, entry: Entry) -> AnyView {
    let t = texts();
    let sending = Sending::of("callback");
    entry.watch(sending);
    let me = here.member.id;
    let value = entry.reading.value;
    let mine: Derived<bool> = derived(move || {
        value.with(|callback| {
            let taken = callback.as_ref().and_then(|callback| callback.taken_by.as_ref());
            taken.is_some_and(|taken| taken.id == me)
        })
    });
    let take = move || {
        let press = move || entry.run::<CallbacksTake>(sending, (), t.taken);
        (!mine.get()).then(|| button("btn", t.take.into_any(), press))
    };
    let no_answer = button("btn", t.no_answer.into_any(), move || {
        entry.run::<CallbacksTry>(sending, (), t.noted);
    });
    let form = match files_for_others(&here.member.capacities) {
        true => register::form(here, entry, value.get_untracked().as_ref()),
        false => view! { <p class="dim">{t.not_yours}</p> }.into_any(),
    };
    view! {
        {error_summary(sending, "callback-error")}
        <div class="row wrap tight">{maybe(take)} {no_answer}</div>
        {form}
        {dismissal(entry)}
    }
    .into_any()
}

/// The button, and the form with the reason in its place.
fn dismissal(entry: Entry) -> AnyView {
    let t = texts();
    let (open, reason) = (State::new(false), State::new(String::new()));
    let sending = Sending::of("dismiss");
    entry.watch(sending);
    let field = Field {
        pointer: "/reason",
        label: t.dismiss_reason,
        hint: t.dismiss_hint,
        sending,
    };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let reason = reason.get_untracked().trim().to_owned();
        entry.run::<CallbacksDismiss>(sending, DismissBody { reason }, t.dismissed_now);
    };
    let form = move || {
        view! {
            <form class="card col" novalidate aria-label=t.dismiss on:submit=on_submit>
                {error_summary(sending, "dismiss-error")}
                {area_field(field, "".into(), reason)}
                <div class="row wrap tight">
                    {submit(sending.busy, t.dismiss.into(), general().sending)}
                    {button("btn", general().cancel.into_any(), move || close_to(DISMISS, open))}
                </div>
            </form>
        }
        .into_any()
    };
    effect(move |_| {
        if open.get() {
            browser::focus_soon(id_of("dismiss", "/reason"));
        }
    });
    let is = derived(move || open.get());
    live(move || match is.get() {
        true => form(),
        false => opener(DISMISS, "btn", t.dismiss.into_any(), open),
    })
}
