//! Passwords: argon2id, a bounded number at a time, the same work whether the account exists or not.

use std::sync::{Arc, LazyLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::problem::{Error, Result};

/// How many hashes may be computed at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;
/// How many may wait for their turn: a few seconds' work. Whoever comes then is asked to come again.
const WAITING: usize = 100;
/// After how many seconds.
const AGAIN: i64 = 5;

/// Hashes and compares passwords off the threads that serve.
#[derive(Debug, Clone)]
pub struct Passwords {
    working: Arc<Semaphore>,
    /// Of those who work and those who wait.
    admitted: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self {
            working: Arc::new(Semaphore::new(AT_ONCE)),
            admitted: Arc::new(Semaphore::new(AT_ONCE + WAITING)),
        }
    }
}

/// A place at the work, given back when it is dropped.
struct Turn<'a> {
    _admitted: SemaphorePermit<'a>,
    _working: SemaphorePermit<'a>,
}

/// Hashes a password with a salt of its own.
///
/// # Errors
/// When the library refuses.
pub fn hash(password: &str) -> Result<String> {
    let hash = Argon2::default().hash_password_with_salt(password.as_bytes(), &crate::clock::random::<16>());
    hash.map(|hash| hash.to_string())
        .map_err(|error| Error::internal(error.to_string()))
}

/// Stands in for the hash of an account that does not exist.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody").unwrap_or_default());

impl Passwords {
    async fn turn(&self) -> Result<Turn<'_>> {
        let admitted = self
            .admitted
            .try_acquire()
            .map_err(|_| Error::unavailable(AGAIN))?;
        let working = self.working.acquire().await.map_err(Error::internal)?;
        Ok(Turn {
            _admitted: admitted,
            _working: working,
        })
    }

    /// Hashes a new password when it is its turn.
    ///
    /// # Errors
    /// `unavailable` when too many wait; when the library refuses, or the process is stopping.
    pub async fn hash(&self, password: String) -> Result<String> {
        let _turn = self.turn().await?;
        tokio::task::spawn_blocking(move || hash(&password))
            .await
            .map_err(Error::internal)?
    }

    /// Whether the password fits the hash; without a hash it takes as long and never fits.
    ///
    /// # Errors
    /// `unavailable` when too many wait; when the process is stopping.
    pub async fn fits(&self, password: String, stored: Option<String>) -> Result<bool> {
        let _turn = self.turn().await?;
        let known = stored.is_some();
        let work = move || {
            let stored = stored.unwrap_or_else(|| NOBODY.clone());
            let hash = PasswordHash::new(&stored).ok();
            hash.is_some_and(|hash| {
                Argon2::default()
                    .verify_password(password.as_bytes(), &hash)
                    .is_ok()
            })
        };
        let fits = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
        Ok(fits && known)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_fits() {
        let passwords = Passwords::default();
        let stored = hash("верно").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(
            passwords
                .fits("верно".into(), Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(!passwords.fits("неверно".into(), Some(stored)).await.unwrap());
        assert!(!passwords.fits("nobody".into(), None).await.unwrap());
    }

    /// More than the queue takes are asked to come again, and those who wait get their turn.
    #[tokio::test]
    async fn a_queue_that_is_full_takes_nobody_more() {
        use actix_web::http::header::RETRY_AFTER;
        use podskazka_shared::problem::ProblemKind;
        use podskazka_shared::text::Lang;
        use std::future::Future;
        use std::task::{Context, Waker};

        let passwords = Passwords::default();
        let busy = passwords.working.acquire_many(2).await.unwrap();
        let ask = || Box::pin(passwords.fits("guess".into(), None));
        let mut waiting: Vec<_> = (0..AT_ONCE + WAITING).map(|_| ask()).collect();
        let mut context = Context::from_waker(Waker::noop());
        for one in &mut waiting {
            assert!(one.as_mut().poll(&mut context).is_pending());
        }
        let refused = ask().await.unwrap_err();
        assert_eq!(refused.kind(), ProblemKind::Unavailable);
        let response = refused.response(Lang::Ru);
        assert_eq!(response.status(), 503);
        assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "5");
        // One who gives up makes room for another, and the work goes on.
        waiting.truncate(1);
        drop(busy);
        assert!(!ask().await.unwrap());
        assert!(!waiting.remove(0).await.unwrap());
    }

    /// Whoever watches the work sees no difference between somebody and nobody.
    #[test]
    fn nobody_costs_the_same_work_as_somebody() {
        let (nobody, somebody) = (NOBODY.clone(), hash("верно").unwrap());
        let cost = |stored: &str| {
            let parsed = PasswordHash::new(stored).unwrap();
            (parsed.algorithm, parsed.version, parsed.params.clone())
        };
        assert_eq!(cost(&nobody), cost(&somebody));
        assert_ne!(nobody, somebody);
    }
}
