//! What articles are good for, what people say of them, and what nobody found.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{ArticleRead, ArticleWrite};
use podskazka_shared::ids::{ArticleId, VoteId};
use podskazka_shared::usefulness::{
    ArticleFigures, ArticleVote, EmptySearch, SEARCH_DAYS, UseKind, Usefulness, UsefulnessQuery,
};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::articles::ArticleRow;
use super::entities::{article, article_mark, article_search, article_use, article_vote, member};
use super::{Db, Tx, private::Connection};
use crate::access::{Granted, Permit, System};
use crate::problem::Result;

/// How long it is known who was counted.
const MARK_DAYS: i64 = 2;
/// How many different searches without a result are kept for a school.
const SEARCHES: u64 = 1_000;
/// How many of them are shown.
const SHOWN: u64 = 100;
/// How many texts of what was missing are shown for each article.
const MISSING: usize = 20;

async fn add(tx: &Tx, id: ArticleId, kind: UseKind, day: NaiveDate) -> Result<()> {
    use article_use::Column as C;
    let row = article_use::ActiveModel {
        article_id: Set(id),
        day: Set(day),
        kind: Set(kind.code().to_owned()),
        number: Set(1),
    };
    let more = OnConflict::columns([C::ArticleId, C::Day, C::Kind])
        .value(C::Number, Expr::col((article_use::Entity, C::Number)).add(1))
        .to_owned();
    article_use::Entity::insert(row)
        .on_conflict(more)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Counts a use of an article, once a person and day.
///
/// # Errors
/// Those of the database.
pub async fn count(
    tx: &Tx,
    permit: &Permit<ArticleRead>,
    row: &Granted<ArticleRead, ArticleRow>,
    kind: UseKind,
    day: NaiveDate,
) -> Result<()> {
    use article_mark::Column as C;
    let mark = article_mark::ActiveModel {
        article_id: Set(row.id),
        member_id: Set(permit.member()),
        day: Set(day),
        kind: Set(kind.code().to_owned()),
    };
    let once = OnConflict::columns([C::ArticleId, C::MemberId, C::Day, C::Kind])
        .do_nothing()
        .to_owned();
    let marked = article_mark::Entity::insert(mark)
        .on_conflict(once)
        .exec_without_returning(tx.connection())
        .await?;
    match marked {
        0 => Ok(()),
        _ => add(tx, row.id, kind, day).await,
    }
}

/// Counts that articles were given in a message; those that the school does not have are passed over.
///
/// # Errors
/// Those of the database.
pub async fn given<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    ids: Vec<ArticleId>,
    day: NaiveDate,
) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let there: Vec<ArticleId> = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(article::Column::SchoolId.eq(permit.school()))
        .filter(article::Column::Id.is_in(ids))
        .order_by_asc(article::Column::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    for id in there {
        add(tx, id, UseKind::Given, day).await?;
    }
    Ok(())
}

/// What the reader said of an article.
///
/// # Errors
/// Those of the database.
pub async fn vote(
    db: &impl Db,
    permit: &Permit<ArticleRead>,
    row: &Granted<ArticleRead, ArticleRow>,
) -> Result<ArticleVote> {
    use article_vote::Column as C;
    let said = article_vote::Entity::find()
        .filter(C::ArticleId.eq(row.id))
        .filter(C::MemberId.eq(permit.member()))
        .one(db.connection())
        .await?;
    Ok(ArticleVote {
        useful: said.as_ref().map(|said| said.useful),
        missing: said.and_then(|said| said.missing),
    })
}

/// Puts what the reader says in place of what they said before.
///
/// # Errors
/// Those of the database.
pub async fn set_vote(
    tx: &Tx,
    permit: &Permit<ArticleRead>,
    row: &Granted<ArticleRead, ArticleRow>,
    id: VoteId,
    body: &ArticleVote,
    at: DateTime<Utc>,
) -> Result<()> {
    use article_vote::Column as C;
    let missing = body.missing.as_deref().map(str::trim);
    let said = article_vote::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        article_id: Set(row.id),
        member_id: Set(permit.member()),
        useful: Set(body.useful.unwrap_or_default()),
        missing: Set(missing.filter(|text| !text.is_empty()).map(str::to_owned)),
        at: Set(at),
    };
    let again = OnConflict::columns([C::ArticleId, C::MemberId])
        .update_columns([C::Useful, C::Missing, C::At])
        .to_owned();
    article_vote::Entity::insert(said)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Keeps the words of a search that found nothing. Of new ones only so many: nobody fills the table.
