//! People as others act about them: for whom one files, who may help with a request, whom an order names.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketFile, TicketWork};
use podskazka_shared::access::{ActionType, Reach, Role};
use podskazka_shared::classes::ClassName;
use podskazka_shared::ids::{ClassId, MemberId, SchoolId};
use podskazka_shared::people::{Child, MemberRef, StaffMember, search_name};
use podskazka_shared::schedules::AcademicYear;
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, Func, IntoCondition, JoinType, LikeExpr, Order, Query, SelectStatement,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::super::entities::{
    acting, appointment, class, class_student, class_teacher, guardian, member, member_role,
};
use super::super::{Db, Tx, private::Connection, tickets::TicketRow};
use super::{found, helping_roles, staff_roles, with_role};
use crate::access::{Granted, Holder, Member, Operator, Permit, Reached, System};
use crate::problem::Result;

/// How many people a search finds at most.
const MOST_FOUND: u64 = 20;

fn id_column() -> Expr {
    Expr::col((member::Entity, member::Column::Id))
}

fn in_school(school: SchoolId) -> Condition {
    Expr::col((member::Entity, member::Column::SchoolId))
        .eq(school)
        .into_condition()
}

/// Somebody of the school as they are at this moment, to weigh whether a request fits them; none when their membership
/// has ended.
///
/// # Errors
/// Those of the database.
pub async fn colleague(
    db: &impl Db,
    permit: &Permit<TicketWork>,
    id: MemberId,
    at: DateTime<Utc>,
) -> Result<Option<Member>> {
    let found = now(db, id, at).await?;
    Ok(found.filter(|member| member.school.id == permit.school()))
}

/// Who printed a slip, as they are at this moment; none when their membership has ended.
///
/// # Errors
/// Those of the database.
pub async fn inviter(db: &impl Db, _: System, id: MemberId, at: DateTime<Utc>) -> Result<Option<Member>> {
    now(db, id, at).await
}

/// A member as they are at this moment, whichever the school.
pub(in crate::store) async fn now(db: &impl Db, id: MemberId, at: DateTime<Utc>) -> Result<Option<Member>> {
    let mut found = found(db, id_column().eq(id).into_condition(), at).await?;
    Ok(found.pop().map(|found| found.card))
}

/// Somebody about whom a request is filed, with the children of this academic year's classes.
#[derive(Debug, Clone)]
pub struct Subject {
    pub member: Member,
    pub children: Vec<(Child, Option<ClassId>)>,
}

impl Reached for Subject {
    fn school(&self) -> SchoolId {
        self.member.school.id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        let others = self.member.id != holder.member;
        let led = |class: &ClassId| holder.classes.contains(class);
        match reach {
            Reach::Own => !others,
            Reach::Others => others,
            Reach::School => true,
            Reach::OwnClass => {
                others
                    && (self.member.class.as_ref().is_some_and(|class| led(&class.id))
                        || self
                            .children
                            .iter()
                            .any(|(_, class)| class.as_ref().is_some_and(led)))
            }
            Reach::OwnChild | Reach::Filed | Reach::Assigned | Reach::Direction | Reach::Addressed => false,
        }
    }
}

/// The person of a card, as somebody to file for; none outside the school. Whether one may is asked of the permit.
///
/// # Errors
/// Those of the database.
pub async fn subject(
    db: &impl Db,
    permit: &Permit<TicketFile>,
    filer: &Member,
    id: MemberId,
    at: DateTime<Utc>,
) -> Result<Option<Subject>> {
    let member = match id == filer.id {
        true => filer.clone(),
        false => {
            let which = in_school(permit.school()).add(id_column().eq(id));
            let Some(found) = found(db, which, at).await?.pop() else {
                return Ok(None);
            };
            found.card
        }
    };
    let mut children = match member.roles.contains(&Role::Parent) {
        true => children(db, &[id], member.school.year)
            .await?
            .remove(&id)
            .unwrap_or_default(),
        false => Vec::new(),
    };
    if id != filer.id {
        keep_reached(permit, &mut children);
    }
    Ok(Some(Subject { member, children }))
}

