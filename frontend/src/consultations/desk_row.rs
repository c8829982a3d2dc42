//! One booking at the desk: who, about what, and what came of it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::consultations::{Booking, BookingAct, ConsultationsArrive, ConsultationsNoShow};

use super::act::{Acts, card_id};
use super::card::{chip, text_or_link};
use super::desk::opener;
use super::desk_forms::{self, Fold, Folds, opener_id};
use crate::articles::given;
use crate::i18n::{consult_desk, dates, lang};
use crate::live::{Derived, State, derived, maybe};
use crate::people::name;
use crate::ui::button;

/// `whole`: the helper is named too, where there are several.
pub fn row(
    acts: Acts,
    folds: Folds,
    item: Derived<Option<Booking>>,
    now: State<DateTime<Utc>>,
    whole: bool,
) -> AnyView {
    let Some(id) = item.with_untracked(|item| item.as_ref().map(|item| item.id)) else {
        return ().into_any();
    };
    let t = consult_desk();
    let facts = move || Some(facts(acts, &item.get()?, now.get(), whole));
    let can = move |act: BookingAct| {
        derived(move || item.with(|item| item.as_ref().is_some_and(|item| item.may.contains(&act))))
    };
    let (arrive, absent) = (can(BookingAct::Arrive), can(BookingAct::NoShow));
    let (result, request) = (can(BookingAct::Result), can(BookingAct::Request));
    let arrived = move || {
        let press = move || {
            if let Some(item) = item.get_untracked() {
                acts.run::<ConsultationsArrive>(&item, (), t.noted);
            }
        };
        arrive
            .get()
            .then(|| button("btn main", t.arrived.into_any(), press))
    };
    let no_show = move || {
        let press = move || {
            if let Some(item) = item.get_untracked() {
                acts.run::<ConsultationsNoShow>(&item, (), t.noted);
            }
        };
        absent.get().then(|| button("btn", t.no_show.into_any(), press))
    };
    let open = move |fold: Fold, label: &'static str, may: Derived<bool>| {
        maybe(move || {
            may.get().then(|| {
                let is = move || folds.is(id, fold);
                opener(opener_id(id, fold), format!("fold-{id}"), label, is, move || {
                    folds.turn(id, fold)
                })
            })
        })
    };
    let is_open = derived(
        move || match (folds.is(id, Fold::Result), folds.is(id, Fold::Request)) {
            (true, _) => Some(Fold::Result),
            (_, true) => Some(Fold::Request),
            _ => None,
        },
    );
    let fold = move || {
        let fold = is_open.get()?;
        let booking = item.get_untracked()?;
        Some(match fold {
            Fold::Result => desk_forms::result(acts, folds, &booking),
            Fold::Request => desk_forms::request(acts, folds, &booking),
        })
    };
    view! {
        <li class="card col tight booking" id=card_id(id) tabindex="-1">
            {maybe(facts)}
            {acts.refusal(item)}
            <div class="row wrap tight">
                {maybe(arrived)}
                {maybe(no_show)}
                {open(Fold::Result, t.result, result)}
                {open(Fold::Request, t.request, request)}
            </div>
            {maybe(fold)}
        </li>
    }
    .into_any()
}

fn facts(acts: Acts, item: &Booking, now: DateTime<Utc>, whole: bool) -> AnyView {
    let t = consult_desk();
    let child = item.about.as_ref().map(|child| name::short(&child.name));
    let topic = item.topic.map(|topic| topic.label(lang()).to_owned());
    let mode = item.mode.map(|mode| mode.label(lang()).to_owned());
    let helper = whole.then(|| name::short(&item.helper.name));
    let words: Vec<String> = child
        .into_iter()
        .chain(topic)
        .chain(mode)
        .chain(item.place.clone())
        .chain(helper)
        .collect();
    let text = |label: &'static str, text: &Option<String>, class: &'static str| {
        let text = text.as_ref()?;
        Some(view! { <p class=class><small>{label}": "</small>{text_or_link(text)}</p> })
    };
    let question = item
        .question
        .clone()
        .map(|text| view! { <p class="typed">{text}</p> });
    let article = item.article.as_ref();
    let article = article.map(|article| acts.here.with_value(|here| given(here, article)));
    let ticket = item.ticket.map(|id| {
        let href = acts.here.with_value(|here| here.path(&format!("tickets/{id}")));
        view! { <p><a href=href>{t.ticket}</a></p> }
    });
    let running = item.starts_at <= now && now < item.ends_at;
    view! {
        <div class="row between wrap tight">
            <b class="t" class:running-now=running title=dates::exact(item.starts_at)>
                {dates::time(item.starts_at)}"–"{dates::time(item.ends_at)}
            </b>
            {chip(item.state)}
        </div>
        <h2>{name::short(&item.person.name)}</h2>
        <small>{words.join(" · ")}</small>
        {question}
        {text(t.note, &item.note, "note")}
        {text(t.homework, &item.homework, "known")}
        {article}
        {ticket}
    }
    .into_any()
}
