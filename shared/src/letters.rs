//! Letters that were given up. Who runs the installation learns neither what stands in them nor to whom they went; who runs a
//! school's journal learns which people of the school they did not reach, and nothing of what they say.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::check::Check;
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::OutboxId;
use crate::page::Page;
use crate::people::MemberRef;
use crate::platform::PlatformQuery;
use crate::schools::SchoolPath;
use crate::text::Lang;

named! {
    /// What a letter is about.
    LetterKind {
        Notification "notification" "уведомление" "a notification"
        Reminder "reminder" "напоминание о консультации" "a reminder of a consultation"
        Rating "rating" "просьба оценить ответ" "a word that an answer can be rated"
        Article "article" "напоминание о сроке материала" "a reminder of a material's last day"
        Digest "digest" "письмо за день" "the letter of the day"
        /// About the sign-in: codes, links, alarms.
        Letter "letter" "письмо о входе" "about signing in"
    }
}

/// A letter that was given up: the mail server refused it for good, or answered nothing for three days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadLetter {
    pub id: OutboxId,
    pub kind: LetterKind,
    /// The school that it comes from; none for letters about signing in.
    #[cfg_attr(feature = "openapi", schema(example = "Гимназия № 3"))]
    pub school: Option<String>,
    pub created_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// What the mail server said, without the names in addresses.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "permanent error (550): no such user …@school.example")
    )]
    pub error: String,
}

impl Check for DeadLetter {}

/// A letter of a school that was given up: its person is told otherwise, or the address on the card is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Undelivered {
    pub id: OutboxId,
    /// Whom it did not reach.
    pub member: MemberRef,
    pub created_at: DateTime<Utc>,
    /// What the mail server said, without the names in addresses.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "permanent error (550): no such user …@school.example")
    )]
    pub error: String,
}

impl Check for Undelivered {}

/// A letter in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct LetterPath {
    pub letter: OutboxId,
}

endpoints! {
    /// Lists notices of the school whose letters reached nobody, the oldest first. They stay for 30 days.
    LettersList "letters_list" Get Read "/api/v1/schools/{school}/letters" 200
        SchoolEdit SchoolPath, PlatformQuery, () => Page<Undelivered>;
    /// Lists letters that were given up, the oldest first. They stay for 30 days.
    PlatformLettersList "platform_letters_list" Get Read "/api/v1/platform/letters" 200
        Platform Nothing, PlatformQuery, () => Page<DeadLetter>;
    /// Tries a letter that was given up anew, as if it had just been written.
    PlatformLettersRetry "platform_letters_retry" Post Act "/api/v1/platform/letters/{letter}/retry" 204
        Platform LetterPath, Nothing, () => ();
    /// Tries all of them anew, say when the mail server's settings were wrong.
    PlatformLettersRetryAll "platform_letters_retry_all" Post Act "/api/v1/platform/letters/retry" 204
        Platform Nothing, Nothing, () => ();
    /// Throws a letter away that was given up.
    PlatformLettersRemove "platform_letters_remove" Post Act "/api/v1/platform/letters/{letter}/remove" 204
        Platform LetterPath, Nothing, () => ();
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{DeadLetter, LetterKind, Undelivered};
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::example_time;

    impl Example for Undelivered {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-0000000000a2").into(),
                member: MemberRef::example(),
                created_at: example_time(0),
                error: "permanent error (550): no such user …@school.example".into(),
            }
        }
    }

    impl Example for DeadLetter {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-0000000000a2").into(),
                kind: LetterKind::Notification,
                school: Some("Гимназия № 3".into()),
                created_at: example_time(0),
                attempts: 12,
                error: "permanent error (550): no such user …@school.example".into(),
            }
        }
    }
}
