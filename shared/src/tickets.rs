//! Requests for help: what is asked of whom, the thread, and the time by which it must be considered (T1-T5, T10).

pub mod channel;
pub mod clocks;
pub mod email;
pub mod guide;
pub mod history;
pub mod join;
pub mod kept;
pub mod requesters;
pub mod search;
pub mod state;
pub mod vendor;
pub mod words;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::conduct::StopBody;
use crate::endpoint::{Nothing, endpoints};
use crate::feedback::Rating;
use crate::files::{StoredFile, check_files};
use crate::ids::{FileId, MemberId, MessageId, TicketId};
use crate::page::{Cursor, Page};
use crate::people::{MemberRef, StaffMember};
use crate::schedules::Weekday;
use crate::schools::SchoolPath;
pub use channel::Channel;
pub use history::EventKind;
pub use join::{LinkKind, TicketLink};
pub use kept::{HelperWork, Kept, Repeat};
pub use state::{Act, Side, TicketState};
pub use vendor::{HandOverBody, OutcomeBody, ReferenceBody};
pub use vendor::{Handover, Outcome, VendorChannel};

/// The time within which a request must be considered where the school's policy says nothing else: 24 hours for staff, one day
/// for parents and students (T4).
pub const CONSIDER_WITHIN_MINUTES: u32 = 24 * 60;

/// What a request is about (T5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum Topic {
    Timetable,
    CurrentMarks,
    FinalMarks,
    Attendance,
    LessonPlanning,
    ConductingLessons,
    Reports,
    Access,
    Other,
}

/// As whom somebody files: it decides what the regulation asks of them (T2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum RequesterGroup {
    Staff,
    Parent,
    Student,
}

/// A new request. Name, and class where the school knows it, are taken from the school's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketBody {
    pub topic: Topic,
    /// What happened, in the requester's words; its beginning becomes the title.
    pub description: String,
    /// As whom one files; needed only by those who are both staff and parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<RequesterGroup>,
    /// The child that a parent asks about; needed only with several children.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child: Option<MemberId>,
    /// The class, when the school's card does not tell it (T2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_name: Option<String>,
    /// For whom one files, when it is not oneself: name, group and class are taken from that person's card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requester: Option<MemberId>,
    /// To the class teacher of the student or child, not to the helpers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_class_teacher: bool,
    /// A student keeps it from the parents, from the class on that the school set.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub private: bool,
    /// A parent lets the other parents of the child read it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// How it came, when somebody logs what came from somebody else, or a program tells which of the journal's ways (T1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Somebody who has no card in the school, instead of `requester` (D6).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest: Option<GuestBody>,
    /// What was answered at once; for those who log a call or a visit and work on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Files that go with the description, uploaded before by who files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

impl TicketBody {
    /// A request for oneself that tells nothing but what it is about.
    pub fn new(topic: Topic, description: impl Into<String>) -> Self {
        Self {
            topic,
            description: description.into(),
            group: None,
            child: None,
            class_name: None,
            requester: None,
            to_class_teacher: false,
            private: false,
            shared: false,
            channel: None,
            guest: None,
            answer: None,
            files: Vec::new(),
        }
    }
}

/// Somebody without a card in the school: it gets one without any role, which opens nothing (D6).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GuestBody {
    pub name: String,
    /// How to reach them, where they told it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// The most characters of a description or a message.
pub const MAX_TEXT: u32 = 10_000;

impl Check for TicketBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/description", &self.description, MAX_TEXT);
        if let Some(class) = &self.class_name {
            check::text(errors, "/class_name", class, 20);
        }
        if let Some(guest) = &self.guest {
            check::text(errors, "/guest/name", &guest.name, 200);
            check::optional_text(errors, "/guest/phone", guest.phone.as_deref(), 40);
            if self.requester.is_some() {
                errors.push(FieldError::new("/guest", FieldErrorKind::NotOpen));
            }
        }
        if let Some(answer) = &self.answer {
            check::text(errors, "/answer", answer, MAX_TEXT);
        }
        check_files(errors, &self.files);
    }
}

