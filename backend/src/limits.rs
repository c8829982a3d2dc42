//! How many requests a minute: an account by its verified token, everybody else by address. Each process counts for itself.
//!
//! The counting is GCRA, which keeps one moment a key and lets a whole minute's worth come at once. It is our own, twenty
//! lines, so that it runs on [`Clock`](crate::clock::Clock) and tests need not wait.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::web;
use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use crate::app::App;
use crate::auth::origin::{self, Credential};
use crate::config::Config;
use crate::problem::Error;

/// The counts of one process.
#[derive(Debug)]
pub struct Limits {
    accounts: Counts<Uuid>,
    addresses: Counts<IpAddr>,
    pub(crate) callbacks: crate::callbacks::Kept,
    pub(crate) files: crate::files::Kept,
}

impl Limits {
    /// Nobody has sent anything yet.
    pub fn of(config: &Config) -> Self {
        Self {
            accounts: Counts::new(config.requests_per_minute),
            addresses: Counts::new(config.guest_requests_per_minute),
            callbacks: crate::callbacks::Kept::default(),
            files: crate::files::Kept::default(),
        }
    }
}

/// Answers 429 to those who ask too often. Files of the app and signs of life are not counted: a class that opens the app at
/// the bell must not be shut out.
///
/// # Errors
/// Those of the service behind it.
pub async fn guard<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, BoxBody>>, actix_web::Error> {
    match refusal(&request) {
        None => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Some(error) => {
            let lang = crate::call::language(request.request());
            Ok(request.into_response(error.response(lang)).map_into_right_body())
        }
    }
}

fn refusal(request: &ServiceRequest) -> Option<Error> {
    let path = request.path();
    if !(path.starts_with("/api/") || path.starts_with("/public/")) {
        return None;
    }
    let app = request.app_data::<web::Data<App>>()?;
    let (at, request) = (app.clock.now(), request.request());
    // A frame on another site looks at nobody's session.
    let credential = Credential::of(request).filter(|_| !crate::public::embed::is_here(path));
    let claims = credential.and_then(|credential| app.auth.verify(&credential.token, at));
    let taken = match claims {
        Some(claims) => app.limits.accounts.take(claims.sub, at),
        None => app
            .limits
            .addresses
            .take(network(origin::address(request, &app.config)?), at),
    };
    taken.err().map(|wait| {
        // Rounded up: who waits that long gets in.
        Error::too_many(wait.num_seconds() + 1)
    })
}

/// What counts as one sender: whoever has one IPv6 address has all of its /64.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[derive(Debug)]
struct Counts<K> {
    per_minute: u32,
    kept: Mutex<Kept<K>>,
}

#[derive(Debug)]
struct Kept<K> {
    /// For each key the moment at which all that it sent is worn off.
    worn_off: HashMap<K, DateTime<Utc>>,
    /// With so many keys, those that are worn off are swept out.
    sweep_at: usize,
}

/// Fewer keys than this are never swept.
const SWEEP: usize = 4096;

impl<K: Eq + Hash> Counts<K> {
    fn new(per_minute: u32) -> Self {
        Self {
            per_minute,
            kept: Mutex::new(Kept {
                worn_off: HashMap::new(),
                sweep_at: SWEEP,
            }),
        }
    }

    /// Counts one request, or tells how long to wait.
    fn take(&self, key: K, at: DateTime<Utc>) -> Result<(), Duration> {
        let minute = Duration::minutes(1);
        let each = minute / i32::try_from(self.per_minute).unwrap_or(i32::MAX);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.worn_off.len() >= kept.sweep_at {
            kept.worn_off.retain(|_, moment| *moment > at);
            // At twice what is left, so that sweeping costs next to nothing a request.
            kept.sweep_at = SWEEP.max(2 * kept.worn_off.len());
        }
        let moment = kept.worn_off.entry(key).or_insert(at);
        let next = (*moment).max(at) + each;
        let over = next - at - minute;
        if over > Duration::zero() {
            return Err(over);
        }
        *moment = next;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    #[test]
    fn a_minutes_worth_may_come_at_once_and_then_one_by_one() {
        let counts = Counts::new(6);
        for _ in 0..6 {
            assert_eq!(counts.take("a", at(0)), Ok(()));
        }
        assert_eq!(counts.take("a", at(0)), Err(Duration::seconds(10)));
        assert_eq!(
            counts.take("a", at(4)),
            Err(Duration::seconds(6)),
            "a refusal costs nothing"
        );
        assert_eq!(counts.take("b", at(4)), Ok(()), "another key has its own count");
        assert_eq!(counts.take("a", at(10)), Ok(()));
        assert!(counts.take("a", at(10)).is_err());
        for _ in 0..6 {
            assert_eq!(counts.take("a", at(100)), Ok(()));
        }
        assert!(counts.take("a", at(100)).is_err());
    }

    #[test]
    fn keys_that_are_worn_off_take_no_room_for_ever() {
        let counts = Counts::new(60);
        for n in 0..100_000_i64 {
            assert_eq!(counts.take(n, at(n)), Ok(()));
        }
        assert!(counts.kept.lock().unwrap().worn_off.len() <= SWEEP);
    }

    #[test]
    fn addresses_of_one_home_count_as_one() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("198.51.100.7"), of("198.51.100.8"));
    }
}
