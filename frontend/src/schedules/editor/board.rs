//! The week as a grid, for wide screens: days side by side, time from top to bottom.

use leptos::prelude::*;
use podskazka_shared::schedules::checks::Severity;
use podskazka_shared::schedules::edit::clock;
use podskazka_shared::schedules::edit::drag::percent;
use podskazka_shared::schedules::edit::keys::{Command, Press, command};
use podskazka_shared::schedules::edit::lanes::{Lane, lanes};
use podskazka_shared::schedules::edit::walk::Spot;
use podskazka_shared::schedules::edit::{Key, Sheet};
use podskazka_shared::schedules::{HelpHours, Weekday};

use super::desk::{Desk, Open, day_id, hours_id};
use super::pointer::{self, Held};
use crate::i18n::{day_name, day_short, drafting};
use crate::live::{Derived, derived, flag, keyed, live, maybe, words};
use crate::people::name;
use crate::schedules::words::details;
use crate::ui::{Icon, icon};

/// How many colours helpers have.
pub const COLOURS: usize = 8;

/// Hours where they stand.
#[derive(Debug, Clone, PartialEq)]
struct Placed {
    key: Key,
    name: String,
    colour: usize,
    hours: HelpHours,
    lane: Lane,
    /// What is odd about them.
    remarks: Vec<String>,
    grave: bool,
}

/// The colour of a helper, by the place in the draft.
pub fn colour(sheet: &Sheet, line: Key) -> usize {
    let place = sheet.lines.iter().position(|one| one.key == line);
    place.unwrap_or(0).checked_rem(COLOURS).unwrap_or(0)
}

fn placed(desk: Desk, day: Weekday) -> Vec<Placed> {
    let shown = desk.shown.get();
    let hours = shown.day(day);
    let ranges: Vec<_> = hours.iter().map(|(_, one)| one.hours.range).collect();
    let remarks = desk.remarks.get();
    let place = |((line, one), lane): ((usize, &podskazka_shared::schedules::edit::SheetHours), Lane)| {
        let line = shown.lines.get(line)?;
        let mine = || remarks.iter().filter(|remark| remark.hours == Some(one.key));
        Some(Placed {
            key: one.key,
            name: name::short(&line.helper.name),
            colour: desk.sheet.with(|sheet| colour(sheet, line.key)),
            hours: one.hours.clone(),
            lane,
            remarks: mine().map(|remark| remark.text.clone()).collect(),
            grave: mine().any(|remark| remark.severity == Severity::Block),
        })
    };
    hours.into_iter().zip(lanes(&ranges)).filter_map(place).collect()
}

