//! Requests for erasure from asking to the decision, and withdrawals of the consent.

use std::collections::HashMap;

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::Reach;
use podskazka_shared::access::action::{ConsentRecord, ConsentWithdraw, ErasureDecide};
use podskazka_shared::consents::{DocumentKind, Given, by_consent};
use podskazka_shared::ids::{ErasureId, MemberId, SchoolId};
use podskazka_shared::page::Page;
use podskazka_shared::privacy::{CasesQuery, DECIDE_DAYS, Erasure, ErasureState, ErasureView};
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::super::entities::erasure::{ActiveModel, Column, Entity, Model};
use super::super::entities::{consent, guardian, member, withdrawal};
use super::super::people::end::hold_school;
use super::super::{Db, Tx, cursor, private::Connection};
use super::{Subject, erase, hold_card, hold_subject, named, names};
use crate::access::{Granted, Holder, Permit, Reached};
use crate::auth::Secret;
use crate::problem::Result;

/// A request for erasure as the database has it, with who answers for the card.
#[derive(Debug, Clone)]
pub struct ErasureRow {
    row: Model,
    parents: Vec<MemberId>,
}

impl ErasureRow {
    pub fn version(&self) -> i64 {
        self.row.version
    }

    pub fn member(&self) -> MemberId {
        self.row.member_id
    }
}

impl Reached for ErasureRow {
    fn school(&self) -> SchoolId {
        self.row.school_id
    }

    /// Nobody decides about themselves, about what they asked for, or about their own child.
    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        let own = self.row.member_id == holder.member || self.row.asked_by == holder.member;
        matches!(reach, Reach::Others) && !own && !self.parents.contains(&holder.member)
    }
}

fn dto(row: Model, names: &HashMap<MemberId, String>) -> Erasure {
    Erasure {
        id: row.id,
        member: named(names, row.member_id),
        asked_by: named(names, row.asked_by),
        withdrawal: row.withdrawal,
        state: row.state,
        asked_at: row.asked_at,
        due_at: row.due_at,
        decided_at: row.decided_at,
        reason: row.reason,
        version: row.version,
    }
}

pub(super) async fn dtos(db: &impl Db, rows: Vec<Model>) -> Result<Vec<Erasure>> {
    let ids = rows.iter().flat_map(|row| [row.member_id, row.asked_by]);
    let names = names(db, ids).await?;
    Ok(rows.into_iter().map(|row| dto(row, &names)).collect())
}

/// The latest of each card.
pub(super) async fn latest(db: &impl Db, of: &[MemberId]) -> Result<HashMap<MemberId, Erasure>> {
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(of.iter().copied()))
        .order_by_asc(Column::Id)
        .all(db.connection())
        .await?;
    let all = dtos(db, rows).await?;
    Ok(all.into_iter().map(|row| (row.member.id, row)).collect())
}

