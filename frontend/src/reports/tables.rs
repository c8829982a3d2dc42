//! Rows with a bar each: topics, channels, who helped, what was asked again, ratings.

use leptos::prelude::*;
use podskazka_shared::reports::{Behind, Report};
use podskazka_shared::tickets::{HelperWork, Kept, Repeat};

use super::{chart, opens};
use crate::i18n::{self, lang, reports as texts};
use crate::session::Here;
use crate::tickets::filter::Filters;

/// A name, a bar and the numbers that open their lists.
struct Row {
    name: String,
    /// How long the bar is.
    size: u64,
    numbers: AnyView,
}

fn rows(title: &'static str, hint: &'static str, rows: Vec<Row>) -> AnyView {
    let most = rows.iter().map(|row| row.size).max().unwrap_or(0).max(1);
    let row = |row: Row| {
        view! {
            <li><span class="t">{row.name}</span>{chart::bar(row.size, most)}<span class="t numbers-of">{row.numbers}</span></li>
        }
        .into_any()
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! {
        <section class="card col">
            <div><h2>{title}</h2><small>{hint}</small></div>
            <ul class="loads">{rows}</ul>
        </section>
    }
    .into_any()
}

/// The number filed and, where there are any, how many of them late.
fn filed(here: &Here, found: &Report, all: (Behind, u64), late: (Behind, u64)) -> AnyView {
    let of_late = (late.1 > 0).then(|| {
        let number = opens(here, found, late.0, late.1);
        view! { " · " {Kept::Late.label(lang())} " " {number} }
    });
    view! { {opens(here, found, all.0, all.1)} {of_late} }.into_any()
}

pub fn topics(here: &Here, found: &Report) -> AnyView {
    let t = texts();
    let row = |row: &podskazka_shared::reports::TopicCount| Row {
        name: row.topic.label(lang()).to_owned(),
        size: row.filed,
        numbers: filed(
            here,
            found,
            (Behind::Topic(row.topic, None), row.filed),
            (Behind::Topic(row.topic, Some(Kept::Late)), row.late),
        ),
    };
    rows(t.topics, t.by_filed, found.topics.iter().map(row).collect())
}

pub fn channels(here: &Here, found: &Report) -> AnyView {
    let t = texts();
    let row = |row: &podskazka_shared::reports::ChannelCount| Row {
        name: row.channel.label(lang()).to_owned(),
        size: row.filed,
        numbers: filed(
            here,
            found,
            (Behind::Channel(row.channel, None), row.filed),
            (Behind::Channel(row.channel, Some(Kept::Late)), row.late),
        ),
    };
    rows(t.channels, t.by_filed, found.channels.iter().map(row).collect())
}

pub fn helpers(here: &Here, found: &Report) -> AnyView {
    let t = texts();
    let row = |load: &podskazka_shared::reports::HelperLoad| {
        let number = |work, number| opens(here, found, Behind::Helper(load.helper.id, work), number);
        Row {
            name: load.helper.name.clone(),
            size: load.spoke,
            numbers: view! {
                {t.did_answer} " " {number(HelperWork::Answered, load.answered)}
                " · " {t.did_speak} " " {number(HelperWork::Spoke, load.spoke)}
                " · " {t.has_now} " " {number(HelperWork::Assigned, load.assigned)}
            }
            .into_any(),
        }
    };
    rows(t.helpers, t.helpers_hint, found.helpers.iter().map(row).collect())
}

pub fn repeats(here: &Here, found: &Report) -> AnyView {
    let t = texts();
    let before = found.before.figures.repeats;
    let row = |repeat: Repeat| {
        let number = found.figures.repeats.of(repeat);
        let was = format!(" ({} {})", t.was, before.of(repeat));
        let opens = opens(here, found, Behind::Repeat(repeat), number);
        Row {
            name: repeat.label(lang()).to_owned(),
            size: number,
            numbers: view! { {opens} <small>{was}</small> }.into_any(),
        }
    };
    rows(
        t.repeats,
        t.repeats_hint,
        Repeat::ALL.into_iter().map(row).collect(),
    )
}

/// Ratings open the comments of the same page.
pub fn ratings(filters: &Filters, found: &Report) -> Option<AnyView> {
    let t = texts();
    let ratings = found.figures.ratings.as_ref()?;
    ratings.average?;
    let said = |name: &'static str, value: &str| {
        let filters = filters.clone();
        let value = value.to_owned();
        untrack(move || filters.with(name, &value)) + "#said"
    };
    let number = |href: String, number: u64| match number {
        0 => view! { <span class="n">"0"</span> }.into_any(),
        n => view! { <a class="n" href=href>{n}</a> }.into_any(),
    };
    let marks = ratings.counts.iter().rev().zip((1..=5_u8).rev());
    let marks = marks.map(|(count, stars)| Row {
        name: i18n::stars_of(&stars.to_string()),
        size: *count,
        numbers: number(said("stars", &stars.to_string()), *count),
    });
    let reasons = ratings.reasons.iter().map(|one| Row {
        name: one.reason.label(lang()).to_owned(),
        size: one.ratings,
        numbers: number(said("reason", one.reason.code()), one.ratings),
    });
    Some(rows(
        t.distribution,
        t.ratings_hint,
        marks.chain(reasons).collect(),
    ))
}
