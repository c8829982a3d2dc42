//! How much waits in each of several lists of requests.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::tickets::TicketsQuery;
use sea_orm::sea_query::{Expr, Func, Query};
use sea_orm::{ColumnTrait, ConnectionTrait};

use super::super::Db;
use super::super::entities::ticket::{self, Column};
use super::{list::filters, reached};
use crate::access::Permit;
use crate::problem::{Error, Result};

/// How many open requests each of the queries lists, of those that the reader may read: all in one query of the database.
///
/// # Errors
/// Those of the database.
pub async fn count_each(
    db: &impl Db,
    permit: &Permit<TicketRead>,
    work: Option<&Permit<TicketWork>>,
    queries: &[TicketsQuery],
    now: DateTime<Utc>,
) -> Result<Vec<i64>> {
    if queries.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = Query::select();
    select
        .from(ticket::Entity)
        .cond_where(reached(permit))
        .and_where(Column::Rank.lt(2));
    let name = |number: usize| format!("of_{number}");
    for (number, query) in queries.iter().enumerate() {
        // CASE gives nothing where the condition does not hold, and COUNT counts everything but that.
        let listed = Expr::case(filters(permit, work, query, now), Expr::val(1));
        select.expr_as(Func::count(listed), name(number));
    }
    let row = db.connection().query_one(&select).await?;
    let row = row.ok_or_else(|| Error::internal("counting gave no row"))?;
    let of = |number| Ok(row.try_get::<i64>("", &name(number))?);
    (0..queries.len()).map(of).collect()
}
