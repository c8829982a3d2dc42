//! `backup` and `restore`: one archive with the database and the files of requests. SQLite is copied by its backup interface,
//! PostgreSQL by its own programs.
//!
//! Contents of files never change and stand under their hash, so they are put into the archive before the database is copied, and
//! what has come meanwhile after it: whatever the copy of the database knows is there. A restore brings the files first, too.

mod archive;

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use tokio::process::Command;

use self::archive::Archive;
use crate::access::System;
use crate::auth::private;
use crate::files::Disk;
use crate::store::{self, Store};

/// The pause before another try when the database is locked.
const PAUSE: Duration = Duration::from_millis(20);

pub(super) async fn backup(store: &Store, disk: &Disk, file: &Path) -> Result<String, String> {
    if file.exists() {
        return Err(format!("{} is there already", file.display()));
    }
    // Made for its owner alone before anything of the school stands in it.
    let part = file.with_extension("part");
    let out = private(&part).map_err(|error| format!("{}: {error}", part.display()))?;
    let (snapshot, empty) = disk.coming().map_err(|error| error.to_string())?;
    drop(empty);
    let here = disk.clone();
    let archive = blocking(move || Archive::begin(out).with_files(&here)).await?;
    dump(store, snapshot.path()).await?;
    let wanted = archive::wanted(store).await?;
    let here = disk.clone();
    let (files, missing) = blocking(move || {
        let archive = archive.with_database(snapshot.path())?.with_files(&here)?;
        archive.finish(&wanted)
    })
    .await?;
    // Beside, then renamed: a backup that was cut short does not look like one.
    std::fs::rename(&part, file).map_err(|error| format!("{}: {error}", file.display()))?;
    let missing = match missing {
        0 => String::new(),
        missing => {
            format!(" {missing} files that it names are not in the folder of files: look for their disk.")
        }
    };
    Ok(format!(
        "The database and {files} files are copied into {}.{missing} Keep secret.key of the data folder apart from it.",
        file.display()
    ))
}

/// Copies the database as it is at one moment.
async fn dump(store: &Store, to: &Path) -> Result<(), String> {
    match sqlite_file(store.url()) {
        Some(from) => {
            let to = to.to_owned();
            blocking(move || copy(&from, &to)).await
        }
        None => {
            let mut dump = postgres("pg_dump", store.url())?;
            dump.arg("--format=custom")
                .arg("--no-owner")
                .arg("--file")
                .arg(to);
            finish("pg_dump", dump).await
        }
    }
}

pub(super) async fn restore(store: &Store, disk: &Disk, file: &Path) -> Result<String, String> {
    if !file.is_file() {
        return Err(format!("{} is not there", file.display()));
    }
    let (here, from) = (disk.clone(), file.to_owned());
    let opened = blocking(move || archive::open(&here, &from, false)).await?;
    put_back(store, opened.database(file)).await?;
    // Once more: what the old database had given up may have been taken away meanwhile.
    let (here, from) = (disk.clone(), file.to_owned());
    let opened = blocking(move || archive::open(&here, &from, true)).await?;
    let why = System::because("restore");
    let done = async {
        store.migrate(why).await?;
        store
            .write(async |tx| store::sessions::end_all(tx, why).await)
            .await
    };
    done.await.map_err(|error| error.to_string())?;
    Ok(format!(
        "The database and {} files are what {} held. Everybody signs in again.",
        opened.files(),
        file.display()
    ))
}

/// Puts a copy in the place of the database.
async fn put_back(store: &Store, file: &Path) -> Result<(), String> {
    match sqlite_file(store.url()) {
        Some(database) => {
            let from = file.to_owned();
            blocking(move || {
                check(&from)?;
                copy(&from, Path::new(&database))
            })
            .await?;
        }
        None => {
            let mut restore = postgres("pg_restore", store.url())?;
            restore.args([
                "--clean",
                "--if-exists",
                "--no-owner",
                "--single-transaction",
                "--exit-on-error",
            ]);
            let database = store
                .url()
                .parse()
                .map(|url: url::Url| decoded(url.path().trim_start_matches('/')));
            restore
                .arg("--dbname")
                .arg(database.map_err(|error| error.to_string())?)
                .arg(file);
            finish("pg_restore", restore).await?;
        }
    }
    Ok(())
}

