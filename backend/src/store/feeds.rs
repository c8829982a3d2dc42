//! Secret addresses of people's own calendar feeds.

use chrono::{DateTime, Utc};
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::entities::feed::{ActiveModel, Column, Entity};
use super::entities::member;
use super::people::standing;
use super::{Db, Tx, private::Connection};
use crate::access::{Person, System};
use crate::problem::Result;

/// Since when a person's own feed has its address.
///
/// # Errors
/// Those of the database.
pub async fn since(db: &impl Db, of: &Person) -> Result<Option<DateTime<Utc>>> {
    let found = Entity::find_by_id(of.id).one(db.connection()).await?;
    Ok(found.map(|feed| feed.created_at))
}

/// Puts a new address in the place of a person's own.
///
/// # Errors
/// Those of the database.
pub async fn put(tx: &Tx, of: &Person, token_hash: Vec<u8>, at: DateTime<Utc>) -> Result<()> {
    let row = ActiveModel {
        person_id: Set(of.id),
        token_hash: Set(token_hash),
        created_at: Set(at),
    };
    let anew = OnConflict::column(Column::PersonId)
        .update_columns([Column::TokenHash, Column::CreatedAt])
        .to_owned();
    Entity::insert(row)
        .on_conflict(anew)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Takes a person's own address back.
///
/// # Errors
/// Those of the database.
pub async fn remove(tx: &Tx, of: &Person) -> Result<()> {
    Entity::delete_by_id(of.id).exec(tx.connection()).await?;
    Ok(())
}

/// Whose feed the address is: the cards of the person in schools where they are now.
///
/// # Errors
/// Those of the database.
pub async fn owner(
    db: &impl Db,
    _: System,
    token_hash: Vec<u8>,
) -> Result<Option<(PersonId, Vec<(SchoolId, MemberId)>)>> {
    let found = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .one(db.connection())
        .await?;
    let Some(feed) = found else { return Ok(None) };
    let cards = member::Entity::find()
        .filter(member::Column::PersonId.eq(feed.person_id))
        .filter(member::Column::Id.not_in_subquery(standing::gone()))
        .order_by_asc(member::Column::Id)
        .all(db.connection())
        .await?;
    let cards = cards.into_iter().map(|card| (card.school_id, card.id)).collect();
    Ok(Some((feed.person_id, cards)))
}
