//! Typed identifiers: UUIDv7, so that they sort by birth. They are parsed at the edge and trusted inside.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Uuid, example = "01988a3f-5d2c-7c1e-9a51-2f4b6d7e8c90"))]
        #[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, uuid::Error> {
                s.parse().map(Self)
            }
        }

        /// What SeaORM asks of every primary key; ours are never numbers.
        #[cfg(feature = "db")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )*};
}

ids! {
    /// A school of the installation.
    SchoolId
    /// A human being with a sign-in, whatever schools they belong to.
    PersonId
    /// A person's card in one school: name, posts, roles, class.
    MemberId
    /// A sign-in name of a person: an e-mail address, a phone number, a login name.
    NameId
    /// A browser that a person signed in from.
    DeviceId
    /// Something that happened to a person's sign-in.
    NoticeId
    /// Something that a member was told.
    NotificationId
    /// A report of somebody's conduct.
    ConductId
    /// A version of a school's calendar.
    CalendarId
    /// A version of a school's deadline policy.
    PolicyId
    /// That a helper is away.
    AbsenceId
    /// Hours of help on one date, beside the schedule.
    ExtraHoursId
    /// A reference material.
    ArticleId
    /// One of the texts that a reference material had or may have.
    EditionId
    /// What somebody said of a reference material.
    VoteId
    /// A ready text of those who help.
    PhraseId
    /// Filters of the queue under a name.
    ViewId
    /// Somebody who asked to be called back.
    CallbackId
    /// A class of an academic year.
    ClassId
    /// A file of people that waits to be applied.
    ImportId
    /// An appointment of a helper.
    AppointmentId
    /// An order by which somebody acts for the head.
    ActingId
    /// A one-time slip: an invitation, or a new password.
    InvitationId
    /// A version of one of the school's documents.
    DocumentId
    /// A consent or an acquaintance that was given.
    ConsentId
    /// One sign-in on one device, from log-in to log-out.
    SessionId
    /// A version of a school's weekly help schedule.
    ScheduleId
    /// One helper's row in a schedule.
    LineId
    /// A slot of a helper in which somebody booked.
    SlotId
    /// A booking of a consultation.
    BookingId
    /// A place in the line for a helper's free slot.
    WaitingId
    /// A request for help.
    TicketId
    /// A hand-over of a request to the vendor's support.
    HandoverId
    /// One entry of a request's thread.
    MessageId
    /// A file that goes with a message.
    FileId
    /// The requester's mark for an answered request.
    RatingId
    /// What a superior does about a low mark.
    FollowUpId
    /// Thanks or a suggestion.
    VoiceId
    /// A side effect that waits for its delivery.
    OutboxId
    /// A line of the audit trail.
    AuditId
    /// A program of a school's: an API client.
    ClientId
    /// A secret of an API client, which its tokens name.
    SecretId
    /// A request for erasure of personal data.
    ErasureId
    /// A wish to correct a card.
    CorrectionId
}
