//! Thanks and suggestions, at any time: of those who are signed in, and of anybody who comes by (F, D4).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{MemberId, VoiceId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::SchoolPath;
use crate::text::Lang;

/// The most characters of a text and of a reply.
pub const MAX_TEXT: u32 = 2_000;
/// The most characters of a contact.
pub const MAX_CONTACT: u32 = 100;
/// How many one person sends in a day.
pub const PER_DAY: i32 = 10;
/// For how many days it is kept; then all of it is deleted.
pub const KEPT_DAYS: i64 = 365;

named! {
    /// What somebody says.
    VoiceKind {
        Thanks "thanks" "спасибо" "thanks"
        Suggestion "suggestion" "предложение" "suggestion"
    }
}

named! {
    /// What became of it.
    VoiceState {
        New "new" "новое" "new"
        Seen "seen" "прочитано" "seen"
        Answered "answered" "отвечено" "answered"
    }
}

/// Thanks or a suggestion of somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoiceBody {
    pub kind: VoiceKind,
    pub text: String,
    /// Whom the thanks are for: one of the school's staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    /// Nobody learns who it was, and nobody can answer: who sent it is not kept.
    #[serde(default)]
    pub unnamed: bool,
}

impl Check for VoiceBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
        if self.helper.is_some() && self.kind != VoiceKind::Thanks {
            errors.push(FieldError::new("/helper", FieldErrorKind::NotOpen));
        }
    }
}

/// The same of somebody without an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicVoiceBody {
    /// Of the form: see `public_voices_form`.
    pub token: String,
    pub kind: VoiceKind,
    pub text: String,
    /// Where an answer reaches the person, if they want one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Whether the school may keep the contact (152-ФЗ); without a contact nobody has to be asked.
    #[serde(default)]
    pub consent: bool,
}

impl PublicVoiceBody {
    /// The contact, if there is one.
    pub fn contact(&self) -> Option<&str> {
        self.contact
            .as_deref()
            .map(str::trim)
            .filter(|contact| !contact.is_empty())
    }
}

impl Check for PublicVoiceBody {
    const MAX_BYTES: usize = 32 * 1024;

    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
        check::optional_text(errors, "/contact", self.contact.as_deref(), MAX_CONTACT);
        if self.contact().is_some() && !self.consent {
            errors.push(FieldError::new("/consent", FieldErrorKind::Required));
        }
    }
}

/// What the public form needs before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoiceForm {
    /// Goes back with the form: good once, from a few seconds to a day after it was given out, for this school.
    pub token: String,
}

impl Check for VoiceForm {}

/// What everybody is told who sent something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoiceAccepted {
    /// How long it is kept.
    pub kept_days: i64,
}

impl Check for VoiceAccepted {}

/// Thanks or a suggestion as heads read it, unless it is about themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Voice {
    pub id: VoiceId,
    pub kind: VoiceKind,
    pub state: VoiceState,
    pub text: String,
    /// Nobody when it was sent unnamed, or without an account.
    pub author: Option<MemberRef>,
    /// Whether it came from the public page.
    pub guest: bool,
    pub contact: Option<String>,
    /// Whom the thanks are for.
    pub helper: Option<MemberRef>,
    pub sent_at: DateTime<Utc>,
    pub handled_by: Option<MemberRef>,
    pub handled_at: Option<DateTime<Utc>>,
    pub reply: Option<String>,
    /// When the helper was given the text, without a name and a date.
    pub passed_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Check for Voice {}

/// What somebody sent in their own name, and what was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OwnVoice {
    pub id: VoiceId,
    pub kind: VoiceKind,
    pub state: VoiceState,
    pub text: String,
    pub helper: Option<MemberRef>,
    pub sent_at: DateTime<Utc>,
    pub reply: Option<String>,
}

impl Check for OwnVoice {}

/// Thanks that a head passed on to a helper: without names and dates, in no order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassedThanks {
    pub texts: Vec<String>,
}

impl Check for PassedThanks {}

/// The answer to somebody who sent it in their own name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoiceReplyBody {
    pub text: String,
}

impl Check for VoiceReplyBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
    }
}

/// One of them in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct VoicePath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub voice: VoiceId,
}

