//! The thread of a request. Internal notes are read only with a permit of their own.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketNote, TicketRead};
use podskazka_shared::ids::{MemberId, MessageId, TicketId};
use podskazka_shared::page::{Cursor, Page};
use podskazka_shared::people::MemberRef;
use podskazka_shared::tickets::{Message, MessageKind, MessagesQuery, Side};
use sea_orm::sea_query::{Condition, ExprTrait, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Select,
};

use super::super::entities::{member, message, ticket};
use super::super::{Db, Tx, cursor, files, private::Connection};
use super::TicketRow;
use crate::access::{Granted, Permit};
use crate::problem::Result;

/// How many messages come with a request.
const WITH_TICKET: u16 = 50;

/// The newest messages, oldest first, and the way to earlier ones.
///
/// # Errors
/// Those of the database.
pub async fn last_messages(
    db: &impl Db,
    ticket: &Granted<TicketRead, TicketRow>,
    read: &Permit<TicketRead>,
    notes: Option<&Permit<TicketNote>>,
) -> Result<(Vec<Message>, Option<Cursor>)> {
    let query = MessagesQuery {
        limit: Some(WITH_TICKET),
        after: None,
    };
    let mut page = messages(db, ticket, read, notes, &query).await?;
    page.items.reverse();
    Ok((page.items, page.next))
}

/// A part of the thread, newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn messages(
    db: &impl Db,
    ticket: &Granted<TicketRead, TicketRow>,
    read: &Permit<TicketRead>,
    notes: Option<&Permit<TicketNote>>,
    query: &MessagesQuery,
) -> Result<Page<Message>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = with_author()
        .filter(of_thread(ticket))
        .order_by_desc(message::Column::Id)
        .limit(u64::from(limit) + 1);
    let sees_notes = notes.is_some_and(|notes| notes.grant((**ticket).clone()).is_ok());
    if !sees_notes {
        select = select.filter(message::Column::Kind.ne(MessageKind::Note));
    }
    if let Some(after) = cursor::read::<MessageId>(query.after.as_ref())? {
        select = select.filter(message::Column::Id.lt(after));
    }
    let rows = select.into_model::<Written>().all(db.connection()).await?;
    let rows = rows
        .into_iter()
        .map(|row| dto(row, read.member(), ticket.id))
        .collect();
    let mut page = Page::cut(rows, limit.into(), |row: &Message| cursor::write(&row.id));
    // What was merged or moved brought its files along.
    if ticket.attached || ticket.linked {
        with_files(db, read, &mut page.items).await?;
    }
    Ok(page)
}

/// The messages of a request, and of what was merged into it.
fn of_thread(ticket: &TicketRow) -> Condition {
    let own = Condition::any().add(message::Column::TicketId.eq(ticket.id));
    if !ticket.linked {
        return own;
    }
    let merged = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .and_where(ticket::Column::MergedIntoId.eq(ticket.id))
        .to_owned();
    own.add(message::Column::TicketId.into_expr().in_subquery(merged))
}

/// Tells of each message which files came with it.
async fn with_files(db: &impl Db, read: &Permit<TicketRead>, messages: &mut [Message]) -> Result<()> {
    let mut files = files::of_messages(db, read, messages.iter().map(|message| message.id)).await?;
    for message in messages {
        message.files = files.remove(&message.id).unwrap_or_default();
    }
    Ok(())
}

/// A message, and what its author is called.
#[derive(FromQueryResult)]
struct Written {
    #[sea_orm(nested)]
    message: message::Model,
    author: String,
}

/// From a message to the card of its author.
pub(in crate::store) fn author() -> RelationDef {
    message::Entity::belongs_to(member::Entity)
        .from(message::Column::AuthorId)
        .to(member::Column::Id)
        .into()
}

fn with_author() -> Select<message::Entity> {
    message::Entity::find()
        .join(JoinType::InnerJoin, author())
        .column_as(member::Column::Name, "author")
}

fn dto(row: Written, me: MemberId, ticket: TicketId) -> Message {
    let Written { message: row, author } = row;
    Message {
        of: (row.ticket_id != ticket).then_some(row.ticket_id),
        id: row.id,
        kind: row.kind,
        mine: row.author_id == me,
        author: MemberRef {
            id: row.author_id,
            name: author,
        },
        side: row.side,
        text: row.body,
        at: row.at,
        files: Vec::new(),
    }
}

/// One message of a request, for a create that is replayed.
///
/// # Errors
/// Those of the database.
pub async fn message(
    db: &impl Db,
    ticket: &Granted<TicketRead, TicketRow>,
    read: &Permit<TicketRead>,
    id: MessageId,
) -> Result<Option<Message>> {
    let found = with_author()
        .filter(message::Column::Id.eq(id))
        .filter(message::Column::TicketId.eq(ticket.id))
        .filter(message::Column::AuthorId.eq(read.member()))
        .into_model::<Written>()
        .one(db.connection())
        .await?;
    let found = found.map(|row| dto(row, read.member(), ticket.id));
    let mut found: Vec<Message> = found.into_iter().collect();
    with_files(db, read, &mut found).await?;
    Ok(found.pop())
}

/// A message to be.
#[derive(Debug, Clone)]
pub struct NewMessage<'a> {
    pub id: MessageId,
    pub kind: MessageKind,
    pub author: MemberId,
    pub side: Side,
    pub text: &'a str,
}

/// Adds a message to a request that the transaction holds or has made.
///
/// # Errors
/// Those of the database.
pub async fn post(tx: &Tx, ticket: TicketId, new: NewMessage<'_>, at: DateTime<Utc>) -> Result<()> {
    let row = message::ActiveModel {
        id: Set(new.id),
        ticket_id: Set(ticket),
        kind: Set(new.kind),
        author_id: Set(new.author),
        side: Set(new.side),
        body: Set(new.text.to_owned()),
        at: Set(at),
    };
    message::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    tx.wrote(ticket, new.kind, new.text);
    Ok(())
}
