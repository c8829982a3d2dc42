//! Who acts for the head: the orders, and for the head a form.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::appointments::acting::{
    Acting, ActingBody, ActingCreate, ActingEnd, ActingList, ActingPath,
};
use podskazka_shared::appointments::order::OrderState;
use podskazka_shared::check::{FieldError, FieldErrorKind};

use super::helpers::confirmed;
use super::lists::{self, list_of};
use super::paper::Paper;
use super::{dialog_id, named, term};
use crate::i18n::{general, lang, orders};
use crate::live::{State, live};
use crate::people::paged::Paged;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, button, error_summary, select_field, submit};

type Lists = lists::Lists<Acting, 3>;

pub fn acting(here: &Here, names: State<Vec<(String, String)>>) -> AnyView {
    let t = orders();
    let (shown, old) = (State::new(true), State::new(false));
    let in_force = list_of::<ActingList, _>(here, OrderState::InForce, shown);
    let planned = list_of::<ActingList, _>(here, OrderState::Planned, shown);
    let over = list_of::<ActingList, _>(here, OrderState::Ended, old);
    let lists = lists::Lists([in_force.first, planned.first, over.first]);
    let place = here.clone();
    let show = move |list: Paged<Acting>, label: &'static str, none: &'static str| {
        let place = place.clone();
        let row = move |item: &Acting| card(&place, lists, item.clone());
        let nothing = move || match none.is_empty() {
            true => ().into_any(),
            false => view! { <p class="dim">{none}</p> }.into_any(),
        };
        list.show(label, "cards", row, nothing)
    };
    let later = show.clone();
    let ended = move || match old.get() {
        true => view! { <h3>{t.ended}</h3> {later(over.clone(), t.ended, t.no_ended)} }.into_any(),
        false => {
            view! { <div>{button("btn", t.show_ended.into_any(), move || old.set(true))}</div> }.into_any()
        }
    };
    view! {
        <section class="col">
            <h2>{t.acting_title}</h2>
            {show(in_force, t.acting_title, t.acting_none)}
            {show(planned, t.planned, "")}
            {here.may(Action::ActingOrder).then(|| enter(here, names, lists))}
            {live(ended)}
        </section>
    }
    .into_any()
}

fn card(here: &Here, lists: Lists, item: Acting) -> AnyView {
    let t = orders();
    let sending = Sending::new();
    let toasts = Toasts::get();
    let path = ActingPath {
        school: here.slug.clone(),
        acting: item.id,
    };
    let version = item.version;
    let end = item.may_end.then(|| {
        let end = move || {
            sending.send::<ActingEnd>(path.clone(), (), version, move |_| {
                toasts.say(orders().ended_done);
                lists.again();
            });
        };
        confirmed(dialog_id(item.id), t.end, t.end_title, t.acting_end_hint, end)
    });
    let operator = item
        .entered_by
        .is_none()
        .then(|| view! { <small>{t.acting_operator}</small> });
    view! {
        <li class="card col">
            <div class="row between wrap tight">
                <h3 class="grow">{item.member.name.clone()}</h3>
                <span class="chip">{item.state.label(lang())}</span>
            </div>
            <small>{named(&item.order_number, item.order_date)} " · " {term(item.from, Some(item.to))}</small>
            {operator}
            {error_summary(sending, "acting-end-error")}
            {end.map(|end| view! { <div class="row wrap">{end}</div> })}
        </li>
    }
    .into_any()
}

fn enter(here: &Here, names: State<Vec<(String, String)>>, lists: Lists) -> AnyView {
    let open = State::new(false);
    let here = here.clone();
    live(move || match open.get() {
        true => form(&here, names, lists, open),
        false => view! {
            <div>{button("btn", orders().acting_new.into_any(), move || open.set(true))}</div>
        }
        .into_any(),
    })
}

fn form(here: &Here, names: State<Vec<(String, String)>>, lists: Lists, open: State<bool>) -> AnyView {
    let t = orders();
    let (member, paper) = (State::new(String::new()), Paper::new());
    let sending = Sending::of("acting");
    let (school, toasts) = (here.school(), Toasts::get());
    // The head themselves is not offered.
    let me = here.member.id.to_string();
    let others = Signal::derive(move || {
        names.with(|names| {
            names
                .iter()
                .filter(|(id, _)| *id != me)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let who = member.get_untracked().parse().ok();
        let mut errors = Vec::new();
        if who.is_none() {
            errors.push(FieldError::new("/member", FieldErrorKind::Required));
        }
        let order = paper.read(&mut errors);
        let (Some(member), Some(order), true) = (who, order, errors.is_empty()) else {
            return sending.refuse(errors);
        };
        let body = ActingBody {
            member,
            order_number: order.number,
            order_date: order.dated,
            from: order.from,
            to: order.to,
        };
        sending.send::<ActingCreate>(school.clone(), body, 0, move |_| {
            toasts.say(orders().acting_done);
            open.set(false);
            lists.again();
        });
    };
    let who = Field {
        pointer: "/member",
        label: t.acting_member,
        hint: "",
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h3>{t.acting_new}</h3>
            <p class="dim">{t.acting_hint}</p>
            {error_summary(sending, "acting-error")}
            {select_field(who, t.choose, others, member)}
            {paper.fields(sending)}
            <div class="row wrap">
                {submit(sending.busy, t.save.into(), general().sending)}
                {button("btn", general().cancel.into_any(), move || open.set(false))}
            </div>
        </form>
    }
    .into_any()
}
