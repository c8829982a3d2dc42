//! Hours of help on one date, beside the schedule.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::check_day;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ExtraHoursId, MemberId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schedules::line::MAX_PLACE;
use crate::schedules::{Audience, Entry, HelpHours, Mode, TimeRange};
use crate::schools::SchoolPath;

/// Hours of help that are added on one date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtraHours {
    pub id: ExtraHoursId,
    pub member: MemberRef,
    pub date: NaiveDate,
    pub range: TimeRange,
    pub place: Option<String>,
    pub modes: Vec<Mode>,
    /// None means everybody.
    pub audiences: Vec<Audience>,
    pub entry: Entry,
    /// None when the server's administrator did.
    pub created_by: Option<MemberRef>,
    pub created_at: DateTime<Utc>,
    /// When they were taken back: it is as if they had not been.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether the reader may take them back: nobody has, and the day is not over.
    pub may_end: bool,
    pub version: i64,
}

impl Check for ExtraHours {}

/// Extra hours as they are entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExtraHoursBody {
    /// Any of the school's staff; a helper enters their own only.
    pub member: MemberId,
    /// Today or later.
    pub date: NaiveDate,
    pub range: TimeRange,
    /// A room, an office, the computer room; as people say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// One at least, each once.
    pub modes: Vec<Mode>,
    /// None means everybody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<Audience>,
    pub entry: Entry,
}

impl ExtraHours {
    /// As hours of a schedule: those of the date's day of the week.
    pub fn hours(&self) -> HelpHours {
        HelpHours {
            day: self.date.weekday().into(),
            range: self.range,
            place: self.place.clone(),
            modes: self.modes.clone(),
            audiences: self.audiences.clone(),
            entry: self.entry,
        }
    }
}

fn repeats<T: PartialEq>(list: &[T]) -> bool {
    let mut places = list.iter().enumerate();
    places.any(|(place, item)| list.iter().take(place).any(|before| before == item))
}

impl Check for ExtraHoursBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_day(errors, "/date", self.date);
        let max = u32::try_from(MAX_PLACE).unwrap_or(u32::MAX);
        check::optional_text(errors, "/place", self.place.as_deref(), max);
        if self.modes.is_empty() {
            errors.push(FieldError::new("/modes", FieldErrorKind::Required));
        }
        if repeats(&self.modes) {
            errors.push(FieldError::new("/modes", FieldErrorKind::Taken));
        }
        if repeats(&self.audiences) {
            errors.push(FieldError::new("/audiences", FieldErrorKind::Taken));
        }
    }
}

/// Extra hours in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ExtraHoursPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub extra: ExtraHoursId,
}

/// Which extra hours to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ExtraHoursQuery {
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// Those of this day or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Those of this day or earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Only those that were taken back, or only those that were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for ExtraHoursQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists extra hours of help, the newest first. A helper sees their own.
    ExtraHoursList "extra_hours_list" Get Read "/api/v1/schools/{school}/extra-hours" 200
        DutyRead SchoolPath, ExtraHoursQuery, () => Page<ExtraHours>;
    /// Reads extra hours.
    ExtraHoursFind "extra_hours_find" Get Read "/api/v1/schools/{school}/extra-hours/{extra}" 200
        DutyRead ExtraHoursPath, Nothing, () => ExtraHours;
    /// Adds hours of help on a date. Everybody sees them at once; a day that is closed has them all the same.
    ExtraHoursCreate "extra_hours_create" Post Create "/api/v1/schools/{school}/extra-hours" 201
        DutyWrite SchoolPath, Nothing, ExtraHoursBody => ExtraHours;
    /// Takes extra hours back whose day is not over: it is as if they had not been.
    ExtraHoursEnd "extra_hours_end" Post Change "/api/v1/schools/{school}/extra-hours/{extra}/end" 200
        DutyWrite ExtraHoursPath, Nothing, () => ExtraHours;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{ExtraHours, ExtraHoursBody};
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::schedules::{Audience, Entry, Mode, TimeOfDay, TimeRange};
    use crate::tickets::example_time;

    impl Example for ExtraHoursBody {
        fn example() -> Self {
            let clock = |hour| TimeOfDay::from_clock(hour, 0).unwrap_or(TimeOfDay::MIDNIGHT);
            let range = TimeRange::new(clock(15), clock(17)).unwrap_or(TimeRange::WHOLE_DAY);
            Self {
                member: MemberRef::example().id,
                date: chrono::NaiveDate::from_ymd_opt(2026, 12, 5).unwrap_or_default(),
                range,
                place: Some("кабинет 214".into()),
                modes: vec![Mode::InPerson],
                audiences: vec![Audience::Parents],
                entry: Entry::WalkIn,
            }
        }
    }

    impl Example for ExtraHours {
        fn example() -> Self {
            let body = ExtraHoursBody::example();
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000071").into(),
                member: MemberRef::example(),
                date: body.date,
                range: body.range,
                place: body.place,
                modes: body.modes,
                audiences: body.audiences,
                entry: body.entry,
                created_by: Some(MemberRef::example()),
                created_at: example_time(0),
                ended_at: None,
                may_end: true,
                version: 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn extra_hours_have_a_way_to_come_and_say_nothing_twice() {
        let good = json!({
            "member": uuid::Uuid::nil(),
            "date": "2026-12-05",
            "range": {"from": "15:00", "to": "17:00"},
            "modes": ["in_person"],
            "entry": "booking",
        });
        let wrong = |name: &str, value: serde_json::Value| {
            let mut body = good.clone();
            body[name] = value;
            let body: ExtraHoursBody = serde_json::from_value(body).unwrap();
            let mut errors = Vec::new();
            body.check(&mut errors);
            errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        assert!(wrong("place", json!("кабинет 214")).is_empty());
        assert_eq!(wrong("place", json!("к".repeat(81))), ["/place"]);
        assert_eq!(wrong("modes", json!([])), ["/modes"]);
        assert_eq!(wrong("modes", json!(["phone", "phone"])), ["/modes"]);
        assert_eq!(wrong("audiences", json!(["staff", "staff"])), ["/audiences"]);
        assert_eq!(wrong("date", json!("0026-12-05")), ["/date"]);
    }
}
