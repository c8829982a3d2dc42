//! Nothing that was answered 201 is lost, and nothing that is repeated is doubled, when the server is killed with SIGKILL
//! at random moments under load: a hundred times on each database.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};

use crate::server::{Postgres, command, free_port, sign_in, start};

const KILLS: u64 = 100;
const CLIENTS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigkill_loses_and_doubles_nothing_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigkill_loses_and_doubles_nothing_on_postgres() {
    let folder = tempfile::tempdir().unwrap();
    let database = Postgres::create("kill").await;
    run(folder.path(), Some(&database.url)).await;
    database.remove().await;
}

/// A create that was sent: its key, its text, and whether the server answered 201.
#[derive(Debug, Clone)]
struct Sent {
    key: String,
    text: String,
    acknowledged: bool,
}

async fn run(folder: &std::path::Path, database: Option<&str>) {
    assert!(
        command(folder, database, 1)
            .arg("demo")
            .status()
            .unwrap()
            .success()
    );
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let mut random = StdRng::seed_from_u64(20_261_122);
    let mut server = start(folder, database, port).await;
    let token = sign_in(&origin, "parent@demo.test").await;
    let before = texts(&origin, &token).await.len();
    let mut all: Vec<Sent> = Vec::new();
    for round in 0..KILLS {
        let sent: Arc<Mutex<Vec<Sent>>> = Arc::default();
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                tokio::spawn(load(
                    origin.clone(),
                    token.clone(),
                    format!("{round}-{client}"),
                    Arc::clone(&sent),
                ))
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(random.random_range(20..250))).await;
        // SIGKILL: the process gets no chance to tidy up.
        server.kill().unwrap();
        server.wait().unwrap();
        for client in clients {
            client.await.unwrap();
        }
        server = start(folder, database, port).await;
        let mut sent = sent.lock().unwrap().clone();
        for create in sent.iter_mut().filter(|create| !create.acknowledged) {
            assert_eq!(
                post(&origin, &token, create).await,
                Some(201),
                "a repeated create is done or replayed"
            );
            create.acknowledged = true;
        }
        all.append(&mut sent);
    }
    let there = texts(&origin, &token).await;
    let mut count: HashMap<&str, usize> = HashMap::new();
    for text in &there {
        *count.entry(text).or_default() += 1;
    }
    assert!(
        all.len() > 100,
        "the load was too thin to tell anything: {}",
        all.len()
    );
    for create in &all {
        assert_eq!(count.get(create.text.as_str()), Some(&1), "{create:?}");
    }
    assert_eq!(
        there.len(),
        all.len() + before,
        "something was made that nobody sent"
    );
    let numbers: HashSet<&str> = there.iter().map(String::as_str).collect();
    assert_eq!(numbers.len(), there.len());
    server.kill().unwrap();
    server.wait().unwrap();
}

/// Creates one request after the other until the server is gone.
async fn load(origin: String, token: String, name: String, sent: Arc<Mutex<Vec<Sent>>>) {
    for n in 0.. {
        let create = Sent {
            key: format!("key-{name}-{n}"),
            text: format!("Обращение {name}-{n}"),
            acknowledged: false,
        };
        let at = {
            let mut sent = sent.lock().unwrap();
            sent.push(create.clone());
            sent.len() - 1
        };
        match post(&origin, &token, &create).await {
            Some(201) => sent.lock().unwrap().get_mut(at).unwrap().acknowledged = true,
            Some(status) => panic!("{status}"),
            None => return,
        }
    }
}

/// The status of a create; none when no answer came.
async fn post(origin: &str, token: &str, create: &Sent) -> Option<u16> {
    let answer = reqwest::Client::new()
        .post(format!("{origin}/api/v1/schools/demo/tickets"))
        .bearer_auth(token)
        .header("Idempotency-Key", &create.key)
        .json(&json!({"topic": "access", "description": create.text}))
        .send()
        .await
        .ok()?;
    let status = answer.status().as_u16();
    answer.bytes().await.ok()?;
    Some(status)
}

/// The titles of all requests of the parent.
async fn texts(origin: &str, token: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut after = String::new();
    loop {
        let url = format!("{origin}/api/v1/schools/demo/tickets?scope=mine&limit=100{after}");
        let page: Value = reqwest::Client::new()
            .get(url)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let items = page
            .get("items")
            .and_then(Value::as_array)
            .expect("a page")
            .clone();
        texts.extend(
            items
                .iter()
                .filter_map(|item| item.get("title")?.as_str().map(str::to_owned)),
        );
        match page.get("next").and_then(Value::as_str) {
            Some(next) => after = format!("&after={next}"),
            None => return texts,
        }
    }
}
