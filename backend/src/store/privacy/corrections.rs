//! Corrections of cards: asked for by people, accepted or refused by the school.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::CorrectionDecide;
use podskazka_shared::ids::{CorrectionId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::people::{MemberRef, search_name};
use podskazka_shared::privacy::{CasesQuery, Correction, CorrectionState};
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::correction::{ActiveModel, Column, Entity, Model};
use super::super::entities::member;
use super::super::{Db, Tx, cursor, private::Connection};
use super::{Subject, fields, hold_card, hold_subject};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::problem::Result;

/// A correction as the database has it.
#[derive(Debug, Clone)]
pub struct CorrectionRow(Model);

impl CorrectionRow {
    pub fn version(&self) -> i64 {
        self.0.version
    }

    pub fn member(&self) -> MemberId {
        self.0.member_id
    }

    /// The names of the fields that it would change.
    pub fn changes(&self) -> Vec<&'static str> {
        let fields = [
            ("name", &self.0.name),
            ("email", &self.0.email),
            ("phone", &self.0.phone),
        ];
        let given = |(name, value): (&'static str, &Option<String>)| value.as_ref().map(|_| name);
        fields.into_iter().filter_map(given).collect()
    }
}

impl Reached for CorrectionRow {
    fn school(&self) -> SchoolId {
        self.0.school_id
    }

    /// Nobody decides in their own case.
    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        let others = self.0.member_id != holder.member && self.0.asked_by != holder.member;
        matches!(reach, Reach::School) && others
    }
}

/// As it travels; `may_decide` tells whether the reader decides it.
async fn dtos(
    db: &impl Db,
    rows: Vec<Model>,
    may_decide: impl Fn(&Model) -> bool,
) -> Result<Vec<Correction>> {
    let ids = rows.iter().flat_map(|row| [row.member_id, row.asked_by]);
    let cards: HashMap<MemberId, member::Model> = member::Entity::find()
        .filter(member::Column::Id.is_in(ids))
        .all(db.connection())
        .await?
        .into_iter()
        .map(|card| (card.id, card))
        .collect();
    let named = |id: MemberId| MemberRef {
        id,
        name: cards.get(&id).map(|card| card.name.clone()).unwrap_or_default(),
    };
    let dto = |row: Model| Correction {
        may_decide: row.state == CorrectionState::Asked && may_decide(&row),
        id: row.id,
        member: named(row.member_id),
        asked_by: named(row.asked_by),
        card: cards.get(&row.member_id).map(fields).unwrap_or_default(),
        name: row.name,
        email: row.email,
        phone: row.phone,
        note: row.note,
        state: row.state,
        asked_at: row.asked_at,
        decided_at: row.decided_at,
        reason: row.reason,
        version: row.version,
    };
    Ok(rows.into_iter().map(dto).collect())
}

/// The latest of each card, as its subject sees it.
pub(super) async fn latest(db: &impl Db, of: &[MemberId]) -> Result<HashMap<MemberId, Correction>> {
    let all = all_of(db, of).await?;
    Ok(all.into_iter().map(|row| (row.member.id, row)).collect())
}

/// All of these cards, oldest first, as their subjects see them.
pub(super) async fn all_of(db: &impl Db, of: &[MemberId]) -> Result<Vec<Correction>> {
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(of.iter().copied()))
        .order_by_asc(Column::Id)
        .all(db.connection())
        .await?;
    dtos(db, rows, |_| false).await
}

/// A correction to be.
#[derive(Debug, Clone)]
pub struct NewCorrection<'a> {
    pub id: CorrectionId,
    pub name: Option<&'a str>,
    pub email: Option<&'a str>,
    pub phone: Option<&'a str>,
    pub note: &'a str,
}

