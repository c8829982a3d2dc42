//! Makes routes and OpenAPI operations out of the endpoints that `shared` declares.

use std::collections::BTreeMap;
use std::future::Future;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, Resource, Route, Scope, web};
use futures_util::TryStreamExt;
use futures_util::stream::LocalBoxStream;
use podskazka_shared::endpoint::{Endpoint, Method};
use podskazka_shared::files::Content;
use podskazka_shared::problem::ProblemKind;

use crate::call::{Call, language};
use crate::locate::Locate;
use crate::openapi::Description;
use crate::problem::{Error, Result};

/// The endpoints with their handlers, or their description: who serves has no use for the text, and each worker would build it.
#[derive(Default)]
pub struct Api {
    /// By path.
    routes: BTreeMap<&'static str, Vec<Route>>,
    description: Option<Description>,
}

impl std::fmt::Debug for Api {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Api")
            .field("paths", &self.routes.keys())
            .finish_non_exhaustive()
    }
}

/// What a handler answers.
#[derive(Debug)]
pub struct Done<R> {
    body: R,
    version: Option<i64>,
    location: Option<String>,
    cookies: Vec<actix_web::cookie::Cookie<'static>>,
    file: Option<File>,
}

/// What is sent in place of JSON: a file, written while it is read.
pub struct File {
    pub name: String,
    pub content_type: &'static str,
    pub content: LocalBoxStream<'static, Result<web::Bytes>>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("File")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl<R> Done<R> {
    pub fn new(body: R) -> Self {
        Self {
            body,
            version: None,
            location: None,
            cookies: Vec::new(),
            file: None,
        }
    }

    /// The file that is the answer.
    #[must_use]
    pub fn file(mut self, file: File) -> Self {
        self.file = Some(file);
        self
    }

    /// The object's version, for the `ETag`.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = Some(version);
        self
    }

    /// Where the new object stands.
    #[must_use]
    pub fn location(mut self, location: String) -> Self {
        self.location = Some(location);
        self
    }

    #[must_use]
    pub fn cookies(mut self, cookies: Vec<actix_web::cookie::Cookie<'static>>) -> Self {
        self.cookies = cookies;
        self
    }
}

impl Api {
    /// For routes.
    pub fn new() -> Self {
        Self::default()
    }

    /// For the description.
    pub fn described() -> Self {
        Self {
            description: Some(Description::default()),
            ..Self::default()
        }
    }

    fn describe(&mut self, add: impl FnOnce(&mut Description)) {
        if let Some(description) = &mut self.description {
            add(description);
        }
    }

    /// Adds what `list` declares.
    #[must_use]
    pub fn with(mut self, list: impl FnOnce(&mut Self)) -> Self {
        list(&mut self);
        self
    }

    /// Serves an endpoint: its route, and its operation in the description.
    pub fn serve<E, H, F>(&mut self, handler: H)
    where
        E: Endpoint<Params: Locate>,
        H: Fn(Call<E>) -> F + Clone + 'static,
        F: Future<Output = Result<Done<E::Reply>>> + 'static,
    {
        let route = match E::METHOD {
            Method::Get => web::get(),
            Method::Post => web::post(),
            Method::Patch => web::patch(),
            Method::Put => web::put(),
        };
        let route = route
            .to(move |request: HttpRequest, payload: web::Payload| answer(request, payload, handler.clone()));
        self.routes.entry(E::PATH).or_default().push(route);
        self.describe(Description::add::<E>);
    }

    /// Serves an endpoint whose shape OAuth prescribes: a form comes in, and errors are its own.
    pub fn serve_form<E: Endpoint, H>(&mut self, handler: H)
    where
        H: actix_web::Handler<(HttpRequest, web::Payload), Output = HttpResponse>,
    {
        self.routes
            .entry(E::PATH)
            .or_default()
            .push(web::post().to(handler));
        self.describe(Description::add_form::<E>);
    }

    /// Serves an endpoint whose body is a file, which the handler takes in while it comes.
    pub fn receive<E, H, F>(&mut self, handler: H)
    where
        E: Endpoint<Params: Locate, Body = Content>,
        H: Fn(Call<E>, web::Payload) -> F + Clone + 'static,
        F: Future<Output = Result<Done<E::Reply>>> + 'static,
    {
        let route = web::post().to(move |request: HttpRequest, payload: web::Payload| {
            let handler = handler.clone();
            async move {
                let done = match Call::<E>::receive_file(&request).await {
                    Ok(call) => handler(call, payload).await,
                    Err(error) => Err(error),
                };
                match done {
                    Ok(done) => success::<E>(done, &request),
                    Err(error) => error.response(language(&request)),
                }
            }
        });
        self.routes.entry(E::PATH).or_default().push(route);
        self.describe(Description::add::<E>);
    }

