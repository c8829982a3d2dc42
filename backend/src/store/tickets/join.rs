//! Requests that belong together, and who hears of one.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::calendar::ClockEventKind;
use podskazka_shared::ids::{MemberId, MessageId, TicketId};
use podskazka_shared::tickets::clocks::TermClock;
use podskazka_shared::tickets::{EventKind, LinkKind, MessageKind, Side, TicketLink, TicketState};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::super::entities::{message, ticket, ticket_follower, ticket_link};
use super::super::{Db, Tx, private::Connection};
use super::clocks::term;
use super::place::{MERGED, Place};
use super::running::merged_next;
use super::write::{Happened, event};
use super::{TicketRow, select};
use crate::access::{Granted, Permit};
use crate::problem::Result;

/// The most other requests that come with one.
const MOST: u64 = 50;

/// The other requests that belong with one, as far as the reader may read them.
///
/// # Errors
/// Those of the database.
pub async fn links(
    db: &impl Db,
    read: &Permit<TicketRead>,
    of: &Granted<TicketRead, TicketRow>,
) -> Result<Vec<TicketLink>> {
    use ticket::Column as T;
    let other = |mine: ticket_link::Column, theirs: ticket_link::Column| {
        let linked = Query::select()
            .column(theirs)
            .from(ticket_link::Entity)
            .and_where(mine.eq(of.id))
            .to_owned();
        T::Id.into_expr().in_subquery(linked)
    };
    let own = [of.merged_into_id, of.split_from_id];
    let any = Condition::any()
        .add(other(ticket_link::Column::TicketId, ticket_link::Column::OtherId))
        .add(other(ticket_link::Column::OtherId, ticket_link::Column::TicketId))
        .add(T::MergedIntoId.eq(of.id))
        .add(T::SplitFromId.eq(of.id))
        .add(T::Id.is_in(own.into_iter().flatten()));
    let mut select = select(read);
    select
        .cond_where(any)
        .order_by((ticket::Entity, T::Id), sea_orm::sea_query::Order::Desc)
        .limit(MOST);
    let statement = db.connection().get_database_backend().build(&select);
    let rows = TicketRow::find_by_statement(statement)
        .all(db.connection())
        .await?;
    let kind = |row: &TicketRow| {
        if of.merged_into_id == Some(row.id) {
            LinkKind::MergedInto
        } else if row.merged_into_id == Some(of.id) {
            LinkKind::MergedFrom
        } else if of.split_from_id == Some(row.id) {
            LinkKind::SplitFrom
        } else if row.split_from_id == Some(of.id) {
            LinkKind::SplitOff
        } else {
            LinkKind::Related
        }
    };
    let link = |row: TicketRow| TicketLink {
        kind: kind(&row),
        id: row.id,
        number: row.number,
        title: row.title,
        state: row.state,
    };
    Ok(rows.into_iter().map(link).collect())
}

/// Links two held requests or takes the link away; false when that is so already.
///
/// # Errors
/// Those of the database.
pub async fn link(tx: &Tx, one: TicketId, other: TicketId, linked: bool) -> Result<bool> {
    let (first, second) = if one < other { (one, other) } else { (other, one) };
    if !linked {
        let gone = ticket_link::Entity::delete_by_id((first, second))
            .exec(tx.connection())
            .await?;
        return Ok(gone.rows_affected > 0);
    }
    if ticket_link::Entity::find_by_id((first, second))
        .one(tx.connection())
        .await?
        .is_some()
    {
        return Ok(false);
    }
    let row = ticket_link::ActiveModel {
        ticket_id: Set(first),
        other_id: Set(second),
    };
    ticket_link::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    Ok(true)
}

/// Tells the other of two requests what was done: raises its version, notes the event, and that others belong with it.
///
/// # Errors
/// Those of the database.
pub async fn touch(
    tx: &Tx,
    other: &Granted<TicketWork, TicketRow>,
    (kind, actor, with): (EventKind, MemberId, TicketId),
    at: DateTime<Utc>,
) -> Result<()> {
    use ticket::Column as T;
    // What was merged into it, or split off, is read there from now on, or no more.
    tx.said([other.id]);
    let place = Place {
        open: other.state.is_open(),
        considered: other.considered_at.is_some(),
        due_at: other.due_at,
        answer_due_at: other.answer_due_at,
    };
    let queue_at = place.queue_at(merged_next(tx, other.id).await?);
    ticket::Entity::update_many()
        .col_expr(T::Linked, Expr::value(true))
        .col_expr(T::QueueAt, Expr::value(queue_at))
        .col_expr(T::UpdatedAt, Expr::value(at))
        .col_expr(T::Version, Expr::value(other.version + 1))
        .filter(T::Id.eq(other.id))
        .exec(tx.connection())
        .await?;
    let happened = Happened {
        actor: Some(actor),
        client: other.client(),
        version: other.version + 1,
        other: Some(with),
        ..Happened::of(kind)
    };
    event(tx, other.id, happened, at).await
}

