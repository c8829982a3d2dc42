//! The schedule in a frame on the school's own site.

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{SchoolsFind, SchoolsUpdate};
use reqwest::Response;
use serde_json::json;

use crate::support::TestApp;
use crate::support::client::Raw;
use crate::support::people::{PASSWORD, School};

both![
    only_the_named_sites_frame_the_schedule_of_their_own_school,
    a_kept_frame_learns_of_changed_sites,
    cookies_change_nothing_in_a_frame,
    a_frames_links_open_in_a_tab_of_their_own,
    sites_are_kept_as_origins_and_whatever_else_is_refused,
];

const SITES: [&str; 2] = ["https://shkola.test", "https://xn--80atdl2c.xn--p1ai:8443"];

async fn asked(app: &TestApp, path: &str) -> Response {
    app.request("GET", path).send().await.unwrap()
}

/// Who may frame the answer.
fn ancestors(answer: &Response) -> String {
    let policies: Vec<_> = answer
        .headers()
        .get_all("content-security-policy")
        .iter()
        .collect();
    assert_eq!(policies.len(), 1, "{policies:?}");
    assert!(!answer.headers().contains_key("x-frame-options"));
    let policy = policies[0].to_str().unwrap();
    let (_, sites) = policy.split_once("frame-ancestors ").unwrap();
    sites.split(';').next().unwrap().to_owned()
}

async fn allow(school: &School, sites: serde_json::Value) {
    let director = school.person(&[Capacity::Director]).await;
    let version = director.ask::<SchoolsFind>(school.path()).done().await.version;
    let update = director.ask::<SchoolsUpdate>(school.path()).version(version);
    update.json(&json!({"embed_sites": sites})).done().await;
}

async fn only_the_named_sites_frame_the_schedule_of_their_own_school(app: TestApp) {
    let (demo, other) = (app.school("demo").await, app.school("other").await);
    let frame = asked(&app, "/public/demo/embed").await;
    assert_eq!(
        (frame.status().as_u16(), ancestors(&frame).as_str()),
        (200, "'none'")
    );
    allow(&demo, json!(SITES)).await;
    allow(&other, json!(["https://elsewhere.test"])).await;
    let id = demo.id.to_string();
    for name in ["demo", id.as_str()] {
        let frame = asked(&app, &format!("/public/{name}/embed")).await;
        assert_eq!(ancestors(&frame), SITES.join(" "));
        let policy = frame.headers()["content-security-policy"].to_str().unwrap();
        assert!(!policy.contains("script-src") && policy.starts_with("default-src 'none'; style-src 'self'"));
        assert_eq!(frame.headers()["x-content-type-options"], "nosniff");
    }
    assert_eq!(
        ancestors(&asked(&app, "/public/other/embed").await),
        "https://elsewhere.test"
    );
    // Nothing else of ours may be framed, by nobody.
    for place in [
        "/",
        "/login",
        "/s/demo/queue",
        "/public/demo",
        "/public/demo?embed",
        "/public/nowhere/embed",
        "/public/demo/embed/",
        "/public/a%00b/embed",
        "/api/v1/public/demo/schedule",
    ] {
        assert_eq!(ancestors(&asked(&app, place).await), "'none'", "{place}");
    }
    assert_eq!(asked(&app, "/public/nowhere/embed").await.status(), 404);
    allow(&demo, json!(null)).await;
    assert_eq!(ancestors(&asked(&app, "/public/demo/embed").await), "'none'");
}

async fn a_kept_frame_learns_of_changed_sites(app: TestApp) {
    let school = app.school("demo").await;
    let first = asked(&app, "/public/demo/embed").await;
    let etag = first.headers()["etag"].clone();
    allow(&school, json!([SITES[0]])).await;
    let again = app
        .request("GET", "/public/demo/embed")
        .header("If-None-Match", etag);
    let again = again.send().await.unwrap();
    assert_eq!(
        (again.status().as_u16(), ancestors(&again).as_str()),
        (304, SITES[0])
    );
}

