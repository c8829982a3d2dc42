//! What streams tell of requests, in the order in which it settles, and who is answering one.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::{TicketRead, TicketWork};
use podskazka_shared::ids::{SchoolId, TicketId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::tickets::EventKind;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entities::{live_event, member, ticket_answering};
use super::{Db, Tx, private::Connection};
use crate::access::{Granted, Permit, System};
use crate::problem::Result;
use crate::store::tickets::TicketRow;

/// A place in the order. On PostgreSQL a number that was taken earlier may be committed later, so the transaction comes
/// first, and only those are read before which none runs any more: nothing can slip in below.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    xid: i64,
    seq: i64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.xid, self.seq)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Self, ()> {
        let (xid, seq) = text.split_once('.').ok_or(())?;
        Ok(Self {
            xid: xid.parse().map_err(|_| ())?,
            seq: seq.parse().map_err(|_| ())?,
        })
    }
}

/// One thing that happened.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    pub place: Place,
    pub ticket: TicketId,
    /// None: who is answering has changed.
    pub event: Option<EventKind>,
}

impl From<live_event::Model> for Told {
    fn from(row: live_event::Model) -> Self {
        Self {
            place: Place {
                xid: row.xid,
                seq: row.seq,
            },
            ticket: row.ticket_id,
            event: row.event,
        }
    }
}

/// What has settled: no transaction that runs can put anything before it.
fn settled(db: &impl Db) -> Condition {
    match db.connection().get_database_backend() == DbBackend::Postgres {
        true => {
            let oldest = Expr::cust("pg_snapshot_xmin(pg_current_snapshot())::text::bigint");
            Condition::all().add(Expr::col((live_event::Entity, live_event::Column::Xid)).lt(oldest))
        }
        // One writer: what can be read has settled.
        false => Condition::all(),
    }
}

/// The newest place that has settled.
///
/// # Errors
/// Those of the database.
pub async fn head(db: &impl Db, _: System) -> Result<Place> {
    let newest = live_event::Entity::find()
        .filter(settled(db))
        .order_by_desc(live_event::Column::Xid)
        .order_by_desc(live_event::Column::Seq)
        .one(db.connection())
        .await?;
    Ok(newest.map(|row| Told::from(row).place).unwrap_or_default())
}

/// Whether what came after a place is still there: the row that stands at it is.
///
/// # Errors
/// Those of the database.
pub async fn is_known(db: &impl Db, _: System, place: Place) -> Result<bool> {
    let row = live_event::Entity::find_by_id(place.seq)
        .filter(live_event::Column::Xid.eq(place.xid))
        .one(db.connection())
        .await?;
    Ok(row.is_some())
}

/// What settled in a school after a place, in order, a page of it.
///
/// # Errors
/// Those of the database.
pub async fn since(db: &impl Db, _: System, school: SchoolId, after: Place, limit: u64) -> Result<Vec<Told>> {
    use live_event::Column as C;
    let later = Condition::any().add(C::Xid.gt(after.xid)).add(
        Condition::all()
            .add(C::Xid.eq(after.xid))
            .add(C::Seq.gt(after.seq)),
    );
    let rows = live_event::Entity::find()
        .filter(C::SchoolId.eq(school))
        // Also where it is not said by `later`: the index is read from here on.
        .filter(C::Xid.gte(after.xid))
        .filter(later)
        .filter(settled(db))
        .order_by_asc(C::Xid)
        .order_by_asc(C::Seq)
        .limit(limit)
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(Told::from).collect())
}

/// Which of these the reader may read now, and whether they work on it.
///
/// # Errors
/// Those of the database.
pub async fn readable(
    db: &impl Db,
    read: &Permit<TicketRead>,
    work: Option<&Permit<TicketWork>>,
    ids: &[TicketId],
) -> Result<HashMap<TicketId, bool>> {
    let rows = super::tickets::find_all(db, read, ids).await?;
    let works = |row: &TicketRow| work.is_some_and(|work| work.grant(row.clone()).is_ok());
    Ok(rows.iter().map(|row| (row.id, works(row))).collect())
}

