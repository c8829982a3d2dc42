//! Opening, migrating and copying the database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use podskazka_migrations::Migrator;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};
use sea_orm_migration::MigratorTrait;

use super::Store;
use crate::access::System;
use crate::problem::Result;

/// What a test asserts of the durability: the settings as the connections report them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub journal_mode: String,
    pub synchronous: String,
    pub foreign_keys: String,
    pub busy_timeout: String,
}

/// The key of the advisory lock under which PostgreSQL's migrations run.
const MIGRATION_LOCK: i64 = 0x706f_6473_6b61;

impl Store {
    /// Opens the database without migrating it.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub async fn open(url: &str, connections: u32) -> std::result::Result<Self, DbErr> {
        let statements = Arc::default();
        let (readers, writer) = if url.starts_with("sqlite:") {
            // The writer first: it makes the file and turns WAL on.
            let writer = connect(url, 1, &statements).await?;
            (connect(url, connections, &statements).await?, writer)
        } else {
            let pool = connect(url, connections, &statements).await?;
            (pool.clone(), pool)
        };
        Ok(Self {
            readers,
            writer,
            url: url.to_owned(),
            statements,
        })
    }

    /// Brings the schema to this version, all or nothing. Safe beside other processes that do the same: on SQLite there
    /// is one writer, on PostgreSQL a lock.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn migrate(&self, _: System) -> Result<()> {
        self.write(async |tx| {
            if !self.is_sqlite() {
                let take = Statement::from_sql_and_values(
                    DbBackend::Postgres,
                    "SELECT pg_advisory_xact_lock($1)",
                    [MIGRATION_LOCK.into()],
                );
                tx.0.execute_raw(take).await?;
            }
            Migrator::up(&tx.0, None).await?;
            Ok(())
        })
        .await
    }

    /// Takes the whole schema back, for tests of the migrations.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn unmigrate(&self, _: System) -> Result<()> {
        Ok(Migrator::down(&self.writer, None).await?)
    }

    /// Whether migrations of this version are missing.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn is_behind(&self, _: System) -> Result<bool> {
        Ok(!Migrator::get_pending_migrations(&self.readers).await?.is_empty())
    }

    /// How many steps of the schema are done.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn migrated(&self, _: System) -> Result<usize> {
        Ok(Migrator::get_applied_migrations(&self.readers).await?.len())
    }

    /// Asks the database for a sign of life.
    ///
    /// # Errors
    /// When it gives none.
    pub async fn ping(&self) -> Result<()> {
        self.readers.ping().await?;
        Ok(())
    }

    /// The address that the store was opened with.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Closes all connections; SQLite's log is written back into its file.
    pub async fn close(self) {
        let _ = self.readers.close().await;
        let _ = self.writer.close().await;
    }

    /// The durability settings of the connection that writes.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn settings(&self, _: System) -> Result<Settings> {
        let ask = async |sql: &str| -> Result<String> {
            let row = self
                .writer
                .query_one_raw(Statement::from_string(self.writer.get_database_backend(), sql))
                .await?;
            let Some(row) = row else { return Ok(String::new()) };
            let text = row.try_get_by_index::<String>(0);
            Ok(text.or_else(|_| row.try_get_by_index::<i64>(0).map(|n| n.to_string()))?)
        };
        if self.is_sqlite() {
            Ok(Settings {
                journal_mode: ask("PRAGMA journal_mode").await?,
                synchronous: ask("PRAGMA synchronous").await?,
                foreign_keys: ask("PRAGMA foreign_keys").await?,
                busy_timeout: ask("PRAGMA busy_timeout").await?,
            })
        } else {
            Ok(Settings {
                journal_mode: "wal".to_owned(),
                synchronous: ask("SHOW synchronous_commit").await?,
                foreign_keys: ask("SHOW session_replication_role").await?,
                busy_timeout: ask("SHOW lock_timeout").await?,
            })
        }
    }
}

/// The names of the migrations that this version knows.
pub fn known_migrations() -> Vec<String> {
    Migrator::migrations()
        .iter()
        .map(|migration| migration.name().to_owned())
        .collect()
}

async fn connect(
    url: &str,
    connections: u32,
    statements: &Arc<AtomicU64>,
) -> std::result::Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(connections)
        .min_connections(1)
        .connect_timeout(Duration::from_secs(10))
        .acquire_timeout(Duration::from_secs(10))
        // A connection that was of use a moment ago is not asked for a sign of life before each statement.
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                // What is deleted is overwritten, not only forgotten.
                .pragma("secure_delete", "ON")
                .busy_timeout(Duration::from_secs(10))
                // A page of rows is handed over without waiting for its reader.
                .row_buffer_size(256)
        })
        .map_sqlx_postgres_opts(|postgres| {
            postgres.application_name("podskazka").options([
                ("synchronous_commit", "on"),
                ("lock_timeout", "10s"),
                // Planning who somebody is, which each request asks, takes longer than the answer.
                ("plan_cache_mode", "force_generic_plan"),
            ])
        });
    let mut connection = Database::connect(options).await?;
    let statements = statements.clone();
    connection.set_metric_callback(move |_| {
        statements.fetch_add(1, Ordering::Relaxed);
    });
    Ok(connection)
}
