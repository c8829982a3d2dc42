//! Reports of a year in numbers, on the head's page: decided ones, without names.

use leptos::prelude::*;
use podskazka_shared::conduct::{ConductStatistics, ConductStatisticsFind, ConductStatisticsQuery};

use crate::i18n::{conduct as texts, lang};
use crate::live::maybe;
use crate::reading::read;
use crate::session::Here;
use crate::ui::when;

/// `query` tells of which days.
pub fn statistics(
    here: &Here,
    query: impl Fn() -> ConductStatisticsQuery + Send + Sync + 'static,
) -> AnyView {
    let school = here.school();
    let reading = read::<ConductStatisticsFind>(move || Some((school.clone(), query())));
    when(reading, 1, move || {
        maybe(move || reading.value.get().map(|found| section(&found)))
    })
}

fn section(found: &ConductStatistics) -> AnyView {
    let t = texts();
    let row = |label: String, number: u64| view! { <tr><th scope="row">{label}</th><td>{number}</td></tr> };
    let mut rows: Vec<_> = found
        .counts
        .iter()
        .filter(|count| count.reports > 0)
        .map(|count| {
            let label = format!("{}: {}", count.kind.label(lang()), count.outcome.label(lang()));
            row(label, count.reports)
        })
        .collect();
    let taken = found.measures.iter().filter(|one| one.reports > 0);
    rows.extend(taken.map(|one| row(one.measure.label(lang()).to_owned(), one.reports)));
    for (label, number) in [(t.stopped_count, found.stopped), (t.late_count, found.late)] {
        if number > 0 {
            rows.push(row(label.to_owned(), number));
        }
    }
    let body = match rows.is_empty() {
        true => view! { <p class="dim">{t.no_statistics}</p> }.into_any(),
        false => view! { <table class="counted"><tbody>{rows}</tbody></table> }.into_any(),
    };
    view! {
        <section class="card col">
            <h2>{t.statistics}</h2>
            {body}
            <small>{t.statistics_hint}</small>
        </section>
    }
    .into_any()
}
