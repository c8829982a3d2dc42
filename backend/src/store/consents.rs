//! Consents and acquaintances: about whom, by whom, to which version, how, until when.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::action::ConsentRecord;
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::consents::{DocumentKind, DocumentText, Given};
use podskazka_shared::ids::{ConsentId, MemberId, SchoolId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use sea_orm::sea_query::{
    Alias, Condition, Expr, ExprTrait, IntoColumnRef, JoinType, OnConflict, Order, Query,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter};

use super::cards::{Card, in_own_classes};
use super::entities::consent::{ActiveModel, Column, Entity};
use super::entities::{document, member};
use super::privacy::erasure;
use super::{Db, Tx, private::Connection};
use crate::access::{Granted, Permit, System};
use crate::problem::{Error, Result};

#[derive(FromQueryResult)]
struct Row {
    id: ConsentId,
    kind: DocumentKind,
    member_id: MemberId,
    member_name: String,
    given_by: Option<MemberId>,
    by_name: Option<String>,
    representative: Option<String>,
    number: i32,
    given_at: DateTime<Utc>,
    paper_date: Option<NaiveDate>,
    withdrawn_at: Option<DateTime<Utc>>,
    version: i64,
}

impl From<Row> for Given {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            member: MemberRef {
                id: row.member_id,
                name: row.member_name,
            },
            by: row
                .given_by
                .zip(row.by_name)
                .map(|(id, name)| MemberRef { id, name }),
            representative: row.representative,
            number: row.number,
            given_at: row.given_at,
            paper_date: row.paper_date,
            withdrawn_at: row.withdrawn_at,
            version: row.version,
        }
    }
}

/// What the condition names, older versions first.
async fn read(db: &impl Db, which: Condition) -> Result<Vec<Given>> {
    let of = |column: Column| Expr::col((Entity, column));
    let by = Alias::new("giver");
    let by_column = |column: member::Column| Expr::col((by.clone(), column).into_column_ref());
    let mut select = Query::select();
    for column in [
        Column::Id,
        Column::Kind,
        Column::MemberId,
        Column::GivenBy,
        Column::Representative,
        Column::GivenAt,
        Column::PaperDate,
        Column::WithdrawnAt,
        Column::Version,
    ] {
        select.column((Entity, column));
    }
    select
        .expr_as(Expr::col((member::Entity, member::Column::Name)), "member_name")
        .expr_as(by_column(member::Column::Name), "by_name")
        .column((document::Entity, document::Column::Number))
        .from(Entity)
        .join(
            JoinType::InnerJoin,
            member::Entity,
            member::Column::Id.into_expr().eq(of(Column::MemberId)),
        )
        .join(
            JoinType::InnerJoin,
            document::Entity,
            document::Column::Id.into_expr().eq(of(Column::DocumentId)),
        )
        .join_as(
            JoinType::LeftJoin,
            member::Entity,
            by.clone(),
            by_column(member::Column::Id).eq(of(Column::GivenBy)),
        )
        .cond_where(which)
        .order_by((document::Entity, document::Column::Number), Order::Asc);
    let rows = Row::find_by_statement(db.connection().get_database_backend().build(&select))
        .all(db.connection())
        .await?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What was given for each card and is not withdrawn: the newest of each kind.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    pub consent: Option<Given>,
    pub acquaintance: Option<Given>,
}

/// What stands for these cards.
///
/// # Errors
/// Those of the database.
pub async fn standing(
    db: &impl Db,
    _: System,
    members: impl IntoIterator<Item = MemberId>,
) -> Result<BTreeMap<MemberId, Standing>> {
    let which = Condition::all()
        .add(Expr::col((Entity, Column::MemberId)).is_in(members))
        .add(Expr::col((Entity, Column::WithdrawnAt)).is_null());
    let mut all: BTreeMap<MemberId, Standing> = BTreeMap::new();
    for given in read(db, which).await? {
        let standing = all.entry(given.member.id).or_default();
        match given.kind {
            DocumentKind::Consent => standing.consent = Some(given),
            DocumentKind::Regulation => standing.acquaintance = Some(given),
        }
    }
    Ok(all)
}

/// How a consent came.
#[derive(Debug, Clone)]
pub struct Act {
    pub id: ConsentId,
    /// A parent, for a child; none for oneself.
    pub by: Option<MemberId>,
    /// Who signed for a child whose parents have no card.
    pub representative: Option<String>,
    /// The day on the paper, and who recorded it.
    pub paper: Option<(NaiveDate, MemberId)>,
    pub at: DateTime<Utc>,
}

/// What came of an act.
#[derive(Debug, Default)]
pub struct Taken {
    /// False when the same version stood already.
    pub new: bool,
    /// What a consent given anew ended, for the trail.
    pub ended: Vec<&'static str>,
}

impl Taken {
    /// The fields of the line that tells of it; none when nothing happened.
    pub fn fields(&self, kind: DocumentKind) -> Vec<&'static str> {
        let own = self.new.then(|| kind.code());
        own.into_iter().chain(self.ended.iter().copied()).collect()
    }
}

