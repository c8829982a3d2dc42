//! The part of the description that is about programs: how they come in, and for whom they act.

use podskazka_shared::access::Action;
use podskazka_shared::clients::{AuthToken, Scope, TokenError, TokenErrorKind};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::text::Lang;
use serde_json::{Value, json};
use utoipa::openapi::path::{HttpMethod, OperationBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, ClientCredentials, Flow, Http, HttpAuthScheme, OAuth2, Scopes, SecurityRequirement,
    SecurityScheme,
};
use utoipa::openapi::{ComponentsBuilder, ContentBuilder, PathItem, Required, ResponseBuilder};

use super::{Description, described, example};
use crate::auth::origin::ACCESS_COOKIE;

/// The name under which the header stands among the components.
const ON_BEHALF_OF_NAME: &str = "on_behalf_of";

/// The ways in: a person's token by header or by cookie, a program's by client credentials.
pub(super) fn schemes(components: ComponentsBuilder) -> ComponentsBuilder {
    let scopes = Scope::ALL
        .iter()
        .map(|scope| (scope.code(), scope.label(Lang::En)));
    let flow = ClientCredentials::new(AuthToken::PATH, Scopes::from_iter(scopes));
    let cookie = ApiKeyValue::with_description(
        ACCESS_COOKIE,
        "For browsers: set by a sign-in with `\"cookies\": true`. Changes need `Sec-Fetch-Site: same-origin` or our `Origin`.",
    );
    let client = OAuth2::with_description(
        [Flow::ClientCredentials(flow)],
        "A program of a school, the journal first. Whatever is done to requests is done in somebody's name: send `On-Behalf-Of`.",
    );
    components
        .security_scheme("bearer", SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)))
        .security_scheme("cookie", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)))
        .security_scheme("client", SecurityScheme::OAuth2(client))
}

/// Who may call an operation that is not open to guests: people, and programs where there is a scope for it.
pub(super) fn secured(operation: OperationBuilder, action: Action) -> OperationBuilder {
    let of_people = |name| SecurityRequirement::new(name, Vec::<String>::new());
    let operation = operation
        .security(of_people("bearer"))
        .security(of_people("cookie"));
    match Scope::of(action) {
        Some(scope) => operation.security(SecurityRequirement::new("client", [scope.code()])),
        None => operation,
    }
}

/// Describes the header once, and names it at every operation that a program may call.
pub(super) fn add_on_behalf_of(description: &mut Value) {
    let Some(paths) = description.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    for operation in paths
        .values_mut()
        .filter_map(Value::as_object_mut)
        .flat_map(|item| item.values_mut())
    {
        let of_clients = operation
            .get("security")
            .and_then(Value::as_array)
            .is_some_and(|ways| ways.iter().any(|way| way.get("client").is_some()));
        if of_clients && let Some(operation) = operation.as_object_mut() {
            let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
            if let Some(parameters) = parameters.as_array_mut() {
                parameters.push(json!({"$ref": format!("#/components/parameters/{ON_BEHALF_OF_NAME}")}));
            }
        }
    }
    let parameter = json!({
        "name": "On-Behalf-Of",
        "in": "header",
        "required": false,
        "description": "Only with a program's token: the external id of the member of its own school for whom it acts, with \
            their rights, within its scopes, and only on what is theirs.",
        "schema": {"type": "string", "maxLength": 200},
        "example": "journal-4711",
    });
    if let Some(components) = description.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("parameters".to_owned(), json!({ON_BEHALF_OF_NAME: parameter}));
    }
}

impl Description {
    /// Adds the operation that gives programs their tokens: a form, and the errors of RFC 6749.
    pub(crate) fn add_form<E: Endpoint>(&mut self) {
        let form = ContentBuilder::new()
            .schema(Some(self.schema::<E::Body>()))
            .example(example::<E::Body>());
        let body = RequestBodyBuilder::new()
            .required(Some(Required::True))
            .content("application/x-www-form-urlencoded", form.build());
        let token = ContentBuilder::new()
            .schema(Some(self.schema::<E::Reply>()))
            .example(example::<E::Reply>());
        let token = ResponseBuilder::new()
            .description("A token, never to be stored by anybody between (`Cache-Control: no-store`).")
            .content("application/json", token.build());
        let mut operation = described::<E>()
            .request_body(Some(body.build()))
            .response(E::STATUS.to_string(), token.build());
        let mut statuses: Vec<u16> = TokenErrorKind::ALL
            .iter()
            .flat_map(|kind| kind.statuses())
            .copied()
            .collect();
        statuses.sort_unstable();
        statuses.dedup();
        for status in statuses {
            let kinds: Vec<TokenErrorKind> = TokenErrorKind::ALL
                .iter()
                .copied()
                .filter(|kind| kind.statuses().contains(&status))
                .collect();
            let texts: Vec<String> = kinds
                .iter()
                .map(|kind| format!("{}: {}", kind.code(), kind.label(Lang::En)))
                .collect();
            let shown = kinds.first().map(|kind| {
                json!(TokenError {
                    error: *kind,
                    error_description: kind.label(Lang::En).to_owned(),
                })
            });
            let content = ContentBuilder::new()
                .schema(Some(self.schema::<TokenError>()))
                .example(shown);
            let response = ResponseBuilder::new()
                .description(texts.join(" · "))
                .content("application/json", content.build());
            operation = operation.response(status.to_string(), response.build());
        }
        let paths = std::mem::take(&mut self.paths);
        self.paths = paths.path(E::PATH, PathItem::new(HttpMethod::Post, operation));
    }
}
