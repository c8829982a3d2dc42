//! What happened to people's sign-ins, as it is told in the app.

use chrono::{DateTime, Utc};
use podskazka_shared::auth::notices::{MOST_NOTICES, Notice, NoticeKind};
use podskazka_shared::ids::{NoticeId, PersonId, SessionId};
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::notice::{ActiveModel, Column, Entity};
use super::{Db, Tx, private::Connection};
use crate::access::{Person, System};
use crate::clock::new_id;
use crate::problem::Result;

/// Notes what happened; `session` is the one that did it, and need not be told.
///
/// # Errors
/// Those of the database.
pub async fn note(
    tx: &Tx,
    _: System,
    person: PersonId,
    kind: NoticeKind,
    session: Option<SessionId>,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = ActiveModel {
        id: Set(new_id(at)),
        person_id: Set(person),
        kind: Set(kind),
        session_id: Set(session),
        at: Set(at),
        seen_at: Set(None),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// The newest of a person's own.
///
/// # Errors
/// Those of the database.
pub async fn list(db: &impl Db, of: &Person) -> Result<Vec<Notice>> {
    let rows = Entity::find()
        .filter(Column::PersonId.eq(of.id))
        .order_by_desc(Column::At)
        .order_by_desc(Column::Id)
        .limit(u64::try_from(MOST_NOTICES).ok())
        .all(db.connection())
        .await?;
    let notice = |row: super::entities::notice::Model| Notice {
        id: row.id,
        kind: row.kind,
        at: row.at,
        seen: row.seen_at.is_some(),
        own: row.session_id == Some(of.session),
    };
    Ok(rows.into_iter().map(notice).collect())
}

/// Puts a person's own away, but for what this very session did: whoever came from a new device does not put away the word
/// of it.
///
/// # Errors
/// Those of the database.
pub async fn put_away(tx: &Tx, of: &Person, notices: &[NoticeId], at: DateTime<Utc>) -> Result<()> {
    let by_others = Condition::any()
        .add(Column::SessionId.is_null())
        .add(Column::SessionId.ne(of.session));
    Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(Some(at)))
        .filter(Column::PersonId.eq(of.id))
        .filter(Column::Id.is_in(notices.iter().copied()))
        .filter(Column::SeenAt.is_null())
        .filter(by_others)
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Forgets what happened before a moment.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, before: DateTime<Utc>) -> Result<()> {
    Entity::delete_many()
        .filter(Column::At.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(())
}
