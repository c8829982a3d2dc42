//! Creates that happen once however often they are sent.
//!
//! The key is inserted in the create's own transaction. On PostgreSQL a concurrent twin waits at the unique key until the
//! first has committed; on SQLite it waits for the writer. Then it finds the created id and replays.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::ids::PersonId;
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::entities::idempotency::{ActiveModel, Column, Entity};
use super::{Tx, private::Connection};
use crate::access::{Permit, System};
use crate::problem::{Error, Result};

/// How long a key is remembered.
pub const REMEMBERED: Duration = Duration::hours(24);

/// A create as its sender named it: the operation, the key, and a hash of what was asked.
#[derive(Debug, Clone)]
pub struct Once {
    pub operation: &'static str,
    pub key: String,
    pub request_hash: Vec<u8>,
}

/// Whether a create is new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Nobody sent it before: create it now.
    New,
    /// It was done before: this is what it created.
    Done(Uuid),
}

/// Claims the key for `created`, or finds what was created under it.
///
/// # Errors
/// `idempotency_key_reused` when the key came with another request.
pub async fn claim<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    once: &Once,
    created: Uuid,
    at: DateTime<Utc>,
) -> Result<Claim> {
    let person = person(permit)?;
    Entity::delete_many()
        .filter(Column::PersonId.eq(person))
        .filter(Column::Operation.eq(once.operation))
        .filter(Column::Key.eq(&once.key))
        .filter(Column::ExpiresAt.lte(at))
        .exec(tx.connection())
        .await?;
    let row = ActiveModel {
        person_id: Set(person),
        operation: Set(once.operation.to_owned()),
        key: Set(once.key.clone()),
        request_hash: Set(once.request_hash.clone()),
        created_id: Set(created),
        expires_at: Set(at + REMEMBERED),
    };
    let nothing = OnConflict::columns([Column::PersonId, Column::Operation, Column::Key])
        .do_nothing()
        .to_owned();
    let inserted = Entity::insert(row)
        .on_conflict(nothing)
        .exec_without_returning(tx.connection())
        .await?;
    if inserted == 1 {
        return Ok(Claim::New);
    }
    let found = Entity::find_by_id((person, once.operation.to_owned(), once.key.clone()));
    match found.one(tx.connection()).await? {
        Some(row) if row.request_hash == once.request_hash => Ok(Claim::Done(row.created_id)),
        _ => Err(ProblemKind::IdempotencyKeyReused.into()),
    }
}

fn person<A: ActionType>(permit: &Permit<A>) -> Result<PersonId> {
    permit
        .person()
        .ok_or_else(|| Error::internal("a create of the system has no idempotency key"))
}

/// Points the key at what is there already, when a create found that it has nothing to create.
///
/// # Errors
/// Those of the database.
pub async fn point<A: ActionType>(tx: &Tx, permit: &Permit<A>, once: &Once, created: Uuid) -> Result<()> {
    let row = ActiveModel {
        person_id: Set(person(permit)?),
        operation: Set(once.operation.to_owned()),
        key: Set(once.key.clone()),
        created_id: Set(created),
        ..ActiveModel::default()
    };
    Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

/// Forgets keys that have expired.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, at: DateTime<Utc>) -> Result<u64> {
    Ok(Entity::delete_many()
        .filter(Column::ExpiresAt.lte(at))
        .exec(tx.connection())
        .await?
        .rows_affected)
}
