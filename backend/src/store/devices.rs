//! The devices that a person has signed in from, known by a signed cookie.

use chrono::{DateTime, Utc};
use podskazka_shared::ids::{DeviceId, PersonId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::device::{ActiveModel, Column, Entity};
use super::{Db, Tx, private::Connection};
use crate::access::System;
use crate::problem::Result;

/// How many devices of a person are remembered: the ones used last.
const MOST: u64 = 20;

/// Whether the person has signed in from the device.
///
/// # Errors
/// Those of the database.
pub async fn known(db: &impl Db, _: System, device: DeviceId, person: PersonId) -> Result<bool> {
    let found = Entity::find_by_id((device, person)).one(db.connection()).await?;
    Ok(found.is_some())
}

/// Remembers that the person signed in from the device.
///
/// # Errors
/// Those of the database.
pub async fn remember(
    tx: &Tx,
    _: System,
    device: DeviceId,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(device),
        person_id: Set(person),
        seen_at: Set(at),
    };
    let again = OnConflict::columns([Column::Id, Column::PersonId])
        .update_column(Column::SeenAt)
        .to_owned();
    Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    let last = Entity::find()
        .filter(Column::PersonId.eq(person))
        .order_by_desc(Column::SeenAt)
        .order_by_desc(Column::Id)
        .offset(MOST)
        .limit(100)
        .all(tx.connection())
        .await?;
    if !last.is_empty() {
        Entity::delete_many()
            .filter(Column::PersonId.eq(person))
            .filter(Column::Id.is_in(last.into_iter().map(|row| row.id)))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Forgets the devices of a person, but one: whoever sits at them proves themselves anew.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, person: PersonId, but: Option<DeviceId>) -> Result<()> {
    let mut delete = Entity::delete_many().filter(Column::PersonId.eq(person));
    if let Some(device) = but {
        delete = delete.filter(Column::Id.ne(device));
    }
    delete.exec(tx.connection()).await?;
    Ok(())
}
