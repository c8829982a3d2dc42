//! The life of a schedule as a document: agreed, approved by an order, published from a day, replaced (S2, C3).

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::access::{Action, Capacity, may, named};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::text::Lang;

named! {
    /// Where a schedule is in its life. What is published never changes: a correction is a new version from a day.
    ///
    /// `agreed` and `replaced` stand in no column: the first is told by the acts, the second by the day.
    ScheduleState {
        /// Being drawn up; only those who draw up see it.
        Draft "draft" "черновик" "draft"
        /// A draft to which everybody agreed whom the school asks.
        Agreed "agreed" "согласован" "agreed"
        /// Approved by an order of the head; its content is frozen.
        Approved "approved" "утверждён" "approved"
        /// In force, now or from a day to come.
        Published "published" "опубликован" "published"
        /// Its last day is over, or it never came into force.
        Replaced "replaced" "заменён" "replaced"
    }
}

impl ScheduleState {
    /// What a stored state is on this day. A range without a day in it never came into force.
    #[must_use]
    pub fn on(
        self,
        today: NaiveDate,
        (from, until): (Option<NaiveDate>, Option<NaiveDate>),
        agreed: bool,
    ) -> Self {
        match self {
            Self::Draft | Self::Agreed if agreed => Self::Agreed,
            Self::Draft | Self::Agreed => Self::Draft,
            Self::Approved => Self::Approved,
            Self::Published | Self::Replaced => {
                let over =
                    until.is_some_and(|until| until <= today || from.is_some_and(|from| until <= from));
                if over { Self::Replaced } else { Self::Published }
            }
        }
    }
}

/// The order of the head that approves a schedule (B-order 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    #[cfg_attr(feature = "openapi", schema(example = "12/01-10"))]
    pub number: String,
    pub date: NaiveDate,
    /// Which appendix of the order the schedule is.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "1"))]
    pub appendix: Option<String>,
}

/// The most characters of a number and of an appendix.
pub const MAX_NUMBER: u32 = 60;

/// A day that a school could mean.
pub fn check_day(errors: &mut Vec<FieldError>, pointer: &str, day: NaiveDate) {
    if !(2000..=2100).contains(&day.year()) {
        errors.push(FieldError::new(pointer, FieldErrorKind::Malformed));
    }
}

impl Order {
    /// Without spaces at the ends; an empty appendix is none.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let appendix = self.appendix.as_deref().map(str::trim);
        Self {
            number: self.number.trim().to_owned(),
            date: self.date,
            appendix: appendix.filter(|text| !text.is_empty()).map(str::to_owned),
        }
    }

    fn check(&self, errors: &mut Vec<FieldError>, pointer: &str) {
        check::text(errors, &format!("{pointer}/number"), &self.number, MAX_NUMBER);
        check_day(errors, &format!("{pointer}/date"), self.date);
        let appendix = self.appendix.as_deref();
        check::optional_text(errors, &format!("{pointer}/appendix"), appendix, MAX_NUMBER);
    }
}

/// The protocol of a body that has no account: a council, a committee (D1, E).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Protocol {
    #[cfg_attr(feature = "openapi", schema(example = "3"))]
    pub number: String,
    pub date: NaiveDate,
}

named! {
    /// Who agrees to a schedule before the head approves it (C3).
    StepKind {
        /// The technical consultant: who is responsible for the journal.
        Consultant "consultant" "технический консультант" "technical consultant"
        /// A deputy head.
        Deputy "deputy" "заместитель директора" "deputy head"
        /// A body without an account: its protocol is entered by who draws up.
        Body "body" "коллегиальный орган" "body of the school"
    }
}

impl StepKind {
    /// Whether somebody in these capacities gives the agreement, or enters it.
    #[must_use]
    pub fn is_of(self, capacities: &[Capacity]) -> bool {
        match self {
            Self::Consultant => capacities.contains(&Capacity::JournalAdmin),
            Self::Deputy => capacities.contains(&Capacity::DeputyHead),
            Self::Body => may(capacities, Action::ScheduleDraft),
        }
    }
}

/// One agreement that the school asks for before an approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgreementStep {
    pub kind: StepKind,
    /// As it stands on the document.
    #[cfg_attr(feature = "openapi", schema(example = "Педагогический совет"))]
    pub title: String,
}

/// The most agreements that a school asks for.
pub const MAX_STEPS: usize = 10;
/// The most characters of a step's title.
pub const MAX_TITLE: u32 = 120;

/// Checks the school's setting: titles that are there, and no step twice.
pub fn check_steps(errors: &mut Vec<FieldError>, pointer: &str, steps: &[AgreementStep]) {
    if steps.len() > MAX_STEPS {
        let max = i64::try_from(MAX_STEPS).unwrap_or(i64::MAX);
        errors.push(FieldError::new(
            pointer,
            FieldErrorKind::OutOfRange { min: 0, max },
        ));
    }
    for (index, step) in steps.iter().enumerate() {
        let pointer = format!("{pointer}/{index}/title");
        check::text(errors, &pointer, &step.title, MAX_TITLE);
        let same = |other: &AgreementStep| other.kind == step.kind && other.title.trim() == step.title.trim();
        if steps.iter().take(index).any(same) {
            errors.push(FieldError::new(pointer, FieldErrorKind::Taken));
        }
    }
}

