//! `/s/:school/schedule`: who helps and when, and the versions for those who draw them up.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::schedules::duty::Duty;
use podskazka_shared::schedules::{
    Entry, OnQuery, PublicSchedule, PublicScheduleFind, PublishedWeek, ScheduleState, SchedulesList,
    SchedulesQuery,
};

use super::coming;
use super::grid::{self, Row};
use super::life;
use super::vendor;
use crate::browser;
use crate::i18n::{self, dates, making, schedule_state, schedules};
use crate::live::maybe;
use crate::people::name;
use crate::reading::read;
use crate::session::Here;
use crate::ui::{Icon, button, empty, icon, page, when};

pub fn week(here: Here) -> AnyView {
    let t = schedules();
    let school = here.school();
    let reading = read::<PublicScheduleFind>(move || Some((school.clone(), OnQuery::default())));
    let below = move || {
        let text = reading
            .value
            .with(|found| found.as_ref().and_then(|f| f.schedule.as_ref()).map(approved));
        view! { <p class="dim">{text.unwrap_or_else(|| t.lead.to_owned())}</p> }
    };
    let place = here.clone();
    let body = when(reading, 3, move || {
        let here = place.clone();
        maybe(move || reading.value.get().map(|found| shown(&here, found)))
    });
    let versions = here.may(Action::ScheduleDraft).then(|| versions(&here));
    let body = view! { {body} {versions} };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn approved(week: &PublishedWeek) -> String {
    let year = i18n::year(&i18n::school_year(week.year));
    match &week.order {
        Some(order) => format!("{} · {year}", life::order(order)),
        None => year,
    }
}

fn shown(here: &Here, found: PublicSchedule) -> AnyView {
    let t = schedules();
    let now = browser::now();
    let today = dates::weekday(now);
    let ask = view! { <a class="btn main" href=here.path("tickets/new")>{t.ask}</a> };
    let Some(week) = found.schedule else {
        let load = here.may(Action::ScheduleDraft);
        let hint = if load { t.empty_staff_hint } else { t.empty_hint };
        let act = match load {
            true => view! {
                <div class="row wrap">
                    <a class="btn main" href=here.path("schedule/new")>{making().title}</a>
                    <a class="btn" href=here.path("schedule/import")>{t.load}</a>
                </div>
            }
            .into_any(),
            false => ask.into_any(),
        };
        return view! { {empty(t.empty, hint, act)} {contacts(&found.contacts)} }.into_any();
    };
    let takes = week
        .helpers
        .iter()
        .flat_map(|helper| &helper.hours)
        .any(|hours| hours.entry == Entry::Booking);
    let book = (takes && here.may(Action::ConsultationBook)).then(
        || view! { <a class="btn" href=here.path("consultations/new")>{icon(Icon::Clock)}{t.book}</a> },
    );
    let row = |h: &podskazka_shared::schedules::PublicHelper| Row {
        name: h.name.clone(),
        posts: h.posts.clone(),
        hours: h.hours.clone(),
        extra: None,
    };
    let rows: Vec<Row> = week.helpers.iter().map(row).collect();
    view! {
        <section class="card now">{duty(&found.duty)}{ask}{book}</section>
        {coming::changes(&found.days, now)}
        {grid::table(rows, today)}
        {coming::list(&found.days, now)}
        <div class="row wrap tight noprint">
            <a class="btn" href=format!("/public/{}", here.member.school.slug) rel="external">{t.public}</a>
            {button("btn", view! { {icon(Icon::Print)}{t.print} }.into_any(), || { let _ = window().print(); })}
        </div>
        {contacts(&found.contacts)}
    }
    .into_any()
}

/// Who helps now, and who next.
fn duty(duty: &Duty) -> AnyView {
    let t = schedules();
    let now = browser::now();
    let main = match duty.now.first() {
        Some(helper) => {
            let names: Vec<_> = duty.now.iter().map(|h| name::short(&h.name)).collect();
            let post = helper
                .posts
                .first()
                .map(|post| format!("{post}, "))
                .unwrap_or_default();
            let badge = view! { <span class="av" aria-hidden="true">{name::initials(&helper.name)}</span> };
            let text = format!("{post}{}", dates::until(helper.to, now));
            (Some(badge), i18n::now_helps(&names.join(", ")), Some(text))
        }
        None => (None, t.no_duty.to_owned(), None),
    };
    let next = duty
        .next
        .first()
        .map(|helper| i18n::next_helps(&dates::moment(helper.from, now), &name::short(&helper.name)));
    let rest: Vec<String> = main.2.into_iter().chain(next).collect();
    view! { {main.0} <div class="grow"><b>{main.1}</b><small>{rest.join(". ")}</small></div> }.into_any()
}

fn contacts(contacts: &podskazka_shared::schools::Contacts) -> AnyView {
    let t = schedules();
    let entry = |(label, text, scheme): (&'static str, &String, &'static str)| {
        if text.is_empty() {
            return None;
        }
        let text = text.clone();
        let value = match scheme {
            "" => text.into_any(),
            "tel:" => {
                let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
                view! { <a href=format!("tel:{digits}") rel="external">{text}</a> }.into_any()
            }
            _ => {
                let href = format!("{scheme}{text}");
                view! { <a href=href rel="external">{text}</a> }.into_any()
            }
        };
        Some(view! { <div><dt>{label}</dt><dd>{value}</dd></div> }.into_any())
    };
    let entries: Vec<_> = [
        (t.phone, &contacts.phone, "tel:"),
        (t.email, &contacts.email, "mailto:"),
        (t.room, &contacts.room, ""),
        (t.journal_mail, &contacts.journal_mail, ""),
    ]
    .into_iter()
    .filter_map(entry)
    .collect();
    let school = (!entries.is_empty()).then(
        || view! { <section class="card"><h2>{t.contacts}</h2><dl class="facts-list">{entries}</dl></section> }.into_any(),
    );
    view! { {school} {vendor::card(&contacts.vendor)} }.into_any()
}

/// All versions, for those who may draw up one.
fn versions(here: &Here) -> AnyView {
    let t = schedules();
    let school = here.school();
    let reading = read::<SchedulesList>(move || {
        Some((
            school.clone(),
            SchedulesQuery {
                limit: Some(20),
                after: None,
            },
        ))
    });
    let base = here.path("schedule");
    let list = when(reading, 2, move || {
        let base = base.clone();
        let items = move || {
            let base = base.clone();
            let page = reading.value.get()?;
            if page.items.is_empty() {
                return Some(view! { <p class="dim">{t.versions_empty}</p> }.into_any());
            }
            let now = browser::now();
            let items: Vec<_> = page
                .items
                .into_iter()
                .map(|item| {
                    let (word, at) = match item.published_at {
                        Some(at) => (t.published, at),
                        None => (t.created, item.created_at),
                    };
                    let order = item.order.map(|order| format!(" · {}", i18n::order_number(&order.number)));
                    let from = item.from.map(|day| format!(" · {}", i18n::from_day(&dates::date(day))));
                    view! {
                        <li>
                            <a class="it" href=format!("{base}/{}", item.id)>
                                <span class="row between"><b>{i18n::year(&i18n::school_year(item.year))}</b>{chip(item.state)}</span>
                                <small>{word} " " {dates::moment(at, now)} {order} {from}</small>
                            </a>
                        </li>
                    }
                    .into_any()
                })
                .collect();
            Some(view! { <ul class="its flat">{items}</ul> }.into_any())
        };
        maybe(items)
    });
    view! {
        <section class="col noprint">
            <div class="row between wrap">
                <h2>{t.versions}</h2>
                <div class="row wrap tight">
                    <a class="btn" href=here.path("schedule/new")>{icon(Icon::Plus)}{making().title}</a>
                    <a class="btn" href=here.path("schedule/import")>{t.load}</a>
                </div>
            </div>
            {list}
        </section>
    }
    .into_any()
}

pub fn chip(state: ScheduleState) -> AnyView {
    let class = match state {
        ScheduleState::Draft | ScheduleState::Agreed | ScheduleState::Approved => "chip soon",
        ScheduleState::Published => "chip",
        ScheduleState::Replaced => "chip plain",
    };
    view! { <span class=class>{schedule_state(state)}</span> }.into_any()
}
