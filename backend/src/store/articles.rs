//! Reference materials. A row of `article` is what readers see (before the first publication nobody does); what was written
//! and what is being written stands in its editions.

pub mod editions;
pub mod write;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::ArticleRead;
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::articles::{
    Article, ArticleEdition, ArticleSummary, ArticlesQuery, EditionState, Visibility,
};
use podskazka_shared::ids::{ArticleId, FileId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::schedules::Audience;
use podskazka_shared::tickets::Topic;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, JoinType, LockType, Order, SelectStatement,
};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{article, article_edition, member};
use super::{Db, Tx, cursor, rows};
use crate::access::{Granted, Holder, Permit, Reached, System};
use crate::articles::Source;
use crate::problem::Result;

/// How many ranked articles are looked up at once.
const CHUNK: usize = 100;

/// Which articles somebody finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shelf {
    /// All, with what is not published, or not any more.
    All,
    /// Those that readers see, for helpers alone too.
    Helpers,
    /// Of these, those for people of the school.
    Current,
    /// Of these, those for one of the audiences or for everybody.
    For(Vec<Audience>),
    /// Those for everybody, without an account too.
    Public,
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
    licence: Option<String>,
    journal: Option<String>,
    visibility: Visibility,
    for_staff: bool,
    for_parents: bool,
    for_students: bool,
    valid_until: Option<NaiveDate>,
    created_by: Option<MemberId>,
    created_name: Option<String>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub version: i64,
    // What is being written; on the shelves of readers none.
    draft_number: Option<i32>,
    draft_state: Option<EditionState>,
    draft_title: Option<String>,
    draft_remark: Option<String>,
    draft_by: Option<MemberId>,
    draft_name: Option<String>,
    draft_at: Option<DateTime<Utc>>,
}

/// Whether an article that is for these is read by people who come as `audiences`: staff read what families read. What is for
/// helpers alone is for none of them.
pub(super) fn reads(staff: bool, (parents, students): (bool, bool), audiences: &[Audience]) -> bool {
    let open = |one: &Audience| match one {
        Audience::Staff => staff || parents || students,
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

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::School => true,
            Reach::Others => self.draft_by != Some(holder.member),
            Reach::Own
            | Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed => false,
        }
    }
}

impl ArticleRow {
    /// Whether people who come as these may be given it to read.
    pub fn is_for(&self, audiences: &[Audience]) -> bool {
        let families = (self.for_parents, self.for_students);
        self.stands() && reads(self.for_staff, families, audiences)
    }

    /// Whether readers see it.
    fn stands(&self) -> bool {
        self.published_at.is_some() && self.ended_at.is_none()
    }

    /// The state of what is being written.
    pub fn draft(&self) -> Option<EditionState> {
        self.draft_state
    }

    /// Whether this member wrote last what is being written.
    pub fn wrote(&self, member: MemberId) -> bool {
        self.draft_by == Some(member)
    }

    fn draft_summary(&self) -> Option<ArticleEdition> {
        Some(ArticleEdition {
            number: self.draft_number?,
            state: self.draft_state?,
            title: self.draft_title.clone()?,
            written_by: rows::named(self.draft_by, self.draft_name.as_ref()),
            written_at: self.draft_at?,
            remark: self.draft_remark.clone(),
            published_by: None,
            published_at: None,
            own: false,
        })
    }

    /// As it travels, without the HTML; what is being written is read apart.
    pub fn dto(&self) -> Article {
        Article {
            summary: self.summary(),
            text: self.text.clone(),
            html: None,
            draft_body: None,
            draft_html: None,
        }
    }

    /// As it travels in a list.
    pub fn summary(&self) -> ArticleSummary {
        ArticleSummary {
            id: self.id,
            title: self.title.clone(),
            topic: self.topic,
            link: self.link.clone(),
            source: self.source.clone(),
            licence: self.licence.clone(),
            journal: self.journal.clone(),
            visibility: self.visibility,
            audiences: told(
                self.visibility,
                [self.for_staff, self.for_parents, self.for_students],
            ),
            valid_until: self.valid_until,
            created_by: rows::named(self.created_by, self.created_name.as_ref()),
            created_at: self.created_at,
            updated_at: self.updated_at,
            published_at: self.published_at,
            ended_at: self.ended_at,
            draft: self.draft_summary(),
            version: self.version,
        }
    }
}

