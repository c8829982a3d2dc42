//! The helpers of the draft: who gets new hours.

use leptos::prelude::*;
use podskazka_shared::schedules::checks::Severity;
use podskazka_shared::schedules::edit::Key;

use super::board::colour;
use super::desk::{Desk, Open, helper_id};
use super::remarks::Remark;
use crate::i18n::{self, drafting};
use crate::live::{derived, keyed, maybe, words, yes_no};
use crate::people::name;
use crate::ui::{Icon, button, empty, icon};

/// The helpers, each to be chosen and to be changed.
pub fn helpers(desk: Desk) -> AnyView {
    let t = drafting();
    let keys = derived(move || {
        desk.sheet.with(|sheet| {
            sheet
                .lines
                .iter()
                .map(|line| line.key.to_string())
                .collect::<Vec<_>>()
        })
    });
    let row = move |key: String| match key.parse() {
        Ok(key) => helper(desk, key),
        Err(_) => ().into_any(),
    };
    let none = derived(move || keys.with(Vec::is_empty));
    let add = move || {
        button(
            "btn",
            view! { {icon(Icon::Plus)}{t.add_helper} }.into_any(),
            move || desk.open.set(Some(Open::NewHelper(None))),
        )
    };
    let nobody = move || none.get().then(|| empty(t.no_helpers, t.no_helpers_hint, add()));
    let head = move || {
        (!none.get()).then(|| {
            view! {
                <div class="row between wrap">
                    <div><h2>{t.helpers}</h2><p class="dim">{t.helpers_hint}</p></div>
                    {add()}
                </div>
            }
            .into_any()
        })
    };
    view! {
        <section class="col tight" aria-label=t.helpers>
            {maybe(head)}
            {maybe(nobody)}
            <ul class="draft-helpers">{keyed(move || keys.get(), row)}</ul>
        </section>
    }
    .into_any()
}

fn helper(desk: Desk, key: Key) -> AnyView {
    let class = words(move || format!("draft-helper c{}", desk.sheet.with(|sheet| colour(sheet, key))));
    let mine = derived(move || {
        desk.sheet.with(|sheet| {
            let line = sheet.line(key)?;
            Some((
                name::short(&line.helper.name),
                line.helper.posts.join(", "),
                line.hours.len(),
            ))
        })
    });
    let odd = derived(move || {
        desk.remarks.with(|remarks| {
            let mine = |remark: &&Remark| {
                remark.line == Some(key) && remark.hours.is_none() && remark.severity != Severity::Info
            };
            remarks
                .iter()
                .filter(mine)
                .map(|remark| remark.text.clone())
                .collect::<Vec<_>>()
        })
    });
    let content = move || {
        let (name, posts, hours) = mine.get()?;
        let count = i18n::ranges_of(&hours.to_string());
        let posts = if posts.is_empty() {
            count
        } else {
            format!("{posts} · {count}")
        };
        let odd: Vec<_> = odd
            .get()
            .into_iter()
            .map(|text| view! { <small class="odd">{text}</small> }.into_any())
            .collect();
        Some(view! { <b>{name}</b><small>{posts}</small>{odd} }.into_any())
    };
    let chosen = yes_no(move || desk.chosen.get() == Some(key));
    let label = words(move || i18n::edit_of(&mine.get().map(|(name, ..)| name).unwrap_or_default()));
    view! {
        <li class=class>
            <button type="button" class="who" aria-pressed=chosen on:click=move |_| desk.choose(key)>
                {maybe(content)}
            </button>
            <button
                type="button"
                class="btn square"
                id=helper_id(key)
                aria-label=label
                on:click=move |_| desk.open.set(Some(Open::Helper(key)))
            >
                {icon(Icon::Pencil)}
            </button>
        </li>
    }
    .into_any()
}
