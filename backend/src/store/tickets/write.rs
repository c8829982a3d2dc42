//! Filing a request, and changing it: row, event and term together.

use chrono::{DateTime, Datelike, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::TicketFile;
use podskazka_shared::ids::{ClassId, ClientId, MemberId, SchoolId, TicketId};
use podskazka_shared::tickets::{RequesterGroup, TicketState, Topic};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    TransactionTrait,
};
use uuid::Uuid;

use super::super::entities::{ticket, ticket_counter, ticket_event, ticket_term};
use super::super::policies::Term;
use super::super::{Audit, Store, Tx, private::Connection};
use super::TicketRow;
use crate::access::{Granted, Permit, SchoolCard, System};
use crate::clock::new_id;
use crate::problem::{Error, Result};

/// A number taken from the school's counter.
#[derive(Debug, Clone)]
pub struct Numbered(String);

impl Numbered {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Takes the school's next number, such as `2026-000123`.
///
/// In a transaction of its own, before the create's: a number is lost when the create fails, but no create waits for
/// another one's commit.
///
/// # Errors
/// Those of the database.
pub async fn next_number(
    store: &Store,
    permit: &Permit<TicketFile>,
    school: &SchoolCard,
    at: DateTime<Utc>,
) -> Result<Numbered> {
    use ticket_counter::{Column, Entity};
    let year = at.with_timezone(&school.zone).year();
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::SchoolId, Column::Year, Column::Last])
        .values([permit.school().into(), year.into(), 1_i64.into()])
        .map_err(|error| Error::internal(error.to_string()))?
        .on_conflict(
            OnConflict::columns([Column::SchoolId, Column::Year])
                .value(Column::Last, Expr::col((Entity, Column::Last)).add(1))
                .to_owned(),
        )
        .returning_col(Column::Last);
    let tx = store.writer.begin().await?;
    if !store.is_sqlite() {
        // The counter's row is let go without waiting for the disk. Nothing can be lost: the create commits later, and its
        // commit flushes the log up to itself.
        tx.execute_unprepared("SET LOCAL synchronous_commit TO OFF")
            .await?;
    }
    let row = tx.query_one(&insert).await?;
    tx.commit().await?;
    let row = row.ok_or_else(|| Error::internal("the counter gave no number"))?;
    let last: i64 = row.try_get("", "last")?;
    Ok(Numbered(format!("{year}-{last:06}")))
}

/// A request to be.
#[derive(Debug)]
pub struct NewTicket<'a> {
    pub id: TicketId,
    pub number: Numbered,
    /// Whose it is; the permit's holder files it.
    pub requester: MemberId,
    /// The class to whose class teacher it is sent.
    pub addressed: Option<ClassId>,
    pub private: bool,
    pub shared: bool,
    pub title: &'a str,
    pub topic: Topic,
    pub group: RequesterGroup,
    pub child: Option<MemberId>,
    pub class_name: Option<&'a str>,
    pub term: &'a Term,
}

/// Files a request: its row, its first event and its first term.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<TicketFile>,
    new: NewTicket<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ticket::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        number: Set(new.number.0),
        title: Set(new.title.to_owned()),
        topic: Set(new.topic),
        state: Set(TicketState::New),
        requester_group: Set(new.group),
        requester_id: Set(new.requester),
        filed_by_id: Set(permit.member()),
        addressed_class_id: Set(new.addressed),
        private: Set(new.private),
        shared: Set(new.shared),
        child_id: Set(new.child),
        class_name: Set(new.class_name.map(str::to_owned)),
        assignee_id: Set(None),
        rank: Set(0),
        filed_at: Set(at),
        term_from: Set(at),
        due_at: Set(new.term.due_at),
        considered_at: Set(None),
        answered_at: Set(None),
        updated_at: Set(at),
        texts_erased_at: Set(None),
        version: Set(1),
    };
    ticket::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    event(tx, new.id, "file", Some(permit.member()), permit.client(), at).await?;
    begin_term(tx, new.id, permit.school(), new.term, at).await
}

