//! What stands around the week: saving and taking back, what is shown, remarks, and how it is all worked.

use leptos::prelude::*;
use podskazka_shared::schedules::checks::Severity;

use super::desk::{Desk, Open, helper_id};
use super::keep::Keeper;
use super::remarks::Remark;
use crate::browser;
use crate::i18n::{self, drafting, general};
use crate::live::{State, derived, flag, live, maybe, words, yes_no};
use crate::people::name;
use crate::schedules::words::when;
use crate::ui::{Icon, icon};

/// Saving, taking back, and what has just happened.
pub fn bar(desk: Desk, keeper: Keeper) -> AnyView {
    let t = drafting();
    let saved = keeper.saved(desk);
    let chip = move || match saved.get() {
        true => view! { <span class="chip">{t.saved}</span> }.into_any(),
        false => view! { <span class="chip soon">{t.unsaved}</span> }.into_any(),
    };
    let can = |test: fn(&podskazka_shared::schedules::edit::history::History) -> bool| {
        yes_no(move || !desk.history.with(test))
    };
    let busy = keeper.sending.busy;
    let label = words(move || {
        if busy.get() {
            general().sending
        } else {
            general().save
        }
    });
    view! {
        <div class="draft-bar noprint" role="group" aria-label=t.tools>
            <button type="button" class="btn main" aria-disabled=yes_no(move || busy.get() || saved.get()) on:click=move |_| keeper.save(desk)>
                {label}
            </button>
            <button type="button" class="btn" aria-label=t.undo aria-disabled=can(|history| history.can_undo()) on:click=move |_| desk.undo()>
                {icon(Icon::Undo)}<span class="words">{t.undo}</span>
            </button>
            <button type="button" class="btn" aria-label=t.redo aria-disabled=can(|history| history.can_redo()) on:click=move |_| desk.redo()>
                {icon(Icon::Redo)}<span class="words">{t.redo}</span>
            </button>
            <span role="status">{live(chip)}</span>
            <p class="dim grow" role="status">{desk.said.signal()}</p>
        </div>
    }
    .into_any()
}

/// What of the week is shown.
pub fn view_options(desk: Desk) -> AnyView {
    let t = drafting();
    let several = derived(move || desk.sheet.with(|sheet| sheet.lines.len() > 1));
    let turn = |label: &'static str, on: State<bool>| {
        view! {
            <label class="pick" class:on=flag(move || on.get())>
                <input type="checkbox" prop:checked=on.signal() on:change=move |_| on.update(|on| *on = !*on) />
                {label}
            </label>
        }
        .into_any()
    };
    view! {
        <div class="picks noprint">
            {turn(t.weekend, desk.weekend)}
            {maybe(move || several.get().then(|| turn(t.only, desk.only)))}
        </div>
    }
    .into_any()
}

/// All remarks, each leading to what it is about.
pub fn remarks(desk: Desk) -> AnyView {
    let t = drafting();
    let list = move || {
        let remarks = desk.remarks.get();
        if remarks.is_empty() {
            return view! { <p class="dim">{t.no_findings}</p> }.into_any();
        }
        let rows: Vec<_> = remarks.iter().map(|remark| row(desk, remark)).collect();
        view! { <ul class="remarks">{rows}</ul> }.into_any()
    };
    let title = words(move || match desk.remarks.with(Vec::len) {
        0 => t.findings.to_owned(),
        count => i18n::remarks_count(&count.to_string()),
    });
    view! {
        <section class="card col tight noprint">
            <h2>{title}</h2>
            {live(list)}
        </section>
    }
    .into_any()
}

fn row(desk: Desk, remark: &Remark) -> AnyView {
    let class = match remark.severity {
        Severity::Block => "chip late",
        Severity::Warn => "chip soon",
        Severity::Info => "chip plain",
    };
    let chip = view! { <span class=class>{remark.severity.label(i18n::lang())}</span> };
    let whose = desk
        .sheet
        .with_untracked(|sheet| match (remark.hours, remark.line) {
            (Some(key), _) => sheet
                .hours(key)
                .map(|(line, hours)| format!("{}, {}", name::short(&line.helper.name), when(hours))),
            (None, Some(key)) => sheet.line(key).map(|line| name::short(&line.helper.name)),
            (None, None) => None,
        });
    let (hours, line, day) = (remark.hours, remark.line, remark.day);
    let go = move |_| match (hours, line, day) {
        (Some(key), ..) => desk.focus_hours(key),
        (None, Some(key), _) => {
            browser::focus_soon(helper_id(key));
        }
        (None, None, Some(day)) => desk.open_new(day, None),
        (None, None, None) => desk.open.set(Some(Open::NewHelper(None))),
    };
    let text = remark.text.clone();
    let content = match whose {
        Some(whose) => {
            view! { <button type="button" class="linkish" on:click=go><b>{whose}</b>": "{text}</button> }
                .into_any()
        }
        None if day.is_some() => {
            view! { <button type="button" class="linkish" on:click=go>{text}</button> }.into_any()
        }
        None => view! { <span>{text}</span> }.into_any(),
    };
    view! { <li>{content}{chip}</li> }.into_any()
}

/// How the grid is worked.
pub fn keys(wide: State<bool>) -> AnyView {
    let t = drafting();
    let rows = [
        ("←↑→↓", t.key_go),
        ("Enter", t.key_open),
        ("N", t.key_new),
        ("Alt ←↑→↓", t.key_move),
        ("Alt Shift ↑↓", t.key_end),
        ("Alt Shift ←→", t.key_start),
        ("Delete", t.key_remove),
        ("Ctrl Z, Ctrl Y", t.key_undo),
        ("Ctrl S", t.key_save),
    ];
    let row = |(key, text): (&'static str, &'static str)| {
        view! { <dt><kbd>{key}</kbd></dt><dd>{text}</dd> }.into_any()
    };
    let list = move || {
        wide.get().then(|| {
            view! {
                <details class="noprint">
                    <summary>{t.keys}</summary>
                    <ul class="plain"><li>{t.key_draw}</li><li>{t.key_click}</li></ul>
                    <dl class="keylist">{rows.map(row).into_iter().collect::<Vec<_>>()}</dl>
                </details>
            }
            .into_any()
        })
    };
    maybe(list)
}
