//! Conduct in the conversations of the desk: either side may report the other (F1-F3). A report reaches whoever stands above the
//! helper; the person reported finds no trace of it until it is decided, and then the words written for them, nothing else.

pub mod decision;
pub mod insults;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::access::named;
use crate::auth::name::{NameKind, SignInName};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{BookingId, ConductId, MemberId, MessageId, TicketId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::SchoolPath;
use crate::text::Lang;

pub use decision::{ConductDecideBody, ConductDecision, ConductMeasure, ConductOutcome, ConductStatistics};

/// The most characters of what happened, of an answer, of a reason.
pub const MAX_TEXT: u32 = 5000;
/// The most characters of what the reporter wishes.
pub const MAX_WISH: u32 = 1000;
/// Within how many of the school's working days a report is decided.
pub const DECIDE_DAYS: u32 = 3;
/// How many reports somebody may file in a day.
pub const MOST_A_DAY: u64 = 10;

named! {
    /// Who is reported.
    ConductKind {
        /// A helper reports who asked (F2).
        User "user" "о поведении обратившегося" "about who asked"
        /// Who asked reports a helper (F3).
        Helper "helper" "о поведении специалиста" "about a helper"
    }
}

named! {
    /// Who decides on a report.
    ConductRoute {
        /// The helper's superior (A5, B5, D5.5).
        Superior "superior" "руководитель специалиста" "the helper's superior"
        /// The head, by the school's rule (C10), or because no superior is named, or that one takes part.
        Head "head" "директор" "the head"
        /// Nobody in the school: it is about the head. Only its reporter reads it here, and takes it to the founder.
        Founder "founder" "учредитель" "the founder"
    }
}

named! {
    /// To whom a school's reports go.
    ConductRule {
        Superior "superior" "руководителю специалиста" "to the helper's superior"
        Head "head" "директору" "to the head"
    }
}

named! {
    /// Where a report is in its life.
    ConductState {
        Filed "filed" "ждёт решения" "waits for a decision"
        /// The reporter was asked to say more.
        Asked "asked" "задан вопрос" "a question was asked"
        Decided "decided" "решение принято" "decided"
    }
}

/// Who decides: the superior whom the helper's card names, or the head. Nobody decides in their own case, and nobody who answers to
/// the head decides about the head.
#[must_use]
pub fn route(
    rule: ConductRule,
    superior: Option<MemberId>,
    reported_leads: bool,
    heads: &[MemberId],
    parties: [MemberId; 2],
) -> (ConductRoute, Option<MemberId>) {
    let others = |id: &MemberId| !parties.contains(id);
    if reported_leads {
        return (ConductRoute::Founder, None);
    }
    if rule == ConductRule::Superior
        && let Some(superior) = superior.filter(others)
    {
        return (ConductRoute::Superior, Some(superior));
    }
    match heads.iter().any(others) {
        true => (ConductRoute::Head, None),
        false => (ConductRoute::Founder, None),
    }
}

/// The school's rules of conduct: where reports go, by which clause a conversation is stopped, and who stands above the head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductRules {
    pub to: ConductRule,
    /// As it is cited to who is stopped: the clause of the school's own regulation.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "п. 5 Положения о помощи в работе с журналом")
    )]
    pub clause: String,
    /// Who stands above the head, for reports about the head.
    #[cfg_attr(feature = "openapi", schema(example = "Управление образования"))]
    pub founder: String,
    #[cfg_attr(feature = "openapi", schema(example = "priem@uo.test"))]
    pub founder_email: String,
}

impl Default for ConductRules {
    fn default() -> Self {
        Self {
            to: ConductRule::Superior,
            clause: String::new(),
            founder: String::new(),
            founder_email: String::new(),
        }
    }
}

/// A merge patch of the rules; null empties a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductRulesPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<ConductRule>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "crate::schools::absent_or_null"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub clause: Option<Option<String>>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "crate::schools::absent_or_null"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub founder: Option<Option<String>>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "crate::schools::absent_or_null"
    )]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub founder_email: Option<Option<String>>,
}

