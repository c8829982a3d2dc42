//! One request on the screen: its head, its term, its thread and what the reader may do.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{MessageId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{
    Act, RequesterGroup, Side, Ticket, TicketPath, TicketState, TicketSummary, TicketsFind,
};

use super::{acts, clock, thread};
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{self, dates, filing, general, lang, tickets};
use crate::live::{Derived, State, derived, effect, maybe};
use crate::news::{on_change, soon};
use crate::parts::{self, Place, Screen};
use crate::people::name;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::bar::{Due, next_due};
use crate::ui::{due_bar, state_chip, when};

/// For how long changes are gathered before the request is read anew.
const GATHERED: Duration = Duration::from_millis(200);
/// What tells that the request changed meanwhile.
const NOTICE: &str = "changed";

/// An opened request.
#[derive(Clone, Copy)]
pub struct Open {
    pub path: StoredValue<TicketPath>,
    pub reading: Reading<Ticket>,
    pub summary: Derived<Option<TicketSummary>>,
    /// What the reader may do now.
    pub may: Derived<Vec<Act>>,
    /// The message that is to become a request of its own.
    pub split: State<Option<MessageId>>,
    /// Messages that came while somebody was writing.
    pub fresh: State<Vec<MessageId>>,
    /// Whether a write was refused because the request had changed.
    pub stale: State<bool>,
    pub now: State<DateTime<Utc>>,
}

impl Open {
    pub fn new(here: &Here, ticket: TicketId) -> Self {
        let path = TicketPath {
            school: here.slug.clone(),
            ticket,
        };
        let wanted = path.clone();
        let reading = read::<TicketsFind>(move || Some((wanted.clone(), Nothing {})));
        let open = Self {
            path: StoredValue::new(path),
            reading,
            summary: derived(move || reading.value.with(|t| t.as_ref().map(|t| t.summary.clone()))),
            may: derived(move || {
                reading
                    .value
                    .with(|t| t.as_ref().map(|t| t.may.clone()).unwrap_or_default())
            }),
            split: State::new(None),
            fresh: State::new(Vec::new()),
            stale: State::new(false),
            now: clock(),
        };
        open.hear(ticket);
        open
    }

    /// Shows what changes while one looks: read anew, nothing that has the focus or was typed is touched.
    fn hear(self, ticket: TicketId) {
        let again = soon(GATHERED, move || {
            if self.stale.is_there() {
                self.reading.again();
            }
        });
        on_change(move |change| {
            if change.is_none_or(|change| change.ticket == ticket && change.event.is_some()) {
                again();
            }
        });
        // What others wrote meanwhile is marked as new.
        let known = StoredValue::new(HashSet::<MessageId>::new());
        effect(move |_| {
            let ids = self.reading.value.with(|ticket| {
                let messages = ticket.iter().flat_map(|ticket| &ticket.messages);
                messages
                    .map(|message| (message.id, message.mine))
                    .collect::<Vec<_>>()
            });
            let before = known.get_value();
            known.update_value(|known| known.extend(ids.iter().map(|(id, _)| *id)));
            let new = ids.iter().filter(|(id, mine)| !mine && !before.contains(id));
            let new: Vec<MessageId> = new.map(|(id, _)| *id).collect();
            if !before.is_empty() && !new.is_empty() {
                self.fresh.update(|fresh| fresh.extend(new));
            }
        });
    }

    /// Whether the reader may do this now.
    pub fn can(self, act: Act) -> Derived<bool> {
        derived(move || self.may.with(|may| may.contains(&act)))
    }

    /// The version that the reader sees, for `If-Match`.
    pub fn version(self) -> i64 {
        self.summary
            .with_untracked(|s| s.as_ref().map_or(0, |s| s.version))
    }

    /// The request as an answer of the server tells it.
    pub fn took(self, ticket: Ticket) {
        self.stale.set(false);
        self.fresh.set(Vec::new());
        self.reading.value.set(Some(ticket));
    }

