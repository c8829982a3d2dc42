//! What happened to a sign-in is told in the app, to those who read no letters.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::auth::notices::{MeNotices, MeNoticesSeen, Notice, NoticeKind, Notices, SeenBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::NoticeId;
use podskazka_shared::invitations::join::{JoinReset, JoinResetBody};
use podskazka_shared::invitations::{ResetSlipBody, ResetSlipsCreate};
use podskazka_shared::problem::ProblemKind;

use crate::support::cards::NEW_PASSWORD;
use crate::support::client::Raw;
use crate::support::people::PASSWORD;
use crate::support::{New, TestApp, Who};

both![
    a_slip_for_a_new_password_is_told_in_the_app,
    whoever_comes_from_a_new_device_does_not_put_the_word_of_it_away,
    nobody_sees_or_puts_away_what_is_anothers,
    notices_are_forgotten_after_ninety_days,
    the_people_of_a_demonstration_are_told_nothing,
];

async fn told(who: &Who) -> Vec<Notice> {
    who.ask::<MeNotices>(Nothing {}).done().await.items
}

fn kinds(notices: &[Notice]) -> Vec<NoticeKind> {
    notices.iter().map(|notice| notice.kind).collect()
}

fn seen(who: &Who, notices: &[NoticeId]) -> crate::support::client::Ask<MeNoticesSeen> {
    let body = SeenBody {
        notices: notices.to_vec(),
    };
    who.ask::<MeNoticesSeen>(Nothing {}).body(&body)
}

/// Signs in from somewhere else; what the app tells there.
async fn elsewhere(app: &TestApp, who: &Who) -> (String, Vec<Notice>) {
    let token = app.login(&who.login, PASSWORD).await.done().access_token.unwrap();
    let request = app.request("GET", "/api/v1/me/notices").bearer_auth(&token);
    let notices: Notices = serde_json::from_value(Raw::of(request).await.json()).unwrap();
    (token, notices.items)
}

async fn a_slip_for_a_new_password_is_told_in_the_app(app: TestApp) {
    let school = app.school("demo").await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let parent = school.person(&[Capacity::Parent]).await;
    assert!(told(&parent).await.is_empty());
    let body = ResetSlipBody {
        member: parent.member,
    };
    let slip = admin
        .ask::<ResetSlipsCreate>(admin.path())
        .body(&body)
        .done()
        .await;
    let notices = told(&parent).await;
    assert_eq!(kinds(&notices), [NoticeKind::ResetSlip]);
    assert!(!notices[0].seen && !notices[0].own);
    app.after(Duration::seconds(1));
    let body = JoinResetBody {
        code: slip.code,
        password: NEW_PASSWORD.into(),
    };
    app.guest::<JoinReset>(Nothing {}).body(&body).done().await;
    let token = app.login(&parent.login, NEW_PASSWORD).await.done();
    let request = app.request("GET", "/api/v1/me/notices");
    let request = request.bearer_auth(token.access_token.unwrap());
    let notices: Notices = serde_json::from_value(Raw::of(request).await.json()).unwrap();
    let kinds = kinds(&notices.items);
    assert!(kinds.contains(&NoticeKind::PasswordBySlip) && kinds.contains(&NoticeKind::ResetSlip));
    // The school is told nothing of it.
    assert!(told(&admin).await.is_empty());
}

async fn whoever_comes_from_a_new_device_does_not_put_the_word_of_it_away(app: TestApp) {
    let school = app.school("demo").await;
    let parent = school.person(&[Capacity::Parent]).await;
    assert!(told(&parent).await.is_empty());
    let (token, there) = elsewhere(&app, &parent).await;
    assert_eq!(kinds(&there), [NoticeKind::NewDevice]);
    assert!(there[0].own);
    let id = there[0].id;
    let request = app.request("POST", "/api/v1/me/notices/seen").bearer_auth(&token);
    let answer = Raw::of(request.json(&SeenBody { notices: vec![id] })).await;
    assert_eq!(answer.status, 204);
    let here = told(&parent).await;
    assert_eq!((here[0].id, here[0].own, here[0].seen), (id, false, false));
    seen(&parent, &[id]).done().await;
    let lines = "SELECT COUNT(*) FROM audit WHERE action = 'notices'";
    assert_eq!(app.database().count(lines, []).await, 2, "one for each session");
    // It stays in the list, for whoever looks.
    assert!(told(&parent).await[0].seen);
    // Put away again, it is put away.
    seen(&parent, &[id]).done().await;
}

async fn nobody_sees_or_puts_away_what_is_anothers(app: TestApp) {
    let school = app.school("demo").await;
    let (one, other) = (
        school.person(&[Capacity::Parent]).await,
        school.person(&[Capacity::Parent]).await,
    );
    told(&one).await;
    elsewhere(&app, &one).await;
    let notice = told(&one).await[0].id;
    assert!(told(&other).await.is_empty());
    seen(&other, &[notice]).done().await;
    assert!(!told(&one).await[0].seen);
    for notices in [Vec::new(), vec![notice; 21]] {
        seen(&one, &notices).refused(ProblemKind::Invalid).await;
    }
}

async fn notices_are_forgotten_after_ninety_days(app: TestApp) {
    let school = app.school("demo").await;
    let parent = school.person(&[Capacity::Parent]).await;
    told(&parent).await;
    elsewhere(&app, &parent).await;
    app.after(Duration::days(89));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(app.database().count("SELECT COUNT(*) FROM notice", []).await, 1);
    app.after(Duration::days(2));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(app.database().count("SELECT COUNT(*) FROM notice", []).await, 0);
}

async fn the_people_of_a_demonstration_are_told_nothing(app: TestApp) {
    let school = app.school("demo").await;
    let parent = New {
        roles: &[Capacity::Parent],
        demo: true,
        ..New::default()
    };
    let parent = school.new_person(parent).await;
    told(&parent).await;
    let (_, there) = elsewhere(&app, &parent).await;
    assert!(there.is_empty());
}
