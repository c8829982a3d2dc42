//! `/s/:school/report`: is the desk keeping its promises?

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::feedback::{Report, ReportFind, ReportQuery};

use super::{chart, comments, own};
use crate::i18n::{self, report as texts};
use crate::live::{derived, live, maybe};
use crate::reading::read;
use crate::session::Here;
use crate::tickets::filter::Filters;
use crate::ui::{Icon, button, empty, icon, page, when};

pub fn report(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    let days = derived(move || {
        wanted
            .get("days")
            .and_then(|days| days.parse().ok())
            .filter(|days| (1..=366).contains(days))
    });
    let school = here.school();
    let reading = read::<ReportFind>(move || Some((school.clone(), ReportQuery { days: days.get() })));
    let names: Vec<(String, String)> = [("7", "7"), ("", "30"), ("90", "90")]
        .into_iter()
        .map(|(code, n)| (code.to_owned(), i18n::last_days(n)))
        .collect();
    let lead = live(move || {
        match reading
            .value
            .with(|found| found.as_ref().is_some_and(|found| found.own_work))
        {
            true => t.lead_own,
            false => t.lead,
        }
    });
    let below = view! {
        <p class="dim">{lead}</p>
        <div class="row between wrap noprint">
            {filters.named_tabs(t.period, "days", names)}
            {button("btn", view! { {icon(Icon::Print)}{t.print} }.into_any(), || { let _ = window().print(); })}
        </div>
    };
    let place = here.clone();
    let body = when(reading, 3, move || {
        let here = place.clone();
        maybe(move || reading.value.get().map(|found| shown(&here, &found)))
    });
    let reads_all = here.may(Action::FeedbackRead);
    let said = reads_all.then(|| comments::comments(&here));
    let body = view! { {body} {own::own(&here, reads_all)} {said} };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

/// One big number; a link when there is a list behind it.
fn figure(
    label: &'static str,
    number: String,
    note: String,
    class: &'static str,
    href: Option<String>,
) -> AnyView {
    let content = view! { <small>{label}</small><b class=class>{number}</b><small>{note}</small> };
    match href {
        Some(href) => view! { <a class="card figure" href=href>{content}</a> }.into_any(),
        None => view! { <div class="card figure">{content}</div> }.into_any(),
    }
}

fn shown(here: &Here, found: &Report) -> AnyView {
    let t = texts();
    let total = found.considered_in_time + found.considered_late;
    let (share, note) = match (found.considered_in_time * 100).checked_div(total) {
        None => ("–".to_owned(), t.nothing_yet.to_owned()),
        Some(share) => {
            let note = i18n::share_considered(&found.considered_in_time.to_string(), &total.to_string());
            (format!("{share}\u{a0}%"), note)
        }
    };
    // The queue holds more than one's own work.
    let queue = |rest: &str| match found.own_work {
        true => (String::new(), None),
        false => (t.to_queue.to_owned(), Some(here.path(&format!("queue{rest}")))),
    };
    let overdue = match found.overdue {
        0 => figure(t.overdue, "0".to_owned(), t.no_overdue.to_owned(), "", None),
        n => {
            let (note, list) = queue("?status=overdue");
            figure(t.overdue, n.to_string(), note, "late", list)
        }
    };
    let rating = found.ratings.as_ref().map(|ratings| {
        let sum: u64 = ratings.counts.iter().sum();
        match ratings.average {
            Some(average) => {
                let text = i18n::decimal(average);
                figure(
                    t.rating,
                    text,
                    i18n::ratings_count(i64::try_from(sum).unwrap_or_default()),
                    "",
                    None,
                )
            }
            None => figure(t.rating, "–".to_owned(), t.no_ratings.to_owned(), "", None),
        }
    });
    let per_day = match found.filed {
        0 => empty(t.empty, t.empty_hint, ().into_any()),
        _ => view! { {chart::days(&found.days)} {chart::table(&found.days)} }.into_any(),
    };
    let marks = found
        .ratings
        .as_ref()
        .filter(|ratings| ratings.average.is_some())
        .map(|ratings| {
            view! { <section class="card col"><h2>{t.distribution}</h2>{chart::ratings(ratings)}</section> }
        });
    let (to_queue, list) = queue("");
    let open = figure(t.open, found.open.to_string(), to_queue, "", list);
    view! {
        <div class="figures">
            {open}
            {overdue}
            {figure(t.in_time, share, note, "", None)}
            {rating}
        </div>
        <section class="card col">
            <div class="row between wrap tight">
                <h2>{t.per_day}</h2>
                <small>{i18n::tickets_count(i64::try_from(found.filed).unwrap_or_default())}</small>
            </div>
            {per_day}
        </section>
        {marks}
    }
    .into_any()
}
