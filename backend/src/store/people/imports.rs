//! Files of people: kept until they are applied, compared with the school's cards, applied in bulk.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use podskazka_shared::access::Role;
use podskazka_shared::access::action::PeopleEdit;
use podskazka_shared::classes::ClassName;
use podskazka_shared::ids::{ClassId, ImportId, MemberId};
use podskazka_shared::page::Page;
use podskazka_shared::people::imports::{ImportRow, ImportRowsQuery, RowKind};
use podskazka_shared::people::plan::{Cards, Known, Plan, Planned};
use podskazka_shared::people::table::{PeopleTable, PersonRow};
use podskazka_shared::people::{MemberRef, search_name};
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Expr, ExprTrait, IntoCondition, OnConflict, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::entities::{
    class, guardian, member, member_role, people_import, people_import_row, school,
};
use super::super::{Audit, Db, Tx, classes, cursor, private::Connection};
use super::{cards, end};
use crate::access::{Permit, System};
use crate::clock::new_id;
use crate::problem::{Error, Result};

/// How many rows go to the database at once.
const AT_ONCE: usize = 500;

/// A file of people as it is kept, without its rows.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Kept {
    pub id: ImportId,
    pub applied: bool,
    pub preview: serde_json::Value,
    /// Of what it would do, so that a change of the school's people is noticed.
    pub digest: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub version: i64,
}

/// What would become of a row; people are named by their cards alone.
#[derive(Debug, Clone)]
pub struct NewRow {
    pub kind: RowKind,
    pub line: Option<u32>,
    pub member: Option<MemberId>,
    /// Of a row of the file.
    pub external_id: String,
    pub name: String,
    pub fields: Vec<String>,
    pub lost_ties: Vec<MemberId>,
    pub lost_classes: Vec<ClassName>,
}

/// Ties and led classes that a row loses, as they are kept.
#[derive(Serialize, Deserialize)]
struct Lost {
    ties: Vec<MemberId>,
    classes: Vec<ClassName>,
}

/// Keeps a file, and what would become of its rows.
///
/// # Errors
/// Those of the database.
pub async fn insert(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    new: Kept,
    content: String,
    rows: &[NewRow],
) -> Result<()> {
    let id = new.id;
    let row = people_import::ActiveModel {
        id: Set(id),
        school_id: Set(permit.school()),
        author_id: Set(author(permit)),
        applied: Set(new.applied),
        content: Set(content),
        preview: Set(new.preview),
        digest: Set(new.digest),
        created_at: Set(new.created_at),
        expires_at: Set(new.expires_at),
        version: Set(new.version),
    };
    people_import::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    keep_rows(tx, id, rows).await
}

/// Refuses one more file of the sender when `most` of theirs are kept. The school is held, so that files sent at one moment
/// are counted one after the other.
///
/// # Errors
/// `uploads_exceeded`, with the time until the oldest of them is forgotten.
pub async fn check_quota(tx: &Tx, permit: &Permit<PeopleEdit>, most: u32, at: DateTime<Utc>) -> Result<()> {
    use people_import::Column as C;
    end::hold_school(tx, permit).await?;
    // The one that has to go before another may come.
    let oldest: Option<DateTime<Utc>> = people_import::Entity::find()
        .select_only()
        .column(C::ExpiresAt)
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::AuthorId.eq(author(permit)))
        .filter(C::ExpiresAt.gt(at))
        .order_by_desc(C::ExpiresAt)
        .offset(u64::from(most.saturating_sub(1)))
        .limit(1)
        .into_tuple()
        .one(tx.connection())
        .await?;
    match oldest {
        None => Ok(()),
        Some(oldest) => Err(Error::uploads((oldest - at).num_seconds() + 1)),
    }
}

