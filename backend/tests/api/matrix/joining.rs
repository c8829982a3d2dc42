//! Coming in: slips, documents, consents, the class's page.

use podskazka_shared::access::{Capacity, Role};
use podskazka_shared::consents::mine::{GiveBody, MeConsents};
use podskazka_shared::consents::{ConsentsRecord, DocumentKind, DocumentsCurrent, Given, PaperBody};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::MemberId;
use podskazka_shared::invitations::{ResetSlipBody, ResetSlipsCreate, Slip};
use serde_json::{Value, json};

use super::world::{Trial, World};
use crate::support::Who;
use crate::support::cards::{NEW_PASSWORD, acts, look};
use crate::support::client::fresh_key;
use crate::support::people::School;

/// A card out of reach that is named in a body is 422 at its field: see `invitations` and `consents`.
//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    invitations_create            1 4   + 3 + 3 +   3 3   3 + . 3   3 3   3 3   3
    invitations_list              1 4   + 3 + 3 +   3 3   3 + + 3   3 3   3 3   3
    invitations_find              1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    invitations_withdraw          1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    entry_find                    1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    reset_slips_create            1 4   3 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    documents_current             1 4   + + + + +   + +   + + + +   + +   + +   +
    documents_find                1 4   + + + + +   + +   + + + +   + +   + +   +
    documents_create              1 4   + 3 + 3 3   3 3   3 3 3 3   3 3   3 3   3
    consents_record               1 4   + 3 + 3 +   3 3   3 + . 3   3 3   3 3   3
    consents_find                 1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    consents_withdraw             1 4   + 3 + 3 +   3 3   3 3 4 3   3 3   3 3   3
    consents_void                 1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    my_class_find                 1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    card_contacts_find            1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    card_contacts_update          1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    card_contacts_checked         1 4   + 3 + 3 +   3 3   3 + 4 3   3 3   3 3   3
    me_consents                   1 +   + + + + +   + +   + + + +   + +   + +   +
    me_consents_give              1 +   + + + + +   + +   + + + +   + +   + +   +
    join_look                     + +   + + + + +   + +   + + + +   + +   + +   +
    join_email                    + +   + + + + +   + +   + + + +   + +   + +   +
    join_new                      + +   + + + + +   + +   + + + +   + +   + +   +
    join_own                      1 +   + + + + +   + +   + + + +   + +   + +   +
    join_reset                    + +   + + + + +   + +   + + + +   + +   + +   +
";

/// A name that nobody has.
fn name(first: &str) -> String {
    fresh_key()
        .chars()
        .take(12)
        .fold(first.to_owned(), |name, letter| name + &letter.to_string())
}

/// A new student's card in 7А, beside the schools' own tables.
async fn card(world: &World) -> MemberId {
    world.school().student_card("7А").await
}

async fn paper(world: &World, member: MemberId) -> Given {
    let director = world.who("director");
    let body = PaperBody {
        member,
        kind: DocumentKind::Consent,
        date: "2026-11-20".parse().unwrap(),
        by: None,
        representative: Some("Орлова Анна".into()),
    };
    let path = director.path();
    director.ask::<ConsentsRecord>(path).body(&body).done().await
}

/// A slip of a school of its own, so that everybody may join.
async fn slip(world: &World) -> Slip {
    let school: School = world.app.school(&name("s")).await;
    let admin = school.person(&[Capacity::JournalAdmin]).await;
    let card = school.card("Орлов Павел", &[Role::Staff], None, &[]).await;
    admin.slip(card).await
}

async fn join_body(world: &World) -> Value {
    let slip = slip(world).await;
    let view = look(&world.app, &slip.code).done().await;
    json!({"code": slip.code, "acts": acts(&view)})
}

async fn give(who: &Who, regulation: bool) -> GiveBody {
    let school = who
        .ask::<MeConsents>(Nothing {})
        .done()
        .await
        .schools
        .into_iter()
        .find(|school| school.school.slug == who.school)
        .unwrap();
    let document = if regulation {
        school.regulation
    } else {
        school.consent
    };
    GiveBody {
        member: who.member,
        document: document.id,
    }
}

