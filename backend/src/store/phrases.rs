//! Phrases of the school and of its helpers (T3).

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{PhraseRead, PhraseWrite};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::ids::{MemberId, PhraseId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::phrases::{Phrase, PhraseBody, PhraseKind, PhrasesQuery};
use podskazka_shared::tickets::Topic;
use sea_orm::sea_query::{Condition, LockType, Order, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter};

use super::entities::phrase;
use super::{Db, Tx, cursor, private::Connection, rows};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

/// A phrase as it stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct PhraseRow {
    pub id: PhraseId,
    school_id: SchoolId,
    owner_id: Option<MemberId>,
    kind: PhraseKind,
    title: String,
    text: String,
    topic: Option<Topic>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    pub version: i64,
}

impl Reached for PhraseRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    /// What is somebody's own is nobody else's, whatever they are in the school.
    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::Own => self.owner_id == Some(holder.member),
            Reach::School => self.owner_id.is_none(),
            Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed
            | Reach::Others => false,
        }
    }
}

impl PhraseRow {
    /// Whether it is a member's own.
    pub fn is_own(&self) -> bool {
        self.owner_id.is_some()
    }

    /// As it travels.
    pub fn dto(&self, may_change: bool) -> Phrase {
        Phrase {
            id: self.id,
            kind: self.kind,
            title: self.title.clone(),
            text: self.text.clone(),
            topic: self.topic,
            mine: self.is_own(),
            may_change,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        }
    }
}

/// The reach as a part of the WHERE clause.
fn reached<A: ActionType>(permit: &Permit<A>) -> Condition {
    use phrase::Column as C;
    let one = |reach: &Reach| match reach {
        Reach::Own => Some(C::OwnerId.eq(permit.member())),
        Reach::School => Some(C::OwnerId.is_null()),
        Reach::OwnChild
        | Reach::OwnClass
        | Reach::Filed
        | Reach::Assigned
        | Reach::Direction
        | Reach::Addressed
        | Reach::Others => None,
    };
    let any = permit.reaches().iter().filter_map(one);
    Condition::all()
        .add(C::SchoolId.eq(permit.school()))
        .add(any.fold(Condition::any(), Condition::add))
}

fn select(permit: &Permit<PhraseRead>) -> SelectStatement {
    use phrase::Column as C;
    Query::select()
        .columns([
            C::Id,
            C::SchoolId,
            C::OwnerId,
            C::Kind,
            C::Title,
            C::Text,
            C::Topic,
            C::CreatedAt,
            C::UpdatedAt,
            C::Version,
        ])
        .from(phrase::Entity)
        .cond_where(reached(permit))
        .to_owned()
}

/// The phrases that the reader may see, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<PhraseRead>,
    query: &PhrasesQuery,
) -> Result<Page<PhraseRow>> {
    use phrase::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    select.order_by(C::Id, Order::Desc).limit(u64::from(limit) + 1);
    if let Some(kind) = query.kind {
        select.and_where(C::Kind.eq(kind));
    }
    match query.mine {
        Some(true) => select.and_where(C::OwnerId.is_not_null()),
        Some(false) => select.and_where(C::OwnerId.is_null()),
        None => &mut select,
    };
    if let Some(after) = cursor::read::<PhraseId>(query.after.as_ref())? {
        select.and_where(C::Id.lt(after));
    }
    let rows = rows::all(db, &select).await?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.id)))
}

/// A phrase that the reader may see.
///
/// # Errors
/// `not_found`.
pub async fn find(
    db: &impl Db,
    permit: &Permit<PhraseRead>,
    id: PhraseId,
) -> Result<Granted<PhraseRead, PhraseRow>> {
    let mut select = select(permit);
    select.and_where(phrase::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// `not_found`.
pub async fn hold(
    tx: &Tx,
    permit: &Permit<PhraseRead>,
    id: PhraseId,
) -> Result<Granted<PhraseRead, PhraseRow>> {
    let mut select = select(permit);
    select.and_where(phrase::Column::Id.eq(id)).lock(LockType::Update);
    rows::one(tx, &select, permit).await
}

/// Whose a new phrase is: the writer's, or the school's.
fn owner(permit: &Permit<PhraseWrite>, mine: bool) -> Option<MemberId> {
    mine.then(|| permit.member())
}

/// How many phrases the writer has, or the school.
///
/// # Errors
/// Those of the database.
pub async fn count(tx: &Tx, permit: &Permit<PhraseWrite>, mine: bool) -> Result<u64> {
    use phrase::Column as C;
    let of = match owner(permit, mine) {
        Some(member) => C::OwnerId.eq(member),
        None => C::OwnerId.is_null(),
    };
    let found = phrase::Entity::find()
        .filter(C::SchoolId.eq(permit.school()))
        .filter(of)
        .count(tx.connection());
    Ok(found.await?)
}

/// The columns that its writer sets.
fn written(body: &PhraseBody, at: DateTime<Utc>) -> phrase::ActiveModel {
    phrase::ActiveModel {
        kind: Set(body.kind),
        title: Set(body.title.trim().to_owned()),
        text: Set(body.text.trim().to_owned()),
        topic: Set(body.topic),
        updated_at: Set(at),
        ..phrase::ActiveModel::default()
    }
}

/// Adds a phrase.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<PhraseWrite>,
    id: PhraseId,
    body: &PhraseBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = phrase::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        owner_id: Set(owner(permit, body.mine)),
        created_at: Set(at),
        version: Set(1),
        ..written(body, at)
    };
    phrase::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Writes a phrase anew that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn replace(
    tx: &Tx,
    row: &Granted<PhraseWrite, PhraseRow>,
    body: &PhraseBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let change = phrase::ActiveModel {
        version: Set(row.version + 1),
        ..written(body, at)
    };
    phrase::Entity::update_many()
        .set(change)
        .filter(phrase::Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Deletes a phrase that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn delete(tx: &Tx, row: &Granted<PhraseWrite, PhraseRow>) -> Result<()> {
    phrase::Entity::delete_by_id(row.id).exec(tx.connection()).await?;
    Ok(())
}
