//! What is sent to hold, book, move and note consultations.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::MAX_TEXT;
use crate::check::{self, Check, FieldError};
use crate::ids::{ArticleId, MemberId};
use crate::schedules::Mode;
use crate::schools::absent_or_null;
use crate::tickets::Topic;

/// A slot to be kept while one types. A hold that one had before is let go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoldBody {
    pub helper: MemberId,
    pub starts_at: DateTime<Utc>,
    /// One's child, when it is about the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<MemberId>,
}

impl Check for HoldBody {}

/// What one comes for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReasonBody {
    pub topic: Topic,
    /// In one's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// How one wishes to meet, of what the slot offers; not needed when it offers one way only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
}

impl Check for ReasonBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/question", self.question.as_deref(), MAX_TEXT);
    }
}

/// A booking to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookBody {
    pub helper: MemberId,
    pub starts_at: DateTime<Utc>,
    /// One's child, when it is about the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<MemberId>,
    pub topic: Topic,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
}

impl Check for BookBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/question", self.question.as_deref(), MAX_TEXT);
    }
}

/// Where to move a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MoveBody {
    pub helper: MemberId,
    pub starts_at: DateTime<Utc>,
}

impl Check for MoveBody {}

/// How a consultation went. What is absent stays, an empty text takes it away.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResultBody {
    /// For those who help: the person does not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// For the person: what to do or to read, a text or a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub homework: Option<String>,
    /// For the person: an article to read. It must be for people like them. Null takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ArticleId>))]
    pub article: Option<Option<ArticleId>>,
}

impl Check for ResultBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/note", self.note.as_deref(), MAX_TEXT);
        check::optional_text(errors, "/homework", self.homework.as_deref(), MAX_TEXT);
    }
}

/// The request that a consultation becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestBody {
    pub topic: Topic,
    pub description: String,
}

impl Check for RequestBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(
            errors,
            "/description",
            &self.description,
            crate::tickets::MAX_TEXT,
        );
    }
}

/// Somebody who came without a booking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WalkInBody {
    pub visitor: MemberId,
    /// The visitor's child, when it was about the child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<MemberId>,
    /// Who helped; the reader when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    pub topic: Topic,
    /// How it went: the visitor does not see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How long it took, 1 to 480.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
}

impl Check for WalkInBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/note", self.note.as_deref(), MAX_TEXT);
        if let Some(minutes) = self.minutes {
            check::range(errors, "/minutes", minutes.into(), 1, 480);
        }
    }
}

/// A place in a line to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitBody {
    pub helper: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<MemberId>,
    pub topic: Topic,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
}

impl Check for WaitBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/question", self.question.as_deref(), MAX_TEXT);
    }
}
