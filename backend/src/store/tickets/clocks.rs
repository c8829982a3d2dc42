//! The clocks of requests: rows that say until when each runs and by what it was counted, derived from the events.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::calendar::{ClockEvent, ClockEventKind};
use podskazka_shared::deadlines::policy::Asked;
use podskazka_shared::ids::{MemberId, SchoolId, TicketId};
use podskazka_shared::tickets::EventKind;
use podskazka_shared::tickets::clocks::{TermClock, ToldKind};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockBehavior, LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult,
};

use super::super::entities::{ticket, ticket_event, ticket_term, ticket_told};
use super::super::{Db, Tx, private::Connection};
use super::write::{Happened, event};
use crate::access::{Permit, System};
use crate::problem::Result;

/// By what a clock was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    pub policy_version: i64,
    pub calendar_version: i64,
    pub time_zone: String,
}

/// The clocks with which a term begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// From when it counts.
    pub from: DateTime<Utc>,
    /// By when the request is to be considered.
    pub due_at: DateTime<Utc>,
    /// By when it is to be answered, where the school promises that.
    pub answer_due_at: Option<DateTime<Utc>>,
    /// When somebody is to be told for the first time.
    pub alarm_at: DateTime<Utc>,
    pub by: By,
}

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
    fn next(self) -> Option<DateTime<Utc>> {
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

/// A request whose clocks run.
#[derive(Debug, Clone)]
pub struct Running {
    pub id: TicketId,
    pub school: SchoolId,
    pub asked: Asked,
    pub number: String,
    pub requester: MemberId,
    pub assignee: Option<MemberId>,
    pub term_from: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub answer_due_at: Option<DateTime<Utc>>,
    pub considered_at: Option<DateTime<Utc>>,
    pub paused: bool,
    /// Kept from the requester's parents.
    pub private: bool,
    /// The request that it was merged into.
    pub merged_into: Option<TicketId>,
    rank: i16,
    linked: bool,
    version: i64,
}

impl From<ticket::Model> for Running {
    fn from(row: ticket::Model) -> Self {
        Self {
            id: row.id,
            school: row.school_id,
            asked: Asked {
                group: row.requester_group,
                topic: row.topic,
                channel: row.channel,
            },
            number: row.number,
            requester: row.requester_id,
            assignee: row.assignee_id,
            term_from: row.term_from,
            due_at: row.due_at,
            answer_due_at: row.answer_due_at,
            considered_at: row.considered_at,
            paused: row.paused,
            private: row.private,
            merged_into: row.merged_into_id,
            rank: row.rank,
            linked: row.linked,
            version: row.version,
        }
    }
}

/// The school's requests whose clocks run, a page in the order of their ids, held until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn running<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    after: Option<TicketId>,
    limit: u64,
) -> Result<Vec<Running>> {
    use ticket::Column as T;
    let mut select = ticket::Entity::find()
        .filter(T::SchoolId.eq(permit.school()))
        .filter(T::Rank.is_in([0, 1, MERGED]))
        .order_by_asc(T::Id)
        .limit(limit)
        .lock(LockType::Update);
    if let Some(after) = after {
        select = select.filter(T::Id.gt(after));
    }
    let rows = select.all(tx.connection()).await?;
    Ok(rows.into_iter().map(Running::from).collect())
}

/// One such request, which the transaction holds; none when its clocks have stopped.
///
/// # Errors
/// Those of the database.
pub async fn running_one<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    id: TicketId,
) -> Result<Option<Running>> {
    let row = ticket::Entity::find_by_id(id)
        .filter(ticket::Column::SchoolId.eq(permit.school()))
        .filter(ticket::Column::Rank.is_in([0, 1, MERGED]))
        .one(tx.connection())
        .await?;
    Ok(row.map(Running::from))
}

/// The requests that were merged into one and whose clocks still run, held until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn merged<A: ActionType>(tx: &Tx, permit: &Permit<A>, into: TicketId) -> Result<Vec<Running>> {
    let rows = ticket::Entity::find()
        .filter(ticket::Column::SchoolId.eq(permit.school()))
        .filter(ticket::Column::MergedIntoId.eq(into))
        .filter(ticket::Column::Rank.eq(MERGED))
        .order_by_asc(ticket::Column::Id)
        .lock(LockType::Update)
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(Running::from).collect())
}

