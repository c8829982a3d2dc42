//! The description of the API, made of the same endpoints as its routes.

mod clients;

use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::{HttpResponse, web};
use podskazka_shared::access::{Action, ActionType};
use podskazka_shared::clients::Scope;
use podskazka_shared::endpoint::{Csv, Effect, Endpoint, Example, Ics, Method, Xlsx};
use podskazka_shared::files::Content;
use podskazka_shared::live::LiveChange;
use podskazka_shared::problem::{CONTENT_TYPE, Problem, ProblemKind};
use podskazka_shared::text::Lang;
use serde_json::{Value, json};
use std::any::TypeId;
use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathsBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::{
    ComponentsBuilder, ContentBuilder, InfoBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathItem, Ref,
    RefOr, Required, ResponseBuilder, ServerBuilder, Type,
};
use utoipa::{IntoParams, PartialSchema, ToSchema};
use utoipa_swagger_ui::SwaggerUi;

use crate::api::Api;

/// Collects operations and the schemas that they name.
#[derive(Default)]
pub(crate) struct Description {
    paths: PathsBuilder,
    components: ComponentsBuilder,
}

impl Description {
    /// Adds an endpoint's operation.
    pub(crate) fn add<E: Endpoint>(&mut self) {
        let method = match E::METHOD {
            Method::Get => HttpMethod::Get,
            Method::Post => HttpMethod::Post,
            Method::Patch => HttpMethod::Patch,
            Method::Put => HttpMethod::Put,
        };
        let action = E::Action::ACTION;
        let mut operation = described::<E>();
        let parameters = E::Params::into_params(|| Some(ParameterIn::Path))
            .into_iter()
            .chain(E::Query::into_params(|| Some(ParameterIn::Query)));
        operation = parameters.fold(operation, OperationBuilder::parameter);
        operation = match E::EFFECT {
            Effect::Read | Effect::Act => operation,
            Effect::Create => operation.parameter(header_parameter(
                "Idempotency-Key",
                "Makes a repeated create happen once; remembered for 24 hours.",
                "5f0c6c1e-3f5e-4d0e-9f57-0c2f5c1a7a11",
            )),
            Effect::Change => operation.parameter(header_parameter(
                "If-Match",
                "The version that is changed.",
                "\"3\"",
            )),
        };
        if action != Action::Guest {
            operation = clients::secured(operation, action);
        }
        if !is_nothing::<E::Body>() {
            let content = ContentBuilder::new()
                .schema(Some(self.schema::<E::Body>()))
                .example(example::<E::Body>());
            let body = RequestBodyBuilder::new()
                .required(Some(Required::True))
                .content(media::<E::Body>(), content.build());
            operation = operation.request_body(Some(body.build()));
        }
        operation = operation.response(E::STATUS.to_string(), self.success::<E>());
        for (status, kinds) in problems::<E>() {
            operation = operation.response(status.to_string(), self.problem(&kinds));
        }
        let paths = std::mem::take(&mut self.paths);
        self.paths = paths.path(E::PATH, PathItem::new(method, operation));
    }

    fn success<E: Endpoint>(&mut self) -> utoipa::openapi::Response {
        let mut response =
            ResponseBuilder::new().description(E::DOC.trim().lines().next().unwrap_or_default().trim());
        if matches!(E::EFFECT, Effect::Change) {
            let schema = ObjectBuilder::new().schema_type(Type::String);
            let tag = HeaderBuilder::new()
                .schema(Some(schema))
                .description(Some("The new version."));
            response = response.header("ETag", tag.build());
        }
        if !is_nothing::<E::Reply>() {
            let content = ContentBuilder::new()
                .schema(Some(self.schema::<E::Reply>()))
                .example(example::<E::Reply>());
            response = response.content(media::<E::Reply>(), content.build());
        }
        response.build()
    }

    fn problem(&mut self, kinds: &[ProblemKind]) -> utoipa::openapi::Response {
        let texts: Vec<String> = kinds
            .iter()
            .map(|kind| format!("{}: {}", code(*kind), kind.text(Lang::En)))
            .collect();
        let example = kinds.first().map(|kind| json!(Problem::new(*kind, Lang::En)));
        let content = ContentBuilder::new()
            .schema(Some(self.schema::<Problem>()))
            .example(example);
        ResponseBuilder::new()
            .description(texts.join(" · "))
            .content(CONTENT_TYPE, content.build())
            .build()
    }

    /// A reference to the type's schema, which is added with all that it names.
    fn schema<T: ToSchema>(&mut self) -> RefOr<utoipa::openapi::Schema> {
        let mut schemas = Vec::new();
        T::schemas(&mut schemas);
        let components = std::mem::take(&mut self.components).schema(T::name(), T::schema());
        self.components = components.schemas_from_iter(schemas);
        Ref::from_schema_name(T::name()).into()
    }

