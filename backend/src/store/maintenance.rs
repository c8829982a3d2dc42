//! What finishes an erasure in the database's files: rows that are gone leave no trace in free space or logs.

use std::time::{Duration, Instant};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbErr, Statement};

use super::Store;
use crate::access::System;

/// A table of PostgreSQL up to this size is written anew; a larger one is only vacuumed, because writing it anew stops
/// the school for too long.
const FULL_UP_TO: i64 = 1 << 30;

/// Why maintenance did not finish.
#[derive(Debug)]
pub enum Unfinished {
    /// Somebody else held what it needs for longer than it waits.
    Busy(&'static str),
    Failed(DbErr),
}

impl From<DbErr> for Unfinished {
    fn from(error: DbErr) -> Self {
        let said = error.to_string();
        if said.contains("database is locked") || said.contains("database table is locked") {
            Self::Busy("another process writes into the database")
        } else if said.contains("lock timeout") {
            Self::Busy("a table is in use")
        } else {
            Self::Failed(error)
        }
    }
}

type Step = (String, Duration);

/// What maintenance did, and what it could not do.
#[derive(Debug, Default)]
pub struct Finished {
    pub steps: Vec<Step>,
    /// Tables that were too large to be written anew.
    pub large: Vec<String>,
    /// Whether the database keeps a log beside its files that maintenance does not empty.
    pub logged: bool,
}

/// Rewrites what holds deleted rows, beside a running server; tells what was done and how long it took.
///
/// # Errors
/// Busy when others held the database for more than ten seconds: what was done until then stays done.
pub async fn run(store: &Store, _: System) -> Result<Finished, Unfinished> {
    if store.is_sqlite() {
        let steps = sqlite(&store.writer).await?;
        Ok(Finished {
            steps,
            ..Finished::default()
        })
    } else {
        postgres(&store.writer).await
    }
}

async fn sqlite(writer: &DatabaseConnection) -> Result<Vec<Step>, Unfinished> {
    let mut steps = Vec::new();
    // A full-text index keeps what it forgot until its segments are merged.
    let began = Instant::now();
    writer.execute_unprepared(super::search::OPTIMIZE).await?;
    steps.push((
        "search: the words that are gone leave the index".to_owned(),
        began.elapsed(),
    ));
    checkpoint(writer, &mut steps).await?;
    let began = Instant::now();
    writer.execute_unprepared("VACUUM").await?;
    steps.push((
        "VACUUM: the file is written anew without free pages".to_owned(),
        began.elapsed(),
    ));
    checkpoint(writer, &mut steps).await?;
    Ok(steps)
}

/// Writes the log back into the file and cuts it to nothing.
async fn checkpoint(writer: &DatabaseConnection, steps: &mut Vec<Step>) -> Result<(), Unfinished> {
    let began = Instant::now();
    let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
    let row = writer
        .query_one_raw(Statement::from_string(writer.get_database_backend(), sql))
        .await?;
    let busy = row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?;
    if busy != Some(0) {
        return Err(Unfinished::Busy("somebody reads from the log of changes"));
    }
    steps.push((
        "checkpoint: the log of changes is emptied".to_owned(),
        began.elapsed(),
    ));
    Ok(())
}

async fn postgres(pool: &DatabaseConnection) -> Result<Finished, Unfinished> {
    let backend = pool.get_database_backend();
    let tables = "SELECT relname::text, pg_total_relation_size(c.oid) FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = current_schema() ORDER BY 1";
    let rows = pool
        .query_all_raw(Statement::from_string(backend, tables))
        .await?;
    let mut done = Finished {
        logged: true,
        ..Finished::default()
    };
    for row in rows {
        let (table, size): (String, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        let quoted = table.replace('"', "\"\"");
        let began = Instant::now();
        if size <= FULL_UP_TO {
            pool.execute_unprepared(&format!("VACUUM (FULL, ANALYZE) \"{quoted}\""))
                .await?;
            done.steps
                .push((format!("{table}: written anew"), began.elapsed()));
        } else {
            pool.execute_unprepared(&format!("VACUUM (ANALYZE) \"{quoted}\""))
                .await?;
            done.steps.push((
                format!("{table}: larger than 1 GiB, only vacuumed"),
                began.elapsed(),
            ));
            done.large.push(table);
        }
    }
    Ok(done)
}
