//! People and what they are in schools.

pub mod cards;
pub mod end;
pub mod imports;
mod overseers;
pub(super) mod requesters;
pub(super) mod standing;

pub(in crate::store) use overseers::{heads_in, is_no_head};
pub use overseers::{heads_of, who_follows_up, who_helps, who_oversees};
pub use requesters::{
    Sought, Subject, colleague, helpers, inviter, is_led, is_staff, leads_school, named_staff, parents,
    requesters, subject,
};

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{ScheduleDraft, StaffRead};
use podskazka_shared::access::{Action, Capacity, Reach, Role, reaches};
use podskazka_shared::classes::ClassName;
use podskazka_shared::ids::{MemberId, PersonId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::{Child, MemberRef, Membership, StaffMember, StaffQuery, search_name};
use podskazka_shared::schedules::AcademicYear;
use podskazka_shared::schools::SchoolRef;
use podskazka_shared::text::Lang;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, JoinType, Order, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
};

use super::entities::{appointment, class, class_student, guardian, member, member_role, school};
use super::{Db, Tx, private::Connection};
use crate::access::{Member, Permit, Person, SchoolCard, System};
use crate::problem::Result;

/// A member with school and standing, as the joined rows tell it.
struct Found {
    card: Member,
    post: String,
    standing: standing::Standing,
}

#[derive(FromQueryResult)]
struct MemberRow {
    member: MemberId,
    person_id: Option<PersonId>,
    name: String,
    post: String,
    role: Option<String>,
    school: SchoolId,
    slug: String,
    school_name: String,
    time_zone: String,
    year: i32,
    private_from_grade: Option<i16>,
}

/// The members of the condition who have not ended, with what they are at this moment; in one query.
async fn found(db: &impl Db, which: Condition, at: DateTime<Utc>) -> Result<Vec<Found>> {
    let mut select = Query::select();
    select
        .expr_as(Expr::col((member::Entity, member::Column::Id)), "member")
        .column((member::Entity, member::Column::PersonId))
        .column((member::Entity, member::Column::Name))
        .column((member::Entity, member::Column::Post))
        .column((member_role::Entity, member_role::Column::Role))
        .expr_as(Expr::col((school::Entity, school::Column::Id)), "school")
        .column((school::Entity, school::Column::Slug))
        .expr_as(Expr::col((school::Entity, school::Column::Name)), "school_name")
        .column((school::Entity, school::Column::TimeZone))
        .column((school::Entity, school::Column::Year))
        .column((school::Entity, school::Column::PrivateFromGrade))
        .from(member::Entity)
        .join(
            JoinType::InnerJoin,
            school::Entity,
            member::Column::SchoolId
                .into_expr()
                .eq(school::Column::Id.into_expr()),
        )
        .join(
            JoinType::LeftJoin,
            member_role::Entity,
            member_role::Column::MemberId
                .into_expr()
                .eq(member::Column::Id.into_expr()),
        )
        .cond_where(which)
        .and_where(Expr::col((member::Entity, member::Column::EndedAt)).is_null())
        .order_by((member::Entity, member::Column::Id), Order::Asc);
    standing::join(&mut select);
    let mut members: Vec<(MemberRow, Vec<Role>, Vec<standing::Row>)> = Vec::new();
    for row in db.connection().query_all(&select).await? {
        let member = MemberRow::from_query_result(&row, "")?;
        let standing = standing::Row::from_query_result(&row, "")?;
        let role: Option<Role> = member.role.as_deref().and_then(|role| role.parse().ok());
        match members.last_mut() {
            Some((last, roles, standings)) if last.member == member.member => {
                roles.extend(role);
                standings.push(standing);
            }
            _ => members.push((member, role.into_iter().collect(), vec![standing])),
        }
    }
    let whole = |(row, roles, standings): (MemberRow, Vec<Role>, Vec<standing::Row>)| {
        let zone = super::schools::zone(&row.time_zone)?;
        let year = AcademicYear::beginning(row.year);
        let roles = standing::distinct(roles.into_iter());
        let today = at.with_timezone(&zone).date_naive();
        let standing = standing::of(&roles, standings, year, today);
        Ok(Found {
            card: Member {
                id: row.member,
                person: row.person_id,
                client: None,
                name: row.name,
                roles,
                capacities: standing.capacities.clone(),
                topics: standing.topics.clone(),
                class: standing.class.clone(),
                classes: standing.classes.iter().map(|class| class.id).collect(),
                school: SchoolCard {
                    id: row.school,
                    slug: row.slug,
                    name: row.school_name,
                    zone,
                    year,
                    private_from_grade: row.private_from_grade,
                },
            },
            post: row.post,
            standing,
        })
    };
    members.into_iter().map(whole).collect()
}