    /// When a write comes too late, shows what is new and keeps what was typed.
    pub fn watch(self, sending: Sending) {
        effect(move |_| {
            let Some(ApiError::Problem(problem)) = sending.failure.get() else {
                return;
            };
            if problem.kind != ProblemKind::Stale {
                return;
            }
            let Some(current) = problem.current.and_then(crate::api::read::<Ticket>) else {
                return self.reading.again();
            };
            let known: Vec<MessageId> = self.reading.value.with_untracked(|ticket| {
                ticket
                    .iter()
                    .flat_map(|t| t.messages.iter().map(|m| m.id))
                    .collect()
            });
            let new = current
                .messages
                .iter()
                .map(|m| m.id)
                .filter(|id| !known.contains(id));
            self.fresh.set(new.collect());
            self.stale.set(true);
            // The notice says it better than the form could.
            sending.failure.set(None);
            browser::focus_soon(NOTICE.to_owned());
            self.reading.value.set(Some(current));
        });
    }
}

/// What stands under the title: number, state, from whom, about what, when.
pub fn facts(open: Open, staff: bool) -> AnyView {
    let content = move || {
        let ticket = open.summary.get()?;
        let now = open.now.get();
        let mut parts = Vec::new();
        if staff {
            parts.push(name::short(&ticket.requester.name));
            parts.push(ticket.group.label(lang()).to_lowercase());
        }
        parts.extend(
            ticket
                .class_name
                .clone()
                .filter(|_| ticket.group != RequesterGroup::Staff),
        );
        parts.push(ticket.topic.label(lang()).to_owned());
        let t = filing();
        let marks = [
            (ticket.to_class_teacher, t.to_teacher_mark),
            (ticket.private, t.private_mark),
            (ticket.shared, t.shared_mark),
        ];
        let marks: Vec<_> = marks
            .into_iter()
            .filter(|(there, _)| *there)
            .map(|(_, text)| view! { <span class="chip plain">{text}</span> }.into_any())
            .collect();
        let filed = ticket
            .filed_by
            .as_ref()
            .map(|member| view! { <small>{t.filed_by} " " {name::short(&member.name)}</small> });
        Some(view! {
            <p class="facts">
                <small>{ticket.number.clone()}</small>
                {state_chip(ticket.state, ticket.mine)}
                <small>
                    {parts.join(" · ")} " · "
                    <time datetime=ticket.filed_at.to_rfc3339() title=dates::exact(ticket.filed_at)>
                        {dates::moment(ticket.filed_at, now)}
                    </time>
                </small>
                {filed}
                {marks}
            </p>
        })
    };
    maybe(content)
}

/// Everything below the title.
pub fn body(here: Here, open: Open) -> AnyView {
    when(open.reading, 3, move || {
        view! {
            <div class="talk col">
                {around(&here, open)}
                {term(&here, open)}
                {thread::thread(open)}
                {notice(open)}
                {acts::acts(&here, open)}
                {events(&here, open)}
                {report(&here, open)}
            </div>
        }
        .into_any()
    })
}

fn notice(open: Open) -> AnyView {
    let t = tickets();
    let content = move || {
        open.stale.get().then(|| {
            view! {
                <div class="card fresh" id=NOTICE tabindex="-1" role="status">
                    <b>{t.stale_title}</b>
                    <p>{t.stale_hint}</p>
                </div>
            }
        })
    };
    maybe(content)
}

/// What is promised next: as a bar, in words, and how it is counted.
fn term(here: &Here, open: Open) -> AnyView {
    let t = tickets();
    let top = move || {
        let ticket = open.summary.get()?;
        let now = open.now.get();
        Some(view! {
            <div class="row between wrap tight">
                <b>{term_words(&ticket, now)}</b>
                <small class:late=Due::of(&ticket, now) == Due::Late>{term_rest(&ticket, now)}</small>
            </div>
            {due_bar(&ticket, now)}
        })
    };
    // Read when somebody wants to know.
    let asked = State::new(false);
    let here = here.clone();
    let counted = move || {
        let place = || Place::Request(here.clone(), open);
        asked.get().then(|| parts::beside(Screen::Counted, place()))
    };
    view! {
        <section class="card term">
            {maybe(top)}
            <details on:toggle=move |_| asked.set(true)>
                <summary>{t.term} " " <span class="link">{t.how}</span></summary>
                {maybe(counted)}
            </details>
        </section>
    }
    .into_any()
}

