//! What the installation holds about a person, and the person's rights over it (152-ФЗ): see, correct, withdraw, erase.
//!
//! These rights hang on no role: they belong to whoever is signed in, about their own card in a school and, for a
//! parent, about the child's.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{CorrectionId, ErasureId, MemberId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::{SchoolPath, SchoolRef};
use crate::text::Lang;

mod data;
pub mod mentions;
pub use data::*;

/// Days within which a request for erasure is decided: the ten working days of the law, as calendar days.
pub const DECIDE_DAYS: i64 = 14;
/// The name that stands on a card after its erasure.
pub const ERASED_NAME: &str = "Удалённый участник";
/// What stands in the place of an erased text.
pub const ERASED_TEXT: &str = "Текст удалён по закону о персональных данных.";
/// What stands in the place of a name or a contact that somebody else's text mentioned.
pub const ERASED_WORDS: &str = "[удалено]";
/// What stands in the place of an erased title.
pub const ERASED_TITLE: &str = "Обращение без текста";
/// The most years that a retention period may have, as archives count.
pub const MAX_YEARS: i16 = 75;

named! {
    /// How far a request for erasure has come.
    ErasureState {
        Asked "asked" "ждёт решения" "waits for a decision"
        TakenBack "taken_back" "отозван заявителем" "taken back"
        Refused "refused" "отказано" "refused"
        Done "done" "данные удалены" "the data are erased"
    }
}

named! {
    /// How far a correction has come.
    CorrectionState {
        Asked "asked" "ждёт решения" "waits for a decision"
        /// A later one took its place.
        Replaced "replaced" "заменено новым" "replaced by a later one"
        Accepted "accepted" "внесено" "accepted"
        Refused "refused" "отказано" "refused"
    }
}

/// A request for erasure of what one school holds about somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Erasure {
    pub id: ErasureId,
    /// Whose data.
    pub member: MemberRef,
    /// The same person, or a parent for the child.
    pub asked_by: MemberRef,
    /// It came with a withdrawal of the consent.
    pub withdrawal: bool,
    pub state: ErasureState,
    pub asked_at: DateTime<Utc>,
    /// The head decides until then.
    pub due_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it is refused.
    pub reason: Option<String>,
    pub version: i64,
}

impl Check for Erasure {}

/// What an erasure would take, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasurePlan {
    /// Requests whose texts go; number, topic and times stay.
    pub requests: u64,
    /// Those of them that are still open: they are closed.
    pub open_requests: u64,
    /// Messages whose texts go.
    pub messages: u64,
    /// Ties between parents and children that go.
    pub ties: u64,
    /// Whether the sign-in goes too: it stays when it serves another school or the installation.
    pub account: bool,
    /// The school would be without a head: another one is named first.
    pub last_director: bool,
}

/// A request for erasure as who decides sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErasureView {
    #[serde(flatten)]
    pub erasure: Erasure,
    pub plan: ErasurePlan,
    /// False for a case of one's own.
    pub may_decide: bool,
}

impl Check for ErasureView {}

/// A wish to correct the school's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Correction {
    pub id: CorrectionId,
    /// Whose card, as it is now.
    pub member: MemberRef,
    pub asked_by: MemberRef,
    /// What stands on the card now.
    pub card: CardFields,
    /// What should stand there; null stays.
    pub name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// In the person's words: what else is wrong, or why.
    pub note: String,
    pub state: CorrectionState,
    pub asked_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it is refused.
    pub reason: Option<String>,
    /// False for a case of one's own.
    pub may_decide: bool,
    pub version: i64,
}

impl Check for Correction {}

/// What a card says and a person may have corrected.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardFields {
    pub name: String,
    pub email: String,
    pub phone: String,
}

/// One card that the signed-in person answers for, and what is under way about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PrivacyCard {
    pub member: MemberId,
    pub school: SchoolRef,
    pub card: CardFields,
    /// The card of one's child, not one's own.
    pub child: bool,
    /// Whether the school holds the card by consent. The card of staff rests on labour law: there is no consent to withdraw.
    pub by_consent: bool,
    /// Whether it is one's own as a student: parents give the consent and take it back.
    pub represented: bool,
    /// Since when the consent is withdrawn.
    pub withdrawn_at: Option<DateTime<Utc>>,
    /// What an erasure would take.
    pub plan: ErasurePlan,
    /// The latest request for erasure.
    pub erasure: Option<Erasure>,
    /// The latest correction.
    pub correction: Option<Correction>,
}

