//! The server as a whole: what every handler can reach, all routes, and what every answer carries.

use std::sync::Arc;

use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::{Compress, DefaultHeaders, from_fn};
use actix_web::{App as ActixApp, web};
use tracing_actix_web::TracingLogger;

use crate::api::Api;
use crate::articles::Shelves;
use crate::auth::Auth;
use crate::clock::Clock;
use crate::config::Config;
use crate::limits::{self, Limits};
use crate::live::Live;
use crate::log::Spans;
use crate::store::Store;

/// What every handler can reach. One for the process, shared by its workers.
#[derive(Debug, Clone)]
pub struct App {
    pub store: Store,
    pub clock: Clock,
    pub config: Arc<Config>,
    pub auth: Arc<Auth>,
    pub limits: Arc<Limits>,
    pub live: Arc<Live>,
    pub shelves: Arc<Shelves>,
}

/// Declares every endpoint of the API: the routes and the description are made of this list.
pub fn endpoints(api: &mut Api) {
    crate::auth::endpoints(api);
    crate::people::endpoints(api);
    crate::invitations::endpoints(api);
    crate::consents::endpoints(api);
    crate::my_class::endpoints(api);
    crate::privacy::endpoints(api);
    crate::schools::endpoints(api);
    crate::classes::endpoints(api);
    crate::schedules::endpoints(api);
    crate::plans::endpoints(api);
    crate::feeds::endpoints(api);
    crate::tickets::endpoints(api);
    crate::files::endpoints(api);
    crate::calendars::endpoints(api);
    crate::deadlines::endpoints(api);
    crate::duty::endpoints(api);
    crate::articles::endpoints(api);
    crate::conduct::endpoints(api);
    crate::phrases::endpoints(api);
    crate::search::endpoints(api);
    crate::views::endpoints(api);
    crate::live::endpoints(api);
    crate::notifications::endpoints(api);
    crate::drafts::endpoints(api);
    crate::callbacks::endpoints(api);
    crate::follow_ups::endpoints(api);
    crate::voices::endpoints(api);
    crate::feedback::endpoints(api);
    crate::reports::endpoints(api);
    crate::audit::endpoints(api);
    crate::appointments::endpoints(api);
    crate::platform::endpoints(api);
    crate::clients::endpoints(api);
    crate::consultations::endpoints(api);
}

/// The policy of what a page of ours may load: nothing but our own files, and no inline script.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Builds the HTTP service: API, health, description, public pages, the app.
pub fn service(
    app: App,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl actix_web::body::MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    let mut headers = DefaultHeaders::new()
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "same-origin"))
        .add((header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .add(("Permissions-Policy", "camera=(), microphone=(), geolocation=()"))
        .add(("Cross-Origin-Opener-Policy", "same-origin"));
    if app.config.is_https() {
        headers = headers.add((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    }
    ActixApp::new()
        .app_data(web::Data::new(app))
        .configure(|routes| Api::new().with(endpoints).register(routes))
        .configure(crate::openapi::routes)
        .configure(crate::health::routes)
        .configure(crate::feeds::routes)
        .configure(crate::public::routes)
        .default_service(web::route().to(crate::assets::serve))
        .wrap(from_fn(limits::guard))
        .wrap(Compress::default())
        .wrap(headers)
        .wrap(TracingLogger::<Spans>::new())
        .wrap(from_fn(crate::unread::close))
}
