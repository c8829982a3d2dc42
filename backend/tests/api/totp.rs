//! The second step: on, off, asked for by a school, and what guessing at it gains.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::contacts::MeSecurity;
use podskazka_shared::auth::totp::{
    CodeBody, Enrolment, ProofBody, RecoveryCodes, TotpBegin, TotpCodes, TotpConfirm, TotpOff,
};
use podskazka_shared::auth::{AuthTotp, SecondStepBody};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{SchoolsFind, SchoolsUpdate};
use podskazka_shared::tickets::TicketsList;
use serde_json::json;

use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::people::PASSWORD;
use crate::support::post::Post;
use crate::support::{ORIGIN, TestApp, Who, together};

/// The app on somebody's phone.
pub struct Phone {
    secret: String,
    pub codes: Vec<String>,
}

impl Phone {
    /// The code that it shows now.
    pub fn code(&self, app: &TestApp) -> String {
        let secret = totp_rs::Secret::try_from_base32(&self.secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        totp.generate(u64::try_from(app.now().timestamp()).unwrap())
            .to_string()
    }

    /// A code that it does not show around now.
    fn wrong(&self, app: &TestApp) -> String {
        let now = app.now();
        let near: Vec<String> = [-30, 0, 30]
            .map(|seconds| {
                let secret = totp_rs::Secret::try_from_base32(&self.secret).unwrap();
                let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
                let at = now.timestamp() + seconds;
                totp.generate(u64::try_from(at).unwrap()).to_string()
            })
            .to_vec();
        let wrong = ["000000", "111111", "222222", "333333"];
        (*wrong
            .iter()
            .find(|code| !near.contains(&(**code).to_owned()))
            .unwrap())
        .to_owned()
    }
}

fn proof(code: Option<&str>) -> ProofBody {
    ProofBody {
        password: PASSWORD.to_owned(),
        code: code.map(str::to_owned),
    }
}

async fn begin(who: &Who, code: Option<&str>) -> Enrolment {
    who.ask::<TotpBegin>(Nothing {}).body(&proof(code)).done().await
}

fn first_code(who: &Who, code: &str) -> Ask<TotpConfirm> {
    who.ask::<TotpConfirm>(Nothing {}).body(&CodeBody {
        code: code.to_owned(),
    })
}

/// Begins, and tells the first code.
pub async fn shown_first(app: &TestApp, who: &Who) -> String {
    let phone = Phone {
        secret: begin(who, None).await.secret,
        codes: Vec::new(),
    };
    phone.code(app)
}

/// Turns the second step on; a moment later, so that the first code is used up and the next one is not.
pub async fn enrolled(app: &TestApp, who: &Who) -> Phone {
    let secret = begin(who, None).await.secret;
    let mut phone = Phone {
        secret,
        codes: Vec::new(),
    };
    let RecoveryCodes { codes } = first_code(who, &phone.code(app)).done().await;
    phone.codes = codes;
    app.after(Duration::seconds(60));
    phone
}

pub async fn challenge(app: &TestApp, who: &Who) -> String {
    let problem = app
        .login(&who.login, PASSWORD)
        .await
        .refused(ProblemKind::TotpRequired);
    problem.challenge.unwrap()
}

fn step(app: &TestApp, challenge: &str, code: &str, device: Option<&str>) -> Ask<AuthTotp> {
    let body = SecondStepBody {
        challenge: challenge.to_owned(),
        code: code.to_owned(),
        cookies: false,
        device: device.map(str::to_owned),
    };
    app.guest::<AuthTotp>(Nothing {}).body(&body)
}

async fn teacher(app: &TestApp) -> Who {
    app.school("demo").await.person(&[Capacity::Teacher]).await
}

both![
    a_sign_in_takes_two_steps_once_the_second_is_on,
    a_code_works_once_also_for_two_at_the_same_moment,
    a_challenge_is_ours_lasts_five_minutes_and_ends_with_the_password,
    codes_are_guessed_seldom_and_the_owners_device_is_not_locked_out,
    guessing_all_day_ends_is_told_once_and_shuts_nobody_out,
    a_recovery_code_works_once_and_is_told,
    turning_off_needs_password_and_code,
    a_new_phone_takes_over_only_with_a_code_of_the_old_one,
    secrets_and_recovery_codes_are_nowhere_in_the_database,
    a_school_that_asks_for_it_gets_it_from_staff_and_not_from_parents,
    only_who_has_it_asks_it_of_others,
    another_site_cannot_do_the_second_step_with_cookies,
    each_change_leaves_a_line_in_the_trail,
];

async fn a_sign_in_takes_two_steps_once_the_second_is_on(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    let enrolment = begin(&teacher, None).await;
    assert!(enrolment.uri.contains(&enrolment.secret));
    assert!(enrolment.qr_svg.contains("<svg"));
    app.login(&teacher.login, PASSWORD).await.done();
    post.fresh().await;
    let phone = enrolled(&app, &teacher).await;
    assert!(post.one().await.text.contains("код из приложения"));
    assert_eq!(phone.codes.len(), 10);
    let security = teacher.ask::<MeSecurity>(Nothing {}).done().await;
    assert_eq!(security.recovery_codes, 10);
    assert!(security.totp_since.is_some());

    app.login(&teacher.login, "wrong password")
        .await
        .refused(ProblemKind::WrongCredentials);
    let challenge = challenge(&app, &teacher).await;
    // The challenge is no token.
    let me = app.guest::<MeFind>(Nothing {});
    me.header("Authorization", &format!("Bearer {challenge}"))
        .refused(ProblemKind::Unauthenticated)
        .await;
    step(&app, &challenge, &phone.wrong(&app), None)
        .refused(ProblemKind::WrongCode)
        .await;
    let code = phone.code(&app);
    let (one, two) = code.split_at(3);
    let typed = format!(" {one} {two}");
    let tokens = step(&app, &challenge, &typed, None).done().await;
    let me = app.guest::<MeFind>(Nothing {});
    let token = format!("Bearer {}", tokens.access_token.unwrap());
    assert_eq!(me.header("Authorization", &token).done().await.id, teacher.person);
}

async fn a_code_works_once_also_for_two_at_the_same_moment(app: TestApp) {
    let teacher = teacher(&app).await;
    let phone = enrolled(&app, &teacher).await;
    let challenge = challenge(&app, &teacher).await;
    let code = phone.code(&app);
    let tries = (0..4).map(|_| {
        let (app, challenge, code) = (app.clone(), challenge.clone(), code.clone());
        async move { step(&app, &challenge, &code, None).send().await.status }
    });
    let mut statuses = together(tries).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 401, 401, 401]);
    app.after(Duration::seconds(30));
    // Still within the grace of one step, but used.
    step(&app, &challenge, &code, None)
        .refused(ProblemKind::WrongCode)
        .await;
    step(&app, &challenge, &phone.code(&app), None).done().await;
}

