//! Absences of helpers, and who stands in for them. A helper's absence needs no new schedule.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::check_day;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{AbsenceId, MemberId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schedules::TimeRange;
use crate::schools::{SchoolPath, absent_or_null};

/// The most characters of a reason.
pub const MAX_REASON: u32 = 300;

/// That a helper is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Absence {
    pub id: AbsenceId,
    pub member: MemberRef,
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// On each of the days only this part of it; null for whole days.
    pub part: Option<TimeRange>,
    /// Who stands in; null when nobody does.
    pub substitute: Option<MemberRef>,
    /// For those who may see the absence; never public.
    pub reason: Option<String>,
    /// None when the server's administrator did.
    pub created_by: Option<MemberRef>,
    pub created_at: DateTime<Utc>,
    /// When it was taken back: it is as if it had not been.
    pub ended_at: Option<DateTime<Utc>>,
    /// Whether the reader may change it: it is neither taken back nor over.
    pub may_change: bool,
    pub version: i64,
}

impl Check for Absence {}

/// An absence as it is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AbsenceBody {
    /// Any of the school's staff; a helper enters their own only.
    pub member: MemberId,
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<TimeRange>,
    /// Any other of the school's staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<MemberId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A merge patch (RFC 7396) of an absence: what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AbsencePatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// Null makes it whole days.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<TimeRange>))]
    pub part: Option<Option<TimeRange>>,
    /// Null: nobody stands in.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<MemberId>))]
    pub substitute: Option<Option<MemberId>>,
    /// Null empties it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub reason: Option<Option<String>>,
}

/// The days and minutes of an absence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The part of each day; the whole of it when `None`.
    pub part: Option<TimeRange>,
}

impl Span {
    /// Whether they share a minute.
    pub fn overlaps(&self, other: &Self) -> bool {
        let days = self.from <= other.to && other.from <= self.to;
        let minutes = match (self.part, other.part) {
            (Some(one), Some(other)) => one.overlaps(other),
            (None, _) | (_, None) => true,
        };
        days && minutes
    }

    fn check(&self, errors: &mut Vec<FieldError>) {
        check_day(errors, "/from", self.from);
        check_day(errors, "/to", self.to);
        if self.to < self.from {
            errors.push(FieldError::new("/to", FieldErrorKind::BeforeStart));
        }
    }
}

impl AbsenceBody {
    /// Its days and minutes.
    pub const fn span(&self) -> Span {
        Span {
            from: self.from,
            to: self.to,
            part: self.part,
        }
    }
}

impl AbsencePatch {
    /// The absence after the patch, as it would be entered.
    #[must_use]
    pub fn apply(self, old: AbsenceBody) -> AbsenceBody {
        AbsenceBody {
            member: old.member,
            from: self.from.unwrap_or(old.from),
            to: self.to.unwrap_or(old.to),
            part: self.part.unwrap_or(old.part),
            substitute: self.substitute.unwrap_or(old.substitute),
            reason: self.reason.unwrap_or(old.reason),
        }
    }
}

impl Check for AbsenceBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        self.span().check(errors);
        if self.substitute == Some(self.member) {
            errors.push(FieldError::new("/substitute", FieldErrorKind::NotOpen));
        }
        check::optional_text(errors, "/reason", self.reason.as_deref(), MAX_REASON);
    }
}

/// What it makes of the absence is checked when that is known.
impl Check for AbsencePatch {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let reason = self.reason.as_ref().and_then(Option::as_deref);
        check::optional_text(errors, "/reason", reason, MAX_REASON);
    }
}

/// An absence in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct AbsencePath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub absence: AbsenceId,
}

/// Which absences to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AbsencesQuery {
    /// Whose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// Those that last on this day or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Those that begin on this day or earlier.
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

impl Check for AbsencesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists absences of helpers, the newest first. A helper sees their own.
    AbsencesList "absences_list" Get Read "/api/v1/schools/{school}/absences" 200
        DutyRead SchoolPath, AbsencesQuery, () => Page<Absence>;
    /// Reads an absence.
    AbsencesFind "absences_find" Get Read "/api/v1/schools/{school}/absences/{absence}" 200
        DutyRead AbsencePath, Nothing, () => Absence;
    /// Enters that a helper is away, and who stands in.
    ///
    /// Everybody sees "away" and the substitute at once, nobody the reason but those who may see the absence.
    AbsencesCreate "absences_create" Post Create "/api/v1/schools/{school}/absences" 201
        DutyWrite SchoolPath, Nothing, AbsenceBody => Absence;
    /// Changes days, part of the day, substitute or reason of an absence that is not over.
    AbsencesUpdate "absences_update" Patch Change "/api/v1/schools/{school}/absences/{absence}" 200
        DutyWrite AbsencePath, Nothing, AbsencePatch => Absence;
    /// Takes an absence back that is not over: it is as if it had not been.
    AbsencesEnd "absences_end" Post Change "/api/v1/schools/{school}/absences/{absence}/end" 200
        DutyWrite AbsencePath, Nothing, () => Absence;
}

