//! `/s/:school/retention`: how long the school keeps what it need not keep for ever.

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::privacy::{Retention, RetentionBody, RetentionFind, RetentionPath, RetentionUpdate};
use podskazka_shared::problem::ProblemKind;

use crate::api::ApiError;
use crate::i18n::{general, privacy as texts};
use crate::live::{State, effect};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, error_summary, page, submit, text_field, when};

pub fn retention(here: Here) -> AnyView {
    let t = texts();
    let path = RetentionPath {
        school: here.slug.clone(),
    };
    let ask = path.clone();
    let reading = read::<RetentionFind>(move || Some((ask.clone(), Nothing {})));
    let below = view! { <p class="dim">{t.retention_lead}</p> };
    let body = when(reading, 2, move || form(path.clone(), reading));
    page(t.retention.to_owned(), ().into_any(), below.into_any(), body)
}

/// Nothing, a number of years, or what is neither.
fn years(text: &str) -> Result<Option<i16>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| ()),
    }
}

fn form(path: RetentionPath, reading: Reading<Retention>) -> AnyView {
    let t = texts();
    let Some(now) = reading.value.get_untracked() else {
        return ().into_any();
    };
    let sending = Sending::new();
    let toasts = Toasts::get();
    let value = |years: Option<i16>| State::new(years.map(|years| years.to_string()).unwrap_or_default());
    let (requests, cards) = (value(now.closed_requests_years), value(now.ended_cards_years));
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(crate::api::read)
        {
            reading.value.set(Some(current));
        }
    });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let typed = [
            ("/closed_requests_years", years(&requests.get_untracked())),
            ("/ended_cards_years", years(&cards.get_untracked())),
        ];
        let wrong = |(pointer, years): &(&'static str, Result<Option<i16>, ()>)| {
            years.is_err().then(|| {
                let mut error = FieldError::new(*pointer, FieldErrorKind::Malformed);
                error.detail = texts().years_wrong.to_owned();
                error
            })
        };
        let errors: Vec<FieldError> = typed.iter().filter_map(wrong).collect();
        let [(_, Ok(closed)), (_, Ok(ended))] = typed else {
            return sending.refuse(errors);
        };
        let body = RetentionBody {
            closed_requests_years: closed,
            ended_cards_years: ended,
        };
        let version = reading
            .value
            .with_untracked(|now| now.map_or(0, |now| now.version));
        sending.send::<RetentionUpdate>(path.clone(), body, version, move |saved| {
            toasts.say(general().saved);
            reading.value.set(Some(saved));
        });
    };
    let text = |pointer, label, hint, value| {
        let field = Field {
            pointer,
            label,
            hint,
            sending,
        };
        text_field(field, "text".into(), "off", value, ().into_any())
    };
    view! {
        <form class="col narrow" novalidate on:submit=on_submit>
            {error_summary(sending, "retention-error")}
            <div class="card col">
                {text("/closed_requests_years", t.retention_requests, t.retention_requests_hint, requests)}
                {text("/ended_cards_years", t.retention_cards, t.retention_cards_hint, cards)}
            </div>
            <div>{submit(sending.busy, general().save.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