/// The grid.
pub fn board(desk: Desk) -> AnyView {
    let t = drafting();
    let window = derived(move || {
        desk.shown.with(|sheet| {
            let hours = sheet.lines.iter().flat_map(|line| &line.hours);
            clock::window(hours.map(|one| one.hours.range))
        })
    });
    let held = Held::new(desk, window);
    let height = words(move || {
        let (from, to) = window.get();
        format!("{}px", u32::from(to.saturating_sub(from)).saturating_mul(46) / 60)
    });
    let heads = move || {
        let head = |day: &Weekday| {
            view! { <div role="columnheader" class="board-head"><abbr title=day_name(*day)>{day_short(*day)}</abbr></div> }
                .into_any()
        };
        desk.days.with(|days| days.iter().map(head).collect::<Vec<_>>())
    };
    let scale = move || {
        let window = window.get();
        let hour = |hour: u16| {
            let top = format!("{}%", percent(hour.saturating_mul(60), window));
            view! { <span style:top=top>{format!("{hour}:00")}</span> }.into_any()
        };
        let (from, to) = window;
        (from / 60..=to / 60).map(hour).collect::<Vec<_>>()
    };
    let days = move || {
        let day = |day: &Weekday| column(desk, *day, window, held);
        desk.days.with(|days| days.iter().map(day).collect::<Vec<_>>())
    };
    let lines = words(move || {
        let (from, to) = window.get();
        format!("{}%", 6000.0 / f64::from(to.saturating_sub(from).max(60)))
    });
    view! {
        <div class="board">
            <div class="board-scale" aria-hidden="true" style:height=height>{live(scale)}</div>
            <div
                role="grid"
                class="board-grid"
                aria-label=t.week
                class:holding=flag(move || held.busy())
                on:keydown=move |ev| press(desk, held, &ev)
            >
                <div role="row" class="board-row">{live(heads)}</div>
                <div
                    role="row"
                    class="board-row board-body"
                    id=pointer::BODY
                    style:height=height
                    style:--hour=lines
                    on:pointerdown=move |ev| held.down(&ev)
                    on:pointermove=move |ev| held.moved(&ev)
                    on:pointerup=move |ev| held.up(&ev)
                    on:pointercancel=move |_| held.cancel()
                >
                    {live(days)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn column(desk: Desk, day: Weekday, window: Derived<(u16, u16)>, held: Held) -> AnyView {
    let there = derived(move || placed(desk, day));
    let keys = move || there.with(|there| there.iter().map(|one| one.key.to_string()).collect());
    let row = move |key: String| match key.parse() {
        Ok(key) => block(desk, key, there, window, held),
        Err(_) => ().into_any(),
    };
    let shadow = move || {
        let (at, range) = held.shadow()?;
        (at == day).then(|| {
            let (top, end) = (percent(range.from().minutes(), window.get()), percent(range.to().minutes(), window.get()));
            view! {
                <div class="shadow" aria-hidden="true" style:top=format!("{top}%") style:height=format!("{}%", end - top)>
                    {range.to_string()}
                </div>
            }
            .into_any()
        })
    };
    let alone = derived(move || there.with(Vec::is_empty));
    // Hours say their day themselves.
    let nothing = move || {
        let words = format!("{}, {}", day_name(day), drafting().free);
        alone
            .get()
            .then(|| view! { <span class="sr">{words}</span> }.into_any())
    };
    let tab = words(move || {
        let here = alone.get() && desk.spot.get().day == day;
        if here { "0" } else { "-1" }
    });
    let on_focus = move |ev: web_sys::FocusEvent| {
        // Of the day itself, not of hours in it.
        if ev.target() == ev.current_target() {
            desk.stand(Spot { day, hours: None });
        }
    };
    view! {
        <div
            role="gridcell"
            class="board-day"
            id=day_id(day)
            tabindex=tab
            on:focus=on_focus
        >
            {keyed(keys, row)}
            {maybe(nothing)}
            {maybe(shadow)}
        </div>
    }
    .into_any()
}

fn block(
    desk: Desk,
    key: Key,
    there: Derived<Vec<Placed>>,
    window: Derived<(u16, u16)>,
    held: Held,
) -> AnyView {
    let mine = derived(move || there.with(|there| there.iter().find(|one| one.key == key).cloned()));
    let read =
        move |read: &dyn Fn(&Placed) -> String| mine.with(|one| one.as_ref().map(read).unwrap_or_default());
    let top = move |one: &Placed| percent(one.hours.range.from().minutes(), window.get());
    let length = move |one: &Placed| percent(one.hours.range.to().minutes(), window.get()) - top(one);
    let tab = words(move || {
        if desk.spot.get().hours == Some(key) {
            "0"
        } else {
            "-1"
        }
    });
    let content = move || {
        let one = mine.get()?;
        let odd = (!one.remarks.is_empty()).then(|| icon(Icon::Alert));
        let more = details(&one.hours);
        let remarks: Vec<_> = one
            .remarks
            .iter()
            .map(|text| view! { <small class="odd">{text.clone()}</small> }.into_any())
            .collect();
        Some(
            view! {
                <span class="sr">{day_name(one.hours.day).to_lowercase()}", "</span>
                <b class="t">{one.hours.range.to_string()}</b>
                {odd}
                <span>{one.name}</span>
                {(!more.is_empty()).then(|| view! { <small>{more.join(", ")}</small> })}
                {remarks}
            }
            .into_any(),
        )
    };
    let on_focus = move |_| {
        if let Some(day) = mine.with_untracked(|one| one.as_ref().map(|one| one.hours.day)) {
            desk.stand(Spot {
                day,
                hours: Some(key),
            });
        }
    };
    view! {
        <button
            type="button"
            id=hours_id(key)
            class=words(move || read(&|one| {
                let grave = if one.grave { " grave" } else { "" };
                let odd = if one.remarks.is_empty() { "" } else { " warned" };
                format!("block c{}{odd}{grave}", one.colour)
            }))
            class:held=flag(move || held.of() == Some(key))
            data-key=key.to_string()
            tabindex=tab
            style:top=words(move || read(&|one| format!("{}%", top(one))))
            style:height=words(move || read(&|one| format!("{}%", length(one))))
            style:left=words(move || read(&|one| format!("{}%", one.lane.percent().0)))
            style:width=words(move || read(&|one| format!("{}%", one.lane.percent().1)))
            on:focus=on_focus
            on:click=move |ev: web_sys::MouseEvent| {
                // A key clicks too, and ends no move.
                if !held.ends_move() || ev.detail() == 0 {
                    desk.open.set(Some(Open::Hours(key)));
                }
            }
        >
            {maybe(content)}
        </button>
    }
    .into_any()
}

/// What keys do in the grid.
fn press(desk: Desk, held: Held, ev: &web_sys::KeyboardEvent) {
    if ev.code() == "Escape" && held.busy() {
        ev.prevent_default();
        held.cancel();
        return desk.say(drafting().cancelled);
    }
    let code = ev.code();
    let pressed = Press {
        code: &code,
        alt: ev.alt_key(),
        shift: ev.shift_key(),
        ctrl: ev.ctrl_key() || ev.meta_key(),
    };
    let Some(command) = command(pressed) else { return };
    let spot = desk.spot.get_untracked();
    match command {
        Command::Go(way) => desk.go(way),
        // The button opens itself.
        Command::Open if spot.hours.is_some() => return,
        Command::Open | Command::New => desk.open_new_here(),
        Command::Shift { days, minutes } => desk.shift(days, minutes),
        Command::Stretch { edge, minutes } => desk.stretch(edge, minutes),
        Command::Remove => desk.remove_here(),
        // Those hold everywhere on the screen.
        Command::Undo | Command::Redo | Command::Save => return,
    }
    ev.prevent_default();
}
