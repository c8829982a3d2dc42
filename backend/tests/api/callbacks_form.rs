//! The form of who cannot sign in: what it takes, and that its answer tells nothing.

use chrono::{DateTime, Duration, Utc};
use podskazka_shared::access::Capacity;
use podskazka_shared::callbacks::{
    CallbackAccepted, CallbackBody, CallbackState, CallbacksCount, PublicCallbacksForm, PublicCallbacksSend,
};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolPath;

use crate::callbacks::{asked, form, listed};
use crate::filing::fields;
use crate::schedules::{drawn, issue, one_line};
use crate::support::client::Raw;
use crate::support::{School, TestApp, together};

fn path(school: &str) -> SchoolPath {
    SchoolPath {
        school: school.to_owned(),
    }
}

/// All that an answer tells, but for the moment.
type Told = (u16, Vec<(String, String)>, Vec<u8>);

fn told(answer: Raw) -> Told {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    // The server tells them in an order of chance.
    let mut headers: Vec<_> = headers.collect();
    headers.sort();
    (answer.status, headers, answer.body)
}

/// Sends JSON from an address.
pub async fn send(app: &TestApp, body: &CallbackBody, from: &str) -> Told {
    let request = app.request("POST", "/api/v1/public/demo/callbacks").json(body);
    told(Raw::of(request.header("X-Forwarded-For", from)).await)
}

/// Sends the form of the page from an address; the page that follows is not asked for.
async fn post(app: &TestApp, body: &CallbackBody, more: &[(&str, &str)], from: &str) -> Told {
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    let mut pairs = vec![
        ("token", body.token.as_str()),
        ("name", &body.name),
        ("class_name", body.class_name.as_deref().unwrap_or_default()),
        ("phone", &body.phone),
        ("text", &body.text),
    ];
    if body.consent {
        pairs.push(("consent", "yes"));
    }
    pairs.extend(more);
    let text = serde_urlencoded::to_string(pairs).unwrap();
    let request = client
        .build()
        .unwrap()
        .post(format!("{}/public/demo/callback", app.base()))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("X-Forwarded-For", from);
    told(Raw::of(request.body(text)).await)
}

/// A server behind a proxy, with a school.
pub async fn behind(app: &TestApp) -> (TestApp, School) {
    let app = app
        .beside_with(|config| config.trusted_proxies = "127.0.0.0/8".parse().unwrap())
        .await;
    let school = app.school("demo").await;
    (app, school)
}

async fn kept(app: &TestApp) -> i64 {
    app.database().count("SELECT COUNT(*) FROM callback", []).await
}

both![
    the_answer_is_the_same_whatever_becomes_of_a_post,
    a_token_is_good_once_for_its_school_and_for_a_day,
    one_token_sent_many_times_at_once_is_used_once,
    an_address_and_a_number_are_taken_so_often,
    what_is_dropped_writes_nothing_but_is_counted,
    what_is_wrong_is_told_at_the_field_and_what_was_typed_stays,
    the_page_escapes_what_was_typed,
    the_time_to_call_is_that_of_the_schedule,
    a_school_that_is_not_there_has_no_form,
];

