//! Filing a request, and changing it: row, event and term together.

use chrono::{DateTime, Datelike, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::calendar::ClockEventKind;
use podskazka_shared::deadlines::policy::Asked;
use podskazka_shared::ids::{ClassId, ClientId, MemberId, SchoolId, TicketId};
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::{EventKind, TicketState, Topic};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QueryResult, QuerySelect, Statement,
};
use uuid::Uuid;

use super::super::entities::{ticket, ticket_counter, ticket_event, ticket_term};
use super::super::search::{Document, Filed};
use super::super::{Audit, Store, Tx, private::Connection};
use super::clocks::{Term, begin_clock, term, turn};
use super::place::{MERGED, Place};
use super::running::merged_next;
use super::{Names, TicketRow};
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

/// A place in the school's row of numbers, such as `2026-000123`.
///
/// On PostgreSQL it is taken in a transaction of its own, before the create's: a number is lost when the create fails, but no
/// create waits for another one's commit. SQLite has one writer, so there the create itself takes it.
#[derive(Debug)]
pub enum Reserved {
    Taken(Numbered),
    Within { year: i32 },
}

impl Reserved {
    /// Reserves the school's next number.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of<A: ActionType>(
        store: &Store,
        permit: &Permit<A>,
        school: &SchoolCard,
        at: DateTime<Utc>,
    ) -> Result<Self> {
        let year = at.with_timezone(&school.zone).year();
        if store.is_sqlite() {
            return Ok(Self::Within { year });
        }
        // One statement, and so one way there and back. The counter's row is let go without waiting for the disk: nothing
        // can be lost, for the create commits later, and its commit flushes the log up to itself.
        let next = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "WITH quick AS (SELECT set_config('synchronous_commit', 'off', true))
            INSERT INTO ticket_counter (school_id, year, last) SELECT $1, $2, 1 FROM quick
            ON CONFLICT (school_id, year) DO UPDATE SET last = ticket_counter.last + 1 RETURNING last",
            [permit.school().into(), year.into()],
        );
        let number = numbered(year, store.writer.query_one_raw(next).await?)?;
        Ok(Self::Taken(number))
    }

    /// The number, for the create's transaction.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn take<A: ActionType>(self, tx: &Tx, permit: &Permit<A>) -> Result<Numbered> {
        match self {
            Self::Taken(number) => Ok(number),
            Self::Within { year } => next_number(tx.connection(), permit.school(), year).await,
        }
    }
}

async fn next_number(connection: &impl ConnectionTrait, school: SchoolId, year: i32) -> Result<Numbered> {
    use ticket_counter::{Column, Entity};
    let mut insert = Query::insert();
    insert
        .into_table(Entity)
        .columns([Column::SchoolId, Column::Year, Column::Last])
        .values([school.into(), year.into(), 1_i64.into()])
        .map_err(|error| Error::internal(error.to_string()))?
        .on_conflict(
            OnConflict::columns([Column::SchoolId, Column::Year])
                .value(Column::Last, Expr::col((Entity, Column::Last)).add(1))
                .to_owned(),
        )
        .returning_col(Column::Last);
    numbered(year, connection.query_one(&insert).await?)
}

fn numbered(year: i32, row: Option<QueryResult>) -> Result<Numbered> {
    let row = row.ok_or_else(|| Error::internal("the counter gave no number"))?;
    let last: i64 = row.try_get("", "last")?;
    Ok(Numbered(format!("{year}-{last:06}")))
}

/// A request to be.
#[derive(Debug)]
pub struct NewTicket<'a> {
    pub id: TicketId,
    pub number: Numbered,
    /// Whose it is.
    pub requester: MemberId,
    /// Who files it, or filed what it is a part of.
    pub filed_by: MemberId,
    /// The class to whose class teacher it is sent.
    pub addressed: Option<ClassId>,
    pub private: bool,
    pub shared: bool,
    pub title: &'a str,
    pub asked: Asked,
    pub child: Option<MemberId>,
    pub class_name: Option<&'a str>,
    /// The request of whose message it is made.
    pub split_from: Option<TicketId>,
    pub term: &'a Term,
    /// What the people are called whom the transaction holds; the index reads by itself what is not told.
    pub names: Option<Names>,
}

