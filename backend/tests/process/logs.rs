//! What is asked, sent or refused leaves nothing in the log by which anybody could be known or anything be opened.

use std::process::Stdio;

use serde_json::json;

use crate::server::{Postgres, command, free_port, ready, sign_in};

#[tokio::test]
async fn the_log_holds_nothing_of_what_people_send_on_sqlite() {
    run(None).await;
}

#[tokio::test]
async fn the_log_holds_nothing_of_what_people_send_on_postgres() {
    let database = Postgres::create("logs").await;
    run(Some(&database.url)).await;
    database.remove().await;
}

/// In everything that is sent.
const MARK: &str = "marker7f3a";

async fn run(database: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    assert!(
        command(folder, database, 1)
            .arg("demo")
            .status()
            .unwrap()
            .success()
    );
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let log = folder.join("log");
    let mut serve = command(folder, database, port);
    let mut server = serve
        // As much as an operator can ask for.
        .env("PODSKAZKA_LOG", "trace")
        .arg("serve")
        .stderr(Stdio::from(std::fs::File::create(&log).unwrap()))
        .spawn()
        .unwrap();
    ready(&mut server, &origin).await;
    let token = sign_in(&origin, "parent@demo.test").await;
    send(&origin, &token).await;
    server.kill().unwrap();
    server.wait().unwrap();
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(
        log.contains("/api/v1/schools/{school}/tickets"),
        "the log was on: {log}"
    );
    let secret = token.rsplit_once('.').unwrap().1;
    for hidden in [
        MARK,
        &token,
        secret,
        "parent@demo.test",
        "demo-podskazka",
        "Орлов",
    ] {
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(hidden)).collect();
        assert!(lines.is_empty(), "{hidden}:\n{}", lines.join("\n"));
    }
}

/// Good requests and bad ones of every sort, with the mark in each part that a client writes.
async fn send(origin: &str, token: &str) {
    let client = reqwest::Client::new();
    let body = json!({"topic": "access", "description": format!("{MARK} описание"), MARK: MARK});
    for (method, path) in [
        ("GET", format!("/api/v1/me?{MARK}={MARK}")),
        (
            "GET",
            format!("/api/v1/schools/demo/tickets?after={MARK}&{MARK}=1"),
        ),
        ("GET", format!("/api/v1/schools/{MARK}/tickets")),
        ("GET", format!("/api/v1/schools/demo/tickets/{MARK}")),
        ("POST", "/api/v1/schools/demo/tickets".to_owned()),
        ("POST", format!("/api/v1/{MARK}")),
        ("PUT", format!("/api/v1/me?{MARK}")),
        ("GET", format!("/public/{MARK}?{MARK}")),
        ("GET", format!("/{MARK}?next={MARK}")),
        ("GET", format!("/assets/{MARK}.js")),
        ("GET", format!("/docs/{MARK}")),
        ("POST", "/api/v1/auth/login".to_owned()),
    ] {
        for bearer in [token, MARK] {
            let request = client
                .request(method.parse().unwrap(), format!("{origin}{path}"))
                .bearer_auth(bearer)
                .header("Idempotency-Key", format!("{MARK}-{}", path.len()))
                .header("If-Match", MARK)
                .header("User-Agent", MARK)
                .header("Referer", format!("http://{MARK}/?{MARK}"))
                .header("X-Forwarded-For", MARK)
                .header("X-Request-Id", MARK)
                .header(
                    "Cookie",
                    format!("podskazka_access={MARK}; podskazka_refresh={MARK}"),
                );
            request.json(&body).send().await.unwrap();
        }
    }
    let good = json!({"topic": "access", "description": format!("{MARK} описание")});
    let filed = client
        .post(format!("{origin}/api/v1/schools/demo/tickets"))
        .bearer_auth(token)
        .header("Idempotency-Key", MARK)
        .json(&good);
    assert_eq!(filed.send().await.unwrap().status(), 201);
    for body in [
        json!({"login": format!("{MARK}@demo.test"), "password": MARK}),
        json!({"login": "parent@demo.test", "password": MARK}),
        json!({"refresh_token": MARK}),
    ] {
        for path in ["login", "refresh"] {
            let request = client.post(format!("{origin}/api/v1/auth/{path}"));
            request.json(&body).send().await.unwrap();
        }
    }
}
