//! The index of the words of requests: one document a request, written in the transaction that changes it.
//!
//! A document holds keys of words (`crate::search`): those of the request's number, title, class, requester and child, of its
//! texts, and of the texts of what was merged into it, as its readers read them. Keys that stand in internal notes alone are
//! marked, so that a query without the right to notes cannot hit them. Whoever writes what a document is made of tells
//! [`Changed`]; the transaction makes the documents anew before it commits, each once, in the order of their ids.

mod document;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use podskazka_shared::ids::{MemberId, MessageId, SchoolId, TicketId};
use podskazka_shared::page::Cursor;
use podskazka_shared::tickets::MessageKind;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, JoinType, LockType, OnConflict, Query, UnionType,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

pub(super) use document::Document;

use super::entities::{member, message, search_doc, search_school, search_stem, ticket};
use super::{Store, Tx, private::Connection};
use crate::access::System;
use crate::problem::{Error, Result};
use crate::search::VERSION;

/// How many documents are made at once.
const AT_ONCE: usize = 100;
/// How many the worker makes in one transaction.
const BATCH: u64 = 200;

/// Up to how many documents are written anew with each erasure: about half a second.
const WIPED_AT_ONCE: u64 = 20_000;
/// Writes FTS5's index anew.
pub(super) const OPTIMIZE: &str = "INSERT INTO search_stem (search_stem) VALUES ('optimize')";

/// The bits of a document's number: the year since 2000, the number within it, and the school's.
const YEAR: u32 = 50;
const NUMBER: u32 = 20;
/// PostgreSQL finds all matches of a word or none, so there a word belongs to a block of 2^13 requests of one school.
const BLOCK: u32 = 33;

/// What a transaction changed of what is searched.
#[derive(Debug, Default)]
pub(super) struct Changed(Mutex<Parts>);

#[derive(Debug, Default)]
struct Parts {
    tickets: BTreeSet<TicketId>,
    messages: BTreeSet<MessageId>,
    members: BTreeSet<MemberId>,
    /// Requests that it filed, whose words it knows, and whose people it holds: nothing has to be read again.
    filed: BTreeMap<TicketId, Filed>,
    /// Whether words are to be gone, and not only not found.
    erased: bool,
}

#[derive(Debug)]
pub(super) struct Filed {
    pub(super) school: SchoolId,
    pub(super) number: String,
    pub(super) document: Document,
}

