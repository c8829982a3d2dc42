//! One's own booking as a card: when, with whom, what one may do with it.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use podskazka_shared::consultations::{
    Booking, BookingAct, BookingState, ConsultationsCancel, ConsultationsConfirm, ReasonBody,
};
use podskazka_shared::tickets::Topic;

use super::act::{Acts, card_id};
use super::ics;
use crate::articles::given;
use crate::browser;
use crate::i18n::{self, booking_state, consultations, dates, lang};
use crate::live::{Derived, State, derived, live, maybe};
use crate::people::name;
use crate::ui::{button, icon};

/// The chip of a state.
pub fn chip(state: BookingState) -> AnyView {
    let class = match state {
        BookingState::Booked => "chip",
        BookingState::Held | BookingState::Offered | BookingState::Freed => "chip soon",
        BookingState::Arrived | BookingState::NoShow | BookingState::Cancelled | BookingState::Expired => {
            "chip plain"
        }
    };
    view! { <span class=class>{booking_state(state)}</span> }.into_any()
}

/// A text that may be a link.
pub fn text_or_link(text: &str) -> AnyView {
    let text = text.trim().to_owned();
    let href = text.clone();
    let link =
        (text.starts_with("https://") || text.starts_with("http://")) && !text.contains(char::is_whitespace);
    match link {
        true => {
            view! { <a href=href rel="external noopener noreferrer" target="_blank">{text}</a> }.into_any()
        }
        false => view! { <span class="typed">{text}</span> }.into_any(),
    }
}

/// The card in a list.
pub fn card(acts: Acts, item: Derived<Option<Booking>>, now: State<DateTime<Utc>>) -> AnyView {
    let id = item.with_untracked(|item| item.as_ref().map(|item| card_id(item.id)));
    let label = move || {
        item.with(|item| {
            item.as_ref()
                .map(|item| dates::span(item.starts_at, item.ends_at, now.get()))
        })
    };
    view! {
        <li class="card col tight booking" id=id tabindex="-1" aria-label=Signal::derive(label)>
            {content(acts, item, now)}
        </li>
    }
    .into_any()
}

/// What a card holds.
pub fn content(acts: Acts, item: Derived<Option<Booking>>, now: State<DateTime<Utc>>) -> AnyView {
    let facts = move || Some(facts(acts, &item.get()?, now.get()));
    view! { {maybe(facts)} {acts.refusal(item)} {buttons(acts, item)} }.into_any()
}

fn facts(acts: Acts, item: &Booking, now: DateTime<Utc>) -> AnyView {
    let t = consultations();
    let mode = item.mode.map(|mode| mode.label(lang()).to_owned());
    let child = item.about.as_ref().map(|child| name::short(&child.name));
    let topic = item.topic.map(|topic| topic.label(lang()).to_owned());
    let whose = (!item.mine).then(|| t.by_parent.to_owned());
    let place: Vec<String> = item.place.clone().into_iter().chain(mode).collect();
    let what: Vec<String> = child.into_iter().chain(topic).chain(whose).collect();
    let question = item.question.as_ref();
    let question = question.map(|text| view! { <p class="typed">{text.clone()}</p> });
    let homework = item.homework.as_ref();
    let homework = homework
        .map(|text| view! { <p class="known"><small>{t.homework}": "</small>{text_or_link(text)}</p> });
    let article = item.article.as_ref();
    let article = article.map(|article| acts.here.with_value(|here| given(here, article)));
    let ticket = item.ticket.map(|id| {
        let href = acts.here.with_value(|here| here.path(&format!("tickets/{id}")));
        view! { <p><a href=href>{t.ticket}</a></p> }
    });
    view! {
        <div class="row between wrap tight">
            <b class="first-up" title=dates::exact(item.starts_at)>{dates::span(item.starts_at, item.ends_at, now)}</b>
            {chip(item.state)}
        </div>
        <p><b>{name::short(&item.helper.name)}</b>{(!place.is_empty()).then(|| format!(" · {}", place.join(" · ")))}</p>
        {(!what.is_empty()).then(|| view! { <small>{what.join(" · ")}</small> })}
        {question}
        {homework}
        {article}
        {ticket}
        {note(item, now)}
    }
    .into_any()
}

/// What is to be known now: until when, or why not.
fn note(item: &Booking, now: DateTime<Utc>) -> AnyView {
    let t = consultations();
    match item.state {
        BookingState::Offered => {
            let until = item
                .held_until
                .map(|until| i18n::offer_until(&dates::until(until, now)));
            view! { <p class="note">{t.offer_hint}" "{until}</p> }.into_any()
        }
        BookingState::Freed if item.starts_at > now => {
            view! { <p class="note">{t.freed_hint}</p> }.into_any()
        }
        BookingState::Booked if item.mine && item.starts_at > now => match now <= item.cancel_until {
            true => view! { <small>{i18n::cancel_until(&dates::until(item.cancel_until, now))}</small> }
                .into_any(),
            false => view! { <small>{t.late}</small> }.into_any(),
        },
        BookingState::Held
        | BookingState::Booked
        | BookingState::Arrived
        | BookingState::NoShow
        | BookingState::Cancelled
        | BookingState::Freed
        | BookingState::Expired => ().into_any(),
    }
}

