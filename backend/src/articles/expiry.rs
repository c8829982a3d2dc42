//! Who wrote an article last is told some days before its last day, and on that day: once each, of what still stands.

use chrono::{DateTime, Days, NaiveDate, Utc};
use podskazka_shared::articles::{SOON_DAYS, TOLD_HOUR};
use podskazka_shared::ids::{ArticleId, MemberId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind};
use podskazka_shared::zone;
use serde::{Deserialize, Serialize};

use crate::access::{Member, System};
use crate::app::App;
use crate::outbox::{ARTICLE, Mailer, Undelivered};
use crate::problem::{Error, Result};
use crate::store::notifications::News;
use crate::store::outbox::Waiting;
use crate::store::{self, Tx};

const WHY: System = System::EXPIRY;

/// A reminder as it waits. By these names an erasure finds it.
#[derive(Debug, Serialize, Deserialize)]
struct Reminder {
    to: MemberId,
    article: ArticleId,
    until: NaiveDate,
    what: NotificationKind,
}

/// Puts the reminders into the transaction that publishes the article: those whose time has not passed. Those of an earlier
/// edition find another day, or have been told.
///
/// # Errors
/// Those of the database.
pub(super) async fn put(tx: &Tx, member: &Member, article: ArticleId, at: DateTime<Utc>) -> Result<()> {
    let Some(lasting) = store::articles::lasting(tx, WHY, article).await? else {
        return Ok(());
    };
    let Some(to) = lasting.writer else { return Ok(()) };
    let soon = lasting.until.checked_sub_days(Days::new(SOON_DAYS));
    let days = [
        (soon, NotificationKind::ArticleSoon),
        (Some(lasting.until), NotificationKind::ArticleLast),
    ];
    for (day, what) in days {
        let due = day.map(|day| zone::instant(day, TOLD_HOUR * 60, member.school.zone));
        let Some(due) = due.filter(|due| *due > at) else {
            continue;
        };
        let reminder = Reminder {
            to,
            article,
            until: lasting.until,
            what,
        };
        let payload = serde_json::to_value(reminder).map_err(Error::internal)?;
        store::outbox::put_due(tx, ARTICLE, payload, due, at).await?;
    }
    Ok(())
}

/// Reminds in the app and by mail, if the article still stands with this last day, and nobody was told of it before.
pub(crate) async fn remind(
    app: &App,
    mailer: Option<&Mailer>,
    effect: &Waiting,
    at: DateTime<Utc>,
) -> std::result::Result<(), Undelivered> {
    let reminder: Reminder = serde_json::from_value(effect.payload.clone()).map_err(|e| e.to_string())?;
    let Some(lasting) = store::articles::lasting(&app.store, WHY, reminder.article).await? else {
        return Ok(());
    };
    if lasting.until != reminder.until || lasting.writer != Some(reminder.to) {
        return Ok(());
    }
    // Whose card ended is told nothing.
    let member = store::people::inviter(&app.store, WHY, reminder.to, at).await?;
    if member.is_none() {
        return Ok(());
    }
    let news = News {
        kind: reminder.what,
        about: NotificationAbout::Article { id: reminder.article },
        number: None,
        starts_at: None,
    };
    let id = effect.id.0.into();
    let since = at - chrono::Duration::days(2);
    let first = app
        .store
        .write(async |tx| {
            let first =
                !store::notifications::is_told_lately(tx, WHY, (reminder.to, &news), (id, since)).await?;
            if first {
                store::notifications::note(tx, id, lasting.school, reminder.to, &news, at).await?;
            }
            Ok(first)
        })
        .await?;
    match first {
        true => crate::notifications::send(app, mailer, effect, at).await,
        false => Ok(()),
    }
}
