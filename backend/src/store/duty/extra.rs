//! Extra hours of help.

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::{DutyRead, DutyWrite};
use podskazka_shared::duty::extra::{ExtraHours, ExtraHoursBody, ExtraHoursQuery};
use podskazka_shared::ids::{ExtraHoursId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::schedules::{Entry, TimeRange};
use sea_orm::sea_query::{LockType, Order, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter};
use serde_json::json;

use super::super::appointments::{order_reached, order_within};
use super::super::entities::extra_hours;
use super::super::{Db, Tx, cursor, private::Connection, rows};
use super::{minute, part};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

/// Extra hours as one reader finds them.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ExtraRow {
    pub id: ExtraHoursId,
    school_id: SchoolId,
    member_id: MemberId,
    member_name: String,
    date: NaiveDate,
    from_minute: i16,
    to_minute: i16,
    place: Option<String>,
    modes: serde_json::Value,
    audiences: serde_json::Value,
    entry: Entry,
    created_by: Option<MemberId>,
    created_name: Option<String>,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Reached for ExtraRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        order_within(self.member_id, reach, holder)
    }
}

impl ExtraRow {
    /// Whether nobody has taken them back and their day is not over.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        self.ended_at.is_none() && today <= self.date
    }

    /// As it travels.
    pub fn dto(&self, may_end: bool) -> ExtraHours {
        let range = part(Some(self.from_minute), Some(self.to_minute));
        ExtraHours {
            id: self.id,
            member: MemberRef {
                id: self.member_id,
                name: self.member_name.clone(),
            },
            date: self.date,
            // Never another: the table holds what was read as a range.
            range: range.unwrap_or(TimeRange::WHOLE_DAY),
            place: self.place.clone(),
            modes: serde_json::from_value(self.modes.clone()).unwrap_or_default(),
            audiences: serde_json::from_value(self.audiences.clone()).unwrap_or_default(),
            entry: self.entry,
            created_by: rows::named(self.created_by, self.created_name.as_ref()),
            created_at: self.created_at,
            ended_at: self.ended_at,
            may_end,
            version: self.version,
        }
    }
}

fn select(permit: &Permit<DutyRead>) -> SelectStatement {
    use extra_hours::Column as C;
    let columns = [
        C::Id,
        C::SchoolId,
        C::MemberId,
        C::Date,
        C::FromMinute,
        C::ToMinute,
        C::Place,
        C::Modes,
        C::Audiences,
        C::Entry,
        C::CreatedBy,
        C::CreatedAt,
        C::EndedAt,
        C::Version,
    ];
    let names = [(C::MemberId, "member_name"), (C::CreatedBy, "created_name")];
    let mut select = rows::with_names(extra_hours::Entity, columns, names);
    select
        .and_where(C::SchoolId.eq(permit.school()))
        .cond_where(order_reached(permit, &C::MemberId.into_expr()))
        .to_owned()
}

/// Extra hours that the reader may see, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<DutyRead>,
    query: &ExtraHoursQuery,
) -> Result<Page<ExtraRow>> {
    use extra_hours::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    select
        .order_by((extra_hours::Entity, C::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    if let Some(member) = query.member {
        select.and_where(C::MemberId.eq(member));
    }
    if let Some(from) = query.from {
        select.and_where(C::Date.gte(from));
    }
    if let Some(to) = query.to {
        select.and_where(C::Date.lte(to));
    }
    match query.ended {
        Some(true) => select.and_where(C::EndedAt.is_not_null()),
        Some(false) => select.and_where(C::EndedAt.is_null()),
        None => &mut select,
    };
    if let Some(after) = cursor::read::<ExtraHoursId>(query.after.as_ref())? {
        select.and_where(C::Id.lt(after));
    }
    let rows = rows::all(db, &select).await?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.id)))
}

/// Extra hours that the reader may see.
///
/// # Errors
/// `not_found` when there are none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<DutyRead>,
    id: ExtraHoursId,
) -> Result<Granted<DutyRead, ExtraRow>> {
    let mut select = select(permit);
    select.and_where(extra_hours::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, and nobody else changes them until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<DutyRead>,
    id: ExtraHoursId,
) -> Result<Granted<DutyRead, ExtraRow>> {
    let mut select = select(permit);
    select
        .and_where(extra_hours::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [extra_hours::Entity]);
    rows::one(tx, &select, permit).await
}

/// Adds hours.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<DutyWrite>,
    id: ExtraHoursId,
    body: &ExtraHoursBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let place = body.place.as_deref().map(str::trim);
    let row = extra_hours::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        member_id: Set(body.member),
        date: Set(body.date),
        from_minute: Set(minute(body.range.from())),
        to_minute: Set(minute(body.range.to())),
        place: Set(place.filter(|place| !place.is_empty()).map(str::to_owned)),
        modes: Set(json!(body.modes)),
        audiences: Set(json!(body.audiences)),
        entry: Set(body.entry),
        created_by: Set(permit.person().map(|_| permit.member())),
        created_at: Set(at),
        ended_at: Set(None),
        version: Set(1),
    };
    extra_hours::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Takes hours back that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn end(tx: &Tx, row: &Granted<DutyWrite, ExtraRow>, at: DateTime<Utc>) -> Result<()> {
    let update = extra_hours::Entity::update_many()
        .set(extra_hours::ActiveModel {
            ended_at: Set(Some(at)),
            version: Set(row.version + 1),
            ..Default::default()
        })
        .filter(extra_hours::Column::Id.eq(row.id));
    update.exec(tx.connection()).await?;
    Ok(())
}
