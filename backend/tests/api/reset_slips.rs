//! A new password by a slip from the school.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::contacts::{ContactsRemove, MeSecurity, RemoveContactBody, Security};
use podskazka_shared::auth::reset::{AuthReset, AuthResetUse, NewPasswordBody, ResetBody};
use podskazka_shared::auth::{AuthRefresh, RefreshBody};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::NameId;
use podskazka_shared::invitations::join::{JoinReset, JoinResetBody};
use podskazka_shared::invitations::{Purpose, ResetSlipBody, ResetSlipsCreate, Slip};
use podskazka_shared::problem::ProblemKind;

use crate::contacts::{add, confirm};
use crate::filing::fields;
use crate::support::cards::{NEW_PASSWORD, look};
use crate::support::client::Ask;
use crate::support::people::PASSWORD;
use crate::support::post::Post;
use crate::support::{TestApp, Who, together};
use crate::totp::enrolled;

both![
    a_slip_sets_a_password_once_tells_the_owner_and_ends_the_sessions,
    one_of_many_uses_a_slip,
    a_slip_is_good_for_three_days,
    the_owner_proves_themselves_by_an_address_from_before_the_slip,
    a_link_to_an_address_from_before_the_slip_proves_its_owner,
    a_second_step_that_came_after_the_slip_goes_when_its_owner_comes_back,
    an_address_that_came_after_the_slip_proves_its_owner_in_two_weeks,
    what_signed_in_before_the_slip_stays_until_the_owner_is_proven,
    a_second_slip_ends_the_first_and_what_was_added_under_it,
];

async fn made(admin: &Who, who: &Who) -> Slip {
    let body = ResetSlipBody { member: who.member };
    admin
        .ask::<ResetSlipsCreate>(admin.path())
        .body(&body)
        .done()
        .await
}

fn set(app: &TestApp, code: &str, password: &str) -> Ask<JoinReset> {
    let body = JoinResetBody {
        code: code.to_owned(),
        password: password.to_owned(),
    };
    app.guest::<JoinReset>(Nothing {}).body(&body)
}

async fn a_slip_sets_a_password_once_tells_the_owner_and_ends_the_sessions(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, teacher) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let refresh_token = teacher.sign_in().await.refresh_token;
    let mut post = Post::of(&app).await;
    let slip = made(&admin, &teacher).await;
    assert_eq!(slip.purpose, Purpose::Reset);
    let told = post.one().await;
    assert_eq!(told.to, teacher.login);
    assert!(told.text.contains("Школа demo") && !told.text.contains(&slip.code));
    // Until it is used nothing has changed.
    app.login(&teacher.login, PASSWORD).await.done();
    assert_eq!(look(&app, &slip.code).done().await.purpose, Purpose::Reset);
    post.fresh().await;
    let problem = set(&app, &slip.code, "короткий")
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/password", Kind::TooShort { min: 10 })]);
    let hints = set(&app, &slip.code, NEW_PASSWORD).done().await;
    assert_eq!(hints.logins, ["p…@school.test"]);
    let told = post.one().await;
    assert_eq!(told.to, teacher.login);
    assert!(
        told.text.contains("напечатала школа (Школа demo)") && told.text.contains("скажите директору"),
        "{}",
        told.text
    );
    app.login(&teacher.login, PASSWORD)
        .await
        .refused(ProblemKind::WrongCredentials);
    app.guest::<AuthRefresh>(Nothing {})
        .body(&RefreshBody { refresh_token })
        .refused(ProblemKind::Unauthenticated)
        .await;
    app.login(&teacher.login, NEW_PASSWORD).await.done();
    set(&app, &slip.code, "восемь синих слонов")
        .refused(ProblemKind::CodeOver)
        .await;
}

async fn one_of_many_uses_a_slip(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, teacher) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let slip = made(&admin, &teacher).await;
    let tries = (0..6).map(|n| {
        let ask = set(&app, &slip.code, &format!("{n} синих слонов"));
        async move { ask.send().await.status }
    });
    let mut statuses = together(tries).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410, 410, 410, 410, 410]);
}

/// A journal administrator and a teacher whose password a slip has just set, a while after their address was confirmed.
async fn reset_teacher(app: &TestApp) -> (Who, Who) {
    let school = app.school("demo").await;
    let (admin, teacher) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    app.after(Duration::seconds(1));
    let slip = made(&admin, &teacher).await;
    assert_eq!(security(&teacher).await.slip_at, None);
    set(app, &slip.code, PASSWORD).done().await;
    app.after(Duration::seconds(1));
    (admin, teacher.anew())
}

async fn security(who: &Who) -> Security {
    who.ask::<MeSecurity>(Nothing {}).done().await
}

/// Whether the school's hand in the password is still remembered.
async fn is_flagged(who: &Who) -> bool {
    security(who).await.slip_at.is_some()
}

/// Adds an address, and the code that comes to it.
async fn adds(who: &Who, post: &mut Post, address: &str) -> NameId {
    let contact = add(who, address).done().await;
    let letters = post.fresh().await;
    let letter = letters.iter().find(|mail| mail.to == address).unwrap();
    confirm(who, contact.id, &letter.code()).done().await;
    contact.id
}

async fn a_slip_is_good_for_three_days(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, teacher) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let slip = made(&admin, &teacher).await;
    assert_eq!(slip.expires_at, app.now() + Duration::days(3));
    app.after(Duration::days(3));
    set(&app, &slip.code, NEW_PASSWORD)
        .refused(ProblemKind::CodeOver)
        .await;
}

