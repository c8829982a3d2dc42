//! Tokens of programs by OAuth 2.0, and what forged, stale and swapped tokens come to, people's and programs'.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::Duration;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use podskazka::auth::origin::ACCESS_COOKIE;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::{AuthKeys, AuthLogout};
use podskazka_shared::clients::Scope;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{ClientId, SessionId};
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::SchoolsFind;
use serde_json::{Value, json};

use crate::support::client::Raw;
use crate::support::journal::{Journal, bearing, changed, form_of, part};
use crate::support::spec::Operation;
use crate::support::{ORIGIN, School, TestApp, Who};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

async fn desk(app: &TestApp) -> (School, Who, Journal) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let journal = director
        .makes_client(&[Scope::SchoolRead, Scope::TicketFile])
        .await;
    (school, director, journal)
}

/// The error of RFC 6749, 5.2.
#[track_caller]
fn refused(answer: &Raw, status: u16, error: &str) {
    assert_eq!(
        (answer.status, answer.json()["error"].as_str()),
        (status, Some(error)),
        "{}",
        answer.text()
    );
    assert!(!answer.json()["error_description"].as_str().unwrap().is_empty());
    assert_eq!(answer.header("content-type"), Some("application/json"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("pragma"), Some("no-cache"));
    assert_eq!(answer.header("www-authenticate").is_some(), status == 401);
}

fn post(app: &TestApp) -> reqwest::RequestBuilder {
    app.request("POST", "/api/v1/auth/token")
}

both![
    a_token_is_given_for_credentials_by_basic_or_in_the_form,
    what_is_wrong_with_a_request_for_a_token_is_told_as_the_rfc_says,
    a_scope_can_be_narrowed_and_never_widened,
    wrong_secrets_wait_after_a_hundred_and_the_journal_is_not_locked_out_by_its_id,
    a_programs_token_ends_after_15_minutes,
    tokens_that_we_did_not_sign_are_refused,
    tokens_that_say_the_wrong_things_are_refused_also_when_we_signed_them,
    a_token_of_one_kind_is_refused_where_the_other_is_needed,
    a_programs_token_is_never_taken_from_a_cookie,
    a_programs_token_needs_no_proof_of_the_site,
    a_session_that_was_logged_out_stays_out_at_every_process,
];

async fn a_token_is_given_for_credentials_by_basic_or_in_the_form(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let (id, secret) = (journal.id.to_string(), journal.secret.clone());
    let in_form = [
        GRANT,
        ("client_id", id.as_str()),
        ("client_secret", secret.as_str()),
    ];
    let encoded = STANDARD.encode(format!(
        "{}:{}",
        id.replace('-', "%2D"),
        secret.replace('_', "%5F")
    ));
    let answers = [
        journal.asks(&[GRANT]).await,
        journal.asks(&[GRANT, ("client_id", &id)]).await,
        journal
            .asks(&[GRANT, ("scope", ""), ("what_nobody_knows", "1")])
            .await,
        Raw::of(form_of(post(&app), &in_form)).await,
        Raw::of(form_of(
            post(&app).header("Authorization", format!("basic {encoded}")),
            &[GRANT],
        ))
        .await,
    ];
    for answer in answers {
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("pragma"), Some("no-cache"));
        assert!(answer.header("set-cookie").is_none());
        let json = answer.json();
        let mut names: Vec<&String> = json.as_object().unwrap().keys().collect();
        names.sort_unstable();
        assert_eq!(names, ["access_token", "expires_in", "scope", "token_type"]);
        assert_eq!(
            (&json["token_type"], &json["expires_in"], &json["scope"]),
            (
                &json!("Bearer"),
                &json!(900),
                &json!("school_read ticket_read ticket_file")
            )
        );
        let token = json["access_token"].as_str().unwrap();
        let claims = part(token, 1);
        assert_eq!(
            (&claims["aud"], &claims["cid"], &claims["sub"]),
            (&json!("podskazka"), &json!(journal.id), &json!(journal.id))
        );
        assert!(claims.get("sid").is_none());
        bearing::<SchoolsFind>(&app, token, school.path()).done().await;
    }
    let lines =
        "SELECT COUNT(*) FROM audit WHERE action = 'client_token' AND client_id = $1 AND person_id IS NULL";
    assert_eq!(app.database().count(lines, [journal.id.0.into()]).await, 5);
}

