//! How long a school keeps what it need not keep for ever, and the tidying that follows from it.

use chrono::{DateTime, Months, Utc};
use podskazka_shared::access::action::SchoolEdit;
use podskazka_shared::ids::{MemberId, SchoolId, TicketId};
use podskazka_shared::privacy::{ERASED_TEXT, ERASED_TITLE, Retention, RetentionBody};
use podskazka_shared::tickets::{MessageKind, TicketState};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, OnConflict, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::retention::{ActiveModel, Column, Entity, Model};
use super::super::entities::{handover, member, message, rating, school, ticket};
use super::super::{Audit, Db, Store, Tx, files, private::Connection};
use crate::access::{Permit, System};
use crate::auth::Secret;
use crate::problem::Result;

/// How many requests one transaction tidies.
const REQUESTS: u64 = 200;
/// How many cards of a school one round erases.
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

/// The states in which a request rests.
const OVER: [TicketState; 3] = [TicketState::Closed, TicketState::Refused, TicketState::Merged];

/// The moment this many years before.
fn before(at: DateTime<Utc>, years: i16) -> Option<DateTime<Utc>> {
    at.checked_sub_months(Months::new(u32::try_from(years).ok()?.checked_mul(12)?))
}

/// Tidies one batch of each school that set a period; tells how many objects it took.
///
/// # Errors
/// Those of the database.
pub async fn retain(store: &Store, why: System, secret: &Secret, at: DateTime<Utc>) -> Result<u64> {
    let mut taken = 0;
    for row in Entity::find().all(store.connection()).await? {
        if let Some(until) = row.closed_requests_years.and_then(|years| before(at, years)) {
            taken += store
                .write(async |tx| requests(tx, why, &row, until, at).await)
                .await?;
            taken += store
                .write(async |tx| super::conduct::retain(tx, row.school_id, until).await)
                .await?;
        }
        if let Some(until) = row.ended_cards_years.and_then(|years| before(at, years)) {
            // One in a transaction: each looks through the school's texts, and others wait for it meanwhile.
            for id in ended(store, row.school_id, until).await? {
                let erased = store.write(async |tx| {
                    if !still_due(tx, (row.school_id, id), until).await? {
                        return Ok(false);
                    }
                    card(tx, why, (row.school_id, id), secret, at).await?;
                    Ok(true)
                });
                taken += u64::from(erased.await?);
            }
        }
    }
    Ok(taken)
}

/// Erasures of a school come one after the other, whoever begins them.
async fn hold_school(tx: &Tx, id: SchoolId) -> Result<()> {
    school::Entity::find_by_id(id)
        .lock(LockType::NoKeyUpdate)
        .one(tx.connection())
        .await?;
    Ok(())
}

/// Requests of the school that were closed and rested since before `until`; whoever writes into one waits.
async fn rested(
    tx: &Tx,
    of: &Model,
    until: DateTime<Utc>,
    which: Condition,
) -> Result<Vec<(TicketId, DateTime<Utc>)>> {
    use ticket::Column as T;
    let done = Query::select()
        .column(T::Id)
        .from(ticket::Entity)
        .and_where(T::Rank.eq(2_i16))
        .to_owned();
    let due = ticket::Entity::find()
        .filter(T::SchoolId.eq(of.school_id))
        .filter(T::State.is_in(OVER))
        // What was merged into one that is still worked on is not over.
        .filter(T::Rank.eq(2_i16))
        .filter(
            Condition::any()
                .add(T::MergedIntoId.is_null())
                .add(T::MergedIntoId.in_subquery(done)),
        )
        .filter(T::UpdatedAt.lte(until))
        .filter(which)
        .order_by_asc(T::UpdatedAt)
        .limit(REQUESTS)
        .lock(LockType::Update)
        .select_only()
        .column(T::Id)
        .column(T::UpdatedAt)
        .into_tuple()
        .all(tx.connection())
        .await?;
    Ok(due)
}

/// Takes the texts of such requests, from where the last batch ended.
async fn requests(tx: &Tx, why: System, of: &Model, until: DateTime<Utc>, at: DateTime<Utc>) -> Result<u64> {
    use ticket::Column as T;
    hold_school(tx, of.school_id).await?;
    let column = |column: T| Expr::col((ticket::Entity, column));
    // Once, unless somebody wrote into it after that.
    let anew = column(T::TextsErasedAt).lt(column(T::UpdatedAt));
    let texts = Condition::all()
        .add_option(of.requests_done_until.map(|done| T::UpdatedAt.gte(done)))
        .add(Condition::any().add(T::TextsErasedAt.is_null()).add(anew));
    let due = rested(tx, of, until, texts).await?;
    // A note leaves the time of the last change as it was.
    let noted = rested(tx, of, until, noted(of, until)).await?;
    let full = |batch: &[(TicketId, DateTime<Utc>)]| u64::try_from(batch.len()).is_ok_and(|n| n >= REQUESTS);
    let done = match (full(&noted), due.last()) {
        (true, _) => of.requests_done_until,
        (false, Some((_, last))) if full(&due) => Some(*last),
        (false, _) => Some(until),
    };
    let mut ids: Vec<TicketId> = due.into_iter().chain(noted).map(|(id, _)| id).collect();
    ids.sort_unstable();
    ids.dedup();
    tidy(tx, why, of.school_id, &ids, at).await?;
    // Nothing taken and the mark is fresh: no need to write each minute.
    let fresh = |mark: DateTime<Utc>| until - mark < chrono::Duration::days(1);
    if ids.is_empty() && of.requests_done_until.is_some_and(fresh) {
        return Ok(0);
    }
    Entity::update_many()
        .col_expr(Column::RequestsDoneUntil, Expr::value(done))
        .filter(Column::SchoolId.eq(of.school_id))
        .exec(tx.connection())
        .await?;
    Ok(u64::try_from(ids.len()).unwrap_or(u64::MAX))
}

