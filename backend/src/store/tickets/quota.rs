//! How many requests one person files in a day (T2: a help desk can be flooded by one pair of hands).

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::TicketFile;
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::ids::MemberId;
use podskazka_shared::problem::ProblemKind;
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

/// The names by which a request is found.
#[derive(Debug, Clone)]
pub struct Names {
    pub requester: String,
    pub child: Option<String>,
}

/// Holds the cards of a request to be, so that none of them ends in an erasure or gets another name before it is there; and the
/// filer's, so that creates sent at one moment are counted one after the other. Tells what they are called.
///
/// # Errors
/// `invalid` when requester or child are not there any more, `not_found` when the filer is not.
pub async fn hold_people(
    tx: &Tx,
    permit: &Permit<TicketFile>,
    requester: MemberId,
    child: Option<MemberId>,
) -> Result<Names> {
    let filer = permit.member();
    let held = member::Entity::find()
        .filter(member::Column::Id.is_in([Some(filer), Some(requester), child].into_iter().flatten()))
        .filter(member::Column::EndedAt.is_null())
        .filter(member::Column::ErasedAt.is_null())
        // In one order, so that two who file for each other do not wait for ever.
        .order_by_asc(member::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.connection())
        .await?;
    let name = |id: MemberId| {
        held.iter()
            .find(|card| card.id == id)
            .map(|card| card.name.clone())
    };
    let of = |field, id| name(id).ok_or_else(|| Error::field(field, FieldErrorKind::NotFound));
    if name(filer).is_none() {
        return Err(ProblemKind::NotFound.into());
    }
    Ok(Names {
        requester: of("/requester", requester)?,
        child: child.map(|child| of("/child", child)).transpose()?,
    })
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
