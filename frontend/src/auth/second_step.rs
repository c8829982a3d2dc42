//! The second step of a sign-in: a code of the app.

use leptos::prelude::*;
use podskazka_shared::auth::{AuthTotp, SecondStepBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;

use crate::browser;
use crate::i18n::{auth, door};
use crate::live::{State, effect};
use crate::sending::Sending;
use crate::session::Session;
use crate::ui::field::{Field, id_of};
use crate::ui::{button, error_summary, submit, text_field};

/// The form for a challenge; `over` goes back to the password, and is told whether it was too late for the code.
pub fn second_step(challenge: String, over: impl Fn(bool) + Copy + Send + Sync + 'static) -> AnyView {
    let t = door();
    let session = Session::get();
    let sending = Sending::of("code");
    let code = State::new(String::new());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = SecondStepBody {
            challenge: challenge.clone(),
            code: code.get_untracked().trim().to_owned(),
            cookies: true,
            device: None,
        };
        sending.send::<AuthTotp>(Nothing {}, body, 0, move |_| session.load());
    };
    effect(move |_| {
        let late = |failure: &Option<crate::api::ApiError>| {
            failure
                .as_ref()
                .is_some_and(|failure| failure.kind() == Some(ProblemKind::ChallengeOver))
        };
        if sending.failure.with(late) {
            over(true);
        }
    });
    browser::focus_soon(id_of("code", "/code"));
    let field = Field {
        pointer: "/code",
        label: t.code,
        hint: t.code_hint,
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <div class="col tight">
                <h2>{t.code_title}</h2>
                <p>{t.code_lead}</p>
            </div>
            {error_summary(sending, "code-error")}
            {text_field(field, "text".into(), "one-time-code", code, ().into_any())}
            {submit(sending.busy, auth().submit.into(), auth().submitting)}
        </form>
        <p class="dim">{t.no_phone}</p>
        <div>{button("btn", t.back.into_any(), move || over(false))}</div>
    }
    .into_any()
}
