//! Who asked to be called back.

use podskazka_shared::callbacks::CallbackPath;
use serde_json::json;

use super::world::{Trial, World};
use crate::callbacks::{asked, form, plant};

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    public_callbacks_form         + +   + + + + +   + +   + + + +   + +   + +   +
    public_callbacks_send         + +   + + + + +   + +   + + + +   + +   + +   +
    callbacks_list                1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    callbacks_count               1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    callbacks_find                1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    callbacks_take                1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    callbacks_try                 1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    callbacks_dismiss             1 4   + + + 3 3   + +   3 3 3 3   3 3   3 3   3
    callbacks_register            1 4   3 + + 3 3   + +   3 3 3 3   3 3   3 3   3
";

pub async fn trial(world: &World, operation: &str) -> Option<Trial> {
    let public = "/api/v1/public/demo/callbacks";
    let CallbackPath { callback, .. } = match operation {
        "public_callbacks_form" => return Some(Trial::get(format!("{public}/form"))),
        "public_callbacks_send" => {
            let body = serde_json::to_value(asked(&form(&world.app, "demo").await.token)).unwrap();
            return Some(Trial::send(public.to_owned(), body));
        }
        "callbacks_list" => return Some(Trial::get(world.at("/callbacks"))),
        "callbacks_count" => return Some(Trial::get(world.at("/callbacks/count"))),
        _ if operation.starts_with("callbacks_") => plant(world.school()).await,
        _ => return None,
    };
    let address = world.at(&format!("/callbacks/{callback}"));
    let (rest, body) = match operation {
        "callbacks_find" => return Some(Trial::get(address)),
        "callbacks_take" => ("take", json!({})),
        "callbacks_try" => ("try", json!({})),
        "callbacks_dismiss" => ("dismiss", json!({"reason": "Уже вошли."})),
        "callbacks_register" => {
            let requester = world.who("teacher").member;
            let body = json!({"topic": "access", "description": "Не войти.", "requester": requester});
            return Some(Trial::send(format!("{address}/register"), body));
        }
        _ => panic!("{operation}: tell how to try it"),
    };
    Some(Trial::send(format!("{address}/{rest}"), body).version(1))
}
