//! The sign-in names of a person. A confirmed one has one owner; an unconfirmed one is a claim that opens nothing.

use chrono::{DateTime, Utc};
use podskazka_shared::auth::contacts::Contact;
use podskazka_shared::auth::name::{NameKind, SignInName};
use podskazka_shared::ids::{NameId, PersonId};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, SqlErr};

use super::entities::sign_in_name::{ActiveModel, Column, Entity, Model};
use super::{Db, Tx, private::Connection};
use crate::access::System;
use crate::problem::Result;

fn dto(row: Model) -> Contact {
    Contact {
        id: row.id,
        kind: row.kind,
        value: row.value,
        confirmed_at: row.confirmed_at,
    }
}

/// A person's sign-in names, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn list(db: &impl Db, _: System, of: PersonId) -> Result<Vec<Contact>> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(of))
        .order_by_asc(Column::CreatedAt)
        .order_by_asc(Column::Id)
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(dto).collect())
}

/// The addresses to which letters to a person go: the confirmed ones.
///
/// # Errors
/// Those of the database.
pub async fn addresses(db: &impl Db, why: System, of: PersonId) -> Result<Vec<String>> {
    let names = list(db, why, of).await?.into_iter();
    Ok(names
        .filter(|name| name.kind == NameKind::Email && name.confirmed_at.is_some())
        .map(|name| name.value)
        .collect())
}

/// Whose confirmed sign-in name it is.
///
/// # Errors
/// Those of the database.
pub async fn owner(db: &impl Db, _: System, name: &str) -> Result<Option<PersonId>> {
    let found = Entity::find()
        .filter(Column::Value.eq(name))
        .filter(Column::ConfirmedAt.is_not_null())
        .one(db.connection())
        .await?;
    Ok(found.map(|row| row.person_id))
}

/// How many names and claims a person has.
///
/// # Errors
/// Those of the database.
pub async fn count(tx: &Tx, _: System, of: PersonId) -> Result<u64> {
    Ok(Entity::find()
        .filter(Column::PersonId.eq(of))
        .count(tx.connection())
        .await?)
}

/// Gives a person a name that counts at once; false when it has an owner already, which is never told to others.
///
/// # Errors
/// Those of the database.
pub async fn take(
    tx: &Tx,
    _: System,
    id: NameId,
    of: PersonId,
    name: &SignInName,
    at: DateTime<Utc>,
) -> Result<bool> {
    let row = ActiveModel {
        id: Set(id),
        person_id: Set(of),
        kind: Set(name.kind()),
        value: Set(name.value().to_owned()),
        confirmed_at: Set(Some(at)),
        code_mac: Set(None),
        code_until: Set(None),
        code_tries: Set(0),
        created_at: Set(at),
    };
    let inserted = Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(inserted == 1)
}

/// A code that was sent to an address.
#[derive(Debug, Clone)]
pub struct SentCode {
    pub mac: Vec<u8>,
    pub until: DateTime<Utc>,
}

/// Writes down that a person claims an address, and the code that would prove it; a new code replaces the old one.
///
/// # Errors
/// Those of the database.
pub async fn claim(
    tx: &Tx,
    _: System,
    id: NameId,
    of: PersonId,
    address: &SignInName,
    code: SentCode,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(id),
        person_id: Set(of),
        kind: Set(address.kind()),
        value: Set(address.value().to_owned()),
        confirmed_at: Set(None),
        code_mac: Set(Some(code.mac)),
        code_until: Set(Some(code.until)),
        code_tries: Set(0),
        created_at: Set(at),
    };
    // The id changes with the code: a code is of one claim.
    let again = OnConflict::columns([Column::PersonId, Column::Value])
        .update_columns([Column::Id, Column::CodeMac, Column::CodeUntil, Column::CodeTries])
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// A person's own name or claim.
///
/// # Errors
/// Those of the database.
pub async fn find(db: &impl Db, _: System, of: PersonId, id: NameId) -> Result<Option<Contact>> {
    let found = Entity::find_by_id(id)
        .filter(Column::PersonId.eq(of))
        .one(db.connection())
        .await?;
    Ok(found.map(dto))
}

