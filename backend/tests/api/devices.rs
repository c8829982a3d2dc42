//! Where a person is signed in, ending it from afar, and the letter about a device that is new.

use chrono::Duration;
use podskazka::auth::origin::DEVICE_COOKIE;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::sessions::{
    EndSessionBody, SessionView, SessionsEnd, SessionsEndOthers, SessionsList, SessionsQuery,
};
use podskazka_shared::auth::{AuthLogin, AuthRefresh, LoginBody, RefreshBody, Tokens};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::SessionId;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use crate::support::client::{Answer, Ask};
use crate::support::people::PASSWORD;
use crate::support::post::Post;
use crate::support::{ORIGIN, TestApp, Who};

fn login(app: &TestApp, who: &Who, device: Option<&str>) -> Ask<AuthLogin> {
    let body = LoginBody {
        login: who.login.clone(),
        password: PASSWORD.to_owned(),
        cookies: false,
        device: device.map(str::to_owned),
    };
    app.guest::<AuthLogin>(Nothing {}).body(&body)
}

/// A sign-in of a browser; with the cookie of an earlier one, if there was one.
async fn browse(app: &TestApp, who: &Who, cookie: Option<&str>) -> (Answer<AuthLogin>, String) {
    let body = LoginBody {
        login: who.login.clone(),
        password: PASSWORD.to_owned(),
        cookies: true,
        device: None,
    };
    let mut ask = app
        .guest::<AuthLogin>(Nothing {})
        .body(&body)
        .header("Origin", ORIGIN);
    if let Some(cookie) = cookie {
        ask = ask.header("Cookie", cookie);
    }
    let answer = ask.send().await;
    answer.done();
    let cookies = answer.headers.get_all("set-cookie").iter();
    let cookie = cookies
        .map(|cookie| cookie.to_str().unwrap())
        .find(|cookie| cookie.starts_with(DEVICE_COOKIE))
        .unwrap()
        .to_owned();
    (answer, cookie)
}

fn name_value(cookie: &str) -> &str {
    cookie.split(';').next().unwrap()
}

fn me(app: &TestApp, tokens: &Tokens) -> Ask<MeFind> {
    let token = tokens.access_token.clone().unwrap();
    app.guest::<MeFind>(Nothing {})
        .header("Authorization", &format!("Bearer {token}"))
}

async fn sessions(who: &Who) -> Vec<SessionView> {
    who.ask::<SessionsList>(Nothing {}).done().await.items
}

async fn teacher(app: &TestApp) -> Who {
    app.school("demo").await.person(&[Capacity::Teacher]).await
}

const PHONE: &str =
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0.0.0 YaBrowser/24.1 Mobile Safari/537.36";

both![
    a_person_sees_where_they_are_signed_in,
    an_ended_session_is_refused_at_its_next_request,
    all_other_sessions_end_at_once,
    the_sessions_of_others_are_neither_seen_nor_ended,
    sessions_come_in_pages,
    a_new_device_is_told_by_mail_and_a_known_one_is_not,
    a_browser_is_known_by_a_cookie_that_scripts_do_not_see,
    a_device_that_we_did_not_sign_is_a_new_one,
    a_family_browser_is_new_to_each_of_them_once,
    a_changed_password_makes_other_devices_new_again,
];

async fn a_person_sees_where_they_are_signed_in(app: TestApp) {
    let teacher = teacher(&app).await;
    teacher.token().await;
    app.after(Duration::minutes(10));
    let phone = login(&app, &teacher, None)
        .header("User-Agent", PHONE)
        .done()
        .await;
    app.after(Duration::minutes(4));
    let body = RefreshBody {
        refresh_token: phone.refresh_token,
    };
    app.guest::<AuthRefresh>(Nothing {}).body(&body).done().await;
    let all = sessions(&teacher).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0].device.label(Lang::Ru), "Яндекс Браузер, Android");
    assert_eq!(
        (all[0].began_at, all[0].used_at),
        (app.now() - Duration::minutes(4), app.now())
    );
    assert_eq!((all[0].current, all[1].current), (false, true));
    assert_eq!(all[1].device.label(Lang::Ru), "неизвестное устройство");
    app.after(Duration::days(31));
    assert_eq!(
        sessions(&teacher).await.len(),
        1,
        "what has expired is not listed"
    );
}

async fn an_ended_session_is_refused_at_its_next_request(app: TestApp) {
    let teacher = teacher(&app).await;
    let other = login(&app, &teacher, None).done().await;
    me(&app, &other).done().await;
    let all = sessions(&teacher).await;
    let session = all.iter().find(|session| !session.current).unwrap().id;
    let end = || {
        teacher
            .ask::<SessionsEnd>(Nothing {})
            .body(&EndSessionBody { session })
    };
    end().done().await;
    me(&app, &other).refused(ProblemKind::Unauthenticated).await;
    let body = RefreshBody {
        refresh_token: other.refresh_token,
    };
    app.guest::<AuthRefresh>(Nothing {})
        .body(&body)
        .refused(ProblemKind::Unauthenticated)
        .await;
    end().refused(ProblemKind::NotFound).await;
    assert_eq!(sessions(&teacher).await.len(), 1);
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'sessions' AND object_id = $1";
    assert_eq!(app.database().count(lines, [session.0.into()]).await, 1);
}

