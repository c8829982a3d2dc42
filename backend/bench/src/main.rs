//! Measures the server beside what its database could do at most, on this machine and in one run.
//!
//! For each size of the school: the server does its kinds of work at three levels of concurrency, asked by `wrk` over HTTP with
//! authentication, rights and durable commits; beside it, the same rows are read or written by bare prepared statements. It
//! prints a table for people and writes the same figures as JSON. Nothing is judged here: what follows from the figures
//! stands in the README.

#![expect(
    clippy::disallowed_methods,
    reason = "what measures takes time and ids as they come"
)]

mod database;
mod limits;
mod load;
mod seed;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use chrono::Utc;
use clap::Parser;
use serde::Serialize;

use database::Database;
use limits::Work;
use load::{Asked, Server};
use seed::{School, TEACHER};

/// Measures the server; `make bench` calls it.
#[derive(Debug, Parser)]
struct Args {
    /// The server's release build.
    #[arg(long)]
    server: PathBuf,
    /// An empty PostgreSQL database of a superuser; without it SQLite is measured.
    #[arg(long)]
    postgres: Option<String>,
    /// How many requests the school has, from few to many.
    #[arg(long, value_delimiter = ',', default_value = "100,50000,1000000")]
    sizes: Vec<u64>,
    /// How many ask at once.
    #[arg(long, value_delimiter = ',', default_value = "1,16,64")]
    clients: Vec<u32>,
    /// How long each figure is measured.
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Where the figures go, as JSON.
    #[arg(long)]
    json: PathBuf,
    /// A folder for the databases; it is emptied first.
    #[arg(long)]
    scratch: PathBuf,
}

/// One line of the table. Times in microseconds, memory in MiB.
#[derive(Debug, Serialize)]
struct Line {
    database: &'static str,
    tickets: u64,
    work: &'static str,
    clients: u32,
    per_second: f64,
    p50_us: f64,
    p95_us: f64,
    p99_us: f64,
    errors: u64,
    server_cpu_us: f64,
    database_cpu_us: f64,
    peak_mib: f64,
    /// What the database alone did in the same run, a second.
    limit_per_second: Option<f64>,
}

const LONG_THREAD: i64 = 300;
const LONG_AGO: &str = "UPDATE ticket SET filed_at = '2026-01-01T00:00:00+00:00' WHERE state = 'new'";
const BODY: &str = r#"{"topic": "other", "group": "staff", "description": "Не открывается журнал у нас в классе с утра, помогите"}"#;

fn main() -> Result<()> {
    let args = Args::parse();
    let _ = std::fs::remove_dir_all(&args.scratch);
    std::fs::create_dir_all(&args.scratch)?;
    let scratch = args.scratch.canonicalize()?;
    // Without an address the server's database is a file in its folder.
    let database = match &args.postgres {
        Some(url) => Database::Postgres(url.clone()),
        None => Database::Sqlite(scratch.join("podskazka.db")),
    };
    let mut environment = vec![
        ("PODSKAZKA_DATA_DIR", scratch.display().to_string()),
        // Few accounts ask for all: what protects against one that asks too often would be measured.
        ("PODSKAZKA_REQUESTS_PER_MINUTE", "1000000".to_owned()),
        ("PODSKAZKA_TICKETS_PER_DAY", "1000000".to_owned()),
        ("PODSKAZKA_LOG", "error".to_owned()),
    ];
    environment.extend(args.postgres.map(|url| ("PODSKAZKA_DATABASE_URL", url)));
    load::command(&args.server, &environment, &["demo"])?;
    let mut school = School::of(&database, Utc::now())?;
    eprintln!(
        "{}, the limit's statements:\n{}",
        database.name(),
        limits::statements(&school)
    );
    let mut lines = Vec::new();
    for size in &args.sizes {
        grow(&args.server, &database, &environment, &mut school, *size)?;
        std::fs::write(scratch.join("ids"), ids(&database)?)?;
        let server = Server::start(&args.server, &database, &environment, &scratch)?;
        for (name, asked, work) in works() {
            // What is asked first finds nothing prepared.
            server.ask(asked, 16, 1)?;
            for clients in &args.clients {
                if work == Some(Work::Create) {
                    // Few accounts file all, and how many they filed today is counted with each.
                    database.run(LONG_AGO)?;
                }
                let line = measure(&server, &database, (name, asked), *clients, *size, args.seconds)?;
                let limit = match work {
                    Some(work) => Some(limits::measure(
                        &database,
                        &school,
                        work,
                        *clients,
                        args.seconds,
                        &scratch,
                    )?),
                    None => None,
                };
                let line = Line {
                    limit_per_second: limit,
                    ..line
                };
                eprintln!("{}", row(&line));
                lines.push(line);
            }
        }
    }
    // What browsers are to open afterwards.
    let long = school.talk(&database, LONG_THREAD)?;
    std::fs::write(scratch.join("long"), long.to_string())?;
    std::fs::write(&args.json, serde_json::to_vec_pretty(&lines)?)?;
    print(&lines);
    Ok(())
}

