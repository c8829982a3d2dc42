//! The time of a request, as a bar and as a chip.

use chrono::{DateTime, Duration, Utc};
use leptos::prelude::*;
use podskazka_shared::tickets::{TicketState, TicketSummary};

use crate::i18n::{self, dates, lang, queue, tickets};

/// How a request stands with its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// Somebody of staff has replied.
    Considered { late: bool },
    /// Nobody has yet.
    Running,
    /// Nobody has yet, and little time is left.
    Soon,
    /// Nobody has, and the time is over.
    Late,
    /// Closed before anybody replied.
    Dropped,
}

const SOON: Duration = Duration::hours(4);

impl Due {
    pub fn of(ticket: &TicketSummary, now: DateTime<Utc>) -> Self {
        match ticket.considered_at {
            Some(at) => Self::Considered {
                late: at > ticket.due_at,
            },
            None if !ticket.state.is_open() => Self::Dropped,
            None if now > ticket.due_at => Self::Late,
            None if ticket.due_at - now < SOON => Self::Soon,
            None => Self::Running,
        }
    }
}

/// Passed part of the term in percent, 0 to 100.
fn passed(ticket: &TicketSummary, now: DateTime<Utc>) -> i64 {
    let until = ticket.considered_at.unwrap_or(now);
    let whole = (ticket.due_at - ticket.term_from).num_minutes().max(1);
    ((until - ticket.term_from).num_minutes() * 100 / whole).clamp(0, 100)
}

/// The term as a bar: how much of it has passed.
pub fn due_bar(ticket: &TicketSummary, now: DateTime<Utc>) -> AnyView {
    let class = match Due::of(ticket, now) {
        Due::Running | Due::Considered { late: false } => "bar",
        Due::Soon => "bar soon",
        Due::Late | Due::Considered { late: true } => "bar late",
        Due::Dropped => "bar plain",
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
    let (class, text) = match (ticket.state, Due::of(ticket, now)) {
        (TicketState::Answered | TicketState::Closed, _) => {
            ("chip plain", ticket.state.label(lang()).to_owned())
        }
        (_, Due::Late) => {
            let by = i18n::coarse_length(now - ticket.due_at);
            ("chip late", i18n::overdue_by(&by))
        }
        (_, Due::Soon) => ("chip soon", dates::due(ticket.due_at, now)),
        (_, Due::Running) => ("chip", dates::due(ticket.due_at, now)),
        (TicketState::Waiting, _) => ("chip plain", queue().waiting.to_owned()),
        (_, Due::Considered { .. } | Due::Dropped) => ("chip plain", queue().in_work.to_owned()),
    };
    view! { <span class=class title=dates::exact(ticket.due_at)>{text}</span> }.into_any()
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
