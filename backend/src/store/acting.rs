//! Orders by which somebody acts for the head.

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::{ActingOrder, AppointmentRead};
use podskazka_shared::appointments::acting::Acting;
use podskazka_shared::appointments::order::{OrderState, OrdersQuery, state};
use podskazka_shared::ids::{ActingId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use sea_orm::sea_query::{Condition, Expr, LockBehavior, LockType, Order, SelectStatement};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};

use super::appointments::{order_reached, order_within, over};
use super::entities::acting;
use super::{Audit, Db, Tx, cursor, private::Connection, rows};
use crate::access::{Granted, Holder, Operator, Permit, Reached, System};
use crate::problem::Result;

/// Such an order as one reader finds it.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ActingRow {
    pub id: ActingId,
    school_id: SchoolId,
    pub member_id: MemberId,
    member_name: String,
    order_number: String,
    order_date: NaiveDate,
    from_date: NaiveDate,
    to_date: Option<NaiveDate>,
    entered_by: Option<MemberId>,
    entered_name: Option<String>,
    ended_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Reached for ActingRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        order_within(self.member_id, reach, holder)
    }
}

impl ActingRow {
    /// Where it is on this day.
    pub fn state(&self, today: NaiveDate) -> OrderState {
        state(
            today,
            (self.from_date, self.to_date),
            true,
            self.ended_at.is_some(),
        )
    }

    /// As it travels.
    pub fn dto(&self, today: NaiveDate, may_end: bool) -> Acting {
        Acting {
            id: self.id,
            member: MemberRef {
                id: self.member_id,
                name: self.member_name.clone(),
            },
            order_number: self.order_number.clone(),
            order_date: self.order_date,
            from: self.from_date,
            to: self.to_date.unwrap_or(self.from_date),
            state: self.state(today),
            entered_by: rows::named(self.entered_by, self.entered_name.as_ref()),
            ended_at: self.ended_at,
            may_end,
            version: self.version,
        }
    }
}

fn select(permit: &Permit<AppointmentRead>) -> SelectStatement {
    use acting::Column as C;
    let columns = [
        C::Id,
        C::SchoolId,
        C::MemberId,
        C::OrderNumber,
        C::OrderDate,
        C::FromDate,
        C::ToDate,
        C::EnteredBy,
        C::EndedAt,
        C::Version,
    ];
    let names = [(C::MemberId, "member_name"), (C::EnteredBy, "entered_name")];
    let mut select = rows::with_names(acting::Entity, columns, names);
    select
        .and_where(C::SchoolId.eq(permit.school()))
        .cond_where(order_reached(permit, &C::MemberId.into_expr()))
        .to_owned()
}

fn in_state(state: OrderState, today: NaiveDate) -> Condition {
    use acting::Column as C;
    let open = || {
        Condition::all()
            .add(C::EndedAt.is_null())
            .add(C::ToDate.gte(today))
    };
    match state {
        // It waits for nobody.
        OrderState::Waiting => Condition::all().add(Expr::val(false)),
        OrderState::Planned => open().add(C::FromDate.gt(today)),
        OrderState::InForce => open().add(C::FromDate.lte(today)),
        OrderState::Ended => open().not(),
    }
}

/// Orders that the reader may see, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<AppointmentRead>,
    query: &OrdersQuery,
    today: NaiveDate,
) -> Result<Page<ActingRow>> {
    use acting::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    select
        .order_by((acting::Entity, C::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    if let Some(state) = query.state {
        select.cond_where(in_state(state, today));
    }
    if let Some(member) = query.member {
        select.and_where(C::MemberId.eq(member));
    }
    if let Some(after) = cursor::read::<ActingId>(query.after.as_ref())? {
        select.and_where(C::Id.lt(after));
    }
    let rows = rows::all(db, &select).await?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.id)))
}

/// An order that the reader may see.
///
/// # Errors
/// `not_found` when there is none, or not for this reader.
pub async fn find(
    db: &impl Db,
    permit: &Permit<AppointmentRead>,
    id: ActingId,
) -> Result<Granted<AppointmentRead, ActingRow>> {
    let mut select = select(permit);
    select.and_where(acting::Column::Id.eq(id));
    rows::one(db, &select, permit).await
}

/// The same, and nobody else changes it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(
    tx: &Tx,
    permit: &Permit<AppointmentRead>,
    id: ActingId,
) -> Result<Granted<AppointmentRead, ActingRow>> {
    let mut select = select(permit);
    select
        .and_where(acting::Column::Id.eq(id))
        .lock_with_tables(LockType::Update, [acting::Entity]);
    rows::one(tx, &select, permit).await
}

/// An order to be.
#[derive(Debug, Clone)]
pub struct NewActing<'a> {
    pub id: ActingId,
    pub school: SchoolId,
    pub member: MemberId,
    pub order_number: &'a str,
    pub order_date: NaiveDate,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

/// Enters an order of the head.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<ActingOrder>,
    new: NewActing<'_>,
    at: DateTime<Utc>,
) -> Result<()> {
    put(tx, new, Some(permit.member()), at).await
}

/// Enters an order that came to the operator.
///
/// # Errors
/// Those of the database.
pub async fn insert_by_operator(tx: &Tx, _: Operator, new: NewActing<'_>, at: DateTime<Utc>) -> Result<()> {
    put(tx, new, None, at).await
}

async fn put(tx: &Tx, new: NewActing<'_>, by: Option<MemberId>, at: DateTime<Utc>) -> Result<()> {
    let row = acting::ActiveModel {
        id: Set(new.id),
        school_id: Set(new.school),
        member_id: Set(new.member),
        order_number: Set(new.order_number.trim().to_owned()),
        order_date: Set(new.order_date),
        from_date: Set(new.from),
        to_date: Set(Some(new.to)),
        entered_by: Set(by),
        created_at: Set(at),
        ended_at: Set(None),
        version: Set(1),
    };
    acting::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Whom an operator's order names, for a repeated create.
///
/// # Errors
/// Those of the database.
pub async fn of_operator(tx: &Tx, _: Operator, id: ActingId) -> Result<Option<MemberId>> {
    let found = acting::Entity::find_by_id(id).one(tx.connection()).await?;
    Ok(found.map(|row| row.member_id))
}

/// Ends an order that the transaction holds, and gives back the open work that hung on it.
///
/// # Errors
/// Those of the database.
pub async fn end(tx: &Tx, row: &Granted<ActingOrder, ActingRow>, at: DateTime<Utc>) -> Result<()> {
    finish(tx, row.id, row.version, at).await?;
    super::tickets::release_now(tx, row.member_id, at).await?;
    Ok(())
}

async fn finish(tx: &Tx, id: ActingId, version: i64, at: DateTime<Utc>) -> Result<()> {
    let update = acting::Entity::update_many()
        .col_expr(acting::Column::EndedAt, Expr::value(Some(at)))
        .col_expr(acting::Column::Version, Expr::value(version + 1));
    update
        .filter(acting::Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Ends up to `limit` orders whose last day is over at their school, and gives the open work back. Tells how many.
///
/// # Errors
/// Those of the database.
pub async fn run_out(tx: &Tx, why: System, limit: u64, at: DateTime<Utc>) -> Result<u64> {
    use acting::Column;
    let maybe = at.date_naive() + chrono::Duration::days(1);
    let rows = acting::Entity::find()
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
        finish(tx, row.id, row.version, at).await?;
        Audit::system(why, at)
            .in_school(row.school_id)
            .on(row.id.0)
            .write(tx)
            .await?;
        super::tickets::release_now(tx, row.member_id, at).await?;
    }
    Ok(ended)
}
