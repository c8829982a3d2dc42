//! `/s/:school/schedule/:id/compare?with=…`: two versions side by side.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ScheduleId;
use podskazka_shared::schedules::compare::{ChangedLine, compare};
use podskazka_shared::schedules::{
    HelpHours, Schedule, ScheduleLine, SchedulePath, ScheduleSummary, SchedulesFind, SchedulesList,
    SchedulesQuery,
};

use super::words::{details, when as at};
use crate::browser;
use crate::i18n::{self, comparing, dates, lang, schedule_state};
use crate::live::{State, derived, effect, live, maybe};
use crate::people::name;
use crate::people::pick::select;
use crate::reading::{Reading, read};
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{page, when};

/// A version in a few words.
pub fn version_words(summary: &ScheduleSummary) -> String {
    let state = schedule_state(summary.state).to_lowercase();
    let year = i18n::school_year(summary.year);
    let since = match (summary.from, summary.published_at) {
        (Some(from), _) => i18n::from_day(&dates::date(from)),
        (None, _) => dates::moment(summary.created_at, browser::now()),
    };
    format!("{year}, {state}, {since}")
}

/// All versions that the person may see, a hundred of them at most: to choose one.
pub fn versions(here: &Here) -> Reading<podskazka_shared::page::Page<ScheduleSummary>> {
    let school = here.school();
    read::<SchedulesList>(move || {
        let query = SchedulesQuery {
            limit: Some(100),
            after: None,
        };
        Some((school.clone(), query))
    })
}

pub fn screen(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse::<ScheduleId>().ok())
    });
    live(move || match id.get() {
        Some(id) => one(&here, id),
        None => crate::app::not_found(),
    })
}

fn one(here: &Here, id: ScheduleId) -> AnyView {
    let t = comparing();
    let query = use_query_map();
    let list = versions(here);
    let asked = derived(move || {
        let with = query.with(|query| query.get("with"));
        with.and_then(|with| with.parse::<ScheduleId>().ok())
    });
    // Without a wish the one before it.
    let other = derived(move || {
        asked.get().or_else(|| {
            list.value.with(|page| {
                let items = &page.as_ref()?.items;
                let place = items.iter().position(|item| item.id == id)?;
                let before = items.get(place.saturating_add(1));
                before
                    .or_else(|| items.iter().find(|item| item.id != id))
                    .map(|item| item.id)
            })
        })
    });
    let find = |wanted: Box<dyn Fn() -> Option<ScheduleId>>| {
        let school = here.slug.clone();
        read::<SchedulesFind>(move || {
            let path = SchedulePath {
                school: school.clone(),
                schedule: wanted()?,
            };
            Some((path, Nothing {}))
        })
    };
    let new = find(Box::new(move || Some(id)));
    let old = find(Box::new(move || other.get()));
    let choice = State::new(String::new());
    effect(move |_| choice.set(other.get().map(|id| id.to_string()).unwrap_or_default()));
    let navigate = use_navigate();
    let base = here.path(&format!("schedule/{id}/compare"));
    effect(move |first| {
        let chosen = choice.get();
        let known = other.with_untracked(|other| other.map(|id| id.to_string()).unwrap_or_default());
        if !first && chosen != known {
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&format!("{base}?with={chosen}"), options);
        }
    });
    let choose = move || {
        let items = list.value.get()?.items;
        let others: Vec<_> = items.iter().filter(|item| item.id != id).collect();
        if others.is_empty() {
            return Some(view! { <p class="dim">{t.alone}</p> }.into_any());
        }
        let options = others
            .into_iter()
            .map(|item| (item.id.to_string(), version_words(item)))
            .collect();
        Some(
            view! { <div class="narrow">{select("compare-with", t.other, options, choice)}</div> }.into_any(),
        )
    };
    let both = move || {
        let (old, new) = (old.value.get()?, new.value.get()?);
        let title = |schedule: &Schedule, word: &str| format!("{word}: {}", version_words(&schedule.summary));
        Some(differences(
            &old.lines,
            &new.lines,
            &title(&old, t.old),
            &title(&new, t.new),
        ))
    };
    let waiting = derived(move || other.get().is_some());
    let body = move || match waiting.get() {
        true => when(old, 3, move || when(new, 3, move || maybe(both))),
        false => ().into_any(),
    };
    let content = when(list, 1, move || [maybe(choose), live(body)].into_any());
    page(
        t.title.to_owned(),
        back(
            here.path(&format!("schedule/{id}")),
            crate::i18n::schedules().version_title,
        ),
        ().into_any(),
        content,
    )
}

/// A helper's row: the name and what happened, then before and after.
struct Row {
    name: String,
    chip: &'static str,
    class: &'static str,
    old: AnyView,
    new: AnyView,
}

