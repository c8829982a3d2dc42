//! Which version is in force.

use chrono::NaiveDate;
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{Guest, ScheduleRead};
use podskazka_shared::ids::SchoolId;
use podskazka_shared::schedules::{ScheduleLine, ScheduleState};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};

use super::ScheduleRow;
use super::lines::{lines, lines_of_all};
use crate::access::{Granted, Permit};
use crate::problem::Result;
use crate::store::Db;
use crate::store::entities::schedule;

fn holding(school: SchoolId, on: NaiveDate) -> sea_orm::Select<schedule::Entity> {
    let open = Condition::any()
        .add(schedule::Column::UntilDate.is_null())
        .add(schedule::Column::UntilDate.gt(on));
    schedule::Entity::find()
        .filter(schedule::Column::SchoolId.eq(school))
        .filter(schedule::Column::State.eq(ScheduleState::Published))
        .filter(schedule::Column::FromDate.lte(on))
        .filter(open)
}

/// The version that is in force on a day; none when none is. Everybody may know it.
///
/// # Errors
/// Those of the database.
pub async fn in_force(
    db: &impl Db,
    permit: &Permit<Guest>,
    on: NaiveDate,
) -> Result<Option<(ScheduleRow, Vec<ScheduleLine>)>> {
    let Some(found) = holding(permit.school(), on).one(db.connection()).await? else {
        return Ok(None);
    };
    let lines = lines(db, found.id).await?;
    Ok(Some((ScheduleRow::of(found), lines)))
}

/// The same for somebody of the school, who may also see who did what.
///
/// # Errors
/// Those of the database.
pub async fn in_force_for(
    db: &impl Db,
    permit: &Permit<ScheduleRead>,
    on: NaiveDate,
) -> Result<Option<Granted<ScheduleRead, ScheduleRow>>> {
    let found = holding(permit.school(), on).one(db.connection()).await?;
    found
        .map(|found| permit.grant(ScheduleRow::of(found)))
        .transpose()
}

/// The versions that are in force on some day from one to another, the last one included, with their lines. In three queries.
///
/// # Errors
/// Those of the database.
pub async fn between<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<(ScheduleRow, Vec<ScheduleLine>)>> {
    use schedule::Column as C;
    let open = Condition::any().add(C::UntilDate.is_null()).add(
        C::UntilDate
            .gt(from)
            .and(Expr::col(C::UntilDate).gt(Expr::col(C::FromDate))),
    );
    let rows = schedule::Entity::find()
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::State.eq(ScheduleState::Published))
        .filter(C::FromDate.lte(to))
        .filter(open)
        .order_by_asc(C::FromDate)
        .all(db.connection())
        .await?;
    let mut lines = lines_of_all(db, rows.iter().map(|row| row.id).collect()).await?;
    let with_lines = |row: schedule::Model| {
        let of_row = lines.remove(&row.id).unwrap_or_default();
        (ScheduleRow::of(row), of_row)
    };
    Ok(rows.into_iter().map(with_lines).collect())
}