/// Asks for a correction; one that waits gives way to it.
///
/// # Errors
/// `invalid` when the card was erased meanwhile.
pub async fn ask(tx: &Tx, subject: &Subject, new: NewCorrection<'_>, at: DateTime<Utc>) -> Result<()> {
    hold_subject(tx, subject).await?;
    Entity::update_many()
        .col_expr(Column::State, Expr::value(CorrectionState::Replaced))
        .col_expr(Column::DecidedAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MemberId.eq(subject.member))
        .filter(Column::State.eq(CorrectionState::Asked))
        .exec(tx.connection())
        .await?;
    let text = |text: Option<&str>| text.map(|text| text.trim().to_owned());
    let row = ActiveModel {
        id: Set(new.id),
        school_id: Set(subject.school),
        member_id: Set(subject.member),
        asked_by: Set(subject.asked_by),
        state: Set(CorrectionState::Asked),
        asked_at: Set(at),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        version: Set(1),
        name: Set(text(new.name)),
        email: Set(text(new.email)),
        phone: Set(text(new.phone)),
        note: Set(new.note.trim().to_owned()),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// One of a card that the person answers for, by id.
///
/// # Errors
/// `not_found` when there is none of this card.
pub async fn own(db: &impl Db, subject: &Subject, id: CorrectionId) -> Result<Correction> {
    let found = Entity::find_by_id(id)
        .filter(Column::MemberId.eq(subject.member))
        .one(db.connection())
        .await?;
    let found = dtos(db, found.into_iter().collect(), |_| false).await?.pop();
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

fn decides(permit: &Permit<CorrectionDecide>) -> impl Fn(&Model) -> bool {
    move |row| permit.grant(CorrectionRow(row.clone())).is_ok()
}

/// The school's corrections, newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<CorrectionDecide>,
    query: &CasesQuery,
) -> Result<Page<Correction>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .order_by_desc(Column::Id)
        .limit(u64::from(limit) + 1);
    match query.open {
        Some(true) => select = select.filter(Column::State.eq(CorrectionState::Asked)),
        Some(false) => select = select.filter(Column::State.ne(CorrectionState::Asked)),
        None => {}
    }
    if let Some(after) = cursor::read::<CorrectionId>(query.after.as_ref())? {
        select = select.filter(Column::Id.lt(after));
    }
    let rows = dtos(db, select.all(db.connection()).await?, decides(permit)).await?;
    Ok(Page::cut(rows, limit.into(), |row| cursor::write(&row.id)))
}

async fn row(db: &impl Db, permit: &Permit<CorrectionDecide>, id: CorrectionId) -> Result<Model> {
    let found = Entity::find_by_id(id)
        .filter(Column::SchoolId.eq(permit.school()))
        .one(db.connection())
        .await?;
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

/// One of the school's, as it travels, and as it stands.
///
/// # Errors
/// `not_found` when there is none.
pub async fn find(
    db: &impl Db,
    permit: &Permit<CorrectionDecide>,
    id: CorrectionId,
) -> Result<(Correction, CorrectionRow)> {
    let row = row(db, permit, id).await?;
    let shown = dtos(db, vec![row.clone()], decides(permit)).await?.pop();
    Ok((shown.ok_or(ProblemKind::NotFound)?, CorrectionRow(row)))
}

/// The row, and nobody else decides it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(tx: &Tx, permit: &Permit<CorrectionDecide>, id: CorrectionId) -> Result<CorrectionRow> {
    let found = Entity::find_by_id(id)
        .filter(Column::SchoolId.eq(permit.school()))
        .lock(LockType::Update)
        .one(tx.connection())
        .await?;
    found
        .map(CorrectionRow)
        .ok_or_else(|| ProblemKind::NotFound.into())
}

/// The same with the card that it would be written into, in the order in which everybody holds them.
///
/// # Errors
/// As [`find`].
pub async fn hold_all(tx: &Tx, permit: &Permit<CorrectionDecide>, id: CorrectionId) -> Result<CorrectionRow> {
    hold_card(tx, row(tx, permit, id).await?.member_id).await?;
    hold(tx, permit, id).await
}

async fn decide(
    tx: &Tx,
    row: &Model,
    state: CorrectionState,
    by: MemberId,
    reason: Option<&str>,
    at: DateTime<Utc>,
) -> Result<()> {
    if row.state != CorrectionState::Asked {
        return Err(ProblemKind::WrongState.into());
    }
    Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::DecidedBy, Expr::value(Some(by)))
        .col_expr(Column::DecidedAt, Expr::value(Some(at)))
        .col_expr(Column::Reason, Expr::value(reason.map(str::to_owned)))
        .col_expr(Column::Version, Expr::value(row.version + 1))
        .filter(Column::Id.eq(row.id))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Refuses it, telling why.
///
/// # Errors
/// `wrong_state` when it does not wait any more.
pub async fn refuse(
    tx: &Tx,
    row: &Granted<CorrectionDecide, CorrectionRow>,
    by: MemberId,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    decide(tx, &row.0, CorrectionState::Refused, by, Some(reason), at).await
}

/// Writes it into the card.
///
/// # Errors
/// `wrong_state` when it does not wait any more.
pub async fn accept(
    tx: &Tx,
    row: &Granted<CorrectionDecide, CorrectionRow>,
    by: MemberId,
    at: DateTime<Utc>,
) -> Result<()> {
    use member::Column as M;
    decide(tx, &row.0, CorrectionState::Accepted, by, None, at).await?;
    let mut update = member::Entity::update_many()
        .col_expr(M::Version, Expr::col(M::Version).add(1))
        .filter(M::Id.eq(row.member()));
    if let Some(name) = &row.0.name {
        tx.renamed([row.member()]);
        update = update
            .col_expr(M::Name, Expr::value(name.as_str()))
            .col_expr(M::SearchName, Expr::value(search_name(name)));
    }
    for (column, value) in [(M::Email, &row.0.email), (M::Phone, &row.0.phone)] {
        if let Some(value) = value {
            update = update.col_expr(column, Expr::value(value.as_str()));
        }
    }
    if row.0.email.is_some() || row.0.phone.is_some() {
        // New contacts are to be checked (P8).
        update = update
            .col_expr(M::ContactsCheckedAt, Expr::value(None::<DateTime<Utc>>))
            .col_expr(M::ContactsCheckedBy, Expr::value(None::<MemberId>));
    }
    update.exec(tx.connection()).await?;
    Ok(())
}
