//! The installation's secret: a file that only its owner reads, from which every other key is derived.

use std::io::Write;
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::clock::random;

/// 32 random bytes. On PostgreSQL every process of the installation has the same file.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

impl Secret {
    /// Reads `secret.key` in the data folder, or makes it, with mode 0600.
    ///
    /// # Errors
    /// One line for people.
    pub fn in_folder(folder: &Path) -> Result<Self, String> {
        make_folder(folder).map_err(|e| format!("data folder {}: {e}", folder.display()))?;
        let path = folder.join("secret.key");
        let failed = |e: std::io::Error| format!("{}: {e}", path.display());
        if !path.exists() {
            // Written beside and linked into place: of two processes that begin together one wins, and both read its file.
            let fresh = folder.join(format!(
                "secret.key.{}",
                uuid::Uuid::from_bytes(random()).simple()
            ));
            let mut file = private(&fresh).map_err(failed)?;
            file.write_all(&random::<32>())
                .and_then(|()| file.sync_all())
                .map_err(failed)?;
            let linked = std::fs::hard_link(&fresh, &path);
            std::fs::remove_file(&fresh).map_err(failed)?;
            if let Err(error) = linked
                && error.kind() != std::io::ErrorKind::AlreadyExists
            {
                return Err(failed(error));
            }
        }
        check_private(&path)?;
        let bytes = std::fs::read(&path).map_err(failed)?;
        let bytes = bytes
            .try_into()
            .map_err(|_| format!("{}: not 32 bytes", path.display()))?;
        Ok(Self(bytes))
    }

    /// A secret for one purpose.
    fn derive(&self, purpose: &str) -> [u8; 32] {
        mac(&self.0, purpose.as_bytes()).finalize().into_bytes().into()
    }

    /// A code that proves that this installation wrote `text` for `purpose`.
    pub fn sign(&self, purpose: &str, text: &[u8]) -> [u8; 32] {
        mac(&self.derive(purpose), text).finalize().into_bytes().into()
    }

    /// Whether the code is the one of [`sign`](Self::sign), compared in constant time.
    pub fn signed(&self, purpose: &str, text: &[u8], code: &[u8]) -> bool {
        mac(&self.derive(purpose), text).verify_slice(code).is_ok()
    }

    /// Encrypts what is stored in the database.
    pub fn seal(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let nonce: [u8; 12] = random();
        let sealed = self.cipher().encrypt(&Nonce::from(nonce), plain).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// Opens what [`seal`](Self::seal) made; none when it was made with another secret.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_first_chunk::<12>()?;
        self.cipher().decrypt(&Nonce::from(*nonce), sealed).ok()
    }

    fn cipher(&self) -> ChaCha20Poly1305 {
        ChaCha20Poly1305::new(&self.derive("seal").into())
    }
}

fn mac(key: &[u8; 32], text: &[u8]) -> Hmac<Sha256> {
    // A key shorter than the block is filled up with zeros (RFC 2104).
    let mut block = [0; 64];
    block
        .iter_mut()
        .zip(key)
        .for_each(|(byte, of_key)| *byte = *of_key);
    Hmac::new(&block.into()).chain_update(text)
}

/// Makes the data folder, which only its owner reads, unless it is there.
///
/// # Errors
/// Those of the file system.
#[cfg(unix)]
pub fn make_folder(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
}

#[cfg(not(unix))]
pub fn make_folder(path: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(path)
}

/// Makes a file that only its owner reads.
///
/// # Errors
/// Those of the file system; the file must not exist.
#[cfg(unix)]
pub fn private(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
pub fn private(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path)
        .map_err(|e| format!("{}: {e}", path.display()))?
        .permissions()
        .mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(format!(
            "{}: others can read it; run chmod 600 on it",
            path.display()
        ))
    }
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), String> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_made_once_and_refused_when_others_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = Secret::in_folder(folder.path()).unwrap();
        let again = Secret::in_folder(folder.path()).unwrap();
        assert_eq!(first.0, again.0);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.path().join("secret.key");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
            assert!(
                Secret::in_folder(folder.path())
                    .unwrap_err()
                    .contains("chmod 600")
            );
        }
    }

    #[test]
    fn what_is_sealed_opens_only_with_the_same_secret() {
        let sealed = Secret([1; 32]).seal(b"key").unwrap();
        assert_eq!(Secret([1; 32]).open(&sealed).as_deref(), Some(b"key".as_slice()));
        assert_eq!(Secret([2; 32]).open(&sealed), None);
        assert_eq!(Secret([1; 32]).open(b"short"), None);
    }
}
