//! `/login`

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use podskazka_shared::auth::{AuthLogin, LoginBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::local_path;

use super::password::password_field;
use super::second_step::second_step;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{auth, door, general};
use crate::live::{State, derived, effect, live, maybe};
use crate::sending::Sending;
use crate::session::{Session, Who};
use crate::ui::field::{Field, id_of};
use crate::ui::shell::slug_of;
use crate::ui::{error_summary, page, submit, text_field};

/// The door, with the way back to `next`.
pub fn address(next: &str) -> String {
    match next {
        "/" | "/login" | "" => "/login".to_owned(),
        next => format!("/login?next={}", String::from(js_sys::encode_uri_component(next))),
    }
}

pub fn login() -> AnyView {
    let t = auth();
    let session = Session::get();
    let query = use_query_map();
    let next = derived(move || local_path(query.with(|query| query.get("next"))));
    let ended = query.with_untracked(|query| query.get("next").is_some());
    let navigate = use_navigate();
    effect(move |_| {
        if let Who::SignedIn(_) = session.who.get() {
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&next.get_untracked(), options);
        }
    });
    let challenge = State::new(None::<String>);
    let late = State::new(false);
    let login = State::new(String::new());
    let step = move || match challenge.get() {
        Some(text) => {
            let over = move |too_late| {
                late.set(too_late);
                challenge.set(None);
                browser::focus_soon(id_of("f", "/password"));
            };
            second_step(text, over)
        }
        None => password_step(login, challenge, late),
    };
    // Which school is asked to call is known only where somebody was on the way to it.
    let call = slug_of(&next.get_untracked()).map(|slug| {
        view! { <p><a href=format!("/public/{slug}/callback") rel="external">{t.call_me}</a></p> }
    });
    let body = view! {
        {ended.then(|| view! { <p class="note">{t.ended}</p> })}
        {live(step)}
        {call}
    };
    let logo = view! { <p class="logo">{general().product}</p> };
    let lead = view! { <p class="dim">{t.lead}</p> };
    view! {
        <div class="door col">{page(t.title.to_owned(), logo.into_any(), lead.into_any(), body.into_any())}</div>
    }
    .into_any()
}

/// The first step. `late` tells that a second one came too late.
fn password_step(login: State<String>, challenge: State<Option<String>>, late: State<bool>) -> AnyView {
    let t = auth();
    let session = Session::get();
    let sending = Sending::new();
    let password = State::new(String::new());
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::TotpRequired
        {
            late.set(false);
            challenge.set(problem.challenge);
        }
    });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = LoginBody {
            login: login.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            cookies: true,
            device: None,
        };
        sending.send::<AuthLogin>(Nothing {}, body, 0, move |_| {
            password.set(String::new());
            session.load();
        });
    };
    let note = move || {
        let text = auth().late;
        late.get()
            .then(|| view! { <p class="note" role="status">{text}</p> })
    };
    let field = |pointer, label| Field {
        pointer,
        label,
        hint: "",
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            {maybe(note)}
            {error_summary(sending, "login-error")}
            {text_field(field("/login", t.login), "text".into(), "username", login, ().into_any())}
            {password_field(field("/password", t.password), "current-password", password)}
            {submit(sending.busy, t.submit.into(), t.submitting)}
        </form>
        <p><a href="/forgot">{door().forgot}</a></p>
    }
    .into_any()
}