/// The earliest moment by which something is to be done for what was merged into a request.
pub(super) async fn merged_next(tx: &Tx, into: TicketId) -> Result<Option<DateTime<Utc>>> {
    let rows = ticket::Entity::find()
        .filter(ticket::Column::MergedIntoId.eq(into))
        .filter(ticket::Column::Rank.eq(MERGED))
        .all(tx.connection())
        .await?;
    let next = |row: ticket::Model| {
        let place = Place {
            open: true,
            considered: row.considered_at.is_some(),
            due_at: row.due_at,
            answer_due_at: row.answer_due_at,
        };
        place.next()
    };
    Ok(rows.into_iter().filter_map(next).min())
}

/// What happened to the clocks of the answer of requests since their terms began, oldest first; in one query.
///
/// # Errors
/// Those of the database.
pub async fn clock_events(
    db: &impl Db,
    terms: &[(TicketId, DateTime<Utc>)],
) -> Result<HashMap<TicketId, Vec<ClockEvent>>> {
    use ticket_event::Column as E;
    if terms.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = ticket_event::Entity::find()
        .filter(E::TicketId.is_in(terms.iter().map(|(id, _)| *id)))
        .filter(E::Clock.is_in([
            ClockEventKind::Pause,
            ClockEventKind::Resume,
            ClockEventKind::Stop,
        ]))
        .order_by_asc(E::TicketId)
        .order_by_asc(E::Version)
        .all(db.connection())
        .await?;
    let mut events: HashMap<TicketId, Vec<ClockEvent>> = HashMap::new();
    let began: HashMap<TicketId, DateTime<Utc>> = terms.iter().copied().collect();
    for row in rows {
        let (Some(event), Some(from)) = (row.clock, began.get(&row.ticket_id)) else {
            continue;
        };
        if row.at >= *from {
            let own = events.entry(row.ticket_id).or_default();
            // Who began earlier may have come later: the order is that of the versions, and time never goes back.
            let last = own.last().map_or(*from, |last| last.at);
            own.push(ClockEvent {
                at: Ord::max(row.at, last),
                event,
            });
        }
    }
    // What a term before it ended with belongs to that one.
    for events in events.values_mut() {
        let last = events
            .iter()
            .rposition(|event| event.event == ClockEventKind::Stop);
        if let Some(last) = last.filter(|last| last + 1 < events.len()) {
            events.drain(..=last);
        }
    }
    Ok(events)
}

/// The clocks of a request counted anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recount {
    /// By when it is to be considered; none when it was.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether a time is promised for the answer, and by when; none while the clock stands still.
    pub answered: Option<Option<DateTime<Utc>>>,
    pub by: By,
}

/// Gives running clocks other ends, and says in the request's events why. The row is held.
///
/// # Errors
/// Those of the database.
pub async fn recount(tx: &Tx, row: &Running, new: &Recount, why: EventKind, at: DateTime<Utc>) -> Result<()> {
    use ticket_term::Column as C;
    let of = |clock: TermClock| {
        ticket_term::Entity::update_many()
            .col_expr(C::PolicyVersion, Expr::value(new.by.policy_version))
            .col_expr(C::CalendarVersion, Expr::value(new.by.calendar_version))
            .col_expr(C::TimeZone, Expr::value(new.by.time_zone.as_str()))
            .filter(C::TicketId.eq(row.id))
            .filter(C::StartedAt.eq(row.term_from))
            .filter(C::Clock.eq(clock))
    };
    if let Some(due) = new.due_at {
        of(TermClock::Considered)
            .col_expr(C::DueAt, Expr::value(Some(due)))
            .exec(tx.connection())
            .await?;
    }
    match new.answered {
        Some(due) => {
            let term = of(TermClock::Answered).col_expr(C::DueAt, Expr::value(due));
            if term.exec(tx.connection()).await?.rows_affected == 0 {
                begin_clock(
                    tx,
                    row.id,
                    row.school,
                    TermClock::Answered,
                    (row.term_from, due),
                    &new.by,
                )
                .await?;
            }
        }
        None => {
            // Nothing is promised any more.
            ticket_term::Entity::delete_by_id((row.id, row.term_from, TermClock::Answered))
                .exec(tx.connection())
                .await?;
        }
    }
    let due_at = new.due_at.unwrap_or(row.due_at);
    let answer_due_at = new.answered.flatten();
    if due_at == row.due_at && answer_due_at == row.answer_due_at {
        return Ok(());
    }
    let place = Place {
        open: row.rank != MERGED,
        considered: row.considered_at.is_some(),
        due_at,
        answer_due_at,
    };
    let merged = match row.linked {
        true => merged_next(tx, row.id).await?,
        false => None,
    };
    ticket::Entity::update_many()
        .col_expr(ticket::Column::DueAt, Expr::value(due_at))
        .col_expr(ticket::Column::AnswerDueAt, Expr::value(answer_due_at))
        .col_expr(ticket::Column::QueueAt, Expr::value(place.queue_at(merged)))
        // The worker looks when it is due.
        .col_expr(ticket::Column::AlarmAt, Expr::value(Some(at)))
        .col_expr(ticket::Column::Version, Expr::value(row.version + 1))
        .filter(ticket::Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    let happened = Happened {
        version: row.version + 1,
        ..Happened::of(why)
    };
    event(tx, row.id, happened, at).await?;
    match row.merged_into {
        Some(into) => requeue(tx, into).await,
        None => Ok(()),
    }
}

/// Puts a request into its place in the queue: what was merged into it has another time.
async fn requeue(tx: &Tx, id: TicketId) -> Result<()> {
    let found = ticket::Entity::find_by_id(id).one(tx.connection()).await?;
    let Some(row) = found else { return Ok(()) };
    let place = Place {
        open: row.state.is_open(),
        considered: row.considered_at.is_some(),
        due_at: row.due_at,
        answer_due_at: row.answer_due_at,
    };
    let queue_at = place.queue_at(merged_next(tx, id).await?);
    ticket::Entity::update_many()
        .col_expr(ticket::Column::QueueAt, Expr::value(queue_at))
        .filter(ticket::Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Whether the child's other parents read what was merged into a request goes with the request.
///
/// # Errors
/// Those of the database.
pub async fn share_merged<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    into: TicketId,
    shared: bool,
) -> Result<()> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Shared, Expr::value(shared))
        .col_expr(ticket::Column::Version, Expr::col(ticket::Column::Version).add(1))
        .filter(ticket::Column::SchoolId.eq(permit.school()))
        .filter(ticket::Column::MergedIntoId.eq(into))
        .exec(tx.connection())
        .await?;
    Ok(())
}

