//! People and what they are in schools.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{ScheduleDraft, StaffRead, TicketFile, TicketWork};
use podskazka_shared::access::{Action, Role, reaches};
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::{Child, MemberRef, Membership, StaffMember, StaffQuery};
use podskazka_shared::schools::SchoolRef;
use podskazka_shared::text::Lang;
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, JoinType, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::entities::{guardian, member, member_role, person, school};
use super::{Db, Tx, private::Connection};
use crate::access::{Member, Permit, Person, SchoolCard, System};
use crate::problem::Result;

/// Everything that the signed-in person is, in three queries.
///
/// # Errors
/// Those of the database.
pub async fn memberships(db: &impl Db, of: &Person) -> Result<Vec<Membership>> {
    let rows = member::Entity::find()
        .filter(member::Column::PersonId.eq(of.id))
        .join(
            JoinType::InnerJoin,
            member::Entity::belongs_to(school::Entity)
                .from(member::Column::SchoolId)
                .to(school::Column::Id)
                .into(),
        )
        .select_also(school::Entity)
        .order_by_asc(member::Column::Id)
        .all(db.connection())
        .await?;
    let ids: Vec<MemberId> = rows.iter().map(|(m, _)| m.id).collect();
    let mut roles = roles(db, &ids).await?;
    let mut children = children(db, &ids).await?;
    let mut found = Vec::new();
    for (row, school) in rows {
        let Some(school) = school else { continue };
        found.push(Membership {
            id: row.id,
            school: SchoolRef {
                id: school.id,
                slug: school.slug,
                name: school.name,
                time_zone: school.time_zone,
            },
            name: row.name,
            post: row.post,
            roles: roles.remove(&row.id).unwrap_or_default(),
            class_name: row.class_name,
            children: children.remove(&row.id).unwrap_or_default(),
        });
    }
    Ok(found)
}

async fn roles(db: &impl Db, of: &[MemberId]) -> Result<HashMap<MemberId, Vec<Role>>> {
    let rows = member_role::Entity::find()
        .filter(member_role::Column::MemberId.is_in(of.iter().copied()))
        .all(db.connection())
        .await?;
    let mut roles: HashMap<MemberId, Vec<Role>> = HashMap::new();
    for row in rows {
        if let Ok(role) = row.role.parse() {
            roles.entry(row.member_id).or_default().push(role);
        }
    }
    roles.values_mut().for_each(|roles| roles.sort_unstable());
    Ok(roles)
}

#[derive(FromQueryResult)]
struct ChildRow {
    parent_id: MemberId,
    id: MemberId,
    name: String,
    class_name: Option<String>,
}

async fn children(db: &impl Db, of: &[MemberId]) -> Result<HashMap<MemberId, Vec<Child>>> {
    let rows = guardian::Entity::find()
        .filter(guardian::Column::ParentId.is_in(of.iter().copied()))
        .join(
            JoinType::InnerJoin,
            guardian::Entity::belongs_to(member::Entity)
                .from(guardian::Column::ChildId)
                .to(member::Column::Id)
                .into(),
        )
        .select_only()
        .column(guardian::Column::ParentId)
        .column(member::Column::Id)
        .column(member::Column::Name)
        .column(member::Column::ClassName)
        .order_by_asc(member::Column::Name)
        .into_model::<ChildRow>()
        .all(db.connection())
        .await?;
    let mut children: HashMap<MemberId, Vec<Child>> = HashMap::new();
    for ChildRow {
        parent_id,
        id,
        name,
        class_name,
    } in rows
    {
        children
            .entry(parent_id)
            .or_default()
            .push(Child { id, name, class_name });
    }
    Ok(children)
}

/// The children of the person who files.
///
/// # Errors
/// Those of the database.
pub async fn own_children(db: &impl Db, permit: &Permit<TicketFile>) -> Result<Vec<Child>> {
    Ok(children(db, &[permit.member()])
        .await?
        .remove(&permit.member())
        .unwrap_or_default())
}

