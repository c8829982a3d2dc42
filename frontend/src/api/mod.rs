//! Calls of the server, as `podskazka-shared` declares them.

mod plain;

use std::cell::Cell;
use std::time::Duration;

use leptos::prelude::{set_timeout_with_handle, window};
use podskazka_shared::auth::{AuthRefresh, RefreshBody};
use podskazka_shared::check::FieldError;
use podskazka_shared::endpoint::{Endpoint, Method, Nothing, address};
use podskazka_shared::problem::{Problem, ProblemKind};
use serde::de::DeserializeOwned;
use serde_json::Value;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{AbortController, Headers, RequestCredentials, RequestInit, Response};

use crate::i18n;

/// After so long a silence the link counts as lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why there is no answer to show.
#[derive(Debug, Clone, PartialEq)]
pub enum ApiError {
    /// The server refused, and says why.
    Problem(Box<Problem>),
    /// No answer came; the server may or may not have done it.
    Network,
    /// Nobody is signed in any more.
    SignedOut,
    /// The answer is not what the contract says: most likely an old page before a new server.
    Unreadable,
    /// Nobody waits for it any more.
    Aborted,
}

impl ApiError {
    pub fn kind(&self) -> Option<ProblemKind> {
        match self {
            Self::Problem(problem) => Some(problem.kind),
            Self::Network | Self::SignedOut | Self::Unreadable | Self::Aborted => None,
        }
    }

    /// A problem found here, before anything was sent.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let mut problem = Problem::new(ProblemKind::Invalid, i18n::lang());
        problem.errors = errors;
        Self::Problem(Box::new(problem))
    }

    pub fn fields(&self) -> &[FieldError] {
        match self {
            Self::Problem(problem) => &problem.errors,
            Self::Network | Self::SignedOut | Self::Unreadable | Self::Aborted => &[],
        }
    }
}

/// What guards a write against doubling or overwriting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Guard {
    None,
    /// `Idempotency-Key` of a create.
    Key(String),
    /// `If-Match`: the version that the person saw.
    Version(i64),
}

/// Calls an endpoint. A session that ran out is renewed once, unseen.
pub async fn call<E: Endpoint>(
    params: &E::Params,
    query: &E::Query,
    body: &E::Body,
    guard: Guard,
    cancel: &AbortController,
) -> Result<E::Reply, ApiError> {
    parse(&Ask::of::<E>(params, query, body, guard).answer(cancel).await?)
}

/// The value in an answer.
pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let text = if text.is_empty() { "null" } else { text };
    let value = serde_json::from_str(text).map_err(|_| ApiError::Unreadable)?;
    read(value).ok_or(ApiError::Unreadable)
}

/// A value of ours out of JSON.
pub fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    T::deserialize(plain::Plain(value)).ok()
}

/// A request, without its types: one copy of the code behind it serves all endpoints.
#[derive(Debug)]
pub struct Ask {
    method: &'static str,
    pub address: String,
    pub body: Option<String>,
    pub guard: Guard,
}

impl Ask {
    pub fn of<E: Endpoint>(params: &E::Params, query: &E::Query, body: &E::Body, guard: Guard) -> Self {
        let body = match E::METHOD {
            Method::Get => None,
            Method::Post | Method::Patch | Method::Put => {
                serde_json::to_string(body).ok().filter(|body| body != "null")
            }
        };
        Self {
            method: E::METHOD.as_str(),
            address: address::<E>(params, query),
            body,
            guard,
        }
    }

    /// The text of the answer.
    pub async fn answer(&self, cancel: &AbortController) -> Result<String, ApiError> {
        let began = js_sys::Date::now();
        match self.send(cancel).await {
            Err(ApiError::Problem(problem)) if problem.kind == ProblemKind::Unauthenticated => {
                refresh(began).await?;
                match self.send(cancel).await {
                    Err(error) if error.kind() == Some(ProblemKind::Unauthenticated) => {
                        Err(ApiError::SignedOut)
                    }
                    other => other,
                }
            }
            other => other,
        }
    }

    async fn send(&self, cancel: &AbortController) -> Result<String, ApiError> {
        let late = std::rc::Rc::new(Cell::new(false));
        let timer = {
            let (late, cancel) = (late.clone(), cancel.clone());
            let on_late = move || {
                late.set(true);
                cancel.abort();
            };
            set_timeout_with_handle(on_late, PATIENCE)
        };
        let result = self.exchange(cancel).await;
        if let Ok(timer) = timer {
            timer.clear();
        }
        let (status, text) = result.map_err(|_| match cancel.signal().aborted() && !late.get() {
            true => ApiError::Aborted,
            false => ApiError::Network,
        })?;
        match status {
            200..300 => Ok(text),
            // A proxy's own page, not ours: the server behind it is away.
            _ => Err(parse(&text).map_or(ApiError::Network, ApiError::Problem)),
        }
    }

