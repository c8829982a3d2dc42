//! What a sign-in rests on belongs to the person: everybody may, about themselves. What would lock a subject out for the rest
//! of the table is tried by somebody new.

use podskazka_shared::access::Capacity;
use podskazka_shared::auth::contacts::MeSecurity;
use podskazka_shared::auth::sessions::SessionsList;
use podskazka_shared::endpoint::Nothing;
use serde_json::{Value, json};

use super::world::{Trial, World};
use crate::support::client::fresh_key;
use crate::support::people::PASSWORD;
use crate::support::post::Post;
use crate::support::{TEST, Who};
use crate::{contacts, totp};

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    auth_totp                     + +   + + + + +   + +   + + + +   + +   + +   +
    auth_reset                    + +   + + + + +   + +   + + + +   + +   + +   +
    auth_reset_use                + +   + + + + +   + +   + + + +   + +   + +   +
    me_security                   1 +   + + + + +   + +   + + + +   + +   + +   +
    contacts_add                  1 +   + + + + +   + +   + + + +   + +   + +   +
    contacts_confirm              1 +   + + + + +   + +   + + + +   + +   + +   +
    contacts_confirm@another's    1 4   4 4 4 4 4   4 4   . 4 4 4   4 4   4 4   4
    contacts_remove               1 +   + + + + +   + +   + + + +   + +   + +   +
    contacts_remove@another's     1 4   4 4 4 4 4   4 4   . 4 4 4   4 4   4 4   4
    password_change               1 +   + + + + +   + +   + + + +   + +   + +   +
    sessions_list                 1 +   + + + + +   + +   + + + +   + +   + +   +
    sessions_end                  1 +   + + + + +   + +   + + + +   + +   + +   +
    sessions_end@another's        1 4   4 4 4 4 4   4 4   . 4 4 4   4 4   4 4   4
    sessions_end_others           1 +   + + + + +   + +   + + + +   + +   + +   +
    totp_begin                    1 +   + + + + +   + +   + + + +   + +   + +   +
    totp_confirm                  1 +   + + + + +   + +   + + + +   + +   + +   +
    totp_codes                    1 +   + + + + +   + +   + + + +   + +   + +   +
    totp_off                      1 +   + + + + +   + +   + + + +   + +   + +   +
";

pub async fn trial(world: &World, operation: &str, variant: &str, by: Option<&Who>) -> Option<Trial> {
    // What a guest names is the teacher's, and so is what is another's.
    let teacher = world.who("teacher");
    let who = if variant.is_empty() {
        by.unwrap_or(teacher)
    } else {
        teacher
    };
    let own = |rest: &str, body: Value| Trial::send(format!("/api/v1/me/{rest}"), body);
    let auth = |rest: &str, body: Value| Trial::send(format!("/api/v1/auth/{rest}"), body);
    let proof = json!({"password": PASSWORD});
    Some(match operation {
        "auth_totp" => {
            let new = somebody(world).await;
            let phone = totp::enrolled(&world.app, &new).await;
            let challenge = totp::challenge(&world.app, &new).await;
            auth("totp", json!({"challenge": challenge, "code": phone.codes[0]}))
        }
        "auth_reset" => auth("reset", json!({"login": who.login})),
        "auth_reset_use" => auth("reset/use", link(world).await),
        "me_security" => Trial::get("/api/v1/me/security".to_owned()),
        "contacts_add" => own("contacts/add", json!({"value": name(), "password": PASSWORD})),
        "contacts_confirm" if !variant.is_empty() => {
            let security = who.ask::<MeSecurity>(Nothing {}).done().await;
            let first = security.contacts[0].id;
            own("contacts/confirm", json!({"contact": first, "code": "123456"}))
        }
        "contacts_confirm" => {
            let mut post = Post::of(&world.app).await;
            let claim = contacts::add(who, &format!("{}@school.test", name()))
                .done()
                .await;
            let letters = post.fresh().await;
            let code = letters.iter().find(|mail| mail.to == claim.value).unwrap().code();
            own("contacts/confirm", json!({"contact": claim.id, "code": code}))
        }
        "contacts_remove" => {
            let security = who.ask::<MeSecurity>(Nothing {}).done().await;
            let last = security.contacts.last().unwrap().id;
            own("contacts/remove", json!({"contact": last, "password": PASSWORD}))
        }
        "password_change" => own("password", json!({"password": PASSWORD, "new": PASSWORD})),
        "sessions_list" => Trial::get("/api/v1/me/sessions".to_owned()),
        "sessions_end" => {
            who.token().await;
            who.sign_in().await;
            let all = who.ask::<SessionsList>(Nothing {}).done().await.items;
            let session = all.iter().find(|session| !session.current).unwrap().id;
            own("sessions/end", json!({"session": session}))
        }
        "sessions_end_others" => Trial::get("/api/v1/me/sessions/end_others".to_owned()),
        "totp_begin" => own("totp/begin", proof),
        "totp_confirm" => {
            let new = somebody(world).await;
            let code = totp::shown_first(&world.app, &new).await;
            as_new(own("totp/confirm", json!({"code": code})), by, &new).await
        }
        "totp_codes" | "totp_off" => {
            let new = somebody(world).await;
            let phone = totp::enrolled(&world.app, &new).await;
            let rest = operation.replace('_', "/");
            let body = json!({"password": PASSWORD, "code": phone.code(&world.app)});
            as_new(own(&rest, body), by, &new).await
        }
        _ => return None,
    })
}

/// Somebody new, at a school of their own.
async fn somebody(world: &World) -> Who {
    let slug = format!("s{}", fresh_key());
    world.app.school(&slug).await.person(&[Capacity::Teacher]).await
}

/// The trial of somebody new; of nobody when a guest tries.
async fn as_new(trial: Trial, by: Option<&Who>, new: &Who) -> Trial {
    match by {
        Some(_) => Trial {
            token: Some(new.token().await),
            ..trial
        },
        None => trial,
    }
}

/// A login name that nobody has.
fn name() -> String {
    format!("name-{}", fresh_key())
}

/// A link that was sent to somebody new.
async fn link(world: &World) -> Value {
    use sha2::{Digest, Sha256};
    let (new, token) = (somebody(world).await, fresh_key());
    let hash = Sha256::digest(token.as_bytes()).to_vec();
    let link = podskazka::store::persons::ResetLink {
        hash,
        until: world.app.now() + chrono::Duration::hours(1),
        address_since: world.app.now(),
    };
    let store = world.app.store();
    let kept = store
        .write(async |tx| podskazka::store::persons::keep_reset(tx, TEST, new.person, link.clone()).await);
    assert!(kept.await.unwrap());
    json!({"token": token, "password": "семь синих слонов"})
}