pub async fn trial(world: &World, operation: &str, by: Option<&Who>) -> Option<Trial> {
    let who = by.unwrap_or_else(|| world.who("teacher"));
    let me = |rest: &str| format!("/api/v1/me/consents{rest}");
    let join = |rest: &str, body| Trial::send(format!("/api/v1/join/{rest}"), body);
    Some(match operation {
        "invitations_create" => {
            Trial::send(world.at("/invitations"), json!({"members": [card(world).await]}))
        }
        "invitations_list" => Trial::get(world.at("/invitations")),
        "invitations_find" | "invitations_withdraw" => {
            let slip = world.who("director").slip(card(world).await).await;
            let end = if operation == "invitations_find" {
                ""
            } else {
                "/withdraw"
            };
            Trial::get(world.at(&format!("/invitations/{}{end}", slip.id))).version(1)
        }
        "entry_find" => Trial::get(world.at(&format!("/people/{}/entry", card(world).await))),
        "reset_slips_create" => {
            let somebody = world.school().person(&[Capacity::Teacher]).await;
            Trial::send(world.at("/reset-slips"), json!({"member": somebody.member}))
        }
        "documents_current" => Trial::get(world.at("/documents")),
        "documents_find" => {
            let director = world.who("director");
            let documents = director.ask::<DocumentsCurrent>(director.path()).done().await;
            Trial::get(world.at(&format!("/documents/{}", documents.consent.id)))
        }
        "documents_create" => {
            let body = json!({"kind": "regulation", "title": "Правила", "text": "Слова"});
            Trial::send(world.at("/documents"), body)
        }
        "consents_record" => {
            let body = json!({
                "member": card(world).await, "kind": "consent", "date": "2026-11-20", "representative": "Орлова Анна"
            });
            Trial::send(world.at("/consents"), body)
        }
        "consents_find" | "consents_withdraw" | "consents_void" => {
            let given = paper(world, card(world).await).await;
            let end = match operation {
                "consents_find" => "",
                "consents_withdraw" => "/withdraw",
                _ => "/void",
            };
            Trial::get(world.at(&format!("/consents/{}{end}", given.id))).version(1)
        }
        "my_class_find" => {
            let class = world.school().class("7А").await;
            Trial::get(world.at(&format!("/classes/{class}/contacts")))
        }
        "card_contacts_find" => Trial::get(world.at(&format!("/contacts/{}", card(world).await))),
        "card_contacts_update" => {
            let address = world.at(&format!("/contacts/{}", card(world).await));
            Trial::send(address, json!({"phone": "1"})).version(1)
        }
        "card_contacts_checked" => {
            Trial::get(world.at(&format!("/contacts/{}/checked", card(world).await))).version(1)
        }
        "me_consents" => Trial::get(me("")),
        "me_consents_give" => Trial::send(me(""), json!(give(who, true).await)),
        "join_look" => join("look", json!({"code": slip(world).await.code})),
        "join_email" => {
            let body = json!({"code": slip(world).await.code, "login": "new@school.test"});
            join("email", body)
        }
        "join_new" => {
            let mut body = join_body(world).await;
            body["login"] = name("n").into();
            body["password"] = NEW_PASSWORD.into();
            join("new", body)
        }
        "join_own" => join("own", join_body(world).await),
        "join_reset" => {
            let admin = world.who("journal_admin");
            let somebody = world.school().person(&[Capacity::Teacher]).await;
            let body = ResetSlipBody {
                member: somebody.member,
            };
            let slip = admin.ask::<ResetSlipsCreate>(admin.path()).body(&body);
            let code = slip.done().await.code;
            join("reset", json!({"code": code, "password": NEW_PASSWORD}))
        }
        _ => return None,
    })
}
