//! Who is told of a request that runs late: who works on it, and whoever stands above.

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::ids::{MemberId, SchoolId, TicketId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{acting, guardian, member, ticket};
use super::super::{
    Db, Tx,
    private::Connection,
    tickets::{Running, TicketRow},
};
use super::requesters::holding;
use crate::access::System;
use crate::problem::Result;

/// The most who are told at once.
const MOST: u64 = 10;

/// Who works on a request; the journal administrators while nobody does, else the deputy heads, else the head.
///
/// # Errors
/// Those of the database.
pub async fn who_helps(tx: &Tx, _: System, row: &Running, at: DateTime<Utc>) -> Result<Vec<MemberId>> {
    if let Some(assignee) = assignee(tx, row).await? {
        let found = open_to(tx, row, vec![assignee]).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    for role in [Role::JournalAdmin, Role::DeputyHead] {
        let found = open_to(tx, row, in_role(tx, row.school, role).await?).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    heads(tx, row, at).await
}

/// The superior of who works on a request; the head and who acts for the head where none is named.
///
/// # Errors
/// Those of the database.
pub async fn who_oversees(tx: &Tx, _: System, row: &Running, at: DateTime<Utc>) -> Result<Vec<MemberId>> {
    let superior = match assignee(tx, row).await? {
        Some(assignee) => {
            let card = member::Entity::find_by_id(assignee).one(tx.connection()).await?;
            card.and_then(|card| card.superior_id)
        }
        None => None,
    };
    let found = open_to(tx, row, superior.into_iter().collect()).await?;
    match found.is_empty() {
        true => heads(tx, row, at).await,
        false => Ok(found),
    }
}

/// Who decides on an objection to a refusal of a request.
///
/// # Errors
/// Those of the database.
pub async fn heads_of(db: &impl Db, ticket: &TicketRow, at: DateTime<Utc>) -> Result<Vec<MemberId>> {
    let row = ticket::Entity::find_by_id(ticket.id).one(db.connection()).await?;
    match row {
        Some(row) => heads(db, &row.into(), at).await,
        None => Ok(Vec::new()),
    }
}

/// Who follows up a low mark: the superiors of those who are meant, as far as they read ratings; else the head and who acts for
/// the head, else the deputy heads. Never somebody whom it is about, nor who gave it.
///
/// # Errors
/// Those of the database.
pub async fn who_follows_up(
    tx: &Tx,
    _: System,
    (of, meant): (TicketId, &[MemberId]),
    at: DateTime<Utc>,
) -> Result<Vec<MemberId>> {
    let Some(row) = ticket::Entity::find_by_id(of).one(tx.connection()).await? else {
        return Ok(Vec::new());
    };
    let row: Running = row.into();
    let superiors: Vec<MemberId> = member::Entity::find()
        .select_only()
        .column(member::Column::SuperiorId)
        .filter(member::Column::Id.is_in(meant.iter().copied()))
        .filter(member::Column::SuperiorId.is_not_null())
        .into_tuple()
        .all(tx.connection())
        .await?;
    let heads = heads(tx, &row, at).await?;
    let deputies = in_role(tx, row.school, Role::DeputyHead).await?;
    let reads = |id: &MemberId| heads.contains(id) || deputies.contains(id);
    let superiors: Vec<MemberId> = superiors.into_iter().filter(reads).collect();
    for mut found in [superiors, heads.clone(), deputies.clone()] {
        found.retain(|id| *id != row.requester && !meant.contains(id));
        let found = open_to(tx, &row, found).await?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// Whether a member is neither the head nor a deputy head.
pub(in crate::store) fn is_no_head(id: MemberId) -> Expr {
    let heads = vec![Role::Director.code(), Role::DeputyHead.code()];
    Expr::val(id).in_subquery(holding(heads)).not()
}

/// Who works on a request, or on the one that it was merged into.
async fn assignee(tx: &Tx, row: &Running) -> Result<Option<MemberId>> {
    match row.merged_into {
        Some(into) => {
            let target = ticket::Entity::find_by_id(into).one(tx.connection()).await?;
            Ok(target.and_then(|target| target.assignee_id))
        }
        None => Ok(row.assignee),
    }
}

async fn heads(tx: &impl Db, row: &Running, at: DateTime<Utc>) -> Result<Vec<MemberId>> {
    open_to(tx, row, heads_in(tx, row.school, at).await?).await
}

/// The head, and who acts for the head.
pub(in crate::store) async fn heads_in(
    tx: &impl Db,
    school: SchoolId,
    at: DateTime<Utc>,
) -> Result<Vec<MemberId>> {
    let mut found = in_role(tx, school, Role::Director).await?;
    let acts: Vec<MemberId> = acting::Entity::find()
        .select_only()
        .column(acting::Column::MemberId)
        .filter(acting::Column::SchoolId.eq(school))
        .filter(acting::Column::EndedAt.is_null())
        .filter(acting::Column::FromDate.lte(at.date_naive()))
        .limit(MOST)
        .into_tuple()
        .all(tx.connection())
        .await?;
    found.extend(acts);
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

async fn in_role(tx: &impl Db, school: SchoolId, role: Role) -> Result<Vec<MemberId>> {
    Ok(member::Entity::find()
        .select_only()
        .column(member::Column::Id)
        .filter(member::Column::SchoolId.eq(school))
        .filter(
            member::Column::Id
                .into_expr()
                .in_subquery(holding(vec![role.code()])),
        )
        .order_by_asc(member::Column::Id)
        .limit(MOST)
        .into_tuple()
        .all(tx.connection())
        .await?)
}

/// Those who are still there, and from whom the request is not kept.
async fn open_to(tx: &impl Db, row: &Running, ids: Vec<MemberId>) -> Result<Vec<MemberId>> {
    if ids.is_empty() {
        return Ok(ids);
    }
    let mut there = Condition::all()
        .add(member::Column::Id.is_in(ids))
        .add(member::Column::SchoolId.eq(row.school))
        .add(member::Column::EndedAt.is_null());
    if row.private {
        let parents = Query::select()
            .column(guardian::Column::ParentId)
            .from(guardian::Entity)
            .and_where(guardian::Column::ChildId.eq(row.requester))
            .to_owned();
        there = there.add(member::Column::Id.into_expr().in_subquery(parents).not());
    }
    Ok(member::Entity::find()
        .select_only()
        .column(member::Column::Id)
        .filter(there)
        .order_by_asc(member::Column::Id)
        .into_tuple()
        .all(tx.connection())
        .await?)
}
