//! Log-in, refresh, log-out.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::{AuthKeys, AuthLogin, AuthLogout, AuthRefresh, KeySet, MeLanguage, Tokens};
use podskazka_shared::ids::{PersonId, SessionId};
use podskazka_shared::problem::ProblemKind;

use super::origin::{self, ACCESS_COOKIE, REFRESH_COOKIE};
use super::{ACCESS, Auth, GRACE, SESSION, Secret};
use crate::access::System;
use crate::api::{Api, Done};
use crate::app::App;
use crate::call::Call;
use crate::clock::new_id;
use crate::config::Config;
use crate::problem::{Error, Result};
use crate::store::{self, Audit, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<AuthLogin, _, _>(login);
    api.serve::<AuthRefresh, _, _>(refresh);
    api.serve::<AuthLogout, _, _>(logout);
    api.serve::<AuthKeys, _, _>(keys);
    api.serve::<MeLanguage, _, _>(language);
}

const WHY: System = System::because("sign_in");

/// Tries in [`WINDOW`] before a login, or an address, has to wait.
const TRIES_PER_LOGIN: i32 = 10;
const TRIES_PER_ADDRESS: i32 = 100;
const WINDOW: Duration = Duration::minutes(5);

async fn login(call: Call<AuthLogin>) -> Result<Done<Tokens>> {
    let app = &call.app;
    if call.body.cookies {
        origin::check(&call.request, &app.config)?;
    }
    let login = call.body.login.trim().to_lowercase();
    let keys = throttle_keys(&app.auth.secret, &login, &call.request);
    throttle(app, &keys, call.at).await?;
    let found = store::sessions::credentials(&app.store, WHY, &login).await?;
    let stored = found.as_ref().map(|found| found.password_hash.clone());
    let fits = app.auth.passwords.fits(call.body.password, stored).await?;
    let Some(found) = found.filter(|_| fits) else {
        return Err(ProblemKind::WrongCredentials.into());
    };
    if found.demo {
        origin::check_demo(&call.request, &app.config)?;
    }
    let session: SessionId = new_id(call.at);
    app.store
        .write(async |tx| {
            store::throttle::forget_tries(tx, WHY, &keys.login).await?;
            store::throttle::uncount_try(tx, WHY, &keys.address).await?;
            store::sessions::begin(tx, WHY, session, found.person, call.at, call.at + SESSION).await?;
            Audit::system(WHY, call.at)
                .by(found.person)
                .on(session.0)
                .write(tx)
                .await
        })
        .await?;
    answer(app, found.person, session, 1, call.body.cookies, call.at)
}

struct ThrottleKeys {
    login: String,
    address: String,
}

/// The login and the address as keys that tell nobody what they were.
fn throttle_keys(secret: &Secret, login: &str, request: &HttpRequest) -> ThrottleKeys {
    let address = request
        .peer_addr()
        .map(|address| address.ip().to_canonical().to_string())
        .unwrap_or_default();
    let key = |kind: &str, value: &str| URL_SAFE_NO_PAD.encode(secret.sign(kind, value.as_bytes()));
    ThrottleKeys {
        login: key("throttle-login", login),
        address: key("throttle-address", &address),
    }
}

/// Counts the try before any password is hashed, and refuses it when there were too many.
async fn throttle(app: &App, keys: &ThrottleKeys, at: DateTime<Utc>) -> Result<()> {
    let count = async |tx: &Tx, key: &str| store::throttle::count_try(tx, WHY, key, at, at + WINDOW).await;
    // The address first: one that has tried too often adds no more rows for new logins.
    for (key, most) in [(&keys.address, TRIES_PER_ADDRESS), (&keys.login, TRIES_PER_LOGIN)] {
        let (tries, until) = app.store.write(async |tx| count(tx, key).await).await?;
        if tries > most {
            return Err(Error::too_many((until - at).num_seconds().max(1)));
        }
    }
    Ok(())
}