/// Forgets what is older, but for the newest row: from it streams go on.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, before: DateTime<Utc>, at: DateTime<Utc>) -> Result<()> {
    let newest = live_event::Entity::find()
        .select_only()
        .column(live_event::Column::Seq)
        .order_by_desc(live_event::Column::Seq)
        .into_tuple::<i64>()
        .one(tx.connection())
        .await?;
    live_event::Entity::delete_many()
        .filter(live_event::Column::At.lt(before))
        .filter(live_event::Column::Seq.ne(newest.unwrap_or_default()))
        .exec(tx.connection())
        .await?;
    ticket_answering::Entity::delete_many()
        .filter(ticket_answering::Column::Until.lt(at))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Notes that the permit's holder answers a request until a moment; it is told when they were not.
///
/// # Errors
/// Those of the database.
pub async fn begin_answering(
    tx: &Tx,
    ticket: &Granted<TicketWork, TicketRow>,
    permit: &Permit<TicketWork>,
    (at, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<()> {
    use ticket_answering::Column as C;
    let goes_on = ticket_answering::Entity::update_many()
        .col_expr(C::Until, Expr::value(until))
        .filter(C::TicketId.eq(ticket.id))
        .filter(C::MemberId.eq(permit.member()))
        .filter(C::Until.gt(at))
        .exec(tx.connection())
        .await?;
    if goes_on.rows_affected > 0 {
        return Ok(());
    }
    let row = ticket_answering::ActiveModel {
        ticket_id: Set(ticket.id),
        member_id: Set(permit.member()),
        until: Set(until),
    };
    ticket_answering::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([C::TicketId, C::MemberId])
                .update_column(C::Until)
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    tell_answering(tx, ticket.id, permit.school(), at).await
}

/// Notes that they answer it no more; it is told when they did.
///
/// # Errors
/// Those of the database.
pub async fn end_answering(
    tx: &Tx,
    ticket: &Granted<TicketWork, TicketRow>,
    permit: &Permit<TicketWork>,
    at: DateTime<Utc>,
) -> Result<()> {
    let gone = ticket_answering::Entity::delete_by_id((ticket.id, permit.member()))
        .exec(tx.connection())
        .await?;
    match gone.rows_affected {
        0 => Ok(()),
        _ => tell_answering(tx, ticket.id, permit.school(), at).await,
    }
}

async fn tell_answering(tx: &Tx, ticket: TicketId, school: SchoolId, at: DateTime<Utc>) -> Result<()> {
    let xid = match tx.connection().get_database_backend() == DbBackend::Sqlite {
        true => "0",
        false => "pg_current_xact_id()::text::bigint",
    };
    let mut insert = Query::insert();
    insert
        .into_table(live_event::Entity)
        .columns([
            live_event::Column::Xid,
            live_event::Column::SchoolId,
            live_event::Column::TicketId,
            live_event::Column::At,
        ])
        .values_panic([
            Expr::cust(xid),
            Expr::value(school),
            Expr::value(ticket),
            Expr::value(at),
        ]);
    tx.connection().execute(&insert).await?;
    Ok(())
}

/// Who but the permit's holder is answering a request.
///
/// # Errors
/// Those of the database.
pub async fn answering(
    db: &impl Db,
    ticket: &Granted<TicketWork, TicketRow>,
    permit: &Permit<TicketWork>,
    at: DateTime<Utc>,
) -> Result<Vec<MemberRef>> {
    use ticket_answering::Column as C;
    let ids = ticket_answering::Entity::find()
        .select_only()
        .column(C::MemberId)
        .filter(C::TicketId.eq(ticket.id))
        .filter(C::MemberId.ne(permit.member()))
        .filter(C::Until.gt(at));
    let rows = member::Entity::find()
        .filter(member::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(ids)))
        .order_by_asc(member::Column::Name)
        .limit(20)
        .all(db.connection())
        .await?;
    let named = |row: member::Model| MemberRef {
        id: row.id,
        name: row.name,
    };
    Ok(rows.into_iter().map(named).collect())
}