fn term_words(ticket: &TicketSummary, now: DateTime<Utc>) -> String {
    let t = tickets();
    let took = |at: DateTime<Utc>| i18n::length(at - ticket.term_from);
    match (Due::of(ticket, now), ticket.considered_at) {
        (Due::Paused, _) => match (ticket.state, ticket.mine) {
            (TicketState::WithVendor, _) => t.paused_vendor.to_owned(),
            (_, true) => t.paused_you.to_owned(),
            (_, false) => t.paused_them.to_owned(),
        },
        (Due::Considered { .. }, Some(at)) => {
            let late = at > ticket.due_at;
            match ticket.answered_at.zip(ticket.answer_due_at) {
                Some((answered, due)) if answered > due => i18n::answered_late(&took(answered)),
                Some((answered, _)) if !late => i18n::answered_in(&took(answered)),
                Some(_) | None if late => i18n::considered_late(&took(at)),
                Some(_) | None => i18n::considered_in(&took(at)),
            }
        }
        (_, Some(_)) => i18n::answer_till(&dates::until(next_due(ticket), now)),
        (Due::Dropped, None) => t.closed_unconsidered.to_owned(),
        (_, None) => i18n::consider_till(&dates::until(ticket.due_at, now)),
    }
}

fn term_rest(ticket: &TicketSummary, now: DateTime<Utc>) -> String {
    let due = next_due(ticket);
    match Due::of(ticket, now) {
        Due::Considered { .. } => dates::until(due, now),
        Due::Running | Due::Soon => i18n::remaining(&i18n::short_length(due - now)),
        Due::Late => i18n::overdue_by(&i18n::short_length(now - due)),
        Due::Dropped | Due::Paused => String::new(),
    }
}

/// What the state means for the one who asked, what the vendor does, and other requests that belong with this one.
fn around(here: &Here, open: Open) -> AnyView {
    let there = derived(move || {
        open.reading.value.with(|ticket| {
            let told = |ticket: &Ticket| {
                ticket.summary.mine || !ticket.links.is_empty() || !ticket.handovers.is_empty()
            };
            ticket.as_ref().is_some_and(told)
        })
    });
    let here = here.clone();
    maybe(move || {
        let place = || Place::Request(here.clone(), open);
        there.get().then(|| parts::beside(Screen::Around, place()))
    })
}

/// The requester's way to tell that a helper was rude, once one spoke.
fn report(here: &Here, open: Open) -> AnyView {
    let spoken = derived(move || {
        let by_staff = |ticket: &Ticket| {
            ticket.summary.mine && ticket.messages.iter().any(|message| message.side == Side::Staff)
        };
        open.reading
            .value
            .with(|ticket| ticket.as_ref().is_some_and(by_staff))
    });
    let id = open.path.with_value(|path| path.ticket);
    let href = here.path(&format!("conduct/new?ticket={id}"));
    maybe(move || {
        let href = href.clone();
        spoken
            .get()
            .then(|| view! { <p class="noprint"><a href=href>{tickets().report}</a></p> })
    })
}

/// What happened, step by step; read when somebody opens it.
fn events(here: &Here, open: Open) -> AnyView {
    let asked = State::new(false);
    let here = here.clone();
    let list = move || {
        let place = || Place::Request(here.clone(), open);
        asked.get().then(|| parts::beside(Screen::Events, place()))
    };
    view! {
        <details class="events noprint" on:toggle=move |_| asked.set(true)>
            <summary><span class="link">{general().history}</span></summary>
            {maybe(list)}
        </details>
    }
    .into_any()
}
