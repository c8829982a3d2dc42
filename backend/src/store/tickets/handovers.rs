//! Hand-overs to the vendor's support.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::ids::HandoverId;
use podskazka_shared::people::MemberRef;
use podskazka_shared::tickets::{HandOverBody, Handover, Outcome};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::handover::{ActiveModel, Column, Entity, Model};
use super::super::entities::member;
use super::super::{Db, Tx, files, private::Connection};
use super::TicketRow;
use crate::access::{Granted, Permit};
use crate::clock::new_id;
use crate::problem::Result;

/// The most hand-overs that come with a request.
const MOST: u64 = 20;

/// A hand-over to be.
#[derive(Debug)]
pub struct NewHandover<'a> {
    pub body: &'a HandOverBody,
    /// By when the vendor is to answer.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether the school's clock stands still meanwhile.
    pub pauses: bool,
}

/// Notes that a held request is handed over.
///
/// # Errors
/// `invalid` for a file that may not be sent along.
pub async fn hand_over(
    tx: &Tx,
    permit: &Permit<TicketWork>,
    ticket: &TicketRow,
    new: NewHandover<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let id: HandoverId = new_id(at);
    let row = ActiveModel {
        id: Set(id),
        ticket_id: Set(ticket.id),
        school_id: Set(permit.school()),
        channel: Set(new.body.channel),
        reference: Set(new.body.reference.as_deref().map(|text| text.trim().to_owned())),
        body: Set(new.body.text.trim().to_owned()),
        by_id: Set(permit.member()),
        at: Set(at),
        due_at: Set(new.due_at),
        pauses: Set(new.pauses),
        outcome: Set(None),
        ended_at: Set(None),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    files::hand_over(tx, ticket, permit, id, &new.body.files).await
}

/// Enters the vendor's number of the open hand-over of a held request; false when none is open.
///
/// # Errors
/// Those of the database.
pub async fn refer(tx: &Tx, ticket: &Granted<TicketWork, TicketRow>, reference: &str) -> Result<bool> {
    let done = Entity::update_many()
        .col_expr(Column::Reference, Expr::value(Some(reference)))
        .filter(Column::TicketId.eq(ticket.id))
        .filter(Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected > 0)
}

/// Ends the open hand-over of a held request.
///
/// # Errors
/// Those of the database.
pub async fn end_handover<A>(
    tx: &Tx,
    ticket: &Granted<A, TicketRow>,
    outcome: Outcome,
    at: DateTime<Utc>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(Some(outcome)))
        .col_expr(Column::EndedAt, Expr::value(Some(at)))
        .filter(Column::TicketId.eq(ticket.id))
        .filter(Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// The hand-overs of a request, the newest first. What was sent is for those who work on it.
///
/// # Errors
/// Those of the database.
pub async fn handovers(
    db: &impl Db,
    ticket: &Granted<TicketRead, TicketRow>,
    works: bool,
) -> Result<Vec<Handover>> {
    let by = Entity::belongs_to(member::Entity)
        .from(Column::ById)
        .to(member::Column::Id)
        .into();
    let rows = Entity::find()
        .filter(Column::TicketId.eq(ticket.id))
        .join(JoinType::InnerJoin, by)
        .select_also(member::Entity)
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(MOST)
        .all(db.connection())
        .await?;
    let mut sent = match works {
        true => files::of_handovers(db, rows.iter().map(|(row, _)| row.id)).await?,
        false => HashMap::new(),
    };
    let dto = |(row, by): (Model, Option<member::Model>)| {
        let by = by?;
        Some(Handover {
            id: row.id,
            channel: row.channel,
            reference: row.reference,
            text: works.then_some(row.body),
            files: sent.remove(&row.id).unwrap_or_default(),
            by: MemberRef {
                id: by.id,
                name: by.name,
            },
            at: row.at,
            due_at: row.due_at,
            pauses: row.pauses,
            outcome: row.outcome,
            ended_at: row.ended_at,
        })
    };
    Ok(rows.into_iter().filter_map(dto).collect())
}
