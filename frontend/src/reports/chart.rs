//! Small charts as inline SVG; each has its numbers beside it as text.
//!
//! Nothing is told by colour alone: what is late lies hatched on top, and an hour with more has a larger square.

use leptos::prelude::*;
use podskazka_shared::feedback::RatingSummary;
use podskazka_shared::reports::{HourCount, ReportPart};
use podskazka_shared::schedules::Weekday;
use podskazka_shared::tickets::Kept;

use crate::i18n::{self, dates, lang, reports};

/// The chart's own units. Whole numbers only: code that writes fractions weighs more than the chart.
const WIDTH: u64 = 6000;
const HEIGHT: u64 = 1400;
/// Between a bar and the one on top of it.
const GAP: u64 = 10;

fn class(kept: Kept) -> &'static str {
    match kept {
        Kept::InTime => "kept",
        Kept::Late => "late",
        Kept::Running => "running",
        Kept::Withdrawn => "gone",
    }
}

/// From below.
const ORDER: [Kept; 4] = [Kept::InTime, Kept::Withdrawn, Kept::Running, Kept::Late];

/// Requests of each part of the period, one bar a part.
pub fn parts(parts: &[ReportPart]) -> AnyView {
    let most = parts.iter().map(|part| part.considered.total()).max();
    let most = most.unwrap_or(0).max(4);
    let step = WIDTH
        .checked_div(u64::try_from(parts.len()).unwrap_or(1))
        .unwrap_or(WIDTH);
    let width = (step * 72 / 100).clamp(15, 400);
    let mut bars = Vec::new();
    let mut left = step.saturating_sub(width) / 2;
    for part in parts {
        let mut base = HEIGHT;
        for kept in ORDER {
            let count = part.considered.of(kept);
            if count == 0 {
                continue;
            }
            let height = count * (HEIGHT - 60) / most;
            base = base.saturating_sub(height);
            let rect = |class: &'static str, title: Option<String>| {
                let (x, y) = (left.to_string(), base.to_string());
                let (width, height) = (width.to_string(), height.saturating_sub(GAP).to_string());
                let title = title.map(|title| view! { <title>{title}</title> });
                view! { <rect class=class x=x y=y width=width height=height rx="15">{title}</rect> }
                    .into_any()
            };
            let title = format!(
                "{}, {}: {count}",
                dates::short_date(part.from),
                kept.label(lang())
            );
            bars.push(rect(class(kept), Some(title)));
            if kept == Kept::Late {
                bars.push(rect("hatch", None));
            }
        }
        left += step;
    }
    let sum = |of: fn(&ReportPart) -> u64| parts.iter().map(of).sum::<u64>().to_string();
    let label = i18n::chart_label(
        &sum(|part| part.considered.total()),
        &sum(|part| part.considered.late),
    );
    let from = parts.first().map(|part| dates::short_date(part.from));
    let to = parts.last().map(|part| dates::short_date(part.to));
    let keys: Vec<_> = ORDER
        .into_iter()
        .map(|kept| view! { <li><i class=class(kept)></i>{kept.label(lang())}</li> }.into_any())
        .collect();
    view! {
        <svg class="chart" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=label preserveAspectRatio="none">
            <defs>
                <pattern id="hatch" width="90" height="90" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                    <path d="M0 0V90" class="hatching"></path>
                </pattern>
            </defs>
            <path class="axis" d=format!("M0 {HEIGHT}H{WIDTH}") vector-effect="non-scaling-stroke"></path>
            {bars}
        </svg>
        <div class="row between" aria-hidden="true"><small>{from}</small><small>{to}</small></div>
        <ul class="legend">{keys}</ul>
    }
    .into_any()
}

/// The side of a field of an hour.
const CELL: u64 = 100;

/// A square for each hour of each weekday: the more was filed, the larger.
pub fn hours(hours: &[HourCount]) -> AnyView {
    let most = hours.iter().map(|one| one.filed).max().unwrap_or(0).max(1);
    let side = |filed: u64| {
        // Its area tells the number.
        let area = filed * 90 * 90 / most;
        (1..=90_u64)
            .rev()
            .find(|side| side * side <= area)
            .unwrap_or(1)
            .max(14)
    };
    let squares: Vec<_> = hours
        .iter()
        .map(|one| {
            let side = side(one.filed);
            let inset = (CELL - side) / 2;
            let row = Weekday::ALL.iter().position(|day| *day == one.weekday);
            let row = u64::try_from(row.unwrap_or(0)).unwrap_or(0);
            let (x, y) = (u64::from(one.hour) * CELL + inset, row * CELL + inset);
            let title = format!("{}, {}:00: {}", i18n::day_name(one.weekday), one.hour, one.filed);
            let (x, y, side) = (x.to_string(), y.to_string(), side.to_string());
            view! { <rect class="kept" x=x y=y width=side.clone() height=side rx="8"><title>{title}</title></rect> }
                .into_any()
        })
        .collect();
    let most_at = hours.iter().max_by_key(|one| one.filed);
    let label = most_at.map_or(String::new(), |one| {
        i18n::busiest(
            i18n::day_name(one.weekday),
            &one.hour.to_string(),
            &one.filed.to_string(),
        )
    });
    let names: Vec<_> = Weekday::ALL
        .into_iter()
        .map(|day| view! { <small>{i18n::day_short(day)}</small> }.into_any())
        .collect();
    let lines: Vec<_> = (0..=7_u64)
        .map(|row| view! { <path class="axis" d=format!("M0 {}H2400", row * CELL) vector-effect="non-scaling-stroke"></path> }.into_any())
        .collect();
    let ends: Vec<_> = [0, 6, 12, 18, 24]
        .into_iter()
        .map(|hour| view! { <small>{hour}</small> }.into_any())
        .collect();
    view! {
        <div class="grid-hours">
            <div class="names" aria-hidden="true">{names}</div>
            <svg viewBox="0 0 2400 700" role="img" aria-label=label>{lines}{squares}</svg>
            <div class="row between ends" aria-hidden="true">{ends}</div>
        </div>
    }
    .into_any()
}

/// A bar of so much of the most.
pub fn bar(size: u64, most: u64) -> AnyView {
    let width = (size * 100).checked_div(most).unwrap_or(0).to_string();
    view! {
        <svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=width height="8"></rect></svg>
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
    let why = (!reasons.is_empty()).then(|| view! { <h3>{reports().why}</h3> {bars(reasons, "marks why")} });
    view! { {bars(marks, "marks")} {why} }.into_any()
}

/// A bar for each line, with its number in words.
pub fn bars(rows: Vec<(String, u64)>, class: &'static str) -> AnyView {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let row = |(name, count): (String, u64)| {
        view! { <li><span class="t">{name}</span>{bar(count, most)}<span class="t">{count}</span></li> }
            .into_any()
    };
    let rows: Vec<_> = rows.into_iter().map(row).collect();
    view! { <ul class=class>{rows}</ul> }.into_any()
}
