//! Changing a password, and setting a new one when it is forgotten.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::reset::{
    AuthReset, AuthResetUse, NewPasswordBody, PasswordBody, PasswordChange, ResetBody,
};
use podskazka_shared::auth::{AuthRefresh, RefreshBody};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::ProblemKind;

use crate::contacts::{add, confirm};
use crate::filing::fields;
use crate::support::client::Ask;
use crate::support::people::PASSWORD;
use crate::support::post::Post;
use crate::support::{New, TestApp, Who, together};

const NEW: &str = "семь синих слонов";

fn change(who: &Who, password: &str, new: &str) -> Ask<PasswordChange> {
    let body = PasswordBody {
        password: password.to_owned(),
        new: new.to_owned(),
    };
    who.ask::<PasswordChange>(Nothing {}).body(&body)
}

fn forgot(app: &TestApp, login: &str) -> Ask<AuthReset> {
    let body = ResetBody {
        login: login.to_owned(),
    };
    app.guest::<AuthReset>(Nothing {}).body(&body)
}

fn set(app: &TestApp, token: &str, password: &str) -> Ask<AuthResetUse> {
    let body = NewPasswordBody {
        token: token.to_owned(),
        password: password.to_owned(),
    };
    app.guest::<AuthResetUse>(Nothing {}).body(&body)
}

async fn teacher(app: &TestApp) -> Who {
    app.school("demo").await.person(&[Capacity::Teacher]).await
}

both![
    a_changed_password_ends_the_other_sessions_and_is_told,
    a_password_is_long_unknown_and_not_a_name_of_its_owner,
    a_forgotten_password_is_set_by_a_link_that_works_once,
    asking_for_a_link_tells_nothing,
    a_link_ends_after_an_hour_with_a_new_password_and_with_its_address,
    a_link_is_used_by_one_of_many,
    a_link_is_nowhere_in_the_database,
    letters_for_one_name_are_few_and_the_answer_stays_the_same,
    links_are_asked_and_guessed_seldom_from_one_address,
    a_claimed_address_gets_no_link,
    a_letter_that_is_tried_again_brings_no_ended_link_back,
    a_wish_that_a_new_password_has_met_gets_no_link,
];

async fn a_changed_password_ends_the_other_sessions_and_is_told(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    let elsewhere = teacher.sign_in().await;
    teacher.token().await;
    let problem = change(&teacher, "not the password", NEW)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/password", Kind::WrongPassword)]);
    change(&teacher, PASSWORD, NEW).done().await;
    teacher.ask::<MeFind>(Nothing {}).done().await;
    let body = RefreshBody {
        refresh_token: elsewhere.refresh_token,
    };
    app.guest::<AuthRefresh>(Nothing {})
        .body(&body)
        .refused(ProblemKind::Unauthenticated)
        .await;
    app.login(&teacher.login, PASSWORD)
        .await
        .refused(ProblemKind::WrongCredentials);
    let letter = post.one().await;
    assert_eq!(letter.to, teacher.login);
    assert!(
        letter.text.contains("Пароль изменён") && letter.text.contains("/forgot"),
        "{}",
        letter.text
    );
    app.login(&teacher.login, NEW).await.done();
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'password' AND person_id = $1";
    assert_eq!(app.database().count(lines, [teacher.person.0.into()]).await, 1);
}

async fn a_password_is_long_unknown_and_not_a_name_of_its_owner(app: TestApp) {
    let teacher = teacher(&app).await;
    add(&teacher, "8 999 123-45-67").done().await;
    for (new, kind) in [
        ("коротко", Kind::TooShort { min: 10 }),
        ("password123", Kind::TooKnown),
        ("1234567890", Kind::TooKnown),
        (teacher.login.as_str(), Kind::LikeLogin),
        ("89991234567", Kind::LikeLogin),
    ] {
        let problem = change(&teacher, PASSWORD, new)
            .refused(ProblemKind::Invalid)
            .await;
        assert_eq!(fields(&problem), [("/new", kind.clone())], "{new}");
    }
    let mut post = Post::of(&app).await;
    post.fresh().await;
    forgot(&app, &teacher.login).done().await;
    let token = post.one().await.token();
    for new in ["89991234567", "password123"] {
        set(&app, &token, new).refused(ProblemKind::Invalid).await;
    }
    set(&app, &token, NEW).done().await;
}

