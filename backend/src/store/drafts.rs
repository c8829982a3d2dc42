//! What people were typing when they signed out.

use chrono::{DateTime, Utc};
use podskazka_shared::drafts::{KeptDraft, KeptDrafts};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::entities::draft::{ActiveModel, Column, Entity};
use super::{Db, Tx, private::Connection};
use crate::access::{Person, System};
use crate::problem::Result;

/// All that is kept for a person.
///
/// # Errors
/// Those of the database.
pub async fn list(db: &impl Db, of: &Person) -> Result<KeptDrafts> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(of.id))
        .order_by_asc(Column::Name)
        .all(db.connection())
        .await?;
    let kept = |row: super::entities::draft::Model| KeptDraft {
        name: row.name,
        text: row.text,
    };
    Ok(KeptDrafts {
        drafts: rows.into_iter().map(kept).collect(),
    })
}

/// Whether anything is kept.
///
/// # Errors
/// Those of the database.
pub async fn any(db: &impl Db, of: &Person) -> Result<bool> {
    let count = Entity::find()
        .filter(Column::PersonId.eq(of.id))
        .count(db.connection())
        .await?;
    Ok(count > 0)
}

/// Keeps these in place of all before. Of two of one name the last stays.
///
/// # Errors
/// Those of the database.
pub async fn keep(tx: &Tx, of: &Person, kept: &KeptDrafts, at: DateTime<Utc>) -> Result<()> {
    Entity::delete_many()
        .filter(Column::PersonId.eq(of.id))
        .exec(tx.connection())
        .await?;
    for draft in &kept.drafts {
        let row = ActiveModel {
            person_id: Set(of.id),
            name: Set(draft.name.clone()),
            text: Set(draft.text.clone()),
            at: Set(at),
        };
        let again = OnConflict::columns([Column::PersonId, Column::Name])
            .update_columns([Column::Text, Column::At])
            .to_owned();
        Entity::insert(row)
            .on_conflict(again)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Forgets what nobody came back for.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, before: DateTime<Utc>) -> Result<()> {
    Entity::delete_many()
        .filter(Column::At.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(())
}
