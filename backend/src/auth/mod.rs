//! Signing in and out.
//!
//! A session has a generation; its refresh token is derived from id and generation, so that both tabs that refresh with
//! the token just before get the same new one, and nothing of a token is stored.

mod handlers;
mod keys;
pub mod origin;
pub mod password;
mod secret;

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::ids::{PersonId, SessionId};
use serde::{Deserialize, Serialize};

use crate::store::Store;

pub use handlers::endpoints;
pub use secret::{Secret, make_folder, private};

/// How long an access token is good.
pub const ACCESS: Duration = Duration::minutes(15);
/// How long a session lasts without being used.
pub const SESSION: Duration = Duration::days(30);
/// How long the refresh token just before stays good.
const GRACE: Duration = Duration::seconds(30);

/// What an access token says: who, in which session, until when. No rights.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    aud: String,
    pub sub: PersonId,
    pub sid: SessionId,
    iat: i64,
    exp: i64,
}

/// Keys, secrets and the limit on hashing.
#[derive(Debug)]
pub struct Auth {
    keys: keys::Keys,
    secret: Secret,
    passwords: password::Passwords,
}

impl Auth {
    /// Loads the signing keys and makes one when there is none that is fresh.
    ///
    /// # Errors
    /// Those of the database; keys that the secret does not open.
    pub async fn start(store: &Store, secret: Secret, at: DateTime<Utc>) -> crate::problem::Result<Self> {
        let keys = keys::Keys::default();
        keys.renew(store, &secret, at).await?;
        Ok(Self {
            keys,
            secret,
            passwords: password::Passwords::default(),
        })
    }

    /// Makes and takes over new signing keys when it is time.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn renew(&self, store: &Store, at: DateTime<Utc>) -> crate::problem::Result<()> {
        self.keys.renew(store, &self.secret, at).await
    }

    /// The claims of an access token that is ours and good at this moment.
    pub fn verify(&self, token: &str, at: DateTime<Utc>) -> Option<Claims> {
        self.keys.verify(token, at)
    }
}