/// Asks for the erasure of a card; false when one is asked for already.
///
/// # Errors
/// `invalid` when the card was erased meanwhile.
pub async fn ask(
    tx: &Tx,
    subject: &Subject,
    id: ErasureId,
    withdrawal: bool,
    at: DateTime<Utc>,
) -> Result<bool> {
    hold_subject(tx, subject).await?;
    let waiting = Entity::find()
        .filter(Column::MemberId.eq(subject.member))
        .filter(Column::State.eq(ErasureState::Asked))
        .one(tx.connection())
        .await?;
    if waiting.is_some() {
        return Ok(false);
    }
    let row = ActiveModel {
        id: Set(id),
        school_id: Set(subject.school),
        member_id: Set(subject.member),
        asked_by: Set(subject.asked_by),
        state: Set(ErasureState::Asked),
        asked_at: Set(at),
        decided_by: Set(None),
        decided_at: Set(None),
        reason: Set(None),
        version: Set(1),
        withdrawal: Set(withdrawal),
        asked_alone: Set(!withdrawal),
        due_at: Set(at + Duration::days(DECIDE_DAYS)),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(true)
}

/// Notes that the consent is withdrawn; false when it is already.
///
/// # Errors
/// `invalid` when the card was erased meanwhile.
pub async fn withdraw(tx: &Tx, subject: &Subject, at: DateTime<Utc>) -> Result<bool> {
    hold_subject(tx, subject).await?;
    if open_withdrawal(tx, subject.member).await?.is_some() {
        return Ok(false);
    }
    let row = withdrawal::ActiveModel {
        member_id: Set(subject.member),
        at: Set(at),
        by_member: Set(subject.asked_by),
        ended_at: Set(None),
    };
    withdrawal::Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    // With it goes every version that was given.
    consent::Entity::update_many()
        .col_expr(consent::Column::WithdrawnAt, Expr::value(Some(at)))
        .col_expr(
            consent::Column::Version,
            Expr::col(consent::Column::Version).add(1),
        )
        .filter(consent::Column::MemberId.eq(subject.member))
        .filter(consent::Column::Kind.eq(DocumentKind::Consent))
        .filter(consent::Column::WithdrawnAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(true)
}

async fn open_withdrawal(db: &impl Db, of: MemberId) -> Result<Option<withdrawal::Model>> {
    let open = withdrawal::Entity::find()
        .filter(withdrawal::Column::MemberId.eq(of))
        .filter(withdrawal::Column::EndedAt.is_null())
        .one(db.connection())
        .await?;
    Ok(open)
}

/// Since when the consent for a card is withdrawn.
///
/// # Errors
/// Those of the database.
pub async fn withdrawn_since(
    tx: &Tx,
    _: &Permit<ConsentRecord>,
    member: MemberId,
) -> Result<Option<DateTime<Utc>>> {
    hold_card(tx, member).await?;
    Ok(open_withdrawal(tx, member).await?.map(|open| open.at))
}

/// A consent that was given anew.
#[derive(Debug, Clone, Copy)]
pub(in crate::store) struct Consent {
    pub member: MemberId,
    /// Whose word it is: the person's own card, or a parent's.
    pub by: MemberId,
    /// The school has it on paper.
    pub paper: bool,
    pub at: DateTime<Utc>,
}

/// Ends the withdrawal of a card whose consent is given anew by whoever withdrew it, or on paper; with it goes the request
/// for erasure that only came with it. Tells what ended. Another parent's consent does not undo the withdrawal.
///
/// # Errors
/// Those of the database.
pub(in crate::store) async fn consented(tx: &Tx, consent: Consent) -> Result<Vec<&'static str>> {
    hold_card(tx, consent.member).await?;
    let open = open_withdrawal(tx, consent.member).await?;
    let Some(open) = open.filter(|open| consent.paper || open.by_member == consent.by) else {
        return Ok(Vec::new());
    };
    end_withdrawal(tx, &open, consent.at).await?;
    let mut ended = vec!["withdrawal_ended"];
    let of_card = || {
        Column::MemberId
            .eq(consent.member)
            .and(Column::Withdrawal.eq(true))
    };
    let came_with_it = of_card().and(Column::AskedAlone.eq(false));
    if take_back(tx, came_with_it, consent.at).await? > 0 {
        ended.push("erasure_taken_back");
    }
    // What was asked for on its own waits on, without the withdrawal that joined it.
    Entity::update_many()
        .col_expr(Column::Withdrawal, Expr::value(false))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(of_card())
        .filter(Column::State.eq(ErasureState::Asked))
        .exec(tx.connection())
        .await?;
    Ok(ended)
}

async fn end_withdrawal(tx: &Tx, open: &withdrawal::Model, at: DateTime<Utc>) -> Result<()> {
    let ended = withdrawal::ActiveModel {
        member_id: Set(open.member_id),
        at: Set(open.at),
        ended_at: Set(Some(at)),
        ..withdrawal::ActiveModel::default()
    };
    withdrawal::Entity::update(ended).exec(tx.connection()).await?;
    Ok(())
}

async fn take_back(tx: &Tx, which: Expr, at: DateTime<Utc>) -> Result<u64> {
    let asked = Entity::update_many()
        .col_expr(Column::State, Expr::value(ErasureState::TakenBack))
        .col_expr(Column::DecidedAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(which)
        .filter(Column::State.eq(ErasureState::Asked))
        .exec(tx.connection())
        .await?;
    Ok(asked.rows_affected)
}

/// Notes a withdrawal that came to the school on paper, and asks for the erasure that it leads to; false when the school
/// does not hold the card by consent.
///
/// # Errors
/// Those of the database.
pub async fn withdraw_on_paper(
    tx: &Tx,
    _: &Permit<ConsentWithdraw>,
    given: &Given,
    id: ErasureId,
    at: DateTime<Utc>,
) -> Result<bool> {
    let card = member::Entity::find_by_id(given.member.id)
        .one(tx.connection())
        .await?;
    let card = card.ok_or(ProblemKind::NotFound)?;
    let roles = super::roles(tx, [card.id]).await?.into_iter();
    let by_consent = by_consent(&roles.map(|(_, role)| role).collect::<Vec<_>>());
    let subject = Subject {
        member: card.id,
        school: card.school_id,
        asked_by: given.by.as_ref().map_or(card.id, |by| by.id),
        by_consent,
        represented: false,
        card,
    };
    if !by_consent || !withdraw(tx, &subject, at).await? {
        return Ok(false);
    }
    if !ask(tx, &subject, id, true, at).await? {
        join_withdrawal(tx, &subject).await?;
    }
    Ok(true)
}

/// Notes on the request that waits that a withdrawal came to it; tells which it is.
///
/// # Errors
/// `wrong_state` when none waits.
pub async fn join_withdrawal(tx: &Tx, subject: &Subject) -> Result<ErasureId> {
    let waiting = Entity::find()
        .filter(Column::MemberId.eq(subject.member))
        .filter(Column::State.eq(ErasureState::Asked))
        .one(tx.connection())
        .await?;
    let id = waiting.ok_or(ProblemKind::WrongState)?.id;
    Entity::update_many()
        .col_expr(Column::Withdrawal, Expr::value(true))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .exec(tx.connection())
        .await?;
    Ok(id)
}

/// What was taken back, and whether something else stands that others asked for.
#[derive(Debug, Default)]
pub struct Undone {
    pub fields: Vec<&'static str>,
    pub foreign: bool,
}

/// Takes back what waits for a decision, and a withdrawal. A child takes back only their own wish, never what parents
/// withdrew; nor does one parent take back the other's withdrawal.
///
/// # Errors
/// Those of the database.
pub async fn undo(tx: &Tx, subject: &Subject, at: DateTime<Utc>) -> Result<Undone> {
    hold_subject(tx, subject).await?;
    let mut undone = Undone::default();
    let open = open_withdrawal(tx, subject.member).await?;
    let withdrew = open
        .as_ref()
        .is_some_and(|open| !subject.represented && open.by_member == subject.asked_by);
    let waiting = Entity::find()
        .filter(Column::MemberId.eq(subject.member))
        .filter(Column::State.eq(ErasureState::Asked))
        .one(tx.connection())
        .await?;
    if let Some(waiting) = waiting {
        let own = !subject.represented || waiting.asked_by == subject.member;
        if own && (withdrew || open.is_none() || !waiting.withdrawal) {
            take_back(tx, Column::Id.eq(waiting.id), at).await?;
            undone.fields.push("erasure");
        } else {
            undone.foreign = true;
        }
    }
    match open {
        Some(open) if withdrew => {
            stand_again(tx, &open).await?;
            end_withdrawal(tx, &open, at).await?;
            undone.fields.push("withdrawal");
        }
        Some(_) => undone.foreign = true,
        None => {}
    }
    Ok(undone)
}

/// What was withdrawn stands again, but for versions that somebody gave meanwhile.
async fn stand_again(tx: &Tx, open: &withdrawal::Model) -> Result<()> {
    use consent::Column as C;
    let given = Query::select()
        .column(C::DocumentId)
        .from(consent::Entity)
        .and_where(C::MemberId.eq(open.member_id))
        .and_where(C::WithdrawnAt.is_null())
        .to_owned();
    consent::Entity::update_many()
        .col_expr(C::WithdrawnAt, Expr::value(None::<DateTime<Utc>>))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::MemberId.eq(open.member_id))
        .filter(C::Kind.eq(DocumentKind::Consent))
        .filter(C::WithdrawnAt.eq(open.at))
        .filter(C::DocumentId.not_in_subquery(given))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// One of a card that the person answers for, by id, for a create that is replayed.
///
/// # Errors
/// `not_found` when there is none of this card.
pub async fn own(db: &impl Db, subject: &Subject, id: ErasureId) -> Result<Erasure> {
    let found = Entity::find_by_id(id)
        .filter(Column::MemberId.eq(subject.member))
        .one(db.connection())
        .await?;
    let found = dtos(db, found.into_iter().collect()).await?.pop();
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

/// The school's requests for erasure, newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<ErasureDecide>,
    query: &CasesQuery,
) -> Result<Page<ErasureView>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = Entity::find()
        .filter(Column::SchoolId.eq(permit.school()))
        .order_by_desc(Column::Id)
        .limit(u64::from(limit) + 1);
    match query.open {
        Some(true) => select = select.filter(Column::State.eq(ErasureState::Asked)),
        Some(false) => select = select.filter(Column::State.ne(ErasureState::Asked)),
        None => {}
    }
    if let Some(after) = cursor::read::<ErasureId>(query.after.as_ref())? {
        select = select.filter(Column::Id.lt(after));
    }
    let rows = Page::cut(select.all(db.connection()).await?, limit.into(), |row| {
        cursor::write(&row.id)
    });
    Ok(Page {
        items: views(db, permit, rows.items).await?,
        next: rows.next,
    })
}

/// One of the school's.
///
/// # Errors
/// `not_found` when there is none.
pub async fn find(db: &impl Db, permit: &Permit<ErasureDecide>, id: ErasureId) -> Result<ErasureRow> {
    let found = Entity::find_by_id(id)
        .filter(Column::SchoolId.eq(permit.school()))
        .one(db.connection())
        .await?;
    with_parents(db, found.ok_or(ProblemKind::NotFound)?).await
}

async fn with_parents(db: &impl Db, row: Model) -> Result<ErasureRow> {
    let mut parents = parents(db, &[row.member_id]).await?;
    Ok(ErasureRow {
        parents: parents.remove(&row.member_id).unwrap_or_default(),
        row,
    })
}

/// The parents of these cards.
async fn parents(db: &impl Db, of: &[MemberId]) -> Result<HashMap<MemberId, Vec<MemberId>>> {
    let ties = guardian::Entity::find()
        .filter(guardian::Column::ChildId.is_in(of.iter().copied()))
        .all(db.connection())
        .await?;
    let mut parents: HashMap<MemberId, Vec<MemberId>> = HashMap::new();
    for tie in ties {
        parents.entry(tie.child_id).or_default().push(tie.parent_id);
    }
    Ok(parents)
}

/// The same, and nobody else decides it until the transaction ends.
///
/// # Errors
/// As [`find`].
pub async fn hold(tx: &Tx, permit: &Permit<ErasureDecide>, id: ErasureId) -> Result<ErasureRow> {
    let found = Entity::find_by_id(id)
        .filter(Column::SchoolId.eq(permit.school()))
        .lock(LockType::Update)
        .one(tx.connection())
        .await?;
    with_parents(tx, found.ok_or(ProblemKind::NotFound)?).await
}

/// The same with the school, so that its last two heads do not go at once, with the requests and with the card, in the order
/// in which everybody holds them.
///
/// # Errors
/// As [`find`].
pub async fn hold_all(tx: &Tx, permit: &Permit<ErasureDecide>, id: ErasureId) -> Result<ErasureRow> {
    let member = find(tx, permit, id).await?.member();
    hold_school(tx, permit).await?;
    erase::hold_requests(tx, member).await?;
    hold_card(tx, member).await?;
    hold(tx, permit, id).await
}

/// Notes that what waits about a card is done: it was erased when its time was over.
pub(super) async fn settle(tx: &Tx, member: MemberId, at: DateTime<Utc>) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::State, Expr::value(ErasureState::Done))
        .col_expr(Column::DecidedAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MemberId.eq(member))
        .filter(Column::State.eq(ErasureState::Asked))
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// As it travels to who decides.
///
/// # Errors
/// Those of the database.
pub async fn view(db: &impl Db, permit: &Permit<ErasureDecide>, row: ErasureRow) -> Result<ErasureView> {
    let view = views(db, permit, vec![row.row]).await?.pop();
    view.ok_or_else(|| ProblemKind::NotFound.into())
}