async fn a_forgotten_password_is_set_by_a_link_that_works_once(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    add(&teacher, "ivanova").done().await;
    post.fresh().await;
    let before = teacher.sign_in().await;
    // By any name of theirs; the letter goes to the confirmed address.
    forgot(&app, " Ivanova ").done().await;
    let letter = post.one().await;
    assert_eq!(letter.to, teacher.login);
    assert!(
        letter.text.contains("http://podskazka.test/reset#"),
        "{}",
        letter.text
    );
    let token = letter.token();
    set(&app, &token, NEW).done().await;
    let told = post.one().await;
    assert_eq!(told.to, teacher.login);
    let me = app.guest::<MeFind>(Nothing {});
    me.header(
        "Authorization",
        &format!("Bearer {}", before.access_token.unwrap()),
    )
    .refused(ProblemKind::Unauthenticated)
    .await;
    app.login(&teacher.login, PASSWORD)
        .await
        .refused(ProblemKind::WrongCredentials);
    app.login(&teacher.login, NEW).await.done();
    set(&app, &token, "восемь синих слонов")
        .refused(ProblemKind::LinkOver)
        .await;
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'password_reset' AND person_id = $1";
    assert_eq!(app.database().count(lines, [teacher.person.0.into()]).await, 1);
}

async fn asking_for_a_link_tells_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let somebody = school.person(&[Capacity::Teacher]).await;
    let demo = New {
        roles: &[Capacity::Teacher],
        demo: true,
        ..New::default()
    };
    let demo = school.new_person(demo).await;
    let mut shapes = Vec::new();
    for login in [
        somebody.login.as_str(),
        "nobody@school.test",
        &demo.login,
        "+7 999 000-00-00",
        "what is this?",
    ] {
        let answer = forgot(&app, login).send().await;
        let mut headers: Vec<String> = answer.headers.keys().map(ToString::to_string).collect();
        headers.sort();
        // The work is the same too: one row of the same kind waits, and its size does not tell whose it is.
        let waiting: Vec<String> = app
            .database()
            .column(
                "SELECT kind || ' ' || state FROM outbox ORDER BY created_at, id",
                [],
            )
            .await;
        shapes.push((answer.status, answer.body.clone(), headers, waiting.len()));
    }
    for (number, shape) in shapes.iter().enumerate() {
        assert_eq!((shape.0, &shape.1, &shape.2), (204, &shapes[0].1, &shapes[0].2));
        assert_eq!(shape.3, number + 1, "each asks for one letter, also nobody");
    }
    let mut post = Post::of(&app).await;
    assert_eq!(post.one().await.to, somebody.login);
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM reset_token", []).await,
        1
    );
}

async fn a_link_ends_after_an_hour_with_a_new_password_and_with_its_address(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    let mut link = async || {
        forgot(&app, &teacher.login).done().await;
        let fresh = post.fresh().await;
        fresh
            .iter()
            .find(|mail| mail.text.contains("/reset#"))
            .unwrap()
            .token()
    };
    let late = link().await;
    app.after(Duration::minutes(60));
    set(&app, &late, NEW).refused(ProblemKind::LinkOver).await;
    let before = link().await;
    change(&teacher, PASSWORD, NEW).done().await;
    set(&app, &before, "восемь синих слонов")
        .refused(ProblemKind::LinkOver)
        .await;
    let of_address = link().await;
    let body = podskazka_shared::auth::contacts::NewContactBody {
        value: "ivanova".into(),
        password: NEW.into(),
    };
    let ask = teacher.ask::<podskazka_shared::auth::contacts::ContactsAdd>(Nothing {});
    ask.body(&body).done().await;
    let security = teacher.ask::<podskazka_shared::auth::contacts::MeSecurity>(Nothing {});
    let body = podskazka_shared::auth::contacts::RemoveContactBody {
        contact: security.done().await.contacts[0].id,
        password: NEW.into(),
    };
    let ask = teacher.ask::<podskazka_shared::auth::contacts::ContactsRemove>(Nothing {});
    ask.body(&body).done().await;
    set(&app, &of_address, "восемь синих слонов")
        .refused(ProblemKind::LinkOver)
        .await;
    for nonsense in ["x", &"A".repeat(43)] {
        set(&app, nonsense, NEW).refused(ProblemKind::LinkOver).await;
    }
}

async fn a_link_is_used_by_one_of_many(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    forgot(&app, &teacher.login).done().await;
    let token = post.one().await.token();
    let tries = (0..6).map(|number| {
        let (app, token) = (app.clone(), token.clone());
        async move {
            let password = format!("{number} синих слонов");
            set(&app, &token, &password).send().await.status
        }
    });
    let mut statuses = together(tries).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 410, 410, 410, 410, 410]);
}

