//! Thanks and suggestions.

mod write;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{FeedbackRead, VoiceWrite};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::ids::{MemberId, SchoolId, VoiceId};
use podskazka_shared::page::Page;
use podskazka_shared::voices::{OwnVoice, Voice, VoiceKind, VoiceState, VoicesQuery};
use sea_orm::sea_query::{Condition, LockType, Order, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::entities::voice;
use super::{Db, Tx, cursor, rows};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

pub(super) use write::erase_of;
pub use write::{NewVoice, answer, forget, insert, pass, see};

/// One as it stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct VoiceRow {
    pub id: VoiceId,
    school_id: SchoolId,
    pub kind: VoiceKind,
    pub state: VoiceState,
    text: String,
    pub author_id: Option<MemberId>,
    author_name: Option<String>,
    guest: bool,
    contact: Option<String>,
    pub helper_id: Option<MemberId>,
    helper_name: Option<String>,
    sent_at: DateTime<Utc>,
    handled_by: Option<MemberId>,
    handled_name: Option<String>,
    handled_at: Option<DateTime<Utc>>,
    reply: Option<String>,
    pub passed_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Reached for VoiceRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::School => true,
            // Thanks to the reader are not found at all.
            Reach::Others => self.author_id != Some(holder.member),
            Reach::Own => self.author_id == Some(holder.member),
            Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed => false,
        }
    }
}

impl VoiceRow {
    /// As it travels.
    pub fn dto(self) -> Voice {
        Voice {
            id: self.id,
            kind: self.kind,
            state: self.state,
            author: rows::named(self.author_id, self.author_name.as_ref()),
            helper: rows::named(self.helper_id, self.helper_name.as_ref()),
            handled_by: rows::named(self.handled_by, self.handled_name.as_ref()),
            text: self.text,
            guest: self.guest,
            contact: self.contact,
            sent_at: self.sent_at,
            handled_at: self.handled_at,
            reply: self.reply,
            passed_at: self.passed_at,
            version: self.version,
        }
    }

    fn own(self) -> OwnVoice {
        OwnVoice {
            id: self.id,
            kind: self.kind,
            state: self.state,
            helper: rows::named(self.helper_id, self.helper_name.as_ref()),
            text: self.text,
            sent_at: self.sent_at,
            reply: self.reply,
        }
    }
}

fn select<A: ActionType>(permit: &Permit<A>) -> SelectStatement {
    use voice::Column as V;
    let columns = [
        V::Id,
        V::SchoolId,
        V::Kind,
        V::State,
        V::Text,
        V::AuthorId,
        V::Guest,
        V::Contact,
        V::HelperId,
        V::SentAt,
        V::HandledBy,
        V::HandledAt,
        V::Reply,
        V::PassedAt,
        V::Version,
    ];
    let names = [
        (V::AuthorId, "author_name"),
        (V::HelperId, "helper_name"),
        (V::HandledBy, "handled_name"),
    ];
    let mut select = rows::with_names(voice::Entity, columns, names);
    select.and_where(V::SchoolId.eq(permit.school()));
    select
}

/// Those that are not thanks to the reader.
fn about_others(permit: &Permit<FeedbackRead>) -> SelectStatement {
    use voice::Column as V;
    let mut select = select(permit);
    select.cond_where(
        Condition::any()
            .add(V::HelperId.is_null())
            .add(V::HelperId.ne(permit.member())),
    );
    select
}

async fn page(db: &impl Db, mut select: SelectStatement, query: &VoicesQuery) -> Result<Page<VoiceRow>> {
    use voice::Column as V;
    let limit = podskazka_shared::page::limit(query.limit);
    if let Some(kind) = query.kind {
        select.and_where(V::Kind.eq(kind));
    }
    if let Some(state) = query.state {
        select.and_where(V::State.eq(state));
    }
    if let Some((at, id)) = cursor::read::<(DateTime<Utc>, VoiceId)>(query.after.as_ref())? {
        let same = Condition::all().add(V::SentAt.eq(at)).add(V::Id.lt(id));
        select.cond_where(Condition::any().add(V::SentAt.lt(at)).add(same));
    }
    select
        .order_by((voice::Entity, V::SentAt), Order::Desc)
        .order_by((voice::Entity, V::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    let found: Vec<VoiceRow> = rows::all(db, &select).await?;
    Ok(Page::cut(found, limit.into(), |row| {
        cursor::write(&(row.sent_at, row.id))
    }))
}

/// A page of thanks and suggestions, the newest first; none of them thanks to the reader.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(db: &impl Db, permit: &Permit<FeedbackRead>, query: &VoicesQuery) -> Result<Page<Voice>> {
    let Page { items, next } = page(db, about_others(permit), query).await?;
    Ok(Page {
        items: items.into_iter().map(VoiceRow::dto).collect(),
        next,
    })
}

/// A page of what one sent in one's own name.
///
/// # Errors
/// As [`list`].
pub async fn mine(db: &impl Db, permit: &Permit<VoiceWrite>, query: &VoicesQuery) -> Result<Page<OwnVoice>> {
    let mut select = select(permit);
    select.and_where(voice::Column::AuthorId.eq(permit.member()));
    let Page { items, next } = page(db, select, query).await?;
    Ok(Page {
        items: items.into_iter().map(VoiceRow::own).collect(),
        next,
    })
}

/// The thanks that were passed on to the reader, in the order of their ids, which are of chance.
///
/// # Errors
/// Those of the database.
pub async fn passed(db: &impl Db, permit: &Permit<VoiceWrite>, most: u64) -> Result<Vec<String>> {
    use voice::Column as V;
    Ok(voice::Entity::find()
        .select_only()
        .column(V::Text)
        .filter(V::SchoolId.eq(permit.school()))
        .filter(V::HelperId.eq(permit.member()))
        .filter(V::PassedAt.is_not_null())
        .order_by_asc(V::Id)
        .limit(most)
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// One of them.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<FeedbackRead>,
    id: VoiceId,
) -> Result<Granted<FeedbackRead, VoiceRow>> {
    let mut select = about_others(permit);
    select.and_where(voice::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, which nobody else changes until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<FeedbackRead>,
    id: VoiceId,
) -> Result<Granted<FeedbackRead, VoiceRow>> {
    let mut select = about_others(permit);
    select
        .and_where(voice::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [voice::Entity]);
    rows::one(tx, &select, permit).await
}
