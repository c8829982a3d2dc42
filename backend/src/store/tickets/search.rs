//! Finding requests by words, within the very conditions of the list.
//!
//! How it stays fast with a million requests, measured apart from the server with 1,000,000 and 50,000 documents of 30 words, one thread, in memory:
//!
//! - **SQLite.** FTS5 walks the documents of a word backwards, newest first, and stops with the page: a word in a third of all
//!   takes 0.13 ms (0.07 ms with 50,000), two such words 0.23 (0.14), a word in ten of them 0.02 (0.01). The beginning of a
//!   word took 97 ms, and takes 0.17 ms with an index of beginnings, for 8 % more space.
//! - **PostgreSQL.** GIN gives all matches of a word before the first is seen (381 ms for a third of a million), and left to
//!   itself the planner walks a million rows for a word in ten of them (266 ms). So keys are those of a block of 8,192 requests,
//!   and blocks are asked from the newest on, by one, four, sixteen …, until the page is full. In a probe
//!   with blocks of 4,096 the common word took 0.6 ms (0.7 ms), the rare one, which asks them all, 1.4 ms (0.15 ms); with
//!   8,192 it was not measured. What a query looks for is told the planner too late to
//!   guess at, for it guessed wrong (9 s): the index is always used.
//! - **Who reads little** (a family, a secretary), or looks among few (what is not done), is asked the other way round: the requests
//!   first, then which of them have the words.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::{TicketNote, TicketRead, TicketWork};
use podskazka_shared::ids::{MemberId, TicketId};
use podskazka_shared::tickets::{TicketScope, TicketStatus, TicketsQuery};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, JoinType, Order, Query, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use super::super::Db;
use super::super::entities::{guardian, message, search_doc, search_stem, ticket, ticket_counter};
use super::super::search::{before, before_in, block, blocks, school_number};
use super::list::filters;
use super::{TicketRow, reached, select};
use crate::access::{Granted, Permit};
use crate::problem::Result;
use crate::search::Asked;
use crate::search::query::PLACE;

/// How many blocks are asked at once at first, and how many times more each time after that.
const STEP: usize = 4;
/// How many requests at most are looked at one by one where few are meant.
const FEW: u64 = 1000;
/// The most texts that are read to show where something was found: a page has some hundred.
const MOST_TEXTS: u64 = 2000;

/// Who looks, and within what.
#[derive(Debug, Clone, Copy)]
pub struct Looking<'a> {
    pub read: &'a Permit<TicketRead>,
    pub notes: Option<&'a Permit<TicketNote>>,
    pub work: Option<&'a Permit<TicketWork>>,
    pub filters: &'a TicketsQuery,
}

/// A request that was found: the number of its document orders them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, FromQueryResult)]
struct Found {
    doc: i64,
    ticket_id: TicketId,
}

/// One of the two halves of a search: where the reader reads notes, and where not.
struct Half<'a> {
    /// The reaches whose requests are all in the other half.
    apart: &'a [Reach],
    /// Whether keys of notes count.
    notes: bool,
    within: Condition,
    /// Whether what may be found is a large part of the school's requests.
    wide: bool,
    /// Whether it may be few all the same, because of what is asked for.
    few: bool,
}

/// How much of a school a permit's reaches hold: nothing but single requests, a part by topics, or all.
fn breadth(reaches: &[Reach]) -> u8 {
    let of = |reach: &Reach| match reach {
        Reach::School | Reach::Others => 2,
        Reach::Direction => 1,
        Reach::Own
        | Reach::OwnChild
        | Reach::OwnClass
        | Reach::Filed
        | Reach::Assigned
        | Reach::Addressed => 0,
    };
    reaches.iter().map(of).max().unwrap_or(0)
}

/// The requests that have all words, newest first: the number of each document with its row.
///
/// # Errors
/// Those of the database.
pub async fn search(
    db: &impl Db,
    looking: Looking<'_>,
    asked: &Asked,
    after: Option<i64>,
    limit: u64,
    now: DateTime<Utc>,
) -> Result<Vec<(i64, Granted<TicketRead, TicketRow>)>> {
    let Some(school) = school_number(db, looking.read.school()).await? else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for half in halves(looking, now) {
        found.extend(in_half(db, looking, &half, asked, school, after, limit).await?);
    }
    found.sort_unstable_by(|one, other| other.cmp(one));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    rows(db, looking.read, &found).await
}

