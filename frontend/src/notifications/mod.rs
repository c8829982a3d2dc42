//! What one is told: the bell above every screen, the list behind it, and which letters one wants.

pub mod bell;
pub mod list;
pub mod mail;

use std::time::Duration;

use podskazka_shared::ids::TicketId;
use podskazka_shared::notifications::{NotificationsRead, NotificationsReadBody};
use podskazka_shared::schools::SchoolPath;

use crate::live::spawn;
use crate::{api, browser, news};

/// Before the bell asks what is unread.
const SOON: Duration = Duration::from_millis(300);

/// What was told about a request that is open now is read, and so is what is told while it is looked at.
pub fn seen(school: SchoolPath, ticket: TicketId) {
    let mark = move || mark(school.clone(), NotificationsReadBody::of_ticket(ticket));
    mark();
    let again = news::soon(SOON, move || {
        if browser::is_visible() {
            mark();
        }
    });
    news::on_change(move |change| {
        if change.is_some_and(|change| change.ticket == ticket) {
            again();
        }
    });
}

/// Marks what was read.
pub fn mark(school: SchoolPath, which: NotificationsReadBody) {
    spawn(async move {
        if let Ok(count) = api::act::<NotificationsRead>(&school, &which).await {
            bell::show(count);
        }
    });
}
