//! `/s/:school/erasures`: who asks for erasure, what it would take, and the head's decision.

use leptos::prelude::*;
use podskazka_shared::privacy::{ErasurePath, ErasureView, ErasuresApprove, ErasuresList, ErasuresRefuse};

use super::cases::{Board, Past, Words, asked_by, screen};
use super::consequences;
use crate::browser;
use crate::i18n::{dates, lang, privacy as texts};
use crate::session::Here;

pub fn erasures(here: Here) -> AnyView {
    let t = texts();
    let words = Words {
        title: t.erasures,
        lead: t.erasures_lead,
        empty: t.erasures_empty,
        empty_hint: t.erasures_empty_hint,
    };
    screen::<ErasuresList, _>(here, words, asked, |case| Past {
        name: case.erasure.member.name.clone(),
        state: case.erasure.state.label(lang()),
        at: case.erasure.decided_at,
        reason: case.erasure.reason.clone(),
    })
}

fn asked(board: &Board, case: &ErasureView) -> AnyView {
    let t = texts();
    let (erasure, now) = (&case.erasure, browser::now());
    let withdrawn = erasure
        .withdrawal
        .then(|| view! { <span class="chip soon">{t.with_withdrawal}</span> });
    let late = erasure.due_at < now;
    let decision = match case.may_decide {
        true => decision(board, case),
        false => view! { <p class="note">{t.not_mine}</p> }.into_any(),
    };
    view! {
        <li class="card col">
            <div class="row between wrap tight">
                <h2>{erasure.member.name.clone()}</h2>
                {withdrawn}
            </div>
            {asked_by(&erasure.asked_by, &erasure.member)}
            <p class:late=late>{t.decide_by} " " {dates::day(erasure.due_at, now)}</p>
            {consequences(&case.plan)}
            {decision}
        </li>
    }
    .into_any()
}

fn decision(board: &Board, case: &ErasureView) -> AnyView {
    let t = texts();
    let (id, version, last) = (case.erasure.id, case.erasure.version, case.plan.last_director);
    let path = ErasurePath {
        school: board.here.slug.clone(),
        erasure: id,
    };
    let (erasing, refusing) = (format!("erase-{id}"), format!("refuse-{id}"));
    let (one, two, same, key) = (board.clone(), board.clone(), path.clone(), erasing.clone());
    let sure = move || {
        let said = (t.approve_sure, t.approved);
        view! {
            <p>{t.approve_hint}</p>
            {one.decide::<ErasuresApprove>(&key, said, path.clone(), version)}
        }
    };
    view! {
        {last.then(|| view! { <p class="note">{t.last_director}</p> })}
        <div class="row wrap">
            {(!last).then(|| board.opener(&erasing, t.approve))}
            {board.opener(&refusing, t.refuse)}
        </div>
        {board.opened(&erasing, sure)}
        {board.opened(&refusing, move || two.refuse::<ErasuresRefuse>(same.clone(), version))}
    }
    .into_any()
}
