//! Memberships end, and what hung on them with them: classes, orders, open requests, who is whose superior.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use podskazka_shared::access::{Action, ActionType, Role};
use podskazka_shared::ids::{MemberId, SchoolId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;
use sea_orm::sea_query::{Expr, ExprTrait, JoinType, LockType, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::super::entities::{
    acting, appointment, class, class_student, class_teacher, guardian, member, school, ticket,
};
use super::super::{Audit, Db, Tx, private::Connection};
use crate::access::Permit;
use crate::problem::Result;

/// Nobody else changes the school's order of people (superiors, classes of the year, who is head) until the transaction
/// ends. Tells the school's present year.
///
/// # Errors
/// Those of the database.
pub async fn hold_school<A: ActionType>(tx: &Tx, permit: &Permit<A>) -> Result<AcademicYear> {
    let found = school::Entity::find_by_id(permit.school())
        .lock(LockType::NoKeyUpdate)
        .one(tx.connection())
        .await?;
    let row = found.ok_or(ProblemKind::NotFound)?;
    Ok(AcademicYear::beginning(row.year))
}

/// Who acts for the head by an order that has not ended, now or on a day to come.
///
/// # Errors
/// Those of the database.
pub async fn acting_in<A: ActionType>(db: &impl Db, permit: &Permit<A>) -> Result<HashSet<MemberId>> {
    let orders = acting::Entity::find()
        .filter(acting::Column::SchoolId.eq(permit.school()))
        .filter(acting::Column::EndedAt.is_null())
        .all(db.connection())
        .await?;
    Ok(orders.into_iter().map(|order| order.member_id).collect())
}

/// Whether this member does.
///
/// # Errors
/// Those of the database.
pub async fn acts<A: ActionType>(db: &impl Db, permit: &Permit<A>, id: MemberId) -> Result<bool> {
    Ok(acting_in(db, permit).await?.contains(&id))
}

/// Whether the school has another head than this member, one who came in.
///
/// # Errors
/// Those of the database.
pub async fn another_head<A: ActionType>(tx: &Tx, permit: &Permit<A>, but: MemberId) -> Result<bool> {
    let found = member::Entity::find()
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(member::Column::EndedAt.is_null())
        .filter(member::Column::PersonId.is_not_null())
        .filter(member::Column::Id.ne(but))
        .filter(super::with_role(vec![Role::Director.code()]))
        .one(tx.connection())
        .await?;
    Ok(found.is_some())
}

/// Ends memberships. Their roles and ties stay on the cards; classes of this year, orders and open requests do not.
///
/// # Errors
/// Those of the database.
pub async fn end<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    ids: &[MemberId],
    at: DateTime<Utc>,
) -> Result<()> {
    for ids in ids.chunks(1000) {
        member::Entity::update_many()
            .col_expr(member::Column::EndedAt, Expr::value(Some(at)))
            .col_expr(member::Column::Version, Expr::col(member::Column::Version).add(1))
            .filter(member::Column::SchoolId.eq(permit.school()))
            .filter(member::Column::Id.is_in(ids.iter().copied()))
            .filter(member::Column::EndedAt.is_null())
            .exec(tx.connection())
            .await?;
        leave_classes(tx, permit, ids, at).await?;
        lead_no_more(tx, permit.school(), ids).await?;
        staff_no_more(tx, permit, ids).await?;
        end_orders(tx, permit, ids, at).await?;
        release(tx, ids, at).await?;
    }
    Ok(())
}

/// Ends the orders about members who leave; each has its line in the trail, as if it had been ended by itself.
async fn end_orders<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    ids: &[MemberId],
    at: DateTime<Utc>,
) -> Result<()> {
    let helping = appointment::Entity::find()
        .filter(appointment::Column::MemberId.is_in(ids.iter().copied()))
        .filter(appointment::Column::EndedAt.is_null())
        .lock(LockType::Update)
        .all(tx.connection())
        .await?;
    for order in helping {
        appointment::Entity::update_many()
            .col_expr(appointment::Column::EndedAt, Expr::value(Some(at)))
            .col_expr(appointment::Column::Version, Expr::value(order.version + 1))
            .filter(appointment::Column::Id.eq(order.id))
            .exec(tx.connection())
            .await?;
        Audit::along(permit, Action::AppointmentEnd, at)
            .on(order.id.0)
            .write(tx)
            .await?;
    }
    let acting = acting::Entity::find()
        .filter(acting::Column::MemberId.is_in(ids.iter().copied()))
        .filter(acting::Column::EndedAt.is_null())
        .lock(LockType::Update)
        .all(tx.connection())
        .await?;
    for order in acting {
        acting::Entity::update_many()
            .col_expr(acting::Column::EndedAt, Expr::value(Some(at)))
            .col_expr(acting::Column::Version, Expr::value(order.version + 1))
            .filter(acting::Column::Id.eq(order.id))
            .exec(tx.connection())
            .await?;
        Audit::along(permit, Action::ActingOrder, at)
            .on(order.id.0)
            .fields(&["end"])
            .write(tx)
            .await?;
    }
    Ok(())
}

