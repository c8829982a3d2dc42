//! The installation: its schools and operators, and how it is. Nothing here reads what stands in a request.

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::auth::name::SignInName;
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::platform::{Operator as OperatorCard, PlatformHealth, PlatformQuery, PlatformSchool};
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Func, LockType, Order, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::entities::{member, operator, outbox, school, sign_in_name, ticket};
use super::people::requesters::holding;
use super::{Db, Store, Tx, cursor, private::Connection};
use crate::access::{Operator, System};
use crate::problem::{Error, Result};

#[derive(FromQueryResult)]
struct SchoolRow {
    id: SchoolId,
    slug: String,
    name: String,
    time_zone: String,
    created_at: DateTime<Utc>,
    people: i64,
    has_director: bool,
    director_came_in: bool,
}

impl From<SchoolRow> for PlatformSchool {
    fn from(row: SchoolRow) -> Self {
        Self {
            id: row.id,
            slug: row.slug,
            name: row.name,
            time_zone: row.time_zone,
            created_at: row.created_at,
            people: row.people,
            has_director: row.has_director,
            director_came_in: row.director_came_in,
        }
    }
}

/// The schools with a head; only those whose head came in, if so told.
fn heads(came_in: bool) -> SelectStatement {
    let person = came_in.then(|| member::Column::PersonId.is_not_null());
    Query::select()
        .column((member::Entity, member::Column::SchoolId))
        .from(member::Entity)
        .and_where(
            member::Column::Id
                .into_expr()
                .in_subquery(holding(vec![Role::Director.code()])),
        )
        .cond_where(Condition::all().add_option(person))
        .to_owned()
}

fn schools_query() -> SelectStatement {
    use school::Column as C;
    let people = Query::select()
        .expr(Func::count(Expr::col((member::Entity, member::Column::Id))))
        .from(member::Entity)
        .and_where(member::Column::SchoolId.into_expr().eq(C::Id.into_expr()))
        .and_where(member::Column::EndedAt.is_null())
        .to_owned();
    let led = |came_in| {
        let led = C::Id.into_expr().in_subquery(heads(came_in));
        Expr::case(led, Expr::val(true)).finally(Expr::val(false))
    };
    let mut select = Query::select();
    for column in [C::Id, C::Slug, C::Name, C::TimeZone, C::CreatedAt] {
        select.column((school::Entity, column));
    }
    select
        .expr_as(Expr::from(people), "people")
        .expr_as(led(false), "has_director")
        .expr_as(led(true), "director_came_in")
        .from(school::Entity)
        .to_owned()
}

/// The schools by slug.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn schools(db: &impl Db, _: Operator, query: &PlatformQuery) -> Result<Page<PlatformSchool>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = schools_query();
    select
        .order_by((school::Entity, school::Column::Slug), Order::Asc)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<String>(query.after.as_ref())? {
        select.and_where(school::Column::Slug.gt(after));
    }
    let statement = db.connection().get_database_backend().build(&select);
    let rows = SchoolRow::find_by_statement(statement)
        .all(db.connection())
        .await?;
    let page = Page::cut(rows, limit.into(), |row| cursor::write(&row.slug));
    Ok(Page {
        items: page.items.into_iter().map(PlatformSchool::from).collect(),
        next: page.next,
    })
}

/// One school.
///
/// # Errors
/// `not_found` when there is none.
pub async fn school(db: &impl Db, _: Operator, id: SchoolId) -> Result<PlatformSchool> {
    let mut select = schools_query();
    select.and_where(school::Column::Id.eq(id));
    let statement = db.connection().get_database_backend().build(&select);
    let row = SchoolRow::find_by_statement(statement)
        .one(db.connection())
        .await?;
    Ok(row.ok_or(ProblemKind::NotFound)?.into())
}

/// Whether a slug is taken.
///
/// # Errors
/// Those of the database.
pub async fn slug_taken(tx: &Tx, _: Operator, slug: &str) -> Result<bool> {
    let found = school::Entity::find().filter(school::Column::Slug.eq(slug));
    Ok(found.one(tx.connection()).await?.is_some())
}

/// Keeps others from making a head of the school until the transaction ends; tells whether there is one.
///
/// # Errors
/// `not_found` when there is no such school.
pub async fn hold_head(tx: &Tx, of: Operator, id: SchoolId) -> Result<bool> {
    let held = school::Entity::find_by_id(id).lock(LockType::Update);
    held.one(tx.connection()).await?.ok_or(ProblemKind::NotFound)?;
    Ok(school(tx, of, id).await?.has_director)
}

/// Whether the school has a head who came in.
///
/// # Errors
/// Those of the database.
pub async fn led(db: &impl Db, _: System, id: SchoolId) -> Result<bool> {
    let head = member::Entity::find()
        .filter(member::Column::SchoolId.eq(id))
        .filter(member::Column::PersonId.is_not_null())
        .filter(member::Column::Id.in_subquery(holding(vec![Role::Director.code()])));
    Ok(head.one(db.connection()).await?.is_some())
}

/// The card of the school's first head, for whom it waits; none when a head came in or there is none.
///
/// # Errors
/// `not_found` when there is no such school.
pub async fn waiting_head(tx: &Tx, of: Operator, id: SchoolId) -> Result<Option<MemberId>> {
    hold_head(tx, of, id).await?;
    if led(tx, of.system(), id).await? {
        return Ok(None);
    }
    let card = member::Entity::find()
        .filter(member::Column::SchoolId.eq(id))
        .filter(member::Column::Id.in_subquery(holding(vec![Role::Director.code()])))
        .order_by_asc(member::Column::Id);
    Ok(card.one(tx.connection()).await?.map(|row| row.id))
}

