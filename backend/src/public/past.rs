//! The schedule that was, or will be, in force on another day (S3): what it said, without who is on duty.

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};
use podskazka_shared::schedules::{HelpHours, PublicHelper, PublishedWeek, Weekday};
use podskazka_shared::text::Lang;

use super::{View, dates, week};

/// The days for which a schedule can be asked.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2100;

/// The day that the address asks for: `2026-10-01`, of years in which there may be a schedule.
pub fn day(text: &str) -> Option<NaiveDate> {
    let date: NaiveDate = text.trim().parse().ok()?;
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year()).then_some(date)
}

/// Instead of who is on duty and the days to come: of which day this is, and the week of that day.
pub fn section(view: &View<'_>, schedule: Option<&PublishedWeek>) -> Markup {
    let texts = view.texts;
    let day = dates::date(view.shown(), view.lang);
    let said = match (schedule, view.shown() < view.now.date_naive()) {
        (None, _) => texts.none_on,
        (Some(_), true) => texts.was_on,
        (Some(_), false) => texts.will_be_on,
    };
    html! {
        section.card.then aria-labelledby="then" {
            h2 #then { (said(&day)) }
            p { a.touch href=(view.address(view.lang)) { (texts.schedule_today) } }
        }
        @if let Some(week) = schedule {
            section.schedule aria-labelledby="week" {
                h2 #week { (texts.week) }
                (week::table(view, week))
                div.days {
                    @for day in week::columns(&week.helpers) { (one_day(view, day, &week.helpers)) }
                }
            }
        }
    }
}

/// Who helped on this day of the week; the hours in order.
fn one_day(view: &View<'_>, day: Weekday, helpers: &[PublicHelper]) -> Markup {
    let of = |helper| slots(helper, day);
    let mut slots: Vec<(&HelpHours, &PublicHelper)> = helpers.iter().flat_map(of).collect();
    slots.sort_by_key(|(hours, _)| hours.range);
    html! {
        @if !slots.is_empty() {
            h3 { (dates::capital(dates::weekday(day, view.lang))) }
            ul.card role="list" {
                @for (hours, helper) in slots {
                    li {
                        div.when { span.slot { (hours.range) } }
                        div.grow {
                            (week::who(view, helper))
                            @if let Some(how) = week::how(view, hours) { small.how { (view.said(&how)) } }
                        }
                    }
                }
            }
        }
    }
}

fn slots(helper: &PublicHelper, day: Weekday) -> impl Iterator<Item = (&HelpHours, &PublicHelper)> {
    let hours = helper.hours.iter().filter(move |hours| hours.day == day);
    hours.map(move |hours| (hours, helper))
}

/// Asks for the schedule of another day.
pub fn form(view: &View<'_>) -> Markup {
    let texts = view.texts;
    html! {
        details.fold {
            summary { (texts.another_day) }
            form.row.wrap action={ "/public/" (view.data.school.slug) } {
                label.row.wrap { span { (texts.day) } input type="date" name="on" required value=(view.shown()); }
                @if view.lang != Lang::default() { input type="hidden" name="lang" value=(view.lang.code()); }
                button.btn { (texts.show) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn a_day_is_written_out_and_of_our_time() {
        assert_eq!(
            day(" 2026-10-01 ").map(|day| day.to_string()),
            Some("2026-10-01".into())
        );
        for bad in [
            "",
            "2026-13-01",
            "2026-02-30",
            "01.10.2026",
            "1026-10-01",
            "9999-01-01",
            "-2026-10-01",
            "2026-10-01T00:00",
        ] {
            assert_eq!(day(bad), None, "{bad}");
        }
    }
}
