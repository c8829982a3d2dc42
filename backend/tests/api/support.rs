//! A server of its own for each test, with a fresh database and a clock that stands until it is moved.

pub mod cards;
pub mod client;
pub mod consult;
pub mod content;
pub mod database;
pub mod desk;
pub mod files;
pub mod journal;
pub mod orders;
pub mod people;
pub mod post;
pub mod raw_http;
pub mod smtp;
pub mod spec;

use std::future::Future;
use std::sync::Arc;

use actix_web::HttpServer;
use actix_web::dev::ServerHandle;
use chrono::{DateTime, Duration, Utc};
use podskazka::access::System;
use podskazka::app::{App, service};
use podskazka::auth::{Auth, Secret};
use podskazka::clock::Clock;
use podskazka::config::Config;
use podskazka::limits::Limits;
use podskazka::store::Store;

pub use database::{Database, Kind};
pub use people::{New, School, Who};

/// Why tests write into the database without a permit.
pub const TEST: System = System::because("test");
/// The address under which the browser believes to reach the server.
pub const ORIGIN: &str = "http://podskazka.test";
/// When every test begins: a Sunday, 12:00 in Moscow.
pub const START: &str = "2026-11-22T09:00:00Z";

/// Makes of each test one on SQLite and one on PostgreSQL. A test that is left out is dead code, which the lints refuse.
macro_rules! both {
    ($($test:ident),* $(,)?) => {$(
        mod $test {
            #[tokio::test]
            async fn sqlite() {
                $crate::support::with($crate::support::Kind::Sqlite, super::$test).await;
            }

            #[tokio::test]
            async fn postgres() {
                $crate::support::with($crate::support::Kind::Postgres, super::$test).await;
            }
        }
    )*};
}

/// A running server. Clones are the same server.
#[derive(Clone)]
pub struct TestApp(Arc<Running>);

struct Running {
    app: App,
    base: String,
    client: reqwest::Client,
    server: ServerHandle,
    database: Arc<Database>,
}

/// Runs a test against a server of its own, and drops its database when it was good.
pub async fn with<F: Future<Output = ()>>(kind: Kind, test: impl FnOnce(TestApp) -> F) {
    let database = Arc::new(Database::fresh(kind).await);
    let clock = Clock::standing_at(START.parse().unwrap());
    let app = TestApp::start(Arc::clone(&database), clock).await;
    test(app.clone()).await;
    app.stop().await;
    database.remove().await;
}

/// Runs all at the same moment; the answers stand in the order of the questions.
pub async fn together<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    all: impl IntoIterator<Item = F>,
) -> Vec<T> {
    let running: Vec<_> = all.into_iter().map(tokio::spawn).collect();
    let mut done = Vec::new();
    for task in running {
        done.push(task.await.unwrap());
    }
    done
}

impl TestApp {
    async fn start(database: Arc<Database>, clock: Clock) -> Self {
        Self::start_with(database, clock, |_| {}).await
    }

    async fn start_with(database: Arc<Database>, clock: Clock, change: impl FnOnce(&mut Config)) -> Self {
        let _ = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::ERROR)
            .with_test_writer()
            .try_init();
        let mut config = Config {
            database_url: Some(database.url.clone()),
            data_dir: database.folder().to_owned(),
            public_url: Some(ORIGIN.to_owned()),
            database_connections: 6,
            // A test's clock may stand still for longer than people have patience.
            tickets_per_day: 100_000,
            uploads_per_hour: 100_000,
            files_per_day: 100_000,
            requests_per_minute: 1_000_000,
            guest_requests_per_minute: 1_000_000,
            // Tests deliver by hand; the server only has to know that mail leaves it.
            smtp_url: Some("smtp://127.0.0.1:1".to_owned()),
            ..Config::default()
        };
        change(&mut config);
        let store = Store::open(&config.database(), config.database_connections)
            .await
            .unwrap();
        let secret = Secret::in_folder(&config.data_dir).unwrap();
        let auth = Auth::start(&store, secret, clock.now()).await.unwrap();
        let app = App {
            store,
            clock,
            limits: Arc::new(Limits::of(&config)),
            live: Arc::default(),
            shelves: Arc::default(),
            config: Arc::new(config),
            auth: Arc::new(auth),
        };
        let served = app.clone();
        let server = HttpServer::new(move || service(served.clone()))
            .workers(2)
            // On a busy machine a test may pause for long: the server must not be the first to hang up.
            .keep_alive(std::time::Duration::from_secs(300))
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .unwrap();
        let base = format!("http://{}", server.addrs()[0]);
        let server = server.run();
        let handle = server.handle();
        tokio::spawn(server);
        Self(Arc::new(Running {
            app,
            base,
            client: reqwest::Client::new(),
            server: handle,
            database,
        }))
    }

    async fn stop(&self) {
        self.0.server.stop(false).await;
        self.store().clone().close().await;
    }

    /// Another process on the same database, after this one has stopped.
    pub async fn restarted(&self) -> Self {
        self.stop().await;
        Self::start(Arc::clone(&self.0.database), self.clock().clone()).await
    }

    /// Another process on the same database, beside this one.
    pub async fn beside(&self) -> Self {
        Self::start(Arc::clone(&self.0.database), self.clock().clone()).await
    }

    /// The same with other settings.
    pub async fn beside_with(&self, change: impl FnOnce(&mut Config)) -> Self {
        Self::start_with(Arc::clone(&self.0.database), self.clock().clone(), change).await
    }

    pub fn app(&self) -> &App {
        &self.0.app
    }

    pub fn store(&self) -> &Store {
        &self.0.app.store
    }

    pub fn clock(&self) -> &Clock {
        &self.0.app.clock
    }

    pub fn database(&self) -> &Database {
        &self.0.database
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock().now()
    }

    /// Lets time pass.
    pub fn after(&self, by: Duration) {
        self.clock().advance(by);
    }

    /// The server's address without a path.
    pub fn base(&self) -> &str {
        &self.0.base
    }

    /// A raw request to a path.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().unwrap();
        self.0.client.request(method, format!("{}{path}", self.0.base))
    }
}
