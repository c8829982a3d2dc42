//! The clocks of requests: counted when a term begins, and anew when the school's policy, calendar or zone changes while they
//! run (T4). What has stopped keeps what it was counted by.

use std::cell::OnceCell;

use chrono::{DateTime, Days, Duration, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::TicketRead;
use podskazka_shared::calendar::deadline::{DeadlineError, deadline, opens, warning};
use podskazka_shared::calendar::{Calendar, ClockEvent, ClockEventKind, Deadline, Target, WorkingWeek};
use podskazka_shared::calendars::SchoolCalendar;
use podskazka_shared::deadlines::policy::{Asked, DeadlinePolicy, ExplainedClock, TicketDeadline};
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::{CONSIDER_WITHIN_MINUTES, EventKind};

use super::followed;
use crate::access::{Granted, Permit};
use crate::problem::{Error, Result};
use crate::store::follow_ups::Due;
use crate::store::tickets::{By, ClockRow, Recount, Running, Term, TicketRow};
use crate::store::{self, Db, Tx};

/// How many requests are counted anew at once.
const PAGE: u64 = 500;

/// What holds where the calendar has no working time for years: nobody waits for ever.
const PLAIN: Target = Target::Calendar {
    minutes: CONSIDER_WITHIN_MINUTES,
};

/// By what a school counts terms.
#[derive(Debug, Clone)]
pub struct Terms {
    pub policy: DeadlinePolicy,
    policy_version: i64,
    calendar: SchoolCalendar,
    calendar_version: i64,
    pub zone: Tz,
}

fn begun(at: DateTime<Utc>) -> ClockEvent {
    ClockEvent {
        at,
        event: ClockEventKind::Start,
    }
}

/// A calendar for plain time, which knows neither days nor hours.
fn no_calendar(zone: Tz) -> Calendar {
    Calendar {
        time_zone: zone.name().to_owned(),
        week: WorkingWeek::office(),
        exceptions: Vec::new(),
    }
}

/// When a clock is due, and when whoever works on it is to be warned.
#[derive(Debug, Clone, Copy)]
struct Ends {
    /// None while it stands still.
    due: Option<DateTime<Utc>>,
    warn: Option<DateTime<Utc>>,
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

    /// What was in force once.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of<A: ActionType>(db: &impl Db, permit: &Permit<A>, by: &By) -> Result<Self> {
        Ok(Self {
            policy: store::policies::of_version(db, permit, by.policy_version).await?,
            policy_version: by.policy_version,
            calendar: store::calendars::of_version(db, permit, by.calendar_version).await?,
            calendar_version: by.calendar_version,
            zone: store::zone(&by.time_zone)?,
        })
    }

    fn by(&self) -> By {
        By {
            policy_version: self.policy_version,
            calendar_version: self.calendar_version,
            time_zone: self.zone.name().to_owned(),
        }
    }

    fn laid_out(&self, start: DateTime<Utc>) -> Laid<'_> {
        Laid {
            terms: self,
            start,
            near: OnceCell::new(),
            far: OnceCell::new(),
        }
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

    /// The first moment of the school's working time that is not before `at`; none within a year.
    pub fn opens(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        opens(self.laid_out(at).near(), self.zone, at)
    }

    /// Whether each rule comes to an end for who asks now.
    pub(super) fn is_reachable(&self, at: DateTime<Utc>) -> bool {
        self.policy
            .targets()
            .all(|target| self.followed(target, &[begun(at)], at).is_ok())
    }

    /// The term of a request that begins at a moment.
    pub fn begin(&self, asked: Asked, from: DateTime<Utc>) -> Term {
        let laid = self.laid_out(from);
        let events = [begun(from)];
        let considered = laid.ends(self.policy.considered(asked), &events, from);
        let answered = self.policy.answered(asked);
        let answered = answered.map(|target| laid.ends(target, &events, from));
        let due_at = considered.due.unwrap_or(from);
        let alarms = [
            considered.warn,
            considered.due,
            answered.and_then(|ends| ends.warn),
        ];
        Term {
            from,
            due_at,
            answer_due_at: answered.and_then(|ends| ends.due),
            alarm_at: alarms.into_iter().flatten().min().unwrap_or(due_at),
            by: self.by(),
        }
    }

    /// The end of the `days`-th working day after a moment, and the first working time after that.
    pub fn working_days(&self, days: u32, from: DateTime<Utc>) -> Due {
        let ends = self
            .laid_out(from)
            .ends(Target::WorkingDays { days }, &[begun(from)], from);
        let due_at = ends.due.unwrap_or(from);
        let By {
            calendar_version,
            time_zone,
            ..
        } = self.by();
        Due {
            due_at,
            alarm_at: self.laid_out(due_at).opens_after(due_at).unwrap_or(due_at),
            calendar_version,
            time_zone,
        }
    }

    /// When somebody is to be told about a clock of a request: that little time is left, and that it is over.
    pub fn alarms(
        &self,
        row: &Running,
        clock: TermClock,
        events: &[ClockEvent],
        now: DateTime<Utc>,
    ) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let target = match clock {
            TermClock::Considered => Some(self.policy.considered(row.asked)),
            TermClock::Answered => self.policy.answered(row.asked),
        };
        let Some(target) = target else { return (None, None) };
        let mut all = vec![begun(row.term_from)];
        all.extend(events);
        let ends = self.laid_out(row.term_from).ends(target, &all, now);
        (ends.warn, ends.due)
    }
}

