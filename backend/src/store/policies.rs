//! The school's deadline policy: append-only versions, of which the last one is in force.

use chrono::{DateTime, Utc};
use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{PolicyPublish, StaffRead};
use podskazka_shared::deadlines::policy::{CurrentPolicy, DeadlinePolicy, PoliciesQuery, PolicyVersion};
use podskazka_shared::ids::PolicyId;
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect};

use super::entities::deadline_policy::{ActiveModel, Column, Entity, Model};
use super::entities::member;
use super::{Db, Tx, cursor, private::Connection};
use crate::access::Permit;
use crate::clock::new_id;
use crate::problem::{Error, Result};

fn content(row: &Model) -> Result<DeadlinePolicy> {
    serde_json::from_value(row.content.clone()).map_err(Error::internal)
}

/// The policy in force in the permit's school; the usual term, as version 0, when it has published none. What is in force
/// everybody may know, so any permit does.
///
/// # Errors
/// Those of the database.
pub async fn current<A: ActionType>(db: &impl Db, permit: &Permit<A>) -> Result<CurrentPolicy> {
    let last = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .order_by_desc(Column::Version)
        .one(db.connection())
        .await?;
    Ok(match last {
        Some(row) => CurrentPolicy {
            policy: content(&row)?,
            published_at: Some(row.published_at),
            version: row.version,
        },
        None => CurrentPolicy {
            policy: DeadlinePolicy::default(),
            published_at: None,
            version: 0,
        },
    })
}

/// The policy of a version.
///
/// # Errors
/// Those of the database.
pub async fn of_version<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    version: i64,
) -> Result<DeadlinePolicy> {
    let found = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .filter(Column::Version.eq(version))
        .one(db.connection())
        .await?;
    found.map_or_else(|| Ok(DeadlinePolicy::default()), |row| content(&row))
}

/// Puts a policy into force as the version after `version`. The transaction holds the school alone. Tells its id.
///
/// # Errors
/// Those of the database.
pub async fn publish(
    tx: &Tx,
    permit: &Permit<PolicyPublish>,
    policy: &DeadlinePolicy,
    version: i64,
    at: DateTime<Utc>,
) -> Result<PolicyId> {
    let id: PolicyId = new_id(at);
    let row = ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        version: Set(version + 1),
        content: Set(serde_json::to_value(policy).map_err(Error::internal)?),
        published_by: Set(permit.person().map(|_| permit.member())),
        published_at: Set(at),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(id)
}

/// All policies of the school that were published, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn versions(
    db: &impl Db,
    permit: &Permit<StaffRead>,
    query: &PoliciesQuery,
) -> Result<Page<PolicyVersion>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let publisher = Entity::belongs_to(member::Entity)
        .from(Column::PublishedBy)
        .to(member::Column::Id)
        .into();
    let mut select = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .join(JoinType::LeftJoin, publisher)
        .select_also(member::Entity)
        .order_by_desc(Column::Version)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<i64>(query.after.as_ref())? {
        select = select.filter(Column::Version.lt(after));
    }
    let rows = select.all(db.connection()).await?;
    let version = |(row, member): (Model, Option<member::Model>)| -> Result<PolicyVersion> {
        Ok(PolicyVersion {
            version: row.version,
            published_at: row.published_at,
            published_by: member.map(|member| MemberRef {
                id: member.id,
                name: member.name,
            }),
            policy: content(&row)?,
        })
    };
    let rows = rows.into_iter().map(version).collect::<Result<Vec<_>>>()?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.version)))
}
