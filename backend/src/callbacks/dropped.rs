//! What this process knows of forms without asking the database: when a school can call, and how much was dropped.
//!
//! A post that is dropped writes nothing. The counts go into the database once a minute.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use podskazka_shared::ids::SchoolId;

use crate::access::System;
use crate::app::App;
use crate::problem::Result;
use crate::store;

/// Why a post was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Why {
    /// It is there already.
    Repeated,
    /// More than the limits let through.
    Limited,
    /// A program filled in what people do not see, or had no good token.
    Trapped,
}

impl Why {
    const fn code(self) -> &'static str {
        match self {
            Self::Repeated => "repeated",
            Self::Limited => "limited",
            Self::Trapped => "trapped",
        }
    }
}

/// How long what was found of a school's hours is taken for true.
const FRESH: Duration = Duration::seconds(60);

type Day = (SchoolId, NaiveDate, Why);

/// When hours begin, and when that was found.
#[derive(Debug, Clone, Copy)]
struct Opening {
    found: DateTime<Utc>,
    from: DateTime<Utc>,
}

/// As many entries as there are schools, and as there are in a minute.
#[derive(Debug, Default)]
pub struct Kept {
    openings: Mutex<HashMap<SchoolId, Opening>>,
    dropped: Mutex<HashMap<Day, i64>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Kept {
    pub(super) fn opening(&self, school: SchoolId, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let openings = lock(&self.openings);
        let Opening { found, from } = *openings.get(&school)?;
        (found <= at && at - found < FRESH).then_some(from)
    }

    pub(super) fn remember(&self, school: SchoolId, at: DateTime<Utc>, from: DateTime<Utc>) {
        lock(&self.openings).insert(school, Opening { found: at, from });
    }

    pub(super) fn drop_one(&self, school: SchoolId, day: NaiveDate, why: Why) {
        *lock(&self.dropped).entry((school, day, why)).or_default() += 1;
    }
}

/// Writes down what was dropped since the last time, and deletes what is too old.
///
/// # Errors
/// Those of the database; what was not written is counted the next time.
pub async fn tidy(app: &App, at: DateTime<Utc>) -> Result<()> {
    const WHY: System = System::CALLBACKS;
    let kept = &app.limits.callbacks;
    let counted = std::mem::take(&mut *lock(&kept.dropped));
    let written = app
        .store
        .write(async |tx| {
            for ((school, day, why), number) in &counted {
                store::callbacks::add_dropped(tx, WHY, (*school, *day), why.code(), *number).await?;
            }
            store::callbacks::forget(tx, WHY, at).await
        })
        .await;
    if written.is_err() {
        let mut dropped = lock(&kept.dropped);
        for (key, number) in counted {
            *dropped.entry(key).or_default() += number;
        }
    }
    written
}
