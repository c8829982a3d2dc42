//! A slip that sets a new password.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::invitations::join::{Hints, JoinReset, JoinResetBody, JoinView};

use super::join::{Join, forget};
use crate::auth::password::password_field;
use crate::browser;
use crate::i18n::{general, joining};
use crate::live::{State, live};
use crate::sending::Sending;
use crate::session::{Session, Who};
use crate::ui::field::Field;
use crate::ui::{error_summary, submit};

pub fn reset(join: Join, view: &Arc<JoinView>) -> AnyView {
    let done = State::new(None::<Hints>);
    let view = view.clone();
    live(move || match done.get() {
        None => form(join, &view, done),
        Some(hints) => over(&hints),
    })
}

fn form(join: Join, view: &Arc<JoinView>, done: State<Option<Hints>>) -> AnyView {
    let t = joining();
    let sending = Sending::new();
    let session = Session::get();
    let password = State::new(String::new());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = JoinResetBody {
            code: join.code.get_untracked(),
            password: password.get_untracked(),
        };
        sending.send::<JoinReset>(Nothing {}, body, 0, move |hints| {
            forget();
            // All sessions have ended, also one that this browser may have had.
            session.who.set(Who::Guest);
            done.set(Some(hints));
            browser::focus_heading();
        });
    };
    let field = Field {
        pointer: "/password",
        label: t.password,
        hint: t.password_hint,
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <p>{view.name.clone()} " · " {view.school.clone()}</p>
            {error_summary(sending, "reset-error")}
            {password_field(field, "new-password", password)}
            {submit(sending.busy, general().save.into(), general().sending)}
        </form>
    }
    .into_any()
}

fn over(hints: &Hints) -> AnyView {
    let t = joining();
    view! {
        <div class="card col" role="status">
            <p>{t.reset_done}</p>
            <p>{t.reset_login} " " <b>{hints.logins.join(", ")}</b></p>
            <a class="btn main" href="/login">{t.go_login}</a>
        </div>
    }
    .into_any()
}
