//! Joining requests: merging into another of the same person, and noting that two belong together. Each can be taken back.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::join::{MergeBody, TicketLinkBody, TicketsLink, TicketsMerge, TicketsUnmerge};
use podskazka_shared::tickets::{Act, TicketPath, TicketStatus, TicketSummary, TicketsQuery};

use super::pick::{Among, pick};
use super::said::Leave;
use super::view::Open;
use crate::api::{self, Guard};
use crate::i18n::{error_text, general, steps as texts};
use crate::live::{maybe, spawn};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::toast::Deed;
use crate::ui::{Toasts, button, error_summary};

/// Of the same requester, as open as this one.
pub fn merge(here: &Here, open: Open, leave: Leave) -> AnyView {
    let t = texts();
    let Some(this) = open.summary.get_untracked() else {
        return ().into_any();
    };
    let (id, requester) = (this.id, this.requester.id);
    let among = Among {
        school: here.school(),
        query: TicketsQuery {
            status: Some(TicketStatus::Open),
            group: Some(this.group),
            ..TicketsQuery::default()
        },
        whose: this.requester.name.clone(),
        pages: 5,
        fits: Arc::new(move |item| item.id != id && item.requester.id == requester),
        none: t.merge_none,
    };
    let sending = Sending::of("merge");
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let choose = move |other: &TicketSummary| {
        let (done, path) = (done.clone(), open.path.get_value());
        let body = MergeBody { into: other.id };
        sending.send::<TicketsMerge>(path.clone(), body, open.version(), move |ticket| {
            let version = ticket.summary.version;
            let undo = move || take_back(open, path.clone(), version, toasts);
            toasts.offer(texts().merged, vec![(general().undo, Deed::Do(Arc::new(undo)))]);
            open.took(ticket);
            done();
        });
    };
    frame(sending, t.merge_hint, "/into", among, choose, leave)
}

/// Undoes a merge from the news about it, also when the request is not on the screen any more.
fn take_back(open: Open, path: TicketPath, version: i64, toasts: Toasts) {
    spawn(async move {
        let Ok(cancel) = api::uncancelled() else { return };
        let guard = Guard::Version(version);
        match api::call::<TicketsUnmerge>(&path, &Nothing {}, &(), guard, &cancel).await {
            Ok(ticket) => {
                toasts.say(texts().unmerged);
                // Another request may be on the screen by now.
                let there = open.path.try_with_value(|open| open.ticket == path.ticket);
                if there == Some(true) {
                    open.took(ticket);
                }
            }
            Err(error) => toasts.tell(error_text(&error)),
        }
    });
}

/// Takes a merge back from the request that was merged.
pub fn unmerge(open: Open) -> AnyView {
    let can = open.can(Act::Unmerge);
    let sending = Sending::of("unmerge");
    open.watch(sending);
    let toasts = Toasts::get();
    let act = move || {
        sending.send::<TicketsUnmerge>(open.path.get_value(), (), open.version(), move |ticket| {
            toasts.say(texts().unmerged);
            open.took(ticket);
        });
    };
    let there = move || can.get().then(|| button("btn", texts().unmerge.into_any(), act));
    [maybe(there), error_summary(sending, "unmerge-error")].into_any()
}

/// Any other that the reader may work on.
pub fn link(here: &Here, open: Open, leave: Leave) -> AnyView {
    let t = texts();
    let id = open.path.with_value(|path| path.ticket);
    let known: Vec<TicketId> = open.reading.value.with_untracked(|ticket| {
        let links = ticket.iter().flat_map(|ticket| ticket.links.iter());
        links.map(|link| link.id).collect()
    });
    let among = Among {
        school: here.school(),
        query: TicketsQuery::default(),
        whose: String::new(),
        pages: 2,
        fits: Arc::new(move |item| item.id != id && !known.contains(&item.id)),
        none: t.link_none,
    };
    let sending = Sending::of("link");
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let choose = move |other: &TicketSummary| {
        let done = done.clone();
        let body = TicketLinkBody {
            other: other.id,
            linked: true,
        };
        sending.send::<TicketsLink>(open.path.get_value(), body, open.version(), move |ticket| {
            toasts.say(texts().linked);
            open.took(ticket);
            done();
        });
    };
    frame(sending, t.link_hint, "/other", among, choose, leave)
}

fn frame(
    sending: Sending,
    hint: &'static str,
    pointer: &'static str,
    among: Among,
    choose: impl Fn(&TicketSummary) + Send + Sync + 'static,
    leave: Leave,
) -> AnyView {
    let field = Field {
        pointer,
        label: texts().pick_label,
        hint,
        sending,
    };
    view! {
        <div class="col part">
            {error_summary(sending, "join-error")}
            {pick(among, field, choose)}
            <div>{button("btn", general().cancel.into_any(), move || leave())}</div>
        </div>
    }
    .into_any()
}
