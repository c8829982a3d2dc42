//! Side effects that wait for delivery: written with what caused them, taken by the worker.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::SchoolEdit;
use podskazka_shared::ids::{MemberId, NotificationId, OutboxId};
use podskazka_shared::letters::{DeadLetter, Undelivered};
use podskazka_shared::page::{self, Page};
use podskazka_shared::people::MemberRef;
use podskazka_shared::platform::PlatformQuery;
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType, Order, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::Value;

use super::entities::outbox::{ActiveModel, Column, Entity, Model};
use super::entities::{member, notification, school};
use super::{Db, Tx, cursor, private::Connection, rows};
use crate::access::{Operator, Permit, System};
use crate::clock::new_id;
use crate::outbox::{CONDUCT_LATE, FOUNDER, NOTIFICATION};
use crate::problem::{Error, Result};

/// What waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    pub id: OutboxId,
    pub kind: String,
    pub payload: Value,
    /// How often it was tried before.
    pub attempts: i32,
}

#[derive(Debug, FromQueryResult)]
struct SchoolOf {
    id: NotificationId,
    name: String,
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
    insert(tx, new_id(at), kind, payload, (due, at)).await
}

/// The letter of a notification, under its id.
///
/// # Errors
/// Those of the database.
pub(super) async fn put_notification(
    tx: &Tx,
    id: NotificationId,
    payload: Value,
    at: DateTime<Utc>,
) -> Result<()> {
    insert(tx, id.0.into(), NOTIFICATION, payload, (at, at)).await
}

async fn insert(
    tx: &Tx,
    id: OutboxId,
    kind: &str,
    payload: Value,
    (due, at): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    let row = ActiveModel {
        id: Set(id),
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

/// A page of what was given up, the oldest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn dead(db: &impl Db, _: Operator, query: &PlatformQuery) -> Result<Page<DeadLetter>> {
    let limit = page::limit(query.limit);
    let mut select = Entity::find()
        .filter(Column::State.eq(DEAD))
        // Their reporter sees whether it left, and sends it again; whoever runs the installation may be the one reported.
        .filter(Column::Kind.is_not_in([FOUNDER, CONDUCT_LATE]))
        .order_by_asc(Column::Id)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<OutboxId>(query.after.as_ref())? {
        select = select.filter(Column::Id.gt(after));
    }
    let rows = select.all(db.connection()).await?;
    let Page { items, next } = Page::cut(rows, limit.into(), |row| cursor::write(&row.id));
    let mut schools = Query::select();
    schools
        .column((notification::Entity, notification::Column::Id))
        .column((school::Entity, school::Column::Name))
        .from(notification::Entity)
        .inner_join(
            school::Entity,
            Expr::col((school::Entity, school::Column::Id))
                .equals((notification::Entity, notification::Column::SchoolId)),
        )
        .and_where(
            Expr::col((notification::Entity, notification::Column::Id))
                .is_in(items.iter().map(|row| row.id.0)),
        );
    let schools: Vec<SchoolOf> = rows::all(db, &schools).await?;
    let schools: HashMap<_, _> = schools.into_iter().map(|row| (row.id.0, row.name)).collect();
    let letter = |row: Model| {
        Ok(DeadLetter {
            school: schools.get(&row.id.0).cloned(),
            id: row.id,
            kind: row.kind.parse().map_err(Error::internal)?,
            created_at: row.created_at,
            attempts: row.attempts,
            error: row.last_error.unwrap_or_default(),
        })
    };
    Ok(Page {
        items: items.into_iter().map(letter).collect::<Result<_>>()?,
        next,
    })
}

#[derive(Debug, FromQueryResult)]
struct UndeliveredRow {
    id: OutboxId,
    created_at: DateTime<Utc>,
    last_error: Option<String>,
    member_id: MemberId,
    name: String,
}

/// A page of a school's notices whose letters were given up, the oldest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn undelivered(
    db: &impl Db,
    permit: &Permit<SchoolEdit>,
    query: &PlatformQuery,
) -> Result<Page<Undelivered>> {
    let limit = page::limit(query.limit);
    let of = |column: notification::Column| Expr::col((notification::Entity, column));
    let mut select = Query::select();
    select
        .columns([
            (Entity, Column::Id),
            (Entity, Column::CreatedAt),
            (Entity, Column::LastError),
        ])
        .column((notification::Entity, notification::Column::MemberId))
        .column((member::Entity, member::Column::Name))
        .from(Entity)
        .inner_join(
            notification::Entity,
            of(notification::Column::Id).equals((Entity, Column::Id)),
        )
        .inner_join(
            member::Entity,
            of(notification::Column::MemberId).equals((member::Entity, member::Column::Id)),
        )
        .and_where(Column::State.eq(DEAD))
        .and_where(notification::Column::SchoolId.eq(permit.school()))
        // Whoever is reported may read this list.
        .and_where(notification::Column::ConductId.is_null())
        .order_by((Entity, Column::Id), Order::Asc)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<OutboxId>(query.after.as_ref())? {
        select.and_where(Column::Id.gt(after));
    }
    let rows: Vec<UndeliveredRow> = rows::all(db, &select).await?;
    let Page { items, next } = Page::cut(rows, limit.into(), |row| cursor::write(&row.id));
    let letter = |row: UndeliveredRow| Undelivered {
        id: row.id,
        member: MemberRef {
            id: row.member_id,
            name: row.name,
        },
        created_at: row.created_at,
        error: row.last_error.unwrap_or_default(),
    };
    Ok(Page {
        items: items.into_iter().map(letter).collect(),
        next,
    })
}

/// Whether there is such a letter that was given up.
///
/// # Errors
/// Those of the database.
pub async fn is_dead(db: &impl Db, id: OutboxId) -> Result<bool> {
    let row = Entity::find_by_id(id).one(db.connection()).await?;
    Ok(row.is_some_and(|row| row.state == DEAD))
}

/// Makes one that was given up due again, or all of them.
///
/// # Errors
/// `not_found` when there is no such.
pub async fn revive(tx: &Tx, _: Operator, which: Option<OutboxId>, at: DateTime<Utc>) -> Result<()> {
    let mut revived = Entity::update_many()
        .col_expr(Column::State, Expr::value(PENDING))
        .col_expr(Column::DueAt, Expr::value(at))
        .col_expr(Column::Attempts, Expr::value(0))
        .filter(Column::State.eq(DEAD));
    if let Some(id) = which {
        revived = revived.filter(Column::Id.eq(id));
    }
    let revived = revived.exec(tx.connection()).await?;
    match revived.rows_affected == 0 && which.is_some() {
        true => Err(ProblemKind::NotFound.into()),
        false => Ok(()),
    }
}

/// Throws one away that was given up.
///
/// # Errors
/// `not_found` when there is no such.
pub async fn remove(tx: &Tx, _: Operator, id: OutboxId) -> Result<()> {
    let gone = Entity::delete_many()
        .filter(Column::State.eq(DEAD))
        .filter(Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    match gone.rows_affected {
        0 => Err(ProblemKind::NotFound.into()),
        _ => Ok(()),
    }
}
