//! What a try of signing in is counted under, before any password is hashed.

use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use podskazka_shared::ids::DeviceId;

use super::throttle::{ADDRESS, CODE, CODE_DAY, Limit, NAME, address_key, key};
use super::why::SIGN_IN;
use crate::app::App;
use crate::problem::Result;
use crate::store::persons::Credentials;
use crate::store::{self, Tx};

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
