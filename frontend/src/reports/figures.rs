//! The big numbers, the course of the period, and when people ask.

use leptos::prelude::*;
use podskazka_shared::reports::{Behind, Figures, KeptCounts, Report, Spread};
use podskazka_shared::schedules::Weekday;
use podskazka_shared::tickets::{Kept, Repeat};

use super::{chart, days, list, opens};
use crate::i18n::{self, dates, lang, reports as texts};
use crate::session::Here;

/// `+3`, `−2`, or that nothing changed.
fn change(now: u64, before: u64) -> String {
    let t = texts();
    match (now.checked_sub(before), before.checked_sub(now)) {
        (Some(0), _) | (None, None) => t.unchanged.to_owned(),
        (Some(more), _) => format!("{} {before} (+{more})", t.was),
        (None, Some(less)) => format!("{} {before} (\u{2212}{less})", t.was),
    }
}

/// One big number; a link when there is a list behind it.
fn card(
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

/// How many of a hundred, and of how many.
fn share(label: &'static str, now: KeptCounts, before: KeptCounts, href: String) -> AnyView {
    let t = texts();
    let was = match before.share() {
        Some(share) => format!(", {} {share}\u{a0}%", t.was),
        None => String::new(),
    };
    match now.share() {
        None => card(label, "–".to_owned(), t.nothing_yet.to_owned(), "", None),
        Some(share) => {
            let of = i18n::share_considered(&now.in_time.to_string(), &(now.in_time + now.late).to_string());
            card(
                label,
                format!("{share}\u{a0}%"),
                format!("{of}{was}"),
                "",
                Some(href),
            )
        }
    }
}

/// `2 ч 5 мин`
fn took(minutes: u32) -> String {
    let t = texts();
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes}\u{a0}{}", t.minutes),
        (hours, 0) => format!("{hours}\u{a0}{}", t.hours_short),
        (hours, minutes) => format!("{hours}\u{a0}{} {minutes}\u{a0}{}", t.hours_short, t.minutes),
    }
}

fn time(label: &'static str, now: Option<Spread>, before: Option<Spread>) -> AnyView {
    let t = texts();
    let Some(now) = now else {
        return card(label, "–".to_owned(), t.nothing_yet.to_owned(), "", None);
    };
    let was = before.map_or(String::new(), |before| {
        format!("; {} {}", t.was, took(before.median))
    });
    let note = format!("{} {}{was}", t.nine_of_ten, took(now.p90));
    card(label, took(now.median), note, "", None)
}

fn mean(figures: &Figures) -> Option<f64> {
    figures.ratings.as_ref().and_then(|ratings| ratings.average)
}

pub fn cards(here: &Here, found: &Report) -> AnyView {
    let t = texts();
    let (now, before) = (&found.figures, &found.before.figures);
    let to = |figure| Some(list(here, found, figure));
    let plain = |label, number: u64, was: u64, class, figure| {
        let href = to(figure).filter(|_| number > 0);
        card(label, number.to_string(), change(number, was), class, href)
    };
    let late = |n: u64| if n > 0 { "late" } else { "" };
    let answered = (now.answered.total() > 0).then(|| {
        view! {
            {share(t.answered, now.answered, before.answered, list(here, found, Behind::Answered(Kept::InTime)))}
            {plain(t.answered_late, now.answered.late, before.answered.late, late(now.answered.late), Behind::Answered(Kept::Late))}
        }
    });
    let rating = now.ratings.as_ref().map(|ratings| {
        let sum: u64 = ratings.counts.iter().sum();
        let was = mean(before).map_or(String::new(), |was| format!(", {} {}", t.was, i18n::decimal(was)));
        match ratings.average {
            Some(average) => {
                let number = i18n::ratings_count(i64::try_from(sum).unwrap_or_default());
                card(
                    t.rating,
                    i18n::decimal(average),
                    format!("{number}{was}"),
                    "",
                    None,
                )
            }
            None => card(t.rating, "–".to_owned(), t.no_ratings.to_owned(), "", None),
        }
    });
    let (open, overdue) = (
        to(Behind::Open).filter(|_| found.open > 0),
        to(Behind::Overdue).filter(|_| found.overdue > 0),
    );
    let overdue_note = match found.overdue {
        0 => t.no_overdue,
        _ => t.to_queue,
    };
    view! {
        <div class="figures">
            {plain(t.filed, now.filed, before.filed, "", Behind::Filed)}
            {share(t.in_time, now.considered, before.considered, list(here, found, Behind::Considered(Kept::InTime)))}
            {plain(t.considered_late, now.considered.late, before.considered.late, late(now.considered.late), Behind::Considered(Kept::Late))}
            {answered}
            {time(t.time_considered, now.consider_minutes, before.consider_minutes)}
            {time(t.time_answered, now.answer_minutes, before.answer_minutes)}
            {plain(t.repeats, now.repeats.any, before.repeats.any, "", Behind::Repeat(Repeat::Any))}
            {rating}
            {card(t.open, found.open.to_string(), t.to_queue.to_owned(), "", open)}
            {card(t.overdue, found.overdue.to_string(), overdue_note.to_owned(), late(found.overdue), overdue)}
        </div>
    }
    .into_any()
}

