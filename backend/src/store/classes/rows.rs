//! Classes as a permit reaches them, their students and class teachers.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{ClassEdit, ClassRead};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::classes::{Class, ClassName, ClassesQuery};
use podskazka_shared::ids::{ClassId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, JoinType, LockType, Order, Query, SelectStatement,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::super::entities::{class, class_student, class_teacher, member, school};
use super::super::{Db, Tx, private::Connection};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

/// A class as one reader finds it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ClassRow {
    pub id: ClassId,
    school_id: SchoolId,
    year: i32,
    grade: i16,
    letter: String,
    pub version: i64,
    present_year: i32,
}

impl Reached for ClassRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::OwnClass => holder.classes.contains(&self.id),
            Reach::School => true,
            Reach::Own
            | Reach::OwnChild
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed
            | Reach::Others => false,
        }
    }
}

impl ClassRow {
    pub fn name(&self) -> ClassName {
        ClassName {
            grade: self.grade,
            letter: self.letter.clone(),
        }
    }

    /// Whether it is a class of the school's present year: others are history.
    pub fn is_present(&self) -> bool {
        self.year == self.present_year
    }
}

/// Joins class and school to a query of `class_student`, and leaves the rows of students who are in their class now; in
/// a class of a past year, of those who were in it and were not put into another in that year.
pub(in crate::store) fn attending(select: &mut SelectStatement, school: SchoolId) {
    let (later, later_class) = (Alias::new("later"), Alias::new("later_class"));
    let of = |column: class_student::Column| Expr::col((later.clone(), column).into_column_ref());
    let of_class = |column: class::Column| Expr::col((later_class.clone(), column).into_column_ref());
    let moved = Query::select()
        .expr(Expr::val(1))
        .from_as(class_student::Entity, later.clone())
        .join_as(
            JoinType::InnerJoin,
            class::Entity,
            later_class.clone(),
            of_class(class::Column::Id).eq(of(class_student::Column::ClassId)),
        )
        .and_where(of(class_student::Column::MemberId).eq(class_student::Column::MemberId.into_expr()))
        .and_where(of(class_student::Column::Since).gt(class_student::Column::Since.into_expr()))
        .and_where(of_class(class::Column::Year).eq(class::Column::Year.into_expr()))
        .to_owned();
    let past = Condition::all()
        .add(
            class::Column::Year
                .into_expr()
                .lt(school::Column::Year.into_expr()),
        )
        .add(Expr::exists(moved).not());
    select
        .join(
            JoinType::InnerJoin,
            class::Entity,
            class_student::Column::ClassId
                .into_expr()
                .eq(class::Column::Id.into_expr()),
        )
        .join(
            JoinType::InnerJoin,
            school::Entity,
            class::Column::SchoolId
                .into_expr()
                .eq(school::Column::Id.into_expr()),
        )
        .and_where(Expr::col((school::Entity, school::Column::Id)).eq(school))
        .cond_where(
            Condition::any()
                .add(class_student::Column::EndedAt.into_expr().is_null())
                .add(past),
        );
}

/// Selects [`ClassRow`]s within the permit's reach.
fn select(permit: &Permit<ClassRead>) -> SelectStatement {
    use class::Column as C;
    let holder = permit.holder();
    let mut any = Condition::any().add(Expr::val(false));
    for reach in permit.reaches() {
        any = match reach {
            Reach::OwnClass => any.add(C::Id.is_in(holder.classes.iter().copied())),
            Reach::School => any.add(Expr::val(true)),
            Reach::Own
            | Reach::OwnChild
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed
            | Reach::Others => any,
        };
    }
    let mut select = Query::select();
    for column in [C::Id, C::SchoolId, C::Year, C::Grade, C::Letter, C::Version] {
        select.column((class::Entity, column));
    }
    select
        .expr_as(Expr::col((school::Entity, school::Column::Year)), "present_year")
        .from(class::Entity)
        .join(
            JoinType::InnerJoin,
            school::Entity,
            C::SchoolId.into_expr().eq(school::Column::Id.into_expr()),
        )
        .and_where(C::SchoolId.eq(permit.school()))
        .cond_where(any)
        .to_owned()
}

async fn rows(db: &impl Db, select: &SelectStatement) -> Result<Vec<ClassRow>> {
    let statement = db.connection().get_database_backend().build(select);
    Ok(ClassRow::find_by_statement(statement)
        .all(db.connection())
        .await?)
}

