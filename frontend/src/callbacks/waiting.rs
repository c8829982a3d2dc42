//! How many wait for a call, under the school's name on every screen of those who call back.

use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::callbacks::CallbacksCount;
use podskazka_shared::endpoint::Nothing;

use crate::browser;
use crate::i18n;
use crate::live::maybe;
use crate::reading::read;
use crate::session::Here;

/// How often it is asked anew, while somebody looks.
const EVERY: Duration = Duration::from_secs(60);

/// A line that leads to the list; nothing while nobody waits.
pub fn line(here: Here) -> AnyView {
    let school = here.school();
    let reading = read::<CallbacksCount>(move || Some((school.clone(), Nothing {})));
    let tick = move || {
        if browser::is_visible() {
            reading.again();
        }
    };
    if let Ok(timer) = set_interval_with_handle(tick, EVERY) {
        on_cleanup(move || timer.clear());
    }
    let path = here.path("callbacks");
    maybe(move || {
        let waiting = reading.value.with(|count| count.map(|count| count.waiting))?;
        let text = i18n::callbacks_waiting(&waiting.to_string());
        (waiting > 0).then(|| view! { <a class="on-duty calls" href=path.clone()>{text}</a> }.into_any())
    })
}
