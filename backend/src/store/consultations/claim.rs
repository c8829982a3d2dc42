//! Taking and giving back seats of slots and people's time.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::consultations::slots::cells;
use podskazka_shared::ids::{BookingId, MemberId, PersonId, SlotId};
use sea_orm::sea_query::{Expr, LockType, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::super::entities::{booking, busy_cell, member, slot};
use super::super::{Db, Tx, private::Connection};
use crate::access::{Permit, System};
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
    let who = whose(tx, &[wanted.helper]).await?;
    let there: Vec<Option<SlotId>> = cells_of(&who, wanted.from, wanted.taken_until)
        .select_only()
        .column(busy_cell::Column::SlotId)
        .distinct()
        .into_tuple()
        .all(tx.connection())
        .await?;
    let [only] = there.as_slice() else {
        return match there.is_empty() {
            true => Ok(make(tx, permit, wanted, &who, at).await?.map(|slot| (slot, 1))),
            false => Ok(None),
        };
    };
    // They go to a colleague.
    let Some(only) = *only else { return Ok(None) };
    let found = slot::Entity::find_by_id(only).one(tx.connection()).await?;
    // Another school's, at the same time, is no seat here.
    let same = |slot: &slot::Model| {
        slot.helper_id == wanted.helper && slot.starts_at == wanted.from && slot.ends_at == wanted.to
    };
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

/// A slot that claims its cells; none when one of them is taken.
async fn make(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    wanted: &Wanted,
    who: &[Uuid],
    at: DateTime<Utc>,
) -> Result<Option<SlotId>> {
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
    let claimed = claim(tx, who, (wanted.from, wanted.taken_until), (Some(id), None)).await?;
    Ok(claimed.then_some(id))
}

/// By what the time of these people is claimed: the person where there is a sign-in, so that it holds across schools, else the
/// card. In order, each once.
async fn whose(db: &impl Db, people: &[MemberId]) -> Result<Vec<Uuid>> {
    let cards: Vec<(MemberId, Option<PersonId>)> = member::Entity::find()
        .select_only()
        .columns([member::Column::Id, member::Column::PersonId])
        .filter(member::Column::Id.is_in(people.iter().copied()))
        .into_tuple()
        .all(db.connection())
        .await?;
    let who = cards
        .into_iter()
        .map(|(card, person)| person.map_or(card.0, |person| person.0));
    let mut who: Vec<Uuid> = who.collect();
    who.sort_unstable();
    who.dedup();
    Ok(who)
}

/// What stands in somebody's time.
fn cells_of(who: &[Uuid], from: DateTime<Utc>, to: DateTime<Utc>) -> Select<busy_cell::Entity> {
    let cells = cells(from, to);
    busy_cell::Entity::find()
        .filter(busy_cell::Column::WhoId.is_in(who.iter().copied()))
        .filter(busy_cell::Column::Cell.gte(cells.start))
        .filter(busy_cell::Column::Cell.lt(cells.end))
}

/// Claims time of people for a slot or a booking; false when one of them has something then.
async fn claim(
    tx: &Tx,
    who: &[Uuid],
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    (slot, booking): (Option<SlotId>, Option<BookingId>),
) -> Result<bool> {
    let of = |who: &Uuid| {
        let who = *who;
        cells(from, to).map(move |cell| busy_cell::ActiveModel {
            who_id: Set(who),
            cell: Set(cell),
            slot_id: Set(slot),
            booking_id: Set(booking),
        })
    };
    let rows: Vec<busy_cell::ActiveModel> = who.iter().flat_map(of).collect();
    let wanted = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    let nothing = OnConflict::columns([busy_cell::Column::WhoId, busy_cell::Column::Cell])
        .do_nothing()
        .to_owned();
    let claimed = busy_cell::Entity::insert_many(rows)
        .on_conflict(nothing)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(claimed == wanted)
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
    let who = whose(db, people).await?;
    Ok(cells_of(&who, from, to).one(db.connection()).await?.is_some())
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
    let who = whose(tx, people).await?;
    claim(tx, &who, (from, to), (None, Some(booking))).await
}

/// Lets what a card has booked stand in the time of the person who came in with it. Where they have something else at that
/// time, in another school, both stand, and the card's cells stay the card's: each was booked when nobody could know.
///
/// # Errors
/// Those of the database.
pub async fn came_in(tx: &Tx, _: System, card: MemberId, person: PersonId) -> Result<()> {
    use busy_cell::Column as C;
    let taken = Query::select()
        .column(C::Cell)
        .from(busy_cell::Entity)
        .and_where(C::WhoId.eq(person.0))
        .to_owned();
    busy_cell::Entity::update_many()
        .col_expr(C::WhoId, Expr::value(person.0))
        .filter(C::WhoId.eq(card.0))
        .filter(C::Cell.not_in_subquery(taken))
        .exec(tx.connection())
        .await?;
    Ok(())
}
