//! The sessions of a person: where they are signed in, and ending it from afar.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::device::Device;
use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::SessionId;
use crate::page::{Cursor, Page};

/// One sign-in that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    pub id: SessionId,
    pub device: Device,
    pub began_at: DateTime<Utc>,
    /// When it was last used, to a quarter of an hour.
    pub used_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// The session to end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndSessionBody {
    pub session: SessionId,
}

impl Check for EndSessionBody {}

/// Which page of sessions, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct SessionsQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for SessionsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists where the person is signed in, newest first.
    SessionsList "sessions_list" Get Read "/api/v1/me/sessions" 200
        SignedIn Nothing, SessionsQuery, () => Page<SessionView>;
    /// Ends one session; its next request is refused.
    SessionsEnd "sessions_end" Post Act "/api/v1/me/sessions/end" 204
        SignedIn Nothing, Nothing, EndSessionBody => ();
    /// Ends all sessions but the one that asks.
    SessionsEndOthers "sessions_end_others" Post Act "/api/v1/me/sessions/end_others" 204
        SignedIn Nothing, Nothing, () => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{EndSessionBody, SessionView};
    use crate::auth::device::Device;
    use crate::endpoint::Example;

    impl Example for SessionView {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000081").into(),
                device: Device {
                    browser: "yandex".into(),
                    system: "android".into(),
                },
                began_at: chrono::DateTime::UNIX_EPOCH,
                used_at: chrono::DateTime::UNIX_EPOCH,
                current: true,
            }
        }
    }

    impl Example for EndSessionBody {
        fn example() -> Self {
            Self {
                session: SessionView::example().id,
            }
        }
    }
}
