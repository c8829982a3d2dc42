//! What every answer tells a browser it may do with it.

use podskazka_shared::access::Capacity;

use crate::support::client::Raw;
use crate::support::{TestApp, Who};

/// Addresses of every sort: calls, errors, pages, the app, files that are not there.
const PLACES: [&str; 9] = [
    "/",
    "/login",
    "/s/demo/queue",
    "/public/demo",
    "/public/nowhere",
    "/api/v1/auth/keys",
    "/api/v1/me",
    "/openapi.json",
    "/assets/none.js",
];

/// The answer, whatever it is: without a bundled app its page is 503.
async fn asked(app: &TestApp, path: &str) -> reqwest::Response {
    let request = app.request("GET", path);
    request.send().await.unwrap()
}

fn policy(answer: &reqwest::Response) -> Vec<(String, String)> {
    let all: Vec<_> = answer
        .headers()
        .get_all("content-security-policy")
        .iter()
        .collect();
    assert_eq!(all.len(), 1, "one policy: {all:?}");
    let text = all[0].to_str().unwrap();
    let rule = |rule: &str| {
        let (name, value) = rule.trim().split_once(' ').unwrap();
        (name.to_owned(), value.to_owned())
    };
    text.split(';').map(rule).collect()
}

fn value<'a>(policy: &'a [(String, String)], name: &str) -> &'a str {
    let rule = policy.iter().find(|(known, _)| known == name);
    &rule.unwrap_or_else(|| panic!("{name}: {policy:?}")).1
}

both![
    every_answer_forbids_foreign_and_inline_script_and_frames,
    the_description_has_a_policy_of_its_own_and_nothing_else_has_it,
    https_is_for_good_once_it_is_there,
];

async fn every_answer_forbids_foreign_and_inline_script_and_frames(app: TestApp) {
    app.school("demo").await;
    for place in PLACES {
        let answer = asked(&app, place).await;
        let policy = policy(&answer);
        assert_eq!(value(&policy, "default-src"), "'none'", "{place}");
        assert_eq!(
            value(&policy, "script-src"),
            "'self' 'wasm-unsafe-eval'",
            "{place}"
        );
        assert_eq!(value(&policy, "style-src"), "'self'", "{place}");
        assert_eq!(value(&policy, "frame-ancestors"), "'none'", "{place}");
        assert_eq!(value(&policy, "base-uri"), "'none'", "{place}");
        assert_eq!(answer.headers()["x-content-type-options"], "nosniff", "{place}");
    }
    // What the policy forbids, the pages do not try.
    let page = Raw::of(app.request("GET", "/public/demo")).await.text();
    for inline in [
        "<script>",
        "<style",
        "style=\"",
        "onclick=",
        "onload=",
        "javascript:",
    ] {
        assert!(!page.contains(inline), "{inline}");
    }
    let shell = include_str!("../../../frontend/index.html");
    for inline in [
        "<script>",
        "<style",
        "style=\"",
        "onclick=",
        "onload=",
        "javascript:",
    ] {
        assert!(!shell.contains(inline), "{inline}");
    }
}

async fn the_description_has_a_policy_of_its_own_and_nothing_else_has_it(app: TestApp) {
    for place in ["/docs/", "/docs/index.html", "/docs/swagger-ui.css", "/docs/none"] {
        let policy = policy(&asked(&app, place).await);
        assert_eq!(value(&policy, "script-src"), "'self'", "{place}");
        assert_eq!(value(&policy, "style-src"), "'self' 'unsafe-inline'", "{place}");
        assert_eq!(value(&policy, "frame-ancestors"), "'none'", "{place}");
    }
    for place in ["/docsx", "/docs%2f", "/s/docs/", "//docs/"] {
        let policy = policy(&asked(&app, place).await);
        assert_eq!(value(&policy, "style-src"), "'self'", "{place}");
    }
    // Its page brings no script inside, which its policy would not run.
    let page = Raw::of(app.request("GET", "/docs/")).await.text();
    for script in page.split("<script").skip(1) {
        let (tag, inside) = script.split_once('>').unwrap();
        assert!(tag.contains("src="), "{tag}");
        assert!(inside.trim_start().starts_with("</script>"), "{inside}");
    }
}

async fn https_is_for_good_once_it_is_there(app: TestApp) {
    let header = "strict-transport-security";
    assert_eq!(asked(&app, "/login").await.headers().get(header), None);
    let app = app
        .beside_with(|config| config.public_url = Some("https://help.example.org".to_owned()))
        .await;
    for place in PLACES {
        assert_eq!(
            asked(&app, place).await.headers()[header],
            "max-age=31536000",
            "{place}"
        );
    }
    // The cookies of a server that is reached by https never travel by http.
    let who: Who = app.school("demo").await.person(&[Capacity::Staff]).await;
    let body = serde_json::json!({"login": who.login, "password": crate::support::people::PASSWORD, "cookies": true});
    let request = app
        .request("POST", "/api/v1/auth/login")
        .header("Sec-Fetch-Site", "same-origin");
    let answer = Raw::of(request.json(&body)).await;
    for cookie in answer.headers.get_all("set-cookie") {
        assert!(cookie.to_str().unwrap().contains("; Secure"), "{cookie:?}");
    }
}
