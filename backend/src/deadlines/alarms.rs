//! Who is told that little time is left, or that it is over: each once, and in working time only (T4). A term itself does not
//! wait for working time.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::TicketRead;
use podskazka_shared::ids::SchoolId;
use podskazka_shared::tickets::clocks::{TermClock, ToldKind};

use super::terms::Terms;
use crate::access::{Permit, SchoolCard, System};
use crate::app::App;
use crate::problem::Result;
use crate::store::tickets::{By, Running};
use crate::store::{self, Tx};

/// How many requests are looked at in one transaction.
const BATCH: u64 = 20;

const WHY: System = System::ALARM;

/// What the school of a batch counts by: now, for its working time, and once, for the clocks.
#[derive(Default)]
struct Known {
    now: HashMap<SchoolId, (SchoolCard, Terms)>,
    then: HashMap<(SchoolId, i64, i64, String), Terms>,
}

impl Known {
    async fn of(&mut self, tx: &Tx, permit: &Permit<TicketRead>, by: &By) -> Result<&Terms> {
        let key = (
            permit.school(),
            by.policy_version,
            by.calendar_version,
            by.time_zone.clone(),
        );
        match self.then.entry(key) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => Ok(new.insert(Terms::of(tx, permit, by).await?)),
        }
    }

    async fn now(&mut self, tx: &Tx, permit: &Permit<TicketRead>) -> Result<&(SchoolCard, Terms)> {
        match self.now.entry(permit.school()) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(new) => {
                let card = store::schools::of_permit(tx, permit).await?;
                let terms = Terms::current(tx, permit).await?;
                Ok(new.insert((card, terms)))
            }
        }
    }
}

/// Tells whoever is to be told at this moment.
///
/// # Errors
/// Those of the database.
pub async fn ring(app: &App, at: DateTime<Utc>) -> Result<()> {
    loop {
        let looked = app
            .store
            .write(async |tx| {
                let rows = store::tickets::alarms(tx, WHY, BATCH, at).await?;
                let mut known = Known::default();
                for row in &rows {
                    look(tx, &mut known, row, at).await?;
                }
                Ok(rows.len())
            })
            .await?;
        if u64::try_from(looked).unwrap_or(u64::MAX) < BATCH {
            return Ok(());
        }
    }
}

/// Tells what is due of one request, and notes when to look again.
async fn look(tx: &Tx, known: &mut Known, row: &Running, at: DateTime<Utc>) -> Result<()> {
    let permit: Permit<TicketRead> = Permit::system(WHY, row.school);
    let told = store::tickets::told(tx, WHY, row).await?;
    let mut next: Option<DateTime<Utc>> = None;
    for clock in TermClock::ALL {
        let stopped = match clock {
            TermClock::Considered => row.considered_at.is_some(),
            // What was due before it stood still is told all the same.
            TermClock::Answered => row.paused && row.answer_due_at.is_none(),
        };
        if stopped || ToldKind::ALL.iter().all(|kind| told.contains(&(clock, *kind))) {
            continue;
        }
        let Some(found) = store::tickets::clock_of(tx, row.id, row.term_from, clock).await? else {
            continue;
        };
        let events = match clock {
            TermClock::Considered => Vec::new(),
            TermClock::Answered => {
                let events = store::tickets::clock_events(tx, &[(row.id, row.term_from)]).await?;
                events.into_values().flatten().collect()
            }
        };
        let (warn, due) = known
            .of(tx, &permit, &found.by)
            .await?
            .alarms(row, clock, &events, at);
        for (kind, when) in [(ToldKind::Warning, warn), (ToldKind::Breach, due)] {
            let Some(when) = when.filter(|_| !told.contains(&(clock, kind))) else {
                continue;
            };
            let when = match when <= at {
                false => when,
                true => {
                    let (card, terms) = known.now(tx, &permit).await?;
                    let opens = terms.opens(at).unwrap_or(at);
                    if opens <= at {
                        // Where the warning had to wait so long, it tells what is.
                        let is_over = due.is_some_and(|due| due <= at);
                        tell(tx, card, row, (clock, kind, is_over), at).await?;
                        continue;
                    }
                    opens
                }
            };
            next = Some(next.map_or(when, |next| next.min(when)));
        }
    }
    store::tickets::look_again(tx, WHY, row.id, next).await
}

async fn tell(
    tx: &Tx,
    card: &SchoolCard,
    row: &Running,
    (clock, kind, is_over): (TermClock, ToldKind, bool),
    at: DateTime<Utc>,
) -> Result<()> {
    if !store::tickets::tell(tx, WHY, row, (clock, kind), at).await? {
        return Ok(());
    }
    let to = match kind {
        ToldKind::Warning => store::people::who_helps(tx, WHY, row, at).await?,
        ToldKind::Breach => store::people::who_oversees(tx, WHY, row, at).await?,
    };
    for to in to {
        crate::tickets::alarm(tx, (card.id, to), row, (clock, is_over), at).await?;
    }
    Ok(())
}
