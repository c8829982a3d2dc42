//! Free slots as big targets: by day, then by helper.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::consultations::FreeSlot;

use super::ways;
use crate::i18n::{self, consultations, dates};
use crate::people::name;

/// Takes the slot that was pressed.
pub type Pick = Arc<dyn Fn(FreeSlot) + Send + Sync>;

/// Whether two slots stand in one row: same day, helper and place.
fn together(a: &FreeSlot, b: &FreeSlot) -> bool {
    a.helper.id == b.helper.id
        && (&a.place, &a.modes, &a.instead_of, a.seats) == (&b.place, &b.modes, &b.instead_of, b.seats)
}

/// Slots that are sorted by start, in groups that fit together, each in the order of its first.
fn groups<'a>(
    slots: impl Iterator<Item = &'a FreeSlot>,
    fits: impl Fn(&FreeSlot, &FreeSlot) -> bool,
) -> Vec<Vec<&'a FreeSlot>> {
    let mut groups: Vec<Vec<&FreeSlot>> = Vec::new();
    for slot in slots {
        let home = groups
            .iter_mut()
            .find(|group| group.first().is_some_and(|first| fits(first, slot)));
        match home {
            Some(group) => group.push(slot),
            None => groups.push(vec![slot]),
        }
    }
    groups
}

/// All slots, day by day.
pub fn days(slots: &[FreeSlot], now: DateTime<Utc>, pick: &Pick) -> AnyView {
    let same_day =
        |a: &FreeSlot, b: &FreeSlot| dates::local_day(a.starts_at) == dates::local_day(b.starts_at);
    let day = |slots: Vec<&FreeSlot>| {
        let title = slots.first().map(|slot| dates::long_day(slot.starts_at, now));
        let rows: Vec<_> = groups(slots.into_iter(), together)
            .into_iter()
            .map(|row| helper(&row, now, pick))
            .collect();
        view! { <section class="day free"><h2 class="first-up">{title}</h2>{rows}</section> }.into_any()
    };
    let days: Vec<_> = groups(slots.iter(), same_day).into_iter().map(day).collect();
    view! { <div class="free-days">{days}</div> }.into_any()
}

/// One helper's times of a day.
fn helper(slots: &[&FreeSlot], now: DateTime<Utc>, pick: &Pick) -> AnyView {
    let Some(first) = slots.first() else {
        return ().into_any();
    };
    let times: Vec<_> = slots.iter().map(|slot| time(slot, now, pick)).collect();
    view! {
        <div class="card col tight">
            <p><b>{name::short(&first.helper.name)}</b><small>{facts(first)}</small></p>
            <div class="times">{times}</div>
        </div>
    }
    .into_any()
}

/// Where and how, and for whom the helper stands in.
pub fn facts(slot: &FreeSlot) -> String {
    let t = consultations();
    let instead = slot.instead_of.as_ref();
    let instead = instead.map(|name| format!("{} {}", t.instead_of, name::short(name)));
    let mut facts: Vec<String> = instead.into_iter().chain(slot.place.clone()).collect();
    if !slot.modes.is_empty() {
        facts.push(ways(&slot.modes));
    }
    facts.join(" · ")
}

fn time(slot: &FreeSlot, now: DateTime<Utc>, pick: &Pick) -> AnyView {
    let more = format!(
        ", {}, {}",
        dates::day(slot.starts_at, now),
        name::short(&slot.helper.name)
    );
    let left = (slot.seats > 1).then(|| view! { <small>{i18n::seats_left(slot.free)}</small> });
    let (pick, slot) = (pick.clone(), slot.clone());
    let text = dates::time(slot.starts_at);
    view! {
        <button type="button" class="btn time" on:click=move |_| pick(slot.clone())>
            <span>{text}<span class="sr">{more}</span></span>
            {left}
        </button>
    }
    .into_any()
}
