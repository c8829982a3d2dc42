//! What of the helpers' time is taken.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ConsultationBook;
use podskazka_shared::consultations::BookingState;
use podskazka_shared::consultations::slots::{cell_span, cells};
use podskazka_shared::ids::{MemberId, SlotId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, JoinType, Query, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::super::entities::{booking, busy_cell, member, member_role, slot};
use super::super::people::staff_roles;
use super::super::{Db, rows};
use crate::access::Permit;
use crate::problem::Result;

/// A stretch of time in which a helper is taken.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Taken {
    pub helper_id: MemberId,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// With the pause after it.
    pub taken_until: DateTime<Utc>,
    /// How many seats are taken; of a helper who is elsewhere, all.
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

/// When helpers are taken in a stretch of time: by slots in which somebody has a seat, and by what they have elsewhere. Holds and offers whose time is over count no
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
    let mut taken = rows::all(db, &select).await?;
    taken.extend(elsewhere(db, permit, helper, (from, to)).await?);
    Ok(taken)
}

/// When helpers are taken elsewhere, by cells of five minutes: they go to a colleague, or have something in another school. A
/// hold there stands until it is taken back, at the latest a minute after its time is over.
async fn elsewhere(
    db: &impl Db,
    permit: &Permit<ConsultationBook>,
    helper: Option<MemberId>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Taken>> {
    use busy_cell::Column as C;
    let of = |column: C| Expr::col((busy_cell::Entity, column));
    let card = |column: member::Column| Expr::col((member::Entity, column));
    let desk = |column: slot::Column| Expr::col((slot::Entity, column));
    let whose = Func::coalesce([card(member::Column::PersonId), card(member::Column::Id)]);
    let cells = cells(from, to);
    let mut select = Query::select();
    select
        .expr_as(card(member::Column::Id), "helper_id")
        .column((busy_cell::Entity, C::Cell))
        .from(member::Entity)
        .join(JoinType::InnerJoin, busy_cell::Entity, of(C::WhoId).eq(whose))
        .join(
            JoinType::LeftJoin,
            slot::Entity,
            desk(slot::Column::Id).eq(of(C::SlotId)),
        )
        .and_where(card(member::Column::SchoolId).eq(permit.school()))
        .and_where(of(C::Cell).gte(cells.start))
        .and_where(of(C::Cell).lt(cells.end))
        .cond_where(
            Condition::any()
                .add(of(C::SlotId).is_null())
                .add(desk(slot::Column::SchoolId).ne(permit.school())),
        );
    match helper {
        Some(helper) => select.and_where(card(member::Column::Id).eq(helper)),
        None => select.and_where(card(member::Column::Id).in_subquery(staff())),
    };
    let found: Vec<Elsewhere> = rows::all(db, &select).await?;
    let whole = |row: Elsewhere| {
        let (from, to) = cell_span(row.cell);
        Taken {
            helper_id: row.helper_id,
            starts_at: from,
            ends_at: to,
            taken_until: to,
            seats: i64::MAX,
        }
    };
    Ok(found.into_iter().map(whole).collect())
}

#[derive(FromQueryResult)]
struct Elsewhere {
    helper_id: MemberId,
    cell: i64,
}

fn staff() -> SelectStatement {
    Query::select()
        .column(member_role::Column::MemberId)
        .from(member_role::Entity)
        .and_where(member_role::Column::Role.is_in(staff_roles()))
        .to_owned()
}