/// The audiences of an article that is for staff, parents, students: none for all three.
fn told(visibility: Visibility, open: [bool; 3]) -> Vec<Audience> {
    if visibility != Visibility::Audiences || open.iter().all(|open| *open) {
        return Vec::new();
    }
    let all = [Audience::Staff, Audience::Parents, Audience::Students];
    let open = all.into_iter().zip(open).filter(|(_, open)| *open);
    open.map(|(audience, _)| audience).collect()
}

/// A column of the edition that is being written.
fn of_draft(column: article_edition::Column) -> Expr {
    Expr::col((Alias::new("draft"), column).into_column_ref())
}

/// Articles of the school; with what is being written where `drafts`.
fn bare<A: ActionType>(permit: &Permit<A>, drafts: bool) -> SelectStatement {
    use article::Column as C;
    use article_edition::Column as E;
    let columns = [
        C::Id,
        C::SchoolId,
        C::Title,
        C::Topic,
        C::Link,
        C::Source,
        C::Licence,
        C::Journal,
        C::Visibility,
        C::ForStaff,
        C::ForParents,
        C::ForStudents,
        C::ValidUntil,
        C::CreatedBy,
        C::CreatedAt,
        C::UpdatedAt,
        C::PublishedAt,
        C::EndedAt,
        C::Version,
    ];
    let mut select = rows::with_names(article::Entity, columns, [(C::CreatedBy, "created_name")]);
    let open = of_draft(E::ArticleId)
        .eq(Expr::col((article::Entity, C::Id)))
        .and(of_draft(E::State).is_in([EditionState::Draft, EditionState::Review]))
        .and(Expr::val(drafts));
    let card = rows::card_of("draft_name");
    let name = |column: member::Column| Expr::col((card.clone(), column).into_column_ref());
    select
        .join_as(
            JoinType::LeftJoin,
            article_edition::Entity,
            Alias::new("draft"),
            open,
        )
        .join_as(
            JoinType::LeftJoin,
            member::Entity,
            card.clone(),
            name(member::Column::Id).eq(of_draft(E::WrittenBy)),
        )
        .expr_as(of_draft(E::Number), "draft_number")
        .expr_as(of_draft(E::State), "draft_state")
        .expr_as(of_draft(E::Title), "draft_title")
        .expr_as(of_draft(E::Remark), "draft_remark")
        .expr_as(of_draft(E::WrittenBy), "draft_by")
        .expr_as(name(member::Column::Name), "draft_name")
        .expr_as(of_draft(E::WrittenAt), "draft_at")
        .and_where(C::SchoolId.eq(permit.school()))
        .to_owned()
}

/// With the text, which lists do not tell.
fn whole<A: ActionType>(permit: &Permit<A>, drafts: bool) -> SelectStatement {
    let text = (article::Entity, article::Column::Text);
    bare(permit, drafts).column(text).to_owned()
}

