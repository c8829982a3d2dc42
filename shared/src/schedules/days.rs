//! The days as everybody may see them: who helps, who is away and who stands in, never why (S3).

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::duty::Duty;
#[cfg(feature = "calendar")]
use super::plan::{Plan, PlannedDay, Source, Turn};
use super::{Audience, Entry, Mode};
use crate::calendars::DayNote;
use crate::check::{Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::schools::{SchoolPath, SchoolRef};

/// The most days of one answer: a school year and some.
pub const MAX_DAYS: i64 = 400;

/// Which days are told, both bounds included.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DaysQuery {
    /// A day of the school.
    #[cfg_attr(feature = "openapi", param(example = "2026-11-30"))]
    pub from: NaiveDate,
    /// The last day; 400 days at most.
    #[cfg_attr(feature = "openapi", param(example = "2026-12-06"))]
    pub to: NaiveDate,
}

impl Check for DaysQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let days = (self.to - self.from).num_days();
        if days < 0 {
            errors.push(FieldError::new("?to", FieldErrorKind::BeforeStart));
        } else if days >= MAX_DAYS {
            let bounds = FieldErrorKind::OutOfRange {
                min: 1,
                max: MAX_DAYS,
            };
            errors.push(FieldError::new("?to", bounds));
        }
    }
}

/// The days of a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicDays {
    pub school: SchoolRef,
    /// Every day asked for, in order.
    pub days: Vec<PublicDay>,
}

impl Check for PublicDays {}

/// Who helps at a school now, and who next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OnDuty {
    pub school: SchoolRef,
    #[serde(flatten)]
    pub duty: Duty,
}

impl Check for OnDuty {}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicDay {
    pub date: NaiveDate,
    /// Why it differs from the week; null when it does not.
    pub note: Option<DayNote>,
    /// In the order in which they begin.
    pub turns: Vec<PublicTurn>,
}

/// Hours at which one helper helps, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicTurn {
    /// As the schedule names the helper.
    pub name: String,
    pub posts: Vec<String>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// Where: a room, an office.
    pub place: Option<String>,
    pub modes: Vec<Mode>,
    /// For whom; empty is for everybody.
    pub audiences: Vec<Audience>,
    pub entry: Entry,
    /// On top of the schedule.
    pub extra: bool,
    /// The helper is not there.
    pub away: bool,
    /// Who is there in their place.
    pub substitute: Option<String>,
}

#[cfg(feature = "calendar")]
impl From<Turn> for PublicTurn {
    fn from(turn: Turn) -> Self {
        Self {
            name: turn.name,
            posts: turn.posts,
            from: turn.from,
            to: turn.to,
            place: turn.place,
            modes: turn.modes,
            audiences: turn.audiences,
            entry: turn.entry,
            extra: matches!(turn.source, Source::Extra(_)),
            away: turn.away,
            substitute: turn.substitute.map(|member| member.name),
        }
    }
}

#[cfg(feature = "calendar")]
impl From<PlannedDay> for PublicDay {
    fn from(day: PlannedDay) -> Self {
        Self {
            date: day.date,
            note: day.note,
            turns: day.turns.into_iter().map(PublicTurn::from).collect(),
        }
    }
}

/// The days of a plan, both bounds included.
#[cfg(feature = "calendar")]
pub fn days(plan: &Plan, from: NaiveDate, to: NaiveDate) -> Vec<PublicDay> {
    plan.days(from, to).map(PublicDay::from).collect()
}

endpoints! {
    /// The days of a school as they are going to be: who helps, who is away, why a day differs. Needs no account.
    ///
    /// At most 400 days; both bounds are included, and days without help are told too.
    PublicDaysList "public_days_list" Get Read "/api/v1/public/{school}/days" 200
        Guest SchoolPath, DaysQuery, () => PublicDays;
    /// Who helps now and who is next. Needs no account.
    PublicOnDuty "public_on_duty" Get Read "/api/v1/public/{school}/on-duty" 200
        Guest SchoolPath, Nothing, () => OnDuty;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{OnDuty, PublicDay, PublicDays, PublicTurn};
    use crate::calendars::{DayNote, DayNoteKind};
    use crate::endpoint::Example;
    use crate::schedules::duty::Duty;
    use crate::schedules::{Entry, Mode};
    use crate::schools::SchoolRef;
    use crate::tickets::example_time;

    impl Example for PublicTurn {
        fn example() -> Self {
            Self {
                name: "Соколова К.Д.".into(),
                posts: vec!["администратор журнала".into()],
                from: example_time(0),
                to: example_time(2),
                place: Some("кабинет 214".into()),
                modes: vec![Mode::InPerson],
                audiences: Vec::new(),
                entry: Entry::WalkIn,
                extra: false,
                away: true,
                substitute: Some("Белов А.П.".into()),
            }
        }
    }

    impl Example for PublicDays {
        fn example() -> Self {
            let date = example_time(0).date_naive();
            let day = PublicDay {
                date,
                note: Some(DayNote {
                    kind: DayNoteKind::Short,
                    name: None,
                }),
                turns: vec![PublicTurn::example()],
            };
            Self {
                school: SchoolRef::example(),
                days: vec![day],
            }
        }
    }

    impl Example for OnDuty {
        fn example() -> Self {
            Self {
                school: SchoolRef::example(),
                duty: Duty::example(),
            }
        }
    }
}
