//! A new password by a slip from the school.

use podskazka_shared::access::Capacity;
use podskazka_shared::auth::{AuthRefresh, RefreshBody};
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::endpoint::Nothing;
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

both![
    a_slip_sets_a_password_once_tells_the_owner_and_ends_the_sessions,
    one_of_many_uses_a_slip,
    the_flag_of_a_slip_goes_when_a_contact_is_confirmed,
    a_second_slip_ends_the_first,
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

async fn flags(app: &TestApp) -> i64 {
    app.database()
        .count("SELECT COUNT(*) FROM reset_by_slip", [])
        .await
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
    assert_eq!(post.one().await.to, teacher.login);
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

async fn the_flag_of_a_slip_goes_when_a_contact_is_confirmed(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, mut teacher) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let slip = made(&admin, &teacher).await;
    assert_eq!(flags(&app).await, 0);
    set(&app, &slip.code, PASSWORD).done().await;
    assert_eq!(flags(&app).await, 1);
    teacher = teacher.anew();
    let mut post = Post::of(&app).await;
    post.fresh().await;
    let contact = add(&teacher, "fresh@mail.test").done().await;
    assert_eq!(flags(&app).await, 1);
    let code = post.one().await.code();
    confirm(&teacher, contact.id, &code).done().await;
    assert_eq!(flags(&app).await, 0);
}

async fn a_second_slip_ends_the_first(app: TestApp) {
    let school = app.school("demo").await;
    let (admin, teacher) = (
        school.person(&[Capacity::JournalAdmin]).await,
        school.person(&[Capacity::Teacher]).await,
    );
    let (first, second) = (made(&admin, &teacher).await, made(&admin, &teacher).await);
    set(&app, &first.code, NEW_PASSWORD)
        .refused(ProblemKind::CodeOver)
        .await;
    set(&app, &second.code, NEW_PASSWORD).done().await;
}
