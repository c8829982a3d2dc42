//! What happened to a request, step by step, the newest first.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::tickets::MessagesQuery;
use podskazka_shared::tickets::history::{TicketEvent, TicketsHistory};

use super::view::Open;
use crate::i18n::{self, dates, events as texts};
use crate::live::derived;
use crate::people::name;
use crate::people::paged::paged;
use crate::session::Here;

pub fn events(here: &Here, open: Open) -> AnyView {
    let t = texts();
    let version = derived(move || {
        open.summary
            .with(|ticket| ticket.as_ref().map(|ticket| ticket.version))
    });
    let list = paged::<TicketsHistory, TicketEvent>(
        move || {
            version.get()?;
            let query = MessagesQuery {
                limit: Some(20),
                after: None,
            };
            Some((open.path.get_value(), query))
        },
        |query, after| query.after = Some(after),
    );
    let base = here.path("tickets");
    let row = move |event: &TicketEvent| row(event, open, &base);
    list.show(t.list, "plain", row, || ().into_any())
}

fn row(event: &TicketEvent, open: Open, base: &str) -> AnyView {
    let now: DateTime<Utc> = open.now.get_untracked();
    let mut what = i18n::event(event.event).to_owned();
    if let Some(to) = &event.to {
        what = format!("{what}. {}", i18n::assigned_to(&name::short(&to.name)));
    }
    let who = event.actor.as_ref().map(|actor| name::short(&actor.name));
    let clock = event.clock.map(|clock| {
        let text = i18n::clock_event(clock);
        view! { <span class="chip plain">{text}</span> }
    });
    let other = event.other.map(|id| {
        let known = open.reading.value.with_untracked(|ticket| {
            let mut links = ticket.iter().flat_map(|ticket| ticket.links.iter());
            links.find(|link| link.id == id).map(|link| link.number.clone())
        });
        let text = known.unwrap_or_else(|| texts().other.to_owned());
        view! { <a href=format!("{base}/{id}")>{text}</a> }
    });
    view! {
        <li class="step">
            <span class="row wrap tight"><b>{what}</b>{other}{clock}</span>
            <small>
                <time datetime=event.at.to_rfc3339() title=dates::exact(event.at)>{dates::moment(event.at, now)}</time>
                {who.map(|who| format!(" · {who}"))}
            </small>
        </li>
    }
    .into_any()
}
