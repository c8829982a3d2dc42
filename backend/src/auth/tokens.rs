//! What a sign-in hands out: tokens, or the same as cookies.

use actix_web::cookie::{Cookie, SameSite, time};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Duration, Utc};
use podskazka_shared::auth::Tokens;
use podskazka_shared::ids::{DeviceId, PersonId, SessionId};

use super::origin::{ACCESS_COOKIE, DEVICE_COOKIE, REFRESH_COOKIE};
use super::{ACCESS, Auth, SESSION, Secret, device};
use crate::api::Done;
use crate::app::App;
use crate::config::Config;
use crate::problem::Result;

const ACCESS_PATH: &str = "/api";
const REFRESH_PATH: &str = "/api/v1/auth";
const DEVICE_PATH: &str = "/api/v1";
/// As long as browsers keep a cookie.
const DEVICE_AGE: Duration = Duration::days(400);

/// The session that tokens are for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Issue {
    pub(super) person: PersonId,
    pub(super) session: SessionId,
    pub(super) generation: i64,
    /// Told at a sign-in only.
    pub(super) device: Option<DeviceId>,
    pub(super) cookies: bool,
}

/// The refresh token of a session's generation: `session.generation.code`.
pub(super) fn write_refresh(secret: &Secret, session: SessionId, generation: i64) -> String {
    let text = format!("{}.{generation}", session.0.simple());
    let code = secret.sign("refresh", text.as_bytes());
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(code))
}

/// Session and generation of a refresh token that we wrote.
pub(super) fn read_refresh(secret: &Secret, token: &str) -> Option<(SessionId, i64)> {
    let (text, code) = token.rsplit_once('.')?;
    let code = URL_SAFE_NO_PAD.decode(code).ok()?;
    let (session, generation) = text.split_once('.')?;
    secret
        .signed("refresh", text.as_bytes(), &code)
        .then_some((session.parse().ok()?, generation.parse().ok()?))
}

pub(super) fn answer(app: &App, issue: Issue, at: DateTime<Utc>) -> Result<Done<Tokens>> {
    let Auth { keys, secret, .. } = &*app.auth;
    let access = keys.sign(issue.person, issue.session, at)?;
    let refresh = write_refresh(secret, issue.session, issue.generation);
    let device = issue.device.map(|id| device::write(secret, id));
    let mut tokens = Tokens {
        access_token: None,
        refresh_token: None,
        token_type: "Bearer".to_owned(),
        expires_in: ACCESS.num_seconds(),
        device: None,
    };
    if issue.cookies {
        let mut cookies = vec![
            cookie(&app.config, ACCESS_COOKIE, ACCESS_PATH, access, ACCESS),
            cookie(&app.config, REFRESH_COOKIE, REFRESH_PATH, refresh, SESSION),
        ];
        cookies.extend(device.map(|id| cookie(&app.config, DEVICE_COOKIE, DEVICE_PATH, id, DEVICE_AGE)));
        return Ok(Done::new(tokens).cookies(cookies));
    }
    tokens.access_token = Some(access);
    tokens.refresh_token = Some(refresh);
    tokens.device = device;
    Ok(Done::new(tokens))
}

/// The cookies of a session, emptied. The device's stays: it is no right, only an acquaintance.
pub(super) fn gone(config: &Config) -> Vec<Cookie<'static>> {
    let gone = [(ACCESS_COOKIE, ACCESS_PATH), (REFRESH_COOKIE, REFRESH_PATH)];
    gone.map(|(name, path)| cookie(config, name, path, String::new(), Duration::zero()))
        .to_vec()
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
