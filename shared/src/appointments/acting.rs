//! Who acts for the head: by an order, from one day to another.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::order::{OrderState, OrdersQuery, check_order};
use crate::check::{Check, FieldError};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ActingId, MemberId};
use crate::page::Page;
use crate::people::MemberRef;
use crate::schools::SchoolPath;

/// An order by which somebody acts for the head. It is in force without approval: the head, or the operator, gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Acting {
    pub id: ActingId,
    pub member: MemberRef,
    pub order_number: String,
    pub order_date: NaiveDate,
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    pub state: OrderState,
    /// Who entered it; null when it was the operator.
    pub entered_by: Option<MemberRef>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether the reader may end it now.
    pub may_end: bool,
    pub version: i64,
}

impl Check for Acting {}

/// An order as it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActingBody {
    /// Any of the school's staff but the head.
    pub member: MemberId,
    #[cfg_attr(feature = "openapi", schema(example = "98-к"))]
    pub order_number: String,
    pub order_date: NaiveDate,
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

impl Check for ActingBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_order(
            errors,
            &self.order_number,
            self.order_date,
            (self.from, Some(self.to)),
        );
    }
}

/// An order in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ActingPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub acting: ActingId,
}

endpoints! {
    /// Lists orders by which somebody acts for the head, the newest first.
    ActingList "acting_list" Get Read "/api/v1/schools/{school}/acting" 200
        AppointmentRead SchoolPath, OrdersQuery, () => Page<Acting>;
    /// Reads such an order.
    ActingFind "acting_find" Get Read "/api/v1/schools/{school}/acting/{acting}" 200
        AppointmentRead ActingPath, Nothing, () => Acting;
    /// Orders who acts for the head. Only the head does, never who acts for the head.
    ActingCreate "acting_create" Post Create "/api/v1/schools/{school}/acting" 201
        ActingOrder SchoolPath, Nothing, ActingBody => Acting;
    /// Ends such an order.
    ActingEnd "acting_end" Post Change "/api/v1/schools/{school}/acting/{acting}/end" 200
        ActingOrder ActingPath, Nothing, () => Acting;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Acting, ActingBody};
    use crate::appointments::order::OrderState;
    use crate::endpoint::Example;
    use crate::people::MemberRef;

    impl Example for ActingBody {
        fn example() -> Self {
            let day = |day| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default();
            Self {
                member: MemberRef::example().id,
                order_number: "98-к".into(),
                order_date: day(20),
                from: day(23),
                to: day(29),
            }
        }
    }

    impl Example for Acting {
        fn example() -> Self {
            let body = ActingBody::example();
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000061").into(),
                member: MemberRef::example(),
                order_number: body.order_number,
                order_date: body.order_date,
                from: body.from,
                to: body.to,
                state: OrderState::Planned,
                entered_by: None,
                ended_at: None,
                may_end: true,
                version: 1,
            }
        }
    }
}