async fn what_is_wrong_with_a_request_for_a_token_is_told_as_the_rfc_says(app: TestApp) {
    let (_, director, journal) = desk(&app).await;
    let (id, secret) = (journal.id.to_string(), journal.secret.clone());
    let nobody = podskazka::clock::new_id::<ClientId>(app.now()).to_string();
    let other = director.makes_client(&[Scope::SchoolRead]).await;
    type Fields<'a> = Vec<(&'a str, &'a str)>;
    let cases: Vec<(Fields<'_>, u16, &str)> = vec![
        (vec![], 400, "invalid_request"),
        (vec![("grant_type", "")], 400, "invalid_request"),
        (vec![GRANT, GRANT], 400, "invalid_request"),
        (vec![("grant_type", "password")], 400, "unsupported_grant_type"),
        (
            vec![("grant_type", "authorization_code")],
            400,
            "unsupported_grant_type",
        ),
        (vec![GRANT], 401, "invalid_client"),
        (vec![GRANT, ("client_id", &id)], 401, "invalid_client"),
        (vec![GRANT, ("client_secret", &secret)], 401, "invalid_client"),
        (
            vec![GRANT, ("client_id", &id), ("client_secret", "wrong")],
            401,
            "invalid_client",
        ),
        (
            vec![GRANT, ("client_id", &id), ("client_secret", &other.secret)],
            401,
            "invalid_client",
        ),
        (
            vec![GRANT, ("client_id", &nobody), ("client_secret", &secret)],
            401,
            "invalid_client",
        ),
        (
            vec![GRANT, ("client_id", "1"), ("client_secret", &secret)],
            401,
            "invalid_client",
        ),
    ];
    for (form, status, error) in &cases {
        refused(&Raw::of(form_of(post(&app), form)).await, *status, error);
    }
    // Two ways at once, or two programs.
    for form in [
        vec![GRANT, ("client_secret", secret.as_str())],
        vec![GRANT, ("client_id", nobody.as_str())],
        vec![GRANT, ("scope", "school_read"), ("scope", "school_read")],
    ] {
        refused(&journal.asks(&form).await, 400, "invalid_request");
    }
    for header in ["Bearer x", "Basic", "Basic !", "Basic eA==", "nonsense"] {
        let request = form_of(post(&app).header("Authorization", header), &[GRANT]);
        refused(&Raw::of(request).await, 401, "invalid_client");
    }
    // Credentials never come in the address.
    let request = app.request(
        "POST",
        &format!("/api/v1/auth/token?client_id={id}&client_secret={secret}"),
    );
    refused(&Raw::of(form_of(request, &[GRANT])).await, 401, "invalid_client");
    // Other bodies: JSON, nothing, too much.
    let json = json!({"grant_type": "client_credentials", "client_id": id, "client_secret": secret});
    refused(&Raw::of(post(&app).json(&json)).await, 400, "invalid_request");
    refused(&Raw::of(post(&app)).await, 400, "invalid_request");
    let much = "x".repeat(9000);
    refused(
        &journal.asks(&[GRANT, ("much", &much)]).await,
        400,
        "invalid_request",
    );
    let garbage = post(&app)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(b"grant_type=client_credentials&client_id=%00%ff\xff&client_secret=%00".to_vec());
    refused(&Raw::of(garbage).await, 401, "invalid_client");
}

