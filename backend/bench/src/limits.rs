//! What the database alone could do at most: bare statements that read or write the same rows, prepared, on the same machine.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use chrono::Utc;
use rusqlite::{Connection, params};
use uuid::Uuid;

use crate::database::{Database, open};
use crate::seed::School;

/// What is asked of the server, and of the database beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    List,
    Read,
    Create,
}

const COLUMNS: &str = "ticket.id, number, title, topic, state, requester_group, requester_id, filed_by_id, class_name,
    assignee_id, filed_at, term_from, channel, due_at, answer_due_at, paused, considered_at, answered_at, updated_at,
    private, shared, ticket.version, requester.name, filer.name, assignee.name";
const NAMES: &str =
    "JOIN member requester ON requester.id = requester_id JOIN member filer ON filer.id = filed_by_id
    LEFT JOIN member assignee ON assignee.id = assignee_id";

/// The words of a new request as the index keeps them, such as the server makes of the texts that `load` sends.
const KEYS: [&str; 12] = [
    "не",
    "откр",
    "журна",
    "у",
    "нас",
    "в",
    "класс",
    "с",
    "утр",
    "помогит",
    "соколов",
    "ксен",
];
/// Before a new request's number, which no counter gave.
const SEQUENCE: &str = "CREATE SEQUENCE IF NOT EXISTS bench_number START 2000000";

fn list(school: &str) -> String {
    format!(
        "SELECT {COLUMNS} FROM ticket {NAMES} WHERE ticket.school_id = {school} AND queue_at < '9999-12-31'
        ORDER BY queue_at, ticket.id LIMIT 51"
    )
}

fn read(school: &str, number: &str) -> String {
    format!(
        "SELECT {COLUMNS}, message.id, kind, author_id, author.name, side, body, at FROM ticket {NAMES}
        JOIN message ON message.ticket_id = ticket.id JOIN member author ON author.id = author_id
        WHERE ticket.school_id = {school} AND number = {number} ORDER BY message.id DESC LIMIT 51"
    )
}

/// The statements of one create, as PostgreSQL takes them: what the server inserts, and nothing that it looks up.
fn create(school: &School) -> String {
    let (id, asker, year) = (school.id, school.asker(), school.year());
    // Ordered by time, like the server's.
    let new = "(lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0')
        || '7' || substr(md5(random()::text), 1, 19))::uuid"
        .replace('\n', " ");
    let keys: Vec<String> = KEYS.iter().map(|key| format!("'0001.340000.{key}'")).collect();
    let script = [
        "BEGIN".to_owned(),
        format!(
            "INSERT INTO idempotency (principal_id, operation, key, member_id, request_hash, created_id, expires_at)
            VALUES ('{asker}', 'tickets_create', gen_random_uuid()::text, '{asker}', 'hash', gen_random_uuid(), now())"
        ),
        format!(
            "INSERT INTO ticket (id, school_id, number, title, topic, state, requester_group, requester_id, filed_by_id,
            private, shared, rank, filed_at, term_from, channel, due_at, paused, queue_at, updated_at, handed, linked,
            attached, version) VALUES ({new}, '{id}', '{year}-' || nextval('bench_number'), 'Не открывается журнал', 'other', 'closed',
            'parent', '{asker}', '{asker}', false, false, 2, now(), now(), 'web', now(), false, '9999-12-31', now(), false,
            false, false, 1) RETURNING id AS made \\gset"
        ),
        format!(
            "INSERT INTO ticket_event (id, ticket_id, at, event, actor_id, version, clock)
            VALUES ({new}, :made, now(), 'file', '{asker}', 1, 'start')"
        ),
        format!(
            "INSERT INTO ticket_term (ticket_id, started_at, clock, school_id, due_at, policy_version, calendar_version,
            time_zone) VALUES (:made, now(), 'considered', '{id}', now(), 1, 0, 'Europe/Moscow')"
        ),
        format!(
            "INSERT INTO message (id, ticket_id, kind, author_id, side, body, at) VALUES ({new}, :made, 'request',
            '{asker}', 'requester', 'Не открывается журнал у нас в классе с утра, помогите', now())"
        ),
        format!(
            "INSERT INTO audit (id, at, school_id, action, object_id, fields)
            VALUES ({new}, now(), '{id}', 'ticket_file', :made, '[]') RETURNING id AS line \\gset"
        ),
        "INSERT INTO audit_unsealed (audit_id) VALUES (:line)".to_owned(),
        "INSERT INTO search_doc (ticket_id, doc, version)
            VALUES (:made, (26::bigint << 50) + (currval('bench_number') << 20) + 1, 1) RETURNING doc \\gset"
            .to_owned(),
        format!(
            "INSERT INTO search_stem (doc, stems) VALUES (:doc, array_to_tsvector(ARRAY[{}]))",
            keys.join(", ")
        ),
        "COMMIT".to_owned(),
    ];
    script
        .iter()
        .map(|statement| {
            let line = statement.split_whitespace().collect::<Vec<_>>().join(" ");
            if line.ends_with("\\gset") {
                format!("{line}\n")
            } else {
                format!("{line};\n")
            }
        })
        .collect()
}