/// Files a request: its row, its first event and its first term.
///
/// # Errors
/// Those of the database.
pub async fn insert<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    new: NewTicket<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let place = Place {
        open: true,
        considered: false,
        due_at: new.term.due_at,
        answer_due_at: new.term.answer_due_at,
    };
    let number = new.number.0;
    let row = ticket::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        number: Set(number.clone()),
        title: Set(new.title.to_owned()),
        topic: Set(new.asked.topic),
        state: Set(TicketState::New),
        requester_group: Set(new.asked.group),
        requester_id: Set(new.requester),
        filed_by_id: Set(new.filed_by),
        addressed_class_id: Set(new.addressed),
        private: Set(new.private),
        shared: Set(new.shared),
        child_id: Set(new.child),
        class_name: Set(new.class_name.map(str::to_owned)),
        assignee_id: Set(None),
        rank: Set(0),
        filed_at: Set(at),
        term_from: Set(new.term.from),
        channel: Set(new.asked.channel),
        due_at: Set(new.term.due_at),
        answer_due_at: Set(new.term.answer_due_at),
        paused: Set(false),
        queue_at: Set(place.queue_at(None)),
        alarm_at: Set(Some(new.term.alarm_at)),
        considered_at: Set(None),
        answered_at: Set(None),
        updated_at: Set(at),
        handed: Set(false),
        linked: Set(new.split_from.is_some()),
        attached: Set(false),
        merged_into_id: Set(None),
        split_from_id: Set(new.split_from),
        refused_by_id: Set(None),
        stopped_by_id: Set(None),
        objected_at: Set(None),
        texts_erased_at: Set(None),
        version: Set(1),
    };
    ticket::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    let happened = Happened {
        actor: Some(permit.member()),
        client: permit.client(),
        version: 1,
        clock: Some(ClockEventKind::Start),
        other: new.split_from,
        ..Happened::of(match new.split_from {
            Some(_) => EventKind::SplitOff,
            None => EventKind::File,
        })
    };
    match new.names {
        Some(names) => {
            let document = Document::first(&number, new.title, new.class_name, &names);
            let school = permit.school();
            tx.filed(
                new.id,
                Filed {
                    school,
                    number,
                    document,
                },
            );
        }
        None => tx.said([new.id]),
    }
    event(tx, new.id, happened, at).await?;
    begin_term(tx, new.id, permit.school(), new.term).await
}

async fn begin_term(tx: &Tx, ticket: TicketId, school: SchoolId, begun: &Term) -> Result<()> {
    let due = (begun.from, Some(begun.due_at));
    begin_clock(tx, ticket, school, TermClock::Considered, due, &begun.by).await?;
    if begun.answer_due_at.is_some() {
        let due = (begun.from, begun.answer_due_at);
        begin_clock(tx, ticket, school, TermClock::Answered, due, &begun.by).await?;
    }
    Ok(())
}

/// Something that happened to a request.
#[derive(Debug, Clone, Copy)]
pub struct Happened {
    pub kind: EventKind,
    pub actor: Option<MemberId>,
    pub client: Option<ClientId>,
    /// The version of the request after it.
    pub version: i64,
    /// What it did to the clock of the answer.
    pub clock: Option<ClockEventKind>,
    /// To whom it was assigned.
    pub to: Option<MemberId>,
    /// The other request, in a merge, a split or a link.
    pub other: Option<TicketId>,
}

impl Happened {
    /// By itself, and nothing else with it.
    pub(in crate::store) const fn of(kind: EventKind) -> Self {
        Self {
            kind,
            actor: None,
            client: None,
            version: 0,
            clock: None,
            to: None,
            other: None,
        }
    }
}

