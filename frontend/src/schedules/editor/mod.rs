//! `/s/:school/schedule/:id/edit`: drawing up a draft.
//!
//! Each change is kept on this device at once; the server gets all of it when somebody saves, because a saved change is an
//! act of the document and takes back what was agreed before. The rules stand in `podskazka_shared::schedules::edit`.

mod acts;
mod board;
mod days;
mod desk;
mod form;
mod helper;
mod helper_form;
mod keep;
mod pointer;
mod remarks;
mod tools;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::schedules::edit::keys::{Command, Press, command};
use podskazka_shared::schedules::{Schedule, SchedulePath, SchedulesFind};

use self::desk::Desk;
use self::keep::Keeper;
use self::remarks::Known;
use crate::browser;
use crate::i18n::{self, drafting, schedules};
use crate::live::{State, derived, live};
use crate::reading::read;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{page, when};

pub fn edit(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse::<ScheduleId>().ok())
    });
    live(move || match id.get() {
        Some(id) => one(&here, id),
        None => crate::app::not_found(),
    })
}

fn one(here: &Here, schedule: ScheduleId) -> AnyView {
    let t = drafting();
    let path = SchedulePath {
        school: here.slug.clone(),
        schedule,
    };
    let wanted = path.clone();
    let reading = read::<SchedulesFind>(move || Some((wanted.clone(), Nothing {})));
    let title = Signal::derive(move || {
        let year = reading
            .value
            .with(|s| s.as_ref().map(|s| i18n::school_year(s.summary.year)));
        year.map_or_else(
            || t.title.to_owned(),
            |year| format!("{}, {}", t.title, i18n::year(&year)),
        )
    });
    let base = here.path(&format!("schedule/{schedule}"));
    let place = here.clone();
    let body = when(reading, 3, move || {
        let found = reading.value.get_untracked();
        found.map_or_else(
            || ().into_any(),
            |found| match super::is_draft(found.summary.state) {
                true => drawn(&place, path.clone(), &found),
                false => frozen(&place, schedule),
            },
        )
    });
    page(
        title,
        back(base, schedules().version_title),
        view! { <p class="dim noprint">{t.lead}</p> }.into_any(),
        body,
    )
}

fn frozen(here: &Here, schedule: ScheduleId) -> AnyView {
    let t = drafting();
    view! {
        <p class="note">{t.frozen}</p>
        <p><a class="btn" href=here.path(&format!("schedule/{schedule}"))>{t.open_version}</a></p>
    }
    .into_any()
}

fn drawn(here: &Here, path: SchedulePath, found: &Schedule) -> AnyView {
    let known = Known::read(here, found.summary.year);
    let keeper = Keeper::new(here, path, found);
    let desk = Desk::new(keeper.open(found), known);
    keeper.follow(desk);
    let keys = window_event_listener(leptos::ev::keydown, move |ev| press(desk, keeper, &ev));
    on_cleanup(move || keys.remove());
    let wide = State::new(browser::is_wide());
    let resized = window_event_listener(leptos::ev::resize, move |_| {
        let now = browser::is_wide();
        if now != wide.get_untracked() {
            wide.set(now);
        }
    });
    on_cleanup(move || resized.remove());
    let week = move || {
        if wide.get() {
            board::board(desk)
        } else {
            days::days(desk)
        }
    };
    view! {
        <div class="col draft">
            {keeper.notes(desk)}
            {tools::bar(desk, keeper)}
            {helper::helpers(desk)}
            {tools::view_options(desk)}
            <section aria-label=drafting().week>{live(week)}</section>
            {tools::remarks(desk)}
            {tools::keys(wide)}
            {form::dialog(desk)}
            {helper_form::dialog(here, desk)}
        </div>
    }
    .into_any()
}

/// The keys that hold everywhere on the screen, but for where somebody types.
fn press(desk: Desk, keeper: Keeper, ev: &web_sys::KeyboardEvent) {
    let code = ev.code();
    let pressed = Press {
        code: &code,
        alt: ev.alt_key(),
        shift: ev.shift_key(),
        ctrl: ev.ctrl_key() || ev.meta_key(),
    };
    let command = command(pressed);
    if command == Some(Command::Save) {
        ev.prevent_default();
        return keeper.save(desk);
    }
    if browser::is_typing(ev) {
        return;
    }
    if command == Some(Command::Undo) {
        desk.undo();
    } else if command == Some(Command::Redo) {
        desk.redo();
    } else {
        return;
    }
    ev.prevent_default();
}