/// Reopens a membership.
///
/// # Errors
/// `wrong_state` for a card that was erased: it is nobody's.
pub async fn reopen<A: ActionType>(tx: &Tx, permit: &Permit<A>, id: MemberId) -> Result<()> {
    let reopened = member::Entity::update_many()
        .col_expr(member::Column::EndedAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(member::Column::Version, Expr::col(member::Column::Version).add(1))
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(member::Column::Id.eq(id))
        .filter(member::Column::ErasedAt.is_null())
        .exec(tx.connection())
        .await?;
    if reopened.rows_affected == 0 {
        return Err(ProblemKind::WrongState.into());
    }
    Ok(())
}

/// What members lose with roles that they have no more, by role. Call it after the roles are written.
///
/// # Errors
/// Those of the database.
pub async fn lose<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    lost: &[(MemberId, Vec<Role>, Vec<Role>)],
    at: DateTime<Utc>,
) -> Result<()> {
    let those = |gone: &dyn Fn(&[Role]) -> bool| -> Vec<MemberId> {
        lost.iter()
            .filter(|(_, before, after)| gone(before) && !gone(after))
            .map(|(id, _, _)| *id)
            .collect()
    };
    let students = those(&|roles| roles.contains(&Role::Student));
    leave_classes(tx, permit, &students, at).await?;
    let parents = those(&|roles| roles.contains(&Role::Parent));
    for (column, ids) in [
        (guardian::Column::ChildId, &students),
        (guardian::Column::ParentId, &parents),
    ] {
        for ids in ids.chunks(1000) {
            guardian::Entity::delete_many()
                .filter(column.is_in(ids.iter().copied()))
                .exec(tx.connection())
                .await?;
        }
    }
    let leaders = those(&|roles| roles.contains(&Role::ClassTeacher));
    lead_no_more(tx, permit.school(), &leaders).await?;
    let staff = those(&|roles| roles.iter().any(|role| role.is_staff()));
    staff_no_more(tx, permit, &staff).await?;
    for staff in staff.chunks(1000) {
        // Given a role again some day, they do not get the old order back with it.
        end_orders(tx, permit, staff, at).await?;
    }
    let helping: Vec<MemberId> = lost.iter().map(|(id, _, _)| *id).collect();
    release(tx, &helping, at).await
}

/// Takes students out of their classes; the rows stay as history.
///
/// # Errors
/// Those of the database.
pub async fn leave_classes<A: ActionType>(
    tx: &Tx,
    _: &Permit<A>,
    ids: &[MemberId],
    at: DateTime<Utc>,
) -> Result<()> {
    for ids in ids.chunks(1000) {
        class_student::Entity::update_many()
            .col_expr(class_student::Column::EndedAt, Expr::value(Some(at)))
            .filter(class_student::Column::MemberId.is_in(ids.iter().copied()))
            .filter(class_student::Column::EndedAt.is_null())
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// They lead no class of this year any more; past years stay.
async fn lead_no_more(tx: &Tx, school: SchoolId, ids: &[MemberId]) -> Result<()> {
    let present = Query::select()
        .column((class::Entity, class::Column::Id))
        .from(class::Entity)
        .join(
            JoinType::InnerJoin,
            school::Entity,
            class::Column::SchoolId
                .into_expr()
                .eq(school::Column::Id.into_expr()),
        )
        .and_where(
            class::Column::Year
                .into_expr()
                .eq(school::Column::Year.into_expr()),
        )
        .and_where(class::Column::SchoolId.eq(school))
        .to_owned();
    for ids in ids.chunks(1000) {
        class_teacher::Entity::delete_many()
            .filter(class_teacher::Column::MemberId.is_in(ids.iter().copied()))
            .filter(
                class_teacher::Column::ClassId
                    .into_expr()
                    .in_subquery(present.clone()),
            )
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// Those who had them as superior have the head again, and so have the reports of conduct that waited for them.
async fn staff_no_more<A: ActionType>(tx: &Tx, permit: &Permit<A>, ids: &[MemberId]) -> Result<()> {
    for ids in ids.chunks(1000) {
        super::super::conduct::pass_on(tx, permit.school(), ids).await?;
        member::Entity::update_many()
            .col_expr(member::Column::SuperiorId, Expr::value(None::<MemberId>))
            .col_expr(member::Column::Version, Expr::col(member::Column::Version).add(1))
            .filter(member::Column::SchoolId.eq(permit.school()))
            .filter(member::Column::SuperiorId.is_in(ids.iter().copied()))
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

/// The open requests of those who help no more go back to the queue.
async fn release(tx: &Tx, ids: &[MemberId], at: DateTime<Utc>) -> Result<()> {
    for ids in ids.chunks(1000) {
        let assigned: Vec<MemberId> = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::AssigneeId)
            .distinct()
            .filter(ticket::Column::AssigneeId.is_in(ids.iter().copied()))
            .filter(ticket::Column::Rank.lt(2))
            .into_tuple()
            .all(tx.connection())
            .await?;
        for helper in assigned {
            super::super::tickets::release_now(tx, helper, at).await?;
        }
    }
    Ok(())
}
