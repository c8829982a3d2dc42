//! `/s/:school/helpers`: appointments that wait, are in force and have ended; and who acts for the head.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::appointments::order::{
    Appointment, AppointmentPath, AppointmentsApprove, AppointmentsEnd, AppointmentsList, OrderAct,
    OrderState,
};
use podskazka_shared::problem::ProblemKind;

use super::form::form;
use super::lists::{self, list_of};
use super::{acting, dialog_id, named, staff, term};
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{general, lang, orders};
use crate::live::{State, derived, effect, live, maybe};
use crate::people::name;
use crate::people::paged::Paged;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::{Icon, Toasts, button, error_summary, icon, page};

type List = Paged<Appointment>;

type Lists = lists::Lists<Appointment, 4>;

pub fn helpers(here: Here) -> AnyView {
    let t = orders();
    let (shown, old) = (State::new(true), State::new(false));
    let waiting = list_of::<AppointmentsList, _>(&here, OrderState::Waiting, shown);
    let in_force = list_of::<AppointmentsList, _>(&here, OrderState::InForce, shown);
    let planned = list_of::<AppointmentsList, _>(&here, OrderState::Planned, shown);
    let over = list_of::<AppointmentsList, _>(&here, OrderState::Ended, old);
    let lists = lists::Lists([waiting.first, in_force.first, planned.first, over.first]);
    let enters = here.may(Action::AppointmentEnter);
    let names = if enters || here.may(Action::ActingOrder) {
        staff(here.school())
    } else {
        State::new(Vec::new())
    };
    let below = view! { <p class="dim">{t.lead}</p> };
    let body = view! {
        <div class="col narrow">
            {enters.then(|| enter(&here, names, lists))}
            {section(&here, names, lists, waiting, t.waiting, t.no_waiting)}
            {section(&here, names, lists, in_force, t.in_force, t.no_in_force)}
            {section(&here, names, lists, planned, t.planned, "")}
            {ended(&here, names, lists, over, old)}
            {acting::acting(&here, names)}
        </div>
    };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

/// The button that opens the form, and the form.
fn enter(here: &Here, names: State<Vec<(String, String)>>, lists: Lists) -> AnyView {
    let open = State::new(false);
    let here = here.clone();
    live(move || match open.get() {
        true => form(
            &here,
            names,
            None,
            move |_| {
                open.set(false);
                lists.again();
            },
            move || open.set(false),
        ),
        false => view! {
            <div>
                {button(
                    "btn main",
                    view! { {icon(Icon::Plus)} {orders().new} }.into_any(),
                    move || open.set(true),
                )}
            </div>
        }
        .into_any(),
    })
}

/// A list under its heading; without `none` it is there only when something stands in it.
fn section(
    here: &Here,
    names: State<Vec<(String, String)>>,
    lists: Lists,
    list: List,
    title: &'static str,
    none: &'static str,
) -> AnyView {
    let (here, items) = (here.clone(), list.items);
    let headed = derived(move || !none.is_empty() || !items.with(Vec::is_empty));
    let head = move || headed.get().then(|| view! { <h2>{title}</h2> });
    let row = move |item: &Appointment| card(&here, names, lists, item.clone());
    let nothing = move || match none.is_empty() {
        true => ().into_any(),
        false => view! { <p class="dim">{none}</p> }.into_any(),
    };
    view! { <section class="col">{maybe(head)} {list.show(title, "cards", row, nothing)}</section> }
        .into_any()
}

fn ended(
    here: &Here,
    names: State<Vec<(String, String)>>,
    lists: Lists,
    over: List,
    old: State<bool>,
) -> AnyView {
    let t = orders();
    let here = here.clone();
    live(move || match old.get() {
        true => section(&here, names, lists, over.clone(), t.ended, t.no_ended),
        false => {
            view! { <div>{button("btn", t.show_ended.into_any(), move || old.set(true))}</div> }.into_any()
        }
    })
}

/// What an appointment covers, in words.
pub fn covers(item: &Appointment) -> AnyView {
    let t = orders();
    let directions: Vec<_> = item
        .directions
        .iter()
        .map(|direction| direction.label(lang()))
        .collect();
    let topics: Vec<_> = item.topics.iter().map(|topic| topic.label(lang())).collect();
    let topics = match topics.is_empty() {
        true => t.all_topics.to_owned(),
        false => topics.join(", "),
    };
    view! { <p>{directions.join(", ")}": "{topics}</p> }.into_any()
}

fn card(here: &Here, names: State<Vec<(String, String)>>, lists: Lists, item: Appointment) -> AnyView {
    let t = orders();
    let correcting = State::new(false);
    let sending = Sending::new();
    // Somebody was quicker: what there is now shows, and the words stay.
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
        {
            Toasts::get().say(orders().stale);
            lists.again();
        }
    });
    let class = match item.state {
        OrderState::Waiting => "chip soon",
        OrderState::InForce => "chip",
        OrderState::Planned | OrderState::Ended => "chip plain",
    };
    let by = [
        (t.by_entered, &item.entered_by),
        (t.by_approved, &item.approved_by),
    ];
    let by: Vec<String> = by
        .into_iter()
        .filter_map(|(label, who)| Some(format!("{label}: {}", name::short(&who.as_ref()?.name))))
        .collect();
    let post = (!item.post.is_empty()).then(|| view! { <small>{item.post.clone()}</small> });
    let head = view! {
        <div class="row between wrap tight">
            <h3 class="grow">{item.member.name.clone()}</h3>
            <span class=class>{item.state.label(lang())}</span>
        </div>
        {post}
        {covers(&item)}
        <small>{named(&item.order_number, item.order_date)} " · " {term(item.from, item.to)}</small>
        {(!by.is_empty()).then(|| view! { <small>{by.join(" · ")}</small> })}
    };
    let slug = here.slug.clone();
    let here = here.clone();
    let old = item.clone();
    let correct = maybe(move || {
        correcting.get().then(|| {
            let done = move |_| lists.again();
            form(&here, names, Some(old.clone()), done, move || {
                correcting.set(false)
            })
        })
    });
    view! {
        <li class="card col">
            {head}
            {error_summary(sending, "act-error")}
            {acts(slug, &item, sending, lists, correcting)}
            {correct}
        </li>
    }
    .into_any()
}

