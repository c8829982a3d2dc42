//! Who cannot sign in asks to be called back: the public form, and the list that helpers work off (T5, T7).
//!
//! What lands on the list is unverified: it is tied to no card until a helper has called, made sure whom they talk to, and
//! registered a request.

#[cfg(feature = "calendar")]
mod opening;
mod phone;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{CallbackId, TicketId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::SchoolPath;
use crate::text::Lang;
use crate::tickets::TicketBody;

#[cfg(feature = "calendar")]
pub use opening::opening;
pub use phone::{dial, same_line};

/// The most characters of a name.
pub const MAX_NAME: u32 = 150;
/// The most characters of a class.
pub const MAX_CLASS: u32 = 20;
/// The most characters of a telephone number, with what is said beside it.
pub const MAX_PHONE: u32 = 60;
/// The most characters of what is wrong, and of a reason.
pub const MAX_TEXT: u32 = 2_000;
/// How many tries of calling are noted at most.
pub const MAX_TRIES: usize = 20;
/// So many days after it was registered or dismissed an entry is deleted.
pub const KEPT_DAYS: i64 = 30;
/// So many days after it came an entry is deleted that nobody handled.
pub const WAITING_DAYS: i64 = 60;

named! {
    /// What became of an entry.
    CallbackState {
        /// Nobody has reached the person yet.
        Waiting "waiting" "ждёт звонка" "waits for a call"
        /// The person was reached and verified, and a request was filed.
        Registered "registered" "обращение зарегистрировано" "registered as a request"
        Dismissed "dismissed" "снято без обращения" "dismissed"
    }
}

/// What the form needs before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackForm {
    /// Goes back with the form: good once, from a few seconds to a day after it was given out, for this school.
    pub token: String,
    /// When the school can call at the earliest: the opening of the hours of help that are now, or come next.
    pub call_from: DateTime<Utc>,
}

impl Check for CallbackForm {}

/// Somebody asks to be called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackBody {
    /// Of the form: see `public_callbacks_form`.
    pub token: String,
    pub name: String,
    /// Of the student concerned, as people write it; staff have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_name: Option<String>,
    /// Whom to ask for and when may stand beside the number.
    pub phone: String,
    /// What is wrong.
    pub text: String,
    /// Whether the person lets the school keep this for the call (152-ФЗ); nothing is taken without.
    pub consent: bool,
}

impl Check for CallbackBody {
    const MAX_BYTES: usize = 32 * 1024;

    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/name", &self.name, MAX_NAME);
        check::optional_text(errors, "/class_name", self.class_name.as_deref(), MAX_CLASS);
        check::text(errors, "/phone", &self.phone, MAX_PHONE);
        if !self.phone.trim().is_empty() && dial(&self.phone).is_none() {
            errors.push(FieldError::new("/phone", FieldErrorKind::Malformed));
        }
        check::text(errors, "/text", &self.text, MAX_TEXT);
        if !self.consent {
            errors.push(FieldError::new("/consent", FieldErrorKind::Required));
        }
    }
}

/// What everybody is told who sent the form, whatever became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackAccepted {
    /// When the school can call at the earliest.
    pub call_from: DateTime<Utc>,
}

impl Check for CallbackAccepted {}

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Callback {
    pub id: CallbackId,
    pub state: CallbackState,
    /// As the person gave it: nobody has verified it.
    pub name: String,
    pub class_name: Option<String>,
    pub phone: String,
    pub text: String,
    pub created_at: DateTime<Utc>,
    /// Since when, or from when on, the school can call.
    pub call_from: DateTime<Utc>,
    /// When the person was not reached, the first try first.
    pub tries: Vec<CallbackTry>,
    /// Who takes care of it.
    pub taken_by: Option<MemberRef>,
    /// Who registered or dismissed it.
    pub decided_by: Option<MemberRef>,
    pub decided_at: Option<DateTime<Utc>>,
    /// Why it was dismissed.
    pub reason: Option<String>,
    /// The request that was registered.
    pub ticket: Option<CallbackTicket>,
    pub version: i64,
}

impl Check for Callback {}

/// A call that reached nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackTry {
    pub at: DateTime<Utc>,
    pub by: Option<MemberRef>,
}

/// The request that an entry became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackTicket {
    pub id: TicketId,
    #[cfg_attr(feature = "openapi", schema(example = "2026-000123"))]
    pub number: String,
}

