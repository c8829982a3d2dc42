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

    let address = with_file(&origin, &token, "До копии").await;
    assert_eq!(run(&["backup"]), (Some(0), String::new()));
    let (code, said) = run(&["backup"]);
    assert_eq!(code, Some(2), "a backup does not overwrite: {said}");
    let later = with_file(&origin, &token, "После копии").await;
    assert_eq!(titles(&origin, &token).await[..2], ["После копии", "До копии"]);
    // The disk of the files is lost, too.
    std::fs::remove_dir_all(folder.join("files")).unwrap();

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
    assert_eq!(
        read(&origin, &token, &address).await,
        (200, "До копии".to_owned())
    );
    assert_eq!(read(&origin, &token, &later).await.0, 404);
    server.kill().unwrap();
    server.wait().unwrap();
    refuses_what_is_no_backup(folder, database);
}

fn refuses_what_is_no_backup(folder: &Path, database: Option<&str>) {
    let whole = std::fs::read(folder.join("copy.backup")).unwrap();
    // One byte of a file in it, and the end of it.
    let mut damaged = whole.clone();
    let place = damaged
        .windows("До копии".len())
        .position(|part| part == "До копии".as_bytes())
        .unwrap();
    damaged[place] ^= 1;
    let cut = &whole[..whole.len() / 2];
    for content in [b"not a backup".as_slice(), &damaged, cut, &[0; 2048]] {
        let wrong = folder.join("wrong.backup");
        std::fs::write(&wrong, content).unwrap();
        let done = command(folder, database, 1)
            .arg("restore")
            .arg(&wrong)
            .output()
            .unwrap();
        assert_eq!(done.status.code(), Some(2), "{done:?}");
        assert_eq!(
            String::from_utf8_lossy(&done.stderr).lines().count(),
            1,
            "{done:?}"
        );
    }
}

/// Files a request with a file that holds its words; tells the address of the file.
async fn with_file(origin: &str, token: &str, text: &str) -> String {
    let answer = reqwest::Client::new()
        .post(format!("{origin}/api/v1/schools/demo/files?name=a.txt"))
        .bearer_auth(token)
        .header("Idempotency-Key", text.len().to_string())
        .header("Content-Type", "application/octet-stream")
        .body(text.to_owned())
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    let file: Value = answer.json().await.unwrap();
    let id = create(origin, token, text, &[file["id"].clone()]).await;
    format!(
        "{origin}/api/v1/schools/demo/tickets/{id}/files/{}",
        file["id"].as_str().unwrap()
    )
}

async fn read(origin: &str, token: &str, address: &str) -> (u16, String) {
    assert!(address.starts_with(origin));
    let answer = reqwest::Client::new()
        .get(address)
        .bearer_auth(token)
        .send()
        .await
        .unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn a_backup_of_before_there_were_files_is_restored() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let run = |words: &[&str]| command(folder, None, 1).args(words).status().unwrap().success();
    assert!(run(&["demo"]));
    let copy = database_alone(folder);
    let old = folder.join("old.backup");
    std::fs::rename(copy, &old).unwrap();
    assert!(run(&["restore", old.to_str().unwrap()]));
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let mut server = start(folder, None, port).await;
    sign_in(&origin, "parent@demo.test").await;
    server.kill().unwrap();
    server.wait().unwrap();
}

/// The database alone, as a backup was once.
fn database_alone(folder: &Path) -> std::path::PathBuf {
    let copy = folder.join("copy.db");
    std::fs::copy(folder.join("podskazka.db"), &copy).unwrap();
    copy
}

async fn create(origin: &str, token: &str, text: &str, files: &[Value]) -> String {
    let answer = reqwest::Client::new()
        .post(format!("{origin}/api/v1/schools/demo/tickets"))
        .bearer_auth(token)
        .header("Idempotency-Key", text.len().to_string())
        .json(&json!({"topic": "access", "description": text, "files": files}))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 201);
    let ticket: Value = answer.json().await.unwrap();
    ticket["id"].as_str().unwrap().to_owned()
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
