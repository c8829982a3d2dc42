//! What makes and changes a draft: a table, another schedule, lines by hand.

use serde::{Deserialize, Serialize};

use super::AcademicYear;
use super::line::{HelpHours, MAX_HOURS_A_DAY, MAX_LINES, MAX_PLACE, MAX_POSTS};
use super::table::{MAX_NAME, MAX_POST};
use super::week::Weekday;
use crate::appointments::Direction;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::ids::{LineId, MemberId, ScheduleId};

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

impl Check for PreviewBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        match (&self.text, &self.file) {
            (None, None) => errors.push(FieldError::new("/text", FieldErrorKind::Required)),
            (Some(_), Some(_)) => errors.push(FieldError::new("/file", FieldErrorKind::Unknown)),
            _ => {}
        }
    }
}

/// A new draft: out of a table, or out of another schedule, or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScheduleBody {
    pub year: AcademicYear,
    /// The table or the whole order as text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file in base64: UTF-8 with or without BOM, or Windows-1251.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Which row is which member of the school. Rows without a link stay text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<LineLink>,
    /// Another schedule of the school, of this year or an earlier one: its lines are copied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<ScheduleId>,
}

impl ScheduleBody {
    /// A draft of the year without lines.
    #[must_use]
    pub const fn empty(year: AcademicYear) -> Self {
        Self {
            year,
            text: None,
            file: None,
            links: Vec::new(),
            copy_of: None,
        }
    }
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

impl Check for ScheduleBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.text.is_some() && self.file.is_some() {
            errors.push(FieldError::new("/file", FieldErrorKind::Unknown));
        }
        let table = self.text.is_some() || self.file.is_some();
        if table && self.copy_of.is_some() {
            errors.push(FieldError::new("/copy_of", FieldErrorKind::Unknown));
        }
        if !table && !self.links.is_empty() {
            errors.push(FieldError::new("/links", FieldErrorKind::Unknown));
        }
    }
}

/// The whole content of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinesBody {
    /// In the order of the document, at most 500.
    pub lines: Vec<LineBody>,
}

/// One helper's line as it is drawn up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LineBody {
    pub name: String,
    #[serde(default)]
    pub posts: Vec<String>,
    /// None when the schedule does not say it.
    #[serde(default)]
    pub directions: Vec<Direction>,
    /// At most 12 on a day.
    pub hours: Vec<HelpHours>,
    /// Whose card it is; a line without one stays text.
    #[serde(default)]
    pub member: Option<MemberId>,
}

fn too_many(errors: &mut Vec<FieldError>, pointer: String, max: usize) {
    let max = i64::try_from(max).unwrap_or(i64::MAX);
    errors.push(FieldError::new(
        pointer,
        FieldErrorKind::OutOfRange { min: 0, max },
    ));
}

fn repeats<T: PartialEq>(list: &[T]) -> bool {
    list.iter()
        .enumerate()
        .any(|(place, item)| list.iter().take(place).any(|before| before == item))
}

impl Check for LinesBody {
    /// 500 lines with all that they may say.
    const MAX_BYTES: usize = 12 * 1024 * 1024;

    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.lines.len() > MAX_LINES {
            too_many(errors, "/lines".into(), MAX_LINES);
            return;
        }
        for (index, line) in self.lines.iter().enumerate() {
            line.check(errors, &format!("/lines/{index}"));
        }
    }
}

impl LineBody {
    fn check(&self, errors: &mut Vec<FieldError>, pointer: &str) {
        check::text(errors, &format!("{pointer}/name"), &self.name, MAX_NAME);
        if self.posts.len() > MAX_POSTS {
            too_many(errors, format!("{pointer}/posts"), MAX_POSTS);
        }
        for (index, post) in self.posts.iter().enumerate() {
            check::text(errors, &format!("{pointer}/posts/{index}"), post, MAX_POST);
        }
        if repeats(&self.directions) {
            errors.push(FieldError::new(
                format!("{pointer}/directions"),
                FieldErrorKind::Taken,
            ));
        }
        let most = Weekday::ALL.map(|day| self.hours.iter().filter(|hours| hours.day == day).count());
        if most.into_iter().any(|hours| hours > MAX_HOURS_A_DAY) {
            too_many(errors, format!("{pointer}/hours"), MAX_HOURS_A_DAY);
            return;
        }
        for (index, hours) in self.hours.iter().enumerate() {
            check_hours(errors, &format!("{pointer}/hours/{index}"), hours);
        }
    }
}