pub(super) async fn begin_clock(
    tx: &Tx,
    ticket: TicketId,
    school: SchoolId,
    clock: TermClock,
    (from, due): (DateTime<Utc>, Option<DateTime<Utc>>),
    by: &By,
) -> Result<()> {
    let term = ticket_term::ActiveModel {
        ticket_id: Set(ticket),
        started_at: Set(from),
        clock: Set(clock),
        school_id: Set(school),
        due_at: Set(due),
        policy_version: Set(by.policy_version),
        calendar_version: Set(by.calendar_version),
        time_zone: Set(by.time_zone.clone()),
        considered_at: Set(None),
        ended_at: Set(None),
    };
    ticket_term::Entity::insert(term)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// A clock as its row tells it.
#[derive(Debug, Clone)]
pub struct ClockRow {
    pub by: By,
    /// When it was stopped, if it was.
    pub stopped: Option<DateTime<Utc>>,
}

/// A clock of a term; none when the term has no such clock.
///
/// # Errors
/// Those of the database.
pub async fn clock_of(
    db: &impl Db,
    id: TicketId,
    started_at: DateTime<Utc>,
    clock: TermClock,
) -> Result<Option<ClockRow>> {
    let found = ticket_term::Entity::find_by_id((id, started_at, clock))
        .one(db.connection())
        .await?;
    Ok(found.map(|row| ClockRow {
        stopped: match clock {
            TermClock::Considered => row.considered_at.or(row.ended_at),
            TermClock::Answered => row.ended_at,
        },
        by: By {
            policy_version: row.policy_version,
            calendar_version: row.calendar_version,
            time_zone: row.time_zone,
        },
    }))
}

/// Up to `limit` requests for which it is time to look whether somebody is to be told, held; the longest due first.
///
/// # Errors
/// Those of the database.
pub async fn alarms(tx: &Tx, _: System, limit: u64, at: DateTime<Utc>) -> Result<Vec<Running>> {
    let rows = ticket::Entity::find()
        .filter(ticket::Column::AlarmAt.lte(at))
        .order_by_asc(ticket::Column::AlarmAt)
        .order_by_asc(ticket::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(Running::from).collect())
}

/// When to look at a held request next; never when there is nothing left to tell.
///
/// # Errors
/// Those of the database.
pub async fn look_again(tx: &Tx, _: System, id: TicketId, next: Option<DateTime<Utc>>) -> Result<()> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::AlarmAt, Expr::value(next))
        .filter(ticket::Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Of what has been told in the terms of requests.
///
/// # Errors
/// Those of the database.
pub async fn told(tx: &Tx, _: System, row: &Running) -> Result<Vec<(TermClock, ToldKind)>> {
    let rows = ticket_told::Entity::find()
        .filter(
            Condition::all()
                .add(ticket_told::Column::TicketId.eq(row.id))
                .add(ticket_told::Column::StartedAt.eq(row.term_from)),
        )
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|row| (row.clock, row.kind)).collect())
}

