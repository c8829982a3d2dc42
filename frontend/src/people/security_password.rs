//! Changing the password.

use leptos::prelude::*;
use podskazka_shared::auth::contacts::Security;
use podskazka_shared::auth::reset::{PasswordBody, PasswordChange};
use podskazka_shared::endpoint::Nothing;

use crate::auth::password::password_field;
use crate::browser;
use crate::i18n::{dates, door, general, security};
use crate::live::{State, live, words};
use crate::reading::Reading;
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, button, error_summary, submit};

pub fn password(reading: Reading<Security>) -> AnyView {
    let t = security();
    let open = State::new(false);
    let since = words(move || {
        let at = reading.value.with(|s| s.as_ref().map(|s| s.password_at));
        at.map(|at| format!("{} {}", security().changed_at, dates::day(at, browser::now())))
            .unwrap_or_default()
    });
    let begin = move || {
        open.set(true);
        browser::focus_soon(id_of("password", "/password"));
    };
    let content = move || match open.get() {
        true => form(reading, open),
        false => view! { <div>{button("btn", t.change.into_any(), begin)}</div> }.into_any(),
    };
    view! {
        <section class="card col">
            <div><h2>{t.password}</h2><small>{since}</small></div>
            {live(content)}
        </section>
    }
    .into_any()
}

fn form(reading: Reading<Security>, open: State<bool>) -> AnyView {
    let t = security();
    let sending = Sending::of("password");
    let toasts = Toasts::get();
    let (old, new) = (State::new(String::new()), State::new(String::new()));
    let leave = move || {
        open.set(false);
        browser::focus_heading();
    };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = PasswordBody {
            password: old.get_untracked(),
            new: new.get_untracked(),
        };
        sending.send::<PasswordChange>(Nothing {}, body, 0, move |()| {
            toasts.say(security().changed);
            reading.again();
            leave();
        });
    };
    let field = |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "password-error")}
            {password_field(field("/password", t.password_now, ""), "current-password", old)}
            {password_field(field("/new", door().new_password, door().new_hint), "new-password", new)}
            <small>{t.change_hint}</small>
            <div class="row wrap">
                {submit(sending.busy, t.change.into(), general().sending)}
                {button("btn", general().cancel.into_any(), leave)}
            </div>
        </form>
    }
    .into_any()
}
