//! Lists of bookings, in pages along start and id.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ConsultationRead;
use podskazka_shared::consultations::{BookingScope, BookingState, BookingsQuery};
use podskazka_shared::ids::{BookingId, MemberId};
use podskazka_shared::page::Page;
use podskazka_shared::zone::instant;
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Order};

use super::super::entities::booking::Column as B;
use super::super::{Db, cursor, rows};
use super::{BookingRow, select};
use crate::access::Permit;
use crate::problem::Result;

/// What is booked by, about, or with a member and begins after a moment, by start.
///
/// # Errors
/// Those of the database.
pub async fn booked_with(
    db: &impl Db,
    permit: &Permit<ConsultationRead>,
    member: MemberId,
    after: DateTime<Utc>,
) -> Result<Vec<BookingRow>> {
    let whose = Condition::any()
        .add(B::HelperId.eq(member))
        .add(B::BookedBy.eq(member))
        .add(B::AboutId.eq(member));
    let mut select = select(permit);
    select
        .cond_where(whose)
        .and_where(B::SlotId.is_not_null())
        .and_where(B::State.is_in([BookingState::Booked, BookingState::Arrived, BookingState::NoShow]))
        .and_where(B::StartsAt.gt(after));
    for column in [B::StartsAt, B::Id] {
        select.order_by_expr(column.into_expr(), Order::Asc);
    }
    rows::all(db, &select).await
}

/// The bookings that the reader may see and asked for, by start. Days are those of the zone.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<ConsultationRead>,
    query: &BookingsQuery,
    zone: chrono_tz::Tz,
) -> Result<Page<BookingRow>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let me = permit.member();
    let mine = Condition::any().add(B::BookedBy.eq(me)).add(B::AboutId.eq(me));
    let scope = query.scope.map(|scope| match scope {
        BookingScope::Mine => mine,
        BookingScope::Desk => Condition::all().add(B::HelperId.eq(me)),
    });
    let from = query.from.map(|day| B::StartsAt.gte(instant(day, 0, zone)));
    let to = query.to.map(|day| B::StartsAt.lt(instant(day, 1440, zone)));
    // Seats that are only kept while somebody types say nothing to anybody.
    let state = match query.state {
        Some(state) => B::State.eq(state),
        None => B::State.is_not_in([BookingState::Held, BookingState::Expired]),
    };
    let mut select = select(permit);
    select
        .cond_where(
            Condition::all()
                .add_option(scope)
                .add_option(from)
                .add_option(to)
                .add_option(query.helper.map(|helper| B::HelperId.eq(helper)))
                .add(state),
        )
        .limit(u64::from(limit) + 1);
    if let Some((start, id)) = cursor::read::<(DateTime<Utc>, BookingId)>(query.after.as_ref())? {
        let key = Expr::tuple([B::StartsAt.into_expr(), B::Id.into_expr()]);
        select.and_where(key.gt(Expr::tuple([Expr::val(start), Expr::val(id)])));
    }
    for column in [B::StartsAt, B::Id] {
        select.order_by_expr(column.into_expr(), Order::Asc);
    }
    let rows = rows::all(db, &select).await?;
    Ok(Page::cut(rows, limit.into(), |row| {
        cursor::write(&(row.starts_at, row.id))
    }))
}
