//! Whoever is to be told that a term runs out is told once, however often the server is killed with SIGKILL while it tells.

use std::time::Duration;

use podskazka_shared::calendars::SchoolCalendar;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use serde_json::{Value, json};

use crate::server::{Postgres, command, free_port, sign_in, start};

const REQUESTS: usize = 1000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigkill_doubles_and_loses_no_notice_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), None).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sigkill_doubles_and_loses_no_notice_on_postgres() {
    let folder = tempfile::tempdir().unwrap();
    let database = Postgres::create("alarms").await;
    run(folder.path(), Some(&database.url)).await;
    database.remove().await;
}

/// Whatever the hour of this test, it is working time.
async fn work_around_the_clock(origin: &str) {
    let client = reqwest::Client::new();
    let token = sign_in(origin, "director@demo.test").await;
    let address = format!("{origin}/api/v1/schools/demo/calendar");
    let now: Value = client
        .get(&address)
        .bearer_auth(&token)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let mut calendar = serde_json::to_value(SchoolCalendar::default()).unwrap();
    for day in ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] {
        calendar["week"][day] = json!([["00:00", "24:00"]]);
    }
    calendar["national"] = json!(false);
    let version = now["version"].as_i64().unwrap();
    let put = client.put(&address).bearer_auth(&token).json(&calendar);
    let answer = put
        .header("If-Match", format!("\"{version}\""))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text().await.unwrap());
}

async fn file(origin: &str) {
    let token = sign_in(origin, "parent@demo.test").await;
    let clients = (0..8).map(|client| {
        let (origin, token) = (origin.to_owned(), token.clone());
        tokio::spawn(async move {
            let http = reqwest::Client::new();
            for number in (client..REQUESTS).step_by(8) {
                let answer = http
                    .post(format!("{origin}/api/v1/schools/demo/tickets"))
                    .bearer_auth(&token)
                    .header("Idempotency-Key", format!("alarm-of-the-night-{number}"))
                    .json(&json!({"topic": "access", "description": format!("Обращение {number}")}))
                    .send()
                    .await
                    .unwrap();
                assert_eq!(answer.status(), 201);
            }
        })
    });
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
}

async fn count(db: &DatabaseConnection, sql: &str) -> i64 {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn run(folder: &std::path::Path, database: Option<&str>) {
    let made = command(folder, database, 1).arg("demo").status().unwrap();
    assert!(made.success());
    let port = free_port();
    let origin = format!("http://127.0.0.1:{port}");
    let mut server = start(folder, database, port).await;
    work_around_the_clock(&origin).await;
    file(&origin).await;
    server.kill().unwrap();
    server.wait().unwrap();
    let url = match database {
        Some(url) => url.to_owned(),
        None => format!("sqlite://{}", folder.join("podskazka.db").display()),
    };
    let db = Database::connect(&url).await.unwrap();
    // All of them were filed two days ago: everything is to be told at once.
    let then = podskazka::clock::Clock::default().now() - chrono::Duration::days(2);
    let backend = db.get_database_backend();
    let postgres = backend == sea_orm::DbBackend::Postgres;
    let mark = |number: usize| match postgres {
        true => format!("${number}"),
        false => "?".to_owned(),
    };
    let fresh = "SELECT id FROM ticket WHERE title LIKE 'Обращение %'";
    let moved = [
        format!(
            "UPDATE ticket_term SET started_at = {} WHERE ticket_id IN ({fresh})",
            mark(1)
        ),
        format!(
            "UPDATE ticket SET term_from = {0}, alarm_at = {0} WHERE id IN ({fresh})",
            mark(1)
        ),
    ];
    for (place, sql) in moved.iter().enumerate() {
        // SQLite's marks are one value each.
        let values: Vec<sea_orm::Value> = match postgres || place == 0 {
            true => vec![then.into()],
            false => vec![then.into(), then.into()],
        };
        db.execute_raw(Statement::from_sql_and_values(backend, sql, values))
            .await
            .unwrap();
    }
    let told = "SELECT COUNT(*) FROM ticket_told";
    let mut random = StdRng::seed_from_u64(20_261_127);
    let mut kills = 0;
    let mut last = 0;
    while kills < 60 {
        server = start(folder, database, port).await;
        // On a busy machine it takes longer to begin: each is killed a little later than the one before.
        tokio::time::sleep(Duration::from_millis(random.random_range(100..900) + 20 * kills)).await;
        server.kill().unwrap();
        server.wait().unwrap();
        kills += 1;
        last = count(&db, told).await;
        if last >= 2 * i64::try_from(REQUESTS).unwrap() {
            break;
        }
    }
    println!("{kills} kills, {last} notices");
    let of_ours = format!("SELECT COUNT(*) FROM ticket_told WHERE ticket_id IN ({fresh})");
    assert_eq!(count(&db, &of_ours).await, 2 * i64::try_from(REQUESTS).unwrap());
    let all = count(&db, told).await;
    let events = "SELECT COUNT(*) FROM ticket_event WHERE event IN ('warning', 'breach')";
    assert_eq!(count(&db, events).await, all);
    let mails = ["consider_soon", "consider_late", "answer_soon", "answer_late"]
        .map(|what| format!("CAST(payload AS TEXT) LIKE '%{what}%'"))
        .join(" OR ");
    assert_eq!(
        count(&db, &format!("SELECT COUNT(*) FROM outbox WHERE {mails}")).await,
        all
    );
    assert!(kills > 1, "it was killed in the middle");
}
