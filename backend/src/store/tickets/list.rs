//! Lists of requests, in pages along a unique key.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::TicketRead;
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::Page;
use podskazka_shared::tickets::{TicketOrder, TicketScope, TicketStatus, TicketSummary, TicketsQuery};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, Order};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};

use super::super::entities::ticket::Column;
use super::super::{Db, cursor};
use super::{TicketRow, childs, select};
use crate::access::Permit;
use crate::problem::Result;

/// The requests that the reader may read and asked for.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<TicketRead>,
    query: &TicketsQuery,
    now: DateTime<Utc>,
) -> Result<Page<TicketSummary>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    select
        .cond_where(filters(permit, query, now))
        .limit(u64::from(limit) + 1);
    let order = query.order.unwrap_or_default();
    match order {
        TicketOrder::Newest => {
            if let Some(after) = cursor::read::<TicketId>(query.after.as_ref())? {
                select.and_where(Column::Id.lt(after));
            }
            select.order_by_expr(Column::Id.into_expr(), Order::Desc);
        }
        TicketOrder::Due => {
            if let Some((rank, due, id)) =
                cursor::read::<(i16, DateTime<Utc>, TicketId)>(query.after.as_ref())?
            {
                let key = Expr::tuple([
                    Column::Rank.into_expr(),
                    Column::DueAt.into_expr(),
                    Column::Id.into_expr(),
                ]);
                select.and_where(key.gt(Expr::tuple([Expr::val(rank), Expr::val(due), Expr::val(id)])));
            }
            for column in [Column::Rank, Column::DueAt, Column::Id] {
                select.order_by_expr(column.into_expr(), Order::Asc);
            }
        }
    }
    let statement = db.connection().get_database_backend().build(&select);
    let rows = TicketRow::find_by_statement(statement)
        .all(db.connection())
        .await?;
    let page = Page::cut(rows, limit.into(), |row| match order {
        TicketOrder::Newest => cursor::write(&row.id),
        TicketOrder::Due => cursor::write(&(row.rank, row.due_at, row.id)),
    });
    Ok(Page {
        items: page.items.iter().map(TicketRow::summary).collect(),
        next: page.next,
    })
}

fn filters(permit: &Permit<TicketRead>, query: &TicketsQuery, now: DateTime<Utc>) -> Condition {
    let me = permit.member();
    let scope = query.scope.map(|scope| match scope {
        TicketScope::Mine => Condition::any().add(Column::RequesterId.eq(me)).add(childs(me)),
        TicketScope::Assigned => Column::AssigneeId.eq(me).into_condition(),
        TicketScope::Unassigned => Column::AssigneeId.is_null().into_condition(),
    });
    let status = query.status.map(|status| match status {
        TicketStatus::Open => Column::Rank.lt(2).into_condition(),
        TicketStatus::Done => Column::Rank.eq(2).into_condition(),
        TicketStatus::Overdue => Condition::all()
            .add(Column::Rank.eq(0))
            .add(Column::DueAt.lt(now)),
    });
    Condition::all()
        .add_option(scope)
        .add_option(status)
        .add_option(query.topic.map(|topic| Column::Topic.eq(topic)))
        .add_option(query.group.map(|group| Column::RequesterGroup.eq(group)))
}
