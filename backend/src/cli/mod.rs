//! The command line. Every command works beside a running server; what went wrong is one clear line and exit code 2.

mod audit;
mod backup;
mod calendar;
mod create;
mod maintenance;
mod password;
mod schedule;
mod search;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use podskazka_shared::access::Role;
use podskazka_shared::schedules::{AcademicYear, Order};

use crate::access::System;
use crate::config::Config;
use crate::files::Disk;
use crate::store::Store;

/// The help desk that a school puts beside its electronic journal.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    /// The settings file; by default PODSKAZKA_CONFIG, or podskazka.toml here if there is one.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Brings the database up to date and serves.
    Serve,
    /// Brings the database up to date.
    Migrate,
    /// Makes the demonstration school `demo` with invented people, unless it is there.
    Demo,
    /// Schools.
    #[command(subcommand)]
    School(School),
    /// People.
    #[command(subcommand)]
    Person(Person),
    /// Schedules.
    #[command(subcommand)]
    Schedule(Schedule),
    /// The audit trail and its seals.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Operators, who run the installation.
    #[command(subcommand)]
    Operator(Operator),
    /// Finishes erasures in the files of the database: empties the log of changes and writes the tables anew. Works beside
    /// a running server, which waits meanwhile.
    Maintenance,
    /// The index of the words of requests.
    #[command(subcommand)]
    Search(Search),
    /// Prints the production calendar that the program knows: each day that differs, and by which decree.
    Calendar {
        #[command(subcommand)]
        command: Option<CalendarCommand>,
    },
    /// Prints the description of the API.
    Openapi,
    /// Copies the database, as it is at one moment, and the files of requests into a new file.
    Backup {
        /// The file to make.
        file: PathBuf,
    },
    /// Puts a copy in the place of the database, with its files. Everybody has to sign in again.
    Restore {
        /// A file that `backup` made.
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum CalendarCommand {
    /// Puts a region's days into the calendars of schools, in place of those that it set before. The schools' own days stay.
    Region {
        /// Days as the API has them in a calendar: a list in JSON.
        file: PathBuf,
        /// A school by its slug, once or more often; all schools of the installation when none is named.
        #[arg(long)]
        school: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
enum Search {
    /// Makes it anew out of the texts, beside a running server: after requests were written past it, or a restore of a part. Until
    /// it is done, old words still find.
    Rebuild,
}

#[derive(Debug, Subcommand)]
enum School {
    /// Makes a school.
    Create {
        /// Its name in addresses: 2 to 40 small Latin letters, digits, hyphens.
        #[arg(long)]
        slug: String,
        #[arg(long)]
        name: String,
        /// The IANA zone in which its hours are meant, such as Europe/Moscow.
        #[arg(long)]
        time_zone: String,
    },
}

#[derive(Debug, Subcommand)]
enum Person {
    /// Makes a person with a membership in a school. The password is read from standard input, or made and printed.
    Create(create::PersonArgs),
    /// Sets a new password, read from standard input, or made and printed.
    Password(password::PasswordArgs),
}

#[derive(Debug, Subcommand)]
enum Operator {
    /// Makes somebody who can sign in an operator: of schools, operators and health, never of what stands in requests.
    Add {
        /// With what they sign in.
        #[arg(long)]
        login: String,
    },
}

#[derive(Debug, Subcommand)]
enum Schedule {
    /// Makes the year's draft out of a table, and publishes it if asked to.
    Import {
        /// The school's slug.
        #[arg(long)]
        school: String,
        /// The academic year, such as 2026-2027.
        #[arg(long)]
        year: AcademicYear,
        /// Approve it by the order and publish it at once.
        #[arg(long, requires = "order_number")]
        publish: bool,
        /// The number of the order that approves the schedule.
        #[arg(long, requires_all = ["order_date", "publish"])]
        order_number: Option<String>,
        /// The date of that order, such as 2026-09-08.
        #[arg(long, requires = "order_number")]
        order_date: Option<NaiveDate>,
        /// Which appendix of the order the schedule is.
        #[arg(long, requires = "order_number")]
        order_appendix: Option<String>,
        /// The first day on which it holds; today, or the first of September of a year to come, when it is not told.
        #[arg(long, requires = "publish")]
        from: Option<NaiveDate>,
        /// The table: TSV or CSV, UTF-8 or Windows-1251; the whole order will do.
        file: PathBuf,
    },
}

/// Runs the command of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())
        .and_then(|runtime| runtime.block_on(run(cli)));
    match done {
        Ok(code) => code,
        Err(line) => {
            complain(&line);
            ExitCode::from(2)
        }
    }
}

#[expect(clippy::print_stderr, reason = "this is the command line's voice")]
fn complain(line: &str) {
    eprintln!("podskazka: {line}");
}

/// Tells the person at the terminal.
#[expect(clippy::print_stdout, reason = "this is the command line's voice")]
fn say(line: &str) {
    println!("{line}");
}

async fn run(cli: Cli) -> Result<ExitCode, String> {
    // These need neither settings nor a database.
    if matches!(cli.command, Command::Openapi) {
        say(crate::openapi::text().trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    if matches!(cli.command, Command::Calendar { command: None }) {
        say(calendar::table().trim_end());
        return Ok(ExitCode::SUCCESS);
    }
    let config = Config::load(cli.config.as_deref())?;
    if let Command::Audit(command) = &cli.command {
        return audit::run(&config, command).await;
    }
    act(cli.command, config).await.map(|()| ExitCode::SUCCESS)
}

async fn act(command: Command, config: Config) -> Result<(), String> {
    if matches!(command, Command::Serve) {
        return serve::run(config).await;
    }
    // What is restored brings its own schema.
    let store = match matches!(command, Command::Restore { .. }) {
        true => connect(&config).await?,
        false => open(&config).await?,
    };
    let told = on_store(command, &store, &config).await;
    store.close().await;
    told.map(|lines| say(&lines))
}

/// Does the work of a command, and tells what is to be said of it.
async fn on_store(command: Command, store: &Store, config: &Config) -> Result<String, String> {
    match command {
        // They come before the database, or open it as they need it.
        Command::Openapi | Command::Audit(_) | Command::Serve | Command::Calendar { command: None } => {
            Ok(String::new())
        }
        Command::Calendar {
            command: Some(CalendarCommand::Region { file, school }),
        } => calendar::region(store, &file, &school).await,
        Command::Migrate => Ok("The database is up to date.".to_owned()),
        Command::Demo => crate::demo::run(store, config).await,
        Command::School(School::Create {
            slug,
            name,
            time_zone,
        }) => create::school(store, &slug, &name, &time_zone).await,
        Command::Person(Person::Create(person)) => create::person(store, &person).await,
        Command::Person(Person::Password(args)) => password::set(store, &args).await,
        Command::Schedule(Schedule::Import {
            school,
            year,
            publish,
            order_number,
            order_date,
            order_appendix,
            from,
            file,
        }) => {
            let order = order_number.zip(order_date).map(|(number, date)| Order {
                number,
                date,
                appendix: order_appendix,
            });
            let import = schedule::Import {
                school,
                year,
                publish: order.filter(|_| publish),
                from,
                file,
            };
            schedule::import(store, import).await
        }
        Command::Operator(Operator::Add { login }) => create::operator(store, &login).await,
        Command::Search(Search::Rebuild) => search::rebuild(store).await,
        Command::Maintenance => maintenance::maintain(store, &Disk::of(config)).await,
        Command::Backup { file } => backup::backup(store, &Disk::of(config), &file).await,
        Command::Restore { file } => backup::restore(store, &Disk::of(config), &file).await,
    }
}

/// Opens the database as it is.
async fn connect(config: &Config) -> Result<Store, String> {
    crate::auth::make_folder(&config.data_dir)
        .map_err(|error| format!("data folder {}: {error}", config.data_dir.display()))?;
    let url = config.database();
    Store::open(&url, config.database_connections)
        .await
        .map_err(|error| {
            format!(
                "the database {} cannot be reached: {error}",
                without_password(&url)
            )
        })
}

/// Opens the database and brings it up to date.
async fn open(config: &Config) -> Result<Store, String> {
    let store = connect(config).await?;
    let why = System::because("migrate");
    store
        .migrate(why)
        .await
        .map_err(|error| format!("the database cannot be brought up to date: {error}"))?;
    Ok(store)
}

fn without_password(url: &str) -> String {
    let Ok(mut parsed) = url::Url::parse(url) else {
        return "at the given address".to_owned();
    };
    let _ = parsed.set_password(None);
    parsed.to_string()
}

/// Reads a role by its code.
fn role(code: &str) -> Result<Role, String> {
    let codes: Vec<&str> = Role::ALL.iter().map(|role| role.code()).collect();
    code.parse().map_err(|_| format!("one of {}", codes.join(", ")))
}