/// The file of a SQLite address.
fn sqlite_file(url: &str) -> Option<String> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(path.split('?').next().unwrap_or_default().to_owned())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| error.to_string())?
}

/// Copies one database over another in one transaction of the target, beside whoever reads and writes either.
fn copy(from: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), String> {
    let (from, to) = (from.as_ref(), to.as_ref());
    let failed = |path: &Path| {
        let path = path.display().to_string();
        move |error: rusqlite::Error| format!("{path}: {error}")
    };
    let source =
        Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(failed(from))?;
    let mut target = Connection::open(to).map_err(failed(to))?;
    for connection in [&source, &target] {
        connection
            .busy_timeout(Duration::from_secs(10))
            .map_err(failed(to))?;
    }
    let backup = Backup::new(&source, &mut target).map_err(failed(to))?;
    // In one step: between steps a writer would make it begin anew, and beside a busy server it would never end.
    loop {
        if matches!(backup.step(-1).map_err(failed(to))?, StepResult::Done) {
            return Ok(());
        }
        std::thread::sleep(PAUSE);
    }
}

/// Refuses what is not a sound database of ours.
fn check(file: &Path) -> Result<(), String> {
    let not_ours = |error: rusqlite::Error| format!("{} is not a backup: {error}", file.display());
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(not_ours)?;
    let sound: String = database
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(not_ours)?;
    if sound != "ok" {
        return Err(format!("{} is damaged: {sound}", file.display()));
    }
    let mut applied = database
        .prepare("SELECT version FROM seaql_migrations")
        .map_err(not_ours)?;
    let applied = applied
        .query_map([], |row| row.get::<_, String>(0))
        .map_err(not_ours)?;
    let known = store::known_migrations();
    for name in applied {
        let name = name.map_err(not_ours)?;
        if !known.contains(&name) {
            return Err(format!(
                "{} is of a newer version of this program ({name})",
                file.display()
            ));
        }
    }
    Ok(())
}

/// A program of PostgreSQL with the connection in its environment, so that no password stands in the list of processes.
fn postgres(program: &str, url: &str) -> Result<Command, String> {
    let parsed = url::Url::parse(url).map_err(|error| format!("database_url: {error}"))?;
    let mut command = Command::new(program);
    if let Some(host) = parsed.host_str() {
        command.env("PGHOST", host);
    }
    if let Some(port) = parsed.port() {
        command.env("PGPORT", port.to_string());
    }
    if !parsed.username().is_empty() {
        command.env("PGUSER", decoded(parsed.username()));
    }
    if let Some(password) = parsed.password() {
        command.env("PGPASSWORD", decoded(password));
    }
    command.env("PGDATABASE", decoded(parsed.path().trim_start_matches('/')));
    for (name, value) in parsed.query_pairs() {
        let variable = match &*name {
            "host" => "PGHOST",
            "sslmode" | "ssl-mode" => "PGSSLMODE",
            "sslrootcert" | "ssl-root-cert" => "PGSSLROOTCERT",
            other => {
                return Err(format!(
                    "database_url: {program} does not know how to be given {other:?}"
                ));
            }
        };
        command.env(variable, &*value);
    }
    Ok(command)
}

fn decoded(text: &str) -> String {
    let query = format!("x={}", text.replace('+', "%2B"));
    form_urlencoded::parse(query.as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

async fn finish(program: &str, mut command: Command) -> Result<(), String> {
    let done = command
        .output()
        .await
        .map_err(|error| format!("{program} cannot be run: {error}"))?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(format!("{program}: {}", said.lines().next().unwrap_or("failed")))
}
