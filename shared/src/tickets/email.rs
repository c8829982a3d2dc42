//! A letter that came to the school's own address, read so that it becomes a request without typing it again (T1).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::requesters::Requester;
use crate::check::{Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::schools::SchoolPath;

/// The most bytes of a letter; its attachments are not taken over.
pub const MOST_BYTES: usize = 1024 * 1024;

/// A letter as mail programs save it (`.eml`), or its text pasted with the headers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailBody {
    /// The letter, with its headers.
    pub eml: String,
    /// Whether `eml` is the file's bytes in base64: a letter in an old encoding is no UTF-8.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub base64: bool,
}

impl Check for EmailBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.eml.trim().is_empty() {
            errors.push(FieldError::new("/eml", FieldErrorKind::Required));
        }
        let most = match self.base64 {
            true => MOST_BYTES.div_ceil(3) * 4,
            false => MOST_BYTES,
        };
        if self.eml.len() > most {
            let max = u32::try_from(MOST_BYTES).unwrap_or(u32::MAX);
            errors.push(FieldError::new("/eml", FieldErrorKind::TooLong { max }));
        }
    }
}

/// What a letter tells. Who it says it is from is a hint and no proof: whoever logs it chooses the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Email {
    pub name: String,
    pub address: String,
    pub subject: String,
    /// Its words, cut to the length of a description.
    pub text: String,
    pub sent_at: Option<DateTime<Utc>>,
    /// How many attachments were found in it; they stay in the letter.
    pub attachments: u32,
    /// Those with this address on their card for whom the reader may file.
    pub requesters: Vec<Requester>,
}

impl Check for Email {}

endpoints! {
    /// Reads a letter. Saves nothing, and files nothing.
    TicketsEmail "tickets_email" Post Act "/api/v1/schools/{school}/ticket-email" 200
        TicketFile SchoolPath, Nothing, EmailBody => Email;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Email, EmailBody};
    use crate::endpoint::Example;
    use crate::tickets::example_time;
    use crate::tickets::requesters::Requester;

    impl Example for EmailBody {
        fn example() -> Self {
            Self {
                eml: "From: Pavel Orlov <orlov@example.test>\r\nSubject: Marks\r\n\r\nI see no marks.\r\n"
                    .into(),
                base64: false,
            }
        }
    }

    impl Example for Email {
        fn example() -> Self {
            Self {
                name: "Pavel Orlov".into(),
                address: "orlov@example.test".into(),
                subject: "Marks".into(),
                text: "I see no marks.".into(),
                sent_at: Some(example_time(0)),
                attachments: 0,
                requesters: vec![Requester::example()],
            }
        }
    }
}
