//! `/s/:school/schedule/:id`: one version; the head publishes it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::Action;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{
    HelpHours, Order, PublishBody, Schedule, ScheduleLine, SchedulePath, ScheduleState, SchedulesFind,
    SchedulesPublish,
};

use super::grid::{self, Row};
use super::week::chip;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{self, dates, general, schedules};
use crate::live::{State, derived, effect, live, maybe};
use crate::people::name;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Icon, Toasts, error_summary, icon, page, submit, text_field, when};

pub fn show(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        params
            .with(|params| params.get("id"))
            .and_then(|id| id.parse().ok())
    });
    let screen = move || match id.get() {
        Some(id) => one(&here, id),
        None => crate::app::not_found(),
    };
    live(screen)
}

fn one(here: &Here, schedule: ScheduleId) -> AnyView {
    let t = schedules();
    let path = SchedulePath {
        school: here.slug.clone(),
        schedule,
    };
    let wanted = path.clone();
    let reading = read::<SchedulesFind>(move || Some((wanted.clone(), Nothing {})));
    let title = Signal::derive(move || {
        let year = reading
            .value
            .with(|s| s.as_ref().map(|s| i18n::school_year(s.summary.year)));
        year.map_or_else(
            || t.version_title.to_owned(),
            |year| format!("{}, {}", t.version_title, i18n::year(&year)),
        )
    });
    let below = move || reading.value.get().map(|schedule| facts(&schedule));
    let publishes = here.may(Action::SchedulePublish);
    let body = when(reading, 3, move || {
        let path = path.clone();
        let draft = derived(move || {
            reading.value.with(|s| {
                s.as_ref()
                    .is_some_and(|s| s.summary.state == ScheduleState::Draft)
            })
        });
        let act = move || match (draft.get(), publishes) {
            (true, true) => publish(path.clone(), reading),
            (true, false) => view! { <p class="note">{t.publish_wait}</p> }.into_any(),
            (false, _) => ().into_any(),
        };
        let week = move || reading.value.get().map(|schedule| week(&schedule));
        [live(act), maybe(week)].into_any()
    });
    page(
        title,
        back(here.path("schedule"), t.title),
        below.into_any(),
        body,
    )
}

fn facts(schedule: &Schedule) -> AnyView {
    let t = schedules();
    let summary = &schedule.summary;
    let now = browser::now();
    let when = match summary.published_at {
        Some(at) => format!("{} {}", t.published, dates::moment(at, now)),
        None => format!("{} {}", t.created, dates::moment(summary.created_at, now)),
    };
    let order = summary
        .order
        .as_ref()
        .map(|order| i18n::order(&order.number, &dates::date(order.date)));
    let words: Vec<String> = order.into_iter().chain([when]).collect();
    view! { <p class="facts">{chip(summary.state)}<small>{words.join(" · ")}</small></p> }.into_any()
}

fn week(schedule: &Schedule) -> AnyView {
    let row = |line: &ScheduleLine| Row {
        name: line.name.clone(),
        posts: line.posts.clone(),
        hours: line.hours.iter().map(HelpHours::day_hours).collect(),
        extra: line.member.as_ref().map(|member| {
            view! { <small class="linked">{icon(Icon::Check)}{name::short(&member.name)}</small> }.into_any()
        }),
    };
    grid::cards(schedule.lines.iter().map(row).collect())
}

/// Publishing, with the order if there is one already.
fn publish(path: SchedulePath, reading: Reading<Schedule>) -> AnyView {
    let t = schedules();
    let sending = Sending::new();
    let (number, date) = (State::new(String::new()), State::new(String::new()));
    let toasts = Toasts::get();
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
        {
            match problem.current.and_then(crate::api::read) {
                Some(current) => reading.value.set(Some(current)),
                None => reading.again(),
            }
        }
    });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let number = number.get_untracked().trim().to_owned();
        let date = date.get_untracked().parse().ok();
        let required =
            |pointer: &str| sending.refuse(vec![FieldError::new(pointer, FieldErrorKind::Required)]);
        let order = match (number.is_empty(), date) {
            (true, None) => None,
            (false, Some(date)) => Some(Order { number, date }),
            (true, Some(_)) => return required("/order/number"),
            (false, None) => return required("/order/date"),
        };
        let version = reading
            .value
            .with_untracked(|s| s.as_ref().map_or(0, |s| s.summary.version));
        sending.send::<SchedulesPublish>(path.clone(), PublishBody { order }, version, move |schedule| {
            toasts.say(schedules().done_publish);
            reading.value.set(Some(schedule));
            browser::focus_heading();
        });
    };
    let field = |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    view! {
        <form class="card col narrow" novalidate on:submit=on_submit>
            <div><h2>{t.publish_title}</h2><p class="dim">{t.publish_hint}</p></div>
            {error_summary(sending, "publish-error")}
            <div class="pair">
                {text_field(field("/order/number", t.order_number, t.order_hint), "text".into(), "off", number, ().into_any())}
                {text_field(field("/order/date", t.order_date, ""), "date".into(), "off", date, ().into_any())}
            </div>
            <div>{submit(sending.busy, t.publish.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
