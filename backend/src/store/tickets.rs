//! Requests: finding them within a permit's reach, and the rows behind each step.

mod list;
mod thread;
mod write;

pub use list::list;
pub use thread::{NewMessage, last_messages, message, messages, post};
pub use write::{Change, NewTicket, Numbered, change, due_to_close, insert, next_number};

use chrono::{DateTime, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::TicketRead;
use podskazka_shared::ids::{MemberId, SchoolId, TicketId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{RequesterGroup, Side, TicketState, TicketSummary, Topic};
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, IntoCondition, JoinType, LockType, Query,
    SelectStatement,
};
use sea_orm::{ColumnTrait, ConnectionTrait, FromQueryResult};

use super::entities::{guardian, member, ticket};
use super::{Db, Tx};
use crate::access::{Granted, Permit, Reached};
use crate::problem::Result;

/// A request as one reader finds it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct TicketRow {
    pub id: TicketId,
    school_id: SchoolId,
    number: String,
    title: String,
    topic: Topic,
    pub state: TicketState,
    requester_group: RequesterGroup,
    requester_id: MemberId,
    requester_name: String,
    class_name: Option<String>,
    assignee_id: Option<MemberId>,
    assignee_name: Option<String>,
    filed_at: DateTime<Utc>,
    pub term_from: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub considered_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
    pub version: i64,
    rank: i16,
    own: bool,
    own_child: bool,
}

impl Reached for TicketRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn own(&self) -> bool {
        self.own
    }

    fn own_child(&self) -> bool {
        self.own_child
    }
}

impl TicketRow {
    /// On which side of the request its reader stands.
    pub fn side(&self) -> Side {
        if self.own { Side::Requester } else { Side::Staff }
    }

    /// Whether somebody works on it. By the column: the name beside it may be of before the row was held.
    pub fn is_assigned(&self) -> bool {
        self.assignee_id.is_some()
    }

    /// Who filed it.
    pub fn requester(&self) -> MemberId {
        self.requester_id
    }

    pub fn number(&self) -> &str {
        &self.number
    }

    /// As it travels.
    pub fn summary(&self) -> TicketSummary {
        let assignee = self
            .assignee_id
            .zip(self.assignee_name.clone())
            .map(|(id, name)| MemberRef { id, name });
        TicketSummary {
            id: self.id,
            number: self.number.clone(),
            title: self.title.clone(),
            topic: self.topic,
            state: self.state,
            group: self.requester_group,
            requester: MemberRef {
                id: self.requester_id,
                name: self.requester_name.clone(),
            },
            class_name: self.class_name.clone(),
            assignee,
            filed_at: self.filed_at,
            term_from: self.term_from,
            due_at: self.due_at,
            considered_at: self.considered_at,
            answered_at: self.answered_at,
            updated_at: self.updated_at,
            mine: self.own,
            version: self.version,
        }
    }
}

/// The requests of the reader's children.
fn childs(me: MemberId) -> Expr {
    let children = Query::select()
        .column(guardian::Column::ChildId)
        .from(guardian::Entity)
        .and_where(guardian::Column::ParentId.eq(me))
        .to_owned();
    ticket::Column::RequesterId.into_expr().in_subquery(children)
}

/// The permit's reaches as a condition: the OR over all of them, within the school.
///
/// What it lets through is what [`Permit::grant`] grants; a test compares the two.
fn reached(permit: &Permit<TicketRead>) -> Condition {
    let mut any = Condition::any();
    for reach in permit.reaches() {
        any = match reach {
            Reach::Own => any.add(ticket::Column::RequesterId.eq(permit.member())),
            Reach::OwnChild => any.add(childs(permit.member())),
            Reach::Others => any.add(ticket::Column::RequesterId.ne(permit.member())),
            Reach::School => return ticket::Column::SchoolId.eq(permit.school()).into_condition(),
        };
    }
    Condition::all()
        .add(ticket::Column::SchoolId.eq(permit.school()))
        .add(any)
}

/// Selects [`TicketRow`]s within the permit's reach.
fn select(permit: &Permit<TicketRead>) -> SelectStatement {
    use ticket::Column as T;
    let requester = Alias::new("requester");
    let assignee = Alias::new("assignee");
    let mut select = Query::select();
    for column in [
        T::Id,
        T::SchoolId,
        T::Number,
        T::Title,
        T::Topic,
        T::State,
        T::RequesterGroup,
        T::RequesterId,
        T::ClassName,
        T::AssigneeId,
        T::FiledAt,
        T::TermFrom,
        T::DueAt,
        T::ConsideredAt,
        T::AnsweredAt,
        T::UpdatedAt,
        T::Version,
        T::Rank,
    ] {
        select.column((ticket::Entity, column));
    }
    select
        .expr_as(
            Expr::col((requester.clone(), member::Column::Name)),
            "requester_name",
        )
        .expr_as(
            Expr::col((assignee.clone(), member::Column::Name)),
            "assignee_name",
        )
        .expr_as(T::RequesterId.eq(permit.member()), "own")
        .expr_as(childs(permit.member()), "own_child")
        .from(ticket::Entity)
        .join_as(
            JoinType::InnerJoin,
            member::Entity,
            requester.clone(),
            Expr::col((requester, member::Column::Id).into_column_ref()).eq(T::RequesterId.into_expr()),
        )
        .join_as(
            JoinType::LeftJoin,
            member::Entity,
            assignee.clone(),
            Expr::col((assignee, member::Column::Id).into_column_ref()).eq(T::AssigneeId.into_expr()),
        )
        .cond_where(reached(permit))
        .to_owned()
}

async fn one(
    db: &impl Db,
    select: &SelectStatement,
    permit: &Permit<TicketRead>,
) -> Result<Granted<TicketRead, TicketRow>> {
    let statement = db.connection().get_database_backend().build(select);
    let found = TicketRow::find_by_statement(statement)
        .one(db.connection())
        .await?;
    permit.grant(found.ok_or(ProblemKind::NotFound)?)
}

/// A request that the reader may read.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<TicketRead>,
    id: TicketId,
) -> Result<Granted<TicketRead, TicketRow>> {
    one(db, select(permit).and_where(ticket::Column::Id.eq(id)), permit).await
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<TicketRead>,
    id: TicketId,
) -> Result<Granted<TicketRead, TicketRow>> {
    let mut select = select(permit);
    select
        .and_where(ticket::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [ticket::Entity]);
    one(tx, &select, permit).await
}