/// Requests with a note that was written after their texts went, and whose own time is over.
fn noted(of: &Model, until: DateTime<Utc>) -> Condition {
    use message::Column as M;
    let notes = Query::select()
        .column(M::TicketId)
        .from(message::Entity)
        .and_where(M::Kind.eq(MessageKind::Note))
        .and_where(M::At.lte(until))
        .cond_where(Condition::all().add_option(of.requests_done_until.map(|done| M::At.gte(done))))
        .to_owned();
    let later = notes
        .clone()
        .and_where(M::TicketId.into_expr().eq(ticket::Column::Id.into_expr()))
        .and_where(M::At.into_expr().gt(ticket::Column::TextsErasedAt.into_expr()))
        .to_owned();
    // The first finds them by the time of the notes, the second tells which were there before.
    Condition::all()
        .add(ticket::Column::Id.in_subquery(notes))
        .add(Expr::exists(later))
}

async fn tidy(tx: &Tx, why: System, school: SchoolId, ids: &[TicketId], at: DateTime<Utc>) -> Result<()> {
    use ticket::Column as T;
    if ids.is_empty() {
        return Ok(());
    }
    tx.said(ids.iter().copied());
    tx.erases();
    message::Entity::update_many()
        .col_expr(message::Column::Body, Expr::value(ERASED_TEXT))
        .filter(message::Column::TicketId.is_in(ids.iter().copied()))
        .exec(tx.connection())
        .await?;
    handover::Entity::update_many()
        .col_expr(handover::Column::Body, Expr::value(ERASED_TEXT))
        .filter(handover::Column::TicketId.is_in(ids.iter().copied()))
        .exec(tx.connection())
        .await?;
    files::delete_of(tx, T::Id.is_in(ids.iter().copied()).into(), at).await?;
    rating::Entity::update_many()
        .col_expr(rating::Column::Comment, Expr::value(None::<String>))
        .filter(rating::Column::TicketId.is_in(ids.iter().copied()))
        .exec(tx.connection())
        .await?;
    let of = Query::select()
        .column(T::Id)
        .from(ticket::Entity)
        .and_where(T::Id.is_in(ids.iter().copied()))
        .to_owned();
    super::super::follow_ups::forget(tx, of).await?;
    ticket::Entity::update_many()
        .col_expr(T::Title, Expr::value(ERASED_TITLE))
        .col_expr(T::ClassName, Expr::value(None::<String>))
        .col_expr(T::ChildId, Expr::value(None::<MemberId>))
        .col_expr(T::TextsErasedAt, Expr::value(Some(at)))
        .col_expr(T::Version, Expr::col(T::Version).add(1))
        .filter(T::Id.is_in(ids.iter().copied()))
        .exec(tx.connection())
        .await?;
    for id in ids {
        let line = Audit::system(why, at).in_school(school).on(id.0);
        line.fields(&["texts"]).write(tx).await?;
    }
    Ok(())
}

/// Cards that ended before `until`.
async fn ended(store: &Store, school: SchoolId, until: DateTime<Utc>) -> Result<Vec<MemberId>> {
    use member::Column as M;
    let due = member::Entity::find()
        .filter(M::SchoolId.eq(school))
        .filter(M::EndedAt.lte(until))
        .filter(M::ErasedAt.is_null())
        .limit(CARDS)
        .select_only()
        .column(M::Id)
        .into_tuple()
        .all(store.connection())
        .await?;
    Ok(due)
}

/// Holds such a card; false when somebody reopened it meanwhile.
async fn still_due(tx: &Tx, (school, id): (SchoolId, MemberId), until: DateTime<Utc>) -> Result<bool> {
    hold_school(tx, school).await?;
    super::erase::hold_requests(tx, id).await?;
    let card = super::hold_card(tx, id).await?;
    Ok(
        card.is_some_and(|card| {
            card.erased_at.is_none() && card.ended_at.is_some_and(|ended| ended <= until)
        }),
    )
}

/// Erases it, and settles what was asked for about it.
async fn card(
    tx: &Tx,
    why: System,
    (school, id): (SchoolId, MemberId),
    secret: &Secret,
    at: DateTime<Utc>,
) -> Result<()> {
    super::erase::card(tx, id, secret, at).await?;
    super::erasures::settle(tx, id, at).await?;
    let line = Audit::system(why, at).in_school(school).on(id.0);
    line.fields(&["card"]).write(tx).await
}