named! {
    /// What was done with a schedule.
    ActKind {
        Drafted "drafted" "составлен" "drawn up"
        /// The lines changed: what was agreed before counts no more.
        Changed "changed" "изменён" "changed"
        Agreed "agreed" "согласован" "agreed to"
        Approved "approved" "утверждён" "approved"
        /// Taken back from approved, to be changed.
        Reopened "reopened" "возвращён в работу" "taken back"
        Published "published" "опубликован" "published"
        /// Another version takes its place.
        Replaced "replaced" "заменён" "replaced"
        /// A line was tied to a member's card; what it says stays.
        Linked "linked" "строка связана с карточкой" "a line was linked"
    }
}

impl ActKind {
    /// Its code among what is known of a person, where words of other things stand beside it.
    #[must_use]
    pub const fn data_code(self) -> &'static str {
        match self {
            Self::Drafted => "schedule_drafted",
            Self::Changed => "schedule_changed",
            Self::Agreed => "schedule_agreed",
            Self::Approved => "schedule_approved",
            Self::Reopened => "schedule_reopened",
            Self::Published => "schedule_published",
            Self::Replaced => "schedule_replaced",
            Self::Linked => "schedule_linked",
        }
    }

    /// Whether everybody who reads the document sees the act, not only those who draw up.
    #[must_use]
    pub const fn is_official(self) -> bool {
        matches!(
            self,
            Self::Agreed | Self::Approved | Self::Published | Self::Replaced
        )
    }
}

/// Who did something, as they were called then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ActBy {
    pub name: String,
    /// The post; empty when none was known.
    pub post: String,
}

/// Something that was done with a schedule, and by whom: a part of the document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleAct {
    pub act: ActKind,
    pub at: DateTime<Utc>,
    /// Null when it was done at the server.
    pub by: Option<ActBy>,
    /// Which agreement it was.
    pub step: Option<AgreementStep>,
    /// The order of an approval, or the protocol of a body.
    pub paper: Option<Order>,
    /// From which day it is published, or replaced.
    pub from: Option<NaiveDate>,
}

/// An agreement that the school asks for, and whether it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Agreement {
    pub step: AgreementStep,
    /// Null as long as it is missing.
    pub done: Option<ScheduleAct>,
}

/// The school's steps, each with the act that fulfils it. `acts` in order; what stands before the last change of the lines
/// does not count.
#[must_use]
pub fn agreements(steps: &[AgreementStep], acts: &[ScheduleAct]) -> Vec<Agreement> {
    let counts = |act: &&ScheduleAct| !matches!(act.act, ActKind::Drafted | ActKind::Changed);
    let since: Vec<&ScheduleAct> = acts.iter().rev().take_while(counts).collect();
    let done = |step: &AgreementStep| {
        let fits = |act: &&&ScheduleAct| act.act == ActKind::Agreed && act.step.as_ref() == Some(step);
        since.iter().find(fits).map(|act| (*act).clone())
    };
    let agreement = |step: &AgreementStep| Agreement {
        step: step.clone(),
        done: done(step),
    };
    steps.iter().map(agreement).collect()
}

/// Whether the school asks for agreements and has them all.
#[must_use]
pub fn agreed(agreements: &[Agreement]) -> bool {
    !agreements.is_empty() && agreements.iter().all(|agreement| agreement.done.is_some())
}

/// Whether nothing that the school asks for is missing.
#[must_use]
pub fn may_be_approved(agreements: &[Agreement]) -> bool {
    agreements.iter().all(|agreement| agreement.done.is_some())
}

/// An agreement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgreeBody {
    /// One of the school's steps.
    pub step: AgreementStep,
    /// Of a body: needed there, and nowhere else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protocol: Option<Protocol>,
}

impl Check for AgreeBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/step/title", &self.step.title, MAX_TITLE);
        match (&self.protocol, self.step.kind) {
            (Some(protocol), StepKind::Body) => {
                check::text(errors, "/protocol/number", &protocol.number, MAX_NUMBER);
                check_day(errors, "/protocol/date", protocol.date);
            }
            (None, StepKind::Body) => {
                errors.push(FieldError::new("/protocol", FieldErrorKind::Required));
            }
            (Some(_), StepKind::Consultant | StepKind::Deputy) => {
                errors.push(FieldError::new("/protocol", FieldErrorKind::NotOpen));
            }
            (None, StepKind::Consultant | StepKind::Deputy) => {}
        }
    }
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApproveBody {
    pub order: Order,
}

