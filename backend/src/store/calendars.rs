//! The school's calendar: append-only versions, of which the last one is in force.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{CalendarPublish, StaffRead};
use podskazka_shared::calendars::SchoolCalendar;
use podskazka_shared::calendars::publishing::{CalendarVersion, CurrentCalendar, VersionsQuery};
use podskazka_shared::ids::CalendarId;
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    TryInsertResult,
};

use super::entities::member;
use super::entities::school_calendar::{ActiveModel, Column, Entity, Model};
use super::{Db, Tx, cursor, private::Connection};
use crate::access::Permit;
use crate::clock::new_id;
use crate::problem::{Error, Result};

fn content(row: &Model) -> Result<SchoolCalendar> {
    serde_json::from_value(row.content.clone()).map_err(Error::internal)
}

/// The calendar in force in the permit's school; the usual week, as version 0, when it has published none. What is in force
/// everybody may know, so any permit does.
///
/// # Errors
/// Those of the database.
pub async fn current<A: ActionType>(db: &impl Db, permit: &Permit<A>) -> Result<CurrentCalendar> {
    let last = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .order_by_desc(Column::Version)
        .one(db.connection())
        .await?;
    Ok(match last {
        Some(row) => CurrentCalendar {
            calendar: content(&row)?,
            published_at: Some(row.published_at),
            version: row.version,
        },
        None => CurrentCalendar {
            calendar: SchoolCalendar::default(),
            published_at: None,
            version: 0,
        },
    })
}

/// The calendar of a version.
///
/// # Errors
/// Those of the database.
pub async fn of_version<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    version: i64,
) -> Result<SchoolCalendar> {
    let found = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .filter(Column::Version.eq(version))
        .one(db.connection())
        .await?;
    found.map_or_else(|| Ok(SchoolCalendar::default()), |row| content(&row))
}

/// Puts a calendar into force if `version` still is; `None` when it is not. Tells the new version's id.
///
/// # Errors
/// Those of the database.
pub async fn publish(
    tx: &Tx,
    permit: &Permit<CalendarPublish>,
    calendar: &SchoolCalendar,
    version: i64,
    at: DateTime<Utc>,
) -> Result<Option<CalendarId>> {
    if current(tx, permit).await?.version != version {
        return Ok(None);
    }
    let id: CalendarId = new_id(at);
    let row = ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        version: Set(version + 1),
        content: Set(serde_json::to_value(calendar).map_err(Error::internal)?),
        published_by: Set(permit.person().map(|_| permit.member())),
        published_at: Set(at),
    };
    // Whoever publishes at the same moment is the second, and finds the number taken.
    let once = OnConflict::columns([Column::SchoolId, Column::Version])
        .do_nothing()
        .to_owned();
    let inserted = Entity::insert(row)
        .on_conflict(once)
        .try_insert()
        .exec_without_returning(tx.connection())
        .await?;
    Ok(match inserted {
        TryInsertResult::Inserted(1) => Some(id),
        TryInsertResult::Inserted(_) | TryInsertResult::Conflicted | TryInsertResult::Empty => None,
    })
}

/// All calendars of the school that were published, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn versions(
    db: &impl Db,
    permit: &Permit<StaffRead>,
    query: &VersionsQuery,
) -> Result<Page<CalendarVersion>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let publisher = Entity::belongs_to(member::Entity)
        .from(Column::PublishedBy)
        .to(member::Column::Id)
        .into();
    let mut select = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .join(JoinType::LeftJoin, publisher)
        .select_also(member::Entity)
        .order_by_desc(Column::Version)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<i64>(query.after.as_ref())? {
        select = select.filter(Column::Version.lt(after));
    }
    let rows = select.all(db.connection()).await?;
    let version = |(row, member): (Model, Option<member::Model>)| -> Result<CalendarVersion> {
        Ok(CalendarVersion {
            version: row.version,
            published_at: row.published_at,
            published_by: member.map(|member| MemberRef {
                id: member.id,
                name: member.name,
            }),
            calendar: content(&row)?,
        })
    };
    let rows = rows.into_iter().map(version).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.version)))
}
