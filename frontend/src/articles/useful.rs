//! Whether a material was useful to its reader, and what was missing.

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ArticleId;
use podskazka_shared::usefulness::{ArticleVote, ArticlesVote, ArticlesVoteFind};

use super::path;
use crate::i18n::{general, usefulness as texts};
use crate::live::{State, effect, maybe, yes_no};
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, error_summary, submit};

/// The question below a material.
pub fn judged(here: &Here, id: ArticleId) -> AnyView {
    let t = texts();
    let at = path(here, id);
    let asked = at.clone();
    let reading = read::<ArticlesVoteFind>(move || Some((asked.clone(), Nothing {})));
    let (useful, missing) = (State::new(None::<bool>), State::new(String::new()));
    let (sending, toasts) = (Sending::of("useful"), Toasts::get());
    effect(move |_| {
        if let Some(said) = reading.value.get() {
            useful.set(said.useful);
            missing.set(said.missing.unwrap_or_default());
        }
    });
    let send = move |is_useful: bool| {
        let text = missing.get_untracked().trim().to_owned();
        let body = ArticleVote {
            useful: Some(is_useful),
            missing: Some(text).filter(|text| !is_useful && !text.is_empty()),
        };
        sending.send::<ArticlesVote>(at.clone(), body, 0, move |said| {
            useful.set(said.useful);
            toasts.say(texts().said);
        });
    };
    let choice = |is_useful: bool, label: &'static str| {
        let send = send.clone();
        view! {
            <button
                type="button"
                class="btn"
                aria-pressed=yes_no(move || useful.get() == Some(is_useful))
                on:click=move |_| send(is_useful)
            >
                {label}
            </button>
        }
        .into_any()
    };
    let (yes, no) = (choice(true, t.yes), choice(false, t.no));
    let more = move || {
        let send = send.clone();
        (useful.get() == Some(false)).then(|| {
            let field = Field {
                pointer: "/missing",
                label: t.missing,
                hint: t.missing_hint,
                sending,
            };
            let on_submit = move |ev: web_sys::SubmitEvent| {
                ev.prevent_default();
                send(false);
            };
            view! {
                <form class="col" novalidate on:submit=on_submit>
                    {area_field(field, "".into(), missing)}
                    <div>{submit(sending.busy, t.save.into(), general().sending)}</div>
                </form>
            }
        })
    };
    view! {
        <section class="card col narrow useful" aria-label=t.question>
            <div class="row wrap tight" role="group" aria-label=t.question><b>{t.question}</b>{yes}{no}</div>
            {maybe(more)}
            {error_summary(sending, "useful-error")}
        </section>
    }
    .into_any()
}
