//! The terms of requests: counted when they begin, and anew when the school's policy, calendar or zone changes while they run
//! (T4). What has stopped keeps what it was counted by.

use std::borrow::Cow;
use std::cell::OnceCell;

use chrono::{DateTime, Duration, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::TicketRead;
use podskazka_shared::calendar::deadline::{DeadlineError, deadline};
use podskazka_shared::calendar::{Calendar, ClockEvent, ClockEventKind, Deadline, Target};
use podskazka_shared::calendars::SchoolCalendar;
use podskazka_shared::deadlines::policy::{DeadlinePolicy, TicketDeadline};
use podskazka_shared::tickets::{CONSIDER_WITHIN_MINUTES, RequesterGroup, Topic};

use super::followed;
use crate::access::{Granted, Permit};
use crate::problem::{Error, Result};
use crate::store::policies::{Term, Unconsidered};
use crate::store::tickets::TicketRow;
use crate::store::{self, Db, Tx};

/// How many requests are counted anew at once.
const PAGE: u64 = 500;

/// By what a school counts terms.
#[derive(Debug, Clone)]
pub struct Terms {
    policy: DeadlinePolicy,
    policy_version: i64,
    calendar: SchoolCalendar,
    calendar_version: i64,
    zone: Tz,
}

fn start(at: DateTime<Utc>) -> ClockEvent {
    ClockEvent {
        at,
        event: ClockEventKind::Start,
    }
}

impl Terms {
    /// What is in force now. Who begins a term by it has held the school's plan before (`store::plans::hold`), so that
    /// nothing is published meanwhile.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn current<A: ActionType>(db: &impl Db, permit: &Permit<A>) -> Result<Self> {
        // The zone as it is now, not as it was when the request came in.
        let zone = store::schools::of_permit(db, permit).await?.zone;
        let policy = store::policies::current(db, permit).await?;
        let calendar = store::calendars::current(db, permit).await?;
        Ok(Self {
            policy: policy.policy,
            policy_version: policy.version,
            calendar: calendar.calendar,
            calendar_version: calendar.version,
            zone,
        })
    }

    /// The days that clocks may be followed through which start at this moment or in the years after it.
    fn laid_out(&self, first: DateTime<Utc>) -> Calendar {
        self.calendar.working(self.zone.name(), followed(&[start(first)]))
    }

    fn followed(
        &self,
        target: Target,
        events: &[ClockEvent],
        now: DateTime<Utc>,
    ) -> std::result::Result<Deadline, DeadlineError> {
        let calendar = self.calendar.working(self.zone.name(), followed(events));
        deadline(&calendar, self.zone, target, events, now)
    }

    /// Whether each rule comes to an end for who asks now.
    pub(super) fn is_reachable(&self, at: DateTime<Utc>) -> bool {
        let mut targets = self.policy.rules.iter().map(|rule| rule.considered);
        targets.all(|target| self.followed(target, &[start(at)], at).is_ok())
    }

    /// The term of a request that begins at a moment. Where the calendar has no working time for years, a day of plain time
    /// holds: nobody waits for ever.
    pub fn begin(&self, group: RequesterGroup, topic: Topic, from: DateTime<Utc>) -> Term {
        self.counted((group, topic, from), || Cow::Owned(self.laid_out(from)))
    }

    /// The same for many, none of which begins before `first`: the calendar is laid out once, if at all.
    fn begin_all(&self, rows: &[Unconsidered], first: DateTime<Utc>) -> Vec<Term> {
        let laid = OnceCell::new();
        let calendar = || Cow::Borrowed(laid.get_or_init(|| self.laid_out(first)));
        let term = |row: &Unconsidered| self.counted((row.group, row.topic, row.term_from), calendar);
        rows.iter().map(term).collect()
    }

    fn counted<'a>(
        &self,
        (group, topic, from): (RequesterGroup, Topic, DateTime<Utc>),
        calendar: impl FnOnce() -> Cow<'a, Calendar>,
    ) -> Term {
        let plain = |minutes: u32| from + Duration::minutes(minutes.into());
        let due_at = match self.policy.considered(group, topic) {
            // Plain time knows no calendar, and to lay one out takes longer than all the rest.
            Target::Calendar { minutes } => plain(minutes),
            target @ (Target::Working { .. } | Target::WorkingDays { .. }) => {
                let found = deadline(&calendar(), self.zone, target, &[start(from)], from).ok();
                let due = found.and_then(|found| found.due_at);
                due.unwrap_or_else(|| plain(CONSIDER_WITHIN_MINUTES))
            }
        };
        Term {
            due_at,
            policy_version: self.policy_version,
            calendar_version: self.calendar_version,
            time_zone: self.zone.name().to_owned(),
        }
    }
}

/// Counts all running terms of a school anew: its policy, its calendar or its zone changed in this transaction, which holds the
/// school alone. `why` names the event.
///
/// # Errors
/// Those of the database.
pub async fn count_anew<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    why: &'static str,
    at: DateTime<Utc>,
) -> Result<()> {
    let terms = Terms::current(tx, permit).await?;
    let mut after = None;
    loop {
        let page = store::policies::unconsidered(tx, permit, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        let first = page.iter().map(|row| row.term_from).min().unwrap_or(at);
        for (row, term) in page.iter().zip(terms.begin_all(&page, first)) {
            store::policies::move_term(tx, row, &term, why, at).await?;
        }
    }
}

/// Explains the term of a request, by what it was counted.
///
/// # Errors
/// Those of the database.
pub async fn explain(
    db: &impl Db,
    ticket: &Granted<TicketRead, TicketRow>,
    permit: &Permit<TicketRead>,
    at: DateTime<Utc>,
) -> Result<TicketDeadline> {
    let found = store::policies::term_of(db, ticket.id, ticket.term_from).await?;
    let (term, stopped) = found.ok_or_else(|| Error::internal("a request has no term"))?;
    let terms = Terms {
        policy: store::policies::of_version(db, permit, term.policy_version).await?,
        policy_version: term.policy_version,
        calendar: store::calendars::of_version(db, permit, term.calendar_version).await?,
        calendar_version: term.calendar_version,
        zone: store::zone(&term.time_zone)?,
    };
    let (group, topic) = ticket.asks();
    let considered = terms.policy.considered(group, topic);
    let mut events = vec![start(ticket.term_from)];
    events.extend(stopped.map(|at| ClockEvent {
        at,
        event: ClockEventKind::Stop,
    }));
    let plain = Target::Calendar {
        minutes: CONSIDER_WITHIN_MINUTES,
    };
    let explained = |target| terms.followed(target, &events, at).map_err(Error::internal);
    // As `begin` counts where the target is out of reach.
    let deadline = match terms.followed(considered, &events, at) {
        Ok(found) => found,
        Err(_) => explained(plain)?,
    };
    Ok(TicketDeadline {
        considered,
        policy_version: term.policy_version,
        calendar_version: term.calendar_version,
        deadline,
    })
}
