//! Who is signed in: one query a request; and the sessions from sign-in to their end.

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::ids::{MemberId, PersonId, SchoolId, SessionId};
use podskazka_shared::schools::check_slug;
use podskazka_shared::text::Lang;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, JoinType, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::entities::{member, member_role, person, school, session, signing_key, throttle};
use super::{Db, Store, Tx, private::Connection};
use crate::access::{Member, Person, SchoolCard, System};
use crate::problem::Result;

/// What the database says of a token's bearer.
#[derive(Debug, Clone)]
pub struct Bearer {
    pub person: Person,
    pub demo: bool,
    /// What they are in the school asked for; none when they are nothing there or there is no such school.
    pub member: Option<Member>,
}

#[derive(FromQueryResult)]
struct Row {
    login: String,
    language: Lang,
    demo: bool,
    member: Option<MemberId>,
    name: Option<String>,
    class_name: Option<String>,
    role: Option<String>,
    school: Option<SchoolId>,
    slug: Option<String>,
    school_name: Option<String>,
    time_zone: Option<String>,
}

/// The condition for a school by slug or id.
fn called(name: &str) -> Condition {
    match name.parse::<SchoolId>() {
        Ok(id) => school::Column::Id.eq(id).into_condition(),
        Err(_) if check_slug(name).is_err() => Expr::val(false).into_condition(),
        Err(_) => school::Column::Slug.eq(name).into_condition(),
    }
}

/// Reads session, person, membership and roles in one query; none when the session has ended.
///
/// # Errors
/// Those of the database.
pub async fn bearer(
    db: &impl Db,
    person: PersonId,
    session: SessionId,
    in_school: Option<&str>,
    at: DateTime<Utc>,
) -> Result<Option<Bearer>> {
    let school_on = in_school.map_or_else(|| Expr::val(false).into_condition(), called);
    let select = Query::select()
        .column((person::Entity, person::Column::Login))
        .column((person::Entity, person::Column::Language))
        .column((person::Entity, person::Column::Demo))
        .expr_as(Expr::col((member::Entity, member::Column::Id)), "member")
        .column((member::Entity, member::Column::Name))
        .column((member::Entity, member::Column::ClassName))
        .column((member_role::Entity, member_role::Column::Role))
        .expr_as(Expr::col((school::Entity, school::Column::Id)), "school")
        .column((school::Entity, school::Column::Slug))
        .expr_as(Expr::col((school::Entity, school::Column::Name)), "school_name")
        .column((school::Entity, school::Column::TimeZone))
        .from(session::Entity)
        .join(
            JoinType::InnerJoin,
            person::Entity,
            session::Column::PersonId
                .into_expr()
                .eq(person::Column::Id.into_expr()),
        )
        .join(JoinType::LeftJoin, school::Entity, school_on)
        .join(
            JoinType::LeftJoin,
            member::Entity,
            Condition::all()
                .add(
                    member::Column::PersonId
                        .into_expr()
                        .eq(person::Column::Id.into_expr()),
                )
                .add(
                    member::Column::SchoolId
                        .into_expr()
                        .eq(school::Column::Id.into_expr()),
                ),
        )
        .join(
            JoinType::LeftJoin,
            member_role::Entity,
            member_role::Column::MemberId
                .into_expr()
                .eq(member::Column::Id.into_expr()),
        )
        .and_where(session::Column::Id.eq(session))
        .and_where(session::Column::PersonId.eq(person))
        .and_where(session::Column::EndedAt.is_null())
        .and_where(session::Column::ExpiresAt.gt(at))
        .to_owned();
    let rows = Row::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    let roles = rows
        .iter()
        .filter_map(|row| row.role.as_deref())
        .filter_map(|role| role.parse::<Role>().ok())
        .collect();
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    let member = match (row.member, row.school, row.slug, row.school_name, row.time_zone) {
        (Some(id), Some(school), Some(slug), Some(name), Some(zone)) => Some(Member {
            id,
            person,
            name: row.name.unwrap_or_default(),
            class_name: row.class_name,
            roles,
            school: SchoolCard {
                id: school,
                slug,
                name,
                zone: super::schools::zone(&zone)?,
            },
        }),
        _ => None,
    };
    let person = Person {
        id: person,
        session,
        login: row.login,
        language: row.language,
    };
    Ok(Some(Bearer {
        person,
        demo: row.demo,
        member,
    }))
}

