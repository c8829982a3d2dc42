//! Reports of conduct: the student of 7А reports the deputy, and the head decides.

use podskazka_shared::conduct::{ConductCreate, ConductReport};
use podskazka_shared::ids::TicketId;
use serde_json::{Value, json};

use super::world::{Trial, World};
use crate::support::Who;

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    conduct_list                  1 4   + + + + +   + +   + + + +   + +   + +   3
    conduct_outcomes              1 4   + + + + +   + +   + + + +   + +   + +   3
    conduct_create                1 4   + + + 2 2   + 2   2 2 2 2   3 2   + 2   3
    conduct_find                  1 4   + 4 4 4 4   4 4   4 4 4 4   4 4   + 4   3
    conduct_ask                   1 4   + 4 4 4 4   4 4   4 4 4 4   4 4   3 4   3
    conduct_decide                1 4   + 4 4 4 4   4 4   4 4 4 4   4 4   3 4   3
    conduct_lift                  1 4   + 3 4 4 4   4 4   4 4 4 4   4 4   4 4   3
    conduct_reply                 1 4   3 4 4 4 4   4 4   4 4 4 4   4 4   + 4   3
    conduct_send                  1 4   4 4 4 4 4   4 4   4 4 4 4   4 4   + 4   3
";

async fn files(who: &Who, ticket: TicketId) -> ConductReport {
    let body = json!({"ticket": ticket, "text": "Слово"});
    let filed = who.ask::<ConductCreate>(who.path()).json(&body).send().await;
    if filed.status == 201 {
        return filed.done();
    }
    // There are only so many in a day.
    assert_eq!(filed.status, 429, "{}", filed.text());
    who.app().after(chrono::Duration::hours(25));
    who.ask::<ConductCreate>(who.path()).json(&body).done().await
}

fn decision(measures: &Value) -> Value {
    let mut body =
        json!({"outcome": "confirmed", "reasons": "Слово", "for_reporter": "Слово", "measures": measures});
    if *measures != json!([]) {
        body["channel"] = json!("system");
        body["for_reported"] = json!("Слово");
    }
    body
}

pub async fn trial(world: &World, operation: &str) -> Option<Trial> {
    let (student, deputy, director) = (
        world.who("student"),
        world.who("deputy_head"),
        world.who("director"),
    );
    let at = |id: &dyn std::fmt::Display, rest: &str| world.at(&format!("/conduct/{id}{rest}"));
    Some(match operation {
        "conduct_list" => Trial::get(world.at("/conduct")),
        "conduct_outcomes" => Trial::get(world.at("/conduct/outcomes")),
        "conduct_create" => {
            let ticket = world.files(student, "Вопрос").await;
            deputy.answers(ticket, "Ответ").await;
            Trial::send(world.at("/conduct"), json!({"ticket": ticket, "text": "Слово"}))
        }
        "conduct_find" | "conduct_ask" | "conduct_decide" | "conduct_reply" => {
            let ticket = world.files(student, "Вопрос").await;
            deputy.answers(ticket, "Ответ").await;
            let id = files(student, ticket).await.summary.id;
            match operation {
                "conduct_find" => Trial::get(at(&id, "")),
                "conduct_ask" => Trial::send(at(&id, "/ask"), json!({"text": "Слово"})).version(1),
                "conduct_reply" => Trial::send(at(&id, "/reply"), json!({"text": "Слово"})).version(1),
                _ => Trial::send(at(&id, "/decide"), decision(&json!([]))).version(1),
            }
        }
        "conduct_lift" => {
            let eighth = world.eighth();
            let ticket = world.files(eighth, "Вопрос").await;
            let id = files(deputy, ticket).await.summary.id;
            let mut body = decision(&json!(["close_channel"]));
            // Consultations, so that the school's requests go on.
            body["channel"] = json!("consultation");
            body["until"] = json!((world.app.now() + chrono::Duration::days(3)).date_naive());
            let decide = podskazka_shared::conduct::ConductPath {
                school: director.school.clone(),
                report: id,
            };
            let decide = director.ask::<podskazka_shared::conduct::ConductDecided>(decide);
            decide.version(1).json(&body).done().await;
            Trial::send(at(&id, "/lift"), Value::Null).version(2)
        }
        "conduct_send" => {
            let ticket = world.files(student, "Вопрос").await;
            director.answers(ticket, "Ответ").await;
            founder(director).await;
            let id = files(student, ticket).await.summary.id;
            Trial::send(at(&id, "/send"), Value::Null).version(1)
        }
        _ => return None,
    })
}

/// Names the founder, as the head does once.
async fn founder(director: &Who) {
    use podskazka_shared::schools::{SchoolsFind, SchoolsUpdate};
    let now = director.ask::<SchoolsFind>(director.path()).done().await;
    if now.conduct.founder_email.is_empty() {
        let patch = json!({"conduct": {"founder": "Учредитель", "founder_email": "uo@founder.test"}});
        let update = director
            .ask::<SchoolsUpdate>(director.path())
            .version(now.version);
        update.json(&patch).done().await;
    }
}