/// The cards that the signed-in person answers for: one's own, and one's children's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Privacy {
    pub cards: Vec<PrivacyCard>,
}

impl Check for Privacy {}

/// Which of the cards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = WhichCardBody))]
pub struct CardBody {
    /// One's own card or one's child's.
    pub member: MemberId,
}

impl Check for CardBody {}

/// What should stand on the card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectionBody {
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Empty takes it off the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Empty takes it off the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default)]
    pub note: String,
}

impl Check for CorrectionBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(name) = &self.name {
            check::text(errors, "/name", name, 200);
        }
        check::optional_text(errors, "/email", self.email.as_deref(), 254);
        check::optional_text(errors, "/phone", self.phone.as_deref(), 40);
        check::optional_text(errors, "/note", Some(&self.note), 1000);
        if let Some(email) = self.email.as_deref().map(str::trim)
            && !email.is_empty()
            && !is_email(email)
        {
            errors.push(FieldError::new("/email", FieldErrorKind::Malformed));
        }
        let nothing = self.name.is_none() && self.email.is_none() && self.phone.is_none();
        if nothing && self.note.trim().is_empty() {
            errors.push(FieldError::new("/note", FieldErrorKind::Required));
        }
    }
}

/// Whether it looks like an address: one `@` with something on both sides and no blanks.
fn is_email(text: &str) -> bool {
    matches!(text.split_once('@'), Some((left, right))
        if !left.is_empty() && right.contains('.') && !right.contains('@') && !text.contains(char::is_whitespace))
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefuseBody {
    pub reason: String,
}

impl Check for RefuseBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/reason", &self.reason, 1000);
    }
}

/// Which page, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct CasesQuery {
    /// Only those that wait for a decision (true), or only those decided (false).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for CasesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// A request for erasure in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ErasurePath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub erasure: ErasureId,
}

/// A correction in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct CorrectionPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub correction: CorrectionId,
}

/// How long the school keeps what it need not keep for ever. Null keeps it until somebody asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Retention {
    /// Years after which the texts of closed requests go.
    pub closed_requests_years: Option<i16>,
    /// Years after which a card that has ended is erased.
    pub ended_cards_years: Option<i16>,
    pub version: i64,
}

impl Check for Retention {}

/// All of the periods anew. Null keeps it until somebody asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RetentionBody {
    pub closed_requests_years: Option<i16>,
    pub ended_cards_years: Option<i16>,
}

impl Check for RetentionBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        for (pointer, years) in [
            ("/closed_requests_years", self.closed_requests_years),
            ("/ended_cards_years", self.ended_cards_years),
        ] {
            if let Some(years) = years {
                check::range(errors, pointer, years.into(), 1, MAX_YEARS.into());
            }
        }
    }
}

/// The retention periods of a school, in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct RetentionPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
}

