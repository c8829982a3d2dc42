//! Who waits for a helper's free slot.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{ConsultationBook, ConsultationRead};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::consultations::{BookingState, Waiting, WaitingQuery};
use podskazka_shared::ids::{MemberId, SchoolId, WaitingId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::Topic;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use super::super::entities::{booking, waiting};
use super::super::{Db, Tx, cursor, private::Connection, rows};
use super::due::has_gone;
use super::{reached, within};
use crate::access::{Granted, Holder, Permit, Reached, System};
use crate::problem::{Error, Result};

/// A place in a line as one reader finds it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct WaitingRow {
    pub id: WaitingId,
    school_id: SchoolId,
    pub helper_id: MemberId,
    helper_name: String,
    pub booked_by: MemberId,
    person_name: String,
    about_id: Option<MemberId>,
    about_name: Option<String>,
    topic: Option<Topic>,
    question: Option<String>,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Reached for WaitingRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        within(
            (self.booked_by, self.about_id, self.helper_id),
            reach,
            holder.member,
        )
    }
}

impl WaitingRow {
    /// Whether somebody waits still.
    pub fn stands(&self) -> bool {
        self.ended_at.is_none()
    }

    /// As it travels to a reader.
    pub fn dto(&self, reader: MemberId) -> Waiting {
        // A child sees that a parent waits about it, not what the parent wrote.
        let hidden = self.about_id == Some(reader) && self.booked_by != reader;
        let about = self.about_id.zip(self.about_name.clone());
        Waiting {
            id: self.id,
            helper: MemberRef {
                id: self.helper_id,
                name: self.helper_name.clone(),
            },
            person: MemberRef {
                id: self.booked_by,
                name: self.person_name.clone(),
            },
            about: about.map(|(id, name)| MemberRef { id, name }),
            topic: self.topic,
            question: self.question.clone().filter(|_| !hidden),
            created_at: self.created_at,
            mine: self.booked_by == reader,
            version: self.version,
        }
    }
}

fn select(permit: &Permit<ConsultationRead>) -> SelectStatement {
    use waiting::Column as W;
    let columns = [
        W::Id,
        W::SchoolId,
        W::HelperId,
        W::BookedBy,
        W::AboutId,
        W::Topic,
        W::Question,
        W::CreatedAt,
        W::EndedAt,
        W::Version,
    ];
    let names = [
        (W::HelperId, "helper_name"),
        (W::BookedBy, "person_name"),
        (W::AboutId, "about_name"),
    ];
    let mut select = rows::with_names(waiting::Entity, columns, names);
    let whose = [
        W::BookedBy.into_expr(),
        W::AboutId.into_expr(),
        W::HelperId.into_expr(),
    ];
    select
        .and_where(W::SchoolId.eq(permit.school()))
        .cond_where(reached(permit, &whose))
        .to_owned()
}

/// Who waits, the oldest first, as far as the reader may see.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn waiting(
    db: &impl Db,
    permit: &Permit<ConsultationRead>,
    query: &WaitingQuery,
) -> Result<Page<WaitingRow>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    select
        .and_where(waiting::Column::EndedAt.is_null())
        .order_by((waiting::Entity, waiting::Column::Id), Order::Asc)
        .limit(u64::from(limit) + 1);
    if let Some(helper) = query.helper {
        select.and_where(waiting::Column::HelperId.eq(helper));
    }
    if let Some(after) = cursor::read::<WaitingId>(query.after.as_ref())? {
        select.and_where(waiting::Column::Id.gt(after));
    }
    let rows = rows::all(db, &select).await?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.id)))
}

/// A place in a line that the reader may see, also one that was left.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find_waiting(
    db: &impl Db,
    permit: &Permit<ConsultationRead>,
    id: WaitingId,
) -> Result<Granted<ConsultationRead, WaitingRow>> {
    let mut select = select(permit);
    select.and_where(waiting::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// A place in a line to be.
#[derive(Debug, Clone)]
pub struct NewWaiting<'a> {
    pub id: WaitingId,
    pub helper: MemberId,
    pub booked_by: MemberId,
    pub about: Option<MemberId>,
    pub topic: Topic,
    pub question: Option<&'a str>,
}

/// Joins a line.
///
/// # Errors
/// `wrong_state` when somebody stands there already.
pub async fn insert_waiting(
    tx: &Tx,
    permit: &Permit<ConsultationBook>,
    new: NewWaiting<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = waiting::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        helper_id: Set(new.helper),
        booked_by: Set(new.booked_by),
        about_id: Set(new.about),
        topic: Set(Some(new.topic)),
        question: Set(new.question.map(str::to_owned)),
        created_at: Set(at),
        ended_at: Set(None),
        version: Set(1),
    };
    let taken = |error: sea_orm::DbErr| -> Error {
        match error.sql_err() {
            Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => ProblemKind::WrongState.into(),
            _ => error.into(),
        }
    };
    waiting::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await
        .map_err(taken)?;
    Ok(())
}

