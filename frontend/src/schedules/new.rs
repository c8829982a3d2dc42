//! `/s/:school/schedule/new`: a draft out of nothing, or out of an earlier schedule.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::schedules::{AcademicYear, ScheduleBody, ScheduleSummary, SchedulesCreate};

use super::compare::{version_words, versions};
use super::import::year_now;
use super::is_draft;
use crate::i18n::{general, making, schedules};
use crate::live::{State, derived, effect, live, maybe};
use crate::people::pick::select;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{choices, error_summary, page, submit, text_field, when};

const COPY: &str = "copy";

pub fn screen(here: Here) -> AnyView {
    let t = making();
    let list = versions(&here);
    let (below, lead) = (here.path("schedule/import"), t.lead);
    let above = back(here.path("schedule"), schedules().title);
    let body = when(list, 3, move || {
        let items = list
            .value
            .with_untracked(|page| page.as_ref().map(|page| page.items.clone()));
        form(&here, items.unwrap_or_default())
    });
    let below = view! {
        <p class="dim">{lead}</p>
        <p><a href=below>{t.table}</a></p>
    };
    page(t.title.to_owned(), above, below.into_any(), body)
}

fn form(here: &Here, items: Vec<ScheduleSummary>) -> AnyView {
    let t = making();
    let sending = Sending::new();
    let year = State::new(year_now());
    let any = !items.is_empty();
    let source = State::new(if any { COPY } else { "" }.to_owned());
    let first = items.iter().find(|item| !is_draft(item.state)).or(items.first());
    let copy = State::new(first.map(|item| item.id.to_string()).unwrap_or_default());
    let options: Vec<(String, String)> = items
        .iter()
        .map(|item| (item.id.to_string(), version_words(item)))
        .collect();
    let drafts: Vec<(AcademicYear, ScheduleId)> = items
        .iter()
        .filter(|item| is_draft(item.state))
        .map(|item| (item.year, item.id))
        .collect();
    // A draft of the year would be overwritten: it is said before.
    let there = derived(move || {
        let year = year.with(|year| year.parse::<AcademicYear>().ok())?;
        drafts.iter().find(|(of, _)| *of == year).map(|(_, id)| *id)
    });
    let copies = derived(move || source.with(|source| source == COPY));
    effect(move |_| {
        year.track();
        source.track();
        sending.failure.set(None);
    });
    let navigate = use_navigate();
    let (school, base) = (here.school(), here.path("schedule"));
    let edit = base.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Ok(year) = year.get_untracked().parse::<AcademicYear>() else {
            return sending.refuse(vec![FieldError::new("/year", FieldErrorKind::Malformed)]);
        };
        let body = ScheduleBody {
            copy_of: copies
                .get_untracked()
                .then(|| copy.get_untracked().parse().ok())
                .flatten(),
            ..ScheduleBody::empty(year)
        };
        let (navigate, base) = (navigate.clone(), base.clone());
        sending.send::<SchedulesCreate>(school.clone(), body, 0, move |schedule| {
            let address = format!("{base}/{}/edit", schedule.summary.id);
            navigate(&address, NavigateOptions::default());
        });
    };
    let field = |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let sources = Signal::stored(vec![
        (COPY.to_owned(), t.copy.to_owned()),
        (String::new(), t.empty.to_owned()),
    ]);
    let which = move || {
        let options = options.clone();
        copies.get().then(|| select("copy-of", t.which, options, copy))
    };
    let warning = move || {
        let id = there.get()?;
        let edit = format!("{edit}/{id}/edit");
        let words = if copies.get() { t.there } else { t.there_already };
        Some(
            view! {
                <div class="note row between wrap" role="status">
                    <span class="grow">{words}</span>
                    <a class="btn" href=edit>{t.open_there}</a>
                </div>
            }
            .into_any(),
        )
    };
    let source = any.then(|| choices(field("/source", t.source, ""), sources, source));
    let busy = sending.busy;
    let act = move || {
        // An empty week where a draft is already would change nothing.
        let nothing = there.get().is_some() && !copies.get();
        match nothing {
            true => ().into_any(),
            false => view! { <div>{submit(busy, t.make.into(), general().sending)}</div> }.into_any(),
        }
    };
    view! {
        <form class="card col narrow" novalidate on:submit=on_submit>
            {error_summary(sending, "new-error")}
            {text_field(field("/year", schedules().year, schedules().year_hint), "text".into(), "off", year, ().into_any())}
            {source}
            {maybe(which)}
            {maybe(warning)}
            {live(act)}
        </form>
    }
    .into_any()
}
