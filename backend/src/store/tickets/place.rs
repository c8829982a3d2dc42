//! Where a request stands in the queue: by what is to be done for it next.

use chrono::{DateTime, NaiveDate, Utc};

/// The place in the queue of what is open and has no time.
fn no_due() -> DateTime<Utc> {
    far(30)
}

/// The place in the queue of what is done.
pub(in crate::store) fn done() -> DateTime<Utc> {
    far(31)
}

fn far(day: u32) -> DateTime<Utc> {
    let date = NaiveDate::from_ymd_opt(9999, 12, day).unwrap_or(NaiveDate::MAX);
    date.and_hms_opt(0, 0, 0).unwrap_or_default().and_utc()
}

/// What decides on the place of a request in the queue.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub open: bool,
    pub considered: bool,
    pub due_at: DateTime<Utc>,
    pub answer_due_at: Option<DateTime<Utc>>,
}

impl Place {
    /// The next moment by which something is to be done.
    pub(super) fn next(self) -> Option<DateTime<Utc>> {
        let considered = (!self.considered).then_some(self.due_at);
        [considered, self.answer_due_at].into_iter().flatten().min()
    }

    pub(super) fn queue_at(self, merged: Option<DateTime<Utc>>) -> DateTime<Utc> {
        match self.open {
            true => [self.next(), merged]
                .into_iter()
                .flatten()
                .min()
                .unwrap_or_else(no_due),
            false => done(),
        }
    }
}

/// The rank of a request that was merged and whose clocks still run; see the migration for the others.
pub(super) const MERGED: i16 = 3;
