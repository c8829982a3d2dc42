//! A step that is a text: what is typed stays on this device until it is sent.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::tickets::{StepBody, Ticket, TicketPath};

use super::view::Open;
use crate::conduct::polite::polite;
use crate::drafts::Draft;
use crate::files::Attached;
use crate::i18n::general;
use crate::live::{State, effect};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, button, error_summary, submit};

/// What closes a form and gives the focus back.
pub type Leave = Arc<dyn Fn() + Send + Sync>;

/// The words of such a form.
pub struct Said {
    /// Names its inputs and its draft.
    pub form: &'static str,
    pub label: &'static str,
    pub hint: &'static str,
    pub send: &'static str,
    pub done: &'static str,
    /// What stands in it at first.
    pub first: String,
}

/// A text that is kept until it is sent; at first what is offered.
pub fn kept(here: &Here, open: Open, form: &str, first: String) -> (State<String>, Draft) {
    let id = open.path.with_value(|path| path.ticket);
    let draft = Draft::of(here.me.id, &here.slug, &format!("{form}/{id}"));
    let typed = Some(draft.read()).filter(|text| !text.is_empty());
    let text = State::new(typed.unwrap_or_else(|| first.clone()));
    let keep = draft.clone();
    effect(move |_| {
        text.with(|text| {
            if *text == first {
                keep.forget();
            } else {
                keep.keep(text);
            }
        });
    });
    (text, draft)
}

/// The buttons under a form.
pub fn foot(sending: Sending, send: &'static str, leave: Leave) -> AnyView {
    view! {
        <div class="row wrap">
            {submit(sending.busy, send.into(), general().sending)}
            {button("btn", general().cancel.into_any(), move || leave())}
        </div>
    }
    .into_any()
}

/// The form of a step that is nothing but a text.
pub fn said<E>(here: &Here, open: Open, words: Said, leave: Leave) -> AnyView
where
    E: Endpoint<Params = TicketPath, Body = StepBody, Reply = Ticket>,
    E::Query: Default,
{
    let (text, draft) = kept(here, open, words.form, words.first);
    let sending = Sending::of(words.form);
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let attached = Attached::of(
        here,
        sending,
        format!("{}/{}", words.form, open.path.with_value(|path| path.ticket)),
    );
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(files) = attached.ready(toasts) else {
            return;
        };
        let with = files.clone();
        let body = StepBody {
            text: text.get_untracked().trim().to_owned(),
            files,
        };
        let (draft, done) = (draft.clone(), done.clone());
        sending.send::<E>(open.path.get_value(), body, open.version(), move |ticket| {
            draft.forget();
            attached.went(&with);
            toasts.say(words.done);
            open.took(ticket);
            done();
        });
    };
    let field = Field {
        pointer: "/text",
        label: words.label,
        hint: words.hint,
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "said-error")}
            {area_field(field, "".into(), text)}
            {polite(text)}
            {attached.view()}
            {foot(sending, words.send, leave)}
        </form>
    }
    .into_any()
}
