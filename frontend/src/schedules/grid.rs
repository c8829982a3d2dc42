//! A week as a table.

use leptos::prelude::*;
use podskazka_shared::schedules::{HelpHours, Weekday};

use super::words::details;
use crate::i18n::{day_name, day_short, schedules};

/// One helper's row.
pub struct Row {
    pub name: String,
    pub posts: Vec<String>,
    pub hours: Vec<HelpHours>,
    /// What stands under the name, such as a link to a member.
    pub extra: Option<AnyView>,
}

/// The school week, and Saturday or Sunday if somebody helps then.
fn days(rows: &[Row]) -> Vec<Weekday> {
    let used = |day: Weekday| rows.iter().any(|row| row.hours.iter().any(|h| h.day == day));
    Weekday::ALL
        .into_iter()
        .filter(|day| !matches!(day, Weekday::Sat | Weekday::Sun) || used(*day))
        .collect()
}

/// The row's hours of a day by start, with what is not plain about them.
fn hours_of(row: &Row, day: Weekday) -> Vec<(String, String)> {
    let mut hours: Vec<_> = row.hours.iter().filter(|h| h.day == day).collect();
    hours.sort_by_key(|hours| hours.range);
    let told = |hours: &HelpHours| (hours.range.to_string(), details(hours).join(", "));
    hours.into_iter().map(told).collect()
}

fn small(text: String) -> Option<AnyView> {
    (!text.is_empty()).then(|| view! { <small>{text}</small> }.into_any())
}

/// The whole week, for wide screens and for paper.
pub fn table(rows: Vec<Row>, today: Option<Weekday>) -> AnyView {
    draw(rows, today, "scroll")
}

/// The whole week, each row a card of its own on a phone: to check a table rather than to find help.
pub fn cards(rows: Vec<Row>) -> AnyView {
    draw(rows, None, "scroll stack")
}

fn draw(rows: Vec<Row>, today: Option<Weekday>, class: &'static str) -> AnyView {
    let t = schedules();
    let days = days(&rows);
    let head = |day: &Weekday| {
        let mark = (Some(*day) == today).then(|| view! { <span>", " {t.today}</span> });
        let name = day_name(*day);
        let class = if Some(*day) == today { "today" } else { "" };
        view! { <th scope="col" class=class><abbr title=name>{day_short(*day)}</abbr>{mark}</th> }.into_any()
    };
    let heads: Vec<_> = days.iter().map(head).collect();
    let line = |mut row: Row| {
        let cells: Vec<_> = days
            .iter()
            .map(|day| {
                let hours: Vec<_> = hours_of(&row, *day)
                    .into_iter()
                    .map(|(hours, more)| view! { <span class="t">{hours}</span>{small(more)} }.into_any())
                    .collect();
                view! { <td data-day=day_short(*day)>{hours}</td> }.into_any()
            })
            .collect();
        let posts = (!row.posts.is_empty()).then(|| view! { <small>{row.posts.join(", ")}</small> });
        let extra = row.extra.take();
        view! { <tr><th scope="row"><b>{row.name}</b>{posts}{extra}</th>{cells}</tr> }.into_any()
    };
    let lines: Vec<_> = rows.into_iter().map(line).collect();
    view! {
        <div class=class tabindex="0" role="region" aria-label=t.week>
            <table class="week">
                <thead><tr><th scope="col">{t.helper}</th>{heads}</tr></thead>
                <tbody>{lines}</tbody>
            </table>
        </div>
    }
    .into_any()
}