async fn a_scope_can_be_narrowed_and_never_widened(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    for (asked, given) in [
        ("school_read", "school_read"),
        ("ticket_read", "ticket_read"),
        ("ticket_file", "ticket_read ticket_file"),
        ("ticket_file school_read", "school_read ticket_read ticket_file"),
    ] {
        let answer = journal.asks(&[GRANT, ("scope", asked)]).await;
        assert_eq!(answer.json()["scope"], given, "{asked}");
    }
    for wrong in [
        "people_read",
        "school_read people_read",
        "ticket_work",
        "client_manage",
        "nonsense",
        "school_read,ticket_read",
        "SCHOOL_READ",
    ] {
        refused(
            &journal.asks(&[GRANT, ("scope", wrong)]).await,
            400,
            "invalid_scope",
        );
    }
    let narrow = journal.asks(&[GRANT, ("scope", "ticket_read")]).await.json();
    let narrow = narrow["access_token"].as_str().unwrap().to_owned();
    bearing::<SchoolsFind>(&app, &narrow, school.path())
        .refused(ProblemKind::Forbidden)
        .await;
    // A token that claims more than the program has gets nothing more.
    let token = journal.token().await;
    let wide = changed(&app, &token, |claims| {
        claims["scope"] = json!(Scope::write_list(Scope::ALL))
    })
    .await;
    bearing::<SchoolsFind>(&app, &wide, school.path()).done().await;
    bearing::<podskazka_shared::schedules::SchedulesList>(&app, &wide, school.path())
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn wrong_secrets_wait_after_a_hundred_and_the_journal_is_not_locked_out_by_its_id(app: TestApp) {
    let (_, _, journal) = desk(&app).await;
    let guess = Journal {
        secret: "psk_guess".into(),
        ..journal.clone()
    };
    // Tokens given for good secrets do not count.
    for _ in 0..3 {
        journal.token().await;
    }
    for _ in 0..50 {
        refused(&guess.asks(&[GRANT]).await, 401, "invalid_client");
    }
    journal.token().await;
    for _ in 0..50 {
        refused(&guess.asks(&[GRANT]).await, 401, "invalid_client");
    }
    let late = journal.asks(&[GRANT]).await;
    refused(&late, 429, "temporarily_unavailable");
    assert_eq!(late.header("retry-after"), Some("300"));
    let keys: Vec<String> = app.database().column("SELECT key FROM throttle", []).await;
    assert!(
        keys.iter()
            .all(|key| !key.contains("127.0.0.1") && !key.contains(&journal.id.to_string())),
        "a key tells nobody what it counts"
    );
    // The address waits, not the program: from elsewhere it would get its token.
    assert_eq!(keys.len(), 2, "the head's sign-in and this address");
    app.after(Duration::minutes(5));
    journal.token().await;
}

async fn a_programs_token_ends_after_15_minutes(app: TestApp) {
    let (school, _, journal) = desk(&app).await;
    let token = journal.token().await;
    app.after(Duration::seconds(899));
    bearing::<SchoolsFind>(&app, &token, school.path()).done().await;
    app.after(Duration::seconds(1));
    bearing::<SchoolsFind>(&app, &token, school.path())
        .refused(ProblemKind::Unauthenticated)
        .await;
}

fn encoded(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(json).unwrap())
}

/// What others make of a good token without our key.
async fn forgeries(app: &TestApp, token: &str) -> Vec<(&'static str, String)> {
    let keys = app.guest::<AuthKeys>(Nothing {}).done().await.keys;
    let kid = keys[0]["kid"].as_str().unwrap().to_owned();
    let claims = part(token, 1);
    let pieces: Vec<&str> = token.split('.').collect();
    let mut ours = Header::new(Algorithm::EdDSA);
    ours.kid = Some(kid.clone());
    let pkcs8 = [
        b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".as_slice(),
        &[7; 32],
    ]
    .concat();
    let stranger = EncodingKey::from_ed_der(&pkcs8);
    let with = |header: &Header, key: &EncodingKey| jsonwebtoken::encode(header, &claims, key).unwrap();
    let mut shared = Header::new(Algorithm::HS256);
    shared.kid = Some(kid.clone());
    let public = keys[0]["x"].as_str().unwrap();
    let raw = URL_SAFE_NO_PAD.decode(public).unwrap();
    let whole = serde_json::to_vec(&keys[0]).unwrap();
    let head = |header: Value| format!("{}.{}.{}", encoded(&header), pieces[1], pieces[2]);
    let bare = |header: Value| format!("{}.{}.", encoded(&header), pieces[1]);
    let mut nameless = ours.clone();
    nameless.kid = None;
    let mut theirs = ours.clone();
    theirs.kid = Some("theirs".into());
    let mut letters = pieces[2].chars();
    let other = if letters.next() == Some('A') { "B" } else { "A" };
    let rest = letters.as_str();
    vec![
        ("another key", with(&ours, &stranger)),
        ("another key, no kid", with(&nameless, &stranger)),
        ("another key, another kid", with(&theirs, &stranger)),
        (
            "the public key as a secret",
            with(&shared, &EncodingKey::from_secret(&raw)),
        ),
        (
            "its text as a secret",
            with(&shared, &EncodingKey::from_secret(public.as_bytes())),
        ),
        (
            "the whole key as a secret",
            with(&shared, &EncodingKey::from_secret(&whole)),
        ),
        ("an empty secret", with(&shared, &EncodingKey::from_secret(b""))),
        ("none", bare(json!({"alg": "none", "typ": "JWT", "kid": kid}))),
        ("None", bare(json!({"alg": "None", "typ": "JWT", "kid": kid}))),
        ("no signature", bare(json!({"alg": "EdDSA", "kid": kid}))),
        ("another alg", head(json!({"alg": "HS256", "kid": kid}))),
        ("RS256", head(json!({"alg": "RS256", "kid": kid}))),
        ("no kid", head(json!({"alg": "EdDSA"}))),
        ("an unknown kid", head(json!({"alg": "EdDSA", "kid": "x"}))),
        (
            "a path as kid",
            head(json!({"alg": "EdDSA", "kid": "../../dev/null"})),
        ),
        (
            "a key in the header",
            head(json!({"alg": "EdDSA", "kid": kid, "jwk": keys[0], "jku": "https://evil.test"})),
        ),
        (
            "another signature",
            format!("{}.{}.{other}{rest}", pieces[0], pieces[1]),
        ),
        ("one part less", format!("{}.{}", pieces[0], pieces[1])),
        ("one part more", format!("{token}.x")),
    ]
}