    /// The whole description.
    pub(crate) fn finish(self) -> OpenApi {
        let info = InfoBuilder::new()
            .title("Podskazka")
            .version(env!("CARGO_PKG_VERSION"))
            .description(Some(
                "The help desk that a school puts beside its electronic journal. Times are UTC; errors are RFC 9457 \
                 problems whose `kind` machines can read; `Accept-Language` picks ru or en for human text.",
            ));
        OpenApiBuilder::new()
            .info(info.build())
            .servers(Some([ServerBuilder::new().url("/").build()]))
            .paths(self.paths.build())
            .components(Some(clients::schemes(self.components).build()))
            .build()
    }
}

/// An operation's name, its words and its action.
fn described<E: Endpoint>() -> OperationBuilder {
    let mut doc = E::DOC.trim().splitn(2, "\n");
    let summary = doc.next().unwrap_or_default().trim();
    let detail: Vec<&str> = doc
        .next()
        .unwrap_or_default()
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    let action = E::Action::ACTION;
    let tag = E::NAME.split('_').next().unwrap_or_default();
    let operation = OperationBuilder::new()
        .operation_id(Some(E::NAME))
        .tag(tag)
        .summary(Some(summary))
        .extensions(Some(
            ExtensionsBuilder::new()
                .add("x-action", json!(action.code()))
                .build(),
        ));
    match detail.is_empty() {
        true => operation,
        false => operation.description(Some(detail.join(" "))),
    }
}

fn is_nothing<T: 'static>() -> bool {
    TypeId::of::<T>() == TypeId::of::<()>()
}

/// As what a type travels: JSON, unless it is a file or told one by one.
fn media<T: 'static>() -> &'static str {
    let others = [
        (TypeId::of::<Csv>(), "text/csv"),
        (TypeId::of::<Ics>(), "text/calendar"),
        (TypeId::of::<Xlsx>(), Xlsx::MEDIA),
        (TypeId::of::<Content>(), "application/octet-stream"),
        (TypeId::of::<LiveChange>(), "text/event-stream"),
    ];
    let other = others.iter().find(|(other, _)| *other == TypeId::of::<T>());
    other.map_or("application/json", |(_, media)| media)
}

fn example<T: Example + serde::Serialize>() -> Option<Value> {
    serde_json::to_value(T::example()).ok()
}

fn code(kind: ProblemKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|v| v.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn header_parameter(name: &str, description: &str, example: &str) -> ParameterBuilder {
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::True)
        .description(Some(description))
        .example(Some(json!(example)))
        .schema(Some(String::schema()))
}

/// The problems that an endpoint can answer, by status, derived from what it is.
fn problems<E: Endpoint>() -> std::collections::BTreeMap<u16, Vec<ProblemKind>> {
    use ProblemKind as K;
    let mut kinds = vec![K::Internal, K::Unavailable, K::TooManyRequests];
    let has_body = !is_nothing::<E::Body>();
    if has_body {
        kinds.extend([
            K::BadRequest,
            K::UnsupportedMediaType,
            K::RequestTimeout,
            K::TooLarge,
            K::Invalid,
        ]);
    } else if E::EFFECT != Effect::Read || E::METHOD == Method::Get {
        kinds.push(K::Invalid);
    }
    if E::PATH.contains('{') {
        kinds.push(K::NotFound);
    }
    if E::Action::ACTION != Action::Guest {
        kinds.push(K::Unauthenticated);
    }
    if E::Action::ACTION != Action::Guest {
        kinds.push(K::Forbidden);
    }
    if Scope::of(E::Action::ACTION).is_some() {
        kinds.extend([K::OnBehalfUnreadable, K::OnBehalfNotFound]);
    }
    if E::METHOD != Method::Get {
        kinds.push(K::CrossSite);
    }
    match E::EFFECT {
        Effect::Read | Effect::Act => {}
        Effect::Create => kinds.extend([K::IdempotencyKeyRequired, K::IdempotencyKeyReused, K::WrongState]),
        Effect::Change => kinds.extend([K::PreconditionRequired, K::Stale, K::WrongState]),
    }
    if E::NAME == "tickets_create" {
        kinds.extend([K::QuotaExceeded, K::ChannelClosed]);
    }
    if E::NAME == "conduct_create" {
        kinds.push(K::QuotaExceeded);
    }
    if E::NAME == "imports_create" {
        kinds.push(K::UploadsExceeded);
    }
    if E::NAME == "files_create" {
        kinds.extend([
            K::FileTooLarge,
            K::FileKindRefused,
            K::PictureTooLarge,
            K::FileEmpty,
            K::FileSpaceExceeded,
            K::FilesExceeded,
            K::StorageFull,
        ]);
    }
    if E::NAME == "deadlines_preview" {
        kinds.push(K::DeadlineUnreachable);
    }
    if E::NAME == "audit_export" {
        kinds.push(K::TooLarge);
    }
    kinds.extend(of_sign_in(E::NAME));
    kinds.extend(of_consultations(E::NAME));
    if E::PATH.contains("{school}") && E::Action::ACTION != Action::Guest {
        kinds.push(K::TotpSetupRequired);
    }
    let mut by_status: std::collections::BTreeMap<u16, Vec<K>> = std::collections::BTreeMap::new();
    for kind in kinds {
        let same = by_status.entry(kind.status()).or_default();
        if !same.contains(&kind) {
            same.push(kind);
        }
    }
    by_status
}