/// Keeps what would become of the rows, in the place of what was kept.
async fn keep_rows(tx: &Tx, id: ImportId, rows: &[NewRow]) -> Result<()> {
    people_import_row::Entity::delete_many()
        .filter(people_import_row::Column::ImportId.eq(id))
        .exec(tx.connection())
        .await?;
    let number = |n: u32| i32::try_from(n).map_err(Error::internal);
    let mut all = Vec::with_capacity(rows.len());
    for (row, place) in rows.iter().zip(0u32..) {
        let lost = Lost {
            ties: row.lost_ties.clone(),
            classes: row.lost_classes.clone(),
        };
        let loses = !lost.ties.is_empty() || !lost.classes.is_empty();
        all.push(people_import_row::ActiveModel {
            import_id: Set(id),
            place: Set(number(place)?),
            kind: Set(row.kind.code().to_owned()),
            line: Set(row.line.map(number).transpose()?),
            member_id: Set(row.member),
            external_id: Set(row.external_id.clone()),
            name: Set(row.name.clone()),
            fields: Set(serde_json::to_value(&row.fields).map_err(Error::internal)?),
            lost: Set(loses
                .then(|| serde_json::to_value(lost))
                .transpose()
                .map_err(Error::internal)?),
        });
    }
    for part in all.chunks(AT_ONCE) {
        people_import_row::Entity::insert_many(part.to_vec())
            .exec_without_returning(tx.connection())
            .await?;
    }
    Ok(())
}

/// A page of what would become of the rows of a file that its sender found: all that do something, or one kind.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn rows(
    db: &impl Db,
    permit: &Permit<PeopleEdit>,
    kept: &Kept,
    query: &ImportRowsQuery,
) -> Result<Page<ImportRow>> {
    use people_import_row::Column as C;
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = people_import_row::Entity::find()
        .filter(C::ImportId.eq(kept.id))
        .order_by_asc(C::Place)
        .limit(u64::from(limit) + 1);
    select = match query.kind {
        Some(kind) => select.filter(C::Kind.eq(kind.code())),
        None => select.filter(C::Kind.ne(RowKind::Unchanged.code())),
    };
    select = match query.losing {
        Some(true) => select.filter(C::Lost.is_not_null()),
        Some(false) => select.filter(C::Lost.is_null()),
        None => select,
    };
    if let Some(after) = cursor::read::<i32>(query.after.as_ref())? {
        select = select.filter(C::Place.gt(after));
    }
    let found = select.all(db.connection()).await?;
    let page = Page::cut(found, limit.into(), |row| cursor::write(&row.place));
    let mut rows = Vec::with_capacity(page.items.len());
    for row in page.items {
        let lost: Option<Lost> = match row.lost.clone() {
            Some(lost) => Some(serde_json::from_value(lost).map_err(Error::internal)?),
            None => None,
        };
        rows.push((row, lost));
    }
    let missing = |row: &people_import_row::Model| row.kind == RowKind::Missing.code();
    let named = rows.iter().flat_map(|(row, lost)| {
        let missing = row.member_id.filter(|_| missing(row));
        missing
            .into_iter()
            .chain(lost.iter().flat_map(|lost| lost.ties.clone()))
    });
    let cards = named_cards(db, permit, named.collect()).await?;
    let mut items = Vec::with_capacity(rows.len());
    for (row, lost) in rows {
        let card = row
            .member_id
            .filter(|_| missing(&row))
            .and_then(|id| cards.get(&id));
        let (external_id, name) = match card {
            Some(card) => (card.external_id.clone().unwrap_or_default(), card.name.clone()),
            None => (row.external_id, row.name),
        };
        let Lost { ties, classes } = lost.unwrap_or(Lost {
            ties: Vec::new(),
            classes: Vec::new(),
        });
        let tied = |id: MemberId| {
            let name = cards.get(&id)?.name.clone();
            Some(MemberRef { id, name })
        };
        items.push(ImportRow {
            kind: RowKind::of_code(&row.kind).ok_or_else(|| Error::internal("no such kind of row"))?,
            row: row.line.and_then(|line| u32::try_from(line).ok()),
            member: row.member_id,
            external_id,
            name,
            fields: serde_json::from_value(row.fields).map_err(Error::internal)?,
            lost_ties: ties.into_iter().filter_map(tied).collect(),
            lost_classes: classes,
        });
    }
    Ok(Page {
        items,
        next: page.next,
    })
}

/// Cards of the school by their ids, to name people as they are now.
async fn named_cards(
    db: &impl Db,
    permit: &Permit<PeopleEdit>,
    ids: Vec<MemberId>,
) -> Result<HashMap<MemberId, member::Model>> {
    let mut all = HashMap::new();
    for ids in ids.chunks(1000) {
        let rows = member::Entity::find()
            .filter(member::Column::SchoolId.eq(permit.school()))
            .filter(member::Column::Id.is_in(ids.iter().copied()))
            .all(db.connection())
            .await?;
        all.extend(rows.into_iter().map(|card| (card.id, card)));
    }
    Ok(all)
}

