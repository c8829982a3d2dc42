//! `/profile/data`: what is kept about me, and what I can do about it.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::endpoint::{Nothing, address};
use podskazka_shared::people::Me;
use podskazka_shared::privacy::{
    CorrectionState, DataFormat, DataQuery, Erasure, ErasureState, MeData, MePrivacy, Privacy, PrivacyCard,
};

use super::wishes;
use crate::api;
use crate::browser;
use crate::i18n::{dates, privacy as texts};
use crate::live::{live, spawn};
use crate::people::name;
use crate::reading::{Reading, read};
use crate::ui::{Icon, empty, icon, page, when};

pub fn data(_: Arc<Me>) -> AnyView {
    let t = texts();
    let reading = read::<MePrivacy>(|| Some((Nothing {}, Nothing {})));
    let above = view! {
        <a class="back" href="/profile">{icon(Icon::Back)}{crate::i18n::nav().profile}</a>
    };
    let below = view! { <p class="dim">{t.lead}</p> };
    let cards = when(reading, 2, move || live(move || shown(reading)));
    let body = view! { <div class="col narrow">{take()}{cards}</div> };
    page(
        t.title.to_owned(),
        above.into_any(),
        below.into_any(),
        body.into_any(),
    )
}

/// The two files. They come straight from the server, however long the history is.
fn take() -> AnyView {
    let t = texts();
    let link = |format, label, class| {
        let query = DataQuery { format: Some(format) };
        let href = address::<MeData>(&Nothing {}, &query);
        let go = href.clone();
        let fetch = move |ev: web_sys::MouseEvent| {
            ev.prevent_default();
            let go = go.clone();
            spawn(async move {
                // A session that ran out is renewed by this call, so that the file is not refused.
                if api::ask::<MePrivacy>(&Nothing {}, &Nothing {}).await.is_ok() {
                    let _ = window().location().assign(&go);
                }
            });
        };
        view! { <a class=class href=href rel="external" on:click=fetch>{label}</a> }.into_any()
    };
    view! {
        <section class="card col">
            <h2>{t.take}</h2>
            <p>{t.take_hint}</p>
            <div class="row wrap tight">
                {link(DataFormat::Html, t.as_page, "btn main")}
                {link(DataFormat::Json, t.as_file, "btn")}
            </div>
        </section>
    }
    .into_any()
}

/// Each card has forms of its own, whose fields are told apart by these.
const FORMS: [&str; 8] = ["d0", "d1", "d2", "d3", "d4", "d5", "d6", "d7"];

fn shown(reading: Reading<Privacy>) -> AnyView {
    let t = texts();
    let cards = reading
        .value
        .get()
        .map(|privacy| privacy.cards)
        .unwrap_or_default();
    if cards.is_empty() {
        return empty(t.no_cards, t.no_cards_hint, ().into_any());
    }
    let cards: Vec<_> = cards
        .into_iter()
        .zip(FORMS.iter().cycle())
        .map(|(card, form)| one(&card, form, reading))
        .collect();
    cards.into_any()
}

fn one(card: &PrivacyCard, form: &'static str, reading: Reading<Privacy>) -> AnyView {
    let t = texts();
    let told = |text: &str| match text.is_empty() {
        true => t.not_told.to_owned(),
        false => text.to_owned(),
    };
    let child = card.child.then(|| view! { <span class="chip">{t.child}</span> });
    let waits = card
        .erasure
        .as_ref()
        .is_some_and(|erasure| erasure.state == ErasureState::Asked);
    let withdraw = match (card.by_consent, card.withdrawn_at.is_some()) {
        (true, _) if card.represented => view! { <small>{t.represented}</small> }.into_any(),
        (true, false) => wishes::withdraw(card, reading),
        (true, true) => ().into_any(),
        (false, _) => view! { <small>{t.no_consent}</small> }.into_any(),
    };
    let erase = (!waits).then(|| wishes::erase(card, reading));
    view! {
        <section class="card col">
            <div class="row">
                <span class="av" aria-hidden="true">{name::initials(&card.card.name)}</span>
                <div class="grow">
                    <h2>{card.card.name.clone()}</h2>
                    <p>{card.school.name.clone()}</p>
                </div>
                {child}
            </div>
            <dl class="pairs">
                <dt>{t.email}</dt><dd>{told(&card.card.email)}</dd>
                <dt>{t.phone}</dt><dd>{told(&card.card.phone)}</dd>
            </dl>
            {standing(card, waits, reading)}
            {wishes::correct(card, form, reading)}
            {withdraw}
            {erase}
        </section>
    }
    .into_any()
}

/// What is under way about the card.
fn standing(card: &PrivacyCard, waits: bool, reading: Reading<Privacy>) -> AnyView {
    let t = texts();
    let now = browser::now();
    let withdrawn = card
        .withdrawn_at
        .map(|at| view! { <p>{t.withdrawn} ": " {dates::moment(at, now)}</p> });
    let erasure = card.erasure.as_ref().and_then(|erasure| match erasure.state {
        ErasureState::Asked => Some(
            view! { <p>{t.erasure_waits} " " {t.decide_by} " " {dates::day(erasure.due_at, now)} "."</p> }
                .into_any(),
        ),
        ErasureState::Refused => {
            Some(view! { <p>{t.erasure_refused} " " {erasure.reason.clone()}</p> }.into_any())
        }
        ErasureState::TakenBack | ErasureState::Done => None,
    });
    let correction = card
        .correction
        .as_ref()
        .and_then(|correction| match correction.state {
            CorrectionState::Asked => Some(view! { <p>{t.correction_waits}</p> }.into_any()),
            CorrectionState::Accepted => Some(view! { <p>{t.correction_accepted}</p> }.into_any()),
            CorrectionState::Refused => {
                Some(view! { <p>{t.correction_refused} " " {correction.reason.clone()}</p> }.into_any())
            }
            CorrectionState::Replaced => None,
        });
    // A child takes back only their own wish, never what parents withdrew.
    let own_wish = |erasure: &Erasure| erasure.asked_by.id == card.member && !erasure.withdrawal;
    let may_undo = if card.represented {
        waits && card.erasure.as_ref().is_some_and(own_wish)
    } else {
        waits || card.withdrawn_at.is_some()
    };
    let undo = may_undo.then(|| wishes::undo(card, reading));
    if withdrawn.is_none() && erasure.is_none() && correction.is_none() {
        return ().into_any();
    }
    view! {
        <div class="note col" role="status">{withdrawn}{erasure}{undo}{correction}</div>
    }
    .into_any()
}
