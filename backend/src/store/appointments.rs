//! Appointments of helpers by order (P3).

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::{
    AppointmentApprove, AppointmentEnd, AppointmentEnter, AppointmentRead,
};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::appointments::Direction;
use podskazka_shared::appointments::order::{
    Appointment, AppointmentBody, OrderAct, OrderState, OrdersQuery, state,
};
use podskazka_shared::ids::{AppointmentId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use sea_orm::sea_query::{
    Condition, Expr, ExprTrait, IntoColumnRef, LockBehavior, LockType, Order, SelectStatement,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use serde_json::json;

use super::entities::{appointment, member, school};
use super::{Audit, Db, Tx, cursor, private::Connection, rows};
use crate::access::{Granted, Holder, Permit, Reached, System};
use crate::problem::Result;

/// An appointment as one reader finds it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AppointmentRow {
    pub id: AppointmentId,
    school_id: SchoolId,
    pub member_id: MemberId,
    member_name: String,
    post: String,
    order_number: String,
    order_date: NaiveDate,
    from_date: NaiveDate,
    to_date: Option<NaiveDate>,
    directions: serde_json::Value,
    topics: serde_json::Value,
    entered_by: Option<MemberId>,
    entered_name: Option<String>,
    approved_by: Option<MemberId>,
    approved_name: Option<String>,
    approved_at: Option<DateTime<Utc>>,
    ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// How an order about a member reaches: one's own, others', the school's.
pub(super) fn order_within(of: MemberId, reach: Reach, holder: &Holder) -> bool {
    match reach {
        Reach::Own => of == holder.member,
        Reach::Others => of != holder.member,
        Reach::School => true,
        Reach::OwnChild
        | Reach::OwnClass
        | Reach::Filed
        | Reach::Assigned
        | Reach::Direction
        | Reach::Addressed => false,
    }
}

/// The same as a condition on the column of the member.
pub(super) fn order_reached<A: ActionType>(permit: &Permit<A>, of: &Expr) -> Condition {
    let mut any = Condition::any().add(Expr::val(false));
    for reach in permit.reaches() {
        any = match reach {
            Reach::Own => any.add(of.clone().eq(permit.member())),
            Reach::Others => any.add(of.clone().ne(permit.member())),
            Reach::School => any.add(Expr::val(true)),
            Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed => any,
        };
    }
    any
}

impl Reached for AppointmentRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        order_within(self.member_id, reach, holder)
    }
}

impl AppointmentRow {
    /// Where it is on this day.
    pub fn state(&self, today: NaiveDate) -> OrderState {
        let term = (self.from_date, self.to_date);
        state(today, term, self.approved_at.is_some(), self.ended_at.is_some())
    }

    /// As it travels.
    pub fn dto(&self, today: NaiveDate, may: Vec<OrderAct>) -> Appointment {
        Appointment {
            id: self.id,
            member: MemberRef {
                id: self.member_id,
                name: self.member_name.clone(),
            },
            post: self.post.clone(),
            order_number: self.order_number.clone(),
            order_date: self.order_date,
            from: self.from_date,
            to: self.to_date,
            directions: serde_json::from_value(self.directions.clone()).unwrap_or_default(),
            topics: serde_json::from_value(self.topics.clone()).unwrap_or_default(),
            state: self.state(today),
            entered_by: rows::named(self.entered_by, self.entered_name.as_ref()),
            approved_by: rows::named(self.approved_by, self.approved_name.as_ref()),
            approved_at: self.approved_at,
            ended_at: self.ended_at,
            may,
            version: self.version,
        }
    }
}

fn select(permit: &Permit<AppointmentRead>) -> SelectStatement {
    use appointment::Column as C;
    let columns = [
        C::Id,
        C::SchoolId,
        C::MemberId,
        C::OrderNumber,
        C::OrderDate,
        C::FromDate,
        C::ToDate,
        C::Directions,
        C::Topics,
        C::EnteredBy,
        C::ApprovedBy,
        C::ApprovedAt,
        C::EndedAt,
        C::Version,
    ];
    let names = [
        (C::MemberId, "member_name"),
        (C::EnteredBy, "entered_name"),
        (C::ApprovedBy, "approved_name"),
    ];
    let mut select = rows::with_names(appointment::Entity, columns, names);
    let post = (rows::card_of("member_name"), member::Column::Post);
    select
        .expr_as(Expr::col(post.into_column_ref()), "post")
        .and_where(C::SchoolId.eq(permit.school()))
        .cond_where(order_reached(permit, &C::MemberId.into_expr()))
        .to_owned()
}