/// A calendar laid out from a day on, when it is asked for: a year of it first, because to lay out all the years through which a
/// clock may be followed takes longer than all the rest, and hardly a clock runs so long.
struct Laid<'a> {
    terms: &'a Terms,
    start: DateTime<Utc>,
    near: OnceCell<Calendar>,
    far: OnceCell<Calendar>,
}

/// How many days are laid out first.
const NEAR: u64 = 400;

impl Laid<'_> {
    fn near(&self) -> &Calendar {
        self.near.get_or_init(|| {
            let days = followed(&[begun(self.start)]);
            let first = *days.start();
            let last = first.checked_add_days(Days::new(NEAR)).unwrap_or(*days.end());
            let terms = self.terms;
            terms.calendar.working(terms.zone.name(), first..=last)
        })
    }

    fn far(&self) -> &Calendar {
        self.far.get_or_init(|| {
            let terms = self.terms;
            terms
                .calendar
                .working(terms.zone.name(), followed(&[begun(self.start)]))
        })
    }

    /// The first moment of working time that is later.
    fn opens_after(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        opens(self.near(), self.terms.zone, at + Duration::seconds(1))
    }

    /// When a clock is due that does not start before the first day, as its events up to `now` leave it. Where the calendar has
    /// no working time for years, a day of plain time holds.
    fn ends(&self, target: Target, events: &[ClockEvent], now: DateTime<Utc>) -> Ends {
        // What has happened has, also where this began before it and waited.
        let now = events.last().map_or(now, |last| now.max(last.at));
        let zone = self.terms.zone;
        let of = |calendar: &Calendar, target| {
            let found = deadline(calendar, zone, target, events, now).ok()?;
            let warn = warning(calendar, zone, target, events, now);
            Some(Ends {
                due: found.due_at,
                warn,
            })
        };
        let plain = |target| of(&no_calendar(zone), target);
        let near = self.start + Duration::days(i64::try_from(NEAR).unwrap_or(0) - 2);
        let told = |ends: &Ends| match ends.due {
            Some(due) => due <= near,
            None => events.iter().all(|event| event.at <= near),
        };
        let found = match target {
            Target::Calendar { .. } => plain(target),
            Target::Working { .. } | Target::WorkingDays { .. } => of(self.near(), target)
                .filter(told)
                .or_else(|| of(self.far(), target)),
        };
        found.or_else(|| plain(PLAIN)).unwrap_or(Ends {
            due: None,
            warn: None,
        })
    }

    /// The running clocks of a request by what is in force here.
    fn recount(&self, row: &Running, events: &[ClockEvent], now: DateTime<Utc>) -> Recount {
        let policy = &self.terms.policy;
        let now = now.max(row.term_from);
        let mut all = vec![begun(row.term_from)];
        let considered = row
            .considered_at
            .is_none()
            .then(|| self.ends(policy.considered(row.asked), &all, now).due);
        all.extend(events);
        let answered = policy.answered(row.asked);
        Recount {
            due_at: considered.flatten(),
            answered: answered.map(|target| self.ends(target, &all, now).due),
            by: self.terms.by(),
        }
    }
}

