//! Reference materials.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{ArticleRead, ArticleWrite};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::articles::{Article, ArticleBody, ArticleSummary, ArticlesQuery};
use podskazka_shared::ids::{ArticleId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::schedules::Audience;
use podskazka_shared::tickets::Topic;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, OnConflict, Order, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::entities::article;
use super::{Db, Tx, cursor, private::Connection, rows};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::articles::Source;
use crate::problem::Result;

/// How many ranked articles are looked up at once.
const CHUNK: usize = 100;

/// Which articles somebody finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shelf {
    /// All, the withdrawn ones too.
    All,
    /// Those that were not withdrawn.
    Current,
    /// Of these, those for one of the audiences or for everybody.
    For(Vec<Audience>),
}

/// An article as it stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ArticleRow {
    pub id: ArticleId,
    school_id: SchoolId,
    title: String,
    topic: Option<Topic>,
    /// Only of an article that was asked for.
    text: Option<String>,
    link: Option<String>,
    source: Option<String>,
    for_staff: bool,
    for_parents: bool,
    for_students: bool,
    created_by: Option<MemberId>,
    created_name: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// Whether an article that is for these is read by people who come as `audiences`: staff read what families read.
pub(super) fn reads(staff: bool, (parents, students): (bool, bool), audiences: &[Audience]) -> bool {
    let open = |one: &Audience| match one {
        Audience::Staff => true,
        Audience::Parents => parents,
        Audience::Students => students,
    };
    (staff && parents && students) || audiences.iter().any(open)
}

impl Shelf {
    /// What people read who come as these.
    pub fn of(audiences: Vec<Audience>) -> Self {
        match audiences.contains(&Audience::Staff) {
            true => Self::Current,
            false => Self::For(audiences),
        }
    }
}

impl Reached for ArticleRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, _: &Holder) -> bool {
        match reach {
            Reach::School => true,
            Reach::Own
            | Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed
            | Reach::Others => false,
        }
    }
}

impl ArticleRow {
    /// Whether people who come as these may be given it to read.
    pub fn is_for(&self, audiences: &[Audience]) -> bool {
        let families = (self.for_parents, self.for_students);
        self.ended_at.is_none() && reads(self.for_staff, families, audiences)
    }

    /// As it travels.
    pub fn dto(&self) -> Article {
        Article {
            summary: self.summary(),
            text: self.text.clone(),
        }
    }

    /// As it travels in a list.
    pub fn summary(&self) -> ArticleSummary {
        let all = [
            (self.for_staff, Audience::Staff),
            (self.for_parents, Audience::Parents),
            (self.for_students, Audience::Students),
        ];
        let everybody = all.iter().all(|(open, _)| *open);
        let audiences = all.into_iter().filter(|(open, _)| *open && !everybody);
        ArticleSummary {
            id: self.id,
            title: self.title.clone(),
            topic: self.topic,
            link: self.link.clone(),
            source: self.source.clone(),
            audiences: audiences.map(|(_, audience)| audience).collect(),
            created_by: rows::named(self.created_by, self.created_name.as_ref()),
            created_at: self.created_at,
            updated_at: self.updated_at,
            ended_at: self.ended_at,
            version: self.version,
        }
    }
}

fn bare<A: ActionType>(permit: &Permit<A>) -> SelectStatement {
    use article::Column as C;
    let columns = [
        C::Id,
        C::SchoolId,
        C::Title,
        C::Topic,
        C::Link,
        C::Source,
        C::ForStaff,
        C::ForParents,
        C::ForStudents,
        C::CreatedBy,
        C::CreatedAt,
        C::UpdatedAt,
        C::EndedAt,
        C::Version,
    ];
    let mut select = rows::with_names(article::Entity, columns, [(C::CreatedBy, "created_name")]);
    select.and_where(C::SchoolId.eq(permit.school())).to_owned()
}

/// With the text, which lists do not tell.
fn whole<A: ActionType>(permit: &Permit<A>) -> SelectStatement {
    let text = (article::Entity, article::Column::Text);
    bare(permit).column(text).to_owned()
}