async fn a_challenge_is_ours_lasts_five_minutes_and_ends_with_the_password(app: TestApp) {
    let school = app.school("demo").await;
    let (teacher, other) = (
        school.person(&[Capacity::Teacher]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let phone = enrolled(&app, &teacher).await;
    let challenge_text = challenge(&app, &teacher).await;
    let forged = challenge_text.replace(
        &teacher.person.0.simple().to_string(),
        &other.person.0.simple().to_string(),
    );
    for text in [forged.as_str(), "x", "a.b.c.d"] {
        step(&app, text, &phone.code(&app), None)
            .refused(ProblemKind::ChallengeOver)
            .await;
    }
    app.after(Duration::minutes(5));
    step(&app, &challenge_text, &phone.code(&app), None)
        .refused(ProblemKind::ChallengeOver)
        .await;
    let challenge_text = challenge(&app, &teacher).await;
    let body = json!({"password": PASSWORD, "new": "семь синих слонов"});
    let access = signed_in(&app, &teacher, &phone).await;
    let change =
        Ask::<podskazka_shared::auth::reset::PasswordChange>::new(&app, None, Nothing {}).json(&body);
    change.header("Authorization", &access).done().await;
    app.after(Duration::seconds(60));
    step(&app, &challenge_text, &phone.code(&app), None)
        .refused(ProblemKind::ChallengeOver)
        .await;
}

/// The `Authorization` header of a fresh sign-in in two steps.
async fn signed_in(app: &TestApp, who: &Who, phone: &Phone) -> String {
    let challenge = challenge(app, who).await;
    let tokens = step(app, &challenge, &phone.code(app), None).done().await;
    format!("Bearer {}", tokens.access_token.unwrap())
}

async fn codes_are_guessed_seldom_and_the_owners_device_is_not_locked_out(app: TestApp) {
    let teacher = teacher(&app).await;
    let device = teacher.device().await;
    let phone = enrolled(&app, &teacher).await;
    let challenge = challenge(&app, &teacher).await;
    for _ in 0..5 {
        step(&app, &challenge, &phone.wrong(&app), None)
            .refused(ProblemKind::WrongCode)
            .await;
    }
    step(&app, &challenge, &phone.code(&app), None)
        .refused(ProblemKind::TooManyRequests)
        .await;
    let app = app.restarted().await;
    step(&app, &challenge, &phone.code(&app), None)
        .refused(ProblemKind::TooManyRequests)
        .await;
    step(&app, &challenge, &phone.code(&app), Some(&device))
        .done()
        .await;
}

async fn guessing_all_day_ends_is_told_once_and_shuts_nobody_out(app: TestApp) {
    let teacher = teacher(&app).await;
    let device = teacher.device().await;
    let phone = enrolled(&app, &teacher).await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    for series in 0..4 {
        let challenge = challenge(&app, &teacher).await;
        for _ in 0..5 {
            step(&app, &challenge, &phone.wrong(&app), None)
                .refused(ProblemKind::WrongCode)
                .await;
        }
        step(&app, &challenge, &phone.wrong(&app), None)
            .refused(ProblemKind::TooManyRequests)
            .await;
        let letters = post.fresh().await;
        assert_eq!(letters.len(), usize::from(series == 0), "{letters:?}");
        if let Some(letter) = letters.first() {
            assert_eq!(letter.to, teacher.login);
            assert!(letter.text.contains("/forgot") && letter.text.contains("Войти не удалось"));
        }
        app.after(Duration::minutes(5));
    }
    // Twenty codes a day from devices that are not the owner's, also right ones; the day is told.
    let text = challenge(&app, &teacher).await;
    let refused = step(&app, &text, &phone.code(&app), None).send().await;
    refused.refused(ProblemKind::TooManyRequests);
    let wait: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert_eq!(wait, 24 * 3600 - 20 * 60);
    // The owner comes in: from their device, elsewhere by a recovery code, and with a new password.
    step(&app, &text, &phone.code(&app), Some(&device)).done().await;
    step(&app, &text, &phone.codes[0], None).done().await;
    app.after(Duration::seconds(60));
    let forgot = podskazka_shared::auth::reset::ResetBody {
        login: teacher.login.clone(),
    };
    app.guest::<podskazka_shared::auth::reset::AuthReset>(Nothing {})
        .body(&forgot)
        .done()
        .await;
    let letters = post.fresh().await;
    let link = letters.iter().find(|mail| mail.text.contains("/reset#")).unwrap();
    let new = podskazka_shared::auth::reset::NewPasswordBody {
        token: link.token(),
        password: PASSWORD.into(),
    };
    app.guest::<podskazka_shared::auth::reset::AuthResetUse>(Nothing {})
        .body(&new)
        .done()
        .await;
    let text = challenge(&app, &teacher).await;
    step(&app, &text, &phone.code(&app), None).done().await;
    // And all of it is over by itself.
    app.after(Duration::days(1));
    let text = challenge(&app, &teacher).await;
    step(&app, &text, &phone.code(&app), None).done().await;
}

async fn a_recovery_code_works_once_and_is_told(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    let phone = enrolled(&app, &teacher).await;
    let device = teacher.device().await;
    post.fresh().await;
    let challenge = challenge(&app, &teacher).await;
    let typed = phone.codes[3].to_uppercase().replace('-', " ");
    step(&app, &challenge, &typed, Some(&device)).done().await;
    assert!(post.one().await.text.contains("осталось: 9"));
    step(&app, &challenge, &phone.codes[3], None)
        .refused(ProblemKind::WrongCode)
        .await;
    let fresh = teacher
        .ask::<TotpCodes>(Nothing {})
        .body(&proof(Some(&phone.code(&app))))
        .done()
        .await;
    assert_eq!(fresh.codes.len(), 10);
    step(&app, &challenge, &phone.codes[4], None)
        .refused(ProblemKind::WrongCode)
        .await;
    step(&app, &challenge, &fresh.codes[0], None).done().await;
}

async fn turning_off_needs_password_and_code(app: TestApp) {
    let teacher = teacher(&app).await;
    let off = |body: ProofBody| teacher.ask::<TotpOff>(Nothing {}).body(&body);
    off(proof(None)).refused(ProblemKind::WrongState).await;
    let phone = enrolled(&app, &teacher).await;
    let problem = off(proof(None)).refused(ProblemKind::Invalid).await;
    assert_eq!(fields(&problem), [("/code", Kind::Required)]);
    let problem = off(proof(Some(&phone.wrong(&app))))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/code", Kind::WrongCode)]);
    let guessed = ProofBody {
        password: "not the password".into(),
        code: Some(phone.code(&app)),
    };
    off(guessed).refused(ProblemKind::Invalid).await;
    off(proof(Some(&phone.code(&app)))).done().await;
    app.login(&teacher.login, PASSWORD).await.done();
    assert_eq!(
        app.database()
            .count("SELECT COUNT(*) FROM recovery_code", [])
            .await,
        0
    );
}

async fn a_new_phone_takes_over_only_with_a_code_of_the_old_one(app: TestApp) {
    let teacher = teacher(&app).await;
    first_code(&teacher, "123456")
        .refused(ProblemKind::WrongState)
        .await;
    let old = enrolled(&app, &teacher).await;
    teacher
        .ask::<TotpBegin>(Nothing {})
        .body(&proof(None))
        .refused(ProblemKind::Invalid)
        .await;
    let secret = begin(&teacher, Some(&old.code(&app))).await.secret;
    let mut new = Phone {
        secret,
        codes: Vec::new(),
    };
    // Until the first code comes back, the old phone is the one.
    app.after(Duration::seconds(60));
    signed_in(&app, &teacher, &old).await;
    let problem = first_code(&teacher, &new.wrong(&app))
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/code", Kind::WrongCode)]);
    new.codes = first_code(&teacher, &new.code(&app)).done().await.codes;
    app.after(Duration::seconds(60));
    let challenge = challenge(&app, &teacher).await;
    step(&app, &challenge, &old.code(&app), None)
        .refused(ProblemKind::WrongCode)
        .await;
    step(&app, &challenge, &old.codes[0], None)
        .refused(ProblemKind::WrongCode)
        .await;
    step(&app, &challenge, &new.code(&app), None).done().await;
    begin(&teacher, Some(&new.codes[0])).await;
    app.after(Duration::minutes(30));
    let access = signed_in(&app, &teacher, &new).await;
    let late = app
        .guest::<TotpConfirm>(Nothing {})
        .header("Authorization", &access);
    late.body(&CodeBody {
        code: "123456".into(),
    })
    .refused(ProblemKind::WrongState)
    .await;
}

async fn secrets_and_recovery_codes_are_nowhere_in_the_database(app: TestApp) {
    let teacher = teacher(&app).await;
    let phone = enrolled(&app, &teacher).await;
    let secret = totp_rs::Secret::try_from_base32(&phone.secret).unwrap();
    let sealed: Vec<Vec<u8>> = app.database().column("SELECT secret FROM totp", []).await;
    assert_eq!(sealed.len(), 1);
    let holds = |place: &[u8], what: &[u8]| place.windows(what.len()).any(|part| part == what);
    assert!(!holds(&sealed[0], secret.as_bytes()) && !holds(&sealed[0], phone.secret.as_bytes()));
    let macs: Vec<Vec<u8>> = app.database().column("SELECT mac FROM recovery_code", []).await;
    assert_eq!(macs.len(), 10);
    for code in &phone.codes {
        assert!(
            macs.iter()
                .all(|mac| !holds(mac, code.replace('-', "").as_bytes()))
        );
    }
}

async fn a_school_that_asks_for_it_gets_it_from_staff_and_not_from_parents(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let director = school.person(&[Capacity::Director]).await;
    let staff = school.person(&[Capacity::Teacher]).await;
    other.also(&staff, &[Capacity::Parent]).await;
    let child = school.student(Some("7А")).await;
    let parent = school.parent(&[&child]).await;
    let elsewhere = other.person(&[Capacity::Teacher]).await;
    enrolled(&app, &director).await;
    director
        .ask::<SchoolsUpdate>(school.path())
        .version(1)
        .json(&json!({"require_totp": true}))
        .done()
        .await;
    assert!(
        director
            .ask::<SchoolsFind>(school.path())
            .done()
            .await
            .require_totp
    );

    // Every operation of the school, before anything else is looked at.
    for operation in crate::support::spec::Operation::all() {
        if operation.has("school") && !operation.is_guest() {
            let address = operation.address(|name| match name {
                "school" => "demo".to_owned(),
                _ => staff.person.to_string(),
            });
            let request = app
                .request(&operation.method, &address)
                .bearer_auth(staff.token().await);
            crate::support::client::Raw::of(request.body("{garbage"))
                .await
                .refused(ProblemKind::TotpSetupRequired);
        }
    }
    let me = staff.ask::<MeFind>(Nothing {}).done().await;
    assert_eq!(me.totp_missing_in, [school.id]);
    assert!(staff.ask::<MeSecurity>(Nothing {}).done().await.totp_wanted);
    // What they are elsewhere stays, and nobody else is asked.
    let there = staff.ask::<TicketsList>(other.path());
    there.done().await;
    for who in [&child, &parent] {
        who.ask::<TicketsList>(school.path()).done().await;
        assert!(
            who.ask::<MeFind>(Nothing {})
                .done()
                .await
                .totp_missing_in
                .is_empty()
        );
    }
    elsewhere.ask::<TicketsList>(other.path()).done().await;
    elsewhere
        .ask::<TicketsList>(school.path())
        .refused(ProblemKind::NotFound)
        .await;

    let phone = enrolled(&app, &staff).await;
    staff.ask::<TicketsList>(school.path()).done().await;
    assert!(
        staff
            .ask::<MeFind>(Nothing {})
            .done()
            .await
            .totp_missing_in
            .is_empty()
    );
    let off = staff
        .ask::<TotpOff>(Nothing {})
        .body(&proof(Some(&phone.code(&app))));
    off.refused(ProblemKind::TotpKept).await;
    director
        .ask::<SchoolsUpdate>(school.path())
        .version(2)
        .json(&json!({"require_totp": false}))
        .done()
        .await;
    app.after(Duration::seconds(60));
    let off = staff
        .ask::<TotpOff>(Nothing {})
        .body(&proof(Some(&phone.code(&app))));
    off.done().await;
}

async fn only_who_has_it_asks_it_of_others(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let ask = || {
        director
            .ask::<SchoolsUpdate>(school.path())
            .version(1)
            .json(&json!({"require_totp": true, "name": "Новое имя"}))
    };
    ask().refused(ProblemKind::TotpFirst).await;
    let card = director.ask::<SchoolsFind>(school.path()).done().await;
    assert_eq!((card.require_totp, card.version), (false, 1));
    enrolled(&app, &director).await;
    assert!(ask().done().await.require_totp);
}

async fn another_site_cannot_do_the_second_step_with_cookies(app: TestApp) {
    let teacher = teacher(&app).await;
    let phone = enrolled(&app, &teacher).await;
    let challenge = challenge(&app, &teacher).await;
    let body = SecondStepBody {
        challenge,
        code: phone.code(&app),
        cookies: true,
        device: None,
    };
    let ask = || app.guest::<AuthTotp>(Nothing {}).body(&body);
    ask().refused(ProblemKind::CrossSite).await;
    ask()
        .header("Origin", "https://evil.test")
        .refused(ProblemKind::CrossSite)
        .await;
    let answer = ask().header("Origin", ORIGIN).send().await;
    assert_eq!(answer.done().access_token, None);
    assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 3);
}

async fn each_change_leaves_a_line_in_the_trail(app: TestApp) {
    let teacher = teacher(&app).await;
    let phone = enrolled(&app, &teacher).await;
    let codes = teacher.ask::<TotpCodes>(Nothing {});
    codes.body(&proof(Some(&phone.code(&app)))).done().await;
    app.after(Duration::seconds(60));
    let off = teacher.ask::<TotpOff>(Nothing {});
    off.body(&proof(Some(&phone.code(&app)))).done().await;
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'second_step' AND person_id = $1";
    assert_eq!(app.database().count(lines, [teacher.person.0.into()]).await, 4);
}
