//! Small charts as inline SVG; each has its numbers beside it as text.

use leptos::prelude::*;
use podskazka_shared::feedback::{RatingSummary, ReportDay};

use crate::i18n::{self, dates, lang, report};

/// The chart's own units. Whole numbers only: code that writes fractions weighs more than the chart.
const WIDTH: u64 = 6000;
const HEIGHT: u64 = 1400;
/// Between a bar and the one on top of it.
const GAP: u64 = 10;

/// Requests of each day, one bar a day: in time below, late above, still running on top.
pub fn days(days: &[ReportDay]) -> AnyView {
    let t = report();
    let total = |day: &ReportDay| day.in_time + day.late + day.running;
    let most = days.iter().map(total).max().unwrap_or(0).max(4);
    let step = WIDTH
        .checked_div(u64::try_from(days.len()).unwrap_or(1))
        .unwrap_or(WIDTH);
    let width = (step * 72 / 100).clamp(15, 280);
    let mut bars = Vec::new();
    let mut left = step.saturating_sub(width) / 2;
    for day in days {
        let mut base = HEIGHT;
        for (count, class) in [
            (day.in_time, "kept"),
            (day.late, "late"),
            (day.running, "running"),
        ] {
            if count == 0 {
                continue;
            }
            let height = count * (HEIGHT - 60) / most;
            base = base.saturating_sub(height);
            let (x, y) = (left.to_string(), base.to_string());
            let (width, height) = (width.to_string(), height.saturating_sub(GAP).to_string());
            let bar = view! {
                <rect class=class x=x y=y width=width height=height rx="15">
                    <title>{format!("{}: {count}", dates::short_date(day.day))}</title>
                </rect>
            };
            bars.push(bar.into_any());
        }
        left += step;
    }
    let filed: u64 = days.iter().map(total).sum();
    let late: u64 = days.iter().map(|day| day.late).sum();
    let label = i18n::chart_label(&filed.to_string(), &late.to_string());
    let ends = [days.first(), days.last()].map(|day| day.map(|day| dates::short_date(day.day)));
    let [from, to] = ends;
    let key = |class, text| view! { <li><i class=class></i>{text}</li> }.into_any();
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label preserveAspectRatio="none">
            <path class="axis" d=format!("M0 {HEIGHT}H{WIDTH}") vector-effect="non-scaling-stroke"></path>
            {bars}
        </svg>
        <div class="row between" aria-hidden="true"><small>{from}</small><small>{to}</small></div>
        <ul class="legend">{[key("kept", t.kept), key("late", t.late), key("running", t.running)].into_iter().collect::<Vec<_>>()}</ul>
    }
    .into_any()
}

/// The same as a table, for those who read numbers.
pub fn table(days: &[ReportDay]) -> AnyView {
    let t = report();
    let row = |day: &ReportDay| {
        view! {
            <tr>
                <th scope="row">{dates::short_date(day.day)}</th>
                <td>{day.in_time}</td><td>{day.late}</td><td>{day.running}</td>
            </tr>
        }
        .into_any()
    };
    let rows: Vec<_> = days
        .iter()
        .rev()
        .filter(|day| day.in_time + day.late + day.running > 0)
        .map(row)
        .collect();
    view! {
        <details>
            <summary class="link">{t.table}</summary>
            <table class="plain">
                <thead>
                    <tr><th scope="col">{t.day}</th><th scope="col">{t.kept}</th><th scope="col">{t.late}</th><th scope="col">{t.running}</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}

/// How many of each mark, the best first, and of each reason that was ticked.
pub fn ratings(ratings: &RatingSummary) -> AnyView {
    let marks = ratings.counts.iter().rev().zip((1..=5).rev());
    let marks = marks
        .map(|(count, stars)| (format!("{stars} ★"), *count))
        .collect();
    let reasons = ratings.reasons.iter();
    let reasons: Vec<_> = reasons
        .map(|one| (one.reason.label(lang()).to_owned(), one.ratings))
        .collect();
    let why = (!reasons.is_empty()).then(|| view! { <h3>{report().why}</h3> {bars(reasons, "marks why")} });
    view! { {bars(marks, "marks")} {why} }.into_any()
}

fn bars(rows: Vec<(String, u64)>, class: &'static str) -> AnyView {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let row = |(name, count): (String, u64)| {
        let width = (count * 100 / most).to_string();
        view! {
            <li>
                <span class="t">{name}</span>
                <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=width height="8"></rect></svg>
                <span class="t">{count}</span>
            </li>
        }
        .into_any()
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! { <ul class=class>{rows}</ul> }.into_any()
}
