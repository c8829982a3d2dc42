//! The time of a request, as a bar and as a chip.

use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;
use podskazka_shared::tickets::{TicketState, TicketSummary};

use crate::i18n::{self, dates, lang, queue, tickets};

/// How a request stands with what is due next: to be considered, then to be answered where the school promises a time for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Somebody of staff has replied, and nothing else is promised; or it is done.
    Considered { late: bool },
    /// The clock stands still: somebody else has to act.
    Paused,
    /// Time is left.
    Running,
    /// Little time is left.
    Soon,
    /// The time is over.
    Late,
    /// Closed before anybody replied.
    Dropped,
}

const SOON: Duration = Duration::hours(4);

/// By when the next word is due; the time of considering where nothing is any more.
pub fn next_due(ticket: &TicketSummary) -> DateTime<Utc> {
    let answer = ticket.answer_due_at.filter(|_| ticket.considered_at.is_some());
    answer.unwrap_or(ticket.due_at)
}

impl Due {
    pub fn of(ticket: &TicketSummary, now: DateTime<Utc>) -> Self {
        let due = match (ticket.considered_at, ticket.answer_due_at) {
            (None, _) if !ticket.state.is_open() => return Self::Dropped,
            (None, _) => ticket.due_at,
            (Some(_), _) if ticket.state.is_open() && ticket.paused => return Self::Paused,
            (Some(_), Some(due)) if ticket.state.is_open() => due,
            (Some(at), due) => {
                let answered_late = due.zip(ticket.answered_at).is_some_and(|(due, at)| at > due);
                return Self::Considered {
                    late: at > ticket.due_at || answered_late,
                };
            }
        };
        match due - now {
            left if left < Duration::zero() => Self::Late,
            left if left < SOON => Self::Soon,
            _ => Self::Running,
        }
    }
}

/// Passed part of the term in percent, 0 to 100.
fn passed(ticket: &TicketSummary, now: DateTime<Utc>) -> i64 {
    let due = next_due(ticket);
    let until = match (ticket.considered_at, ticket.answer_due_at) {
        (Some(at), None) => at,
        (Some(_), Some(_)) => ticket.answered_at.unwrap_or(now),
        (None, _) => now,
    };
    let whole = (due - ticket.term_from).num_minutes().max(1);
    ((until - ticket.term_from).num_minutes() * 100 / whole).clamp(0, 100)
}

/// The term as a bar: how much of it has passed.
pub fn due_bar(ticket: &TicketSummary, now: DateTime<Utc>) -> AnyView {
    let class = match Due::of(ticket, now) {
        Due::Running | Due::Considered { late: false } => "bar",
        Due::Soon => "bar soon",
        Due::Late | Due::Considered { late: true } => "bar late",
        Due::Dropped | Due::Paused => "bar plain",
    };
    let part = passed(ticket, now).to_string();
    let width = passed(ticket, now).max(2).to_string();
    view! {
        <svg class=class viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=i18n::term_passed(&part)>
            <rect width=width height="8"></rect>
        </svg>
    }
    .into_any()
}

/// The chip of a list that staff reads: what is due when.
pub fn due_chip(ticket: &TicketSummary, now: DateTime<Utc>) -> AnyView {
    let at = next_due(ticket);
    let state = || ticket.state.label(lang()).to_owned();
    let (class, text) = match Due::of(ticket, now) {
        _ if !ticket.state.is_open() => ("chip plain", state()),
        Due::Late => ("chip late", i18n::overdue_by(&i18n::coarse_length(now - at))),
        Due::Soon => ("chip soon", dates::due(at, now)),
        Due::Running => ("chip", dates::due(at, now)),
        Due::Considered { .. } | Due::Paused | Due::Dropped => match ticket.state {
            TicketState::Waiting => ("chip plain", queue().waiting.to_owned()),
            TicketState::WithVendor | TicketState::Objected => ("chip plain", state()),
            TicketState::New
            | TicketState::InProgress
            | TicketState::Answered
            | TicketState::Refused
            | TicketState::Stopped
            | TicketState::Merged
            | TicketState::Closed => ("chip plain", queue().in_work.to_owned()),
        },
    };
    view! { <span class=class title=dates::exact(at)>{text}</span> }.into_any()
}

/// The chip of a state; `mine` makes a question back stand out for the one who is asked.
pub fn state_chip(state: TicketState, mine: bool) -> AnyView {
    let (class, text) = match (state, mine) {
        (TicketState::Waiting, true) => ("chip soon", tickets().wait_you),
        (TicketState::Answered, _) => ("chip", state.label(lang())),
        _ => ("chip plain", state.label(lang())),
    };
    view! { <span class=class>{text}</span> }.into_any()
}
