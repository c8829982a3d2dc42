//! Fields that nobody may set, tried in every body and every address that the API describes.

use std::collections::BTreeSet;

use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::problem::ProblemKind;
use serde_json::{Value, json};

use crate::guards::World;
use crate::support::TestApp;
use crate::support::client::Raw;
use crate::support::spec::Operation;

/// What somebody would like to decide about themselves and others, with the value they would like.
fn forged(world: &World) -> Vec<(&'static str, Value)> {
    let (member, person) = (world.director.member, world.director.person);
    let id = json!("01988a3f-5d2c-7c1e-9a51-2f4b6d7e8c90");
    vec![
        ("id", id.clone()),
        ("version", json!(99)),
        ("school", json!("other")),
        ("school_id", id.clone()),
        ("author", json!(member)),
        ("author_id", json!(member)),
        ("requester_id", json!(member)),
        ("filed_by", json!(member)),
        ("filed_by_id", json!(member)),
        ("assignee_id", json!(member)),
        ("member_id", json!(member)),
        ("person", json!(person)),
        ("person_id", json!(person)),
        ("role", json!("director")),
        ("capacities", json!(["director"])),
        ("state", json!("closed")),
        ("number", json!("2026-000001")),
        ("due_at", json!("2030-01-01T00:00:00Z")),
        ("considered_at", json!("2026-01-01T00:00:00Z")),
        ("created_at", json!("2020-01-01T00:00:00Z")),
        ("published_at", json!("2020-01-01T00:00:00Z")),
        ("approved_at", json!("2020-01-01T00:00:00Z")),
        ("approved_by", json!(member)),
        ("ended_at", Value::Null),
        ("password_hash", json!("x")),
        ("demo", json!(true)),
        ("admin", json!(true)),
        ("secret", json!("psk_mine")),
        ("__proto__", json!({"role": "director"})),
    ]
}

/// What stands in the database besides sign-ins: whatever is refused must not change it.
async fn picture(app: &TestApp) -> Vec<i64> {
    let mut counts = Vec::new();
    for sql in [
        "SELECT COUNT(*) FROM audit WHERE action NOT IN ('sign_in', 'client_token')",
        "SELECT COUNT(*) FROM ticket_event",
        "SELECT COUNT(*) FROM idempotency",
        "SELECT COALESCE(SUM(version), 0) FROM (SELECT version FROM ticket UNION ALL SELECT version FROM school
         UNION ALL SELECT version FROM schedule UNION ALL SELECT version FROM member
         UNION ALL SELECT version FROM api_client) AS versions",
    ] {
        counts.push(app.database().count(&format!("SELECT CAST(({sql}) AS BIGINT)"), []).await);
    }
    counts
}

