//! Files: one's own before a message names them, and those of a request, which is the student's of 7А.

use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::{MessageBody, MessagesCreate, TicketBody, Topic};
use serde_json::json;

use super::world::{Trial, World};
use crate::support::Who;
use crate::support::desk::ticket;

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    files_create                  1 4   + + + + +   + +   + + + +   + +   + +   3
    files_find                    1 4   + + + + +   + +   + + + +   + +   + +   3
    files_find@others             . .   4 4 4 4 4   4 4   4 4 4 4   4 4   + 4   .
    files_find@named              . .   4 4 4 4 4   4 4   4 4 4 4   4 4   4 4   .
    files_take_back               1 4   + + + + +   + +   + + + +   + +   + +   3
    files_take_back@others        . .   4 4 4 4 4   4 4   4 4 4 4   4 4   + 4   .
    files_take_back@named         . .   4 4 4 4 4   4 4   4 4 4 4   4 4   4 4   .
    tickets_file                  1 4   + + + 4 4   + 4   4 4 4 4   + 4   + 4   3
    tickets_file@own              . .   + + + + +   + +   + + + +   + +   + +   .
    tickets_file@note             1 4   + + + 4 4   + 4   4 4 4 4   4 4   4 4   3
    tickets_file@waiting          . .   4 4 4 4 4   4 4   4 4 4 4   4 4   4 4   .
    tickets_file@of_another       . .   4 4 4 4 4   4 4   4 4 4 4   4 4   4 4   .
    me_data_file                  1 +   + + + + +   + +   + + + +   + +   + +   4
    me_data_file@others           . 4   4 4 4 4 4   4 4   4 4 4 4   4 4   + 4   .
    me_data_file@note             . 4   4 4 4 4 4   4 4   4 4 4 4   4 4   4 4   .
";

/// Somebody's request with a file.
async fn with_file(world: &World, who: &Who) -> (TicketId, String) {
    let file = who.uploads("Снимок.txt").await;
    let asks = who.name.contains("parent") || who.name.contains("student");
    let body = TicketBody {
        topic: Topic::Access,
        class_name: asks.then(|| "7А".to_owned()),
        files: vec![file],
        ..ticket("Вопрос")
    };
    world.app.after(chrono::Duration::seconds(1));
    (who.files_body(&body).await.summary.id, file.to_string())
}

/// The student's request with a file in an internal note.
async fn with_note(world: &World) -> (TicketId, String) {
    let deputy = world.who("deputy_head");
    let (id, _) = with_file(world, world.who("student")).await;
    let file = deputy.uploads("Заметка.txt").await;
    let note = MessageBody {
        text: "Заметка".into(),
        internal: true,
        files: vec![file],
    };
    deputy
        .ask::<MessagesCreate>(deputy.at(id))
        .body(&note)
        .done()
        .await;
    (id, file.to_string())
}

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    let student = world.who("student");
    // The vendor's agent brings nothing.
    let able = by.filter(|who| who.member != world.who("vendor_agent").member);
    let own = able.unwrap_or(student);
    match operation {
        "files_create" => return Some(Trial::get(world.at("/files?name=a.txt"))),
        "files_find" | "files_take_back" => {
            let file = match variant {
                "others" => student.uploads("a.txt").await.to_string(),
                "named" => with_file(world, own).await.1,
                _ => own.uploads("a.txt").await.to_string(),
            };
            return Some(match operation {
                "files_find" => Trial::get(world.at(&format!("/files/{file}"))),
                _ => Trial::send(world.at(&format!("/files/{file}/take-back")), json!({})),
            });
        }
        "me_data_file" => {
            let file = match variant {
                "others" => with_file(world, student).await.1,
                "note" => with_note(world).await.1,
                _ => own.uploads("a.txt").await.to_string(),
            };
            return Some(Trial::get(format!("/api/v1/me/data/files/{file}")));
        }
        "tickets_file" => {}
        _ => return None,
    }
    let (ticket, file) = match variant {
        "own" => with_file(world, own).await,
        "note" => with_note(world).await,
        "waiting" => (
            with_file(world, own).await.0,
            own.uploads("a.txt").await.to_string(),
        ),
        "of_another" => {
            let (ticket, _) = with_file(world, own).await;
            let (_, other) = with_file(world, world.eighth()).await;
            (ticket, other)
        }
        _ => with_file(world, student).await,
    };
    Some(Trial::get(world.at(&format!("/tickets/{ticket}/files/{file}"))))
}