/// Everything that the signed-in person is, in two queries.
///
/// # Errors
/// Those of the database.
pub async fn memberships(db: &impl Db, of: &Person, at: DateTime<Utc>) -> Result<Vec<Membership>> {
    let which = Expr::col((member::Entity, member::Column::PersonId)).eq(of.id);
    let found = found(db, which.into_condition(), at).await?;
    let ids: Vec<MemberId> = found.iter().map(|found| found.card.id).collect();
    let mut children = children(db, &ids).await?;
    Ok(found
        .into_iter()
        .map(|found| Membership {
            may_keep_private: found.card.may_keep_private(),
            id: found.card.id,
            school: SchoolRef::from(&found.card.school),
            name: found.card.name,
            post: found.post,
            roles: found.card.roles,
            capacities: found.standing.capacities,
            class: found.standing.class,
            classes: found.standing.classes,
            children: children.remove(&found.card.id).unwrap_or_default(),
        })
        .collect())
}

#[derive(FromQueryResult)]
struct ChildRow {
    parent_id: MemberId,
    id: MemberId,
    name: String,
    grade: Option<i16>,
    letter: Option<String>,
}

async fn children(db: &impl Db, of: &[MemberId]) -> Result<HashMap<MemberId, Vec<Child>>> {
    if of.is_empty() {
        return Ok(HashMap::new());
    }
    let select = Query::select()
        .column((guardian::Entity, guardian::Column::ParentId))
        .column((member::Entity, member::Column::Id))
        .column((member::Entity, member::Column::Name))
        .column((class::Entity, class::Column::Grade))
        .column((class::Entity, class::Column::Letter))
        .from(guardian::Entity)
        .join(
            JoinType::InnerJoin,
            member::Entity,
            Condition::all()
                .add(
                    guardian::Column::ChildId
                        .into_expr()
                        .eq(member::Column::Id.into_expr()),
                )
                .add(Expr::col((member::Entity, member::Column::EndedAt)).is_null()),
        )
        .join(
            JoinType::LeftJoin,
            class_student::Entity,
            Condition::all()
                .add(
                    class_student::Column::MemberId
                        .into_expr()
                        .eq(member::Column::Id.into_expr()),
                )
                .add(Expr::col((class_student::Entity, class_student::Column::EndedAt)).is_null()),
        )
        .join(
            JoinType::LeftJoin,
            class::Entity,
            class_student::Column::ClassId
                .into_expr()
                .eq(class::Column::Id.into_expr()),
        )
        .and_where(guardian::Column::ParentId.is_in(of.iter().copied()))
        .order_by((member::Entity, member::Column::Name), Order::Asc)
        .take();
    let rows = ChildRow::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    let mut children: HashMap<MemberId, Vec<Child>> = HashMap::new();
    for row in rows {
        let name = row.grade.zip(row.letter);
        children.entry(row.parent_id).or_default().push(Child {
            id: row.id,
            name: row.name,
            class: name.map(|(grade, letter)| ClassName { grade, letter }),
        });
    }
    Ok(children)
}

/// The roles to which any request but their own may be assigned.
pub(super) fn helping_roles() -> Vec<&'static str> {
    let helps = |role: &Role| reaches(Action::TicketWork, Capacity::from(*role)).contains(&Reach::Others);
    Role::ALL.iter().copied().filter(helps).map(Role::code).collect()
}

pub(super) fn staff_roles() -> Vec<&'static str> {
    Role::ALL
        .iter()
        .copied()
        .filter(|role| role.is_staff())
        .map(Role::code)
        .collect()
}

pub(super) fn with_role(roles: Vec<&'static str>) -> Condition {
    let select = Query::select()
        .column(member_role::Column::MemberId)
        .from(member_role::Entity)
        .and_where(member_role::Column::Role.is_in(roles))
        .take();
    member::Column::Id
        .into_expr()
        .in_subquery(select)
        .into_condition()
}

/// Staff with an appointment that is in force on the day.
fn appointed(today: NaiveDate) -> Condition {
    use appointment::Column;
    let select = Query::select()
        .column(Column::MemberId)
        .from(appointment::Entity)
        .and_where(Column::ApprovedAt.is_not_null())
        .and_where(Column::EndedAt.is_null())
        .and_where(Column::FromDate.lte(today))
        .cond_where(
            Condition::any()
                .add(Column::ToDate.is_null())
                .add(Column::ToDate.gte(today)),
        )
        .take();
    Condition::all()
        .add(member::Column::Id.into_expr().in_subquery(select))
        .add(with_role(staff_roles()))
}

/// Those to whom requests may be assigned on the day.
pub(super) fn helping(today: NaiveDate) -> Condition {
    Condition::any()
        .add(with_role(helping_roles()))
        .add(appointed(today))
}

