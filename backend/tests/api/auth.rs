//! Signing in: with tokens, with cookies, with wrong passwords, too often.

use chrono::Duration;
use podskazka::auth::origin::{ACCESS_COOKIE, REFRESH_COOKIE};
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::{AuthLogin, AuthLogout, LanguageBody, LoginBody, MeLanguage};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use crate::support::client::{Answer, Raw};
use crate::support::people::PASSWORD;
use crate::support::{New, ORIGIN, TestApp};

fn body(login: &str, cookies: bool) -> LoginBody {
    LoginBody {
        login: login.to_owned(),
        password: PASSWORD.to_owned(),
        cookies,
        device: None,
    }
}

/// The cookies that an answer sets, whole.
fn set_cookies<E>(answer: &Answer<E>) -> Vec<String> {
    let all = answer.headers.get_all("set-cookie").iter();
    all.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

/// `name=value` of a cookie that was set.
fn pair(cookies: &[String], name: &str) -> String {
    let cookie = cookies.iter().find(|cookie| cookie.starts_with(name)).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

both![
    signing_in_gives_tokens_and_no_cookie,
    signing_in_with_cookies_gives_no_token_to_scripts,
    with_an_authorization_header_cookies_count_for_nothing,
    a_wrong_password_and_an_unknown_login_get_the_same_answer,
    after_ten_tries_a_login_waits_also_after_a_restart_and_nobody_else_does,
    tries_at_one_moment_are_all_counted,
    a_good_sign_in_forgets_the_tries_before_it,
    a_demonstration_account_works_on_this_computer_only,
    a_person_chooses_the_language_of_notices,
];

async fn signing_in_gives_tokens_and_no_cookie(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let login = format!("  {} ", teacher.login.to_uppercase());
    let answer = app.login(&login, PASSWORD).await;
    let tokens = answer.done();
    assert_eq!((tokens.token_type.as_str(), tokens.expires_in), ("Bearer", 900));
    assert!(tokens.refresh_token.is_some());
    assert!(set_cookies(&answer).is_empty());
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let me = app.guest::<MeFind>(Nothing {}).header(
        "Authorization",
        &format!("bearer {}", tokens.access_token.unwrap()),
    );
    assert_eq!(me.done().await.id, teacher.person);
}

async fn signing_in_with_cookies_gives_no_token_to_scripts(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let login = app
        .guest::<AuthLogin>(Nothing {})
        .body(&body(&teacher.login, true));
    let answer = login.header("Sec-Fetch-Site", "same-origin").send().await;
    let tokens = answer.done();
    assert_eq!((tokens.access_token, tokens.refresh_token), (None, None));
    let cookies = set_cookies(&answer);
    assert_eq!(cookies.len(), 3);
    for cookie in &cookies {
        assert!(
            cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"),
            "{cookie}"
        );
        assert!(!answer.text().contains(cookie.split(['=', ';']).nth(1).unwrap()));
    }
    assert!(
        cookies
            .iter()
            .any(|c| c.starts_with(REFRESH_COOKIE) && c.contains("; Path=/api/v1/auth;"))
    );
    let cookie = pair(&cookies, ACCESS_COOKIE);
    let me = app
        .guest::<MeFind>(Nothing {})
        .header("Cookie", &cookie)
        .done()
        .await;
    assert_eq!(me.id, teacher.person);

    let refresh = app
        .request("POST", "/api/v1/auth/refresh")
        .header("Origin", ORIGIN);
    let refresh = refresh
        .header("Cookie", pair(&cookies, REFRESH_COOKIE))
        .json(&serde_json::json!({}));
    let answer = Raw::of(refresh).await;
    assert_eq!(
        answer.json(),
        serde_json::json!({"token_type": "Bearer", "expires_in": 900})
    );
    let renewed = pair(&set_cookies(&answer), ACCESS_COOKIE);

    let logout = app
        .guest::<AuthLogout>(Nothing {})
        .header("Cookie", &renewed)
        .header("Origin", ORIGIN)
        .send()
        .await;
    logout.done();
    for cookie in set_cookies(&logout) {
        assert!(cookie.contains("=; ") && cookie.contains("Max-Age=0"), "{cookie}");
    }
    let me = app.guest::<MeFind>(Nothing {}).header("Cookie", &renewed);
    me.refused(ProblemKind::Unauthenticated).await;
}

async fn with_an_authorization_header_cookies_count_for_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let (one, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let me = one
        .ask::<MeFind>(Nothing {})
        .header("Cookie", &other.cookie().await)
        .done()
        .await;
    assert_eq!(me.id, one.person);
    for header in ["Bearer nonsense", "Bearer ", "Basic eDp5", "nonsense"] {
        let me = app.guest::<MeFind>(Nothing {}).header("Authorization", header);
        me.header("Cookie", &other.cookie().await)
            .refused(ProblemKind::Unauthenticated)
            .await;
    }
}

async fn a_wrong_password_and_an_unknown_login_get_the_same_answer(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let wrong = app.login(&teacher.login, "wrong").await;
    let unknown = app.login("nobody@school.test", PASSWORD).await;
    wrong.refused(ProblemKind::WrongCredentials);
    assert_eq!((wrong.status, wrong.body), (unknown.status, unknown.body));
}

async fn after_ten_tries_a_login_waits_also_after_a_restart_and_nobody_else_does(app: TestApp) {
    let school = app.school("demo").await;
    let (victim, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    for _ in 0..10 {
        app.login(&victim.login, "guess")
            .await
            .refused(ProblemKind::WrongCredentials);
    }
    app.after(Duration::seconds(60));
    let refused = app.login(&victim.login, PASSWORD).await;
    refused.refused(ProblemKind::TooManyRequests);
    assert_eq!(refused.header("retry-after"), Some("240"));

    let app = app.restarted().await;
    app.login(&victim.login, PASSWORD)
        .await
        .refused(ProblemKind::TooManyRequests);
    // The login in capitals or with spaces is the same login.
    app.login(&format!(" {}", victim.login.to_uppercase()), PASSWORD)
        .await
        .refused(ProblemKind::TooManyRequests);
    app.login(&other.login, PASSWORD).await.done();
    app.after(Duration::seconds(240));
    app.login(&victim.login, PASSWORD).await.done();
}

async fn tries_at_one_moment_are_all_counted(app: TestApp) {
    let victim = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let tries = (0..16).map(|_| {
        let (app, login) = (app.clone(), victim.login.clone());
        async move { app.login(&login, "guess").await.status }
    });
    let statuses = crate::support::together(tries).await;
    let refused = statuses.iter().filter(|status| **status == 429).count();
    assert_eq!((refused, statuses.len() - refused), (6, 10), "{statuses:?}");
}

async fn a_good_sign_in_forgets_the_tries_before_it(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    for _ in 0..2 {
        for _ in 0..9 {
            app.login(&teacher.login, "typo")
                .await
                .refused(ProblemKind::WrongCredentials);
        }
        app.login(&teacher.login, PASSWORD).await.done();
    }
}

async fn a_demonstration_account_works_on_this_computer_only(app: TestApp) {
    let demo = New {
        roles: &[Capacity::Teacher],
        demo: true,
        ..New::default()
    };
    let demo = app.school("demo").await.new_person(demo).await;
    app.login(&demo.login, PASSWORD).await.done();
    for forwarded in ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"] {
        let login = app.guest::<AuthLogin>(Nothing {}).body(&body(&demo.login, false));
        login
            .header(forwarded, "for=192.0.2.1")
            .refused(ProblemKind::DemoOnly)
            .await;
        demo.ask::<MeFind>(Nothing {})
            .header(forwarded, "192.0.2.1")
            .refused(ProblemKind::DemoOnly)
            .await;
    }
}

async fn a_person_chooses_the_language_of_notices(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    assert_eq!(teacher.ask::<MeFind>(Nothing {}).done().await.language, Lang::Ru);
    teacher
        .ask::<MeLanguage>(Nothing {})
        .body(&LanguageBody { language: Lang::En })
        .done()
        .await;
    assert_eq!(teacher.ask::<MeFind>(Nothing {}).done().await.language, Lang::En);
}
