//! Letters that wait or were sent: whose they are is told by the fields of what they carry.

use podskazka_shared::ids::{MemberId, OutboxId, PersonId, TicketId};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use super::super::entities::{outbox, ticket};
use super::super::{Tx, private::Connection};
use super::quotes::Quotes;
use crate::problem::Result;

/// How many rows are held at once.
const PAGE: u64 = 500;

/// Deletes the letters to the person and about their requests. The sign-in's letters go only with the sign-in.
pub(super) async fn delete(
    tx: &Tx,
    member: MemberId,
    account: Option<PersonId>,
    quotes: &Quotes,
) -> Result<()> {
    let mut after: Option<OutboxId> = None;
    loop {
        let mut page = outbox::Entity::find();
        if let Some(after) = after {
            page = page.filter(outbox::Column::Id.gt(after));
        }
        let page = page
            .order_by_asc(outbox::Column::Id)
            .limit(PAGE)
            .all(tx.connection())
            .await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        let tickets = page.iter().filter_map(|row| id(&row.payload, "ticket"));
        let theirs: Vec<TicketId> = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .filter(ticket::Column::Id.is_in(tickets.map(TicketId)))
            .filter(
                ticket::Column::RequesterId
                    .eq(member)
                    .or(ticket::Column::ChildId.eq(member)),
            )
            .into_tuple()
            .all(tx.connection())
            .await?;
        let gone = page.iter().filter(|row| {
            let to_member = id(&row.payload, "to") == Some(member.0);
            let about = id(&row.payload, "ticket").is_some_and(|ticket| theirs.contains(&TicketId(ticket)));
            let to_person = account.is_some() && id(&row.payload, "person") == account.map(|of| of.0);
            // To an address that was nobody's: only the mail server's words tell which.
            let nobodys = account.is_some() && row.payload.get("person").is_some_and(Value::is_null);
            let refused = nobodys
                && row
                    .last_error
                    .as_deref()
                    .is_some_and(|error| quotes.are_in(error));
            to_member || about || to_person || refused
        });
        let gone: Vec<OutboxId> = gone.map(|row| row.id).collect();
        if !gone.is_empty() {
            outbox::Entity::delete_many()
                .filter(outbox::Column::Id.is_in(gone))
                .exec(tx.connection())
                .await?;
        }
    }
}

fn id(payload: &Value, field: &str) -> Option<uuid::Uuid> {
    payload.get(field)?.as_str()?.parse().ok()
}
