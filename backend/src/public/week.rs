//! The week twice: a table for wide screens and paper, days one under another for phones. Styles show one of them;
//! the other is `display: none`, so that a screen reader meets one too.

use chrono::{Datelike, Days, NaiveDate, Timelike};
use maud::{Markup, html};
use podskazka_shared::schedules::{PublicHelper, PublishedWeek, TimeOfDay, TimeRange, Weekday};

use super::{View, dates};

/// The week in force.
pub fn section(view: &View<'_>, week: &PublishedWeek) -> Markup {
    html! {
        section.schedule aria-labelledby="week" {
            h2 #week { (view.texts.week) }
            (table(view, week))
            div.days {
                @for (date, slots) in days(view.now.date_naive(), &week.helpers) {
                    (one_day(view, date, &slots))
                }
            }
        }
    }
}

/// Monday to Friday, and those days of the weekend on which somebody helps.
fn columns(helpers: &[PublicHelper]) -> Vec<Weekday> {
    let used = |day: Weekday| {
        helpers
            .iter()
            .flat_map(|h| &h.hours)
            .any(|hours| hours.day == day)
    };
    let weekend = |day: Weekday| matches!(day, Weekday::Sat | Weekday::Sun);
    Weekday::ALL
        .into_iter()
        .filter(|day| !weekend(*day) || used(*day))
        .collect()
}

fn table(view: &View<'_>, week: &PublishedWeek) -> Markup {
    let texts = view.texts;
    let columns = columns(&week.helpers);
    let today = Weekday::from(view.now.weekday());
    html! {
        table.week {
            caption.sr { ((texts.caption)(&dates::years(week.year))) }
            thead {
                tr {
                    th scope="col" { (texts.helper) }
                    @for day in &columns {
                        th.today[*day == today] scope="col" {
                            (dates::capital(dates::weekday(*day, view.lang)))
                            @if *day == today { span.mark { span.sr { ", " } (texts.today) } }
                        }
                    }
                }
            }
            tbody {
                @for helper in &week.helpers {
                    tr {
                        th scope="row" { (who(view, helper)) }
                        @for day in &columns {
                            td.today[*day == today] {
                                @for hours in helper.hours.iter().filter(|hours| hours.day == *day) {
                                    span.slot { (hours.range) @if *day == today { (state(view, hours.range)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn who(view: &View<'_>, helper: &PublicHelper) -> Markup {
    html! {
        strong { (view.said(&helper.name)) }
        @if !helper.posts.is_empty() { small { (view.said(&helper.posts.join(", "))) } }
    }
}

/// A helper's hours on a day.
type Slot<'a> = (TimeRange, &'a PublicHelper);

/// The next seven days on which somebody helps, today first and always there; the hours in order.
fn days(today: NaiveDate, helpers: &[PublicHelper]) -> Vec<(NaiveDate, Vec<Slot<'_>>)> {
    let dates = (0..7).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
    let days = dates.map(|date| {
        let day = Weekday::from(date.weekday());
        let of = |helper| slots(helper, day);
        let mut slots: Vec<Slot<'_>> = helpers.iter().flat_map(of).collect();
        slots.sort_by_key(|(range, _)| *range);
        (date, slots)
    });
    days.filter(|(date, slots)| *date == today || !slots.is_empty())
        .collect()
}

fn slots(helper: &PublicHelper, day: Weekday) -> impl Iterator<Item = Slot<'_>> {
    let hours = helper.hours.iter().filter(move |hours| hours.day == day);
    hours.map(move |hours| (hours.range, helper))
}

fn one_day(view: &View<'_>, date: NaiveDate, slots: &[Slot<'_>]) -> Markup {
    let texts = view.texts;
    let weekday = dates::weekday(date.weekday().into(), view.lang);
    let ahead = (date - view.now.date_naive()).num_days();
    let near = match ahead {
        0 => Some(texts.today),
        1 => Some(texts.tomorrow),
        _ => None,
    };
    html! {
        h3 {
            @match near {
                Some(near) => { (dates::capital(near)) ", " (weekday) }
                None => (dates::capital(weekday)),
            }
            span.dim { ", " (dates::day(date, view.lang)) }
        }
        @if slots.is_empty() {
            p.card.dim { (texts.nobody_today) }
        } @else {
            ul.card role="list" {
                @for (range, helper) in slots {
                    li {
                        div.when {
                            span.slot { (range) }
                            @if ahead == 0 { (state(view, *range)) }
                        }
                        div.grow { (who(view, helper)) }
                    }
                }
            }
        }
    }
}

/// Whether today's hours run or are over; nothing when they are to come.
fn state(view: &View<'_>, range: TimeRange) -> Markup {
    let minutes = view.now.hour() * 60 + view.now.minute();
    let time = u16::try_from(minutes)
        .ok()
        .and_then(|minutes| TimeOfDay::new(minutes).ok());
    let time = time.unwrap_or(TimeOfDay::MIDNIGHT);
    html! {
        @if range.contains(time) {
            " " span.chip { (view.texts.now) }
        } @else if range.to() <= time {
            " " span.chip.plain { (view.texts.over) }
        }
    }
}
