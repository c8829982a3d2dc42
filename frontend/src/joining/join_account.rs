//! The third step: a sign-in of one's own, or the one that is there.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::auth::name::{NameKind, SignInName};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::invitations::join::{
    Acts, JoinBody, JoinEmail, JoinEmailBody, JoinNew, JoinOwn, JoinOwnBody, JoinView,
};
use podskazka_shared::people::Me;

use super::join::{Join, Step, forget};
use crate::auth::password::password_field;
use crate::browser;
use crate::i18n::{general, joining};
use crate::live::{State, derived, effect, live, maybe};
use crate::sending::Sending;
use crate::session::{Session, Who};
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, button, error_summary, submit, text_field};

pub fn account(join: Join, view: &Arc<JoinView>, acts: Acts) -> AnyView {
    let session = Session::get();
    let view = view.clone();
    let shown = move || match session.who.get() {
        Who::SignedIn(me) => own(join, &view, &acts, &me),
        Who::Unknown | Who::Guest | Who::Failed(_) => new(join, &view, &acts),
    };
    live(shown)
}

fn back(join: Join, view: &Arc<JoinView>) -> AnyView {
    let view = view.clone();
    let go = move || join.go(Step::Who(view.clone()));
    button("btn", joining().back.into_any(), go)
}

/// Where the work begins, with nothing of the code in the way back.
fn enter(slug: &str) -> impl Fn() + Clone + 'static {
    let navigate = use_navigate();
    let path = format!("/s/{slug}/tickets");
    let (session, toasts) = (Session::get(), Toasts::get());
    move || {
        forget();
        session.load();
        toasts.say(joining().done);
        let options = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&path, options);
    }
}

fn new(join: Join, view: &Arc<JoinView>, acts: &Acts) -> AnyView {
    let t = joining();
    let sending = Sending::new();
    let (login, password) = (State::new(String::new()), State::new(String::new()));
    let (email_code, proof) = (State::new(String::new()), State::new(None::<String>));
    // A code belongs to the address that it was sent to.
    let address = derived(move || login.with(|login| login.trim().to_lowercase()));
    effect(move |first| {
        address.track();
        if !first {
            proof.set(None);
            email_code.set(String::new());
        }
    });
    let done = enter(&view.slug);
    let acts = acts.clone();
    let letter = move || {
        let body = JoinEmailBody {
            code: join.code.get_untracked(),
            login: login.get_untracked().trim().to_owned(),
        };
        let asked = address.get_untracked();
        sending.send::<JoinEmail>(Nothing {}, body, 0, move |sent| {
            // Meanwhile another address may stand there.
            if address.get_untracked() == asked {
                proof.set(Some(sent.email_proof));
                email_code.set(String::new());
                browser::focus_soon(id_of("f", "/email_code"));
            }
        });
    };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let typed = login.get_untracked().trim().to_owned();
        let is_email = SignInName::parse(&typed).is_ok_and(|name| name.kind() == NameKind::Email);
        let code = join.code.get_untracked();
        if is_email && proof.with_untracked(Option::is_none) {
            return letter();
        }
        let body = JoinBody {
            code,
            login: typed,
            password: password.get_untracked(),
            email_code: is_email.then(|| email_code.get_untracked()),
            email_proof: proof.get_untracked().filter(|_| is_email),
            acts: acts.clone(),
            cookies: true,
        };
        let done = done.clone();
        sending.send::<JoinNew>(Nothing {}, body, 0, move |_| done());
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let label = if view.mail { t.login_mail } else { t.login };
    let code = move || {
        proof.with(Option::is_some).then(|| {
            let typed = text_field(
                field("/email_code", t.email_code, t.email_sent),
                "text".into(),
                "one-time-code",
                email_code,
                ().into_any(),
            );
            view! { {typed} <div>{button("btn small", t.email_again.into_any(), letter)}</div> }
        })
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            {error_summary(sending, "account-error")}
            {text_field(field("/login", label, t.login_hint), "text".into(), "username", login, ().into_any())}
            {password_field(field("/password", t.password, t.password_hint), "new-password", password)}
            {maybe(code)}
            <div class="row wrap">{submit(sending.busy, t.finish.into(), general().sending)}{back(join, view)}</div>
        </form>
        <p><a href="/login?next=/join">{t.have_account}</a></p>
    }
    .into_any()
}

fn own(join: Join, view: &Arc<JoinView>, acts: &Acts, me: &Arc<Me>) -> AnyView {
    let t = joining();
    let sending = Sending::new();
    let done = enter(&view.slug);
    let acts = acts.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = JoinOwnBody {
            code: join.code.get_untracked(),
            acts: acts.clone(),
        };
        let done = done.clone();
        sending.send::<JoinOwn>(Nothing {}, body, 0, move |()| done());
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <p>{t.join_own_lead} " " <b>{me.login.clone()}</b></p>
            {error_summary(sending, "own-error")}
            <div class="row wrap">{submit(sending.busy, t.join_own.into(), general().sending)}{back(join, view)}</div>
            <p class="dim">{t.join_own_other}</p>
        </form>
    }
    .into_any()
}
