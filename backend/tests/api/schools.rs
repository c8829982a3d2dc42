//! The school's card.

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schools::{SchoolsFind, SchoolsUpdate};
use serde_json::json;

use crate::support::TestApp;
use crate::support::people::PEOPLE;

both![
    a_name_that_no_school_can_have_is_not_found,
    a_merge_patch_changes_what_it_names_and_nothing_else,
    a_wrong_card_is_refused_at_its_fields,
    only_the_head_and_the_journal_administrator_change_the_card,
];

async fn a_merge_patch_changes_what_it_names_and_nothing_else(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let patch = |version, body| {
        director
            .ask::<SchoolsUpdate>(school.path())
            .version(version)
            .json(&body)
    };
    let first = patch(
        1,
        json!({"name": " Школа № 1 ", "contacts": {"phone": "+7 495", "room": "214"}}),
    )
    .done()
    .await;
    assert_eq!(
        (first.name.as_str(), first.contacts.phone.as_str(), first.version),
        ("Школа № 1", "+7 495", 2)
    );
    let second = patch(2, json!({"contacts": {"phone": null}, "time_zone": "Asia/Omsk"}));
    let second = second
        .header("Content-Type", "application/merge-patch+json")
        .done()
        .await;
    assert_eq!(
        (second.contacts.phone.as_str(), second.contacts.room.as_str()),
        ("", "214")
    );
    assert_eq!(
        (
            second.name.as_str(),
            second.time_zone.as_str(),
            second.slug.as_str()
        ),
        ("Школа № 1", "Asia/Omsk", "demo")
    );
    assert_eq!(director.ask::<SchoolsFind>(school.path()).done().await, second);
}

async fn a_wrong_card_is_refused_at_its_fields(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    for (body, pointer, kind) in [
        (json!({"name": " "}), "/name", Kind::Required),
        (
            json!({"name": null, "time_zone": "Mars/Olympus"}),
            "/time_zone",
            Kind::NotFound,
        ),
        (
            json!({"contacts": {"phone": "5".repeat(301)}}),
            "/contacts/phone",
            Kind::TooLong { max: 300 },
        ),
        (json!({"contacts": {"fax": "1"}}), "/contacts/fax", Kind::Unknown),
        (json!({"slug": "new"}), "/slug", Kind::Unknown),
    ] {
        let update = director
            .ask::<SchoolsUpdate>(school.path())
            .version(1)
            .json(&body);
        let problem = update.refused(ProblemKind::Invalid).await;
        assert_eq!(
            (problem.errors[0].pointer.as_str(), &problem.errors[0].kind),
            (pointer, &kind),
            "{body}"
        );
    }
    assert_eq!(director.ask::<SchoolsFind>(school.path()).done().await.version, 1);
}

async fn only_the_head_and_the_journal_administrator_change_the_card(app: TestApp) {
    let school = app.school("demo").await;
    for role in PEOPLE.iter().copied() {
        let who = school.person(&[role]).await;
        let version = who.ask::<SchoolsFind>(school.path()).done().await.version;
        let update = who
            .ask::<SchoolsUpdate>(school.path())
            .version(version)
            .json(&json!({"name": role.code()}));
        if matches!(role, Capacity::Director | Capacity::JournalAdmin) {
            assert_eq!(update.done().await.name, role.code());
        } else {
            update.refused(ProblemKind::Forbidden).await;
        }
    }
}

async fn a_name_that_no_school_can_have_is_not_found(app: TestApp) {
    for name in ["a%00b", "%00", "%F0%9F%98%80", "no-such"] {
        for path in [
            format!("/api/v1/public/{name}/schedule"),
            format!("/public/{name}"),
        ] {
            let answer = app.request("GET", &path).send().await.unwrap();
            assert_eq!(answer.status(), 404, "{path}");
        }
    }
}
