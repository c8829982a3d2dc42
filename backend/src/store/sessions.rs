//! Who is signed in: one query a request; and the sessions from sign-in to their end.

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::auth::device::Device;
use podskazka_shared::auth::sessions::{SessionView, SessionsQuery};
use podskazka_shared::ids::{MemberId, PersonId, SchoolId, SessionId};
use podskazka_shared::page::Page;
use podskazka_shared::schedules::AcademicYear;
use podskazka_shared::schools::check_slug;
use podskazka_shared::text::Lang;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, JoinType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entities::{member, member_role, operator, person, school, session, signing_key, throttle, totp};
use super::people::standing;
use super::{Db, Tx, private::Connection};
use crate::access::{Member, Person, SchoolCard, System};
use crate::problem::Result;

/// What the database says of a token's bearer.
#[derive(Debug, Clone)]
pub struct Bearer {
    pub person: Person,
    pub demo: bool,
    /// Whether the school wants a second step of them that they do not have.
    pub totp_missing: bool,
    /// What they are in the school asked for; none when they are nothing there or there is no such school.
    pub member: Option<Member>,
}

#[derive(FromQueryResult)]
struct Row {
    language: Lang,
    demo: bool,
    operator: Option<PersonId>,
    totp_since: Option<DateTime<Utc>>,
    require_totp: Option<bool>,
    member: Option<MemberId>,
    name: Option<String>,
    role: Option<String>,
    school: Option<SchoolId>,
    slug: Option<String>,
    school_name: Option<String>,
    time_zone: Option<String>,
    year: Option<i32>,
    private_from_grade: Option<i16>,
}

/// The condition for a school by slug or id.
fn called(name: &str) -> Condition {
    match name.parse::<SchoolId>() {
        Ok(id) => school::Column::Id.eq(id).into_condition(),
        Err(_) if check_slug(name).is_err() => Expr::val(false).into_condition(),
        Err(_) => school::Column::Slug.eq(name).into_condition(),
    }
}

