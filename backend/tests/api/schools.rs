//! The school's card.

use podskazka_shared::access::Capacity;
use podskazka_shared::check::FieldErrorKind as Kind;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::PublicSchedule;
use podskazka_shared::schools::{SchoolsFind, SchoolsUpdate, Vendor};
use serde_json::json;

use crate::support::TestApp;
use crate::support::people::PEOPLE;

both![
    a_name_that_no_school_can_have_is_not_found,
    a_merge_patch_changes_what_it_names_and_nothing_else,
    a_wrong_card_is_refused_at_its_fields,
    the_vendors_service_has_ways_and_hours_of_its_own,
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

async fn the_vendors_service_has_ways_and_hours_of_its_own(app: TestApp) {
    let school = app.school("demo").await;
    let director = school.person(&[Capacity::Director]).await;
    let patched = async |version, vendor: serde_json::Value| {
        let update = director.ask::<SchoolsUpdate>(school.path()).version(version);
        let update = update.json(&json!({"contacts": {"vendor": vendor}}));
        update.done().await.contacts.vendor
    };
    let made = patched(
        1,
        json!({"name": "Служба", "phone": "8 800 000-00-00", "group": "https://zhurnal.test/help"}),
    );
    let usual = Vendor {
        name: "Служба".into(),
        phone: "8 800 000-00-00".into(),
        group: "https://zhurnal.test/help".into(),
        ..Vendor::default()
    };
    assert_eq!(made.await, usual);
    assert_eq!(usual.handled.to_string(), "9:00–18:00");
    assert!(usual.around_the_clock);

    let hours = json!({"from": "08:00", "to": "24:00"});
    let changed = patched(
        2,
        json!({"handled": hours, "around_the_clock": false, "name": null}),
    )
    .await;
    assert_eq!(
        (changed.handled.to_string().as_str(), changed.around_the_clock),
        ("8:00–24:00", false)
    );
    assert_eq!((changed.name.as_str(), &changed.phone), ("", &usual.phone));
    let public = app.request("GET", "/api/v1/public/demo/schedule");
    let public: PublicSchedule = public.send().await.unwrap().json().await.unwrap();
    assert_eq!(public.contacts.vendor, changed);

    assert_eq!(patched(3, json!(null)).await, Vendor::default());
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
        (
            json!({"contacts": {"vendor": "8 800"}}),
            "/contacts/vendor",
            Kind::Malformed,
        ),
        (
            json!({"contacts": {"vendor": {"fax": "1"}}}),
            "/contacts/vendor/fax",
            Kind::Unknown,
        ),
        (
            json!({"contacts": {"vendor": {"name": "5".repeat(301)}}}),
            "/contacts/vendor/name",
            Kind::TooLong { max: 300 },
        ),
        (
            json!({"contacts": {"vendor": {"group": "http://zhurnal.test"}}}),
            "/contacts/vendor/group",
            Kind::NotALink,
        ),
        (
            json!({"contacts": {"vendor": {"group": "javascript:alert(1)"}}}),
            "/contacts/vendor/group",
            Kind::NotALink,
        ),
        (
            json!({"contacts": {"vendor": {"handled": {"from": "18:00", "to": "09:00"}}}}),
            "/contacts/vendor/handled/to",
            Kind::EndBeforeStart,
        ),
        (
            json!({"contacts": {"vendor": {"handled": {"from": "25:00", "to": "26:00"}}}}),
            "/contacts/vendor/handled/from",
            Kind::Malformed,
        ),
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