/// A class that the reader may see.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<ClassRead>,
    id: ClassId,
) -> Result<Granted<ClassRead, ClassRow>> {
    let found = rows(db, select(permit).and_where(class::Column::Id.eq(id))).await?;
    permit.grant(found.into_iter().next().ok_or(ProblemKind::NotFound)?)
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(tx: &Tx, permit: &Permit<ClassRead>, id: ClassId) -> Result<Granted<ClassRead, ClassRow>> {
    let mut select = select(permit);
    select
        .and_where(class::Column::Id.eq(id))
        .lock_with_tables(LockType::NoKeyUpdate, [class::Entity]);
    let found = rows(tx, &select).await?;
    permit.grant(found.into_iter().next().ok_or(ProblemKind::NotFound)?)
}

/// A page of the classes that the reader may see, by grade and letter; in three queries.
///
/// # Errors
/// Those of the database.
pub async fn list(db: &impl Db, permit: &Permit<ClassRead>, query: &ClassesQuery) -> Result<Page<Class>> {
    use class::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    match query.year {
        Some(year) => select.and_where(C::Year.into_expr().eq(year.first())),
        None => select.and_where(C::Year.into_expr().eq(school::Column::Year.into_expr())),
    };
    if let Some((grade, letter)) = super::super::cursor::read::<(i16, String)>(query.after.as_ref())? {
        let key = Expr::tuple([C::Grade.into_expr(), C::Letter.into_expr()]);
        select.and_where(key.gt(Expr::tuple([Expr::val(grade), Expr::val(letter)])));
    }
    select
        .order_by((class::Entity, C::Grade), Order::Asc)
        .order_by((class::Entity, C::Letter), Order::Asc)
        .limit(u64::from(limit) + 1);
    let page = Page::cut(rows(db, &select).await?, limit.into(), |row: &ClassRow| {
        super::super::cursor::write(&(row.grade, &row.letter))
    });
    Ok(Page {
        items: wholes(db, permit.school(), page.items).await?,
        next: page.next,
    })
}

/// The years of the classes that the reader may see, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn years(db: &impl Db, permit: &Permit<ClassRead>) -> Result<Vec<AcademicYear>> {
    #[derive(FromQueryResult)]
    struct Row {
        year: i32,
    }
    let mut select = select(permit);
    select
        .clear_selects()
        .distinct()
        .column((class::Entity, class::Column::Year))
        .order_by((class::Entity, class::Column::Year), Order::Desc);
    let rows = Row::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| AcademicYear::beginning(row.year))
        .collect())
}

/// A class with its class teachers and the number of its students.
///
/// # Errors
/// Those of the database.
pub async fn whole(db: &impl Db, row: Granted<ClassRead, ClassRow>) -> Result<Class> {
    let school = row.school_id;
    let mut all = wholes(db, school, vec![row.into_row()]).await?;
    all.pop().ok_or_else(|| ProblemKind::NotFound.into())
}

