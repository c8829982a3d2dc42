//! How often somebody may try, counted in the database before any work is done.

use actix_web::HttpRequest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::ids::DeviceId;

use super::{Secret, origin, why::SIGN_IN};
use crate::app::App;
use crate::limits::network;
use crate::problem::{Error, Result};
use crate::store::persons::Credentials;
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

/// Wrong passwords for one sign-in name, for all names of one person, or from one device that its owner uses.
const NAME: Limit = limit(10, Duration::minutes(5));
/// Wrong passwords from one address, behind which a whole school may sit.
const ADDRESS: Limit = limit(100, Duration::minutes(5));
/// Codes of the second step for one person.
const CODE: Limit = limit(5, Duration::minutes(5));
/// The same in a day, from devices that the person has not signed in from: whoever guesses there knows the password.
const CODE_DAY: Limit = limit(20, Duration::days(1));
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
pub(super) async fn over(app: &App, key: &str, limit: Limit, at: DateTime<Utc>) -> Result<Option<i64>> {
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
    fn refuses(self, (tries, until): (i32, DateTime<Utc>), at: DateTime<Utc>) -> Option<i64> {
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

/// What a try of signing in is counted under. A device that the owner has signed in from before has a counter of its own:
/// so nobody locks the owner out, neither by guessing at the name nor from behind the same address.
#[derive(Debug)]
pub(super) struct Tries {
    /// In the order in which they are counted, which is the order of locking their rows: the address first, because one that
    /// has tried too often adds no rows for new names.
    counters: Vec<Counter>,
}

#[derive(Debug)]
struct Counter {
    of: Counted,
    key: String,
    limit: Limit,
}

/// What a counter counts tries of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Device,
    Address,
    Name,
    /// All names of a person together. That it is full is told by no answer: it would tell whose the names are.
    Person,
    Code,
    Day,
}

/// What came of counting a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Fair,
    /// Too many for the person: looked at as if there were nobody.
    Nobody,
    /// Too many; the seconds to wait, and whether it is the person that was tried too often.
    Refused {
        wait: i64,
        of_person: bool,
    },
}

impl Tries {
    /// A password for a sign-in name, which may belong to somebody.
    pub(super) fn of_password(
        app: &App,
        name: &str,
        of: Option<&Credentials>,
        known: Option<DeviceId>,
        request: &HttpRequest,
    ) -> Self {
        let key = |kind: &str, value: &str| key(&app.auth.secret, kind, value);
        let counters = match (known, of) {
            (Some(device), Some(of)) => {
                vec![Counter::of_device(app, "throttle-login-device", device, of, NAME)]
            }
            // Of nobody as much is counted as of somebody. A new password is a new beginning.
            _ => vec![
                Counter::of_address(app, request),
                Counter {
                    of: Counted::Name,
                    key: key("throttle-login", name),
                    limit: NAME,
                },
                Counter {
                    of: Counted::Person,
                    key: match of {
                        Some(of) => key("throttle-login-person", &password_of(of)),
                        None => key("throttle-login-nobody", name),
                    },
                    limit: NAME,
                },
            ],
        };
        Self { counters }
    }

    /// A code of a person's second step. One of the app may be found by trying long enough, a recovery code may not.
    pub(super) fn of_code(
        app: &App,
        of: &Credentials,
        of_app: bool,
        known: Option<DeviceId>,
        request: &HttpRequest,
    ) -> Self {
        if let Some(device) = known {
            return Self {
                counters: vec![Counter::of_device(app, "throttle-code-device", device, of, CODE)],
            };
        }
        let key = |kind: &str, value: &str| key(&app.auth.secret, kind, value);
        let mut counters = vec![
            Counter::of_address(app, request),
            Counter {
                of: Counted::Code,
                key: key("throttle-code", &of.person.to_string()),
                limit: CODE,
            },
        ];
        if of_app {
            counters.push(Counter {
                of: Counted::Day,
                key: key("throttle-code-day", &password_of(of)),
                limit: CODE_DAY,
            });
        }
        Self { counters }
    }

    /// Counts the try before any password is hashed. One that is refused anyway writes nothing.
    pub(crate) async fn count(&self, app: &App, at: DateTime<Utc>) -> Result<Verdict> {
        for counter in self
            .counters
            .iter()
            .filter(|counter| counter.of != Counted::Person)
        {
            let stands = store::throttle::tries(&app.store, SIGN_IN, &counter.key, at).await?;
            if let Some(wait) = counter.limit.refuses(stands, at) {
                return Ok(counter.refused(wait));
            }
        }
        app.store
            .write(async |tx| {
                for counter in &self.counters {
                    let until = at + counter.limit.window;
                    let counted = store::throttle::count_try(tx, SIGN_IN, &counter.key, at, until).await?;
                    if let Some(wait) = counter.limit.refuses(counted, at) {
                        return Ok(counter.refused(wait));
                    }
                }
                Ok(Verdict::Fair)
            })
            .await
    }

    /// It fitted: the tries before it are forgotten, and it counts neither against its address nor against its day.
    pub(super) async fn forget(&self, tx: &Tx) -> Result<()> {
        for counter in &self.counters {
            match counter.of {
                Counted::Address | Counted::Day => {
                    store::throttle::uncount_try(tx, SIGN_IN, &counter.key).await?;
                }
                Counted::Device | Counted::Name | Counted::Person | Counted::Code => {
                    store::throttle::forget_tries(tx, SIGN_IN, &counter.key).await?;
                }
            }
        }
        Ok(())
    }
}

impl Counter {
    fn of_device(app: &App, kind: &str, device: DeviceId, of: &Credentials, limit: Limit) -> Self {
        Self {
            of: Counted::Device,
            key: key(&app.auth.secret, kind, &format!("{device}.{}", of.person)),
            limit,
        }
    }

    fn of_address(app: &App, request: &HttpRequest) -> Self {
        Self {
            of: Counted::Address,
            key: address_key(app, "throttle-address", request),
            limit: ADDRESS,
        }
    }

    fn refused(&self, wait: i64) -> Verdict {
        match self.of {
            Counted::Person => Verdict::Nobody,
            Counted::Address => Verdict::Refused {
                wait,
                of_person: false,
            },
            Counted::Device | Counted::Name | Counted::Code | Counted::Day => Verdict::Refused {
                wait,
                of_person: true,
            },
        }
    }
}

/// The person with this password: with the next one, what was guessed at this one is over.
fn password_of(of: &Credentials) -> String {
    format!("{}.{}", of.person, of.password_at.timestamp_micros())
}