impl ConductRulesPatch {
    /// The rules after the patch, which has been checked.
    #[must_use]
    pub fn apply(self, to: ConductRules) -> ConductRules {
        use crate::schools::merged;
        ConductRules {
            to: self.to.unwrap_or(to.to),
            clause: merged(self.clause, to.clause),
            founder: merged(self.founder, to.founder),
            founder_email: merged(self.founder_email, to.founder_email),
        }
    }

    pub(crate) fn check(&self, errors: &mut Vec<FieldError>) {
        for (name, value) in [
            ("clause", &self.clause),
            ("founder", &self.founder),
            ("founder_email", &self.founder_email),
        ] {
            let value = value.as_ref().and_then(Option::as_deref);
            check::optional_text(errors, &format!("/conduct/{name}"), value, 300);
        }
        let email = self
            .founder_email
            .as_ref()
            .and_then(Option::as_deref)
            .unwrap_or_default();
        if !email.trim().is_empty() && !is_email(email) {
            errors.push(FieldError::new(
                "/conduct/founder_email",
                FieldErrorKind::Malformed,
            ));
        }
    }
}

fn is_email(typed: &str) -> bool {
    SignInName::parse(typed).is_ok_and(|name| name.kind() == NameKind::Email)
}

/// In which conversation it happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConductAbout {
    Ticket {
        id: TicketId,
        number: String,
        /// Whether the reader may open it.
        open: bool,
    },
    Booking {
        id: BookingId,
        starts_at: DateTime<Utc>,
        open: bool,
    },
}

/// A report as it is filed: of one conversation, or of one consultation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<BookingId>,
    /// Which message of the other side; of a request only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    /// Which helper, where several spoke in the request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    /// What happened.
    pub text: String,
    /// What the reporter wishes to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<String>,
}

impl Check for ConductBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        match (self.ticket, self.booking) {
            (Some(_), None) | (None, Some(_)) => {}
            (None, None) => errors.push(FieldError::new("/ticket", FieldErrorKind::Required)),
            (Some(_), Some(_)) => errors.push(FieldError::new("/booking", FieldErrorKind::NotOpen)),
        }
        if self.booking.is_some() && self.message.is_some() {
            errors.push(FieldError::new("/message", FieldErrorKind::NotOpen));
        }
        if self.booking.is_some() && self.helper.is_some() {
            errors.push(FieldError::new("/helper", FieldErrorKind::NotOpen));
        }
        check::text(errors, "/text", &self.text, MAX_TEXT);
        check::optional_text(errors, "/wish", self.wish.as_deref(), MAX_WISH);
    }
}

/// What a helper says who stops a conversation: to who asked, and to whoever stands above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StopBody {
    /// What who asked reads: what broke the rules.
    pub text: String,
    /// The report: what happened.
    pub report: String,
    /// Which message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<String>,
}

impl Check for StopBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
        check::text(errors, "/report", &self.report, MAX_TEXT);
        check::optional_text(errors, "/wish", self.wish.as_deref(), MAX_WISH);
    }
}

/// A report in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductSummary {
    pub id: ConductId,
    pub kind: ConductKind,
    pub state: ConductState,
    pub route: ConductRoute,
    pub reporter: MemberRef,
    pub reported: MemberRef,
    /// Whether the reader filed it.
    pub mine: bool,
    /// Whether the helper stopped the conversation with it.
    pub stopped: bool,
    pub filed_at: DateTime<Utc>,
    /// By when it is to be decided.
    pub due_at: DateTime<Utc>,
    pub version: i64,
}

impl Check for ConductSummary {}

/// A report as its reporter or whoever decides reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductReport {
    #[serde(flatten)]
    pub summary: ConductSummary,
    pub about: ConductAbout,
    /// The message that is meant, as it stands now.
    pub message: Option<String>,
    pub text: String,
    pub wish: Option<String>,
    /// Questions of whoever decides, and what the reporter said to them.
    pub words: Vec<ConductWord>,
    pub decision: Option<ConductDecision>,
    /// Who may be told about the head, for a report that nobody here decides.
    pub founder: Option<Founder>,
    /// What the reader may do now.
    pub may: Vec<ConductAct>,
}

impl Check for ConductReport {}

/// Who stands above the head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Founder {
    pub name: String,
    pub email: String,
    /// When the report was given to the mail.
    pub asked_at: Option<DateTime<Utc>>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

