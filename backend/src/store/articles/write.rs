//! Writing reference materials: each text is an edition; what is published becomes what readers see.

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{ArticlePublish, ArticleWrite};
use podskazka_shared::articles::{ArticleBody, EditionState, Visibility};
use podskazka_shared::ids::{ArticleId, EditionId, MemberId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Audience;
use podskazka_shared::tickets::Topic;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::super::entities::{article, article_edition};
use super::super::{Tx, private::Connection};
use super::ArticleRow;
use crate::access::{Granted, Permit};
use crate::problem::Result;

/// What is written, as both tables keep it.
struct Written {
    title: String,
    topic: Option<Topic>,
    text: Option<String>,
    link: Option<String>,
    source: Option<String>,
    licence: Option<String>,
    journal: Option<String>,
    visibility: Visibility,
    /// For staff, parents, students.
    open: [bool; 3],
    valid_until: Option<NaiveDate>,
}

impl From<&ArticleBody> for Written {
    fn from(body: &ArticleBody) -> Self {
        let text = |text: &Option<String>| {
            let text = text.as_deref().map(str::trim).filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let all = [Audience::Staff, Audience::Parents, Audience::Students];
        let open = match body.visibility {
            Visibility::Public => [true; 3],
            Visibility::Audiences if body.audiences.is_empty() => [true; 3],
            Visibility::Audiences => all.map(|one| body.audiences.contains(&one)),
            Visibility::Staff => [true, false, false],
            Visibility::Helpers => [false; 3],
        };
        Self {
            title: body.title.trim().to_owned(),
            topic: body.topic,
            text: text(&body.text),
            link: text(&body.link),
            source: text(&body.source),
            licence: text(&body.licence),
            journal: text(&body.journal),
            visibility: body.visibility,
            open,
            valid_until: body.valid_until,
        }
    }
}

impl From<article_edition::Model> for Written {
    fn from(edition: article_edition::Model) -> Self {
        Self {
            title: edition.title,
            topic: edition.topic,
            text: edition.text,
            link: edition.link,
            source: edition.source,
            licence: edition.licence,
            journal: edition.journal,
            visibility: edition.visibility,
            open: [edition.for_staff, edition.for_parents, edition.for_students],
            valid_until: edition.valid_until,
        }
    }
}

impl Written {
    fn card(self) -> article::ActiveModel {
        let [staff, parents, students] = self.open;
        article::ActiveModel {
            title: Set(self.title),
            topic: Set(self.topic),
            text: Set(self.text),
            link: Set(self.link),
            source: Set(self.source),
            licence: Set(self.licence),
            journal: Set(self.journal),
            visibility: Set(self.visibility),
            for_staff: Set(staff),
            for_parents: Set(parents),
            for_students: Set(students),
            valid_until: Set(self.valid_until),
            ..article::ActiveModel::default()
        }
    }

    fn edition(self) -> article_edition::ActiveModel {
        let [staff, parents, students] = self.open;
        article_edition::ActiveModel {
            title: Set(self.title),
            topic: Set(self.topic),
            text: Set(self.text),
            link: Set(self.link),
            source: Set(self.source),
            licence: Set(self.licence),
            journal: Set(self.journal),
            visibility: Set(self.visibility),
            for_staff: Set(staff),
            for_parents: Set(parents),
            for_students: Set(students),
            valid_until: Set(self.valid_until),
            ..article_edition::ActiveModel::default()
        }
    }
}

fn by<A>(permit: &Permit<A>) -> Option<MemberId>
where
    A: podskazka_shared::access::ActionType,
{
    permit.person().map(|_| permit.member())
}

/// A new article and its first edition.
#[derive(Debug)]
pub struct New<'a> {
    pub id: ArticleId,
    pub edition: EditionId,
    pub body: &'a ArticleBody,
    pub at: DateTime<Utc>,
    /// Which of the starter set it is.
    pub starter: Option<&'a str>,
    /// Whether readers see it at once: what the product itself brings.
    pub published: bool,
}

/// Adds an article; false when it is one of the starter set that the school has had, whatever became of it.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx, permit: &Permit<ArticleWrite>, new: New<'_>) -> Result<bool> {
    let published_at = new.published.then_some(new.at);
    let card = article::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        starter: Set(new.starter.map(str::to_owned)),
        created_by: Set(by(permit)),
        created_at: Set(new.at),
        updated_at: Set(new.at),
        published_at: Set(published_at),
        ended_at: Set(None),
        version: Set(1),
        ..Written::from(new.body).card()
    };
    let once = OnConflict::columns([article::Column::SchoolId, article::Column::Starter])
        .do_nothing()
        .to_owned();
    let insert = article::Entity::insert(card).on_conflict(once);
    if insert.exec_without_returning(tx.connection()).await? == 0 {
        return Ok(false);
    }
    let state = match new.published {
        true => EditionState::Published,
        false => EditionState::Draft,
    };
    let edition = article_edition::ActiveModel {
        state: Set(state),
        published_at: Set(published_at),
        ..first_words(permit, (new.id, new.edition), 1, new.body, new.at)
    };
    article_edition::Entity::insert(edition)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(true)
}