async fn begin_term(
    tx: &Tx,
    ticket: TicketId,
    school: SchoolId,
    begun: &Term,
    at: DateTime<Utc>,
) -> Result<()> {
    let term = ticket_term::ActiveModel {
        ticket_id: Set(ticket),
        started_at: Set(at),
        school_id: Set(school),
        due_at: Set(begun.due_at),
        policy_version: Set(begun.policy_version),
        calendar_version: Set(begun.calendar_version),
        time_zone: Set(begun.time_zone.clone()),
        considered_at: Set(None),
        ended_at: Set(None),
    };
    ticket_term::Entity::insert(term)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

pub(in crate::store) async fn event(
    tx: &Tx,
    ticket: TicketId,
    event: &str,
    actor: Option<MemberId>,
    client: Option<ClientId>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ticket_event::ActiveModel {
        id: Set(new_id::<Uuid>(at)),
        ticket_id: Set(ticket),
        at: Set(at),
        event: Set(event.to_owned()),
        actor_id: Set(actor),
        client_id: Set(client),
    };
    ticket_event::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Gives a held request another time by which it must be considered, and raises its version.
///
/// # Errors
/// Those of the database.
pub(in crate::store) async fn due(tx: &Tx, id: TicketId, due_at: DateTime<Utc>) -> Result<()> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::DueAt, Expr::value(due_at))
        .col_expr(ticket::Column::Version, Expr::col(ticket::Column::Version).add(1))
        .filter(ticket::Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// What a step changes of a request. What is absent stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// The step's name in the events.
    pub event: &'static str,
    pub actor: Option<MemberId>,
    pub state: Option<TicketState>,
    pub assignee: Option<Option<MemberId>>,
    pub shared: Option<bool>,
    /// Staff said the first public word of the term.
    pub considered: bool,
    /// A new term begins.
    pub new_term: Option<Term>,
    /// Nobody but the requester may notice it, so the time of the last change stays.
    pub silent: bool,
}

/// Changes a request that the transaction holds and raises its version; false when it was changed in between.
///
/// # Errors
/// Those of the database.
pub async fn change<A: ActionType>(
    tx: &Tx,
    ticket: &Granted<A, TicketRow>,
    change: &Change,
    at: DateTime<Utc>,
) -> Result<bool> {
    use ticket::Column;
    let state = change.state.unwrap_or(ticket.state);
    let considers = change.considered && ticket.considered_at.is_none();
    let considered = (change.new_term.is_none() && ticket.considered_at.is_some()) || considers;
    let rank: i16 = match (state.is_open(), considered) {
        (true, false) => 0,
        (true, true) => 1,
        (false, _) => 2,
    };
    let mut update = ticket::Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Rank, Expr::value(rank))
        .col_expr(Column::Version, Expr::value(ticket.version + 1))
        .filter(Column::Id.eq(ticket.id))
        .filter(Column::Version.eq(ticket.version));
    if !change.silent {
        update = update.col_expr(Column::UpdatedAt, Expr::value(at));
    }
    if let Some(assignee) = change.assignee {
        update = update.col_expr(Column::AssigneeId, Expr::value(assignee));
    }
    if let Some(shared) = change.shared {
        update = update.col_expr(Column::Shared, Expr::value(shared));
    }
    if considers {
        update = update.col_expr(Column::ConsideredAt, Expr::value(Some(at)));
    }
    if let Some(term) = &change.new_term {
        update = update
            .col_expr(Column::TermFrom, Expr::value(at))
            .col_expr(Column::DueAt, Expr::value(term.due_at))
            .col_expr(Column::ConsideredAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::AnsweredAt, Expr::value(None::<DateTime<Utc>>));
    }
    if state == TicketState::Answered && ticket.state != TicketState::Answered {
        update = update.col_expr(Column::AnsweredAt, Expr::value(Some(at)));
    }
    if update.exec(tx.connection()).await?.rows_affected != 1 {
        return Ok(false);
    }
    event(tx, ticket.id, change.event, change.actor, ticket.client(), at).await?;
    let term = || {
        ticket_term::Entity::update_many()
            .filter(ticket_term::Column::TicketId.eq(ticket.id))
            .filter(ticket_term::Column::StartedAt.eq(ticket.term_from))
    };
    if considers {
        term()
            .col_expr(ticket_term::Column::ConsideredAt, Expr::value(Some(at)))
            .exec(tx.connection())
            .await?;
    }
    if ticket.state.is_open() && !state.is_open() {
        term()
            .col_expr(ticket_term::Column::EndedAt, Expr::value(Some(at)))
            .exec(tx.connection())
            .await?;
    }
    if let Some(term) = &change.new_term {
        begin_term(tx, ticket.id, ticket.school_id, term, at).await?;
    }
    Ok(true)
}

/// Closes up to `limit` requests that were answered before `before`, and tells the trail of it; tells how many.
///
/// # Errors
/// Those of the database.
pub async fn due_to_close(
    tx: &Tx,
    why: System,
    before: DateTime<Utc>,
    limit: u64,
    at: DateTime<Utc>,
) -> Result<u64> {
    use ticket::Column;
    let due = ticket::Entity::find()
        .filter(Column::State.eq(TicketState::Answered))
        .filter(Column::AnsweredAt.lte(before))
        .order_by_asc(Column::AnsweredAt)
        .limit(limit)
        .lock_with_behavior(
            sea_orm::sea_query::LockType::Update,
            sea_orm::sea_query::LockBehavior::SkipLocked,
        )
        .all(tx.connection())
        .await?;
    for row in &due {
        ticket::Entity::update_many()
            .col_expr(Column::State, Expr::value(TicketState::Closed))
            .col_expr(Column::UpdatedAt, Expr::value(at))
            .col_expr(Column::Version, Expr::value(row.version + 1))
            .filter(Column::Id.eq(row.id))
            .exec(tx.connection())
            .await?;
        event(tx, row.id, "close", None, None, at).await?;
        Audit::system(why, at)
            .in_school(row.school_id)
            .on(row.id.0)
            .write(tx)
            .await?;
    }
    Ok(u64::try_from(due.len()).unwrap_or(u64::MAX))
}
