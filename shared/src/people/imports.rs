//! A file of people: looked at before it is applied, applied as a whole or not at all (P5).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::MemberRef;
use super::cards::MAX_NAME;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::classes::ClassName;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ImportId, MemberId};
use crate::page::{Cursor, Page};
use crate::schools::SchoolPath;

/// An import in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ImportPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub import: ImportId,
}

/// A table of people: pasted text, or the bytes of a file. Exactly one of the two.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportBody {
    /// The table with its headings, separated by tabs, semicolons or commas.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file in base64: UTF-8 with or without BOM, or Windows-1251.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Check for ImportBody {
    const MAX_BYTES: usize = 8 * 1024 * 1024;

    fn check(&self, errors: &mut Vec<FieldError>) {
        match (&self.text, &self.file) {
            (None, None) => errors.push(FieldError::new("/text", FieldErrorKind::Required)),
            (Some(_), Some(_)) => errors.push(FieldError::new("/file", FieldErrorKind::Unknown)),
            (Some(_), None) | (None, Some(_)) => {}
        }
    }
}

/// Where an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ImportState {
    /// Looked at; nothing is saved yet.
    Ready,
    /// Being applied now, by the server that was asked.
    Running,
    Done,
}

/// How many rows do what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportCounts {
    pub create: u32,
    pub change: u32,
    pub unchanged: u32,
    /// Members with an id of the journal, in no roles but those that the file is about, who are not in the file.
    pub missing: u32,
    /// How many of the changed lose ties or led classes.
    pub losing: u32,
}

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Progress {
    pub done: u32,
    pub total: u32,
}

/// A file of people that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Import {
    pub id: ImportId,
    pub state: ImportState,
    pub counts: ImportCounts,
    /// Classes that are made along.
    pub new_classes: Vec<ClassName>,
    /// Headings that say nothing to us: these columns are left out.
    pub ignored: Vec<String>,
    /// While it runs.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Progress>))]
    pub progress: Option<Progress>,
    pub created_at: DateTime<Utc>,
    /// When it is forgotten.
    pub expires_at: DateTime<Utc>,
    pub version: i64,
}

impl Check for Import {}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RowKind {
    Create,
    Change,
    Unchanged,
    /// Not a row: a member who is not in the file.
    Missing,
}

impl RowKind {
    const ALL: [Self; 4] = [Self::Create, Self::Change, Self::Unchanged, Self::Missing];

    /// As it stands in the database.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Change => "change",
            Self::Unchanged => "unchanged",
            Self::Missing => "missing",
        }
    }

    /// The kind with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One row as it would be applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportRow {
    pub kind: RowKind,
    /// Line of the file, from 1.
    pub row: Option<u32>,
    pub member: Option<MemberId>,
    pub external_id: String,
    pub name: String,
    /// What changes.
    pub fields: Vec<String>,
    /// Children and parents who are tied to them no more.
    pub lost_ties: Vec<MemberRef>,
    /// Classes whose class teacher they are no more.
    pub lost_classes: Vec<ClassName>,
}

/// Which rows to list, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ImportRowsQuery {
    /// All that do something, and the missing, when not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub kind: Option<RowKind>,
    /// Only those who lose ties or led classes (`true`) or who do not (`false`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub losing: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for ImportRowsQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
        if let Some(after) = &self.after {
            check::optional_text(errors, "?after", Some(&after.0), MAX_NAME);
        }
    }
}

/// What is decided when an import is applied.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApplyBody {
    /// To end the memberships that are missing in the file: how many these are. Left out, they stay.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_missing: Option<u32>,
}

impl Check for ApplyBody {}

endpoints! {
    /// Reads a file of people and tells what it would do. Saves nothing of it but for an hour, for its sender only.
    ///
    /// Every error is told by row and column.
    ImportsCreate "imports_create" Post Create "/api/v1/schools/{school}/people/imports" 201
        PeopleEdit SchoolPath, Nothing, ImportBody => Import;
    /// Tells how far an import is.
    ImportsFind "imports_find" Get Read "/api/v1/schools/{school}/people/imports/{import}" 200
        PeopleEdit ImportPath, Nothing, () => Import;
    /// Lists what would become of the rows.
    ImportsRows "imports_rows" Get Read "/api/v1/schools/{school}/people/imports/{import}/rows" 200
        PeopleEdit ImportPath, ImportRowsQuery, () => Page<ImportRow>;
    /// Applies an import: all of it or nothing.
    ///
    /// When the school's people changed so that it would do something else than it told, nothing is done and 412 brings
    /// the new counts.
    ImportsApply "imports_apply" Post Change "/api/v1/schools/{school}/people/imports/{import}/apply" 200
        PeopleEdit ImportPath, Nothing, ApplyBody => Import;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{ApplyBody, Import, ImportBody, ImportCounts, ImportRow, ImportState, RowKind};
    use crate::endpoint::Example;
    use crate::tickets::example_time;

    impl Example for ImportBody {
        fn example() -> Self {
            Self {
                text: Some("ID;ФИО;Роль;Класс\ns-1024;Орлова Мария Павловна;ученик;7А\n".into()),
                file: None,
            }
        }
    }

    impl Example for Import {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000070").into(),
                state: ImportState::Ready,
                counts: ImportCounts {
                    create: 1,
                    ..ImportCounts::default()
                },
                new_classes: "7А".parse().into_iter().collect(),
                ignored: vec!["Пол".into()],
                progress: None,
                created_at: example_time(0),
                expires_at: example_time(1),
                version: 1,
            }
        }
    }

    impl Example for ImportRow {
        fn example() -> Self {
            Self {
                kind: RowKind::Create,
                row: Some(2),
                member: None,
                external_id: "s-1024".into(),
                name: "Орлова Мария Павловна".into(),
                fields: Vec::new(),
                lost_ties: Vec::new(),
                lost_classes: Vec::new(),
            }
        }
    }

    impl Example for ApplyBody {
        fn example() -> Self {
            Self { end_missing: Some(2) }
        }
    }
}