/// Leaves of somebody else's children those of the own class, unless the permit reaches further.
fn keep_reached(permit: &Permit<TicketFile>, children: &mut Vec<(Child, Option<ClassId>)>) {
    let all = permit
        .reaches()
        .iter()
        .any(|reach| matches!(reach, Reach::Others | Reach::School));
    if !all {
        children.retain(|(_, class)| {
            class
                .as_ref()
                .is_some_and(|class| permit.holder().classes.contains(class))
        });
    }
}

#[derive(FromQueryResult)]
struct ChildRow {
    parent_id: MemberId,
    id: MemberId,
    name: String,
    class: Option<ClassId>,
    grade: Option<i16>,
    letter: Option<String>,
}

/// The children of these parents with their classes of the year.
async fn children(
    db: &impl Db,
    of: &[MemberId],
    year: AcademicYear,
) -> Result<HashMap<MemberId, Vec<(Child, Option<ClassId>)>>> {
    let of_class = |column: class::Column| Expr::col((class::Entity, column));
    let select = Query::select()
        .column((guardian::Entity, guardian::Column::ParentId))
        .column((member::Entity, member::Column::Id))
        .column((member::Entity, member::Column::Name))
        .expr_as(of_class(class::Column::Id), "class")
        .column((class::Entity, class::Column::Grade))
        .column((class::Entity, class::Column::Letter))
        .from(guardian::Entity)
        .join(
            JoinType::InnerJoin,
            member::Entity,
            Condition::all()
                .add(guardian::Column::ChildId.into_expr().eq(id_column()))
                .add(member::Column::EndedAt.is_null()),
        )
        .join(
            JoinType::LeftJoin,
            class_student::Entity,
            Condition::all()
                .add(class_student::Column::MemberId.into_expr().eq(id_column()))
                .add(class_student::Column::EndedAt.is_null()),
        )
        .join(
            JoinType::LeftJoin,
            class::Entity,
            Condition::all()
                .add(
                    class_student::Column::ClassId
                        .into_expr()
                        .eq(of_class(class::Column::Id)),
                )
                .add(class::Column::Year.eq(year.first())),
        )
        .and_where(guardian::Column::ParentId.is_in(of.iter().copied()))
        .order_by((member::Entity, member::Column::Name), Order::Asc)
        .to_owned();
    let rows = ChildRow::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    let mut children: HashMap<MemberId, Vec<(Child, Option<ClassId>)>> = HashMap::new();
    for row in rows {
        let name = row.grade.zip(row.letter);
        let child = Child {
            id: row.id,
            name: row.name,
            class: name.map(|(grade, letter)| ClassName { grade, letter }),
        };
        children
            .entry(row.parent_id)
            .or_default()
            .push((child, row.class));
    }
    Ok(children)
}

/// Students of these classes, and their parents.
fn of_classes(classes: &[ClassId]) -> Condition {
    let students = || -> SelectStatement {
        Query::select()
            .column(class_student::Column::MemberId)
            .from(class_student::Entity)
            .and_where(class_student::Column::ClassId.is_in(classes.iter().copied()))
            .and_where(class_student::Column::EndedAt.is_null())
            .to_owned()
    };
    let parents = Query::select()
        .column(guardian::Column::ParentId)
        .from(guardian::Entity)
        .and_where(guardian::Column::ChildId.into_expr().in_subquery(students()))
        .to_owned();
    Condition::any()
        .add(id_column().in_subquery(students()))
        .add(id_column().in_subquery(parents))
}

/// A text as it stands in a pattern of LIKE.
fn escaped(text: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '%' | '_');
    text.chars()
        .flat_map(|c| special(c).then_some('\\').into_iter().chain([c]))
        .collect()
}

