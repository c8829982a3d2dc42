//! `/s/:school/corrections`: what people want corrected on their cards.

use leptos::prelude::*;
use podskazka_shared::page::{MAX_LIMIT, Page};
use podskazka_shared::privacy::{
    CasesQuery, Correction, CorrectionPath, CorrectionsAccept, CorrectionsList, CorrectionsRefuse, RefuseBody,
};

use crate::browser;
use crate::i18n::{dates, general, lang, privacy as texts};
use crate::live::{State, live, words, yes_no};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, empty, error_summary, page, submit, when};

type Listed = Reading<Page<Correction>>;

const FORMS: [&str; 8] = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"];

pub fn corrections(here: Here) -> AnyView {
    let t = texts();
    let list = |open: bool| {
        let school = here.school();
        read::<CorrectionsList>(move || {
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
                return empty(t.corrections_empty, t.corrections_empty_hint, ().into_any());
            }
            let cards: Vec<_> = items
                .iter()
                .zip(FORMS.iter().cycle())
                .map(|(correction, form)| asked(&here, correction, form, waiting, decided))
                .collect();
            cards.into_any()
        })
    });
    let done = when(decided, 1, move || live(move || past(decided)));
    let below = view! { <p class="dim">{t.corrections_lead}</p> };
    let body = view! { <div class="col narrow">{open}{done}</div> };
    page(
        t.corrections.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn past(decided: Listed) -> AnyView {
    let t = texts();
    let items = decided.value.get().map(|page| page.items).unwrap_or_default();
    if items.is_empty() {
        return ().into_any();
    }
    let now = browser::now();
    let line = |correction: &Correction| {
        let at = correction.decided_at.map(|at| dates::moment(at, now));
        let reason = correction.reason.clone().map(|reason| view! { <p>{reason}</p> });
        view! {
            <li class="card">
                <b>{correction.member.name.clone()}</b>
                <p class="dim">{correction.state.label(lang())} " · " {at}</p>
                {reason}
            </li>
        }
        .into_any()
    };
    let items: Vec<_> = items.iter().map(line).collect();
    view! { <section class="col"><h2>{t.decided}</h2><ul class="col">{items}</ul></section> }.into_any()
}

/// What stands there, and what should.
fn change(label: &'static str, old: &str, new: Option<&String>) -> AnyView {
    let t = texts();
    let Some(new) = new else { return ().into_any() };
    let shown = |text: &str, nothing: &'static str| match text.is_empty() {
        true => nothing.to_owned(),
        false => text.to_owned(),
    };
    view! { <dt>{label}</dt><dd><del>{shown(old, t.not_told)}</del> " → " <ins>{shown(new, t.to_nothing)}</ins></dd> }
        .into_any()
}

fn asked(
    here: &Here,
    correction: &Correction,
    form: &'static str,
    waiting: Listed,
    decided: Listed,
) -> AnyView {
    let t = texts();
    let now = browser::now();
    let by = (correction.asked_by.id != correction.member.id)
        .then(|| view! { <p>{t.asked_by} ": " {correction.asked_by.name.clone()}</p> });
    let note = (!correction.note.is_empty()).then(|| view! { <p>{correction.note.clone()}</p> });
    let path = CorrectionPath {
        school: here.slug.clone(),
        correction: correction.id,
    };
    let after = move || {
        waiting.again();
        decided.again();
        browser::focus_heading();
    };
    let acts = match correction.may_decide {
        true => {
            view! { {accept(path.clone(), correction.version, after)}{refuse(path, correction.version, form, after)} }
                .into_any()
        }
        false => view! { <p class="note">{t.not_mine_correction}</p> }.into_any(),
    };
    view! {
        <section class="card col">
            <h2>{correction.member.name.clone()}</h2>
            <small>{dates::moment(correction.asked_at, now)}</small>
            {by}
            <dl class="pairs">
                {change(t.name, &correction.card.name, correction.name.as_ref())}
                {change(t.email, &correction.card.email, correction.email.as_ref())}
                {change(t.phone, &correction.card.phone, correction.phone.as_ref())}
            </dl>
            {note}
            {acts}
        </section>
    }
    .into_any()
}

fn accept(path: CorrectionPath, version: i64, after: impl Fn() + Copy + 'static) -> AnyView {
    let t = texts();
    let sending = Sending::new();
    let toasts = Toasts::get();
    let act = move |_| {
        sending.send::<CorrectionsAccept>(path.clone(), (), version, move |_| {
            toasts.say(texts().accepted);
            after();
        });
    };
    view! {
        <div class="col">
            {error_summary(sending, "accept-error")}
            <div>
                <button type="button" class="btn main" on:click=act aria-disabled=yes_no(move || sending.busy.get())>
                    {words(move || if sending.busy.get() { general().sending } else { t.accept })}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn refuse(
    path: CorrectionPath,
    version: i64,
    form: &'static str,
    after: impl Fn() + Copy + 'static,
) -> AnyView {
    let t = texts();
    let sending = Sending::of(form);
    let toasts = Toasts::get();
    let reason = State::new(String::new());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = RefuseBody {
            reason: reason.get_untracked(),
        };
        sending.send::<CorrectionsRefuse>(path.clone(), body, version, move |_| {
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
