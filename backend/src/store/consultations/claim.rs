//! Taking and giving back seats of slots and people's time.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::consultations::slots::cells;
use podskazka_shared::ids::{BookingId, MemberId, SlotId};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{booking, booking_cell, member, slot, slot_cell};
use super::super::{Db, Tx, private::Connection};
use crate::access::Permit;
use crate::clock::new_id;
use crate::problem::Result;

/// Holds helpers and people, in one order, so that those who book with one helper come one after the other. Tells who of them
/// is a member of the school still.
///
/// # Errors
/// Those of the database.
pub async fn lock<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    who: impl IntoIterator<Item = MemberId>,
) -> Result<Vec<MemberId>> {
    let held = member::Entity::find()
        .filter(member::Column::Id.is_in(who))
        .filter(member::Column::SchoolId.eq(permit.school()))
        .order_by_asc(member::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.connection())
        .await?;
    let there = held.into_iter().filter(|card| card.ended_at.is_none());
    Ok(there.map(|card| card.id).collect())
}

/// A slot in which somebody wants a seat.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub helper: MemberId,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// With the pause after it.
    pub taken_until: DateTime<Utc>,
    pub seats: u16,
}

/// Finds a free seat in a slot, and makes the slot when nobody booked it before. None when it is full, or when another slot
/// of the helper lies there.
///
/// # Errors
/// Those of the database.
pub async fn take_seat(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    wanted: &Wanted,
    at: DateTime<Utc>,
) -> Result<Option<(SlotId, i16)>> {
    let cells = cells(wanted.from, wanted.taken_until);
    let there: Vec<SlotId> = slot_cell::Entity::find()
        .select_only()
        .column(slot_cell::Column::SlotId)
        .distinct()
        .filter(slot_cell::Column::HelperId.eq(wanted.helper))
        .filter(slot_cell::Column::Cell.gte(cells.start))
        .filter(slot_cell::Column::Cell.lt(cells.end))
        .into_tuple()
        .all(tx.connection())
        .await?;
    let [only] = there.as_slice() else {
        return match there.is_empty() {
            true => Ok(make(tx, permit, wanted, at).await?.map(|slot| (slot, 1))),
            false => Ok(None),
        };
    };
    let found = slot::Entity::find_by_id(*only).one(tx.connection()).await?;
    let same = |slot: &slot::Model| slot.starts_at == wanted.from && slot.ends_at == wanted.to;
    let Some(slot) = found.filter(same) else {
        return Ok(None);
    };
    let taken: Vec<Option<i16>> = booking::Entity::find()
        .select_only()
        .column(booking::Column::Seat)
        .filter(booking::Column::SlotId.eq(slot.id))
        .filter(booking::Column::Seat.is_not_null())
        .into_tuple()
        .all(tx.connection())
        .await?;
    let seats = i16::try_from(wanted.seats).unwrap_or(i16::MAX);
    let many = i16::try_from(taken.len()).unwrap_or(i16::MAX);
    // Taken seats stay when there are fewer seats than before.
    let free = (1..=seats).find(|seat| many < seats && !taken.contains(&Some(*seat)));
    Ok(free.map(|seat| (slot.id, seat)))
}

/// A slot that claims its cells; none when one of them is another's.
async fn make(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    wanted: &Wanted,
    at: DateTime<Utc>,
) -> Result<Option<SlotId>> {
    if visits(tx, &[wanted.helper], wanted.from, wanted.to).await? {
        return Ok(None);
    }
    let id: SlotId = new_id(at);
    let row = slot::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        helper_id: Set(wanted.helper),
        starts_at: Set(wanted.from),
        ends_at: Set(wanted.to),
        taken_until: Set(wanted.taken_until),
    };
    slot::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    let cells: Vec<i64> = cells(wanted.from, wanted.taken_until).collect();
    let rows = cells.iter().map(|cell| slot_cell::ActiveModel {
        helper_id: Set(wanted.helper),
        cell: Set(*cell),
        slot_id: Set(id),
    });
    let nothing = OnConflict::columns([slot_cell::Column::HelperId, slot_cell::Column::Cell])
        .do_nothing()
        .to_owned();
    let claimed = slot_cell::Entity::insert_many(rows)
        .on_conflict(nothing)
        .exec_without_returning(tx.connection())
        .await?;
    Ok((claimed == u64::try_from(cells.len()).unwrap_or(u64::MAX)).then_some(id))
}

/// Whether one of these people goes to somebody at that time.
async fn visits(db: &impl Db, people: &[MemberId], from: DateTime<Utc>, to: DateTime<Utc>) -> Result<bool> {
    let cells = cells(from, to);
    let found = booking_cell::Entity::find()
        .filter(booking_cell::Column::WhoId.is_in(people.iter().copied()))
        .filter(booking_cell::Column::Cell.gte(cells.start))
        .filter(booking_cell::Column::Cell.lt(cells.end))
        .one(db.connection())
        .await?;
    Ok(found.is_some())
}

/// Whether somebody comes to one of these people at that time. The transaction that books holds them, so none comes meanwhile.
async fn receives(db: &impl Db, people: &[MemberId], from: DateTime<Utc>, to: DateTime<Utc>) -> Result<bool> {
    let cells = cells(from, to);
    let found = slot_cell::Entity::find()
        .filter(slot_cell::Column::HelperId.is_in(people.iter().copied()))
        .filter(slot_cell::Column::Cell.gte(cells.start))
        .filter(slot_cell::Column::Cell.lt(cells.end))
        .one(db.connection())
        .await?;
    Ok(found.is_some())
}

/// Whether one of these people has something at that time, as a guest or at their own desk.
///
/// # Errors
/// Those of the database.
pub async fn busy(
    db: &impl Db,
    _: &Permit<ConsultationBook>,
    people: &[MemberId],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<bool> {
    Ok(visits(db, people, from, to).await? || receives(db, people, from, to).await?)
}

/// Takes the time of people for a booking; false when one of them has something then.
///
/// # Errors
/// Those of the database.
pub async fn take_time(
    tx: &Tx,
    _: &Permit<ConsultationBook>,
    booking: BookingId,
    people: &[MemberId],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<bool> {
    if receives(tx, people, from, to).await? {
        return Ok(false);
    }
    let mut people = people.to_vec();
    people.sort_unstable();
    people.dedup();
    let rows: Vec<booking_cell::ActiveModel> = people
        .iter()
        .flat_map(|who| {
            cells(from, to).map(move |cell| booking_cell::ActiveModel {
                who_id: Set(*who),
                cell: Set(cell),
                booking_id: Set(booking),
            })
        })
        .collect();
    let wanted = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let nothing = OnConflict::columns([booking_cell::Column::WhoId, booking_cell::Column::Cell])
        .do_nothing()
        .to_owned();
    let claimed = booking_cell::Entity::insert_many(rows)
        .on_conflict(nothing)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(claimed == wanted)
}
