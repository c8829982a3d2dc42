//! Creates that happen once however often they are sent.
//!
//! The key is inserted in the create's own transaction. On PostgreSQL a concurrent twin waits at the unique key until the
//! first has committed; on SQLite it waits for the writer. Then it finds the created id and replays.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::ids::{MemberId, PersonId};
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Condition, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::entities::idempotency::{ActiveModel, Column, Entity};
use super::{Db, Tx, private::Connection};
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
    let who = (principal(permit)?, permit.member());
    claim_as(tx, who, once, created, at).await
}

/// The same for somebody whose right hangs on no school.
///
/// # Errors
/// As [`claim`].
pub async fn claim_for(
    tx: &Tx,
    person: PersonId,
    once: &Once,
    created: Uuid,
    at: DateTime<Utc>,
) -> Result<Claim> {
    claim_as(tx, (person.0, MemberId(Uuid::nil())), once, created, at).await
}

async fn claim_as(
    tx: &Tx,
    (principal, member): (Uuid, MemberId),
    once: &Once,
    created: Uuid,
    at: DateTime<Utc>,
) -> Result<Claim> {
    let row = ActiveModel {
        principal_id: Set(principal),
        operation: Set(once.operation.to_owned()),
        key: Set(once.key.clone()),
        member_id: Set(member),
        request_hash: Set(once.request_hash.clone()),
        created_id: Set(created),
        expires_at: Set(at + REMEMBERED),
    };
    // A key that is over is as free as one that never was.
    let over = OnConflict::columns([Column::PrincipalId, Column::Operation, Column::Key])
        .update_columns([
            Column::MemberId,
            Column::RequestHash,
            Column::CreatedId,
            Column::ExpiresAt,
        ])
        .action_and_where(Column::ExpiresAt.lte(at))
        .to_owned();
    let inserted = Entity::insert(row)
        .on_conflict(over)
        .exec_without_returning(tx.connection())
        .await?;
    if inserted == 1 {
        return Ok(Claim::New);
    }
    let found = Entity::find_by_id((principal, once.operation.to_owned(), once.key.clone()));
    match found.one(tx.connection()).await? {
        Some(row) if row.request_hash == once.request_hash => Ok(Claim::Done(row.created_id)),
        _ => Err(ProblemKind::IdempotencyKeyReused.into()),
    }
}

/// Whose key it is: the program's that sent it, also when it acts for somebody; else the person's.
fn principal<A: ActionType>(permit: &Permit<A>) -> Result<Uuid> {
    permit
        .client()
        .map(|client| client.0)
        .or(permit.person().map(|person| person.0))
        .ok_or_else(|| Error::internal("a create of the system has no idempotency key"))
}

/// Whether something was created under the key.
///
/// # Errors
/// Those of the database.
pub async fn is_known<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    operation: &str,
    key: &str,
    at: DateTime<Utc>,
) -> Result<bool> {
    let found = Entity::find_by_id((principal(permit)?, operation.to_owned(), key.to_owned()));
    let found = found
        .filter(Column::ExpiresAt.gt(at))
        .one(db.connection())
        .await?;
    Ok(found.is_some())
}

/// Points the key at what is there already, when a create found that it has nothing to create.
///
/// # Errors
/// Those of the database.
pub async fn point<A: ActionType>(tx: &Tx, permit: &Permit<A>, once: &Once, created: Uuid) -> Result<()> {
    point_as(tx, principal(permit)?, once, created).await
}

/// The same for somebody whose right hangs on no school.
///
/// # Errors
/// Those of the database.
pub async fn point_for(tx: &Tx, person: PersonId, once: &Once, created: Uuid) -> Result<()> {
    point_as(tx, person.0, once, created).await
}

async fn point_as(tx: &Tx, principal: Uuid, once: &Once, created: Uuid) -> Result<()> {
    let row = ActiveModel {
        principal_id: Set(principal),
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

/// Forgets the keys of a person, and those that programs sent in their name: a hash of what was asked is theirs too.
///
/// # Errors
/// Those of the database.
pub(super) async fn erase(tx: &Tx, of: Option<PersonId>, member: MemberId) -> Result<()> {
    let theirs = Condition::any()
        .add(Column::MemberId.eq(member))
        .add_option(of.map(|person| Column::PrincipalId.eq(person.0)));
    Entity::delete_many().filter(theirs).exec(tx.connection()).await?;
    Ok(())
}
