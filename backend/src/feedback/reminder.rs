//! Who has not rated an answer after some days is asked for it, once for each request.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::TicketRead;
use podskazka_shared::feedback::RATING_REMINDER_DAYS;
use podskazka_shared::ids::{MemberId, TicketId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind};
use serde::{Deserialize, Serialize};

use super::link;
use crate::access::System;
use crate::app::App;
use crate::outbox::{Mailer, RATING, Undelivered};
use crate::problem::{Error, Result};
use crate::store::notifications::News;
use crate::store::outbox::Waiting;
use crate::store::{self, Tx};

const WHY: System = System::RATING;

/// A reminder as it waits. By these names an erasure finds it.
#[derive(Debug, Serialize, Deserialize)]
struct Reminder {
    to: MemberId,
    ticket: TicketId,
    /// The answer that is meant, by its microsecond.
    answered: i64,
}

/// Puts the reminder into the transaction of the answer.
///
/// # Errors
/// Those of the database.
pub(crate) async fn put(tx: &Tx, to: MemberId, ticket: TicketId, at: DateTime<Utc>) -> Result<()> {
    let reminder = Reminder {
        to,
        ticket,
        answered: at.timestamp_micros(),
    };
    let payload = serde_json::to_value(reminder).map_err(Error::internal)?;
    let due = at + Duration::days(RATING_REMINDER_DAYS);
    store::outbox::put_due(tx, RATING, payload, due, at).await
}

/// Reminds in the app and by mail, if the answer still stands without a rating, and nobody reminded before.
pub(crate) async fn remind(
    app: &App,
    mailer: Option<&Mailer>,
    effect: &Waiting,
    at: DateTime<Utc>,
) -> std::result::Result<(), Undelivered> {
    let reminder: Reminder = serde_json::from_value(effect.payload.clone()).map_err(|e| e.to_string())?;
    let member = store::people::inviter(&app.store, WHY, reminder.to, at).await?;
    let Some((member, read)) = member.and_then(|member| {
        let read = member.permit::<TicketRead>().ok()?;
        Some((member, read))
    }) else {
        return Ok(());
    };
    let rows = store::tickets::find_all(&app.store, &read, &[reminder.ticket]).await?;
    let meant = |answered: DateTime<Utc>| answered.timestamp_micros() == reminder.answered;
    let Some(ticket) = rows.iter().find(|row| row.answered_at.is_some_and(meant)) else {
        return Ok(());
    };
    if link::address(app, &member, ticket, at).await?.is_none() {
        return Ok(());
    }
    let news = News {
        kind: NotificationKind::Rate,
        about: NotificationAbout::Ticket { id: ticket.id },
        number: Some(ticket.number().to_owned()),
        starts_at: None,
    };
    let id = effect.id.0.into();
    let first = app
        .store
        .write(async |tx| {
            let first = !store::notifications::is_told(tx, WHY, (member.id, &news), id).await?;
            if first {
                store::notifications::note(tx, id, member.school.id, member.id, &news, at).await?;
            }
            Ok(first)
        })
        .await?;
    match first {
        true => crate::notifications::send(app, mailer, effect, at).await,
        false => Ok(()),
    }
}