///
/// # Errors
/// Those of the database.
pub async fn miss(tx: &Tx, permit: &Permit<ArticleRead>, words: &str, day: NaiveDate) -> Result<()> {
    use article_search::Column as C;
    let of_school = || article_search::Entity::find().filter(C::SchoolId.eq(permit.school()));
    let known = of_school()
        .filter(C::Words.eq(words))
        .count(tx.connection())
        .await?
        > 0;
    if !known && of_school().count(tx.connection()).await? >= SEARCHES {
        return Ok(());
    }
    let row = article_search::ActiveModel {
        school_id: Set(permit.school()),
        words: Set(words.to_owned()),
        number: Set(1),
        last_on: Set(day),
    };
    let again = OnConflict::columns([C::SchoolId, C::Words])
        .value(C::Number, Expr::col((article_search::Entity, C::Number)).add(1))
        .update_column(C::LastOn)
        .to_owned();
    article_search::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// The names of all who have a card in the school: what is a name is not kept, and does not go into an article.
///
/// # Errors
/// Those of the database.
pub async fn names<A: ActionType>(db: &impl Db, permit: &Permit<A>) -> Result<Vec<String>> {
    Ok(member::Entity::find()
        .select_only()
        .column(member::Column::Name)
        .filter(member::Column::SchoolId.eq(permit.school()))
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// What the articles of the school were good for within some days, and what nobody found.
///
/// `days` are the first moment of the first day and the last moment of the last, for what has a moment.
///
/// # Errors
/// Those of the database.
pub async fn figures(
    db: &impl Db,
    permit: &Permit<ArticleWrite>,
    query: &UsefulnessQuery,
    (begins, ends): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
) -> Result<Usefulness> {
    let mut of: HashMap<ArticleId, ArticleFigures> = HashMap::new();
    let rows: Vec<(ArticleId, String, Option<podskazka_shared::tickets::Topic>)> = article::Entity::find()
        .select_only()
        .columns([
            article::Column::Id,
            article::Column::Title,
            article::Column::Topic,
        ])
        .filter(article::Column::SchoolId.eq(permit.school()))
        .filter(article::Column::EndedAt.is_null())
        .filter(article::Column::PublishedAt.is_not_null())
        .into_tuple()
        .all(db.connection())
        .await?;
    for (id, title, topic) in rows {
        let none = ArticleFigures {
            id,
            title,
            topic,
            read: 0,
            helped: 0,
            given: 0,
            useful: 0,
            not_useful: 0,
            missing: Vec::new(),
        };
        of.insert(id, none);
    }
    let of_school = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(article::Column::SchoolId.eq(permit.school()));
    let mut uses = article_use::Entity::find()
        .filter(article_use::Column::ArticleId.in_subquery(of_school.into_query()));
    let mut votes = article_vote::Entity::find().filter(article_vote::Column::SchoolId.eq(permit.school()));
    let mut searches =
        article_search::Entity::find().filter(article_search::Column::SchoolId.eq(permit.school()));
    if let Some(from) = query.from {
        uses = uses.filter(article_use::Column::Day.gte(from));
        searches = searches.filter(article_search::Column::LastOn.gte(from));
    }
    if let Some(to) = query.to {
        uses = uses.filter(article_use::Column::Day.lte(to));
        searches = searches.filter(article_search::Column::LastOn.lte(to));
    }
    if let Some(begins) = begins {
        votes = votes.filter(article_vote::Column::At.gte(begins));
    }
    if let Some(ends) = ends {
        votes = votes.filter(article_vote::Column::At.lt(ends));
    }
    use article_use::Column as U;
    let sums: Vec<(ArticleId, String, i64)> = uses
        .select_only()
        .columns([U::ArticleId, U::Kind])
        .column_as(Expr::col(U::Number).sum().cast_as("bigint"), "sum")
        .group_by(U::ArticleId)
        .group_by(U::Kind)
        .into_tuple()
        .all(db.connection())
        .await?;
    for (id, kind, number) in sums {
        if let (Some(one), Ok(kind)) = (of.get_mut(&id), kind.parse::<UseKind>()) {
            match kind {
                UseKind::Read => one.read = number,
                UseKind::Helped => one.helped = number,
                UseKind::Given => one.given = number,
            }
        }
    }
    let votes = votes
        .order_by_desc(article_vote::Column::At)
        .all(db.connection())
        .await?;
    for said in votes {
        let Some(one) = of.get_mut(&said.article_id) else {
            continue;
        };
        *(if said.useful {
            &mut one.useful
        } else {
            &mut one.not_useful
        }) += 1;
        one.missing
            .extend(said.missing.filter(|_| one.missing.len() < MISSING));
    }
    let mut articles: Vec<ArticleFigures> = of.into_values().collect();
    let worth = |one: &ArticleFigures| (one.helped, one.useful, one.given, one.read);
    articles.sort_by(|one, other| worth(other).cmp(&worth(one)).then(one.title.cmp(&other.title)));
    let searches = searches
        .order_by_desc(article_search::Column::Number)
        .order_by_desc(article_search::Column::LastOn)
        .order_by_asc(article_search::Column::Words)
        .limit(SHOWN)
        .all(db.connection())
        .await?;
    let shown = |row: article_search::Model| EmptySearch {
        words: row.words,
        number: row.number,
        last_on: row.last_on,
    };
    Ok(Usefulness {
        articles,
        searches: searches.into_iter().map(shown).collect(),
    })
}

/// Forgets who was counted, and searches that nobody repeats.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, at: DateTime<Utc>) -> Result<()> {
    let day = |days: i64| (at - Duration::days(days)).date_naive();
    article_mark::Entity::delete_many()
        .filter(article_mark::Column::Day.lt(day(MARK_DAYS)))
        .exec(tx.connection())
        .await?;
    article_search::Entity::delete_many()
        .filter(article_search::Column::LastOn.lt(day(SEARCH_DAYS)))
        .exec(tx.connection())
        .await?;
    Ok(())
}
