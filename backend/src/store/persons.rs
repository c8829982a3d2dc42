//! Persons: who signs in, with which password. What they are in a school stands in [`people`](super::people).

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::name::SignInName;
use podskazka_shared::ids::PersonId;
use podskazka_shared::text::Lang;
use sea_orm::sea_query::{Expr, JoinType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::entities::{person, reset_token, sign_in_name};
use super::{Db, Tx, names, private::Connection};
use crate::access::{Person, System};
use crate::clock::new_id;
use crate::problem::{Error, Result};

/// A person to be.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    pub id: PersonId,
    /// What they sign in with; each counts at once.
    pub names: &'a [SignInName],
    pub password_hash: &'a str,
    pub demo: bool,
}

/// Makes a person with a password and sign-in names.
///
/// # Errors
/// Those of the database; a name that has an owner is a fault of the caller, who looks before.
pub async fn insert(tx: &Tx, why: System, new: NewPerson<'_>, at: DateTime<Utc>) -> Result<()> {
    let row = person::ActiveModel {
        id: Set(new.id),
        password_hash: Set(new.password_hash.to_owned()),
        password_at: Set(at),
        first_sign_in_at: Set(None),
        language: Set(Lang::Ru),
        demo: Set(new.demo),
        created_at: Set(at),
    };
    person::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    let mut given = at;
    for name in new.names {
        // A moment apart, so that they stay in this order.
        given += Duration::microseconds(1);
        if !names::take(tx, why, new_id(at), new.id, name, given).await? {
            return Err(Error::internal("a sign-in name of a new person has an owner"));
        }
    }
    Ok(())
}

/// What a sign-in is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub person: PersonId,
    pub password_hash: String,
    pub password_at: DateTime<Utc>,
    pub first_sign_in_at: Option<DateTime<Utc>>,
    pub language: Lang,
    pub demo: bool,
}

impl From<person::Model> for Credentials {
    fn from(row: person::Model) -> Self {
        Self {
            person: row.id,
            password_hash: row.password_hash,
            password_at: row.password_at,
            first_sign_in_at: row.first_sign_in_at,
            language: row.language,
            demo: row.demo,
        }
    }
}

/// The credentials behind a confirmed sign-in name in its written form.
///
/// # Errors
/// Those of the database.
pub async fn by_name(db: &impl Db, _: System, name: &str) -> Result<Option<Credentials>> {
    let to_person = sign_in_name::Entity::belongs_to(person::Entity)
        .from(sign_in_name::Column::PersonId)
        .to(person::Column::Id)
        .into();
    let found = sign_in_name::Entity::find()
        .filter(sign_in_name::Column::Value.eq(name))
        .filter(sign_in_name::Column::ConfirmedAt.is_not_null())
        .join(JoinType::InnerJoin, to_person)
        .select_also(person::Entity)
        .one(db.connection())
        .await?;
    Ok(found.and_then(|(_, person)| person).map(Into::into))
}

/// The credentials of a person.
///
/// # Errors
/// Those of the database; that there is no such person is a fault of ours.
pub async fn credentials(db: &impl Db, _: System, of: PersonId) -> Result<Credentials> {
    let row = person::Entity::find_by_id(of).one(db.connection()).await?;
    row.map(Into::into)
        .ok_or_else(|| Error::internal("a person is gone"))
}

/// Lets nobody else change what belongs to the person until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn lock(tx: &Tx, _: System, of: PersonId) -> Result<()> {
    person::Entity::find_by_id(of)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    Ok(())
}

