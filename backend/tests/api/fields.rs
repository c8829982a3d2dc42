//! What is told of fields that are wrong, and where a new request stands.

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{TicketBody, TicketsCreate, TicketsFind};
use serde_json::json;

use crate::filing::fields;
use crate::support::TestApp;
use crate::support::desk::ticket;

both![
    every_wrong_field_is_told_at_once_in_the_readers_language,
    a_field_of_the_wrong_shape_is_told_by_its_pointer,
    a_new_request_tells_where_it_stands_and_its_version,
    a_school_is_called_by_its_slug_or_its_id,
];

async fn every_wrong_field_is_told_at_once_in_the_readers_language(app: TestApp) {
    let parent = app.school("demo").await.parent(&[]).await;
    let body = json!({"topic": "other", "description": "  ", "class_name": "ж".repeat(21)});
    let ask = || parent.ask::<TicketsCreate>(parent.path()).json(&body);
    let russian = ask().refused(ProblemKind::Invalid).await;
    let expected = [
        ("/description", Kind::Required),
        ("/class_name", Kind::TooLong { max: 20 }),
    ];
    assert_eq!(fields(&russian), expected);
    assert_eq!(russian.errors[0].detail, "Заполните это поле.");
    let english = ask()
        .header("Accept-Language", "de, en-GB;q=0.9, ru;q=0.1")
        .send()
        .await;
    assert_eq!(english.header("content-language"), Some("en"));
    let english = english.refused(ProblemKind::Invalid);
    assert_eq!(
        (english.title.as_str(), english.errors[0].detail.as_str()),
        ("Check the marked fields.", "Fill in this field.")
    );
}

async fn a_field_of_the_wrong_shape_is_told_by_its_pointer(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    for (body, pointer, kind) in [
        (json!({"topic": "other"}), "/description", Kind::Required),
        (json!({"description": "Вопрос"}), "/topic", Kind::Required),
        (
            json!({"topic": "weather", "description": "Вопрос"}),
            "/topic",
            Kind::Malformed,
        ),
        (
            json!({"topic": "other", "description": 5}),
            "/description",
            Kind::Malformed,
        ),
        (
            json!({"topic": "other", "description": "Вопрос", "child": "1"}),
            "/child",
            Kind::Malformed,
        ),
        (
            json!({"topic": "other", "description": "a\u{0}b"}),
            "/description",
            Kind::Unprintable,
        ),
        (
            json!({"topic": "other", "description": "щ".repeat(10_001)}),
            "/description",
            Kind::TooLong { max: 10_000 },
        ),
        (json!([]), "/topic", Kind::Required),
        (json!("text"), "", Kind::Malformed),
    ] {
        let ask = teacher.ask::<TicketsCreate>(teacher.path()).json(&body);
        let problem = ask.refused(ProblemKind::Invalid).await;
        if body != json!([]) {
            assert_eq!(fields(&problem), [(pointer, kind)], "{body}");
        }
    }
    let most = TicketBody {
        description: "щ".repeat(10_000),
        ..ticket("")
    };
    teacher
        .ask::<TicketsCreate>(teacher.path())
        .body(&most)
        .done()
        .await;
}

async fn a_new_request_tells_where_it_stands_and_its_version(app: TestApp) {
    let teacher = app.school("demo").await.person(&[Capacity::Teacher]).await;
    let answer = teacher
        .ask::<TicketsCreate>(teacher.path())
        .body(&ticket("Вопрос"))
        .send()
        .await;
    let filed = answer.done();
    let location = answer.header("location").unwrap();
    assert_eq!(
        location,
        format!("/api/v1/schools/demo/tickets/{}", filed.summary.id)
    );
    assert_eq!(answer.header("etag"), Some("\"1\""));
    let found = teacher
        .ask::<TicketsFind>(teacher.at(filed.summary.id))
        .send()
        .await;
    assert_eq!((found.header("etag"), found.done()), (Some("\"1\""), filed));
}

async fn a_school_is_called_by_its_slug_or_its_id(app: TestApp) {
    let school = app.school("demo").await;
    let teacher = school.person(&[Capacity::Teacher]).await;
    let ticket = teacher.files("Вопрос").await.summary.id;
    let by_id = podskazka_shared::tickets::TicketPath {
        school: school.id.to_string(),
        ticket,
    };
    assert_eq!(teacher.ask::<TicketsFind>(by_id).done().await.summary.id, ticket);
}