fn acts(
    slug: String,
    item: &Appointment,
    sending: Sending,
    lists: Lists,
    correcting: State<bool>,
) -> AnyView {
    if item.may.is_empty() {
        return ().into_any();
    }
    let t = orders();
    let toasts = Toasts::get();
    let may = |act| item.may.contains(&act);
    let (id, version) = (item.id, item.version);
    let path = StoredValue::new(AppointmentPath {
        school: slug,
        appointment: id,
    });
    let approve = may(OrderAct::Approve).then(|| {
        button("btn main", t.approve.into_any(), move || {
            sending.send::<AppointmentsApprove>(path.get_value(), (), version, move |_| {
                toasts.say(orders().approved);
                lists.again();
            });
        })
    });
    let correct = may(OrderAct::Correct).then(|| {
        button("btn", t.correct.into_any(), move || {
            correcting.update(|open| *open = !*open)
        })
    });
    let end = may(OrderAct::End).then(|| {
        let label = match item.state {
            OrderState::Waiting => t.withdraw,
            OrderState::Planned | OrderState::InForce | OrderState::Ended => t.end,
        };
        let end = move || {
            sending.send::<AppointmentsEnd>(path.get_value(), (), version, move |_| {
                toasts.say(orders().ended_done);
                lists.again();
            });
        };
        // Taking back what waits changes nobody's work, so it asks nothing.
        match item.state {
            OrderState::Waiting => button("btn", label.into_any(), end),
            OrderState::Planned | OrderState::InForce | OrderState::Ended => {
                confirmed(dialog_id(id), label, t.end_title, t.end_hint, end)
            }
        }
    });
    view! { <div class="row wrap">{approve} {correct} {end}</div> }.into_any()
}

/// A button that asks once before it does what cannot be taken back.
pub fn confirmed(
    id: String,
    label: &'static str,
    title: &'static str,
    hint: &'static str,
    act: impl Fn() + 'static,
) -> AnyView {
    let id = StoredValue::new(id);
    let heading = id.with_value(|id| format!("{id}-title"));
    let show = move |shown| id.with_value(|id| browser::show_dialog(id, shown));
    let go = move || {
        show(false);
        act();
    };
    view! {
        {button("btn", label.into_any(), move || show(true))}
        <dialog id=id.get_value() aria-labelledby=heading.clone()>
            <div class="col">
                <h2 id=heading.clone()>{title}</h2>
                <p>{hint}</p>
                <div class="row wrap">
                    {button("btn main", label.into_any(), go)}
                    {button("btn", general().cancel.into_any(), move || show(false))}
                </div>
            </div>
        </dialog>
    }
    .into_any()
}