async fn wholes(db: &impl Db, school: SchoolId, rows: Vec<ClassRow>) -> Result<Vec<Class>> {
    #[derive(FromQueryResult)]
    struct Count {
        class_id: ClassId,
        number: i64,
    }
    let ids: Vec<ClassId> = rows.iter().map(|row| row.id).collect();
    let mut select = Query::select();
    select
        .column((class_student::Entity, class_student::Column::ClassId))
        .expr_as(class_student::Column::MemberId.into_expr().count(), "number")
        .from(class_student::Entity)
        .and_where(class_student::Column::ClassId.is_in(ids.iter().copied()))
        .group_by_col((class_student::Entity, class_student::Column::ClassId));
    attending(&mut select, school);
    let counts = Count::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    let counts: HashMap<ClassId, i64> = counts.into_iter().map(|row| (row.class_id, row.number)).collect();
    let mut teachers = teachers(db, &ids).await?;
    let whole = |row: ClassRow| Class {
        name: row.name(),
        year: AcademicYear::beginning(row.year),
        present: row.is_present(),
        students: counts
            .get(&row.id)
            .and_then(|n| u32::try_from(*n).ok())
            .unwrap_or(0),
        teachers: teachers.remove(&row.id).unwrap_or_default(),
        version: row.version,
        id: row.id,
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// The class teachers of classes who are members now.
///
/// # Errors
/// Those of the database.
pub async fn teachers(db: &impl Db, of: &[ClassId]) -> Result<HashMap<ClassId, Vec<MemberRef>>> {
    #[derive(FromQueryResult)]
    struct Row {
        class_id: ClassId,
        id: MemberId,
        name: String,
    }
    let select = Query::select()
        .column((class_teacher::Entity, class_teacher::Column::ClassId))
        .columns([
            (member::Entity, member::Column::Id),
            (member::Entity, member::Column::Name),
        ])
        .from(class_teacher::Entity)
        .join(
            JoinType::InnerJoin,
            member::Entity,
            class_teacher::Column::MemberId
                .into_expr()
                .eq(member::Column::Id.into_expr()),
        )
        .and_where(class_teacher::Column::ClassId.is_in(of.iter().copied()))
        .order_by((member::Entity, member::Column::SearchName), Order::Asc)
        .order_by((member::Entity, member::Column::Id), Order::Asc)
        .to_owned();
    let rows = Row::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    let mut all: HashMap<ClassId, Vec<MemberRef>> = HashMap::new();
    for row in rows {
        all.entry(row.class_id).or_default().push(MemberRef {
            id: row.id,
            name: row.name,
        });
    }
    Ok(all)
}

/// The class of this name in a year of the school.
///
/// # Errors
/// Those of the database.
pub async fn named<A: ActionType>(
    db: &impl Db,
    permit: &Permit<A>,
    year: AcademicYear,
    name: &ClassName,
) -> Result<Option<ClassId>> {
    use class::Column as C;
    let found = class::Entity::find()
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::Year.eq(year.first()))
        .filter(C::Grade.eq(name.grade))
        .filter(C::Letter.eq(&name.letter))
        .one(db.connection())
        .await?;
    Ok(found.map(|row| row.id))
}

/// Makes classes of a year.
///
/// # Errors
/// Those of the database, a name being taken among them.
pub async fn insert<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    year: AcademicYear,
    new: &[(ClassId, ClassName)],
    at: DateTime<Utc>,
) -> Result<()> {
    for new in new.chunks(1000) {
        let rows = new.iter().map(|(id, name)| class::ActiveModel {
            id: Set(*id),
            school_id: Set(permit.school()),
            year: Set(year.first()),
            grade: Set(name.grade),
            letter: Set(name.letter.clone()),
            created_at: Set(at),
            version: Set(1),
        });
        class::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Gives a class another name.
///
/// # Errors
/// Those of the database.
pub async fn rename(tx: &Tx, class: &Granted<ClassEdit, ClassRow>, name: &ClassName) -> Result<()> {
    use class::Column as C;
    class::Entity::update_many()
        .col_expr(C::Grade, Expr::value(name.grade))
        .col_expr(C::Letter, Expr::value(name.letter.as_str()))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(class.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Raises the versions of classes whose people changed.
///
/// # Errors
/// Those of the database.
pub async fn touch<A: ActionType>(tx: &Tx, permit: &Permit<A>, ids: &[ClassId]) -> Result<()> {
    use class::Column as C;
    class::Entity::update_many()
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::Id.is_in(ids.iter().copied()))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// In which classes these are now.
///
/// # Errors
/// Those of the database.
pub async fn students<A: ActionType>(
    db: &impl Db,
    _: &Permit<A>,
    ids: &[MemberId],
) -> Result<HashMap<MemberId, ClassId>> {
    let mut all = HashMap::new();
    for ids in ids.chunks(1000) {
        let rows = class_student::Entity::find()
            .filter(class_student::Column::MemberId.is_in(ids.iter().copied()))
            .filter(class_student::Column::EndedAt.is_null())
            .all(db.connection())
            .await?;
        all.extend(rows.into_iter().map(|row| (row.member_id, row.class_id)));
    }
    Ok(all)
}

/// Puts students who are in no class into classes.
///
/// # Errors
/// Those of the database.
pub async fn place<A: ActionType>(
    tx: &Tx,
    _: &Permit<A>,
    places: &[(ClassId, MemberId)],
    at: DateTime<Utc>,
) -> Result<()> {
    for places in places.chunks(1000) {
        let rows = places.iter().map(|(class, student)| class_student::ActiveModel {
            class_id: Set(*class),
            member_id: Set(*student),
            since: Set(at),
            ended_at: Set(None),
        });
        class_student::Entity::insert_many(rows)
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// Sets the class teachers of classes.
///
/// # Errors
/// Those of the database.
pub async fn set_teachers<A: ActionType>(
    tx: &Tx,
    _: &Permit<A>,
    take: &[(ClassId, MemberId)],
    give: &[(ClassId, MemberId)],
) -> Result<()> {
    for (class, teacher) in take {
        class_teacher::Entity::delete_by_id((*class, *teacher))
            .exec(tx.connection())
            .await?;
    }
    for give in give.chunks(1000) {
        let rows = give.iter().map(|(class, teacher)| class_teacher::ActiveModel {
            class_id: Set(*class),
            member_id: Set(*teacher),
        });
        class_teacher::Entity::insert_many(rows)
            .on_conflict_do_nothing()
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}
