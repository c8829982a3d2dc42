//! Sessions: what a token proves and for how long, and that rights are read anew each time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::{AuthKeys, AuthLogout, AuthRefresh, RefreshBody, Tokens};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolsFind;
use podskazka_shared::tickets::TicketsList;
use serde_json::{Value, json};

use crate::support::client::Ask;
use crate::support::{TestApp, together};

fn me(app: &TestApp, token: &str) -> Ask<MeFind> {
    app.guest::<MeFind>(Nothing {})
        .header("Authorization", &format!("Bearer {token}"))
}

fn refresh(app: &TestApp, token: &str) -> Ask<AuthRefresh> {
    let body = RefreshBody {
        refresh_token: Some(token.to_owned()),
    };
    app.guest::<AuthRefresh>(Nothing {}).body(&body)
}

fn both_of(tokens: Tokens) -> (String, String) {
    (tokens.access_token.unwrap(), tokens.refresh_token.unwrap())
}

/// The session that an access token names.
fn session(token: &str) -> Value {
    part(token, 1)["sid"].clone()
}

fn part(token: &str, index: usize) -> Value {
    let part = token.split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

fn encoded(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(json).unwrap())
}

both![
    an_access_token_ends_after_15_minutes,
    refreshing_rotates_within_one_session,
    the_token_just_before_is_good_for_30_seconds_and_stays_in_the_session,
    a_later_reuse_ends_the_whole_session,
    a_token_two_generations_old_ends_the_session_at_once,
    tabs_that_refresh_at_the_same_moment_get_the_same_token,
    logging_out_ends_the_session_and_no_other,
    refresh_tokens_that_we_did_not_write_are_refused,
    access_tokens_that_we_did_not_sign_are_refused,
    a_role_that_ends_ends_its_rights_at_the_next_request,
    a_membership_that_ends_ends_its_rights_at_the_next_request,
    a_token_of_one_process_is_good_at_another_also_when_the_keys_change,
    a_token_signed_before_the_keys_change_is_good_until_it_ends,
];

async fn an_access_token_ends_after_15_minutes(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let (access, _) = both_of(teacher.sign_in().await);
    app.after(Duration::seconds(899));
    me(&app, &access).done().await;
    app.after(Duration::seconds(1));
    me(&app, &access).refused(ProblemKind::Unauthenticated).await;
}

async fn refreshing_rotates_within_one_session(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let (access, first) = both_of(teacher.sign_in().await);
    app.after(Duration::days(1));
    let (second_access, second) = both_of(refresh(&app, &first).done().await);
    assert_ne!(first, second);
    assert_eq!(session(&access), session(&second_access));
    me(&app, &second_access).done().await;
    app.after(Duration::days(29));
    let (_, third) = both_of(refresh(&app, &second).done().await);
    app.after(Duration::days(30));
    refresh(&app, &third).refused(ProblemKind::Unauthenticated).await;
}

async fn the_token_just_before_is_good_for_30_seconds_and_stays_in_the_session(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let (_, first) = both_of(teacher.sign_in().await);
    let (access, second) = both_of(refresh(&app, &first).done().await);
    app.after(Duration::seconds(30));
    let (again_access, again) = both_of(refresh(&app, &first).done().await);
    assert_eq!(second, again, "two tabs hold the same token");
    assert_eq!(session(&access), session(&again_access));
    both_of(refresh(&app, &second).done().await);
}

async fn a_later_reuse_ends_the_whole_session(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let (_, first) = both_of(teacher.sign_in().await);
    let (_, elsewhere) = both_of(teacher.sign_in().await);
    let (access, second) = both_of(refresh(&app, &first).done().await);
    app.after(Duration::seconds(31));
    refresh(&app, &first).refused(ProblemKind::Unauthenticated).await;
    refresh(&app, &second).refused(ProblemKind::Unauthenticated).await;
    me(&app, &access).refused(ProblemKind::Unauthenticated).await;
    refresh(&app, &elsewhere).done().await;
}

async fn a_token_two_generations_old_ends_the_session_at_once(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let (_, first) = both_of(teacher.sign_in().await);
    let (_, second) = both_of(refresh(&app, &first).done().await);
    let (_, third) = both_of(refresh(&app, &second).done().await);
    refresh(&app, &first).refused(ProblemKind::Unauthenticated).await;
    refresh(&app, &third).refused(ProblemKind::Unauthenticated).await;
}

async fn tabs_that_refresh_at_the_same_moment_get_the_same_token(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let (_, first) = both_of(teacher.sign_in().await);
    let tabs = (0..8).map(|_| refresh(&app, &first).done());
    let mut tokens: Vec<String> = together(tabs).await.into_iter().map(|t| both_of(t).1).collect();
    tokens.dedup();
    assert_eq!(tokens.len(), 1);
    refresh(&app, &tokens[0]).done().await;
}

async fn logging_out_ends_the_session_and_no_other(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let (access, token) = both_of(teacher.sign_in().await);
    let (elsewhere, _) = both_of(teacher.sign_in().await);
    let logout = app
        .guest::<AuthLogout>(Nothing {})
        .header("Authorization", &format!("Bearer {access}"));
    logout.done().await;
    me(&app, &access).refused(ProblemKind::Unauthenticated).await;
    refresh(&app, &token).refused(ProblemKind::Unauthenticated).await;
    me(&app, &elsewhere).done().await;
}

