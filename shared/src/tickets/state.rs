//! The life of a request: the one table of who may take which step from which state, and what it does to the clock.

use serde::{Deserialize, Serialize};

use crate::calendar::ClockEventKind;
use crate::codes::coded;

/// Where a request is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum TicketState {
    /// Filed; nobody has taken it yet.
    New,
    /// A helper works on it.
    InProgress,
    /// A helper asked back and waits for the requester (T3).
    Waiting,
    /// Handed over to the vendor's support (T6).
    WithVendor,
    /// The requester objected to a refusal; the head decides (T10).
    Objected,
    Answered,
    /// The school refused it, with a reason.
    Refused,
    /// Its conversation was stopped because the rules of conduct were broken (F2); it waits for another helper (T10).
    Stopped,
    /// Its thread goes on in another request.
    Merged,
    Closed,
}

impl TicketState {
    pub const ALL: [Self; 10] = [
        Self::New,
        Self::InProgress,
        Self::Waiting,
        Self::WithVendor,
        Self::Objected,
        Self::Answered,
        Self::Refused,
        Self::Stopped,
        Self::Merged,
        Self::Closed,
    ];

    /// Whether work on it is still to be done.
    pub const fn is_open(self) -> bool {
        match self {
            Self::New
            | Self::InProgress
            | Self::Waiting
            | Self::WithVendor
            | Self::Objected
            | Self::Stopped => true,
            Self::Answered | Self::Refused | Self::Merged | Self::Closed => false,
        }
    }

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::Waiting => "waiting",
            Self::WithVendor => "with_vendor",
            Self::Objected => "objected",
            Self::Answered => "answered",
            Self::Refused => "refused",
            Self::Stopped => "stopped",
            Self::Merged => "merged",
            Self::Closed => "closed",
        }
    }
}

/// On which side of a request somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum Side {
    /// Who filed it.
    Requester,
    /// Who works on it.
    Staff,
}

impl Side {
    pub const ALL: [Self; 2] = [Self::Requester, Self::Staff];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Staff => "staff",
        }
    }
}

coded!(TicketState, Side);

/// A step that somebody takes with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Act {
    /// Write a message for both sides.
    Message,
    /// Write an internal note.
    Note,
    Assign,
    /// Give it another topic.
    Topic,
    Ask,
    Answer,
    /// Hand it over to the vendor's support for the requester.
    HandOver,
    /// Enter what the vendor said.
    Outcome,
    /// Tell the requester to turn to the vendor themselves, and how.
    Redirect,
    /// Refuse it in the school's name.
    Refuse,
    /// Object to a refusal, once.
    Object,
    /// Decide on an objection: the refusal stands.
    Uphold,
    /// Decide on an objection: work goes on.
    Overturn,
    /// Stop the conversation because the rules of conduct were broken.
    Stop,
    /// Join it to another request of the same person.
    Merge,
    /// Take the joining back.
    Unmerge,
    /// Make a request of its own out of a message.
    Split,
    /// Note that it belongs with another request.
    Link,
    /// Hear of what happens to it.
    Follow,
    Close,
    Reopen,
    Rate,
    /// Let the child's other parents read it, or stop it.
    Share,
}

impl Act {
    pub const ALL: [Self; 23] = [
        Self::Message,
        Self::Note,
        Self::Assign,
        Self::Topic,
        Self::Ask,
        Self::Answer,
        Self::HandOver,
        Self::Outcome,
        Self::Redirect,
        Self::Refuse,
        Self::Object,
        Self::Uphold,
        Self::Overturn,
        Self::Stop,
        Self::Merge,
        Self::Unmerge,
        Self::Split,
        Self::Link,
        Self::Follow,
        Self::Close,
        Self::Reopen,
        Self::Rate,
        Self::Share,
    ];

