//! A backup is made beside a running server, and a restore brings back what it held.

use std::path::Path;

use serde_json::{Value, json};

use crate::server::{Postgres, command, free_port, sign_in, start};

#[tokio::test]
async fn a_restore_brings_back_what_the_backup_held_on_sqlite() {
    round_trip(None).await;
}

#[tokio::test]
async fn a_restore_brings_back_what_the_backup_held_on_postgres() {
    let database = Postgres::create("backup").await;
    round_trip(Some(&database.url)).await;
    database.remove().await;
}

async fn round_trip(database: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let file = folder.join("copy.backup");
    let run = |words: &[&str]| {
        let done = command(folder, database, 1)
            .args(words)
            .arg(&file)
            .output()
            .unwrap();
        (
            done.status.code(),
            String::from_utf8_lossy(&done.stderr).into_owned(),
        )
    };
    assert!(
        command(folder, database, 1)
            .arg("demo")
            .status()
            .unwrap()
            .success()
    );
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let mut server = start(folder, database, port).await;
    let token = sign_in(&origin, "parent@demo.test").await;

    create(&origin, &token, "До копии").await;
    assert_eq!(run(&["backup"]), (Some(0), String::new()));
    let (code, said) = run(&["backup"]);
    assert_eq!(code, Some(2), "a backup does not overwrite: {said}");
    create(&origin, &token, "После копии").await;
    assert_eq!(titles(&origin, &token).await[..2], ["После копии", "До копии"]);

    assert_eq!(run(&["restore"]), (Some(0), String::new()));
    let old = reqwest::Client::new()
        .get(format!("{origin}/api/v1/me"))
        .bearer_auth(&token)
        .send()
        .await
        .unwrap();
    assert_eq!(old.status(), 401, "sessions end with a restore");
    server.kill().unwrap();
    server.wait().unwrap();
    let mut server = start(folder, database, port).await;
    let token = sign_in(&origin, "parent@demo.test").await;
    let titles = titles(&origin, &token).await;
    assert_eq!(titles.first().map(String::as_str), Some("До копии"));
    server.kill().unwrap();
    server.wait().unwrap();
    refuses_what_is_no_backup(folder, database);
}

fn refuses_what_is_no_backup(folder: &Path, database: Option<&str>) {
    let wrong = folder.join("wrong.backup");
    std::fs::write(&wrong, "not a backup").unwrap();
    let done = command(folder, database, 1)
        .arg("restore")
        .arg(&wrong)
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&done.stderr).lines().count(),
        1,
        "{done:?}"
    );
}

async fn create(origin: &str, token: &str, text: &str) {
    let answer = reqwest::Client::new()
        .post(format!("{origin}/api/v1/schools/demo/tickets"))
        .bearer_auth(token)
        .header("Idempotency-Key", text.len().to_string())
        .json(&json!({"topic": "access", "description": text}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
}

async fn titles(origin: &str, token: &str) -> Vec<String> {
    let url = format!("{origin}/api/v1/schools/demo/tickets");
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
    items
        .iter()
        .filter_map(|item| item.get("title")?.as_str().map(str::to_owned))
        .collect()
}
