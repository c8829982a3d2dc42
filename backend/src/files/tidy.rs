//! What no message names goes, and then what no file has goes from the disk.

use std::sync::PoisonError;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::disk::{Disk, failed};
use crate::access::System;
use crate::app::App;
use crate::problem::{Error, Result};
use crate::store::files::WAITS;
use crate::store::{self, Store};

const WHY: System = System::FILES;
/// How many contents one round takes away.
const AT_ONCE: u64 = 100;
/// How often the whole disk is looked through, first when the server begins to work.
const WALK_EVERY: chrono::Duration = chrono::Duration::hours(1);
/// How long a file may be still coming without a byte; what stands longer was left by a process that was killed.
const COMING: Duration = Duration::from_secs(60 * 60);
/// How long a content stands on the disk that no row knows.
const UNKNOWN: Duration = Duration::from_secs(24 * 60 * 60);

/// Deletes uploads that wait for their message for too long, contents that are nobody's, and once an hour what killed processes
/// left on the disk.
///
/// # Errors
/// Those of the database and of the disk.
pub async fn tidy(app: &App, at: DateTime<Utc>) -> Result<()> {
    app.store
        .write(async |tx| store::files::forget(tx, WHY, at - WAITS, at).await)
        .await?;
    let disk = Disk::of(&app.config);
    take_away(&app.store, &disk).await?;
    let due = {
        let mut walked = app
            .limits
            .files
            .walked
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let due = walked.is_none_or(|last| at - last >= WALK_EVERY);
        if due {
            *walked = Some(at);
        }
        due
    };
    if due {
        walk(&app.store, &disk, at).await?;
    }
    Ok(())
}

/// Takes from the disk what no file has any more.
///
/// # Errors
/// Those of the database and of the disk.
pub async fn take_away(store: &Store, disk: &Disk) -> Result<()> {
    loop {
        let unused = store::files::unused(store, WHY, AT_ONCE).await?;
        for hash in &unused {
            store
                .write(async |tx| match store::files::give_up(tx, WHY, hash).await? {
                    true => remove(disk, hash).await,
                    false => Ok(()),
                })
                .await?;
        }
        if u64::try_from(unused.len()).unwrap_or_default() < AT_ONCE {
            return Ok(());
        }
    }
}

async fn remove(disk: &Disk, hash: &str) -> Result<()> {
    let (disk, hash) = (disk.clone(), hash.to_owned());
    tokio::task::spawn_blocking(move || disk.remove(&hash))
        .await
        .map_err(Error::internal)?
        .map_err(failed)
}

async fn walk(store: &Store, disk: &Disk, at: DateTime<Utc>) -> Result<()> {
    let here = disk.clone();
    let look = move || {
        here.sweep_coming(COMING)?;
        here.contents(UNKNOWN)
    };
    let folders = tokio::task::spawn_blocking(look).await.map_err(Error::internal)?;
    for hashes in folders.map_err(failed)? {
        for some in hashes.chunks(500) {
            let known = store::files::known(store, WHY, some).await?;
            for hash in some.iter().filter(|hash| !known.contains(hash)) {
                store
                    .write(
                        async |tx| match store::files::give_up_unknown(tx, WHY, hash, at).await? {
                            true => remove(disk, hash).await,
                            false => Ok(()),
                        },
                    )
                    .await?;
            }
        }
    }
    Ok(())
}