fn first_words(
    permit: &Permit<ArticleWrite>,
    (article, id): (ArticleId, EditionId),
    number: i32,
    body: &ArticleBody,
    at: DateTime<Utc>,
) -> article_edition::ActiveModel {
    article_edition::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        article_id: Set(article),
        number: Set(number),
        state: Set(EditionState::Draft),
        remark: Set(None),
        written_by: Set(by(permit)),
        written_at: Set(at),
        published_by: Set(None),
        published_at: Set(None),
        ..Written::from(body).edition()
    }
}

/// Writes the draft of an article that the transaction holds; `fresh` names it if there is none yet.
///
/// # Errors
/// Those of the database.
pub async fn replace(
    tx: &Tx,
    permit: &Permit<ArticleWrite>,
    row: &Granted<ArticleWrite, ArticleRow>,
    (fresh, body): (EditionId, &ArticleBody),
    at: DateTime<Utc>,
) -> Result<()> {
    match row.draft_number {
        Some(_) => {
            let change = article_edition::ActiveModel {
                state: Set(EditionState::Draft),
                written_by: Set(by(permit)),
                written_at: Set(at),
                ..Written::from(body).edition()
            };
            change_draft(tx, row, change).await?;
        }
        None => {
            let last: Option<Option<i32>> = article_edition::Entity::find()
                .select_only()
                .column_as(article_edition::Column::Number.max(), "last")
                .filter(article_edition::Column::ArticleId.eq(row.id))
                .into_tuple()
                .one(tx.connection())
                .await?;
            let number = last.flatten().unwrap_or_default() + 1;
            let edition = first_words(permit, (row.id, fresh), number, body, at);
            article_edition::Entity::insert(edition)
                .exec_without_returning(tx.connection())
                .await?;
        }
    }
    // Before there is anything to read, the card is called as the draft is.
    let card = match row.published_at {
        Some(_) => article::ActiveModel::default(),
        None => Written::from(body).card(),
    };
    update(tx, row, card, at).await
}

/// Takes the draft of an article that the transaction holds a step on: to review, back with what is to be mended, or away.
///
/// # Errors
/// Those of the database.
pub async fn step(
    tx: &Tx,
    row: &Granted<ArticleWrite, ArticleRow>,
    state: EditionState,
    remark: Option<&str>,
    at: DateTime<Utc>,
) -> Result<()> {
    let remark = remark.map(str::trim).filter(|remark| !remark.is_empty());
    let change = article_edition::ActiveModel {
        state: Set(state),
        remark: Set(remark.map(str::to_owned)),
        ..article_edition::ActiveModel::default()
    };
    change_draft(tx, row, change).await?;
    update(tx, row, article::ActiveModel::default(), at).await
}

/// Makes the draft of an article that the transaction holds what readers see.
///
/// # Errors
/// `wrong_state` when it has none.
pub async fn publish(
    tx: &Tx,
    permit: &Permit<ArticlePublish>,
    row: &Granted<ArticlePublish, ArticleRow>,
    at: DateTime<Utc>,
) -> Result<()> {
    let draft = article_edition::Entity::find()
        .filter(article_edition::Column::ArticleId.eq(row.id))
        .filter(article_edition::Column::Number.eq(row.draft_number.unwrap_or_default()))
        .one(tx.connection())
        .await?
        .ok_or(ProblemKind::WrongState)?;
    let change = article_edition::ActiveModel {
        state: Set(EditionState::Published),
        remark: Set(None),
        published_by: Set(by(permit)),
        published_at: Set(Some(at)),
        ..article_edition::ActiveModel::default()
    };
    change_draft(tx, row, change).await?;
    let card = article::ActiveModel {
        published_at: Set(Some(at)),
        ended_at: Set(None),
        ..Written::from(draft).card()
    };
    update(tx, row, card, at).await
}

/// Withdraws an article that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn end(tx: &Tx, row: &Granted<ArticleWrite, ArticleRow>, at: DateTime<Utc>) -> Result<()> {
    if row.draft_number.is_some() {
        let dropped = article_edition::ActiveModel {
            state: Set(EditionState::Dropped),
            ..article_edition::ActiveModel::default()
        };
        change_draft(tx, row, dropped).await?;
    }
    let ended = article::ActiveModel {
        ended_at: Set(Some(at)),
        ..article::ActiveModel::default()
    };
    update(tx, row, ended, at).await
}

async fn change_draft(tx: &Tx, row: &ArticleRow, change: article_edition::ActiveModel) -> Result<()> {
    article_edition::Entity::update_many()
        .set(change)
        .filter(article_edition::Column::ArticleId.eq(row.id))
        .filter(article_edition::Column::Number.eq(row.draft_number.unwrap_or_default()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

async fn update(tx: &Tx, row: &ArticleRow, change: article::ActiveModel, at: DateTime<Utc>) -> Result<()> {
    let change = article::ActiveModel {
        updated_at: Set(at),
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
