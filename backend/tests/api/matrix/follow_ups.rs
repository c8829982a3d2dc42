//! Low marks that are followed up.

use serde_json::json;

use super::world::{Trial, World};
use crate::follow_ups::plant;

/// The mark is the student's, of the helper's answer.
//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    follow_ups_list               1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    follow_ups_find               1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    follow_ups_close              1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
";

pub async fn trial(world: &World, operation: &str) -> Option<Trial> {
    let rest = operation.strip_prefix("follow_ups_")?;
    if rest == "list" {
        return Some(Trial::get(world.at("/follow-ups")));
    }
    let by = (world.who("student"), world.who("helper"));
    let planted = plant(world.who("director"), by, "Долго").await;
    let address = world.at(&format!("/follow-ups/{}", planted.id));
    Some(match rest {
        "find" => Trial::get(address),
        "close" => {
            let body = json!({"outcome": "Поговорили."});
            Trial::send(format!("{address}/close"), body).version(planted.version)
        }
        _ => panic!("{operation}: tell how to try it"),
    })
}
