//! How often somebody may try, counted in the database before any work is done.

use actix_web::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};

use super::{Secret, origin, why::SIGN_IN};
use crate::app::App;
use crate::limits::network;
use crate::problem::{Error, Result};
use crate::store;

/// How many tries in which time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    most: i32,
    pub(super) window: Duration,
}

pub(crate) const fn limit(most: i32, window: Duration) -> Limit {
    Limit { most, window }
}

/// Wrong passwords for one sign-in name, for all names of one person, or from one device that its owner uses.
pub(super) const NAME: Limit = limit(10, Duration::minutes(5));
/// Wrong passwords from one address, behind which a whole school may sit.
pub(super) const ADDRESS: Limit = limit(100, Duration::minutes(5));
/// Codes of the second step for one person.
pub(super) const CODE: Limit = limit(5, Duration::minutes(5));
/// The same in a day, from devices that the person has not signed in from: whoever guesses there knows the password.
pub(super) const CODE_DAY: Limit = limit(20, Duration::days(1));
/// Letters about such guessing.
pub(super) const GUESSED: Limit = limit(1, Duration::days(1));
/// Passwords of somebody who is signed in already.
pub(super) const PROOF: Limit = limit(10, Duration::minutes(15));
/// New sign-in names of one person.
pub(super) const CONTACTS: Limit = limit(10, Duration::hours(1));
/// Links for a forgotten password, asked from one address.
pub(super) const RESETS: Limit = limit(20, Duration::hours(1));
/// Letters with such links for one sign-in name.
pub(super) const RESETS_OF_NAME: Limit = limit(3, Duration::hours(1));
/// Uses of such links from one address.
pub(super) const RESET_USES: Limit = limit(30, Duration::hours(1));

/// Wrong credentials of programs from one address. Never counted by program: its id is no secret, and whoever knows it could
/// lock the journal out; 256 random bits are not guessed.
pub(super) const CLIENTS: Limit = limit(100, Duration::minutes(5));

/// A key that tells nobody what it counts.
pub(crate) fn key(secret: &Secret, kind: &str, value: &str) -> String {
    URL_SAFE_NO_PAD.encode(secret.sign(kind, value.as_bytes()))
}

/// The key of the address that a request comes from.
pub(crate) fn address_key(app: &App, kind: &str, request: &HttpRequest) -> String {
    let address = origin::address(request, &app.config);
    let network = address.map(|address| network(address).to_string());
    key(&app.auth.secret, kind, &network.unwrap_or_default())
}

/// Counts a try; the seconds to wait when there were too many. A try that is refused anyway writes nothing.
pub(crate) async fn over(app: &App, key: &str, limit: Limit, at: DateTime<Utc>) -> Result<Option<i64>> {
    let stands = store::throttle::tries(&app.store, SIGN_IN, key, at).await?;
    if let Some(wait) = limit.refuses(stands, at) {
        return Ok(Some(wait));
    }
    let counted = app
        .store
        .write(async |tx| store::throttle::count_try(tx, SIGN_IN, key, at, at + limit.window).await);
    Ok(limit.refuses(counted.await?, at))
}

impl Limit {
    /// The seconds to wait, when so many tries until then are too many.
    pub(super) fn refuses(self, (tries, until): (i32, DateTime<Utc>), at: DateTime<Utc>) -> Option<i64> {
        (tries > self.most).then(|| (until - at).num_seconds().max(1))
    }
}

/// Counts a try and refuses it when there were too many.
pub(crate) async fn count(app: &App, key: &str, limit: Limit, at: DateTime<Utc>) -> Result<()> {
    match over(app, key, limit, at).await? {
        Some(seconds) => Err(Error::too_many(seconds)),
        None => Ok(()),
    }
}
