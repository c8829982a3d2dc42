//! `/reset#…`: sets a new password by the link of a letter. What stands behind the `#` never leaves the browser by itself.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::auth::reset::{AuthResetUse, NewPasswordBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;

use super::password::password_field;
use crate::browser;
use crate::i18n::{door, general};
use crate::live::{State, maybe};
use crate::sending::Sending;
use crate::session::{Session, Who};
use crate::ui::field::Field;
use crate::ui::{Toasts, empty, error_summary, page, submit};

thread_local! {
    /// What the address held: it stays neither in the address bar nor in the way back.
    static TOKEN: RefCell<String> = const { RefCell::new(String::new()) };
}

pub fn reset() -> AnyView {
    let t = door();
    let fragment = browser::fragment();
    if !fragment.is_empty() {
        TOKEN.set(fragment);
        browser::drop_fragment();
    }
    let token = TOKEN.with_borrow(Clone::clone);
    let logo = view! { <p class="logo">{general().product}</p> };
    let (title, body) = match token.is_empty() {
        true => {
            let ask = view! { <a class="btn main" href="/forgot">{t.forgot_send}</a> };
            (t.no_link, empty("", t.no_link_hint, ask.into_any()))
        }
        false => (t.reset_title, form(token)),
    };
    view! {
        <div class="door col">{page(title.to_owned(), logo.into_any(), ().into_any(), body)}</div>
    }
    .into_any()
}

fn form(token: String) -> AnyView {
    let t = door();
    let sending = Sending::new();
    let (session, toasts, navigate) = (Session::get(), Toasts::get(), use_navigate());
    let password = State::new(String::new());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = NewPasswordBody {
            token: token.clone(),
            password: password.get_untracked(),
        };
        let navigate = navigate.clone();
        sending.send::<AuthResetUse>(Nothing {}, body, 0, move |()| {
            password.set(String::new());
            TOKEN.take();
            toasts.say(door().set_done);
            // All sessions have ended, also one that this browser may have had.
            session.who.set(Who::Guest);
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate("/login", options);
        });
    };
    let over = move || {
        let over = sending.failure.with(|failure| {
            failure
                .as_ref()
                .is_some_and(|failure| failure.kind() == Some(ProblemKind::LinkOver))
        });
        over.then(|| view! { <a class="btn" href="/forgot">{door().forgot_send}</a> })
    };
    let field = Field {
        pointer: "/password",
        label: t.new_password,
        hint: t.new_hint,
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <p>{t.reset_lead}</p>
            {error_summary(sending, "reset-error")}
            {password_field(field, "new-password", password)}
            {submit(sending.busy, t.set.into(), general().sending)}
            {maybe(over)}
        </form>
    }
    .into_any()
}