/// Counts a try of the code that was sent to an address, and tells the code unless it is over or was tried `most` times.
///
/// # Errors
/// Those of the database.
pub async fn try_code(
    tx: &Tx,
    _: System,
    of: PersonId,
    id: NameId,
    most: i32,
    at: DateTime<Utc>,
) -> Result<Option<Vec<u8>>> {
    let counted = Entity::update_many()
        .col_expr(Column::CodeTries, Expr::col(Column::CodeTries).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::PersonId.eq(of))
        .filter(Column::CodeUntil.gt(at))
        .filter(Column::CodeTries.lt(most))
        .exec(tx.connection())
        .await?;
    if counted.rows_affected == 0 {
        return Ok(None);
    }
    let found = Entity::find_by_id(id).one(tx.connection()).await?;
    Ok(found.and_then(|row| row.code_mac))
}

/// Makes a claim count; false when the name has an owner by now.
///
/// # Errors
/// Those of the database.
pub async fn confirm(tx: &Tx, _: System, of: PersonId, id: NameId, at: DateTime<Utc>) -> Result<bool> {
    let confirmed = Entity::update_many()
        .col_expr(Column::ConfirmedAt, Expr::value(Some(at)))
        .col_expr(Column::CodeMac, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::CodeUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(id))
        .filter(Column::PersonId.eq(of))
        .exec(tx.connection())
        .await;
    match confirmed {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Keeps a code that was sent to an address which counts already, to prove it once more.
///
/// # Errors
/// Those of the database.
pub async fn ask_again(tx: &Tx, _: System, of: PersonId, id: NameId, code: SentCode) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::CodeMac, Expr::value(Some(code.mac)))
        .col_expr(Column::CodeUntil, Expr::value(Some(code.until)))
        .col_expr(Column::CodeTries, Expr::value(0))
        .filter(Column::Id.eq(id))
        .filter(Column::PersonId.eq(of))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Uses up the code of an address that counts already; false when it was used or replaced.
///
/// # Errors
/// Those of the database.
pub async fn use_code(tx: &Tx, _: System, of: PersonId, id: NameId, mac: Vec<u8>) -> Result<bool> {
    let used = Entity::update_many()
        .col_expr(Column::CodeMac, Expr::value(None::<Vec<u8>>))
        .col_expr(Column::CodeUntil, Expr::value(None::<DateTime<Utc>>))
        .filter(Column::Id.eq(id))
        .filter(Column::PersonId.eq(of))
        .filter(Column::CodeMac.eq(mac))
        .exec(tx.connection())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Removes the addresses that a person confirmed from `since` on, and tells which.
///
/// # Errors
/// Those of the database.
pub async fn remove_addresses(tx: &Tx, _: System, of: PersonId, since: DateTime<Utc>) -> Result<Vec<String>> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(of))
        .filter(Column::Kind.eq(NameKind::Email))
        .filter(Column::ConfirmedAt.gte(since))
        .all(tx.connection())
        .await?;
    Entity::delete_many()
        .filter(Column::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(tx.connection())
        .await?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

/// Removes a person's own name or claim.
///
/// # Errors
/// Those of the database.
pub async fn remove(tx: &Tx, _: System, of: PersonId, id: NameId) -> Result<()> {
    Entity::delete_many()
        .filter(Column::Id.eq(id))
        .filter(Column::PersonId.eq(of))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Forgets claims whose code ended before `before`.
///
/// # Errors
/// Those of the database.
pub async fn forget_claims(tx: &Tx, _: System, before: DateTime<Utc>) -> Result<()> {
    Entity::delete_many()
        .filter(Column::ConfirmedAt.is_null())
        .filter(Column::CodeUntil.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(())
}
