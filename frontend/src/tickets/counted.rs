//! How the terms of a request are counted: both clocks in words, and stretch by stretch.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::calendar::{Reason, Target};
use podskazka_shared::deadlines::policy::{ExplainedClock, TicketsDeadline, within};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::tickets::TicketSummary;

use super::trail;
use super::view::Open;
use crate::i18n::{self, counting, dates, lang};
use crate::live::maybe;
use crate::reading::read;
use crate::session::Here;
use crate::ui::when;

/// What opens below the term.
pub fn counted(_: &Here, open: Open) -> AnyView {
    // Read again when the request has changed.
    let reading = read::<TicketsDeadline>(move || {
        let version = open
            .summary
            .with(|ticket| ticket.as_ref().map(|ticket| ticket.version));
        version.is_some().then(|| (open.path.get_value(), Nothing {}))
    });
    when(reading, 1, move || {
        maybe(move || {
            let told = reading.value.get()?;
            let ticket = open.summary.get()?;
            let now = open.now.get();
            let t = counting();
            let answered = told.answered.as_ref().map(|told| clock(t.answered, told, now));
            Some(view! {
                <div class="col tight">
                    {clock(t.considered, &told.considered, now)}
                    {answered}
                    <p>{t.how_text}</p>
                    {steps(&ticket, now)}
                </div>
            })
        })
    })
}

fn clock(promise: &'static str, told: &ExplainedClock, now: DateTime<Utc>) -> AnyView {
    let t = counting();
    let how = match told.target {
        Target::Calendar { .. } => t.how_plain,
        Target::Working { .. } => t.how_working,
        Target::WorkingDays { .. } => t.how_days,
    };
    let trail = &told.deadline.trail;
    let plain = matches!(told.target, Target::Calendar { .. });
    let stood = trail.iter().any(|piece| piece.reason == Reason::Paused);
    let pieces = (!plain || stood).then(|| trail::pieces(trail, now));
    view! {
        <p><b>{promise}" "{within(told.target, lang())}"."</b>" "{how}</p>
        {trail::bar(&told.deadline, now)}
        {pieces}
    }
    .into_any()
}

fn steps(ticket: &TicketSummary, now: DateTime<Utc>) -> AnyView {
    let began = dates::moment(ticket.term_from, now);
    let began = match ticket.term_from == ticket.filed_at {
        true => i18n::filed_at(&began),
        false => i18n::reopened_at(&began),
    };
    let replied = match ticket.considered_at {
        Some(at) => i18n::considered_at(&dates::moment(at, now)),
        None => counting().not_considered.to_owned() + ".",
    };
    let answer = ticket.answer_due_at.map(|at| {
        let at = dates::moment(at, now);
        view! { <li>{i18n::answer_due_at(&at)}</li> }
    });
    view! {
        <ul>
            <li>{began}</li>
            <li>{i18n::due_at(&dates::moment(ticket.due_at, now))}</li>
            <li>{replied}</li>
            {answer}
        </ul>
    }
    .into_any()
}
