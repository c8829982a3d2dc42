//! Requests that another site makes a browser send, on every operation that changes something; and bodies too large.

use podskazka::auth::origin::REFRESH_COOKIE;
use podskazka_shared::access::Capacity;
use podskazka_shared::problem::ProblemKind;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::guards::World;
use crate::support::client::Raw;
use crate::support::people::PASSWORD;
use crate::support::spec::Operation;
use crate::support::{ORIGIN, TestApp};

/// What browsers send from elsewhere, or programs that are no browser.
const FOREIGN: [&[(&str, &str)]; 8] = [
    &[],
    &[("Origin", "https://evil.test")],
    &[("Origin", "null")],
    &[("Origin", "http://podskazka.test.evil.test")],
    &[("Sec-Fetch-Site", "cross-site")],
    &[("Sec-Fetch-Site", "same-site"), ("Origin", ORIGIN)],
    &[("Sec-Fetch-Site", "none")],
    &[("Sec-Fetch-Site", "cross-site"), ("Origin", ORIGIN)],
];

/// What browsers send from our own pages.
const OURS: [&[(&str, &str)]; 2] = [&[("Sec-Fetch-Site", "same-origin")], &[("Origin", ORIGIN)]];

fn with(request: reqwest::RequestBuilder, headers: &[(&str, &str)]) -> reqwest::RequestBuilder {
    headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value))
}

/// The body, the cookie and the name of a cookie's sign-in and of its refresh.
async fn by_cookie(app: &TestApp, login: &str) -> Vec<(&'static str, serde_json::Value, Option<String>)> {
    let body = serde_json::json!({"login": login, "password": PASSWORD, "cookies": true});
    let request = app
        .request("POST", "/api/v1/auth/login")
        .header("Origin", ORIGIN)
        .json(&body);
    let answer = Raw::of(request).await;
    let cookies = answer.headers.get_all("set-cookie");
    let refresh = cookies
        .iter()
        .map(|cookie| cookie.to_str().unwrap())
        .find(|c| c.starts_with(REFRESH_COOKIE));
    let refresh = refresh.unwrap().split(';').next().unwrap().to_owned();
    vec![
        ("/api/v1/auth/login", body, None),
        ("/api/v1/auth/refresh", serde_json::json!({}), Some(refresh)),
    ]
}

both![
    what_another_site_sends_with_our_cookie_is_refused_on_every_operation,
    another_site_can_neither_sign_in_nor_refresh_with_cookies,
    reading_by_cookie_needs_no_proof_of_the_site,
    a_body_too_large_is_refused_announced_or_not,
];

async fn what_another_site_sends_with_our_cookie_is_refused_on_every_operation(app: TestApp) {
    let world = World::of(&app).await;
    let cookie = world.director.cookie().await;
    let all = Operation::all();
    let change: Vec<&Operation> = all.iter().filter(|o| o.is_unsafe() && !o.is_guest()).collect();
    assert!(change.len() > 10);
    for operation in change {
        let request = || {
            app.request(&operation.method, &world.address(operation))
                .header("Cookie", &cookie)
                .header("Content-Type", "text/plain")
                .body("{garbage")
        };
        for foreign in FOREIGN {
            Raw::of(with(request(), foreign))
                .await
                .refused(ProblemKind::CrossSite);
        }
        for ours in OURS {
            let problem = Raw::of(with(request(), ours)).await.problem();
            assert_ne!(problem.kind, ProblemKind::CrossSite, "{}", operation.id);
        }
        // A token that no browser adds by itself needs no such proof, and makes the cookie count for nothing.
        let request = with(request(), FOREIGN[1]).bearer_auth(world.director.token().await);
        assert_ne!(
            Raw::of(request).await.problem().kind,
            ProblemKind::CrossSite,
            "{}",
            operation.id
        );
    }
}

