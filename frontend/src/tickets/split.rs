//! Making a request of its own out of a message that asks about something else.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::join::{MergeBody, SplitBody, TicketsMerge, TicketsSplit};
use podskazka_shared::tickets::{TicketPath, Topic};

use super::filter::code;
use super::steps::topics;
use super::view::Open;
use crate::api::{self, Guard};
use crate::browser;
use crate::i18n::{error_text, general, steps as texts};
use crate::live::{State, effect, maybe, spawn};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::toast::Deed;
use crate::ui::{Toasts, button, choices, error_summary, submit};

const DIALOG: &str = "split-dialog";

/// The dialog that the button at a message opens; closing it gives the focus back to that button.
pub fn dialog(here: &Here, open: Open) -> AnyView {
    let t = texts();
    let topic = State::new(String::new());
    let sending = Sending::of("split");
    open.watch(sending);
    effect(move |_| {
        if open.split.with(Option::is_some) {
            let current = open.summary.with_untracked(|s| s.as_ref().map(|s| s.topic));
            topic.set(current.map(|topic| topic.code().to_owned()).unwrap_or_default());
            sending.failure.set(None);
            browser::show_dialog(DIALOG, true);
        }
    });
    let close = move || {
        browser::show_dialog(DIALOG, false);
        open.split.set(None);
    };
    let (toasts, base) = (Toasts::get(), here.path("tickets"));
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(message) = open.split.get_untracked() else {
            return;
        };
        let body = SplitBody {
            message,
            topic: code(Some(&topic.get_untracked())).unwrap_or(Topic::Other),
        };
        let (path, base) = (open.path.get_value(), base.clone());
        sending.send::<TicketsSplit>(path.clone(), body, open.version(), move |made| {
            close();
            browser::focus_if_lost(browser::HEADING.to_owned());
            let (id, version) = (made.summary.id, made.summary.version);
            let undo = move || take_back(open, path.clone(), id, version, toasts);
            let deeds = vec![
                (texts().split_open, Deed::Go(format!("{base}/{id}"))),
                (general().undo, Deed::Do(Arc::new(undo))),
            ];
            toasts.offer(texts().split_done, deeds);
            open.reading.again();
        });
    };
    // Closed with Escape.
    let closed = move |_| open.split.set(None);
    let quoted = move || {
        let id = open.split.get()?;
        let find = |ticket: &podskazka_shared::tickets::Ticket| {
            let message = ticket.messages.iter().find(|message| message.id == id)?;
            Some(message.text.clone())
        };
        let text = open.reading.value.with(|ticket| ticket.as_ref().and_then(find))?;
        Some(view! { <p class="text quoted">{text}</p> })
    };
    let group = open.summary.with_untracked(|s| s.as_ref().map(|s| s.group));
    let of = group.map_or_else(|| Topic::ALL.to_vec(), Topic::of);
    let field = Field {
        pointer: "/topic",
        label: t.topic_label,
        hint: "",
        sending,
    };
    view! {
        <dialog id=DIALOG aria-labelledby="split-title" on:close=closed>
            <form class="col" novalidate on:submit=on_submit>
                <h2 id="split-title">{t.split_title}</h2>
                <p>{t.split_hint}</p>
                {maybe(quoted)}
                {error_summary(sending, "split-error")}
                {choices(field, Signal::stored(topics(of)), topic)}
                <div class="row wrap">
                    {submit(sending.busy, t.split_send.into(), general().sending)}
                    {button("btn", general().cancel.into_any(), close)}
                </div>
            </form>
        </dialog>
    }
    .into_any()
}

/// Merges what was split off back into where it came from.
fn take_back(open: Open, from: TicketPath, made: TicketId, version: i64, toasts: Toasts) {
    spawn(async move {
        let Ok(cancel) = api::uncancelled() else { return };
        let path = TicketPath {
            school: from.school.clone(),
            ticket: made,
        };
        let body = MergeBody { into: from.ticket };
        let guard = Guard::Version(version);
        match api::call::<TicketsMerge>(&path, &Nothing {}, &body, guard, &cancel).await {
            Ok(_) => {
                toasts.say(texts().split_undone);
                if open.path.try_with_value(|open| open.ticket == from.ticket) == Some(true) {
                    open.reading.again();
                }
            }
            Err(error) => toasts.tell(error_text(&error)),
        }
    });
}
