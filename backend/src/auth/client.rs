//! Tokens of programs: OAuth 2.0 client credentials (RFC 6749, 4.4), with its own form and its own errors.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use podskazka_shared::clients::{ClientToken, Scope, TokenError, TokenErrorKind};
use podskazka_shared::ids::{ClientId, SecretId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;

use super::{ACCESS, Auth, throttle};
use crate::access::System;
use crate::app::App;
use crate::clock::random;
use crate::problem::Error;
use crate::store::{self, Audit};

const WHY: System = System::because("client_token");

/// The most bytes of a form, and how long it may take to come.
const MAX_FORM: usize = 8 * 1024;
const READ_WITHIN: std::time::Duration = std::time::Duration::from_secs(10);

/// The purpose of the keyed hash under which a secret is kept.
const PURPOSE: &str = "client-secret";

/// A program's new secret: the text is shown once, only the code is kept.
pub struct FreshSecret {
    pub text: String,
    pub code: Vec<u8>,
}

impl std::fmt::Debug for FreshSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("FreshSecret")
    }
}

impl Auth {
    /// Makes a secret of 256 random bits. The prefix tells people and scanners of repositories what they have found.
    pub fn new_client_secret(&self) -> FreshSecret {
        let text = format!("psk_{}", URL_SAFE_NO_PAD.encode(random::<32>()));
        let code = self.secret.sign(PURPOSE, text.as_bytes()).to_vec();
        FreshSecret { text, code }
    }
}

/// Why there is no token.
struct Refusal {
    kind: TokenErrorKind,
    status: u16,
    wait: Option<i64>,
}

impl From<TokenErrorKind> for Refusal {
    fn from(kind: TokenErrorKind) -> Self {
        let status = kind.statuses().first().copied().unwrap_or(400);
        Self {
            kind,
            status,
            wait: None,
        }
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        tracing::error!(%error, "no token could be given");
        if error.kind() != ProblemKind::Unavailable {
            return TokenErrorKind::ServerError.into();
        }
        Self {
            status: 503,
            ..TokenErrorKind::TemporarilyUnavailable.into()
        }
    }
}

pub(super) async fn token(request: HttpRequest, payload: web::Payload) -> HttpResponse {
    let given = match request.app_data::<web::Data<App>>() {
        Some(app) => give(&request, payload, app).await,
        None => Err(TokenErrorKind::ServerError.into()),
    };
    let status = given.as_ref().map_or_else(|refusal| refusal.status, |_| 200);
    let mut response =
        HttpResponse::build(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    response
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::PRAGMA, "no-cache"));
    match given {
        Ok(token) => response.json(token),
        Err(refusal) => {
            if refusal.kind == TokenErrorKind::InvalidClient {
                let basic = HeaderValue::from_static("Basic realm=\"podskazka\", charset=\"UTF-8\"");
                response.insert_header((header::WWW_AUTHENTICATE, basic));
            }
            if let Some(seconds) = refusal.wait {
                response.insert_header((header::RETRY_AFTER, seconds.to_string()));
            }
            response.json(TokenError {
                error: refusal.kind,
                error_description: refusal.kind.label(Lang::En).to_owned(),
            })
        }
    }
}

async fn give(request: &HttpRequest, payload: web::Payload, app: &App) -> Result<ClientToken, Refusal> {
    use TokenErrorKind as Kind;
    let at = app.clock.now();
    let form = Form::read(request, payload).await?;
    match form.grant_type.as_deref() {
        None => return Err(Kind::InvalidRequest.into()),
        Some("client_credentials") => {}
        Some(_) => return Err(Kind::UnsupportedGrantType.into()),
    }
    let (id, text) = credentials(request, &form)?;
    let address = count_try(request, app, at).await?;
    let client: ClientId = id.parse().map_err(|_| Kind::InvalidClient)?;
    let found = store::clients::credentials(&app.store, WHY, client, at).await?;
    let found = found.ok_or(Kind::InvalidClient)?;
    let fits = |(_, code): &&(SecretId, Vec<u8>)| app.auth.secret.signed(PURPOSE, text.as_bytes(), code);
    let (secret, _) = found.secrets.iter().find(fits).ok_or(Kind::InvalidClient)?;
    let scopes = narrowed(&found.scopes, form.scope.as_deref());
    app.store
        .write(async |tx| {
            store::throttle::uncount_try(tx, WHY, &address).await?;
            if scopes.is_err() {
                return Ok(());
            }
            store::clients::note_use(tx, WHY, client, at).await?;
            Audit::system(WHY, at)
                .in_school(found.school)
                .by_client(client)
                .on(client.0)
                .write(tx)
                .await
        })
        .await?;
    let scopes = scopes?;
    Ok(ClientToken {
        access_token: app.auth.keys.sign_client(client, *secret, &scopes, at)?,
        token_type: "Bearer".to_owned(),
        expires_in: ACCESS.num_seconds(),
        scope: Scope::write_list(&scopes),
    })
}