impl Check for ApproveBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        self.order.check(errors, "/order");
    }
}

/// From when an approved schedule holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishBody {
    /// The first day: today or later, in the schedule's year.
    pub from: NaiveDate,
}

impl Check for PublishBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_day(errors, "/from", self.from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn step(title: &str) -> AgreementStep {
        AgreementStep {
            kind: StepKind::Deputy,
            title: title.into(),
        }
    }

    fn act(act: ActKind, step: Option<AgreementStep>) -> ScheduleAct {
        ScheduleAct {
            act,
            at: "2026-09-01T06:00:00Z".parse().unwrap(),
            by: None,
            step,
            paper: None,
            from: None,
        }
    }

    #[test]
    fn a_state_is_told_by_the_day_and_the_agreements() {
        use ScheduleState::{Agreed, Approved, Draft, Published, Replaced};
        let today = day("2026-11-22");
        let none = (None, None);
        for (stored, range, agreed, told) in [
            (Draft, none, false, Draft),
            (Draft, none, true, Agreed),
            (Approved, none, true, Approved),
            (Published, (Some("2026-09-01"), None), false, Published),
            (
                Published,
                (Some("2026-09-01"), Some("2026-11-23")),
                false,
                Published,
            ),
            (
                Published,
                (Some("2026-09-01"), Some("2026-11-22")),
                false,
                Replaced,
            ),
            (Published, (Some("2027-01-11"), None), false, Published),
            // Never came into force, though its day is to come.
            (
                Published,
                (Some("2027-01-11"), Some("2027-01-11")),
                false,
                Replaced,
            ),
        ] {
            let range = (range.0.map(day), range.1.map(day));
            assert_eq!(stored.on(today, range, agreed), told, "{stored} {range:?}");
        }
    }

    #[test]
    fn a_change_of_the_lines_voids_what_was_agreed() {
        use ActKind::{Agreed, Changed, Drafted, Linked, Reopened};
        let steps = [step("A"), step("Б")];
        let agree = |title| act(Agreed, Some(step(title)));
        for (acts, missing) in [
            (vec![act(Drafted, None)], vec!["A", "Б"]),
            (vec![act(Drafted, None), agree("Б")], vec!["A"]),
            (vec![act(Drafted, None), agree("Б"), agree("A")], vec![]),
            (vec![agree("Б"), act(Changed, None), agree("A")], vec!["Б"]),
            (vec![agree("Б"), agree("A"), act(Changed, None)], vec!["A", "Б"]),
            (
                vec![agree("Б"), agree("A"), act(Reopened, None), act(Linked, None)],
                vec![],
            ),
            (vec![agree("A"), agree("В")], vec!["Б"]),
        ] {
            let found = agreements(&steps, &acts);
            let open = found.iter().filter(|agreement| agreement.done.is_none());
            let open: Vec<&str> = open.map(|agreement| agreement.step.title.as_str()).collect();
            assert_eq!(open, missing);
            assert_eq!(
                (agreed(&found), may_be_approved(&found)),
                (missing.is_empty(), missing.is_empty())
            );
        }
        let none = agreements(&[], &[act(Drafted, None)]);
        assert_eq!((agreed(&none), may_be_approved(&none)), (false, true));
    }

    #[test]
    fn steps_are_named_and_not_repeated() {
        let errors = |steps: &[AgreementStep]| {
            let mut errors = Vec::new();
            check_steps(&mut errors, "/agreement_steps", steps);
            errors
                .into_iter()
                .map(|error| (error.pointer, error.kind))
                .collect::<Vec<_>>()
        };
        assert_eq!(errors(&[step("A"), step("Б")]), []);
        let title = "/agreement_steps/1/title".to_owned();
        assert_eq!(
            errors(&[step("A"), step(" A ")]),
            [(title.clone(), FieldErrorKind::Taken)]
        );
        assert_eq!(
            errors(&[step("A"), step(" ")]),
            [(title, FieldErrorKind::Required)]
        );
        let many: Vec<AgreementStep> = (0..11).map(|n| step(&n.to_string())).collect();
        assert_eq!(errors(&many).len(), 1);
    }

    #[test]
    fn a_protocol_belongs_to_a_body() {
        let errors = |kind, protocol| {
            let step = AgreementStep {
                kind,
                title: "Совет".into(),
            };
            let mut errors = Vec::new();
            AgreeBody { step, protocol }.check(&mut errors);
            errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        let protocol = |number: &str| Protocol {
            number: number.into(),
            date: day("2026-08-28"),
        };
        assert!(errors(StepKind::Body, Some(protocol("3"))).is_empty());
        assert_eq!(errors(StepKind::Body, Some(protocol(" "))), ["/protocol/number"]);
        assert_eq!(errors(StepKind::Body, None), ["/protocol"]);
        assert_eq!(errors(StepKind::Deputy, Some(protocol("3"))), ["/protocol"]);
    }
}
