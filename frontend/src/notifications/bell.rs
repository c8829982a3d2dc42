//! The bell above every screen: how much one has not read.

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::notifications::{NotificationsCount, NotificationsFind};

use crate::browser;
use crate::i18n;
use crate::live::{State, live};
use crate::news;
use crate::reading::read;
use crate::session::Here;
use crate::ui::{Icon, icon};

/// How often it is asked anew, while somebody looks: of requests the stream tells at once, of the rest nothing does.
const EVERY: Duration = Duration::from_secs(60);
/// Many changes at once are asked for once.
const SOON: Duration = Duration::from_millis(700);

thread_local! {
    static SHOWN: Cell<Option<State<Option<NotificationsCount>>>> = const { Cell::new(None) };
}

/// Shows a number that was told on the way.
pub(super) fn show(count: NotificationsCount) {
    if let Some(shown) = SHOWN.get() {
        shown.try_set(Some(count));
    }
}

pub fn bell(here: Here) -> AnyView {
    let school = here.school();
    let reading = read::<NotificationsFind>(move || Some((school.clone(), Nothing {})));
    SHOWN.set(Some(reading.value));
    let tick = move || {
        if browser::is_visible() {
            reading.again();
        }
    };
    if let Ok(timer) = set_interval_with_handle(tick, EVERY) {
        on_cleanup(move || timer.clear());
    }
    let again = news::soon(SOON, move || {
        if reading.value.is_there() {
            reading.again();
        }
    });
    news::on_change(move |_| again());
    let path = here.path("notifications");
    live(move || {
        let unread = reading.value.with(|count| count.map_or(0, |count| count.unread));
        let badge = (unread > 0).then(|| {
            let number = if unread > 99 {
                "99+".to_owned()
            } else {
                unread.to_string()
            };
            view! { <span class="badge" aria-hidden="true">{number}</span> }
        });
        view! {
            <a class="bell" href=path.clone() aria-label=i18n::bell(unread)>{icon(Icon::Bell)}{badge}</a>
        }
    })
}