/// A request in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketSummary {
    pub id: TicketId,
    /// Unique and growing within a school, with gaps.
    #[cfg_attr(feature = "openapi", schema(example = "2026-000123"))]
    pub number: String,
    pub title: String,
    pub topic: Topic,
    pub state: TicketState,
    pub group: RequesterGroup,
    pub requester: MemberRef,
    /// The class of the student concerned; absent for staff.
    pub class_name: Option<String>,
    pub assignee: Option<MemberRef>,
    pub filed_at: DateTime<Utc>,
    /// When the current term began: at filing, or at the last reopening.
    pub term_from: DateTime<Utc>,
    /// How it came.
    pub channel: Channel,
    /// The time by which it must be considered.
    pub due_at: DateTime<Utc>,
    /// The time by which it is to be answered, where the school promises one and the clock does not stand still.
    pub answer_due_at: Option<DateTime<Utc>>,
    /// Whether the clock of the answer stands still: somebody else has to act.
    pub paused: bool,
    /// When staff first answered or asked back in the current term.
    pub considered_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    /// Whether the reader is its requester.
    pub mine: bool,
    /// Who filed it for the requester; null when the requester did.
    pub filed_by: Option<MemberRef>,
    /// Whether it was sent to the class teacher.
    pub to_class_teacher: bool,
    /// Whether the requester's parents do not see it.
    pub private: bool,
    /// Whether the child's other parents read it.
    pub shared: bool,
    pub version: i64,
}

/// A request with the newest part of its thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    #[serde(flatten)]
    pub summary: TicketSummary,
    /// The newest messages, oldest first.
    pub messages: Vec<Message>,
    /// Leads to earlier messages, when there are more.
    pub earlier: Option<Cursor>,
    /// The requester's mark; only its author sees it here.
    pub rating: Option<Rating>,
    /// Hand-overs to the vendor's support, the newest first.
    pub handovers: Vec<Handover>,
    /// Other requests that it belongs with, as far as the reader may read them.
    pub links: Vec<TicketLink>,
    /// Whether the reader hears of what happens to it.
    pub followed: bool,
    /// What the reader may do with it now.
    pub may: Vec<Act>,
}

impl Check for Ticket {}

/// What an entry of the thread is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum MessageKind {
    /// The description with which the request began.
    Request,
    /// A message for both sides.
    Message,
    /// A question back to the requester (T3).
    Question,
    /// The answer.
    Answer,
    /// A refusal, or the word that a conversation is stopped.
    Refusal,
    /// What the vendor's support said.
    Vendor,
    /// An internal note: the requester never sees it.
    Note,
}

/// An entry of a request's thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    pub id: MessageId,
    pub kind: MessageKind,
    pub author: MemberRef,
    /// Whether the author stands on the requester's side or on the staff's.
    pub side: Side,
    pub mine: bool,
    pub text: String,
    pub at: DateTime<Utc>,
    /// The request that it was written in, when that was merged into this one.
    pub of: Option<TicketId>,
    /// The files that came with it.
    pub files: Vec<StoredFile>,
}

impl Check for Message {}

/// A new entry of the thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageBody {
    pub text: String,
    /// An internal note, for those of the school's help who work on the request; a class teacher reads none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// Files that go with it, uploaded before by who writes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

impl Check for MessageBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
        check_files(errors, &self.files);
    }
}

/// A text that goes with a step: the answer, the question back, what did not help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StepBody {
    pub text: String,
    /// Files that go with the text, uploaded before by who writes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

impl StepBody {
    /// A text without files.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            files: Vec::new(),
        }
    }
}

impl Check for StepBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
        check_files(errors, &self.files);
    }
}

/// To whom a request is assigned; null takes it back to the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AssignBody {
    pub assignee: Option<MemberId>,
}

impl Check for AssignBody {}