    /// Whether the step is a public word of staff, which counts as considering the request (T4): a message, a question back,
    /// a hand-over, a refusal, an answer. Assigning is not enough.
    pub const fn considers(self, side: Side) -> bool {
        match (self, side) {
            (
                Self::Message
                | Self::Ask
                | Self::Answer
                | Self::HandOver
                | Self::Outcome
                | Self::Redirect
                | Self::Refuse
                | Self::Uphold
                | Self::Overturn
                | Self::Stop,
                Side::Staff,
            ) => true,
            (
                Self::Message
                | Self::Ask
                | Self::Answer
                | Self::HandOver
                | Self::Outcome
                | Self::Redirect
                | Self::Refuse
                | Self::Uphold
                | Self::Overturn
                | Self::Stop,
                Side::Requester,
            )
            | (
                Self::Note
                | Self::Assign
                | Self::Topic
                | Self::Object
                | Self::Merge
                | Self::Unmerge
                | Self::Split
                | Self::Link
                | Self::Follow
                | Self::Close
                | Self::Reopen
                | Self::Rate
                | Self::Share,
                Side::Staff | Side::Requester,
            ) => false,
        }
    }

    /// The clause that gives the step, as in `requirements.md`.
    pub const fn clause(self) -> &'static str {
        match self {
            Self::Message | Self::Answer | Self::Assign => "T4",
            Self::Note | Self::Topic | Self::Merge | Self::Unmerge | Self::Split | Self::Link => "T5",
            Self::Follow => "T10",
            Self::Ask => "T3",
            Self::HandOver | Self::Redirect => "T6",
            Self::Outcome => "T9",
            Self::Refuse | Self::Object | Self::Uphold | Self::Overturn | Self::Close | Self::Reopen => "T10",
            Self::Stop => "F2",
            Self::Rate => "F3",
            Self::Share => "P5",
        }
    }
}

