//! One-time slips. Only hashes of their codes are kept.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::Invite;
use podskazka_shared::access::{ActionType, Reach, Role};
use podskazka_shared::ids::{InvitationId, MemberId, SchoolId};
use podskazka_shared::invitations::{Invitation, InvitationState, InvitationsQuery, Purpose};
use podskazka_shared::page::Page;
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{Condition, Expr, ExprTrait, IntoCondition, Query};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::cards::{Card, in_own_classes};
use super::entities::invitation::{ActiveModel, Column, Entity, Model};
use super::entities::{member, member_role};
use super::{Db, Tx, private::Connection};
use crate::access::{Granted, Permit, System};
use crate::problem::Result;

/// A slip to be.
#[derive(Debug, Clone)]
pub struct NewSlip {
    pub id: InvitationId,
    pub purpose: Purpose,
    pub code_hash: Vec<u8>,
    pub until: DateTime<Utc>,
}

/// Makes a slip for a card in the place of an earlier one, which stops working.
///
/// # Errors
/// Those of the database.
pub async fn make<A: ActionType>(
    tx: &Tx,
    permit: &Permit<A>,
    card: &Granted<A, Card>,
    slip: NewSlip,
    at: DateTime<Utc>,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MemberId.eq(card.id))
        .filter(Column::Purpose.eq(slip.purpose))
        .filter(Column::UsedAt.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.connection())
        .await?;
    let row = ActiveModel {
        id: Set(slip.id),
        school_id: Set(card.school),
        member_id: Set(card.id),
        purpose: Set(slip.purpose),
        code_hash: Set(slip.code_hash),
        created_by: Set(permit.person().map(|_| permit.member())),
        created_at: Set(at),
        expires_at: Set(slip.until),
        used_at: Set(None),
        withdrawn_at: Set(None),
        version: Set(1),
    };
    Entity::insert(row)
        .exec_without_returning(tx.connection())
        .await?;
    Ok(())
}

/// Which of the cards have an invitation that works, and which came in with one before.
///
/// # Errors
/// Those of the database.
pub async fn invited(
    db: &impl Db,
    cards: &[Granted<Invite, Card>],
    at: DateTime<Utc>,
) -> Result<(BTreeSet<MemberId>, BTreeSet<MemberId>)> {
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(cards.iter().map(|card| card.id)))
        .filter(Column::Purpose.eq(Purpose::Join))
        .all(db.connection())
        .await?;
    let mut open = BTreeSet::new();
    let mut used = BTreeSet::new();
    for row in rows {
        match state(&row, at) {
            InvitationState::Open => open.insert(row.member_id),
            InvitationState::Used => used.insert(row.member_id),
            InvitationState::Expired | InvitationState::Withdrawn => false,
        };
    }
    Ok((open, used))
}

fn state(row: &Model, at: DateTime<Utc>) -> InvitationState {
    match (row.used_at, row.withdrawn_at) {
        (Some(_), _) => InvitationState::Used,
        (None, Some(_)) => InvitationState::Withdrawn,
        (None, None) if row.expires_at <= at => InvitationState::Expired,
        (None, None) => InvitationState::Open,
    }
}

fn in_state(state: InvitationState, at: DateTime<Utc>) -> Condition {
    let unused = Condition::all().add(Column::UsedAt.is_null());
    match state {
        InvitationState::Used => Column::UsedAt.is_not_null().into_condition(),
        InvitationState::Withdrawn => unused.add(Column::WithdrawnAt.is_not_null()),
        InvitationState::Expired => unused
            .add(Column::WithdrawnAt.is_null())
            .add(Column::ExpiresAt.lte(at)),
        InvitationState::Open => unused
            .add(Column::WithdrawnAt.is_null())
            .add(Column::ExpiresAt.gt(at)),
    }
}

/// A slip that works, as its code found it.
#[derive(Debug, Clone, Copy)]
pub struct OpenSlip {
    pub id: InvitationId,
    pub school: SchoolId,
    pub member: MemberId,
    pub purpose: Purpose,
    /// Who printed it; none for the operator.
    pub by: Option<MemberId>,
}

