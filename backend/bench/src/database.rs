//! The two databases, past the server: PostgreSQL through `psql`, SQLite through its library.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rusqlite::types::ToSqlOutput;
use uuid::Uuid;

/// A value of a column.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Flag(bool),
    Number(i64),
    Text(String),
    Id(Uuid),
    At(DateTime<Utc>),
}

pub(crate) type Rows = Vec<Vec<Value>>;

macro_rules! values {
    ($($from:ty => $make:expr;)*) => {
        $(impl From<$from> for Value {
            fn from(value: $from) -> Self {
                let make: fn($from) -> Self = $make;
                make(value)
            }
        })*
    };
}

values! {
    bool => Self::Flag;
    i64 => Self::Number;
    &str => |text| Self::Text(text.to_owned());
    Uuid => Self::Id;
    DateTime<Utc> => Self::At;
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        use rusqlite::types::Value as Sql;
        Ok(ToSqlOutput::Owned(match self {
            Self::Null => Sql::Null,
            Self::Flag(flag) => Sql::Integer(i64::from(*flag)),
            Self::Number(number) => Sql::Integer(*number),
            Self::Text(text) => Sql::Text(text.clone()),
            Self::Id(id) => Sql::Blob(id.as_bytes().to_vec()),
            // As the server writes it.
            Self::At(at) => Sql::Text(at.to_rfc3339()),
        }))
    }
}

impl Value {
    /// As COPY reads it. No text of the bench holds what would have to be escaped.
    fn copied(&self) -> String {
        match self {
            Self::Null => "\\N".to_owned(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
            Self::Id(id) => id.to_string(),
            Self::At(at) => at.to_rfc3339(),
        }
    }
}

/// A database that the server has made.
#[derive(Debug, Clone)]
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(String),
}

impl Database {
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SQLite",
            Self::Postgres(_) => "PostgreSQL",
        }
    }

    /// Writes rows into tables, and does not look whether references hold: what comes refers to what came.
    pub(crate) fn write(&self, tables: &[(&str, &[&str], Rows)]) -> Result<()> {
        match self {
            Self::Sqlite(file) => {
                let mut connection = open(file)?;
                connection.pragma_update(None, "foreign_keys", false)?;
                let tx = connection.transaction()?;
                for (table, columns, rows) in tables {
                    let holes = vec!["?"; columns.len()].join(", ");
                    let columns = columns.join(", ");
                    let mut insert =
                        tx.prepare(&format!("INSERT INTO {table} ({columns}) VALUES ({holes})"))?;
                    for row in rows {
                        insert.execute(rusqlite::params_from_iter(row))?;
                    }
                }
                tx.commit()?;
                Ok(())
            }
            Self::Postgres(url) => {
                let mut script = String::from("SET session_replication_role = replica;\nBEGIN;\n");
                for (table, columns, rows) in tables {
                    script.push_str(&format!("COPY {table} ({}) FROM STDIN;\n", columns.join(", ")));
                    for row in rows {
                        let row: Vec<String> = row.iter().map(Value::copied).collect();
                        script.push_str(&row.join("\t"));
                        script.push('\n');
                    }
                    script.push_str("\\.\n");
                }
                script.push_str("COMMIT;\n");
                psql(url, &script).map(|_| ())
            }
        }
    }

    /// An id as SQL takes it.
    pub(crate) fn literal(&self, id: Uuid) -> String {
        match self {
            Self::Sqlite(_) => format!("x'{}'", id.simple()),
            Self::Postgres(_) => format!("'{id}'"),
        }
    }

    /// Runs statements.
    pub(crate) fn run(&self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(file) => open(file)?
                .execute_batch(sql)
                .with_context(|| format!("SQLite: {sql}")),
            Self::Postgres(url) => psql(url, &format!("{sql};\n")).map(|_| ()),
        }
    }

    /// Lets the planner look at what is there, as it does by itself after a while.
    pub(crate) fn analyze(&self) -> Result<()> {
        match self {
            // The server never asks SQLite for statistics.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => self.run("VACUUM ANALYZE"),
        }
    }

    /// A whole number, alone in its row.
    pub(crate) fn number(&self, sql: &str) -> Result<u64> {
        let number: i64 = match self {
            Self::Sqlite(file) => open(file)?.query_row(sql, [], |row| row.get(0))?,
            Self::Postgres(url) => psql(url, sql)?.trim().parse()?,
        };
        Ok(u64::try_from(number)?)
    }

    /// An id, alone in its row.
    pub(crate) fn id(&self, sql: &str) -> Result<Uuid> {
        match self {
            Self::Sqlite(file) => {
                let bytes: Vec<u8> = open(file)?.query_row(sql, [], |row| row.get(0))?;
                Ok(Uuid::from_slice(&bytes)?)
            }
            Self::Postgres(url) => Ok(psql(url, sql)?.trim().parse()?),
        }
    }

    /// Some ids of requests, from everywhere among them.
    pub(crate) fn some_tickets(&self, most: u64) -> Result<Vec<Uuid>> {
        let all = self.number("SELECT count(*) FROM ticket")?;
        let every = (all / most).max(1);
        let sql = format!(
            "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS nth FROM ticket) AS every
            WHERE nth % {every} = 0"
        );
        match self {
            Self::Sqlite(file) => {
                let connection = open(file)?;
                let mut select = connection.prepare(&sql)?;
                let ids = select.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
                ids.map(|id| Ok(Uuid::from_slice(&id?)?)).collect()
            }
            Self::Postgres(url) => psql(url, &sql)?.lines().map(|line| Ok(line.parse()?)).collect(),
        }
    }
}

/// Opens SQLite as the server does.
pub(crate) fn open(file: &Path) -> Result<Connection> {
    let connection = Connection::open(file)?;
    connection.busy_timeout(std::time::Duration::from_secs(60))?;
    connection.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON")?;
    Ok(connection)
}

/// What psql prints of a script: values alone.
fn psql(url: &str, script: &str) -> Result<String> {
    let mut psql = Command::new("psql")
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"])
        .args(["--set", "ON_ERROR_STOP=1", "--file", "-", url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("psql does not start")?;
    psql.stdin
        .take()
        .context("psql takes nothing")?
        .write_all(script.as_bytes())?;
    let done = psql.wait_with_output()?;
    ensure!(done.status.success(), "psql failed");
    Ok(String::from_utf8(done.stdout)?)
}
