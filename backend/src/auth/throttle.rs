//! How often somebody may try, counted in the database before any work is done.

use actix_web::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::ids::{DeviceId, PersonId};

use super::{Secret, origin, why::SIGN_IN};
use crate::app::App;
use crate::problem::{Error, Result};
use crate::store::{self, Tx};

/// How many tries in which time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limit {
    most: i32,
    window: Duration,
}

pub(crate) const fn limit(most: i32, window: Duration) -> Limit {
    Limit { most, window }
}

/// Wrong passwords for one sign-in name, or from one device that its owner uses.
const NAME: Limit = limit(10, Duration::minutes(5));
/// Wrong passwords from one address, behind which a whole school may sit.
const ADDRESS: Limit = limit(100, Duration::minutes(5));
/// Codes of the second step for one person.
const CODE: Limit = limit(5, Duration::minutes(5));
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
    let address = origin::address(request, &app.config).map(|address| address.to_string());
    key(&app.auth.secret, kind, &address.unwrap_or_default())
}

/// Counts a try; the seconds to wait when there were too many.
pub(super) async fn over(app: &App, key: &str, limit: Limit, at: DateTime<Utc>) -> Result<Option<i64>> {
    let until = at + limit.window;
    let counted = app
        .store
        .write(async |tx| store::throttle::count_try(tx, SIGN_IN, key, at, until).await);
    let (tries, until) = counted.await?;
    Ok((tries > limit.most).then(|| (until - at).num_seconds().max(1)))
}

/// Counts a try and refuses it when there were too many.
pub(crate) async fn count(app: &App, key: &str, limit: Limit, at: DateTime<Utc>) -> Result<()> {
    match over(app, key, limit, at).await? {
        Some(seconds) => Err(Error::too_many(seconds)),
        None => Ok(()),
    }
}

/// What a try of signing in is counted under. A device that the owner has signed in from before has a counter of its own:
/// so nobody locks the owner out, neither by guessing at the name nor from behind the same address.
#[derive(Debug)]
pub(super) struct Tries {
    /// The address, unless the device is known.
    address: Option<String>,
    name: String,
    of_name: Limit,
}

impl Tries {
    /// A password for a sign-in name.
    pub(super) fn of_password(
        app: &App,
        name: &str,
        known: Option<(DeviceId, PersonId)>,
        request: &HttpRequest,
    ) -> Self {
        Self::of(app, "throttle-login", name, known, request, NAME)
    }

    /// A code of a person's second step.
    pub(super) fn of_code(
        app: &App,
        person: PersonId,
        known: Option<DeviceId>,
        request: &HttpRequest,
    ) -> Self {
        let known = known.map(|device| (device, person));
        Self::of(app, "throttle-code", &person.to_string(), known, request, CODE)
    }

    fn of(
        app: &App,
        kind: &str,
        name: &str,
        known: Option<(DeviceId, PersonId)>,
        request: &HttpRequest,
        of_name: Limit,
    ) -> Self {
        let secret = &app.auth.secret;
        match known {
            Some((device, person)) => Self {
                address: None,
                name: key(secret, &format!("{kind}-device"), &format!("{device}.{person}")),
                of_name,
            },
            None => Self {
                address: Some(address_key(app, "throttle-address", request)),
                name: key(secret, kind, name),
                of_name,
            },
        }
    }

    /// Counts the try before any password is hashed, and refuses it when there were too many.
    pub(crate) async fn count(&self, app: &App, at: DateTime<Utc>) -> Result<()> {
        // The address first: one that has tried too often adds no more rows for new names.
        if let Some(address) = &self.address {
            count(app, address, ADDRESS, at).await?;
        }
        count(app, &self.name, self.of_name, at).await
    }

    /// It fitted: the tries before it are forgotten, and it does not count against its address.
    pub(super) async fn forget(&self, tx: &Tx) -> Result<()> {
        store::throttle::forget_tries(tx, SIGN_IN, &self.name).await?;
        match &self.address {
            Some(address) => store::throttle::uncount_try(tx, SIGN_IN, address).await,
            None => Ok(()),
        }
    }
}