async fn refresh(call: Call<AuthRefresh>) -> Result<Done<Tokens>> {
    let app = &call.app;
    let (token, cookies) = match call.body.refresh_token {
        Some(token) => (token, false),
        None => {
            let cookie = call
                .request
                .cookie(REFRESH_COOKIE)
                .ok_or(ProblemKind::Unauthenticated)?;
            origin::check(&call.request, &app.config)?;
            (cookie.value().to_owned(), true)
        }
    };
    let (session, generation) = read_refresh(&app.auth.secret, &token).ok_or(ProblemKind::Unauthenticated)?;
    let outcome = app
        .store
        .write(async |tx| {
            let found = store::sessions::find(tx, WHY, session, call.at).await?;
            let Some(found) = found else { return Ok(None) };
            if found.demo {
                origin::check_demo(&call.request, &app.config)?;
            }
            if generation == found.generation {
                let until = call.at + SESSION;
                // When another tab is quicker by a hair, both get the same next token.
                store::sessions::rotate(tx, WHY, session, generation, call.at, until).await?;
                return Ok(Some((found.person, generation + 1)));
            }
            if generation + 1 == found.generation && call.at - found.rotated_at <= GRACE {
                return Ok(Some((found.person, found.generation)));
            }
            store::sessions::end(tx, WHY, session, call.at).await?;
            const REUSE: System = System::because("refresh_reuse");
            Audit::system(REUSE, call.at)
                .by(found.person)
                .on(session.0)
                .write(tx)
                .await?;
            Ok(None)
        })
        .await?;
    let (person, generation) = outcome.ok_or(ProblemKind::Unauthenticated)?;
    answer(app, person, session, generation, cookies, call.at)
}

async fn logout(call: Call<AuthLogout>) -> Result<Done<()>> {
    let person = call.person()?;
    call.app
        .store
        .write(async |tx| {
            store::sessions::end(tx, WHY, person.session, call.at).await?;
            const OUT: System = System::because("sign_out");
            Audit::system(OUT, call.at)
                .by(person.id)
                .on(person.session.0)
                .write(tx)
                .await
        })
        .await?;
    let gone = [(ACCESS_COOKIE, ACCESS_PATH), (REFRESH_COOKIE, REFRESH_PATH)];
    let gone = gone.map(|(name, path)| cookie(&call.app.config, name, path, String::new(), Duration::zero()));
    Ok(Done::new(()).cookies(gone.to_vec()))
}

async fn language(call: Call<MeLanguage>) -> Result<Done<()>> {
    let person = call.person()?;
    call.app
        .store
        .write(async |tx| {
            store::people::set_language(tx, person, call.body.language).await?;
            const CHOICE: System = System::because("language");
            Audit::system(CHOICE, call.at)
                .by(person.id)
                .on(person.id.0)
                .fields(&["language"])
                .write(tx)
                .await
        })
        .await?;
    Ok(Done::new(()))
}

async fn keys(call: Call<AuthKeys>) -> Result<Done<KeySet>> {
    Ok(Done::new(KeySet {
        keys: call.app.auth.keys.public(),
    }))
}

/// The refresh token of a session's generation: `session.generation.code`.
fn write_refresh(secret: &Secret, session: SessionId, generation: i64) -> String {
    let text = format!("{}.{generation}", session.0.simple());
    let code = secret.sign("refresh", text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(code))
}

/// Session and generation of a refresh token that we wrote.
fn read_refresh(secret: &Secret, token: &str) -> Option<(SessionId, i64)> {
    let (text, code) = token.rsplit_once('.')?;
    let code = URL_SAFE_NO_PAD.decode(code).ok()?;
    let (session, generation) = text.split_once('.')?;
    secret
        .signed("refresh", text.as_bytes(), &code)
        .then_some((session.parse().ok()?, generation.parse().ok()?))
}

const ACCESS_PATH: &str = "/api";
const REFRESH_PATH: &str = "/api/v1/auth";

fn answer(
    app: &App,
    person: PersonId,
    session: SessionId,
    generation: i64,
    cookies: bool,
    at: DateTime<Utc>,
) -> Result<Done<Tokens>> {
    let Auth { keys, secret, .. } = &*app.auth;
    let access = keys.sign(person, session, at)?;
    let refresh = write_refresh(secret, session, generation);
    let mut tokens = Tokens {
        access_token: None,
        refresh_token: None,
        token_type: "Bearer".to_owned(),
        expires_in: ACCESS.num_seconds(),
    };
    if cookies {
        let cookies = vec![
            cookie(&app.config, ACCESS_COOKIE, ACCESS_PATH, access, ACCESS),
            cookie(&app.config, REFRESH_COOKIE, REFRESH_PATH, refresh, SESSION),
        ];
        return Ok(Done::new(tokens).cookies(cookies));
    }
    tokens.access_token = Some(access);
    tokens.refresh_token = Some(refresh);
    Ok(Done::new(tokens))
}

fn cookie(
    config: &Config,
    name: &'static str,
    path: &'static str,
    value: String,
    age: Duration,
) -> Cookie<'static> {
    Cookie::build(name, value)
        .path(path)
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(config.origin().starts_with("https://"))
        .max_age(time::Duration::seconds(age.num_seconds()))
        .finish()
}
