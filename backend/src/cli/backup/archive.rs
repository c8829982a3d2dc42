//! The archive of a backup: a tar file with `database` and, under its hash, each content of `files`.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::access::System;
use crate::files::Disk;
use crate::files::disk::{Coming, is_hash};
use crate::store::{self, Store};

/// The name of the database in the archive.
const DATABASE: &str = "database";
/// The folder of contents in the archive.
const FILES: &str = "files";
/// How many names are read at once.
const AT_ONCE: u64 = 5000;

/// Backups of before there were files are the database alone: of SQLite, or as `pg_dump` wrote it.
const ALONE: [&[u8]; 2] = [b"SQLite format 3\0", b"PGDMP"];

/// The contents that the database names now.
pub(super) async fn wanted(store: &Store) -> Result<BTreeSet<String>, String> {
    let mut all: BTreeSet<String> = BTreeSet::new();
    loop {
        let after = all.last().cloned().unwrap_or_default();
        let some = store::files::in_use(store, System::because("backup"), &after, AT_ONCE).await;
        let some = some.map_err(|error| error.to_string())?;
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some);
    }
}

/// An archive that is being written.
pub(super) struct Archive {
    tar: tar::Builder<File>,
    held: BTreeSet<String>,
}

impl Archive {
    pub(super) fn begin(to: File) -> Self {
        Self {
            tar: tar::Builder::new(to),
            held: BTreeSet::new(),
        }
    }

    /// Adds the contents on the disk that it does not hold yet.
    pub(super) fn with_files(mut self, disk: &Disk) -> Result<Self, String> {
        let folders = disk.contents(Duration::ZERO).map_err(|error| error.to_string())?;
        for hash in folders.into_iter().flatten() {
            if self.held.contains(&hash) {
                continue;
            }
            match self.add(&format!("{FILES}/{hash}"), &disk.path(&hash)) {
                Ok(()) => {
                    self.held.insert(hash);
                }
                // Nobody's any more since the folder was read.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(format!("{hash}: {error}")),
            }
        }
        Ok(self)
    }

    pub(super) fn with_database(mut self, copy: &Path) -> Result<Self, String> {
        self.add(DATABASE, copy).map_err(|error| error.to_string())?;
        Ok(self)
    }

    fn add(&mut self, name: &str, path: &Path) -> io::Result<()> {
        let mut file = File::open(path)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(file.metadata()?.len());
        header.set_mode(0o600);
        header.set_cksum();
        self.tar.append_data(&mut header, name, &mut file)
    }

    /// Ends it and waits for the disk; tells how many contents it holds, and how many of the wanted it lacks.
    pub(super) fn finish(self, wanted: &BTreeSet<String>) -> Result<(usize, usize), String> {
        let missing = wanted.difference(&self.held).count();
        let file = self.tar.into_inner().map_err(|error| error.to_string())?;
        file.sync_all().map_err(|error| error.to_string())?;
        Ok((self.held.len(), missing))
    }
}

/// What an archive held.
pub(super) struct Opened {
    /// None when the whole backup is the database.
    database: Option<Coming>,
    files: usize,
}

impl Opened {
    /// Where the copy of the database stands.
    pub(super) fn database<'a>(&'a self, whole: &'a Path) -> &'a Path {
        self.database.as_ref().map_or(whole, Coming::path)
    }

    pub(super) fn files(&self) -> usize {
        self.files
    }
}

/// Reads an archive to its end: each content is checked and put into its place, or only those that the disk lacks; the database is
/// unpacked beside them.
pub(super) fn open(disk: &Disk, path: &Path, only_lacking: bool) -> Result<Opened, String> {
    let name = path.display();
    let failed = |error: io::Error| format!("{name} is not a backup: {}", one_line(&error));
    let mut head = Vec::new();
    let mut file = File::open(path).map_err(failed)?;
    (&mut file).take(16).read_to_end(&mut head).map_err(failed)?;
    if ALONE.iter().any(|begin| head.starts_with(begin)) {
        return Ok(Opened {
            database: None,
            files: 0,
        });
    }
    let file = File::open(path).map_err(failed)?;
    let mut tar = tar::Archive::new(io::BufReader::new(file));
    let (mut database, mut files) = (None, 0);
    for entry in tar.entries().map_err(failed)? {
        let mut entry = entry.map_err(failed)?;
        let path = entry.path().map_err(failed)?.into_owned();
        let text = path.to_str().unwrap_or_default();
        match text.split_once('/') {
            None if text == DATABASE => {
                let (coming, mut to) = disk.coming().map_err(failed)?;
                io::copy(&mut entry, &mut to).map_err(failed)?;
                to.sync_all().map_err(failed)?;
                database = Some(coming);
            }
            Some((FILES, hash)) if is_hash(hash) => {
                files += 1;
                if only_lacking && disk.path(hash).is_file() {
                    continue;
                }
                let coming = sound(disk, &mut entry, hash).map_err(failed)?;
                disk.place(coming, hash).map_err(failed)?;
            }
            None | Some(_) => return Err(format!("{name} is not a backup: {text:?} stands in it")),
        }
    }
    match database {
        Some(database) => Ok(Opened {
            database: Some(database),
            files,
        }),
        None => Err(format!("{name} is not a backup: no database stands in it")),
    }
}

/// A content as its hash tells it.
fn sound(disk: &Disk, from: &mut impl Read, hash: &str) -> io::Result<Coming> {
    let (coming, mut to) = disk.coming()?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer)?;
        let piece = buffer.get(..read).unwrap_or_default();
        if piece.is_empty() {
            break;
        }
        hasher.update(piece);
        to.write_all(piece)?;
    }
    let is: String = hasher
        .finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    if is != hash {
        return Err(io::Error::other(format!("the file {hash} is damaged")));
    }
    to.sync_all()?;
    Ok(coming)
}

fn one_line(error: &io::Error) -> String {
    error.to_string().replace('\n', " ")
}
