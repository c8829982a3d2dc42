//! Requests: finding them within a permit's reach, and the rows behind each step.

mod clocks;
mod handovers;
mod history;
mod join;
mod list;
mod place;
mod quota;
mod release;
mod running;
mod search;
mod thread;
mod told;
mod views;
mod write;

pub use clocks::{By, ClockRow, Recount, Term, clock_of, go_along, recount, share_merged};
pub use handovers::{NewHandover, end_handover, hand_over, handovers, refer};
pub use history::history;
pub use join::{follow, followers, let_go, link, links, merge_into, move_message, split_off, touch};
pub(super) use list::having;
pub use list::{count, list};
pub(super) use place::done;
pub use quota::{Names, check_quota, hold_people};
pub(in crate::store) use release::release_now;
pub use release::{release, release_lost, return_unled};
pub use running::{Running, clock_events, merged, running, running_one};
pub use search::{Looking, Said, said, search};
pub(in crate::store) use thread::author;
pub use thread::{NewMessage, last_messages, message, messages, post};
pub use told::{alarms, look_again, tell, told};
pub use views::count_each;
pub use write::{Change, Happened, NewTicket, Numbered, Reserved, change, due_to_close, insert};

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::deadlines::policy::Asked;
use podskazka_shared::ids::{ClassId, MemberId, SchoolId, TicketId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::{Channel, RequesterGroup, TicketState, TicketSummary, Topic};
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, JoinType, LockType, Query, SelectStatement,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
};

use super::entities::{guardian, member, ticket, ticket_follower, ticket_term};
use super::{Db, Tx, private::Connection};
use crate::access::{Granted, Holder, Member, Permit, Reached};
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
    filed_by_id: MemberId,
    filed_by_name: Option<String>,
    addressed_class_id: Option<ClassId>,
    child_id: Option<MemberId>,
    private: bool,
    shared: bool,
    requester_name: String,
    class_name: Option<String>,
    assignee_id: Option<MemberId>,
    assignee_name: Option<String>,
    filed_at: DateTime<Utc>,
    pub term_from: DateTime<Utc>,
    channel: Channel,
    pub due_at: DateTime<Utc>,
    pub answer_due_at: Option<DateTime<Utc>>,
    pub paused: bool,
    stands: bool,
    queue_at: DateTime<Utc>,
    pub handed: bool,
    pub linked: bool,
    pub attached: bool,
    pub merged_into_id: Option<TicketId>,
    split_from_id: Option<TicketId>,
    refused_by_id: Option<MemberId>,
    stopped_by_id: Option<MemberId>,
    pub objected_at: Option<DateTime<Utc>>,
    pub considered_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
    pub version: i64,
    rank: i16,
    /// Whether its reader hears of what happens to it.
    pub followed: bool,
    own: bool,
    own_child: bool,
    /// Kept private from its reader.
    hidden: bool,
}

impl Reached for TicketRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        if self.hidden {
            return false;
        }
        let others = self.requester_id != holder.member;
        match reach {
            Reach::Own => !others,
            Reach::OwnChild => self.own_child,
            Reach::OwnClass => false,
            Reach::Filed => self.filed_by_id == holder.member,
            Reach::Assigned => others && self.assignee_id == Some(holder.member),
            Reach::Direction => {
                others && self.addressed_class_id.is_none() && holder.topics.contains(&self.topic)
            }
            Reach::Addressed => {
                others
                    && self
                        .addressed_class_id
                        .is_some_and(|class| holder.classes.contains(&class))
            }
            Reach::Others => others,
            Reach::School => true,
        }
    }
}

impl TicketRow {
    /// Whether a parent asks about a child, so that other parents may read it.
    pub fn is_about_child(&self) -> bool {
        self.requester_group == RequesterGroup::Parent && self.child_id.is_some()
    }

    /// As whom its requester asks, about what, and how it came.
    pub fn asked(&self) -> Asked {
        Asked {
            group: self.requester_group,
            topic: self.topic,
            channel: self.channel,
        }
    }

    /// Who refused it in the school's name.
    pub fn refused_by(&self) -> Option<MemberId> {
        self.refused_by_id
    }

    /// Who stopped its conversation; they work on it no more (T10).
    pub fn stopped_by(&self) -> Option<MemberId> {
        self.stopped_by_id
    }

    /// Who works on it.
    pub fn assignee(&self) -> Option<MemberId> {
        self.assignee_id
    }

    /// Who filed it.
    pub fn filed_by(&self) -> MemberId {
        self.filed_by_id
    }

    /// Who reads it, as far as that hangs on the request: two with the same readers may become one.
    pub fn readers(
        &self,
    ) -> (
        MemberId,
        RequesterGroup,
        Option<MemberId>,
        bool,
        bool,
        Option<ClassId>,
    ) {
        (
            self.requester_id,
            self.requester_group,
            self.child_id,
            self.private,
            self.shared,
            self.addressed_class_id,
        )
    }