/// What was filed in each part, and what became of it.
pub fn course(here: &Here, found: &Report) -> AnyView {
    let t = texts();
    let row = |part: &podskazka_shared::reports::ReportPart| {
        let name = match part.from == part.to {
            true => dates::short_date(part.from),
            false => days(part.from, part.to),
        };
        let cell = |kept| {
            let figure = Behind::Part(part.from, part.to, Some(kept));
            view! { <td>{opens(here, found, figure, part.considered.of(kept))}</td> }.into_any()
        };
        let cells: Vec<_> = Kept::ALL.into_iter().map(cell).collect();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
    };
    let rows: Vec<_> = found
        .parts
        .iter()
        .filter(|part| part.considered.total() > 0)
        .map(row)
        .collect();
    let heads: Vec<_> = Kept::ALL
        .into_iter()
        .map(|kept| view! { <th scope="col">{kept.label(lang())}</th> }.into_any())
        .collect();
    view! {
        <section class="card col">
            <div class="row between wrap tight">
                <h2>{t.course}</h2>
                <small>{i18n::tickets_count(i64::try_from(found.figures.filed).unwrap_or_default())}</small>
            </div>
            {chart::parts(&found.parts)}
            <details class="numbers">
                <summary class="link">{t.table}</summary>
                <table class="plain">
                    <thead><tr><th scope="col">{t.day}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        </section>
    }
    .into_any()
}

/// When people ask: by weekday and hour.
pub fn hours(here: &Here, found: &Report) -> Option<AnyView> {
    let t = texts();
    if found.hours.is_empty() {
        return None;
    }
    let row = |weekday: Weekday| {
        let of_day: Vec<_> = found
            .hours
            .iter()
            .filter(|one| one.weekday == weekday)
            .map(|one| {
                let hours = format!("{}:00–{}:59 ", one.hour, one.hour);
                let figure = Behind::Hour(weekday, one.hour);
                view! { <li>{hours}{opens(here, found, figure, one.filed)}</li> }.into_any()
            })
            .collect();
        (!of_day.is_empty()).then(|| {
            view! { <dt>{i18n::day_name(weekday)}</dt><dd><ul class="row wrap">{of_day}</ul></dd> }.into_any()
        })
    };
    let rows: Vec<_> = Weekday::ALL.into_iter().filter_map(row).collect();
    Some(
        view! {
            <section class="card col">
                <h2>{t.when}</h2>
                {chart::hours(&found.hours)}
                <details class="numbers">
                    <summary class="link">{t.table}</summary>
                    <dl class="hours">{rows}</dl>
                </details>
            </section>
        }
        .into_any(),
    )
}
