//! Filters of the list of requests by which a figure of the report opens what is behind it (D4).

use serde::{Deserialize, Serialize};

use crate::codes::coded;
use crate::text::Lang;

/// What became of a promise of a request's first term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Kept {
    /// Done within its time.
    InTime,
    /// Done later, or late and still waiting.
    Late,
    /// Still within its time.
    Running,
    /// The requester closed it before anybody had to consider it.
    Withdrawn,
}

impl Kept {
    pub const ALL: [Self; 4] = [Self::InTime, Self::Late, Self::Running, Self::Withdrawn];

    /// As in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::InTime => "in_time",
            Self::Late => "late",
            Self::Running => "running",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// For people, in small letters.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::InTime => lang.pick("в срок", "in time"),
            Self::Late => lang.pick("позже срока", "late"),
            Self::Running => lang.pick("срок идёт", "still running"),
            Self::Withdrawn => lang.pick("закрыты авторами до рассмотрения", "withdrawn before that"),
        }
    }
}

/// What a helper did for a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum HelperWork {
    /// Gave an answer.
    Answered,
    /// Said something that the requester reads.
    Spoke,
    /// Has it now.
    Assigned,
    /// Has it now, or said something that the requester reads.
    Any,
}

impl HelperWork {
    pub const ALL: [Self; 4] = [Self::Answered, Self::Spoke, Self::Assigned, Self::Any];

    /// As in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Spoke => "spoke",
            Self::Assigned => "assigned",
            Self::Any => "any",
        }
    }

    /// For people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Answered => lang.pick("Ответы дал(а)", "Answered by"),
            Self::Spoke => lang.pick("Писал(а) заявителю", "Wrote to the requester"),
            Self::Assigned => lang.pick("Назначено", "Assigned to"),
            Self::Any => lang.pick("Работал(а)", "Worked on by"),
        }
    }
}

/// Within how many days the same requester asks again about the same topic.
pub const AGAIN_DAYS: i64 = 30;

/// In which way a question is a repeated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Repeat {
    /// In any of these ways.
    Any,
    /// It cites an earlier request.
    Cites,
    /// It was reopened.
    Reopened,
    /// It was merged into another.
    Merged,
    /// Its requester asked about the same topic in the 30 days before.
    Again,
}

impl Repeat {
    pub const ALL: [Self; 5] = [Self::Any, Self::Cites, Self::Reopened, Self::Merged, Self::Again];

    /// As in the API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Cites => "cites",
            Self::Reopened => "reopened",
            Self::Merged => "merged",
            Self::Again => "again",
        }
    }

    /// For people.
    pub const fn label(self, lang: Lang) -> &'static str {
        match self {
            Self::Any => lang.pick("Повторные обращения", "Repeated questions"),
            Self::Cites => lang.pick("Ссылаются на прежние", "Cite an earlier one"),
            Self::Reopened => lang.pick("Возвращены в работу", "Reopened"),
            Self::Merged => lang.pick("Объединены с другими", "Merged into others"),
            Self::Again => lang.pick(
                "Тот же автор о том же за 30 дней",
                "Same person, same topic within 30 days",
            ),
        }
    }
}

coded!(Kept, HelperWork, Repeat);
