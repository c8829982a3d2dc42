//! Reports of conduct: finding them within a permit's reach, and the rows behind each step (F1-F3).
//!
//! A report touches nothing but its own rows: neither the request nor the card of who is reported changes by it.

mod decide;
mod find;
mod parties;

use chrono::{DateTime, NaiveDate, Utc};
use podskazka_shared::access::{ActionType, Reach};
use podskazka_shared::conduct::decision::{ClosableChannel, ConductDecisionInside};
use podskazka_shared::conduct::{
    ConductDecision, ConductKind, ConductOutcome, ConductRoute, ConductState, ConductSummary,
};
use podskazka_shared::ids::{BookingId, ConductId, MemberId, MessageId, SchoolId, TicketId};
use podskazka_shared::people::MemberRef;
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait, FromQueryResult};

use super::entities::conduct_report;
use super::rows;
use crate::access::{Holder, Permit, Reached};

pub(in crate::store) use decide::pass_on;
pub use decide::{check_quota, closed, decide, give_to_mail, insert, lift, note_sent, say, statistics};
pub use find::{find, hold, list, of_letter, told, words};
pub use parties::{Rules, is_said_by, note_late, rules, spoke, superior};

/// A report as it stands.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ConductRow {
    pub id: ConductId,
    school_id: SchoolId,
    pub kind: ConductKind,
    pub state: ConductState,
    pub route: ConductRoute,
    pub decider_id: Option<MemberId>,
    pub reporter_id: MemberId,
    reporter_name: Option<String>,
    pub reported_id: MemberId,
    reported_name: Option<String>,
    pub ticket_id: Option<TicketId>,
    pub ticket_number: Option<String>,
    pub booking_id: Option<BookingId>,
    pub starts_at: Option<DateTime<Utc>>,
    pub message_id: Option<MessageId>,
    pub message: Option<String>,
    pub stopped: bool,
    pub body: String,
    pub wish: Option<String>,
    pub filed_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    decided_by: Option<MemberId>,
    decided_name: Option<String>,
    outcome: Option<ConductOutcome>,
    reasons: Option<String>,
    for_reporter: Option<String>,
    for_reported: Option<String>,
    measures: serde_json::Value,
    pub channel: Option<ClosableChannel>,
    pub closed_until: Option<NaiveDate>,
    pub lifted_at: Option<DateTime<Utc>>,
    pub asked_at: Option<DateTime<Utc>>,
    pub sent_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Reached for ConductRow {
    fn school(&self) -> SchoolId {
        self.school_id
    }

    fn within(&self, reach: Reach, holder: &Holder) -> bool {
        let me = holder.member;
        let takes_part = self.reporter_id == me || self.reported_id == me;
        match reach {
            Reach::Own => self.reporter_id == me,
            Reach::Assigned => {
                self.route == ConductRoute::Superior && self.decider_id == Some(me) && !takes_part
            }
            Reach::Others => self.route == ConductRoute::Head && !takes_part,
            // The system, for the letter that the reporter asked for.
            Reach::School => true,
            Reach::OwnChild | Reach::OwnClass | Reach::Filed | Reach::Direction | Reach::Addressed => false,
        }
    }
}

/// The same as [`ConductRow::within`], as a condition.
fn reached<A: ActionType>(permit: &Permit<A>) -> Condition {
    use conduct_report::Column as C;
    let me = permit.member();
    let others = || {
        Condition::all()
            .add(C::ReporterId.ne(me))
            .add(C::ReportedId.ne(me))
    };
    let of = |reach: &Reach| match reach {
        Reach::Own => Some(Condition::all().add(C::ReporterId.eq(me))),
        Reach::Assigned => Some(
            others()
                .add(C::Route.eq(ConductRoute::Superior))
                .add(C::DeciderId.eq(me)),
        ),
        Reach::Others => Some(others().add(C::Route.eq(ConductRoute::Head))),
        Reach::School => Some(Condition::all()),
        Reach::OwnChild | Reach::OwnClass | Reach::Filed | Reach::Direction | Reach::Addressed => None,
    };
    let any = permit
        .reaches()
        .iter()
        .filter_map(of)
        .fold(Condition::any(), Condition::add);
    Condition::all().add(C::SchoolId.eq(permit.school())).add(any)
}

impl ConductRow {
    pub fn reporter(&self) -> MemberRef {
        MemberRef {
            id: self.reporter_id,
            name: self.reporter_name.clone().unwrap_or_default(),
        }
    }

    pub fn reported(&self) -> MemberRef {
        MemberRef {
            id: self.reported_id,
            name: self.reported_name.clone().unwrap_or_default(),
        }
    }

    /// As it stands in a list.
    pub fn summary(&self, me: MemberId) -> ConductSummary {
        ConductSummary {
            id: self.id,
            kind: self.kind,
            state: self.state,
            route: self.route,
            reporter: self.reporter(),
            reported: self.reported(),
            mine: self.reporter_id == me,
            stopped: self.stopped,
            filed_at: self.filed_at,
            due_at: self.due_at,
            version: self.version,
        }
    }

    /// What was decided: all of it for who decides, for the reporter what is theirs.
    pub fn decided(&self, inside: bool) -> Option<ConductDecision> {
        let (outcome, decided_at) = self.outcome.zip(self.decided_at)?;
        Some(ConductDecision {
            outcome,
            decided_at,
            for_reporter: self.for_reporter.clone().unwrap_or_default(),
            inside: inside.then(|| ConductDecisionInside {
                decided_by: rows::named(self.decided_by, self.decided_name.as_ref()),
                reasons: self.reasons.clone().unwrap_or_default(),
                measures: serde_json::from_value(self.measures.clone()).unwrap_or_default(),
                channel: self.channel,
                until: self.closed_until,
                lifted_at: self.lifted_at,
                for_reported: self.for_reported.clone(),
            }),
        })
    }
}

/// A report to be.
#[derive(Debug, Clone)]
pub struct NewConduct<'a> {
    pub id: ConductId,
    pub kind: ConductKind,
    pub route: ConductRoute,
    pub decider: Option<MemberId>,
    pub reported: MemberId,
    pub ticket: Option<TicketId>,
    pub booking: Option<BookingId>,
    pub message: Option<MessageId>,
    pub stopped: bool,
    pub text: &'a str,
    pub wish: Option<&'a str>,
    pub due_at: DateTime<Utc>,
    /// When whoever decides is told that it is late: in working time.
    pub alarm_at: DateTime<Utc>,
}