/// What is asked of the two halves. Their rows are apart, so what is in both has not to be looked for.
fn halves(looking: Looking<'_>, now: DateTime<Utc>) -> Vec<Half<'_>> {
    let Looking {
        read,
        notes,
        work,
        filters: query,
    } = looking;
    let asked = || {
        Condition::all()
            .add(reached(read))
            .add(filters(read, work, query, now))
    };
    let single = matches!(
        query.scope,
        Some(TicketScope::Mine | TicketScope::Filed | TicketScope::Addressed)
    );
    // Most requests of a school are done.
    let undone = query.status.is_some_and(|status| status != TicketStatus::Done);
    let half = |apart, notes, within, wide| Half {
        apart,
        notes,
        within,
        wide: wide && !single,
        few: !wide || single || undone,
    };
    let Some(notes) = notes else {
        return vec![half(&[], false, asked(), breadth(read.reaches()) > 0)];
    };
    // A condition of columns that may be null is neither true nor false there, nor is its opposite.
    let seen: Expr = Expr::case(reached(notes), Expr::val(true))
        .finally(Expr::val(false))
        .into();
    vec![
        half(
            &[],
            true,
            asked().add(reached(notes)),
            breadth(notes.reaches()) > 0,
        ),
        // What is read beyond the notes is one's own, unless reading goes further.
        half(
            notes.reaches(),
            false,
            asked().add(seen.eq(false)),
            breadth(read.reaches()) > breadth(notes.reaches()),
        ),
    ]
}

async fn in_half(
    db: &impl Db,
    looking: Looking<'_>,
    half: &Half<'_>,
    asked: &Asked,
    school: i32,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Found>> {
    if half.few
        && let Some(found) = among_few(db, looking, half, asked, school, after, limit).await?
    {
        return Ok(found);
    }
    if db.connection().get_database_backend() != sea_orm::DbBackend::Sqlite {
        return in_blocks(db, looking, half, asked, school, after, limit).await;
    }
    let mut select = documents();
    select
        .from(search_stem::Entity)
        // CROSS keeps the order, words first, and takes no condition of its own.
        .join(JoinType::CrossJoin, search_doc::Entity, Expr::val(true))
        .join(JoinType::CrossJoin, ticket::Entity, Expr::val(true))
        .and_where(search_doc::Column::Doc.into_expr().eq(rowid()))
        .and_where(of_ticket())
        .and_where(matched(&asked.fts5(&before(school), half.notes)))
        .and_where_option(after.map(|after| rowid().lt(after)))
        .cond_where(half.within.clone())
        .order_by_expr(rowid(), Order::Desc)
        .limit(limit);
    found(db, &select).await
}

fn documents() -> SelectStatement {
    Query::select()
        .columns(
            [search_doc::Column::Doc, search_doc::Column::TicketId]
                .map(|column| (search_doc::Entity, column)),
        )
        .to_owned()
}

/// Takes the newest requests that may be meant, and asks which of them have the words, until there are enough. None when they
/// are too many for that, and a part of what words alone find soon.
async fn among_few(
    db: &impl Db,
    looking: Looking<'_>,
    half: &Half<'_>,
    asked: &Asked,
    school: i32,
    after: Option<i64>,
    limit: u64,
) -> Result<Option<Vec<Found>>> {
    let candidates = match half.wide {
        true => None,
        false => Some(candidates(db, looking.read, half.apart).await?),
    };
    let (mut hits, mut after) = (Vec::new(), after);
    loop {
        let mut select = documents();
        select
            .from(ticket::Entity)
            .join(JoinType::InnerJoin, search_doc::Entity, of_ticket())
            .cond_where(half.within.clone())
            .and_where_option(after.map(|after| search_doc::Column::Doc.lt(after)))
            // Not the column itself, or its index would be walked through the requests of all.
            .order_by_expr(search_doc::Column::Doc.into_expr().add(0), Order::Desc)
            .limit(FEW + 1);
        if let Some(candidates) = &candidates {
            select.and_where(ticket::Column::Id.in_subquery(candidates.clone()));
        }
        let part = found(db, &select).await?;
        let all = u64::try_from(part.len()).unwrap_or(u64::MAX) <= FEW;
        if !all && half.wide {
            return Ok(None);
        }
        let have = have_words(db, &part, half, asked, school).await?;
        hits.extend(part.iter().copied().filter(|one| have.contains(&one.doc)));
        after = part.last().map(|last| last.doc);
        if all || u64::try_from(hits.len()).unwrap_or(u64::MAX) >= limit {
            return Ok(Some(hits));
        }
    }
}

/// Which of some documents have the words.
async fn have_words(
    db: &impl Db,
    part: &[Found],
    half: &Half<'_>,
    asked: &Asked,
    school: i32,
) -> Result<BTreeSet<i64>> {
    if part.is_empty() {
        return Ok(BTreeSet::new());
    }
    let sqlite = db.connection().get_database_backend() == sea_orm::DbBackend::Sqlite;
    let docs = part.iter().map(|one| one.doc);
    let mut select = Query::select();
    select.from(search_stem::Entity);
    match sqlite {
        true => select
            .expr_as(rowid(), "doc")
            .and_where(rowid().is_in(docs))
            .and_where(matched(&asked.fts5(&before(school), half.notes))),
        false => select
            .column((search_stem::Entity, search_stem::Column::Doc))
            .and_where(search_stem::Column::Doc.is_in(docs))
            .and_where(in_own_block(&asked.tsquery(half.notes), school)),
    };
    let rows = db.connection().query_all(&select).await?;
    let docs = rows.iter().map(|row| row.try_get::<i64>("", "doc"));
    Ok(docs.collect::<std::result::Result<_, _>>()?)
}

/// Asks PostgreSQL for the newest blocks first, for more each time.
async fn in_blocks(
    db: &impl Db,
    looking: Looking<'_>,
    half: &Half<'_>,
    asked: &Asked,
    school: i32,
    after: Option<i64>,
    limit: u64,
) -> Result<Vec<Found>> {
    let mut all = all_blocks(db, looking.read).await?;
    if let Some(after) = after {
        all.retain(|one| *one <= block(after));
    }
    let query = asked.tsquery(half.notes);
    let mut hits: Vec<Found> = Vec::new();
    let mut rest = all.as_slice();
    let mut step: usize = 1;
    while !rest.is_empty() {
        let (part, later) = rest.split_at(std::cmp::min(step, rest.len()));
        (rest, step) = (later, step.saturating_mul(STEP));
        let parts: Vec<String> = part
            .iter()
            .map(|block| query.replace(PLACE, &before_in(school, *block)))
            .map(|query| format!("({query})"))
            .collect();
        let mut words = Query::select();
        words
            .column(search_stem::Column::Doc)
            .from(search_stem::Entity)
            // Behind a subquery the planner cannot guess how many match, and takes the index.
            .and_where(Expr::cust_with_values(
                "\"search_stem\".\"stems\" @@ (SELECT CAST($1 AS tsquery))",
                [parts.join(" | ")],
            ))
            .order_by(search_stem::Column::Doc, Order::Desc);
        let hit = sea_orm::sea_query::Alias::new("hit");
        let mut select = Query::select();
        select
            .column((search_doc::Entity, search_doc::Column::Doc))
            .column((search_doc::Entity, search_doc::Column::TicketId))
            .from_subquery(words, hit.clone())
            .join(
                JoinType::InnerJoin,
                search_doc::Entity,
                search_doc::Column::Doc
                    .into_expr()
                    .eq(Expr::col((hit.clone(), search_stem::Column::Doc))),
            )
            .join(JoinType::InnerJoin, ticket::Entity, of_ticket())
            .and_where_option(after.map(|after| search_doc::Column::Doc.lt(after)))
            .cond_where(half.within.clone())
            .order_by((hit, search_stem::Column::Doc), Order::Desc)
            .limit(limit.saturating_sub(u64::try_from(hits.len()).unwrap_or(0)));
        hits.extend(found(db, &select).await?);
        if u64::try_from(hits.len()).unwrap_or(u64::MAX) >= limit {
            break;
        }
    }
    Ok(hits)
}

/// The blocks of the school's requests, the newest first.
async fn all_blocks(db: &impl Db, read: &Permit<TicketRead>) -> Result<Vec<i64>> {
    let years: Vec<(i32, i64)> = ticket_counter::Entity::find()
        .select_only()
        .columns([ticket_counter::Column::Year, ticket_counter::Column::Last])
        .filter(ticket_counter::Column::SchoolId.eq(read.school()))
        .order_by_desc(ticket_counter::Column::Year)
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok(years
        .into_iter()
        .flat_map(|(year, last)| blocks(year, last))
        .collect())
}

fn rowid() -> Expr {
    Expr::col((search_stem::Entity, "rowid"))
}

fn of_ticket() -> Expr {
    search_doc::Column::TicketId
        .into_expr()
        .eq(ticket::Column::Id.into_expr())
}

/// Whether FTS5 finds the words.
fn matched(query: &str) -> Expr {
    Expr::cust_with_values("\"search_stem\" MATCH ?", [query])
}

/// Whether a document on PostgreSQL has the words, by the keys of its own block.
fn in_own_block(query: &str, school: i32) -> Expr {
    Expr::cust_with_values(
        "\"search_stem\".\"stems\" @@ CAST(replace($1, $2, $3 || to_hex(\"search_stem\".\"doc\" >> 33) || '.') AS tsquery)",
        [query.to_owned(), PLACE.to_string(), before(school)],
    )
}

/// All that may be in reach of who reads no large part of the school, by an index each, but for the reaches that are looked
/// through elsewhere: a helper may have been assigned thousands. The children are told by id: what the planner knows of
/// them, it cannot guess wrong.
async fn candidates(db: &impl Db, read: &Permit<TicketRead>, apart: &[Reach]) -> Result<SelectStatement> {
    use ticket::Column as T;
    let me = read.member();
    let by = |condition: Expr| {
        Query::select()
            .column(T::Id)
            .from(ticket::Entity)
            .and_where(condition)
            .to_owned()
    };
    let all_others = [Reach::Others, Reach::School]
        .iter()
        .any(|reach| apart.contains(reach));
    let mut any = by(T::RequesterId.eq(me));
    if all_others {
        return Ok(any);
    }
    let mut more = vec![T::FiledById.eq(me)];
    if !apart.contains(&Reach::Assigned) {
        more.push(T::AssigneeId.eq(me));
    }
    let children: Vec<MemberId> = guardian::Entity::find()
        .select_only()
        .column(guardian::Column::ChildId)
        .filter(guardian::Column::ParentId.eq(me))
        .into_tuple()
        .all(db.connection())
        .await?;
    if !children.is_empty() {
        more.extend([T::RequesterId.is_in(children.clone()), T::ChildId.is_in(children)]);
    }
    let classes = read.holder().classes.clone();
    if !classes.is_empty() && !apart.contains(&Reach::Addressed) {
        more.push(T::AddressedClassId.is_in(classes));
    }
    for more in more {
        any.union(UnionType::Distinct, by(more));
    }
    Ok(any)
}

async fn found(db: &impl Db, select: &SelectStatement) -> Result<Vec<Found>> {
    let statement = db.connection().get_database_backend().build(select);
    Ok(Found::find_by_statement(statement).all(db.connection()).await?)
}

/// The rows of what was found, as the list shows them, in the same order.
async fn rows(
    db: &impl Db,
    read: &Permit<TicketRead>,
    found: &[Found],
) -> Result<Vec<(i64, Granted<TicketRead, TicketRow>)>> {
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let mut select = select(read);
    select.and_where(ticket::Column::Id.is_in(found.iter().map(|found| found.ticket_id)));
    let statement = db.connection().get_database_backend().build(&select);
    let rows = TicketRow::find_by_statement(statement)
        .all(db.connection())
        .await?;
    let mut granted = Vec::new();
    for one in found {
        // What left the reader's reach between the two queries is not there.
        if let Some(row) = rows.iter().find(|row| row.id == one.ticket_id) {
            granted.push((one.doc, read.grant(row.clone())?));
        }
    }
    Ok(granted)
}

/// A text of a request that was found.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Said {
    /// The request in whose thread it is read.
    pub thread: TicketId,
    pub id: podskazka_shared::ids::MessageId,
    pub ticket_id: TicketId,
    pub kind: podskazka_shared::tickets::MessageKind,
    pub body: String,
}

/// The texts of requests, the newest first, and of what was merged into them; notes only where the permit for notes reaches.
///
/// # Errors
/// Those of the database.
pub async fn said(
    db: &impl Db,
    notes: Option<&Permit<TicketNote>>,
    tickets: &[&Granted<TicketRead, TicketRow>],
) -> Result<Vec<Said>> {
    use message::Column as M;
    use ticket::Column as T;
    if tickets.is_empty() {
        return Ok(Vec::new());
    }
    let noted = tickets
        .iter()
        .filter(|ticket| notes.is_some_and(|notes| notes.grant((****ticket).clone()).is_ok()));
    let noted: Vec<TicketId> = noted.map(|ticket| ticket.id).collect();
    let mut all: Option<SelectStatement> = None;
    for of in [T::Id, T::MergedIntoId] {
        let readable = Condition::any()
            .add(M::Kind.ne(podskazka_shared::tickets::MessageKind::Note))
            .add(of.is_in(noted.iter().copied()));
        let mut select = Query::select();
        select
            .expr_as(of.into_expr(), "thread")
            .columns([M::Id, M::TicketId, M::Kind, M::Body].map(|column| (message::Entity, column)))
            .from(ticket::Entity)
            .join(
                JoinType::InnerJoin,
                message::Entity,
                M::TicketId.into_expr().eq(T::Id.into_expr()),
            )
            .and_where(of.is_in(tickets.iter().map(|ticket| ticket.id)))
            .cond_where(readable);
        match &mut all {
            Some(all) => {
                all.union(UnionType::All, select);
            }
            None => all = Some(select),
        }
    }
    let mut all = all.unwrap_or_default();
    all.order_by_expr(Expr::cust("2"), Order::Desc).limit(MOST_TEXTS);
    let statement = db.connection().get_database_backend().build(&all);
    Ok(Said::find_by_statement(statement).all(db.connection()).await?)
}