async fn the_answer_is_the_same_whatever_becomes_of_a_post(app: TestApp) {
    let (app, school) = behind(&app).await;
    let helper = school.person(&[Capacity::Helper]).await;
    app.school("elsewhere").await;
    let (foreign, old) = (
        form(&app, "elsewhere").await.token,
        form(&app, "demo").await.token,
    );
    app.after(Duration::hours(25));
    let tokens = [
        form(&app, "demo").await,
        form(&app, "demo").await,
        form(&app, "demo").await,
    ];
    let [first, second, third] = tokens.map(|form| form.token);
    let young = app.guest::<PublicCallbacksForm>(path("demo")).done().await.token;
    let one = send(&app, &asked(&first), "198.51.100.1").await;
    assert_eq!(one.0, 202);
    assert_eq!(kept(&app).await, 1);
    let page = post(
        &app,
        &CallbackBody {
            phone: "2-34-56".into(),
            ..asked(&second)
        },
        &[],
        "198.51.100.2",
    )
    .await;
    assert_eq!((page.0, page.2.len()), (303, 0));
    assert_eq!(kept(&app).await, 2);
    let other = |token: &str| CallbackBody {
        phone: "+7 901 000-00-00".into(),
        ..asked(token)
    };
    let dropped = [
        // Sent again as it is; the same number and text with a new form; with a used token.
        asked(&first),
        asked(&third),
        other(&first),
        // Too young, too old, of another school, none at all.
        other(&young),
        other(&old),
        other(&foreign),
        other(""),
        other(&format!("{third}AA")),
    ];
    for body in &dropped {
        assert_eq!(send(&app, body, "198.51.100.3").await, one);
        assert_eq!(post(&app, body, &[], "198.51.100.3").await, page);
    }
    // What people do not see.
    let trap = [("homepage", "https://spam.example")];
    assert_eq!(post(&app, &other(&third), &trap, "198.51.100.4").await, page);
    assert_eq!(kept(&app).await, 2);
    // It was not the token's fault.
    assert_eq!(
        post(&app, &other(&third), &[("homepage", "")], "198.51.100.4").await,
        page
    );
    assert_eq!(kept(&app).await, 3);
    assert_eq!(listed(&helper, None).await.len(), 3);
    let sent = Raw::of(app.request("GET", "/public/demo/callback/sent")).await;
    assert!(sent.text().contains("Принято, перезвоним"), "{}", sent.text());
}

async fn a_token_is_good_once_for_its_school_and_for_a_day(app: TestApp) {
    let (app, _) = behind(&app).await;
    let fresh = || async { app.guest::<PublicCallbacksForm>(path("demo")).done().await.token };
    let (quick, slow) = (fresh().await, fresh().await);
    app.after(Duration::seconds(2));
    send(&app, &asked(&quick), "198.51.100.1").await;
    assert_eq!(kept(&app).await, 0);
    app.after(Duration::seconds(2));
    // It was too early, which did not use it up.
    send(&app, &asked(&quick), "198.51.100.1").await;
    assert_eq!(kept(&app).await, 1);
    app.after(Duration::hours(24) - Duration::seconds(5));
    send(&app, &asked(&slow), "198.51.100.1").await;
    assert_eq!(kept(&app).await, 2);
    // Used tokens are remembered as long as they would be good, also by another process after the first.
    let again = app.restarted().await;
    let request = again.request("POST", "/api/v1/public/demo/callbacks");
    let body = CallbackBody {
        phone: "2-34-56".into(),
        ..asked(&slow)
    };
    Raw::of(request.json(&body)).await;
    assert_eq!(kept(&again).await, 2);
    again.after(Duration::days(1));
    podskazka::outbox::tidy(again.app(), again.now()).await.unwrap();
    let request = again.request("POST", "/api/v1/public/demo/callbacks");
    Raw::of(request.json(&body)).await;
    assert_eq!(kept(&again).await, 2);
}

async fn one_token_sent_many_times_at_once_is_used_once(app: TestApp) {
    let (app, _) = behind(&app).await;
    let token = form(&app, "demo").await.token;
    let posts = (0..8).map(|number| {
        let (app, token) = (app.clone(), token.clone());
        async move {
            let body = CallbackBody {
                phone: format!("+7 900 000-00-0{number}"),
                ..asked(&token)
            };
            send(&app, &body, &format!("198.51.{number}.1")).await
        }
    });
    let mut answers = together(posts).await;
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(kept(&app).await, 1);
}

