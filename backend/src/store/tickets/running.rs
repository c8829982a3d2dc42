//! Requests whose clocks run, and what happened to these clocks.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::calendar::{ClockEvent, ClockEventKind};
use podskazka_shared::deadlines::policy::Asked;
use podskazka_shared::ids::{MemberId, SchoolId, TicketId};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{ticket, ticket_event};
use super::super::{Db, Tx, private::Connection};
use super::place::{MERGED, Place};
use crate::access::Permit;
use crate::problem::Result;

/// A request whose clocks run.
#[derive(Debug, Clone)]
pub struct Running {
    pub id: TicketId,
    pub school: SchoolId,
    pub asked: Asked,
    pub number: String,
    pub requester: MemberId,
    pub assignee: Option<MemberId>,
    pub term_from: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub answer_due_at: Option<DateTime<Utc>>,
    pub considered_at: Option<DateTime<Utc>>,
    pub paused: bool,
    /// Kept from the requester's parents.
    pub private: bool,
    /// The request that it was merged into.
    pub merged_into: Option<TicketId>,
    pub(super) rank: i16,
    pub(super) linked: bool,
    pub(super) version: i64,
}

impl From<ticket::Model> for Running {
    fn from(row: ticket::Model) -> Self {
        Self {
            id: row.id,
            school: row.school_id,
            asked: Asked {
                group: row.requester_group,
                topic: row.topic,
                channel: row.channel,
            },
            number: row.number,
            requester: row.requester_id,
            assignee: row.assignee_id,
            term_from: row.term_from,
            due_at: row.due_at,
            answer_due_at: row.answer_due_at,
            considered_at: row.considered_at,
            paused: row.paused,
            private: row.private,
            merged_into: row.merged_into_id,
            rank: row.rank,
            linked: row.linked,
            version: row.version,
        }
    }
}

/// The school's requests whose clocks run, a page in the order of their ids, held until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn running<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    after: Option<TicketId>,
    limit: u64,
) -> Result<Vec<Running>> {
    use ticket::Column as T;
    let mut select = ticket::Entity::find()
        .filter(T::SchoolId.eq(permit.school()))
        .filter(T::Rank.is_in([0, 1, MERGED]))
        .order_by_asc(T::Id)
        .limit(limit)
        .lock(LockType::Update);
    if let Some(after) = after {
        select = select.filter(T::Id.gt(after));
    }
    let rows = select.all(tx.connection()).await?;
    Ok(rows.into_iter().map(Running::from).collect())
}

/// One such request, which the transaction holds; none when its clocks have stopped.
///
/// # Errors
/// Those of the database.
pub async fn running_one<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    id: TicketId,
) -> Result<Option<Running>> {
    let row = ticket::Entity::find_by_id(id)
        .filter(ticket::Column::SchoolId.eq(permit.school()))
        .filter(ticket::Column::Rank.is_in([0, 1, MERGED]))
        .one(tx.connection())
        .await?;
    Ok(row.map(Running::from))
}

/// The requests that were merged into one and whose clocks still run, held until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn merged<A: ActionType>(tx: &Tx, permit: &Permit<A>, into: TicketId) -> Result<Vec<Running>> {
    let rows = ticket::Entity::find()
        .filter(ticket::Column::SchoolId.eq(permit.school()))
        .filter(ticket::Column::MergedIntoId.eq(into))
        .filter(ticket::Column::Rank.eq(MERGED))
        .order_by_asc(ticket::Column::Id)
        .lock(LockType::Update)
        .all(tx.connection())
        .await?;
    Ok(rows.into_iter().map(Running::from).collect())
}

/// The earliest moment by which something is to be done for what was merged into a request.
pub(super) async fn merged_next(tx: &Tx, into: TicketId) -> Result<Option<DateTime<Utc>>> {
    let rows = ticket::Entity::find()
        .filter(ticket::Column::MergedIntoId.eq(into))
        .filter(ticket::Column::Rank.eq(MERGED))
        .all(tx.connection())
        .await?;
    let next = |row: ticket::Model| {
        let place = Place {
            open: true,
            considered: row.considered_at.is_some(),
            due_at: row.due_at,
            answer_due_at: row.answer_due_at,
        };
        place.next()
    };
    Ok(rows.into_iter().filter_map(next).min())
}

/// What happened to the clocks of the answer of requests since their terms began, oldest first; in one query.
///
/// # Errors
/// Those of the database.
pub async fn clock_events(
    db: &impl Db,
    terms: &[(TicketId, DateTime<Utc>)],
) -> Result<HashMap<TicketId, Vec<ClockEvent>>> {
    use ticket_event::Column as E;
    if terms.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = ticket_event::Entity::find()
        .filter(E::TicketId.is_in(terms.iter().map(|(id, _)| *id)))
        .filter(E::Clock.is_in([
            ClockEventKind::Pause,
            ClockEventKind::Resume,
            ClockEventKind::Stop,
        ]))
        .order_by_asc(E::TicketId)
        .order_by_asc(E::Version)
        .all(db.connection())
        .await?;
    let mut events: HashMap<TicketId, Vec<ClockEvent>> = HashMap::new();
    let began: HashMap<TicketId, DateTime<Utc>> = terms.iter().copied().collect();
    for row in rows {
        let (Some(event), Some(from)) = (row.clock, began.get(&row.ticket_id)) else {
            continue;
        };
        if row.at >= *from {
            let own = events.entry(row.ticket_id).or_default();
            // Who began earlier may have come later: the order is that of the versions, and time never goes back.
            let last = own.last().map_or(*from, |last| last.at);
            own.push(ClockEvent {
                at: Ord::max(row.at, last),
                event,
            });
        }
    }
    // What a term before it ended with belongs to that one.
    for events in events.values_mut() {
        let last = events
            .iter()
            .rposition(|event| event.event == ClockEventKind::Stop);
        if let Some(last) = last.filter(|last| last + 1 < events.len()) {
            events.drain(..=last);
        }
    }
    Ok(events)
}