/// How many wait for a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallbackCount {
    pub waiting: u64,
    /// What was dropped today as a repetition, above the limits, or as sent by a program: counted once a minute.
    pub dropped: u64,
}

impl Check for CallbackCount {}

/// Why an entry needs no request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DismissBody {
    pub reason: String,
}

impl Check for DismissBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/reason", &self.reason, MAX_TEXT);
    }
}

/// An entry in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct CallbackPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub callback: CallbackId,
}

/// Which entries to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct CallbacksQuery {
    /// Those that wait, when it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<CallbackState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for CallbacksQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Begins a form with which somebody without a sign-in asks to be called back.
    PublicCallbacksForm "public_callbacks_form" Get Read "/api/v1/public/{school}/callbacks/form" 200
        Guest SchoolPath, Nothing, () => CallbackForm;
    /// Asks to be called back. The answer is always the same, whether it was kept, was there already, was above a limit or came
    /// from a program; it tells nothing of any account.
    PublicCallbacksSend "public_callbacks_send" Post Act "/api/v1/public/{school}/callbacks" 202
        Guest SchoolPath, Nothing, CallbackBody => CallbackAccepted;
    /// Lists who asked to be called back: of those that wait who can be called first comes first, of the others the newest.
    CallbacksList "callbacks_list" Get Read "/api/v1/schools/{school}/callbacks" 200
        CallbackRead SchoolPath, CallbacksQuery, () => Page<Callback>;
    /// Counts those that wait.
    CallbacksCount "callbacks_count" Get Read "/api/v1/schools/{school}/callbacks/count" 200
        CallbackRead SchoolPath, Nothing, () => CallbackCount;
    /// Reads an entry.
    CallbacksFind "callbacks_find" Get Read "/api/v1/schools/{school}/callbacks/{callback}" 200
        CallbackRead CallbackPath, Nothing, () => Callback;
    /// Takes an entry: others see who takes care of it.
    CallbacksTake "callbacks_take" Post Change "/api/v1/schools/{school}/callbacks/{callback}/take" 200
        CallbackHandle CallbackPath, Nothing, () => Callback;
    /// Notes that nobody was reached.
    CallbacksTry "callbacks_try" Post Change "/api/v1/schools/{school}/callbacks/{callback}/try" 200
        CallbackHandle CallbackPath, Nothing, () => Callback;
    /// Dismisses an entry that needs no request.
    CallbacksDismiss "callbacks_dismiss" Post Change "/api/v1/schools/{school}/callbacks/{callback}/dismiss" 200
        CallbackHandle CallbackPath, Nothing, DismissBody => Callback;
    /// Registers a request for the person who was called and verified, once; `requester` is their card. For who may file for others.
    CallbacksRegister "callbacks_register" Post Create "/api/v1/schools/{school}/callbacks/{callback}/register" 201
        CallbackHandle CallbackPath, Nothing, TicketBody => Callback;
}

#[cfg(feature = "openapi")]
mod examples;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(change: &serde_json::Value) -> Vec<(String, FieldErrorKind)> {
        let mut body = json!({"token": "", "name": "Ольга", "phone": "8 900 123-45-67", "text": "Не войти.", "consent": true});
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        let body: CallbackBody = serde_json::from_value(body).unwrap();
        let mut errors = Vec::new();
        body.check(&mut errors);
        errors
            .into_iter()
            .map(|error| (error.pointer, error.kind))
            .collect()
    }

    #[test]
    fn a_form_has_a_name_a_number_a_text_and_the_consent() {
        assert_eq!(wrong(&json!({})), []);
        let required = |place: &str| vec![(place.to_owned(), FieldErrorKind::Required)];
        assert_eq!(wrong(&json!({"name": " "})), required("/name"));
        assert_eq!(wrong(&json!({"phone": ""})), required("/phone"));
        assert_eq!(wrong(&json!({"text": "\n"})), required("/text"));
        assert_eq!(wrong(&json!({"consent": false})), required("/consent"));
        let malformed = vec![("/phone".to_owned(), FieldErrorKind::Malformed)];
        assert_eq!(wrong(&json!({"phone": "12-34"})), malformed);
        assert_eq!(wrong(&json!({"phone": "позвоните мне"})), malformed);
        let long = FieldErrorKind::TooLong { max: MAX_CLASS };
        assert_eq!(
            wrong(&json!({"class_name": "7".repeat(21)})),
            [("/class_name".to_owned(), long)]
        );
    }
}
