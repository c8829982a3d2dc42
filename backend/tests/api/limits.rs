//! How much the server takes: requests a minute, bytes, depth, headers; and what it answers when the database is busy.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::TicketsCreate;
use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::support::client::{Raw, fresh_key};
use crate::support::database::connect;
use crate::support::{Kind, TestApp};

/// A page that everybody may read, as a guest at this address.
async fn guest(app: &TestApp, forwarded: &str) -> Raw {
    let request = app.request("GET", "/api/v1/auth/keys");
    Raw::of(request.header("X-Forwarded-For", forwarded)).await
}

both![
    an_account_that_asks_too_often_waits_and_others_do_not,
    a_token_that_is_not_ours_counts_against_its_sender_only,
    guests_are_counted_by_address,
    a_forwarded_address_counts_only_behind_a_trusted_proxy,
    a_body_that_is_too_large_is_refused_however_it_comes,
    json_that_is_too_deep_is_refused,
    too_many_and_too_large_headers_are_refused,
    a_busy_database_is_503_and_tells_when_to_come_back,
    a_call_that_waits_too_long_for_a_lock_is_503_too,
];

async fn an_account_that_asks_too_often_waits_and_others_do_not(app: TestApp) {
    let app = app.beside_with(|config| config.requests_per_minute = 5).await;
    let school = app.school("demo").await;
    let (one, other) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Staff]).await,
    );
    for _ in 0..5 {
        one.ask::<MeFind>(Nothing {}).done().await;
    }
    let refused = one
        .ask::<MeFind>(Nothing {})
        .header("Accept-Language", "en")
        .send()
        .await;
    let problem = refused.refused(ProblemKind::TooManyRequests);
    assert_eq!(
        problem.title,
        ProblemKind::TooManyRequests.text(podskazka_shared::text::Lang::En)
    );
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=13).contains(&wait), "{wait}");
    // Another way in is the same account.
    let by_cookie = app
        .request("GET", "/api/v1/me")
        .header("Cookie", one.cookie().await);
    Raw::of(by_cookie).await.refused(ProblemKind::TooManyRequests);
    other.ask::<MeFind>(Nothing {}).done().await;
    app.after(Duration::seconds(wait));
    one.ask::<MeFind>(Nothing {}).done().await;
    one.ask::<MeFind>(Nothing {})
        .refused(ProblemKind::TooManyRequests)
        .await;
    // What is no call is not counted.
    assert_eq!(Raw::of(app.request("GET", "/health/live")).await.status, 200);
}

async fn a_token_that_is_not_ours_counts_against_its_sender_only(app: TestApp) {
    let app = app
        .beside_with(|config| {
            config.requests_per_minute = 3;
            config.guest_requests_per_minute = 4;
        })
        .await;
    let who = app.school("demo").await.person(&[Capacity::Staff]).await;
    let token = who.token().await;
    // The claims of the victim under a signature that is none.
    let forged = format!("{}.{}", token.rsplit_once('.').unwrap().0, "A".repeat(86));
    let ask = || Raw::of(app.request("GET", "/api/v1/me").bearer_auth(&forged));
    // Signing in was the first request of this address.
    for _ in 0..3 {
        ask().await.refused(ProblemKind::Unauthenticated);
    }
    ask().await.refused(ProblemKind::TooManyRequests);
    who.ask::<MeFind>(Nothing {}).done().await;
}

async fn guests_are_counted_by_address(app: TestApp) {
    let app = app
        .beside_with(|config| config.guest_requests_per_minute = 2)
        .await;
    let page = || Raw::of(app.request("GET", "/public/nowhere"));
    assert_eq!((page().await.status, page().await.status), (404, 404));
    page().await.refused(ProblemKind::TooManyRequests);
    // Without a trusted proxy the header is anybody's word.
    guest(&app, "198.51.100.1")
        .await
        .refused(ProblemKind::TooManyRequests);
    app.after(Duration::seconds(30));
    assert_eq!(page().await.status, 404);
}

async fn a_forwarded_address_counts_only_behind_a_trusted_proxy(app: TestApp) {
    let app = app
        .beside_with(|config| {
            config.guest_requests_per_minute = 1;
            config.trusted_proxies = "127.0.0.0/8".parse().unwrap();
        })
        .await;
    assert_eq!(guest(&app, "198.51.100.1").await.status, 200);
    guest(&app, "198.51.100.1")
        .await
        .refused(ProblemKind::TooManyRequests);
    assert_eq!(guest(&app, "198.51.100.2").await.status, 200);
    // What the client itself wrote stands left of what the proxy saw.
    guest(&app, "203.0.113.7, 198.51.100.2")
        .await
        .refused(ProblemKind::TooManyRequests);
}

async fn a_body_that_is_too_large_is_refused_however_it_comes(app: TestApp) {
    let who = app.school("demo").await.person(&[Capacity::Staff]).await;
    let request = || async {
        let request = app.request("POST", "/api/v1/schools/demo/tickets");
        let request = request.bearer_auth(who.token().await);
        request
            .header("Idempotency-Key", fresh_key())
            .header("Content-Type", "application/json")
    };
    let large = vec![b' '; 2 * 1024 * 1024 + 1];
    let announced = Raw::of(request().await.body(large)).await;
    announced.refused(ProblemKind::TooLarge);
    let mut unannounced = crate::support::raw_http::Connection::open(app.base()).await;
    let head = format!(
        "POST /api/v1/schools/demo/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nIdempotency-Key: k\r\n\
         Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
        who.token().await
    );
    unannounced.send(head.as_bytes()).await;
    let chunk = [b"8000\r\n".as_slice(), &[b' '; 0x8000], b"\r\n"].concat();
    for _ in 0..65 {
        if !unannounced.send(&chunk).await {
            break;
        }
    }
    let answer = unannounced.answer().await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    who.ask::<MeFind>(Nothing {}).done().await;
}