/// Whose file it is: the program's that sent it, else the member's.
fn author(permit: &Permit<PeopleEdit>) -> Uuid {
    permit.client().map_or(permit.member().0, |client| client.0)
}

/// A file that the holder of the permit sent and that is not forgotten yet.
///
/// # Errors
/// `not_found` when there is none.
pub async fn find(
    db: &impl Db,
    permit: &Permit<PeopleEdit>,
    id: ImportId,
    at: DateTime<Utc>,
) -> Result<Kept> {
    use people_import::Column as C;
    let found = people_import::Entity::find_by_id(id)
        .select_only()
        .columns([
            C::Id,
            C::Applied,
            C::Preview,
            C::Digest,
            C::CreatedAt,
            C::ExpiresAt,
            C::Version,
        ])
        .filter(C::SchoolId.eq(permit.school()))
        .filter(C::AuthorId.eq(author(permit)))
        .filter(C::ExpiresAt.gt(at))
        .into_model::<Kept>()
        .one(db.connection())
        .await?;
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

/// The rows of a file that its sender found; none when it is applied.
///
/// # Errors
/// Those of the database.
pub async fn content(db: &impl Db, _: &Permit<PeopleEdit>, kept: &Kept) -> Result<Option<String>> {
    let found: Option<String> = people_import::Entity::find_by_id(kept.id)
        .select_only()
        .column(people_import::Column::Content)
        .filter(people_import::Column::Applied.eq(false))
        .into_tuple()
        .one(db.connection())
        .await?;
    Ok(found)
}

/// Notes that a file is applied and drops its rows, if it still has this version; false when it has not.
///
/// # Errors
/// Those of the database.
pub async fn claim(tx: &Tx, permit: &Permit<PeopleEdit>, id: ImportId, version: i64) -> Result<bool> {
    use people_import::Column as C;
    let updated = people_import::Entity::update_many()
        .col_expr(C::Applied, Expr::value(true))
        .col_expr(C::Content, Expr::value(""))
        .col_expr(C::Version, Expr::value(version + 1))
        .filter(C::Id.eq(id))
        .filter(C::AuthorId.eq(author(permit)))
        .filter(C::Version.eq(version))
        .filter(C::Applied.eq(false))
        .exec(tx.connection())
        .await?;
    if updated.rows_affected != 1 {
        return Ok(false);
    }
    keep_rows(tx, id, &[]).await?;
    Ok(true)
}

/// Keeps what a file would do now, instead of what it would have done.
///
/// # Errors
/// Those of the database.
pub async fn look_again(tx: &Tx, _: &Permit<PeopleEdit>, kept: &Kept, rows: &[NewRow]) -> Result<()> {
    use people_import::Column as C;
    let updated = people_import::Entity::update_many()
        .col_expr(C::Preview, Expr::value(kept.preview.clone()))
        .col_expr(C::Digest, Expr::value(kept.digest.clone()))
        .col_expr(C::Version, Expr::value(kept.version + 1))
        .filter(C::Id.eq(kept.id))
        .filter(C::Version.eq(kept.version))
        .filter(C::Applied.eq(false))
        .exec(tx.connection())
        .await?;
    if updated.rows_affected == 1 {
        keep_rows(tx, kept.id, rows).await?;
    }
    Ok(())
}

/// Forgets files whose hour is over.
///
/// # Errors
/// Those of the database.
pub async fn forget(tx: &Tx, _: System, at: DateTime<Utc>) -> Result<u64> {
    let deleted = people_import::Entity::delete_many()
        .filter(people_import::Column::ExpiresAt.lte(at))
        .exec(tx.connection())
        .await?;
    Ok(deleted.rows_affected)
}

/// The school's cards with an id of the journal, as a file is compared with them; in a fixed number of queries.
///
/// # Errors
/// Those of the database.
pub async fn known(db: &impl Db, permit: &Permit<PeopleEdit>) -> Result<Cards> {
    use member::Column as M;
    let which = M::SchoolId
        .eq(permit.school())
        .and(M::ExternalId.into_expr().is_not_null())
        .and(M::ErasedAt.into_expr().is_null());
    let mut facts = cards::facts(db, which.clone().into_condition()).await?;
    let rows = member::Entity::find()
        .filter(which)
        .order_by_asc(M::Id)
        .all(db.connection())
        .await?;
    let ids: HashMap<MemberId, String> = rows
        .iter()
        .filter_map(|row| Some((row.id, row.external_id.clone()?)))
        .collect();
    let acting = end::acting_in(db, permit).await?;
    let of_school = Query::select()
        .column(M::Id)
        .from(member::Entity)
        .and_where(M::SchoolId.eq(permit.school()))
        .to_owned();
    let ties = guardian::Entity::find()
        .filter(guardian::Column::ParentId.into_expr().in_subquery(of_school))
        .order_by_asc(guardian::Column::ParentId)
        .order_by_asc(guardian::Column::ChildId)
        .all(db.connection())
        .await?;
    let (mut children, mut parents): (HashMap<_, Vec<MemberId>>, HashMap<_, Vec<MemberId>>) =
        (HashMap::new(), HashMap::new());
    for tie in &ties {
        children.entry(tie.parent_id).or_default().push(tie.child_id);
        parents.entry(tie.child_id).or_default().push(tie.parent_id);
    }
    let known = |row: member::Model| {
        let mut facts = facts.remove(&row.id).unwrap_or_default();
        // In the order of a file's cell, whatever the database's order of letters.
        facts.leads.sort_by(|a, b| a.name.cmp(&b.name));
        Some(Known {
            id: row.id,
            external_id: row.external_id?,
            name: row.name,
            post: row.post,
            email: row.email,
            phone: row.phone,
            roles: facts.roles,
            acts: acting.contains(&row.id),
            class: facts.class.map(|class| class.name),
            leads: facts.leads.into_iter().map(|class| class.name).collect(),
            children: children.remove(&row.id).unwrap_or_default(),
            parents: parents.remove(&row.id).unwrap_or_default(),
            ended: row.ended_at.is_some(),
        })
    };
    let known: Vec<Known> = rows.into_iter().filter_map(known).collect();
    let tie =
        |row: guardian::Model| Some((ids.get(&row.parent_id)?.clone(), ids.get(&row.child_id)?.clone()));
    Ok(Cards {
        known,
        ties: ties.into_iter().filter_map(tie).collect(),
        classes: present_classes(db, permit).await?.into_keys().collect(),
    })
}

async fn present_classes(db: &impl Db, permit: &Permit<PeopleEdit>) -> Result<HashMap<ClassName, ClassId>> {
    let year = Query::select()
        .column(school::Column::Year)
        .from(school::Entity)
        .and_where(school::Column::Id.eq(permit.school()))
        .to_owned();
    let rows = class::Entity::find()
        .filter(class::Column::SchoolId.eq(permit.school()))
        .filter(class::Column::Year.into_expr().in_subquery(year))
        .all(db.connection())
        .await?;
    let named = |row: class::Model| {
        let name = ClassName {
            grade: row.grade,
            letter: row.letter,
        };
        (name, row.id)
    };
    Ok(rows.into_iter().map(named).collect())
}

/// A row with what becomes of it and the id of its card.
struct Work<'a> {
    id: MemberId,
    row: &'a PersonRow,
    planned: &'a Planned,
    known: Option<&'a Known>,
}

