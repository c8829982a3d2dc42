//! The ways by which a request comes (T1).

use serde::{Deserialize, Serialize};

use crate::codes::coded;
use crate::text::Lang;

/// How a request came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum Channel {
    /// Here, by the requester.
    #[default]
    Web,
    /// Online in the journal, through its program.
    JournalOnline,
    /// The journal's own mail, through its program.
    JournalMail,
    Email,
    Telephone,
    InPerson,
    /// A visit to the administrator's office or the computer room.
    OfficeVisit,
    Seminar,
    ParentsMeeting,
}

impl Channel {
    pub const ALL: [Self; 9] = [
        Self::Web,
        Self::JournalOnline,
        Self::JournalMail,
        Self::Email,
        Self::Telephone,
        Self::InPerson,
        Self::OfficeVisit,
        Self::Seminar,
        Self::ParentsMeeting,
    ];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::JournalOnline => "journal_online",
            Self::JournalMail => "journal_mail",
            Self::Email => "email",
            Self::Telephone => "telephone",
            Self::InPerson => "in_person",
            Self::OfficeVisit => "office_visit",
            Self::Seminar => "seminar",
            Self::ParentsMeeting => "parents_meeting",
        }
    }

    /// The channel's name for people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Web => lang.pick("На сайте помощи", "Help site"),
            Self::JournalOnline => lang.pick("В журнале", "In the journal"),
            Self::JournalMail => lang.pick("Почта журнала", "The journal's mail"),
            Self::Email => lang.pick("Электронная почта", "E-mail"),
            Self::Telephone => lang.pick("Телефон", "Telephone"),
            Self::InPerson => lang.pick("Лично", "In person"),
            Self::OfficeVisit => lang.pick("Визит в кабинет", "Visit to the office"),
            Self::Seminar => lang.pick("Семинар", "Seminar"),
            Self::ParentsMeeting => lang.pick("Родительское собрание", "Parents' meeting"),
        }
    }

    /// The channels that somebody may name who logs what came from others.
    pub const LOGGED: [Self; 6] = [
        Self::Telephone,
        Self::InPerson,
        Self::OfficeVisit,
        Self::Email,
        Self::Seminar,
        Self::ParentsMeeting,
    ];

    /// The channels of a program that acts for a requester.
    pub const OF_PROGRAMS: [Self; 2] = [Self::JournalOnline, Self::JournalMail];
}

coded!(Channel);