/// The roles that may work on requests.
fn helping_roles() -> Vec<&'static str> {
    let helps = |role: &Role| !reaches(Action::TicketWork, *role).is_empty();
    Role::ALL.into_iter().filter(helps).map(Role::code).collect()
}

fn with_role(roles: Vec<&'static str>) -> Condition {
    let select = Query::select()
        .column(member_role::Column::MemberId)
        .from(member_role::Entity)
        .and_where(member_role::Column::Role.is_in(roles))
        .to_owned();
    member::Column::Id.in_subquery(select).into_condition()
}

/// The school's staff by name.
///
/// # Errors
/// Those of the database.
pub async fn staff(
    db: &impl Db,
    permit: &Permit<StaffRead>,
    query: &StaffQuery,
) -> Result<Page<StaffMember>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let roles = match query.helps {
        Some(true) => helping_roles(),
        Some(false) | None => Role::ALL
            .into_iter()
            .filter(|r| r.is_staff())
            .map(Role::code)
            .collect(),
    };
    let mut select = member::Entity::find()
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(with_role(roles))
        .order_by_asc(member::Column::Name)
        .order_by_asc(member::Column::Id)
        .limit(u64::from(limit) + 1);
    if query.helps == Some(false) {
        select = select.filter(with_role(helping_roles()).not());
    }
    if let Some((name, id)) = super::cursor::read::<(String, MemberId)>(query.after.as_ref())? {
        let key = Expr::tuple([Expr::col(member::Column::Name), Expr::col(member::Column::Id)]);
        select = select.filter(key.gt(Expr::tuple([Expr::val(name), Expr::val(id)])));
    }
    let rows = select.all(db.connection()).await?;
    let ids: Vec<MemberId> = rows.iter().map(|row| row.id).collect();
    let roles = roles_of(db, &ids).await?;
    let staff = |row: member::Model| StaffMember {
        helps: roles
            .get(&row.id)
            .is_some_and(|r| podskazka_shared::access::may(r, Action::TicketWork)),
        id: row.id,
        name: row.name,
        post: row.post,
    };
    let rows: Vec<StaffMember> = rows.into_iter().map(staff).collect();
    Ok(Page::cut(rows, limit.into(), |row| {
        super::cursor::write(&(&row.name, row.id))
    }))
}

async fn roles_of(db: &impl Db, ids: &[MemberId]) -> Result<HashMap<MemberId, Vec<Role>>> {
    roles(db, ids).await
}

/// Staff of the school with their names, for matching a schedule's rows.
///
/// # Errors
/// Those of the database.
pub async fn staff_names(db: &impl Db, permit: &Permit<ScheduleDraft>) -> Result<Vec<MemberRef>> {
    staff_of(db, permit.school()).await
}

async fn staff_of(db: &impl Db, school: SchoolId) -> Result<Vec<MemberRef>> {
    let roles = Role::ALL
        .into_iter()
        .filter(|role| role.is_staff())
        .map(Role::code)
        .collect();
    let rows = member::Entity::find()
        .filter(member::Column::SchoolId.eq(school))
        .filter(with_role(roles))
        .order_by_asc(member::Column::Name)
        .all(db.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| MemberRef {
            id: row.id,
            name: row.name,
        })
        .collect())
}

/// Whether requests may be assigned to the member: of the permit's school, and in a role that helps.
///
/// # Errors
/// Those of the database.
pub async fn may_help(db: &impl Db, permit: &Permit<TicketWork>, id: MemberId) -> Result<bool> {
    let found = member::Entity::find_by_id(id)
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(with_role(helping_roles()))
        .one(db.connection())
        .await?;
    Ok(found.is_some())
}

