//! What of the helpers' time is taken.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::consultations::BookingState;
use podskazka_shared::ids::{MemberId, SlotId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::super::Db;
use super::super::entities::{booking, slot};
use crate::access::Permit;
use crate::problem::Result;

/// A slot in which somebody has a seat.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Taken {
    pub helper_id: MemberId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// With the pause after it.
    pub taken_until: DateTime<Utc>,
    pub seats: i64,
}

/// Until when, with the pause, the helpers are taken by the slots that begin after a moment.
///
/// # Errors
/// Those of the database.
pub async fn taken_until(
    db: &impl Db,
    permit: &Permit<ConsultationBook>,
    after: DateTime<Utc>,
) -> Result<HashMap<SlotId, DateTime<Utc>>> {
    let rows: Vec<(SlotId, DateTime<Utc>)> = slot::Entity::find()
        .select_only()
        .columns([slot::Column::Id, slot::Column::TakenUntil])
        .filter(slot::Column::SchoolId.eq(permit.school()))
        .filter(slot::Column::StartsAt.gt(after))
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().collect())
}

/// The slots of the school in which somebody has a seat, in a stretch of time. Holds and offers whose time is over count no
/// more, nor does the hold of `except_held_by`.
///
/// # Errors
/// Those of the database.
pub async fn taken(
    db: &impl Db,
    permit: &Permit<ConsultationBook>,
    helper: Option<MemberId>,
    except_held_by: Option<MemberId>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    at: DateTime<Utc>,
) -> Result<Vec<Taken>> {
    use slot::Column as S;
    let of = |column: booking::Column| Expr::col((booking::Entity, column));
    let stands = Condition::any()
        .add(of(booking::Column::HeldUntil).is_null())
        .add(of(booking::Column::HeldUntil).gt(at))
        .add(of(booking::Column::State).is_not_in([BookingState::Held, BookingState::Offered]));
    let columns = [S::Id, S::HelperId, S::StartsAt, S::EndsAt, S::TakenUntil];
    let mut select = Query::select();
    for column in columns {
        select
            .column((slot::Entity, column))
            .add_group_by([Expr::col((slot::Entity, column))]);
    }
    select
        .expr_as(Func::count(of(booking::Column::Id)), "seats")
        .from(slot::Entity)
        .join(
            JoinType::InnerJoin,
            booking::Entity,
            of(booking::Column::SlotId).eq(S::Id.into_expr()),
        )
        .and_where(of(booking::Column::Seat).is_not_null())
        .and_where(Expr::col((slot::Entity, S::SchoolId)).eq(permit.school()))
        .and_where(Expr::col((slot::Entity, S::StartsAt)).lt(to))
        .and_where(Expr::col((slot::Entity, S::TakenUntil)).gt(from))
        .cond_where(stands);
    if let Some(who) = except_held_by {
        let theirs = Condition::all()
            .add(of(booking::Column::State).eq(BookingState::Held))
            .add(of(booking::Column::BookedBy).eq(who));
        select.cond_where(theirs.not());
    }
    if let Some(helper) = helper {
        select.and_where(Expr::col((slot::Entity, S::HelperId)).eq(helper));
    }
    let statement = db.connection().get_database_backend().build(&select);
    Ok(Taken::find_by_statement(statement).all(db.connection()).await?)
}
