//! Requests: filed by the student, by the subject, by the subject for somebody else, or sent to a class teacher.

use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::TicketBody;
use serde_json::{Value, json};

use super::world::{Trial, World};
use crate::support::Who;
use crate::support::desk::ticket;

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    tickets_list                  1 4   + + + + +   + +   + + + +   + +   + +   3
    tickets_search                1 4   + + + + +   + +   + + + +   + +   + +   3
    tickets_create                1 4   + + + + +   + +   + + + +   + +   + +   3
    tickets_find                  1 4   + + + 4 4   + 4   4 4 4 4   + 4   + 4   3
    tickets_deadline              1 4   + + + 4 4   + 4   4 4 4 4   + 4   + 4   3
    messages_list                 1 4   + + + 4 4   + 4   4 4 4 4   + 4   + 4   3
    messages_create               1 4   + + + 4 4   + 4   4 4 4 4   3 4   + 4   3
    messages_create@note          1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_assign                1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_ask                   1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_answer                1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_close                 1 4   3 3 3 4 4   3 4   4 4 4 4   3 4   + 4   3
    tickets_reopen                1 4   + + + 4 4   + 4   4 4 4 4   3 4   + 4   3
    tickets_rating                1 4   3 3 3 4 4   3 4   4 4 4 4   3 4   + 4   3

    tickets_email                 1 4   3 + + 3 +   + +   3 + + 3   3 3   3 3   3

    tickets_find@own              . .   + + + + +   + +   + + + +   + +   + +   .
    messages_list@own             . .   + + + + +   + +   + + + +   + +   + +   .
    messages_create@own           . .   + + + + +   + +   + + + +   + +   + +   .
    messages_create@own_note      . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_assign@own            . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_ask@own               . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_answer@own            . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_close@own             . .   + + + + +   + +   + + + +   + +   + +   .
    tickets_reopen@own            . .   + + + + +   + +   + + + +   + +   + +   .
    tickets_rating@own            . .   + + + + +   + +   + + + +   + +   + +   .
    tickets_helpers@own           . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .

    tickets_create@for_7a         1 4   2 + + 2 +   + +   2 + 2 2   2 2   + 2   3
    tickets_create@for_8b         1 4   2 + + 2 +   + +   2 2 + 2   2 2   2 2   3
    tickets_create@for_teacher    1 4   2 + + 2 +   + +   + 2 2 2   2 2   2 2   3
    tickets_create@for_elsewhere  1 4   2 2 2 2 2   2 2   2 2 2 2   2 2   2 2   3

    tickets_find@assigned         . .   . . . . .   . +   . . . .   . .   . .   .
    tickets_answer@assigned       . .   . . . . .   . +   . . . .   . .   . .   .
";

/// The step's body, and whether the request must have been answered before.
fn step(operation: &str, variant: &str) -> Option<(&'static str, Value, bool)> {
    let text = || json!({"text": "Слово"});
    Some(match operation {
        "messages_create" if variant.contains("note") => {
            ("/messages", json!({"text": "Слово", "internal": true}), false)
        }
        "messages_create" => ("/messages", text(), false),
        "tickets_assign" => ("/assign", json!({"assignee": null}), false),
        "tickets_ask" => ("/ask", text(), false),
        "tickets_answer" => ("/answer", text(), false),
        "tickets_close" => ("/close", json!({}), false),
        "tickets_reopen" => ("/reopen", text(), true),
        "tickets_rating" => ("/rating", json!({"stars": 5}), true),
        _ => return None,
    })
}

async fn object(world: &World, variant: &str, by: Option<&Who>) -> TicketId {
    let student = world.who("student");
    match variant {
        variant if variant.starts_with("own") => world.files(by.unwrap(), "Свой вопрос").await,
        "assigned" => {
            // Sent to the class teacher, it stands in no helper's directions: only who is assigned sees it.
            let body = TicketBody {
                to_class_teacher: true,
                ..ticket("Вопрос")
            };
            let ticket = student.files_body(&body).await.summary.id;
            world.who("deputy_head").assigns(ticket, by).await;
            ticket
        }
        _ => world.files(student, "Вопрос").await,
    }
}

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    match operation {
        "tickets_list" => return Some(Trial::get(world.at("/tickets?limit=100"))),
        "tickets_search" => return Some(Trial::get(world.at("/tickets/search?q=100"))),
        "tickets_email" => {
            let body = json!({"eml": "From: a@example.test\r\nSubject: x\r\n\r\nВопрос\r\n"});
            return Some(Trial::send(world.at("/ticket-email"), body));
        }
        "tickets_create" if !variant.is_empty() => {
            let requester = match variant {
                "for_7a" => world.who("student"),
                "for_8b" => world.eighth(),
                "for_teacher" => world.who("teacher"),
                "for_elsewhere" => world.who("elsewhere"),
                _ => return None,
            };
            let body = json!({"topic": "access", "description": "Вопрос", "requester": requester.member});
            return Some(Trial::send(world.at("/tickets"), body));
        }
        "tickets_create" => {
            let asks = by.is_some_and(|who| who.name.contains("parent") || who.name.contains("student"));
            let mut body = json!({"topic": "access", "description": "Вопрос"});
            if asks {
                body["class_name"] = "7А".into();
            }
            return Some(Trial::send(world.at("/tickets"), body));
        }
        _ => {}
    }
    let (path, body, answered) = match operation {
        "tickets_find" => ("", None, false),
        "tickets_deadline" => ("/deadline", None, false),
        "messages_list" => ("/messages", None, false),
        _ => {
            let (path, body, answered) = step(operation, variant)?;
            (path, Some(body), answered)
        }
    };
    let ticket = object(world, variant, by).await;
    let deputy = world.who("deputy_head");
    if answered {
        // Nobody answers their own request.
        let own = variant == "own" && by.is_some_and(|who| who.member == deputy.member);
        let by = if own { world.who("journal_admin") } else { deputy };
        by.answers(ticket, "Ответ").await;
    }
    let trial = Trial {
        body,
        ..Trial::get(world.at(&format!("/tickets/{ticket}{path}")))
    };
    Some(trial.version(deputy.sees(ticket).await.summary.version))
}
