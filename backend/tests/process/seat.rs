//! Two hundred people at one seat of a consultation, through HTTP: one gets it, the others learn what is free. On two server
//! processes over one PostgreSQL, and on SQLite.

use std::process::Child;

use sea_orm::{ConnectionTrait, Database};
use serde_json::{Value, json};

use crate::server::{Postgres, command, free_port, sign_in, start};

const ATTEMPTS: usize = 200;
const PEOPLE: [&str; 7] = [
    "director",
    "deputy",
    "admin",
    "secretary",
    "teacher",
    "parent",
    "student",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_one_gets_the_seat_on_two_processes_over_postgres() {
    let folder = tempfile::tempdir().unwrap();
    let database = Postgres::create("seat").await;
    run(folder.path(), Some(&database.url), 2).await;
    database.remove().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_one_gets_the_seat_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), None, 1).await;
}

async fn send(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.unwrap();
    let status = answer.status().as_u16();
    (status, answer.json().await.unwrap_or(Value::Null))
}

fn key() -> String {
    let bytes = podskazka::clock::random::<16>();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn run(folder: &std::path::Path, database: Option<&str>, processes: usize) {
    let made = command(folder, database, 1).arg("demo").status().unwrap();
    assert!(made.success());
    let mut servers: Vec<(Child, String)> = Vec::new();
    for _ in 0..processes {
        let port = free_port();
        let server = start(folder, database, port).await;
        servers.push((server, format!("http://127.0.0.1:{port}")));
    }
    let origins: Vec<String> = servers.iter().map(|(_, origin)| origin.clone()).collect();
    let url = match database {
        Some(url) => url.to_owned(),
        None => format!("sqlite://{}", folder.join("podskazka.db").display()),
    };
    let helper = hours(&origins[0], &url).await;
    let school = format!("{}/api/v1/schools/demo", origins[0]);
    let mut tokens = Vec::new();
    for person in PEOPLE {
        tokens.push(sign_in(&origins[0], &format!("{person}@demo.test")).await);
    }
    let client = reqwest::Client::new();
    let free = client.get(format!("{school}/slots?helper={helper}&limit=1"));
    let (_, free) = send(free.bearer_auth(&tokens[0])).await;
    let start = free["items"][0]["starts_at"].clone();
    assert!(start.is_string(), "{free}");
    let attempts = (0..ATTEMPTS).map(|number| {
        let (origin, token) = (
            origins[number % processes].clone(),
            tokens[number % PEOPLE.len()].clone(),
        );
        let body = json!({"helper": helper, "starts_at": start, "topic": "access"});
        let request = client
            .post(format!("{origin}/api/v1/schools/demo/consultations"))
            .bearer_auth(token)
            .header("Idempotency-Key", key())
            .json(&body);
        tokio::spawn(send(request))
    });
    let attempts: Vec<_> = attempts.collect();
    let mut answers = Vec::new();
    for attempt in attempts {
        answers.push(attempt.await.unwrap());
    }
    let won = answers.iter().filter(|(status, _)| *status == 201).count();
    assert_eq!(
        won,
        1,
        "{:?}",
        answers.iter().map(|(status, _)| status).collect::<Vec<_>>()
    );
    for (status, problem) in answers.iter().filter(|(status, _)| *status != 201) {
        assert_eq!(
            (*status, problem["kind"].as_str()),
            (409, Some("slot_taken")),
            "{problem}"
        );
        let next = &problem["slots"][0];
        assert!(
            next["starts_at"].is_string() && next["starts_at"] != start,
            "{problem}"
        );
    }
    for (mut server, _) in servers {
        server.kill().unwrap();
        server.wait().unwrap();
    }
}

/// Hours by booking of the demonstration's helper, on every day of the week; tells who that is.
async fn hours(origin: &str, url: &str) -> String {
    let client = reqwest::Client::new();
    let me = client.get(format!("{origin}/api/v1/me"));
    let (_, me) = send(me.bearer_auth(sign_in(origin, "helper@demo.test").await)).await;
    let helper = me["memberships"][0]["id"].as_str().unwrap().to_owned();
    let token = sign_in(origin, "director@demo.test").await;
    let school = format!("{origin}/api/v1/schools/demo");
    let today = podskazka::clock::Clock::default().now().date_naive();
    let year = podskazka_shared::schedules::AcademicYear::of(today).to_string();
    let table = "\tПн\tВт\tСр\tЧт\tПт\tСб\tВс\nСоколова К.Д.\t8-20\t8-20\t8-20\t8-20\t8-20\t8-20\t8-20\n";
    let body = json!({"year": year, "text": table, "links": [{"row": 2, "member": helper}]});
    let draft = client.post(format!("{school}/schedules")).json(&body);
    let (status, draft) = send(draft.bearer_auth(&token).header("Idempotency-Key", key())).await;
    assert_eq!(status, 201, "{draft}");
    let id = draft["id"].as_str().unwrap();
    let raw = Database::connect(url).await.unwrap();
    let of_draft = "UPDATE schedule_hours SET entry = 'booking' WHERE line_id IN
        (SELECT l.id FROM schedule_line l JOIN schedule s ON s.id = l.schedule_id WHERE s.state = 'draft')";
    raw.execute_unprepared(of_draft).await.unwrap();
    raw.close().await.unwrap();
    // The demonstration school is in Moscow.
    let moscow = podskazka::clock::Clock::default()
        .now()
        .with_timezone(&chrono_tz::Europe::Moscow);
    let steps = [
        ("approve", json!({"order": {"number": "77-о", "date": today}})),
        ("publish", json!({"from": moscow.date_naive()})),
    ];
    let mut schedule = draft.clone();
    for (step, body) in steps {
        let version = format!("\"{}\"", schedule["version"]);
        let ask = client.post(format!("{school}/schedules/{id}/{step}"));
        let ask = ask.header("If-Match", version).json(&body);
        let (status, done) = send(ask.bearer_auth(&token)).await;
        assert_eq!(status, 200, "{step}: {done}");
        schedule = done;
    }
    helper
}
