//! Work that loses its hands: an order, a role or a class ends, and the open requests go back to where they are seen.

use chrono::{DateTime, Utc};
use podskazka_shared::access::{ActionType, Role};
use podskazka_shared::ids::MemberId;
use podskazka_shared::tickets::EventKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, LockBehavior, LockType, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{acting, appointment, class, class_teacher, school, ticket};
use super::super::people::{
    helping_roles,
    requesters::{holding, now},
};
use super::super::{Audit, Tx, private::Connection};
use super::fits;
use super::write::{Happened, event};
use crate::access::{Member, Permit, System};
use crate::problem::Result;

/// Moves the open requests that are assigned to a member, and on which they may not work any more, back to the queue.
/// Tells how many. Call it in the transaction that takes an appointment, a role or the membership away, after that.
///
/// # Errors
/// Those of the database.
pub async fn release<A: ActionType>(
    tx: &Tx,
    _: &Permit<A>,
    helper: MemberId,
    at: DateTime<Utc>,
) -> Result<u64> {
    release_now(tx, helper, at).await
}

/// The same within the store, where the right to it was shown before.
pub(in crate::store) async fn release_now(tx: &Tx, helper: MemberId, at: DateTime<Utc>) -> Result<u64> {
    let now = now(tx, helper, at).await?;
    let assigned = ticket::Entity::find()
        .filter(ticket::Column::AssigneeId.eq(helper))
        .filter(ticket::Column::Rank.lt(2))
        .order_by_asc(ticket::Column::Id)
        .lock(LockType::Update)
        .all(tx.connection())
        .await?;
    let mut released = 0;
    for row in &assigned {
        if !now.as_ref().is_some_and(|member| works(member, row)) {
            give_back(tx, row, at).await?;
            released += 1;
        }
    }
    Ok(released)
}

fn works(member: &Member, row: &ticket::Model) -> bool {
    fits(
        member,
        row.school_id,
        row.requester_id,
        row.topic,
        row.addressed_class_id,
    )
}

async fn give_back(tx: &Tx, row: &ticket::Model, at: DateTime<Utc>) -> Result<()> {
    use ticket::Column;
    let update = ticket::Entity::update_many()
        .col_expr(Column::AssigneeId, Expr::value(None::<MemberId>))
        .col_expr(Column::UpdatedAt, Expr::value(at))
        .col_expr(Column::Version, Expr::value(row.version + 1));
    update.filter(Column::Id.eq(row.id)).exec(tx.connection()).await?;
    let happened = Happened {
        version: row.version + 1,
        ..Happened::of(EventKind::Release)
    };
    event(tx, row.id, happened, at).await?;
    Audit::system(System::RELEASE, at)
        .in_school(row.school_id)
        .on(row.id.0)
        .fields(&["assignee"])
        .write(tx)
        .await
}

/// The same for up to `limit` requests whose assignee does not help at all any more, whatever took that away. Tells how
/// many it looked at.
///
/// # Errors
/// Those of the database.
pub async fn release_lost(tx: &Tx, _: System, limit: u64, at: DateTime<Utc>) -> Result<u64> {
    use ticket::Column;
    let of_staff = |select: sea_orm::sea_query::SelectStatement| {
        Condition::all()
            .add(Column::AssigneeId.into_expr().in_subquery(select))
            .add(Column::AssigneeId.into_expr().in_subquery(holding(staff())))
    };
    let appointed = Query::select()
        .column(appointment::Column::MemberId)
        .from(appointment::Entity)
        .and_where(appointment::Column::ApprovedAt.is_not_null())
        .and_where(appointment::Column::EndedAt.is_null())
        .to_owned();
    let acting = Query::select()
        .column(acting::Column::MemberId)
        .from(acting::Entity)
        .and_where(acting::Column::EndedAt.is_null())
        .to_owned();
    let leads = Condition::all().add(Column::AddressedClassId.is_not_null()).add(
        Column::AssigneeId
            .into_expr()
            .in_subquery(holding(vec![Role::ClassTeacher.code()])),
    );
    let helps = Condition::any()
        .add(
            Column::AssigneeId
                .into_expr()
                .in_subquery(holding(helping_roles())),
        )
        .add(of_staff(appointed))
        .add(of_staff(acting))
        .add(leads);
    let lost: Vec<MemberId> = ticket::Entity::find()
        .select_only()
        .column(Column::AssigneeId)
        .distinct()
        .filter(Column::Rank.lt(2))
        .filter(Column::AssigneeId.is_not_null())
        .filter(helps.not())
        .limit(limit)
        .into_tuple()
        .all(tx.connection())
        .await?;
    for helper in &lost {
        release_now(tx, *helper, at).await?;
    }
    Ok(u64::try_from(lost.len()).unwrap_or(u64::MAX))
}

fn staff() -> Vec<&'static str> {
    let staff = Role::ALL.iter().filter(|role| role.is_staff());
    staff.map(|role| role.code()).collect()
}

/// Hands up to `limit` open requests that were sent to a class teacher, where nobody leads the class now, to the helpers.
/// Tells how many.
///
/// # Errors
/// Those of the database.
pub async fn return_unled(tx: &Tx, _: System, limit: u64, at: DateTime<Utc>) -> Result<u64> {
    use ticket::Column;
    let led = Query::select()
        .column((class_teacher::Entity, class_teacher::Column::ClassId))
        .from(class_teacher::Entity)
        .join(
            JoinType::InnerJoin,
            class::Entity,
            class_teacher::Column::ClassId
                .into_expr()
                .eq(class::Column::Id.into_expr()),
        )
        .join(
            JoinType::InnerJoin,
            school::Entity,
            Condition::all()
                .add(
                    class::Column::SchoolId
                        .into_expr()
                        .eq(school::Column::Id.into_expr()),
                )
                .add(
                    class::Column::Year
                        .into_expr()
                        .eq(school::Column::Year.into_expr()),
                ),
        )
        .and_where(
            class_teacher::Column::MemberId
                .into_expr()
                .in_subquery(holding(vec![Role::ClassTeacher.code()])),
        )
        .to_owned();
    let unled = ticket::Entity::find()
        .filter(Column::Rank.lt(2))
        .filter(Column::AddressedClassId.is_not_null())
        .filter(Column::AddressedClassId.into_expr().in_subquery(led).not())
        .order_by_asc(Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.connection())
        .await?;
    for row in &unled {
        let update = ticket::Entity::update_many()
            .col_expr(
                Column::AddressedClassId,
                Expr::value(None::<podskazka_shared::ids::ClassId>),
            )
            .col_expr(Column::UpdatedAt, Expr::value(at))
            .col_expr(Column::Version, Expr::value(row.version + 1));
        update.filter(Column::Id.eq(row.id)).exec(tx.connection()).await?;
        let happened = Happened {
            version: row.version + 1,
            ..Happened::of(EventKind::Return)
        };
        event(tx, row.id, happened, at).await?;
        Audit::system(System::RETURN, at)
            .in_school(row.school_id)
            .on(row.id.0)
            .fields(&["addressed_class"])
            .write(tx)
            .await?;
    }
    Ok(u64::try_from(unled.len()).unwrap_or(u64::MAX))
}
