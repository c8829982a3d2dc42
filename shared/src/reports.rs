//! How the desk keeps its promises, period by period (D4).
//!
//! Figures count requests, never terms or messages, so that each has a list behind it that is as long: the requests filed in the
//! period. What became of a promise is told of a request's first term; that somebody had to ask again is told by the figures of
//! repeated questions. Only what is open, overdue or assigned is told of now.

mod period;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError};
use crate::conduct::ConductStatistics;
use crate::endpoint::{Csv, Xlsx, endpoints};
use crate::feedback::RatingSummary;
use crate::people::MemberRef;
use crate::schedules::Weekday;
use crate::schools::SchoolPath;
use crate::tickets::{Channel, HelperWork, Kept, Repeat, TicketStatus, TicketsQuery, Topic};
pub use period::{Period, PeriodKind};

/// Which period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ReportQuery {
    /// A month when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub period: Option<PeriodKind>,
    /// A day of the period, such as its first; today when absent. Days that have not come are refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
}

impl Check for ReportQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(from) = self.from {
            check::day(errors, "?from", from);
        }
    }
}

/// How the desk kept its promises in a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    pub period: PeriodKind,
    /// The first day, in the school's zone.
    pub from: NaiveDate,
    /// The last day; it may not have come yet.
    pub to: NaiveDate,
    /// When it was counted.
    pub at: DateTime<Utc>,
    /// Whose work alone is counted: the reader's, when they may not see the school's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_work: Option<MemberRef>,
    /// Requests that are neither answered nor closed now.
    pub open: u64,
    /// Of these, not considered or not answered within their time.
    pub overdue: u64,
    pub figures: Figures,
    /// The same of the period before.
    pub before: PeriodFigures,
    /// The period day by day, a quarter in weeks, what is longer in months.
    pub parts: Vec<ReportPart>,
    /// By weekday and hour, as far as something was filed then.
    pub hours: Vec<HourCount>,
    /// The most frequent first, as far as something was filed.
    pub topics: Vec<TopicCount>,
    pub channels: Vec<ChannelCount>,
    /// Who worked on requests of the period or has open ones now, by name.
    pub helpers: Vec<HelperLoad>,
    /// Decided reports of conduct of the period, for those who see feedback; none about the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conduct: Option<ConductStatistics>,
}

impl Check for Report {}

/// Figures of another period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeriodFigures {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub figures: Figures,
}

/// What is counted of the requests that were filed in a period.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    pub filed: u64,
    /// By what became of the promise to consider them: together as many as were filed.
    pub considered: KeptCounts,
    /// By what became of the promise to answer them; none where nothing was promised.
    pub answered: KeptCounts,
    /// How long they waited to be considered, of those that were, in working time.
    pub consider_minutes: Option<Spread>,
    /// How long it took until the first term ended: by an answer, a decision, or because its requester closed it. Of those that
    /// were considered, in working time; waiting for the requester is counted too.
    pub answer_minutes: Option<Spread>,
    pub repeats: RepeatCounts,
    /// Ratings given in the period, of which the reader may learn; absent for those who may not see feedback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratings: Option<RatingSummary>,
}

/// How many promises were kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeptCounts {
    pub in_time: u64,
    pub late: u64,
    pub running: u64,
    pub withdrawn: u64,
}

impl KeptCounts {
    pub const fn of(self, kept: Kept) -> u64 {
        match kept {
            Kept::InTime => self.in_time,
            Kept::Late => self.late,
            Kept::Running => self.running,
            Kept::Withdrawn => self.withdrawn,
        }
    }

    pub const fn of_mut(&mut self, kept: Kept) -> &mut u64 {
        match kept {
            Kept::InTime => &mut self.in_time,
            Kept::Late => &mut self.late,
            Kept::Running => &mut self.running,
            Kept::Withdrawn => &mut self.withdrawn,
        }
    }

    /// How many were given.
    pub const fn total(self) -> u64 {
        self.in_time + self.late + self.running + self.withdrawn
    }

    /// How many of a hundred that ended were kept; none when none ended.
    pub fn share(self) -> Option<u64> {
        (self.in_time * 100).checked_div(self.in_time + self.late)
    }
}

/// A middle and an upper value, in whole minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Spread {
    /// Half of them took no longer.
    pub median: u32,
    /// Nine of ten took no longer.
    pub p90: u32,
}

impl Spread {
    /// Of minutes in order and how many took each: by the nearest rank. None of nothing.
    pub fn of(counts: &[(u32, u64)]) -> Option<Self> {
        let total: u64 = counts.iter().map(|(_, count)| count).sum();
        let rank = |percent: u64| {
            let place = (total * percent).div_ceil(100).max(1);
            let mut seen = 0;
            let found = counts.iter().find(|(_, count)| {
                seen += count;
                seen >= place
            });
            found.map(|(minutes, _)| *minutes)
        };
        Some(Self {
            median: rank(50)?,
            p90: rank(90)?,
        })
    }
}

/// How many questions came again; one may be counted in several ways.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RepeatCounts {
    /// In any of these ways.
    pub any: u64,
    pub cites: u64,
    pub reopened: u64,
    pub merged: u64,
    pub again: u64,
}

impl RepeatCounts {
    pub const fn of(self, repeat: Repeat) -> u64 {
        match repeat {
            Repeat::Any => self.any,
            Repeat::Cites => self.cites,
            Repeat::Reopened => self.reopened,
            Repeat::Merged => self.merged,
            Repeat::Again => self.again,
        }
    }

