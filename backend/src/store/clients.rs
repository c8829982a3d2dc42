//! API clients: the programs of a school, their secrets, and who a program is on each request.

mod bearer;

pub use bearer::{Bearer, bearer};

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::ClientManage;
use podskazka_shared::clients::{Client, ClientsQuery, GRACE_HOURS, OldSecret, Scope};
use podskazka_shared::ids::{ClientId, SchoolId, SecretId};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Condition, Expr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::entities::{api_client, api_secret};
use super::{Db, Tx, cursor, private::Connection};
use crate::access::{Granted, Permit, Reached, System};
use crate::problem::Result;

/// How precisely the last use is kept, so that it costs a write once in this time at most.
pub const USE_NOTED: Duration = Duration::minutes(1);

/// A program as its school sees it.
#[derive(Debug, Clone)]
pub struct ClientRow {
    pub client: Client,
    school: SchoolId,
}

impl Reached for ClientRow {
    fn school(&self) -> SchoolId {
        self.school
    }
}

/// A secret to be: only its keyed hash is stored.
#[derive(Debug)]
pub struct NewSecret {
    pub id: SecretId,
    pub code: Vec<u8>,
}

/// The scopes of a row. What a later version does not know any more gives nothing.
fn scopes(json: &serde_json::Value) -> Vec<Scope> {
    let codes = json.as_array().into_iter().flatten();
    codes.filter_map(|code| code.as_str()?.parse().ok()).collect()
}

fn dto(row: api_client::Model, at: DateTime<Utc>) -> Client {
    Client {
        id: row.id,
        name: row.name,
        scopes: scopes(&row.scopes),
        created_at: row.created_at,
        secret_since: row.secret_since,
        old_secret_until: row.old_secret_until.filter(|until| *until > at),
        last_used_at: row.last_used_at,
        ended_at: row.ended_at,
        version: row.version,
    }
}

/// The programs of the school, newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<ClientManage>,
    query: &ClientsQuery,
    at: DateTime<Utc>,
) -> Result<Page<Client>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = api_client::Entity::find()
        .filter(api_client::Column::SchoolId.eq(permit.school()))
        .order_by_desc(api_client::Column::Id)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<ClientId>(query.after.as_ref())? {
        select = select.filter(api_client::Column::Id.lt(after));
    }
    let rows = select.all(db.connection()).await?;
    let clients = rows.into_iter().map(|row| dto(row, at)).collect();
    Ok(Page::cut(clients, limit.into(), |client: &Client| {
        cursor::write(&client.id)
    }))
}

/// One program of the school.
///
/// # Errors
/// `not_found` when there is none in this school.
pub async fn find(
    db: &impl Db,
    permit: &Permit<ClientManage>,
    id: ClientId,
    at: DateTime<Utc>,
) -> Result<Granted<ClientManage, ClientRow>> {
    let row = api_client::Entity::find_by_id(id)
        .filter(api_client::Column::SchoolId.eq(permit.school()))
        .one(db.connection())
        .await?;
    let row = row.ok_or(ProblemKind::NotFound)?;
    permit.grant(ClientRow {
        school: row.school_id,
        client: dto(row, at),
    })
}

/// Makes a program with its first secret.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<ClientManage>,
    client: &Client,
    secret: NewSecret,
) -> Result<()> {
    let row = api_client::ActiveModel {
        id: Set(client.id),
        school_id: Set(permit.school()),
        name: Set(client.name.clone()),
        scopes: Set(json!(client.scopes)),
        created_at: Set(client.created_at),
        secret_since: Set(client.secret_since),
        old_secret_until: Set(None),
        last_used_at: Set(None),
        ended_at: Set(None),
        version: Set(client.version),
    };
    api_client::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    insert_secret(tx, client.id, secret, client.created_at).await
}