async fn all_other_sessions_end_at_once(app: TestApp) {
    let teacher = teacher(&app).await;
    let others = [
        login(&app, &teacher, None).done().await,
        login(&app, &teacher, None).done().await,
    ];
    teacher.ask::<SessionsEndOthers>(Nothing {}).done().await;
    for other in &others {
        me(&app, other).refused(ProblemKind::Unauthenticated).await;
    }
    let left = sessions(&teacher).await;
    assert_eq!((left.len(), left[0].current), (1, true));
}

async fn the_sessions_of_others_are_neither_seen_nor_ended(app: TestApp) {
    let school = app.school("demo").await;
    let (one, director) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Director]).await,
    );
    let theirs = sessions(&one).await[0].id;
    let nobodys: SessionId = podskazka::clock::new_id(app.now());
    for session in [theirs, nobodys] {
        let end = director
            .ask::<SessionsEnd>(Nothing {})
            .body(&EndSessionBody { session });
        end.refused(ProblemKind::NotFound).await;
    }
    director.ask::<SessionsEndOthers>(Nothing {}).done().await;
    assert_eq!(sessions(&one).await.len(), 1);
    assert!(
        sessions(&director)
            .await
            .iter()
            .all(|session| session.id != theirs)
    );
}

async fn sessions_come_in_pages(app: TestApp) {
    let teacher = teacher(&app).await;
    teacher.token().await;
    for _ in 0..4 {
        app.after(Duration::seconds(1));
        login(&app, &teacher, None).done().await;
    }
    let mut query = SessionsQuery {
        limit: Some(2),
        after: None,
    };
    let mut seen = Vec::new();
    loop {
        let page = teacher
            .ask::<SessionsList>(Nothing {})
            .query(query.clone())
            .done()
            .await;
        seen.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    assert_eq!(seen, sessions(&teacher).await);
    assert_eq!(seen.len(), 5);
    assert!(seen.is_sorted_by(|one, next| one.began_at > next.began_at));
}

async fn a_new_device_is_told_by_mail_and_a_known_one_is_not(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    let first = login(&app, &teacher, None).done().await;
    assert!(
        post.fresh().await.is_empty(),
        "the first sign-in of all is no news"
    );
    login(&app, &teacher, first.device.as_deref()).done().await;
    assert!(post.fresh().await.is_empty());
    app.login(&teacher.login, "wrong password").await;
    assert!(post.fresh().await.is_empty());
    let other = login(&app, &teacher, None)
        .header("User-Agent", PHONE)
        .done()
        .await;
    let letter = post.one().await;
    assert_eq!(letter.to, teacher.login);
    assert!(letter.text.contains("Яндекс Браузер, Android"), "{}", letter.text);
    assert!(letter.text.contains("22.11.2026 09:00 UTC"), "{}", letter.text);
    login(&app, &teacher, other.device.as_deref()).done().await;
    assert!(post.fresh().await.is_empty());
}

async fn a_browser_is_known_by_a_cookie_that_scripts_do_not_see(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    let (answer, cookie) = browse(&app, &teacher, None).await;
    assert!(answer.done().device.is_none(), "not where scripts could read it");
    assert!(
        cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Strict"),
        "{cookie}"
    );
    assert!(cookie.contains("; Max-Age=34560000"), "{cookie}");
    browse(&app, &teacher, Some(name_value(&cookie))).await;
    assert!(post.fresh().await.is_empty());
    browse(&app, &teacher, None).await;
    assert_eq!(post.fresh().await.len(), 1);
}

async fn a_device_that_we_did_not_sign_is_a_new_one(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    let known = login(&app, &teacher, None).done().await.device.unwrap();
    let (id, code) = known.split_once('.').unwrap();
    let other_id = id.replace(['0', '1', '2', '3'], "4");
    for forged in [
        format!("{other_id}.{code}"),
        format!("{id}."),
        id.to_owned(),
        "x".into(),
    ] {
        login(&app, &teacher, Some(&forged)).done().await;
        assert_eq!(post.fresh().await.len(), 1, "{forged}");
    }
}

async fn a_family_browser_is_new_to_each_of_them_once(app: TestApp) {
    let school = app.school("demo").await;
    let (parent, other) = (school.parent(&[]).await, school.parent(&[]).await);
    let mut post = Post::of(&app).await;
    let (_, cookie) = browse(&app, &parent, None).await;
    login(&app, &other, None).done().await;
    let (_, shared) = browse(&app, &other, Some(name_value(&cookie))).await;
    assert_eq!(
        name_value(&shared),
        name_value(&cookie),
        "one browser, one cookie"
    );
    assert_eq!(post.one().await.to, other.login);
    for who in [&parent, &other] {
        browse(&app, who, Some(name_value(&cookie))).await;
    }
    assert!(post.fresh().await.is_empty());
}

async fn a_changed_password_makes_other_devices_new_again(app: TestApp) {
    use podskazka_shared::auth::reset::{PasswordBody, PasswordChange};
    let teacher = teacher(&app).await;
    let (_, here) = browse(&app, &teacher, None).await;
    let (_, there) = browse(&app, &teacher, None).await;
    let body = PasswordBody {
        password: PASSWORD.into(),
        new: "семь синих слонов".into(),
    };
    let change = teacher.ask::<PasswordChange>(Nothing {}).body(&body);
    change.header("Cookie", name_value(&here)).done().await;
    let known = "SELECT COUNT(*) FROM device WHERE person_id = $1";
    assert_eq!(app.database().count(known, [teacher.person.0.into()]).await, 1);
    assert_ne!(name_value(&here), name_value(&there));
}