fn standing_on(shelf: &Shelf) -> Condition {
    use article::Column as C;
    let current = Condition::all().add(C::EndedAt.is_null());
    let audiences = match shelf {
        Shelf::All => return Condition::all(),
        Shelf::Current => return current,
        Shelf::For(audiences) => audiences,
    };
    let column = |audience: &Audience| match audience {
        Audience::Staff => C::ForStaff,
        Audience::Parents => C::ForParents,
        Audience::Students => C::ForStudents,
    };
    // Who comes as nobody in particular reads what is for everybody.
    let everybody = [C::ForStaff, C::ForParents, C::ForStudents];
    let everybody = everybody
        .into_iter()
        .fold(Condition::all(), |all, column| all.add(column.eq(true)));
    let any = audiences
        .iter()
        .fold(Condition::any().add(everybody), |any, audience| {
            any.add(column(audience).eq(true))
        });
    current.add(any)
}

/// The articles on a shelf, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<ArticleRead>,
    shelf: &Shelf,
    query: &ArticlesQuery,
) -> Result<Page<ArticleRow>> {
    use article::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = bare(permit);
    select
        .expr_as(Expr::value(None::<String>), "text")
        .cond_where(standing_on(shelf))
        .order_by((article::Entity, C::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    match query.ended {
        Some(true) => select.and_where(C::EndedAt.is_not_null()),
        Some(false) | None => select.and_where(C::EndedAt.is_null()),
    };
    if let Some(topic) = query.topic {
        select.and_where(C::Topic.eq(topic));
    }
    if let Some(after) = cursor::read::<ArticleId>(query.after.as_ref())? {
        select.and_where(C::Id.lt(after));
    }
    let rows = rows::all(db, &select).await?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.id)))
}

/// An article on a shelf.
///
/// # Errors
/// `not_found` when it does not stand there.
pub async fn find(
    db: &impl Db,
    permit: &Permit<ArticleRead>,
    shelf: &Shelf,
    id: ArticleId,
) -> Result<Granted<ArticleRead, ArticleRow>> {
    let mut select = whole(permit);
    select
        .cond_where(standing_on(shelf))
        .and_where(article::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// An article that nobody else changes until the transaction ends.
///
/// # Errors
/// `not_found`.
pub async fn hold(
    tx: &Tx,
    permit: &Permit<ArticleRead>,
    id: ArticleId,
) -> Result<Granted<ArticleRead, ArticleRow>> {
    let mut select = whole(permit);
    select
        .and_where(article::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [article::Entity]);
    rows::one(tx, &select, permit).await
}

/// By what one sees that the articles of the school changed: how many there are, and how often they were written. No article is ever deleted.
///
/// # Errors
/// Those of the database.
pub async fn stamp(db: &impl Db, permit: &Permit<ArticleRead>) -> Result<(i64, i64)> {
    use article::Column as C;
    let stamp = article::Entity::find()
        .select_only()
        .column_as(C::Id.count(), "many")
        .column_as(Expr::col(C::Version).sum().cast_as("bigint"), "written")
        .filter(C::SchoolId.eq(permit.school()))
        .into_tuple::<(i64, Option<i64>)>()
        .one(db.connection())
        .await?;
    Ok(stamp.map_or((0, 0), |(many, written)| (many, written.unwrap_or_default())))
}

/// What the articles of the school say, whoever may read them: to be taken apart, never to be shown.
///
/// # Errors
/// Those of the database.
pub async fn sources(db: &impl Db, permit: &Permit<ArticleRead>) -> Result<Vec<Source>> {
    let mut select = whole(permit);
    select
        .and_where(article::Column::EndedAt.is_null())
        .order_by((article::Entity, article::Column::Id), Order::Asc);
    let rows: Vec<ArticleRow> = rows::all(db, &select).await?;
    let source = |row: ArticleRow| Source {
        id: row.id,
        topic: row.topic,
        title: row.title,
        text: row.text,
    };
    Ok(rows.into_iter().map(source).collect())
}

/// Of these, in this order, the first that stand on the shelf and were not withdrawn.
///
/// # Errors
/// Those of the database.
pub async fn first_of(
    db: &impl Db,
    permit: &Permit<ArticleRead>,
    shelf: &Shelf,
    ranked: &[ArticleId],
    most: usize,
) -> Result<Vec<ArticleRow>> {
    use article::Column as C;
    let mut found = Vec::new();
    // The best may be for others: then the next are looked at.
    for ids in ranked.chunks(CHUNK) {
        let mut select = bare(permit);
        select
            .expr_as(Expr::value(None::<String>), "text")
            .cond_where(standing_on(shelf))
            .and_where(C::EndedAt.is_null())
            .and_where(C::Id.is_in(ids.iter().copied()));
        let mut rows: Vec<ArticleRow> = rows::all(db, &select).await?;
        rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
        found.extend(rows);
        if found.len() >= most {
            break;
        }
    }
    found.truncate(most);
    Ok(found)
}

/// An article of the school to give somebody to read; none when the school has none by this id.
///
/// # Errors
/// Those of the database.
pub async fn to_give<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    id: ArticleId,
) -> Result<Option<ArticleRow>> {
    let mut select = whole(permit);
    select.and_where(article::Column::Id.eq(id));
    Ok(rows::all(db, &select).await?.pop())
}

/// The columns that its writer sets.
fn written(body: &ArticleBody, at: DateTime<Utc>) -> article::ActiveModel {
    let text = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
        Set(text.map(str::to_owned))
    };
    let open = |one| Set(body.audiences.is_empty() || body.audiences.contains(&one));
    article::ActiveModel {
        title: Set(body.title.trim().to_owned()),
        topic: Set(body.topic),
        text: text(&body.text),
        link: text(&body.link),
        source: text(&body.source),
        for_staff: open(Audience::Staff),
        for_parents: open(Audience::Parents),
        for_students: open(Audience::Students),
        updated_at: Set(at),
        ended_at: Set(None),
        ..article::ActiveModel::default()
    }
}

