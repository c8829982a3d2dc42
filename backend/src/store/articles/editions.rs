//! The editions of reference materials: for those who write them.

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::ArticleWrite;
use podskazka_shared::articles::editions::{EditionText, EditionsQuery};
use podskazka_shared::articles::{ArticleBody, ArticleEdition, EditionState, Visibility};
use podskazka_shared::ids::MemberId;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::Topic;
use sea_orm::sea_query::{Expr, Order, SelectStatement};
use sea_orm::{ColumnTrait, FromQueryResult};

use super::super::entities::article_edition::{Column as E, Entity};
use super::super::{Db, cursor, rows};
use super::ArticleRow;
use crate::access::Granted;
use crate::problem::Result;

#[derive(Debug, FromQueryResult)]
struct EditionRow {
    number: i32,
    state: EditionState,
    title: String,
    topic: Option<Topic>,
    /// Only of an edition that was asked for.
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
    remark: Option<String>,
    written_by: Option<MemberId>,
    written_name: Option<String>,
    written_at: DateTime<Utc>,
    published_by: Option<MemberId>,
    published_name: Option<String>,
    published_at: Option<DateTime<Utc>>,
}

impl EditionRow {
    fn summary(&self) -> ArticleEdition {
        ArticleEdition {
            number: self.number,
            state: self.state,
            title: self.title.clone(),
            written_by: rows::named(self.written_by, self.written_name.as_ref()),
            written_at: self.written_at,
            remark: self.remark.clone(),
            published_by: rows::named(self.published_by, self.published_name.as_ref()),
            published_at: self.published_at,
            own: self.published_by.is_some() && self.published_by == self.written_by,
        }
    }

    fn text(self) -> EditionText {
        EditionText {
            edition: self.summary(),
            body: ArticleBody {
                audiences: super::told(
                    self.visibility,
                    [self.for_staff, self.for_parents, self.for_students],
                ),
                title: self.title,
                topic: self.topic,
                text: self.text,
                link: self.link,
                source: self.source,
                licence: self.licence,
                journal: self.journal,
                visibility: self.visibility,
                valid_until: self.valid_until,
            },
        }
    }
}

/// The editions of an article, without their texts.
fn of(row: &Granted<ArticleWrite, ArticleRow>) -> SelectStatement {
    let columns = [
        E::Number,
        E::State,
        E::Title,
        E::Topic,
        E::Link,
        E::Source,
        E::Licence,
        E::Journal,
        E::Visibility,
        E::ForStaff,
        E::ForParents,
        E::ForStudents,
        E::ValidUntil,
        E::Remark,
        E::WrittenBy,
        E::WrittenAt,
        E::PublishedBy,
        E::PublishedAt,
    ];
    let names = [(E::WrittenBy, "written_name"), (E::PublishedBy, "published_name")];
    rows::with_names(Entity, columns, names)
        .and_where(E::ArticleId.eq(row.id))
        .to_owned()
}

/// The editions of an article, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    row: &Granted<ArticleWrite, ArticleRow>,
    query: &EditionsQuery,
) -> Result<Page<ArticleEdition>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = of(row);
    select
        .expr_as(Expr::value(None::<String>), "text")
        .order_by((Entity, E::Number), Order::Desc)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<i32>(query.after.as_ref())? {
        select.and_where(E::Number.lt(after));
    }
    let rows: Vec<EditionRow> = rows::all(db, &select).await?;
    let rows = rows.iter().map(EditionRow::summary).collect();
    Ok(Page::cut(rows, limit.into(), |row: &ArticleEdition| {
        cursor::write(&row.number)
    }))
}

/// The number of the newest edition of an article.
///
/// # Errors
/// Those of the database.
pub async fn newest(db: &impl Db, row: &Granted<ArticleWrite, ArticleRow>) -> Result<i32> {
    let query = EditionsQuery {
        limit: Some(1),
        after: None,
    };
    let newest = list(db, row, &query).await?.items;
    Ok(newest.first().map_or(1, |edition| edition.number))
}

/// An edition of an article with its text.
///
/// # Errors
/// `not_found` when there is none of this number.
pub async fn find(db: &impl Db, row: &Granted<ArticleWrite, ArticleRow>, number: i32) -> Result<EditionText> {
    let mut select = of(row);
    select.column((Entity, E::Text)).and_where(E::Number.eq(number));
    let rows: Vec<EditionRow> = rows::all(db, &select).await?;
    let found = rows.into_iter().next().ok_or(ProblemKind::NotFound)?;
    Ok(found.text())
}

/// What is being written of an article; none when nothing is.
///
/// # Errors
/// Those of the database.
pub async fn open(db: &impl Db, row: &Granted<ArticleWrite, ArticleRow>) -> Result<Option<ArticleBody>> {
    match row.draft_number {
        Some(number) => Ok(Some(find(db, row, number).await?.body)),
        None => Ok(None),
    }
}