/// The slip with this hash that works now.
///
/// # Errors
/// Those of the database.
pub async fn open(db: &impl Db, _: System, hash: &[u8], at: DateTime<Utc>) -> Result<Option<OpenSlip>> {
    let found = Entity::find()
        .filter(Column::CodeHash.eq(hash.to_vec()))
        .filter(in_state(InvitationState::Open, at))
        .one(db.connection())
        .await?;
    Ok(found.map(|row| OpenSlip {
        id: row.id,
        school: row.school_id,
        member: row.member_id,
        purpose: row.purpose,
        by: row.created_by,
    }))
}

/// Whether somebody came in with a slip for this card before.
///
/// # Errors
/// Those of the database.
pub async fn came_in_before(db: &impl Db, _: System, card: MemberId) -> Result<bool> {
    let used = Entity::find()
        .filter(Column::MemberId.eq(card))
        .filter(Column::Purpose.eq(Purpose::Join))
        .filter(Column::UsedAt.is_not_null())
        .one(db.connection())
        .await?;
    Ok(used.is_some())
}

/// Uses a slip up; false when somebody else was quicker, or it was taken back.
///
/// # Errors
/// Those of the database.
pub async fn use_up(tx: &Tx, _: System, id: InvitationId, at: DateTime<Utc>) -> Result<bool> {
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id))
        .filter(in_state(InvitationState::Open, at))
        .exec(tx.connection())
        .await?;
    Ok(used.rows_affected == 1)
}

/// Takes a slip back if it still works and has its version; false when not.
///
/// # Errors
/// Those of the database.
pub async fn withdraw(
    tx: &Tx,
    permit: &Permit<Invite>,
    id: InvitationId,
    version: i64,
    at: DateTime<Utc>,
) -> Result<bool> {
    let withdrawn = Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::value(version + 1))
        .filter(Column::Id.eq(id))
        .filter(visible(permit))
        .filter(Column::Version.eq(version))
        .filter(Column::UsedAt.is_null())
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(withdrawn.rows_affected == 1)
}

/// The slips of the permit's reach: a class teacher sees the invitations of the own class.
fn visible(permit: &Permit<Invite>) -> Condition {
    let school = Condition::all().add(Column::SchoolId.eq(permit.school()));
    if permit.reaches().contains(&Reach::School) {
        return school;
    }
    school
        .add(Column::Purpose.eq(Purpose::Join))
        .add(Column::MemberId.in_subquery(in_own_classes(permit.holder())))
}

/// The rows as they are listed, with the names of whom they are for and who printed them.
async fn dtos(db: &impl Db, rows: Vec<Model>, at: DateTime<Utc>) -> Result<Vec<Invitation>> {
    let ids = rows
        .iter()
        .flat_map(|row| std::iter::once(row.member_id).chain(row.created_by));
    let names: Vec<(MemberId, String)> = member::Entity::find()
        .select_only()
        .column(member::Column::Id)
        .column(member::Column::Name)
        .filter(member::Column::Id.is_in(ids))
        .into_tuple()
        .all(db.connection())
        .await?;
    let names: BTreeMap<MemberId, String> = names.into_iter().collect();
    let named = |id: MemberId| MemberRef {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
    };
    Ok(rows.into_iter().map(|row| dto(row, named, at)).collect())
}

fn dto(row: Model, named: impl Fn(MemberId) -> MemberRef, at: DateTime<Utc>) -> Invitation {
    Invitation {
        state: state(&row, at),
        id: row.id,
        purpose: row.purpose,
        member: named(row.member_id),
        by: row.created_by.map(named),
        created_at: row.created_at,
        expires_at: row.expires_at,
        used_at: row.used_at,
        version: row.version,
    }
}