/// Notes into which request a held one is merged, or that it is in none; and that others belong with it.
///
/// # Errors
/// Those of the database.
pub async fn merge_into(
    tx: &Tx,
    ticket: &Granted<TicketWork, TicketRow>,
    into: Option<TicketId>,
) -> Result<()> {
    ticket::Entity::update_many()
        .col_expr(ticket::Column::MergedIntoId, Expr::value(into))
        .col_expr(ticket::Column::Linked, Expr::value(true))
        .filter(ticket::Column::Id.eq(ticket.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Takes a held request out of the one that it was merged into. Its clocks tell as what it goes on: answered, when they were
/// stopped there; in progress when somebody has it or has considered it; new otherwise. Tells the state.
///
/// # Errors
/// Those of the database.
pub async fn let_go(
    tx: &Tx,
    row: &Granted<TicketWork, TicketRow>,
    actor: MemberId,
    answer_due_at: Option<DateTime<Utc>>,
    at: DateTime<Utc>,
) -> Result<TicketState> {
    use ticket::Column as T;
    let runs = row.rank == MERGED;
    let considered = row.considered_at.is_some();
    let state = match (runs, row.answered_at) {
        (true, _) if considered || row.is_assigned() => TicketState::InProgress,
        (true, _) => TicketState::New,
        (false, Some(_)) => TicketState::Answered,
        (false, None) => TicketState::Closed,
    };
    let rank: i16 = match (runs, considered) {
        (true, false) => 0,
        (true, true) => 1,
        (false, _) => 2,
    };
    let place = Place {
        open: runs,
        considered,
        due_at: row.due_at,
        answer_due_at,
    };
    let resumes = runs && row.paused;
    let mut update = ticket::Entity::update_many()
        .col_expr(T::State, Expr::value(state))
        .col_expr(T::Rank, Expr::value(rank))
        .col_expr(T::QueueAt, Expr::value(place.queue_at(None)))
        .col_expr(T::AnswerDueAt, Expr::value(answer_due_at))
        .col_expr(T::MergedIntoId, Expr::value(None::<TicketId>))
        .col_expr(T::UpdatedAt, Expr::value(at))
        .col_expr(T::Version, Expr::value(row.version + 1));
    if resumes {
        update = update
            .col_expr(T::Paused, Expr::value(false))
            .col_expr(T::AlarmAt, Expr::value(Some(at)));
    }
    update.filter(T::Id.eq(row.id)).exec(tx.connection()).await?;
    term(row.id, row.term_from, Some(TermClock::Answered))
        .col_expr(
            super::super::entities::ticket_term::Column::DueAt,
            Expr::value(answer_due_at),
        )
        .exec(tx.connection())
        .await?;
    let happened = Happened {
        actor: Some(actor),
        client: row.client(),
        version: row.version + 1,
        clock: resumes.then_some(ClockEventKind::Resume),
        other: row.merged_into_id,
        ..Happened::of(EventKind::Unmerge)
    };
    event(tx, row.id, happened, at).await?;
    Ok(state)
}

/// A message of the requester becomes the first of a new request. Tells its text and time; none when there is no such message
/// that may go.
///
/// # Errors
/// Those of the database.
pub async fn split_off(
    tx: &Tx,
    from: &Granted<TicketWork, TicketRow>,
    id: MessageId,
) -> Result<Option<(String, DateTime<Utc>)>> {
    let found = message::Entity::find_by_id(id)
        .filter(message::Column::TicketId.eq(from.id))
        .filter(message::Column::Kind.eq(MessageKind::Message))
        .filter(message::Column::Side.eq(Side::Requester))
        // What was erased is nobody's question any more.
        .filter(message::Column::Body.ne(podskazka_shared::privacy::ERASED_TEXT))
        .lock(LockType::Update)
        .one(tx.connection())
        .await?;
    Ok(found.map(|row| (row.body, row.at)))
}

/// Moves a message into another request of the same transaction, as that one's first.
///
/// # Errors
/// Those of the database.
pub async fn move_message(tx: &Tx, id: MessageId, to: TicketId) -> Result<()> {
    message::Entity::update_many()
        .col_expr(message::Column::TicketId, Expr::value(to))
        .col_expr(message::Column::Kind, Expr::value(MessageKind::Request))
        .filter(message::Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    tx.said([to]);
    Ok(())
}

impl TicketRow {
    /// Whether another was merged into it, so that it cannot be merged itself.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn holds_others(&self, tx: &Tx) -> Result<bool> {
        let one = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .filter(ticket::Column::MergedIntoId.eq(self.id))
            .into_tuple::<TicketId>()
            .one(tx.connection())
            .await?;
        Ok(one.is_some())
    }
}

/// The most who hear of one request.
const MOST_FOLLOWERS: u64 = 50;

/// Notes that the permit's holder hears of a request, or no more.
///
/// # Errors
/// Those of the database.
pub async fn follow(tx: &Tx, permit: &Permit<TicketWork>, ticket: TicketId, follows: bool) -> Result<()> {
    let row = ticket_follower::ActiveModel {
        ticket_id: Set(ticket),
        member_id: Set(permit.member()),
    };
    if follows {
        ticket_follower::Entity::insert(row)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(tx.connection())
            .await?;
    } else {
        ticket_follower::Entity::delete_by_id((ticket, permit.member()))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Who hears of a request, without `except`.
///
/// # Errors
/// Those of the database.
pub async fn followers<A>(
    tx: &Tx,
    ticket: &Granted<A, TicketRow>,
    except: MemberId,
) -> Result<Vec<MemberId>> {
    use ticket_follower::Column as F;
    let merged = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::MergedIntoId.eq(ticket.id))
        .to_owned();
    let mut of = Condition::any().add(F::TicketId.eq(ticket.id));
    if ticket.linked {
        of = of.add(F::TicketId.into_expr().in_subquery(merged));
    }
    Ok(ticket_follower::Entity::find()
        .select_only()
        .column(F::MemberId)
        .distinct()
        .filter(of)
        .filter(F::MemberId.ne(except))
        .order_by_asc(F::MemberId)
        .limit(MOST_FOLLOWERS)
        .into_tuple()
        .all(tx.connection())
        .await?)
}
