//! Who takes part in a conversation, and who stands above them.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ConductFile;
use podskazka_shared::conduct::{ConductRoute, ConductRule};
use podskazka_shared::ids::{ConductId, MemberId, MessageId, TicketId};
use podskazka_shared::notifications::{NotificationAbout, NotificationKind};
use podskazka_shared::tickets::{MessageKind, Side};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{conduct_report, member, message, notification, school};
use super::super::people::{heads_in, leads_school};
use super::super::{Db, Tx, notifications, private::Connection};
use super::ConductRow;
use crate::access::{Permit, System};
use crate::problem::Result;
use crate::store::notifications::News;

/// By what a school finds who decides.
#[derive(Debug, Clone)]
pub struct Rules {
    pub to: ConductRule,
    /// Who leads the school now, by role or by order.
    pub heads: Vec<MemberId>,
    /// Whether the reported leads it by role.
    pub reported_leads: bool,
}

/// The school's rule, and who leads it.
///
/// # Errors
/// Those of the database.
pub async fn rules(
    db: &impl Db,
    permit: &Permit<ConductFile>,
    reported: MemberId,
    at: DateTime<Utc>,
) -> Result<Rules> {
    let row = school::Entity::find_by_id(permit.school())
        .one(db.connection())
        .await?;
    Ok(Rules {
        to: row.map_or(ConductRule::Superior, |row| row.conduct_to),
        heads: heads_in(db, permit.school(), at).await?,
        reported_leads: leads_school(db, permit, reported).await?,
    })
}

/// The superior whom a helper's card names, while they are of the school.
///
/// # Errors
/// Those of the database.
pub async fn superior(
    db: &impl Db,
    permit: &Permit<ConductFile>,
    helper: MemberId,
) -> Result<Option<MemberId>> {
    use member::Column as M;
    let card = member::Entity::find_by_id(helper)
        .filter(M::SchoolId.eq(permit.school()))
        .one(db.connection())
        .await?;
    let Some(superior) = card.and_then(|card| card.superior_id) else {
        return Ok(None);
    };
    let there = member::Entity::find_by_id(superior)
        .filter(M::SchoolId.eq(permit.school()))
        .filter(M::EndedAt.is_null())
        .one(db.connection())
        .await?;
    Ok(there.map(|card| card.id))
}

/// Who spoke as staff in a request, so that its requester heard it.
///
/// # Errors
/// Those of the database.
pub async fn spoke(db: &impl Db, _: &Permit<ConductFile>, ticket: TicketId) -> Result<Vec<MemberId>> {
    Ok(message::Entity::find()
        .select_only()
        .column(message::Column::AuthorId)
        .distinct()
        .filter(message::Column::TicketId.eq(ticket))
        .filter(message::Column::Side.eq(Side::Staff))
        .filter(message::Column::Kind.ne(MessageKind::Note))
        .order_by_asc(message::Column::AuthorId)
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// Who wrote a message of a request on one side, for both to read; none when there is no such.
///
/// # Errors
/// Those of the database.
pub async fn is_said_by(
    db: &impl Db,
    _: &Permit<ConductFile>,
    (ticket, id): (TicketId, MessageId),
    side: Side,
) -> Result<Option<MemberId>> {
    let found = message::Entity::find_by_id(id)
        .filter(message::Column::TicketId.eq(ticket))
        .filter(message::Column::Side.eq(side))
        .filter(message::Column::Kind.ne(MessageKind::Note))
        .one(db.connection())
        .await?;
    Ok(found.map(|row| row.author_id))
}

/// Who decides on a report now.
pub(super) async fn deciders(db: &impl Db, row: &ConductRow, at: DateTime<Utc>) -> Result<Vec<MemberId>> {
    let others = |id: &MemberId| *id != row.reporter_id && *id != row.reported_id;
    let all = match row.route {
        ConductRoute::Superior => row.decider_id.into_iter().collect(),
        ConductRoute::Head => heads_in(db, row.school_id, at).await?,
        ConductRoute::Founder => Vec::new(),
    };
    Ok(all.into_iter().filter(others).collect())
}

/// Tells whoever decides, in the transaction of its cause.
///
/// # Errors
/// Those of the database.
pub(super) async fn tell_deciders(
    tx: &Tx,
    row: &ConductRow,
    kind: NotificationKind,
    at: DateTime<Utc>,
) -> Result<()> {
    for to in deciders(tx, row, at).await? {
        tell(tx, row, to, kind, at).await?;
    }
    Ok(())
}

/// Tells one of those who may read a report.
pub(super) async fn tell(
    tx: &Tx,
    row: &ConductRow,
    to: MemberId,
    kind: NotificationKind,
    at: DateTime<Utc>,
) -> Result<()> {
    let news = News {
        kind,
        about: NotificationAbout::Conduct { id: row.id },
        number: None,
        starts_at: None,
    };
    notifications::put(tx, row.school_id, to, &news, at).await
}

/// Tells whoever decides that the time of a report is over, once.
///
/// # Errors
/// Those of the database.
pub async fn note_late(tx: &Tx, why: System, id: ConductId, at: DateTime<Utc>) -> Result<()> {
    // Held, so that two workers do not tell it twice.
    conduct_report::Entity::find_by_id(id)
        .lock_exclusive()
        .one(tx.connection())
        .await?;
    let Some(row) = super::of_letter(tx, why, id).await? else {
        return Ok(());
    };
    let told = notification::Entity::find()
        .filter(notification::Column::ConductId.eq(id))
        .filter(notification::Column::Kind.eq(NotificationKind::ConductLate))
        .count(tx.connection())
        .await?;
    match row.state == podskazka_shared::conduct::ConductState::Decided || told > 0 {
        true => Ok(()),
        false => tell_deciders(tx, &row, NotificationKind::ConductLate, at).await,
    }
}