/// Whom to look for.
#[derive(Debug, Clone, Copy)]
pub enum Sought<'a> {
    /// By the beginnings of the words of a name.
    Name(&'a str),
    /// By the whole e-mail address on the card.
    Email(&'a str),
}

/// People for whom the permit lets one file, by name.
///
/// # Errors
/// Those of the database.
pub async fn requesters(
    db: &impl Db,
    permit: &Permit<TicketFile>,
    sought: Sought<'_>,
    at: DateTime<Utc>,
) -> Result<Vec<Subject>> {
    let mut reached = Condition::any().add(Expr::val(false));
    for reach in permit.reaches() {
        reached = match reach {
            Reach::Others | Reach::School => reached.add(Expr::val(true)),
            Reach::OwnClass => reached.add(of_classes(&permit.holder().classes)),
            Reach::Own
            | Reach::OwnChild
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed => reached,
        };
    }
    let mut asking = staff_roles();
    asking.extend([Role::Parent.code(), Role::Student.code()]);
    let mut select = Query::select();
    select
        .expr_as(id_column(), "id")
        .from(member::Entity)
        .cond_where(in_school(permit.school()))
        .and_where(member::Column::EndedAt.is_null())
        .and_where(id_column().ne(permit.member()))
        .cond_where(reached)
        .cond_where(with_role(asking))
        .order_by((member::Entity, member::Column::Name), Order::Asc)
        .order_by((member::Entity, member::Column::Id), Order::Asc)
        .limit(MOST_FOUND);
    match sought {
        Sought::Name(name) => {
            for word in search_name(name).split(' ') {
                let word = escaped(word);
                let like = |pattern: String| {
                    Expr::col((member::Entity, member::Column::SearchName))
                        .like(LikeExpr::new(pattern).escape('\\'))
                };
                select.cond_where(
                    Condition::any()
                        .add(like(format!("{word}%")))
                        .add(like(format!("% {word}%"))),
                );
            }
        }
        Sought::Email(address) => {
            let email = Func::lower(Expr::col((member::Entity, member::Column::Email)));
            select.and_where(Expr::expr(email).eq(address.to_lowercase()));
        }
    }
    let rows = db.connection().query_all(&select).await?;
    let ids = rows
        .iter()
        .map(|row| row.try_get("", "id"))
        .collect::<std::result::Result<Vec<MemberId>, _>>()?;
    let members = found(db, id_column().is_in(ids.iter().copied()).into_condition(), at).await?;
    let Some(year) = members.first().map(|found| found.card.school.year) else {
        return Ok(Vec::new());
    };
    let mut all_children = children(db, &ids, year).await?;
    let mut subjects: Vec<Subject> = members
        .into_iter()
        .map(|found| {
            let mut children = all_children.remove(&found.card.id).unwrap_or_default();
            keep_reached(permit, &mut children);
            Subject {
                member: found.card,
                children,
            }
        })
        .collect();
    subjects.sort_by_key(|subject| ids.iter().position(|id| *id == subject.member.id));
    Ok(subjects)
}

/// The parents of a student.
///
/// # Errors
/// Those of the database.
pub async fn parents<A: ActionType>(db: &impl Db, _: &Permit<A>, child: MemberId) -> Result<Vec<MemberId>> {
    let rows = guardian::Entity::find()
        .filter(guardian::Column::ChildId.eq(child))
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(|row| row.parent_id).collect())
}

/// Whether a class has a class teacher who is none of `except`.
///
/// # Errors
/// Those of the database.
pub async fn is_led(
    db: &impl Db,
    _: &Permit<TicketFile>,
    class: ClassId,
    except: &[MemberId],
) -> Result<bool> {
    let leaders = Query::select()
        .column(class_teacher::Column::MemberId)
        .from(class_teacher::Entity)
        .and_where(class_teacher::Column::ClassId.eq(class))
        .to_owned();
    let found = member::Entity::find()
        .filter(id_column().in_subquery(leaders))
        .filter(member::Column::EndedAt.is_null())
        .filter(id_column().is_not_in(except.iter().copied()))
        .filter(with_role(vec![Role::ClassTeacher.code()]))
        .one(db.connection())
        .await?;
    Ok(found.is_some())
}