/// The state after the step, or nothing when the step cannot be taken.
///
/// An answered or closed request takes no messages of the requester: "reopen" says that it did not help and starts a
/// new term, so that a question never sinks into a finished request unseen. A refused one takes the one objection.
pub const fn next(state: TicketState, act: Act, side: Side) -> Option<TicketState> {
    use TicketState::{
        Answered, Closed, InProgress, Merged, New, Objected, Refused, Stopped, Waiting, WithVendor,
    };
    match (side, act, state) {
        (Side::Requester, Act::Message, New) => Some(New),
        (Side::Requester, Act::Message, InProgress | Waiting) => Some(InProgress),
        (Side::Requester, Act::Message, WithVendor | Objected) => Some(state),
        (Side::Requester, Act::Message, Answered | Refused | Stopped | Merged | Closed) => None,

        // Who speaks where a conversation was stopped goes on with it; it is never who stopped it.
        (Side::Staff, Act::Message, New | InProgress | Stopped) => Some(InProgress),
        (Side::Staff, Act::Message, Waiting | WithVendor | Objected | Answered | Refused) => Some(state),
        (Side::Staff, Act::Message, Merged | Closed) => None,

        (Side::Staff, Act::Note | Act::Link | Act::Follow, state) => Some(state),

        (Side::Staff, Act::Assign, New | InProgress | Stopped) => Some(InProgress),
        (Side::Staff, Act::Assign, Waiting | WithVendor | Objected) => Some(state),
        (Side::Staff, Act::Assign, Answered | Refused | Merged | Closed) => None,

        (Side::Staff, Act::Topic, New | InProgress | Waiting | WithVendor | Objected | Stopped) => {
            Some(state)
        }
        (Side::Staff, Act::Topic, Answered | Refused | Merged | Closed) => None,

        (Side::Staff, Act::Ask, New | InProgress | Waiting | Stopped) => Some(Waiting),
        (Side::Staff, Act::Ask, WithVendor | Objected | Answered | Refused | Merged | Closed) => None,

        (Side::Staff, Act::Answer | Act::Redirect, New | InProgress | Waiting | Stopped) => Some(Answered),
        (Side::Staff, Act::Redirect, WithVendor) => Some(Answered),
        (Side::Staff, Act::Answer, WithVendor) => None,
        (Side::Staff, Act::Answer | Act::Redirect, Objected | Answered | Refused | Merged | Closed) => None,

        (Side::Staff, Act::HandOver, New | InProgress | Waiting | Stopped) => Some(WithVendor),
        (Side::Staff, Act::HandOver, WithVendor | Objected | Answered | Refused | Merged | Closed) => None,
        (Side::Staff, Act::Outcome, WithVendor) => Some(InProgress),
        (
            Side::Staff,
            Act::Outcome,
            New | InProgress | Waiting | Objected | Answered | Refused | Stopped | Merged | Closed,
        ) => None,

        (Side::Staff, Act::Refuse, New | InProgress | Waiting | Stopped) => Some(Refused),
        (Side::Staff, Act::Refuse, WithVendor | Objected | Answered | Refused | Merged | Closed) => None,
        (Side::Requester, Act::Object, Refused) => Some(Objected),
        (
            Side::Requester,
            Act::Object,
            New | InProgress | Waiting | WithVendor | Objected | Answered | Stopped | Merged | Closed,
        ) => None,
        (Side::Staff, Act::Uphold, Objected) => Some(Refused),
        (Side::Staff, Act::Overturn, Objected) => Some(InProgress),
        (
            Side::Staff,
            Act::Uphold | Act::Overturn,
            New | InProgress | Waiting | WithVendor | Answered | Refused | Stopped | Merged | Closed,
        ) => None,

        // Where no conversation goes on there is none to stop: what was said in it can be reported all the same.
        (Side::Staff, Act::Stop, New | InProgress | Waiting | WithVendor) => Some(Stopped),
        (Side::Staff, Act::Stop, Objected | Answered | Refused | Stopped | Merged | Closed) => None,

        (Side::Staff, Act::Merge, New | InProgress | Waiting) => Some(Merged),
        (Side::Staff, Act::Merge, WithVendor | Objected | Answered | Refused | Stopped | Merged | Closed) => {
            None
        }
        // As what it goes on, its clock tells: as new, in progress or answered.
        (Side::Staff, Act::Unmerge, Merged) => Some(InProgress),
        (
            Side::Staff,
            Act::Unmerge,
            New | InProgress | Waiting | WithVendor | Objected | Answered | Refused | Stopped | Closed,
        ) => None,
        (Side::Staff, Act::Split, New | InProgress | Waiting | WithVendor | Answered | Closed) => Some(state),
        (Side::Staff, Act::Split, Objected | Refused | Stopped | Merged) => None,

        (Side::Requester, Act::Close, New | InProgress | Waiting | WithVendor | Answered) => Some(Closed),
        (Side::Requester, Act::Close, Objected | Refused | Stopped) => Some(Closed),
        (Side::Requester, Act::Close, Merged | Closed) => None,

        (Side::Requester | Side::Staff, Act::Reopen, Answered | Closed) => Some(InProgress),
        // The right to help goes on; the requester asks the head for it.
        (Side::Staff, Act::Reopen, Refused) => Some(InProgress),
        (Side::Requester, Act::Reopen, Refused)
        | (
            Side::Requester | Side::Staff,
            Act::Reopen,
            New | InProgress | Waiting | WithVendor | Objected | Stopped | Merged,
        ) => None,

        (Side::Requester, Act::Rate, Answered | Closed) => Some(state),
        (
            Side::Requester,
            Act::Rate,
            New | InProgress | Waiting | WithVendor | Objected | Refused | Stopped | Merged,
        ) => None,

        // Of what was merged, the other request tells who reads it.
        (Side::Requester, Act::Share, Merged) => None,
        (
            Side::Requester,
            Act::Share,
            New | InProgress | Waiting | WithVendor | Objected | Answered | Refused | Stopped | Closed,
        ) => Some(state),

        (
            Side::Requester,
            Act::Note
            | Act::Assign
            | Act::Topic
            | Act::Ask
            | Act::Answer
            | Act::HandOver
            | Act::Outcome
            | Act::Redirect
            | Act::Refuse
            | Act::Uphold
            | Act::Overturn
            | Act::Stop
            | Act::Merge
            | Act::Unmerge
            | Act::Split
            | Act::Link
            | Act::Follow,
            _,
        )
        | (Side::Staff, Act::Close | Act::Rate | Act::Share | Act::Object, _) => None,
    }
}

