//! Making, changing and giving back bookings.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::consultations::BookingState;
use podskazka_shared::ids::{ArticleId, BookingId, MemberId, SlotId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Mode;
use podskazka_shared::tickets::Topic;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{booking, busy_cell};
use super::super::{Db, Tx, private::Connection};
use super::{BookingRow, Wanted};
use crate::access::{Granted, Permit};
use crate::problem::{Error, Result};

/// A booking to be.
#[derive(Debug, Clone)]
pub struct NewBooking<'a> {
    pub id: BookingId,
    pub helper: MemberId,
    /// Its slot and the seat in it; none of somebody who came without.
    pub seat: Option<(SlotId, i16)>,
    pub booked_by: MemberId,
    pub about: Option<MemberId>,
    pub state: BookingState,
    pub held_until: Option<DateTime<Utc>>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub place: Option<&'a str>,
    pub mode: Option<Mode>,
    pub topic: Option<Topic>,
    pub question: Option<&'a str>,
    pub note: Option<&'a str>,
}

/// Makes a booking.
///
/// # Errors
/// Those of the database: a seat that another has, and a second hold of one person, among them.
pub async fn insert<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    new: NewBooking<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = booking::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        helper_id: Set(new.helper),
        slot_id: Set(new.seat.map(|(slot, _)| slot)),
        seat: Set(new.seat.map(|(_, seat)| seat)),
        booked_by: Set(new.booked_by),
        about_id: Set(new.about),
        state: Set(new.state),
        held_until: Set(new.held_until),
        starts_at: Set(new.from),
        ends_at: Set(new.to),
        place: Set(new.place.map(str::to_owned)),
        mode: Set(new.mode),
        topic: Set(new.topic),
        question: Set(new.question.map(str::to_owned)),
        note: Set(new.note.map(str::to_owned)),
        homework: Set(None),
        article_id: Set(None),
        ticket_id: Set(None),
        created_at: Set(at),
        updated_at: Set(at),
        version: Set(1),
    };
    booking::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await
        .map_err(taken)?;
    Ok(())
}

/// A key that another was faster to take.
fn taken(error: sea_orm::DbErr) -> Error {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => ProblemKind::SlotTaken.into(),
        _ => error.into(),
    }
}

/// What a step changes of a booking. What is absent stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub state: Option<BookingState>,
    /// Another helper, slot, seat and time.
    pub moved: Option<(Wanted, SlotId, i16)>,
    pub place: Option<Option<String>>,
    pub mode: Option<Option<Mode>>,
    pub topic: Option<Topic>,
    pub question: Option<Option<String>>,
    pub note: Option<Option<String>>,
    pub homework: Option<Option<String>>,
    pub article: Option<Option<ArticleId>>,
    pub ticket: Option<TicketId>,
    /// A hold that became a booking is held no more.
    pub held_no_more: bool,
}

/// Changes a booking that the transaction holds, and raises its version.
///
/// # Errors
/// Those of the database.
pub async fn change<A: ActionType>(
    tx: &Tx,
    row: &Granted<A, BookingRow>,
    change: Change,
    at: DateTime<Utc>,
) -> Result<()> {
    use booking::Column as B;
    let mut update = booking::Entity::update_many()
        .col_expr(B::Version, Expr::value(row.version + 1))
        .col_expr(B::UpdatedAt, Expr::value(at))
        .filter(B::Id.eq(row.id));
    if let Some(state) = change.state {
        update = update.col_expr(B::State, Expr::value(state));
    }
    if let Some((to, slot, seat)) = change.moved {
        update = update
            .col_expr(B::HelperId, Expr::value(to.helper))
            .col_expr(B::SlotId, Expr::value(Some(slot)))
            .col_expr(B::Seat, Expr::value(Some(seat)))
            .col_expr(B::StartsAt, Expr::value(to.from))
            .col_expr(B::EndsAt, Expr::value(to.to));
    }
    for (column, text) in [
        (B::Place, change.place),
        (B::Question, change.question),
        (B::Note, change.note),
        (B::Homework, change.homework),
    ] {
        if let Some(text) = text {
            update = update.col_expr(column, Expr::value(text));
        }
    }
    if let Some(mode) = change.mode {
        update = update.col_expr(B::Mode, Expr::value(mode));
    }
    if let Some(topic) = change.topic {
        update = update.col_expr(B::Topic, Expr::value(Some(topic)));
    }
    if let Some(article) = change.article {
        update = update.col_expr(B::ArticleId, Expr::value(article));
    }
    if let Some(ticket) = change.ticket {
        update = update.col_expr(B::TicketId, Expr::value(Some(ticket)));
    }
    if change.held_no_more {
        update = update.col_expr(B::HeldUntil, Expr::value(None::<DateTime<Utc>>));
    }
    update.exec(tx.connection()).await.map_err(taken)?;
    Ok(())
}

