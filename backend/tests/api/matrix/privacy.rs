//! The rights of people over their data, and what the school decides about them.

use podskazka_shared::access::Capacity;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{CorrectionId, ErasureId};
use podskazka_shared::privacy::{
    CardBody, CorrectionBody, MeCorrectionsCreate, MeErasuresCreate, MePrivacyUndo, RetentionFind,
    RetentionPath,
};
use serde_json::json;

use super::world::{Trial, World};
use crate::support::{School, Who};

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    me_data                       1 +   + + + + +   + +   + + + +   + +   + +   +
    me_privacy                    1 +   + + + + +   + +   + + + +   + +   + +   +
    me_corrections_create         1 +   + + + + +   + +   + + + +   + +   + +   +
    me_erasures_create            1 +   + + + + +   + +   + + + +   + +   + +   +
    me_withdrawals_create         1 .   . . . . .   . .   . . . .   + .   3 3   .
    me_privacy_undo               1 +   + + + + +   + +   + + + +   + +   + +   +
    erasures_list                 1 4   + 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    erasures_find                 1 4   + 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    erasures_approve              1 4   + 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    erasures_refuse               1 4   + 3 3 3 3   3 3   3 3 3 3   3 3   3 3   3
    erasures_approve@own          . .   3 . . . .   . .   . . . .   . .   . .   .
    erasures_refuse@own           . .   3 . . . .   . .   . . . .   . .   . .   .
    corrections_list              1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    corrections_find              1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    corrections_accept            1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    corrections_refuse            1 4   + 3 + 3 +   3 3   3 3 3 3   3 3   3 3   3
    corrections_accept@own        . .   3 . 3 . 3   . .   . . . .   . .   . .   .
    corrections_refuse@own        . .   3 . 3 . 3   . .   . . . .   . .   . .   .
    retention_find                1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    retention_update              1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
";

/// A request for erasure: of somebody who is none of the subjects, or of the one who tries.
async fn erasure(world: &World, whose: &Who) -> ErasureId {
    undo(world, whose).await;
    let body = CardBody { member: whose.member };
    whose
        .ask::<MeErasuresCreate>(Nothing {})
        .body(&body)
        .done()
        .await
        .id
}

async fn undo(_: &World, whose: &Who) {
    let body = CardBody { member: whose.member };
    let _ = whose.ask::<MePrivacyUndo>(Nothing {}).body(&body).send().await;
}

async fn correction(whose: &Who) -> CorrectionId {
    let body = CorrectionBody {
        member: whose.member,
        name: None,
        email: None,
        phone: Some("+7 900".to_owned()),
        note: String::new(),
    };
    whose
        .ask::<MeCorrectionsCreate>(Nothing {})
        .body(&body)
        .done()
        .await
        .id
}

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    let me = |rest: &str| format!("/api/v1/me/{rest}");
    let who = by.unwrap_or_else(|| world.who("teacher"));
    let known = operation.starts_with("erasures_") || operation.starts_with("corrections_");
    let whose = match (known, variant) {
        (true, "") => {
            School::found(&world.app, "demo")
                .await
                .person(&[Capacity::Parent])
                .await
        }
        _ => who.clone(),
    };
    let card = json!({"member": who.member});
    let reason = json!({"reason": "нет"});
    Some(match operation {
        "me_data" => Trial::get(me("data")),
        "me_privacy" => Trial::get(me("privacy")),
        "me_corrections_create" => Trial::send(
            me("corrections"),
            json!({"member": who.member, "note": "опечатка"}),
        ),
        "me_erasures_create" => {
            undo(world, who).await;
            Trial::send(me("erasures"), card)
        }
        "me_withdrawals_create" if who.name.contains("student") => Trial::send(me("withdrawals"), card),
        // Their own card goes on: what it opens is the matter of other rows.
        "me_withdrawals_create" => {
            let school = School::found(&world.app, "demo").await;
            let somebody = school.person(&[Capacity::Parent]).await;
            Trial {
                token: match by {
                    Some(_) => Some(somebody.token().await),
                    None => None,
                },
                ..Trial::send(me("withdrawals"), json!({"member": somebody.member}))
            }
        }
        "me_privacy_undo" => {
            erasure(world, who).await;
            Trial::send(me("privacy/undo"), card)
        }
        "erasures_list" => Trial::get(world.at("/erasures")),
        "erasures_find" => Trial::get(world.at(&format!("/erasures/{}", erasure(world, &whose).await))),
        "erasures_approve" => {
            let id = erasure(world, &whose).await;
            Trial::get(world.at(&format!("/erasures/{id}/approve"))).version(1)
        }
        "erasures_refuse" => {
            let id = erasure(world, &whose).await;
            Trial::send(world.at(&format!("/erasures/{id}/refuse")), reason).version(1)
        }
        "corrections_list" => Trial::get(world.at("/corrections")),
        "corrections_find" => Trial::get(world.at(&format!("/corrections/{}", correction(&whose).await))),
        "corrections_accept" => {
            let id = correction(&whose).await;
            Trial::get(world.at(&format!("/corrections/{id}/accept"))).version(1)
        }
        "corrections_refuse" => {
            let id = correction(&whose).await;
            Trial::send(world.at(&format!("/corrections/{id}/refuse")), reason).version(1)
        }
        "retention_find" => Trial::get(world.at("/retention")),
        "retention_update" => {
            let director = world.who("director");
            let path = RetentionPath {
                school: director.school.clone(),
            };
            let version = director.ask::<RetentionFind>(path).done().await.version;
            let body = json!({"closed_requests_years": null, "ended_cards_years": null});
            Trial::send(world.at("/retention"), body).version(version)
        }
        _ => return None,
    })
}
