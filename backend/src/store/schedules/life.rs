//! What happens to a schedule as a document: acts, approval, publishing from a day.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{ScheduleAgree, ScheduleApprove, SchedulePublish};
use podskazka_shared::access::{ActionType, Capacity, Role};
use podskazka_shared::ids::{MemberId, ScheduleId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::life::{ActBy, ActKind, AgreementStep, Order, ScheduleAct};
use podskazka_shared::schedules::range::{Range, insert};
use podskazka_shared::schedules::{AcademicYear, ScheduleState};
use podskazka_shared::text::Lang;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::ScheduleRow;
use crate::access::{Granted, Permit};
use crate::problem::{Error, Result};
use crate::store::entities::{member, member_role, schedule, schedule_act};
use crate::store::{Db, Tx, private::Connection};

/// An act to be written down.
#[derive(Debug, Clone)]
pub struct NewAct<'a> {
    pub act: ActKind,
    pub step: Option<&'a AgreementStep>,
    /// The order, or the protocol.
    pub paper: Option<&'a Order>,
    pub from: Option<NaiveDate>,
}

impl NewAct<'_> {
    /// An act that nothing is told of but who and when.
    pub const fn plain(act: ActKind) -> Self {
        Self {
            act,
            step: None,
            paper: None,
            from: None,
        }
    }
}

/// The acts of these schedules, each list in order.
pub(super) async fn acts(
    db: &impl Db,
    ids: Vec<ScheduleId>,
) -> Result<HashMap<ScheduleId, Vec<ScheduleAct>>> {
    let mut found: HashMap<ScheduleId, Vec<ScheduleAct>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let rows = schedule_act::Entity::find()
        .filter(schedule_act::Column::ScheduleId.is_in(ids))
        .order_by_asc(schedule_act::Column::Number)
        .all(db.connection())
        .await?;
    for row in rows {
        found.entry(row.schedule_id).or_default().push(dto(row));
    }
    Ok(found)
}

fn dto(row: schedule_act::Model) -> ScheduleAct {
    let step = row.step_kind.zip(row.step_title);
    let paper = row.paper_number.zip(row.paper_date);
    ScheduleAct {
        act: row.act,
        at: row.at,
        by: row.name.map(|name| ActBy {
            name,
            post: row.post.unwrap_or_default(),
        }),
        step: step.map(|(kind, title)| AgreementStep { kind, title }),
        paper: paper.map(|(number, date)| Order {
            number,
            date,
            appendix: row.paper_appendix,
        }),
        from: row.from_date,
    }
}

/// Who did the last thing with a schedule, what, and when.
///
/// # Errors
/// Those of the database.
pub async fn last_act<A: ActionType>(
    tx: &Tx,
    _: &Permit<A>,
    schedule: ScheduleId,
) -> Result<Option<(ActKind, Option<MemberId>, DateTime<Utc>)>> {
    let last = schedule_act::Entity::find()
        .filter(schedule_act::Column::ScheduleId.eq(schedule))
        .order_by_desc(schedule_act::Column::Number)
        .one(tx.connection())
        .await?;
    Ok(last.map(|row| (row.act, row.member_id, row.at)))
}

/// Writes down what the holder of a permit did with a schedule, under the name and the post that they have now. The
/// schedule's row was changed in this transaction before, and so is locked: acts have numbers without gaps.
///
/// # Errors
/// Those of the database.
pub async fn act<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    schedule: ScheduleId,
    new: &NewAct<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    let by = by(tx, permit, new.act).await?;
    let before = schedule_act::Entity::find()
        .filter(schedule_act::Column::ScheduleId.eq(schedule))
        .count(tx.connection())
        .await?;
    let row = schedule_act::ActiveModel {
        schedule_id: Set(schedule),
        number: Set(i32::try_from(before).unwrap_or(i32::MAX).saturating_add(1)),
        act: Set(new.act),
        step_kind: Set(new.step.map(|step| step.kind)),
        step_title: Set(new.step.map(|step| step.title.clone())),
        member_id: Set(by.as_ref().map(|_| permit.member())),
        name: Set(by.as_ref().map(|by| by.name.clone())),
        post: Set(by.map(|by| by.post)),
        at: Set(at),
        paper_number: Set(new.paper.map(|paper| paper.number.clone())),
        paper_date: Set(new.paper.map(|paper| paper.date)),
        paper_appendix: Set(new.paper.and_then(|paper| paper.appendix.clone())),
        from_date: Set(new.from),
    };
    schedule_act::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Name and post of the holder; none for what is done at the server.
async fn by<A: ActionType>(tx: &Tx, permit: &Permit<A>, act: ActKind) -> Result<Option<ActBy>> {
    let card = member::Entity::find_by_id(permit.member())
        .one(tx.connection())
        .await?;
    let Some(card) = card else { return Ok(None) };
    let roles: Vec<Role> = member_role::Entity::find()
        .filter(member_role::Column::MemberId.eq(card.id))
        .all(tx.connection())
        .await?
        .into_iter()
        .filter_map(|row| row.role.parse().ok())
        .collect();
    // An act of the head's by somebody who is none is one of who acts for the head.
    let of_head = matches!(
        act,
        ActKind::Approved | ActKind::Reopened | ActKind::Published | ActKind::Replaced
    );
    let post = if of_head && !roles.contains(&Role::Director) {
        "исполняющий обязанности директора".to_owned()
    } else if card.post.is_empty() {
        let first = roles.iter().copied().map(Capacity::from).min();
        first.map_or_else(String::new, |capacity| capacity.label(Lang::Ru).to_owned())
    } else {
        card.post
    };
    Ok(Some(ActBy {
        name: card.name,
        post,
    }))
}