async fn tokens_that_we_did_not_sign_are_refused(app: TestApp) {
    let (school, director, journal) = desk(&app).await;
    for token in [director.token().await, journal.token().await] {
        for (what, forged) in forgeries(&app, &token).await {
            let answer = bearing::<SchoolsFind>(&app, &forged, school.path()).send().await;
            assert_eq!(answer.status, 401, "{what}: {}", answer.text());
            answer.refused(ProblemKind::Unauthenticated);
        }
        bearing::<SchoolsFind>(&app, &token, school.path()).done().await;
    }
}

async fn tokens_that_say_the_wrong_things_are_refused_also_when_we_signed_them(app: TestApp) {
    let (school, director, journal) = desk(&app).await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let other = director.makes_client(&[Scope::SchoolRead]).await;
    let (person, program) = (director.token().await, journal.token().await);
    let (now, of_other) = (app.now().timestamp(), part(&other.token().await, 1));
    let session: SessionId = podskazka::clock::new_id(app.now());
    let set = |name: &'static str, value: Value| -> Box<dyn Fn(&mut Value)> {
        Box::new(move |claims| claims[name] = value.clone())
    };
    let drop = |name: &'static str| -> Box<dyn Fn(&mut Value)> {
        Box::new(move |claims| {
            claims.as_object_mut().unwrap().remove(name);
        })
    };
    let both_ways = |from: &str| part(from, 1);
    let (sid, cid, sec) = (
        both_ways(&person)["sid"].clone(),
        both_ways(&program)["cid"].clone(),
        both_ways(&program)["sec"].clone(),
    );
    type Change = Box<dyn Fn(&mut Value)>;
    let of_all: Vec<(&str, Change)> = vec![
        ("another audience", set("aud", json!("elsewhere"))),
        ("several audiences", set("aud", json!(["podskazka", "elsewhere"]))),
        ("no audience", drop("aud")),
        ("over", set("exp", json!(now))),
        ("over long ago", set("exp", json!(0))),
        ("never over", drop("exp")),
        ("an end that is no number", set("exp", json!("9999999999"))),
        ("nobody", drop("sub")),
        ("nobody's id", set("sub", json!("x"))),
        ("somebody else", set("sub", json!(teacher.person))),
    ];
    let of_person: Vec<(&str, Change)> = vec![
        ("no session", drop("sid")),
        ("an unknown session", set("sid", json!(session))),
        ("a program's too", set("cid", cid.clone())),
        ("a program's secret too", set("sec", sec)),
        ("with scopes", set("scope", json!("school_read"))),
    ];
    let of_program: Vec<(&str, Change)> = vec![
        ("a person's too", set("sid", sid.clone())),
        ("no program", drop("cid")),
        ("no secret", drop("sec")),
        ("no scopes", drop("scope")),
        ("an unknown scope", set("scope", json!("school_read everything"))),
        ("another program's secret", set("sec", of_other["sec"].clone())),
        ("another program", set("cid", of_other["cid"].clone())),
        ("a person's id", set("sub", json!(director.person))),
    ];
    for (token, changes) in [(&person, &of_person), (&program, &of_program)] {
        for (what, change) in of_all.iter().chain(changes) {
            let forged = changed(&app, token, change).await;
            let answer = bearing::<SchoolsFind>(&app, &forged, school.path()).send().await;
            assert_eq!(answer.status, 401, "{what}: {}", answer.text());
        }
        let same = changed(&app, token, |_| {}).await;
        bearing::<SchoolsFind>(&app, &same, school.path()).done().await;
    }
}