/// Where orders of this state stand in their table on the day.
fn in_state(state: OrderState, today: NaiveDate) -> Condition {
    use appointment::Column as C;
    let open = || {
        Condition::all().add(C::EndedAt.is_null()).add(
            Condition::any()
                .add(C::ToDate.is_null())
                .add(C::ToDate.gte(today)),
        )
    };
    match state {
        OrderState::Waiting => open().add(C::ApprovedAt.is_null()),
        OrderState::Planned => open().add(C::ApprovedAt.is_not_null()).add(C::FromDate.gt(today)),
        OrderState::InForce => open()
            .add(C::ApprovedAt.is_not_null())
            .add(C::FromDate.lte(today)),
        OrderState::Ended => open().not(),
    }
}

/// Appointments that the reader may see, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<AppointmentRead>,
    query: &OrdersQuery,
    today: NaiveDate,
) -> Result<Page<AppointmentRow>> {
    use appointment::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    select
        .order_by((appointment::Entity, C::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    if let Some(state) = query.state {
        select.cond_where(in_state(state, today));
    }
    if let Some(member) = query.member {
        select.and_where(C::MemberId.eq(member));
    }
    if let Some(after) = cursor::read::<AppointmentId>(query.after.as_ref())? {
        select.and_where(C::Id.lt(after));
    }
    let rows = rows::all(db, &select).await?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.id)))
}

/// An appointment that the reader may see.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<AppointmentRead>,
    id: AppointmentId,
) -> Result<Granted<AppointmentRead, AppointmentRow>> {
    let mut select = select(permit);
    select.and_where(appointment::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<AppointmentRead>,
    id: AppointmentId,
) -> Result<Granted<AppointmentRead, AppointmentRow>> {
    let mut select = select(permit);
    select
        .and_where(appointment::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [appointment::Entity]);
    rows::one(tx, &select, permit).await
}

/// Enters an appointment, which waits to be approved.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<AppointmentEnter>,
    id: AppointmentId,
    body: &AppointmentBody,
    at: DateTime<Utc>,
) -> Result<()> {
    let row = appointment::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        member_id: Set(body.member),
        order_number: Set(body.order_number.trim().to_owned()),
        order_date: Set(body.order_date),
        from_date: Set(body.from),
        to_date: Set(body.to),
        directions: Set(json!(body.directions)),
        topics: Set(json!(body.topics)),
        entered_by: Set(Some(permit.member())),
        approved_by: Set(None),
        approved_at: Set(None),
        created_at: Set(at),
        ended_at: Set(None),
        version: Set(1),
    };
    appointment::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Writes a row that the transaction holds, and raises its version.
async fn write(tx: &Tx, row: &AppointmentRow, change: appointment::ActiveModel) -> Result<()> {
    let change = appointment::ActiveModel {
        version: Set(row.version + 1),
        ..change
    };
    let update = appointment::Entity::update_many()
        .set(change)
        .filter(appointment::Column::Id.eq(row.id));
    update.exec(tx.connection()).await?;
    Ok(())
}

/// Corrects an appointment. Who corrects it has entered it: the head approves what they see.
///
/// # Errors
/// Those of the database.
pub async fn correct(
    tx: &Tx,
    row: &Granted<AppointmentEnter, AppointmentRow>,
    by: MemberId,
    body: &AppointmentBody,
) -> Result<()> {
    let change = appointment::ActiveModel {
        member_id: Set(body.member),
        order_number: Set(body.order_number.trim().to_owned()),
        order_date: Set(body.order_date),
        from_date: Set(body.from),
        to_date: Set(body.to),
        directions: Set(json!(body.directions)),
        topics: Set(json!(body.topics)),
        entered_by: Set(Some(by)),
        ..Default::default()
    };
    write(tx, row, change).await
}

