//! The school's deadline policy: append-only versions, of which the last one is in force; and the terms that it gives.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{PolicyPublish, StaffRead};
use podskazka_shared::deadlines::policy::{CurrentPolicy, DeadlinePolicy, PoliciesQuery, PolicyVersion};
use podskazka_shared::ids::{PolicyId, TicketId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::tickets::{RequesterGroup, Topic};
use sea_orm::sea_query::{Expr, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::entities::deadline_policy::{ActiveModel, Column, Entity, Model};
use super::entities::{member, ticket, ticket_term};
use super::{Db, Tx, cursor, private::Connection, tickets};
use crate::access::Permit;
use crate::clock::new_id;
use crate::problem::{Error, Result};

fn content(row: &Model) -> Result<DeadlinePolicy> {
    serde_json::from_value(row.content.clone()).map_err(Error::internal)
}

/// The policy in force in the permit's school; the usual term, as version 0, when it has published none. What is in force
/// everybody may know, so any permit does.
///
/// # Errors
/// Those of the database.
pub async fn current<A: ActionType>(db: &impl Db, permit: &Permit<A>) -> Result<CurrentPolicy> {
    let last = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .order_by_desc(Column::Version)
        .one(db.connection())
        .await?;
    Ok(match last {
        Some(row) => CurrentPolicy {
            policy: content(&row)?,
            published_at: Some(row.published_at),
            version: row.version,
        },
        None => CurrentPolicy {
            policy: DeadlinePolicy::default(),
            published_at: None,
            version: 0,
        },
    })
}

/// The policy of a version.
///
/// # Errors
/// Those of the database.
pub async fn of_version<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    version: i64,
) -> Result<DeadlinePolicy> {
    let found = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .filter(Column::Version.eq(version))
        .one(db.connection())
        .await?;
    found.map_or_else(|| Ok(DeadlinePolicy::default()), |row| content(&row))
}

/// Puts a policy into force as the version after `version`. The transaction holds the school alone. Tells its id.
///
/// # Errors
/// Those of the database.
pub async fn publish(
    tx: &Tx,
    permit: &Permit<PolicyPublish>,
    policy: &DeadlinePolicy,
    version: i64,
    at: DateTime<Utc>,
) -> Result<PolicyId> {
    let id: PolicyId = new_id(at);
    let row = ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        version: Set(version + 1),
        content: Set(serde_json::to_value(policy).map_err(Error::internal)?),
        published_by: Set(permit.person().map(|_| permit.member())),
        published_at: Set(at),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(id)
}

/// All policies of the school that were published, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn versions(
    db: &impl Db,
    permit: &Permit<StaffRead>,
    query: &PoliciesQuery,
) -> Result<Page<PolicyVersion>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let publisher = Entity::belongs_to(member::Entity)
        .from(Column::PublishedBy)
        .to(member::Column::Id)
        .into();
    let mut select = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .join(JoinType::LeftJoin, publisher)
        .select_also(member::Entity)
        .order_by_desc(Column::Version)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<i64>(query.after.as_ref())? {
        select = select.filter(Column::Version.lt(after));
    }
    let rows = select.all(db.connection()).await?;
    let version = |(row, member): (Model, Option<member::Model>)| -> Result<PolicyVersion> {
        Ok(PolicyVersion {
            version: row.version,
            published_at: row.published_at,
            published_by: member.map(|member| MemberRef {
                id: member.id,
                name: member.name,
            }),
            policy: content(&row)?,
        })
    };
    let rows = rows.into_iter().map(version).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.version)))
}

/// By when a request is to be considered, and by what that was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub due_at: DateTime<Utc>,
    pub policy_version: i64,
    pub calendar_version: i64,
    pub time_zone: String,
}

/// A request that nobody has considered yet.
#[derive(Debug, Clone)]
pub struct Unconsidered {
    pub id: TicketId,
    pub group: RequesterGroup,
    pub topic: Topic,
    pub term_from: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
}

/// The school's open requests that nobody has considered, a page in the order of their ids, held until the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn unconsidered<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    after: Option<TicketId>,
    limit: u64,
) -> Result<Vec<Unconsidered>> {
    use ticket::Column as T;
    let mut select = ticket::Entity::find()
        .filter(T::SchoolId.eq(permit.school()))
        .filter(T::Rank.eq(0))
        .order_by_asc(T::Id)
        .limit(limit)
        .lock(LockType::Update);
    if let Some(after) = after {
        select = select.filter(T::Id.gt(after));
    }
    let rows = select.all(tx.connection()).await?;
    let unconsidered = |row: ticket::Model| Unconsidered {
        id: row.id,
        group: row.requester_group,
        topic: row.topic,
        term_from: row.term_from,
        due_at: row.due_at,
    };
    Ok(rows.into_iter().map(unconsidered).collect())
}

/// Gives a running term another end, and says in the request's events why. The row is held.
///
/// # Errors
/// Those of the database.
pub async fn move_term(
    tx: &Tx,
    row: &Unconsidered,
    term: &Term,
    why: &'static str,
    at: DateTime<Utc>,
) -> Result<()> {
    use ticket_term::Column as C;
    ticket_term::Entity::update_many()
        .col_expr(C::DueAt, Expr::value(term.due_at))
        .col_expr(C::PolicyVersion, Expr::value(term.policy_version))
        .col_expr(C::CalendarVersion, Expr::value(term.calendar_version))
        .col_expr(C::TimeZone, Expr::value(term.time_zone.as_str()))
        .filter(C::TicketId.eq(row.id))
        .filter(C::StartedAt.eq(row.term_from))
        .exec(tx.connection())
        .await?;
    if row.due_at == term.due_at {
        return Ok(());
    }
    tickets::due(tx, row.id, term.due_at).await?;
    tickets::event(tx, row.id, why, None, None, at).await
}

/// The running or last term of a request: from when, by what it was counted, and when it stopped.
///
/// # Errors
/// Those of the database.
pub async fn term_of(
    db: &impl Db,
    id: TicketId,
    started_at: DateTime<Utc>,
) -> Result<Option<(Term, Option<DateTime<Utc>>)>> {
    let found = ticket_term::Entity::find_by_id((id, started_at))
        .one(db.connection())
        .await?;
    Ok(found.map(|row| {
        let term = Term {
            due_at: row.due_at,
            policy_version: row.policy_version,
            calendar_version: row.calendar_version,
            time_zone: row.time_zone,
        };
        (term, row.considered_at.or(row.ended_at))
    }))
}