fn buttons(acts: Acts, item: Derived<Option<Booking>>) -> AnyView {
    let may = derived(move || {
        item.with(|item| {
            item.as_ref()
                .map(|item| (item.state, item.mine, item.may.clone()))
        })
    });
    live(move || {
        let Some((state, mine, may)) = may.get() else {
            return ().into_any();
        };
        let can = |act: BookingAct| mine && may.contains(&act);
        let accept = can(BookingAct::Book).then(|| accept(acts, item));
        let shift = can(BookingAct::Move).then(|| shift(acts, item, state));
        let cancel = can(BookingAct::Cancel).then(|| cancel(acts, item, state));
        let calendar = (state == BookingState::Booked).then(|| ics::button(acts, item));
        view! { <div class="row wrap tight">{accept}{shift}{calendar}{cancel}</div> }.into_any()
    })
}

/// Takes the offered place, for what was said when joining the line.
fn accept(acts: Acts, item: Derived<Option<Booking>>) -> AnyView {
    let t = consultations();
    button("btn main", t.accept.into_any(), move || {
        let Some(item) = item.get_untracked() else { return };
        let body = ReasonBody {
            topic: item.topic.unwrap_or(Topic::Other),
            question: item.question.clone(),
            mode: item.mode,
        };
        acts.run::<ConsultationsConfirm>(&item, body, t.booked);
    })
}

fn shift(acts: Acts, item: Derived<Option<Booking>>, state: BookingState) -> AnyView {
    let t = consultations();
    let href = item.with_untracked(|item| {
        let item = item.as_ref()?;
        // With the same helper, unless it is the helper who is away.
        let helper = (state == BookingState::Booked).then(|| format!("&helper={}", item.helper.id));
        let rest = format!("consultations/new?move={}{}", item.id, helper.unwrap_or_default());
        Some(acts.here.with_value(|here| here.path(&rest)))
    });
    match state == BookingState::Freed {
        true => view! { <a class="btn main" href=href>{t.freed_choose}</a> }.into_any(),
        false => view! { <a class="btn" href=href>{icon(crate::ui::Icon::Clock)}{t.move_it}</a> }.into_any(),
    }
}

/// Cancels, once it is asked again: the time may be gone at once. What is only offered goes without asking.
fn cancel(acts: Acts, item: Derived<Option<Booking>>, state: BookingState) -> AnyView {
    let t = consultations();
    let run = move |said: &'static str| {
        if let Some(item) = item.get_untracked() {
            acts.run::<ConsultationsCancel>(&item, (), said);
        }
    };
    match state {
        BookingState::Freed => button("btn", t.freed_drop.into_any(), move || run(t.cancelled)),
        BookingState::Booked => ask(item, move || run(t.cancelled)),
        BookingState::Held
        | BookingState::Offered
        | BookingState::Arrived
        | BookingState::NoShow
        | BookingState::Cancelled
        | BookingState::Expired => button("btn", t.decline.into_any(), move || run(t.declined)),
    }
}

fn ask(item: Derived<Option<Booking>>, yes: impl Fn() + Clone + Send + Sync + 'static) -> AnyView {
    let t = consultations();
    let asking = State::new(false);
    let id = item.with_untracked(|item| item.as_ref().map(|item| item.id.to_string()));
    let id = id.unwrap_or_default();
    let (opener, keep) = (format!("cancel-{id}"), format!("keep-{id}"));
    live(move || {
        let (yes, opener, keep) = (yes.clone(), opener.clone(), keep.clone());
        match asking.get() {
            false => {
                let to_keep = keep;
                let open = move |_| {
                    asking.set(true);
                    browser::focus_soon(to_keep.clone());
                };
                view! { <button type="button" class="btn" id=opener on:click=open>{t.cancel}</button> }
                    .into_any()
            }
            true => {
                let close = move |_| {
                    asking.set(false);
                    browser::focus_soon(opener.clone());
                };
                view! {
                    <div class="row wrap tight" role="group" aria-label=t.cancel_ask>
                        <span>{t.cancel_ask}</span>
                        {button("btn", t.cancel_yes.into_any(), yes)}
                        <button type="button" class="btn" id=keep on:click=close>{t.cancel_no}</button>
                    </div>
                }
                .into_any()
            }
        }
    })
}
