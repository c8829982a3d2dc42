//! Signing in, and what everybody may do about themselves.

use serde_json::json;

use super::world::{Trial, World};
use crate::support::Who;
use crate::support::people::PASSWORD;

//                                guest else  dir dep adm sys sec  h+ h-  tea c+ c- stf  p+ p-  s+ s-  ven
pub const TABLE: &str = "
    auth_keys                     + +   + + + + +   + +   + + + +   + +   + +   +
    auth_login                    + +   + + + + +   + +   + + + +   + +   + +   +
    auth_refresh                  + +   + + + + +   + +   + + + +   + +   + +   +
    auth_logout                   1 +   + + + + +   + +   + + + +   + +   + +   +
    me_find                       1 +   + + + + +   + +   + + + +   + +   + +   +
    me_notices                    1 +   + + + + +   + +   + + + +   + +   + +   +
    me_notices_seen               1 +   + + + + +   + +   + + + +   + +   + +   +
    me_feed                       1 +   + + + + +   + +   + + + +   + +   + +   +
    me_feed_create                1 +   + + + + +   + +   + + + +   + +   + +   +
    me_feed_end                   1 +   + + + + +   + +   + + + +   + +   + +   +
    me_drafts                     1 +   + + + + +   + +   + + + +   + +   + +   +
    me_drafts_keep                1 +   + + + + +   + +   + + + +   + +   + +   +
    me_mail                       1 +   + + + + +   + +   + + + +   + +   + +   +
    me_mail_replace               1 +   + + + + +   + +   + + + +   + +   + +   +
    me_language                   1 +   + + + + +   + +   + + + +   + +   + +   +
";

pub async fn trial(world: &World, operation: &str, by: Option<&Who>) -> Option<Trial> {
    let who = by.unwrap_or_else(|| world.who("teacher"));
    let auth = |rest: &str| format!("/api/v1/auth/{rest}");
    Some(match operation {
        "auth_keys" => Trial::get(auth("keys")),
        "auth_login" => Trial::send(auth("login"), json!({"login": who.login, "password": PASSWORD})),
        "auth_refresh" => {
            let token = who.sign_in().await.refresh_token;
            Trial::send(auth("refresh"), json!({"refresh_token": token}))
        }
        // A session of its own ends, not the one with which the rest is tried.
        "auth_logout" => Trial {
            token: match by {
                Some(who) => who.sign_in().await.access_token,
                None => None,
            },
            ..Trial::get(auth("logout"))
        },
        "me_find" => Trial::get("/api/v1/me".to_owned()),
        "me_feed" => Trial::get("/api/v1/me/feed".to_owned()),
        "me_feed_create" => Trial::get("/api/v1/me/feed".to_owned()),
        "me_feed_end" => Trial::get("/api/v1/me/feed/end".to_owned()),
        "me_notices" => Trial::get("/api/v1/me/notices".to_owned()),
        "me_notices_seen" => {
            let body = json!({"notices": ["01988a3f-5d2c-7c1e-9a51-2f4b6d7e8c90"]});
            Trial::send("/api/v1/me/notices/seen".to_owned(), body)
        }
        "me_drafts" => Trial::get("/api/v1/me/drafts".to_owned()),
        "me_drafts_keep" => Trial::send("/api/v1/me/drafts".to_owned(), json!({"drafts": []})),
        "me_mail" => Trial::get("/api/v1/me/mail".to_owned()),
        "me_mail_replace" => {
            let daily =
                json!({"requests": "daily", "work": "daily", "consultations": "daily", "desk": "daily"});
            Trial::send("/api/v1/me/mail".to_owned(), daily)
        }
        "me_language" => Trial::send("/api/v1/me/language".to_owned(), json!({"language": "ru"})),
        _ => return None,
    })
}