/// The scripts and statements, to be printed with the figures.
pub(crate) fn statements(school: &School) -> String {
    let one_line = |sql: String| sql.split_whitespace().collect::<Vec<_>>().join(" ");
    format!(
        "list: {}\nread: {}\ncreate: {}",
        one_line(list(":school")),
        one_line(read(":school", ":number")),
        create(school)
    )
}

/// How often a second the database alone does the work.
pub(crate) fn measure(
    database: &Database,
    school: &School,
    work: Work,
    clients: u32,
    seconds: u64,
    scratch: &Path,
) -> Result<f64> {
    match database {
        Database::Postgres(url) => {
            let literal = format!("'{}'", school.id);
            let script = match work {
                Work::List => format!("{};\n", list(&literal).replace('\n', " ")),
                Work::Read => format!(
                    "\\set n random(1, {})\n{};\n",
                    school.last(),
                    read(
                        &literal,
                        &format!("'{}-' || lpad(:n::text, 6, '0')", school.year())
                    )
                    .replace('\n', " ")
                ),
                Work::Create => {
                    database.run(SEQUENCE)?;
                    create(school)
                }
            };
            let file = scratch.join("pgbench.sql");
            std::fs::write(&file, script)?;
            pgbench(url, &file, clients, seconds)
        }
        Database::Sqlite(file) => sqlite(file, school, work, clients, seconds),
    }
}

fn pgbench(url: &str, script: &Path, clients: u32, seconds: u64) -> Result<f64> {
    let done = Command::new("pgbench")
        .args(["--no-vacuum", "--protocol=prepared"])
        .arg(format!("--client={clients}"))
        .arg(format!("--jobs={}", clients.min(2)))
        .arg(format!("--time={seconds}"))
        .arg(format!("--file={}", script.display()))
        .arg(url)
        .output()
        .context("pgbench does not start")?;
    let said = String::from_utf8_lossy(&done.stdout);
    ensure!(
        done.status.success() && said.contains("number of failed transactions: 0"),
        "pgbench: {said}{}",
        String::from_utf8_lossy(&done.stderr)
    );
    said.lines()
        .find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok())
        .ok_or_else(|| anyhow!("pgbench told no rate: {said}"))
}