/// Reads session, person, membership, roles, classes and orders in one query; none when the session has ended.
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
    let mut select = Query::select();
    select
        .column((person::Entity, person::Column::Language))
        .column((person::Entity, person::Column::Demo))
        .expr_as(
            Expr::col((operator::Entity, operator::Column::PersonId)),
            "operator",
        )
        .expr_as(Expr::col((totp::Entity, totp::Column::Since)), "totp_since")
        .column((school::Entity, school::Column::RequireTotp))
        .expr_as(Expr::col((member::Entity, member::Column::Id)), "member")
        .column((member::Entity, member::Column::Name))
        .column((member_role::Entity, member_role::Column::Role))
        .expr_as(Expr::col((school::Entity, school::Column::Id)), "school")
        .column((school::Entity, school::Column::Slug))
        .expr_as(Expr::col((school::Entity, school::Column::Name)), "school_name")
        .column((school::Entity, school::Column::TimeZone))
        .column((school::Entity, school::Column::Year))
        .column((school::Entity, school::Column::PrivateFromGrade))
        .from(session::Entity)
        .join(
            JoinType::InnerJoin,
            person::Entity,
            session::Column::PersonId
                .into_expr()
                .eq(person::Column::Id.into_expr()),
        )
        .join(
            JoinType::LeftJoin,
            operator::Entity,
            operator::Column::PersonId
                .into_expr()
                .eq(person::Column::Id.into_expr()),
        )
        .join(
            JoinType::LeftJoin,
            totp::Entity,
            totp::Column::PersonId
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
                )
                .add(member::Column::EndedAt.is_null()),
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
        .and_where(session::Column::ExpiresAt.gt(at));
    standing::join(&mut select);
    let rows = db
        .connection()
        .query_all(&select)
        .await?
        .iter()
        .map(|row| {
            Ok((
                Row::from_query_result(row, "")?,
                standing::Row::from_query_result(row, "")?,
            ))
        })
        .collect::<Result<Vec<_>>>()?;
    let roles: Vec<Role> = standing::distinct(
        rows.iter()
            .filter_map(|(row, _)| row.role.as_deref()?.parse().ok()),
    );
    let (rows, standings): (Vec<Row>, Vec<standing::Row>) = rows.into_iter().unzip();
    let Some(row) = rows.into_iter().next() else {
        return Ok(None);
    };
    // Parents and students are never asked for a second step.
    let totp_missing = row.require_totp == Some(true)
        && row.totp_since.is_none()
        && roles.iter().any(|role| role.is_staff());
    let school = match (row.school, row.slug, row.school_name, row.time_zone, row.year) {
        (Some(id), Some(slug), Some(name), Some(zone), Some(year)) => Some(SchoolCard {
            id,
            slug,
            name,
            zone: super::schools::zone(&zone)?,
            year: AcademicYear::beginning(year),
            private_from_grade: row.private_from_grade,
        }),
        _ => None,
    };
    let member = row.member.zip(school).map(|(id, school)| {
        let today = at.with_timezone(&school.zone).date_naive();
        let standing = standing::of(&roles, standings, school.year, today);
        Member {
            id,
            person: Some(person),
            client: None,
            name: row.name.unwrap_or_default(),
            roles,
            capacities: standing.capacities,
            topics: standing.topics,
            class: standing.class,
            classes: standing.classes.into_iter().map(|class| class.id).collect(),
            school,
        }
    });
    let person = Person {
        id: person,
        session,
        language: row.language,
        operator: row.operator.is_some(),
    };
    Ok(Some(Bearer {
        person,
        demo: row.demo,
        totp_missing,
        member,
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
    on: &Device,
    at: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<()> {
    let row = session::ActiveModel {
        id: Set(id),
        person_id: Set(of),
        browser: Set(on.browser.clone()),
        system: Set(on.system.clone()),
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

/// The sessions of a person that have neither ended nor expired, newest first.
///
/// # Errors
/// Those of the database.
pub async fn list(
    db: &impl Db,
    of: &Person,
    query: &SessionsQuery,
    at: DateTime<Utc>,
) -> Result<Page<SessionView>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = session::Entity::find()
        .filter(session::Column::PersonId.eq(of.id))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(at))
        .order_by_desc(session::Column::Id)
        .limit(u64::from(limit) + 1);
    if let Some(id) = super::cursor::read::<SessionId>(query.after.as_ref())? {
        select = select.filter(session::Column::Id.lt(id));
    }
    let view = |row: session::Model| SessionView {
        current: row.id == of.session,
        id: row.id,
        device: Device {
            browser: row.browser,
            system: row.system,
        },
        began_at: row.created_at,
        used_at: row.rotated_at,
    };
    let rows = select.all(db.connection()).await?;
    let rows: Vec<SessionView> = rows.into_iter().map(view).collect();
    Ok(Page::cut(rows, limit.into(), |row| super::cursor::write(&row.id)))
}

/// Ends one of a person's own sessions; false when there is none such that goes on.
///
/// # Errors
/// Those of the database.
pub async fn end_own(tx: &Tx, of: &Person, id: SessionId, at: DateTime<Utc>) -> Result<bool> {
    let ended = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(at)))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::PersonId.eq(of.id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Ends all sessions of a person, but one if it is named.
///
/// # Errors
/// Those of the database.
pub async fn end_of(
    tx: &Tx,
    _: System,
    person: PersonId,
    but: Option<SessionId>,
    at: DateTime<Utc>,
) -> Result<()> {
    let mut end = session::Entity::update_many()
        .col_expr(session::Column::EndedAt, Expr::value(Some(at)))
        .filter(session::Column::PersonId.eq(person))
        .filter(session::Column::EndedAt.is_null());
    if let Some(session) = but {
        end = end.filter(session::Column::Id.ne(session));
    }
    end.exec(tx.connection()).await?;
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
