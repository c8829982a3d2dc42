//! The step into the next academic year: what it would do, and doing it (P5).

use std::collections::{BTreeMap, HashMap, HashSet};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::access::action::{ClassEdit, PeopleEdit};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::classes::{AdvancingClass, ClassName, LeaversBody, YearPlan};
use podskazka_shared::ids::{ClassId, MemberId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder};
use sha2::{Digest, Sha256};

use super::super::entities::{class, class_student, guardian, member, school, ticket};
use super::super::people::{cards, end, with_role};
use super::super::{Db, Tx, private::Connection};
use super::rows;
use crate::access::Permit;
use crate::clock::new_id;
use crate::problem::{Error, Result};

/// Who leaves.
struct Leaving {
    /// Students who are nothing else here.
    students: Vec<MemberRef>,
    /// Students who are something else too: they lose that role alone.
    more: Vec<MemberRef>,
    parents: Vec<MemberRef>,
}

/// The same for the same people in the same groups, whatever their order and names.
fn digest(groups: [&[MemberRef]; 4]) -> String {
    let mut hash = Sha256::new();
    for (group, people) in (0u8..).zip(groups) {
        let mut ids: Vec<MemberId> = people.iter().map(|one| one.id).collect();
        ids.sort_unstable();
        for id in ids {
            hash.update([group]);
            hash.update(id.0.as_bytes());
        }
    }
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// The step, worked out.
#[derive(Debug, Clone)]
pub struct Advance {
    pub plan: YearPlan,
    /// The class and its next one, by student who stays.
    staying: Vec<(ClassId, MemberId)>,
}

#[derive(FromQueryResult)]
struct Pupil {
    member_id: MemberId,
    class_id: ClassId,
    name: String,
}

/// Works out what the step would do. It ends memberships, so it takes that right too.
///
/// # Errors
/// `invalid` when a leaver is no class or no student of this year.
pub async fn plan(
    db: &impl Db,
    permit: &Permit<ClassEdit>,
    _: &Permit<PeopleEdit>,
    leavers: &LeaversBody,
) -> Result<Advance> {
    let school = school::Entity::find_by_id(permit.school())
        .one(db.connection())
        .await?
        .ok_or(ProblemKind::NotFound)?;
    let from = AcademicYear::beginning(school.year);
    let classes = class::Entity::find()
        .filter(class::Column::SchoolId.eq(permit.school()))
        .filter(class::Column::Year.eq(school.year))
        .order_by_asc(class::Column::Grade)
        .order_by_asc(class::Column::Letter)
        .all(db.connection())
        .await?;
    let pupils = pupils(db, permit, school.year).await?;
    check(leavers, &classes, &pupils)?;
    let leaving_classes: HashSet<ClassId> = leavers.leaving_classes.iter().copied().collect();
    let leaving_students: HashSet<MemberId> = leavers.leaving_students.iter().copied().collect();
    let ids: Vec<ClassId> = classes.iter().map(|row| row.id).collect();
    let mut teachers = rows::teachers(db, &ids).await?;
    let repeats: HashSet<MemberId> = leavers.repeating_students.iter().copied().collect();
    let mut advancing = Vec::new();
    let (mut staying, mut gone, mut repeating) = (Vec::new(), Vec::new(), Vec::new());
    let mut by_class: HashMap<ClassId, Vec<Pupil>> = HashMap::new();
    for pupil in pupils {
        by_class.entry(pupil.class_id).or_default().push(pupil);
    }
    for row in classes {
        let name = ClassName {
            grade: row.grade,
            letter: row.letter,
        };
        let next = name.next().filter(|_| !leaving_classes.contains(&row.id));
        let pupils = by_class.remove(&row.id).unwrap_or_default();
        let (repeat, others): (Vec<Pupil>, Vec<Pupil>) = pupils
            .into_iter()
            .partition(|pupil| repeats.contains(&pupil.member_id));
        let (leave, stay): (Vec<Pupil>, Vec<Pupil>) = others
            .into_iter()
            .partition(|pupil| next.is_none() || leaving_students.contains(&pupil.member_id));
        let number = |pupils: &[Pupil]| u32::try_from(pupils.len()).unwrap_or(u32::MAX);
        advancing.push(AdvancingClass {
            id: row.id,
            name,
            next,
            staying: number(&stay),
            leaving: number(&leave),
            repeating: number(&repeat),
            teachers: teachers.remove(&row.id).unwrap_or_default(),
        });
        staying.extend(stay.into_iter().map(|pupil| (row.id, pupil.member_id)));
        let named = |pupil: Pupil| MemberRef {
            id: pupil.member_id,
            name: pupil.name,
        };
        gone.extend(leave.into_iter().map(named));
        repeating.extend(repeat.into_iter().map(named));
    }
    let leaving = leaving(db, permit, gone).await?;
    Ok(Advance {
        plan: YearPlan {
            from,
            to: AcademicYear::beginning(school.year + 1),
            classes: advancing,
            digest: digest([&leaving.students, &leaving.more, &leaving.parents, &repeating]),
            leavers: leaving.students,
            students_no_more: leaving.more,
            parents: leaving.parents,
            repeating,
            unclassed: unclassed(db, permit, school.year).await?,
            version: school.version,
        },
        staying,
    })
}

/// The students in the classes of the year.
async fn pupils(db: &impl Db, permit: &Permit<ClassEdit>, year: i32) -> Result<Vec<Pupil>> {
    let select = Query::select()
        .columns([
            (class_student::Entity, class_student::Column::MemberId),
            (class_student::Entity, class_student::Column::ClassId),
        ])
        .column((member::Entity, member::Column::Name))
        .from(class_student::Entity)
        .join(
            JoinType::InnerJoin,
            class::Entity,
            class_student::Column::ClassId
                .into_expr()
                .eq(class::Column::Id.into_expr()),
        )
        .join(
            JoinType::InnerJoin,
            member::Entity,
            class_student::Column::MemberId
                .into_expr()
                .eq(member::Column::Id.into_expr()),
        )
        .and_where(class::Column::SchoolId.eq(permit.school()))
        .and_where(class::Column::Year.eq(year))
        .and_where(class_student::Column::EndedAt.into_expr().is_null())
        .and_where(member::Column::EndedAt.into_expr().is_null())
        .order_by((member::Entity, member::Column::SearchName), sea_orm::Order::Asc)
        .to_owned();
    Ok(
        Pupil::find_by_statement(db.connection().get_database_backend().build(&select))
            .all(db.connection())
            .await?,
    )
}

/// Students who are in no class of the year.
async fn unclassed(db: &impl Db, permit: &Permit<ClassEdit>, year: i32) -> Result<u32> {
    use sea_orm::PaginatorTrait;
    let classed = Query::select()
        .column((class_student::Entity, class_student::Column::MemberId))
        .from(class_student::Entity)
        .join(
            JoinType::InnerJoin,
            class::Entity,
            class_student::Column::ClassId
                .into_expr()
                .eq(class::Column::Id.into_expr()),
        )
        .and_where(class::Column::Year.eq(year))
        .and_where(class_student::Column::EndedAt.into_expr().is_null())
        .to_owned();
    let number = member::Entity::find()
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(member::Column::EndedAt.is_null())
        .filter(with_role(vec![Role::Student.code()]))
        .filter(member::Column::Id.into_expr().in_subquery(classed).not())
        .count(db.connection())
        .await?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}

fn check(leavers: &LeaversBody, classes: &[class::Model], pupils: &[Pupil]) -> Result<()> {
    let mut errors = Vec::new();
    let known: HashSet<ClassId> = classes.iter().map(|row| row.id).collect();
    for (index, id) in leavers.leaving_classes.iter().enumerate() {
        if !known.contains(id) {
            let pointer = format!("/leaving_classes/{index}");
            errors.push(FieldError::new(pointer, FieldErrorKind::NotFound));
        }
    }
    let known: HashSet<MemberId> = pupils.iter().map(|pupil| pupil.member_id).collect();
    let students = [
        ("leaving_students", &leavers.leaving_students),
        ("repeating_students", &leavers.repeating_students),
    ];
    for (field, ids) in students {
        for (index, _) in ids.iter().enumerate().filter(|(_, id)| !known.contains(id)) {
            let pointer = format!("/{field}/{index}");
            errors.push(FieldError::new(pointer, FieldErrorKind::NotFound));
        }
    }
    // Who leaves does not repeat.
    let leaving: HashSet<&MemberId> = leavers.leaving_students.iter().collect();
    for (index, id) in leavers.repeating_students.iter().enumerate() {
        if leaving.contains(id) {
            let pointer = format!("/repeating_students/{index}");
            errors.push(FieldError::new(pointer, FieldErrorKind::Taken));
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::invalid(errors))
    }
}

/// The memberships that end with these students: their own, and those of parents who have no other child here.
async fn leaving(db: &impl Db, permit: &Permit<ClassEdit>, students: Vec<MemberRef>) -> Result<Leaving> {
    let gone: HashSet<MemberId> = students.iter().map(|student| student.id).collect();
    let ids: Vec<MemberId> = gone.iter().copied().collect();
    let mut parents: HashSet<MemberId> = HashSet::new();
    let mut facts = HashMap::new();
    for ids in ids.chunks(1000) {
        let rows = guardian::Entity::find()
            .filter(guardian::Column::ChildId.is_in(ids.iter().copied()))
            .all(db.connection())
            .await?;
        parents.extend(rows.into_iter().map(|row| row.parent_id));
        let which = member::Column::Id.is_in(ids.iter().copied());
        facts.extend(cards::facts(db, which.into()).await?);
    }
    let (only, more): (Vec<MemberRef>, Vec<MemberRef>) = students.into_iter().partition(|student| {
        facts
            .get(&student.id)
            .is_some_and(|facts| facts.roles == [Role::Student])
    });
    let mut ending = Vec::new();
    let parents: Vec<MemberId> = parents.into_iter().collect();
    for ids in parents.chunks(1000) {
        let which = || member::Column::Id.is_in(ids.iter().copied());
        let facts = cards::facts(db, which().into()).await?;
        let children = children(db, ids).await?;
        let present = which().and(member::Column::EndedAt.into_expr().is_null());
        let present = present.and(member::Column::SchoolId.eq(permit.school()));
        for parent in cards::refs(db, present.into()).await? {
            let alone = facts
                .get(&parent.id)
                .is_some_and(|facts| facts.roles == [Role::Parent]);
            let other = children
                .iter()
                .any(|(of, child)| *of == parent.id && !gone.contains(child));
            if alone && !other {
                ending.push(parent);
            }
        }
    }
    ending.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(Leaving {
        students: only,
        more,
        parents: ending,
    })
}

/// Parents and their children who are members now.
async fn children(db: &impl Db, parents: &[MemberId]) -> Result<Vec<(MemberId, MemberId)>> {
    #[derive(FromQueryResult)]
    struct Row {
        parent_id: MemberId,
        child_id: MemberId,
    }
    let select = Query::select()
        .columns([
            (guardian::Entity, guardian::Column::ParentId),
            (guardian::Entity, guardian::Column::ChildId),
        ])
        .from(guardian::Entity)
        .join(
            JoinType::InnerJoin,
            member::Entity,
            guardian::Column::ChildId
                .into_expr()
                .eq(member::Column::Id.into_expr()),
        )
        .and_where(guardian::Column::ParentId.is_in(parents.iter().copied()))
        .and_where(member::Column::EndedAt.into_expr().is_null())
        .to_owned();
    let rows = Row::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.parent_id, row.child_id))
        .collect())
}

