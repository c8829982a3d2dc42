//! Everything about one person, as one document.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::access::Role;
use crate::appointments::Direction;
use crate::check::Check;
use crate::consultations::BookingState;
use crate::feedback::Reason;
use crate::files::FileKind;
use crate::ids::{MemberId, MessageId, PersonId, TicketId};
use crate::privacy::{Correction, Erasure};
use crate::schools::SchoolRef;
use crate::text::Lang;
use crate::tickets::{
    Channel, MessageKind, Outcome, RequesterGroup, Side, TicketState, Topic, VendorChannel,
};

macro_rules! data {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    )*};
}

/// In which form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DataFormat {
    /// For programs.
    #[default]
    Json,
    /// For people: to read and to print.
    Html,
}

/// In which form to send one's data.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DataQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub format: Option<DataFormat>,
}

impl Check for DataQuery {}

data! {
    /// Everything about one person.
    MyData {
        made_at: DateTime<Utc>,
        account: DataAccount,
        cards: Vec<DataCard>,
        /// Requests that the person filed, for themselves or for others, and those that are about them.
        requests: Vec<DataRequest>,
        /// What the person wrote into requests of others.
        words: Vec<DataWord>,
        /// What the audit trail says that the person did, and what was done to their account and cards.
        trail: Vec<DataTrail>,
        /// What the program notes for itself.
        technical: Vec<DataTechnical>,
    }
    /// The sign-in.
    DataAccount {
        id: PersonId,
        names: Vec<DataName>,
        language: Lang,
        /// The password itself is kept as a hash, which is told to nobody.
        has_password: bool,
        created_at: DateTime<Utc>,
        sessions: Vec<DataSession>,
        facts: Vec<DataFact>,
    }
    /// A name or an address with which the person signs in.
    DataName {
        value: String,
        confirmed_at: Option<DateTime<Utc>>,
    }
    /// One sign-in on one device.
    DataSession {
        /// What the browser said of itself.
        device: String,
        began_at: DateTime<Utc>,
        last_used_at: DateTime<Utc>,
        ended_at: Option<DateTime<Utc>>,
    }
    /// Anything else in one line: what it is, and when.
    DataFact {
        what: String,
        at: Option<DateTime<Utc>>,
        value: String,
    }
    /// What one school holds about the person.
    DataCard {
        member: MemberId,
        school: SchoolRef,
        name: String,
        post: String,
        deputy_field: Option<String>,
        email: String,
        phone: String,
        contacts_checked_at: Option<DateTime<Utc>>,
        /// The person's id in the journal.
        external_id: Option<String>,
        roles: Vec<Role>,
        superior: Option<String>,
        /// One's children; for a student, the parents.
        children: Vec<String>,
        parents: Vec<String>,
        classes: Vec<DataClass>,
        orders: Vec<DataOrder>,
        /// How the person stands in schedules.
        schedules: Vec<DataSchedule>,
        /// When the person was away, or stood in for somebody.
        absences: Vec<DataAbsence>,
        /// Hours in which the person helped beside the schedule.
        extra_hours: Vec<DataExtraHours>,
        /// What the person booked, what others booked about them, and for what they wait.
        consultations: Vec<DataConsultation>,
        /// What the person uploaded for a message that is not written yet.
        files: Vec<DataFile>,
        withdrawals: Vec<DataWithdrawal>,
        erasures: Vec<Erasure>,
        corrections: Vec<Correction>,
        facts: Vec<DataFact>,
        created_at: DateTime<Utc>,
        ended_at: Option<DateTime<Utc>>,
    }
    /// A class, and whether as its teacher.
    DataClass {
        year: String,
        name: String,
        teacher: bool,
        since: Option<DateTime<Utc>>,
        ended_at: Option<DateTime<Utc>>,
    }
    /// An order that names the person.
    DataOrder {
        /// Helper, or acting head.
        acting: bool,
        number: String,
        date: NaiveDate,
        from: NaiveDate,
        to: Option<NaiveDate>,
        directions: Vec<Direction>,
        ended_at: Option<DateTime<Utc>>,
    }
    /// A row of a schedule.
    DataSchedule {
        year: String,
        name: String,
        posts: Vec<String>,
    }
    /// An absence of the person, or one in which they stood in.
    DataAbsence {
        /// Whether the person stood in; then the reason is not theirs to see.
        substitute: bool,
        from: NaiveDate,
        to: NaiveDate,
        /// `9:00–12:00`; whole days when absent.
        part: Option<String>,
        reason: Option<String>,
        ended_at: Option<DateTime<Utc>>,
    }
    /// Extra hours of the person.
    DataExtraHours {
        date: NaiveDate,
        /// `15:00–17:00`
        part: String,
        ended_at: Option<DateTime<Utc>>,
    }
    /// A consultation, or a place in a line for one.
    DataConsultation {
        /// Absent while one only waits.
        state: Option<BookingState>,
        /// None while one only waits.
        starts_at: Option<DateTime<Utc>>,
        topic: Option<Topic>,
        /// None where somebody else wrote it.
        question: Option<String>,
        homework: Option<String>,
        /// The title of what they were given to read.
        article: Option<String>,
        /// Whether the person booked it; else it is about them.
        by_me: bool,
        created_at: DateTime<Utc>,
    }
    /// When the consent was withdrawn, and taken back.
    DataWithdrawal {
        at: DateTime<Utc>,
        ended_at: Option<DateTime<Utc>>,
    }
    /// A request for help.
    DataRequest {
        id: TicketId,
        school: String,
        number: String,
        topic: Topic,
        state: TicketState,
        group: RequesterGroup,
        /// What the person is in it.
        relation: DataRelation,
        /// None where the request belongs to somebody else.
        title: Option<String>,
        class_name: Option<String>,
        filed_at: DateTime<Utc>,
        considered_at: Option<DateTime<Utc>>,
        answered_at: Option<DateTime<Utc>>,
        channel: Channel,
        /// The thread as the requester sees it; none where the request belongs to somebody else.
        messages: Vec<DataMessage>,
        /// What the journal's vendor was told.
        handovers: Vec<DataHandover>,
        stars: Option<i16>,
        reasons: Vec<Reason>,
        comment: Option<String>,
    }
    /// What the journal's vendor was told of a request, and what became of it.
    DataHandover {
        at: DateTime<Utc>,
        channel: VendorChannel,
        text: String,
        /// What was sent along.
        files: Vec<DataFile>,
        outcome: Option<Outcome>,
    }
    /// A file, and where its content is read.
    DataFile {
        name: String,
        kind: FileKind,
        /// In bytes.
        size: i64,
        /// Below the address of the server.
        address: String,
    }
    /// An entry of a thread.
    DataMessage {
        author: String,
        kind: MessageKind,
        side: Side,
        at: DateTime<Utc>,
        text: String,
        files: Vec<DataFile>,
    }
    /// What the person wrote into a request of somebody else.
    DataWord {
        id: MessageId,
        number: String,
        kind: MessageKind,
        at: DateTime<Utc>,
        text: String,
        files: Vec<DataFile>,
    }
    /// A line of the trail: ids and names of fields, never what others are called.
    DataTrail {
        at: DateTime<Utc>,
        action: String,
        fields: Vec<String>,
        /// Whether the person did it; else it was done to their account or card.
        by_me: bool,
        object: Option<uuid::Uuid>,
        /// The erasable detail beside the line, where there is one and the person did it.
        detail: Option<String>,
    }
    /// A note of the program to itself.
    DataTechnical {
        /// A key that keeps a create from being done twice, or a letter that waits or was sent.
        kind: String,
        name: String,
        state: String,
        at: DateTime<Utc>,
    }
}

impl Check for MyData {}

/// What somebody is in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DataRelation {
    /// It is theirs.
    Requester,
    /// They filed it for somebody else.
    Filed,
    /// Somebody else filed it about them.
    About,
}
