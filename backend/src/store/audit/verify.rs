//! Recomputes the whole chain of seals, and names what does not fit.

use chrono::{DateTime, Utc};
use podskazka_shared::ids::AuditId;
use sea_orm::{
    AccessMode, ColumnTrait, EntityTrait, FromQueryResult, IsolationLevel, JoinType, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, TransactionTrait,
};

use super::super::entities::{audit, audit_detail, audit_seal, audit_sealed, audit_unsealed};
use super::super::{Store, Tx, private::Connection};
use super::seal::{Head, of_line, of_seal};
use crate::access::System;
use crate::problem::Result;

/// How many seals, or details, are read at once.
const PAGE: u64 = 100;

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Seals from the first to the last number are gone.
    SealsMissing(i64, i64),
    /// The seal, or what it covers, was changed.
    SealChanged(i64),
    /// The line was changed after the seal.
    LineChanged(AuditId, i64),
    /// The line that the seal covers is gone.
    LineMissing(AuditId, i64),
    /// The line was never written by the server: it is neither sealed nor waiting.
    LineUnknown(AuditId),
    /// The line that waited for its seal is gone.
    WaitingMissing(AuditId),
    /// The detail is not the one that was written.
    DetailChanged(AuditId),
    /// The head that was kept elsewhere has no seal here.
    HeadMissing(i64),
    /// The seal is not the one that was kept elsewhere.
    HeadDiffers(i64),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SealsMissing(from, to) if from == to => write!(f, "seal {from} is gone"),
            Self::SealsMissing(from, to) => write!(f, "seals {from} to {to} are gone"),
            Self::SealChanged(seq) => {
                write!(f, "seal {seq} does not fit: it, or what it covers, was changed")
            }
            Self::LineChanged(id, seq) => write!(f, "line {id} was changed after seal {seq}"),
            Self::LineMissing(id, seq) => write!(f, "line {id} of seal {seq} is gone"),
            Self::LineUnknown(id) => write!(f, "line {id} was slipped in: it is neither sealed nor waiting"),
            Self::WaitingMissing(id) => write!(f, "line {id} is gone before it was sealed"),
            Self::DetailChanged(id) => write!(f, "the detail of line {id} was changed"),
            Self::HeadMissing(seq) => write!(f, "seal {seq}, whose head was kept elsewhere, is gone"),
            Self::HeadDiffers(seq) => write!(f, "seal {seq} is not the one whose head was kept elsewhere"),
        }
    }
}

/// What the verification found.
#[derive(Debug, Clone, Default)]
pub struct Verified {
    /// The last seal.
    pub head: Option<Head>,
    pub seals: u64,
    /// Lines under seals.
    pub lines: u64,
    /// Lines that no seal covers yet.
    pub waiting: u64,
    /// When the oldest of these was written.
    pub oldest: Option<DateTime<Utc>>,
    pub faults: Vec<Fault>,
}

/// Verifies all that is there at one moment, and `kept`, a head from elsewhere.
///
/// # Errors
/// Those of the database.
pub async fn verify(store: &Store, _: System, kept: Option<&Head>) -> Result<Verified> {
    // One snapshot, because the server may seal meanwhile; SQLite's readers have one by themselves.
    let isolation = (!store.is_sqlite()).then_some(IsolationLevel::RepeatableRead);
    let mode = (!store.is_sqlite()).then_some(AccessMode::ReadOnly);
    let tx = Tx(
        store.readers.begin_with_config(isolation, mode).await?,
        Default::default(),
    );
    let mut found = Verified::default();
    let done = all(&tx, kept, &mut found).await;
    tx.0.rollback().await?;
    done.map(|()| found)
}

async fn all(tx: &Tx, kept: Option<&Head>, found: &mut Verified) -> Result<()> {
    chain(tx, kept, found).await?;
    unsealed(tx, found).await?;
    details(tx, found).await
}

async fn chain(tx: &Tx, kept: Option<&Head>, found: &mut Verified) -> Result<()> {
    let mut last: Option<Head> = None;
    let mut met = false;
    loop {
        let after = last.as_ref().map_or(i64::MIN, |last| last.seq);
        let seals = audit_seal::Entity::find()
            .filter(audit_seal::Column::Seq.gt(after))
            .order_by_asc(audit_seal::Column::Seq)
            .limit(PAGE)
            .all(tx.connection())
            .await?;
        let Some(to) = seals.last().map(|seal| seal.seq) else {
            break;
        };
        let mut covered = covered(tx, after, to).await?.into_iter().peekable();
        for seal in seals {
            let mut lines = Vec::new();
            while let Some(line) = covered.next_if(|(line, _)| line.seal <= seal.seq) {
                lines.push(line);
            }
            one(&seal, last.as_ref(), lines, found);
            if let Some(kept) = kept.filter(|kept| kept.seq == seal.seq) {
                met = true;
                if kept.hash != seal.hash {
                    found.faults.push(Fault::HeadDiffers(seal.seq));
                }
            }
            last = Some(Head {
                hash: seal.hash,
                seq: seal.seq,
            });
        }
    }
    let beyond = audit_sealed::Entity::find()
        .filter(audit_sealed::Column::Seal.gt(last.as_ref().map_or(0, |last| last.seq)))
        .order_by_desc(audit_sealed::Column::Seal)
        .one(tx.connection())
        .await?;
    if let Some(beyond) = beyond {
        let next = last.as_ref().map_or(1, |last| last.seq + 1);
        found.faults.push(Fault::SealsMissing(next, beyond.seal));
    }
    if let Some(kept) = kept.filter(|_| !met) {
        found.faults.push(Fault::HeadMissing(kept.seq));
    }
    found.head = last;
    Ok(())
}