async fn a_link_is_nowhere_in_the_database(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    forgot(&app, &teacher.login).done().await;
    let token = post.one().await.token();
    let payloads: Vec<String> = app
        .database()
        .column("SELECT CAST(payload AS TEXT) FROM outbox", [])
        .await;
    assert!(
        payloads
            .iter()
            .all(|payload| !payload.contains(&token) && !payload.contains(&teacher.login))
    );
    let hashes: Vec<Vec<u8>> = app.database().column("SELECT hash FROM reset_token", []).await;
    assert_eq!(hashes.len(), 1);
    assert_ne!(hashes[0], token.as_bytes());
}

async fn letters_for_one_name_are_few_and_the_answer_stays_the_same(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    for _ in 0..6 {
        forgot(&app, &teacher.login).done().await;
    }
    let letters = post.fresh().await;
    assert_eq!(letters.len(), 3);
    // Somebody who floods a mailbox does not take the owner's way in: the links work.
    set(&app, &letters[2].token(), NEW).done().await;
    app.after(Duration::hours(1));
    post.fresh().await;
    forgot(&app, &teacher.login).done().await;
    assert_eq!(post.fresh().await.len(), 1);
}

async fn links_are_asked_and_guessed_seldom_from_one_address(app: TestApp) {
    for number in 0..20 {
        forgot(&app, &format!("nobody{number}@school.test")).done().await;
    }
    forgot(&app, "somebody@school.test")
        .refused(ProblemKind::TooManyRequests)
        .await;
    for _ in 0..30 {
        set(&app, "guess", NEW).refused(ProblemKind::LinkOver).await;
    }
    set(&app, "guess", NEW)
        .refused(ProblemKind::TooManyRequests)
        .await;
}

async fn a_claimed_address_gets_no_link(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    let claim = add(&teacher, "claimed@school.test").done().await;
    let code = post.one().await.code();
    forgot(&app, "claimed@school.test").done().await;
    assert!(post.fresh().await.is_empty());
    confirm(&teacher, claim.id, &code).done().await;
    post.fresh().await;
    forgot(&app, "claimed@school.test").done().await;
    assert_eq!(
        post.one().await.to,
        "claimed@school.test",
        "the address that was typed"
    );
}

/// As after a mail server that took the letter and lost the connection before it said so.
async fn tried_again(app: &TestApp) {
    let again = "UPDATE outbox SET state = 'pending', due_at = created_at";
    assert!(app.database().execute(again, []).await.unwrap() > 0);
}

async fn a_letter_that_is_tried_again_brings_no_ended_link_back(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    forgot(&app, &teacher.login).done().await;
    let token = post.one().await.token();
    // Tried again while it works, it is the same link.
    tried_again(&app).await;
    assert_eq!(post.one().await.token(), token);
    set(&app, &token, PASSWORD).done().await;
    post.fresh().await;
    tried_again(&app).await;
    let fresh = post.fresh().await;
    assert!(
        fresh.iter().all(|mail| !mail.text.contains("/reset#")),
        "{fresh:?}"
    );
    set(&app, &token, NEW).refused(ProblemKind::LinkOver).await;

    // Nor one that ended with its address.
    let teacher = teacher.anew();
    add(&teacher, "ivanova").done().await;
    post.fresh().await;
    forgot(&app, &teacher.login).done().await;
    let token = post.one().await.token();
    let claim = add(&teacher, "other@school.test").done().await;
    let letter = post.one().await;
    confirm(&teacher, claim.id, &letter.code()).done().await;
    let own = teacher.ask::<podskazka_shared::auth::contacts::MeSecurity>(Nothing {});
    let body = podskazka_shared::auth::contacts::RemoveContactBody {
        contact: own.done().await.contacts[0].id,
        password: PASSWORD.into(),
    };
    let remove = teacher.ask::<podskazka_shared::auth::contacts::ContactsRemove>(Nothing {});
    remove.body(&body).done().await;
    post.fresh().await;
    tried_again(&app).await;
    post.fresh().await;
    set(&app, &token, NEW).refused(ProblemKind::LinkOver).await;
}

async fn a_wish_that_a_new_password_has_met_gets_no_link(app: TestApp) {
    let teacher = teacher(&app).await;
    let mut post = Post::of(&app).await;
    forgot(&app, &teacher.login).done().await;
    app.after(Duration::seconds(1));
    change(&teacher, PASSWORD, NEW).done().await;
    let fresh = post.fresh().await;
    assert!(
        fresh.iter().all(|mail| !mail.text.contains("/reset#")) && fresh.len() == 1,
        "{fresh:?}"
    );
}
