//! Keeping what was sent, what became of it, and forgetting it.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::FeedbackHandle;
use podskazka_shared::ids::{MemberId, VoiceId};
use podskazka_shared::voices::{KEPT_DAYS, VoiceKind, VoiceState};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::super::entities::voice;
use super::super::{Tx, private::Connection};
use super::VoiceRow;
use crate::access::{Granted, Permit, System};
use crate::problem::Result;

/// What is to be kept.
#[derive(Debug)]
pub struct NewVoice<'a> {
    pub id: VoiceId,
    pub kind: VoiceKind,
    pub text: &'a str,
    /// Nobody, when it is unnamed.
    pub author: Option<MemberId>,
    pub guest: bool,
    pub contact: Option<&'a str>,
    pub helper: Option<MemberId>,
}

/// Keeps it.
///
/// # Errors
/// Those of the database.
pub async fn insert<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    new: NewVoice<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = voice::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        kind: Set(new.kind),
        state: Set(VoiceState::New),
        text: Set(new.text.trim().to_owned()),
        author_id: Set(new.author),
        guest: Set(new.guest),
        contact: Set(new.contact.map(str::to_owned)),
        helper_id: Set(new.helper),
        sent_at: Set(at),
        handled_by: Set(None),
        handled_at: Set(None),
        reply: Set(None),
        passed_at: Set(None),
        version: Set(1),
    };
    voice::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Notes that a held one was read.
///
/// # Errors
/// Those of the database.
pub async fn see(
    tx: &Tx,
    permit: &Permit<FeedbackHandle>,
    row: &Granted<FeedbackHandle, VoiceRow>,
    at: DateTime<Utc>,
) -> Result<()> {
    handle(tx, permit, row, (VoiceState::Seen, None), at).await
}

/// Answers a held one.
///
/// # Errors
/// Those of the database.
pub async fn answer(
    tx: &Tx,
    permit: &Permit<FeedbackHandle>,
    row: &Granted<FeedbackHandle, VoiceRow>,
    text: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    handle(tx, permit, row, (VoiceState::Answered, Some(text.trim())), at).await
}

async fn handle(
    tx: &Tx,
    permit: &Permit<FeedbackHandle>,
    row: &Granted<FeedbackHandle, VoiceRow>,
    (state, reply): (VoiceState, Option<&str>),
    at: DateTime<Utc>,
) -> Result<()> {
    use voice::Column as V;
    voice::Entity::update_many()
        .col_expr(V::State, Expr::value(state))
        .col_expr(V::Reply, Expr::value(reply))
        .col_expr(V::HandledBy, Expr::value(Some(permit.member())))
        .col_expr(V::HandledAt, Expr::value(Some(at)))
        .col_expr(V::Version, Expr::col(V::Version).add(1))
        .filter(V::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Passes a held one on.
///
/// # Errors
/// Those of the database.
pub async fn pass(
    tx: &Tx,
    permit: &Permit<FeedbackHandle>,
    row: &Granted<FeedbackHandle, VoiceRow>,
    at: DateTime<Utc>,
) -> Result<()> {
    use voice::Column as V;
    let mut update = voice::Entity::update_many()
        .col_expr(V::PassedAt, Expr::value(Some(at)))
        .col_expr(V::Version, Expr::col(V::Version).add(1));
    if row.state == VoiceState::New {
        update = update
            .col_expr(V::State, Expr::value(VoiceState::Seen))
            .col_expr(V::HandledBy, Expr::value(Some(permit.member())))
            .col_expr(V::HandledAt, Expr::value(Some(at)));
    }
    update.filter(V::Id.eq(row.id)).exec(tx.connection()).await?;
    Ok(())
}

/// Deletes what is too old.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, at: DateTime<Utc>) -> Result<()> {
    voice::Entity::delete_many()
        .filter(voice::Column::SentAt.lte(at - Duration::days(KEPT_DAYS)))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// What a person sent goes with them, and so do thanks to them.
pub(in crate::store) async fn erase_of(tx: &Tx, of: MemberId) -> Result<()> {
    use voice::Column as V;
    voice::Entity::delete_many()
        .filter(V::AuthorId.eq(of).or(V::HelperId.eq(of)))
        .exec(tx.connection())
        .await?;
    Ok(())
}