    /// The class of the student concerned, as it was told.
    pub fn class_name(&self) -> Option<&str> {
        self.class_name.as_deref()
    }

    pub fn is_private(&self) -> bool {
        self.private
    }

    /// The class to whose class teacher it was sent.
    pub fn addressed_class(&self) -> Option<ClassId> {
        self.addressed_class_id
    }

    /// Whether the member could work on it if it were assigned to them: their appointment covers it, they lead the class
    /// to whose teacher it was sent, or they may work on all.
    pub fn fits(&self, member: &Member) -> bool {
        fits(
            member,
            self.school_id,
            self.requester_id,
            self.topic,
            self.addressed_class_id,
        )
    }

    /// Whether somebody works on it. By the column: the name beside it may be of before the row was held.
    pub fn is_assigned(&self) -> bool {
        self.assignee_id.is_some()
    }

    /// Whose it is.
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
            channel: self.channel,
            due_at: self.due_at,
            answer_due_at: self.answer_due_at,
            paused: self.stands,
            considered_at: self.considered_at,
            answered_at: self.answered_at,
            updated_at: self.updated_at,
            mine: self.own,
            filed_by: self
                .filed_by_name
                .clone()
                .filter(|_| self.filed_by_id != self.requester_id)
                .map(|name| MemberRef {
                    id: self.filed_by_id,
                    name,
                }),
            to_class_teacher: self.addressed_class_id.is_some(),
            private: self.private,
            shared: self.shared,
            version: self.version,
        }
    }
}

fn fits(
    member: &Member,
    school: SchoolId,
    requester: MemberId,
    topic: Topic,
    addressed: Option<ClassId>,
) -> bool {
    let Ok(permit) = member.permit::<TicketWork>() else {
        return false;
    };
    let covers = |reach: &Reach| match reach {
        Reach::Others | Reach::School => true,
        Reach::Direction => member.topics.contains(&topic),
        Reach::Addressed => addressed.is_some_and(|class| member.classes.contains(&class)),
        Reach::Own | Reach::OwnChild | Reach::OwnClass | Reach::Filed | Reach::Assigned => false,
    };
    member.school.id == school && member.id != requester && permit.reaches().iter().any(covers)
}

fn children(me: MemberId) -> SelectStatement {
    Query::select()
        .column(guardian::Column::ChildId)
        .from(guardian::Entity)
        .and_where(guardian::Column::ParentId.eq(me))
        .take()
}

/// What the reader's children filed and do not keep private, and what other parents of theirs share.
fn childs(me: MemberId) -> Condition {
    use ticket::Column;
    let filed = Condition::all()
        .add(Column::RequesterId.into_expr().in_subquery(children(me)))
        .add(Column::Private.eq(false));
    let shared = Condition::all()
        .add(Column::ChildId.into_expr().in_subquery(children(me)))
        .add(Column::Shared.eq(true));
    Condition::any().add(filed).add(shared)
}

/// Whether a clock of its answer stands still: where none is promised there is no such clock.
fn stands() -> Expr {
    use ticket_term::Column as C;
    let promised = Query::select()
        .expr(Expr::val(1))
        .from(ticket_term::Entity)
        .and_where(
            C::TicketId
                .into_expr()
                .equals((ticket::Entity, ticket::Column::Id)),
        )
        .and_where(
            C::StartedAt
                .into_expr()
                .equals((ticket::Entity, ticket::Column::TermFrom)),
        )
        .and_where(C::Clock.eq(TermClock::Answered))
        .take();
    let stands = Condition::all()
        .add(ticket::Column::Paused.eq(true))
        .add(Expr::exists(promised));
    Expr::case(stands, Expr::val(true))
        .finally(Expr::val(false))
        .into()
}

/// Whether the reader hears of what happens to it.
fn followed(me: MemberId) -> Expr {
    let follows = Query::select()
        .column(ticket_follower::Column::TicketId)
        .from(ticket_follower::Entity)
        .and_where(ticket_follower::Column::MemberId.eq(me))
        .take();
    let follows = ticket::Column::Id.into_expr().in_subquery(follows);
    Expr::case(follows, Expr::val(true))
        .finally(Expr::val(false))
        .into()
}

/// What the reader's children keep from them: it is not there for a parent, in whatever else they act.
fn hidden(me: MemberId) -> Condition {
    use ticket::Column;
    Condition::all()
        .add(Column::Private.eq(true))
        .add(Column::RequesterId.into_expr().in_subquery(children(me)))
}

