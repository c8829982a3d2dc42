//! The one extractor: everything that stands before a handler, in one order.
//!
//! Who (401) -> the school is theirs (404) -> the object is theirs to see (404) -> their roles ever may, and may on this
//! object (403) -> the header that guards the change (400, 428, 412) -> the body (400, 408, 413, 415, 422).

mod program;

use std::any::TypeId;

use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpRequest, web};
use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use podskazka_shared::access::{Action, ActionType};
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::clients::ON_BEHALF_OF;
use podskazka_shared::endpoint::{Effect, Endpoint};
use podskazka_shared::files::Content;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::text::Lang;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::access::{Member, Operator, Permit, Person};
use crate::app::App;
use crate::auth::Bearer;
use crate::auth::origin::{self, Credential};
use crate::locate::Locate;
use crate::problem::{Error, Result};
use crate::store::idempotency::Once;

/// A request of an endpoint that is authenticated, allowed, guarded, read and checked.
#[derive(Debug)]
pub struct Call<E: Endpoint> {
    pub app: web::Data<App>,
    pub request: HttpRequest,
    pub lang: Lang,
    /// The moment of the request: everything that it does happens then.
    pub at: DateTime<Utc>,
    pub params: E::Params,
    pub query: E::Query,
    pub body: E::Body,
    person: Option<Person>,
    member: Option<Member>,
    once: Option<Once>,
    version: Option<i64>,
}

/// The language that the client asks for.
pub fn language(request: &HttpRequest) -> Lang {
    let header = request
        .headers()
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    Lang::from_accept_language(header.unwrap_or_default())
}

impl<E: Endpoint<Params: Locate>> Call<E> {
    /// Receives a request in the one order.
    ///
    /// # Errors
    /// The first that applies.
    pub async fn receive(request: &HttpRequest, payload: web::Payload) -> Result<Self> {
        let (call, within) = Self::guarded(request).await?;
        let body = tokio::time::timeout(within, read_body::<E>(request, payload));
        let body = body.await.map_err(|_| ProblemKind::RequestTimeout)??;
        call.with_body(body)
    }

    /// What stands before the body.
    async fn guarded(request: &HttpRequest) -> Result<(Guarded<E>, std::time::Duration)> {
        let app = request.app_data::<web::Data<App>>().cloned();
        let app = app.ok_or_else(|| Error::internal("the app is not configured"))?;
        let at = app.clock.now();
        let action = E::Action::ACTION;
        let (person, member) = if action == Action::Guest {
            (None, None)
        } else if action == Action::SignedIn {
            let (person, _) = authenticate(request, &app, None, at).await?;
            (Some(person.ok_or(ProblemKind::Forbidden)?), None)
        } else if action == Action::Platform {
            let (person, _) = authenticate(request, &app, None, at).await?;
            let person = person.ok_or(ProblemKind::Forbidden)?;
            person.operates()?;
            (Some(person), None)
        } else {
            let school = request.match_info().get("school");
            let (person, member) = authenticate(request, &app, school, at).await?;
            (person, Some(member.ok_or(ProblemKind::NotFound)?))
        };
        // An id that cannot be one names nothing.
        let params: E::Params = request.match_info().load().map_err(|_| ProblemKind::NotFound)?;
        let mut version = None;
        if action == Action::Platform {
            params.locate_platform(&app).await?;
        }
        if let Some(member) = &member {
            // What is only read is found by its handler.
            if E::EFFECT != Effect::Read {
                version = params.locate::<E::Action>(&app, member).await?;
            }
            member.permit::<E::Action>()?;
        }
        let guard = Guard::read::<E>(request)?;
        if let (Some(sent), Some(now), Some(member)) = (guard.version, version, &member)
            && sent != now
        {
            return Err(Error::stale(&params.current(&app, member).await?));
        }
        let query = read_query::<E>(request)?;
        let within = app.config.read_timeout();
        let guarded = Guarded {
            app,
            request: request.clone(),
            at,
            params,
            query,
            person,
            member,
            guard,
        };
        Ok((guarded, within))
    }

    /// Who is signed in.
    ///
    /// # Errors
    /// None on an endpoint that needs a person; `forbidden` to a program on one of a school.
    pub fn person(&self) -> Result<&Person> {
        self.person.as_ref().ok_or_else(|| match &self.member {
            Some(_) => ProblemKind::Forbidden.into(),
            None => ProblemKind::Unauthenticated.into(),
        })
    }

    /// Their right to run the installation.
    ///
    /// # Errors
    /// None on an endpoint of the platform.
    pub fn operator(&self) -> Result<Operator> {
        self.person()?.operates()
    }

    /// The key of a create.
    ///
    /// # Errors
    /// None on an endpoint that creates.
    pub fn key(&self) -> Result<&str> {
        self.once().map(|once| once.key.as_str())
    }

