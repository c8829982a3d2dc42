//! The only way to the database. Entities and SQL are private to this module.
//!
//! Every function takes a permit, a granted row, or a [`System`](crate::access::System) reason.

pub mod acting;
pub mod appointments;
pub mod articles;
pub mod audit;
pub mod calendars;
pub mod callbacks;
pub mod cards;
pub mod classes;
pub mod clients;
pub mod conduct;
pub mod consents;
pub mod consultations;
mod cursor;
pub mod devices;
pub mod documents;
pub mod drafts;
pub mod duty;
mod entities;
pub mod feedback;
pub mod feeds;
pub mod files;
pub mod follow_ups;
pub mod idempotency;
pub mod invitations;
pub mod keys;
pub mod live;
pub mod maintenance;
pub mod names;
pub mod notices;
pub mod notifications;
mod open;
pub mod outbox;
pub mod people;
pub mod persons;
pub mod phrases;
pub mod plans;
pub mod platform;
pub mod policies;
pub mod privacy;
pub mod reports;
pub mod resets;
mod rows;
pub mod schedules;
pub mod schools;
pub mod search;
pub mod sessions;
pub mod throttle;
pub mod tickets;
pub mod totp;
pub mod usefulness;
pub mod views;
pub mod voices;

pub use audit::Audit;
pub use open::{Settings, known_migrations};
pub(crate) use schools::zone;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};

use crate::problem::Result;

/// The database: readers, and for SQLite the one writer apart from them.
#[derive(Debug, Clone)]
pub struct Store {
    readers: DatabaseConnection,
    writer: DatabaseConnection,
    url: String,
    statements: Arc<AtomicU64>,
}

/// A transaction that writes. All that it did is undone unless it ends well.
#[derive(Debug)]
pub struct Tx(DatabaseTransaction, search::Changed);

/// Something that queries can run on: the store, or a transaction.
pub trait Db: private::Connection {}
impl Db for Store {}
impl Db for Tx {}

mod private {
    use sea_orm::ConnectionTrait;

    /// Hands out the connection; its name is known in `store` only.
    pub trait Connection {
        fn connection(&self) -> &impl ConnectionTrait;
    }

    impl Connection for super::Store {
        fn connection(&self) -> &impl ConnectionTrait {
            &self.readers
        }
    }

    impl Connection for super::Tx {
        fn connection(&self) -> &impl ConnectionTrait {
            &self.0
        }
    }
}

impl Store {
    /// Runs `work` in one transaction: committed when it returns `Ok`, else rolled back.
    ///
    /// On SQLite the transaction is IMMEDIATE: one that began by reading could not become a writing one any more.
    ///
    /// # Errors
    /// Those of `work`, and of the database.
    pub async fn write<T>(&self, work: impl AsyncFnOnce(&Tx) -> Result<T>) -> Result<T> {
        let options = TransactionOptions {
            sqlite_transaction_mode: self.is_sqlite().then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let tx = Tx(
            self.writer.begin_with_options(options).await?,
            search::Changed::default(),
        );
        let done = match work(&tx).await {
            // What is searched is written with what was changed, once for each request.
            Ok(done) => search::follow(&tx).await.map(|()| done),
            Err(error) => Err(error),
        };
        match &done {
            Ok(_) => tx.0.commit().await?,
            Err(_) => tx.0.rollback().await?,
        }
        done
    }

    /// How many statements ran so far: what a list costs must not grow with what it lists.
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    fn is_sqlite(&self) -> bool {
        sea_orm::ConnectionTrait::get_database_backend(&self.readers) == DbBackend::Sqlite
    }
}