/// Another topic for a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicBody {
    pub topic: Topic,
}

impl Check for TopicBody {}

/// A decision on an objection, and its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecideBody {
    /// Whether the refusal stands.
    pub upheld: bool,
    pub text: String,
    /// Files that go with the text, uploaded before by who writes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

impl Check for DecideBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::text(errors, "/text", &self.text, MAX_TEXT);
        check_files(errors, &self.files);
    }
}

/// Whether the reader hears of what happens to a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FollowBody {
    pub followed: bool,
}

impl Check for FollowBody {}

/// Whether the child's other parents may read a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShareBody {
    pub shared: bool,
}

impl Check for ShareBody {}

/// A request in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct TicketPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub ticket: TicketId,
}

/// The orders of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketOrder {
    /// The newest first.
    #[default]
    Newest,
    /// What is due first comes first; what has no time follows, then what is done.
    Due,
}

/// Whose requests to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketScope {
    /// Filed by the reader, by the reader's children, or by another parent of theirs who shares it.
    Mine,
    /// Assigned to the reader.
    Assigned,
    /// Assigned to nobody.
    Unassigned,
    /// What the reader may work on: a helper's directions, what is assigned to them, what was sent to a class teacher.
    Work,
    /// Sent to the reader as class teacher.
    Addressed,
    /// Filed by the reader for somebody else.
    Filed,
}

/// How many open requests wait, of those that the reader may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketCounts {
    /// Of the reader, of the reader's children, and what another parent of theirs shares.
    pub mine: i64,
    /// On which the reader may work.
    pub work: i64,
    /// Of these, assigned to the reader.
    pub assigned: i64,
    /// Of these, assigned to nobody.
    pub unassigned: i64,
    /// Of these, sent to the reader as class teacher.
    pub addressed: i64,
    /// Of these, not considered or not answered within their time.
    pub overdue: i64,
}

impl Check for TicketCounts {}

/// Which part of its life a request is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketStatus {
    /// Work on it is still to be done.
    Open,
    /// Answered, refused, merged, stopped or closed.
    Done,
    /// Not considered or not answered within its time.
    Overdue,
    /// Handed over to the vendor's support.
    Vendor,
    /// Refused, and objected to: the head decides.
    Objected,
}

/// Which requests to list. All filters hold together; what one may not read is neither listed nor counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct TicketsQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub scope: Option<TicketScope>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub status: Option<TicketStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<RequesterGroup>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub channel: Option<Channel>,
    /// Filed on this day of the school's zone or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_from: Option<NaiveDate>,
    /// Filed on this day or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed_to: Option<NaiveDate>,
    /// Filed on this day of the week, in the school's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub weekday: Option<Weekday>,
    /// Filed in this hour of the day, 0 to 23, in the school's zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hour: Option<u8>,
    /// What became of the promise to consider it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub considered: Option<Kept>,
    /// What became of the promise to answer it, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub answered: Option<Kept>,
    /// Somebody of the staff who worked on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helper: Option<MemberId>,
    /// What that helper did; anything when absent. Says nothing without `helper`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub work: Option<HelperWork>,
    /// A repeated question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub repeat: Option<Repeat>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub order: Option<TicketOrder>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for TicketsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::days(
            errors,
            ("?filed_from", self.filed_from),
            ("?filed_to", self.filed_to),
        );
        if let Some(hour) = self.hour {
            check::range(errors, "?hour", hour.into(), 0, 23);
        }
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// Which part of a thread to read, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct MessagesQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before, or a request's `earlier`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for MessagesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// The title of a request: the first line of its description that is no heading of the form's, cut at a word within 80 characters.
pub fn title(description: &str) -> String {
    const MOST: usize = 80;
    let mut lines = description.lines().map(str::trim);
    let says = |line: &&str| !line.is_empty() && !guide::is_heading(line);
    let line = lines.find(says).unwrap_or_default();
    let words: Vec<&str> = line.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    let mut cut: String = line.chars().take(MOST).collect();
    if let Some((head, _)) = cut
        .rsplit_once(' ')
        .filter(|(head, _)| head.chars().count() > MOST / 2)
    {
        cut = head.to_owned();
    }
    cut.trim_end_matches([',', '.', ';', ':', ' ']).to_owned() + "…"
}

