//! Handing a request over to the vendor's support, which is outside the school and has a clock of its own (T6, T9, S6).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::MAX_TEXT;
use crate::check::{self, Check, FieldError};
use crate::codes::coded;
use crate::files::{StoredFile, check_files};
use crate::ids::{FileId, HandoverId};
use crate::people::MemberRef;
use crate::text::Lang;

/// How the vendor was turned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum VendorChannel {
    Telephone,
    Email,
    /// The vendor's page or group.
    Group,
    /// A form in the journal.
    Journal,
}

impl VendorChannel {
    pub const ALL: [Self; 4] = [Self::Telephone, Self::Email, Self::Group, Self::Journal];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Telephone => "telephone",
            Self::Email => "email",
            Self::Group => "group",
            Self::Journal => "journal",
        }
    }

    /// The channel's name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Telephone => lang.pick("По телефону", "By telephone"),
            Self::Email => lang.pick("По почте", "By e-mail"),
            Self::Group => lang.pick("На странице или в группе", "On its page or in its group"),
            Self::Journal => lang.pick("Через журнал", "Through the journal"),
        }
    }
}

/// What became of a hand-over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum Outcome {
    Answered,
    /// Refused: not enough information (T9).
    NotEnough,
    /// Refused: wrongly or unconstructively put (T9).
    BadlyPut,
    /// Refused: dragged out because information came late (T9).
    TooLate,
    /// The requester is to turn to the vendor themselves (T6).
    AskYourself,
    /// The school does not need it any more.
    Withdrawn,
}

impl Outcome {
    pub const ALL: [Self; 6] = [
        Self::Answered,
        Self::NotEnough,
        Self::BadlyPut,
        Self::TooLate,
        Self::AskYourself,
        Self::Withdrawn,
    ];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NotEnough => "not_enough",
            Self::BadlyPut => "badly_put",
            Self::TooLate => "too_late",
            Self::AskYourself => "ask_yourself",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The outcome for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Answered => lang.pick("Разработчик ответил", "The vendor answered"),
            Self::NotEnough => lang.pick(
                "Отказ: недостаточно информации",
                "Refused: not enough information",
            ),
            Self::BadlyPut => lang.pick(
                "Отказ: вопрос поставлен некорректно",
                "Refused: the question is not put properly",
            ),
            Self::TooLate => lang.pick(
                "Отказ: сведения предоставлены поздно",
                "Refused: information came too late",
            ),
            Self::AskYourself => lang.pick(
                "Обратиться к разработчику самостоятельно",
                "To turn to the vendor oneself",
            ),
            Self::Withdrawn => lang.pick("Передача отозвана", "The hand-over was withdrawn"),
        }
    }
}

coded!(VendorChannel, Outcome);

/// A hand-over to the vendor, open or ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Handover {
    pub id: HandoverId,
    pub channel: VendorChannel,
    /// The vendor's own number of it.
    pub reference: Option<String>,
    /// What was sent; only for those who work on the request.
    pub text: Option<String>,
    /// Files of the request that were sent along; only for those who work on it.
    pub files: Vec<StoredFile>,
    pub by: MemberRef,
    pub at: DateTime<Utc>,
    /// By when the vendor is to answer, by its own hours (S6); null when they never come to an end.
    pub due_at: Option<DateTime<Utc>>,
    /// Whether the school's own clock stands still meanwhile.
    pub pauses: bool,
    pub outcome: Option<Outcome>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// What is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandOverBody {
    pub channel: VendorChannel,
    /// What the vendor is told, as the helper chose it.
    pub text: String,
    /// The vendor's number, where there is one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Which files of the request are sent along: of messages for both sides, never of internal notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

/// The most characters of a vendor's number.
const REFERENCE: u32 = 60;

impl Check for HandOverBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
        check::optional_text(errors, "/reference", self.reference.as_deref(), REFERENCE);
        check_files(errors, &self.files);
    }
}

/// The vendor's number of a hand-over; it often comes later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceBody {
    pub reference: String,
}

impl Check for ReferenceBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/reference", &self.reference, REFERENCE);
    }
}

/// What the vendor said, and what the requester is told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OutcomeBody {
    pub outcome: Outcome,
    pub text: String,
    /// Files that go with the text, uploaded before by who writes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

impl Check for OutcomeBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
        check_files(errors, &self.files);
    }
}
