//! How long a school keeps what it need not keep for ever, and the tidying that follows from it.

use chrono::{DateTime, Months, Utc};
use podskazka_shared::access::action::SchoolEdit;
use podskazka_shared::ids::{MemberId, SchoolId, TicketId};
use podskazka_shared::privacy::{ERASED_TEXT, ERASED_TITLE, Retention, RetentionBody};
use podskazka_shared::tickets::TicketState;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::retention::{ActiveModel, Column, Entity, Model};
use super::super::entities::{member, message, rating, ticket};
use super::super::{Audit, Db, Store, Tx, private::Connection};
use crate::access::{Permit, System};
use crate::problem::Result;

/// How many requests one transaction tidies.
const REQUESTS: u64 = 200;
/// How many cards one transaction erases: each looks through the school's texts.
const CARDS: u64 = 10;

/// The periods of the permit's school; nothing is limited until it says so.
///
/// # Errors
/// Those of the database.
pub async fn retention(db: &impl Db, permit: &Permit<SchoolEdit>) -> Result<Retention> {
    let row = Entity::find_by_id(permit.school()).one(db.connection()).await?;
    Ok(row.map_or(
        Retention {
            version: 1,
            ..Retention::default()
        },
        |row| Retention {
            closed_requests_years: row.closed_requests_years,
            ended_cards_years: row.ended_cards_years,
            version: row.version,
        },
    ))
}

/// Sets the periods if they still have `version`; false when they have not.
///
/// # Errors
/// Those of the database.
pub async fn set_retention(
    tx: &Tx,
    permit: &Permit<SchoolEdit>,
    body: &RetentionBody,
    version: i64,
) -> Result<bool> {
    let first = ActiveModel {
        school_id: Set(permit.school()),
        closed_requests_years: Set(None),
        ended_cards_years: Set(None),
        requests_done_until: Set(None),
        version: Set(1),
    };
    Entity::insert(first)
        .on_conflict(OnConflict::column(Column::SchoolId).do_nothing().to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    let updated = Entity::update_many()
        .col_expr(
            Column::ClosedRequestsYears,
            Expr::value(body.closed_requests_years),
        )
        .col_expr(Column::EndedCardsYears, Expr::value(body.ended_cards_years))
        .col_expr(Column::Version, Expr::value(version + 1))
        .filter(Column::SchoolId.eq(permit.school()))
        .filter(Column::Version.eq(version))
        .exec(tx.connection())
        .await?;
    Ok(updated.rows_affected == 1)
}

/// The moment this many years before.
fn before(at: DateTime<Utc>, years: i16) -> Option<DateTime<Utc>> {
    at.checked_sub_months(Months::new(u32::try_from(years).ok()?.checked_mul(12)?))
}

/// Tidies one batch of each school that set a period; tells how many objects it took.
///
/// # Errors
/// Those of the database.
pub async fn retain(store: &Store, why: System, at: DateTime<Utc>) -> Result<u64> {
    let mut taken = 0;
    for row in Entity::find().all(store.connection()).await? {
        if let Some(until) = row.closed_requests_years.and_then(|years| before(at, years)) {
            taken += store
                .write(async |tx| requests(tx, why, &row, until, at).await)
                .await?;
        }
        if let Some(until) = row.ended_cards_years.and_then(|years| before(at, years)) {
            taken += store
                .write(async |tx| cards(tx, why, row.school_id, until, at).await)
                .await?;
        }
    }
    Ok(taken)
}

/// Takes the texts of requests that were closed and rested since before `until`, from where the last batch ended.
async fn requests(tx: &Tx, why: System, of: &Model, until: DateTime<Utc>, at: DateTime<Utc>) -> Result<u64> {
    use ticket::Column as T;
    let mut due = ticket::Entity::find()
        .filter(T::SchoolId.eq(of.school_id))
        .filter(T::State.eq(TicketState::Closed))
        .filter(T::UpdatedAt.lte(until))
        .filter(
            // Once, unless somebody wrote into it after that.
            Condition::any()
                .add(T::TextsErasedAt.is_null())
                .add(Expr::col(T::TextsErasedAt).lt(Expr::col(T::UpdatedAt))),
        );
    if let Some(done) = of.requests_done_until {
        due = due.filter(T::UpdatedAt.gte(done));
    }
    let due: Vec<(TicketId, DateTime<Utc>)> = due
        .order_by_asc(T::UpdatedAt)
        .limit(REQUESTS)
        .select_only()
        .column(T::Id)
        .column(T::UpdatedAt)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let ids: Vec<TicketId> = due.iter().map(|(id, _)| *id).collect();
    if !ids.is_empty() {
        message::Entity::update_many()
            .col_expr(message::Column::Body, Expr::value(ERASED_TEXT))
            .filter(message::Column::TicketId.is_in(ids.iter().copied()))
            .exec(tx.connection())
            .await?;
        rating::Entity::update_many()
            .col_expr(rating::Column::Comment, Expr::value(None::<String>))
            .filter(rating::Column::TicketId.is_in(ids.iter().copied()))
            .exec(tx.connection())
            .await?;
        ticket::Entity::update_many()
            .col_expr(T::Title, Expr::value(ERASED_TITLE))
            .col_expr(T::ClassName, Expr::value(None::<String>))
            .col_expr(T::ChildId, Expr::value(None::<MemberId>))
            .col_expr(T::TextsErasedAt, Expr::value(Some(at)))
            .col_expr(T::Version, Expr::col(T::Version).add(1))
            .filter(T::Id.is_in(ids.iter().copied()))
            .exec(tx.connection())
            .await?;
        for id in &ids {
            let line = Audit::system(why, at).in_school(of.school_id).on(id.0);
            line.fields(&["texts"]).write(tx).await?;
        }
    }
    let taken = u64::try_from(ids.len()).unwrap_or(u64::MAX);
    let done = match due.last() {
        Some((_, last)) if taken == REQUESTS => *last,
        _ => until,
    };
    // Nothing taken and the mark is fresh: no need to write each minute.
    let fresh = |mark: DateTime<Utc>| until - mark < chrono::Duration::days(1);
    if taken == 0 && of.requests_done_until.is_some_and(fresh) {
        return Ok(0);
    }
    Entity::update_many()
        .col_expr(Column::RequestsDoneUntil, Expr::value(Some(done)))
        .filter(Column::SchoolId.eq(of.school_id))
        .exec(tx.connection())
        .await?;
    Ok(taken)
}

/// Erases cards that ended before `until`, and settles what was asked for about them.
async fn cards(
    tx: &Tx,
    why: System,
    school: SchoolId,
    until: DateTime<Utc>,
    at: DateTime<Utc>,
) -> Result<u64> {
    use member::Column as M;
    let due: Vec<MemberId> = member::Entity::find()
        .filter(M::SchoolId.eq(school))
        .filter(M::EndedAt.lte(until))
        .filter(M::ErasedAt.is_null())
        .limit(CARDS)
        .select_only()
        .column(M::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let mut taken = 0;
    for id in due {
        // Somebody may have reopened it meanwhile.
        let card = member::Entity::find_by_id(id)
            .lock(LockType::Update)
            .one(tx.connection())
            .await?;
        let is_due = card.is_some_and(|card| {
            card.erased_at.is_none() && card.ended_at.is_some_and(|ended| ended <= until)
        });
        if !is_due {
            continue;
        }
        super::erase::card(tx, id, at).await?;
        super::erasures::settle(tx, id, at).await?;
        let line = Audit::system(why, at).in_school(school).on(id.0);
        line.fields(&["card"]).write(tx).await?;
        taken += 1;
    }
    Ok(taken)
}
