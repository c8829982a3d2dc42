//! The second step of a person: its encrypted secret, the last code that was used, the recovery codes.

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::ids::{PersonId, SchoolId};
use sea_orm::sea_query::{Expr, JoinType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::entities::totp::{ActiveModel, Column, Entity};
use super::entities::{member, member_role, recovery_code, school};
use super::{Db, Tx, private::Connection};
use crate::access::System;
use crate::problem::Result;

/// A second step that is on.
#[derive(Debug, Clone)]
pub struct Totp {
    /// Encrypted.
    pub secret: Vec<u8>,
    pub since: DateTime<Utc>,
}

/// The second step of a person; none while there is none, or only one that waits for its first code.
///
/// # Errors
/// Those of the database.
pub async fn find(db: &impl Db, _: System, of: PersonId) -> Result<Option<Totp>> {
    let row = Entity::find_by_id(of).one(db.connection()).await?;
    Ok(row.and_then(|row| {
        Some(Totp {
            secret: row.secret?,
            since: row.since?,
        })
    }))
}

/// Keeps a secret that waits for its first code; what is on stays on.
///
/// # Errors
/// Those of the database.
pub async fn begin(tx: &Tx, _: System, of: PersonId, sealed: Vec<u8>, until: DateTime<Utc>) -> Result<()> {
    let row = ActiveModel {
        person_id: Set(of),
        secret: Set(None),
        since: Set(None),
        last_step: Set(0),
        pending: Set(Some(sealed)),
        pending_until: Set(Some(until)),
    };
    let again = OnConflict::column(Column::PersonId)
        .update_columns([Column::Pending, Column::PendingUntil])
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// The secret that waits for its first code.
///
/// # Errors
/// Those of the database.
pub async fn pending(db: &impl Db, _: System, of: PersonId, at: DateTime<Utc>) -> Result<Option<Vec<u8>>> {
    let row = Entity::find_by_id(of)
        .filter(Column::PendingUntil.gt(at))
        .one(db.connection())
        .await?;
    Ok(row.and_then(|row| row.pending))
}

/// Turns on what waited; its first code, of `step`, is used up.
///
/// # Errors
/// Those of the database.
pub async fn turn_on(
    tx: &Tx,
    _: System,
    of: PersonId,
    sealed: &[u8],
    step: i64,
    at: DateTime<Utc>,
) -> Result<bool> {
    let on = Entity::update_many()
        .col_expr(Column::Secret, Expr::value(Some(sealed.to_vec())))
        .col_expr(Column::Since, Expr::value(Some(at)))
        .col_expr(Column::LastStep, Expr::value(step))
        .col_expr(Column::Pending, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::PendingUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::PersonId.eq(of))
        .filter(Column::Pending.eq(sealed.to_vec()))
        .exec(tx.connection())
        .await?;
    Ok(on.rows_affected == 1)
}

/// Uses up the code of a step; false when it, or a later one, was used before.
///
/// # Errors
/// Those of the database.
pub async fn use_step(tx: &Tx, _: System, of: PersonId, step: i64) -> Result<bool> {
    let used = Entity::update_many()
        .col_expr(Column::LastStep, Expr::value(step))
        .filter(Column::PersonId.eq(of))
        .filter(Column::Secret.is_not_null())
        .filter(Column::LastStep.lt(step))
        .exec(tx.connection())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Turns the second step off and forgets its recovery codes.
///
/// # Errors
/// Those of the database.
pub async fn turn_off(tx: &Tx, why: System, of: PersonId) -> Result<()> {
    Entity::delete_by_id(of).exec(tx.connection()).await?;
    set_recovery(tx, why, of, Vec::new()).await
}

/// Replaces the recovery codes by those with these codes of authentication.
///
/// # Errors
/// Those of the database.
pub async fn set_recovery(tx: &Tx, _: System, of: PersonId, macs: Vec<Vec<u8>>) -> Result<()> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::PersonId.eq(of))
        .exec(tx.connection())
        .await?;
    let rows: Vec<_> = macs
        .into_iter()
        .map(|mac| recovery_code::ActiveModel {
            person_id: Set(of),
            mac: Set(mac),
        })
        .collect();
    if !rows.is_empty() {
        recovery_code::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Uses up a recovery code; false when there is no such code.
///
/// # Errors
/// Those of the database.
pub async fn use_recovery(tx: &Tx, _: System, of: PersonId, mac: Vec<u8>) -> Result<bool> {
    let used = recovery_code::Entity::delete_by_id((of, mac))
        .exec(tx.connection())
        .await?;
    Ok(used.rows_affected == 1)
}

/// How many recovery codes are left.
///
/// # Errors
/// Those of the database.
pub async fn count_recovery(db: &impl Db, _: System, of: PersonId) -> Result<u64> {
    Ok(recovery_code::Entity::find()
        .filter(recovery_code::Column::PersonId.eq(of))
        .count(db.connection())
        .await?)
}

/// The schools that want a second step of the person: where they are staff and the school asks for it.
///
/// # Errors
/// Those of the database.
pub async fn wanted_by(db: &impl Db, _: System, of: PersonId) -> Result<Vec<SchoolId>> {
    let staff = Role::ALL
        .iter()
        .filter(|role| role.is_staff())
        .map(|role| role.code());
    let to_school = member::Entity::belongs_to(school::Entity)
        .from(member::Column::SchoolId)
        .to(school::Column::Id)
        .into();
    let to_role = member::Entity::belongs_to(member_role::Entity)
        .from(member::Column::Id)
        .to(member_role::Column::MemberId)
        .into();
    Ok(member::Entity::find()
        .select_only()
        .column(member::Column::SchoolId)
        .distinct()
        .join(JoinType::InnerJoin, to_school)
        .join(JoinType::InnerJoin, to_role)
        .filter(member::Column::PersonId.eq(of))
        .filter(member::Column::EndedAt.is_null())
        .filter(school::Column::RequireTotp.eq(true))
        .filter(member_role::Column::Role.is_in(staff))
        .order_by_asc(member::Column::SchoolId)
        .into_tuple()
        .all(db.connection())
        .await?)
}
