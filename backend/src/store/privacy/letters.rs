//! Letters that wait or were sent: whose they are is told by the fields of what they carry.

use std::collections::HashSet;

use podskazka_shared::auth::name::SignInName;
use podskazka_shared::ids::{MemberId, OutboxId, PersonId, TicketId};
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use super::super::entities::{member, outbox, sign_in_name, ticket};
use super::super::{Tx, private::Connection};
use super::quotes::Quotes;
use crate::auth::Secret;
use crate::auth::letters::mark;
use crate::problem::Result;

/// How many rows are held at once.
const PAGE: u64 = 500;

/// The marks of letters to nobody that went to the card's contacts, or to a name of the sign-in when that goes. What is a
/// name of a sign-in that stays is that one's.
pub(super) async fn marks(
    tx: &Tx,
    card: &member::Model,
    account: Option<PersonId>,
    secret: &Secret,
) -> Result<HashSet<String>> {
    use sign_in_name::Column as N;
    let mut names: Vec<String> = [&card.email, &card.phone]
        .into_iter()
        .filter_map(|contact| Some(SignInName::parse(contact).ok()?.value().to_owned()))
        .collect();
    if let Some(person) = account {
        let own: Vec<String> = sign_in_name::Entity::find()
            .select_only()
            .column(N::Value)
            .filter(N::PersonId.eq(person))
            .into_tuple()
            .all(tx.connection())
            .await?;
        names.extend(own);
    }
    let staying: Vec<String> = sign_in_name::Entity::find()
        .select_only()
        .column(N::Value)
        .filter(N::Value.is_in(names.iter().cloned()))
        .filter(N::ConfirmedAt.is_not_null())
        .filter(Condition::all().add_option(account.map(|person| N::PersonId.ne(person))))
        .into_tuple()
        .all(tx.connection())
        .await?;
    names.retain(|name| !staying.contains(name));
    Ok(names.iter().map(|name| mark(secret, name)).collect())
}

/// Deletes the letters to the person and about their requests, and those to nobody that have one of the marks. The sign-in's
/// letters go only with the sign-in.
pub(super) async fn delete(
    tx: &Tx,
    member: MemberId,
    account: Option<PersonId>,
    quotes: &Quotes,
    marks: &HashSet<String>,
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
            // To an address that was nobody's, in the mail server's words.
            let nobodys = account.is_some() && row.payload.get("person").is_some_and(Value::is_null);
            let refused = nobodys
                && row
                    .last_error
                    .as_deref()
                    .is_some_and(|error| quotes.are_in(error));
            let marked = row.payload.get("mark").and_then(Value::as_str);
            to_member || about || to_person || refused || marked.is_some_and(|mark| marks.contains(mark))
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