/// Notes that somebody is told, and says so in the request's events; false when that was told before.
///
/// # Errors
/// Those of the database.
pub async fn tell(
    tx: &Tx,
    _: System,
    row: &Running,
    (clock, kind): (TermClock, ToldKind),
    at: DateTime<Utc>,
) -> Result<bool> {
    let once = ticket_told::ActiveModel {
        ticket_id: Set(row.id),
        started_at: Set(row.term_from),
        clock: Set(clock),
        kind: Set(kind),
        at: Set(at),
    };
    let inserted = ticket_told::Entity::insert(once)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(tx.connection())
        .await?;
    match inserted {
        TryInsertResult::Inserted(1..) => {}
        TryInsertResult::Inserted(0) | TryInsertResult::Conflicted | TryInsertResult::Empty => {
            return Ok(false);
        }
    }
    let happened = Happened {
        version: row.version,
        ..Happened::of(match kind {
            ToldKind::Warning => EventKind::Warning,
            ToldKind::Breach => EventKind::Breach,
        })
    };
    event(tx, row.id, happened, at).await?;
    Ok(true)
}

/// The same words count for what was merged into a request: its clocks go the same way. The row is held.
///
/// # Errors
/// Those of the database.
pub async fn go_along(
    tx: &Tx,
    row: &Running,
    (kind, considers, clock): (EventKind, bool, Option<ClockEventKind>),
    answer_due_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<()> {
    use ticket::Column as T;
    use ticket_term::Column as C;
    let considers = considers && row.considered_at.is_none();
    if !considers && clock.is_none() {
        return Ok(());
    }
    let stops = clock == Some(ClockEventKind::Stop);
    let mut update = ticket::Entity::update_many()
        .col_expr(T::AnswerDueAt, Expr::value(answer_due_at))
        .col_expr(T::UpdatedAt, Expr::value(at))
        .col_expr(T::Version, Expr::value(row.version + 1));
    if considers {
        update = update.col_expr(T::ConsideredAt, Expr::value(Some(at)));
        term(row.id, row.term_from, Some(TermClock::Considered))
            .col_expr(C::ConsideredAt, Expr::value(Some(at)))
            .exec(tx.connection())
            .await?;
    }
    match clock {
        Some(ClockEventKind::Pause) => update = update.col_expr(T::Paused, Expr::value(true)),
        Some(ClockEventKind::Resume) => {
            update = update
                .col_expr(T::Paused, Expr::value(false))
                .col_expr(T::AlarmAt, Expr::value(Some(at)));
        }
        Some(ClockEventKind::Stop) => {
            update = update
                .col_expr(T::Paused, Expr::value(false))
                .col_expr(T::Rank, Expr::value(2_i16))
                .col_expr(T::AlarmAt, Expr::value(None::<DateTime<Utc>>));
            if kind == EventKind::Answer || kind == EventKind::Redirect {
                update = update.col_expr(T::AnsweredAt, Expr::value(Some(at)));
            }
        }
        Some(ClockEventKind::Start) | None => {}
    }
    update.filter(T::Id.eq(row.id)).exec(tx.connection()).await?;
    turn(tx, row.id, row.term_from, answer_due_at, stops, at).await?;
    let happened = Happened {
        version: row.version + 1,
        clock,
        ..Happened::of(kind)
    };
    event(tx, row.id, happened, at).await
}

pub(super) fn term(
    id: TicketId,
    from: DateTime<Utc>,
    clock: Option<TermClock>,
) -> sea_orm::UpdateMany<ticket_term::Entity> {
    let update = ticket_term::Entity::update_many()
        .filter(ticket_term::Column::TicketId.eq(id))
        .filter(ticket_term::Column::StartedAt.eq(from));
    match clock {
        Some(clock) => update.filter(ticket_term::Column::Clock.eq(clock)),
        None => update,
    }
}

/// Writes what a step did to the clocks of a term: the end of the answer's clock, and that both have stopped.
pub(super) async fn turn(
    tx: &Tx,
    id: TicketId,
    from: DateTime<Utc>,
    answer_due_at: Option<DateTime<Utc>>,
    stops: bool,
    at: DateTime<Utc>,
) -> Result<()> {
    use ticket_term::Column as C;
    term(id, from, Some(TermClock::Answered))
        .col_expr(C::DueAt, Expr::value(answer_due_at))
        .exec(tx.connection())
        .await?;
    if stops {
        term(id, from, None)
            .col_expr(C::EndedAt, Expr::value(Some(at)))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}
