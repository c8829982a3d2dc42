//! A low mark is followed up: the superior of whoever answered finds out what was wrong, and says what was done (F3).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::check::{self, Check, FieldError};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::feedback::Reason;
use crate::ids::{FollowUpId, TicketId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::SchoolPath;
use crate::text::Lang;

/// Marks up to this are followed up.
pub const LOW: u8 = 2;
/// Within so many working days of the school.
pub const WORKING_DAYS: u32 = 3;
/// The most characters of what was done.
pub const MAX_OUTCOME: u32 = 2_000;

/// Whether a mark is followed up.
pub const fn is_low(stars: u8) -> bool {
    stars <= LOW
}

named! {
    /// How a follow-up stands.
    FollowUpState {
        Open "open" "открыто" "open"
        Closed "closed" "закрыто" "closed"
        /// The mark was raised before anybody did anything.
        Withdrawn "withdrawn" "отпало" "withdrawn"
    }
}

/// A low mark, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowUp {
    pub id: FollowUpId,
    pub state: FollowUpState,
    pub ticket: TicketId,
    /// The request's number.
    #[cfg_attr(feature = "openapi", schema(example = "2026-000123"))]
    pub number: String,
    pub requester: MemberRef,
    /// Who spoke as staff in the request.
    pub helpers: Vec<MemberRef>,
    /// The mark as it is now.
    pub stars: u8,
    pub reasons: Vec<Reason>,
    pub comment: Option<String>,
    pub opened_at: DateTime<Utc>,
    /// The end of the third working day after it was opened, by the school's calendar.
    pub due_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<MemberRef>,
    /// What was done; of an open one, what was done the time before.
    pub outcome: Option<String>,
    pub version: i64,
}

impl Check for FollowUp {}

/// What was done about a low mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowUpCloseBody {
    pub outcome: String,
}

impl Check for FollowUpCloseBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/outcome", &self.outcome, MAX_OUTCOME);
    }
}

/// A follow-up in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct FollowUpPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub follow_up: FollowUpId,
}

/// Which follow-ups to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct FollowUpsQuery {
    /// The open ones and the closed ones, when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<FollowUpState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for FollowUpsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists low marks that are followed up: the open ones first, and of them what is due first. What concerns the reader's own
    /// answers is left out, and what they may not read.
    FollowUpsList "follow_ups_list" Get Read "/api/v1/schools/{school}/follow-ups" 200
        FeedbackRead SchoolPath, FollowUpsQuery, () => Page<FollowUp>;
    /// Reads a follow-up.
    FollowUpsFind "follow_ups_find" Get Read "/api/v1/schools/{school}/follow-ups/{follow_up}" 200
        FeedbackRead FollowUpPath, Nothing, () => FollowUp;
    /// Closes a follow-up with what was done. Whoever answered, or gave the mark, does not.
    FollowUpsClose "follow_ups_close" Post Change "/api/v1/schools/{school}/follow-ups/{follow_up}/close" 200
        FeedbackHandle FollowUpPath, Nothing, FollowUpCloseBody => FollowUp;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{FollowUp, FollowUpCloseBody, FollowUpState};
    use crate::endpoint::Example;
    use crate::feedback::Reason;
    use crate::people::MemberRef;
    use crate::tickets::example_time;

    impl Example for FollowUp {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-0000000000b1").into(),
                state: FollowUpState::Open,
                ticket: uuid::uuid!("01988a3f-0000-7000-8000-000000000001").into(),
                number: "2026-000123".into(),
                requester: MemberRef::example(),
                helpers: vec![MemberRef::example()],
                stars: 2,
                reasons: vec![Reason::Slow],
                comment: Some("Ответили, но ждали неделю.".into()),
                opened_at: example_time(26),
                due_at: example_time(26 + 72),
                closed_at: None,
                closed_by: None,
                outcome: None,
                version: 1,
            }
        }
    }

    impl Example for FollowUpCloseBody {
        fn example() -> Self {
            Self {
                outcome:
                    "Поговорили с родителем, объяснили, почему ждали; на время отпуска назначена замена."
                        .into(),
            }
        }
    }
}
