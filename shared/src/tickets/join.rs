//! Requests that belong together: merged, split, linked. Nothing is lost by any of it, and each can be taken back (T5, T6).

use serde::{Deserialize, Serialize};

use super::{MAX_TEXT, Ticket, TicketPath, TicketState, Topic};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{MemberId, MessageId, TicketId};
use crate::schools::SchoolPath;

/// How two requests belong together, seen from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LinkKind {
    /// About the same; the earlier one is cited.
    Related,
    /// It was merged into the other: the thread goes on there.
    MergedInto,
    /// The other was merged into it.
    MergedFrom,
    /// It was made of a message of the other.
    SplitFrom,
    /// The other was made of one of its messages.
    SplitOff,
}

/// Another request that belongs with one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketLink {
    pub kind: LinkKind,
    pub id: TicketId,
    pub number: String,
    pub title: String,
    pub state: TicketState,
}

/// The request that another is merged into.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MergeBody {
    pub into: TicketId,
}

impl Check for MergeBody {}

/// A message that becomes a request of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SplitBody {
    /// A message of the requester.
    pub message: MessageId,
    pub topic: Topic,
}

impl Check for SplitBody {}

/// Whether two requests are linked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketLinkBody {
    pub other: TicketId,
    pub linked: bool,
}

impl Check for TicketLinkBody {}

/// A request and the version of it that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Versioned {
    pub id: TicketId,
    pub version: i64,
}

/// What to do with several requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "act", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkAct {
    /// Assign them, or give them back to the queue.
    Assign {
        assignee: Option<MemberId>,
    },
    Topic {
        topic: Topic,
    },
    Answer {
        text: String,
    },
    Ask {
        text: String,
    },
}

/// Several requests at once. Each is done or refused by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkBody {
    pub items: Vec<Versioned>,
    #[serde(rename = "do")]
    pub act: BulkAct,
}

/// The most requests at once.
pub const MOST_AT_ONCE: usize = 50;

impl Check for BulkBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let number = i64::try_from(self.items.len()).unwrap_or(i64::MAX);
        let most = i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX);
        check::range(errors, "/items", number, 1, most);
        for (place, item) in self.items.iter().enumerate().take(MOST_AT_ONCE) {
            if self.items.iter().take(place).any(|before| before.id == item.id) {
                errors.push(FieldError::new(format!("/items/{place}"), FieldErrorKind::Taken));
            }
        }
        match &self.act {
            BulkAct::Answer { text } | BulkAct::Ask { text } => {
                check::text(errors, "/do/text", text, MAX_TEXT)
            }
            BulkAct::Assign { .. } | BulkAct::Topic { .. } => {}
        }
    }
}

/// What became of one of several requests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkResult {
    pub id: TicketId,
    /// Its version now, when it was done.
    pub version: Option<i64>,
    /// Why not, when it was refused.
    pub problem: Option<crate::problem::ProblemKind>,
}

/// What became of each, in the order in which they were named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkResults {
    pub results: Vec<BulkResult>,
}

impl Check for BulkResults {}

endpoints! {
    /// Merges a request into another of the same person, with the same child and the same readers. Its thread goes on there;
    /// each keeps its own clock, which the words in the other stop.
    TicketsMerge "tickets_merge" Post Change "/api/v1/schools/{school}/tickets/{ticket}/merge" 200
        TicketWork TicketPath, Nothing, MergeBody => Ticket;
    /// Takes a merge back.
    TicketsUnmerge "tickets_unmerge" Post Change "/api/v1/schools/{school}/tickets/{ticket}/unmerge" 200
        TicketWork TicketPath, Nothing, () => Ticket;
    /// Makes a request of its own out of a message of the requester. Its term begins when the message was written. Merging it
    /// into where it came from takes it back.
    TicketsSplit "tickets_split" Post Create "/api/v1/schools/{school}/tickets/{ticket}/split" 201
        TicketWork TicketPath, Nothing, SplitBody => Ticket;
    /// Notes that two requests belong together, or that they do not.
    TicketsLink "tickets_link" Post Change "/api/v1/schools/{school}/tickets/{ticket}/link" 200
        TicketWork TicketPath, Nothing, TicketLinkBody => Ticket;
    /// Does the same with several requests. Each is done or refused by itself, and the answer tells of each.
    TicketsBulk "tickets_bulk" Post Act "/api/v1/schools/{school}/ticket-bulk" 200
        TicketWork SchoolPath, Nothing, BulkBody => BulkResults;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{
        BulkAct, BulkBody, BulkResult, BulkResults, LinkKind, MergeBody, SplitBody, TicketLink,
        TicketLinkBody, Versioned,
    };
    use crate::endpoint::Example;
    use crate::ids::TicketId;
    use crate::tickets::{TicketState, Topic};

    fn other() -> TicketId {
        uuid::uuid!("01988a3f-0000-7000-8000-000000000042").into()
    }

    impl Example for TicketLink {
        fn example() -> Self {
            Self {
                kind: LinkKind::Related,
                id: other(),
                number: "2026-000101".into(),
                title: "Не вижу оценок".into(),
                state: TicketState::Closed,
            }
        }
    }

    impl Example for MergeBody {
        fn example() -> Self {
            Self { into: other() }
        }
    }

    impl Example for SplitBody {
        fn example() -> Self {
            Self {
                message: uuid::uuid!("01988a3f-0000-7000-8000-000000000041").into(),
                topic: Topic::Access,
            }
        }
    }

    impl Example for TicketLinkBody {
        fn example() -> Self {
            Self {
                other: other(),
                linked: true,
            }
        }
    }

    impl Example for BulkBody {
        fn example() -> Self {
            Self {
                items: vec![Versioned {
                    id: other(),
                    version: 1,
                }],
                act: BulkAct::Topic { topic: Topic::Access },
            }
        }
    }

    impl Example for BulkResults {
        fn example() -> Self {
            Self {
                results: vec![BulkResult {
                    id: other(),
                    version: Some(2),
                    problem: None,
                }],
            }
        }
    }
}
