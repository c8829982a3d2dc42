//! `/s/:school/consultations/:id`: one booking, where letters lead.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::Action;
use podskazka_shared::consultations::{
    Booking, BookingAct, ConsultationsFind, ConsultationsMove, FreeSlot, MoveBody,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::BookingId;
use podskazka_shared::notifications::NotificationsReadBody;

use super::act::{Acts, card_id};
use super::desk_forms::Folds;
use super::{card, desk_row, slots};
use crate::browser;
use crate::i18n::consultations;
use crate::live::{Derived, State, derived, effect, live, maybe};
use crate::notifications;
use crate::reading::read;
use crate::session::Here;
use crate::tickets::clock;
use crate::tickets::list::back;
use crate::ui::{page, when};

pub fn show(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse::<BookingId>().ok())
    });
    live(move || match id.get() {
        Some(id) => one(&here, id),
        None => crate::app::not_found(),
    })
}

fn one(here: &Here, id: BookingId) -> AnyView {
    let t = consultations();
    let path = super::path(here, id);
    notifications::mark(here.school(), NotificationsReadBody::of_booking(id));
    let reading = read::<ConsultationsFind>(move || Some((path.clone(), Nothing {})));
    let items = State::new(Vec::<Booking>::new());
    effect(move |_| {
        if let Some(booking) = reading.value.get() {
            items.set(vec![booking]);
        }
    });
    let item = derived(move || items.with(|items| items.first().cloned()));
    let acts = Acts::new(here, items);
    let now = clock();
    let works = here.may(Action::ConsultationWork);
    let mine = derived(move || item.with(|item| item.as_ref().is_none_or(|item| item.mine)));
    let folds = Folds::new();
    let body = when(reading, 2, move || {
        live(move || {
            if works && !mine.get() {
                return view! { <ul class="cards">{desk_row::row(acts, folds, item, now, true)}</ul> }
                    .into_any();
            }
            view! {
                <section class="card col tight booking narrow" id=card_id(id) tabindex="-1" aria-label=t.one>
                    {card::content(acts, item, now)}
                </section>
                {nearest(acts, item)}
            }
            .into_any()
        })
    });
    let href = here.path(&format!("conduct/new?booking={id}"));
    let body = [
        body,
        view! { <p class="noprint"><a href=href>{crate::i18n::tickets().report}</a></p> }.into_any(),
    ]
    .into_any();
    let above = match works {
        true => back(here.path("desk"), crate::i18n::consult_desk().title),
        false => back(here.path("consultations"), t.back),
    };
    page(t.one.to_owned(), above, ().into_any(), body)
}

/// Where to move at once, when the school took the time back.
fn nearest(acts: Acts, item: Derived<Option<Booking>>) -> AnyView {
    maybe(move || {
        let item = item.get()?;
        if item.next.is_empty() || !item.may.contains(&BookingAct::Move) {
            return None;
        }
        let booking = item.clone();
        let pick: slots::Pick = Arc::new(move |slot: FreeSlot| {
            let body = MoveBody {
                helper: slot.helper.id,
                starts_at: slot.starts_at,
            };
            acts.run::<ConsultationsMove>(&booking, body, consultations().moved);
        });
        let list = slots::days(&item.next, browser::now(), &pick);
        Some(view! { <section class="col"><h2>{consultations().nearest}</h2>{list}</section> })
    })
}