async fn insert_secret(tx: &Tx, of: ClientId, secret: NewSecret, at: DateTime<Utc>) -> Result<()> {
    let row = api_secret::ActiveModel {
        id: Set(secret.id),
        client_id: Set(of),
        code: Set(secret.code),
        created_at: Set(at),
        expires_at: Set(None),
    };
    api_secret::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Replaces the secret and raises the version; false when the program was changed in between.
///
/// # Errors
/// Those of the database.
pub async fn rotate(
    tx: &Tx,
    row: &Granted<ClientManage, ClientRow>,
    secret: NewSecret,
    old: OldSecret,
    at: DateTime<Utc>,
) -> Result<bool> {
    use api_client::Column;
    let until = match old {
        OldSecret::Keep => Some(at + Duration::hours(GRACE_HOURS)),
        OldSecret::End => None,
    };
    let updated = api_client::Entity::update_many()
        .col_expr(Column::SecretSince, Expr::value(at))
        .col_expr(Column::OldSecretUntil, Expr::value(until))
        .col_expr(Column::Version, Expr::value(row.client.version + 1))
        .filter(Column::Id.eq(row.client.id))
        .filter(Column::Version.eq(row.client.version))
        .exec(tx.connection())
        .await?;
    if updated.rows_affected != 1 {
        return Ok(false);
    }
    let mut over = api_secret::Entity::delete_many().filter(api_secret::Column::ClientId.eq(row.client.id));
    if let Some(until) = until {
        api_secret::Entity::update_many()
            .col_expr(api_secret::Column::ExpiresAt, Expr::value(Some(until)))
            .filter(api_secret::Column::ClientId.eq(row.client.id))
            .filter(api_secret::Column::ExpiresAt.is_null())
            .exec(tx.connection())
            .await?;
        over = over.filter(api_secret::Column::ExpiresAt.lte(at));
    }
    over.exec(tx.connection()).await?;
    insert_secret(tx, row.client.id, secret, at).await?;
    Ok(true)
}

/// Ends a program for good, with its secrets, and raises the version; false when it was changed in between.
///
/// # Errors
/// Those of the database.
pub async fn end(tx: &Tx, row: &Granted<ClientManage, ClientRow>, at: DateTime<Utc>) -> Result<bool> {
    use api_client::Column;
    let updated = api_client::Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(Some(at)))
        .col_expr(Column::OldSecretUntil, Expr::value(None::<DateTime<Utc>>))
        .col_expr(Column::Version, Expr::value(row.client.version + 1))
        .filter(Column::Id.eq(row.client.id))
        .filter(Column::Version.eq(row.client.version))
        .filter(Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    if updated.rows_affected != 1 {
        return Ok(false);
    }
    api_secret::Entity::delete_many()
        .filter(api_secret::Column::ClientId.eq(row.client.id))
        .exec(tx.connection())
        .await?;
    Ok(true)
}

/// What a program's credentials are checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub school: SchoolId,
    pub scopes: Vec<Scope>,
    /// The secrets that are good at the moment, with their keyed hashes.
    pub secrets: Vec<(SecretId, Vec<u8>)>,
}

/// The credentials of a program that is not ended, in one query.
///
/// # Errors
/// Those of the database.
pub async fn credentials(
    db: &impl Db,
    _: System,
    id: ClientId,
    at: DateTime<Utc>,
) -> Result<Option<Credentials>> {
    let good = Condition::any()
        .add(api_secret::Column::ExpiresAt.is_null())
        .add(api_secret::Column::ExpiresAt.gt(at));
    let relation = api_client::Entity::belongs_to(api_secret::Entity)
        .from(api_client::Column::Id)
        .to(api_secret::Column::ClientId);
    let rows = api_client::Entity::find_by_id(id)
        .filter(api_client::Column::EndedAt.is_null())
        .join(sea_orm::JoinType::InnerJoin, relation.into())
        .select_also(api_secret::Entity)
        .filter(good)
        .all(db.connection())
        .await?;
    let mut found: Option<Credentials> = None;
    for (client, secret) in rows {
        let credentials = found.get_or_insert_with(|| Credentials {
            school: client.school_id,
            scopes: scopes(&client.scopes),
            secrets: Vec::new(),
        });
        credentials
            .secrets
            .extend(secret.map(|secret| (secret.id, secret.code)));
    }
    Ok(found)
}

/// Notes that a program is used, unless that was noted within the last minute.
///
/// # Errors
/// Those of the database.
pub async fn note_use(tx: &Tx, _: System, id: ClientId, at: DateTime<Utc>) -> Result<()> {
    use api_client::Column;
    let long_ago = Condition::any()
        .add(Column::LastUsedAt.is_null())
        .add(Column::LastUsedAt.lte(at - USE_NOTED));
    api_client::Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(Some(at)))
        .filter(Column::Id.eq(id))
        .filter(long_ago)
        .exec(tx.connection())
        .await?;
    Ok(())
}