/// A question, or what was said to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductWord {
    pub author: MemberRef,
    pub text: String,
    pub at: DateTime<Utc>,
}

/// What may be done with a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ConductAct {
    Ask,
    Reply,
    Decide,
    /// Open a closed channel before its time.
    Lift,
    /// Give it to the mail for the founder.
    Send,
}

impl ConductAct {
    /// As in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Reply => "reply",
            Self::Decide => "decide",
            Self::Lift => "lift",
            Self::Send => "send",
        }
    }

    pub const ALL: [Self; 5] = [Self::Ask, Self::Reply, Self::Decide, Self::Lift, Self::Send];
}

coded!(ConductAct);

/// A question or an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductWordBody {
    pub text: String,
}

impl Check for ConductWordBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
    }
}

/// What somebody was told who was reported: these words, nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConductTold {
    pub text: String,
    pub at: DateTime<Utc>,
}

impl Check for ConductTold {}

/// A report in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ConductPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub report: ConductId,
}

/// Which reports to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ConductQuery {
    /// Those that the reader filed, or those that they decide on; both when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mine: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for ConductQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists the reports that the reader filed and those that they decide on, the newest first.
    ConductList "conduct_list" Get Read "/api/v1/schools/{school}/conduct" 200
        ConductRead SchoolPath, ConductQuery, () => Page<ConductSummary>;
    /// Reports the other side of a request or a consultation: who asked, or a helper.
    ///
    /// Whoever stands above the helper reads it; the person reported does not learn of it.
    ConductCreate "conduct_create" Post Create "/api/v1/schools/{school}/conduct" 201
        ConductFile SchoolPath, Nothing, ConductBody => ConductReport;
    /// Lists what the reader was told who was reported themselves, the newest first; at most a hundred.
    ConductOutcomes "conduct_outcomes" Get Read "/api/v1/schools/{school}/conduct/outcomes" 200
        ConductRead SchoolPath, Nothing, () => Page<ConductTold>;
    /// Reads a report.
    ConductFind "conduct_find" Get Read "/api/v1/schools/{school}/conduct/{report}" 200
        ConductRead ConductPath, Nothing, () => ConductReport;
    /// Asks the reporter to say more.
    ConductAsk "conduct_ask" Post Change "/api/v1/schools/{school}/conduct/{report}/ask" 200
        ConductDecide ConductPath, Nothing, ConductWordBody => ConductReport;
    /// Says more, when asked or not, until the report is decided.
    ConductReply "conduct_reply" Post Change "/api/v1/schools/{school}/conduct/{report}/reply" 200
        ConductFile ConductPath, Nothing, ConductWordBody => ConductReport;
    /// Decides: confirms or dismisses, with reasons and measures, and with the words for either side.
    ConductDecided "conduct_decide" Post Change "/api/v1/schools/{school}/conduct/{report}/decide" 200
        ConductDecide ConductPath, Nothing, ConductDecideBody => ConductReport;
    /// Opens the closed channel before its time.
    ConductLift "conduct_lift" Post Change "/api/v1/schools/{school}/conduct/{report}/lift" 200
        ConductDecide ConductPath, Nothing, () => ConductReport;
    /// Sends a report that nobody here decides to the founder's address in the school's settings, by mail.
    ConductSend "conduct_send" Post Change "/api/v1/schools/{school}/conduct/{report}/send" 200
        ConductFile ConductPath, Nothing, () => ConductReport;
}

#[cfg(feature = "openapi")]
mod examples;

#[cfg(test)]
mod tests {
    use super::*;

    fn member(number: u128) -> MemberId {
        uuid::Uuid::from_u128(number).into()
    }