/// The permit's reaches as a condition: the OR over all of them, within the school.
///
/// What it lets through is what [`Permit::grant`] grants; a test compares the two.
pub(super) fn reached<A: ActionType>(permit: &Permit<A>) -> Condition {
    use ticket::Column;
    let holder = permit.holder();
    let others = || Condition::all().add(Column::RequesterId.ne(holder.member));
    // An empty OR would let everything through.
    let mut any = Condition::any().add(Expr::val(false));
    for reach in permit.reaches() {
        any = match reach {
            Reach::Own => any.add(Column::RequesterId.eq(holder.member)),
            Reach::OwnChild => any.add(childs(holder.member)),
            Reach::OwnClass => any,
            Reach::Filed => any.add(Column::FiledById.eq(holder.member)),
            Reach::Assigned => any.add(others().add(Column::AssigneeId.eq(holder.member))),
            Reach::Direction => any.add(
                others()
                    .add(Column::AddressedClassId.is_null())
                    .add(Column::Topic.is_in(holder.topics.iter().copied())),
            ),
            Reach::Addressed => {
                any.add(others().add(Column::AddressedClassId.is_in(holder.classes.iter().copied())))
            }
            Reach::Others => any.add(others()),
            Reach::School => any.add(Expr::val(true)),
        };
    }
    Condition::all()
        .add(ticket::Column::SchoolId.eq(permit.school()))
        .add(hidden(holder.member).not())
        .add(any)
}

/// Selects [`TicketRow`]s within the permit's reach.
fn select(permit: &Permit<TicketRead>) -> SelectStatement {
    use ticket::Column as T;
    let requester = Alias::new("requester");
    let assignee = Alias::new("assignee");
    let filer = Alias::new("filer");
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
        T::FiledById,
        T::AddressedClassId,
        T::ChildId,
        T::Private,
        T::Shared,
        T::ClassName,
        T::AssigneeId,
        T::FiledAt,
        T::TermFrom,
        T::Channel,
        T::DueAt,
        T::AnswerDueAt,
        T::Paused,
        T::QueueAt,
        T::Handed,
        T::Linked,
        T::Attached,
        T::MergedIntoId,
        T::SplitFromId,
        T::RefusedById,
        T::StoppedById,
        T::ObjectedAt,
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
        .expr_as(Expr::col((filer.clone(), member::Column::Name)), "filed_by_name")
        .expr_as(stands(), "stands")
        .expr_as(T::RequesterId.eq(permit.member()), "own")
        .expr_as(followed(permit.member()), "followed")
        .expr_as(
            Expr::case(hidden(permit.member()), Expr::val(true)).finally(Expr::val(false)),
            "hidden",
        )
        .expr_as(
            Expr::case(childs(permit.member()), Expr::val(true)).finally(Expr::val(false)),
            "own_child",
        )
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
        .join_as(
            JoinType::LeftJoin,
            member::Entity,
            filer.clone(),
            Expr::col((filer, member::Column::Id).into_column_ref()).eq(T::FiledById.into_expr()),
        )
        .cond_where(reached(permit))
        .take()
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

/// Those of some requests that the reader may read.
///
/// # Errors
/// Those of the database.
pub async fn find_all(db: &impl Db, permit: &Permit<TicketRead>, ids: &[TicketId]) -> Result<Vec<TicketRow>> {
    let mut select = select(permit);
    select.and_where(ticket::Column::Id.is_in(ids.iter().copied()));
    let statement = db.connection().get_database_backend().build(&select);
    Ok(TicketRow::find_by_statement(statement)
        .all(db.connection())
        .await?)
}

/// The same, and nobody else changes it until the transaction ends, nor what was merged into it, nor what it was merged into.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<TicketRead>,
    id: TicketId,
) -> Result<Granted<TicketRead, TicketRow>> {
    hold_all(tx, permit, &[id]).await?;
    find(tx, permit, id).await
}

/// Holds requests and what is merged with them until the transaction ends: in the order of their ids, as whoever counts all
/// terms of a school anew does. Tells nothing of them.
///
/// # Errors
/// Those of the database.
pub async fn hold_all(tx: &Tx, permit: &Permit<TicketRead>, ids: &[TicketId]) -> Result<()> {
    use ticket::Column as T;
    if tx.connection().get_database_backend() == DbBackend::Sqlite {
        // There is one writer.
        return Ok(());
    }
    let ids = || ids.iter().copied();
    let into = ticket::Entity::find()
        .select_only()
        .column(T::MergedIntoId)
        .filter(T::Id.is_in(ids()))
        .filter(T::MergedIntoId.is_not_null())
        .into_query();
    ticket::Entity::find()
        .select_only()
        .column(T::Id)
        .filter(T::SchoolId.eq(permit.school()))
        .filter(
            Condition::any()
                .add(T::Id.is_in(ids()))
                .add(T::MergedIntoId.is_in(ids()))
                .add(T::Id.in_subquery(into)),
        )
        .order_by_asc(T::Id)
        .lock(LockType::Update)
        .into_tuple::<TicketId>()
        .all(tx.connection())
        .await?;
    Ok(())
}