    /// Serves an endpoint whose answer is sent while it is read, because it may be longer than memory should hold. What it
    /// sends is an `E::Reply` all the same.
    pub fn stream<E, H, F>(&mut self, handler: H)
    where
        E: Endpoint<Params: Locate>,
        H: Fn(Call<E>) -> F + Clone + 'static,
        F: Future<Output = Result<HttpResponse>> + 'static,
    {
        let route = web::method(actix_web::http::Method::GET);
        let route = route.to(move |request: HttpRequest, payload: web::Payload| {
            let handler = handler.clone();
            async move {
                let lang = language(&request);
                let sent = match Call::<E>::receive(&request, payload).await {
                    Ok(call) => handler(call).await,
                    Err(error) => Err(error),
                };
                sent.unwrap_or_else(|error| error.response(lang))
            }
        });
        self.routes.entry(E::PATH).or_default().push(route);
        self.describe(Description::add::<E>);
    }

    /// The routes, a scope for each literal segment: actix tries one pattern after the other, and of hundreds of whole paths that
    /// took a quarter of a request's time.
    pub fn register(self, config: &mut web::ServiceConfig) {
        let mut root = Segment::default();
        for (path, routes) in self.routes {
            let segments = path.split('/').skip(1);
            let end = segments.fold(&mut root, |segment, next| segment.below.entry(next).or_default());
            end.routes.extend(routes);
        }
        for (segment, below) in root.below {
            config.service(below.scope(segment));
        }
    }

    /// The description; of routes alone an empty one.
    pub fn description(self) -> utoipa::openapi::OpenApi {
        self.description.unwrap_or_default().finish()
    }
}

/// A part of paths between two slashes: what is served there, and what stands below it. Braces sort behind letters, so that a
/// literal segment is tried before a parameter.
#[derive(Default)]
struct Segment {
    routes: Vec<Route>,
    below: BTreeMap<&'static str, Segment>,
}

impl Segment {
    fn scope(self, segment: &str) -> Scope {
        let scope = web::scope(&format!("/{segment}"));
        let scope = match self.routes.is_empty() {
            true => scope,
            false => scope.service(resource("", self.routes)),
        };
        self.below
            .into_iter()
            .fold(scope, |scope, (segment, below)| match below.below.is_empty() {
                true => scope.service(resource(&format!("/{segment}"), below.routes)),
                false => scope.service(below.scope(segment)),
            })
    }
}

fn resource(path: &str, routes: Vec<Route>) -> Resource {
    let wrong = web::route().to(async |request: HttpRequest| {
        Error::from(ProblemKind::MethodNotAllowed).response(language(&request))
    });
    let resource = routes.into_iter().fold(Resource::new(path), Resource::route);
    resource.default_service(wrong)
}

async fn answer<E, H, F>(request: HttpRequest, payload: web::Payload, handler: H) -> HttpResponse
where
    E: Endpoint<Params: Locate>,
    H: Fn(Call<E>) -> F,
    F: Future<Output = Result<Done<E::Reply>>>,
{
    let lang = language(&request);
    let done = match Call::<E>::receive(&request, payload).await {
        Ok(call) => handler(call).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) => success::<E>(done, &request),
        Err(error) => error.response(lang),
    }
}

fn success<E: Endpoint>(done: Done<E::Reply>, request: &HttpRequest) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(E::STATUS).unwrap_or(actix_web::http::StatusCode::OK);
    let mut response = HttpResponse::build(status);
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(version) = done.version {
        response.insert_header((header::ETAG, format!("\"{version}\"")));
    }
    if let Some(location) = done.location {
        response.insert_header((header::LOCATION, location));
    }
    for cookie in done.cookies {
        response.cookie(cookie);
    }
    if status == actix_web::http::StatusCode::NO_CONTENT {
        return response.finish();
    }
    if let Some(file) = done.file {
        let disposition = format!("attachment; filename=\"{}\"", file.name);
        // The head is sent by now: a fault in the middle can only be logged, and ends the file.
        let content = file
            .content
            .inspect_err(|error| tracing::error!(%error, "a file broke off"));
        return response
            .content_type(file.content_type)
            .insert_header((header::CONTENT_DISPOSITION, disposition))
            .streaming(content);
    }
    match serde_json::to_vec(&done.body) {
        Ok(json) => response.content_type("application/json").body(json),
        Err(error) => Error::internal(error).response(language(request)),
    }
}