    #[test]
    fn nobody_decides_in_their_own_case() {
        use ConductRoute::{Founder, Head, Superior};
        let (helper, asker, superior, head, acting) = (member(1), member(2), member(3), member(4), member(5));
        let of = |rule, above, leads, heads: &[MemberId], parties| route(rule, above, leads, heads, parties);
        let (by_card, by_order) = (ConductRule::Superior, ConductRule::Head);
        let parties = [helper, asker];
        // The superior of the helper; the head by the school's rule, and where no superior is named.
        assert_eq!(
            of(by_card, Some(superior), false, &[head], parties),
            (Superior, Some(superior))
        );
        assert_eq!(
            of(by_order, Some(superior), false, &[head], parties),
            (Head, None)
        );
        assert_eq!(of(by_card, None, false, &[head], parties), (Head, None));
        // A superior who takes part does not decide, nor does a head who takes part.
        assert_eq!(of(by_card, Some(asker), false, &[head], parties), (Head, None));
        assert_eq!(
            of(by_card, Some(head), false, &[head], [helper, head]),
            (Founder, None)
        );
        assert_eq!(
            of(by_card, None, false, &[head, acting], [helper, head]),
            (Head, None)
        );
        assert_eq!(of(by_card, None, false, &[], parties), (Founder, None));
        // About the head nobody here decides, whoever acts for them.
        assert_eq!(
            of(by_card, Some(superior), true, &[head, acting], [head, asker]),
            (Founder, None)
        );
    }

    #[test]
    fn a_report_is_of_one_conversation() {
        let wrong = |body: ConductBody| {
            let mut errors = Vec::new();
            body.check(&mut errors);
            errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        let (ticket, booking) = (Some(uuid::Uuid::nil().into()), Some(uuid::Uuid::nil().into()));
        let text = || "Грубость".to_owned();
        let none = Vec::<String>::new();
        assert_eq!(
            wrong(ConductBody {
                ticket,
                text: text(),
                ..ConductBody::default()
            }),
            none
        );
        assert_eq!(
            wrong(ConductBody {
                booking,
                text: text(),
                ..ConductBody::default()
            }),
            none
        );
        assert_eq!(
            wrong(ConductBody {
                text: text(),
                ..ConductBody::default()
            }),
            ["/ticket"]
        );
        assert_eq!(
            wrong(ConductBody {
                ticket,
                booking,
                text: text(),
                ..ConductBody::default()
            }),
            ["/booking"]
        );
        assert_eq!(
            wrong(ConductBody {
                ticket,
                text: " ".into(),
                ..ConductBody::default()
            }),
            ["/text"]
        );
    }

    #[test]
    fn who_loses_a_way_to_ask_is_told() {
        let body =
            |outcome, measures: &[ConductMeasure], channel, until: Option<&str>, told: Option<&str>| {
                let body = ConductDecideBody {
                    outcome,
                    reasons: "r".into(),
                    measures: measures.to_vec(),
                    channel,
                    until: until.map(|day| day.parse().unwrap()),
                    for_reporter: "t".into(),
                    for_reported: told.map(str::to_owned),
                };
                let mut errors = Vec::new();
                body.check(&mut errors);
                let today = "2026-09-01".parse().unwrap();
                body.check_for(ConductKind::User, today, &mut errors);
                errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
            };
        use decision::ClosableChannel::System;
        let close = [ConductMeasure::Talk, ConductMeasure::CloseChannel];
        let none = Vec::<String>::new();
        assert_eq!(
            body(
                ConductOutcome::Confirmed,
                &close,
                Some(System),
                Some("2026-09-14"),
                Some("x")
            ),
            none
        );
        assert_eq!(
            body(
                ConductOutcome::Confirmed,
                &close,
                Some(System),
                Some("2026-09-14"),
                None
            ),
            ["/for_reported"]
        );
        assert_eq!(
            body(ConductOutcome::Confirmed, &close, None, None, Some("x")),
            ["/channel", "/until"]
        );
        assert_eq!(
            body(ConductOutcome::Confirmed, &[], Some(System), None, Some("x")),
            ["/channel"]
        );
        assert_eq!(
            body(
                ConductOutcome::Dismissed,
                &[ConductMeasure::Talk],
                None,
                None,
                None
            ),
            ["/measures"]
        );
        assert_eq!(
            body(
                ConductOutcome::Confirmed,
                &close,
                Some(System),
                Some("2026-08-31"),
                Some("x")
            ),
            ["/until"]
        );
        assert_eq!(
            body(
                ConductOutcome::Confirmed,
                &close,
                Some(System),
                Some("2027-03-01"),
                Some("x")
            ),
            ["/until"]
        );
    }
}