/// The kinds of work: name, what is asked, and what the database alone does beside it.
fn works() -> [(&'static str, Asked<'static>, Option<Work>); 6] {
    // Who administers the journal, and so helps with everything.
    let get = |path| Asked {
        path,
        body: "",
        login: "admin@demo.test",
    };
    [
        // HTTP alone, without a person and a database: nothing can be quicker on this machine.
        ("a sign of life", get("/health/live"), None),
        (
            "list 50",
            get("/tickets?scope=work&status=open&order=due&limit=50"),
            Some(Work::List),
        ),
        ("read", get("/tickets/{id}"), Some(Work::Read)),
        ("search, common word", get("/tickets/search?q=журнал"), None),
        ("search, rare word", get("/tickets/search?q=перископ"), None),
        (
            "create",
            Asked {
                path: "/tickets",
                body: BODY,
                login: TEACHER,
            },
            Some(Work::Create),
        ),
    ]
}

fn ids(database: &Database) -> Result<String> {
    Ok(database
        .some_tickets(10_000)?
        .iter()
        .map(|id| format!("{id}\n"))
        .collect())
}

/// Lets the school have so many requests, and their words be found.
fn grow(
    program: &Path,
    database: &Database,
    environment: &[(&str, String)],
    school: &mut School,
    size: u64,
) -> Result<()> {
    let began = Instant::now();
    let added = school.grow(database, size)?;
    let written = began.elapsed().as_secs();
    load::command(program, environment, &["search", "rebuild"])?;
    database.analyze()?;
    eprintln!(
        "{}: {added} requests added up to {size} in {written} s, their words found after {} s more",
        database.name(),
        began.elapsed().as_secs() - written
    );
    Ok(())
}

fn measure(
    server: &Server,
    database: &Database,
    (work, asked): (&'static str, Asked<'_>),
    clients: u32,
    tickets: u64,
    seconds: u64,
) -> Result<Line> {
    let (seen, spent) = server.ask(asked, clients, seconds)?;
    let requests = f64::from(u32::try_from(seen.requests.max(1)).context("too many requests")?);
    Ok(Line {
        database: database.name(),
        tickets,
        work,
        clients,
        per_second: requests / seen.duration,
        p50_us: seen.p50,
        p95_us: seen.p95,
        p99_us: seen.p99,
        errors: seen.errors,
        server_cpu_us: spent.server / requests * 1e6,
        database_cpu_us: spent.database / requests * 1e6,
        peak_mib: server.peak()?,
        limit_per_second: None,
    })
}

fn print(lines: &[Line]) {
    println!(
        "| database | requests | work | at once | a second | p50 ms | p95 ms | p99 ms | errors | CPU µs, server + database | \
         peak MiB | limit a second | ratio |"
    );
    println!("|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
    for line in lines {
        println!("{}", row(line));
    }
}

fn row(line: &Line) -> String {
    let limit = match line.limit_per_second {
        Some(limit) => format!("{limit:.0} | {:.2}", line.per_second / limit),
        None => " | ".to_owned(),
    };
    format!(
        "| {} | {} | {} | {} | {:.0} | {:.1} | {:.1} | {:.1} | {} | {:.0} + {:.0} | {:.0} | {limit} |",
        line.database,
        line.tickets,
        line.work,
        line.clients,
        line.per_second,
        line.p50_us / 1000.0,
        line.p95_us / 1000.0,
        line.p99_us / 1000.0,
        line.errors,
        line.server_cpu_us,
        line.database_cpu_us,
        line.peak_mib,
    )
}
