//! One table, one worker: what a transaction promised to the outside is delivered after it, once towards the database.

mod mail;

use std::time::Duration;

use chrono::{DateTime, Utc};
use podskazka_shared::drafts::DRAFT_DAYS;
use podskazka_shared::feedback::RATING_DAYS;
use podskazka_shared::notifications::KEPT_DAYS;

use tokio::sync::watch;

use crate::access::System;
use crate::app::App;
use crate::problem::{Error, Result};
use crate::store;
use crate::store::outbox::Waiting;

pub use mail::{Letter, Mailer};

/// The kind of a notification's letter.
pub const NOTIFICATION: &str = "notification";
/// The kind of a notification that is due later.
pub const REMINDER: &str = "reminder";
/// The kind of a word, due later, that an answer can be rated.
pub const RATING: &str = "rating";
/// The kind of a word, due later, that a report of conduct waits for its decision.
pub const CONDUCT_LATE: &str = "conduct_late";
/// The kind of a report of conduct that its reporter sends to the founder.
pub const FOUNDER: &str = "founder";
/// The kind of a word, due later, that an article is valid no more.
pub const ARTICLE: &str = "article";
/// The kind of the letter of the day.
pub const DIGEST: &str = "digest";
/// The kind of a letter about one's sign-in.
pub const LETTER: &str = "letter";

/// How often the worker looks.
const EVERY: Duration = Duration::from_secs(5);
/// How often it tidies.
const TIDY_EVERY: chrono::Duration = chrono::Duration::minutes(1);
/// How many effects it takes at once: one, so that the lease of none runs out while another is delivered.
const AT_ONCE: u64 = 1;
/// How long what was delivered stays to be looked at.
const KEPT: chrono::Duration = chrono::Duration::days(7);
/// How long what was given up stays for somebody to see.
const GIVEN_UP_KEPT: chrono::Duration = chrono::Duration::days(30);
/// How long streams can be taken up again.
const LIVE_KEPT: chrono::Duration = chrono::Duration::hours(1);
/// How many batches of requests get their words in one minute, after a new version cut words in another way.
const SEARCHED_AT_ONCE: u32 = 50;
/// How long it may work on them before another takes them.
const LEASE: chrono::Duration = chrono::Duration::minutes(5);
/// How often an effect is tried: the last time after about three days.
const TRIES: i32 = 12;

/// How long an address must stand that was confirmed after a school's slip had set the password, until it proves its person.
const PROVEN_AFTER: chrono::Duration = chrono::Duration::days(14);

const WHY: System = System::because("outbox");

