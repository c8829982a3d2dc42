//! The school year month by month, each day by what it is.

use std::ops::RangeInclusive;

use chrono::{Datelike, Months, NaiveDate};
use leptos::prelude::*;
use podskazka_shared::calendars::SchoolCalendar;
use podskazka_shared::schedules::Weekday;

use super::class;
use crate::i18n::{calendars, dates, day_name, day_short, lang};

/// From the first of September to the last of August.
pub fn dates_of(year: i32) -> RangeInclusive<NaiveDate> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    day(year, 9, 1)..=day(year.saturating_add(1), 8, 31)
}

pub fn months(calendar: &SchoolCalendar, year: i32, today: Option<NaiveDate>) -> AnyView {
    let t = calendars();
    let first = *dates_of(year).start();
    let months: Vec<_> = (0..12)
        .filter_map(|number| first.checked_add_months(Months::new(number)))
        .map(|first| month(calendar, first, today))
        .collect();
    let key: Vec<_> = [
        ("off", t.key_off),
        ("shorter", t.key_short),
        ("worked", t.key_working),
    ]
    .into_iter()
    .map(|(class, words)| view! { <li><i class=class></i>{words}</li> }.into_any())
    .collect();
    view! {
        <section class="col tight" aria-label=t.months>
            <div class="months">{months}</div>
            <ul class="legend">{key}</ul>
        </section>
    }
    .into_any()
}

fn month(calendar: &SchoolCalendar, first: NaiveDate, today: Option<NaiveDate>) -> AnyView {
    let heads: Vec<_> = Weekday::ALL
        .into_iter()
        .map(|day| {
            view! { <th scope="col"><abbr title=day_name(day)>{day_short(day)}</abbr></th> }.into_any()
        })
        .collect();
    let before = first.weekday().num_days_from_monday();
    let mut cells: Vec<AnyView> = (0..before).map(|_| view! { <td></td> }.into_any()).collect();
    let days = first.iter_days().take_while(|day| day.month() == first.month());
    cells.extend(days.map(|date| cell(calendar, date, today)));
    let mut weeks = Vec::new();
    let mut cells = cells.into_iter().peekable();
    while cells.peek().is_some() {
        let week: Vec<_> = cells.by_ref().take(7).collect();
        weeks.push(view! { <tr>{week}</tr> }.into_any());
    }
    view! {
        <table class="month">
            <caption>{dates::month(first)}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{weeks}</tbody>
        </table>
    }
    .into_any()
}

fn cell(calendar: &SchoolCalendar, date: NaiveDate, today: Option<NaiveDate>) -> AnyView {
    let plan = calendar.day(date);
    let closed = plan.is_closed();
    let day = date.day().to_string();
    let current = (Some(date) == today).then_some("date");
    match plan.note {
        Some(note) => {
            let why = note.text(date, lang());
            let told = why.clone();
            view! {
                <td class=class(note.kind, closed) aria-current=current title=why>
                    {day}<span class="sr">", " {told}</span>
                </td>
            }
            .into_any()
        }
        None => {
            let free = calendar.week.on(date.weekday().into()).is_day_off();
            let class = if free { "free" } else { "" };
            view! { <td class=class aria-current=current>{day}</td> }.into_any()
        }
    }
}
