//! Where one is signed in, and ending it from here.

use leptos::prelude::*;
use podskazka_shared::auth::sessions::{
    EndSessionBody, SessionView, SessionsEnd, SessionsEndOthers, SessionsList, SessionsQuery,
};
use podskazka_shared::endpoint::Nothing;

use crate::api;
use crate::browser;
use crate::i18n::{dates, general, lang, security};
use crate::live::{State, derived, live, maybe, spawn, words, yes_no};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::ui::{Toasts, error_summary, more_button, when};

type Listed = podskazka_shared::page::Page<SessionView>;

pub fn sessions() -> AnyView {
    let t = security();
    let reading = read::<SessionsList>(|| Some((Nothing {}, SessionsQuery::default())));
    let body = when(reading, 2, move || list(reading));
    view! { <section class="card col"><h2>{t.sessions}</h2>{body}</section> }.into_any()
}

fn list(reading: Reading<Listed>) -> AnyView {
    let t = security();
    let sending = Sending::new();
    let toasts = Toasts::get();
    let others = derived(move || {
        reading.value.with(|page| {
            page.as_ref()
                .is_some_and(|page| page.items.iter().any(|s| !s.current))
        })
    });
    let rows = move || {
        let items = reading.value.get().map(|page| page.items).unwrap_or_default();
        items
            .into_iter()
            .map(|session| row(session, sending, reading))
            .collect::<Vec<_>>()
            .into_any()
    };
    let end_others = move |_| {
        sending.send::<SessionsEndOthers>(Nothing {}, (), 0, move |()| {
            toasts.say(security().others_ended);
            reading.again();
            browser::focus_heading();
        });
    };
    let foot = move || {
        match others.get() {
        true => view! {
            <small>{t.unknown_device}</small>
            <div>
                <button type="button" class="btn" on:click=end_others aria-disabled=yes_no(move || sending.busy.get())>
                    {words(move || if sending.busy.get() { general().sending } else { t.end_others })}
                </button>
            </div>
        }
        .into_any(),
        false => view! { <small>{t.only_here}</small> }.into_any(),
    }
    };
    let busy = State::new(false);
    let more = move || {
        let next = reading
            .value
            .with(|page| page.as_ref().and_then(|page| page.next.clone()))?;
        let load = move || {
            let after = Some(next.clone());
            busy.set(true);
            spawn(async move {
                let query = SessionsQuery { limit: None, after };
                let page = api::ask::<SessionsList>(&Nothing {}, &query).await;
                if !busy.try_set(false) {
                    return;
                }
                match page {
                    Ok(page) => reading.value.update(|listed| {
                        if let Some(listed) = listed {
                            listed.items.extend(page.items);
                            listed.next = page.next;
                        }
                    }),
                    Err(error) => sending.failure.set(Some(error)),
                }
            });
        };
        Some(more_button(busy, load))
    };
    view! {
        {error_summary(sending, "sessions-error")}
        <ul class="rows">{live(rows)}</ul>
        {maybe(more)}
        {live(foot)}
    }
    .into_any()
}

fn row(session: SessionView, sending: Sending, reading: Reading<Listed>) -> AnyView {
    let t = security();
    let toasts = Toasts::get();
    let device = session.device.label(lang());
    let now = browser::now();
    let began = format!("{} {}", t.began, dates::moment(session.began_at, now));
    let used = format!("{} {}", t.used, dates::moment(session.used_at, now));
    let used =
        (!session.current && session.used_at != session.began_at).then(|| view! { <small>{used}</small> });
    let act = match session.current {
        true => view! { <span class="chip">{t.here}</span> }.into_any(),
        false => {
            let id = session.id;
            let end = move |_| {
                let body = EndSessionBody { session: id };
                sending.send::<SessionsEnd>(Nothing {}, body, 0, move |()| {
                    toasts.say(security().ended);
                    reading.again();
                    browser::focus_heading();
                });
            };
            let label = format!("{}: {device}", t.end);
            view! { <button type="button" class="btn small" aria-label=label on:click=end>{t.end}</button> }
                .into_any()
        }
    };
    view! { <li class="row wrap"><div class="grow"><b>{device}</b><small>{began}</small>{used}</div>{act}</li> }
        .into_any()
}