#[cfg(feature = "openapi")]
mod examples {
    use chrono::NaiveDate;

    use super::{Absence, AbsenceBody, AbsencePatch};
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::example_time;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap_or_default()
    }

    fn substitute() -> MemberRef {
        MemberRef {
            id: uuid::uuid!("01988a3f-0000-7000-8000-000000000011").into(),
            name: "Белов Антон Петрович".into(),
        }
    }

    impl Example for AbsenceBody {
        fn example() -> Self {
            Self {
                member: MemberRef::example().id,
                from: day(24),
                to: day(27),
                part: None,
                substitute: Some(substitute().id),
                reason: Some("курсы".into()),
            }
        }
    }

    impl Example for AbsencePatch {
        fn example() -> Self {
            Self {
                to: Some(day(25)),
                substitute: Some(Some(substitute().id)),
                ..Self::default()
            }
        }
    }

    impl Example for Absence {
        fn example() -> Self {
            let body = AbsenceBody::example();
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000070").into(),
                member: MemberRef::example(),
                from: body.from,
                to: body.to,
                part: body.part,
                substitute: Some(substitute()),
                reason: body.reason,
                created_by: Some(MemberRef::example()),
                created_at: example_time(0),
                ended_at: None,
                may_change: true,
                version: 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `2026-11-24 2026-11-27 09:00-12:00`
    fn span(text: &str) -> Span {
        let words: Vec<&str> = text.split_whitespace().collect();
        let part = words.get(2).map(|part| {
            let (from, to) = part.split_once('-').unwrap();
            TimeRange::new(from.parse().unwrap(), to.parse().unwrap()).unwrap()
        });
        Span {
            from: words[0].parse().unwrap(),
            to: words[1].parse().unwrap(),
            part,
        }
    }

    #[test]
    fn absences_overlap_when_they_share_a_minute() {
        let one = "2026-11-24 2026-11-27 09:00-12:00";
        for (other, expected) in [
            ("2026-11-27 2026-11-30", true),
            ("2026-11-28 2026-11-30", false),
            ("2026-11-20 2026-11-24 11:59-13:00", true),
            ("2026-11-20 2026-11-24 12:00-13:00", false),
            ("2026-11-25 2026-11-25 08:00-09:00", false),
            ("2026-11-01 2026-12-31 00:00-24:00", true),
            ("2026-11-20 2026-11-23", false),
        ] {
            assert_eq!(span(one).overlaps(&span(other)), expected, "{other}");
            assert_eq!(span(other).overlaps(&span(one)), expected, "{other}");
        }
    }

    #[test]
    fn an_absence_has_days_in_order_and_another_substitute() {
        let member: MemberId = uuid::Uuid::nil().into();
        let good = AbsenceBody {
            member,
            from: "2026-11-24".parse().unwrap(),
            to: "2026-11-24".parse().unwrap(),
            part: None,
            substitute: None,
            reason: None,
        };
        let wrong = |change: fn(&mut AbsenceBody)| {
            let mut body = good.clone();
            change(&mut body);
            let mut errors = Vec::new();
            body.check(&mut errors);
            errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        assert!(wrong(|_| {}).is_empty());
        assert_eq!(wrong(|body| body.to = "2026-11-23".parse().unwrap()), ["/to"]);
        assert_eq!(wrong(|body| body.from = "1026-11-23".parse().unwrap()), ["/from"]);
        assert_eq!(wrong(|body| body.substitute = Some(body.member)), ["/substitute"]);
        assert_eq!(wrong(|body| body.reason = Some("я".repeat(301))), ["/reason"]);
    }

    #[test]
    fn a_merge_patch_leaves_sets_and_empties() {
        let old = AbsenceBody {
            member: uuid::Uuid::nil().into(),
            from: "2026-11-24".parse().unwrap(),
            to: "2026-11-27".parse().unwrap(),
            part: None,
            substitute: Some(uuid::Uuid::max().into()),
            reason: Some("курсы".into()),
        };
        let patch: AbsencePatch =
            serde_json::from_str(r#"{"to": "2026-11-25", "substitute": null}"#).unwrap();
        let new = patch.apply(old.clone());
        let expected = AbsenceBody {
            to: "2026-11-25".parse().unwrap(),
            substitute: None,
            ..old
        };
        assert_eq!(new, expected);
    }
}