async fn cookies_change_nothing_in_a_frame(app: TestApp) {
    let school = app.school("demo").await;
    let who = school.person(&[Capacity::Director]).await;
    let body = json!({"login": who.login, "password": PASSWORD, "cookies": true});
    let sign_in = app
        .request("POST", "/api/v1/auth/login")
        .header("Sec-Fetch-Site", "same-origin");
    let signed_in = Raw::of(sign_in.json(&body)).await;
    let cookies: Vec<_> = signed_in.headers.get_all("set-cookie").iter().collect();
    let cookies: Vec<_> = cookies.iter().map(|cookie| cookie.to_str().unwrap()).collect();
    let cookies: Vec<_> = cookies
        .iter()
        .map(|cookie| cookie.split(';').next().unwrap())
        .collect();
    assert!(!cookies.is_empty());
    let plain = Raw::of(app.request("GET", "/public/demo/embed")).await;
    for sent in [cookies.join("; "), "podskazka=%00; ;;=".to_owned()] {
        let request = app.request("GET", "/public/demo/embed").header("Cookie", sent);
        let with = Raw::of(request.header("Sec-Fetch-Site", "cross-site")).await;
        assert_eq!((with.status, with.text()), (plain.status, plain.text()));
        assert_eq!(with.headers["etag"], plain.headers["etag"]);
        assert!(!with.headers.contains_key("set-cookie"));
        let vary = with.headers["vary"].to_str().unwrap().to_ascii_lowercase();
        assert!(!vary.contains("cookie"), "{vary}");
    }
}

async fn a_frames_links_open_in_a_tab_of_their_own(app: TestApp) {
    app.school("demo").await;
    for lang in ["ru", "en"] {
        let request = app
            .request("GET", "/public/demo/embed")
            .header("Accept-Language", lang);
        let page = Raw::of(request).await.text();
        assert!(page.contains(&format!("<html lang=\"{lang}\"")), "{page}");
        let links: Vec<&str> = page.split("<a ").skip(1).collect();
        assert!(links.len() >= 2, "{page}");
        for link in links {
            let tag = link.split('>').next().unwrap();
            assert!(tag.contains("target=\"_blank\" rel=\"noopener\""), "{tag}");
        }
        assert!(!page.contains("<script") && !page.contains("<form") && !page.contains("style="));
    }
}

async fn sites_are_kept_as_origins_and_whatever_else_is_refused(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let update = |version, sites: serde_json::Value| {
        let update = director.ask::<SchoolsUpdate>(school.path()).version(version);
        update.json(&json!({"embed_sites": sites}))
    };
    let typed = [
        "HTTPS://Shkola.test/",
        " https://школа.рф:8443 ",
        "https://shkola.test:443",
    ];
    let kept = update(1, json!(typed)).done().await.embed_sites;
    let kept: Vec<String> = kept.iter().map(ToString::to_string).collect();
    assert_eq!(kept, SITES);
    assert_eq!(
        ancestors(&asked(&app, "/public/demo/embed").await),
        SITES.join(" ")
    );
    for bad in [
        "http://a.test",
        "https://a.test/page",
        "https://a.test\r\nSet-Cookie: a=b",
        "https://a.test; script-src *",
        "https://a.test https://b.test",
        "https://a.test,b",
        "https://*.test",
        "*",
        "'self'",
        "https:",
        "data:text/html,a",
        "https://user:password@a.test",
        "https://[::1]",
        "",
    ] {
        let problem = update(2, json!(["https://good.test", bad]))
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(
            (problem.errors[0].pointer.as_str(), &problem.errors[0].kind),
            ("/embed_sites/1", &Kind::NotASite { number: 2 }),
            "{bad}"
        );
    }
    let many: Vec<String> = (0..21).map(|n| format!("https://a{n}.test")).collect();
    let problem = update(2, json!(many)).refused(ProblemKind::Invalid).await;
    assert_eq!(problem.errors[0].kind, Kind::TooMany { max: 20 });
    assert_eq!(
        ancestors(&asked(&app, "/public/demo/embed").await),
        SITES.join(" ")
    );
    assert_eq!(update(2, json!(many[..20])).done().await.embed_sites.len(), 20);
    let staff = school.person(&[Capacity::Teacher]).await;
    let update = staff.ask::<SchoolsUpdate>(school.path()).version(3);
    update
        .json(&json!({"embed_sites": []}))
        .refused(ProblemKind::Forbidden)
        .await;
}