/// The school's staff by name.
///
/// # Errors
/// Those of the database.
pub async fn staff(
    db: &impl Db,
    permit: &Permit<StaffRead>,
    query: &StaffQuery,
    today: NaiveDate,
) -> Result<Page<StaffMember>> {
    #[derive(FromQueryResult)]
    struct Row {
        id: MemberId,
        name: String,
        post: String,
        helps: bool,
    }
    let limit = podskazka_shared::page::limit(query.limit);
    let helps = Expr::case(helping(today), Expr::val(true)).finally(Expr::val(false));
    let mut select = Query::select();
    select
        .columns([
            (member::Entity, member::Column::Id),
            (member::Entity, member::Column::Name),
            (member::Entity, member::Column::Post),
        ])
        .expr_as(helps, "helps")
        .from(member::Entity)
        .and_where(member::Column::SchoolId.eq(permit.school()))
        .and_where(member::Column::EndedAt.is_null())
        .cond_where(match query.helps {
            Some(true) => helping(today),
            Some(false) => with_role(staff_roles()).add(helping(today).not()),
            None => with_role(staff_roles()),
        })
        .order_by(member::Column::Name, Order::Asc)
        .order_by(member::Column::Id, Order::Asc)
        .limit(u64::from(limit) + 1);
    if let Some((name, id)) = super::cursor::read::<(String, MemberId)>(query.after.as_ref())? {
        let key = Expr::tuple([Expr::col(member::Column::Name), Expr::col(member::Column::Id)]);
        select.and_where(key.gt(Expr::tuple([Expr::val(name), Expr::val(id)])));
    }
    let rows = Row::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    let rows = rows
        .into_iter()
        .map(|row| StaffMember {
            id: row.id,
            name: row.name,
            post: row.post,
            helps: row.helps,
        })
        .collect();
    Ok(Page::cut(rows, limit.into(), |row: &StaffMember| {
        super::cursor::write(&(&row.name, row.id))
    }))
}

/// Staff of the school with their names, for matching a schedule's rows.
///
/// # Errors
/// Those of the database.
pub async fn staff_names(db: &impl Db, permit: &Permit<ScheduleDraft>) -> Result<Vec<MemberRef>> {
    staff_of(db, permit.school()).await
}

async fn staff_of(db: &impl Db, school: SchoolId) -> Result<Vec<MemberRef>> {
    let rows = member::Entity::find()
        .filter(member::Column::SchoolId.eq(school))
        .filter(member::Column::EndedAt.is_null())
        .filter(with_role(staff_roles()))
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

/// A member to be.
#[derive(Debug, Clone)]
pub struct NewMember<'a> {
    pub id: MemberId,
    pub school: SchoolId,
    pub person: Option<PersonId>,
    pub name: &'a str,
    pub post: &'a str,
    pub external_id: Option<&'a str>,
    pub roles: &'a [Role],
    pub children: &'a [MemberId],
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
        external_id: Set(new.external_id.map(str::to_owned)),
        name: Set(new.name.to_owned()),
        search_name: Set(search_name(new.name)),
        post: Set(new.post.to_owned()),
        deputy_field: Set(None),
        email: Set(String::new()),
        phone: Set(String::new()),
        contacts_checked_at: Set(None),
        contacts_checked_by: Set(None),
        superior_id: Set(None),
        created_at: Set(at),
        ended_at: Set(None),
        erased_at: Set(None),
        version: Set(1),
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

/// Who reads the letters to a member.
#[derive(Debug, Clone)]
pub struct Reader {
    pub person: PersonId,
    /// Their confirmed address.
    pub address: String,
    pub lang: Lang,
}

/// Who reads the letters to a member; none without an address.
///
/// # Errors
/// Those of the database.
pub async fn reader(db: &impl Db, why: System, id: MemberId) -> Result<Option<Reader>> {
    let member = member::Entity::find_by_id(id).one(db.connection()).await?;
    let Some(person) = member.and_then(|member| member.person_id) else {
        return Ok(None);
    };
    let Some(address) = super::names::addresses(db, why, person).await?.into_iter().next() else {
        return Ok(None);
    };
    let lang = super::persons::credentials(db, why, person).await?.language;
    Ok(Some(Reader {
        person,
        address,
        lang,
    }))
}

/// A member by a sign-in name in its written form, as the command line and the demonstration act for them.
///
/// # Errors
/// Those of the database.
pub async fn member_by_login(
    db: &impl Db,
    why: System,
    school: &SchoolCard,
    login: &str,
    at: DateTime<Utc>,
) -> Result<Option<Member>> {
    let Some(person) = super::names::owner(db, why, login).await? else {
        return Ok(None);
    };
    let which = Condition::all()
        .add(Expr::col((member::Entity, member::Column::SchoolId)).eq(school.id))
        .add(Expr::col((member::Entity, member::Column::PersonId)).eq(person));
    Ok(found(db, which, at).await?.pop().map(|found| found.card))
}
