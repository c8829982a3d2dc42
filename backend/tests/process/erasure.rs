//! After an erasure and maintenance, nothing of the person is in any file: database, its logs, the dump, the server's log.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::{Value, json};

use crate::server::{Postgres, command, free_port};

const NAME: &str = "Берёзкина Аглая Серафимовна";
const LOGIN: &str = "aglaya@berezkina.test";
const PASSWORD: &str = "долгий и надёжный пароль";
const TEXTS: [&str; 4] = [
    "Секретный вопрос о журнале",
    "Ещё одно тайное слово",
    "Ответ именно ей",
    "Заметка о ней",
];

#[tokio::test]
async fn nothing_is_left_in_the_files_on_sqlite() {
    erase(None).await;
}

#[tokio::test]
async fn nothing_is_left_in_the_files_on_postgres() {
    let database = Postgres::create("erasure").await;
    erase(Some(&database.url)).await;
    database.remove().await;
}

fn run(folder: &Path, database: Option<&str>, words: &[&str], input: &str) -> String {
    let mut child = command(folder, database, 1)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{words:?}");
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// The server with the loudest log, written into a file.
async fn serve(folder: &Path, database: Option<&str>, port: u16, log: &Path) -> Child {
    let out = File::create(log).unwrap();
    let mut child = command(folder, database, port)
        .arg("serve")
        .env("PODSKAZKA_LOG", "debug")
        .stdout(out.try_clone().unwrap())
        .stderr(out)
        .spawn()
        .unwrap();
    for _ in 0..1000 {
        let ready = reqwest::get(format!("http://127.0.0.1:{port}/health/ready")).await;
        if ready.is_ok() {
            return child;
        }
        assert!(child.try_wait().unwrap().is_none(), "the server ended by itself");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the server does not start");
}

struct Client {
    base: String,
    token: String,
}

impl Client {
    async fn sign_in(port: u16, login: &str) -> Self {
        let base = format!("http://127.0.0.1:{port}/api/v1");
        let answer = reqwest::Client::new()
            .post(format!("{base}/auth/login"))
            .json(&json!({"login": login, "password": PASSWORD}))
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        let token = answer["access_token"].as_str().expect("a token").to_owned();
        Self { base, token }
    }

    async fn send(&self, method: &str, path: &str, version: i64, body: Value) -> Value {
        let key: String = podskazka::clock::random::<8>()
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        let answer = reqwest::Client::new()
            .request(method.parse().unwrap(), format!("{}/{path}", self.base))
            .bearer_auth(&self.token)
            .header("Idempotency-Key", key)
            .header("If-Match", format!("\"{version}\""))
            .json(&body)
            .send()
            .await
            .unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    async fn get(&self, path: &str) -> Value {
        let answer = reqwest::Client::new()
            .get(format!("{}/{path}", self.base))
            .bearer_auth(&self.token)
            .send()
            .await
            .unwrap();
        answer.json().await.unwrap()
    }
}

async fn erase(database: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let log = folder.join("server.log");
    let school = [
        "school",
        "create",
        "--slug",
        "gym",
        "--name",
        "Гимназия",
        "--time-zone",
        "Europe/Moscow",
    ];
    run(folder, database, &school, "");
    for (login, name, role) in [
        (LOGIN, NAME, "parent"),
        ("head@gym.test", "Глава Школы", "director"),
    ] {
        let person = [
            "person", "create", "--school", "gym", "--login", login, "--name", name, "--role", role,
        ];
        run(folder, database, &person, PASSWORD);
    }
    let port = free_port();
    let mut server = serve(folder, database, port, &log).await;
    let parent = Client::sign_in(port, LOGIN).await;
    let head = Client::sign_in(port, "head@gym.test").await;
    let [question, word, answer, note] = TEXTS;
    let body = json!({"topic": "other", "description": question, "class_name": "7А"});
    let ticket = parent.send("POST", "schools/gym/tickets", 0, body).await;
    let path = format!("schools/gym/tickets/{}", ticket["id"].as_str().unwrap());
    let thread = format!("{path}/messages");
    parent.send("POST", &thread, 0, json!({"text": word})).await;
    head.send("POST", &thread, 0, json!({"text": note, "internal": true}))
        .await;
    head.send("POST", &format!("{path}/answer"), 3, json!({"text": answer}))
        .await;
    let me = parent.get("me").await;
    let member = me["memberships"][0]["id"].clone();
    let wish = json!({"member": member, "phone": "+7 901 234-56-78", "note": "мой телефон"});
    parent.send("POST", "me/corrections", 0, wish).await;
    let whole = parent.get("me/data").await.to_string();
    assert!(TEXTS[..3].iter().all(|text| whole.contains(text)) && !whole.contains(note));
    let corrections = head.get("schools/gym/corrections").await;
    let correction = corrections["items"][0]["id"].as_str().unwrap().to_owned();
    let accept = format!("schools/gym/corrections/{correction}/accept");
    head.send("POST", &accept, 1, Value::Null).await;

    let needles = [
        NAME,
        "Берёзкина",
        "березкина",
        LOGIN,
        "901 234-56-78",
        "мой телефон",
        question,
        word,
        answer,
        note,
    ];
    let before = found(folder, database, &log, &needles).await;
    assert!(before.len() >= needles.len(), "all of it was there: {before:?}");

    let erasure = parent
        .send("POST", "me/erasures", 0, json!({"member": member}))
        .await;
    let approve = format!("schools/gym/erasures/{}/approve", erasure["id"].as_str().unwrap());
    head.send("POST", &approve, 1, Value::Null).await;
    // Beside the running server.
    let said = run(folder, database, &["maintenance"], "");
    assert!(said.contains(" s)") && said.lines().count() >= 3, "{said}");
    assert_eq!(
        found(folder, database, &log, &needles).await,
        Vec::<String>::new()
    );
    // The server goes on, and leaves nothing when it ends.
    assert!(head.get("schools/gym/tickets").await["items"][0]["number"].is_string());
    server.kill().unwrap();
    server.wait().unwrap();
    assert_eq!(
        found(folder, database, &log, &needles).await,
        Vec::<String>::new()
    );
}

/// Which needle is in which file: every file of the folder, the server's log among them, and the dump of PostgreSQL.
async fn found(folder: &Path, database: Option<&str>, log: &Path, needles: &[&str]) -> Vec<String> {
    let mut files: Vec<(String, Vec<u8>)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.display().to_string(), std::fs::read(&path).unwrap()))
        .collect();
    assert!(
        files
            .iter()
            .any(|(name, bytes)| *name == log.display().to_string() && !bytes.is_empty())
    );
    match database {
        Some(url) => {
            let dump = tokio::process::Command::new("pg_dump")
                .arg(url)
                .output()
                .await
                .unwrap();
            assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
            files.push(("pg_dump".to_owned(), dump.stdout));
        }
        None => assert!(files.iter().any(|(name, _)| name.ends_with("podskazka.db"))),
    }
    let mut found = Vec::new();
    for (name, bytes) in files {
        for needle in needles {
            if bytes.windows(needle.len()).any(|part| part == needle.as_bytes()) {
                found.push(format!("{needle} in {name}"));
            }
        }
    }
    found
}
