//! The two clocks of a request, and who is told when they run out (T4).

use serde::{Deserialize, Serialize};

use crate::codes::coded;

/// A clock of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum TermClock {
    /// Till the first public word of staff.
    Considered,
    /// Till the answer.
    Answered,
}

impl TermClock {
    pub const ALL: [Self; 2] = [Self::Considered, Self::Answered];

    /// As in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Considered => "considered",
            Self::Answered => "answered",
        }
    }
}

/// Of what somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum ToldKind {
    /// The helper: little time is left.
    Warning,
    /// The superior: the time is over.
    Breach,
}

impl ToldKind {
    pub const ALL: [Self; 2] = [Self::Warning, Self::Breach];

    /// As in the database and in letters.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Breach => "breach",
        }
    }
}

coded!(TermClock, ToldKind);

/// What SeaORM asks of every part of a primary key; these are never numbers.
#[cfg(feature = "db")]
mod keys {
    use sea_orm::{DbErr, TryFromU64};

    use super::{TermClock, ToldKind};

    impl TryFromU64 for TermClock {
        fn try_from_u64(_: u64) -> Result<Self, DbErr> {
            Err(DbErr::ConvertFromU64("TermClock"))
        }
    }

    impl TryFromU64 for ToldKind {
        fn try_from_u64(_: u64) -> Result<Self, DbErr> {
            Err(DbErr::ConvertFromU64("ToldKind"))
        }
    }
}