    pub const fn of_mut(&mut self, repeat: Repeat) -> &mut u64 {
        match repeat {
            Repeat::Any => &mut self.any,
            Repeat::Cites => &mut self.cites,
            Repeat::Reopened => &mut self.reopened,
            Repeat::Merged => &mut self.merged,
            Repeat::Again => &mut self.again,
        }
    }
}

/// What was filed in a part of the period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportPart {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub considered: KeptCounts,
}

/// What was filed in an hour of a day of the week, in the school's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HourCount {
    pub weekday: Weekday,
    pub hour: u8,
    pub filed: u64,
}

/// What was filed about a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TopicCount {
    pub topic: Topic,
    pub filed: u64,
    /// Of these, considered late.
    pub late: u64,
}

/// What came in one of the ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChannelCount {
    pub channel: Channel,
    pub filed: u64,
    /// Of these, considered late.
    pub late: u64,
}

/// What somebody of the staff has done and has to do. What people think of it is not told by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelperLoad {
    pub helper: MemberRef,
    /// Requests of the period that they answered.
    pub answered: u64,
    /// Requests of the period in which they said something that the requester reads.
    pub spoke: u64,
    /// Open requests that they have now, whenever filed.
    pub assigned: u64,
}

/// The list behind a figure: it holds as many requests as the figure says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behind {
    Filed,
    Open,
    Overdue,
    Considered(Kept),
    Answered(Kept),
    Repeat(Repeat),
    Part(NaiveDate, NaiveDate, Option<Kept>),
    Hour(Weekday, u8),
    Topic(Topic, Option<Kept>),
    Channel(Channel, Option<Kept>),
    Helper(crate::ids::MemberId, HelperWork),
}

impl Report {
    /// The filters of the list behind a figure of the period.
    pub fn behind(&self, figure: Behind) -> TicketsQuery {
        let mut query = TicketsQuery {
            filed_from: Some(self.from),
            filed_to: Some(self.to),
            helper: self.own_work.as_ref().map(|member| member.id),
            ..TicketsQuery::default()
        };
        match figure {
            Behind::Filed => {}
            Behind::Open => {
                (query.filed_from, query.filed_to) = (None, None);
                query.status = Some(TicketStatus::Open);
            }
            Behind::Overdue => {
                (query.filed_from, query.filed_to) = (None, None);
                query.status = Some(TicketStatus::Overdue);
            }
            Behind::Considered(kept) => query.considered = Some(kept),
            Behind::Answered(kept) => query.answered = Some(kept),
            Behind::Repeat(repeat) => query.repeat = Some(repeat),
            Behind::Part(from, to, kept) => {
                (query.filed_from, query.filed_to) = (Some(from), Some(to));
                query.considered = kept;
            }
            Behind::Hour(weekday, hour) => (query.weekday, query.hour) = (Some(weekday), Some(hour)),
            Behind::Topic(topic, kept) => (query.topic, query.considered) = (Some(topic), kept),
            Behind::Channel(channel, kept) => (query.channel, query.considered) = (Some(channel), kept),
            Behind::Helper(helper, work) => {
                (query.helper, query.work) = (Some(helper), Some(work));
                if work == HelperWork::Assigned {
                    (query.filed_from, query.filed_to) = (None, None);
                    query.status = Some(TicketStatus::Open);
                }
            }
        }
        query
    }
}

endpoints! {
    /// Counts what was filed in a period and what became of it: of the school, or of a helper's own work.
    ///
    /// Weeks, months, quarters (from 1 September, 1 November, 1 January and 1 April), half-years (from 1 September and 1 January)
    /// and academic years (from 1 September), in the school's zone. Each figure is as long as the list of requests with the
    /// same filters.
    ReportFind "report_find" Get Read "/api/v1/schools/{school}/report" 200
        ReportRead SchoolPath, ReportQuery, () => Report;
    /// The report as a table for spreadsheets, as text: semicolons part the cells.
    ReportCsv "report_csv" Get Read "/api/v1/schools/{school}/report/csv" 200
        ReportRead SchoolPath, ReportQuery, () => Csv;
    /// The report as a workbook (XLSX), a sheet for each part.
    ReportXlsx "report_xlsx" Get Read "/api/v1/schools/{school}/report/xlsx" 200
        ReportRead SchoolPath, ReportQuery, () => Xlsx;
}

#[cfg(feature = "openapi")]
mod examples;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_by_nearest_rank() {
        let of = |counts: &[(u32, u64)]| Spread::of(counts).map(|spread| (spread.median, spread.p90));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(7, 1)]), Some((7, 7)));
        assert_eq!(of(&[(1, 1), (2, 1)]), Some((1, 2)));
        assert_eq!(of(&[(1, 5), (2, 4), (9, 1)]), Some((1, 2)));
        assert_eq!(of(&[(1, 1), (2, 1), (3, 1)]), Some((2, 3)));
    }

    #[test]
    fn a_share_is_of_what_ended() {
        let counts = KeptCounts {
            in_time: 2,
            late: 1,
            running: 5,
            withdrawn: 7,
        };
        assert_eq!(counts.share(), Some(66));
        assert_eq!(KeptCounts::default().share(), None);
        assert_eq!(counts.total(), 15);
    }
}