/// Counts all running clocks of a school anew: its policy, its calendar or its zone changed in this transaction, which holds the
/// school alone. `why` names the event.
///
/// # Errors
/// Those of the database.
pub async fn count_anew<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    why: EventKind,
    at: DateTime<Utc>,
) -> Result<()> {
    let terms = Terms::current(tx, permit).await?;
    let mut after = None;
    loop {
        let page = store::tickets::running(tx, permit, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        count_page(tx, &terms, &page, why, at).await?;
    }
    crate::follow_ups::count_anew(tx, permit, &terms).await
}

async fn count_page(
    tx: &Tx,
    terms: &Terms,
    page: &[Running],
    why: EventKind,
    at: DateTime<Utc>,
) -> Result<()> {
    let promised = page
        .iter()
        .filter(|row| terms.policy.answered(row.asked).is_some());
    let promised: Vec<_> = promised.map(|row| (row.id, row.term_from)).collect();
    let events = store::tickets::clock_events(tx, &promised).await?;
    let start = page.iter().map(|row| row.term_from).min().unwrap_or(at);
    let laid = terms.laid_out(start);
    for row in page {
        let own = events.get(&row.id).map_or(&[][..], Vec::as_slice);
        let new = laid.recount(row, own, at);
        store::tickets::recount(tx, row, &new, why, at).await?;
    }
    Ok(())
}

/// Counts the clocks of one held request anew, by the policy of now: it has another topic.
///
/// # Errors
/// Those of the database.
pub async fn count_one<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    id: TicketId,
    at: DateTime<Utc>,
) -> Result<()> {
    let Some(row) = store::tickets::running_one(tx, permit, id).await? else {
        return Ok(());
    };
    let terms = Terms::current(tx, permit).await?;
    count_page(tx, &terms, &[row], EventKind::Policy, at).await
}

/// A clock of the answer before a step.
#[derive(Debug, Clone, Copy)]
pub struct AnswerClock {
    pub id: TicketId,
    pub asked: Asked,
    pub term_from: DateTime<Utc>,
    pub due_at: Option<DateTime<Utc>>,
}

/// By when the answer is due after an event of its clock; none when nothing is promised or it stands still.
///
/// # Errors
/// Those of the database.
pub async fn answer_due<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    clock: AnswerClock,
    event: ClockEventKind,
    at: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>> {
    match (event, clock.due_at) {
        // What was reached before the pause stays.
        (ClockEventKind::Pause, due) => return Ok(due.filter(|due| *due <= at)),
        // It runs on, or as if it had.
        (ClockEventKind::Resume | ClockEventKind::Stop | ClockEventKind::Start, Some(due)) => {
            return Ok(Some(due));
        }
        (ClockEventKind::Resume | ClockEventKind::Stop | ClockEventKind::Start, None) => {}
    }
    let found = store::tickets::clock_of(tx, clock.id, clock.term_from, TermClock::Answered).await?;
    let Some(row) = found else { return Ok(None) };
    let terms = Terms::of(tx, permit, &row.by).await?;
    let Some(target) = terms.policy.answered(clock.asked) else {
        return Ok(None);
    };
    let before = store::tickets::clock_events(tx, &[(clock.id, clock.term_from)]).await?;
    let mut events = vec![begun(clock.term_from)];
    events.extend(before.into_values().flatten());
    let last = events.last().map_or(at, |last| at.max(last.at));
    events.push(ClockEvent { at: last, event });
    Ok(terms.laid_out(clock.term_from).ends(target, &events, at).due)
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
    let row = |clock| store::tickets::clock_of(db, ticket.id, ticket.term_from, clock);
    let considered = row(TermClock::Considered).await?;
    let considered = considered.ok_or_else(|| Error::internal("a request has no term"))?;
    let terms = Terms::of(db, permit, &considered.by).await?;
    let target = terms.policy.considered(ticket.asked());
    let stop = considered.stopped.map(|at| ClockEvent {
        at,
        event: ClockEventKind::Stop,
    });
    let events: Vec<_> = [begun(ticket.term_from)].into_iter().chain(stop).collect();
    let considered = told(&terms, &considered, target, &events, at)?;
    let answered = match row(TermClock::Answered).await? {
        None => None,
        Some(row) => {
            let terms = Terms::of(db, permit, &row.by).await?;
            let happened = store::tickets::clock_events(db, &[(ticket.id, ticket.term_from)]).await?;
            let mut events = vec![begun(ticket.term_from)];
            events.extend(happened.into_values().flatten());
            let target = terms.policy.answered(ticket.asked());
            target
                .map(|target| told(&terms, &row, target, &events, at))
                .transpose()?
        }
    };
    Ok(TicketDeadline { considered, answered })
}

fn told(
    terms: &Terms,
    row: &ClockRow,
    target: Target,
    events: &[ClockEvent],
    at: DateTime<Utc>,
) -> Result<ExplainedClock> {
    // As it was counted where the target is out of reach.
    let deadline = match terms.followed(target, events, at) {
        Ok(found) => found,
        Err(_) => terms.followed(PLAIN, events, at).map_err(Error::internal)?,
    };
    Ok(ExplainedClock {
        target,
        policy_version: row.by.policy_version,
        calendar_version: row.by.calendar_version,
        deadline,
    })
}
