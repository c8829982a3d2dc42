//! Views: filters of the queue that a helper keeps under a name (P2).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::ViewId;
use crate::page::Page;
use crate::schools::SchoolPath;
use crate::tickets::{Channel, RequesterGroup, TicketOrder, TicketScope, TicketStatus, TicketsQuery, Topic};

/// The most characters of a name.
pub const MAX_NAME: u32 = 60;
/// How many views somebody may keep; a list tells them all.
pub const MOST: u32 = 30;

/// What a view lists: filters of the list of requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewFilters {
    /// What waits at a desk: not one's own requests, and not those that one filed for others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<TicketScope>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TicketStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<RequesterGroup>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<TicketOrder>,
}

impl ViewFilters {
    /// The query that lists it.
    pub fn query(self) -> TicketsQuery {
        TicketsQuery {
            scope: self.scope,
            status: self.status,
            topic: self.topic,
            group: self.group,
            channel: self.channel,
            order: self.order,
            ..TicketsQuery::default()
        }
    }

    /// What a query lists, without the page.
    pub fn of(query: &TicketsQuery) -> Self {
        Self {
            scope: query.scope,
            status: query.status,
            topic: query.topic,
            group: query.group,
            channel: query.channel,
            order: query.order,
        }
    }
}

/// Filters under a name, of one member; nobody else sees them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct View {
    pub id: ViewId,
    pub name: String,
    pub filters: ViewFilters,
    /// How many open requests it holds now, of those that its owner may read.
    pub count: i64,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub version: i64,
}

impl Check for View {}

/// A view as it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewBody {
    #[cfg_attr(feature = "openapi", schema(max_length = 60))]
    pub name: String,
    #[serde(default)]
    pub filters: ViewFilters,
}

impl Check for ViewBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/name", &self.name, MAX_NAME);
        if matches!(self.filters.scope, Some(TicketScope::Mine | TicketScope::Filed)) {
            errors.push(FieldError::new("/filters/scope", FieldErrorKind::NotOpen));
        }
    }
}

/// A view in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ViewPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub view: ViewId,
}

endpoints! {
    /// Lists one's views in the order in which they were saved, all on one page, each with what waits in it.
    ViewsList "views_list" Get Read "/api/v1/schools/{school}/views" 200
        ViewKeep SchoolPath, Nothing, () => Page<View>;
    /// Reads one of one's views.
    ViewsFind "views_find" Get Read "/api/v1/schools/{school}/views/{view}" 200
        ViewKeep ViewPath, Nothing, () => View;
    /// Saves filters of the queue under a name.
    ViewsCreate "views_create" Post Create "/api/v1/schools/{school}/views" 201
        ViewKeep SchoolPath, Nothing, ViewBody => View;
    /// Names a view anew, or gives it other filters.
    ViewsReplace "views_replace" Put Change "/api/v1/schools/{school}/views/{view}" 200
        ViewKeep ViewPath, Nothing, ViewBody => View;
    /// Deletes a view. The requests in it stay where they are.
    ViewsDelete "views_delete" Post Change "/api/v1/schools/{school}/views/{view}/delete" 204
        ViewKeep ViewPath, Nothing, () => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{View, ViewBody, ViewFilters};
    use crate::endpoint::Example;
    use crate::tickets::{RequesterGroup, TicketOrder, TicketScope, TicketStatus, Topic, example_time};

    impl Example for ViewBody {
        fn example() -> Self {
            Self {
                name: "Пароли родителей".into(),
                filters: ViewFilters {
                    scope: Some(TicketScope::Work),
                    status: Some(TicketStatus::Open),
                    topic: Some(Topic::Access),
                    channel: None,
                    group: Some(RequesterGroup::Parent),
                    order: Some(TicketOrder::Due),
                },
            }
        }
    }

    impl Example for View {
        fn example() -> Self {
            let body = ViewBody::example();
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000092").into(),
                name: body.name,
                filters: body.filters,
                count: 3,
                created_at: example_time(0),
                updated_at: example_time(0),
                version: 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(body: serde_json::Value) -> Vec<(String, FieldErrorKind)> {
        let body: ViewBody = serde_json::from_value(body).unwrap();
        let mut errors = Vec::new();
        body.check(&mut errors);
        errors
            .into_iter()
            .map(|error| (error.pointer, error.kind))
            .collect()
    }

    #[test]
    fn a_view_has_a_name_and_filters_of_the_queue() {
        assert_eq!(wrong(json!({"name": "Всё"})), []);
        let name = |kind| vec![("/name".to_owned(), kind)];
        assert_eq!(wrong(json!({"name": " "})), name(FieldErrorKind::Required));
        let long = FieldErrorKind::TooLong { max: MAX_NAME };
        assert_eq!(wrong(json!({"name": "я".repeat(61)})), name(long));
        for scope in ["mine", "filed"] {
            let wrong = wrong(json!({"name": "Мои", "filters": {"scope": scope}}));
            assert_eq!(wrong, [("/filters/scope".to_owned(), FieldErrorKind::NotOpen)]);
        }
        for scope in ["assigned", "unassigned", "work", "addressed"] {
            assert_eq!(wrong(json!({"name": "Стол", "filters": {"scope": scope}})), []);
        }
        let no_filter = json!({"name": "Стол", "filters": {"limit": 5}});
        assert!(serde_json::from_value::<ViewBody>(no_filter).is_err());
    }

    #[test]
    fn filters_are_those_of_the_list() {
        let query = TicketsQuery {
            scope: Some(TicketScope::Assigned),
            status: Some(TicketStatus::Overdue),
            topic: Some(Topic::Reports),
            group: Some(RequesterGroup::Staff),
            channel: Some(Channel::Telephone),
            order: Some(TicketOrder::Due),
            ..TicketsQuery::default()
        };
        assert_eq!(ViewFilters::of(&query).query(), query);
    }
}
