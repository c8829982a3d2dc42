//! Reading reports.

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::ConductRead;
use podskazka_shared::conduct::{ConductQuery, ConductState, ConductTold, ConductWord};
use podskazka_shared::ids::{ConductId, MemberId};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, LockType, Order, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::{booking, conduct_report, conduct_word, message, ticket};
use super::super::{Db, Tx, cursor, rows};
use super::{ConductRow, reached};
use crate::access::{Granted, Permit, System};
use crate::problem::Result;
use crate::store::private::Connection;

/// What the reader was told at most.
const MOST_TOLD: u64 = 100;

fn select(permit: &Permit<ConductRead>) -> SelectStatement {
    use conduct_report::Column as C;
    let columns = [
        C::Id,
        C::SchoolId,
        C::Kind,
        C::State,
        C::Route,
        C::DeciderId,
        C::ReporterId,
        C::ReportedId,
        C::TicketId,
        C::BookingId,
        C::MessageId,
        C::Stopped,
        C::Body,
        C::Wish,
        C::FiledAt,
        C::DueAt,
        C::DecidedAt,
        C::DecidedBy,
        C::Outcome,
        C::Reasons,
        C::ForReporter,
        C::ForReported,
        C::Measures,
        C::Channel,
        C::ClosedUntil,
        C::LiftedAt,
        C::AskedAt,
        C::SentAt,
        C::Version,
    ];
    let names = [
        (C::ReporterId, "reporter_name"),
        (C::ReportedId, "reported_name"),
        (C::DecidedBy, "decided_name"),
    ];
    let of = |column: C| Expr::col((conduct_report::Entity, column));
    let mut select = rows::with_names(conduct_report::Entity, columns, names);
    select
        .expr_as(
            Expr::col((ticket::Entity, ticket::Column::Number)),
            "ticket_number",
        )
        .expr_as(
            Expr::col((booking::Entity, booking::Column::StartsAt)),
            "starts_at",
        )
        .expr_as(Expr::col((message::Entity, message::Column::Body)), "message")
        .join(
            JoinType::LeftJoin,
            ticket::Entity,
            Expr::col((ticket::Entity, ticket::Column::Id)).eq(of(C::TicketId)),
        )
        .join(
            JoinType::LeftJoin,
            booking::Entity,
            Expr::col((booking::Entity, booking::Column::Id)).eq(of(C::BookingId)),
        )
        .join(
            JoinType::LeftJoin,
            message::Entity,
            Expr::col((message::Entity, message::Column::Id)).eq(of(C::MessageId)),
        )
        .cond_where(reached(permit))
        .to_owned()
}

/// A report within reach.
///
/// # Errors
/// `not_found`.
pub async fn find(
    db: &impl Db,
    permit: &Permit<ConductRead>,
    id: ConductId,
) -> Result<Granted<ConductRead, ConductRow>> {
    let mut one = select(permit);
    one.and_where(conduct_report::Column::Id.eq(id));
    rows::one(db, &one, permit).await
}

/// The same, held until the transaction ends.
///
/// # Errors
/// `not_found`.
pub async fn hold(
    tx: &Tx,
    permit: &Permit<ConductRead>,
    id: ConductId,
) -> Result<Granted<ConductRead, ConductRow>> {
    conduct_report::Entity::find_by_id(id)
        .select_only()
        .column(conduct_report::Column::Id)
        .lock(LockType::Update)
        .into_tuple::<ConductId>()
        .one(tx.connection())
        .await?;
    find(tx, permit, id).await
}

/// A report for the letter that its reporter asked for; none when it is gone.
///
/// # Errors
/// Those of the database.
pub async fn of_letter(db: &impl Db, why: System, id: ConductId) -> Result<Option<ConductRow>> {
    let row = conduct_report::Entity::find_by_id(id)
        .one(db.connection())
        .await?;
    match row {
        Some(row) => Ok(Some(
            find(db, &Permit::system(why, row.school_id), id)
                .await?
                .into_row(),
        )),
        None => Ok(None),
    }
}

/// A page of the reports within reach, the newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<ConductRead>,
    query: &ConductQuery,
) -> Result<Page<ConductRow>> {
    use conduct_report::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = select(permit);
    let of = |column: C| (conduct_report::Entity, column);
    if let Some(mine) = query.mine {
        let own = C::ReporterId.eq(permit.member());
        select.and_where(if mine { own } else { own.not() });
    }
    if let Some(decided) = query.decided {
        let over = C::State.eq(ConductState::Decided);
        select.and_where(if decided { over } else { over.not() });
    }
    select
        .order_by(of(C::FiledAt), Order::Desc)
        .order_by(of(C::Id), Order::Desc)
        .limit(u64::from(limit) + 1);
    if let Some((at, id)) = cursor::read::<(DateTime<Utc>, ConductId)>(query.after.as_ref())? {
        let same = Condition::all().add(C::FiledAt.eq(at)).add(C::Id.lt(id));
        select.cond_where(Condition::any().add(C::FiledAt.lt(at)).add(same));
    }
    let found: Vec<ConductRow> = rows::all(db, &select).await?;
    Ok(Page::cut(found, limit.into(), |row| {
        cursor::write(&(row.filed_at, row.id))
    }))
}

#[derive(FromQueryResult)]
struct Word {
    author_id: MemberId,
    author: Option<String>,
    body: String,
    at: DateTime<Utc>,
}

/// Questions and answers of a report, the oldest first.
///
/// # Errors
/// Those of the database.
pub async fn words(db: &impl Db, report: &Granted<ConductRead, ConductRow>) -> Result<Vec<ConductWord>> {
    use conduct_word::Column as W;
    let mut select = rows::with_names(
        conduct_word::Entity,
        [W::AuthorId, W::Body, W::At],
        [(W::AuthorId, "author")],
    );
    select
        .and_where(W::ReportId.eq(report.id))
        .order_by((conduct_word::Entity, W::At), Order::Asc)
        .order_by((conduct_word::Entity, W::Id), Order::Asc);
    let words: Vec<Word> = rows::all(db, &select).await?;
    let word = |word: Word| ConductWord {
        author: MemberRef {
            id: word.author_id,
            name: word.author.unwrap_or_default(),
        },
        text: word.body,
        at: word.at,
    };
    Ok(words.into_iter().map(word).collect())
}

/// What the reader was told who was reported: the words, and when.
///
/// # Errors
/// Those of the database.
pub async fn told(db: &impl Db, permit: &Permit<ConductRead>) -> Result<Vec<ConductTold>> {
    use conduct_report::Column as C;
    let rows: Vec<(String, DateTime<Utc>)> = conduct_report::Entity::find()
        .select_only()
        .columns([C::ForReported, C::DecidedAt])
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::ReportedId.eq(permit.member()))
        .filter(C::ForReported.is_not_null())
        .filter(C::DecidedAt.is_not_null())
        .order_by_desc(C::DecidedAt)
        .order_by_desc(C::Id)
        .limit(MOST_TOLD)
        .into_tuple()
        .all(db.connection())
        .await?;
    let told = |(text, at)| ConductTold { text, at };
    Ok(rows.into_iter().map(told).collect())
}
