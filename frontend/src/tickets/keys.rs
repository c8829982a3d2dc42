//! The queue by keyboard. Keys of one letter can be switched off (WCAG 2.1.4).

use leptos::prelude::*;
use podskazka_shared::ids::TicketId;

use super::bulk::Marks;
use super::compose::text_id;
use super::pages::Pages;
use super::search;
use crate::browser::{self, storage};
use crate::i18n::{desk, general, queue};
use crate::live::{Derived, State};
use crate::ui::button;

const DIALOG: &str = "keys-dialog";
const OFF: &str = "podskazka.keys_off";

/// Listens while the queue is on the screen.
pub fn listen(
    pages: Pages,
    cursor: State<Option<TicketId>>,
    opened: Derived<Option<TicketId>>,
    open: impl Fn(TicketId) + 'static,
    marks: Marks,
    log: String,
) {
    let navigate = leptos_router::hooks::use_navigate();
    let on_key = move |ev: web_sys::KeyboardEvent| {
        if ev.ctrl_key()
            || ev.meta_key()
            || ev.alt_key()
            || browser::is_typing(&ev)
            || storage::get(OFF).is_some()
        {
            return;
        }
        match ev.key().as_str() {
            "j" | "о" => step(pages, cursor, opened, true),
            "k" | "л" => step(pages, cursor, opened, false),
            "a" | "ф" => browser::focus_soon(text_id()),
            "r" | "к" => pages.first.again(),
            "x" | "ч" => {
                let Some(id) = focused().or(cursor.get_untracked()).or(opened.get_untracked()) else {
                    return;
                };
                marks.turn(id);
            }
            "/" | "." => browser::focus_soon(search::FIELD.to_owned()),
            "c" | "с" => navigate(&log, leptos_router::NavigateOptions::default()),
            "?" | "," => show(),
            "Enter" => {
                let Some(id) = focused() else { return };
                open(id);
            }
            _ => return,
        }
        ev.prevent_default();
    };
    let listener = window_event_listener(leptos::ev::keydown, on_key);
    on_cleanup(move || listener.remove());
}

/// The row that has the focus, or its box.
fn focused() -> Option<TicketId> {
    let id = document().active_element()?.id();
    id.strip_prefix("t-").or(id.strip_prefix("m-"))?.parse().ok()
}

fn step(pages: Pages, cursor: State<Option<TicketId>>, opened: Derived<Option<TicketId>>, down: bool) {
    let ids: Vec<TicketId> = pages
        .items
        .with_untracked(|items| items.iter().map(|item| item.id).collect());
    let from = focused().or(cursor.get_untracked()).or(opened.get_untracked());
    let at = from.and_then(|from| ids.iter().position(|id| *id == from));
    let to = match (at, down) {
        (None, _) => 0,
        (Some(at), true) => at.saturating_add(1).min(ids.len().saturating_sub(1)),
        (Some(at), false) => at.saturating_sub(1),
    };
    if let Some(id) = ids.get(to) {
        cursor.set(Some(*id));
        browser::focus_soon(format!("t-{id}"));
    }
}

pub fn show() {
    browser::show_dialog(DIALOG, true);
}

pub fn dialog() -> AnyView {
    let t = queue();
    let on = State::new(storage::get(OFF).is_none());
    let switch = move |_| {
        on.update(|on| *on = !*on);
        match on.get_untracked() {
            true => storage::remove(OFF),
            false => storage::set(OFF, "1"),
        }
    };
    let keys = [
        ("j", t.key_next),
        ("k", t.key_previous),
        ("Enter", t.key_open),
        ("a", t.key_answer),
        ("x", t.key_mark),
        ("c", t.key_log),
        ("/", t.key_search),
        ("r", t.key_reload),
        ("?", t.key_help),
        (desk().ctrl_enter, t.key_send),
    ];
    let row = |(key, text): (&'static str, &'static str)| {
        view! { <dt><kbd>{key}</kbd></dt><dd>{text}</dd> }.into_any()
    };
    view! {
        <dialog id=DIALOG aria-labelledby="keys-title">
            <div class="col">
                <h2 id="keys-title">{t.help_title}</h2>
                <dl class="keylist">{keys.map(row).into_iter().collect::<Vec<_>>()}</dl>
                <label class="check">
                    <input type="checkbox" prop:checked=on.signal() on:change=switch />
                    <span>{t.keys_on}</span>
                </label>
                <div>{button("btn", general().close_dialog.into_any(), || browser::show_dialog(DIALOG, false))}</div>
            </div>
        </dialog>
    }
    .into_any()
}
