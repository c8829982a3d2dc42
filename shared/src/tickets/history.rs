//! What happened to a request, step by step.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{MessagesQuery, TicketPath};
use crate::calendar::ClockEventKind;
use crate::check::Check;
use crate::codes::coded;
use crate::endpoint::endpoints;
use crate::ids::TicketId;
use crate::page::Page;
use crate::people::MemberRef;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum EventKind {
    File,
    Message,
    Note,
    Assign,
    Topic,
    Ask,
    Answer,
    HandOver,
    /// The vendor's number of a hand-over was entered.
    Reference,
    Outcome,
    Redirect,
    Refuse,
    Object,
    Uphold,
    Overturn,
    Stop,
    /// It was merged into another.
    Merge,
    Unmerge,
    /// Another was merged into it.
    Take,
    /// Another that was merged into it went its own way again.
    LetGo,
    /// A message became a request of its own.
    Split,
    /// It was made of another's message.
    SplitOff,
    Link,
    Unlink,
    Follow,
    Unfollow,
    Close,
    Reopen,
    Rate,
    Share,
    Unshare,
    /// Who worked on it does so no more; it went back to the queue.
    Release,
    /// Nobody leads the class any more; it went to the helpers.
    Return,
    /// The school's policy of terms changed, and its term with it.
    Policy,
    /// The school's calendar changed, and its term with it.
    Calendar,
    /// The school's time zone changed, and its term with it.
    Zone,
    /// Little time is left: the helper was told.
    Warning,
    /// The time is over: the superior was told.
    Breach,
}

impl EventKind {
    pub const ALL: [Self; 38] = [
        Self::File,
        Self::Message,
        Self::Note,
        Self::Assign,
        Self::Topic,
        Self::Ask,
        Self::Answer,
        Self::HandOver,
        Self::Reference,
        Self::Outcome,
        Self::Redirect,
        Self::Refuse,
        Self::Object,
        Self::Uphold,
        Self::Overturn,
        Self::Stop,
        Self::Merge,
        Self::Unmerge,
        Self::Take,
        Self::LetGo,
        Self::Split,
        Self::SplitOff,
        Self::Link,
        Self::Unlink,
        Self::Follow,
        Self::Unfollow,
        Self::Close,
        Self::Reopen,
        Self::Rate,
        Self::Share,
        Self::Unshare,
        Self::Release,
        Self::Return,
        Self::Policy,
        Self::Calendar,
        Self::Zone,
        Self::Warning,
        Self::Breach,
    ];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Message => "message",
            Self::Note => "note",
            Self::Assign => "assign",
            Self::Topic => "topic",
            Self::Ask => "ask",
            Self::Answer => "answer",
            Self::HandOver => "hand_over",
            Self::Reference => "reference",
            Self::Outcome => "outcome",
            Self::Redirect => "redirect",
            Self::Refuse => "refuse",
            Self::Object => "object",
            Self::Uphold => "uphold",
            Self::Overturn => "overturn",
            Self::Stop => "stop",
            Self::Merge => "merge",
            Self::Unmerge => "unmerge",
            Self::Take => "take",
            Self::LetGo => "let_go",
            Self::Split => "split",
            Self::SplitOff => "split_off",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::Follow => "follow",
            Self::Unfollow => "unfollow",
            Self::Close => "close",
            Self::Reopen => "reopen",
            Self::Rate => "rate",
            Self::Share => "share",
            Self::Unshare => "unshare",
            Self::Release => "release",
            Self::Return => "return",
            Self::Policy => "policy",
            Self::Calendar => "calendar",
            Self::Zone => "zone",
            Self::Warning => "warning",
            Self::Breach => "breach",
        }
    }

    /// Whether only those who work on the request may know of it.
    pub const fn is_internal(self) -> bool {
        match self {
            Self::Note
            | Self::Link
            | Self::Unlink
            | Self::Follow
            | Self::Unfollow
            | Self::Release
            | Self::Warning
            | Self::Breach => true,
            Self::File
            | Self::Message
            | Self::Assign
            | Self::Topic
            | Self::Ask
            | Self::Answer
            | Self::HandOver
            | Self::Reference
            | Self::Outcome
            | Self::Redirect
            | Self::Refuse
            | Self::Object
            | Self::Uphold
            | Self::Overturn
            | Self::Stop
            | Self::Merge
            | Self::Unmerge
            | Self::Take
            | Self::LetGo
            | Self::Split
            | Self::SplitOff
            | Self::Close
            | Self::Reopen
            | Self::Rate
            | Self::Share
            | Self::Unshare
            | Self::Return
            | Self::Policy
            | Self::Calendar
            | Self::Zone => false,
        }
    }
}

coded!(EventKind);

/// A step in the history of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketEvent {
    pub id: uuid::Uuid,
    pub at: DateTime<Utc>,
    pub event: EventKind,
    /// Who did it; null for what happened by itself.
    pub actor: Option<MemberRef>,
    /// To whom it was assigned.
    pub to: Option<MemberRef>,
    /// The other request, in a merge, a split or a link.
    pub other: Option<TicketId>,
    /// What it did to the clock of the answer.
    pub clock: Option<ClockEventKind>,
}

impl Check for TicketEvent {}

endpoints! {
    /// Lists what happened to a request, newest first. What only concerns the work on it is shown to those who work on it.
    TicketsHistory "tickets_history" Get Read "/api/v1/schools/{school}/tickets/{ticket}/events" 200
        TicketRead TicketPath, MessagesQuery, () => Page<TicketEvent>;
}