async fn an_address_and_a_number_are_taken_so_often(app: TestApp) {
    let (app, _) = behind(&app).await;
    let sends = async |phone: String, text: String, from: &str| {
        let token = form(&app, "demo").await.token;
        let body = CallbackBody {
            phone,
            text,
            ..asked(&token)
        };
        send(&app, &body, from).await
    };
    for number in 0..12 {
        let from = match number % 2 {
            0 => "2001:db8:1:1::1",
            _ => "2001:db8:1:1:ffff::2",
        };
        sends(format!("+7 900 000-00-{number:02}"), "Не войти".into(), from).await;
    }
    assert_eq!(kept(&app).await, 10, "one /64 is one sender");
    for number in 0..5 {
        // However the number is written.
        let phone = ["+7 911 111-11-11", "8 (911) 111 11 11", "9111111111"][number % 3];
        sends(
            phone.into(),
            format!("Раз {number}"),
            &format!("198.51.{number}.1"),
        )
        .await;
    }
    assert_eq!(kept(&app).await, 13);
    app.after(Duration::hours(1));
    sends("+7 922 222-22-22".into(), "Не войти".into(), "2001:db8:1:1::1").await;
    assert_eq!(kept(&app).await, 14);
}

async fn what_is_dropped_writes_nothing_but_is_counted(app: TestApp) {
    let (app, school) = behind(&app).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let first = form(&app, "demo").await.token;
    send(&app, &asked(&first), "198.51.100.1").await;
    let picture = async || {
        let mut all = Vec::new();
        for table in ["throttle", "callback", "callback_dropped", "audit", "outbox"] {
            all.push(
                app.database()
                    .count(&format!("SELECT COUNT(*) FROM {table}"), [])
                    .await,
            );
        }
        let tries = "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) FROM throttle";
        all.push(app.database().count(tries, []).await);
        all
    };
    let before = picture().await;
    let second = form(&app, "demo").await.token;
    send(&app, &asked(&second), "198.51.100.1").await;
    send(&app, &asked("none"), "198.51.100.1").await;
    send(&app, &asked(&first), "198.51.100.1").await;
    assert_eq!(picture().await, before);
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let reasons = "SELECT reason || ' ' || CAST(number AS TEXT) FROM callback_dropped ORDER BY reason";
    let reasons: Vec<String> = app.database().column(reasons, []).await;
    assert_eq!(reasons, ["repeated 1", "trapped 2"]);
    send(&app, &asked("none"), "198.51.100.1").await;
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let count = helper.ask::<CallbacksCount>(helper.path()).done().await;
    assert_eq!((count.waiting, count.dropped), (1, 4));
}

async fn what_is_wrong_is_told_at_the_field_and_what_was_typed_stays(app: TestApp) {
    let (app, _) = behind(&app).await;
    let token = form(&app, "demo").await.token;
    let body = CallbackBody {
        name: " ".into(),
        phone: "позвоните".into(),
        consent: false,
        ..asked(&token)
    };
    let ask = app.guest::<PublicCallbacksSend>(path("demo")).body(&body);
    let problem = ask.refused(ProblemKind::Invalid).await;
    assert_eq!(
        fields(&problem),
        [
            ("/name", FieldErrorKind::Required),
            ("/phone", FieldErrorKind::Malformed),
            ("/consent", FieldErrorKind::Required)
        ]
    );
    let (status, _, page) = post(&app, &body, &[], "198.51.100.1").await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(status, 422);
    assert!(page.contains("<title>Ошибка: "), "{page}");
    for part in [
        "id=\"name-error\"",
        "id=\"phone-error\"",
        "id=\"consent-error\"",
        "href=\"#phone\"",
        "value=\"позвоните\"",
        "value=\"7А\"",
        "Не приходит письмо с паролем.</textarea>",
        &format!("value=\"{token}\""),
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("id=\"text-error\""));
    // The same token is still good.
    post(&app, &asked(&token), &[], "198.51.100.1").await;
    assert_eq!(kept(&app).await, 1);
}