/// What a sign-in is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    pub person: PersonId,
    pub password_hash: String,
    pub demo: bool,
}

/// The credentials behind a login, which is compared in small letters.
///
/// # Errors
/// Those of the database.
pub async fn credentials(store: &Store, _: System, login: &str) -> Result<Option<Credentials>> {
    let found = person::Entity::find()
        .filter(person::Column::Login.eq(login))
        .one(store.connection())
        .await?;
    Ok(found.map(|p| Credentials {
        person: p.id,
        password_hash: p.password_hash,
        demo: p.demo,
    }))
}

/// A session as refreshing needs it.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    pub person: PersonId,
    pub generation: i64,
    pub rotated_at: DateTime<Utc>,
    pub demo: bool,
}

/// Begins a session of generation 1.
///
/// # Errors
/// Those of the database.
pub async fn begin(
    tx: &Tx,
    _: System,
    id: SessionId,
    of: PersonId,
    at: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    let row = session::ActiveModel {
        id: Set(id),
        person_id: Set(of),
        generation: Set(1),
        rotated_at: Set(at),
        created_at: Set(at),
        expires_at: Set(until),
        ended_at: Set(None),
    };
    session::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// A session that has neither ended nor expired.
///
/// # Errors
/// Those of the database.
pub async fn find(tx: &Tx, _: System, id: SessionId, at: DateTime<Utc>) -> Result<Option<Session>> {
    let found = session::Entity::find_by_id(id)
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(at))
        .one(tx.connection())
        .await?;
    let Some(row) = found else { return Ok(None) };
    let person = person::Entity::find_by_id(row.person_id)
        .one(tx.connection())
        .await?;
    let demo = person.is_some_and(|person| person.demo);
    Ok(Some(Session {
        person: row.person_id,
        generation: row.generation,
        rotated_at: row.rotated_at,
        demo,
    }))
}

/// Moves a session from one generation to the next and prolongs it; unless somebody else did so before.
///
/// # Errors
/// Those of the database.
pub async fn rotate(
    tx: &Tx,
    _: System,
    id: SessionId,
    from: i64,
    at: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::Generation, Expr::value(from + 1))
        .col_expr(session::Column::RotatedAt, Expr::value(at))
        .col_expr(session::Column::ExpiresAt, Expr::value(until))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::Generation.eq(from))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// Those of the database.
pub async fn end(tx: &Tx, _: System, id: SessionId, at: DateTime<Utc>) -> Result<()> {
    session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(at)))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Ends every session and forgets the signing keys: what a restored database holds of them is of another time.
///
/// # Errors
/// Those of the database.
pub async fn end_all(tx: &Tx, _: System) -> Result<()> {
    session::Entity::delete_many().exec(tx.connection()).await?;
    signing_key::Entity::delete_many().exec(tx.connection()).await?;
    Ok(())
}

/// Deletes sessions that are over for longer than `before`.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, before: DateTime<Utc>) -> Result<u64> {
    let over = Condition::any()
        .add(session::Column::ExpiresAt.lt(before))
        .add(session::Column::EndedAt.lt(before));
    let sessions = session::Entity::delete_many()
        .filter(over)
        .exec(tx.connection())
        .await?;
    throttle::Entity::delete_many()
        .filter(throttle::Column::Until.lt(before))
        .exec(tx.connection())
        .await?;
    Ok(sessions.rows_affected)
}