/// What is asked for, if the program has all of it; without asking, all that it has.
fn narrowed(has: &[Scope], asked: Option<&str>) -> Result<Vec<Scope>, Refusal> {
    let asked = Scope::parse_list(asked.unwrap_or_default()).ok_or(TokenErrorKind::InvalidScope)?;
    if asked.is_empty() {
        return Ok(has.to_vec());
    }
    let asked = Scope::complete(&asked);
    match asked.iter().all(|scope| has.contains(scope)) {
        true => Ok(asked),
        false => Err(TokenErrorKind::InvalidScope.into()),
    }
}

/// Counts a try under the sender's address before anything is looked up; answers the key that it is counted under.
async fn count_try(request: &HttpRequest, app: &App, at: DateTime<Utc>) -> Result<String, Refusal> {
    let key = throttle::address_key(app, "throttle-client-address", request);
    match throttle::over(app, &key, throttle::CLIENTS, at).await? {
        None => Ok(key),
        Some(seconds) => Err(Refusal {
            wait: Some(seconds),
            ..TokenErrorKind::TemporarilyUnavailable.into()
        }),
    }
}

/// What a program sends. Parameters that the RFC does not know are ignored, as it asks; one that comes twice is an error.
#[derive(Default)]
struct Form {
    grant_type: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
    scope: Option<String>,
}

impl Form {
    async fn read(request: &HttpRequest, payload: web::Payload) -> Result<Self, Refusal> {
        const BAD: TokenErrorKind = TokenErrorKind::InvalidRequest;
        let kind = request.headers().get(header::CONTENT_TYPE);
        let kind = kind
            .and_then(|value| value.to_str().ok()?.split(';').next())
            .unwrap_or_default();
        if !kind
            .trim()
            .eq_ignore_ascii_case("application/x-www-form-urlencoded")
        {
            return Err(BAD.into());
        }
        let bytes = tokio::time::timeout(READ_WITHIN, payload.to_bytes_limited(MAX_FORM)).await;
        let Ok(Ok(Ok(bytes))) = bytes else {
            return Err(BAD.into());
        };
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(&bytes) {
            let slot = match name.as_ref() {
                "grant_type" => &mut form.grant_type,
                "client_id" => &mut form.client_id,
                "client_secret" => &mut form.client_secret,
                "scope" => &mut form.scope,
                _ => continue,
            };
            if slot.is_some() {
                return Err(BAD.into());
            }
            *slot = Some(value.into_owned());
        }
        // A parameter without a value is as if it were not there (RFC 6749, 3.2).
        let given = |value: Option<String>| value.filter(|value| !value.is_empty());
        Ok(Self {
            grant_type: given(form.grant_type),
            client_id: given(form.client_id),
            client_secret: given(form.client_secret),
            scope: given(form.scope),
        })
    }
}

/// The program's id and secret: by HTTP Basic or in the form, never both (RFC 6749, 2.3).
fn credentials(request: &HttpRequest, form: &Form) -> Result<(String, String), Refusal> {
    use TokenErrorKind as Kind;
    let Some(value) = request.headers().get(header::AUTHORIZATION) else {
        return match (&form.client_id, &form.client_secret) {
            (Some(id), Some(secret)) => Ok((id.clone(), secret.clone())),
            (None | Some(_), None) | (None, Some(_)) => Err(Kind::InvalidClient.into()),
        };
    };
    let (id, secret) = basic(value).ok_or(Kind::InvalidClient)?;
    let same = form.client_id.as_ref().is_none_or(|other| *other == id);
    match form.client_secret.is_none() && same {
        true => Ok((id, secret)),
        false => Err(Kind::InvalidRequest.into()),
    }
}

fn basic(value: &HeaderValue) -> Option<(String, String)> {
    let (scheme, coded) = value.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(coded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id), decoded(secret)))
}

/// Each part of Basic is form-encoded first (RFC 6749, 2.3.1).
fn decoded(part: &str) -> String {
    let pair = format!("v={part}");
    let first = form_urlencoded::parse(pair.as_bytes()).next();
    first.map(|(_, value)| value.into_owned()).unwrap_or_default()
}