    /// What they are in the school.
    ///
    /// # Errors
    /// None on an endpoint of a school.
    pub fn member(&self) -> Result<&Member> {
        self.member.as_ref().ok_or_else(|| ProblemKind::NotFound.into())
    }

    /// The permit for the endpoint's action.
    ///
    /// # Errors
    /// None on an endpoint of a school.
    pub fn permit(&self) -> Result<Permit<E::Action>> {
        self.member()?.permit()
    }

    /// The version that the client changes.
    ///
    /// # Errors
    /// None on an endpoint that changes.
    pub fn version(&self) -> Result<i64> {
        self.version
            .ok_or_else(|| ProblemKind::PreconditionRequired.into())
    }

    /// The create as its sender named it.
    ///
    /// # Errors
    /// None on an endpoint that creates.
    pub fn once(&self) -> Result<&Once> {
        self.once
            .as_ref()
            .ok_or_else(|| ProblemKind::IdempotencyKeyRequired.into())
    }
}

impl<E: Endpoint<Params: Locate, Body = Content>> Call<E> {
    /// Receives a request whose body is a file: it is left to the handler, which takes it in while it comes.
    ///
    /// # Errors
    /// The first that applies.
    pub async fn receive_file(request: &HttpRequest) -> Result<Self> {
        let (call, _) = Self::guarded(request).await?;
        call.with_body(Content::default())
    }

    /// The create as its sender named it, with what the body turned out to be.
    ///
    /// # Errors
    /// None on an endpoint that creates.
    pub fn once_of(&self, parts: &[&[u8]]) -> Result<Once> {
        let once = self.once()?;
        let mut hash = Sha256::new_with_prefix(&once.request_hash);
        for part in parts {
            hash.update(Sha256::digest(part));
        }
        Ok(Once {
            request_hash: hash.finalize().to_vec(),
            ..once.clone()
        })
    }
}

/// A request up to its body.
struct Guarded<E: Endpoint> {
    app: web::Data<App>,
    request: HttpRequest,
    at: DateTime<Utc>,
    params: E::Params,
    query: E::Query,
    person: Option<Person>,
    member: Option<Member>,
    guard: Guard,
}

impl<E: Endpoint> Guarded<E> {
    fn with_body(self, body: E::Body) -> Result<Call<E>> {
        let mut errors = Vec::new();
        self.query.check(&mut errors);
        body.check(&mut errors);
        if !errors.is_empty() {
            return Err(Error::invalid(errors));
        }
        let Self { request, member, .. } = self;
        let once = self.guard.key.map(|key| {
            let hash = Sha256::new()
                .chain_update(request.path())
                .chain_update([0])
                .chain_update(in_whose_name(member.as_ref()))
                .chain_update(serde_json::to_vec(&body).unwrap_or_default());
            Once {
                operation: E::NAME,
                key,
                request_hash: hash.finalize().to_vec(),
            }
        });
        Ok(Call {
            app: self.app,
            lang: language(&request),
            request,
            at: self.at,
            params: self.params,
            query: self.query,
            body,
            person: self.person,
            member,
            once,
            version: self.guard.version,
        })
    }
}

/// The member for whom a program acts: its key counts for one of them only.
fn in_whose_name(member: Option<&Member>) -> &[u8] {
    match member {
        Some(member) if member.client.is_some() => member.id.0.as_bytes(),
        _ => &[],
    }
}

/// Who sends the request, and what they are in the school that it names. A program is no person: it is only something in
/// its school.
async fn authenticate(
    request: &HttpRequest,
    app: &App,
    school: Option<&str>,
    at: DateTime<Utc>,
) -> Result<(Option<Person>, Option<Member>)> {
    let credential = Credential::of(request).ok_or(ProblemKind::Unauthenticated)?;
    if credential.by_cookie && !request.method().is_safe() {
        origin::check(request, &app.config)?;
    }
    let claims = app
        .auth
        .verify(&credential.token, at)
        .ok_or(ProblemKind::Unauthenticated)?;
    let (person, session) = match claims.bearer().ok_or(ProblemKind::Unauthenticated)? {
        Bearer::Person { person, session } => (person, session),
        // A program has no browser: a cookie that holds its token was put there by somebody else.
        Bearer::Client { .. } if credential.by_cookie => return Err(ProblemKind::Unauthenticated.into()),
        Bearer::Client {
            client,
            secret,
            scopes,
        } => {
            let member = program::authenticate(request, app, (client, secret), &scopes, school, at).await?;
            return Ok((None, Some(member)));
        }
    };
    let bearer = crate::store::sessions::bearer(&app.store, person, session, school, at).await?;
    let bearer = bearer.ok_or(ProblemKind::Unauthenticated)?;
    if bearer.demo {
        origin::check_demo(request, &app.config)?;
    }
    // Only a program acts for others by that header; a person who sends it means something that would not happen.
    if request.headers().contains_key(ON_BEHALF_OF) {
        return Err(ProblemKind::Forbidden.into());
    }
    if bearer.totp_missing {
        return Err(ProblemKind::TotpSetupRequired.into());
    }
    Ok((Some(bearer.person), bearer.member))
}