fn new(
    permit: &Permit<ArticleWrite>,
    id: ArticleId,
    body: &ArticleBody,
    at: DateTime<Utc>,
) -> article::ActiveModel {
    article::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        created_by: Set(permit.person().map(|_| permit.member())),
        created_at: Set(at),
        version: Set(1),
        ..written(body, at)
    }
}

/// Adds an article.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<ArticleWrite>,
    id: ArticleId,
    body: &ArticleBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = new(permit, id, body, at);
    article::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Adds an article of the starter set; false when the school has had it, whatever became of it.
///
/// # Errors
/// Those of the database.
pub async fn insert_starter(
    tx: &Tx,
    permit: &Permit<ArticleWrite>,
    id: ArticleId,
    (starter, body): (&str, &ArticleBody),
    at: DateTime<Utc>,
) -> Result<bool> {
    let once = OnConflict::columns([article::Column::SchoolId, article::Column::Starter])
        .do_nothing()
        .to_owned();
    let row = article::ActiveModel {
        starter: Set(Some(starter.to_owned())),
        ..new(permit, id, body, at)
    };
    let added = article::Entity::insert(row)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(added == 1)
}

/// Writes an article anew that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn replace(
    tx: &Tx,
    row: &Granted<ArticleWrite, ArticleRow>,
    body: &ArticleBody,
    at: DateTime<Utc>,
) -> Result<()> {
    update(tx, row, written(body, at)).await
}

/// Withdraws an article that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn end(tx: &Tx, row: &Granted<ArticleWrite, ArticleRow>, at: DateTime<Utc>) -> Result<()> {
    let ended = article::ActiveModel {
        ended_at: Set(Some(at)),
        updated_at: Set(at),
        ..article::ActiveModel::default()
    };
    update(tx, row, ended).await
}

async fn update(
    tx: &Tx,
    row: &Granted<ArticleWrite, ArticleRow>,
    change: article::ActiveModel,
) -> Result<()> {
    let change = article::ActiveModel {
        version: Set(row.version + 1),
        ..change
    };
    article::Entity::update_many()
        .set(change)
        .filter(article::Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}