/// Leaves a line if the place still has its version; false when it has not.
///
/// # Errors
/// Those of the database.
pub async fn leave(
    tx: &Tx,
    row: &Granted<ConsultationBook, WaitingRow>,
    version: i64,
    at: DateTime<Utc>,
) -> Result<bool> {
    use waiting::Column as W;
    let done = waiting::Entity::update_many()
        .col_expr(W::EndedAt, Expr::value(Some(at)))
        .col_expr(W::Version, Expr::value(version + 1))
        .filter(W::Id.eq(row.id))
        .filter(W::Version.eq(version))
        .filter(W::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Who has booked with a helper waits for that one no more.
///
/// # Errors
/// Those of the database.
pub async fn end_waiting<A: ActionType>(
    tx: &Tx,
    _: &Permit<A>,
    helper: MemberId,
    who: MemberId,
    at: DateTime<Utc>,
) -> Result<()> {
    use waiting::Column as W;
    waiting::Entity::update_many()
        .col_expr(W::EndedAt, Expr::value(Some(at)))
        .col_expr(W::Version, Expr::col(W::Version).add(1))
        .filter(W::HelperId.eq(helper))
        .filter(W::BookedBy.eq(who))
        .filter(W::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Somebody in a helper's line.
#[derive(Debug, Clone)]
pub struct Waiter {
    pub booked_by: MemberId,
    pub about: Option<MemberId>,
    pub topic: Option<Topic>,
    pub question: Option<String>,
}

/// The line of a helper, the oldest first; those whom a seat is kept for just now stand aside. At most so many.
///
/// # Errors
/// Those of the database.
pub async fn waiters(
    db: &impl Db,
    permit: &Permit<ConsultationBook>,
    helper: MemberId,
    limit: u64,
) -> Result<Vec<Waiter>> {
    use waiting::Column as W;
    let offered = Query::select()
        .column(booking::Column::BookedBy)
        .from(booking::Entity)
        .and_where(booking::Column::HelperId.eq(helper))
        .and_where(booking::Column::State.eq(BookingState::Offered))
        .to_owned();
    let rows = waiting::Entity::find()
        .filter(W::SchoolId.eq(permit.school()))
        .filter(W::HelperId.eq(helper))
        .filter(W::EndedAt.is_null())
        .filter(W::BookedBy.into_expr().not_in_subquery(offered))
        .filter(has_gone([W::HelperId, W::BookedBy, W::AboutId]).not())
        .order_by_asc(W::Id)
        .limit(limit)
        .all(db.connection())
        .await?;
    let waiter = |row: waiting::Model| Waiter {
        booked_by: row.booked_by,
        about: row.about_id,
        topic: row.topic,
        question: row.question,
    };
    Ok(rows.into_iter().map(waiter).collect())
}

/// Which starts of a helper's slots these people had and did not take: nobody is asked twice about one.
///
/// # Errors
/// Those of the database.
pub async fn refused(
    db: &impl Db,
    permit: &Permit<ConsultationBook>,
    helper: MemberId,
    people: &[MemberId],
    from: DateTime<Utc>,
) -> Result<Vec<(MemberId, DateTime<Utc>)>> {
    use booking::Column as B;
    Ok(booking::Entity::find()
        .select_only()
        .column(B::BookedBy)
        .column(B::StartsAt)
        .filter(B::SchoolId.eq(permit.school()))
        .filter(B::HelperId.eq(helper))
        .filter(B::BookedBy.is_in(people.iter().copied()))
        .filter(B::StartsAt.gte(from))
        .filter(B::State.is_in([BookingState::Expired, BookingState::Cancelled]))
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// Schools in which somebody stands in a line who does nothing there any more, or at a helper who does not.
pub(super) async fn gone(db: &impl Db, limit: u64) -> Result<Vec<SchoolId>> {
    use waiting::Column as W;
    Ok(waiting::Entity::find()
        .select_only()
        .column(W::SchoolId)
        .distinct()
        .filter(W::EndedAt.is_null())
        .filter(has_gone([W::HelperId, W::BookedBy, W::AboutId]))
        .order_by_asc(W::SchoolId)
        .limit(limit)
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// Ends the places of those, and at those, who do nothing at the school any more.
///
/// # Errors
/// Those of the database.
pub async fn end_gone<A: ActionType>(tx: &Tx, permit: &Permit<A>, at: DateTime<Utc>) -> Result<()> {
    use waiting::Column as W;
    waiting::Entity::update_many()
        .col_expr(W::EndedAt, Expr::value(Some(at)))
        .col_expr(W::Version, Expr::col(W::Version).add(1))
        .filter(W::SchoolId.eq(permit.school()))
        .filter(W::EndedAt.is_null())
        .filter(has_gone([W::HelperId, W::BookedBy, W::AboutId]))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Helpers in whose line somebody stands, with their schools.
///
/// # Errors
/// Those of the database.
pub async fn helpers_awaited(db: &impl Db, _: System) -> Result<Vec<(SchoolId, MemberId)>> {
    Ok(waiting::Entity::find()
        .select_only()
        .column(waiting::Column::SchoolId)
        .column(waiting::Column::HelperId)
        .distinct()
        .filter(waiting::Column::EndedAt.is_null())
        .order_by_asc(waiting::Column::HelperId)
        .into_tuple()
        .all(db.connection())
        .await?)
}