/// Whether a step of staff stays among staff, and takes nothing of the conversation over.
pub const fn is_inside(act: Act) -> bool {
    matches!(act, Act::Note | Act::Link | Act::Follow)
}

/// Whether the clock stands still in a state; while the vendor has it, as the school's policy says.
pub const fn stands(state: TicketState, vendor_pauses: bool) -> bool {
    match state {
        TicketState::Waiting => true,
        TicketState::WithVendor => vendor_pauses,
        TicketState::New
        | TicketState::InProgress
        | TicketState::Objected
        | TicketState::Answered
        | TicketState::Refused
        | TicketState::Stopped
        | TicketState::Merged
        | TicketState::Closed => false,
    }
}

/// What a step does to the clock of the answer: `stood` tells whether it stood still before, `stands` whether it does after.
///
/// A new term begins with an objection and with reopening. What is merged keeps its own clock: the words in the request that
/// it was merged into count for it.
pub const fn clock(
    from: TicketState,
    act: Act,
    to: TicketState,
    stood: bool,
    stands: bool,
) -> Option<ClockEventKind> {
    if matches!(act, Act::Reopen | Act::Object) {
        return Some(ClockEventKind::Start);
    }
    if matches!(act, Act::Merge | Act::Unmerge) {
        return None;
    }
    match (from.is_open(), to.is_open(), stood, stands) {
        (true, false, _, _) => Some(ClockEventKind::Stop),
        (true, true, false, true) => Some(ClockEventKind::Pause),
        (true, true, true, false) => Some(ClockEventKind::Resume),
        (true, true, true, true) | (true, true, false, false) | (false, _, _, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reviewed table of all steps that can be taken: from, step, who, to, what the clock does, why. What has no line
    /// cannot be taken.
    #[test]
    fn the_steps_are_the_reviewed_table() {
        let mut table = String::new();
        for act in Act::ALL {
            for side in Side::ALL {
                for from in TicketState::ALL {
                    let Some(to) = next(from, act, side) else { continue };
                    let clock = clock(from, act, to, stands(from, true), stands(to, true));
                    let clock = clock.map_or("-".to_owned(), |clock| format!("{clock:?}").to_lowercase());
                    let why = act.clause();
                    table += &format!("{from} {act:?} {side} {to} {clock} {why}\n");
                }
            }
        }
        let reviewed = include_str!("../../fixtures/steps.txt");
        assert_eq!(table, reviewed, "review shared/fixtures/steps.txt:\n{table}");
    }

    #[test]
    fn only_a_public_word_of_staff_considers() {
        let considering: Vec<Act> = Act::ALL
            .into_iter()
            .filter(|a| a.considers(Side::Staff))
            .collect();
        let public = [
            Act::Message,
            Act::Ask,
            Act::Answer,
            Act::HandOver,
            Act::Outcome,
            Act::Redirect,
            Act::Refuse,
            Act::Uphold,
            Act::Overturn,
            Act::Stop,
        ];
        assert_eq!(considering, public);
        assert!(Act::ALL.iter().all(|a| !a.considers(Side::Requester)));
    }

    /// Whatever is done, the clock never gets an event that cannot follow the one before it.
    #[test]
    fn the_clock_gets_no_impossible_event() {
        for vendor_pauses in [false, true] {
            for from in TicketState::ALL {
                for act in Act::ALL {
                    for side in Side::ALL {
                        let Some(to) = next(from, act, side) else { continue };
                        let stood = stands(from, vendor_pauses);
                        let event = clock(from, act, to, stood, stands(to, vendor_pauses));
                        match event {
                            Some(ClockEventKind::Start) => assert!(!from.is_open(), "{from} {act:?}"),
                            Some(ClockEventKind::Pause) => assert!(from.is_open() && !stood),
                            Some(ClockEventKind::Resume) => assert!(from.is_open() && stood),
                            Some(ClockEventKind::Stop) => assert!(from.is_open() && !to.is_open()),
                            None => assert!(
                                act == Act::Merge || act == Act::Unmerge || from.is_open() == to.is_open()
                            ),
                        }
                    }
                }
            }
        }
    }
}
