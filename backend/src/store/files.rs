//! Files of requests: whose they are, with which message they go, and when their content is nobody's any more.
//!
//! Equal files are one content on the disk, under its hash. Whoever puts a content there or takes it away holds its row of
//! `file_content` in the same transaction: so an upload that comes while the last file of that content goes waits, and puts it anew.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::action::{ArticleWrite, TicketRead, TicketWork, TicketWrite};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::files::{FileKind, StoredFile};
use podskazka_shared::ids::{
    ArticleId, FileId, HandoverId, MemberId, MessageId, PersonId, SchoolId, TicketId,
};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::MessageKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, LockType, OnConflict, Query, SelectStatement};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};

use super::articles::ArticleRow;
use super::entities::{file, file_content, handover, handover_file, idempotency, member, message, ticket};
use super::tickets::TicketRow;
use super::{Db, Tx, private::Connection};
use crate::access::{Granted, Holder, Permit, Reached, System};
use crate::problem::{Error, Result};

/// A file as it stands in the database; its content is on the disk.
#[derive(Debug, Clone)]
pub struct FileRow {
    pub id: FileId,
    school: SchoolId,
    owner: MemberId,
    pub name: String,
    pub kind: FileKind,
    pub size: i64,
    /// The SHA-256 of the content, in small hexadecimal digits.
    pub hash: String,
}

impl From<file::Model> for FileRow {
    fn from(row: file::Model) -> Self {
        Self {
            id: row.id,
            school: row.school_id,
            owner: row.owner_id,
            name: row.name,
            kind: row.kind,
            size: row.size,
            hash: row.hash,
        }
    }
}

impl Reached for FileRow {
    fn school(&self) -> SchoolId {
        self.school
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        match reach {
            Reach::Own => self.owner == holder.member,
            Reach::OwnChild
            | Reach::OwnClass
            | Reach::Filed
            | Reach::Assigned
            | Reach::Direction
            | Reach::Addressed
            | Reach::Others
            | Reach::School => false,
        }
    }
}

impl FileRow {
    /// As it travels.
    pub fn dto(&self) -> StoredFile {
        StoredFile {
            id: self.id,
            name: self.name.clone(),
            kind: self.kind,
            size: self.size,
        }
    }
}

/// A file to be.
#[derive(Debug)]
pub struct NewFile {
    pub id: FileId,
    pub name: String,
    pub kind: FileKind,
    pub size: i64,
    pub hash: String,
}

/// How much one person may bring.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    /// Bytes of all files of the person in the school.
    pub bytes: i64,
    /// Files in 24 hours.
    pub per_day: u64,
}

/// How many bytes the permit's holder may still bring.
///
/// # Errors
/// `files_exceeded` when they brought as many files as they may in a day, `file_space_exceeded` when no room is left.
pub async fn room(
    db: &impl Db,
    permit: &Permit<TicketWrite>,
    quota: Quota,
    at: DateTime<Utc>,
) -> Result<i64> {
    check_day(db, permit, quota.per_day, at).await?;
    let sum = Expr::col(file::Column::Size).sum().cast_as("bigint");
    let taken: Option<Option<i64>> = file::Entity::find()
        .select_only()
        .column_as(sum, "taken")
        .filter(file::Column::OwnerId.eq(permit.member()))
        .into_tuple()
        .one(db.connection())
        .await?;
    match quota.bytes - taken.flatten().unwrap_or_default() {
        left if left > 0 => Ok(left),
        _ => Err(ProblemKind::FileSpaceExceeded.into()),
    }
}

/// Of each upload of a day its key is still there, so these tell the number also when files were taken back.
async fn check_day(db: &impl Db, permit: &Permit<TicketWrite>, most: u64, at: DateTime<Utc>) -> Result<()> {
    use idempotency::Column as C;
    let principal = permit
        .client()
        .map(|client| client.0)
        .or(permit.person().map(|person| person.0));
    let principal = principal.ok_or_else(|| Error::internal("the system uploads nothing"))?;
    let until: Vec<DateTime<Utc>> = idempotency::Entity::find()
        .select_only()
        .column(C::ExpiresAt)
        .filter(C::PrincipalId.eq(principal))
        .filter(C::Operation.eq("files_create"))
        .filter(C::MemberId.eq(permit.member()))
        .filter(C::ExpiresAt.gt(at))
        .order_by_desc(C::ExpiresAt)
        .offset(most.saturating_sub(1))
        .limit(1)
        .into_tuple()
        .all(db.connection())
        .await?;
    match until.first() {
        None => Ok(()),
        Some(until) => Err(Error::files((*until - at).num_seconds() + 1)),
    }
}

