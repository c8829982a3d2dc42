//! A line of a schedule: one helper, and when, where, how and for whom they help (S1, S4, S5).

use serde::{Deserialize, Serialize};

use super::week::{DayHours, TimeRange, Weekday};
use crate::access::named;
use crate::appointments::Direction;
use crate::codes::coded;
use crate::ids::LineId;
use crate::people::MemberRef;
use crate::text::Lang;

named! {
    /// How help is given in some hours (S4, S5).
    Mode {
        /// People come to the place.
        InPerson "in_person" "лично" "in person"
        /// People call.
        Phone "phone" "по телефону" "by telephone"
        /// A call with picture, or a chat.
        Online "online" "онлайн" "online"
    }
}

named! {
    /// For whom some hours are (P1, S4).
    Audience {
        Staff "staff" "для сотрудников" "for staff"
        Parents "parents" "для родителей" "for parents"
        Students "students" "для учеников" "for students"
    }
}

named! {
    /// How people get into some hours (S4, S5).
    Entry {
        /// Whoever comes is helped, one after another.
        WalkIn "walk_in" "без записи" "walk-in"
        /// By appointment for a time.
        Booking "booking" "по записи" "by booking"
    }
}

/// The longest name of a place, in characters.
pub const MAX_PLACE: usize = 80;
/// The most hours that a line has on one day of the week.
pub const MAX_HOURS_A_DAY: usize = 12;
/// The most lines of a schedule.
pub const MAX_LINES: usize = 500;
/// The most posts of a line.
pub const MAX_POSTS: usize = 10;

/// Hours of help on one day of the week: when, where, how, for whom (S1, S4, S5). The school's local time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpHours {
    /// The day of the week.
    pub day: Weekday,
    /// From when to when.
    pub range: TimeRange,
    /// A room, an office, the computer room; as people say it.
    #[serde(default)]
    pub place: Option<String>,
    /// One at least.
    #[serde(default = "in_person")]
    pub modes: Vec<Mode>,
    /// None means everybody.
    #[serde(default)]
    pub audiences: Vec<Audience>,
    #[serde(default = "walk_in")]
    pub entry: Entry,
}

fn in_person() -> Vec<Mode> {
    vec![Mode::InPerson]
}

const fn walk_in() -> Entry {
    Entry::WalkIn
}

impl HelpHours {
    /// Day and range alone, as tables have them.
    #[must_use]
    pub const fn day_hours(&self) -> DayHours {
        DayHours {
            day: self.day,
            range: self.range,
        }
    }
}

/// What a table does not say: in person, without booking, for everybody, at no named place.
impl From<DayHours> for HelpHours {
    fn from(hours: DayHours) -> Self {
        Self {
            day: hours.day,
            range: hours.range,
            place: None,
            modes: in_person(),
            audiences: Vec::new(),
            entry: walk_in(),
        }
    }
}

/// One helper's row: name and posts as text, linked to a member of the school or not (S1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleLine {
    pub id: LineId,
    pub name: String,
    pub posts: Vec<String>,
    /// What the helper helps with; none means that the schedule does not say it (P3).
    pub directions: Vec<Direction>,
    /// By day and start.
    pub hours: Vec<HelpHours>,
    pub member: Option<MemberRef>,
}

/// A helper on the public page: a line without whose card it is (S3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicHelper {
    pub name: String,
    pub posts: Vec<String>,
    /// What the helper helps with; none means that the schedule does not say it (P3).
    pub directions: Vec<Direction>,
    /// Sorted by day and hour.
    pub hours: Vec<HelpHours>,
}

impl From<ScheduleLine> for PublicHelper {
    fn from(line: ScheduleLine) -> Self {
        Self {
            name: line.name,
            posts: line.posts,
            directions: line.directions,
            hours: line.hours,
        }
    }
}

/// A row as a table has it.
impl From<super::table::TableLine> for PublicHelper {
    fn from(line: super::table::TableLine) -> Self {
        Self {
            name: line.name,
            posts: line.posts,
            directions: Vec::new(),
            hours: line.hours.into_iter().map(Into::into).collect(),
        }
    }
}