fn check_hours(errors: &mut Vec<FieldError>, pointer: &str, hours: &HelpHours) {
    let max = u32::try_from(MAX_PLACE).unwrap_or(u32::MAX);
    check::optional_text(errors, &format!("{pointer}/place"), hours.place.as_deref(), max);
    if hours.modes.is_empty() {
        errors.push(FieldError::new(
            format!("{pointer}/modes"),
            FieldErrorKind::Required,
        ));
    }
    if repeats(&hours.modes) {
        errors.push(FieldError::new(format!("{pointer}/modes"), FieldErrorKind::Taken));
    }
    if repeats(&hours.audiences) {
        errors.push(FieldError::new(
            format!("{pointer}/audiences"),
            FieldErrorKind::Taken,
        ));
    }
}

/// Ties a line to a member's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkBody {
    /// A line of the schedule that is tied to nobody.
    pub line: LineId,
    /// One of the school's staff.
    pub member: MemberId,
}

impl Check for LinkBody {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedules::{DayHours, Mode, TimeOfDay, TimeRange};

    fn hours(day: Weekday) -> HelpHours {
        let range = TimeRange::new(TimeOfDay::MIDNIGHT, TimeOfDay::END_OF_DAY).unwrap();
        HelpHours::from(DayHours { day, range })
    }

    fn line() -> LineBody {
        LineBody {
            name: "Соколова К. Д.".into(),
            posts: vec!["учитель".into()],
            directions: vec![Direction::Technical],
            hours: vec![hours(Weekday::Mon)],
            member: None,
        }
    }

    fn errors(change: impl FnOnce(&mut LineBody)) -> Vec<String> {
        let mut line = line();
        change(&mut line);
        let mut errors = Vec::new();
        LinesBody { lines: vec![line] }.check(&mut errors);
        errors.into_iter().map(|error| error.pointer).collect()
    }

    #[test]
    fn a_line_says_what_can_be_said() {
        assert!(errors(|_| ()).is_empty());
        assert!(
            errors(|line| line.hours.clear()).is_empty(),
            "a draft may be unfinished"
        );
        assert_eq!(errors(|line| line.name = " ".into()), ["/lines/0/name"]);
        assert_eq!(errors(|line| line.name = "я".repeat(201)), ["/lines/0/name"]);
        assert_eq!(
            errors(|line| line.posts.push(String::new())),
            ["/lines/0/posts/1"]
        );
        assert_eq!(
            errors(|line| line.posts = vec!["п".into(); 11]),
            ["/lines/0/posts"]
        );
        assert_eq!(
            errors(|line| line.directions.push(Direction::Technical)),
            ["/lines/0/directions"]
        );
        assert_eq!(
            errors(|line| line.hours = vec![hours(Weekday::Mon); 13]),
            ["/lines/0/hours"]
        );
        assert!(errors(|line| line.hours = Weekday::ALL.map(hours).to_vec()).is_empty());
        assert_eq!(
            errors(|line| line.hours[0].place = Some("к".repeat(81))),
            ["/lines/0/hours/0/place"]
        );
        assert_eq!(
            errors(|line| line.hours[0].modes.clear()),
            ["/lines/0/hours/0/modes"]
        );
        assert_eq!(
            errors(|line| line.hours[0].modes.push(Mode::InPerson)),
            ["/lines/0/hours/0/modes"]
        );
        let mut many = Vec::new();
        let lines = vec![line(); 501];
        LinesBody { lines }.check(&mut many);
        assert_eq!(many.len(), 1);
    }

    #[test]
    fn a_draft_comes_from_one_source() {
        let year = AcademicYear::beginning(2026);
        let told = |body: ScheduleBody| {
            let mut errors = Vec::new();
            body.check(&mut errors);
            errors.into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        let empty = ScheduleBody::empty(year);
        assert!(told(empty.clone()).is_empty());
        let text = ScheduleBody {
            text: Some("т".into()),
            ..empty.clone()
        };
        assert!(told(text.clone()).is_empty());
        assert_eq!(
            told(ScheduleBody {
                file: Some("ф".into()),
                ..text.clone()
            }),
            ["/file"]
        );
        let id = ScheduleId(uuid::Uuid::nil());
        assert_eq!(
            told(ScheduleBody {
                copy_of: Some(id),
                ..text
            }),
            ["/copy_of"]
        );
        let link = LineLink {
            row: 1,
            member: MemberId(uuid::Uuid::nil()),
        };
        assert_eq!(
            told(ScheduleBody {
                links: vec![link],
                ..empty
            }),
            ["/links"]
        );
    }
}
