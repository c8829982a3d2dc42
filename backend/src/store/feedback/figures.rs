//! The figures of the report: what is open, and what became of terms (D4).

use chrono::{DateTime, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::ReportRead;
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::clocks::TermClock;
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::super::Db;
use super::super::entities::{ticket, ticket_term};
use super::own_words;
use crate::access::Permit;
use crate::problem::Result;

/// The requests whose figures the reader sees: the school's, or those that are assigned to them or that they answered.
fn counted(permit: &Permit<ReportRead>) -> Condition {
    let school = Condition::all().add(ticket::Column::SchoolId.eq(permit.school()));
    if permit.reaches().contains(&Reach::School) {
        return school;
    }
    let own = Condition::any()
        .add(ticket::Column::AssigneeId.eq(permit.member()))
        .add(own_words(permit.member(), ticket::Column::Id.into_expr()));
    school.add(own)
}

/// How many requests are open and overdue now.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenCounts {
    pub open: u64,
    pub overdue: u64,
}

/// Counts open and overdue requests.
///
/// # Errors
/// Those of the database.
pub async fn open(db: &impl Db, permit: &Permit<ReportRead>, now: DateTime<Utc>) -> Result<OpenCounts> {
    use sea_orm::PaginatorTrait;
    let of = || ticket::Entity::find().filter(counted(permit));
    let open = of()
        .filter(ticket::Column::Rank.lt(2))
        .count(db.connection())
        .await?;
    let overdue = of()
        .filter(super::super::tickets::overdue(now))
        .count(db.connection())
        .await?;
    Ok(OpenCounts { open, overdue })
}

/// A term of the period.
#[derive(Debug, Clone, Copy, FromQueryResult)]
pub struct Term {
    pub ticket_id: TicketId,
    pub started_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub considered_at: Option<DateTime<Utc>>,
    /// When the requester closed it unconsidered.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether it is the request's first term.
    pub filed: bool,
}

/// The terms that began since `since`, oldest first.
///
/// # Errors
/// Those of the database.
pub async fn terms(db: &impl Db, permit: &Permit<ReportRead>, since: DateTime<Utc>) -> Result<Vec<Term>> {
    use ticket_term::Column;
    let terms = ticket_term::Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .filter(Column::StartedAt.gte(since))
        .filter(Column::Clock.eq(TermClock::Considered))
        .join(
            JoinType::InnerJoin,
            ticket_term::Entity::belongs_to(ticket::Entity)
                .from(Column::TicketId)
                .to(ticket::Column::Id)
                .into(),
        )
        .expr_as(
            Column::StartedAt
                .into_expr()
                .eq(ticket::Column::FiledAt.into_expr()),
            "filed",
        )
        .filter(counted(permit))
        .order_by_asc(Column::StartedAt)
        .into_model::<Term>()
        .all(db.connection())
        .await?;
    Ok(terms)
}