/// The pointers of the objects within an example, itself first.
fn objects(value: &Value, pointer: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.push(pointer.to_owned());
            for (name, field) in fields {
                objects(field, &format!("{pointer}/{name}"), found);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                objects(item, &format!("{pointer}/{index}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The schemas that a body is made of.
fn schemas(description: &Value, schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                let name = name.rsplit('/').next().unwrap().to_owned();
                let inner = &description["components"]["schemas"][&name];
                if found.insert(name) {
                    schemas(description, inner, found);
                }
            }
            fields
                .values()
                .for_each(|inner| schemas(description, inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| schemas(description, inner, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The fields that an operation's body has anywhere.
fn names(description: &Value, operation: &Operation) -> BTreeSet<String> {
    let body = &operation.json["requestBody"]["content"]["application/json"]["schema"];
    let mut found = BTreeSet::new();
    schemas(description, body, &mut found);
    let fields = |name: &String| {
        description["components"]["schemas"][name]["properties"]
            .as_object()
            .cloned()
    };
    found
        .iter()
        .filter_map(fields)
        .flat_map(|fields| fields.into_iter().map(|(name, _)| name))
        .collect()
}

/// Whatever stands in a body, in parts that no example shows too, takes no field that it does not name.
#[test]
fn every_object_that_is_sent_refuses_fields_that_it_does_not_name() {
    let description: Value = serde_json::from_str(&podskazka::openapi::text()).unwrap();
    let mut found = BTreeSet::new();
    for operation in Operation::all().iter().filter(|o| o.example.is_some()) {
        let body = &operation.json["requestBody"]["content"]["application/json"]["schema"];
        schemas(&description, body, &mut found);
    }
    assert!(found.len() > 8, "{found:?}");
    for name in found {
        let schema = &description["components"]["schemas"][&name];
        let of_fields = schema["type"] == "object" || schema.get("properties").is_some();
        assert!(
            !of_fields || schema["additionalProperties"] == json!(false),
            "{name}: add #[serde(deny_unknown_fields)]"
        );
    }
}

both![
    a_forged_field_is_refused_wherever_it_stands_and_changes_nothing,
    a_forged_value_in_the_address_is_refused_and_changes_nothing,
    fields_beside_oauths_form_change_nothing,
];

async fn a_forged_field_is_refused_wherever_it_stands_and_changes_nothing(app: TestApp) {
    let world = World::of(&app).await;
    let before = picture(&app).await;
    let mut tried = 0;
    let description: Value = serde_json::from_str(&podskazka::openapi::text()).unwrap();
    for operation in Operation::all().iter().filter(|o| o.example.is_some()) {
        let example = operation.example.clone().unwrap();
        let named = names(&description, operation);
        let mut places = Vec::new();
        objects(&example, "", &mut places);
        for place in places {
            for (name, value) in forged(&world) {
                let mut body = example.clone();
                let object = body.pointer_mut(&place).unwrap().as_object_mut().unwrap();
                // A field of the body's own is no forged one: what may stand in it is its check's matter.
                if object.contains_key(name) || named.contains(name) {
                    continue;
                }
                object.insert(name.to_owned(), value);
                let request = world.request(operation).await.json(&body);
                let problem = Raw::of(request).await.refused(ProblemKind::Invalid);
                let pointer = format!("{place}/{name}");
                let told = problem.errors.iter().find(|error| error.pointer == pointer);
                assert!(
                    told.is_some_and(|error| error.kind == FieldErrorKind::Unknown),
                    "{} {pointer}: {:?}",
                    operation.id,
                    problem.errors
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert_eq!(picture(&app).await, before);
}

async fn a_forged_value_in_the_address_is_refused_and_changes_nothing(app: TestApp) {
    let world = World::of(&app).await;
    let before = picture(&app).await;
    for operation in Operation::all()
        .iter()
        .filter(|o| o.is_unsafe() && o.form.is_none())
    {
        for name in ["id", "school", "version", "role", "access_token"] {
            let address = format!("{}?{name}=1", world.address(operation));
            let request = world.request(operation).await.build().unwrap();
            let mut again = app.request(&operation.method, &address);
            for (header, value) in request.headers() {
                again = again.header(header, value);
            }
            if let Some(example) = &operation.example {
                again = again.json(example);
            }
            let problem = Raw::of(again).await.refused(ProblemKind::Invalid);
            assert_eq!(problem.errors[0].pointer, format!("?{name}"), "{}", operation.id);
        }
    }
    assert_eq!(picture(&app).await, before);
}

async fn fields_beside_oauths_form_change_nothing(app: TestApp) {
    use podskazka_shared::clients::Scope;
    let world = World::of(&app).await;
    let journal = world.director.makes_client(&[Scope::SchoolRead]).await;
    let person = world.director.person.to_string();
    for extra in [
        "sub",
        "sid",
        "cid",
        "aud",
        "exp",
        "school_id",
        "person_id",
        "on_behalf_of",
        "audience",
    ] {
        let answer = journal
            .asks(&[("grant_type", "client_credentials"), (extra, &person)])
            .await;
        assert_eq!(answer.status, 200, "{extra}");
        assert_eq!(answer.json()["scope"], "school_read", "{extra}");
        let claims = crate::support::journal::part(answer.json()["access_token"].as_str().unwrap(), 1);
        let names: Vec<&str> = claims.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(
            names.into_iter().collect::<BTreeSet<_>>(),
            BTreeSet::from(["aud", "cid", "exp", "iat", "scope", "sec", "sub"])
        );
        assert_eq!(claims["cid"], json!(journal.id));
    }
}