endpoints! {
    /// Tells everything that the installation holds about the signed-in person.
    ///
    /// As JSON, or with `format=html` as a page to read and print, made of the same data. Sent as it is read, so a long
    /// history needs no memory. Notes that staff keep for themselves about a request are not part of it.
    MeData "me_data" Get Read "/api/v1/me/data" 200
        SignedIn Nothing, DataQuery, () => MyData;
    /// Lists the cards that the signed-in person answers for, with what an erasure would take and what is under way.
    MePrivacy "me_privacy" Get Read "/api/v1/me/privacy" 200
        SignedIn Nothing, Nothing, () => Privacy;
    /// Asks the school to correct a card. A later one takes the place of an earlier one that waits.
    MeCorrectionsCreate "me_corrections_create" Post Create "/api/v1/me/corrections" 201
        SignedIn Nothing, Nothing, CorrectionBody => Correction;
    /// Asks for erasure of what a school holds. The head decides; until then it can be taken back.
    MeErasuresCreate "me_erasures_create" Post Create "/api/v1/me/erasures" 201
        SignedIn Nothing, Nothing, CardBody => Erasure;
    /// Withdraws the consent to processing, and asks for erasure with it.
    ///
    /// From this moment on the card opens nothing of the school any more; one's own data can still be read.
    MeWithdrawalsCreate "me_withdrawals_create" Post Create "/api/v1/me/withdrawals" 201
        SignedIn Nothing, Nothing, CardBody => Erasure;
    /// Takes back what waits for a decision about a card, and a withdrawal of the consent.
    MePrivacyUndo "me_privacy_undo" Post Act "/api/v1/me/privacy/undo" 204
        SignedIn Nothing, Nothing, CardBody => ();
    /// Lists requests for erasure with what each would take, newest first.
    ErasuresList "erasures_list" Get Read "/api/v1/schools/{school}/erasures" 200
        ErasureDecide SchoolPath, CasesQuery, () => Page<ErasureView>;
    /// Reads a request for erasure with what it would take.
    ErasuresFind "erasures_find" Get Read "/api/v1/schools/{school}/erasures/{erasure}" 200
        ErasureDecide ErasurePath, Nothing, () => ErasureView;
    /// Erases: what the law demands stays without a name, all else goes, at once and for good.
    ErasuresApprove "erasures_approve" Post Change "/api/v1/schools/{school}/erasures/{erasure}/approve" 200
        ErasureDecide ErasurePath, Nothing, () => ErasureView;
    /// Refuses an erasure, telling why.
    ErasuresRefuse "erasures_refuse" Post Change "/api/v1/schools/{school}/erasures/{erasure}/refuse" 200
        ErasureDecide ErasurePath, Nothing, RefuseBody => ErasureView;
    /// Lists corrections that people asked for, newest first.
    CorrectionsList "corrections_list" Get Read "/api/v1/schools/{school}/corrections" 200
        CorrectionDecide SchoolPath, CasesQuery, () => Page<Correction>;
    /// Reads a correction.
    CorrectionsFind "corrections_find" Get Read "/api/v1/schools/{school}/corrections/{correction}" 200
        CorrectionDecide CorrectionPath, Nothing, () => Correction;
    /// Writes a correction into the card.
    CorrectionsAccept "corrections_accept" Post Change "/api/v1/schools/{school}/corrections/{correction}/accept" 200
        CorrectionDecide CorrectionPath, Nothing, () => Correction;
    /// Refuses a correction, telling why.
    CorrectionsRefuse "corrections_refuse" Post Change "/api/v1/schools/{school}/corrections/{correction}/refuse" 200
        CorrectionDecide CorrectionPath, Nothing, RefuseBody => Correction;
    /// Reads how long the school keeps what.
    RetentionFind "retention_find" Get Read "/api/v1/schools/{school}/retention" 200
        SchoolEdit RetentionPath, Nothing, () => Retention;
    /// Sets how long the school keeps what.
    RetentionUpdate "retention_update" Patch Change "/api/v1/schools/{school}/retention" 200
        SchoolEdit RetentionPath, Nothing, RetentionBody => Retention;
}

#[cfg(feature = "openapi")]
mod examples;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_says_something_and_an_address_is_one() {
        let body = |name: Option<&str>, email: Option<&str>, note: &str| {
            let body = CorrectionBody {
                member: MemberId(uuid::Uuid::nil()),
                name: name.map(str::to_owned),
                email: email.map(str::to_owned),
                phone: None,
                note: note.to_owned(),
            };
            let mut errors = Vec::new();
            body.check(&mut errors);
            errors.into_iter().map(|e| e.pointer).collect::<Vec<_>>()
        };
        assert_eq!(body(None, None, " "), ["/note"]);
        assert_eq!(body(Some(" "), None, ""), ["/name"]);
        assert_eq!(body(None, Some(""), ""), Vec::<String>::new());
        for wrong in ["a", "@b.ru", "a@b", "a@b@c.ru", "a b@c.ru"] {
            assert_eq!(body(None, Some(wrong), ""), ["/email"], "{wrong}");
        }
        assert_eq!(body(Some("Орлов"), Some("a@b.ru"), ""), Vec::<String>::new());
    }
}
