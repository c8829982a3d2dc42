//! Reading the list.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::CallbackRead;
use podskazka_shared::callbacks::{Callback, CallbackCount, CallbackState, CallbackTry, CallbacksQuery};
use podskazka_shared::ids::{CallbackId, MemberId};
use podskazka_shared::page::Page;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, LockType, Order, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter};

use super::super::entities::{callback, callback_dropped, callback_try, ticket};
use super::super::{Db, Tx, cursor, rows};
use super::CallbackRow;
use crate::access::{Granted, Permit};
use crate::problem::Result;

fn select<A: ActionType>(permit: &Permit<A>) -> SelectStatement {
    use callback::Column as C;
    let columns = [
        C::Id,
        C::SchoolId,
        C::State,
        C::Name,
        C::ClassName,
        C::Phone,
        C::Text,
        C::CreatedAt,
        C::CallFrom,
        C::TakenBy,
        C::DecidedBy,
        C::DecidedAt,
        C::Reason,
        C::TicketId,
        C::Version,
    ];
    let names = [(C::TakenBy, "taken_name"), (C::DecidedBy, "decided_name")];
    let mut select = rows::with_names(callback::Entity, columns, names);
    select
        .expr_as(
            Expr::col((ticket::Entity, ticket::Column::Number)),
            "ticket_number",
        )
        .join(
            JoinType::LeftJoin,
            ticket::Entity,
            Expr::col((ticket::Entity, ticket::Column::Id)).eq(Expr::col((callback::Entity, C::TicketId))),
        )
        .and_where(C::SchoolId.eq(permit.school()))
        .to_owned()
}

/// The entries in a state: of those that wait who can be called first comes first, of the others the newest.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<CallbackRead>,
    query: &CallbacksQuery,
) -> Result<Page<Callback>> {
    use callback::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let state = query.state.unwrap_or(CallbackState::Waiting);
    let waiting = state == CallbackState::Waiting;
    let order = if waiting { Order::Asc } else { Order::Desc };
    let mut select = select(permit);
    select
        .and_where(C::State.eq(state))
        .order_by((callback::Entity, C::CallFrom), order.clone())
        .order_by((callback::Entity, C::Id), order)
        .limit(u64::from(limit) + 1);
    if let Some((from, id)) = cursor::read::<(DateTime<Utc>, CallbackId)>(query.after.as_ref())? {
        let (later, next) = match waiting {
            true => (C::CallFrom.gt(from), C::Id.gt(id)),
            false => (C::CallFrom.lt(from), C::Id.lt(id)),
        };
        let beside = Condition::all().add(C::CallFrom.eq(from)).add(next);
        select.cond_where(Condition::any().add(later).add(beside));
    }
    let found: Vec<CallbackRow> = rows::all(db, &select).await?;
    let page = Page::cut(found, limit.into(), |row| cursor::write(&(row.call_from, row.id)));
    let ids: Vec<_> = page.items.iter().map(|row| row.id).collect();
    let mut tries = tries(db, &ids).await?;
    let items = page.items.into_iter().map(|row| {
        let tries = tries.remove(&row.id).unwrap_or_default();
        row.dto(tries)
    });
    Ok(Page {
        items: items.collect(),
        next: page.next,
    })
}

/// A try as it is read with its entry.
#[derive(Debug, FromQueryResult)]
struct TryRow {
    callback_id: CallbackId,
    at: DateTime<Utc>,
    by_member: Option<MemberId>,
    by_name: Option<String>,
}

async fn tries(db: &impl Db, of: &[CallbackId]) -> Result<HashMap<CallbackId, Vec<CallbackTry>>> {
    use callback_try::Column as C;
    let mut select = rows::with_names(
        callback_try::Entity,
        [C::CallbackId, C::At, C::ByMember],
        [(C::ByMember, "by_name")],
    );
    select
        .and_where(C::CallbackId.is_in(of.iter().copied()))
        .order_by((callback_try::Entity, C::Number), Order::Asc);
    let mut all: HashMap<CallbackId, Vec<CallbackTry>> = HashMap::new();
    for row in rows::all::<TryRow>(db, &select).await? {
        let by = rows::named(row.by_member, row.by_name.as_ref());
        all.entry(row.callback_id)
            .or_default()
            .push(CallbackTry { at: row.at, by });
    }
    Ok(all)
}

/// An entry.
///
/// # Errors
/// `not_found`.
pub async fn find(
    db: &impl Db,
    permit: &Permit<CallbackRead>,
    id: CallbackId,
) -> Result<Granted<CallbackRead, CallbackRow>> {
    let mut select = select(permit);
    select.and_where(callback::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// An entry that nobody else changes until the transaction ends.
///
/// # Errors
/// `not_found`.
pub async fn hold(
    tx: &Tx,
    permit: &Permit<CallbackRead>,
    id: CallbackId,
) -> Result<Granted<CallbackRead, CallbackRow>> {
    let mut select = select(permit);
    select
        .and_where(callback::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [callback::Entity]);
    rows::one(tx, &select, permit).await
}

/// An entry as it travels, with its tries.
///
/// # Errors
/// Those of the database.
pub async fn whole<A: ActionType>(db: &impl Db, row: Granted<A, CallbackRow>) -> Result<Callback> {
    let row = row.into_row();
    let tries = tries(db, &[row.id]).await?.remove(&row.id);
    Ok(row.dto(tries.unwrap_or_default()))
}

/// How many wait, and how many were dropped on a day of the school.
///
/// # Errors
/// Those of the database.
pub async fn count(db: &impl Db, permit: &Permit<CallbackRead>, today: NaiveDate) -> Result<CallbackCount> {
    use callback_dropped::Column as D;
    let waiting = callback::Entity::find()
        .filter(callback::Column::SchoolId.eq(permit.school()))
        .filter(callback::Column::State.eq(CallbackState::Waiting))
        .count(db.connection())
        .await?;
    // A row for each reason.
    let dropped = callback_dropped::Entity::find()
        .filter(D::SchoolId.eq(permit.school()))
        .filter(D::Day.eq(today))
        .all(db.connection())
        .await?;
    let dropped = dropped
        .iter()
        .filter_map(|row| u64::try_from(row.number).ok())
        .sum();
    Ok(CallbackCount { waiting, dropped })
}
