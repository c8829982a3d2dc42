//! The only source of "now" and of randomness, so that tests can move the one and nothing depends on globals.

use chrono::{DateTime, Utc};
use podskazka_shared::zone::micros;
use uuid::{NoContext, Timestamp, Uuid};

/// Tells the time, in UTC and cut to microseconds, and makes ids.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    #[cfg(feature = "test-clock")]
    moved: Option<std::sync::Arc<std::sync::atomic::AtomicI64>>,
}

impl Clock {
    /// A clock that stands still until it is moved; only in builds with the feature `test-clock`.
    #[cfg(feature = "test-clock")]
    pub fn standing_at(at: DateTime<Utc>) -> Self {
        Self {
            moved: Some(std::sync::Arc::new(at.timestamp_micros().into())),
        }
    }

    /// Moves a standing clock; another clock stays as it is.
    #[cfg(feature = "test-clock")]
    pub fn advance(&self, by: chrono::Duration) {
        if let Some(moved) = &self.moved {
            moved.fetch_add(
                by.num_microseconds().unwrap_or(0),
                std::sync::atomic::Ordering::SeqCst,
            );
        }
    }

    /// The moment.
    pub fn now(&self) -> DateTime<Utc> {
        #[cfg(feature = "test-clock")]
        if let Some(moved) = &self.moved {
            let micros = moved.load(std::sync::atomic::Ordering::SeqCst);
            return DateTime::from_timestamp_micros(micros).unwrap_or_default();
        }
        #[expect(clippy::disallowed_methods, reason = "this is the clock")]
        micros(Utc::now())
    }
}

/// A new id that sorts by the moment of its birth.
pub fn new_id<T: From<Uuid>>(at: DateTime<Utc>) -> T {
    let seconds = u64::try_from(at.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(
        NoContext,
        seconds,
        at.timestamp_subsec_nanos(),
    ))
    .into()
}

/// A new id that tells nothing, not even when it was made.
pub fn secret_id<T: From<Uuid>>() -> T {
    uuid::Builder::from_random_bytes(random()).into_uuid().into()
}

/// Random bytes from the operating system.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[expect(clippy::disallowed_methods, reason = "this is the source of randomness")]
    rand::Rng::fill_bytes(&mut rand::rng(), &mut bytes);
    bytes
}
