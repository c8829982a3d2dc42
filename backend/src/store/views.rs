//! The views of the queue that members keep.

use chrono::{DateTime, Utc};
use podskazka_shared::access::{ActionType, Reach, action::ViewKeep};
use podskazka_shared::ids::{MemberId, SchoolId, ViewId};
use podskazka_shared::views::{View, ViewBody, ViewFilters};
use sea_orm::sea_query::{LockType, Order, Query, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter};

use super::entities::queue_view::{self, Column};
use super::{Db, Tx, private::Connection, rows};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::{Error, Result};

/// A view as it stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ViewRow {
    pub id: ViewId,
    school_id: SchoolId,
    member_id: MemberId,
    name: String,
    filters: serde_json::Value,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    pub version: i64,
}

impl Reached for ViewRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::Own => self.member_id == holder.member,
            Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed
            | Reach::Others
            | Reach::School => false,
        }
    }
}

impl ViewRow {
    /// What it lists.
    ///
    /// # Errors
    /// `internal` when the database holds what this version never wrote.
    pub fn filters(&self) -> Result<ViewFilters> {
        serde_json::from_value(self.filters.clone()).map_err(Error::internal)
    }

    /// As it travels, with what waits in it.
    ///
    /// # Errors
    /// As [`Self::filters`].
    pub fn dto(&self, count: i64) -> Result<View> {
        Ok(View {
            id: self.id,
            name: self.name.clone(),
            filters: self.filters()?,
            count,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
        })
    }
}

/// One's own, whatever one is in the school.
fn select<A: ActionType>(permit: &Permit<A>) -> SelectStatement {
    use Column as C;
    Query::select()
        .columns([
            C::Id,
            C::SchoolId,
            C::MemberId,
            C::Name,
            C::Filters,
            C::CreatedAt,
            C::UpdatedAt,
            C::Version,
        ])
        .from(queue_view::Entity)
        .and_where(C::SchoolId.eq(permit.school()))
        .and_where(C::MemberId.eq(permit.member()))
        .to_owned()
}

/// All views of the member, the first saved first.
///
/// # Errors
/// Those of the database.
pub async fn list(db: &impl Db, permit: &Permit<ViewKeep>) -> Result<Vec<ViewRow>> {
    let mut select = select(permit);
    select.order_by(Column::Id, Order::Asc);
    rows::all(db, &select).await
}

/// A view of the member.
///
/// # Errors
/// `not_found`.
pub async fn find(db: &impl Db, permit: &Permit<ViewKeep>, id: ViewId) -> Result<Granted<ViewKeep, ViewRow>> {
    let mut select = select(permit);
    select.and_where(Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// `not_found`.
pub async fn hold(tx: &Tx, permit: &Permit<ViewKeep>, id: ViewId) -> Result<Granted<ViewKeep, ViewRow>> {
    let mut select = select(permit);
    select.and_where(Column::Id.eq(id)).lock(LockType::Update);
    rows::one(tx, &select, permit).await
}

/// How many views the member keeps.
///
/// # Errors
/// Those of the database.
pub async fn count(tx: &Tx, permit: &Permit<ViewKeep>) -> Result<u64> {
    let found = queue_view::Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .filter(Column::MemberId.eq(permit.member()))
        .count(tx.connection());
    Ok(found.await?)
}

/// The columns that its owner sets.
fn written(body: &ViewBody, at: DateTime<Utc>) -> Result<queue_view::ActiveModel> {
    Ok(queue_view::ActiveModel {
        name: Set(body.name.trim().to_owned()),
        filters: Set(serde_json::to_value(body.filters).map_err(Error::internal)?),
        updated_at: Set(at),
        ..queue_view::ActiveModel::default()
    })
}

/// Saves a view.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<ViewKeep>,
    id: ViewId,
    body: &ViewBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = queue_view::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        member_id: Set(permit.member()),
        created_at: Set(at),
        version: Set(1),
        ..written(body, at)?
    };
    queue_view::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Writes a view anew that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn replace(
    tx: &Tx,
    row: &Granted<ViewKeep, ViewRow>,
    body: &ViewBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let change = queue_view::ActiveModel {
        version: Set(row.version + 1),
        ..written(body, at)?
    };
    queue_view::Entity::update_many()
        .set(change)
        .filter(Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Deletes a view that the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn delete(tx: &Tx, row: &Granted<ViewKeep, ViewRow>) -> Result<()> {
    queue_view::Entity::delete_by_id(row.id)
        .exec(tx.connection())
        .await?;
    Ok(())
}
