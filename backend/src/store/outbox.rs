//! Side effects that wait for delivery: written with what caused them, taken by the worker.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::ids::OutboxId;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use super::entities::outbox::{ActiveModel, Column, Entity, Model};
use super::{Tx, private::Connection};
use crate::access::System;
use crate::clock::new_id;
use crate::problem::Result;

/// What waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: OutboxId,
    pub kind: String,
    pub payload: Value,
    /// How often it was tried before.
    pub attempts: i32,
}

const PENDING: &str = "pending";
const DONE: &str = "done";
const DEAD: &str = "dead";

/// Puts a side effect into the transaction of its cause.
///
/// # Errors
/// Those of the database.
pub async fn put(tx: &Tx, kind: &str, payload: Value, at: DateTime<Utc>) -> Result<()> {
    put_due(tx, kind, payload, at, at).await
}

/// The same for something that is due later.
///
/// # Errors
/// Those of the database.
pub async fn put_due(
    tx: &Tx,
    kind: &str,
    payload: Value,
    due: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(new_id(at)),
        kind: Set(kind.to_owned()),
        payload: Set(payload),
        state: Set(PENDING.to_owned()),
        due_at: Set(due),
        attempts: Set(0),
        last_error: Set(None),
        created_at: Set(at),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Takes up to `limit` due effects, and makes them due again after `lease`, so that another worker leaves them alone and
/// a crash only delays them.
///
/// # Errors
/// Those of the database.
pub async fn take(
    tx: &Tx,
    _: System,
    limit: u64,
    lease: Duration,
    at: DateTime<Utc>,
) -> Result<Vec<Waiting>> {
    let due = Entity::find()
        .filter(Column::State.eq(PENDING))
        .filter(Column::DueAt.lte(at))
        .order_by_asc(Column::DueAt)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.connection())
        .await?;
    if !due.is_empty() {
        Entity::update_many()
            .col_expr(Column::DueAt, Expr::value(at + lease))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Column::Id.is_in(due.iter().map(|row| row.id)))
            .exec(tx.connection())
            .await?;
    }
    let waiting = |Model {
                       id,
                       kind,
                       payload,
                       attempts,
                       ..
                   }| Waiting {
        id,
        kind,
        payload,
        attempts,
    };
    Ok(due.into_iter().map(waiting).collect())
}

/// Forgets what was delivered and was due before `delivered`, and what was given up and was due before `given_up`.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, delivered: DateTime<Utc>, given_up: DateTime<Utc>) -> Result<()> {
    for (state, before) in [(DONE, delivered), (DEAD, given_up)] {
        Entity::delete_many()
            .filter(Column::State.eq(state))
            .filter(Column::DueAt.lt(before))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// It is delivered.
///
/// # Errors
/// Those of the database.
pub async fn done(tx: &Tx, _: System, id: OutboxId) -> Result<()> {
    let row = ActiveModel {
        id: Set(id),
        state: Set(DONE.to_owned()),
        last_error: Set(None),
        ..ActiveModel::default()
    };
    Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

/// It failed: tried again at `again`, or given up when there is none.
///
/// # Errors
/// Those of the database.
pub async fn failed(
    tx: &Tx,
    _: System,
    id: OutboxId,
    error: &str,
    again: Option<DateTime<Utc>>,
) -> Result<()> {
    let mut row = ActiveModel {
        id: Set(id),
        last_error: Set(Some(error.to_owned())),
        ..ActiveModel::default()
    };
    match again {
        Some(at) => row.due_at = Set(at),
        None => row.state = Set(DEAD.to_owned()),
    }
    Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}
