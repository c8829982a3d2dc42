//! Thanks and suggestions.

use podskazka_shared::access::Capacity;
use podskazka_shared::voices::PublicVoicesForm;
use serde_json::json;

use super::world::{Trial, World};
use crate::voices::plant;

/// They are somebody's thanks to the helper; `@deputy` those to the deputy head.
//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    public_voices_form            + +   + + + + +   + +   + + + +   + +   + +   +
    public_voices_send            + +   + + + + +   + +   + + + +   + +   + +   +
    voices_create                 1 4   + + + + +   + +   + + + +   + +   + +   3
    voices_mine                   1 4   + + + + +   + +   + + + +   + +   + +   3
    voices_thanks                 1 4   + + + + +   + +   + + + +   + +   + +   3
    voices_list                   1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_find                   1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_find@deputy            1 4   + 4 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_seen                   1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_answer                 1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_pass                   1 4   + + 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    voices_pass@deputy            1 4   + 4 3 3 3   3 3   3 3 3 3   3 3   3 3   3
";

pub async fn trial(world: &World, operation: &str, variant: &str) -> Option<Trial> {
    let public = "/api/v1/public/demo/voices";
    match operation {
        "public_voices_form" => return Some(Trial::get(format!("{public}/form"))),
        "public_voices_send" => {
            let path = world.school().path();
            let form = world.app.guest::<PublicVoicesForm>(path).done().await;
            let body = json!({"token": form.token, "kind": "suggestion", "text": "Предложение"});
            return Some(Trial::send(public.to_owned(), body));
        }
        "voices_list" => return Some(Trial::get(world.at("/voices"))),
        "voices_mine" => return Some(Trial::get(world.at("/voices/mine"))),
        "voices_thanks" => return Some(Trial::get(world.at("/voices/thanks"))),
        "voices_create" => {
            let body = json!({"kind": "suggestion", "text": "Предложение"});
            return Some(Trial::send(world.at("/voices"), body));
        }
        _ => {}
    }
    let rest = operation.strip_prefix("voices_")?;
    let to = match variant {
        "deputy" => "deputy_head",
        _ => "helper",
    };
    // Each time somebody else: one person sends so many in a day.
    let by = world.school().person(&[Capacity::Staff]).await;
    let planted = plant(&by, world.who("director"), Some(world.who(to))).await;
    let address = world.at(&format!("/voices/{}", planted.id));
    let body = match rest {
        "find" => return Some(Trial::get(address)),
        "answer" => json!({"text": "Спасибо!"}),
        "seen" | "pass" => json!({}),
        _ => panic!("{operation}: tell how to try it"),
    };
    Some(Trial::send(format!("{address}/{rest}"), body).version(planted.version))
}