/// A second row where the database lets one be.
pub(super) fn taken(error: sea_orm::DbErr) -> Error {
    match error.sql_err() {
        Some(sea_orm::SqlErr::UniqueConstraintViolation(_)) => ProblemKind::WrongState.into(),
        _ => error.into(),
    }
}

/// Raises the version of a draft to which somebody agrees; false when it has not this version any more.
///
/// # Errors
/// Those of the database.
pub async fn agree(tx: &Tx, draft: &Granted<ScheduleAgree, ScheduleRow>) -> Result<bool> {
    use schedule::Column as C;
    let raised = schedule::Entity::update_many()
        .col_expr(C::Version, Expr::value(draft.version + 1))
        .filter(C::Id.eq(draft.id))
        .filter(C::State.eq(ScheduleState::Draft))
        .filter(C::Version.eq(draft.version))
        .exec(tx.connection())
        .await?;
    Ok(raised.rows_affected == 1)
}

/// Writes the order onto a draft, which freezes its content; false when it has not this version any more.
///
/// # Errors
/// Those of the database.
pub async fn approve(tx: &Tx, draft: &Granted<ScheduleApprove, ScheduleRow>, order: &Order) -> Result<bool> {
    use schedule::Column as C;
    let approved = schedule::Entity::update_many()
        .col_expr(C::State, Expr::value(ScheduleState::Approved))
        .col_expr(C::OrderNumber, Expr::value(Some(order.number.clone())))
        .col_expr(C::OrderDate, Expr::value(Some(order.date)))
        .col_expr(C::OrderAppendix, Expr::value(order.appendix.clone()))
        .col_expr(C::Version, Expr::value(draft.version + 1))
        .filter(C::Id.eq(draft.id))
        .filter(C::State.eq(ScheduleState::Draft))
        .filter(C::Version.eq(draft.version))
        .exec(tx.connection())
        .await?;
    Ok(approved.rows_affected == 1)
}

/// Takes an approval back, and its order off the row: the acts keep it. False when it has not this version any more.
///
/// # Errors
/// Those of the database.
pub async fn reopen(tx: &Tx, approved: &Granted<ScheduleApprove, ScheduleRow>) -> Result<bool> {
    use schedule::Column as C;
    let reopened = schedule::Entity::update_many()
        .col_expr(C::State, Expr::value(ScheduleState::Draft))
        .col_expr(C::OrderNumber, Expr::value(None::<String>))
        .col_expr(C::OrderDate, Expr::value(None::<NaiveDate>))
        .col_expr(C::OrderAppendix, Expr::value(None::<String>))
        .col_expr(C::Version, Expr::value(approved.version + 1))
        .filter(C::Id.eq(approved.id))
        .filter(C::State.eq(ScheduleState::Approved))
        .filter(C::Version.eq(approved.version))
        .exec(tx.connection())
        .await?;
    Ok(reopened.rows_affected == 1)
}

/// Publishes an approved schedule from a day on, and ends what held then; false when it has not this version any more.
/// The plan is locked by [`plans::change`](super::super::plans::change).
///
/// # Errors
/// `wrong_state` when another version begins on that day.
pub async fn publish(
    tx: &Tx,
    permit: &Permit<SchedulePublish>,
    approved: &Granted<SchedulePublish, ScheduleRow>,
    from: NaiveDate,
    at: DateTime<Utc>,
) -> Result<bool> {
    use schedule::Column as C;
    let there = schedule::Entity::find()
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::State.eq(ScheduleState::Published))
        .all(tx.connection())
        .await?;
    let range = |row: &schedule::Model| {
        Some(Range {
            of: row.id,
            year: AcademicYear::beginning(row.year),
            from: row.from_date?,
            until: row.until_date,
        })
    };
    let there: Vec<Range<ScheduleId>> = there.iter().filter_map(range).collect();
    let (ends, until) = insert(&there, approved.year, from);
    for (id, until) in ends {
        schedule::Entity::update_many()
            .col_expr(C::UntilDate, Expr::value(Some(until)))
            .col_expr(C::Version, Expr::col(C::Version).add(1))
            .filter(C::Id.eq(id))
            .exec(tx.connection())
            .await?;
        let replaced = NewAct {
            from: Some(until),
            ..NewAct::plain(ActKind::Replaced)
        };
        act(tx, permit, id, &replaced, at).await?;
    }
    let published = schedule::Entity::update_many()
        .col_expr(C::State, Expr::value(ScheduleState::Published))
        .col_expr(C::FromDate, Expr::value(Some(from)))
        .col_expr(C::UntilDate, Expr::value(until))
        .col_expr(C::PublishedAt, Expr::value(Some(at)))
        .col_expr(C::Version, Expr::value(approved.version + 1))
        .filter(C::Id.eq(approved.id))
        .filter(C::State.eq(ScheduleState::Approved))
        .filter(C::Version.eq(approved.version))
        .exec(tx.connection())
        .await
        .map_err(taken)?;
    Ok(published.rows_affected == 1)
}