async fn json_that_is_too_deep_is_refused(app: TestApp) {
    let who = app.school("demo").await.person(&[Capacity::Staff]).await;
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        for body in [
            deep.clone(),
            format!("{{\"description\": {deep}}}"),
            format!("{{\"nonsense\": {deep}}}"),
        ] {
            let request = app.request("POST", "/api/v1/schools/demo/tickets");
            let request = request
                .bearer_auth(who.token().await)
                .header("Idempotency-Key", fresh_key())
                .header("Content-Type", "application/json");
            let answer = Raw::of(request.body(body)).await;
            assert!(matches!(answer.status, 400 | 422), "{}", answer.text());
        }
    }
    who.ask::<TicketsCreate>(who.path())
        .body(&crate::support::desk::ticket("Вопрос"))
        .done()
        .await;
}

async fn too_many_and_too_large_headers_are_refused(app: TestApp) {
    let mut many = app.request("GET", "/api/v1/auth/keys");
    for n in 0..200 {
        many = many.header(format!("x-{n}"), "1");
    }
    let many = Raw::of(many).await;
    assert!((400..500).contains(&many.status), "{}", many.status);
    let mut large = crate::support::raw_http::Connection::open(app.base()).await;
    large
        .send(b"GET /api/v1/auth/keys HTTP/1.1\r\nHost: x\r\nX-Large: ")
        .await;
    for _ in 0..64 {
        if !large.send(&[b'a'; 4096]).await {
            break;
        }
    }
    // Refused, or cut off without an answer; never taken in.
    let answer = large.answer().await;
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
}

/// Holds a lock until it is closed.
async fn holder(app: &TestApp) -> DatabaseConnection {
    let holder = connect(&app.database().url).await;
    let lock = match app.database().kind {
        Kind::Sqlite => "BEGIN IMMEDIATE",
        Kind::Postgres => "BEGIN; LOCK TABLE throttle IN ACCESS EXCLUSIVE MODE",
    };
    holder.execute_unprepared(lock).await.unwrap();
    holder
}

async fn a_busy_database_is_503_and_tells_when_to_come_back(app: TestApp) {
    let holder = holder(&app).await;
    // The server waits ten seconds for a lock; this connection does not, and meets the same error.
    let hasty = connect(&app.database().url).await;
    let hurry = match app.database().kind {
        Kind::Sqlite => "PRAGMA busy_timeout = 0",
        Kind::Postgres => "SET lock_timeout = '1ms'",
    };
    hasty.execute_unprepared(hurry).await.unwrap();
    let busy = hasty
        .execute_unprepared("DELETE FROM throttle")
        .await
        .unwrap_err();
    let error = podskazka::problem::Error::from(busy);
    assert_eq!(error.kind(), ProblemKind::Unavailable, "{error}");
    let response = error.response(podskazka_shared::text::Lang::Ru);
    assert_eq!(response.status(), 503);
    assert_eq!(response.headers().get("retry-after").unwrap(), "5");
    // A fault that will not pass is ours.
    let broken = hasty
        .execute_unprepared("DELETE FROM no_such_table")
        .await
        .unwrap_err();
    let error = podskazka::problem::Error::from(broken);
    assert_eq!(error.kind(), ProblemKind::Internal, "{error}");
    holder.close().await.unwrap();
    hasty.close().await.unwrap();

    // All connections in use for too long.
    let mut options = sea_orm::ConnectOptions::new(app.database().url.clone());
    options
        .max_connections(1)
        .acquire_timeout(std::time::Duration::from_millis(700))
        .sqlx_logging(false);
    let pool = sea_orm::Database::connect(options).await.unwrap();
    let used = sea_orm::TransactionTrait::begin(&pool).await.unwrap();
    let full = pool.execute_unprepared("SELECT 1").await.unwrap_err();
    let error = podskazka::problem::Error::from(full);
    assert_eq!(error.kind(), ProblemKind::Unavailable, "{error}");
    used.rollback().await.unwrap();
    pool.close().await.unwrap();
}

async fn a_call_that_waits_too_long_for_a_lock_is_503_too(app: TestApp) {
    let who = app.school("demo").await.person(&[Capacity::Staff]).await;
    let token = who.token().await;
    let holder = connect(&app.database().url).await;
    let lock = match app.database().kind {
        Kind::Sqlite => "BEGIN IMMEDIATE",
        Kind::Postgres => "BEGIN; LOCK TABLE audit IN ACCESS EXCLUSIVE MODE",
    };
    holder.execute_unprepared(lock).await.unwrap();
    let file = |key: &str| {
        let request = app.request("POST", "/api/v1/schools/demo/tickets");
        let request = request.bearer_auth(&token).header("Idempotency-Key", key);
        request.json(&crate::support::desk::ticket("Вопрос")).send()
    };
    let answer = file("once").await.unwrap();
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "5");
    let problem: podskazka_shared::problem::Problem = answer.json().await.unwrap();
    assert_eq!(problem.kind, ProblemKind::Unavailable);
    holder.close().await.unwrap();
    assert_eq!(
        file("once").await.unwrap().status(),
        201,
        "nothing is left of the first try"
    );
}