fn standing_on(shelf: &Shelf) -> Condition {
    use article::Column as C;
    let current = Condition::all()
        .add(C::EndedAt.is_null())
        .add(C::PublishedAt.is_not_null());
    let columns = [C::ForStaff, C::ForParents, C::ForStudents];
    let for_any = || {
        let any = columns.iter().map(|column| column.eq(true));
        any.fold(Condition::any(), Condition::add)
    };
    let audiences = match shelf {
        Shelf::All => return Condition::all(),
        Shelf::Helpers => return current,
        Shelf::Current => return current.add(for_any()),
        Shelf::Public => return current.add(C::Visibility.eq(Visibility::Public)),
        Shelf::For(audiences) => audiences,
    };
    let column = |audience: &Audience| match audience {
        Audience::Staff => C::ForStaff,
        Audience::Parents => C::ForParents,
        Audience::Students => C::ForStudents,
    };
    // Who comes as nobody in particular reads what is for everybody.
    let everybody = columns
        .iter()
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
pub async fn list<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    shelf: &Shelf,
    query: &ArticlesQuery,
    today: NaiveDate,
) -> Result<Page<ArticleRow>> {
    use article::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = bare(permit, *shelf == Shelf::All);
    select
        .expr_as(Expr::value(None::<String>), "text")
        .cond_where(standing_on(shelf))
        .order_by((article::Entity, C::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    match (query.ended, query.draft) {
        (Some(true), _) => select.and_where(C::EndedAt.is_not_null()),
        (_, Some(state)) => select.and_where(of_draft(article_edition::Column::State).eq(state)),
        (_, None) => select
            .and_where(C::EndedAt.is_null())
            .and_where(C::PublishedAt.is_not_null()),
    };
    if let Some(journal) = query.journal.as_deref().map(str::trim) {
        let any = Condition::any()
            .add(C::Journal.is_null())
            .add(C::Journal.eq(journal));
        select.cond_where(any);
    }
    // Who reads only is shown each with a note; who writes looks for those that need care.
    if query.over == Some(true) {
        select.and_where(C::ValidUntil.lt(today));
        select.cond_where(match shelf {
            Shelf::All => Condition::all(),
            Shelf::Helpers | Shelf::Current | Shelf::For(_) | Shelf::Public => {
                Condition::all().add(Expr::val(false))
            }
        });
    }
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
pub async fn find<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    shelf: &Shelf,
    id: ArticleId,
) -> Result<Granted<A, ArticleRow>> {
    let mut select = whole(permit, *shelf == Shelf::All);
    select
        .cond_where(standing_on(shelf))
        .and_where(article::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// What a reminder of an article's last day needs.
#[derive(Debug, Clone, Copy)]
pub struct Lasting {
    pub school: SchoolId,
    pub until: NaiveDate,
    /// Who wrote last what readers see; none when the product brought it.
    pub writer: Option<MemberId>,
}

/// The last day of an article that readers see, and who is to be told of it; none when it has none, or is not seen any more.
///
/// # Errors
/// Those of the database.
pub async fn lasting(db: &impl Db, _: System, id: ArticleId) -> Result<Option<Lasting>> {
    use article::Column as C;
    use article_edition::Column as E;
    let found = article::Entity::find_by_id(id)
        .filter(C::EndedAt.is_null())
        .filter(C::PublishedAt.is_not_null())
        .one(db.connection())
        .await?;
    let Some((school, until)) = found.and_then(|row| Some((row.school_id, row.valid_until?))) else {
        return Ok(None);
    };
    let writer: Option<Option<MemberId>> = article_edition::Entity::find()
        .select_only()
        .column(E::WrittenBy)
        .filter(E::ArticleId.eq(id))
        .filter(E::State.eq(EditionState::Published))
        .order_by_desc(E::Number)
        .limit(1)
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(Some(Lasting {
        school,
        until,
        writer: writer.flatten(),
    }))
}

/// Which of these are pictures of the article.
///
/// # Errors
/// Those of the database.
pub async fn pictures(db: &impl Db, row: &ArticleRow, ids: &[FileId]) -> Result<Vec<FileId>> {
    super::files::pictures_of(db, row.id, ids).await
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
    let mut select = whole(permit, true);
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
    let mut select = whole(permit, false);
    select
        .cond_where(standing_on(&Shelf::Helpers))
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
        let mut select = bare(permit, false);
        select
            .expr_as(Expr::value(None::<String>), "text")
            .cond_where(standing_on(shelf))
            .and_where(C::EndedAt.is_null())
            .and_where(C::PublishedAt.is_not_null())
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
    let mut select = whole(permit, false);
    select.and_where(article::Column::Id.eq(id));
    Ok(rows::all(db, &select).await?.pop())
}
