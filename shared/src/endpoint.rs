//! An endpoint is declared once, as a type. The server makes route, extraction and OpenAPI operation of it, the app its
//! call; so neither can disagree with the other.

use serde::{Serialize, de::DeserializeOwned};

use crate::access::ActionType;
use crate::check::Check;

/// The HTTP methods in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
    Patch,
    Put,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
        }
    }
}

/// What an endpoint does to the data, and so which header guards it against doubling and overwriting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Reads only.
    Read,
    /// Makes something new: needs `Idempotency-Key`.
    Create,
    /// Changes what is there: needs `If-Match`.
    Change,
    /// Neither (sign-in, a preview): needs no header.
    Act,
}

/// One operation of the API.
pub trait Endpoint: 'static {
    /// The operation id, such as `tickets_create`.
    const NAME: &'static str;
    const METHOD: Method;
    /// The path with its parameters in braces.
    const PATH: &'static str;
    const EFFECT: Effect;
    /// The status of success.
    const STATUS: u16;
    /// What it does, for the description: the first line is the summary.
    const DOC: &'static str;
    /// What one must be allowed to do.
    type Action: ActionType;
    type Params: Params;
    type Query: Query;
    type Body: Body;
    type Reply: Body;
}

/// With the feature `openapi`: has a schema and an example. Without: everything.
#[cfg(feature = "openapi")]
pub trait Documented: utoipa::ToSchema + Example {}
#[cfg(feature = "openapi")]
impl<T: utoipa::ToSchema + Example> Documented for T {}
#[cfg(not(feature = "openapi"))]
pub trait Documented {}
#[cfg(not(feature = "openapi"))]
impl<T> Documented for T {}

/// With the feature `openapi`: has parameters to describe. Without: everything.
#[cfg(feature = "openapi")]
pub trait DocumentedParams: utoipa::IntoParams {}
#[cfg(feature = "openapi")]
impl<T: utoipa::IntoParams> DocumentedParams for T {}
#[cfg(not(feature = "openapi"))]
pub trait DocumentedParams {}
#[cfg(not(feature = "openapi"))]
impl<T> DocumentedParams for T {}

/// A value that shows what a type looks like in the description.
#[cfg(feature = "openapi")]
pub trait Example {
    fn example() -> Self;
}

#[cfg(feature = "openapi")]
impl Example for () {
    fn example() -> Self {}
}

#[cfg(feature = "openapi")]
impl<T: Example> Example for crate::page::Page<T> {
    fn example() -> Self {
        Self {
            items: vec![T::example()],
            next: None,
        }
    }
}

/// An answer that is no JSON but a file: a table for spreadsheets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Csv(pub String);

impl Check for Csv {}

#[cfg(feature = "openapi")]
impl Example for Csv {
    fn example() -> Self {
        Self("Когда;Кто;Действие\r\n".to_owned())
    }
}

/// An answer that is no JSON but an event for calendars (RFC 5545).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ics(pub String);

impl Check for Ics {}

#[cfg(feature = "openapi")]
impl Example for Ics {
    fn example() -> Self {
        Self("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n".to_owned())
    }
}

/// An answer that is no JSON but a workbook for spreadsheets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = Binary))]
pub struct Xlsx(pub String);

impl Xlsx {
    /// Its media type.
    pub const MEDIA: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

impl Check for Xlsx {}

#[cfg(feature = "openapi")]
impl Example for Xlsx {
    fn example() -> Self {
        Self("PK".to_owned())
    }
}

/// What a body or an answer is. `()` is none.
pub trait Body: Serialize + DeserializeOwned + Check + Documented + 'static {}
impl<T: Serialize + DeserializeOwned + Check + Documented + 'static> Body for T {}

/// The values in a path.
pub trait Params: Serialize + DeserializeOwned + DocumentedParams + Clone + 'static {}
impl<T: Serialize + DeserializeOwned + DocumentedParams + Clone + 'static> Params for T {}

/// The values after the question mark.
pub trait Query: Serialize + DeserializeOwned + Check + DocumentedParams + 'static {}
impl<T: Serialize + DeserializeOwned + Check + DocumentedParams + 'static> Query for T {}

impl<T> Check for crate::page::Page<T> {}

/// No values in a path or a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
pub struct Nothing {}

impl Check for Nothing {}

/// The address of an endpoint with its values filled in.
pub fn address<E: Endpoint>(params: &E::Params, query: &E::Query) -> String {
    let mut path = E::PATH.to_owned();
    if let Ok(serde_json::Value::Object(values)) = serde_json::to_value(params) {
        for (name, value) in values {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            path = path.replace(&format!("{{{name}}}"), &encode(&value));
        }
    }
    match serde_urlencoded::to_string(query) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path,
    }
}

/// Percent-encodes all but what RFC 3986 leaves unreserved.
fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Declares endpoints.
///
/// ```text
/// endpoints! {
///     /// Reads one request with its thread.
///     TicketsFind "tickets_find" Get Read "/api/v1/schools/{school}/tickets/{ticket}" 200
///         TicketRead TicketPath, Nothing, () => Ticket;
/// }
/// ```
/// After the status: the action, then the path's values, the query and the body, and the answer.
macro_rules! endpoints {
    ($($(#[doc = $doc:literal])+ $name:ident $id:literal $method:ident $effect:ident $path:literal $status:literal
        $action:ident $params:ty, $query:ty, $body:ty => $reply:ty;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl $crate::endpoint::Endpoint for $name {
            const NAME: &'static str = $id;
            const METHOD: $crate::endpoint::Method = $crate::endpoint::Method::$method;
            const PATH: &'static str = $path;
            const EFFECT: $crate::endpoint::Effect = $crate::endpoint::Effect::$effect;
            const STATUS: u16 = $status;
            const DOC: &'static str = concat!($($doc, "\n"),+);
            type Action = $crate::access::action::$action;
            type Params = $params;
            type Query = $query;
            type Body = $body;
            type Reply = $reply;
        }
    )*};
}
pub(crate) use endpoints;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schools::SchoolPath;
    use crate::tickets::{TicketPath, TicketsFind, TicketsList, TicketsQuery};

    #[test]
    fn an_address_is_filled_and_escaped() {
        let ticket = "01988a3f-5d2c-7c1e-9a51-2f4b6d7e8c90".parse().unwrap();
        let path = TicketPath {
            school: "a/b ё".into(),
            ticket,
        };
        assert_eq!(
            address::<TicketsFind>(&path, &Nothing {}),
            format!("/api/v1/schools/a%2Fb%20%D1%91/tickets/{ticket}")
        );
        let query = TicketsQuery {
            limit: Some(5),
            ..TicketsQuery::default()
        };
        assert_eq!(
            address::<TicketsList>(
                &SchoolPath {
                    school: "demo".into()
                },
                &query
            ),
            "/api/v1/schools/demo/tickets?limit=5"
        );
    }
}