/// Each client with a connection of its own; who writes waits for the one who does.
fn sqlite(file: &Path, school: &School, work: Work, clients: u32, seconds: u64) -> Result<f64> {
    let (over, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let began = Instant::now();
    let writer = Mutex::new(open(file)?);
    let first = Database::Sqlite(file.to_owned()).number("SELECT max(last) + 2000000 FROM ticket_counter")?;
    let made = AtomicU64::new(first + u64::from(Utc::now().timestamp_subsec_millis()) * 100_000);
    std::thread::scope(|scope| -> Result<()> {
        let clients: Vec<_> = (0..clients)
            .map(|client| {
                let (over, done, writer, made) = (&over, &done, &writer, &made);
                scope.spawn(move || -> Result<()> {
                    let own = open(file)?;
                    let mut turn = u64::from(client) * 7919;
                    while !over.load(Ordering::Relaxed) {
                        turn = (turn * 31 + 17) % school.last().max(1);
                        match work {
                            Work::Create => {
                                let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
                                create_row(&mut writer, school, made.fetch_add(1, Ordering::Relaxed))?;
                            }
                            Work::List => rows(&own, &list("?1"), (school.id.as_bytes(),))?,
                            Work::Read => {
                                let number = format!("{}-{:06}", school.year(), turn + 1);
                                rows(&own, &read("?1", "?2"), (school.id.as_bytes(), number))?;
                            }
                        }
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            })
            .collect();
        std::thread::sleep(Duration::from_secs(seconds));
        over.store(true, Ordering::Relaxed);
        for client in clients {
            client
                .join()
                .map_err(|_| anyhow!("a client of SQLite panicked"))??;
        }
        Ok(())
    })?;
    let done = u32::try_from(done.into_inner())?;
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}

/// Reads every column of every row.
fn rows(connection: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<()> {
    let mut select = connection.prepare_cached(sql)?;
    let columns = select.column_count();
    let mut rows = select.query(params)?;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            std::hint::black_box(row.get_ref(column)?);
        }
    }
    Ok(())
}

fn create_row(writer: &mut Connection, school: &School, number: u64) -> Result<()> {
    let (now, id) = (Utc::now(), Uuid::now_v7());
    let (at, school_id, asker) = (now.to_rfc3339(), school.id.as_bytes(), school.asker());
    let asker = asker.as_bytes();
    let number = i64::try_from(number)?;
    let tx = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let run = |sql: &str, params: &[&dyn rusqlite::ToSql]| -> Result<()> {
        tx.prepare_cached(sql)?.execute(params)?;
        Ok(())
    };
    let (ticket, line) = (id.as_bytes(), Uuid::now_v7());
    run(
        "INSERT INTO idempotency (principal_id, operation, key, member_id, request_hash, created_id, expires_at)
        VALUES (?1, 'tickets_create', ?2, ?1, 'hash', ?3, ?4)",
        params![asker, Uuid::now_v7().to_string(), ticket, at],
    )?;
    run(
        "INSERT INTO ticket (id, school_id, number, title, topic, state, requester_group, requester_id, filed_by_id, private,
        shared, rank, filed_at, term_from, channel, due_at, paused, queue_at, updated_at, handed, linked, attached, version)
        VALUES (?1, ?2, ?3, 'Не открывается журнал', 'other', 'closed', 'parent', ?4, ?4, 0, 0, 2, ?5, ?5, 'web', ?5, 0,
        '9999-12-31T00:00:00+00:00', ?5, 0, 0, 0, 1)",
        params![ticket, school_id, format!("{}-{number}", school.year()), asker, at],
    )?;
    run(
        "INSERT INTO ticket_event (id, ticket_id, at, event, actor_id, version, clock)
        VALUES (?1, ?2, ?3, 'file', ?4, 1, 'start')",
        params![Uuid::now_v7().as_bytes(), ticket, at, asker],
    )?;
    run(
        "INSERT INTO ticket_term (ticket_id, started_at, clock, school_id, due_at, policy_version, calendar_version, time_zone)
        VALUES (?1, ?2, 'considered', ?3, ?2, 1, 0, 'Europe/Moscow')",
        params![ticket, at, school_id],
    )?;
    run(
        "INSERT INTO message (id, ticket_id, kind, author_id, side, body, at) VALUES (?1, ?2, 'request', ?3, 'requester',
        'Не открывается журнал у нас в классе с утра, помогите', ?4)",
        params![Uuid::now_v7().as_bytes(), ticket, asker, at],
    )?;
    run(
        "INSERT INTO audit (id, at, school_id, action, object_id, fields) VALUES (?1, ?2, ?3, 'ticket_file', ?4, '[]')",
        params![line.as_bytes(), at, school_id, ticket],
    )?;
    run(
        "INSERT INTO audit_unsealed (audit_id) VALUES (?1)",
        params![line.as_bytes()],
    )?;
    let doc = (26_i64 << 50) + (number << 20) + 1;
    run(
        "INSERT INTO search_doc (ticket_id, doc, version) VALUES (?1, ?2, 1)",
        params![ticket, doc],
    )?;
    let keys: Vec<String> = KEYS.iter().map(|key| format!("0001.{key}")).collect();
    run(
        "INSERT INTO search_stem (rowid, stems) VALUES (?1, ?2)",
        params![doc, keys.join(" ")],
    )?;
    tx.commit()?;
    Ok(())
}