async fn another_site_can_neither_sign_in_nor_refresh_with_cookies(app: TestApp) {
    let somebody = app.school("demo").await.person(&[Capacity::Teacher]).await;
    // A reset neither reads nor sets a cookie, nor does a call back; the second step and coming in are tried where they are.
    let elsewhere = |id: &str| {
        ["auth_reset", "join_", "public_callbacks", "public_voices"]
            .iter()
            .any(|feature| id.starts_with(feature))
            || id == "auth_totp"
    };
    let open: Vec<String> = Operation::all()
        .into_iter()
        // OAuth's form takes no cookie and sets none: whoever sends it has the secret itself.
        .filter(|o| o.is_unsafe() && o.is_guest() && o.form.is_none() && !elsewhere(&o.id))
        .map(|o| o.path)
        .collect();
    let guarded = by_cookie(&app, &somebody.login).await;
    assert_eq!(open, guarded.iter().map(|(path, ..)| *path).collect::<Vec<_>>());
    for (path, body, cookie) in guarded {
        let request = || {
            let request = app.request("POST", path).json(&body);
            match &cookie {
                Some(cookie) => request.header("Cookie", cookie),
                None => request,
            }
        };
        for foreign in FOREIGN {
            Raw::of(with(request(), foreign))
                .await
                .refused(ProblemKind::CrossSite);
        }
        for ours in OURS {
            assert_eq!(Raw::of(with(request(), ours)).await.status, 200, "{path}");
        }
    }
}

async fn reading_by_cookie_needs_no_proof_of_the_site(app: TestApp) {
    let world = World::of(&app).await;
    let cookie = world.director.cookie().await;
    for operation in Operation::all().iter().filter(|o| !o.is_unsafe()) {
        let asked = match operation.id.as_str() {
            "requesters_list" => "?name=person",
            "tickets_search" => "?q=100",
            "tickets_live" => "?seconds=0",
            "public_days_list" => "?from=2026-11-30&to=2026-12-06",
            _ => "",
        };
        let request = app
            .request("GET", &(world.address(operation) + asked))
            .header("Cookie", &cookie);
        assert_eq!(Raw::of(request).await.status, 200, "{}", operation.id);
    }
}

async fn a_body_too_large_is_refused_announced_or_not(app: TestApp) {
    let world = World::of(&app).await;
    // A form has a limit of its own, and OAuth's words for it; a file is tried in `files`.
    for operation in Operation::all()
        .iter()
        .filter(|o| o.is_unsafe() && o.form.is_none() && !o.raw)
    {
        let request = world
            .request(operation)
            .await
            .header("Content-Type", "application/json");
        let request = request.build().unwrap();
        let mut head = format!(
            "{} {} HTTP/1.1\r\nHost: test\r\n",
            request.method(),
            request.url().path()
        );
        for (name, value) in request.headers() {
            head += &format!("{name}: {}\r\n", value.to_str().unwrap());
        }
        // A list of people, and a whole schedule, may be longer than anything else.
        let max = match operation.id.as_str() {
            "imports_create" => 8 * 1024 * 1024,
            "schedules_lines" => 12 * 1024 * 1024,
            _ => 2 * 1024 * 1024,
        };
        let announced = format!("{head}Content-Length: {}\r\n\r\n", max + 1);
        assert_eq!(status(&app, announced.as_bytes()).await, 413, "{}", operation.id);
        let chunk = " ".repeat(max + 1);
        let unannounced = format!(
            "{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{chunk}\r\n",
            chunk.len()
        );
        assert_eq!(
            status(&app, unannounced.as_bytes()).await,
            413,
            "{}",
            operation.id
        );
    }
}

/// Sends bytes as they are and reads the status.
async fn status(app: &TestApp, bytes: &[u8]) -> u16 {
    let address = app.base().strip_prefix("http://").unwrap();
    let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).await.unwrap();
    let line = std::str::from_utf8(&answer).unwrap();
    line.rsplit_once(' ').unwrap().1.parse().unwrap()
}
