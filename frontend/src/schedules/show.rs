//! `/s/:school/schedule/:id`: one version, and what becomes of it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::Action;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::schedules::{Schedule, ScheduleLine, SchedulePath, SchedulesFind};

use super::grid::{self, Row};
use super::week::chip;
use super::{life, link};
use crate::browser;
use crate::i18n::{self, comparing, dates, making, schedules};
use crate::live::{derived, live, maybe};
use crate::people::name;
use crate::reading::{Reading, read};
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{Icon, icon, page, when};

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
    let (place, link_path) = (here.clone(), path.clone());
    let body = when(reading, 3, move || {
        let (path, here) = (path.clone(), place.clone());
        // Drawn anew when the stage changes, not with each answer: what is typed stays.
        let stage = derived(move || reading.value.with(|s| s.as_ref().map(life::Stage::of)));
        let act = move || Some(life::act(&here, path.clone(), reading, &stage.get()?));
        let acts = move || reading.value.get().map(|schedule| life::acts(&schedule));
        let week = move || reading.value.get().map(|schedule| week(&schedule));
        let ways = ways(&place, schedule, reading);
        let link = link::form(&place, link_path.clone(), reading);
        [ways, maybe(act), link, maybe(week), maybe(acts)].into_any()
    });
    page(
        title,
        back(here.path("schedule"), t.title),
        below.into_any(),
        body,
    )
}

/// The ways from here: to change a draft, to compare.
fn ways(here: &Here, schedule: ScheduleId, reading: Reading<Schedule>) -> AnyView {
    let base = here.path(&format!("schedule/{schedule}"));
    let drafts = here.may(Action::ScheduleDraft);
    let draft = derived(move || {
        let state = reading.value.with(|s| s.as_ref().map(|s| s.summary.state));
        drafts && state.is_some_and(super::is_draft)
    });
    let (edit, compare) = (format!("{base}/edit"), format!("{base}/compare"));
    let edit = move || {
        let edit = edit.clone();
        draft.get().then(|| {
            view! { <a class="btn main" href=edit>{icon(Icon::Pencil)}{making().edit}</a> }.into_any()
        })
    };
    view! {
        <div class="row wrap noprint">
            {maybe(edit)}
            <a class="btn" href=compare>{comparing().compare}</a>
        </div>
    }
    .into_any()
}

fn facts(schedule: &Schedule) -> AnyView {
    let t = schedules();
    let summary = &schedule.summary;
    let now = browser::now();
    let when = match summary.published_at {
        Some(at) => format!("{} {}", t.published, dates::moment(at, now)),
        None => format!("{} {}", t.created, dates::moment(summary.created_at, now)),
    };
    let order = summary.order.as_ref().map(life::order);
    let from = summary.from.map(|day| i18n::from_day(&dates::date(day)));
    let until = summary.until.map(|day| i18n::until_day(&dates::date(day)));
    let words: Vec<String> = order.into_iter().chain(from).chain(until).chain([when]).collect();
    view! { <p class="facts">{chip(summary.state)}<small>{words.join(" · ")}</small></p> }.into_any()
}

fn week(schedule: &Schedule) -> AnyView {
    let row = |line: &ScheduleLine| Row {
        name: line.name.clone(),
        posts: line.posts.clone(),
        hours: line.hours.clone(),
        extra: line.member.as_ref().map(|member| {
            view! { <small class="linked">{icon(Icon::Check)}{name::short(&member.name)}</small> }.into_any()
        }),
    };
    grid::cards(schedule.lines.iter().map(row).collect())
}
