//! Low marks that are followed up (F3).

mod write;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{AuditRead, FeedbackRead, TicketRead};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::follow_ups::{FollowUp, FollowUpState, FollowUpsQuery};
use podskazka_shared::ids::{FollowUpId, MemberId, SchoolId, TicketId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use sea_orm::sea_query::{
    CaseStatement, Condition, Expr, ExprTrait, JoinType, LockType, Order, Query, SelectStatement,
};
use sea_orm::{ColumnTrait, FromQueryResult};

use super::entities::{follow_up, member, rating, ticket};
use super::feedback::{own_words, reasons, spoke};
use super::{Db, Tx, cursor, rows};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

pub(super) use write::forget;
pub use write::{Due, Ringing, close, meant, of_ticket, open, recount, ringing, running, told, withdraw};

/// A follow-up as it stands, with the mark that it is about.
#[derive(Debug, Clone, FromQueryResult)]
pub struct FollowUpRow {
    pub id: FollowUpId,
    school_id: SchoolId,
    pub ticket_id: TicketId,
    pub state: FollowUpState,
    opened_at: DateTime<Utc>,
    due_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    closed_by: Option<MemberId>,
    closed_name: Option<String>,
    outcome: Option<String>,
    pub version: i64,
    number: String,
    requester_id: MemberId,
    requester: String,
    stars: i16,
    comment: Option<String>,
}

impl Reached for FollowUpRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::School => true,
            // Whoever answered does not find it at all.
            Reach::Others => self.requester_id != holder.member,
            Reach::Own
            | Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed => false,
        }
    }
}

/// Those that are not about the reader, of requests that they may read.
fn select(permit: &Permit<FeedbackRead>, read: &Permit<TicketRead>) -> SelectStatement {
    use follow_up::Column as F;
    let columns = [
        F::Id,
        F::SchoolId,
        F::TicketId,
        F::State,
        F::OpenedAt,
        F::DueAt,
        F::ClosedAt,
        F::ClosedBy,
        F::Outcome,
        F::Version,
    ];
    let mut select = rows::with_names(follow_up::Entity, columns, [(F::ClosedBy, "closed_name")]);
    select
        .column((ticket::Entity, ticket::Column::Number))
        .column((ticket::Entity, ticket::Column::RequesterId))
        .expr_as(Expr::col((member::Entity, member::Column::Name)), "requester")
        .column((rating::Entity, rating::Column::Stars))
        .column((rating::Entity, rating::Column::Comment))
        .join(
            JoinType::InnerJoin,
            ticket::Entity,
            ticket::Column::Id.into_expr().eq(F::TicketId.into_expr()),
        )
        .join(
            JoinType::InnerJoin,
            member::Entity,
            member::Column::Id
                .into_expr()
                .eq(ticket::Column::RequesterId.into_expr()),
        )
        .join(
            JoinType::InnerJoin,
            rating::Entity,
            rating::Column::TicketId.into_expr().eq(F::TicketId.into_expr()),
        )
        .and_where(F::SchoolId.eq(permit.school()))
        .and_where(own_words(permit.member(), F::TicketId.into_expr()).not())
        .cond_where(super::tickets::reached(read));
    select
}

/// What is listed first: the open ones.
fn rank() -> Expr {
    let open = follow_up::Column::State.eq(FollowUpState::Open);
    CaseStatement::new().case(open, 0).finally(1).into()
}

/// A page: the open ones first, and of them what is due first. What was withdrawn is told to who asks for it.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<FeedbackRead>,
    read: &Permit<TicketRead>,
    query: &FollowUpsQuery,
) -> Result<Page<FollowUp>> {
    use follow_up::Column as F;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit, read);
    match query.state {
        Some(state) => select.and_where(F::State.eq(state)),
        None => select.and_where(F::State.ne(FollowUpState::Withdrawn)),
    };
    if let Some((rank_of, due, id)) = cursor::read::<(i32, DateTime<Utc>, FollowUpId)>(query.after.as_ref())?
    {
        let key = Expr::tuple([rank(), F::DueAt.into_expr(), F::Id.into_expr()]);
        select.and_where(key.gt(Expr::tuple([Expr::val(rank_of), Expr::val(due), Expr::val(id)])));
    }
    select
        .order_by_expr(rank(), Order::Asc)
        .order_by((follow_up::Entity, F::DueAt), Order::Asc)
        .order_by((follow_up::Entity, F::Id), Order::Asc)
        .limit(u64::from(limit) + 1);
    let found: Vec<FollowUpRow> = rows::all(db, &select).await?;
    let page = Page::cut(found, limit.into(), |row| {
        cursor::write(&(i32::from(row.state != FollowUpState::Open), row.due_at, row.id))
    });
    Ok(Page {
        items: dtos(db, page.items).await?,
        next: page.next,
    })
}

/// A follow-up.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<FeedbackRead>,
    read: &Permit<TicketRead>,
    id: FollowUpId,
) -> Result<Granted<FeedbackRead, FollowUpRow>> {
    let mut select = select(permit, read);
    select.and_where(follow_up::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, which nobody else changes until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<FeedbackRead>,
    read: &Permit<TicketRead>,
    id: FollowUpId,
) -> Result<Granted<FeedbackRead, FollowUpRow>> {
    let mut select = select(permit, read);
    select
        .and_where(follow_up::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [follow_up::Entity]);
    rows::one(tx, &select, permit).await
}

/// A follow-up as it travels.
///
/// # Errors
/// Those of the database.
pub async fn whole<A: ActionType>(db: &impl Db, row: Granted<A, FollowUpRow>) -> Result<FollowUp> {
    let found = dtos(db, vec![row.into_row()]).await?;
    found
        .into_iter()
        .next()
        .ok_or_else(|| crate::problem::Error::internal("a follow-up is gone"))
}

/// With what was ticked and who is meant, each read once for all.
async fn dtos(db: &impl Db, found: Vec<FollowUpRow>) -> Result<Vec<FollowUp>> {
    let tickets: Vec<TicketId> = found.iter().map(|row| row.ticket_id).collect();
    let mut reasons = reasons(db, tickets.iter().copied()).await?;
    let mut helpers: HashMap<TicketId, Vec<MemberRef>> = spoke(db, tickets).await?;
    let dto = |row: FollowUpRow| FollowUp {
        id: row.id,
        state: row.state,
        ticket: row.ticket_id,
        number: row.number,
        requester: MemberRef {
            id: row.requester_id,
            name: row.requester,
        },
        helpers: helpers.remove(&row.ticket_id).unwrap_or_default(),
        stars: u8::try_from(row.stars).unwrap_or_default(),
        reasons: reasons.remove(&row.ticket_id).unwrap_or_default(),
        comment: row.comment,
        opened_at: row.opened_at,
        due_at: row.due_at,
        closed_at: row.closed_at,
        closed_by: rows::named(row.closed_by, row.closed_name.as_ref()),
        outcome: row.outcome,
        version: row.version,
    };
    Ok(found.into_iter().map(dto).collect())
}

/// The follow-ups of which the reader of a trail must not learn: all of them without the right to ratings, else those that are
/// about themselves.
pub(super) fn hidden(permit: &Permit<AuditRead>) -> SelectStatement {
    let mut hidden = Query::select();
    hidden
        .column(follow_up::Column::Id)
        .from(follow_up::Entity)
        .and_where(follow_up::Column::SchoolId.eq(permit.school()));
    hidden.cond_where(
        Condition::any()
            .add(own_words(
                permit.member(),
                follow_up::Column::TicketId.into_expr(),
            ))
            .add(super::people::is_no_head(permit.member())),
    );
    hidden
}