/// A file that was compared with the school, and what is to be done of it.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    pub table: &'a PeopleTable,
    pub cards: &'a Cards,
    pub plan: &'a Plan,
    /// Whether the memberships end that are missing in the file.
    pub end_missing: bool,
}

/// Does what the plan says, in the transaction; tells how far it is in parts of [`steps`].
///
/// # Errors
/// Those of the database.
pub async fn apply(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    job: Job<'_>,
    at: DateTime<Utc>,
    tell: &(dyn Fn(usize) + Send + Sync),
) -> Result<()> {
    let Job {
        table,
        cards,
        plan,
        end_missing,
    } = job;
    let all: Vec<Work<'_>> = table
        .rows
        .iter()
        .zip(&plan.people)
        .map(|(row, planned)| {
            let known = planned.known.and_then(|index| cards.known.get(index));
            Work {
                id: known.map_or_else(|| new_id(at), |known| known.id),
                row,
                planned,
                known,
            }
        })
        .collect();
    let busy: Vec<&Work<'_>> = all
        .iter()
        .filter(|work| work.planned.kind != RowKind::Unchanged)
        .collect();
    let mut done = 0;
    for part in busy.chunks(AT_ONCE) {
        write_cards(tx, permit, part, at).await?;
        write_roles(tx, permit, part, at).await?;
        done += part.len();
        tell(done);
    }
    let classes = write_classes(tx, permit, plan, at).await?;
    for part in busy.chunks(AT_ONCE) {
        place(tx, permit, part, &classes, at).await?;
        done += part.len();
        tell(done);
    }
    let touched: Vec<ClassId> = classes.values().copied().collect();
    classes::touch(tx, permit, &touched).await?;
    write_ties(tx, permit, &all, cards, plan).await?;
    if end_missing {
        let missing: Vec<MemberId> = plan
            .missing
            .iter()
            .filter_map(|index| Some(cards.known.get(*index)?.id))
            .collect();
        end::end(tx, permit, &missing, at).await?;
        let lines: Vec<_> = missing.iter().map(|id| (id.0, vec!["ended_at"])).collect();
        Audit::write_all(tx, permit, &lines, at).await?;
    }
    let lines: Vec<_> = busy
        .iter()
        .map(|work| {
            let fields = match work.planned.kind {
                RowKind::Create => vec!["created"],
                RowKind::Change | RowKind::Unchanged | RowKind::Missing => {
                    work.planned.fields.iter().copied().collect()
                }
            };
            (work.id.0, fields)
        })
        .collect();
    Audit::write_all(tx, permit, &lines, at).await?;
    tell(done);
    Ok(())
}