/// Gives back the seat and the people's time of a booking, and tells its state from now on; the slot's cells go with the last
/// of its bookings. The row stays.
///
/// # Errors
/// Those of the database.
pub async fn vacate<A: ActionType>(
    tx: &Tx,
    _: &Permit<A>,
    id: BookingId,
    slot: Option<SlotId>,
    state: BookingState,
    at: DateTime<Utc>,
) -> Result<()> {
    use booking::Column as B;
    busy_cell::Entity::delete_many()
        .filter(busy_cell::Column::BookingId.eq(id))
        .exec(tx.connection())
        .await?;
    booking::Entity::update_many()
        .col_expr(B::Seat, Expr::value(None::<i16>))
        .col_expr(B::State, Expr::value(state))
        .col_expr(B::UpdatedAt, Expr::value(at))
        .col_expr(B::Version, Expr::col(B::Version).add(1))
        .filter(B::Id.eq(id))
        .exec(tx.connection())
        .await?;
    let Some(slot) = slot else { return Ok(()) };
    let seated = Query::select()
        .column(B::SlotId)
        .from(booking::Entity)
        .and_where(B::SlotId.eq(slot))
        .and_where(B::Seat.is_not_null())
        .to_owned();
    busy_cell::Entity::delete_many()
        .filter(busy_cell::Column::SlotId.eq(slot))
        .filter(busy_cell::Column::SlotId.into_expr().not_in_subquery(seated))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Another room of a booking whose hours moved there.
///
/// # Errors
/// Those of the database.
pub async fn place<A: ActionType>(tx: &Tx, _: &Permit<A>, id: BookingId, place: Option<&str>) -> Result<()> {
    use booking::Column as B;
    booking::Entity::update_many()
        .col_expr(B::Place, Expr::value(place.map(str::to_owned)))
        .col_expr(B::Version, Expr::col(B::Version).add(1))
        .filter(B::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Holds and offers of these helpers and people.
fn waiting_of(helpers: &[MemberId], people: &[MemberId]) -> Condition {
    use booking::Column as B;
    Condition::all()
        .add(B::State.is_in([BookingState::Held, BookingState::Offered]))
        .add(
            Condition::any()
                .add(B::HelperId.is_in(helpers.iter().copied()))
                .add(B::BookedBy.is_in(people.iter().copied()))
                .add(B::AboutId.is_in(people.iter().copied())),
        )
}

/// The helpers at whom these people have holds or offers: who lets them go holds these helpers too.
///
/// # Errors
/// Those of the database.
pub async fn waiting_at(
    db: &impl Db,
    permit: &Permit<ConsultationBook>,
    people: &[MemberId],
) -> Result<Vec<MemberId>> {
    Ok(booking::Entity::find()
        .select_only()
        .column(booking::Column::HelperId)
        .distinct()
        .filter(booking::Column::SchoolId.eq(permit.school()))
        .filter(waiting_of(&[], people))
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// Takes back the holds and offers of these helpers and people whose time is over, and the hold that `letting_go` has, whatever
/// its time. Tells at which helpers seats became free.
///
/// # Errors
/// Those of the database.
pub async fn expire(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    helpers: &[MemberId],
    people: &[MemberId],
    letting_go: Option<MemberId>,
    at: DateTime<Utc>,
) -> Result<Vec<MemberId>> {
    use booking::Column as B;
    let mut which = Condition::any().add(waiting_of(helpers, people).add(B::HeldUntil.lte(at)));
    if let Some(who) = letting_go {
        which = which.add(
            Condition::all()
                .add(B::State.eq(BookingState::Held))
                .add(B::BookedBy.eq(who)),
        );
    }
    let over = booking::Entity::find()
        .filter(B::SchoolId.eq(permit.school()))
        .filter(which)
        .order_by_asc(B::Id)
        .lock(LockType::Update)
        .all(tx.connection())
        .await?;
    let mut at_helpers = Vec::new();
    for row in over {
        vacate(tx, permit, row.id, row.slot_id, BookingState::Expired, at).await?;
        at_helpers.push(row.helper_id);
    }
    at_helpers.sort_unstable();
    at_helpers.dedup();
    Ok(at_helpers)
}
