//! Who published the calendar and when, for staff.

use leptos::prelude::*;
use podskazka_shared::calendars::publishing::{
    CalendarPath, CalendarVersion, CalendarsVersions, VersionsQuery,
};

use super::days;
use crate::browser;
use crate::i18n::{calendars, dates};
use crate::live::{State, live};
use crate::people::name;
use crate::people::paged::paged;
use crate::session::Here;
use crate::ui::button;

pub fn versions(here: &Here) -> AnyView {
    let open = State::new(false);
    let path = CalendarPath {
        school: here.slug.clone(),
    };
    let list = paged::<CalendarsVersions, CalendarVersion>(
        move || {
            let query = VersionsQuery {
                limit: Some(20),
                after: None,
            };
            open.get().then(|| (path.clone(), query))
        },
        |query, after| query.after = Some(after),
    );
    live(move || match open.get() {
        false => {
            let show = move || open.set(true);
            view! { <div class="noprint">{button("btn", calendars().show_versions.into_any(), show)}</div> }
                .into_any()
        }
        true => {
            let nothing = || view! { <p class="dim">{calendars().usual}</p> }.into_any();
            let list = list.clone().show(calendars().versions, "cards", row, nothing);
            view! { <section class="col"><h2>{calendars().versions}</h2>{list}</section> }.into_any()
        }
    })
}

fn row(version: &CalendarVersion) -> AnyView {
    let t = calendars();
    let by = match &version.published_by {
        Some(who) => name::short(&who.name),
        None => t.by_server.to_owned(),
    };
    let when = dates::moment(version.published_at, browser::now());
    let days: Vec<_> = version
        .calendar
        .days
        .iter()
        .map(|day| {
            let line = format!("{}: {}, {}", day.name, days::what(&day.rule), days::when(day));
            view! { <li>{line}</li> }.into_any()
        })
        .collect();
    view! {
        <li class="card col tight">
            <div class="row between wrap tight">
                <h3 class="grow">{t.version} " " {version.version.to_string()}</h3>
                <small>{by} " · " {when}</small>
            </div>
            <ul class="plain">{days}</ul>
        </li>
    }
    .into_any()
}
