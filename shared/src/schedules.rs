//! The weekly help schedule: who helps, on which weekday, at which hours, in an academic year (S1-S3).

pub mod body;
pub mod checks;
pub mod compare;
pub mod days;
pub mod duty;
pub mod edit;
pub mod life;
pub mod line;
#[cfg(feature = "calendar")]
pub mod plan;
pub mod range;
pub mod table;
pub mod week;
pub mod year;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::ScheduleId;
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::{Contacts, SchoolPath, SchoolRef};
pub use body::{LineBody, LineLink, LinesBody, LinkBody, MAX_TABLE_BYTES, PreviewBody, ScheduleBody};
pub use life::{
    AgreeBody, Agreement, AgreementStep, ApproveBody, Order, PublishBody, ScheduleAct, ScheduleState,
};
pub use line::{Audience, Entry, HelpHours, Mode, PublicHelper, ScheduleLine};
pub use week::{DayHours, TimeOfDay, TimeRange, Weekday};
pub use year::AcademicYear;

/// A schedule without its lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleSummary {
    pub id: ScheduleId,
    pub year: AcademicYear,
    pub state: ScheduleState,
    /// The order that approves it; null before.
    pub order: Option<Order>,
    /// The first day on which it holds; null before it is published.
    pub from: Option<NaiveDate>,
    /// The day after its last; null while no other version takes its place.
    pub until: Option<NaiveDate>,
    pub created_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    pub version: i64,
}

/// A schedule with its lines, and who did what with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Schedule {
    #[serde(flatten)]
    pub summary: ScheduleSummary,
    pub lines: Vec<ScheduleLine>,
    /// What the school asks for before an approval; of drafts only.
    pub agreements: Vec<Agreement>,
    /// In order. Who draws up sees every act, others those of the document: agreed, approved, published, replaced.
    pub acts: Vec<ScheduleAct>,
}

impl Check for Schedule {}

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

/// On which day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct OnQuery {
    /// A day at the school, past or to come; today when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-23"))]
    pub on: Option<NaiveDate>,
}

impl Check for OnQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(on) = self.on {
            life::check_day(errors, "?on", on);
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

/// The version that is in force on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InForce {
    pub on: NaiveDate,
    /// Null when none is.
    pub schedule: Option<Schedule>,
}

impl Check for InForce {}

/// The published schedule as everybody may see it (S3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicSchedule {
    pub school: SchoolRef,
    pub contacts: Contacts,
    /// The day that was asked for.
    pub on: NaiveDate,
    /// Absent when none is in force on that day.
    pub schedule: Option<PublishedWeek>,
    /// Who helps now, and who next.
    pub duty: duty::Duty,
    /// Today and the thirteen days after it, as they are going to be.
    pub days: Vec<days::PublicDay>,
    /// Within which time requests are considered; null when it depends on who asks and about what.
    pub considered: Option<crate::calendar::Target>,
}

impl Check for PublicSchedule {}

/// A published week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishedWeek {
    pub year: AcademicYear,
    pub order: Option<Order>,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The day after its last; null while no other version takes its place.
    pub until: Option<NaiveDate>,
    pub published_at: DateTime<Utc>,
    pub helpers: Vec<PublicHelper>,
}

endpoints! {
    /// The schedule that is in force at the school, today or on a day, contacts, and who is on duty now. Needs no account.
    PublicScheduleFind "public_schedule_find" Get Read "/api/v1/public/{school}/schedule" 200
        Guest SchoolPath, OnQuery, () => PublicSchedule;
    /// Lists the school's schedules, newest first. What is not published is seen only by those who draw up.
    SchedulesList "schedules_list" Get Read "/api/v1/schools/{school}/schedules" 200
        ScheduleRead SchoolPath, SchedulesQuery, () => Page<ScheduleSummary>;
    /// Reads the version that is in force, today or on a day.
    SchedulesInForce "schedules_in_force" Get Read "/api/v1/schools/{school}/schedules/in-force" 200
        ScheduleRead SchoolPath, OnQuery, () => InForce;
    /// Reads a schedule with its lines, and who did what with it.
    SchedulesFind "schedules_find" Get Read "/api/v1/schools/{school}/schedules/{schedule}" 200
        ScheduleRead SchedulePath, Nothing, () => Schedule;
    /// Tells what is odd about a schedule, and why. Only what makes it impossible blocks its approval.
    SchedulesChecks "schedules_checks" Get Read "/api/v1/schools/{school}/schedules/{schedule}/checks" 200
        ScheduleDraft SchedulePath, Nothing, () => checks::Findings;
    /// Tells what would be understood of a table. Saves nothing.
    SchedulesPreview "schedules_preview" Post Act "/api/v1/schools/{school}/schedules/preview" 200
        ScheduleDraft SchoolPath, Nothing, PreviewBody => Preview;
    /// Makes the year's draft: out of a table, out of another schedule, or empty. All or nothing.
    ///
    /// A draft of the year that is there already gets these lines; an empty one is answered as it is. A table that says the
    /// same as what is there changes nothing and answers it. As long as an approved version waits, there is no other draft.
    SchedulesCreate "schedules_create" Post Create "/api/v1/schools/{school}/schedules" 201
        ScheduleDraft SchoolPath, Nothing, ScheduleBody => Schedule;
    /// Puts these lines in the place of a draft's. What was agreed before counts no more.
    SchedulesLines "schedules_lines" Put Change "/api/v1/schools/{school}/schedules/{schedule}/lines" 200
        ScheduleDraft SchedulePath, Nothing, LinesBody => Schedule;
    /// Ties a line that is tied to nobody to a member's card, also of a published schedule: what it says stays.
    SchedulesLink "schedules_link" Post Change "/api/v1/schools/{school}/schedules/{schedule}/link" 200
        ScheduleDraft SchedulePath, Nothing, LinkBody => Schedule;
    /// Agrees to a draft in one of the school's steps: as its technical consultant, as a deputy head, or by the protocol of a
    /// body.
    SchedulesAgree "schedules_agree" Post Change "/api/v1/schools/{school}/schedules/{schedule}/agree" 200
        ScheduleAgree SchedulePath, Nothing, AgreeBody => Schedule;
    /// Approves a draft by an order. Its content is frozen from then on.
    SchedulesApprove "schedules_approve" Post Change "/api/v1/schools/{school}/schedules/{schedule}/approve" 200
        ScheduleApprove SchedulePath, Nothing, ApproveBody => Schedule;
    /// Takes an approval back: the schedule is a draft again.
    SchedulesReopen "schedules_reopen" Post Change "/api/v1/schools/{school}/schedules/{schedule}/reopen" 200
        ScheduleApprove SchedulePath, Nothing, () => Schedule;
    /// Publishes an approved schedule from a day on. What holds then ends with the day before.
    SchedulesPublish "schedules_publish" Post Change "/api/v1/schools/{school}/schedules/{schedule}/publish" 200
        SchedulePublish SchedulePath, Nothing, PublishBody => Schedule;
}

#[cfg(feature = "openapi")]
mod examples;
