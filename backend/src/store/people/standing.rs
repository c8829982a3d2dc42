//! What a member is now: roles, classes of the academic year, and orders in force, joined to whatever finds the member.

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::appointments::{Direction, covered};
use podskazka_shared::classes::{ClassName, ClassRef};
use podskazka_shared::ids::{AppointmentId, ClassId};
use podskazka_shared::schedules::AcademicYear;
use podskazka_shared::tickets::Topic;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, JoinType, Query, SelectStatement,
};
use sea_orm::{ColumnTrait, FromQueryResult};

use super::super::entities::{acting, appointment, class, class_student, class_teacher, member, withdrawal};

/// The joined columns of one row; the member's rows are the product of what they are several of.
#[derive(FromQueryResult)]
pub(in crate::store) struct Row {
    student_class: Option<ClassId>,
    student_year: Option<i32>,
    student_grade: Option<i16>,
    student_letter: Option<String>,
    led_class: Option<ClassId>,
    led_year: Option<i32>,
    led_grade: Option<i16>,
    led_letter: Option<String>,
    appointment: Option<AppointmentId>,
    directions: Option<serde_json::Value>,
    topics: Option<serde_json::Value>,
    appointed_from: Option<NaiveDate>,
    appointed_to: Option<NaiveDate>,
    acting_from: Option<NaiveDate>,
    acting_to: Option<NaiveDate>,
    withdrawn_at: Option<DateTime<Utc>>,
}

/// What the rows of a member come to.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct Standing {
    pub(in crate::store) capacities: Vec<Capacity>,
    pub(in crate::store) topics: Vec<Topic>,
    pub(in crate::store) class: Option<ClassRef>,
    pub(in crate::store) classes: Vec<ClassRef>,
}

/// Joins what [`Row`] reads to a query that has the table of members.
pub(in crate::store) fn join(select: &mut SelectStatement) {
    let me = || Expr::col((member::Entity, member::Column::Id));
    let (studied, led) = (Alias::new("studied_class"), Alias::new("led_class_row"));
    let of = |alias: &Alias, column: class::Column| Expr::col((alias.clone(), column).into_column_ref());
    let in_force = |column: appointment::Column| Expr::col((appointment::Entity, column));
    select
        .join(
            JoinType::LeftJoin,
            class_student::Entity,
            Condition::all()
                .add(class_student::Column::MemberId.into_expr().eq(me()))
                .add(Expr::col((class_student::Entity, class_student::Column::EndedAt)).is_null()),
        )
        .join_as(
            JoinType::LeftJoin,
            class::Entity,
            studied.clone(),
            of(&studied, class::Column::Id).eq(class_student::Column::ClassId.into_expr()),
        )
        .join(
            JoinType::LeftJoin,
            class_teacher::Entity,
            class_teacher::Column::MemberId.into_expr().eq(me()),
        )
        .join_as(
            JoinType::LeftJoin,
            class::Entity,
            led.clone(),
            of(&led, class::Column::Id).eq(class_teacher::Column::ClassId.into_expr()),
        )
        .join(
            JoinType::LeftJoin,
            appointment::Entity,
            Condition::all()
                .add(appointment::Column::MemberId.into_expr().eq(me()))
                .add(in_force(appointment::Column::ApprovedAt).is_not_null())
                .add(in_force(appointment::Column::EndedAt).is_null()),
        )
        .join(
            JoinType::LeftJoin,
            acting::Entity,
            Condition::all()
                .add(acting::Column::MemberId.into_expr().eq(me()))
                .add(Expr::col((acting::Entity, acting::Column::EndedAt)).is_null()),
        )
        .join(
            JoinType::LeftJoin,
            withdrawal::Entity,
            Condition::all()
                .add(withdrawal::Column::MemberId.into_expr().eq(me()))
                .add(Expr::col((withdrawal::Entity, withdrawal::Column::EndedAt)).is_null()),
        );
    for (alias, names) in [
        (
            &studied,
            ["student_class", "student_year", "student_grade", "student_letter"],
        ),
        (&led, ["led_class", "led_year", "led_grade", "led_letter"]),
    ] {
        let columns = [
            class::Column::Id,
            class::Column::Year,
            class::Column::Grade,
            class::Column::Letter,
        ];
        for (column, name) in columns.into_iter().zip(names) {
            select.expr_as(of(alias, column), name);
        }
    }
    select
        .expr_as(in_force(appointment::Column::Id), "appointment")
        .column((appointment::Entity, appointment::Column::Directions))
        .column((appointment::Entity, appointment::Column::Topics))
        .expr_as(in_force(appointment::Column::FromDate), "appointed_from")
        .expr_as(in_force(appointment::Column::ToDate), "appointed_to")
        .expr_as(
            Expr::col((acting::Entity, acting::Column::FromDate)),
            "acting_from",
        )
        .expr_as(Expr::col((acting::Entity, acting::Column::ToDate)), "acting_to")
        .expr_as(
            Expr::col((withdrawal::Entity, withdrawal::Column::At)),
            "withdrawn_at",
        );
}

