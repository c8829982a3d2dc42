//! The articles of schools, taken apart and kept in memory until they change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use podskazka_shared::access::action::ArticleRead;
use podskazka_shared::ids::SchoolId;

use super::engine::Index;
use crate::access::Permit;
use crate::problem::{Error, Result};
use crate::store::{self, Store};

/// The most schools whose articles are kept at once.
const SCHOOLS: usize = 200;

type Stamp = (i64, i64);

#[derive(Debug)]
struct Kept {
    stamp: Stamp,
    index: Arc<Index>,
    /// When it was asked for last, in questions of this process.
    used: u64,
}

/// The indexes of the schools that were asked for last. Each process has its own, and sees by the database when it is old.
#[derive(Debug, Default)]
pub struct Shelves {
    kept: Mutex<(u64, HashMap<SchoolId, Kept>)>,
    /// Whoever takes a school's articles apart: the others wait instead of doing it too.
    building: tokio::sync::Mutex<()>,
}

impl Shelves {
    fn take(&self, school: SchoolId, stamp: Stamp) -> Option<Arc<Index>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.0 += 1;
        let now = kept.0;
        let found = kept.1.get_mut(&school).filter(|kept| kept.stamp == stamp)?;
        found.used = now;
        Some(Arc::clone(&found.index))
    }

    fn put(&self, school: SchoolId, stamp: Stamp, index: Arc<Index>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let used = kept.0;
        if kept.1.len() >= SCHOOLS {
            let oldest = kept
                .1
                .iter()
                .min_by_key(|(_, kept)| kept.used)
                .map(|(school, _)| *school);
            if let Some(oldest) = oldest {
                kept.1.remove(&oldest);
            }
        }
        kept.1.insert(school, Kept { stamp, index, used });
    }

    /// The index of the school as its articles stand now.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(&self, store: &Store, permit: &Permit<ArticleRead>) -> Result<Arc<Index>> {
        let (school, stamp) = (permit.school(), store::articles::stamp(store, permit).await?);
        if let Some(index) = self.take(school, stamp) {
            return Ok(index);
        }
        let _one = self.building.lock().await;
        if let Some(index) = self.take(school, stamp) {
            return Ok(index);
        }
        // What is written meanwhile shows in the next stamp.
        let sources = store::articles::sources(store, permit).await?;
        let index = tokio::task::spawn_blocking(move || Arc::new(Index::of(&sources)))
            .await
            .map_err(Error::internal)?;
        self.put(school, stamp, Arc::clone(&index));
        Ok(index)
    }
}
