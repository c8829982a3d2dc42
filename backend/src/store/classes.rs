//! Classes of an academic year, who is in them, and who leads them (P5, P8).

mod rows;
mod year;

pub use rows::{
    ClassRow, find, hold, insert, list, named, place, rename, set_teachers, students, teachers, touch, whole,
    years,
};
pub use year::{Advance, advance, plan};

pub(super) use rows::attending;

use chrono::{DateTime, Utc};
use podskazka_shared::classes::ClassName;
use podskazka_shared::ids::{ClassId, MemberId, SchoolId};
use podskazka_shared::schedules::AcademicYear;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::entities::{class, class_student, class_teacher};
use super::{Tx, private::Connection};
use crate::access::System;
use crate::clock::new_id;
use crate::problem::{Error, Result};

/// The class of this name in the year; made when there is none.
///
/// # Errors
/// Those of the database.
pub async fn ensure(
    tx: &Tx,
    _: System,
    school: SchoolId,
    year: AcademicYear,
    name: &ClassName,
    at: DateTime<Utc>,
) -> Result<ClassId> {
    use class::Column;
    let row = class::ActiveModel {
        id: Set(new_id(at)),
        school_id: Set(school),
        year: Set(year.first()),
        grade: Set(name.grade),
        letter: Set(name.letter.clone()),
        created_at: Set(at),
        version: Set(1),
    };
    let there = OnConflict::columns([Column::SchoolId, Column::Year, Column::Grade, Column::Letter])
        .do_nothing()
        .to_owned();
    class::Entity::insert(row)
        .on_conflict(there)
        .exec_without_returning(tx.connection())
        .await?;
    let found = class::Entity::find()
        .filter(Column::SchoolId.eq(school))
        .filter(Column::Year.eq(year.first()))
        .filter(Column::Grade.eq(name.grade))
        .filter(Column::Letter.eq(&name.letter))
        .one(tx.connection())
        .await?;
    let found = found.ok_or_else(|| Error::internal("a class that was just made is gone"))?;
    Ok(found.id)
}

/// Puts a student who is in no class into one.
///
/// # Errors
/// Those of the database.
pub async fn enrol(tx: &Tx, _: System, class: ClassId, student: MemberId, at: DateTime<Utc>) -> Result<()> {
    let row = class_student::ActiveModel {
        class_id: Set(class),
        member_id: Set(student),
        since: Set(at),
        ended_at: Set(None),
    };
    class_student::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Makes somebody class teacher of a class.
///
/// # Errors
/// Those of the database.
pub async fn lead(tx: &Tx, _: System, class: ClassId, teacher: MemberId) -> Result<()> {
    let row = class_teacher::ActiveModel {
        class_id: Set(class),
        member_id: Set(teacher),
    };
    class_teacher::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}