/// Those to whom a request may be assigned now, by name.
///
/// # Errors
/// Those of the database.
pub async fn helpers(
    db: &impl Db,
    permit: &Permit<TicketWork>,
    ticket: &Granted<TicketWork, TicketRow>,
    at: DateTime<Utc>,
) -> Result<Vec<StaffMember>> {
    let acting = Query::select()
        .column(acting::Column::MemberId)
        .from(acting::Entity)
        .and_where(acting::Column::SchoolId.eq(permit.school()))
        .and_where(acting::Column::EndedAt.is_null())
        .to_owned();
    // Wider than who helps today: what each is now, `fits` weighs by the school's own day.
    let appointed = Query::select()
        .column(appointment::Column::MemberId)
        .from(appointment::Entity)
        .and_where(appointment::Column::SchoolId.eq(permit.school()))
        .and_where(appointment::Column::ApprovedAt.is_not_null())
        .and_where(appointment::Column::EndedAt.is_null())
        .to_owned();
    let mut which = Condition::any()
        .add(with_role(helping_roles()))
        .add(id_column().in_subquery(appointed))
        .add(id_column().in_subquery(acting));
    if let Some(class) = ticket.addressed_class() {
        let leaders = Query::select()
            .column(class_teacher::Column::MemberId)
            .from(class_teacher::Entity)
            .and_where(class_teacher::Column::ClassId.eq(class))
            .to_owned();
        which = which.add(id_column().in_subquery(leaders));
    }
    let hidden: HashSet<MemberId> = match ticket.is_private() {
        true => parents(db, permit, ticket.requester())
            .await?
            .into_iter()
            .collect(),
        false => HashSet::new(),
    };
    let mut helpers: Vec<StaffMember> = found(db, in_school(permit.school()).add(which), at)
        .await?
        .into_iter()
        .filter(|found| ticket.fits(&found.card) && !hidden.contains(&found.card.id))
        .map(|found| StaffMember {
            id: found.card.id,
            name: found.card.name,
            post: found.post,
            helps: true,
        })
        .collect();
    helpers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(helpers)
}

/// Whether the member is one of the permit's school's staff.
///
/// # Errors
/// Those of the database.
pub async fn is_staff<A: ActionType>(db: &impl Db, permit: &Permit<A>, id: MemberId) -> Result<bool> {
    has_role(db, permit.school(), id, staff_roles()).await
}

/// Whether the member is the head of the permit's school.
///
/// # Errors
/// Those of the database.
pub async fn leads_school<A: ActionType>(db: &impl Db, permit: &Permit<A>, id: MemberId) -> Result<bool> {
    has_role(db, permit.school(), id, vec![Role::Director.code()]).await
}

async fn has_role(db: &impl Db, school: SchoolId, id: MemberId, roles: Vec<&'static str>) -> Result<bool> {
    let found = member::Entity::find_by_id(id)
        .filter(member::Column::SchoolId.eq(school))
        .filter(member::Column::EndedAt.is_null())
        .filter(with_role(roles))
        .one(db.connection())
        .await?;
    Ok(found.is_some())
}

/// Staff of a school who are not its head, by their full name: what an operator's paper tells.
///
/// # Errors
/// Those of the database.
pub async fn named_staff(tx: &Tx, _: Operator, school: SchoolId, name: &str) -> Result<Vec<MemberRef>> {
    let rows = member::Entity::find()
        .filter(member::Column::SchoolId.eq(school))
        .filter(member::Column::EndedAt.is_null())
        .filter(member::Column::SearchName.eq(search_name(name)))
        .filter(with_role(staff_roles()))
        .filter(with_role(vec![Role::Director.code()]).not())
        .all(tx.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| MemberRef {
            id: row.id,
            name: row.name,
        })
        .collect())
}

/// Members who have one of the roles, as a list of ids.
pub(in crate::store) fn holding(roles: Vec<&'static str>) -> SelectStatement {
    Query::select()
        .column((member_role::Entity, member_role::Column::MemberId))
        .from(member_role::Entity)
        .join(
            JoinType::InnerJoin,
            member::Entity,
            member_role::Column::MemberId.into_expr().eq(id_column()),
        )
        .and_where(member_role::Column::Role.is_in(roles))
        .and_where(member::Column::EndedAt.is_null())
        .to_owned()
}