/// Members who do nothing at their school any more: they have left, or withdrew the consent on which all that a family does rests.
pub(in crate::store) fn gone() -> SelectStatement {
    let of = |column: member::Column| Expr::col((member::Entity, column));
    let withdrawn = Query::select()
        .column(withdrawal::Column::MemberId)
        .from(withdrawal::Entity)
        .and_where(withdrawal::Column::EndedAt.is_null())
        .to_owned();
    let withdrew = Condition::all()
        .add(of(member::Column::Id).in_subquery(withdrawn))
        .add(super::with_role(super::staff_roles()).not());
    Query::select()
        .expr(of(member::Column::Id))
        .from(member::Entity)
        .cond_where(
            Condition::any()
                .add(of(member::Column::EndedAt).is_not_null())
                .add(withdrew),
        )
        .to_owned()
}

fn within(today: NaiveDate, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
    from.is_some_and(|from| from <= today) && to.is_none_or(|to| today <= to)
}

fn class_ref(id: Option<ClassId>, grade: Option<i16>, letter: Option<String>) -> Option<ClassRef> {
    let name = ClassName {
        grade: grade?,
        letter: letter?,
    };
    Some(ClassRef { id: id?, name })
}

/// Each thing once, in order.
pub(in crate::store) fn distinct<T: Ord>(of: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<T> = of.collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn list<T: serde::de::DeserializeOwned>(json: Option<serde_json::Value>) -> Vec<T> {
    json.and_then(|json| serde_json::from_value(json).ok())
        .unwrap_or_default()
}

/// What the member's rows make of them today, in the school's year.
pub(in crate::store) fn of(
    roles: &[Role],
    rows: impl IntoIterator<Item = Row>,
    year: AcademicYear,
    today: NaiveDate,
) -> Standing {
    let mut standing = Standing {
        capacities: roles.iter().copied().map(Capacity::from).collect(),
        ..Standing::default()
    };
    let mut topics = Vec::new();
    let mut withdrawn = false;
    for row in rows {
        withdrawn |= row.withdrawn_at.is_some();
        if row.student_year == Some(year.first()) && standing.class.is_none() {
            standing.class = class_ref(row.student_class, row.student_grade, row.student_letter);
        }
        if row.led_year == Some(year.first())
            && let Some(class) = class_ref(row.led_class, row.led_grade, row.led_letter)
            && roles.contains(&Role::ClassTeacher)
        {
            standing.classes.push(class);
        }
        if row.appointment.is_some() && within(today, row.appointed_from, row.appointed_to) {
            standing.capacities.push(Capacity::Helper);
            let directions: Vec<Direction> = list(row.directions);
            topics.extend(covered(&directions, &list::<Topic>(row.topics)));
        }
        if within(today, row.acting_from, row.acting_to) {
            standing.capacities.push(Capacity::Director);
        }
    }
    // An order is about staff: it says nothing of somebody who is staff no more.
    if !roles.iter().any(|role| role.is_staff()) {
        standing.capacities = roles.iter().copied().map(Capacity::from).collect();
        topics.clear();
    }
    // What a family does here rests on its consent; what staff do rests on labour law.
    if withdrawn {
        standing.capacities.retain(|capacity| capacity.is_staff());
    }
    standing.capacities = distinct(standing.capacities.into_iter());
    standing.topics = distinct(topics.into_iter());
    standing
        .classes
        .sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    standing.classes.dedup();
    standing
}