/// Delivers and tidies until it is told to stop; what it delivers then is finished.
pub async fn work(app: App, mailer: Option<Mailer>, mut stop: watch::Receiver<bool>) {
    let mut tidied = None;
    while !*stop.borrow() {
        let now = app.clock.now();
        let delivered = deliver(&app, mailer.as_ref(), now).await;
        if let Err(error) = &delivered {
            tracing::warn!(%error, "outbox");
        }
        if tidied.is_none_or(|last| now - last >= TIDY_EVERY) {
            tidied = Some(now);
            if let Err(error) = tidy(&app, now).await {
                tracing::warn!(%error, "tidying");
            }
        }
        if delivered.is_ok_and(|number| number > 0) {
            continue;
        }
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Delivers what is due at this moment; tells how many effects it took.
///
/// # Errors
/// Those of the database; a delivery that fails is tried again later.
pub async fn deliver(app: &App, mailer: Option<&Mailer>, at: DateTime<Utc>) -> Result<usize> {
    let waiting = app
        .store
        .write(async |tx| store::outbox::take(tx, WHY, AT_ONCE, LEASE, at).await)
        .await?;
    for effect in &waiting {
        let outcome = match effect.kind.as_str() {
            NOTIFICATION => crate::notifications::send(app, mailer, effect, at).await,
            REMINDER => crate::notifications::remind(app, mailer, effect, at).await,
            RATING => crate::feedback::reminder::remind(app, mailer, effect, at).await,
            CONDUCT_LATE => crate::conduct::late(app, effect, at).await,
            FOUNDER => crate::conduct::send_to_founder(app, mailer, effect, at).await,
            ARTICLE => crate::articles::expiry::remind(app, mailer, effect, at).await,
            DIGEST => crate::notifications::digest(app, mailer, effect, at).await,
            LETTER => crate::auth::letters::deliver(app, mailer, effect, at).await,
            kind => Err(Undelivered::Never(format!("unknown kind {kind}"))),
        };
        let (error, next) = match &outcome {
            Ok(()) => {
                app.store
                    .write(async |tx| store::outbox::done(tx, WHY, effect.id).await)
                    .await?;
                continue;
            }
            Err(Undelivered::Later(error)) => (error, again(effect, at)),
            Err(Undelivered::Never(error)) => (error, None),
        };
        let error = without_names(error);
        app.store
            .write(async |tx| store::outbox::failed(tx, WHY, effect.id, &error, next).await)
            .await?;
        if next.is_none() && effect.kind == DIGEST {
            crate::notifications::digest_given_up(app, effect).await?;
        }
    }
    Ok(waiting.len())
}

/// Why something was not delivered.
#[derive(Debug)]
pub enum Undelivered {
    /// It may be another time.
    Later(String),
    /// It will not be, however often it is tried.
    Never(String),
}

impl From<String> for Undelivered {
    fn from(error: String) -> Self {
        Self::Later(error)
    }
}

impl From<Error> for Undelivered {
    fn from(error: Error) -> Self {
        Self::Later(error.to_string())
    }
}

/// A mail server's words without the names of its addresses: whoever runs the installation needs to know the server only.
fn without_names(error: &str) -> String {
    let word = |word: &str| match word.rsplit_once('@') {
        Some((_, server)) => format!("…@{server}"),
        None => word.to_owned(),
    };
    let words: Vec<String> = error.split_whitespace().map(word).collect();
    words.join(" ")
}

/// When to try again: after 1, 2, 4 … minutes, spread by the id, so that a mail server that comes back is not stormed.
fn again(effect: &Waiting, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let tried = effect.attempts + 1;
    if tried >= TRIES {
        return None;
    }
    let wait = 60_i64 << tried.clamp(1, 11).saturating_sub(1);
    let spread = i64::from(effect.id.0.as_bytes().last().copied().unwrap_or_default()) * wait / 1024;
    Some(at + chrono::Duration::seconds(wait + spread))
}

/// Closes what was answered two weeks ago, forgets keys and sessions that are over, and seals the trail.
///
/// # Errors
/// Those of the database.
pub async fn tidy(app: &App, at: DateTime<Utc>) -> Result<()> {
    const CLOSE: System = System::because("close_by_itself");
    let before = at - chrono::Duration::days(RATING_DAYS);
    loop {
        let closed = app
            .store
            .write(async |tx| store::tickets::due_to_close(tx, CLOSE, before, 200, at).await)
            .await?;
        if closed < 200 {
            break;
        }
    }
    end_orders(app, at).await?;
    crate::deadlines::ring(app, at).await?;
    crate::follow_ups::ring(app, at).await?;
    crate::consultations::tick(app, at).await?;
    app.store
        .write(async |tx| {
            store::idempotency::forget(tx, WHY, at).await?;
            store::outbox::forget(tx, WHY, at - KEPT, at - GIVEN_UP_KEPT).await?;
            store::people::imports::forget(tx, WHY, at).await?;
            store::sessions::forget(tx, WHY, at - chrono::Duration::days(1)).await?;
            store::live::forget(tx, WHY, at - LIVE_KEPT, at).await?;
            store::notices::forget(tx, WHY, at - chrono::Duration::days(90)).await?;
            store::drafts::forget(tx, WHY, at - chrono::Duration::days(DRAFT_DAYS)).await?;
            store::notifications::forget(tx, WHY, at - chrono::Duration::days(KEPT_DAYS)).await?;
            store::voices::forget(tx, WHY, at).await?;
            store::usefulness::forget(tx, WHY, at).await?;
            store::names::forget_claims(tx, WHY, at - chrono::Duration::days(1)).await?;
            store::persons::forget_resets(tx, WHY, at).await?;
            store::resets::prove_by_time(tx, WHY, at - PROVEN_AFTER).await?;
            Ok(())
        })
        .await?;
    crate::callbacks::tidy(app, at).await?;
    store::search::catch_up(&app.store, WHY, SEARCHED_AT_ONCE).await?;
    store::audit::seal(&app.store, WHY, at).await?;
    let secret = app.auth.secret();
    store::privacy::retain(&app.store, System::because("retention"), secret, at).await?;
    crate::files::tidy(app, at).await?;
    app.auth.renew(&app.store, at).await
}

/// Ends orders whose last day is over, and gives work back whose hands are gone; by and by, so that none waits for long.
async fn end_orders(app: &App, at: DateTime<Utc>) -> Result<()> {
    const RUN_OUT: System = System::because("order_run_out");
    const BATCH: u64 = 100;
    loop {
        let done = app
            .store
            .write(async |tx| {
                let appointments = store::appointments::run_out(tx, RUN_OUT, BATCH, at).await?;
                let acting = store::acting::run_out(tx, RUN_OUT, BATCH, at).await?;
                let returned = store::tickets::return_unled(tx, RUN_OUT, BATCH, at).await?;
                let released = store::tickets::release_lost(tx, RUN_OUT, BATCH, at).await?;
                Ok(appointments.max(acting).max(returned).max(released))
            })
            .await?;
        if done < BATCH {
            return Ok(());
        }
    }
}
