//! Reports of a period in numbers, on the head's page: decided ones, without names.

use leptos::prelude::*;
use podskazka_shared::conduct::ConductStatistics;

use crate::i18n::{conduct as texts, lang};
use crate::reports::chart::bars;

/// What happened is told; what did not is left out.
pub fn statistics(found: &ConductStatistics) -> AnyView {
    let t = texts();
    let counts = found.counts.iter().map(|one| {
        let label = format!("{}: {}", one.kind.label(lang()), one.outcome.label(lang()));
        (label, one.reports)
    });
    let measures = found
        .measures
        .iter()
        .map(|one| (one.measure.label(lang()).to_owned(), one.reports));
    let rest = [
        (t.stopped_count.to_owned(), found.stopped),
        (t.late_count.to_owned(), found.late),
    ];
    let rows: Vec<_> = counts
        .chain(measures)
        .chain(rest)
        .filter(|(_, number)| *number > 0)
        .collect();
    let body = match rows.is_empty() {
        true => view! { <p class="dim">{t.no_statistics}</p> }.into_any(),
        false => bars(rows, "marks why"),
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
