//! `/s/:school/corrections`: what people want corrected on their cards.

use leptos::prelude::*;
use podskazka_shared::privacy::{
    Correction, CorrectionPath, CorrectionsAccept, CorrectionsList, CorrectionsRefuse,
};

use super::cases::{Board, Past, Words, asked_by, screen};
use crate::browser;
use crate::i18n::{dates, lang, privacy as texts};
use crate::session::Here;

pub fn corrections(here: Here) -> AnyView {
    let t = texts();
    let words = Words {
        title: t.corrections,
        lead: t.corrections_lead,
        empty: t.corrections_empty,
        empty_hint: t.corrections_empty_hint,
    };
    screen::<CorrectionsList, _>(here, words, asked, |case| Past {
        name: case.member.name.clone(),
        state: case.state.label(lang()),
        at: case.decided_at,
        reason: case.reason.clone(),
    })
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

fn asked(board: &Board, case: &Correction) -> AnyView {
    let t = texts();
    let note = (!case.note.is_empty()).then(|| view! { <p>{case.note.clone()}</p> });
    let acts = match case.may_decide {
        true => decision(board, case),
        false => view! { <p class="note">{t.not_mine_correction}</p> }.into_any(),
    };
    view! {
        <li class="card col">
            <h2>{case.member.name.clone()}</h2>
            <small>{dates::moment(case.asked_at, browser::now())}</small>
            {asked_by(&case.asked_by, &case.member)}
            <dl class="pairs">
                {change(t.name, &case.card.name, case.name.as_ref())}
                {change(t.email, &case.card.email, case.email.as_ref())}
                {change(t.phone, &case.card.phone, case.phone.as_ref())}
            </dl>
            {note}
            {acts}
        </li>
    }
    .into_any()
}

fn decision(board: &Board, case: &Correction) -> AnyView {
    let t = texts();
    let (refusing, version, one) = (format!("refuse-{}", case.id), case.version, board.clone());
    let path = CorrectionPath {
        school: board.here.slug.clone(),
        correction: case.id,
    };
    let (key, said) = (case.id.to_string(), (t.accept, t.accepted));
    let accept = board.decide::<CorrectionsAccept>(&key, said, path.clone(), version);
    view! {
        <div class="row wrap">{accept} {board.opener(&refusing, t.refuse)}</div>
        {board.opened(&refusing, move || one.refuse::<CorrectionsRefuse>(path.clone(), version))}
    }
    .into_any()
}