    async fn exchange(&self, cancel: &AbortController) -> Result<(u16, String), JsValue> {
        let headers = Headers::new()?;
        headers.set("Accept", "application/json")?;
        headers.set("Accept-Language", i18n::lang().code())?;
        match &self.guard {
            Guard::None => {}
            Guard::Key(key) => headers.set("Idempotency-Key", key)?,
            Guard::Version(version) => headers.set("If-Match", &format!("\"{version}\""))?,
        }
        let init = RequestInit::new();
        init.set_method(self.method);
        init.set_credentials(RequestCredentials::SameOrigin);
        init.set_signal(Some(&cancel.signal()));
        if let Some(body) = &self.body {
            headers.set("Content-Type", "application/json")?;
            init.set_body(&JsValue::from_str(body));
        }
        init.set_headers(&headers);
        let response: Response = JsFuture::from(window().fetch_with_str_and_init(&self.address, &init))
            .await?
            .dyn_into()?;
        let text = JsFuture::from(response.text()?).await?;
        Ok((response.status(), text.as_string().unwrap_or_default()))
    }
}

thread_local! {
    static REFRESHED: Cell<f64> = const { Cell::new(0.0) };
}

/// Renews the session, one at a time in all tabs; not at all when it was renewed since `since`.
async fn refresh(since: f64) -> Result<(), ApiError> {
    if REFRESHED.get() >= since {
        return Ok(());
    }
    let outcome = std::rc::Rc::new(Cell::new(None));
    let work = {
        let outcome = outcome.clone();
        move || {
            let outcome = outcome.clone();
            future_to_promise(async move {
                outcome.set(Some(refresh_alone(since).await));
                Ok(JsValue::UNDEFINED)
            })
        }
    };
    match lock("podskazka-session", work.clone()) {
        Some(done) => {
            let _ = JsFuture::from(done).await;
        }
        None => {
            let _ = JsFuture::from(work()).await;
        }
    }
    outcome.take().unwrap_or(Err(ApiError::Network))
}

async fn refresh_alone(since: f64) -> Result<(), ApiError> {
    if REFRESHED.get() >= since {
        return Ok(());
    }
    let ask = Ask::of::<AuthRefresh>(&Nothing {}, &Nothing {}, &RefreshBody::default(), Guard::None);
    let cancel = AbortController::new().map_err(|_| ApiError::Network)?;
    match ask.send(&cancel).await {
        Ok(_) => {
            REFRESHED.set(js_sys::Date::now());
            Ok(())
        }
        Err(ApiError::Problem(problem)) if matches!(problem.status, 401 | 403) => Err(ApiError::SignedOut),
        Err(other) => Err(other),
    }
}

/// `navigator.locks.request(name, work)`; nothing where the browser has no locks (plain http).
pub fn lock(name: &str, work: impl FnMut() -> js_sys::Promise + 'static) -> Option<js_sys::Promise> {
    let get = |from: &JsValue, name: &str| js_sys::Reflect::get(from, &JsValue::from_str(name)).ok();
    let locks = get(&window().navigator(), "locks").filter(JsValue::is_object)?;
    let request: js_sys::Function = get(&locks, "request")?.dyn_into().ok()?;
    let work = Closure::<dyn FnMut() -> js_sys::Promise>::new(work).into_js_value();
    let promise = request.call2(&locks, &JsValue::from_str(name), &work);
    promise.ok()?.dyn_into().ok()
}

/// A request that nobody cancels.
pub fn uncancelled() -> Result<AbortController, ApiError> {
    AbortController::new().map_err(|_| ApiError::Network)
}

/// Reads something once, outside a [`crate::reading::Reading`]: a further page.
pub async fn ask<E: Endpoint<Body = ()>>(params: &E::Params, query: &E::Query) -> Result<E::Reply, ApiError> {
    call::<E>(params, query, &(), Guard::None, &uncancelled()?).await
}

/// Whether a read is answered, whatever it says.
pub async fn ping<E: Endpoint<Body = ()>>(params: &E::Params, query: &E::Query) -> bool {
    match uncancelled() {
        Ok(cancel) => Ask::of::<E>(params, query, &(), Guard::None)
            .answer(&cancel)
            .await
            .is_ok(),
        Err(_) => false,
    }
}

/// Does something that is guarded by nothing.
pub async fn act<E: Endpoint<Query = Nothing>>(
    params: &E::Params,
    body: &E::Body,
) -> Result<E::Reply, ApiError> {
    call::<E>(params, &Nothing {}, body, Guard::None, &uncancelled()?).await
}