/// Holds the card of who uploads, so that it does not end meanwhile, and uploads of one person are counted one after the other.
///
/// # Errors
/// `not_found` when the card has ended.
pub async fn hold_owner(tx: &Tx, permit: &Permit<TicketWrite>) -> Result<()> {
    let card = member::Entity::find_by_id(permit.member())
        .lock(LockType::NoKeyUpdate)
        .one(tx.connection())
        .await?;
    match card.is_some_and(|card| card.ended_at.is_none() && card.erased_at.is_none()) {
        true => Ok(()),
        false => Err(ProblemKind::NotFound.into()),
    }
}

/// Holds the row of a content, made where there is none: until the transaction ends nobody else puts it on the disk or takes it away.
///
/// # Errors
/// Those of the database.
pub async fn hold_content(tx: &Tx, _: &Permit<TicketWrite>, hash: &str, at: DateTime<Utc>) -> Result<()> {
    let row = file_content::ActiveModel {
        hash: Set(hash.to_owned()),
        stored_at: Set(at),
        unused_since: Set(None),
    };
    let again = OnConflict::column(file_content::Column::Hash)
        .update_columns([file_content::Column::StoredAt, file_content::Column::UnusedSince])
        .to_owned();
    file_content::Entity::insert(row)
        .on_conflict(again)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Adds a file whose content the transaction holds.
///
/// # Errors
/// Those of the database.
pub async fn insert(tx: &Tx, permit: &Permit<TicketWrite>, new: NewFile, at: DateTime<Utc>) -> Result<()> {
    let row = file::ActiveModel {
        id: Set(new.id),
        school_id: Set(permit.school()),
        owner_id: Set(permit.member()),
        client_id: Set(permit.client()),
        name: Set(new.name),
        kind: Set(new.kind),
        size: Set(new.size),
        hash: Set(new.hash),
        created_at: Set(at),
        message_id: Set(None),
        article_id: Set(None),
        position: Set(0),
    };
    file::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// What neither a message nor an article names.
fn unclaimed() -> Condition {
    Condition::all()
        .add(file::Column::MessageId.is_null())
        .add(file::Column::ArticleId.is_null())
}

/// What the permit's holder brought themselves, in their school; by the same program, when one acts for them.
fn brought<A: ActionType>(permit: &Permit<A>) -> Condition {
    use file::Column as C;
    Condition::all()
        .add(C::OwnerId.eq(permit.member()))
        .add(C::SchoolId.eq(permit.school()))
        .add(match permit.client() {
            Some(client) => C::ClientId.eq(client),
            None => C::ClientId.is_null(),
        })
}

/// One's own upload; with `free` only while no message names it.
///
/// # Errors
/// `not_found` when it is not there, or somebody else's.
pub async fn own(
    db: &impl Db,
    permit: &Permit<TicketWrite>,
    id: FileId,
    free: bool,
) -> Result<Granted<TicketWrite, FileRow>> {
    let unclaimed = free.then(unclaimed);
    let found = file::Entity::find_by_id(id)
        .filter(brought(permit))
        .filter(Condition::all().add_option(unclaimed))
        .one(db.connection())
        .await?;
    permit
        .grant(FileRow::from(found.ok_or(ProblemKind::NotFound)?))
        .map_err(|_| ProblemKind::NotFound.into())
}

/// Uploads that no message names, and that none names before the transaction ends.
#[derive(Debug)]
pub struct Free(Vec<FileId>);

/// Holds uploads of the permit's holder for a message that is going to be written. What is not there, is somebody else's or goes
/// with another message already is one and the same: not found.
///
/// # Errors
/// `invalid` at the first of these.
pub async fn hold<A: ActionType>(tx: &Tx, permit: &Permit<A>, ids: &[FileId]) -> Result<Free> {
    if !ids.is_empty() {
        let free = free(permit, ids).lock(LockType::Update);
        all_there(ids, &free.into_tuple().all(tx.connection()).await?)?;
    }
    Ok(Free(ids.to_vec()))
}

/// The same look without holding them, before something is spent that does not come back.
///
/// # Errors
/// As [`hold`].
pub async fn check<A: ActionType>(db: &impl Db, permit: &Permit<A>, ids: &[FileId]) -> Result<()> {
    match ids.is_empty() {
        true => Ok(()),
        false => all_there(ids, &free(permit, ids).into_tuple().all(db.connection()).await?),
    }
}

fn free<A: ActionType>(permit: &Permit<A>, ids: &[FileId]) -> Select<file::Entity> {
    use file::Column as C;
    file::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(brought(permit))
        .filter(C::Id.is_in(ids.iter().copied()))
        .filter(unclaimed())
        .order_by_asc(C::Id)
}

/// Gives them to the message, which is written by now.
///
/// # Errors
/// Those of the database.
pub async fn attach(tx: &Tx, free: Free, (ticket, message): (TicketId, MessageId)) -> Result<()> {
    use file::Column as C;
    if free.0.is_empty() {
        return Ok(());
    }
    ticket::Entity::update_many()
        .col_expr(ticket::Column::Attached, Expr::value(true))
        .filter(ticket::Column::Id.eq(ticket))
        .exec(tx.connection())
        .await?;
    for (place, id) in (0_i16..).zip(free.0) {
        file::Entity::update_many()
            .col_expr(C::MessageId, Expr::value(Some(message)))
            .col_expr(C::Position, Expr::value(place))
            .filter(C::Id.eq(id))
            .filter(unclaimed())
            .exec(tx.connection())
            .await?;
    }
    Ok(())
}

fn all_there(asked: &[FileId], found: &[FileId]) -> Result<()> {
    match asked.iter().position(|id| !found.contains(id)) {
        None => Ok(()),
        Some(place) => Err(Error::field(&format!("/files/{place}"), FieldErrorKind::NotFound)),
    }
}

/// Gives pictures to an article that names them: uploads of who writes it, which from now on are the article's. What it has
/// already stays its own, whoever brought it.
///
/// # Errors
/// `invalid` at `/text` when it names what is no picture, is not there or is not theirs to give.
pub async fn illustrate(
    tx: &Tx,
    permit: &Permit<ArticleWrite>,
    article: ArticleId,
    ids: &[FileId],
) -> Result<()> {
    use file::Column as C;
    let pictures = FileKind::ALL.into_iter().filter(|kind| kind.is_picture());
    let pictures: Vec<FileKind> = pictures.collect();
    if ids.is_empty() {
        return Ok(());
    }
    file::Entity::update_many()
        .col_expr(C::ArticleId, Expr::value(Some(article)))
        .filter(brought(permit))
        .filter(C::Id.is_in(ids.iter().copied()))
        .filter(C::Kind.is_in(pictures))
        .filter(unclaimed())
        .exec(tx.connection())
        .await?;
    let there = pictures_of(tx, article, ids).await?;
    match ids.iter().all(|id| there.contains(id)) {
        true => Ok(()),
        false => Err(Error::field("/text", FieldErrorKind::NotFound)),
    }
}

/// Which of these are pictures of an article.
pub(super) async fn pictures_of(db: &impl Db, article: ArticleId, ids: &[FileId]) -> Result<Vec<FileId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(file::Entity::find()
        .select_only()
        .column(file::Column::Id)
        .filter(file::Column::ArticleId.eq(article))
        .filter(file::Column::Id.is_in(ids.iter().copied()))
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// A picture of an article that the reader was given.
///
/// # Errors
/// `not_found` when it has none by this id.
pub async fn of_article<A: ActionType>(
    db: &impl Db,
    article: &Granted<A, ArticleRow>,
    id: FileId,
) -> Result<FileRow> {
    let found = file::Entity::find_by_id(id)
        .filter(file::Column::ArticleId.eq(article.id))
        .one(db.connection())
        .await?;
    Ok(found.ok_or(ProblemKind::NotFound)?.into())
}

/// Which of these are uploads of the permit's holder that nothing names yet.
///
/// # Errors
/// Those of the database.
pub async fn mine<A: ActionType>(db: &impl Db, permit: &Permit<A>, ids: &[FileId]) -> Result<Vec<FileId>> {
    match ids.is_empty() {
        true => Ok(Vec::new()),
        false => Ok(free(permit, ids).into_tuple().all(db.connection()).await?),
    }
}

/// The files of messages that the reader was given, by message, in the order in which their sender put them.
///
/// # Errors
/// Those of the database.
pub async fn of_messages(
    db: &impl Db,
    _: &Permit<TicketRead>,
    ids: impl IntoIterator<Item = MessageId>,
) -> Result<HashMap<MessageId, Vec<StoredFile>>> {
    by_message(db, ids).await
}

/// The same for one's own data, which hang on no permit of a school.
pub(super) async fn by_message(
    db: &impl Db,
    ids: impl IntoIterator<Item = MessageId>,
) -> Result<HashMap<MessageId, Vec<StoredFile>>> {
    let rows = file::Entity::find()
        .filter(file::Column::MessageId.is_in(ids))
        .order_by_asc(file::Column::Position)
        .order_by_asc(file::Column::Id)
        .all(db.connection())
        .await?;
    let mut found: HashMap<MessageId, Vec<StoredFile>> = HashMap::new();
    for row in rows {
        if let Some(message) = row.message_id {
            found.entry(message).or_default().push(FileRow::from(row).dto());
        }
    }
    Ok(found)
}

/// The requests whose messages stand in the thread of this one: itself, and what was merged into it.
fn thread(id: TicketId) -> SelectStatement {
    let this = Condition::any()
        .add(ticket::Column::Id.eq(id))
        .add(ticket::Column::MergedIntoId.eq(id));
    Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .cond_where(this)
        .to_owned()
}

/// The messages of a thread; internal notes only for who reads them.
fn messages(id: TicketId, notes: bool) -> SelectStatement {
    let public = (!notes).then(|| message::Column::Kind.ne(MessageKind::Note));
    Query::select()
        .column(message::Column::Id)
        .from(message::Entity)
        .and_where(message::Column::TicketId.into_expr().in_subquery(thread(id)))
        .cond_where(Condition::all().add_option(public))
        .to_owned()
}

/// The files that went to the vendor with a request.
fn handed(id: TicketId) -> SelectStatement {
    let of = Query::select()
        .column(handover::Column::Id)
        .from(handover::Entity)
        .and_where(handover::Column::TicketId.eq(id))
        .to_owned();
    Query::select()
        .column(handover_file::Column::FileId)
        .from(handover_file::Entity)
        .and_where(handover_file::Column::HandoverId.into_expr().in_subquery(of))
        .to_owned()
}

/// A file of a request: of a message that the reader reads in it, or, for who works on it, one that went to the vendor.
///
/// # Errors
/// `not_found` when there is none for this reader.
pub async fn of_ticket(
    db: &impl Db,
    ticket: &Granted<TicketRead, TicketRow>,
    (notes, works): (bool, bool),
    id: FileId,
) -> Result<FileRow> {
    use file::Column as C;
    let said = C::MessageId.into_expr().in_subquery(messages(ticket.id, notes));
    let sent = works.then(|| C::Id.into_expr().in_subquery(handed(ticket.id)));
    let found = file::Entity::find_by_id(id)
        .filter(Condition::any().add(said).add_option(sent))
        .one(db.connection())
        .await?;
    Ok(found.ok_or(ProblemKind::NotFound)?.into())
}

/// Notes which files of a held request go to the vendor: of messages for both sides, because the requester learns what was sent.
///
/// # Errors
/// `invalid` at the first that is none of these.
pub async fn hand_over(
    tx: &Tx,
    ticket: &TicketRow,
    _: &Permit<TicketWork>,
    handover: HandoverId,
    ids: &[FileId],
) -> Result<()> {
    use file::Column as C;
    if ids.is_empty() {
        return Ok(());
    }
    let found: Vec<FileId> = file::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::Id.is_in(ids.iter().copied()))
        .filter(C::MessageId.into_expr().in_subquery(messages(ticket.id, false)))
        .into_tuple()
        .all(tx.connection())
        .await?;
    all_there(ids, &found)?;
    let rows = ids.iter().map(|id| handover_file::ActiveModel {
        handover_id: Set(handover),
        file_id: Set(*id),
    });
    handover_file::Entity::insert_many(rows)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// The files of hand-overs, by hand-over.
///
/// # Errors
/// Those of the database.
pub(super) async fn of_handovers(
    db: &impl Db,
    ids: impl IntoIterator<Item = HandoverId>,
) -> Result<HashMap<HandoverId, Vec<StoredFile>>> {
    let rows = handover_file::Entity::find()
        .filter(handover_file::Column::HandoverId.is_in(ids))
        .all(db.connection())
        .await?;
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let files: Vec<FileRow> = file::Entity::find()
        .filter(file::Column::Id.is_in(rows.iter().map(|row| row.file_id)))
        .order_by_asc(file::Column::Id)
        .all(db.connection())
        .await?
        .into_iter()
        .map(FileRow::from)
        .collect();
    let mut found: HashMap<HandoverId, Vec<StoredFile>> = HashMap::new();
    for one in files {
        for row in rows.iter().filter(|row| row.file_id == one.id) {
            found.entry(row.handover_id).or_default().push(one.dto());
        }
    }
    Ok(found)
}

fn cards(of: PersonId) -> SelectStatement {
    Query::select()
        .column(member::Column::Id)
        .from(member::Entity)
        .and_where(member::Column::PersonId.eq(of))
        .to_owned()
}

/// A file out of somebody's own data: what they brought, and what stands in their own requests as they see them.
///
/// # Errors
/// `not_found` when there is none for them.
pub async fn of_person(db: &impl Db, of: &crate::access::Person, id: FileId) -> Result<FileRow> {
    use file::Column as C;
    let requests = || {
        Query::select()
            .column(ticket::Column::Id)
            .from(ticket::Entity)
            .and_where(ticket::Column::RequesterId.into_expr().in_subquery(cards(of.id)))
            .to_owned()
    };
    // Notes of staff leave by no door, also not those that one wrote.
    let public = Query::select()
        .column(message::Column::Id)
        .from(message::Entity)
        .and_where(message::Column::Kind.ne(MessageKind::Note))
        .to_owned();
    let said = Query::select()
        .column(message::Column::Id)
        .from(message::Entity)
        .and_where(message::Column::Kind.ne(MessageKind::Note))
        .and_where(message::Column::TicketId.into_expr().in_subquery(requests()))
        .to_owned();
    let brought = Condition::all()
        .add(C::OwnerId.into_expr().in_subquery(cards(of.id)))
        .add(
            Condition::any()
                .add(C::MessageId.is_null())
                .add(C::MessageId.into_expr().in_subquery(public)),
        );
    let found = file::Entity::find_by_id(id)
        .filter(
            Condition::any()
                .add(brought)
                .add(C::MessageId.into_expr().in_subquery(said)),
        )
        .one(db.connection())
        .await?;
    Ok(found.ok_or(ProblemKind::NotFound)?.into())
}

/// What somebody brought and no message names yet.
pub(super) async fn waiting(db: &impl Db, of: MemberId) -> Result<Vec<StoredFile>> {
    let rows = file::Entity::find()
        .filter(file::Column::OwnerId.eq(of))
        .filter(unclaimed())
        .order_by_asc(file::Column::Id)
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(|row| FileRow::from(row).dto()).collect())
}

/// Takes an upload back that no message names; false when one does by now.
///
/// # Errors
/// Those of the database.
pub async fn take_back(tx: &Tx, row: &Granted<TicketWrite, FileRow>, at: DateTime<Utc>) -> Result<bool> {
    let this = Condition::all().add(file::Column::Id.eq(row.id)).add(unclaimed());
    Ok(delete(tx, this, at).await? > 0)
}

/// Deletes the files of the messages of these requests.
pub(super) async fn delete_of(tx: &Tx, requests: Condition, at: DateTime<Utc>) -> Result<()> {
    let requests = Query::select()
        .column(ticket::Column::Id)
        .from(ticket::Entity)
        .cond_where(requests)
        .to_owned();
    let messages = Query::select()
        .column(message::Column::Id)
        .from(message::Entity)
        .and_where(message::Column::TicketId.into_expr().in_subquery(requests))
        .to_owned();
    let theirs = file::Column::MessageId.into_expr().in_subquery(messages);
    delete(tx, Condition::all().add(theirs), at).await?;
    Ok(())
}

/// Deletes what somebody brought and no message names.
pub(super) async fn delete_waiting(tx: &Tx, of: MemberId, at: DateTime<Utc>) -> Result<()> {
    let theirs = Condition::all()
        .add(file::Column::OwnerId.eq(of))
        .add(unclaimed());
    delete(tx, theirs, at).await?;
    Ok(())
}

/// Deletes files that no message named in time.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, before: DateTime<Utc>, at: DateTime<Utc>) -> Result<u64> {
    let left = Condition::all()
        .add(unclaimed())
        .add(file::Column::CreatedAt.lte(before));
    delete(tx, left, at).await
}

/// Deletes files, and marks what they held as perhaps nobody's: the disk is tidied by that, after the transaction.
async fn delete(tx: &Tx, which: Condition, at: DateTime<Utc>) -> Result<u64> {
    let hashes = Query::select()
        .column(file::Column::Hash)
        .from(file::Entity)
        .cond_where(which.clone())
        .to_owned();
    file_content::Entity::update_many()
        .col_expr(file_content::Column::UnusedSince, Expr::value(Some(at)))
        .filter(file_content::Column::Hash.into_expr().in_subquery(hashes))
        .exec(tx.connection())
        .await?;
    let gone = file::Entity::delete_many()
        .filter(which)
        .exec(tx.connection())
        .await?;
    Ok(gone.rows_affected)
}

/// Contents that are perhaps nobody's any more, those that wait longest first.
///
/// # Errors
/// Those of the database.
pub async fn unused(db: &impl Db, _: System, most: u64) -> Result<Vec<String>> {
    Ok(file_content::Entity::find()
        .select_only()
        .column(file_content::Column::Hash)
        .filter(file_content::Column::UnusedSince.is_not_null())
        .order_by_asc(file_content::Column::UnusedSince)
        .limit(most)
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// Gives a content up that no file has; true when it has to go from the disk before the transaction ends.
///
/// # Errors
/// Those of the database.
pub async fn give_up(tx: &Tx, _: System, hash: &str) -> Result<bool> {
    let held = file_content::Entity::find_by_id(hash.to_owned())
        .filter(file_content::Column::UnusedSince.is_not_null())
        .lock(LockType::Update)
        .one(tx.connection())
        .await?;
    if held.is_none() {
        return Ok(false);
    }
    let used = file::Entity::find()
        .filter(file::Column::Hash.eq(hash))
        .count(tx.connection())
        .await?;
    if used > 0 {
        file_content::Entity::update_many()
            .col_expr(
                file_content::Column::UnusedSince,
                Expr::value(None::<DateTime<Utc>>),
            )
            .filter(file_content::Column::Hash.eq(hash))
            .exec(tx.connection())
            .await?;
        return Ok(false);
    }
    file_content::Entity::delete_by_id(hash.to_owned())
        .exec(tx.connection())
        .await?;
    Ok(true)
}

/// Claims a content on the disk that no row knows, left by a process that ended in the middle; true when it has to go from the disk
/// before the transaction ends. Its row keeps uploads of the same content waiting until then.
///
/// # Errors
/// Those of the database.
pub async fn give_up_unknown(tx: &Tx, _: System, hash: &str, at: DateTime<Utc>) -> Result<bool> {
    let row = file_content::ActiveModel {
        hash: Set(hash.to_owned()),
        stored_at: Set(at),
        unused_since: Set(Some(at)),
    };
    let made = file_content::Entity::insert(row)
        .on_conflict(
            OnConflict::column(file_content::Column::Hash)
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(tx.connection())
        .await?;
    if made == 0 {
        return Ok(false);
    }
    file_content::Entity::delete_by_id(hash.to_owned())
        .exec(tx.connection())
        .await?;
    Ok(true)
}

/// Which of these contents some row knows.
///
/// # Errors
/// Those of the database.
pub async fn known(db: &impl Db, _: System, hashes: &[String]) -> Result<Vec<String>> {
    Ok(file_content::Entity::find()
        .select_only()
        .column(file_content::Column::Hash)
        .filter(file_content::Column::Hash.is_in(hashes.iter().cloned()))
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// The contents that files have, after this one, in their order.
///
/// # Errors
/// Those of the database.
pub async fn in_use(db: &impl Db, _: System, after: &str, most: u64) -> Result<Vec<String>> {
    Ok(file::Entity::find()
        .select_only()
        .column(file::Column::Hash)
        .distinct()
        .filter(file::Column::Hash.gt(after))
        .order_by_asc(file::Column::Hash)
        .limit(most)
        .into_tuple()
        .all(db.connection())
        .await?)
}

/// How long a file may wait for its message.
pub const WAITS: Duration = Duration::hours(24);
