//! What was decided on a report, and what is counted of all of them.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::{ConductKind, MAX_TEXT};
use crate::access::named;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::people::MemberRef;
use crate::text::Lang;

/// For how many days at most a channel is closed.
pub const MOST_CLOSED_DAYS: i64 = 90;

named! {
    /// What a report came to.
    ConductOutcome {
        Confirmed "confirmed" "подтвердилось" "confirmed"
        Dismissed "dismissed" "не подтвердилось" "dismissed"
    }
}

named! {
    /// What was done.
    ConductMeasure {
        Talk "talk" "беседа" "a talk"
        Reminder "reminder" "напоминание о правилах" "a reminder of the rules"
        /// Of who asked only; see [`ClosableChannel`].
        CloseChannel "close_channel" "способ обращения закрыт на время" "a way to ask closed for a time"
    }
}

named! {
    /// A way to ask that can be closed for a time. Only one of them: telephone, office and mail stay open besides (T1, T10).
    ClosableChannel {
        /// Requests in the system.
        System "system" "обращения через систему" "requests in the system"
        /// Booking consultations.
        Consultation "consultation" "запись на консультации" "booking consultations"
    }
}

/// A decision as it is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductDecideBody {
    pub outcome: ConductOutcome,
    /// Why: for those who decide, and for nobody else.
    pub reasons: String,
    /// Each once; none with what was dismissed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub measures: Vec<ConductMeasure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<ClosableChannel>,
    /// The last day on which it is closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// What the reporter is told.
    pub for_reporter: String,
    /// What the person reported is told; they never learn of it without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_reported: Option<String>,
}

impl Check for ConductDecideBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/reasons", &self.reasons, MAX_TEXT);
        check::text(errors, "/for_reporter", &self.for_reporter, MAX_TEXT);
        check::optional_text(errors, "/for_reported", self.for_reported.as_deref(), MAX_TEXT);
        let mut push = |pointer: &str, kind| errors.push(FieldError::new(pointer, kind));
        for (place, one) in self.measures.iter().enumerate() {
            if self.measures.iter().take(place).any(|before| before == one) {
                push(&format!("/measures/{place}"), FieldErrorKind::Taken);
            }
        }
        if self.outcome == ConductOutcome::Dismissed && !self.measures.is_empty() {
            push("/measures", FieldErrorKind::NotOpen);
        }
        let closes = self.measures.contains(&ConductMeasure::CloseChannel);
        for (pointer, given) in [
            ("/channel", self.channel.is_some()),
            ("/until", self.until.is_some()),
        ] {
            match (closes, given) {
                (true, false) => push(pointer, FieldErrorKind::Required),
                (false, true) => push(pointer, FieldErrorKind::NotOpen),
                (true, true) | (false, false) => {}
            }
        }
        // Who loses a way to ask is told so, and for how long.
        let told = self
            .for_reported
            .as_deref()
            .is_some_and(|text| !text.trim().is_empty());
        if closes && !told {
            push("/for_reported", FieldErrorKind::Required);
        }
    }
}

impl ConductDecideBody {
    /// Checks what hangs on the report and the day: a channel is closed to who asked only, from now on, for a time.
    pub fn check_for(&self, kind: ConductKind, today: NaiveDate, errors: &mut Vec<FieldError>) {
        if self.measures.contains(&ConductMeasure::CloseChannel) && kind == ConductKind::Helper {
            errors.push(FieldError::new("/measures", FieldErrorKind::NotOpen));
        }
        let last = today + Duration::days(MOST_CLOSED_DAYS);
        match self.until {
            Some(until) if until < today => errors.push(FieldError::new("/until", FieldErrorKind::Over)),
            Some(until) if until > last => errors.push(FieldError::new("/until", FieldErrorKind::NotOpen)),
            Some(_) | None => {}
        }
    }
}

/// A decision as it is read: who reported reads the outcome and the words for them, whoever decides reads all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductDecision {
    pub outcome: ConductOutcome,
    pub decided_at: DateTime<Utc>,
    pub for_reporter: String,
    /// Null for the reporter.
    pub inside: Option<ConductDecisionInside>,
}

/// The part of a decision for those who decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductDecisionInside {
    pub decided_by: Option<MemberRef>,
    pub reasons: String,
    pub measures: Vec<ConductMeasure>,
    pub channel: Option<ClosableChannel>,
    pub until: Option<NaiveDate>,
    /// When the channel was opened before its time.
    pub lifted_at: Option<DateTime<Utc>>,
    pub for_reported: Option<String>,
}

/// Decided reports of some days, without names (D4). What is not decided yet is counted nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductStatistics {
    pub counts: Vec<ConductCount>,
    pub measures: Vec<ConductMeasureCount>,
    /// With how many of them a conversation was stopped.
    pub stopped: u64,
    /// How many were decided after their time.
    pub late: u64,
}

/// How many reports of a kind came to what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductCount {
    pub kind: ConductKind,
    pub outcome: ConductOutcome,
    pub reports: u64,
}

/// How often a measure was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductMeasureCount {
    pub measure: ConductMeasure,
    pub reports: u64,
}
