//! All that decides who helps when, read in a fixed number of queries; and the lock under which it changes (S1, S3).

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::ids::{MemberId, SchoolId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::schedules::plan::{Away, Extra, Plan, Version};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{absence, extra_hours, member, school};
use super::people::{staff_roles, with_role};
use super::schedules::ScheduleRow;
use super::{Db, Tx, private::Connection};
use crate::access::Permit;
use crate::problem::{Error, Result};

/// A plan, and which one: the number rises with every change of it.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub plan: Plan,
    pub revision: i64,
    pub changed_at: DateTime<Utc>,
}

/// The plan of a school for the days from one to another, both included.
///
/// # Errors
/// Those of the database.
pub async fn load<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Loaded> {
    let id = permit.school();
    let row = school::Entity::find_by_id(id).one(db.connection()).await?;
    let row = row.ok_or_else(|| Error::internal("the school of a permit is gone"))?;
    let mut plan = Plan {
        zone: super::schools::zone(&row.time_zone)?,
        versions: versions(db, permit, from, to).await?,
        calendar: super::calendars::current(db, permit).await?.calendar,
        away: away(db, id, from, to).await?,
        extra: extra(db, id, from, to).await?,
    };
    keep_staff(&mut plan, &staff(db, id).await?);
    Ok(Loaded {
        plan,
        revision: row.plan_revision,
        changed_at: row.plan_changed_at,
    })
}

/// Who is of the school's staff now.
async fn staff(db: &impl Db, school: SchoolId) -> Result<HashSet<MemberId>> {
    let ids: Vec<MemberId> = member::Entity::find()
        .select_only()
        .column(member::Column::Id)
        .filter(member::Column::SchoolId.eq(school))
        .filter(member::Column::EndedAt.is_null())
        .filter(with_role(staff_roles()))
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(ids.into_iter().collect())
}

/// Who has left, or is no staff any more, stands in for nobody, helps at no hours on top, and takes no bookings; a published
/// line still says what was approved.
fn keep_staff(plan: &mut Plan, staff: &HashSet<MemberId>) {
    let of_staff = |member: &MemberRef| staff.contains(&member.id);
    for line in plan.versions.iter_mut().flat_map(|version| &mut version.lines) {
        line.member = line.member.take().filter(of_staff);
    }
    for away in &mut plan.away {
        away.substitute = away.substitute.take().filter(of_staff);
    }
    plan.extra.retain(|extra| of_staff(&extra.member));
}

/// The schedules in force on some day from one to another.
async fn versions<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Version>> {
    let found = super::schedules::between(db, permit, from, to).await?;
    let version = |(row, lines): (ScheduleRow, _)| {
        Some(Version {
            from: row.from()?,
            until: row.until(),
            year: row.year,
            lines,
        })
    };
    Ok(found.into_iter().filter_map(version).collect())
}

/// Who is away on some day from one to another, and who stands in. Not why.
async fn away(db: &impl Db, school: SchoolId, from: NaiveDate, to: NaiveDate) -> Result<Vec<Away>> {
    use absence::Column as C;
    let rows = absence::Entity::find()
        .filter(C::SchoolId.eq(school))
        .filter(C::EndedAt.is_null())
        .filter(C::FromDate.lte(to))
        .filter(C::ToDate.gte(from))
        .join(
            JoinType::LeftJoin,
            absence::Entity::belongs_to(member::Entity)
                .from(C::SubstituteId)
                .to(member::Column::Id)
                .into(),
        )
        .select_also(member::Entity)
        .order_by_asc(C::Id)
        .all(db.connection())
        .await?;
    let away = |(row, substitute): (absence::Model, Option<member::Model>)| Away {
        member: row.member_id,
        from: row.from_date,
        to: row.to_date,
        part: super::duty::part(row.from_minute, row.to_minute),
        substitute: substitute.map(|one| MemberRef {
            id: one.id,
            name: one.name,
        }),
    };
    Ok(rows.into_iter().map(away).collect())
}

/// Hours on top of the schedule on the days from one to another.
async fn extra(db: &impl Db, school: SchoolId, from: NaiveDate, to: NaiveDate) -> Result<Vec<Extra>> {
    use extra_hours::Column as C;
    let rows = extra_hours::Entity::find()
        .filter(C::SchoolId.eq(school))
        .filter(C::EndedAt.is_null())
        .filter(C::Date.between(from, to))
        .join(
            JoinType::InnerJoin,
            extra_hours::Entity::belongs_to(member::Entity)
                .from(C::MemberId)
                .to(member::Column::Id)
                .into(),
        )
        .select_also(member::Entity)
        .order_by_asc(C::Id)
        .all(db.connection())
        .await?;
    let extra = |(row, helper): (extra_hours::Model, Option<member::Model>)| {
        let helper = helper?;
        Some(Extra {
            id: row.id,
            member: MemberRef {
                id: helper.id,
                name: helper.name,
            },
            posts: Some(helper.post)
                .filter(|post| !post.is_empty())
                .into_iter()
                .collect(),
            date: row.date,
            range: super::duty::part(Some(row.from_minute), Some(row.to_minute))?,
            place: row.place,
            modes: serde_json::from_value(row.modes).unwrap_or_default(),
            audiences: serde_json::from_value(row.audiences).unwrap_or_default(),
            entry: row.entry,
        })
    };
    Ok(rows.into_iter().filter_map(extra).collect())
}

/// Says that the plan of the school changes in this transaction: no other changes it at the same time, and nobody books
/// by the old one.
///
/// # Errors
/// Those of the database.
pub async fn change<A: ActionType>(tx: &Tx, permit: &Permit<A>, at: DateTime<Utc>) -> Result<()> {
    school::Entity::update_many()
        .col_expr(
            school::Column::PlanRevision,
            Expr::col(school::Column::PlanRevision).add(1),
        )
        .col_expr(school::Column::PlanChangedAt, Expr::value(at))
        .filter(school::Column::Id.eq(permit.school()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Holds the school alone until the end of the transaction: no term of a request begins, and nobody books meanwhile.
///
/// # Errors
/// Those of the database.
pub async fn alone<A: ActionType>(tx: &Tx, permit: &Permit<A>) -> Result<()> {
    lock(tx, permit, LockType::NoKeyUpdate).await
}

/// Holds the plan of the school as it is until the end of the transaction. SQLite has one writer, which is enough.
///
/// # Errors
/// Those of the database.
pub async fn hold<A: ActionType>(tx: &Tx, permit: &Permit<A>) -> Result<()> {
    lock(tx, permit, LockType::Share).await
}

async fn lock<A: ActionType>(tx: &Tx, permit: &Permit<A>, how: LockType) -> Result<()> {
    let held: Option<SchoolId> = school::Entity::find_by_id(permit.school())
        .select_only()
        .column(school::Column::Id)
        .lock(how)
        .into_tuple()
        .one(tx.connection())
        .await?;
    held.map(|_| ())
        .ok_or_else(|| Error::internal("the school of a permit is gone"))
}
