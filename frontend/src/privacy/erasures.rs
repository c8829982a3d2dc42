//! `/s/:school/erasures`: who asks for erasure, what it would take, and the head's decision.

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::page::{MAX_LIMIT, Page};
use podskazka_shared::privacy::{
    CasesQuery, Erasure, ErasurePath, ErasureView, ErasuresApprove, ErasuresFind, ErasuresList,
    ErasuresRefuse, RefuseBody,
};

use super::consequences;
use crate::browser;
use crate::i18n::{dates, general, lang, privacy as texts};
use crate::live::{State, live, words, yes_no};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, empty, error_summary, page, submit, when};

type Listed = Reading<Page<Erasure>>;

pub fn erasures(here: Here) -> AnyView {
    let t = texts();
    let list = |open: bool| {
        let school = here.school();
        read::<ErasuresList>(move || {
            let query = CasesQuery {
                open: Some(open),
                limit: Some(MAX_LIMIT),
                after: None,
            };
            Some((school.clone(), query))
        })
    };
    let (waiting, decided) = (list(true), list(false));
    let place = here.clone();
    let open = when(waiting, 2, move || {
        let here = place.clone();
        live(move || {
            let items = waiting.value.get().map(|page| page.items).unwrap_or_default();
            if items.is_empty() {
                return empty(t.erasures_empty, t.erasures_empty_hint, ().into_any());
            }
            let cards: Vec<_> = items
                .iter()
                .zip(FORMS.iter().cycle())
                .map(|(erasure, form)| asked(&here, erasure, form, waiting, decided))
                .collect();
            cards.into_any()
        })
    });
    let done = when(decided, 1, move || live(move || past(decided)));
    let below = view! { <p class="dim">{t.erasures_lead}</p> };
    let body = view! { <div class="col narrow">{open}{done}</div> };
    page(
        t.erasures.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

const FORMS: [&str; 8] = ["e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7"];

fn past(decided: Listed) -> AnyView {
    let t = texts();
    let items = decided.value.get().map(|page| page.items).unwrap_or_default();
    if items.is_empty() {
        return ().into_any();
    }
    let now = browser::now();
    let line = |erasure: &Erasure| {
        let at = erasure.decided_at.map(|at| dates::moment(at, now));
        let reason = erasure.reason.clone().map(|reason| view! { <p>{reason}</p> });
        view! {
            <li class="card">
                <b>{erasure.member.name.clone()}</b>
                <p class="dim">{erasure.state.label(lang())} " · " {at}</p>
                {reason}
            </li>
        }
        .into_any()
    };
    let items: Vec<_> = items.iter().map(line).collect();
    view! { <section class="col"><h2>{t.decided}</h2><ul class="col">{items}</ul></section> }.into_any()
}

fn asked(here: &Here, erasure: &Erasure, form: &'static str, waiting: Listed, decided: Listed) -> AnyView {
    let t = texts();
    let now = browser::now();
    let path = ErasurePath {
        school: here.slug.clone(),
        erasure: erasure.id,
    };
    let ask = path.clone();
    let reading = read::<ErasuresFind>(move || Some((ask.clone(), Nothing {})));
    let by = (erasure.asked_by.id != erasure.member.id)
        .then(|| view! { <p>{t.asked_by} ": " {erasure.asked_by.name.clone()}</p> });
    let withdrawn = erasure
        .withdrawal
        .then(|| view! { <span class="chip soon">{t.with_withdrawal}</span> });
    let late = erasure.due_at < now;
    let detail = when(reading, 1, move || {
        let path = path.clone();
        live(move || {
            let found = reading.value.get();
            found.map_or_else(
                || ().into_any(),
                |found| decision(&path, &found, form, waiting, decided),
            )
        })
    });
    view! {
        <section class="card col">
            <div class="row between wrap tight">
                <h2>{erasure.member.name.clone()}</h2>
                {withdrawn}
            </div>
            {by}
            <p class:late=late>{t.decide_by} " " {dates::day(erasure.due_at, now)}</p>
            {detail}
        </section>
    }
    .into_any()
}

fn decision(
    path: &ErasurePath,
    found: &ErasureView,
    form: &'static str,
    waiting: Listed,
    decided: Listed,
) -> AnyView {
    let t = texts();
    let plan = consequences(&found.plan);
    if !found.may_decide {
        return view! { {plan}<p class="note">{t.not_mine}</p> }.into_any();
    }
    let after = move || {
        waiting.again();
        decided.again();
        browser::focus_heading();
    };
    let approve = match found.plan.last_director {
        true => view! { <p class="note">{t.last_director}</p> }.into_any(),
        false => approve(path.clone(), found.erasure.version, after),
    };
    view! { {plan}{approve}{refuse(path.clone(), found.erasure.version, form, after)} }.into_any()
}

fn approve(path: ErasurePath, version: i64, after: impl Fn() + Copy + 'static) -> AnyView {
    let t = texts();
    let sending = Sending::new();
    let toasts = Toasts::get();
    let act = move |_| {
        sending.send::<ErasuresApprove>(path.clone(), (), version, move |_| {
            toasts.say(texts().approved);
            after();
        });
    };
    view! {
        <details>
            <summary class="act">{t.approve}</summary>
            <div class="col">
                <p>{t.approve_hint}</p>
                {error_summary(sending, "approve-error")}
                <div>
                    <button type="button" class="btn main" on:click=act aria-disabled=yes_no(move || sending.busy.get())>
                        {words(move || if sending.busy.get() { general().sending } else { t.approve_sure })}
                    </button>
                </div>
            </div>
        </details>
    }
    .into_any()
}

fn refuse(path: ErasurePath, version: i64, form: &'static str, after: impl Fn() + Copy + 'static) -> AnyView {
    let t = texts();
    let sending = Sending::of(form);
    let toasts = Toasts::get();
    let reason = State::new(String::new());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = RefuseBody {
            reason: reason.get_untracked(),
        };
        sending.send::<ErasuresRefuse>(path.clone(), body, version, move |_| {
            toasts.say(texts().refused);
            after();
        });
    };
    let field = Field {
        pointer: "/reason",
        label: t.reason,
        hint: t.reason_hint,
        sending,
    };
    view! {
        <details>
            <summary class="act">{t.refuse}</summary>
            <form class="col" novalidate on:submit=on_submit>
                {error_summary(sending, form)}
                {area_field(field, "".into(), reason)}
                <div>{submit(sending.busy, t.refuse.into(), general().sending)}</div>
            </form>
        </details>
    }
    .into_any()
}
