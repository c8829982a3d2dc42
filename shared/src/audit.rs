//! The trail of a school: who did what, when (P5). Ids, actions and names of fields, never texts.

mod words;

use std::str::FromStr;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::check::{self, Check, FieldError};
use crate::clients::ClientRef;
use crate::endpoint::{Csv, endpoints};
use crate::ids::{AuditId, PersonId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::schools::SchoolPath;

pub use words::{ACTIONS, action_words, field_words};

/// The most lines of one export; more is refused, never cut off in silence.
pub const MOST_EXPORTED: u64 = 100_000;

/// One line of the trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuditEntry {
    pub id: AuditId,
    pub at: DateTime<Utc>,
    /// Who did it; absent when a program did it for itself, and when it happened by itself.
    pub person: Option<PersonId>,
    /// The same person's card in this school; absent when they have none, or none any more.
    pub member: Option<MemberRef>,
    /// The program of the school's that did it, for that person if there is one.
    pub program: Option<ClientRef>,
    /// The code of the action.
    #[cfg_attr(feature = "openapi", schema(example = "ticket_work"))]
    pub action: String,
    /// The action in words of the reader's language.
    pub title: String,
    /// The id of what it was done to.
    pub object: Option<Uuid>,
    /// The names of the fields that changed, or of the step that was taken.
    pub fields: Vec<String>,
}

/// A moment (RFC 3339), or a whole day of the school (`2026-11-22`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum When {
    Day(NaiveDate),
    Moment(DateTime<Utc>),
}

/// The text is neither a day nor a moment of these centuries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("neither a day nor a moment")]
pub struct NoWhen;

impl FromStr for When {
    type Err = NoWhen;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, when) = match text.parse::<NaiveDate>() {
            Ok(day) => (day.year(), Self::Day(day)),
            Err(_) => {
                let at = DateTime::parse_from_rfc3339(text).map_err(|_| NoWhen)?.to_utc();
                (at.year(), Self::Moment(at))
            }
        };
        if (1970..=9000).contains(&year) {
            Ok(when)
        } else {
            Err(NoWhen)
        }
    }
}

impl TryFrom<String> for When {
    type Error = NoWhen;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<When> for String {
    fn from(when: When) -> Self {
        match when {
            When::Day(day) => day.to_string(),
            When::Moment(at) => at.to_rfc3339(),
        }
    }
}

/// Which lines, newest first. Filters hold together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AuditQuery {
    /// Who did it: the id of a member of the school, of a person or of a program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Uuid>,
    /// The id of what it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<Uuid>,
    /// The code of the action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "ticket_work"))]
    pub action: Option<String>,
    /// Not before this moment, or this day of the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, example = "2026-11-01"))]
    pub from: Option<When>,
    /// Not after this moment, or this day of the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(value_type = Option<String>, example = "2026-11-22"))]
    pub to: Option<When>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl AuditQuery {
    /// The names of the filters in use, for the line that the reading itself leaves.
    pub fn used(&self) -> Vec<&'static str> {
        [
            ("person", self.person.is_some()),
            ("object", self.object.is_some()),
            ("action", self.action.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("after", self.after.is_some()),
        ]
        .into_iter()
        .filter_map(|(name, used)| used.then_some(name))
        .collect()
    }
}

impl Check for AuditQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "?action", self.action.as_deref(), 64);
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Lists who did what in the school, newest first.
    /// Each reading leaves a line of its own.
    AuditList "audit_list" Get Read "/api/v1/schools/{school}/audit" 200
        AuditRead SchoolPath, AuditQuery, () => Page<AuditEntry>;
    /// Exports the same as a table for spreadsheets (CSV: UTF-8 with a byte order mark, semicolons).
    /// `limit` and `after` mean nothing here; more than 100,000 lines are refused.
    AuditExport "audit_export" Get Read "/api/v1/schools/{school}/audit/export" 200
        AuditRead SchoolPath, AuditQuery, () => Csv;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::AuditEntry;
    use crate::endpoint::Example;
    use crate::people::MemberRef;

    impl Example for AuditEntry {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000070").into(),
                at: chrono::DateTime::UNIX_EPOCH + chrono::Duration::days(20_779),
                person: Some(uuid::uuid!("01988a3f-0000-7000-8000-000000000003").into()),
                member: Some(MemberRef::example()),
                program: None,
                action: "ticket_work".into(),
                title: "Работа над обращением".into(),
                object: Some(uuid::uuid!("01988a3f-0000-7000-8000-000000000030")),
                fields: vec!["answer".into()],
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_a_day_or_a_moment() {
        let day = "2026-11-22".parse::<When>();
        assert_eq!(day.map(String::from), Ok("2026-11-22".to_owned()));
        assert!(matches!(day, Ok(When::Day(_))));
        let moment = "2026-11-22T12:00:00+03:00".parse::<When>();
        assert_eq!(
            moment.map(String::from),
            Ok("2026-11-22T09:00:00+00:00".to_owned())
        );
        for bad in [
            "",
            "22.11.2026",
            "2026-13-01",
            "2026-11-22T25:00:00Z",
            "now",
            "+262142-12-31",
            "0001-01-01",
        ] {
            assert!(bad.parse::<When>().is_err(), "{bad}");
        }
    }
}
