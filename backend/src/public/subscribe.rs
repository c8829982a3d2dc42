//! The addresses by which calendars of phones follow the schedule.

use maud::{Markup, html};
use podskazka_shared::schedules::PublishedWeek;

use super::View;
use crate::feeds;

/// The school's feed, and one of each helper.
pub fn section(view: &View<'_>, week: &PublishedWeek) -> Markup {
    let texts = view.texts;
    let school = format!("{}/calendar.ics", view.plain_address());
    html! {
        details.card.subscribe.screen {
            summary { (texts.subscribe) }
            p.dim { (texts.subscribe_hint) }
            ul role="list" {
                li { (texts.whole_school) ": " (address(&school)) }
                @for helper in &week.helpers {
                    @let helpers = format!("{}/helpers/{}.ics", view.plain_address(), feeds::key(&helper.name));
                    li { (view.said(&helper.name)) ": " (address(&helpers)) }
                }
            }
        }
    }
}

fn address(url: &str) -> Markup {
    html! { a href=(url) { (url) } }
}