impl Changed {
    fn note(&self, note: impl FnOnce(&mut Parts)) {
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn take(&self) -> Parts {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Tx {
    /// Notes that number, title, texts or names of requests changed, or what was merged into them.
    pub(super) fn said(&self, tickets: impl IntoIterator<Item = TicketId>) {
        self.1.note(|parts| parts.tickets.extend(tickets));
    }

    /// Notes a request that is filed by people whom the transaction holds.
    pub(super) fn filed(&self, ticket: TicketId, filed: Filed) {
        self.1.note(|parts| {
            parts.filed.insert(ticket, filed);
        });
    }

    /// Notes a new message.
    pub(super) fn wrote(&self, ticket: TicketId, kind: MessageKind, text: &str) {
        self.1.note(|parts| match parts.filed.get_mut(&ticket) {
            Some(filed) => filed.document.text(kind, text),
            None => {
                parts.tickets.insert(ticket);
            }
        });
    }

    /// Notes that the text of a message changed.
    pub(super) fn reworded(&self, message: MessageId) {
        self.1.note(|parts| {
            parts.messages.insert(message);
        });
    }

    /// Notes that what is searched no more is to leave no trace.
    pub(super) fn erases(&self) {
        self.1.note(|parts| parts.erased = true);
    }

    /// Notes that members have other names.
    pub(super) fn renamed(&self, members: impl IntoIterator<Item = MemberId>) {
        self.1.note(|parts| parts.members.extend(members));
    }
}

/// The number of a document: it orders a school's requests by year and number, as they were filed. None for a number that is not
/// the counter's.
fn doc(number: &str, school: i32) -> Option<i64> {
    let (year, number) = number.split_once('-')?;
    let (year, number): (i64, i64) = (year.parse().ok()?, number.parse().ok()?);
    let fits = (2000..2000 + (1 << 13)).contains(&year) && (0..1 << (YEAR - NUMBER)).contains(&number);
    fits.then(|| ((year - 2000) << YEAR) + (number << NUMBER) + i64::from(school))
}

/// The block in which a document is.
pub(super) const fn block(doc: i64) -> i64 {
    doc >> BLOCK
}

/// The blocks of a year in which `last` requests were filed, the newest first.
pub(super) fn blocks(year: i32, last: i64) -> impl Iterator<Item = i64> {
    let first = (i64::from(year) - 2000) << (YEAR - BLOCK);
    (0..=(last >> (BLOCK - NUMBER)))
        .rev()
        .map(move |block| first + block)
}

/// What the keys of a school begin with, of four digits while there are that few schools: words of others are never touched.
pub(super) fn before(school: i32) -> String {
    format!("{school:04x}.")
}

/// The same on PostgreSQL, within a block.
pub(super) fn before_in(school: i32, block: i64) -> String {
    format!("{school:04x}.{block:x}.")
}

/// The place in a list after a document.
pub fn cursor(doc: i64) -> Cursor {
    super::cursor::write(&doc)
}

/// Reads such a place.
///
/// # Errors
/// `malformed` for a cursor of another list.
pub fn after(cursor: Option<&Cursor>) -> Result<Option<i64>> {
    super::cursor::read(cursor)
}

/// The number under which a school's words stand; none before its first request.
pub(super) async fn school_number(db: &impl super::Db, school: SchoolId) -> Result<Option<i32>> {
    Ok(search_school::Entity::find()
        .select_only()
        .column(search_school::Column::Number)
        .filter(search_school::Column::SchoolId.eq(school))
        .into_tuple()
        .one(db.connection())
        .await?)
}

/// Makes anew what a transaction changed.
pub(super) async fn follow(tx: &Tx) -> Result<()> {
    let parts = tx.1.take();
    let mut ids = parts.tickets;
    if !parts.messages.is_empty() {
        let of: Vec<TicketId> = message::Entity::find()
            .select_only()
            .column(message::Column::TicketId)
            .distinct()
            .filter(message::Column::Id.is_in(parts.messages))
            .into_tuple()
            .all(tx.connection())
            .await?;
        ids.extend(of);
    }
    if !parts.members.is_empty() {
        let of: Vec<TicketId> = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .filter(
                Condition::any()
                    .add(ticket::Column::RequesterId.is_in(parts.members.clone()))
                    .add(ticket::Column::ChildId.is_in(parts.members)),
            )
            .into_tuple()
            .all(tx.connection())
            .await?;
        ids.extend(of);
    }
    for (id, filed) in parts.filed {
        // Whatever else happened to it, all is read together.
        if !ids.contains(&id) {
            make_filed(tx, id, filed).await?;
        }
    }
    let ids: Vec<TicketId> = ids.into_iter().collect();
    for part in ids.chunks(AT_ONCE) {
        make(tx, part).await?;
    }
    if parts.erased && tx.is_sqlite() {
        wipe(tx).await?;
    }
    Ok(())
}

/// FTS5 only marks what is deleted; its words go when the index is written anew. At once where that takes a moment, as in one
/// school's own database; in a large one `maintenance` does it, as it does with free pages.
async fn wipe(tx: &Tx) -> Result<()> {
    let documents = search_doc::Entity::find()
        .select_only()
        .column(search_doc::Column::TicketId)
        .limit(WIPED_AT_ONCE + 1)
        .into_tuple::<TicketId>()
        .all(tx.connection())
        .await?;
    if u64::try_from(documents.len()).unwrap_or(u64::MAX) <= WIPED_AT_ONCE {
        tx.connection().execute_unprepared(OPTIMIZE).await?;
    }
    Ok(())
}

/// Makes the document of a request that is filed.
async fn make_filed(tx: &Tx, id: TicketId, filed: Filed) -> Result<()> {
    let school = match school_number(tx, filed.school).await? {
        Some(school) => school,
        None => new_school(tx, filed.school).await?,
    };
    let Some(place) = Place::of(tx, id, &filed.number, school) else {
        return Ok(());
    };
    let stems = vec![(place.doc, filed.document.keys(&place.before))];
    keep(tx, &[place]).await?;
    write(tx, stems).await
}

/// A request whose document is made.
struct Place {
    id: TicketId,
    doc: i64,
    before: String,
}

impl Place {
    /// None for a number that nobody's counter gave: such a request is not found.
    fn of(tx: &Tx, id: TicketId, number: &str, school: i32) -> Option<Self> {
        let doc = doc(number, school)?;
        let before = match tx.is_sqlite() {
            true => before(school),
            false => before_in(school, block(doc)),
        };
        Some(Self { id, doc, before })
    }
}

/// Makes the documents of requests, and of those that they were merged into.
async fn make(tx: &Tx, ids: &[TicketId]) -> Result<()> {
    let places = places(tx, ids).await?;
    if places.is_empty() {
        return Ok(());
    }
    hold_names(tx, &places).await?;
    // First the rows of the documents, which holds them: whoever changes another part of a request waits here, and reads then
    // what the others wrote.
    keep(tx, &places).await?;
    let mut documents = document::read(tx, &places.iter().map(|place| place.id).collect::<Vec<_>>()).await?;
    let stems: Vec<(i64, String)> = places
        .iter()
        .map(|place| {
            let document = documents.remove(&place.id).unwrap_or_default();
            (place.doc, document.keys(&place.before))
        })
        .collect();
    write(tx, stems).await
}

/// Writes the rows of documents, and holds them.
async fn keep(tx: &Tx, places: &[Place]) -> Result<()> {
    let rows = places.iter().map(|place| search_doc::ActiveModel {
        ticket_id: Set(place.id),
        doc: Set(place.doc),
        version: Set(VERSION),
    });
    let again = OnConflict::column(search_doc::Column::TicketId)
        .update_column(search_doc::Column::Version)
        .to_owned();
    search_doc::Entity::insert_many(rows)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Holds the cards whose names are read, as whoever renames them does before they come to the documents: so a request that is filed
/// at that moment waits for the new name, or is there when its documents are looked for.
async fn hold_names(tx: &Tx, places: &[Place]) -> Result<()> {
    use ticket::Column as T;
    // SQLite has one writer.
    if tx.is_sqlite() {
        return Ok(());
    }
    let of = |column: T| {
        Query::select()
            .column(column)
            .from(ticket::Entity)
            .and_where(T::Id.is_in(places.iter().map(|place| place.id)))
            .and_where(column.is_not_null())
            .to_owned()
    };
    let mut cards = of(T::RequesterId);
    cards.union(UnionType::All, of(T::ChildId));
    member::Entity::find()
        .select_only()
        .column(member::Column::Id)
        .filter(member::Column::Id.in_subquery(cards))
        .order_by_asc(member::Column::Id)
        .lock(LockType::Share)
        .into_tuple::<MemberId>()
        .all(tx.connection())
        .await?;
    Ok(())
}

/// Where the documents of these requests stand, in the order of the ids.
async fn places(tx: &Tx, ids: &[TicketId]) -> Result<Vec<Place>> {
    use ticket::Column as T;
    let into = Query::select()
        .column(T::MergedIntoId)
        .from(ticket::Entity)
        .and_where(T::Id.is_in(ids.iter().copied()))
        .and_where(T::MergedIntoId.is_not_null())
        .to_owned();
    // A union, and no OR: for that one PostgreSQL would go through all requests.
    let mut of = Query::select()
        .column(T::Id)
        .from(ticket::Entity)
        .and_where(T::Id.is_in(ids.iter().copied()))
        .to_owned();
    of.union(UnionType::Distinct, into);
    let rows: Vec<(TicketId, SchoolId, String, Option<i32>)> = ticket::Entity::find()
        .select_only()
        .columns([T::Id, T::SchoolId, T::Number])
        .column(search_school::Column::Number)
        .join(
            JoinType::LeftJoin,
            ticket::Entity::belongs_to(search_school::Entity)
                .from(T::SchoolId)
                .to(search_school::Column::SchoolId)
                .into(),
        )
        .filter(T::Id.in_subquery(of))
        .order_by_asc(T::Id)
        .into_tuple()
        .all(tx.connection())
        .await?;
    let mut places = Vec::new();
    for (id, school, number, known) in rows {
        let school = match known {
            Some(school) => school,
            None => new_school(tx, school).await?,
        };
        places.extend(Place::of(tx, id, &number, school));
    }
    Ok(places)
}

/// Gives a school its number, once.
async fn new_school(tx: &Tx, school: SchoolId) -> Result<i32> {
    let row = search_school::ActiveModel {
        school_id: Set(school),
        ..search_school::ActiveModel::default()
    };
    let there = OnConflict::column(search_school::Column::SchoolId)
        .do_nothing()
        .to_owned();
    search_school::Entity::insert(row)
        .on_conflict(there)
        .exec_without_returning(tx.connection())
        .await?;
    let number = school_number(tx, school).await?;
    number.ok_or_else(|| Error::internal("a school has no number to be searched by"))
}

/// Replaces the keys of documents.
async fn write(tx: &Tx, stems: Vec<(i64, String)>) -> Result<()> {
    let sqlite = tx.is_sqlite();
    let mut insert = Query::insert();
    insert
        .into_table(search_stem::Entity)
        .columns([if sqlite { "rowid" } else { "doc" }, "stems"]);
    match sqlite {
        true => insert.replace(),
        false => insert.on_conflict(
            OnConflict::column(search_stem::Column::Doc)
                .update_column(Alias::new("stems"))
                .to_owned(),
        ),
    };
    for (doc, keys) in stems {
        let keys = match sqlite {
            true => Expr::val(keys),
            false => Expr::cust_with_values("array_to_tsvector(string_to_array($1, ' '))", [keys]),
        };
        insert
            .values([Expr::val(doc), keys])
            .map_err(|error| Error::internal(error.to_string()))?;
    }
    tx.connection().execute(&insert).await?;
    Ok(())
}

/// Makes documents that were made by another version, or never, in up to `batches` transactions; tells how many.
///
/// # Errors
/// Those of the database.
pub async fn catch_up(store: &Store, _: System, batches: u32) -> Result<u64> {
    let mut made = 0;
    for _ in 0..batches {
        let number = store.write(behind).await?;
        made += number;
        if number < BATCH {
            break;
        }
    }
    Ok(made)
}

/// Notes a batch of them; the transaction makes what is noted.
async fn behind(tx: &Tx) -> Result<u64> {
    use search_doc::Column as D;
    // Two ranges of the index: "another than this one" would go through all that are done, each time.
    let mut behind: Vec<TicketId> = Vec::new();
    for other in [D::Version.lt(VERSION), D::Version.gt(VERSION)] {
        if behind.is_empty() {
            behind = search_doc::Entity::find()
                .select_only()
                .column(D::TicketId)
                .filter(other)
                .limit(BATCH)
                .into_tuple()
                .all(tx.connection())
                .await?;
        }
    }
    let number = behind.len();
    tx.said(behind);
    Ok(u64::try_from(number).unwrap_or(u64::MAX))
}

/// Marks all documents as to be made anew, and gives one to each request that has none; [`catch_up`] makes them.
///
/// # Errors
/// Those of the database.
pub async fn forget(store: &Store, _: System) -> Result<()> {
    store
        .write(async |tx| {
            search_doc::Entity::update_many()
                .col_expr(search_doc::Column::Version, Expr::value(0_i16))
                .filter(search_doc::Column::Version.ne(0_i16))
                .exec(tx.connection())
                .await?;
            Ok(())
        })
        .await?;
    let mut after = None;
    loop {
        let documents = Query::select()
            .column(search_doc::Column::TicketId)
            .from(search_doc::Entity)
            .and_where(
                search_doc::Column::TicketId
                    .into_expr()
                    .eq(ticket::Column::Id.into_expr()),
            )
            .to_owned();
        let mut without = ticket::Entity::find()
            .select_only()
            .column(ticket::Column::Id)
            .filter(Expr::exists(documents).not())
            .filter(ticket::Column::Number.like("2%-%"))
            .order_by_asc(ticket::Column::Id)
            .limit(BATCH);
        if let Some(after) = after {
            without = without.filter(ticket::Column::Id.gt(after));
        }
        let found = store
            .write(async |tx| {
                let without: Vec<TicketId> = without.into_tuple().all(tx.connection()).await?;
                tx.said(without.iter().copied());
                Ok(without.last().copied())
            })
            .await?;
        match found {
            Some(last) => after = Some(last),
            None => return Ok(()),
        }
    }
}

impl Tx {
    fn is_sqlite(&self) -> bool {
        self.connection().get_database_backend() == sea_orm::DbBackend::Sqlite
    }
}

#[cfg(test)]
mod tests {
    use super::{before, before_in, block, blocks, doc};

    #[test]
    fn documents_are_ordered_as_requests_are_numbered() {
        let numbers = [
            "2025-999999",
            "2026-000001",
            "2026-000002",
            "2026-008192",
            "2026-1000000",
            "2027-000001",
        ];
        let docs: Vec<i64> = numbers.iter().map(|number| doc(number, 7).unwrap()).collect();
        assert!(docs.is_sorted(), "{docs:?}");
        assert_ne!(doc("2026-000001", 7), doc("2026-000001", 8));
        for number in [
            "",
            "2026",
            "1999-000001",
            "2026-x",
            "99999-1",
            "2026-9999999999",
            "2026--1",
        ] {
            assert_eq!(doc(number, 1), None, "{number}");
        }
    }

    #[test]
    fn a_year_is_searched_in_blocks_that_hold_all_its_documents() {
        let of: Vec<i64> = blocks(2026, 20_000).collect();
        assert_eq!(of.len(), 3);
        for (number, place) in [("2026-020000", 0), ("2026-016383", 1), ("2026-000001", 2)] {
            assert_eq!(of.get(place), Some(&block(doc(number, 3).unwrap())), "{number}");
        }
    }

    #[test]
    fn the_words_of_a_school_begin_as_no_other_schools() {
        assert_eq!((before(1), before(0xabcde)), ("0001.".into(), "abcde.".into()));
        assert_eq!(
            before_in(1, block(doc("2026-000001", 1).unwrap())),
            "0001.340000."
        );
    }
}