/// Slips, newest first.
///
/// # Errors
/// `invalid` for a cursor of another list.
pub async fn list(
    db: &impl Db,
    permit: &Permit<Invite>,
    query: &InvitationsQuery,
    at: DateTime<Utc>,
) -> Result<Page<Invitation>> {
    let limit = podskazka_shared::page::limit(query.limit);
    let mut select = Entity::find()
        .filter(visible(permit))
        .order_by_desc(Column::Id)
        .limit(u64::from(limit) + 1);
    if let Some(wanted) = query.state {
        select = select.filter(in_state(wanted, at));
    }
    if let Some(id) = super::cursor::read::<InvitationId>(query.after.as_ref())? {
        select = select.filter(Column::Id.lt(id));
    }
    let rows = select.all(db.connection()).await?;
    let rows = dtos(db, rows, at).await?;
    Ok(Page::cut(rows, limit.into(), |row: &Invitation| {
        super::cursor::write(&row.id)
    }))
}

/// One slip within reach.
///
/// # Errors
/// `not_found` when there is none.
pub async fn find(
    db: &impl Db,
    permit: &Permit<Invite>,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<Invitation> {
    let row = Entity::find_by_id(id)
        .filter(visible(permit))
        .all(db.connection())
        .await?;
    let found = dtos(db, row, at).await?.pop();
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

/// The slips of a card that work, newest first.
///
/// # Errors
/// Those of the database.
pub async fn open_of(
    db: &impl Db,
    permit: &Permit<Invite>,
    card: MemberId,
    at: DateTime<Utc>,
) -> Result<Vec<Invitation>> {
    let rows = Entity::find()
        .filter(visible(permit))
        .filter(Column::MemberId.eq(card))
        .filter(in_state(InvitationState::Open, at))
        .order_by_desc(Column::Id)
        .all(db.connection())
        .await?;
    dtos(db, rows, at).await
}

/// The first `most` by name in a role who have no account, and how many there are. Without `again` only those who have no
/// invitation that works.
///
/// # Errors
/// Those of the database.
pub async fn waiting(
    db: &impl Db,
    permit: &Permit<Invite>,
    role: Role,
    again: bool,
    most: usize,
    at: DateTime<Utc>,
) -> Result<(Vec<MemberId>, u64)> {
    let in_role = Query::select()
        .column(member_role::Column::MemberId)
        .from(member_role::Entity)
        .and_where(member_role::Column::Role.eq(role.code()))
        .to_owned();
    let mut select = member::Entity::find()
        .filter(member::Column::SchoolId.eq(permit.school()))
        .filter(member::Column::EndedAt.is_null())
        .filter(member::Column::PersonId.is_null())
        .filter(member::Column::Id.in_subquery(in_role));
    if !permit.reaches().contains(&Reach::School) {
        select = select.filter(member::Column::Id.in_subquery(in_own_classes(permit.holder())));
    }
    if !again {
        let invited = Query::select()
            .column(Column::MemberId)
            .from(Entity)
            .and_where(Column::Purpose.eq(Purpose::Join))
            .cond_where(in_state(InvitationState::Open, at))
            .to_owned();
        select = select.filter(member::Column::Id.not_in_subquery(invited));
    }
    let all = select.clone().count(db.connection()).await?;
    let first = select
        .select_only()
        .column(member::Column::Id)
        .order_by_asc(member::Column::Name)
        .order_by_asc(member::Column::Id)
        .limit(u64::try_from(most).ok())
        .into_tuple()
        .all(db.connection())
        .await?;
    Ok((first, all))
}

/// The newest invitation of each card.
///
/// # Errors
/// Those of the database.
pub async fn newest<A: ActionType>(
    db: &impl Db,
    cards: &[Granted<A, Card>],
    at: DateTime<Utc>,
) -> Result<BTreeMap<MemberId, Invitation>> {
    let rows = Entity::find()
        .filter(Column::MemberId.is_in(cards.iter().map(|card| card.id)))
        .filter(Column::Purpose.eq(Purpose::Join))
        .order_by_asc(Column::Id)
        .all(db.connection())
        .await?;
    let newest: BTreeMap<MemberId, Model> = rows.into_iter().map(|row| (row.member_id, row)).collect();
    let newest = dtos(db, newest.into_values().collect(), at).await?;
    Ok(newest.into_iter().map(|one| (one.member.id, one)).collect())
}