/// What signing in and what it rests on can answer besides.
fn of_sign_in(operation: &str) -> &'static [ProblemKind] {
    use ProblemKind as K;
    match operation {
        "auth_login" => &[
            K::WrongCredentials,
            K::TotpRequired,
            K::TooManyRequests,
            K::DemoOnly,
        ],
        "auth_totp" => &[K::WrongCode, K::ChallengeOver, K::TooManyRequests, K::DemoOnly],
        "auth_refresh" => &[K::Unauthenticated],
        "auth_reset" => &[K::TooManyRequests],
        "auth_reset_use" => &[K::LinkOver, K::TooManyRequests],
        "contacts_add" => &[K::MailOff, K::TooManyRequests],
        "contacts_confirm" | "sessions_end" => &[K::NotFound],
        "contacts_remove" => &[K::NotFound, K::LastName, K::NameKept, K::TooManyRequests],
        "password_change" | "totp_begin" => &[K::TooManyRequests],
        "totp_confirm" | "totp_codes" => &[K::WrongState, K::TooManyRequests],
        "schools_update" => &[K::TotpFirst],
        "join_look" => &[K::CodeOver, K::ParentConsentNeeded, K::TooManyRequests],
        "join_email" => &[K::CodeOver, K::MailOff, K::TooManyRequests],
        "join_new" => &[
            K::CodeOver,
            K::ParentConsentNeeded,
            K::DocumentChanged,
            K::TooManyRequests,
        ],
        "join_own" => &[
            K::CodeOver,
            K::ParentConsentNeeded,
            K::DocumentChanged,
            K::AlreadyMember,
            K::ResetUnproven,
            K::TooManyRequests,
        ],
        "join_reset" => &[K::CodeOver, K::TooManyRequests],
        "me_consents_give" => &[K::DocumentChanged, K::Forbidden],
        "reset_slips_create" => &[K::ResetNotHere, K::WrongState],
        "totp_off" => &[K::WrongState, K::TotpKept, K::TooManyRequests],
        _ => &[],
    }
}

/// What booking can answer besides.
fn of_consultations(operation: &str) -> &'static [ProblemKind] {
    use ProblemKind as K;
    match operation {
        "consultations_hold" => &[K::SlotTaken, K::BookingOverlaps, K::ChannelClosed],
        "consultations_book" => &[
            K::SlotTaken,
            K::BookingOverlaps,
            K::TooManyBookings,
            K::ChannelClosed,
        ],
        "consultations_confirm" => &[K::SlotTaken, K::TooManyBookings],
        "consultations_move" => &[K::SlotTaken, K::BookingOverlaps, K::TooLateToCancel],
        "consultations_cancel" => &[K::TooLateToCancel],
        "consultations_arrive" | "consultations_no_show" => &[K::TooEarly],
        "consultations_request" => &[K::QuotaExceeded],
        "waiting_create" => &[K::SlotsFree, K::ChannelClosed],
        "policies_publish" => &[K::DeadlineUnreachable],
        _ => &[],
    }
}

/// The description as text, the same each time.
pub fn text() -> String {
    let api = Api::described().with(crate::app::endpoints).description();
    // Through a value, so that keys are sorted.
    let mut value = serde_json::to_value(&api).unwrap_or_default();
    clients::add_on_behalf_of(&mut value);
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// `/openapi.json`, and Swagger UI at `/docs`.
pub fn routes(routes: &mut web::ServiceConfig) {
    routes.route(
        "/openapi.json",
        web::get().to(async || {
            static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(text);
            HttpResponse::Ok()
                .content_type("application/json")
                .body(TEXT.as_str())
        }),
    );
    let docs = SwaggerUi::new("/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json"));
    let to_docs = async || {
        HttpResponse::Found()
            .insert_header((header::LOCATION, "/docs/"))
            .finish()
    };
    routes.route("/docs", web::get().to(to_docs));
    // Swagger UI brings inline styles and data images; scripts stay our own.
    let policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
        connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    let policy = DefaultHeaders::new().add((header::CONTENT_SECURITY_POLICY, policy));
    routes.service(web::scope("/docs").wrap(policy).service(docs));
}
