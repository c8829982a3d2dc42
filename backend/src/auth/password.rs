//! Passwords: argon2id, a bounded number at a time, the same work whether the account exists or not.

use std::sync::{Arc, LazyLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::problem::{Error, Result};

/// How many hashes may be computed at once: each takes 19 MiB and a core.
const AT_ONCE: usize = 2;

/// Hashes and compares passwords off the threads that serve.
#[derive(Debug, Clone)]
pub struct Passwords(Arc<Semaphore>);

impl Default for Passwords {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
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
    /// Hashes a new password when it is its turn.
    ///
    /// # Errors
    /// When the library refuses, or the process is stopping.
    pub async fn hash(&self, password: String) -> Result<String> {
        let _turn = self.0.acquire().await.map_err(Error::internal)?;
        tokio::task::spawn_blocking(move || hash(&password))
            .await
            .map_err(Error::internal)?
    }

    /// Whether the password fits the hash; without a hash it takes as long and never fits.
    ///
    /// # Errors
    /// When the process is stopping.
    pub async fn fits(&self, password: String, stored: Option<String>) -> Result<bool> {
        let _turn = self.0.acquire().await.map_err(Error::internal)?;
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