/// In how many parts [`apply`] tells of its progress.
pub fn steps(plan: &Plan) -> usize {
    let busy = plan
        .people
        .iter()
        .filter(|planned| planned.kind != RowKind::Unchanged);
    busy.count() * 2
}

async fn write_cards(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    part: &[&Work<'_>],
    at: DateTime<Utc>,
) -> Result<()> {
    use member::Column as M;
    let card = |work: &&Work<'_>| {
        let old = |pick: fn(&Known) -> &String| work.known.map(pick).cloned().unwrap_or_default();
        member::ActiveModel {
            id: Set(work.id),
            school_id: Set(permit.school()),
            person_id: Set(None),
            // Of a card that is there it stays, and here it would only stand in its own way.
            external_id: Set(match work.known {
                None => Some(work.row.external_id.clone()),
                Some(_) => None,
            }),
            name: Set(work.row.name.clone()),
            search_name: Set(search_name(&work.row.name)),
            post: Set(work.row.post.clone().unwrap_or_else(|| old(|known| &known.post))),
            deputy_field: Set(None),
            email: Set(work
                .row
                .email
                .clone()
                .unwrap_or_else(|| old(|known| &known.email))),
            phone: Set(work
                .row
                .phone
                .clone()
                .unwrap_or_else(|| old(|known| &known.phone))),
            contacts_checked_at: Set(None),
            contacts_checked_by: Set(None),
            superior_id: Set(None),
            created_at: Set(at),
            ended_at: Set(None),
            erased_at: Set(None),
            version: Set(1),
        }
    };
    let change = OnConflict::column(M::Id)
        .update_columns([M::Name, M::SearchName, M::Post, M::Email, M::Phone, M::EndedAt])
        .value(M::Version, Expr::col((member::Entity, M::Version)).add(1))
        .to_owned();
    member::Entity::insert_many(part.iter().map(card))
        .on_conflict(change)
        .exec_without_returning(tx.connection())
        .await?;
    let named = part.iter().filter(|work| work.planned.fields.contains("name"));
    tx.renamed(named.map(|work| work.id));
    let contacts = |work: &&&Work<'_>| {
        let fields = &work.planned.fields;
        fields.contains("email") || fields.contains("phone")
    };
    let unchecked: Vec<MemberId> = part.iter().filter(contacts).map(|work| work.id).collect();
    cards::uncheck(tx, permit, &unchecked).await
}