async fn the_page_escapes_what_was_typed(app: TestApp) {
    let (app, school) = behind(&app).await;
    let helper = school.person(&[Capacity::Helper]).await;
    let script = "\"><script>alert(1)</script></textarea>";
    let token = form(&app, "demo").await.token;
    let typed = CallbackBody {
        token: script.into(),
        name: script.into(),
        class_name: Some(script.into()),
        phone: "+7 900 123-45-67\"><script>".into(),
        text: script.into(),
        consent: true,
    };
    let (status, headers, page) = post(&app, &typed, &[], "198.51.100.1").await;
    let page = String::from_utf8(page).unwrap();
    assert_eq!(status, 422, "the class is too long");
    assert!(
        !page.contains("<script") && page.contains("&lt;script&gt;"),
        "{page}"
    );
    let policy = headers.iter().find(|(name, _)| name == "content-security-policy");
    assert!(policy.unwrap().1.contains("default-src 'none'"));
    // What is kept is kept as it is: the app shows it as text.
    let typed = CallbackBody {
        token,
        class_name: None,
        ..typed
    };
    post(&app, &typed, &[], "198.51.100.1").await;
    let listed = listed(&helper, Some(CallbackState::Waiting)).await;
    assert_eq!(
        (listed[0].name.as_str(), listed[0].text.as_str()),
        (script, script)
    );
    let page = Raw::of(
        app.request("GET", "/public/demo/callback")
            .header("Accept-Language", "en"),
    )
    .await;
    assert!(page.text().contains("Ask to be called back") && page.text().contains("lang=\"en\""));
    assert_eq!(page.header("cache-control"), Some("no-store"));
}

async fn the_time_to_call_is_that_of_the_schedule(app: TestApp) {
    let (app, school) = behind(&app).await;
    let head = school.person(&[Capacity::Director]).await;
    let sent = async |phone: &str| -> CallbackAccepted {
        let token = form(&app, "demo").await.token;
        let body = CallbackBody {
            phone: phone.into(),
            ..asked(&token)
        };
        serde_json::from_slice(&send(&app, &body, "198.51.100.1").await.2).unwrap()
    };
    let at = |moment: &str| moment.parse::<DateTime<Utc>>().unwrap();
    // A Sunday, and no schedule yet: the working hours of Monday.
    assert_eq!(sent("2-34-51").await.call_from, at("2026-11-23T06:00:00Z"));
    let draft = drawn(&head, "2026-2027", &one_line("14-16")).await;
    issue(&head, &draft).await;
    app.after(Duration::minutes(1));
    assert_eq!(sent("2-34-52").await.call_from, at("2026-11-23T11:00:00Z"));
    // Within the hours it is since they began, which is now.
    app.after(Duration::hours(27));
    assert_eq!(sent("2-34-53").await.call_from, at("2026-11-23T11:00:00Z"));
    let page = Raw::of(app.request("GET", "/public/demo/callback")).await.text();
    assert!(page.contains("Сейчас часы приёма"), "{page}");
    app.after(Duration::hours(2));
    assert_eq!(sent("2-34-54").await.call_from, at("2026-11-30T11:00:00Z"));
    let page = Raw::of(app.request("GET", "/public/demo/callback")).await.text();
    assert!(
        page.contains("в понедельник, 30\u{a0}ноября, в\u{a0}14:00"),
        "{page}"
    );
    let kept = listed(&head, None).await;
    let from: Vec<_> = kept.iter().map(|one| one.call_from).collect();
    let expected = [
        "2026-11-23T06:00:00Z",
        "2026-11-23T11:00:00Z",
        "2026-11-23T11:00:00Z",
        "2026-11-30T11:00:00Z",
    ];
    assert_eq!(from, expected.map(at));
}

async fn a_school_that_is_not_there_has_no_form(app: TestApp) {
    let (app, _) = behind(&app).await;
    app.guest::<PublicCallbacksForm>(path("nowhere"))
        .refused(ProblemKind::NotFound)
        .await;
    app.guest::<PublicCallbacksSend>(path("nowhere"))
        .body(&asked("x"))
        .refused(ProblemKind::NotFound)
        .await;
    for method in ["GET", "POST"] {
        let page = Raw::of(app.request(method, "/public/nowhere/callback")).await;
        assert_eq!(page.status, 404);
    }
    let large = "x".repeat(33 * 1024);
    let page = Raw::of(app.request("POST", "/public/demo/callback").body(large)).await;
    assert_eq!(page.status, 413);
    assert_eq!(
        Raw::of(app.request("PUT", "/public/demo/callback")).await.status,
        405
    );
}
