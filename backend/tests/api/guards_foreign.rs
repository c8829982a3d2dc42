//! Objects of one school under the address of another: they are not there, whoever asks and whatever they send.

use podskazka_shared::problem::ProblemKind;

use crate::guards::World;
use crate::privacy::everything;
use crate::support::client::{Raw, fresh_key};
use crate::support::people::PEOPLE;
use crate::support::spec::{Guard, Operation};
use crate::support::{School, TestApp};

/// The operations whose address names an object beside the school.
fn with_object() -> Vec<Operation> {
    let all: Vec<Operation> = Operation::all()
        .into_iter()
        .filter(|o| o.has("school") && o.parameters().len() > 1)
        .collect();
    assert!(all.len() > 40, "{}", all.len());
    all
}

both![an_object_of_another_school_is_not_there_under_ones_own_schools_address];

async fn an_object_of_another_school_is_not_there_under_ones_own_schools_address(app: TestApp) {
    let world = World::of(&app).await;
    let own = World::in_school(&app, "elsewhere").await;
    for operation in with_object() {
        // What is one's own is there: it is refused for the body that cannot be read, or told.
        let body = if operation.is_unsafe() { "{garbage" } else { "" };
        let answer = Raw::of(own.request(&operation).await.body(body)).await;
        assert_ne!(answer.status, 404, "{} {}", operation.id, answer.text());
    }
    // Who has nothing to do with the school of the objects, and its head, who is everything in the other school too.
    let both = School::found(&app, "elsewhere").await;
    both.also(&world.director, PEOPLE).await;
    let everybody = [&own.director, &world.director];
    for who in everybody {
        who.token().await;
    }
    let before = everything(&app).await;
    for operation in with_object() {
        let address = world.address(&operation);
        let address = address.replacen("/schools/demo/", "/schools/elsewhere/", 1);
        for who in everybody {
            for version in [1, 2] {
                let mut request = app.request(&operation.method, &address);
                request = request.bearer_auth(who.token().await);
                request = match operation.guard {
                    Guard::Nothing => request,
                    Guard::Key => request.header("Idempotency-Key", fresh_key()),
                    Guard::Version => request.header("If-Match", format!("\"{version}\"")),
                };
                if let Some(example) = &operation.example {
                    request = request.json(example);
                }
                let answer = Raw::of(request).await;
                assert_eq!(answer.status, 404, "{} {}", operation.id, answer.text());
                answer.refused(ProblemKind::NotFound);
            }
        }
    }
    assert!(everything(&app).await == before, "something was written");
}