/// Approves an appointment.
///
/// # Errors
/// Those of the database.
pub async fn approve(
    tx: &Tx,
    row: &Granted<AppointmentApprove, AppointmentRow>,
    by: MemberId,
    at: DateTime<Utc>,
) -> Result<()> {
    let change = appointment::ActiveModel {
        approved_by: Set(Some(by)),
        approved_at: Set(Some(at)),
        ..Default::default()
    };
    write(tx, row, change).await
}

/// Ends an appointment, and gives the helper's open work back to the queue.
///
/// # Errors
/// Those of the database.
pub async fn end(tx: &Tx, row: &Granted<AppointmentEnd, AppointmentRow>, at: DateTime<Utc>) -> Result<()> {
    let change = appointment::ActiveModel {
        ended_at: Set(Some(at)),
        ..Default::default()
    };
    write(tx, row, change).await?;
    super::tickets::release_now(tx, row.member_id, at).await?;
    Ok(())
}

/// Ends up to `limit` appointments whose last day is over at their school, and gives the open work back. Tells how many
/// it looked at.
///
/// # Errors
/// Those of the database.
pub async fn run_out(tx: &Tx, why: System, limit: u64, at: DateTime<Utc>) -> Result<u64> {
    use appointment::Column;
    // In no zone is it the day after tomorrow; the school's own day decides below.
    let maybe = at.date_naive() + chrono::Duration::days(1);
    let rows = appointment::Entity::find()
        .filter(Column::EndedAt.is_null())
        .filter(Column::ToDate.lt(maybe))
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(tx.connection())
        .await?;
    let mut ended = 0;
    for row in rows {
        if !over(tx, row.school_id, row.to_date, at).await? {
            continue;
        }
        ended += 1;
        let update = appointment::Entity::update_many()
            .col_expr(Column::EndedAt, Expr::value(Some(at)))
            .col_expr(Column::Version, Expr::value(row.version + 1));
        update.filter(Column::Id.eq(row.id)).exec(tx.connection()).await?;
        Audit::system(why, at)
            .in_school(row.school_id)
            .on(row.id.0)
            .write(tx)
            .await?;
        super::tickets::release_now(tx, row.member_id, at).await?;
    }
    Ok(ended)
}

/// Whether the day is over at the school.
pub(super) async fn over(tx: &Tx, of: SchoolId, day: Option<NaiveDate>, at: DateTime<Utc>) -> Result<bool> {
    let school = school::Entity::find_by_id(of).one(tx.connection()).await?;
    let (Some(school), Some(day)) = (school, day) else {
        return Ok(false);
    };
    let zone = super::schools::zone(&school.time_zone)?;
    Ok(day < at.with_timezone(&zone).date_naive())
}

/// An appointment to be.
#[derive(Debug, Clone)]
pub struct NewAppointment<'a> {
    pub id: AppointmentId,
    pub school: SchoolId,
    pub member: MemberId,
    pub order_number: &'a str,
    pub order_date: NaiveDate,
    pub from: NaiveDate,
    pub directions: &'a [Direction],
}

/// Makes an appointment that is in force, as the command line and the demonstration do.
///
/// # Errors
/// Those of the database.
pub async fn insert_approved(tx: &Tx, _: System, new: NewAppointment<'_>, at: DateTime<Utc>) -> Result<()> {
    let row = appointment::ActiveModel {
        id: Set(new.id),
        school_id: Set(new.school),
        member_id: Set(new.member),
        order_number: Set(new.order_number.to_owned()),
        order_date: Set(new.order_date),
        from_date: Set(new.from),
        to_date: Set(None),
        directions: Set(json!(new.directions)),
        topics: Set(json!([])),
        entered_by: Set(None),
        approved_by: Set(None),
        approved_at: Set(Some(at)),
        created_at: Set(at),
        ended_at: Set(None),
        version: Set(1),
    };
    appointment::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}
