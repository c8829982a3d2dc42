//! Those who asked to be called back: the list, one of them, and how many wait.

pub mod list;
mod register;
pub mod show;
pub mod waiting;

use leptos::prelude::*;
use podskazka_shared::callbacks::{Callback, CallbackPath, CallbackState, CallbackTry, dial};
use podskazka_shared::ids::CallbackId;

use crate::browser;
use crate::i18n::{callbacks as texts, dates};
use crate::people::name;
use crate::session::Here;

/// An entry in the addresses of the API.
fn path(here: &Here, id: CallbackId) -> CallbackPath {
    CallbackPath {
        school: here.slug.clone(),
        callback: id,
    }
}

/// The number as a link that dials it; what was typed beside it stays to be read.
fn phone(callback: &Callback) -> AnyView {
    let typed = callback.phone.clone();
    match dial(&typed) {
        Some(number) => {
            let (href, label) = (format!("tel:{number}"), format!("{} {typed}", texts().call));
            view! { <div><a class="btn wrapped" href=href>{label}</a></div> }.into_any()
        }
        None => view! { <p>{texts().phone}" "{typed}</p> }.into_any(),
    }
}

/// When it came, when one may call, and what was done so far.
fn facts(callback: &Callback) -> AnyView {
    let (t, now) = (texts(), browser::now());
    let who = |member: &podskazka_shared::people::MemberRef| name::short(&member.name);
    let waits = callback.state == CallbackState::Waiting;
    let later = (waits && callback.call_from > now).then(|| {
        view! { <p class="note">{t.call_from}" "{dates::moment(callback.call_from, now)}</p> }
    });
    let tried = |one: &CallbackTry| {
        let by = one
            .by
            .as_ref()
            .map(|by| format!(", {}", who(by)))
            .unwrap_or_default();
        view! { <li>{dates::moment(one.at, now)}{by}</li> }
    };
    let tries: Vec<_> = callback.tries.iter().map(tried).collect();
    let tries = (!tries.is_empty()).then(|| {
        view! { <div><small>{t.tries}": "</small><ul class="plain">{tries}</ul></div> }
    });
    let line = |label: &'static str, text: String| view! { <p><small>{label}": "</small>{text}</p> };
    let taken = callback.taken_by.as_ref().filter(|_| waits);
    let taken = taken.map(|taken| line(t.taken_by, who(taken)));
    let decided = callback.decided_at.map(|at| {
        let by = callback.decided_by.as_ref().map(who).unwrap_or_default();
        line(t.decided_by, format!("{by}, {}", dates::moment(at, now)))
    });
    let reason = callback.reason.clone().map(|reason| line(t.reason, reason));
    view! {
        {later}
        {tries}
        {taken}
        {decided}
        {reason}
    }
    .into_any()
}

/// The class and when it came.
fn about(callback: &Callback) -> String {
    let came = format!(
        "{} {}",
        texts().came,
        dates::moment(callback.created_at, browser::now())
    );
    let class = callback.class_name.clone();
    class.into_iter().chain([came]).collect::<Vec<_>>().join(" · ")
}
