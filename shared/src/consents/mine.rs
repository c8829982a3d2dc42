//! What I agreed to and read, for myself and for my children.

use serde::{Deserialize, Serialize};

use super::{DocumentText, Given};
use crate::check::Check;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{DocumentId, MemberId};
use crate::people::MemberRef;
use crate::schools::SchoolRef;

/// The state of one card: my own, or a child's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Subject {
    pub member: MemberRef,
    pub own: bool,
    /// Whether the person may consent: an adult for themselves, a parent for a child.
    pub may_consent: bool,
    /// Whether the school needs it: what staff do rests on labour law.
    pub by_consent: bool,
    pub consent: Option<Given>,
    /// The newest acquaintance, perhaps with an older version; only one's own.
    pub acquaintance: Option<Given>,
}

/// What I gave in one school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SchoolConsents {
    pub school: SchoolRef,
    /// The documents in force.
    pub consent: DocumentText,
    pub regulation: DocumentText,
    pub subjects: Vec<Subject>,
}

impl SchoolConsents {
    /// Whether I am to read the regulation: never read, or there is a newer version.
    pub fn regulation_due(&self) -> bool {
        let read = |subject: &Subject| {
            subject
                .acquaintance
                .as_ref()
                .is_some_and(|given| given.number >= self.regulation.number)
        };
        self.subjects.iter().any(|subject| subject.own && !read(subject))
    }
}

/// What I gave in all my schools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyConsents {
    pub schools: Vec<SchoolConsents>,
}

impl Check for MyConsents {}

/// I consent to, or have read, this version for this card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GiveBody {
    pub member: MemberId,
    pub document: DocumentId,
}

impl Check for GiveBody {}

endpoints! {
    /// Tells what I consented to and read, for myself and for my children.
    MeConsents "me_consents" Get Read "/api/v1/me/consents" 200
        SignedIn Nothing, Nothing, () => MyConsents;
    /// Gives a consent, or tells that the regulation was read. Given once, however often it is sent.
    /// It is taken back by `me_withdrawals_create`.
    MeConsentsGive "me_consents_give" Post Act "/api/v1/me/consents" 200
        SignedIn Nothing, Nothing, GiveBody => Given;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{GiveBody, MyConsents, SchoolConsents, Subject};
    use crate::consents::{DocumentText, Documents, Given};
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::schools::SchoolRef;

    impl Example for MyConsents {
        fn example() -> Self {
            let Documents {
                consent, regulation, ..
            } = Documents::example();
            let subject = Subject {
                member: MemberRef::example(),
                own: true,
                may_consent: true,
                by_consent: true,
                consent: Some(Given::example()),
                acquaintance: None,
            };
            let school = SchoolConsents {
                school: SchoolRef::example(),
                consent,
                regulation,
                subjects: vec![subject],
            };
            Self {
                schools: vec![school],
            }
        }
    }

    impl Example for GiveBody {
        fn example() -> Self {
            Self {
                member: MemberRef::example().id,
                document: DocumentText::example().id,
            }
        }
    }
}