/// Two lists of lines side by side: who came, who went, what changed.
pub fn differences(old: &[ScheduleLine], new: &[ScheduleLine], old_title: &str, new_title: &str) -> AnyView {
    let t = comparing();
    let found = compare(old, new);
    if found.is_same() {
        return view! { <p class="note">{t.same}</p> }.into_any();
    }
    let nothing = || view! { <span class="dim" aria-hidden="true">"—"</span> }.into_any();
    let mut rows: Vec<Row> = Vec::new();
    rows.extend(found.changed.iter().map(changed));
    rows.extend(found.added.iter().map(|line| Row {
        name: line.name.clone(),
        chip: t.added,
        class: "chip",
        old: nothing(),
        new: said(line, &line.hours.iter().collect::<Vec<_>>(), Mark::New),
    }));
    rows.extend(found.gone.iter().map(|line| Row {
        name: line.name.clone(),
        chip: t.gone,
        class: "chip late",
        old: said(line, &line.hours.iter().collect::<Vec<_>>(), Mark::Old),
        new: nothing(),
    }));
    let count = |list: usize| list.to_string();
    let summary = i18n::compared(
        &count(found.added.len()),
        &count(found.gone.len()),
        &count(found.changed.len()),
        &count(found.same.len()),
    );
    let same: Vec<String> = found.same.iter().map(|line| name::short(&line.name)).collect();
    let same = (!same.is_empty()).then(|| {
        view! { <details><summary>{t.unchanged}": "{same.len()}</summary><p>{same.join("; ")}</p></details> }
    });
    let row = |row: Row| {
        view! {
            <tr>
                <th scope="row"><b>{row.name}</b><span class=row.class>{row.chip}</span></th>
                <td>{row.old}</td>
                <td>{row.new}</td>
            </tr>
        }
        .into_any()
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! {
        <p class="dim">{summary}</p>
        <table class="versus">
            <thead><tr>
                <th scope="col">{crate::i18n::schedules().helper}</th>
                <th scope="col">{old_title.to_owned()}</th>
                <th scope="col">{new_title.to_owned()}</th>
            </tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {same}
    }
    .into_any()
}

/// On which side hours that differ stand.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Old,
    New,
}

fn changed(line: &ChangedLine<'_>) -> Row {
    Row {
        name: line.new.name.clone(),
        chip: comparing().changed,
        class: "chip soon",
        old: with_words(line.old, line.new, &line.hours_gone, Mark::Old),
        new: with_words(line.new, line.old, &line.hours_added, Mark::New),
    }
}

/// A line's hours; those of `differ` are marked.
fn said(line: &ScheduleLine, differ: &[&HelpHours], mark: Mark) -> AnyView {
    if line.hours.is_empty() {
        return view! { <p class="dim">{comparing().none}</p> }.into_any();
    }
    let mut left: Vec<&HelpHours> = differ.to_vec();
    let item = |hours: &HelpHours| {
        let parts = [at(hours)].into_iter().chain(details(hours));
        let text = parts.collect::<Vec<_>>().join(", ");
        let place = left.iter().position(|one| std::ptr::eq(*one, hours));
        let text = match (place.map(|place| left.remove(place)), mark) {
            (None, _) => text.into_any(),
            (Some(_), Mark::Old) => view! { <del>{text}</del> }.into_any(),
            (Some(_), Mark::New) => view! { <ins>{text}</ins> }.into_any(),
        };
        view! { <li>{text}</li> }.into_any()
    };
    let items: Vec<_> = line.hours.iter().map(item).collect();
    view! { <ul>{items}</ul> }.into_any()
}

/// The same with what else differs: the name, the posts, the directions.
fn with_words(line: &ScheduleLine, other: &ScheduleLine, differ: &[&HelpHours], mark: Mark) -> AnyView {
    let directions = |line: &ScheduleLine| {
        let labels = line.directions.iter().map(|one| one.label(lang()));
        labels.collect::<Vec<_>>().join(", ")
    };
    let words = [
        (line.name.clone(), other.name.clone()),
        (line.posts.join(", "), other.posts.join(", ")),
        (directions(line), directions(other)),
    ];
    let word = |(mine, theirs): (String, String)| {
        (mine != theirs && !mine.is_empty()).then(|| match mark {
            Mark::Old => view! { <p><del>{mine}</del></p> }.into_any(),
            Mark::New => view! { <p><ins>{mine}</ins></p> }.into_any(),
        })
    };
    let words: Vec<_> = words.into_iter().filter_map(word).collect();
    view! { {words} {said(line, differ, mark)} }.into_any()
}
