//! `/forgot`: asks for a link that sets a new password. The answer never tells whether there is such an account.

use leptos::prelude::*;
use podskazka_shared::auth::reset::{AuthReset, ResetBody};
use podskazka_shared::endpoint::Nothing;

use crate::browser;
use crate::i18n::{auth, door, general};
use crate::live::{State, live};
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::{button, error_summary, page, submit, text_field};

pub fn forgot() -> AnyView {
    let t = door();
    let sent = State::new(false);
    let title = Signal::derive(move || {
        let t = door();
        if sent.get() { t.sent_title } else { t.forgot_title }.to_owned()
    });
    let login = State::new(String::new());
    let body = live(move || match sent.get() {
        true => on_its_way(sent),
        false => ask(login, sent),
    });
    let logo = view! { <p class="logo">{general().product}</p> };
    let to_login = view! { <p><a href="/login">{t.to_login}</a></p> };
    view! {
        <div class="door col">
            {page(title, logo.into_any(), ().into_any(), body)}
            {to_login}
        </div>
    }
    .into_any()
}

fn ask(login: State<String>, sent: State<bool>) -> AnyView {
    let t = door();
    let sending = Sending::new();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = ResetBody {
            login: login.get_untracked().trim().to_owned(),
        };
        sending.send::<AuthReset>(Nothing {}, body, 0, move |()| {
            sent.set(true);
            browser::focus_heading();
        });
    };
    let field = Field {
        pointer: "/login",
        label: auth().login,
        hint: "",
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <p>{t.forgot_lead}</p>
            {error_summary(sending, "forgot-error")}
            {text_field(field, "text".into(), "username", login, ().into_any())}
            {submit(sending.busy, t.forgot_send.into(), general().sending)}
        </form>
    }
    .into_any()
}

fn on_its_way(sent: State<bool>) -> AnyView {
    let t = door();
    let again = move || {
        sent.set(false);
        browser::focus_heading();
    };
    view! {
        <div class="card col">
            <p>{t.sent}</p>
            <p class="dim">{t.sent_hint}</p>
            <div>{button("btn", t.again.into_any(), again)}</div>
        </div>
    }
    .into_any()
}
