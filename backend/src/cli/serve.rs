//! `podskazka serve`: HTTP, the worker, and a stop that finishes what is in flight.

use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;

use super::{open, say};
use crate::app::{App, service};
use crate::auth::{Auth, Secret};
use crate::clock::Clock;
use crate::config::Config;
use crate::limits::Limits;
use crate::outbox::{self, Mailer};

/// How long a stop waits for what is in flight, in seconds.
const STOP_WITHIN: u64 = 30;
/// How long a connection may stand idle between two requests.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

pub(super) async fn run(config: Config) -> Result<(), String> {
    crate::log::start();
    let store = open(&config).await?;
    let secret = Secret::in_folder(&config.data_dir)?;
    let mailer = Mailer::of(&config)?;
    let clock = Clock::default();
    let tls = crate::tls::settings(&config)?;
    let auth = Auth::start(&store, secret, clock.now())
        .await
        .map_err(|error| error.to_string())?;
    let config = Arc::new(config);
    let app = App {
        store,
        clock,
        auth: Arc::new(auth),
        limits: Arc::new(Limits::of(&config)),
        live: Arc::default(),
        shelves: Arc::default(),
        config: Arc::clone(&config),
    };
    let served = app.clone();
    let server = HttpServer::new(move || service(served.clone()));
    let server = match tls {
        Some(tls) => server.bind_rustls_0_23(config.listen, tls),
        None => server.bind(config.listen),
    };
    let server = server
        .map_err(|error| format!("{} cannot be listened on: {error}", config.listen))?
        .shutdown_timeout(STOP_WITHIN)
        .client_request_timeout(config.read_timeout())
        .keep_alive(KEEP_ALIVE)
        .run();
    say(&format!("Podskazka serves on {}", config.origin()));
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let worker = tokio::spawn(outbox::work(app.clone(), mailer, stopped));
    // Returns after SIGTERM or SIGINT, when the last answer is sent.
    let served = server.await;
    let _ = stop.send(true);
    let _ = worker.await;
    app.store.close().await;
    served.map_err(|error| error.to_string())
}
