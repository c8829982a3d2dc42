//! Seals: committed lines are chained by hash in batches, so that nobody can change, remove or slip in a line unseen.
//!
//! Chaining inside each transaction would make all commits wait for each other. And ids do not tell the order of commits:
//! a line may become visible after younger ones were sealed. So nothing is derived from ids or times: a line is sealed
//! because it still stands in `audit_unsealed`, its place in the chain is the one it got then, and a late line simply goes
//! into a later seal. One process seals at a time: on SQLite there is one writer, on PostgreSQL a lock; the number of a
//! seal is its key besides.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, JoinType, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};
use sha2::{Digest, Sha256};

use super::super::entities::{audit, audit_seal, audit_sealed, audit_unsealed};
use super::super::{Store, Tx, private::Connection};
use crate::access::System;
use crate::problem::{Error, Result};

/// How many lines one seal covers at most.
const BATCH: u64 = 500;

/// The key of the advisory lock under which PostgreSQL's lines are sealed.
const SEAL_LOCK: i64 = 0x706f_6473_7365;

/// The last seal: kept elsewhere, it proves later that nothing before it was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub hash: Vec<u8>,
    pub seq: i64,
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        write!(f, ":{}", self.seq)
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        const SHAPE: &str = "a head is what `audit head` printed: 64 hexadecimal digits, a colon, a number";
        let (hash, seq) = text.trim().split_once(':').ok_or(SHAPE)?;
        let hash: Option<Vec<u8>> = hash
            .as_bytes()
            .chunks(2)
            .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        let hash = hash.filter(|hash| hash.len() == 32).ok_or(SHAPE)?;
        let seq = seq.parse().ok().filter(|seq| *seq > 0).ok_or(SHAPE)?;
        Ok(Self { hash, seq })
    }
}

/// Seals all lines that wait, and tells how many; none while another process seals.
///
/// # Errors
/// Those of the database.
pub async fn seal(store: &Store, why: System, at: DateTime<Utc>) -> Result<u64> {
    let mut all = 0;
    // A look first, so that SQLite's writer is not taken for nothing.
    while audit_unsealed::Entity::find()
        .one(store.connection())
        .await?
        .is_some()
    {
        let sealed = store.write(async |tx| batch(tx, why, at).await).await?;
        all += sealed;
        if sealed < BATCH {
            break;
        }
    }
    Ok(all)
}

/// The last seal; none when nothing is sealed yet.
///
/// # Errors
/// Those of the database.
pub async fn head(db: &impl super::super::Db, _: System) -> Result<Option<Head>> {
    let last = audit_seal::Entity::find()
        .order_by_desc(audit_seal::Column::Seq)
        .one(db.connection())
        .await?;
    Ok(last.map(|seal| Head {
        hash: seal.hash,
        seq: seal.seq,
    }))
}

async fn batch(tx: &Tx, why: System, at: DateTime<Utc>) -> Result<u64> {
    if tx.connection().get_database_backend() == DbBackend::Postgres {
        let take = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_try_advisory_xact_lock($1)",
            [SEAL_LOCK.into()],
        );
        let taken = tx.connection().query_one_raw(take).await?;
        let taken = taken.and_then(|row| row.try_get_by_index::<bool>(0).ok());
        if taken != Some(true) {
            return Ok(0);
        }
    }
    let lines = audit::Entity::find()
        .join(
            JoinType::InnerJoin,
            audit::Entity::belongs_to(audit_unsealed::Entity)
                .from(audit::Column::Id)
                .to(audit_unsealed::Column::AuditId)
                .into(),
        )
        .order_by_asc(audit::Column::Id)
        .limit(BATCH)
        .all(tx.connection())
        .await?;
    if lines.is_empty() {
        return Ok(0);
    }
    let last = head(tx, why).await?;
    let (seq, previous) = last.map_or((1, Vec::new()), |last| (last.seq + 1, last.hash));
    let mut hashes = Vec::new();
    let mut sealed = Vec::new();
    for (position, line) in (0..).zip(&lines) {
        let hash = of_line(line);
        sealed.push(audit_sealed::ActiveModel {
            audit_id: Set(line.id),
            seal: Set(seq),
            position: Set(position),
            hash: Set(hash.clone()),
        });
        hashes.push(hash);
    }
    let lines_in_seal = i32::try_from(lines.len()).map_err(Error::internal)?;
    let hash = of_seal(&previous, seq, at, lines_in_seal, &hashes);
    let seal = audit_seal::ActiveModel {
        seq: Set(seq),
        lines: Set(lines_in_seal),
        previous: Set(previous),
        hash: Set(hash),
        at: Set(at),
    };
    audit_seal::Entity::insert(seal)
        .exec_without_returning(tx.connection())
        .await?;
    audit_sealed::Entity::insert_many(sealed)
        .exec_without_returning(tx.connection())
        .await?;
    audit_unsealed::Entity::delete_many()
        .filter(audit_unsealed::Column::AuditId.is_in(lines.iter().map(|line| line.id)))
        .exec(tx.connection())
        .await?;
    Ok(u64::try_from(lines.len()).unwrap_or(BATCH))
}

/// The hash of a line over all its columns. Each value that may be missing or may vary in length says so itself, so that
/// no two lines have the same bytes.
pub(super) fn of_line(line: &audit::Model) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(b"podskazka audit line 1\0");
    hash.update(line.id.0.as_bytes());
    hash.update(line.at.timestamp_micros().to_be_bytes());
    let ids = [
        line.school_id.map(|id| id.0),
        line.person_id.map(|id| id.0),
        line.client_id.map(|id| id.0),
        line.object_id,
    ];
    for id in ids {
        part(&mut hash, id.as_ref().map(|id| id.as_bytes().as_slice()));
    }
    part(&mut hash, Some(line.action.as_bytes()));
    part(&mut hash, Some(line.fields.to_string().as_bytes()));
    part(&mut hash, line.detail_digest.as_deref());
    hash.finalize().to_vec()
}

fn part(hash: &mut Sha256, bytes: Option<&[u8]>) {
    match bytes {
        None => hash.update([0]),
        Some(bytes) => {
            hash.update([1]);
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        }
    }
}

/// The hash of a seal over the one before, its own columns and the hashes of its lines.
pub(super) fn of_seal(
    previous: &[u8],
    seq: i64,
    at: DateTime<Utc>,
    lines: i32,
    hashes: &[Vec<u8>],
) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(b"podskazka audit seal 1\0");
    part(&mut hash, Some(previous));
    hash.update(seq.to_be_bytes());
    hash.update(at.timestamp_micros().to_be_bytes());
    hash.update(lines.to_be_bytes());
    for line in hashes {
        part(&mut hash, Some(line));
    }
    hash.finalize().to_vec()
}
