//! The further steps of a request: topic, vendor, refusal and objection, stopping, merging, splitting, linking, following, bulk.
//! The object is the student's of 7А, as in the table of requests.

use podskazka_shared::deadlines::policy::{DeadlinePolicy, PoliciesFind, PoliciesPublish, PolicyPath};
use podskazka_shared::ids::TicketId;
use serde_json::{Value, json};

use super::world::{Trial, World};
use crate::support::Who;
use crate::support::desk::handover;

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    tickets_topic                 1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_hand_over             1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_reference             1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_outcome               1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_redirect              1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_refuse                1 4   + + 3 4 4   3 4   4 4 4 4   3 4   3 4   3
    tickets_object                1 4   3 3 3 4 4   3 4   4 4 4 4   3 4   + 4   3
    tickets_decide                1 4   + 3 3 4 4   3 4   4 4 4 4   3 4   3 4   3
    tickets_stop                  1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_follow                1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_answering             1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_answering_find        1 4   + + + 3 3   + 4   3 4 4 3   3 3   3 3   3
    tickets_live                  1 4   + + + + +   + +   + + + +   + +   + +   3
    tickets_merge                 1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_unmerge               1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_split                 1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_link                  1 4   + + + 4 4   + 4   4 4 4 4   3 4   3 4   3
    tickets_history               1 4   + + + 4 4   + 4   4 4 4 4   + 4   + 4   3
    tickets_bulk                  1 4   + + + 3 3   + +   3 + + 3   3 3   3 3   3

    tickets_topic@own             . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_hand_over@own         . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_redirect@own          . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_refuse@own            . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_object@own            . .   . . + + +   + +   + + + +   + +   + +   .
    tickets_decide@own            . .   . . 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_stop@own              . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_merge@own             . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_split@own             . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_link@own              . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_follow@own            . .   3 3 3 3 3   3 3   3 3 3 3   3 3   3 3   .
    tickets_history@own           . .   + + + + +   + +   + + + +   + +   + +   .
";

/// Lets the school refuse, as its head may.
async fn allow_refusals(world: &World) {
    let director = world.who("director");
    let path = PolicyPath {
        school: director.school.clone(),
    };
    let now = director.ask::<PoliciesFind>(path.clone()).done().await;
    if !now.policy.refusals {
        let policy = DeadlinePolicy {
            refusals: true,
            ..now.policy
        };
        let publish = director.ask::<PoliciesPublish>(path).version(now.version);
        publish.body(&policy).done().await;
    }
}

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    let (deputy, student) = (world.who("deputy_head"), world.who("student"));
    let whose = match variant {
        "own" => by?,
        _ => student,
    };
    let text = || json!({"text": "Слово"});
    if operation == "tickets_bulk" {
        let id = world.files(student, "Вопрос").await;
        let body = json!({"items": [{"id": id, "version": 1}], "do": {"act": "assign", "assignee": null}});
        return Some(Trial::send(world.at("/ticket-bulk"), body));
    }
    let known = TABLE
        .lines()
        .any(|line| line.trim().starts_with(&format!("{operation} ")));
    if !known {
        return None;
    }
    let ticket: TicketId = world.files(whose, "Вопрос").await;
    let other = world.files(whose, "Ещё вопрос").await;
    // Nobody works on their own request.
    let works = match whose.member == deputy.member {
        true => world.who("director"),
        false => deputy,
    };
    let (path, body): (&str, Value) = match operation {
        "tickets_topic" => ("/topic", json!({"topic": "access"})),
        "tickets_hand_over" => ("/hand-over", json!(handover("Слово"))),
        "tickets_reference" => {
            works.hands_over(ticket, "Слово").await;
            ("/reference", json!({"reference": "SD-1"}))
        }
        "tickets_outcome" => {
            works.hands_over(ticket, "Слово").await;
            ("/outcome", json!({"outcome": "answered", "text": "Слово"}))
        }
        "tickets_redirect" => ("/redirect", text()),
        "tickets_refuse" => {
            allow_refusals(world).await;
            ("/refuse", text())
        }
        "tickets_object" => {
            allow_refusals(world).await;
            works.refuses(ticket, "Слово").await;
            ("/object", text())
        }
        "tickets_decide" => {
            allow_refusals(world).await;
            works.refuses(ticket, "Слово").await;
            whose.objects(ticket, "Слово").await;
            ("/decide", json!({"upheld": false, "text": "Слово"}))
        }
        "tickets_stop" => ("/stop", json!({"text": "Слово", "report": "Слово"})),
        "tickets_follow" => ("/follow", json!({"followed": true})),
        "tickets_merge" => ("/merge", json!({"into": other})),
        "tickets_unmerge" => {
            works.merges(ticket, other).await;
            ("/unmerge", json!({}))
        }
        "tickets_split" => {
            let message = whose.says(ticket, "И ещё одно").await.id;
            ("/split", json!({"message": message, "topic": "access"}))
        }
        "tickets_link" => ("/link", json!({"other": other, "linked": true})),
        "tickets_answering" => ("/answering", json!({"answering": true})),
        "tickets_answering_find" => {
            return Some(Trial::get(world.at(&format!("/tickets/{ticket}/answering"))));
        }
        "tickets_live" => return Some(Trial::get(world.at("/live?seconds=0"))),
        "tickets_history" => return Some(Trial::get(world.at(&format!("/tickets/{ticket}/events")))),
        _ => return None,
    };
    let version = works.sees(ticket).await.summary.version;
    Some(Trial::send(world.at(&format!("/tickets/{ticket}{path}")), body).version(version))
}
