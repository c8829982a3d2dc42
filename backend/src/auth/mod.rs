//! Signing in and out.
//!
//! A session has a generation; its refresh token is derived from id and generation, so that both tabs that refresh with
//! the token just before get the same new one, and nothing of a token is stored.

mod client;
pub mod contacts;
mod device;
mod keys;
mod letter_words;
pub(crate) mod letters;
mod notices;
pub mod origin;
pub mod password;
mod proof;
pub mod reset;
mod secret;
mod sessions;
pub(crate) mod sign_in;
pub(crate) mod throttle;
mod tokens;
pub mod totp;
mod tries;
mod why;

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::contacts::{ContactsAdd, ContactsConfirm, ContactsRemove, MeSecurity};
use podskazka_shared::auth::notices::{MeNotices, MeNoticesSeen};
use podskazka_shared::auth::reset::{AuthReset, AuthResetUse, PasswordChange};
use podskazka_shared::auth::sessions::{SessionsEnd, SessionsEndOthers, SessionsList};
use podskazka_shared::auth::totp::{TotpBegin, TotpCodes, TotpConfirm, TotpOff};
use podskazka_shared::auth::{AuthKeys, AuthLogin, AuthLogout, AuthRefresh, AuthTotp, MeLanguage};
use podskazka_shared::clients::{AuthToken, Scope};
use podskazka_shared::ids::{ClientId, PersonId, SecretId, SessionId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::api::Api;
use crate::store::Store;

pub use secret::{Secret, make_folder, private};

/// How long an access token is good.
pub const ACCESS: Duration = Duration::minutes(15);
/// How long a session lasts without being used.
pub const SESSION: Duration = Duration::days(30);
/// How long the refresh token just before stays good.
const GRACE: Duration = Duration::seconds(30);

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<AuthLogin, _, _>(sign_in::login);
    api.serve::<AuthTotp, _, _>(sign_in::second_step);
    api.serve::<AuthRefresh, _, _>(sessions::refresh);
    api.serve::<AuthLogout, _, _>(sessions::logout);
    api.serve::<AuthKeys, _, _>(sessions::keys);
    api.serve::<MeLanguage, _, _>(sessions::language);
    api.serve::<SessionsList, _, _>(sessions::list);
    api.serve::<SessionsEnd, _, _>(sessions::end);
    api.serve::<SessionsEndOthers, _, _>(sessions::end_others);
    api.serve::<MeNotices, _, _>(notices::list);
    api.serve::<MeNoticesSeen, _, _>(notices::seen);
    api.serve::<MeSecurity, _, _>(contacts::security);
    api.serve::<ContactsAdd, _, _>(contacts::add);
    api.serve::<ContactsConfirm, _, _>(contacts::confirm);
    api.serve::<ContactsRemove, _, _>(contacts::remove);
    api.serve::<PasswordChange, _, _>(reset::change);
    api.serve::<AuthReset, _, _>(reset::ask);
    api.serve::<AuthResetUse, _, _>(reset::set);
    api.serve::<TotpBegin, _, _>(totp::begin);
    api.serve::<TotpConfirm, _, _>(totp::confirm);
    api.serve::<TotpCodes, _, _>(totp::recovery_codes);
    api.serve::<TotpOff, _, _>(totp::off);
    api.serve_form::<AuthToken, _>(client::token);
}

/// What an access token says: who, in which session or by which secret, until when. No rights: a program's scopes are a
/// limit, and what it may is read from the database like everybody's.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    aud: String,
    /// The person or the program.
    pub sub: Uuid,
    /// The session of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sid: Option<SessionId>,
    /// The program, which is never a person too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cid: Option<ClientId>,
    /// The secret that the program's token was given for: it ends with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sec: Option<SecretId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    iat: i64,
    exp: i64,
}

/// Who bears a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bearer {
    Person {
        person: PersonId,
        session: SessionId,
    },
    Client {
        client: ClientId,
        secret: SecretId,
        scopes: Vec<Scope>,
    },
}

impl Claims {
    /// The one that the token is of; none when it says too little, or both.
    pub fn bearer(&self) -> Option<Bearer> {
        match (self.sid, self.cid, self.sec, &self.scope) {
            (Some(session), None, None, None) => Some(Bearer::Person {
                person: PersonId(self.sub),
                session,
            }),
            (None, Some(client), Some(secret), Some(scope)) if client.0 == self.sub => Some(Bearer::Client {
                client,
                secret,
                scopes: Scope::parse_list(scope)?,
            }),
            _ => None,
        }
    }
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

    /// The secret of the installation.
    pub(crate) fn secret(&self) -> &Secret {
        &self.secret
    }

    /// The one place where passwords are hashed.
    pub(crate) fn passwords(&self) -> &password::Passwords {
        &self.passwords
    }

    /// The claims of an access token that is ours and good at this moment.
    pub fn verify(&self, token: &str, at: DateTime<Utc>) -> Option<Claims> {
        self.keys.verify(token, at)
    }
}