/// As they travel to who decides; in a fixed number of queries.
async fn views(db: &impl Db, permit: &Permit<ErasureDecide>, rows: Vec<Model>) -> Result<Vec<ErasureView>> {
    let cards: Vec<MemberId> = rows.iter().map(|row| row.member_id).collect();
    let parents = parents(db, &cards).await?;
    let plans = super::plan::plans(db, &cards).await?;
    let names = names(db, rows.iter().flat_map(|row| [row.member_id, row.asked_by])).await?;
    let view = |row: Model| {
        let held = ErasureRow {
            parents: parents.get(&row.member_id).cloned().unwrap_or_default(),
            row: row.clone(),
        };
        ErasureView {
            plan: plans.get(&row.member_id).copied().unwrap_or_default(),
            may_decide: row.state == ErasureState::Asked && permit.grant(held).is_ok(),
            erasure: dto(row, &names),
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

async fn decide(
    tx: &Tx,
    row: &Model,
    state: ErasureState,
    by: MemberId,
    reason: Option<&str>,
    at: DateTime<Utc>,
) -> Result<()> {
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
    row: &Granted<ErasureDecide, ErasureRow>,
    by: MemberId,
    reason: &str,
    at: DateTime<Utc>,
) -> Result<()> {
    if row.row.state != ErasureState::Asked {
        return Err(ProblemKind::WrongState.into());
    }
    decide(tx, &row.row, ErasureState::Refused, by, Some(reason), at).await
}

/// Erases.
///
/// # Errors
/// `wrong_state` when it does not wait any more, or the school would be without a head.
pub async fn approve(
    tx: &Tx,
    row: &Granted<ErasureDecide, ErasureRow>,
    by: MemberId,
    secret: &Secret,
    at: DateTime<Utc>,
) -> Result<()> {
    let plan = super::plan::plans(tx, &[row.member()])
        .await?
        .remove(&row.member());
    let last_director = plan.is_some_and(|plan| plan.last_director);
    if row.row.state != ErasureState::Asked || last_director {
        return Err(ProblemKind::WrongState.into());
    }
    erase::card(tx, row.member(), secret, at).await?;
    decide(tx, &row.row, ErasureState::Done, by, None, at).await
}
