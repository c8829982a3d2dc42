//! What stands around a request: what its state means, the vendor's part in it, and other requests that belong with it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::join::{TicketLinkBody, TicketsLink};
use podskazka_shared::tickets::{Act, Handover, LinkKind, Ticket, TicketLink, TicketPath, TicketState};

use super::view::Open;
use crate::browser;
use crate::i18n::{self, around as texts, dates, lang};
use crate::live::{Derived, derived, live, maybe};
use crate::people::name;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::{Toasts, button, error_summary, state_chip};

pub fn around(here: &Here, open: Open) -> AnyView {
    let part = move |read: fn(&Ticket) -> AnyView| {
        live(move || {
            let ticket = open.reading.value.get();
            ticket.as_ref().map_or_else(|| ().into_any(), read)
        })
    };
    let means = part(|ticket| match ticket.summary.mine {
        true => view! { <p class="dim">{i18n::means(ticket.summary.state)}</p> }.into_any(),
        false => ().into_any(),
    });
    let handovers = derived(move || {
        open.reading
            .value
            .with(|t| t.as_ref().map(|t| t.handovers.clone()))
    });
    let handed = move || {
        let (now, path) = (open.now.get(), open.path.get_value());
        let cards: Vec<_> = handovers
            .get()?
            .iter()
            .map(|one| handover(one, &path, now))
            .collect();
        (!cards.is_empty()).then_some(cards)
    };
    let stopped = derived(move || {
        let stops = |ticket: &Ticket| ticket.summary.mine && ticket.summary.state == TicketState::Stopped;
        open.reading
            .value
            .with(|ticket| ticket.as_ref().is_some_and(stops))
    });
    let place = here.clone();
    let stopped = maybe(move || {
        stopped
            .get()
            .then(|| crate::conduct::stopped::stopped(&place, open))
    });
    view! { <div class="col tight">{means} {stopped} {links(here, open)} {maybe(handed)}</div> }.into_any()
}

fn links(here: &Here, open: Open) -> AnyView {
    let found: Derived<Vec<TicketLink>> = derived(move || {
        let links = open.reading.value.with(|t| t.as_ref().map(|t| t.links.clone()));
        links.unwrap_or_default()
    });
    let sending = Sending::of("unlink");
    open.watch(sending);
    let toasts = Toasts::get();
    let can = open.can(Act::Link);
    let unlink = move |other: TicketId| {
        let body = TicketLinkBody { other, linked: false };
        sending.send::<TicketsLink>(open.path.get_value(), body, open.version(), move |ticket| {
            toasts.say(texts().unlinked);
            open.took(ticket);
            browser::focus_heading();
        });
    };
    let base = here.path("tickets");
    let list = move || {
        let rows: Vec<_> = found
            .get()
            .into_iter()
            .map(|link| {
                let id = link.id;
                let related = link.kind == LinkKind::Related && can.get();
                let undo =
                    related.then(|| button("btn small", texts().unlink.into_any(), move || unlink(id)));
                view! {
                    <li class="row wrap tight">
                        <small>{i18n::link_kind(link.kind)}</small>
                        <a href=format!("{base}/{id}")>{link.number.clone()} " " {link.title.clone()}</a>
                        {state_chip(link.state, false)}
                        {undo}
                    </li>
                }
                .into_any()
            })
            .collect();
        let label = texts().links;
        (!rows.is_empty()).then(|| view! { <ul class="plain links" aria-label=label>{rows}</ul> })
    };
    [maybe(list), error_summary(sending, "unlink-error")].into_any()
}

/// One hand-over to the vendor, open or ended.
fn handover(one: &Handover, path: &TicketPath, now: DateTime<Utc>) -> AnyView {
    let t = texts();
    let channel = one.channel.label(lang()).to_lowercase();
    let title = i18n::handed_over(&channel, &dates::moment(one.at, now));
    let number = one.reference.as_deref().map(i18n::vendor_number);
    let due = one.due_at.map(|due| {
        let seen = one.ended_at.unwrap_or(now);
        match (seen > due, one.ended_at) {
            (true, _) => {
                let text = i18n::vendor_late(&i18n::short_length(seen - due));
                view! { <small class="late">{text}</small> }.into_any()
            }
            (false, None) => {
                let text = i18n::vendor_until(&dates::until(due, now));
                view! { <small>{text}</small> }.into_any()
            }
            (false, Some(_)) => ().into_any(),
        }
    });
    let outcome = one.outcome.map(|outcome| {
        let when = one.ended_at.map(|at| format!(", {}", dates::moment(at, now)));
        view! { <p><b>{outcome.label(lang())}</b>{when}</p> }
    });
    let text = one.text.clone().map(|text| {
        view! {
            <details><summary>{t.handed_text}</summary><p class="text">{text}</p></details>
        }
    });
    let files = (!one.files.is_empty()).then(|| {
        let label = i18n::files().handed;
        view! { <small>{label}</small> {crate::files::shown::list(path, &one.files)} }
    });
    view! {
        <div class="card col tight handed">
            <p>{title} " · " {name::short(&one.by.name)}</p>
            {number.map(|number| view! { <p>{number}</p> })}
            {due}
            {outcome}
            {text}
            {files}
        </div>
    }
    .into_any()
}
