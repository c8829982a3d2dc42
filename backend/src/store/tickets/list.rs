//! Lists of requests, in pages along a unique key.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::ids::TicketId;
use podskazka_shared::page::Page;
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::{
    HelperWork, Kept, TicketCounts, TicketOrder, TicketScope, TicketState, TicketStatus, TicketSummary,
    TicketsQuery,
};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, IntoCondition, Order, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, FromQueryResult};

use super::super::entities::ticket::{self, Column};
use super::super::reports::which;
use super::super::{Db, cursor};
use super::{TicketRow, childs, done, reached, select};
use crate::access::Permit;
use crate::problem::{Error, Result};

/// The requests that the reader may read and asked for.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<TicketRead>,
    work: Option<&Permit<TicketWork>>,
    query: &TicketsQuery,
    (zone, now): (Tz, DateTime<Utc>),
) -> Result<Page<TicketSummary>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let backend = db.connection().get_database_backend();
    let mut select = select(permit);
    select
        .cond_where(filters(permit, work, query, now))
        .cond_where(behind(query, (zone, now), backend))
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
            if let Some((queue, id)) = cursor::read::<(DateTime<Utc>, TicketId)>(query.after.as_ref())? {
                let key = Expr::tuple([Column::QueueAt.into_expr(), Column::Id.into_expr()]);
                select.and_where(key.gt(Expr::tuple([Expr::val(queue), Expr::val(id)])));
            }
            for column in [Column::QueueAt, Column::Id] {
                select.order_by_expr(column.into_expr(), Order::Asc);
            }
        }
    }
    let statement = backend.build(&select);
    let rows = TicketRow::find_by_statement(statement)
        .all(db.connection())
        .await?;
    let page = Page::cut(rows, limit.into(), |row| match order {
        TicketOrder::Newest => cursor::write(&row.id),
        TicketOrder::Due => cursor::write(&(row.queue_at, row.id)),
    });
    Ok(Page {
        items: page.items.iter().map(TicketRow::summary).collect(),
        next: page.next,
    })
}

/// What the reader may work on; nothing for those who never do.
fn workable(work: Option<&Permit<TicketWork>>) -> Condition {
    work.map_or_else(|| Expr::val(false).into_condition(), reached)
}

/// Open, and in the queue before `until`: the queue is walked, and no farther than its open part.
///
/// The rank counts by its value, not by its index: SQLite would take that one, and put all that is open in order for a page of it.
fn queued(until: DateTime<Utc>) -> Condition {
    Condition::all()
        .add(Column::Rank.into_expr().add(0).lt(2))
        .add(Column::QueueAt.lt(until))
}

/// Open, and not considered or not answered within its time.
pub(in crate::store) fn overdue(now: DateTime<Utc>) -> Condition {
    queued(now)
}

/// In this part of its life.
pub(in crate::store) fn having(status: TicketStatus, now: DateTime<Utc>) -> Condition {
    match status {
        TicketStatus::Open => queued(done()),
        TicketStatus::Done => Column::Rank.gte(2).into_condition(),
        TicketStatus::Overdue => overdue(now),
        TicketStatus::Vendor => Column::State.eq(TicketState::WithVendor).into_condition(),
        TicketStatus::Objected => Column::State.eq(TicketState::Objected).into_condition(),
    }
}

/// What was sent to the reader as class teacher.
fn addressed(permit: &Permit<TicketRead>) -> Condition {
    let classes = permit.holder().classes.iter().copied();
    Condition::all()
        .add(Column::AddressedClassId.is_in(classes))
        .add(Column::RequesterId.ne(permit.member()))
}

/// What a query asks for, within what the reader may read.
pub(super) fn filters(
    permit: &Permit<TicketRead>,
    work: Option<&Permit<TicketWork>>,
    query: &TicketsQuery,
    now: DateTime<Utc>,
) -> Condition {
    let me = permit.member();
    let scope = query.scope.map(|scope| match scope {
        TicketScope::Mine => Condition::any().add(Column::RequesterId.eq(me)).add(childs(me)),
        TicketScope::Assigned => Column::AssigneeId.eq(me).into_condition(),
        TicketScope::Unassigned => Column::AssigneeId.is_null().into_condition(),
        TicketScope::Work => workable(work),
        TicketScope::Addressed => addressed(permit),
        TicketScope::Filed => Condition::all()
            .add(Column::FiledById.eq(me))
            .add(Column::RequesterId.ne(me)),
    });
    let status = query.status.map(|status| having(status, now));
    Condition::all()
        .add_option(scope)
        .add_option(status)
        .add_option(query.topic.map(|topic| Column::Topic.eq(topic)))
        .add_option(query.group.map(|group| Column::RequesterGroup.eq(group)))
        .add_option(query.channel.map(|channel| Column::Channel.eq(channel)))
}

/// What a figure of the report asks for besides. Views and the search have no such filters.
fn behind(query: &TicketsQuery, (zone, now): (Tz, DateTime<Utc>), backend: DbBackend) -> Condition {
    let local = || which::Local::of((query.filed_from, query.filed_to), zone, backend, now);
    let helper = query
        .helper
        .map(|helper| which::worked(helper, query.work.unwrap_or(HelperWork::Any)));
    let promised = |clock, kept: Option<Kept>| kept.map(|kept| which::promised(clock, kept, now));
    which::filed(query.filed_from, query.filed_to, zone)
        .add_option(query.weekday.map(|day| local().on_weekday(day)))
        .add_option(query.hour.map(|hour| local().in_hour(hour)))
        .add_option(promised(TermClock::Considered, query.considered))
        .add_option(promised(TermClock::Answered, query.answered))
        .add_option(helper)
        .add_option(query.repeat.map(|repeat| which::repeated(repeat, backend)))
}

/// How many open requests wait, of those that the reader may read; in one query.
///
/// # Errors
/// Those of the database.
pub async fn count(
    db: &impl Db,
    permit: &Permit<TicketRead>,
    work: Option<&Permit<TicketWork>>,
    now: DateTime<Utc>,
) -> Result<TicketCounts> {
    let me = permit.member();
    let of = |more: Condition| Condition::all().add(workable(work)).add(more);
    let counted = [
        (
            "mine",
            Condition::any().add(Column::RequesterId.eq(me)).add(childs(me)),
        ),
        ("work", workable(work)),
        ("assigned", of(Column::AssigneeId.eq(me).into_condition())),
        ("unassigned", of(Column::AssigneeId.is_null().into_condition())),
        ("addressed", of(addressed(permit))),
        ("overdue", of(overdue(now))),
    ];
    let mut select = Query::select();
    select
        .from(ticket::Entity)
        .cond_where(reached(permit))
        .and_where(Column::Rank.lt(2));
    for (name, which) in counted {
        // CASE gives nothing where the condition does not hold, and COUNT counts everything but that.
        select.expr_as(Func::count(Expr::case(which, Expr::val(1))), name);
    }
    let row = db.connection().query_one(&select).await?;
    let row = row.ok_or_else(|| Error::internal("counting gave no row"))?;
    let of = |name| row.try_get::<i64>("", name);
    Ok(TicketCounts {
        mine: of("mine")?,
        work: of("work")?,
        assigned: of("assigned")?,
        unassigned: of("unassigned")?,
        addressed: of("addressed")?,
        overdue: of("overdue")?,
    })
}
