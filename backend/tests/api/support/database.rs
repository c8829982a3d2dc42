//! A fresh database for a test: a copy of a template that is migrated once for each state of the migrations.

use std::path::{Path, PathBuf};

use podskazka::clock::random;
use podskazka::store::Store;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement, Value};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::TEST;

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// A database that belongs to one test.
pub struct Database {
    pub kind: Kind,
    pub url: String,
    name: String,
    folder: TempDir,
}

const HOW: &str = "PODSKAZKA_TEST_POSTGRES_URL is not set, so there is no PostgreSQL to test on. Run `make test`, or\n\
    pg_virtualenv -o fsync=off -o max_connections=300 bash -c \
    'PODSKAZKA_TEST_POSTGRES_URL=postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres cargo test -p podskazka'";

fn admin_url() -> String {
    let url = std::env::var("PODSKAZKA_TEST_POSTGRES_URL").expect(HOW);
    // Encryption between processes of one computer only costs time.
    if url.contains('?') {
        url
    } else {
        format!("{url}?sslmode=disable")
    }
}

/// The address of another database of the same server.
fn sibling(url: &str, name: &str) -> String {
    let (address, options) = url.split_once('?').unwrap_or((url, ""));
    let (server, _) = address.rsplit_once('/').unwrap();
    format!("{server}/{name}?{options}")
}

/// Names the state of the schema: by the sources of its migrations.
fn schema() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations/src");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(std::fs::read(file).unwrap());
    }
    hex(&hash.finalize()[..8])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.to_owned());
    options
        .max_connections(1)
        .sqlx_logging(false)
        .connect_timeout(std::time::Duration::from_secs(30));
    sea_orm::Database::connect(options).await.unwrap()
}

impl Database {
    /// A migrated, empty database.
    pub async fn fresh(kind: Kind) -> Self {
        // Where there is a disk in memory, syncing costs nothing.
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory),
            false => tempfile::tempdir(),
        };
        let folder = folder.unwrap();
        let name = format!("podskazka_test_{}", hex(&random::<8>()));
        let url = match kind {
            Kind::Sqlite => {
                let file = folder.path().join("test.db");
                std::fs::copy(sqlite_template().await, &file).unwrap();
                format!("sqlite://{}", file.display())
            }
            Kind::Postgres => {
                let url = admin_url();
                let admin = connect(&url).await;
                let template = postgres_template(&admin, &url).await;
                let create = format!("CREATE DATABASE {name} TEMPLATE {template}");
                admin.execute_unprepared(&create).await.unwrap();
                admin.close().await.unwrap();
                sibling(&url, &name)
            }
        };
        Self {
            kind,
            url,
            name,
            folder,
        }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Best effort: what is left goes with the server that `make test` starts.
    pub async fn remove(&self) {
        if self.kind == Kind::Postgres {
            let admin = connect(&admin_url()).await;
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
            let _ = admin.execute_unprepared(&drop).await;
            let _ = admin.close().await;
        }
    }

    /// Runs SQL behind the server's back; placeholders are `$1`, `$2` … on both databases.
    pub async fn execute(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> Result<u64, String> {
        let raw = connect(&self.url).await;
        let statement = Statement::from_sql_and_values(raw.get_database_backend(), sql, values);
        let done = raw
            .execute_raw(statement)
            .await
            .map_err(|error| error.to_string());
        raw.close().await.unwrap();
        Ok(done?.rows_affected())
    }

    /// The first column of each row.
    pub async fn column<T: sea_orm::TryGetable>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Vec<T> {
        let raw = connect(&self.url).await;
        let statement = Statement::from_sql_and_values(raw.get_database_backend(), sql, values);
        let rows = raw.query_all_raw(statement).await.unwrap();
        raw.close().await.unwrap();
        rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    /// A count.
    pub async fn count(&self, sql: &str, values: impl IntoIterator<Item = Value>) -> i64 {
        self.column(sql, values).await[0]
    }
}

/// The file of the SQLite template; made beside and renamed, so that it is whole whoever else makes it.
async fn sqlite_template() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let template = folder.join(format!("template-{}.db", schema()));
    if !template.exists() {
        std::fs::create_dir_all(folder).unwrap();
        let making = tempfile::tempdir_in(folder).unwrap();
        let url = format!("sqlite://{}?mode=rwc", making.path().join("making.db").display());
        let store = Store::open(&url, 1).await.unwrap();
        store.migrate(TEST).await.unwrap();
        // Closing writes SQLite's log back into the file.
        store.close().await;
        assert!(!making.path().join("making.db-wal").exists());
        std::fs::rename(making.path().join("making.db"), &template).unwrap();
    }
    template
}

/// The PostgreSQL template. A lock lets one process make it; its comment tells the others that it is whole.
async fn postgres_template(admin: &DatabaseConnection, url: &str) -> String {
    const LOCK: &str = "7364766218";
    let name = format!("podskazka_template_{}", schema());
    let run = async |sql: String| admin.execute_unprepared(&sql).await.unwrap();
    run(format!("SELECT pg_advisory_lock({LOCK})")).await;
    let whole = format!(
        "SELECT 1 FROM pg_database WHERE datname = '{name}' AND shobj_description(oid, 'pg_database') = 'whole'"
    );
    let whole = Statement::from_string(admin.get_database_backend(), whole);
    if admin.query_one_raw(whole).await.unwrap().is_none() {
        run(format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await;
        run(format!("CREATE DATABASE {name}")).await;
        let store = Store::open(&sibling(url, &name), 2).await.unwrap();
        store.migrate(TEST).await.unwrap();
        store.close().await;
        run(format!("COMMENT ON DATABASE {name} IS 'whole'")).await;
    }
    run(format!("SELECT pg_advisory_unlock({LOCK})")).await;
    name
}
