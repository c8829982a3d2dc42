//! One's own calendar feed: an address that only its owner knows, for the calendar of a phone (S3, S5).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::check::Check;
use crate::endpoint::{Nothing, endpoints};

/// Whether one has a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Feed {
    /// Since when its address holds; null when there is none.
    pub since: Option<DateTime<Utc>>,
}

impl Check for Feed {}

/// A new address of one's feed. It is told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeedAddress {
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://help.example.org/feeds/3f0c9a51e7b2d4486f1a0c5d9e8b7a63.ics")
    )]
    pub address: String,
    pub since: DateTime<Utc>,
}

impl Check for FeedAddress {}

endpoints! {
    /// Tells whether one has a calendar feed of one's own.
    MeFeed "me_feed" Get Read "/api/v1/me/feed" 200
        SignedIn Nothing, Nothing, () => Feed;
    /// Makes a new secret address of one's own calendar feed: one's hours as a helper, and one's consultations.
    ///
    /// The address is in this answer and nowhere else. One that was there before holds no more.
    MeFeedCreate "me_feed_create" Post Act "/api/v1/me/feed" 200
        SignedIn Nothing, Nothing, () => FeedAddress;
    /// Takes the address of one's own calendar feed back.
    MeFeedEnd "me_feed_end" Post Act "/api/v1/me/feed/end" 204
        SignedIn Nothing, Nothing, () => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Feed, FeedAddress};
    use crate::endpoint::Example;
    use crate::tickets::example_time;

    impl Example for Feed {
        fn example() -> Self {
            Self {
                since: Some(example_time(0)),
            }
        }
    }

    impl Example for FeedAddress {
        fn example() -> Self {
            Self {
                address: "https://help.example.org/feeds/3f0c9a51e7b2d4486f1a0c5d9e8b7a63.ics".into(),
                since: example_time(0),
            }
        }
    }
}