#[derive(FromQueryResult)]
struct OperatorRow {
    person_id: PersonId,
    login: Option<String>,
    created_at: DateTime<Utc>,
}

fn operators_query() -> SelectStatement {
    use sign_in_name::Column as Name;
    let first = Query::select()
        .column((sign_in_name::Entity, Name::Value))
        .from(sign_in_name::Entity)
        .and_where(
            Name::PersonId
                .into_expr()
                .eq(operator::Column::PersonId.into_expr()),
        )
        .and_where(Name::ConfirmedAt.is_not_null())
        .order_by((sign_in_name::Entity, Name::CreatedAt), Order::Asc)
        .order_by((sign_in_name::Entity, Name::Id), Order::Asc)
        .limit(1)
        .to_owned();
    Query::select()
        .column((operator::Entity, operator::Column::PersonId))
        .expr_as(Expr::from(first), "login")
        .column((operator::Entity, operator::Column::CreatedAt))
        .from(operator::Entity)
        .to_owned()
}

fn card(row: OperatorRow, me: PersonId) -> OperatorCard {
    OperatorCard {
        id: row.person_id,
        login: row.login.unwrap_or_default(),
        since: row.created_at,
        me: row.person_id == me,
    }
}

/// The operators, in the order of their ids.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn operators(db: &impl Db, me: Operator, query: &PlatformQuery) -> Result<Page<OperatorCard>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = operators_query();
    select
        .order_by((operator::Entity, operator::Column::PersonId), Order::Asc)
        .limit(u64::from(limit) + 1);
    if let Some(after) = cursor::read::<PersonId>(query.after.as_ref())? {
        select.and_where(operator::Column::PersonId.gt(after));
    }
    let statement = db.connection().get_database_backend().build(&select);
    let rows = OperatorRow::find_by_statement(statement)
        .all(db.connection())
        .await?;
    let page = Page::cut(rows, limit.into(), |row| cursor::write(&row.person_id));
    Ok(Page {
        items: page.items.into_iter().map(|row| card(row, me.person())).collect(),
        next: page.next,
    })
}

/// One operator.
///
/// # Errors
/// `not_found` when the person is none.
pub async fn operator(db: &impl Db, me: Operator, id: PersonId) -> Result<OperatorCard> {
    let mut select = operators_query();
    select.and_where(operator::Column::PersonId.eq(id));
    let statement = db.connection().get_database_backend().build(&select);
    let row = OperatorRow::find_by_statement(statement)
        .one(db.connection())
        .await?;
    Ok(card(row.ok_or(ProblemKind::NotFound)?, me.person()))
}

/// Whether the person is an operator.
///
/// # Errors
/// Those of the database.
pub async fn is_operator(db: &impl Db, id: PersonId) -> Result<bool> {
    Ok(operator::Entity::find_by_id(id)
        .one(db.connection())
        .await?
        .is_some())
}

/// Makes the person with this sign-in an operator; tells who it is, and none when nobody signs in so. Who is one already
/// stays one.
///
/// # Errors
/// Those of the database.
pub async fn add_operator(
    tx: &Tx,
    why: System,
    login: &SignInName,
    at: DateTime<Utc>,
) -> Result<Option<PersonId>> {
    let Some(person) = super::names::owner(tx, why, login.value()).await? else {
        return Ok(None);
    };
    make_operator(tx, why, person, at).await?;
    Ok(Some(person))
}

/// Makes the person an operator. Who is one already stays one.
///
/// # Errors
/// Those of the database.
pub async fn make_operator(tx: &Tx, _: System, person: PersonId, at: DateTime<Utc>) -> Result<()> {
    let row = operator::ActiveModel {
        person_id: Set(person),
        created_at: Set(at),
    };
    operator::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Takes an operator's right away.
///
/// # Errors
/// `forbidden` for one's own, `wrong_state` for the last one's.
pub async fn remove_operator(tx: &Tx, by: Operator, id: PersonId) -> Result<()> {
    if id == by.person() {
        return Err(ProblemKind::Forbidden.into());
    }
    // All of them are held, so that two who remove each other leave one.
    let all = operator::Entity::find()
        .order_by_asc(operator::Column::PersonId)
        .lock(LockType::Update)
        .all(tx.connection())
        .await?;
    if !all.iter().any(|row| row.person_id == by.person()) {
        return Err(ProblemKind::Forbidden.into());
    }
    let gone = operator::Entity::delete_by_id(id).exec(tx.connection()).await?;
    match gone.rows_affected {
        0 => Err(ProblemKind::NotFound.into()),
        _ => Ok(()),
    }
}

/// How the installation is.
///
/// # Errors
/// Those of the database.
pub async fn health(store: &Store, of: Operator) -> Result<PlatformHealth> {
    let db = store.connection();
    let count = |found: std::result::Result<u64, sea_orm::DbErr>| -> Result<i64> {
        i64::try_from(found?).map_err(Error::internal)
    };
    let waiting = |state: &'static str| outbox::Entity::find().filter(outbox::Column::State.eq(state));
    Ok(PlatformHealth {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        database: if store.is_sqlite() { "sqlite" } else { "postgresql" }.to_owned(),
        migrations: u32::try_from(store.migrated(of.system()).await?).map_err(Error::internal)?,
        behind: store.is_behind(of.system()).await?,
        schools: count(school::Entity::find().count(db).await)?,
        people: count(
            member::Entity::find()
                .filter(member::Column::EndedAt.is_null())
                .count(db)
                .await,
        )?,
        requests: count(ticket::Entity::find().count(db).await)?,
        outbox_waiting: count(waiting("pending").count(db).await)?,
        outbox_dead: count(waiting("dead").count(db).await)?,
    })
}
