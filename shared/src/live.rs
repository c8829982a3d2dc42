//! Requests as they change, told while one looks, and who is answering one.

use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::TicketId;
use crate::people::MemberRef;
use crate::schools::SchoolPath;
use crate::tickets::{EventKind, TicketPath};

/// The most seconds for which a stream is asked for.
pub const MOST_SECONDS: u16 = 900;

/// For how many milliseconds somebody is answering a request after they said so.
pub const ANSWERING_MILLIS: u64 = 40_000;

/// From where a stream goes on, and for how long.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
pub struct LiveQuery {
    /// The id of the last event that came; the header `Last-Event-ID` says the same. Without one it begins now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
    /// For how many seconds it is kept open; with 0 it tells what there is and ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u16>,
}

impl Check for LiveQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "?after", self.after.as_deref(), 60);
        if let Some(seconds) = self.seconds {
            check::range(errors, "?seconds", seconds.into(), 0, MOST_SECONDS.into());
        }
    }
}

/// What an event named `ticket` tells: that a request has changed, never what was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveChange {
    pub ticket: TicketId,
    /// What happened; null when somebody begins or ends to answer.
    pub event: Option<EventKind>,
}

impl Check for LiveChange {}

/// That one is answering a request, or no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AnsweringBody {
    pub answering: bool,
}

impl Check for AnsweringBody {}

/// Who else is answering a request.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answering {
    pub others: Vec<MemberRef>,
}

impl Check for Answering {}

endpoints! {
    /// Tells which requests change, as `text/event-stream`, while it is open.
    ///
    /// The first event is `ready`, or `resync` when it cannot be told what happened since `after`: then read anew what is shown.
    /// Each further one is `ticket` with a `LiveChange`. Rights are read again for each; every 15 seconds it is asked whether the
    /// session holds, and the stream ends with it. What only those who work on a request may know, only they are told.
    TicketsLive "tickets_live" Get Read "/api/v1/schools/{school}/live" 200
        TicketRead SchoolPath, LiveQuery, () => LiveChange;
    /// Says that one is answering a request, or no more, and tells who else is. It holds for 40 seconds.
    TicketsAnswering "tickets_answering" Post Act "/api/v1/schools/{school}/tickets/{ticket}/answering" 200
        TicketWork TicketPath, Nothing, AnsweringBody => Answering;
    /// Tells who else is answering a request.
    TicketsAnsweringFind "tickets_answering_find" Get Read "/api/v1/schools/{school}/tickets/{ticket}/answering" 200
        TicketWork TicketPath, Nothing, () => Answering;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Answering, AnsweringBody, LiveChange};
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::EventKind;

    impl Example for LiveChange {
        fn example() -> Self {
            Self {
                ticket: uuid::uuid!("01988a3f-0000-7000-8000-000000000030").into(),
                event: Some(EventKind::Message),
            }
        }
    }

    impl Example for AnsweringBody {
        fn example() -> Self {
            Self { answering: true }
        }
    }

    impl Example for Answering {
        fn example() -> Self {
            Self {
                others: vec![MemberRef {
                    id: uuid::uuid!("01988a3f-0000-7000-8000-000000000021").into(),
                    name: "Ivanova M. P.".into(),
                }],
            }
        }
    }
}
