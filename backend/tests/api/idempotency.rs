//! A create that is sent again happens once.

use chrono::Duration;
use podskazka_shared::access::Capacity;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{
    MessageBody, MessagesCreate, TicketBody, TicketState, TicketsCreate, TicketsFind,
};

use crate::support::client::Ask;
use crate::support::desk::ticket;
use crate::support::spec::{Guard, Operation};
use crate::support::{TestApp, Who, together};

fn file(who: &Who, key: &str, description: &str) -> Ask<TicketsCreate> {
    who.ask::<TicketsCreate>(who.path())
        .key(key)
        .body(&ticket(description))
}

pub fn message(text: &str) -> MessageBody {
    MessageBody {
        text: text.to_owned(),
        internal: false,
        files: Vec::new(),
    }
}

/// Every create has a test here, in `replays`, or beside its feature (`absences`, `articles`, `extra_hours`, `cards`, `conduct`, `consents`, `consultations`, `files`, `imports`, `orders`,
/// `phrases`, `platform`, `privacy`, `views`, `voices`).
/// Every create has a test here, in `replays`, or beside its feature (`absences`, `articles`, `callbacks`, `extra_hours`, `cards`, `consents`, `consultations`, `imports`, `orders`,
/// `platform`, `privacy`).
#[test]
fn the_creates_are_those_that_are_tested() {
    let all = Operation::all()
        .into_iter()
        .filter(|operation| operation.guard == Guard::Key);
    let ids: Vec<String> = all.map(|operation| operation.id).collect();
    assert_eq!(
        ids,
        [
            "me_corrections_create",
            "me_erasures_create",
            "me_withdrawals_create",
            "platform_operators_create",
            "platform_schools_create",
            "platform_acting_create",
            "platform_directors_create",
            "absences_create",
            "acting_create",
            "appointments_create",
            "articles_create",
            "callbacks_register",
            "classes_create",
            "clients_create",
            "conduct_create",
            "consents_record",
            "consultations_book",
            "consultations_request",
            "documents_create",
            "extra_hours_create",
            "files_create",
            "consultations_hold",
            "people_create",
            "imports_create",
            "phrases_create",
            "schedules_create",
            "tickets_create",
            "messages_create",
            "tickets_rating",
            "tickets_split",
            "views_create",
            "voices_create",
            "waiting_create",
            "consultations_walk_in",
        ]
    );
}

both![
    the_same_create_twice_with_one_key_makes_one_request,
    a_replay_shows_the_request_as_it_is_now,
    sixteen_at_the_same_moment_make_one_request,
    a_key_used_for_another_request_is_refused,
    a_key_belongs_to_one_person_and_one_operation,
    a_key_is_forgotten_after_24_hours,
    errors_are_not_kept,
    a_replay_after_the_right_is_gone_is_refused,
];

async fn the_same_create_twice_with_one_key_makes_one_request(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let first = file(&staff, "key", "Вопрос").send().await;
    app.after(Duration::hours(23));
    let again = file(&staff, "key", "Вопрос").send().await;
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.done(), again.done());
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(staff.lists(Default::default()).await.len(), 1);
    file(&staff, "another key", "Вопрос").done().await;
    assert_eq!(staff.lists(Default::default()).await.len(), 2);
}

async fn a_replay_shows_the_request_as_it_is_now(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = file(&staff, "key", "Вопрос").done().await.summary.id;
    helper.answers(id, "Ответ").await;
    let again = file(&staff, "key", "Вопрос").done().await;
    assert_eq!(
        (again.summary.state, again.summary.version),
        (TicketState::Answered, 2)
    );
}

async fn sixteen_at_the_same_moment_make_one_request(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let beside = app.beside().await;
    let twins = (0..16).map(|n| {
        let who = if n % 2 == 0 {
            staff.clone()
        } else {
            staff.at_server(&beside)
        };
        async move { file(&who, "key", "Вопрос").done().await.summary.number }
    });
    let mut numbers = together(twins).await;
    numbers.dedup();
    assert_eq!(numbers.len(), 1);
    assert_eq!(staff.lists(Default::default()).await.len(), 1);
}