/// What the regulation asks of a requester of this group, and what is missing (T2): a class of parents and students.
pub fn check_class(group: RequesterGroup, class_name: Option<&str>) -> Result<(), FieldError> {
    match group {
        RequesterGroup::Staff => Ok(()),
        RequesterGroup::Parent | RequesterGroup::Student => match class_name {
            Some(class) if !class.trim().is_empty() => Ok(()),
            _ => Err(FieldError::new("/class_name", FieldErrorKind::Required)),
        },
    }
}

endpoints! {
    /// Lists requests that the reader may read.
    TicketsList "tickets_list" Get Read "/api/v1/schools/{school}/tickets" 200
        TicketRead SchoolPath, TicketsQuery, () => Page<TicketSummary>;
    /// Files a request.
    ///
    /// Staff tell the problem; parents and students are asked for the class too, unless the school's card tells it.
    TicketsCreate "tickets_create" Post Create "/api/v1/schools/{school}/tickets" 201
        TicketFile SchoolPath, Nothing, TicketBody => Ticket;
    /// Reads a request with the newest part of its thread.
    TicketsFind "tickets_find" Get Read "/api/v1/schools/{school}/tickets/{ticket}" 200
        TicketRead TicketPath, Nothing, () => Ticket;
    /// Lists the thread of a request, newest first.
    MessagesList "messages_list" Get Read "/api/v1/schools/{school}/tickets/{ticket}/messages" 200
        TicketRead TicketPath, MessagesQuery, () => Page<Message>;
    /// Adds a message or an internal note to the thread.
    ///
    /// The first public message of staff counts as considering the request.
    MessagesCreate "messages_create" Post Create "/api/v1/schools/{school}/tickets/{ticket}/messages" 201
        TicketWrite TicketPath, Nothing, MessageBody => Message;
    /// Assigns a request to a helper, or takes it back to the queue.
    TicketsAssign "tickets_assign" Post Change "/api/v1/schools/{school}/tickets/{ticket}/assign" 200
        TicketWork TicketPath, Nothing, AssignBody => Ticket;
    /// Lists those to whom the request may be assigned, by name: whose appointment covers it, and who may work on all.
    TicketsHelpers "tickets_helpers" Get Read "/api/v1/schools/{school}/tickets/{ticket}/helpers" 200
        TicketWork TicketPath, MessagesQuery, () => Page<StaffMember>;
    /// Counts what waits: only what the reader may read.
    TicketsCount "tickets_count" Get Read "/api/v1/schools/{school}/ticket-counts" 200
        TicketRead SchoolPath, Nothing, () => TicketCounts;
    /// Lets the other parents of the child read the request, or stops it.
    TicketsShare "tickets_share" Post Change "/api/v1/schools/{school}/tickets/{ticket}/share" 200
        TicketShare TicketPath, Nothing, ShareBody => Ticket;
    /// Asks the requester to make the question clear.
    TicketsAsk "tickets_ask" Post Change "/api/v1/schools/{school}/tickets/{ticket}/ask" 200
        TicketWork TicketPath, Nothing, StepBody => Ticket;
    /// Answers a request.
    TicketsAnswer "tickets_answer" Post Change "/api/v1/schools/{school}/tickets/{ticket}/answer" 200
        TicketWork TicketPath, Nothing, StepBody => Ticket;
    /// Closes one's own request.
    TicketsClose "tickets_close" Post Change "/api/v1/schools/{school}/tickets/{ticket}/close" 200
        TicketClose TicketPath, Nothing, () => Ticket;
    /// Reopens an answered or closed request, telling why. A new term begins, by the school's policy of now. Who works on it
    /// may reopen a refused or stopped one too.
    TicketsReopen "tickets_reopen" Post Change "/api/v1/schools/{school}/tickets/{ticket}/reopen" 200
        TicketReopen TicketPath, Nothing, StepBody => Ticket;
    /// Gives a request another topic. Its clocks are counted anew by the policy of that topic; pauses stay.
    TicketsTopic "tickets_topic" Post Change "/api/v1/schools/{school}/tickets/{ticket}/topic" 200
        TicketWork TicketPath, Nothing, TopicBody => Ticket;
    /// Hands a request over to the vendor's support. The vendor has a clock of its own; the school's stands still where its
    /// policy says so.
    TicketsHandOver "tickets_hand_over" Post Change "/api/v1/schools/{school}/tickets/{ticket}/hand-over" 200
        TicketWork TicketPath, Nothing, HandOverBody => Ticket;
    /// Enters the vendor's number of the hand-over that is open.
    TicketsReference "tickets_reference" Post Change "/api/v1/schools/{school}/tickets/{ticket}/reference" 200
        TicketWork TicketPath, Nothing, ReferenceBody => Ticket;
    /// Enters what the vendor said. `ask_yourself` answers the request, with the vendor's contacts; otherwise work goes on.
    TicketsOutcome "tickets_outcome" Post Change "/api/v1/schools/{school}/tickets/{ticket}/outcome" 200
        TicketWork TicketPath, Nothing, OutcomeBody => Ticket;
    /// Tells the requester to turn to the vendor's support themselves; its contacts are added to the text.
    TicketsRedirect "tickets_redirect" Post Change "/api/v1/schools/{school}/tickets/{ticket}/redirect" 200
        TicketWork TicketPath, Nothing, StepBody => Ticket;
    /// Refuses a request in the school's name, with a reason. Only where the school's policy allows refusals.
    TicketsRefuse "tickets_refuse" Post Change "/api/v1/schools/{school}/tickets/{ticket}/refuse" 200
        TicketRefuse TicketPath, Nothing, StepBody => Ticket;
    /// Objects to a refusal, once. The head decides; a new term begins.
    TicketsObject "tickets_object" Post Change "/api/v1/schools/{school}/tickets/{ticket}/object" 200
        TicketObject TicketPath, Nothing, StepBody => Ticket;
    /// Decides on an objection. Nobody upholds their own refusal; to give way is open to whoever refused.
    TicketsDecide "tickets_decide" Post Change "/api/v1/schools/{school}/tickets/{ticket}/decide" 200
        TicketDecide TicketPath, Nothing, DecideBody => Ticket;
    /// Stops the conversation at once because the rules of conduct were broken. The requester is told why and where to object,
    /// the report is filed in the same step, and another helper may go on with the request.
    TicketsStop "tickets_stop" Post Change "/api/v1/schools/{school}/tickets/{ticket}/stop" 200
        TicketWork TicketPath, Nothing, StopBody => Ticket;
    /// Hears of what happens to a request from now on, or no more.
    TicketsFollow "tickets_follow" Post Change "/api/v1/schools/{school}/tickets/{ticket}/follow" 200
        TicketWork TicketPath, Nothing, FollowBody => Ticket;
}

#[cfg(feature = "openapi")]
mod examples;
#[cfg(feature = "openapi")]
pub(crate) use examples::example_time;

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_title_is_the_first_line_cut_at_a_word() {
        assert_eq!(title("  Не вижу   оценок\nВторая строка"), "Не вижу оценок");
        let long = title(&"слово ".repeat(40));
        assert!(long.chars().count() <= 81 && long.ends_with("слово…"), "{long}");
        assert_eq!(title(&"щ".repeat(100)).chars().count(), 81);
        assert_eq!(title("Что я делал(а):\nОткрыл журнал"), "Открыл журнал");
        assert_eq!(title(" \n "), "");
    }
}
