//! `/login`

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use podskazka_shared::auth::{AuthLogin, LoginBody};
use podskazka_shared::endpoint::Nothing;

use crate::i18n::{auth, general};
use crate::live::{State, derived, effect, words, yes_no};
use crate::sending::Sending;
use crate::session::{Session, Who};
use crate::ui::field::Field;
use crate::ui::{error_summary, page, submit, text_field};

/// The door, with the way back to `next`.
pub fn address(next: &str) -> String {
    match next {
        "/" | "/login" | "" => "/login".to_owned(),
        next => format!("/login?next={}", String::from(js_sys::encode_uri_component(next))),
    }
}

/// Where to go after signing in: only paths of this site, never another address.
fn local(next: Option<String>) -> String {
    let fits = |next: &String| next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    next.filter(fits).unwrap_or_else(|| "/".to_owned())
}

pub fn login() -> AnyView {
    let t = auth();
    let session = Session::get();
    let query = use_query_map();
    let next = derived(move || local(query.with(|query| query.get("next"))));
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
    let sending = Sending::new();
    let (login, password) = (State::new(String::new()), State::new(String::new()));
    let shown = State::new(false);
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = LoginBody {
            login: login.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
            cookies: true,
        };
        sending.send::<AuthLogin>(Nothing {}, body, 0, move |_| {
            password.set(String::new());
            session.load();
        });
    };
    let field = |pointer, label| Field {
        pointer,
        label,
        hint: "",
        sending,
    };
    let show = view! {
        <button
            type="button"
            class="btn inline"
            aria-label=t.show_password
            aria-pressed=yes_no(move || shown.get())
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {words(move || if shown.get() { t.hide } else { t.show })}
        </button>
    };
    let kind = Signal::derive(move || if shown.get() { "text" } else { "password" });
    let body = view! {
        {ended.then(|| view! { <p class="note">{t.ended}</p> })}
        <form class="card col" novalidate on:submit=on_submit>
            {error_summary(sending, "login-error")}
            {text_field(field("/login", t.login), "text".into(), "username", login, ().into_any())}
            {text_field(field("/password", t.password), kind, "current-password", password, show.into_any())}
            {submit(sending.busy, t.submit.into(), t.submitting)}
        </form>
        <p class="dim">{t.lost}</p>
    };
    let logo = view! { <p class="logo">{general().product}</p> };
    let lead = view! { <p class="dim">{t.lead}</p> };
    view! {
        <div class="door col">{page(t.title.to_owned(), logo.into_any(), lead.into_any(), body.into_any())}</div>
    }
    .into_any()
}
