//! The week twice: a table for wide screens and paper, days one under another for phones. Styles show one of them;
//! the other is `display: none`, so that a screen reader meets one too.

use chrono::{DateTime, Datelike, Utc};
use maud::{Markup, html};
use podskazka_shared::schedules::days::{PublicDay, PublicTurn};
use podskazka_shared::schedules::{HelpHours, PublicHelper, PublishedWeek, Weekday};

use super::{View, changes, dates};

/// The week in force.
pub fn section(view: &View<'_>, week: &PublishedWeek) -> Markup {
    html! {
        section.schedule aria-labelledby="week" {
            h2 #week { (view.texts.week) }
            (table(view, week))
            div.days {
                @for day in near(&view.data.days) { (one_day(view, day)) }
            }
        }
    }
}

/// Monday to Friday, and those days of the weekend on which somebody helps.
pub fn columns(helpers: &[PublicHelper]) -> Vec<Weekday> {
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

/// A row a helper, a column a day.
pub fn table(view: &View<'_>, week: &PublishedWeek) -> Markup {
    let texts = view.texts;
    let columns = columns(&week.helpers);
    let today = view.day.is_none().then(|| Weekday::from(view.now.weekday()));
    html! {
        table.week {
            caption.sr { ((texts.caption)(&dates::years(week.year))) }
            thead {
                tr {
                    th scope="col" { (texts.helper) }
                    @for day in &columns {
                        th.today[Some(*day) == today] scope="col" {
                            (dates::capital(dates::weekday(*day, view.lang)))
                            @if Some(*day) == today { span.mark { span.sr { ", " } (texts.today) } }
                        }
                    }
                }
            }
            tbody {
                @for helper in &week.helpers {
                    tr {
                        th scope="row" { (who(view, helper)) }
                        @for day in &columns {
                            td.today[Some(*day) == today] {
                                @for hours in helper.hours.iter().filter(|hours| hours.day == *day) {
                                    span.slot { (hours.range) }
                                    @if let Some(how) = how(view, hours) { small.how { (view.said(&how)) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

pub fn who(view: &View<'_>, helper: &PublicHelper) -> Markup {
    html! {
        strong { (view.said(&helper.name)) }
        @if !helper.posts.is_empty() { small { (view.said(&helper.posts.join(", "))) } }
    }
}

/// What hours say of themselves beyond the usual: where, not in person, for whom, by booking.
pub fn how(view: &View<'_>, hours: &HelpHours) -> Option<String> {
    changes::how(
        view.lang,
        hours.place.as_deref(),
        &hours.modes,
        &hours.audiences,
        hours.entry,
    )
}

/// The days of the list: a week from today on, without those plain ones on which nobody helps.
fn near(days: &[PublicDay]) -> impl Iterator<Item = &PublicDay> {
    let shown =
        |(ahead, day): &(usize, &PublicDay)| *ahead == 0 || !day.turns.is_empty() || day.note.is_some();
    days.iter().take(7).enumerate().filter(shown).map(|(_, day)| day)
}

fn one_day(view: &View<'_>, day: &PublicDay) -> Markup {
    let texts = view.texts;
    let today = view.now.date_naive();
    let note = day.note.as_ref().map(|note| changes::note(view, note));
    html! {
        h3 { (dates::heading(day.date, today, view.lang)) }
        @if day.turns.is_empty() {
            p.card.dim {
                @match &note {
                    Some(note) => { (texts.no_help) ": " (note) "." }
                    None => (texts.nobody_today),
                }
            }
        } @else {
            @if let Some(note) = &note { p.note { (dates::capital(note)) } }
            ul.card role="list" {
                @for turn in &day.turns {
                    li {
                        div.when {
                            span.slot.off[turn.away] { (range(view, turn)) }
                            @if day.date == today && !turn.away { (state(view, turn.from, turn.to)) }
                        }
                        div.grow { (changes::who(view, turn)) }
                    }
                }
            }
        }
    }
}

/// `8:00–10:00`.
pub fn range(view: &View<'_>, turn: &PublicTurn) -> String {
    let (from, to) = (view.local(turn.from), view.local(turn.to));
    format!("{}–{}", dates::clock(&from), dates::end(&to))
}

/// Whether hours run or are over; nothing when they are to come.
fn state(view: &View<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> Markup {
    html! {
        @if from <= view.now && view.now < to {
            " " span.chip { (view.texts.now) }
        } @else if to <= view.now {
            " " span.chip.plain { (view.texts.over) }
        }
    }
}