/// Chooses the language of a person.
///
/// # Errors
/// Those of the database.
pub async fn set_language(tx: &Tx, of: &Person, language: Lang) -> Result<()> {
    let row = person::ActiveModel {
        id: Set(of.id),
        language: Set(language),
        ..Default::default()
    };
    person::Entity::update(row).exec(tx.connection()).await?;
    Ok(())
}

/// A person to be.
#[derive(Debug, Clone)]
pub struct NewPerson<'a> {
    pub id: PersonId,
    /// In small letters.
    pub login: &'a str,
    pub password_hash: &'a str,
    pub demo: bool,
}

/// A member to be.
#[derive(Debug, Clone)]
pub struct NewMember<'a> {
    pub id: MemberId,
    pub school: SchoolId,
    pub person: Option<PersonId>,
    pub name: &'a str,
    pub post: &'a str,
    pub class_name: Option<&'a str>,
    pub roles: &'a [Role],
    pub children: &'a [MemberId],
}

/// Makes a person.
///
/// # Errors
/// Those of the database, the login being taken among them.
pub async fn insert_person(tx: &Tx, _: System, new: NewPerson<'_>, at: DateTime<Utc>) -> Result<()> {
    let row = person::ActiveModel {
        id: Set(new.id),
        login: Set(new.login.to_owned()),
        password_hash: Set(new.password_hash.to_owned()),
        language: Set(Lang::Ru),
        demo: Set(new.demo),
        created_at: Set(at),
    };
    person::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Whether the login is taken.
///
/// # Errors
/// Those of the database.
pub async fn login_taken(db: &impl Db, _: System, login: &str) -> Result<bool> {
    Ok(person::Entity::find()
        .filter(person::Column::Login.eq(login))
        .one(db.connection())
        .await?
        .is_some())
}

/// Makes a member with roles and children.
///
/// # Errors
/// Those of the database.
pub async fn insert_member(tx: &Tx, _: System, new: NewMember<'_>, at: DateTime<Utc>) -> Result<()> {
    let row = member::ActiveModel {
        id: Set(new.id),
        school_id: Set(new.school),
        person_id: Set(new.person),
        name: Set(new.name.to_owned()),
        post: Set(new.post.to_owned()),
        class_name: Set(new.class_name.map(str::to_owned)),
        created_at: Set(at),
    };
    member::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    for role in new.roles {
        let row = member_role::ActiveModel {
            member_id: Set(new.id),
            role: Set(role.code().to_owned()),
        };
        member_role::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await?;
    }
    for child in new.children {
        let row = guardian::ActiveModel {
            parent_id: Set(new.id),
            child_id: Set(*child),
        };
        guardian::Entity::insert(row)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// The login and the language of a member, for a notice; none without a sign-in.
///
/// # Errors
/// Those of the database.
pub async fn address(db: &impl Db, _: System, id: MemberId) -> Result<Option<(String, Lang)>> {
    let member = member::Entity::find_by_id(id).one(db.connection()).await?;
    let Some(person) = member.and_then(|member| member.person_id) else {
        return Ok(None);
    };
    let person = person::Entity::find_by_id(person).one(db.connection()).await?;
    Ok(person.map(|person| (person.login, person.language)))
}

/// A member as the command line and the demonstration act for them.
///
/// # Errors
/// Those of the database.
pub async fn member_by_login(
    db: &impl Db,
    _: System,
    school: &SchoolCard,
    login: &str,
) -> Result<Option<Member>> {
    let Some(person) = person::Entity::find()
        .filter(person::Column::Login.eq(login))
        .one(db.connection())
        .await?
    else {
        return Ok(None);
    };
    let row = member::Entity::find()
        .filter(member::Column::SchoolId.eq(school.id))
        .filter(member::Column::PersonId.eq(person.id))
        .one(db.connection())
        .await?;
    let Some(row) = row else { return Ok(None) };
    let roles = roles(db, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    Ok(Some(Member {
        id: row.id,
        person: person.id,
        name: row.name,
        class_name: row.class_name,
        roles,
        school: school.clone(),
    }))
}