async fn refresh_tokens_that_we_did_not_write_are_refused(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let (access, token) = both_of(teacher.sign_in().await);
    let (text, code) = token.rsplit_once('.').unwrap();
    let next = text.replace(".1", ".2");
    for forged in [
        String::new(),
        "a.b.c".into(),
        text.into(),
        format!("{next}.{code}"),
        access.clone(),
    ] {
        refresh(&app, &forged).refused(ProblemKind::Unauthenticated).await;
    }
    let nothing = app.guest::<AuthRefresh>(Nothing {}).json(&json!({}));
    nothing.refused(ProblemKind::Unauthenticated).await;
    me(&app, &access).done().await;
}

async fn access_tokens_that_we_did_not_sign_are_refused(app: TestApp) {
    let school = app.school("demo").await;
    let (teacher, director) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Director]).await,
    );
    let (access, refresh_token) = both_of(teacher.sign_in().await);
    let keys = app.guest::<AuthKeys>(Nothing {}).done().await.keys;
    let kid = keys[0]["kid"].as_str().unwrap();
    assert_eq!(part(&access, 0)["kid"], kid);
    assert!(keys[0].get("d").is_none(), "the private part stays with us");
    let claims = part(&access, 1);
    let pieces: Vec<&str> = access.split('.').collect();

    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(kid.to_owned());
    let pkcs8 = [
        b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".as_slice(),
        &[7; 32],
    ]
    .concat();
    let other_key = jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&pkcs8)).unwrap();
    // The public key taken for a shared secret.
    let public = URL_SAFE_NO_PAD.decode(keys[0]["x"].as_str().unwrap()).unwrap();
    let mut symmetric = Header::new(Algorithm::HS256);
    symmetric.kid = Some(kid.to_owned());
    let confused = jsonwebtoken::encode(&symmetric, &claims, &EncodingKey::from_secret(&public)).unwrap();
    let mut changed = claims.clone();
    changed["sub"] = json!(director.person);
    let tampered = format!("{}.{}.{}", pieces[0], encoded(&changed), pieces[2]);
    let none = encoded(&json!({"alg": "none", "typ": "JWT", "kid": kid}));
    let unsigned = format!("{none}.{}.", pieces[1]);
    let no_code = format!("{}.{}.", pieces[0], pieces[1]);
    let unknown_key = format!(
        "{}.{}.{}",
        encoded(&json!({"alg": "EdDSA", "kid": "x"})),
        pieces[1],
        pieces[2]
    );
    for forged in [
        other_key,
        confused,
        tampered,
        unsigned,
        no_code,
        unknown_key,
        refresh_token,
    ] {
        me(&app, &forged).refused(ProblemKind::Unauthenticated).await;
    }
    me(&app, &access).done().await;
}

async fn a_role_that_ends_ends_its_rights_at_the_next_request(app: TestApp) {
    let school = app.school("demo").await;
    let (helper, teacher) = (
        school.person(&[Capacity::Helper, Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let ticket = teacher.files("Вопрос").await.summary.id;
    helper.sees(ticket).await;
    let gone = app.database().execute(
        "DELETE FROM appointment WHERE member_id = $1",
        [helper.member.0.into()],
    );
    assert_eq!(gone.await, Ok(1));
    helper
        .ask::<podskazka_shared::tickets::TicketsFind>(helper.at(ticket))
        .refused(ProblemKind::NotFound)
        .await;
    assert!(helper.lists(Default::default()).await.is_empty());
    app.database()
        .execute(
            "DELETE FROM member_role WHERE member_id = $1",
            [helper.member.0.into()],
        )
        .await
        .unwrap();
    helper
        .ask::<TicketsList>(school.path())
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn a_membership_that_ends_ends_its_rights_at_the_next_request(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let teacher = school.person(&[Capacity::Teacher]).await;
    other.also(&teacher, &[Capacity::Parent]).await;
    teacher.ask::<SchoolsFind>(school.path()).done().await;
    let gone = app
        .database()
        .execute("DELETE FROM member WHERE id = $1", [teacher.member.0.into()]);
    assert_eq!(gone.await, Ok(1));
    teacher
        .ask::<SchoolsFind>(school.path())
        .refused(ProblemKind::NotFound)
        .await;
    let me = teacher.ask::<MeFind>(Nothing {}).done().await;
    assert_eq!(me.memberships.len(), 1, "what they are elsewhere stays");
}

async fn a_token_of_one_process_is_good_at_another_also_when_the_keys_change(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let beside = app.beside().await;
    app.after(Duration::days(30));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    for (from, to) in [(&app, &beside), (&beside, &app)] {
        let (access, token) = both_of(teacher.at_server(from).sign_in().await);
        me(to, &access).done().await;
        refresh(to, &token).done().await;
    }
}

async fn a_token_signed_before_the_keys_change_is_good_until_it_ends(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    app.after(Duration::days(30) - Duration::minutes(5));
    let (access, _) = both_of(teacher.sign_in().await);
    app.after(Duration::minutes(10));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(app.guest::<AuthKeys>(Nothing {}).done().await.keys.len(), 2);
    let (still, _) = both_of(teacher.sign_in().await);
    assert_eq!(
        part(&still, 0)["kid"],
        part(&access, 0)["kid"],
        "other processes do not know the new key yet"
    );
    app.after(Duration::minutes(4));
    me(&app, &access).done().await;
    app.after(Duration::minutes(1));
    let (fresh, _) = both_of(teacher.sign_in().await);
    assert_ne!(part(&fresh, 0)["kid"], part(&access, 0)["kid"]);
    let restarted = app.restarted().await;
    me(&restarted, &fresh).done().await;
    me(&restarted, &still).done().await;
    me(&restarted, &access)
        .refused(ProblemKind::Unauthenticated)
        .await;
}