async fn a_key_used_for_another_request_is_refused(app: TestApp) {
    let (school, other) = (app.school("demo").await, app.school("other").await);
    let staff = school.person(&[Capacity::Staff]).await;
    file(&staff, "key", "Вопрос").done().await;
    file(&staff, "key", "Другой вопрос")
        .refused(ProblemKind::IdempotencyKeyReused)
        .await;
    let there = other.also(&staff, &[Capacity::Staff]).await;
    file(&there, "key", "Вопрос")
        .refused(ProblemKind::IdempotencyKeyReused)
        .await;
    assert_eq!(staff.lists(Default::default()).await.len(), 1);
    assert_eq!(there.lists(Default::default()).await.len(), 0);
}

async fn a_key_belongs_to_one_person_and_one_operation(app: TestApp) {
    let school = app.school("demo").await;
    let (one, two) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Staff]).await,
    );
    let first = file(&one, "key", "Вопрос").done().await.summary.id;
    let second = file(&two, "key", "Вопрос").done().await.summary.id;
    assert_ne!(first, second);
    let said = one
        .ask::<MessagesCreate>(one.at(first))
        .key("key")
        .body(&message("Слово"));
    said.done().await;
}

async fn a_key_is_forgotten_after_24_hours(app: TestApp) {
    let staff = app.school("demo").await.person(&[Capacity::Staff]).await;
    let first = file(&staff, "key", "Вопрос").done().await.summary.id;
    app.after(Duration::hours(24));
    let second = file(&staff, "key", "Другой вопрос").done().await.summary.id;
    assert_ne!(first, second);
    app.after(Duration::hours(24));
    podskazka::outbox::tidy(app.app(), app.now()).await.unwrap();
    assert_eq!(
        app.database().count("SELECT COUNT(*) FROM idempotency", []).await,
        0
    );
}

async fn errors_are_not_kept(app: TestApp) {
    let student = app.school("demo").await.student(None).await;
    file(&student, "key", "Вопрос")
        .refused(ProblemKind::Invalid)
        .await;
    let body = TicketBody {
        class_name: Some("7А".into()),
        ..ticket("Вопрос")
    };
    let id = student
        .ask::<TicketsCreate>(student.path())
        .key("key")
        .body(&body)
        .done()
        .await
        .summary
        .id;
    student.closes(id).await;
    let say = || {
        student
            .ask::<MessagesCreate>(student.at(id))
            .key("say")
            .body(&message("Слово"))
    };
    say().refused(ProblemKind::WrongState).await;
    student.reopens(id, "Снова").await;
    say().done().await;
}

async fn a_replay_after_the_right_is_gone_is_refused(app: TestApp) {
    let school = app.school("demo").await;
    let (staff, helper) = (
        school.person(&[Capacity::Staff]).await,
        school.person(&[Capacity::Helper]).await,
    );
    let id = file(&staff, "key", "Вопрос").done().await.summary.id;
    let say = || {
        helper
            .ask::<MessagesCreate>(helper.at(id))
            .key("say")
            .body(&message("Слово"))
    };
    say().done().await;
    app.database()
        .execute(
            "DELETE FROM member_role WHERE member_id = $1",
            [helper.member.0.into()],
        )
        .await
        .unwrap();
    say().refused(ProblemKind::Forbidden).await;
    app.database()
        .execute(
            "DELETE FROM appointment WHERE member_id = $1",
            [helper.member.0.into()],
        )
        .await
        .unwrap();
    let role = "INSERT INTO member_role (member_id, role) VALUES ($1, 'teacher')";
    app.database()
        .execute(role, [helper.member.0.into()])
        .await
        .unwrap();
    say().refused(ProblemKind::NotFound).await;

    app.database()
        .execute(
            "DELETE FROM member_role WHERE member_id = $1",
            [staff.member.0.into()],
        )
        .await
        .unwrap();
    file(&staff, "key", "Вопрос")
        .refused(ProblemKind::Forbidden)
        .await;
    staff
        .ask::<TicketsFind>(staff.at(id))
        .refused(ProblemKind::Forbidden)
        .await;
}
