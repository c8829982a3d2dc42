//! Tries of signing in, counted under keys that tell nobody what they are of.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::entities::throttle;
use super::{Db, Tx, private::Connection};
use crate::access::System;
use crate::problem::{Error, Result};

/// The tries under a key within the window, and when it ends. Reading only: it may refuse, and lets nothing through.
///
/// # Errors
/// Those of the database.
pub async fn tries(db: &impl Db, _: System, key: &str, at: DateTime<Utc>) -> Result<(i32, DateTime<Utc>)> {
    let found = throttle::Entity::find_by_id(key.to_owned())
        .filter(throttle::Column::Until.gt(at))
        .one(db.connection())
        .await?;
    Ok(found.map_or((0, at), |row| (row.failures, row.until)))
}

/// The same of several keys in one query; those without a try are not in it.
///
/// # Errors
/// Those of the database.
pub async fn all_tries(
    db: &impl Db,
    _: System,
    keys: &[&str],
    at: DateTime<Utc>,
) -> Result<HashMap<String, (i32, DateTime<Utc>)>> {
    let found = throttle::Entity::find()
        .filter(throttle::Column::Key.is_in(keys.iter().copied()))
        .filter(throttle::Column::Until.gt(at))
        .all(db.connection())
        .await?;
    Ok(found
        .into_iter()
        .map(|row| (row.key, (row.failures, row.until)))
        .collect())
}

/// Counts a try under a key, and tells how many there are within the window, and when it ends. Counting comes before the
/// check of the password, so that parallel tries cannot slip through together.
///
/// # Errors
/// Those of the database.
pub async fn count_try(
    tx: &Tx,
    _: System,
    key: &str,
    at: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<(i32, DateTime<Utc>)> {
    throttle::Entity::delete_many()
        .filter(throttle::Column::Key.eq(key))
        .filter(throttle::Column::Until.lte(at))
        .exec(tx.connection())
        .await?;
    let row = throttle::ActiveModel {
        key: Set(key.to_owned()),
        failures: Set(1),
        until: Set(until),
    };
    let add = OnConflict::column(throttle::Column::Key)
        .value(
            throttle::Column::Failures,
            Expr::col((throttle::Entity, throttle::Column::Failures)).add(1),
        )
        .to_owned();
    throttle::Entity::insert(row)
        .on_conflict(add)
        .exec_without_returning(tx.connection())
        .await?;
    let row = throttle::Entity::find_by_id(key.to_owned())
        .one(tx.connection())
        .await?;
    let row = row.ok_or_else(|| Error::internal("a try that was just counted is gone"))?;
    Ok((row.failures, row.until))
}

/// Forgets the tries under a key, after a sign-in that fits.
///
/// # Errors
/// Those of the database.
pub async fn forget_tries(tx: &Tx, _: System, key: &str) -> Result<()> {
    throttle::Entity::delete_by_id(key.to_owned())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Takes one try back: a sign-in that fits does not count against its address.
///
/// # Errors
/// Those of the database.
pub async fn uncount_try(tx: &Tx, _: System, key: &str) -> Result<()> {
    throttle::Entity::update_many()
        .col_expr(
            throttle::Column::Failures,
            Expr::col(throttle::Column::Failures).sub(1),
        )
        .filter(throttle::Column::Key.eq(key))
        .exec(tx.connection())
        .await?;
    Ok(())
}
