//! The life of a request: the one table of who may take which step from which state.

use serde::{Deserialize, Serialize};

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
    /// A helper asked back and waits for the requester.
    Waiting,
    Answered,
    Closed,
}

impl TicketState {
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::InProgress,
        Self::Waiting,
        Self::Answered,
        Self::Closed,
    ];

    /// Whether work on it is still to be done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::New | Self::InProgress | Self::Waiting)
    }

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::InProgress => "in_progress",
            Self::Waiting => "waiting",
            Self::Answered => "answered",
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
    Ask,
    Answer,
    Close,
    Reopen,
    Rate,
    /// Let the child's other parents read it, or stop it.
    Share,
}

impl Act {
    pub const ALL: [Self; 9] = [
        Self::Message,
        Self::Note,
        Self::Assign,
        Self::Ask,
        Self::Answer,
        Self::Close,
        Self::Reopen,
        Self::Rate,
        Self::Share,
    ];

    /// Whether the step is a public word of staff, which counts as considering the request (T4).
    pub const fn considers(self, side: Side) -> bool {
        match (self, side) {
            (Self::Message | Self::Ask | Self::Answer, Side::Staff) => true,
            (Self::Message | Self::Ask | Self::Answer, Side::Requester)
            | (
                Self::Note | Self::Assign | Self::Close | Self::Reopen | Self::Rate | Self::Share,
                Side::Staff | Side::Requester,
            ) => false,
        }
    }
}

/// The state after the step, or nothing when the step cannot be taken.
///
/// An answered or closed request takes no messages of the requester: "reopen" says that it did not help and starts a
/// new term, so that a question never sinks into a finished request unseen.
pub const fn next(state: TicketState, act: Act, side: Side) -> Option<TicketState> {
    use TicketState::{Answered, Closed, InProgress, New, Waiting};
    match (side, act, state) {
        (Side::Requester, Act::Message, New) => Some(New),
        (Side::Requester, Act::Message, InProgress | Waiting) => Some(InProgress),
        (Side::Requester, Act::Message, Answered | Closed) => None,

        (Side::Staff, Act::Message, New | InProgress) => Some(InProgress),
        (Side::Staff, Act::Message, Waiting) => Some(Waiting),
        (Side::Staff, Act::Message, Answered) => Some(Answered),
        (Side::Staff, Act::Message, Closed) => None,

        (Side::Staff, Act::Note, state) => Some(state),

        (Side::Staff, Act::Assign, New | InProgress) => Some(InProgress),
        (Side::Staff, Act::Assign, Waiting) => Some(Waiting),
        (Side::Staff, Act::Assign, Answered | Closed) => None,

        (Side::Staff, Act::Ask, New | InProgress | Waiting) => Some(Waiting),
        (Side::Staff, Act::Ask, Answered | Closed) => None,

        (Side::Staff, Act::Answer, New | InProgress | Waiting) => Some(Answered),
        (Side::Staff, Act::Answer, Answered | Closed) => None,

        (Side::Requester, Act::Close, New | InProgress | Waiting | Answered) => Some(Closed),
        (Side::Requester, Act::Close, Closed) => None,

        (Side::Requester | Side::Staff, Act::Reopen, Answered | Closed) => Some(InProgress),
        (Side::Requester | Side::Staff, Act::Reopen, New | InProgress | Waiting) => None,

        (Side::Requester, Act::Rate, Answered | Closed) => Some(state),
        (Side::Requester, Act::Rate, New | InProgress | Waiting) => None,

        (Side::Requester, Act::Share, state) => Some(state),

        (Side::Requester, Act::Note | Act::Assign | Act::Ask | Act::Answer, _)
        | (Side::Staff, Act::Close | Act::Rate | Act::Share, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reviewed table of all steps; a dash is a step that cannot be taken.
    #[test]
    fn the_steps_are_the_reviewed_table() {
        let mut table = String::new();
        for side in [Side::Requester, Side::Staff] {
            for act in Act::ALL {
                let row: Vec<&str> = TicketState::ALL
                    .iter()
                    .map(|s| next(*s, act, side).map_or("-", TicketState::code))
                    .collect();
                table += &format!("{side:?} {act:?}: {}\n", row.join(" "));
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
        assert_eq!(considering, [Act::Message, Act::Ask, Act::Answer]);
        assert!(Act::ALL.iter().all(|a| !a.considers(Side::Requester)));
    }
}
