//! What the school takes back, what runs out by itself, and what a letter has to tell.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::consultations::{BookingState, slots::CELL_SECONDS};
use podskazka_shared::ids::{BookingId, MemberId, SchoolId};
use sea_orm::sea_query::{Condition, LockType, Order};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{booking, busy_cell};
use super::super::{Db, Tx, people::standing as people, private::Connection, rows};
use super::{BookingRow, of_school};
use crate::access::{Permit, SchoolCard, System};
use crate::problem::Result;

/// The bookings of a school that occupy a seat and begin after this moment, held until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn live<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    after: DateTime<Utc>,
) -> Result<Vec<BookingRow>> {
    use booking::Column as B;
    let states = [BookingState::Held, BookingState::Offered, BookingState::Booked];
    let mut select = of_school(permit.school());
    select
        .and_where(B::State.is_in(states))
        .and_where(B::StartsAt.gt(after))
        .order_by((booking::Entity, B::Id), Order::Asc)
        .lock_with_tables(LockType::Update, [booking::Entity]);
    rows::all(tx, &select).await
}

/// How many consultations somebody has before them.
///
/// # Errors
/// Those of the database.
pub async fn upcoming<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    of: MemberId,
    at: DateTime<Utc>,
) -> Result<u64> {
    use booking::Column as B;
    let found: Vec<BookingId> = booking::Entity::find()
        .select_only()
        .column(B::Id)
        .filter(B::SchoolId.eq(permit.school()))
        .filter(B::BookedBy.eq(of))
        .filter(B::State.eq(BookingState::Booked))
        .filter(B::StartsAt.gt(at))
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(u64::try_from(found.len()).unwrap_or(u64::MAX))
}

/// Helpers at whom the time of a hold or an offer is over, with their schools.
///
/// # Errors
/// Those of the database.
pub async fn held_over(
    db: &impl Db,
    _: System,
    limit: u64,
    at: DateTime<Utc>,
) -> Result<Vec<(SchoolId, MemberId)>> {
    use booking::Column as B;
    Ok(booking::Entity::find()
        .select_only()
        .column(B::SchoolId)
        .column(B::HelperId)
        .distinct()
        .filter(B::State.is_in([BookingState::Held, BookingState::Offered]))
        .filter(B::HeldUntil.lte(at))
        .order_by_asc(B::HelperId)
        .limit(limit)
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// Schools in which somebody with a booking to come, or in a line, as helper or as guest, does nothing there any more.
///
/// # Errors
/// Those of the database.
pub async fn gone(db: &impl Db, _: System, limit: u64, at: DateTime<Utc>) -> Result<Vec<SchoolId>> {
    use booking::Column as B;
    let mut schools: Vec<SchoolId> = booking::Entity::find()
        .select_only()
        .column(B::SchoolId)
        .distinct()
        .filter(B::State.is_in([BookingState::Held, BookingState::Offered, BookingState::Booked]))
        .filter(B::StartsAt.gt(at))
        .filter(has_gone([B::HelperId, B::BookedBy, B::AboutId]))
        .order_by_asc(B::SchoolId)
        .limit(limit)
        .into_tuple()
        .all(db.connection())
        .await?;
    schools.extend(super::waiting::gone(db, limit).await?);
    schools.sort_unstable();
    schools.dedup();
    Ok(schools)
}

/// Rows that name somebody who does nothing at the school any more.
pub(super) fn has_gone(columns: [impl ColumnTrait; 3]) -> Condition {
    let name = |any: Condition, column| any.add(ColumnTrait::in_subquery(&column, people::gone()));
    columns.into_iter().fold(Condition::any(), name)
}

/// Those of the bookings to come with somebody who does nothing at the school any more.
///
/// # Errors
/// Those of the database.
pub async fn affected<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    at: DateTime<Utc>,
) -> Result<Vec<BookingId>> {
    use booking::Column as B;
    Ok(booking::Entity::find()
        .select_only()
        .column(B::Id)
        .filter(B::SchoolId.eq(permit.school()))
        .filter(B::StartsAt.gt(at))
        .filter(has_gone([B::HelperId, B::BookedBy, B::AboutId]))
        .into_tuple()
        .all(tx.connection())
        .await?)
}

/// Forgets the cells of what is long over: nobody books yesterday.
///
/// # Errors
/// Those of the database.
pub async fn forget_cells(tx: &Tx, _: System, before: DateTime<Utc>) -> Result<()> {
    let before = before.timestamp().div_euclid(CELL_SECONDS);
    busy_cell::Entity::delete_many()
        .filter(busy_cell::Column::Cell.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// A booking and its school, for a letter or for work that nobody asked for.
///
/// # Errors
/// Those of the database.
pub async fn notice(db: &impl Db, why: System, id: BookingId) -> Result<Option<(BookingRow, SchoolCard)>> {
    let Some(found) = booking::Entity::find_by_id(id).one(db.connection()).await? else {
        return Ok(None);
    };
    let mut select = of_school(found.school_id);
    select.and_where(booking::Column::Id.eq(id));
    let row = rows::all(db, &select).await?.pop();
    let school = super::super::schools::card(db, why, found.school_id).await?;
    Ok(row.zip(school))
}
