//! How many requests one person files in a day (T2: a help desk can be flooded by one pair of hands).

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::TicketFile;
use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, sea_query::LockType,
};

use super::super::entities::{member, ticket};
use super::super::{Db, Tx, private::Connection};
use crate::access::Permit;
use crate::problem::{Error, Result};

#[derive(FromQueryResult)]
struct Filed {
    filed_at: DateTime<Utc>,
}

/// Holds the row of the member, so that creates sent at one moment are counted one after the other.
///
/// # Errors
/// Those of the database.
pub async fn hold_filer(tx: &Tx, permit: &Permit<TicketFile>) -> Result<()> {
    member::Entity::find_by_id(permit.member())
        .lock(LockType::NoKeyUpdate)
        .one(tx.connection())
        .await?;
    Ok(())
}

/// Refuses one more request of the member when `most` were filed within the last 24 hours.
///
/// # Errors
/// `quota_exceeded`, with the time until the oldest of them is a day old.
pub async fn check_quota(
    db: &impl Db,
    permit: &Permit<TicketFile>,
    most: u32,
    at: DateTime<Utc>,
) -> Result<()> {
    let day = Duration::hours(24);
    // The one that has to become a day old before another may come.
    let oldest = ticket::Entity::find()
        .filter(ticket::Column::FiledById.eq(permit.member()))
        .filter(ticket::Column::FiledAt.gt(at - day))
        .select_only()
        .column(ticket::Column::FiledAt)
        .order_by_desc(ticket::Column::FiledAt)
        .offset(u64::from(most.saturating_sub(1)))
        .limit(1)
        .into_model::<Filed>()
        .one(db.connection())
        .await?;
    match oldest {
        None => Ok(()),
        Some(oldest) => Err(Error::quota((oldest.filed_at + day - at).num_seconds() + 1)),
    }
}
