//! The weekly help schedule: who helps, on which weekday, at which hours, in an academic year (S1-S3).

pub mod duty;
pub mod line;
pub mod table;
pub mod week;
pub mod year;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::codes::coded;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{MemberId, ScheduleId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::{Contacts, SchoolPath, SchoolRef};
pub use line::{Audience, Entry, HelpHours, Mode, PublicHelper, ScheduleLine};
pub use week::{DayHours, TimeOfDay, TimeRange, Weekday};
pub use year::AcademicYear;

/// Where a schedule is in its life. A published one never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(
    feature = "db",
    derive(sea_orm::DeriveValueType),
    sea_orm(value_type = "String")
)]
pub enum ScheduleState {
    /// Being drawn up; only those who draw up see it.
    Draft,
    /// In force and on the school's page.
    Published,
    /// Was in force until a later one was published.
    Replaced,
}

impl ScheduleState {
    pub const ALL: [Self; 3] = [Self::Draft, Self::Published, Self::Replaced];

    /// As in the API and in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Replaced => "replaced",
        }
    }
}

coded!(ScheduleState);

/// The order of the head that approves a schedule (B-order 2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Order {
    #[cfg_attr(feature = "openapi", schema(example = "12/01-10"))]
    pub number: String,
    pub date: NaiveDate,
}

/// A schedule without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleSummary {
    pub id: ScheduleId,
    pub year: AcademicYear,
    pub state: ScheduleState,
    pub order: Option<Order>,
    pub created_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// A schedule with its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schedule {
    #[serde(flatten)]
    pub summary: ScheduleSummary,
    pub lines: Vec<ScheduleLine>,
}

impl Check for Schedule {}

/// A table as people have it: pasted text, or the bytes of a file. Exactly one of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewBody {
    /// The table or the whole order as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file in base64: UTF-8 with or without BOM, or Windows-1251.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

/// What was understood of a table, before anything is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    pub lines: Vec<PreviewLine>,
    /// Text around the table that was left out.
    pub ignored: Vec<table::IgnoredText>,
}

impl Check for Preview {}

/// A row of the table with the staff who may be meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviewLine {
    /// Line of the pasted text, from 1.
    pub row: u32,
    pub name: String,
    pub posts: Vec<String>,
    pub hours: Vec<DayHours>,
    /// Members whose name fits, the best first.
    pub matches: Vec<MemberRef>,
}

/// A new draft out of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleBody {
    pub year: AcademicYear,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Which row is which member of the school. Rows without a link stay text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LineLink>,
}

/// Ties a row to a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineLink {
    /// Line of the pasted text, from 1, as the preview tells it.
    pub row: u32,
    pub member: MemberId,
}

/// The most a table may hold, in bytes of UTF-8.
pub const MAX_TABLE_BYTES: usize = 1024 * 1024;

fn check_table(errors: &mut Vec<FieldError>, text: Option<&str>, file: Option<&str>) {
    match (text, file) {
        (None, None) => errors.push(FieldError::new("/text", FieldErrorKind::Required)),
        (Some(_), Some(_)) => errors.push(FieldError::new("/file", FieldErrorKind::Unknown)),
        _ => {}
    }
}

impl Check for PreviewBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_table(errors, self.text.as_deref(), self.file.as_deref());
    }
}

impl Check for ScheduleBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_table(errors, self.text.as_deref(), self.file.as_deref());
    }
}

/// What is told when publishing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishBody {
    /// The order of the head, when there is one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
}

impl Check for PublishBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(order) = &self.order {
            check::text(errors, "/order/number", &order.number, 60);
        }
    }
}

/// Which schedules to list, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct SchedulesQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for SchedulesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// A schedule in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct SchedulePath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub schedule: ScheduleId,
}

/// The published schedule as everybody may see it (S3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicSchedule {
    pub school: SchoolRef,
    pub contacts: Contacts,
    /// Absent as long as nothing is published.
    pub schedule: Option<PublishedWeek>,
    /// Who helps now, and who next.
    pub duty: duty::Duty,
}

impl Check for PublicSchedule {}

/// A published week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishedWeek {
    pub year: AcademicYear,
    pub order: Option<Order>,
    pub published_at: DateTime<Utc>,
    pub helpers: Vec<PublicHelper>,
}

endpoints! {
    /// The school's published schedule, contacts, and who is on duty. Needs no account.
    PublicScheduleFind "public_schedule_find" Get Read "/api/v1/public/{school}/schedule" 200
        Guest SchoolPath, Nothing, () => PublicSchedule;
    /// Lists the school's schedules, newest first. Drafts are seen only by those who draw them up.
    SchedulesList "schedules_list" Get Read "/api/v1/schools/{school}/schedules" 200
        ScheduleRead SchoolPath, SchedulesQuery, () => Page<ScheduleSummary>;
    /// Reads a schedule with its lines.
    SchedulesFind "schedules_find" Get Read "/api/v1/schools/{school}/schedules/{schedule}" 200
        ScheduleRead SchedulePath, Nothing, () => Schedule;
    /// Tells what would be understood of a table. Saves nothing.
    SchedulesPreview "schedules_preview" Post Act "/api/v1/schools/{school}/schedules/preview" 200
        ScheduleDraft SchoolPath, Nothing, PreviewBody => Preview;
    /// Makes the year's draft out of a table, all or nothing.
    ///
    /// A draft of the year that is there already is replaced; a table that says the same changes nothing and answers
    /// what is there.
    SchedulesCreate "schedules_create" Post Create "/api/v1/schools/{school}/schedules" 201
        ScheduleDraft SchoolPath, Nothing, ScheduleBody => Schedule;
    /// Publishes a draft. What was published before is replaced.
    SchedulesPublish "schedules_publish" Post Change "/api/v1/schools/{school}/schedules/{schedule}/publish" 200
        SchedulePublish SchedulePath, Nothing, PublishBody => Schedule;
}

#[cfg(feature = "openapi")]
mod examples;