/// Which to list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct VoicesQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<VoiceKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<VoiceState>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for VoicesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Begins a form with which somebody without an account says thanks or suggests something.
    PublicVoicesForm "public_voices_form" Get Read "/api/v1/public/{school}/voices/form" 200
        Guest SchoolPath, Nothing, () => VoiceForm;
    /// Says thanks or suggests something, without an account. The answer is always the same, whatever became of it.
    PublicVoicesSend "public_voices_send" Post Act "/api/v1/public/{school}/voices" 202
        Guest SchoolPath, Nothing, PublicVoiceBody => VoiceAccepted;
    /// Says thanks or suggests something. What is sent unnamed is kept without its sender.
    VoicesCreate "voices_create" Post Create "/api/v1/schools/{school}/voices" 201
        VoiceWrite SchoolPath, Nothing, VoiceBody => VoiceAccepted;
    /// Lists what one sent in one's own name, the newest first, with the answers.
    VoicesMine "voices_mine" Get Read "/api/v1/schools/{school}/voices/mine" 200
        VoiceWrite SchoolPath, VoicesQuery, () => Page<OwnVoice>;
    /// Tells a helper the thanks that were passed on to them, without names and dates.
    VoicesThanks "voices_thanks" Get Read "/api/v1/schools/{school}/voices/thanks" 200
        VoiceWrite SchoolPath, Nothing, () => PassedThanks;
    /// Lists thanks and suggestions, the newest first. Thanks to the reader are left out.
    VoicesList "voices_list" Get Read "/api/v1/schools/{school}/voices" 200
        FeedbackRead SchoolPath, VoicesQuery, () => Page<Voice>;
    /// Reads one.
    VoicesFind "voices_find" Get Read "/api/v1/schools/{school}/voices/{voice}" 200
        FeedbackRead VoicePath, Nothing, () => Voice;
    /// Notes that it was read.
    VoicesSeen "voices_seen" Post Change "/api/v1/schools/{school}/voices/{voice}/seen" 200
        FeedbackHandle VoicePath, Nothing, () => Voice;
    /// Answers somebody who sent it in their own name, once.
    VoicesAnswer "voices_answer" Post Change "/api/v1/schools/{school}/voices/{voice}/answer" 200
        FeedbackHandle VoicePath, Nothing, VoiceReplyBody => Voice;
    /// Passes thanks on to the helper whom they are for: the text alone.
    VoicesPass "voices_pass" Post Change "/api/v1/schools/{school}/voices/{voice}/pass" 200
        FeedbackHandle VoicePath, Nothing, () => Voice;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{
        KEPT_DAYS, OwnVoice, PassedThanks, PublicVoiceBody, Voice, VoiceAccepted, VoiceBody, VoiceForm,
        VoiceKind, VoiceReplyBody, VoiceState,
    };
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::example_time;

    const TEXT: &str = "Спасибо, что помогли вечером: дневник открылся с первого раза.";

    impl Example for VoiceBody {
        fn example() -> Self {
            Self {
                kind: VoiceKind::Thanks,
                text: TEXT.into(),
                helper: Some(MemberRef::example().id),
                unnamed: false,
            }
        }
    }

    impl Example for PublicVoiceBody {
        fn example() -> Self {
            Self {
                token: VoiceForm::example().token,
                kind: VoiceKind::Suggestion,
                text: "Повесьте, пожалуйста, график помощи и у входа в столовую.".into(),
                contact: None,
                consent: false,
            }
        }
    }

    impl Example for VoiceForm {
        fn example() -> Self {
            Self {
                token: "AAAAAGmC5hAb0E2k1p9x3bWq8nHhT0sYcQvZJm5rKf7uLw2eXo4iAaBbCcDd".into(),
            }
        }
    }

    impl Example for VoiceAccepted {
        fn example() -> Self {
            Self { kept_days: KEPT_DAYS }
        }
    }

    impl Example for Voice {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-0000000000b2").into(),
                kind: VoiceKind::Thanks,
                state: VoiceState::New,
                text: TEXT.into(),
                author: Some(MemberRef::example()),
                guest: false,
                contact: None,
                helper: Some(MemberRef::example()),
                sent_at: example_time(0),
                handled_by: None,
                handled_at: None,
                reply: None,
                passed_at: None,
                version: 1,
            }
        }
    }

    impl Example for OwnVoice {
        fn example() -> Self {
            let Voice {
                id,
                kind,
                state,
                text,
                helper,
                sent_at,
                reply,
                ..
            } = Voice::example();
            Self {
                id,
                kind,
                state,
                text,
                helper,
                sent_at,
                reply,
            }
        }
    }

    impl Example for PassedThanks {
        fn example() -> Self {
            Self {
                texts: vec![TEXT.into()],
            }
        }
    }

    impl Example for VoiceReplyBody {
        fn example() -> Self {
            Self {
                text: "Спасибо! Со следующей недели график висит и у столовой.".into(),
            }
        }
    }
}
