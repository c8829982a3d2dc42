//! Writing entries, and forgetting them.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use podskazka_shared::access::action::{CallbackHandle, Guest};
use podskazka_shared::callbacks::{CallbackBody, CallbackState, KEPT_DAYS, WAITING_DAYS};
use podskazka_shared::ids::{CallbackId, SchoolId, TicketId};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::super::entities::{callback, callback_dropped, callback_try};
use super::super::{Tx, private::Connection};
use super::{CallbackRow, by};
use crate::access::{Granted, Permit, System};
use crate::problem::Result;

/// An entry that is to be put on the list.
#[derive(Debug)]
pub struct NewCallback<'a> {
    pub id: CallbackId,
    pub body: &'a CallbackBody,
    pub call_from: DateTime<Utc>,
}

/// Puts somebody on the list.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx, permit: &Permit<Guest>, new: NewCallback<'_>, at: DateTime<Utc>) -> Result<()> {
    let class = new.body.class_name.as_deref().map(str::trim);
    let row = callback::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        state: Set(CallbackState::Waiting),
        name: Set(new.body.name.trim().to_owned()),
        class_name: Set(class.filter(|class| !class.is_empty()).map(str::to_owned)),
        phone: Set(new.body.phone.trim().to_owned()),
        text: Set(new.body.text.trim().to_owned()),
        created_at: Set(at),
        call_from: Set(new.call_from),
        taken_by: Set(None),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        ticket_id: Set(None),
        version: Set(1),
    };
    callback::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Says who takes care of an entry that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn take(
    tx: &Tx,
    permit: &Permit<CallbackHandle>,
    row: &Granted<CallbackHandle, CallbackRow>,
) -> Result<()> {
    let taken = callback::ActiveModel {
        taken_by: Set(by(permit)),
        ..callback::ActiveModel::default()
    };
    update(tx, row, taken).await
}

/// Notes a call that reached nobody, of an entry that the transaction holds; tells how many there are now.
///
/// # Errors
/// Those of the database.
pub async fn note_try(
    tx: &Tx,
    permit: &Permit<CallbackHandle>,
    row: &Granted<CallbackHandle, CallbackRow>,
    at: DateTime<Utc>,
) -> Result<usize> {
    let before = callback_try::Entity::find()
        .filter(callback_try::Column::CallbackId.eq(row.id))
        .count(tx.connection())
        .await?;
    let number = i16::try_from(before).unwrap_or(i16::MAX).saturating_add(1);
    let tried = callback_try::ActiveModel {
        callback_id: Set(row.id),
        number: Set(number),
        at: Set(at),
        by_member: Set(by(permit)),
    };
    callback_try::Entity::insert(tried)
        .exec_without_returning(tx.connection())
        .await?;
    // Who calls takes care of it.
    take(tx, permit, row).await?;
    Ok(usize::try_from(number).unwrap_or_default())
}

/// Says that an entry that the transaction holds became a request.
///
/// # Errors
/// Those of the database.
pub async fn register(
    tx: &Tx,
    permit: &Permit<CallbackHandle>,
    row: &Granted<CallbackHandle, CallbackRow>,
    ticket: TicketId,
    at: DateTime<Utc>,
) -> Result<()> {
    let registered = callback::ActiveModel {
        state: Set(CallbackState::Registered),
        ticket_id: Set(Some(ticket)),
        decided_by: Set(by(permit)),
        decided_at: Set(Some(at)),
        ..callback::ActiveModel::default()
    };
    update(tx, row, registered).await
}

/// Says why an entry that the transaction holds needs no request.
///
/// # Errors
/// Those of the database.
pub async fn dismiss(
    tx: &Tx,
    permit: &Permit<CallbackHandle>,
    row: &Granted<CallbackHandle, CallbackRow>,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    let dismissed = callback::ActiveModel {
        state: Set(CallbackState::Dismissed),
        reason: Set(Some(reason.trim().to_owned())),
        decided_by: Set(by(permit)),
        decided_at: Set(Some(at)),
        ..callback::ActiveModel::default()
    };
    update(tx, row, dismissed).await
}

async fn update(
    tx: &Tx,
    row: &Granted<CallbackHandle, CallbackRow>,
    change: callback::ActiveModel,
) -> Result<()> {
    let change = callback::ActiveModel {
        version: Set(row.version + 1),
        ..change
    };
    callback::Entity::update_many()
        .set(change)
        .filter(callback::Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Adds to how many were dropped on a day of a school.
///
/// # Errors
/// Those of the database.
pub async fn add_dropped(
    tx: &Tx,
    _: System,
    (school, day): (SchoolId, NaiveDate),
    reason: &str,
    number: i64,
) -> Result<()> {
    use callback_dropped::Column as C;
    let row = callback_dropped::ActiveModel {
        school_id: Set(school),
        day: Set(day),
        reason: Set(reason.to_owned()),
        number: Set(number),
    };
    let add = OnConflict::columns([C::SchoolId, C::Day, C::Reason])
        .value(
            C::Number,
            Expr::col((callback_dropped::Entity, C::Number)).add(number),
        )
        .to_owned();
    callback_dropped::Entity::insert(row)
        .on_conflict(add)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Deletes what was decided a month ago, what nobody handled for two, and the counts of that time (152-ФЗ: no longer than it
/// serves its purpose).
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, at: DateTime<Utc>) -> Result<()> {
    use callback::Column as C;
    let (decided, came) = (at - Duration::days(KEPT_DAYS), at - Duration::days(WAITING_DAYS));
    let waited = Condition::all()
        .add(C::State.eq(CallbackState::Waiting))
        .add(C::CreatedAt.lte(came));
    callback::Entity::delete_many()
        .filter(Condition::any().add(C::DecidedAt.lte(decided)).add(waited))
        .exec(tx.connection())
        .await?;
    callback_dropped::Entity::delete_many()
        .filter(callback_dropped::Column::Day.lt(came.date_naive()))
        .exec(tx.connection())
        .await?;
    Ok(())
}
