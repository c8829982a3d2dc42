//! Phrases, and views of the queue: those of the school, and those that are a helper's own; and what everybody is told.

use podskazka_shared::views::ViewsList;
use serde_json::{Value, json};

use super::world::{Trial, World};
use crate::phrases::{adds, phrase};
use crate::support::Who;
use crate::views::{keeps, view};

/// The phrase is the school's, which the head wrote; `@own` is the helper's own, in creates that of who tries. The view is the
/// helper's.
//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    phrases_list                  1 4   + + + 3 3   + +   3 + + 3   3 3   3 3   3
    phrases_find                  1 4   + + + 3 3   + +   3 + + 3   3 3   3 3   3
    phrases_find@own              1 4   4 4 4 3 3   + 4   3 4 4 3   3 3   3 3   3
    phrases_create                1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    phrases_create@own            1 4   + + + 3 3   + +   3 + + 3   3 3   3 3   3
    phrases_replace               1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    phrases_replace@own           1 4   4 4 4 3 3   + 4   3 4 4 3   3 3   3 3   3
    phrases_delete                1 4   + + + 3 3   3 3   3 3 3 3   3 3   3 3   3
    phrases_delete@own            1 4   4 4 4 3 3   + 4   3 4 4 3   3 3   3 3   3

    views_list                    1 4   + + + 3 3   + +   3 + + 3   3 3   3 3   3
    views_find                    1 4   4 4 4 3 3   + 4   3 4 4 3   3 3   3 3   3
    views_create                  1 4   + + + 3 3   + +   3 + + 3   3 3   3 3   3
    views_replace                 1 4   4 4 4 3 3   + 4   3 4 4 3   3 3   3 3   3
    views_delete                  1 4   4 4 4 3 3   + 4   3 4 4 3   3 3   3 3   3

    notifications_list            1 4   + + + + +   + +   + + + +   + +   + +   +
    notifications_find            1 4   + + + + +   + +   + + + +   + +   + +   +
    notifications_read            1 4   + + + + +   + +   + + + +   + +   + +   +
";

pub async fn trial(world: &World, operation: &str, variant: &str) -> Option<Trial> {
    if let Some(rest) = operation.strip_prefix("phrases_") {
        return Some(of_phrase(world, rest, variant == "own").await);
    }
    if let Some(rest) = operation.strip_prefix("notifications_") {
        return Some(match rest {
            "list" => Trial::get(world.at("/notifications")),
            "find" => Trial::get(world.at("/notifications/unread")),
            "read" => Trial::send(world.at("/notifications/read"), json!({"until": world.app.now()})),
            _ => panic!("{operation}: tell how to try it"),
        });
    }
    let rest = operation.strip_prefix("views_")?;
    Some(of_view(world, rest).await)
}

fn json_of(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap()
}

async fn of_phrase(world: &World, operation: &str, mine: bool) -> Trial {
    let body = phrase(mine);
    match operation {
        "list" => return Trial::get(world.at("/phrases")),
        "create" => return Trial::send(world.at("/phrases"), json_of(&body)),
        _ => {}
    }
    let by = world.who(if mine { "helper" } else { "director" });
    let made = adds(by, &body).done().await;
    let address = world.at(&format!("/phrases/{}", made.id));
    match operation {
        "find" => Trial::get(address),
        "replace" => Trial::send(address, json_of(&body)).version(made.version),
        "delete" => Trial::send(format!("{address}/delete"), json!({})).version(made.version),
        _ => panic!("{operation}: tell how to try it"),
    }
}

/// A view of the helper's: the last one, for nobody keeps as many as there are trials.
async fn of_view(world: &World, operation: &str) -> Trial {
    let body = view();
    match operation {
        "list" => return Trial::get(world.at("/views")),
        "create" => return Trial::send(world.at("/views"), json_of(&body)),
        _ => {}
    }
    let helper: &Who = world.who("helper");
    let kept = helper.ask::<ViewsList>(helper.path()).done().await.items.pop();
    let kept = match kept {
        Some(kept) => kept,
        None => keeps(helper, &body).done().await,
    };
    let address = world.at(&format!("/views/{}", kept.id));
    match operation {
        "find" => Trial::get(address),
        "replace" => Trial::send(address, json_of(&body)).version(kept.version),
        "delete" => Trial::send(format!("{address}/delete"), json!({})).version(kept.version),
        _ => panic!("{operation}: tell how to try it"),
    }
}
