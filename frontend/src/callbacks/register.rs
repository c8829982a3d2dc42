//! Registering the request of somebody whom the helper has on the telephone.

use leptos::prelude::*;
use podskazka_shared::callbacks::{Callback, CallbacksRegister};

use super::show::Entry;
use crate::drafts::Draft;
use crate::i18n::{callbacks as texts, general};
use crate::live::{State, effect};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::new::another::Another;
use crate::ui::{error_summary, submit};

/// The card is looked up by name; what the person wrote is the beginning of the text.
pub(super) fn form(here: &Here, entry: Entry, callback: Option<&Callback>) -> AnyView {
    let t = texts();
    let sending = Sending::of("register");
    entry.watch(sending);
    let wrote = callback.map(|callback| callback.text.clone()).unwrap_or_default();
    let id = callback
        .map(|callback| callback.id.to_string())
        .unwrap_or_default();
    let draft = Draft::of(here.me.id, &here.slug, &format!("callback/{id}"));
    let kept = Some(draft.read()).filter(|text| !text.is_empty());
    let text = State::new(kept.unwrap_or_else(|| wrote.clone()));
    let keep = draft.clone();
    effect(move |_| {
        text.with(|text| match *text == wrote {
            true => keep.forget(),
            false => keep.keep(text),
        });
    });
    let form = Another::new(here, text, sending);
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = match form.body() {
            Ok(body) => body,
            Err(errors) => return sending.refuse(errors),
        };
        let draft = draft.clone();
        sending.send::<CallbacksRegister>(entry.at.get_value(), body, 0, move |callback| {
            draft.forget();
            entry.toasts.say(texts().registered_now);
            entry.took(callback);
        });
    };
    view! {
        <form class="card col" novalidate aria-labelledby="register-title" on:submit=on_submit>
            <h2 id="register-title">{t.register_title}</h2>
            <p class="dim">{t.register_hint}</p>
            {error_summary(sending, "register-error")}
            {form.fields(here)}
            <div>{submit(sending.busy, t.register.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