/// Begins the next year if the school still has the plan's year and version; false when it has not.
///
/// # Errors
/// Those of the database.
pub async fn advance(tx: &Tx, permit: &Permit<ClassEdit>, step: &Advance, at: DateTime<Utc>) -> Result<bool> {
    use school::Column as S;
    let plan = &step.plan;
    let raised = school::Entity::update_many()
        .col_expr(S::Year, Expr::value(plan.to.first()))
        .col_expr(S::Version, Expr::value(plan.version + 1))
        .filter(S::Id.eq(permit.school()))
        .filter(S::Version.eq(plan.version))
        .filter(S::Year.eq(plan.from.first()))
        .exec(tx.connection())
        .await?;
    if raised.rows_affected != 1 {
        return Ok(false);
    }
    // Leavers go before the classes of the year do, so that their rows end with the membership.
    let ids = |people: &[MemberRef]| -> Vec<MemberId> { people.iter().map(|one| one.id).collect() };
    let ending = [ids(&plan.leavers), ids(&plan.parents)].concat();
    end::end(tx, permit, &ending, at).await?;
    let more = ids(&plan.students_no_more);
    for id in &more {
        let facts = cards::facts(tx, member::Column::Id.eq(*id).into()).await?;
        let before = facts.get(id).map(|facts| facts.roles.clone()).unwrap_or_default();
        let after: Vec<Role> = before
            .iter()
            .copied()
            .filter(|role| *role != Role::Student)
            .collect();
        cards::set_roles(tx, permit, *id, &after).await?;
        end::lose(tx, permit, &[(*id, before, after)], at).await?;
    }
    cards::touch(tx, permit, &more).await?;
    let mut next: BTreeMap<ClassId, ClassId> = BTreeMap::new();
    let mut new = Vec::new();
    let mut teachers = Vec::new();
    for class in &plan.classes {
        let Some(name) = &class.next else { continue };
        let id: ClassId = new_id(at);
        next.insert(class.id, id);
        new.push((id, name.clone()));
        teachers.extend(class.teachers.iter().map(|teacher| (id, teacher.id)));
    }
    rows::insert(tx, permit, plan.to, &new, at).await?;
    let mut students: Vec<MemberId> = step.staying.iter().map(|(_, student)| *student).collect();
    students.extend(ids(&plan.repeating));
    end::leave_classes(tx, permit, &students, at).await?;
    let places: Vec<(ClassId, MemberId)> = step
        .staying
        .iter()
        .filter_map(|(class, student)| Some((*next.get(class)?, *student)))
        .collect();
    rows::place(tx, permit, &places, at).await?;
    rows::set_teachers(tx, permit, &[], &teachers).await?;
    cards::touch(tx, permit, &students).await?;
    // What was sent to the class teacher goes along with the class.
    for (old, new) in &next {
        ticket::Entity::update_many()
            .col_expr(ticket::Column::AddressedClassId, Expr::value(Some(*new)))
            .filter(ticket::Column::AddressedClassId.eq(*old))
            .exec(tx.connection())
            .await?;
    }
    Ok(true)
}