/// Writes down a consent or an acquaintance. A consent ends a withdrawal, if it is for who gives it to end.
///
/// # Errors
/// Those of the database.
pub async fn give(
    tx: &Tx,
    _: System,
    school: SchoolId,
    member: MemberId,
    document: &DocumentText,
    act: Act,
) -> Result<Taken> {
    let consents = document.kind == DocumentKind::Consent;
    if consents {
        erasure::hold_card(tx, member).await?;
    }
    let row = ActiveModel {
        id: Set(act.id),
        school_id: Set(school),
        member_id: Set(member),
        kind: Set(document.kind),
        document_id: Set(document.id),
        given_by: Set(act.by),
        representative: Set(act.representative),
        given_at: Set(act.at),
        paper_date: Set(act.paper.map(|(date, _)| date)),
        recorded_by: Set(act.paper.map(|(_, by)| by)),
        withdrawn_at: Set(None),
        version: Set(1),
    };
    let inserted = Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.connection())
        .await?;
    let mut taken = Taken {
        new: inserted == 1,
        ended: Vec::new(),
    };
    if consents {
        let consent = erasure::Consent {
            member,
            by: act.by.unwrap_or(member),
            paper: act.paper.is_some(),
            at: act.at,
        };
        taken.ended = erasure::consented(tx, consent).await?;
        if let (false, false, Some((date, by))) = (taken.new, taken.ended.is_empty(), act.paper) {
            note_paper(tx, member, document, date, by).await?;
        }
    }
    Ok(taken)
}

/// Notes the paper on the consent that another parent gave during the withdrawal that the paper ended.
async fn note_paper(
    tx: &Tx,
    member: MemberId,
    document: &DocumentText,
    date: NaiveDate,
    by: MemberId,
) -> Result<()> {
    Entity::update_many()
        .col_expr(Column::PaperDate, Expr::value(Some(date)))
        .col_expr(Column::RecordedBy, Expr::value(Some(by)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MemberId.eq(member))
        .filter(Column::DocumentId.eq(document.id))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(())
}

/// Records a paper for a card within reach.
///
/// # Errors
/// Those of the database.
pub async fn record(
    tx: &Tx,
    why: System,
    card: &Granted<ConsentRecord, Card>,
    document: &DocumentText,
    act: Act,
) -> Result<Taken> {
    give(tx, why, card.school, card.id, document, act).await
}

fn within<A: ActionType>(permit: &Permit<A>) -> Condition {
    let school = Condition::all().add(Expr::col((Entity, Column::SchoolId)).eq(permit.school()));
    if permit.reaches().contains(&Reach::School) {
        return school;
    }
    school.add(Expr::col((Entity, Column::MemberId)).in_subquery(in_own_classes(permit.holder())))
}

/// One consent within reach.
///
/// # Errors
/// `not_found` when there is none.
pub async fn find(db: &impl Db, permit: &Permit<ConsentRecord>, id: ConsentId) -> Result<Given> {
    let which = within(permit).add(Expr::col((Entity, Column::Id)).eq(id));
    let found = read(db, which).await?.pop();
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

/// One consent as its giver finds it, with its school.
///
/// # Errors
/// `not_found` when there is none.
pub async fn any(db: &impl Db, _: System, id: ConsentId) -> Result<Given> {
    let which = Condition::all().add(Expr::col((Entity, Column::Id)).eq(id));
    let found = read(db, which).await?.pop();
    found.ok_or_else(|| ProblemKind::NotFound.into())
}

/// What stands for a card and a version.
///
/// # Errors
/// Those of the database; that it is not there is a fault of the caller.
pub async fn given(db: &impl Db, _: System, member: MemberId, document: &DocumentText) -> Result<Given> {
    let which = Condition::all()
        .add(Expr::col((Entity, Column::MemberId)).eq(member))
        .add(Expr::col((Entity, Column::DocumentId)).eq(document.id))
        .add(Expr::col((Entity, Column::WithdrawnAt)).is_null());
    let found = read(db, which).await?.pop();
    found.ok_or_else(|| Error::internal("a consent that was just given is gone"))
}

/// Withdraws a consent if it stands and has its version; false when not. With it goes every earlier version of the same
/// consent: who takes it back takes it all back.
///
/// # Errors
/// Those of the database.
pub async fn withdraw(tx: &Tx, _: System, given: &Given, version: i64, at: DateTime<Utc>) -> Result<bool> {
    erasure::hold_card(tx, given.member.id).await?;
    let withdrawn = Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::value(version + 1))
        .filter(Column::Id.eq(given.id))
        .filter(Column::Version.eq(version))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.connection())
        .await?;
    if withdrawn.rows_affected == 0 {
        return Ok(false);
    }
    Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::MemberId.eq(given.member.id))
        .filter(Column::Kind.eq(given.kind))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(true)
}

/// Strikes a paper that was recorded by mistake, if it stands and has its version; false when not.
///
/// # Errors
/// Those of the database.
pub async fn void(tx: &Tx, _: System, given: &Given, version: i64, at: DateTime<Utc>) -> Result<bool> {
    let struck = Entity::update_many()
        .col_expr(Column::WithdrawnAt, Expr::value(Some(at)))
        .col_expr(Column::Version, Expr::value(version + 1))
        .filter(Column::Id.eq(given.id))
        .filter(Column::Version.eq(version))
        .filter(Column::WithdrawnAt.is_null())
        .exec(tx.connection())
        .await?;
    Ok(struck.rows_affected == 1)
}
