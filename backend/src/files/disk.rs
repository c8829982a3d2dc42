//! Where the contents of files stand: one folder for all processes, each content under its hash, for its owner alone.
//!
//! What is still coming stands in `coming` beside them, so that it is put into its place by a rename and nobody sees half of it.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use podskazka_shared::problem::ProblemKind;

use crate::auth::{make_folder, private};
use crate::config::Config;
use crate::problem::Error;

/// The folder of contents.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
}

/// The folder within it for what is still coming.
const COMING: &str = "coming";

impl Disk {
    /// The folder that the settings name. It is made when the first file comes.
    pub fn of(config: &Config) -> Self {
        Self {
            root: config.files_dir(),
        }
    }

    /// A new file that is gone again unless it is put into its place.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn coming(&self) -> io::Result<(Coming, std::fs::File)> {
        let folder = self.root.join(COMING);
        make_folder(&folder)?;
        let name: uuid::Uuid = crate::clock::secret_id();
        let path = folder.join(format!("{name}.part"));
        let file = private(&path)?;
        Ok((Coming { path }, file))
    }

    /// Where a content stands.
    pub fn path(&self, hash: &str) -> PathBuf {
        let folder: String = hash.chars().take(2).collect();
        self.root.join(folder).join(hash)
    }

    /// Puts what has come into its place, over an equal content that may stand there, and waits until the disk has it. The caller
    /// holds the content's row.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn place(&self, mut coming: Coming, hash: &str) -> io::Result<()> {
        let to = self.path(hash);
        let folder = to.parent().unwrap_or(&self.root);
        if !folder.is_dir() {
            make_folder(folder)?;
            sync_folder(&self.root)?;
        }
        std::fs::rename(&coming.path, &to)?;
        // Nothing is left there to be cleaned up.
        coming.path = PathBuf::new();
        sync_folder(folder)
    }

    /// Takes a content away; one that is not there is gone already. The caller holds the content's row.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn remove(&self, hash: &str) -> io::Result<()> {
        gone(std::fs::remove_file(self.path(hash)))
    }

    /// Takes away what began to come before and never arrived, because a process was killed. What is alive is written to all the time.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn sweep_coming(&self, older_than: Duration) -> io::Result<usize> {
        let mut swept = 0;
        for entry in entries(&self.root.join(COMING))? {
            if is_older(&entry, older_than) {
                gone(std::fs::remove_file(entry))?;
                swept += 1;
            }
        }
        Ok(swept)
    }

    /// The contents on the disk that have stood there for so long, a folder at a time.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn contents(&self, older_than: Duration) -> io::Result<Vec<Vec<String>>> {
        let mut all = Vec::new();
        for folder in entries(&self.root)? {
            if folder.file_name().is_some_and(|name| name.len() == 2) && folder.is_dir() {
                let hashes = entries(&folder)?.into_iter().filter_map(|path| {
                    let hash = path
                        .file_name()?
                        .to_str()
                        .filter(|name| is_hash(name))?
                        .to_owned();
                    is_older(&path, older_than).then_some(hash)
                });
                all.push(hashes.collect());
            }
        }
        Ok(all)
    }
}

/// Whether it is the name of a content.
pub fn is_hash(name: &str) -> bool {
    name.len() == 64
        && name
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// By the disk's own times, which the clock of tests does not move.
#[expect(clippy::disallowed_methods, reason = "the disk goes by the system's clock")]
fn is_older(path: &Path, than: Duration) -> bool {
    let changed = std::fs::metadata(path).and_then(|data| data.modified());
    let age = changed
        .ok()
        .and_then(|at| SystemTime::now().duration_since(at).ok());
    age.is_some_and(|age| age >= than)
}

/// Names of new files are on the disk only when their folder is.
fn sync_folder(folder: &Path) -> io::Result<()> {
    match cfg!(unix) {
        true => std::fs::File::open(folder)?.sync_all(),
        false => Ok(()),
    }
}

/// A file that is still coming: gone from the disk when it is dropped.
#[derive(Debug)]
pub struct Coming {
    path: PathBuf,
}

impl Coming {
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Coming {
    fn drop(&mut self) {
        if self.path.as_os_str().is_empty() {
            return;
        }
        if let Err(error) = gone(std::fs::remove_file(&self.path)) {
            tracing::warn!(%error, "a file that did not arrive could not be removed");
        }
    }
}

/// A full disk has words of its own; all else is a fault of ours.
pub fn failed(error: io::Error) -> Error {
    let full = matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
    );
    if !full {
        return Error::internal(error);
    }
    tracing::error!(%error, "no room for files");
    ProblemKind::StorageFull.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_has_words_of_its_own() {
        let full = failed(io::Error::from(ErrorKind::StorageFull));
        assert_eq!(full.kind(), ProblemKind::StorageFull);
        assert_eq!(failed(io::Error::other("x")).kind(), ProblemKind::Internal);
    }

    #[test]
    fn what_does_not_arrive_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk {
            root: folder.path().join("files"),
        };
        let (coming, _) = disk.coming().unwrap();
        let path = coming.path().to_owned();
        assert!(path.is_file());
        drop(coming);
        assert!(!path.exists());
        // Of a process that was killed something stays, until it is old.
        let (coming, file) = disk.coming().unwrap();
        std::mem::forget(coming);
        assert_eq!(disk.sweep_coming(Duration::from_secs(3600)).unwrap(), 0);
        let now = file.metadata().unwrap().modified().unwrap();
        file.set_modified(now - Duration::from_secs(3700)).unwrap();
        assert_eq!(disk.sweep_coming(Duration::from_secs(3600)).unwrap(), 1);
    }

    #[test]
    fn a_content_has_one_place_however_often_it_comes() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk {
            root: folder.path().join("files"),
        };
        let hash = "ab".repeat(32);
        for _ in 0..2 {
            let (coming, _) = disk.coming().unwrap();
            disk.place(coming, &hash).unwrap();
        }
        assert!(disk.path(&hash).ends_with(format!("ab/{hash}")));
        assert_eq!(disk.contents(Duration::ZERO).unwrap(), vec![vec![hash.clone()]]);
        assert!(
            disk.contents(Duration::from_secs(60))
                .unwrap()
                .concat()
                .is_empty()
        );
        disk.remove(&hash).unwrap();
        disk.remove(&hash).unwrap();
        assert!(disk.contents(Duration::ZERO).unwrap().concat().is_empty());
    }
}
