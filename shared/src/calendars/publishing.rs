//! The school's calendar as it is read and published: whoever publishes makes a new version, and the old ones stay.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::SchoolCalendar;
use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;

/// The calendar of a school in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct CalendarPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
}

/// The calendar in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CurrentCalendar {
    pub calendar: SchoolCalendar,
    /// None as long as the school has published none and the usual week holds.
    pub published_at: Option<DateTime<Utc>>,
    /// 0 as long as nothing is published.
    pub version: i64,
}

impl Check for CurrentCalendar {}

/// A calendar that was published once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CalendarVersion {
    pub version: i64,
    pub published_at: DateTime<Utc>,
    /// None when the server's administrator did.
    pub published_by: Option<MemberRef>,
    pub calendar: SchoolCalendar,
}

/// Which versions to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct VersionsQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for VersionsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// The school's calendar in force.
    ///
    /// A school that has published none has version 0: Monday to Friday from 9 to 18, and the production calendar of Russia.
    CalendarsFind "calendars_find" Get Read "/api/v1/schools/{school}/calendar" 200
        SchoolRead CalendarPath, Nothing, () => CurrentCalendar;
    /// Publishes the school's calendar. It is in force at once, as a new version; the ones before stay as they are.
    ///
    /// Of several days that hold a date the last one tells. A break or a short day does not open what is off by law.
    CalendarsPublish "calendars_publish" Put Change "/api/v1/schools/{school}/calendar" 200
        CalendarPublish CalendarPath, Nothing, SchoolCalendar => CurrentCalendar;
    /// Lists all calendars that the school has published, the newest first, and who did.
    CalendarsVersions "calendars_versions" Get Read "/api/v1/schools/{school}/calendar/versions" 200
        StaffRead CalendarPath, VersionsQuery, () => Page<CalendarVersion>;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{CalendarVersion, CurrentCalendar};
    use crate::calendar::CalendarDay;
    use crate::calendars::{DayRule, SchoolCalendar, SchoolDay};
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::example_time;

    impl Example for SchoolCalendar {
        fn example() -> Self {
            let day = |day: &str| chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").unwrap_or_default();
            let autumn = SchoolDay {
                from: CalendarDay::Dated(day("2026-10-26")),
                to: CalendarDay::Dated(day("2026-11-03")),
                name: "Осенние каникулы".into(),
                rule: DayRule::Break {
                    hours: Self::default().week.mon,
                },
                region: false,
            };
            Self {
                days: vec![autumn],
                ..Self::default()
            }
        }
    }

    impl Example for CurrentCalendar {
        fn example() -> Self {
            Self {
                calendar: SchoolCalendar::example(),
                published_at: Some(example_time(0)),
                version: 1,
            }
        }
    }

    impl Example for CalendarVersion {
        fn example() -> Self {
            Self {
                version: 1,
                published_at: example_time(0),
                published_by: Some(MemberRef::example()),
                calendar: SchoolCalendar::example(),
            }
        }
    }
}
