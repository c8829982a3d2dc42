//! The description of the API: committed, complete, and true in its examples.

use podskazka_shared::check::Check;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::{auth, feedback, people, schedules, schools, tickets};
use serde_json::Value;

use crate::support::TestApp;
use crate::support::client::Raw;
use crate::support::spec::Operation;

#[test]
fn the_committed_description_is_the_codes() {
    let committed = include_str!("../../../openapi/openapi.json");
    assert!(
        committed == podskazka::openapi::text(),
        "the API has changed: run `make openapi` and commit the file"
    );
}

#[test]
fn every_operation_tells_its_action_its_problems_and_an_example() {
    for operation in Operation::all() {
        let Operation { id, json, action, .. } = &operation;
        assert!(
            podskazka_shared::access::Action::ALL
                .iter()
                .any(|known| known.code() == action),
            "{id}"
        );
        assert!(!json["summary"].as_str().unwrap().is_empty(), "{id}");
        let responses = json["responses"].as_object().unwrap();
        let (success, problems): (Vec<_>, Vec<_>) =
            responses.iter().partition(|(status, _)| status.starts_with('2'));
        assert_eq!(success.len(), 1, "{id}");
        let (status, success) = success[0];
        assert_eq!(
            success["content"]["application/json"]["example"].is_null(),
            status == "204",
            "{id}"
        );
        assert!(problems.iter().any(|(status, _)| *status == "500"), "{id}");
        for (status, problem) in problems {
            let example = &problem["content"]["application/problem+json"]["example"];
            assert_eq!(example["status"].to_string(), *status, "{id}");
        }
        let told = |status: &str| responses.contains_key(status);
        let guest = operation.is_guest();
        assert!(guest || told("401"), "{id}");
        let of_school = !guest && operation.has("school");
        assert!(!of_school || (told("403") && told("404")), "{id}");
        assert_eq!(
            told("412"),
            operation.guard == crate::support::spec::Guard::Version,
            "{id}"
        );
        assert_eq!(json["security"].is_null(), operation.is_guest(), "{id}");
    }
}

/// The examples of an endpoint are of its types, and pass its checks.
fn true_examples<E: Endpoint>(all: &[Operation]) -> &'static str {
    let operation = all
        .iter()
        .find(|operation| operation.id == E::NAME)
        .expect(E::NAME);
    assert_eq!(
        (operation.path.as_str(), operation.method.as_str()),
        (E::PATH, E::METHOD.as_str())
    );
    let body = operation.example.clone().unwrap_or(Value::Null);
    let body: E::Body = serde_json::from_value(body).expect(E::NAME);
    let mut errors = Vec::new();
    body.check(&mut errors);
    assert_eq!(errors, [], "{}", E::NAME);
    let reply =
        operation.json["responses"][E::STATUS.to_string()]["content"]["application/json"]["example"].clone();
    serde_json::from_value::<E::Reply>(reply).expect(E::NAME);
    E::NAME
}

#[test]
fn every_example_is_of_its_type() {
    let all = Operation::all();
    macro_rules! each {
        ($($endpoint:ty),* $(,)?) => { vec![$(true_examples::<$endpoint>(&all)),*] };
    }
    let mut tried = each![
        auth::AuthKeys,
        auth::AuthLogin,
        auth::AuthLogout,
        auth::AuthRefresh,
        auth::MeLanguage,
        feedback::FeedbackList,
        feedback::ReportFind,
        feedback::TicketsRating,
        people::MeFind,
        people::StaffList,
        schedules::PublicScheduleFind,
        schedules::SchedulesCreate,
        schedules::SchedulesFind,
        schedules::SchedulesList,
        schedules::SchedulesPreview,
        schedules::SchedulesPublish,
        schools::SchoolsFind,
        schools::SchoolsUpdate,
        tickets::MessagesCreate,
        tickets::MessagesList,
        tickets::TicketsAnswer,
        tickets::TicketsAsk,
        tickets::TicketsAssign,
        tickets::TicketsClose,
        tickets::TicketsCreate,
        tickets::TicketsFind,
        tickets::TicketsList,
        tickets::TicketsReopen,
    ];
    tried.sort_unstable();
    let mut described: Vec<&str> = all.iter().map(|operation| operation.id.as_str()).collect();
    described.sort_unstable();
    assert_eq!(tried, described, "add the new endpoint to this list");
}

both![the_description_and_its_pages_are_served,];

async fn the_description_and_its_pages_are_served(app: TestApp) {
    let served = Raw::of(app.request("GET", "/openapi.json")).await;
    assert_eq!((served.status, served.text()), (200, podskazka::openapi::text()));
    assert_eq!(Raw::of(app.request("GET", "/docs/")).await.status, 200);
    for health in ["/health/live", "/health/ready"] {
        assert_eq!(Raw::of(app.request("GET", health)).await.status, 200);
    }
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
    ] {
        assert_eq!(served.header(name), Some(value));
    }
    assert!(
        served
            .header("content-security-policy")
            .unwrap()
            .contains("default-src 'none'")
    );
}
