//! Who helps now, under the school's name on every screen.

use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::schedules::days::PublicOnDuty;
use podskazka_shared::schedules::duty::Duty;

use crate::browser;
use crate::i18n::{self, dates};
use crate::live::maybe;
use crate::people::name;
use crate::reading::read;
use crate::session::Here;

/// How often it is asked anew.
const EVERY: Duration = Duration::from_secs(300);

/// A line that leads to the schedule; nothing while nobody is known.
pub fn line(here: Here) -> AnyView {
    let school = here.school();
    let reading = read::<PublicOnDuty>(move || Some((school.clone(), Nothing {})));
    if let Ok(timer) = set_interval_with_handle(move || reading.again(), EVERY) {
        on_cleanup(move || timer.clear());
    }
    let path = here.path("schedule");
    maybe(move || {
        let text = reading
            .value
            .with(|found| found.as_ref().and_then(|found| said(&found.duty)))?;
        Some(view! { <a class="on-duty" href=path.clone()>{text}</a> }.into_any())
    })
}

fn said(duty: &Duty) -> Option<String> {
    let now = browser::now();
    if duty.now.is_empty() {
        let next = duty.next.first()?;
        return Some(i18n::next_helps(
            &dates::moment(next.from, now),
            &name::short(&next.name),
        ));
    }
    let names: Vec<_> = duty.now.iter().map(|helper| name::short(&helper.name)).collect();
    let last = duty.now.iter().map(|helper| helper.to).max()?;
    Some(format!(
        "{}, {}",
        i18n::now_helps(&names.join(", ")),
        dates::until(last, now)
    ))
}