pub(in crate::store) async fn event(
    tx: &Tx,
    ticket: TicketId,
    happened: Happened,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ticket_event::ActiveModel {
        id: Set(new_id::<Uuid>(at)),
        ticket_id: Set(ticket),
        at: Set(at),
        event: Set(happened.kind),
        actor_id: Set(happened.actor),
        client_id: Set(happened.client),
        version: Set(happened.version),
        clock: Set(happened.clock),
        to_id: Set(happened.to),
        other_id: Set(happened.other),
    };
    ticket_event::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// What a step changes of a request. What is absent stays.
#[derive(Debug, Clone)]
pub struct Change {
    pub event: EventKind,
    pub actor: Option<MemberId>,
    pub state: Option<TicketState>,
    pub assignee: Option<Option<MemberId>>,
    pub topic: Option<Topic>,
    pub shared: Option<bool>,
    /// Staff said the first public word of the term.
    pub considered: bool,
    /// What it does to the clock of the answer, and by when that is due afterwards.
    pub clock: Option<(ClockEventKind, Option<DateTime<Utc>>)>,
    /// A new term begins.
    pub new_term: Option<Term>,
    /// Who refused it.
    pub refused_by: Option<MemberId>,
    /// Who stopped its conversation.
    pub stopped_by: Option<MemberId>,
    pub objected: bool,
    pub handed: bool,
    /// The other request, in a merge, a split or a link.
    pub other: Option<TicketId>,
    /// Nobody but the requester may notice it, so the time of the last change stays.
    pub silent: bool,
}

impl Change {
    /// A step that changes nothing but the version.
    pub const fn of(event: EventKind) -> Self {
        Self {
            event,
            actor: None,
            state: None,
            assignee: None,
            topic: None,
            shared: None,
            considered: false,
            clock: None,
            new_term: None,
            refused_by: None,
            stopped_by: None,
            objected: false,
            handed: false,
            other: None,
            silent: false,
        }
    }
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
    let stops = matches!(change.clock, Some((ClockEventKind::Stop, _)));
    let (due_at, answer_due_at) = match (&change.new_term, change.clock) {
        (Some(term), _) => (term.due_at, term.answer_due_at),
        (None, Some((_, due))) => (ticket.due_at, due),
        (None, None) => (ticket.due_at, ticket.answer_due_at),
    };
    let place = Place {
        open: state.is_open(),
        considered,
        due_at,
        answer_due_at,
    };
    let merged = match ticket.linked {
        true => merged_next(tx, ticket.id).await?,
        false => None,
    };
    let rank: i16 = match (state.is_open(), considered) {
        (true, false) => 0,
        (true, true) => 1,
        // Its clocks run on in the other.
        (false, _) if state == TicketState::Merged && ticket.rank < 2 => MERGED,
        (false, _) if state == TicketState::Merged => ticket.rank,
        (false, _) => 2,
    };
    let mut update = ticket::Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::Rank, Expr::value(rank))
        .col_expr(Column::QueueAt, Expr::value(place.queue_at(merged)))
        .col_expr(Column::Version, Expr::value(ticket.version + 1))
        .filter(Column::Id.eq(ticket.id))
        .filter(Column::Version.eq(ticket.version));
    if !change.silent {
        update = update.col_expr(Column::UpdatedAt, Expr::value(at));
    }
    if let Some(assignee) = change.assignee {
        update = update.col_expr(Column::AssigneeId, Expr::value(assignee));
    }
    if let Some(topic) = change.topic {
        update = update.col_expr(Column::Topic, Expr::value(topic));
    }
    if let Some(shared) = change.shared {
        update = update.col_expr(Column::Shared, Expr::value(shared));
    }
    if considers {
        update = update.col_expr(Column::ConsideredAt, Expr::value(Some(at)));
    }
    if let Some(by) = change.refused_by {
        update = update.col_expr(Column::RefusedById, Expr::value(Some(by)));
    }
    if let Some(by) = change.stopped_by {
        update = update.col_expr(Column::StoppedById, Expr::value(Some(by)));
    }
    if change.objected {
        update = update.col_expr(Column::ObjectedAt, Expr::value(Some(at)));
    }
    if change.handed {
        update = update.col_expr(Column::Handed, Expr::value(true));
    }
    match change.clock.map(|(clock, _)| clock) {
        Some(ClockEventKind::Pause) => update = update.col_expr(Column::Paused, Expr::value(true)),
        Some(ClockEventKind::Resume) => {
            update = update
                .col_expr(Column::Paused, Expr::value(false))
                // The worker looks when it is due now.
                .col_expr(Column::AlarmAt, Expr::value(Some(at)));
        }
        Some(ClockEventKind::Stop) => {
            update = update
                .col_expr(Column::Paused, Expr::value(false))
                .col_expr(Column::AlarmAt, Expr::value(None::<DateTime<Utc>>));
        }
        Some(ClockEventKind::Start) | None => {}
    }
    if change.clock.is_some() {
        update = update.col_expr(Column::AnswerDueAt, Expr::value(answer_due_at));
    }
    if let Some(term) = &change.new_term {
        update = update
            .col_expr(Column::TermFrom, Expr::value(term.from))
            .col_expr(Column::DueAt, Expr::value(term.due_at))
            .col_expr(Column::AnswerDueAt, Expr::value(term.answer_due_at))
            .col_expr(Column::AlarmAt, Expr::value(Some(term.alarm_at)))
            .col_expr(Column::Paused, Expr::value(false))
            .col_expr(Column::ConsideredAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(Column::AnsweredAt, Expr::value(None::<DateTime<Utc>>));
    }
    if state == TicketState::Answered && ticket.state != TicketState::Answered {
        update = update.col_expr(Column::AnsweredAt, Expr::value(Some(at)));
    }
    if update.exec(tx.connection()).await?.rows_affected != 1 {
        return Ok(false);
    }
    let started = change.new_term.is_some().then_some(ClockEventKind::Start);
    let happened = Happened {
        kind: change.event,
        actor: change.actor,
        client: ticket.client(),
        version: ticket.version + 1,
        clock: started.or(change.clock.map(|(clock, _)| clock)),
        to: change.assignee.flatten(),
        other: change.other,
    };
    event(tx, ticket.id, happened, at).await?;
    if considers {
        term(ticket.id, ticket.term_from, Some(TermClock::Considered))
            .col_expr(ticket_term::Column::ConsideredAt, Expr::value(Some(at)))
            .exec(tx.connection())
            .await?;
    }
    if change.clock.is_some() {
        turn(tx, ticket.id, ticket.term_from, answer_due_at, stops, at).await?;
    }
    if let Some(term) = &change.new_term {
        begin_term(tx, ticket.id, ticket.school_id, term).await?;
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
        let happened = Happened {
            version: row.version + 1,
            ..Happened::of(EventKind::Close)
        };
        event(tx, row.id, happened, at).await?;
        Audit::system(why, at)
            .in_school(row.school_id)
            .on(row.id.0)
            .write(tx)
            .await?;
    }
    Ok(u64::try_from(due.len()).unwrap_or(u64::MAX))
}