async fn the_owner_proves_themselves_by_an_address_from_before_the_slip(app: TestApp) {
    let (_, teacher) = reset_teacher(&app).await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    // Whoever used the slip may be another: their own address and number prove nothing.
    adds(&teacher, &mut post, "fresh@mail.test").await;
    add(&teacher, "+7 999 123-45-67").done().await;
    assert!(is_flagged(&teacher).await);
    post.fresh().await;
    let own = add(&teacher, &teacher.login).done().await;
    let letter = post.one().await;
    assert_eq!(letter.to, teacher.login);
    let wrong = if letter.code() == "000000" {
        "000001"
    } else {
        "000000"
    };
    let problem = confirm(&teacher, own.id, wrong)
        .refused(ProblemKind::Invalid)
        .await;
    assert_eq!(fields(&problem), [("/code", Kind::WrongCode)]);
    assert!(is_flagged(&teacher).await);
    let known = security(&teacher).await;
    assert!(known.proves(&known.contacts[0]) && !known.proves(&known.contacts[1]));
    let proven = confirm(&teacher, own.id, &letter.code()).done().await;
    assert_eq!(proven, own, "it counts since it was confirmed first");
    assert!(!is_flagged(&teacher).await);
    // Without a slip there is nothing to prove, and no letter.
    add(&teacher, &teacher.login).done().await;
    assert!(post.fresh().await.is_empty());
}

async fn a_link_to_an_address_from_before_the_slip_proves_its_owner(app: TestApp) {
    let (_, thief) = reset_teacher(&app).await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    adds(&thief, &mut post, "thief@mail.test").await;
    post.fresh().await;
    let forgot = |login: &str| {
        app.guest::<AuthReset>(Nothing {})
            .body(&ResetBody { login: login.into() })
    };
    let new = |token: String| NewPasswordBody {
        token,
        password: PASSWORD.into(),
    };
    // A link to what was added since the slip opens, and proves nothing.
    forgot("thief@mail.test").done().await;
    let token = post.one().await.token();
    app.guest::<AuthResetUse>(Nothing {})
        .body(&new(token))
        .done()
        .await;
    let thief = thief.anew();
    assert!(is_flagged(&thief).await);
    app.after(Duration::seconds(1));
    post.fresh().await;
    forgot(&thief.login).done().await;
    let token = post.one().await.token();
    app.guest::<AuthResetUse>(Nothing {})
        .body(&new(token))
        .done()
        .await;
    let told: Vec<String> = post.fresh().await.into_iter().map(|mail| mail.to).collect();
    assert_eq!(told, ["thief@mail.test", thief.login.as_str()]);
    let owner = thief.anew();
    assert!(!is_flagged(&owner).await);
    // What somebody else may have added sets no next password.
    assert_eq!(security(&owner).await.contacts.len(), 1);
    forgot("thief@mail.test").done().await;
    assert!(
        post.fresh()
            .await
            .iter()
            .all(|mail| !mail.text.contains("/reset#"))
    );
}

async fn a_second_step_that_came_after_the_slip_goes_when_its_owner_comes_back(app: TestApp) {
    let (_, thief) = reset_teacher(&app).await;
    enrolled(&app, &thief).await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    app.guest::<AuthReset>(Nothing {})
        .body(&ResetBody {
            login: thief.login.clone(),
        })
        .done()
        .await;
    let body = NewPasswordBody {
        token: post.one().await.token(),
        password: NEW_PASSWORD.into(),
    };
    app.guest::<AuthResetUse>(Nothing {}).body(&body).done().await;
    assert_eq!(post.fresh().await.len(), 2, "the second step and the password");
    app.login(&thief.login, NEW_PASSWORD).await.done();
}

async fn an_address_that_came_after_the_slip_proves_its_owner_in_two_weeks(app: TestApp) {
    let (_, teacher) = reset_teacher(&app).await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    adds(&teacher, &mut post, "fresh@mail.test").await;
    app.after(Duration::days(14) - Duration::seconds(1));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    let teacher = teacher.anew();
    assert!(is_flagged(&teacher).await);
    app.after(Duration::seconds(1));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert!(!is_flagged(&teacher).await);
}

async fn what_signed_in_before_the_slip_stays_until_the_owner_is_proven(app: TestApp) {
    let (_, teacher) = reset_teacher(&app).await;
    let mut post = Post::of(&app).await;
    post.fresh().await;
    let fresh = adds(&teacher, &mut post, "fresh@mail.test").await;
    let own = security(&teacher).await.contacts[0].id;
    let remove = |contact| {
        let body = RemoveContactBody {
            contact,
            password: PASSWORD.into(),
        };
        teacher.ask::<ContactsRemove>(Nothing {}).body(&body)
    };
    remove(own).refused(ProblemKind::NameKept).await;
    remove(fresh).done().await;
    post.fresh().await;
    adds(&teacher, &mut post, "fresh@mail.test").await;
    post.fresh().await;
    add(&teacher, &teacher.login).done().await;
    confirm(&teacher, own, &post.one().await.code()).done().await;
    remove(own).done().await;
}

async fn a_second_slip_ends_the_first_and_what_was_added_under_it(app: TestApp) {
    let (admin, teacher) = reset_teacher(&app).await;
    let mut post = Post::of(&app).await;
    let at = security(&teacher).await.slip_at;
    adds(&teacher, &mut post, "fresh@mail.test").await;
    let (first, second) = (made(&admin, &teacher).await, made(&admin, &teacher).await);
    set(&app, &first.code, PASSWORD)
        .refused(ProblemKind::CodeOver)
        .await;
    let hints = set(&app, &second.code, PASSWORD).done().await;
    assert_eq!(hints.logins.len(), 1, "{hints:?}");
    let now = security(&teacher.anew()).await;
    assert_eq!((now.slip_at, now.contacts.len()), (at, 1));
}
