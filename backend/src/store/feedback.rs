//! Ratings.

use std::collections::HashMap;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use chrono_tz::Tz;
use podskazka_shared::access::action::{FeedbackRead, ReportRead, TicketRate, TicketRead};
use podskazka_shared::feedback::{
    FeedbackItem, FeedbackQuery, RATING_DAYS, Rating, RatingBody, Reason, ReasonCount,
};
use podskazka_shared::ids::{MemberId, RatingId, TicketId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::tickets::{MessageKind, Side};
use podskazka_shared::zone::instant;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef,
};

use super::entities::{member, message, rating, rating_reason, ticket};
use super::reports::which::words;
use super::tickets::TicketRow;
use super::{Db, Tx, cursor, private::Connection};
use crate::access::{Granted, Permit, Reached, System};
use crate::problem::Result;

/// Until when the rating of a request answered at `answered_at` can be changed.
pub fn changeable_until(answered_at: DateTime<Utc>) -> DateTime<Utc> {
    answered_at + Duration::days(RATING_DAYS)
}

/// The rating that the requester gave.
///
/// # Errors
/// Those of the database.
pub async fn own(db: &impl Db, ticket: &Granted<TicketRate, TicketRow>) -> Result<Option<Rating>> {
    let row = rating::Entity::find()
        .filter(rating::Column::TicketId.eq(ticket.id))
        .one(db.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let until = changeable_until(ticket.answered_at.unwrap_or(row.rated_at));
    Ok(Some(Rating {
        id: row.id,
        stars: u8::try_from(row.stars).unwrap_or_default(),
        reasons: reasons(db, [ticket.id])
            .await?
            .remove(&ticket.id)
            .unwrap_or_default(),
        comment: row.comment,
        rated_at: row.rated_at,
        changeable_until: until,
    }))
}

/// Whose request it is.
///
/// # Errors
/// Those of the database.
pub async fn requester(db: &impl Db, _: System, of: TicketId) -> Result<Option<MemberId>> {
    Ok(ticket::Entity::find_by_id(of)
        .select_only()
        .column(ticket::Column::RequesterId)
        .into_tuple()
        .one(db.connection())
        .await?)
}

/// What was ticked in the ratings of these requests.
pub(super) async fn reasons(
    db: &impl Db,
    of: impl IntoIterator<Item = TicketId>,
) -> Result<HashMap<TicketId, Vec<Reason>>> {
    let rows = rating_reason::Entity::find()
        .filter(rating_reason::Column::TicketId.is_in(of))
        .all(db.connection())
        .await?;
    let mut reasons: HashMap<TicketId, Vec<Reason>> = HashMap::new();
    for row in rows {
        reasons.entry(row.ticket_id).or_default().push(row.reason);
    }
    reasons.values_mut().for_each(|reasons| reasons.sort_unstable());
    Ok(reasons)
}

/// Rates a request, or changes its rating.
///
/// # Errors
/// Those of the database.
pub async fn rate(
    tx: &Tx,
    ticket: &Granted<TicketRate, TicketRow>,
    id: RatingId,
    body: &RatingBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let comment = body.comment.as_deref().map(str::trim);
    let row = rating::ActiveModel {
        id: Set(id),
        ticket_id: Set(ticket.id),
        school_id: Set(ticket.school()),
        stars: Set(body.stars.into()),
        comment: Set(comment.filter(|comment| !comment.is_empty()).map(str::to_owned)),
        rated_at: Set(at),
    };
    let change = OnConflict::column(rating::Column::TicketId)
        .update_columns([
            rating::Column::Stars,
            rating::Column::Comment,
            rating::Column::RatedAt,
        ])
        .to_owned();
    rating::Entity::insert(row)
        .on_conflict(change)
        .exec_without_returning(tx.connection())
        .await?;
    rating_reason::Entity::delete_many()
        .filter(rating_reason::Column::TicketId.eq(ticket.id))
        .exec(tx.connection())
        .await?;
    if !body.reasons.is_empty() {
        let reasons = body.reasons.iter().map(|reason| rating_reason::ActiveModel {
            ticket_id: Set(ticket.id),
            reason: Set(*reason),
        });
        rating_reason::Entity::insert_many(reasons)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Whether the reader said something as staff in the request.
pub(super) fn own_words(of: MemberId, ticket: Expr) -> Expr {
    let words = Query::select()
        .expr(Expr::val(1))
        .from(message::Entity)
        .and_where(message::Column::TicketId.into_expr().eq(ticket))
        .and_where(message::Column::AuthorId.eq(of))
        .and_where(message::Column::Side.eq(Side::Staff))
        .and_where(message::Column::Kind.ne(MessageKind::Note))
        .to_owned();
    Expr::exists(words)
}

/// Ratings of requests in which the reader said nothing as staff: nobody reads about themselves.
fn about_others(permit: &Permit<FeedbackRead>) -> sea_orm::Select<rating::Entity> {
    rating::Entity::find()
        .filter(rating::Column::SchoolId.eq(permit.school()))
        .filter(words(permit.member(), rating::Column::TicketId.into_expr(), false).not())
}

/// The request that a rating is about.
fn rated() -> RelationDef {
    rating::Entity::belongs_to(ticket::Entity)
        .from(rating::Column::TicketId)
        .to(ticket::Column::Id)
        .into()
}

/// Given on these days of a zone, both included.
fn given(from: Option<NaiveDate>, to: Option<NaiveDate>, zone: Tz) -> Condition {
    Condition::all()
        .add_option(from.map(|day| rating::Column::RatedAt.gte(instant(day, 0, zone))))
        .add_option(to.map(|day| rating::Column::RatedAt.lt(instant(day, 1440, zone))))
}

/// Of which days ratings are counted, and of which requests: those that the reader may open.
#[derive(Debug, Clone, Copy)]
pub struct Days<'a> {
    pub read: &'a Permit<TicketRead>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub zone: Tz,
}

impl Days<'_> {
    fn of(&self, permit: &Permit<FeedbackRead>) -> sea_orm::Select<rating::Entity> {
        about_others(permit)
            .join(JoinType::InnerJoin, rated())
            .filter(super::tickets::reached(self.read))
            .filter(given(Some(self.from), Some(self.to), self.zone))
    }
}

#[derive(FromQueryResult)]
struct Item {
    id: RatingId,
    ticket_id: TicketId,
    stars: i16,
    comment: Option<String>,
    rated_at: DateTime<Utc>,
    number: String,
    requester_id: MemberId,
    requester: String,
}

/// Ratings, newest first: those that are not about the reader, of requests that they may read.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<FeedbackRead>,
    read: &Permit<TicketRead>,
    query: &FeedbackQuery,
    zone: Tz,
) -> Result<Page<FeedbackItem>> {
    use rating::Column as R;
    let limit = podskazka_shared::page::limit(query.limit);
    let ticked = query.reason.map(|reason| {
        let rows = Query::select()
            .column(rating_reason::Column::TicketId)
            .from(rating_reason::Entity)
            .and_where(rating_reason::Column::Reason.eq(reason))
            .to_owned();
        R::TicketId.into_expr().in_subquery(rows)
    });
    let stars = query.stars.map(|stars| R::Stars.eq(i16::from(stars)));
    let narrowed = given(query.from, query.to, zone)
        .add_option(stars)
        .add_option(ticked);
    let mut select = about_others(permit)
        .join(JoinType::InnerJoin, rated())
        .filter(narrowed)
        .join(
            JoinType::InnerJoin,
            ticket::Entity::belongs_to(member::Entity)
                .from(ticket::Column::RequesterId)
                .to(member::Column::Id)
                .into(),
        )
        .filter(super::tickets::reached(read))
        .column(ticket::Column::Number)
        .column(ticket::Column::RequesterId)
        .column_as(member::Column::Name, "requester")
        .order_by_desc(R::RatedAt)
        .order_by_desc(R::Id)
        .limit(u64::from(limit) + 1);
    if let Some((at, id)) = cursor::read::<(DateTime<Utc>, RatingId)>(query.after.as_ref())? {
        let key = Expr::tuple([R::RatedAt.into_expr(), R::Id.into_expr()]);
        select = select.filter(key.lt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rows: Vec<Item> = select.into_model().all(db.connection()).await?;
    let page = Page::cut(rows, limit.into(), |row| cursor::write(&(row.rated_at, row.id)));
    let tickets: Vec<TicketId> = page.items.iter().map(|row| row.ticket_id).collect();
    let mut reasons = reasons(db, tickets.iter().copied()).await?;
    let mut helpers = spoke(db, tickets).await?;
    let item = |row: Item| FeedbackItem {
        id: row.id,
        stars: u8::try_from(row.stars).unwrap_or_default(),
        reasons: reasons.remove(&row.ticket_id).unwrap_or_default(),
        comment: row.comment,
        rated_at: row.rated_at,
        ticket: row.ticket_id,
        number: row.number,
        requester: MemberRef {
            id: row.requester_id,
            name: row.requester,
        },
        helpers: helpers.remove(&row.ticket_id).unwrap_or_default(),
    };
    Ok(Page {
        items: page.items.into_iter().map(item).collect(),
        next: page.next,
    })
}

#[derive(FromQueryResult)]
struct Spoke {
    ticket_id: TicketId,
    author_id: MemberId,
    name: String,
}

/// Who spoke as staff in these requests, by name.
pub(super) async fn spoke(db: &impl Db, tickets: Vec<TicketId>) -> Result<HashMap<TicketId, Vec<MemberRef>>> {
    let rows: Vec<Spoke> = message::Entity::find()
        .select_only()
        .column(message::Column::TicketId)
        .column(message::Column::AuthorId)
        .column(member::Column::Name)
        .distinct()
        .join(JoinType::InnerJoin, super::tickets::author())
        .filter(message::Column::TicketId.is_in(tickets))
        .filter(message::Column::Side.eq(Side::Staff))
        .filter(message::Column::Kind.ne(MessageKind::Note))
        .order_by_asc(member::Column::Name)
        .into_model()
        .all(db.connection())
        .await?;
    let mut spoke: HashMap<TicketId, Vec<MemberRef>> = HashMap::new();
    for row in rows {
        let who = MemberRef {
            id: row.author_id,
            name: row.name,
        };
        spoke.entry(row.ticket_id).or_default().push(who);
    }
    Ok(spoke)
}

/// A rating of the reader's own answers, for counting.
#[derive(Debug, FromQueryResult)]
pub struct OwnRow {
    pub id: RatingId,
    pub ticket_id: TicketId,
    pub stars: i16,
    pub comment: Option<String>,
}

/// The ratings of requests in which the reader spoke as staff, since a moment, the oldest first; and their reasons.
///
/// # Errors
/// Those of the database.
pub async fn about_own(
    db: &impl Db,
    permit: &Permit<ReportRead>,
    since: DateTime<Utc>,
) -> Result<(Vec<OwnRow>, HashMap<TicketId, Vec<Reason>>)> {
    use rating::Column as R;
    let rows: Vec<OwnRow> = rating::Entity::find()
        .select_only()
        .columns([R::Id, R::TicketId, R::Stars, R::Comment])
        .filter(R::SchoolId.eq(permit.school()))
        .filter(R::RatedAt.gte(since))
        .filter(words(permit.member(), R::TicketId.into_expr(), false))
        .order_by_asc(R::RatedAt)
        .order_by_asc(R::Id)
        .into_model()
        .all(db.connection())
        .await?;
    let reasons = reasons(db, rows.iter().map(|row| row.ticket_id)).await?;
    Ok((rows, reasons))
}

#[derive(FromQueryResult)]
struct Ticked {
    reason: Reason,
    ratings: i64,
}

/// How often each reason was ticked in ratings of some days, the most frequent first.
///
/// # Errors
/// Those of the database.
pub async fn ticked(db: &impl Db, permit: &Permit<FeedbackRead>, days: Days<'_>) -> Result<Vec<ReasonCount>> {
    let rows = days
        .of(permit)
        .join(
            JoinType::InnerJoin,
            rating::Entity::belongs_to(rating_reason::Entity)
                .from(rating::Column::TicketId)
                .to(rating_reason::Column::TicketId)
                .into(),
        )
        .select_only()
        .column(rating_reason::Column::Reason)
        .expr_as(
            Func::count(Expr::col((rating::Entity, rating::Column::Id))),
            "ratings",
        )
        .group_by(rating_reason::Column::Reason)
        .into_model::<Ticked>()
        .all(db.connection())
        .await?;
    let mut counts: Vec<ReasonCount> = rows
        .into_iter()
        .map(|row| ReasonCount {
            reason: row.reason,
            ratings: u64::try_from(row.ratings).unwrap_or_default(),
        })
        .collect();
    ReasonCount::most_frequent_first(&mut counts);
    Ok(counts)
}

#[derive(FromQueryResult)]
struct Stars {
    stars: i16,
    ratings: i64,
}

/// How many ratings of each mark came on some days: five numbers.
///
/// # Errors
/// Those of the database.
pub async fn counts(db: &impl Db, permit: &Permit<FeedbackRead>, days: Days<'_>) -> Result<Vec<u64>> {
    let rows = days
        .of(permit)
        .select_only()
        .column(rating::Column::Stars)
        .expr_as(
            Func::count(Expr::col((rating::Entity, rating::Column::Id))),
            "ratings",
        )
        .group_by(rating::Column::Stars)
        .into_model::<Stars>()
        .all(db.connection())
        .await?;
    let of = |mark: i16| {
        rows.iter()
            .find(|row| row.stars == mark)
            .map_or(0, |row| row.ratings)
    };
    Ok((1..=5)
        .map(|mark| u64::try_from(of(mark)).unwrap_or_default())
        .collect())
}