async fn write_roles(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    part: &[&Work<'_>],
    at: DateTime<Utc>,
) -> Result<()> {
    let changed: Vec<&&Work<'_>> = part
        .iter()
        .filter(|work| work.known.is_none() || work.planned.fields.contains("roles"))
        .collect();
    let old = changed.iter().filter(|work| work.known.is_some());
    member_role::Entity::delete_many()
        .filter(member_role::Column::MemberId.is_in(old.map(|work| work.id)))
        .exec(tx.connection())
        .await?;
    let roles: Vec<member_role::ActiveModel> = changed
        .iter()
        .flat_map(|work| {
            work.planned.roles.iter().map(|role| member_role::ActiveModel {
                member_id: Set(work.id),
                role: Set(role.code().to_owned()),
            })
        })
        .collect();
    if !roles.is_empty() {
        member_role::Entity::insert_many(roles)
            .exec_without_returning(tx.connection())
            .await?;
    }
    let lost: Vec<(MemberId, Vec<Role>, Vec<Role>)> = changed
        .iter()
        .filter_map(|work| Some((work.id, work.known?.roles.clone(), work.planned.roles.clone())))
        .collect();
    end::lose(tx, permit, &lost, at).await
}

/// Makes the new classes; gives those of the year by name.
async fn write_classes(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    plan: &Plan,
    at: DateTime<Utc>,
) -> Result<HashMap<ClassName, ClassId>> {
    let mut all = present_classes(tx, permit).await?;
    let school = school::Entity::find_by_id(permit.school())
        .one(tx.connection())
        .await?
        .ok_or(ProblemKind::NotFound)?;
    let year = podskazka_shared::schedules::AcademicYear::beginning(school.year);
    let new: Vec<(ClassId, ClassName)> = plan
        .new_classes
        .iter()
        .map(|name| (new_id(at), name.clone()))
        .collect();
    classes::insert(tx, permit, year, &new, at).await?;
    all.extend(new.into_iter().map(|(id, name)| (name, id)));
    Ok(all)
}

/// Puts students into their classes and class teachers in front of theirs.
async fn place(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    part: &[&Work<'_>],
    all: &HashMap<ClassName, ClassId>,
    at: DateTime<Utc>,
) -> Result<()> {
    let id = |name: &ClassName| {
        all.get(name)
            .copied()
            .ok_or_else(|| Error::internal("a class of an import is gone"))
    };
    let moved: Vec<&&Work<'_>> = part
        .iter()
        .filter(|work| work.planned.class.as_ref() != work.known.and_then(|known| known.class.as_ref()))
        .collect();
    let leaving: Vec<MemberId> = moved.iter().map(|work| work.id).collect();
    end::leave_classes(tx, permit, &leaving, at).await?;
    let mut places = Vec::new();
    for work in moved {
        if let Some(class) = &work.planned.class {
            places.push((id(class)?, work.id));
        }
    }
    classes::place(tx, permit, &places, at).await?;
    let (mut take, mut give) = (Vec::new(), Vec::new());
    for work in part {
        let before: BTreeSet<&ClassName> = work.known.iter().flat_map(|known| &known.leads).collect();
        let after: BTreeSet<&ClassName> = work.planned.leads.iter().collect();
        for class in before.difference(&after) {
            take.push((id(class)?, work.id));
        }
        for class in after.difference(&before) {
            give.push((id(class)?, work.id));
        }
    }
    classes::set_teachers(tx, permit, &take, &give).await
}

async fn write_ties(
    tx: &Tx,
    permit: &Permit<PeopleEdit>,
    all: &[Work<'_>],
    cards: &Cards,
    plan: &Plan,
) -> Result<()> {
    let mut ids: HashMap<&str, MemberId> = cards
        .known
        .iter()
        .map(|known| (known.external_id.as_str(), known.id))
        .collect();
    ids.extend(all.iter().map(|work| (work.row.external_id.as_str(), work.id)));
    let pair =
        |(parent, child): &(String, String)| Some((*ids.get(parent.as_str())?, *ids.get(child.as_str())?));
    let tie: Vec<(MemberId, MemberId)> = plan.tie.iter().filter_map(pair).collect();
    let untie: Vec<(MemberId, MemberId)> = plan.untie.iter().filter_map(pair).collect();
    cards::untie(tx, permit, &untie).await?;
    cards::tie(tx, permit, &tie).await?;
    let named: HashSet<MemberId> = all.iter().map(|work| work.id).collect();
    let others: HashSet<MemberId> = tie
        .iter()
        .flat_map(|(parent, child)| [*parent, *child])
        .filter(|id| !named.contains(id))
        .collect();
    let others: Vec<MemberId> = others.into_iter().collect();
    cards::touch(tx, permit, &others).await
}
