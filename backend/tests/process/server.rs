//! A server of its own for each test: folder, port and database.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use serde_json::{Value, json};

/// The program with the settings of one test.
pub(crate) fn command(folder: &Path, database: Option<&str>, port: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podskazka"));
    command
        .env("PODSKAZKA_DATA_DIR", folder)
        .env("PODSKAZKA_LISTEN", format!("127.0.0.1:{port}"))
        .env("PODSKAZKA_LOG", "error")
        // One account sends what a whole school does.
        .env("PODSKAZKA_REQUESTS_PER_MINUTE", "1000000")
        .env("PODSKAZKA_TICKETS_PER_DAY", "1000000")
        .env_remove("PODSKAZKA_DATABASE_URL")
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null());
    if let Some(database) = database {
        command.env("PODSKAZKA_DATABASE_URL", database);
    }
    command
}

pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Starts the server and waits until it is ready.
pub(crate) async fn start(folder: &Path, database: Option<&str>, port: u16) -> Child {
    let mut child = command(folder, database, port).arg("serve").spawn().unwrap();
    ready(&mut child, &format!("http://127.0.0.1:{port}")).await;
    child
}

/// Waits until the server is ready.
pub(crate) async fn ready(child: &mut Child, origin: &str) {
    let client = reqwest::Client::new();
    for _ in 0..1000 {
        if client.get(format!("{origin}/health/ready")).send().await.is_ok() {
            return;
        }
        assert!(child.try_wait().unwrap().is_none(), "the server ended by itself");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the server does not start");
}

/// The command ends with one clear line that holds these words, and with code 2.
#[track_caller]
pub(crate) fn refused(mut command: Command, with: &str) {
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(2), "{said}");
    assert_eq!(said.lines().count(), 1, "{said}");
    assert!(said.to_lowercase().contains(with), "{said}");
}

/// An access token of a demonstration account.
pub(crate) async fn sign_in(origin: &str, login: &str) -> String {
    let answer = reqwest::Client::new()
        .post(format!("{origin}/api/v1/auth/login"))
        .json(&json!({"login": login, "password": "demo-podskazka"}))
        .send()
        .await
        .unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer
        .get("access_token")
        .and_then(Value::as_str)
        .expect("a token")
        .to_owned()
}

/// A database in the PostgreSQL that the tests were given.
pub(crate) struct Postgres {
    admin: DatabaseConnection,
    name: String,
    pub(crate) url: String,
}

impl Postgres {
    pub(crate) async fn create(purpose: &str) -> Self {
        let admin = std::env::var("PODSKAZKA_TEST_POSTGRES_URL")
            .expect("PODSKAZKA_TEST_POSTGRES_URL is not set: run `make test`, which brings a PostgreSQL");
        let name = format!("{purpose}_{}", std::process::id());
        let (server, _) = admin.rsplit_once('/').unwrap();
        let url = format!("{server}/{name}");
        let admin = Database::connect(&admin).await.unwrap();
        admin
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        Self { admin, name, url }
    }

    pub(crate) async fn remove(self) {
        self.admin
            .execute_unprepared(&format!("DROP DATABASE {} WITH (FORCE)", self.name))
            .await
            .unwrap();
    }
}
