//! Opening, withdrawing and closing, and the time until a follow-up is late.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::FeedbackHandle;
use podskazka_shared::follow_ups::FollowUpState;
use podskazka_shared::ids::{FollowUpId, MemberId, SchoolId, TicketId};
use podskazka_shared::tickets::{MessageKind, Side};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{follow_up, message, ticket};
use super::super::{Db, Tx, private::Connection};
use super::FollowUpRow;
use crate::access::{Granted, Permit, System};
use crate::problem::Result;

/// By when something is to be done, and by what that was counted.
#[derive(Debug, Clone)]
pub struct Due {
    pub due_at: DateTime<Utc>,
    /// When somebody is told that it is late.
    pub alarm_at: DateTime<Utc>,
    pub calendar_version: i64,
    pub time_zone: String,
}

/// Who spoke as staff in a request: whom its mark is about.
///
/// # Errors
/// Those of the database.
pub async fn meant(db: &impl Db, _: System, of: TicketId) -> Result<Vec<MemberId>> {
    Ok(message::Entity::find()
        .select_only()
        .column(message::Column::AuthorId)
        .distinct()
        .filter(message::Column::TicketId.eq(of))
        .filter(message::Column::Side.eq(Side::Staff))
        .filter(message::Column::Kind.ne(MessageKind::Note))
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// How the follow-up of a request stands, and since when.
///
/// # Errors
/// Those of the database.
pub async fn of_ticket(
    db: &impl Db,
    _: System,
    of: TicketId,
) -> Result<Option<(FollowUpState, Option<DateTime<Utc>>)>> {
    Ok(follow_up::Entity::find()
        .select_only()
        .columns([follow_up::Column::State, follow_up::Column::ClosedAt])
        .filter(follow_up::Column::TicketId.eq(of))
        .into_tuple()
        .one(db.connection())
        .await?)
}

/// Opens the follow-up of a request, which its transaction holds, or opens it anew; what was done before stays.
///
/// # Errors
/// Those of the database.
pub async fn open(
    tx: &Tx,
    _: System,
    (school, of): (SchoolId, TicketId),
    id: FollowUpId,
    due: Due,
    at: DateTime<Utc>,
) -> Result<()> {
    use follow_up::Column as F;
    let again = follow_up::Entity::update_many()
        .col_expr(F::State, Expr::value(FollowUpState::Open))
        .col_expr(F::OpenedAt, Expr::value(at))
        .col_expr(F::DueAt, Expr::value(due.due_at))
        .col_expr(F::AlarmAt, Expr::value(Some(due.alarm_at)))
        .col_expr(F::CalendarVersion, Expr::value(due.calendar_version))
        .col_expr(F::TimeZone, Expr::value(due.time_zone.clone()))
        .col_expr(F::ClosedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(F::ClosedBy, Expr::value(None::<MemberId>))
        .col_expr(F::Version, Expr::col(F::Version).add(1))
        .filter(F::TicketId.eq(of))
        .exec(tx.connection())
        .await?;
    if again.rows_affected > 0 {
        return Ok(());
    }
    let row = follow_up::ActiveModel {
        id: Set(id),
        school_id: Set(school),
        ticket_id: Set(of),
        state: Set(FollowUpState::Open),
        opened_at: Set(at),
        due_at: Set(due.due_at),
        calendar_version: Set(due.calendar_version),
        time_zone: Set(due.time_zone),
        alarm_at: Set(Some(due.alarm_at)),
        closed_at: Set(None),
        closed_by: Set(None),
        outcome: Set(None),
        version: Set(1),
    };
    follow_up::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Withdraws the open follow-up of a request.
///
/// # Errors
/// Those of the database.
pub async fn withdraw(tx: &Tx, _: System, of: TicketId) -> Result<()> {
    use follow_up::Column as F;
    follow_up::Entity::update_many()
        .col_expr(F::State, Expr::value(FollowUpState::Withdrawn))
        .col_expr(F::AlarmAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(F::Version, Expr::col(F::Version).add(1))
        .filter(F::TicketId.eq(of))
        .filter(F::State.eq(FollowUpState::Open))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Closes a held one.
///
/// # Errors
/// Those of the database.
pub async fn close(
    tx: &Tx,
    permit: &Permit<FeedbackHandle>,
    row: &Granted<FeedbackHandle, FollowUpRow>,
    outcome: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    use follow_up::Column as F;
    follow_up::Entity::update_many()
        .col_expr(F::State, Expr::value(FollowUpState::Closed))
        .col_expr(F::AlarmAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(F::ClosedAt, Expr::value(Some(at)))
        .col_expr(F::ClosedBy, Expr::value(Some(permit.member())))
        .col_expr(F::Outcome, Expr::value(Some(outcome.trim())))
        .col_expr(F::Version, Expr::col(F::Version).add(1))
        .filter(F::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// The open ones of a school, and since when, a page in the order of their ids.
///
/// # Errors
/// Those of the database.
pub async fn running<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    after: Option<FollowUpId>,
    limit: u64,
) -> Result<Vec<(FollowUpId, DateTime<Utc>)>> {
    use follow_up::Column as F;
    let mut select = follow_up::Entity::find()
        .select_only()
        .columns([F::Id, F::OpenedAt])
        .filter(F::SchoolId.eq(permit.school()))
        .filter(F::State.eq(FollowUpState::Open))
        .order_by_asc(F::Id)
        .limit(limit);
    if let Some(after) = after {
        select = select.filter(F::Id.gt(after));
    }
    Ok(select.into_tuple().all(tx.connection()).await?)
}

/// Counts an open one anew. Of what somebody was told already nobody is told again.
///
/// # Errors
/// Those of the database.
pub async fn recount(tx: &Tx, id: FollowUpId, due: &Due) -> Result<()> {
    use follow_up::Column as F;
    let open = || {
        follow_up::Entity::update_many()
            .filter(F::Id.eq(id))
            .filter(F::State.eq(FollowUpState::Open))
    };
    open()
        .col_expr(F::DueAt, Expr::value(due.due_at))
        .col_expr(F::CalendarVersion, Expr::value(due.calendar_version))
        .col_expr(F::TimeZone, Expr::value(due.time_zone.clone()))
        .exec(tx.connection())
        .await?;
    open()
        .col_expr(F::AlarmAt, Expr::value(Some(due.alarm_at)))
        .filter(F::AlarmAt.is_not_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// One that is late, and of which nobody was told.
#[derive(Debug, Clone)]
pub struct Ringing {
    pub id: FollowUpId,
    pub school: SchoolId,
    pub ticket: TicketId,
    /// The request's number.
    pub number: String,
}

/// Those of which somebody is to be told by now.
///
/// # Errors
/// Those of the database.
pub async fn ringing(tx: &Tx, _: System, limit: u64, at: DateTime<Utc>) -> Result<Vec<Ringing>> {
    use follow_up::Column as F;
    let rows: Vec<(FollowUpId, SchoolId, TicketId)> = follow_up::Entity::find()
        .select_only()
        .columns([F::Id, F::SchoolId, F::TicketId])
        .filter(F::AlarmAt.lte(at))
        .order_by_asc(F::AlarmAt)
        .limit(limit)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let mut ringing = Vec::new();
    for (id, school, ticket) in rows {
        let number: Option<String> = ticket::Entity::find_by_id(ticket)
            .select_only()
            .column(ticket::Column::Number)
            .into_tuple()
            .one(tx.connection())
            .await?;
        ringing.push(Ringing {
            id,
            school,
            ticket,
            number: number.unwrap_or_default(),
        });
    }
    Ok(ringing)
}

/// Notes that somebody was told; false when another was faster, or it is open no more.
///
/// # Errors
/// Those of the database.
pub async fn told(tx: &Tx, _: System, id: FollowUpId, at: DateTime<Utc>) -> Result<bool> {
    use follow_up::Column as F;
    let told = follow_up::Entity::update_many()
        .col_expr(F::AlarmAt, Expr::value(None::<DateTime<Utc>>))
        .filter(F::Id.eq(id))
        .filter(F::AlarmAt.lte(at))
        .exec(tx.connection())
        .await?;
    Ok(told.rows_affected > 0)
}

/// What was done about the marks of these requests is told no more, and nothing is left to be done.
pub(in crate::store) async fn forget(tx: &Tx, of: SelectStatement) -> Result<()> {
    use follow_up::Column as F;
    follow_up::Entity::update_many()
        .col_expr(F::State, Expr::value(FollowUpState::Withdrawn))
        .col_expr(F::AlarmAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(F::Outcome, Expr::value(None::<String>))
        .col_expr(F::Version, Expr::col(F::Version).add(1))
        .filter(F::TicketId.in_subquery(of))
        .filter(F::State.ne(FollowUpState::Closed).or(F::Outcome.is_not_null()))
        .exec(tx.connection())
        .await?;
    Ok(())
}
