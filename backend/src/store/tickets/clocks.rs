//! The clocks of requests: rows that say until when each runs and by what it was counted, derived from the events.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::calendar::ClockEventKind;
use podskazka_shared::ids::{SchoolId, TicketId};
use podskazka_shared::tickets::EventKind;
use podskazka_shared::tickets::clocks::TermClock;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::super::entities::{ticket, ticket_term};
use super::super::{Db, Tx, private::Connection};
use super::place::{MERGED, Place};
use super::running::{Running, merged_next};
use super::write::{Happened, event};
use crate::access::Permit;
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
