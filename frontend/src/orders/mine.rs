//! One's own appointment, in the profile.

use leptos::prelude::*;
use podskazka_shared::appointments::order::{AppointmentsList, OrderState, OrdersQuery};

use super::helpers::covers;
use super::{named, term};
use crate::i18n::{lang, orders};
use crate::live::maybe;
use crate::reading::read;
use crate::session::Here;

/// What orders say of the person now; nothing for those of whom they say nothing.
pub fn mine(here: &Here) -> AnyView {
    let (school, me) = (here.school(), here.member.id);
    let reading = read::<AppointmentsList>(move || {
        let query = OrdersQuery {
            member: Some(me),
            limit: Some(20),
            ..OrdersQuery::default()
        };
        Some((school.clone(), query))
    });
    maybe(move || {
        let page = reading.value.get()?;
        let open: Vec<_> = page
            .items
            .iter()
            .filter(|item| item.state != OrderState::Ended)
            .map(|item| {
                view! {
                    <div class="part col tight">
                        <div class="row between wrap tight">
                            <b>{orders().mine}</b>
                            <span class="chip plain">{item.state.label(lang())}</span>
                        </div>
                        {covers(item)}
                        <small>{named(&item.order_number, item.order_date)} " · " {term(item.from, item.to)}</small>
                    </div>
                }
                .into_any()
            })
            .collect();
        (!open.is_empty()).then_some(open)
    })
}