/// Who sent a request that is still open, as they are now.
///
/// # Errors
/// As at the beginning of a request to a school.
pub(crate) async fn still(
    request: &HttpRequest,
    app: &App,
    school: &str,
    at: DateTime<Utc>,
) -> Result<Member> {
    let (_, member) = authenticate(request, app, Some(school), at).await?;
    member.ok_or_else(|| ProblemKind::NotFound.into())
}

/// The header that guards an endpoint's effect.
#[derive(Default)]
struct Guard {
    key: Option<String>,
    version: Option<i64>,
}

impl Guard {
    fn read<E: Endpoint>(request: &HttpRequest) -> Result<Self> {
        let value = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
        match E::EFFECT {
            Effect::Read | Effect::Act => Ok(Self::default()),
            Effect::Create => {
                let key = value(HeaderName::from_static("idempotency-key")).map(str::trim);
                match key {
                    Some(key) if (1..=200).contains(&key.len()) => Ok(Self {
                        key: Some(key.to_owned()),
                        version: None,
                    }),
                    _ => Err(ProblemKind::IdempotencyKeyRequired.into()),
                }
            }
            Effect::Change => {
                let tag = value(header::IF_MATCH).ok_or(ProblemKind::PreconditionRequired)?;
                let version = tag.trim().trim_start_matches("W/").trim_matches('"').parse();
                // A tag that is not one of ours fits nothing that is there.
                Ok(Self {
                    key: None,
                    version: Some(version.unwrap_or(-1)),
                })
            }
        }
    }
}

fn read_query<E: Endpoint>(request: &HttpRequest) -> Result<E::Query> {
    let pairs = form_urlencoded::parse(request.query_string().as_bytes());
    let parsed = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
    parsed.map_err(|error| {
        let text = error.inner().to_string();
        let (name, kind) = match quoted(&text) {
            Some(field) if text.starts_with("unknown field") => (field.to_owned(), FieldErrorKind::Unknown),
            _ => (error.path().to_string(), FieldErrorKind::Malformed),
        };
        Error::field(&format!("?{name}"), kind)
    })
}

async fn read_body<E: Endpoint>(request: &HttpRequest, payload: web::Payload) -> Result<E::Body> {
    let bytes = collect(request, payload, E::Body::MAX_BYTES).await?;
    if TypeId::of::<E::Body>() == TypeId::of::<()>() {
        return match bytes.trim_ascii() {
            b"" | b"{}" | b"null" => from_json(b"null"),
            _ => Err(Error::field("", FieldErrorKind::Unknown)),
        };
    }
    let kind = request
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let kind = kind
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    if !matches!(kind.as_str(), "application/json" | "application/merge-patch+json") {
        return Err(ProblemKind::UnsupportedMediaType.into());
    }
    from_json(&bytes)
}

/// The bytes of a body.
///
/// # Errors
/// `too_large` beyond `max`.
pub(crate) async fn collect(request: &HttpRequest, mut payload: web::Payload, max: usize) -> Result<Vec<u8>> {
    let announced = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > max) {
        return Err(ProblemKind::TooLarge.into());
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| ProblemKind::BadRequest)?;
        if bytes.len() + chunk.len() > max {
            return Err(ProblemKind::TooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Reads JSON; broken JSON is 400, JSON of the wrong shape is 422 at the field.
fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        if !error.inner().is_data() {
            return ProblemKind::BadRequest.into();
        }
        let text = error.inner().to_string();
        let mut pointer = String::new();
        for segment in error.path() {
            use serde_path_to_error::Segment;
            match segment {
                Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
                Segment::Map { key } => {
                    pointer.push_str(&format!("/{}", key.replace('~', "~0").replace('/', "~1")))
                }
                Segment::Enum { .. } | Segment::Unknown => {}
            }
        }
        let kind = match quoted(&text) {
            Some(field) if text.starts_with("missing field") => {
                pointer.push_str(&format!("/{field}"));
                FieldErrorKind::Required
            }
            Some(field) if text.starts_with("unknown field") => {
                if !pointer.ends_with(&format!("/{field}")) {
                    pointer.push_str(&format!("/{field}"));
                }
                FieldErrorKind::Unknown
            }
            _ => FieldErrorKind::Malformed,
        };
        Error::invalid(vec![FieldError::new(pointer, kind)])
    })?;
    json.end().map_err(|_| ProblemKind::BadRequest)?;
    Ok(value)
}

/// The first name in backticks of one of serde's messages.
fn quoted(message: &str) -> Option<&str> {
    message.split('`').nth(1)
}