/// Ends the links that would reset the person's password. They stay until they are over, so that no letter that is tried
/// again brings one back.
///
/// # Errors
/// Those of the database.
pub async fn end_resets(tx: &Tx, _: System, of: PersonId) -> Result<()> {
    reset_token::Entity::update_many()
        .col_expr(reset_token::Column::Ended, Expr::value(true))
        .filter(reset_token::Column::PersonId.eq(of))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Sets a password, and ends the links that would reset it.
///
/// # Errors
/// Those of the database.
pub async fn set_password(tx: &Tx, why: System, of: PersonId, hash: &str, at: DateTime<Utc>) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::PasswordHash, Expr::value(hash))
        .col_expr(person::Column::PasswordAt, Expr::value(at))
        .filter(person::Column::Id.eq(of))
        .exec(tx.connection())
        .await?;
    end_resets(tx, why, of).await
}

/// Notes the first sign-in of a person; later ones change nothing.
///
/// # Errors
/// Those of the database.
pub async fn note_first_sign_in(tx: &Tx, _: System, of: PersonId, at: DateTime<Utc>) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::FirstSignInAt, Expr::value(Some(at)))
        .filter(person::Column::Id.eq(of))
        .filter(person::Column::FirstSignInAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Chooses the language of a person.
///
/// # Errors
/// Those of the database.
pub async fn set_language(tx: &Tx, of: &Person, language: Lang) -> Result<()> {
    let row = person::ActiveModel {
        id: Set(of.id),
        language: Set(language),
        ..Default::default()
    };
    person::Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

/// A link that resets a password, as it is kept.
#[derive(Debug, Clone)]
pub struct ResetLink {
    pub hash: Vec<u8>,
    pub until: DateTime<Utc>,
    /// Since when the address counts to which it was sent.
    pub address_since: DateTime<Utc>,
}

/// Keeps a link that resets a password; kept once, however often its letter is tried. False when it has ended by now.
///
/// # Errors
/// Those of the database.
pub async fn keep_reset(tx: &Tx, _: System, of: PersonId, link: ResetLink) -> Result<bool> {
    let row = reset_token::ActiveModel {
        hash: Set(link.hash.clone()),
        person_id: Set(of),
        address_since: Set(link.address_since),
        expires_at: Set(link.until),
        ended: Set(false),
    };
    let nothing = OnConflict::column(reset_token::Column::Hash)
        .do_nothing()
        .to_owned();
    reset_token::Entity::insert(row)
        .on_conflict(nothing)
        .exec_without_returning(tx.connection())
        .await?;
    let kept = reset_token::Entity::find_by_id(link.hash)
        .filter(reset_token::Column::Ended.eq(false))
        .one(tx.connection())
        .await?;
    Ok(kept.is_some())
}

/// Whose password the link with this hash resets, and since when the address counts to which it went; none when it was
/// used, replaced or is over.
///
/// # Errors
/// Those of the database.
pub async fn find_reset(
    db: &impl Db,
    _: System,
    hash: &[u8],
    at: DateTime<Utc>,
) -> Result<Option<(PersonId, DateTime<Utc>)>> {
    let found = reset_token::Entity::find_by_id(hash.to_vec())
        .filter(reset_token::Column::Ended.eq(false))
        .filter(reset_token::Column::ExpiresAt.gt(at))
        .one(db.connection())
        .await?;
    Ok(found.map(|row| (row.person_id, row.address_since)))
}

/// Uses a link up; false when somebody else was quicker.
///
/// # Errors
/// Those of the database.
pub async fn use_reset(tx: &Tx, _: System, hash: &[u8]) -> Result<bool> {
    let used = reset_token::Entity::update_many()
        .col_expr(reset_token::Column::Ended, Expr::value(true))
        .filter(reset_token::Column::Hash.eq(hash.to_vec()))
        .filter(reset_token::Column::Ended.eq(false))
        .exec(tx.connection())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Forgets links that are over.
///
/// # Errors
/// Those of the database.
pub async fn forget_resets(tx: &Tx, _: System, at: DateTime<Utc>) -> Result<()> {
    reset_token::Entity::delete_many()
        .filter(reset_token::Column::ExpiresAt.lte(at))
        .exec(tx.connection())
        .await?;
    Ok(())
}
