//! Of what is told about terms, to whom it concerns: each once.

use chrono::{DateTime, Utc};
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::EventKind;
use podskazka_shared::tickets::clocks::{TermClock, ToldKind};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, LockBehavior, LockType, OnConflict};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, TryInsertResult};

use super::super::entities::{ticket, ticket_told};
use super::super::{Tx, private::Connection};
use super::running::Running;
use super::write::{Happened, event};
use crate::access::System;
use crate::problem::Result;

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