async fn a_token_of_one_kind_is_refused_where_the_other_is_needed(app: TestApp) {
    let (school, director, journal) = desk(&app).await;
    director.is_called("head").await;
    let token = journal.token().await;
    let of_people: Vec<Operation> = Operation::all()
        .into_iter()
        .filter(|operation| operation.action == "signed_in")
        .collect();
    assert!(of_people.len() >= 3);
    for operation in of_people {
        let address = operation.address(|_| session_id(&app));
        let request = || app.request(&operation.method, &address).bearer_auth(&token);
        Raw::of(request()).await.refused(ProblemKind::Forbidden);
        Raw::of(request().header("On-Behalf-Of", "head"))
            .await
            .refused(ProblemKind::Forbidden);
    }
    // A person does not act for others, nor do they get a program's token.
    for external_id in ["head", "nobody", ""] {
        let ask = director.ask::<SchoolsFind>(school.path());
        ask.header("On-Behalf-Of", external_id)
            .refused(ProblemKind::Forbidden)
            .await;
        let me = director.ask::<MeFind>(Nothing {});
        me.header("On-Behalf-Of", external_id)
            .refused(ProblemKind::Forbidden)
            .await;
    }
    let form = [
        GRANT,
        ("client_id", director.login.as_str()),
        ("client_secret", crate::support::people::PASSWORD),
    ];
    refused(&Raw::of(form_of(post(&app), &form)).await, 401, "invalid_client");
    app.login(&journal.id.to_string(), &journal.secret)
        .await
        .refused(ProblemKind::WrongCredentials);
    let refresh = app
        .guest::<podskazka_shared::auth::AuthRefresh>(Nothing {})
        .json(&json!({"refresh_token": token}));
    refresh.refused(ProblemKind::Unauthenticated).await;
}

fn session_id(app: &TestApp) -> String {
    podskazka::clock::new_id::<SessionId>(app.now()).to_string()
}

async fn a_programs_token_is_never_taken_from_a_cookie(app: TestApp) {
    let (school, director, journal) = desk(&app).await;
    let cookie = format!("{ACCESS_COOKIE}={}", journal.token().await);
    let read = app.guest::<SchoolsFind>(school.path());
    read.header("Cookie", &cookie)
        .refused(ProblemKind::Unauthenticated)
        .await;
    let write = app
        .guest::<podskazka_shared::tickets::TicketsCreate>(school.path())
        .header("Cookie", &cookie)
        .header("Origin", ORIGIN);
    write.refused(ProblemKind::Unauthenticated).await;
    // Beside a program's token a person's cookie counts for nothing.
    let me = bearing::<MeFind>(&app, &journal.token().await, Nothing {});
    me.header("Cookie", &director.cookie().await)
        .refused(ProblemKind::Forbidden)
        .await;
}

async fn a_programs_token_needs_no_proof_of_the_site(app: TestApp) {
    let (school, director, journal) = desk(&app).await;
    director.is_called("head").await;
    let ask = journal
        .ask_for::<podskazka_shared::tickets::TicketsCreate>("head", school.path())
        .await;
    let ask = ask
        .header("Origin", "https://journal.test")
        .header("Sec-Fetch-Site", "cross-site");
    ask.body(&crate::support::desk::ticket("Вопрос")).done().await;
}

async fn a_session_that_was_logged_out_stays_out_at_every_process(app: TestApp) {
    let (_, director, _) = desk(&app).await;
    let beside = app.beside().await;
    let token = director.sign_in().await.access_token.unwrap();
    bearing::<MeFind>(&beside, &token, Nothing {}).done().await;
    bearing::<AuthLogout>(&app, &token, Nothing {}).done().await;
    for server in [&app, &beside] {
        bearing::<MeFind>(server, &token, Nothing {})
            .refused(ProblemKind::Unauthenticated)
            .await;
    }
}