/// The lines of these seals in their order, with what they say now.
async fn covered(tx: &Tx, after: i64, to: i64) -> Result<Vec<(audit_sealed::Model, Option<audit::Model>)>> {
    let rows = audit_sealed::Entity::find()
        .filter(audit_sealed::Column::Seal.gt(after))
        .filter(audit_sealed::Column::Seal.lte(to))
        .join(
            JoinType::LeftJoin,
            audit_sealed::Entity::belongs_to(audit::Entity)
                .from(audit_sealed::Column::AuditId)
                .to(audit::Column::Id)
                .into(),
        )
        .select_also(audit::Entity)
        .order_by_asc(audit_sealed::Column::Seal)
        .order_by_asc(audit_sealed::Column::Position);
    Ok(rows.all(tx.connection()).await?)
}

fn one(
    seal: &audit_seal::Model,
    last: Option<&Head>,
    lines: Vec<(audit_sealed::Model, Option<audit::Model>)>,
    found: &mut Verified,
) {
    let (expected, previous) = last.map_or((1, [].as_slice()), |last| (last.seq + 1, last.hash.as_slice()));
    let follows = if seal.seq == expected {
        seal.previous == previous
    } else {
        // What stood before is not there to be compared.
        found.faults.push(Fault::SealsMissing(expected, seal.seq - 1));
        true
    };
    found.seals += 1;
    let mut hashes = Vec::new();
    for (covered, line) in lines {
        match line {
            None => found.faults.push(Fault::LineMissing(covered.audit_id, seal.seq)),
            Some(line) if of_line(&line) != covered.hash => {
                found.faults.push(Fault::LineChanged(covered.audit_id, seal.seq));
            }
            Some(_) => found.lines += 1,
        }
        hashes.push(covered.hash);
    }
    let hash = of_seal(&seal.previous, seal.seq, seal.at, seal.lines, &hashes);
    let whole = usize::try_from(seal.lines) == Ok(hashes.len());
    if !(follows && whole && hash == seal.hash) {
        found.faults.push(Fault::SealChanged(seal.seq));
    }
}

#[derive(FromQueryResult)]
struct Oldest {
    oldest: Option<DateTime<Utc>>,
}

async fn unsealed(tx: &Tx, found: &mut Verified) -> Result<()> {
    let waiting = audit_unsealed::Entity::find().join(
        JoinType::LeftJoin,
        audit_unsealed::Entity::belongs_to(audit::Entity)
            .from(audit_unsealed::Column::AuditId)
            .to(audit::Column::Id)
            .into(),
    );
    let gone = waiting
        .clone()
        .filter(audit::Column::Id.is_null())
        .order_by_asc(audit_unsealed::Column::AuditId)
        .all(tx.connection())
        .await?;
    found
        .faults
        .extend(gone.iter().map(|row| Fault::WaitingMissing(row.audit_id)));
    found.waiting = audit_unsealed::Entity::find().count(tx.connection()).await?;
    let oldest = waiting
        .select_only()
        .column_as(audit::Column::At.min(), "oldest")
        .into_model::<Oldest>()
        .one(tx.connection())
        .await?;
    found.oldest = oldest.and_then(|row| row.oldest);
    let unknown = audit::Entity::find()
        .join(
            JoinType::LeftJoin,
            audit::Entity::belongs_to(audit_unsealed::Entity)
                .from(audit::Column::Id)
                .to(audit_unsealed::Column::AuditId)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            audit::Entity::belongs_to(audit_sealed::Entity)
                .from(audit::Column::Id)
                .to(audit_sealed::Column::AuditId)
                .into(),
        )
        .filter(audit_unsealed::Column::AuditId.is_null())
        .filter(audit_sealed::Column::AuditId.is_null())
        .order_by_asc(audit::Column::Id)
        .all(tx.connection())
        .await?;
    found
        .faults
        .extend(unknown.iter().map(|line| Fault::LineUnknown(line.id)));
    Ok(())
}

/// Details may be erased; those that are there must be what was written.
async fn details(tx: &Tx, found: &mut Verified) -> Result<()> {
    let mut after: Option<AuditId> = None;
    loop {
        let mut page = audit_detail::Entity::find()
            .join(
                JoinType::LeftJoin,
                audit_detail::Entity::belongs_to(audit::Entity)
                    .from(audit_detail::Column::AuditId)
                    .to(audit::Column::Id)
                    .into(),
            )
            .select_also(audit::Entity)
            .order_by_asc(audit_detail::Column::AuditId)
            .limit(PAGE);
        if let Some(after) = after {
            page = page.filter(audit_detail::Column::AuditId.gt(after));
        }
        let page = page.all(tx.connection()).await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = Some(last.audit_id);
        for (detail, line) in page {
            let kept = line.and_then(|line| line.detail_digest);
            if kept != Some(super::digest(&detail.salt, &detail.detail)) {
                found.faults.push(Fault::DetailChanged(detail.audit_id));
            }
        }
    }
}
