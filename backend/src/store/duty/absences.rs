//! Absences of helpers.

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{DutyRead, DutyWrite};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::duty::absences::{Absence, AbsenceBody, AbsencesQuery, Span};
use podskazka_shared::ids::{AbsenceId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use sea_orm::sea_query::{LockType, Order, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryTrait};

use super::super::appointments::{order_reached, order_within};
use super::super::entities::absence;
use super::super::{Db, Tx, cursor, private::Connection, rows};
use super::{minute, part};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

/// An absence as one reader finds it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AbsenceRow {
    pub id: AbsenceId,
    school_id: SchoolId,
    member_id: MemberId,
    member_name: String,
    from_date: NaiveDate,
    to_date: NaiveDate,
    from_minute: Option<i16>,
    to_minute: Option<i16>,
    substitute_id: Option<MemberId>,
    substitute_name: Option<String>,
    reason: Option<String>,
    created_by: Option<MemberId>,
    created_name: Option<String>,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Reached for AbsenceRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        order_within(self.member_id, reach, holder)
    }
}

impl AbsenceRow {
    /// Whether it is neither taken back nor over on this day.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        self.ended_at.is_none() && today <= self.to_date
    }

    /// As it would be entered.
    pub fn body(&self) -> AbsenceBody {
        AbsenceBody {
            member: self.member_id,
            from: self.from_date,
            to: self.to_date,
            part: part(self.from_minute, self.to_minute),
            substitute: self.substitute_id,
            reason: self.reason.clone(),
        }
    }

    /// As it travels.
    pub fn dto(&self, may_change: bool) -> Absence {
        Absence {
            id: self.id,
            member: MemberRef {
                id: self.member_id,
                name: self.member_name.clone(),
            },
            from: self.from_date,
            to: self.to_date,
            part: part(self.from_minute, self.to_minute),
            substitute: rows::named(self.substitute_id, self.substitute_name.as_ref()),
            reason: self.reason.clone(),
            created_by: rows::named(self.created_by, self.created_name.as_ref()),
            created_at: self.created_at,
            ended_at: self.ended_at,
            may_change,
            version: self.version,
        }
    }
}

fn select(permit: &Permit<DutyRead>) -> SelectStatement {
    use absence::Column as C;
    let columns = [
        C::Id,
        C::SchoolId,
        C::MemberId,
        C::FromDate,
        C::ToDate,
        C::FromMinute,
        C::ToMinute,
        C::SubstituteId,
        C::Reason,
        C::CreatedBy,
        C::CreatedAt,
        C::EndedAt,
        C::Version,
    ];
    let names = [
        (C::MemberId, "member_name"),
        (C::SubstituteId, "substitute_name"),
        (C::CreatedBy, "created_name"),
    ];
    let mut select = rows::with_names(absence::Entity, columns, names);
    select
        .and_where(C::SchoolId.eq(permit.school()))
        .cond_where(order_reached(permit, &C::MemberId.into_expr()))
        .to_owned()
}

/// Absences that the reader may see, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<DutyRead>,
    query: &AbsencesQuery,
) -> Result<Page<AbsenceRow>> {
    use absence::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    select
        .order_by((absence::Entity, C::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    if let Some(member) = query.member {
        select.and_where(C::MemberId.eq(member));
    }
    if let Some(from) = query.from {
        select.and_where(C::ToDate.gte(from));
    }
    if let Some(to) = query.to {
        select.and_where(C::FromDate.lte(to));
    }
    match query.ended {
        Some(true) => select.and_where(C::EndedAt.is_not_null()),
        Some(false) => select.and_where(C::EndedAt.is_null()),
        None => &mut select,
    };
    if let Some(after) = cursor::read::<AbsenceId>(query.after.as_ref())? {
        select.and_where(C::Id.lt(after));
    }
    let rows = rows::all(db, &select).await?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.id)))
}

/// An absence that the reader may see.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<DutyRead>,
    id: AbsenceId,
) -> Result<Granted<DutyRead, AbsenceRow>> {
    let mut select = select(permit);
    select.and_where(absence::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<DutyRead>,
    id: AbsenceId,
) -> Result<Granted<DutyRead, AbsenceRow>> {
    let mut select = select(permit);
    select
        .and_where(absence::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [absence::Entity]);
    rows::one(tx, &select, permit).await
}

/// Whether the member is away at some minute of the span by another absence than `but`. The transaction holds the school,
/// so that none comes meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn is_away<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    member: MemberId,
    span: &Span,
    but: Option<AbsenceId>,
) -> Result<bool> {
    use absence::Column as C;
    let others = absence::Entity::find()
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::MemberId.eq(member))
        .filter(C::EndedAt.is_null())
        .filter(C::FromDate.lte(span.to))
        .filter(C::ToDate.gte(span.from))
        .apply_if(but, |select, but| select.filter(C::Id.ne(but)))
        .all(tx.connection())
        .await?;
    let overlaps = |row: &absence::Model| {
        span.overlaps(&Span {
            from: row.from_date,
            to: row.to_date,
            part: part(row.from_minute, row.to_minute),
        })
    };
    Ok(others.iter().any(overlaps))
}

fn written(body: &AbsenceBody) -> absence::ActiveModel {
    let reason = body.reason.as_deref().map(str::trim);
    absence::ActiveModel {
        from_date: Set(body.from),
        to_date: Set(body.to),
        from_minute: Set(body.part.map(|part| minute(part.from()))),
        to_minute: Set(body.part.map(|part| minute(part.to()))),
        substitute_id: Set(body.substitute),
        reason: Set(reason.filter(|reason| !reason.is_empty()).map(str::to_owned)),
        ..Default::default()
    }
}

/// Enters an absence.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<DutyWrite>,
    id: AbsenceId,
    body: &AbsenceBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = absence::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        member_id: Set(body.member),
        created_by: Set(permit.person().map(|_| permit.member())),
        created_at: Set(at),
        ended_at: Set(None),
        version: Set(1),
        ..written(body)
    };
    absence::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Changes an absence that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn update(tx: &Tx, row: &Granted<DutyWrite, AbsenceRow>, body: &AbsenceBody) -> Result<()> {
    write(tx, row, written(body)).await
}

/// Takes an absence back that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn end(tx: &Tx, row: &Granted<DutyWrite, AbsenceRow>, at: DateTime<Utc>) -> Result<()> {
    let ended = absence::ActiveModel {
        ended_at: Set(Some(at)),
        ..Default::default()
    };
    write(tx, row, ended).await
}

async fn write(tx: &Tx, row: &AbsenceRow, change: absence::ActiveModel) -> Result<()> {
    let change = absence::ActiveModel {
        version: Set(row.version + 1),
        ..change
    };
    let update = absence::Entity::update_many()
        .set(change)
        .filter(absence::Column::Id.eq(row.id));
    update.exec(tx.connection()).await?;
    Ok(())
}
