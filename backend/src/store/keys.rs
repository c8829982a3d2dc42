//! The keys that sign tokens, encrypted.

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::signing_key;
use super::{Db, Tx, private::Connection};
use crate::access::System;
use crate::problem::Result;

/// A signing key as it is stored: encrypted.
#[derive(Debug, Clone)]
pub struct StoredKey {
    pub id: String,
    pub secret: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

/// The signing keys, newest first.
///
/// # Errors
/// Those of the database.
pub async fn list(db: &impl Db, _: System) -> Result<Vec<StoredKey>> {
    let keys = signing_key::Entity::find()
        .order_by_desc(signing_key::Column::CreatedAt)
        .all(db.connection())
        .await?;
    Ok(keys
        .into_iter()
        .map(|k| StoredKey {
            id: k.id,
            secret: k.secret,
            created_at: k.created_at,
        })
        .collect())
}

/// Adds a signing key; a key of the same id that another process added stays.
///
/// # Errors
/// Those of the database.
pub async fn add(tx: &Tx, _: System, key: StoredKey) -> Result<()> {
    let row = signing_key::ActiveModel {
        id: Set(key.id),
        secret: Set(key.secret),
        created_at: Set(key.created_at),
    };
    let nothing = OnConflict::column(signing_key::Column::Id)
        .do_nothing()
        .to_owned();
    signing_key::Entity::insert(row)
        .on_conflict(nothing)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Removes signing keys older than `before`.
///
/// # Errors
/// Those of the database.
pub async fn drop_older(tx: &Tx, _: System, before: DateTime<Utc>) -> Result<()> {
    signing_key::Entity::delete_many()
        .filter(signing_key::Column::CreatedAt.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(())
}
