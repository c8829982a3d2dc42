//! How far somebody has come in: what the office sees beside a card.

use serde::{Deserialize, Serialize};

use super::Invitation;
use crate::check::Check;
use crate::consents::Given;
use crate::endpoint::{Nothing, endpoints};
use crate::my_class::ContactsPath;
use crate::people::MemberRef;

/// Sign-in, slips, consent and acquaintance of one card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = CardEntry))]
pub struct Entry {
    pub has_account: bool,
    /// Whether the reader may print an invitation.
    pub may_invite: bool,
    /// Whether the reader may print a slip for a new password, as far as the school knows: what somebody is elsewhere is
    /// not told.
    pub may_reset: bool,
    /// The slips that work, newest first.
    pub open: Vec<Invitation>,
    /// Whether the school needs a consent: what staff do rests on labour law.
    pub by_consent: bool,
    pub consent: Option<Given>,
    /// With the regulation's version in force.
    pub acquaintance: Option<Given>,
    /// Whether a parent consents: the card is a student's and nothing else.
    pub child: bool,
    /// A child's parents, one of whom signs.
    pub parents: Vec<MemberRef>,
}

impl Check for Entry {}

endpoints! {
    /// Tells how far somebody has come in: account, open slips, consent and acquaintance.
    EntryFind "entry_find" Get Read "/api/v1/schools/{school}/people/{member}/entry" 200
        Invite ContactsPath, Nothing, () => Entry;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::Entry;
    use crate::endpoint::Example;
    use crate::invitations::Invitation;

    impl Example for Entry {
        fn example() -> Self {
            Self {
                has_account: false,
                may_invite: true,
                may_reset: false,
                open: vec![Invitation::example()],
                by_consent: true,
                consent: None,
                acquaintance: None,
                child: false,
                parents: Vec::new(),
            }
        }
    }
}
