//! Classes of an academic year (P5, P8).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ClassId, MemberId};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::people::cards::check_ids;
use crate::schedules::AcademicYear;
use crate::schools::SchoolPath;

/// The last grade of a school.
pub const LAST_GRADE: i16 = 11;

/// A class as others refer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassRef {
    pub id: ClassId,
    pub name: ClassName,
}

/// A class's name: the grade and what tells it from its neighbours, such as `7А` or `10 физмат`.
///
/// Spaces, quotes and a hyphen between the two do not matter, nor whether a letter is Latin by mistake.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClassName {
    /// 1 to 11.
    pub grade: i16,
    /// May be empty, in a school with one class of each grade.
    pub letter: String,
}

/// The text does not begin with a grade from 1 to 11, or is too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a class looks like 7А")]
pub struct NotAClass;

/// The most characters after the grade.
const MAX_LETTER: usize = 20;

/// The Cyrillic letter that looks like this Latin one.
const fn cyrillic(letter: char) -> char {
    match letter {
        'A' => 'А',
        'B' => 'В',
        'C' => 'С',
        'E' => 'Е',
        'H' => 'Н',
        'K' => 'К',
        'M' => 'М',
        'O' => 'О',
        'P' => 'Р',
        'T' => 'Т',
        'X' => 'Х',
        other => other,
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for ClassName {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::Type::String)
            .examples(["7А"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for ClassName {}

impl FromStr for ClassName {
    type Err = NotAClass;
    fn from_str(text: &str) -> Result<Self, NotAClass> {
        let text = text.trim();
        let digits = text.chars().take_while(char::is_ascii_digit).count();
        let (grade, rest) = text.split_at_checked(digits).ok_or(NotAClass)?;
        let grade: i16 = grade.parse().map_err(|_| NotAClass)?;
        let around = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '«' | '»' | '"' | '\'' | '.');
        let letter = rest.trim_matches(around);
        let mut chars = letter.chars();
        let letter = match (chars.next(), chars.next()) {
            (Some(one), None) => one.to_uppercase().map(cyrillic).collect(),
            _ => letter.to_owned(),
        };
        let known = (1..=LAST_GRADE).contains(&grade);
        let fits = letter.chars().count() <= MAX_LETTER && !letter.chars().any(char::is_control);
        if known && fits {
            Ok(Self { grade, letter })
        } else {
            Err(NotAClass)
        }
    }
}

impl ClassName {
    /// The same class a year later; none after the last grade.
    #[must_use]
    pub fn next(&self) -> Option<Self> {
        (self.grade < LAST_GRADE).then(|| Self {
            grade: self.grade + 1,
            letter: self.letter.clone(),
        })
    }
}

impl fmt::Display for ClassName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = if self.letter.chars().count() > 1 { " " } else { "" };
        write!(f, "{}{space}{}", self.grade, self.letter)
    }
}

impl TryFrom<String> for ClassName {
    type Error = NotAClass;
    fn try_from(text: String) -> Result<Self, NotAClass> {
        text.parse()
    }
}

impl From<ClassName> for String {
    fn from(name: ClassName) -> Self {
        name.to_string()
    }
}

/// A class in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ClassPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    pub class: ClassId,
}

/// The school whose academic year is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct YearPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
}

/// A class of an academic year. Its students are listed as people are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Class {
    pub id: ClassId,
    pub name: ClassName,
    pub year: AcademicYear,
    /// Whether it is of the school's present year: others are history and do not change.
    pub present: bool,
    /// How many students are in it; of a past year, how many were when the year ended.
    pub students: u32,
    pub teachers: Vec<MemberRef>,
    pub version: i64,
}

impl Check for Class {}

/// The academic years of which a reader may see classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Years {
    /// The school's present year.
    pub present: AcademicYear,
    /// Years with classes, the newest first.
    pub years: Vec<AcademicYear>,
}

impl Check for Years {}

/// Which classes to list, by grade.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ClassesQuery {
    /// The school's present year, when not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<AcademicYear>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for ClassesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

/// A class of the school's present year to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassBody {
    pub name: ClassName,
}

impl Check for ClassBody {}

/// A merge patch (RFC 7396) of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ClassName>))]
    pub name: Option<ClassName>,
}

impl Check for ClassPatch {}

/// Students to put into a class, out of another one if need be, and to take out of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StudentsBody {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub add: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remove: Vec<MemberId>,
}

impl Check for StudentsBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.add.is_empty() && self.remove.is_empty() {
            errors.push(FieldError::new("/add", FieldErrorKind::Required));
        }
        check_ids(errors, "/add", self.add.len());
        check_ids(errors, "/remove", self.remove.len());
    }
}

/// All class teachers of a class.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeachersBody {
    pub teachers: Vec<MemberId>,
}

impl Check for TeachersBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check_ids(errors, "/teachers", self.teachers.len());
    }
}

/// Who leaves the school with this year, besides the last grade, and who repeats the year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LeaversBody {
    /// Classes that leave as a whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaving_classes: Vec<ClassId>,
    /// Students who leave out of classes that stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaving_students: Vec<MemberId>,
    /// Students who repeat the year, also out of classes that leave: they stay in the school, without a class until somebody
    /// places them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeating_students: Vec<MemberId>,
}

/// The most classes or students that are ticked one by one.
const MAX_LEAVERS: usize = 2000;
/// The most letters of a digest.
const MAX_DIGEST: u32 = 100;

impl Check for LeaversBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        for (pointer, number) in [
            ("/leaving_classes", self.leaving_classes.len()),
            ("/leaving_students", self.leaving_students.len()),
            ("/repeating_students", self.repeating_students.len()),
        ] {
            if number > MAX_LEAVERS {
                let max = i64::try_from(MAX_LEAVERS).unwrap_or_default();
                errors.push(FieldError::new(
                    pointer,
                    FieldErrorKind::OutOfRange { min: 0, max },
                ));
            }
        }
    }
}

/// The step into the next academic year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdvanceBody {
    /// The year to begin: the one after the school's present one.
    pub to: AcademicYear,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaving_classes: Vec<ClassId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaving_students: Vec<MemberId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub repeating_students: Vec<MemberId>,
    /// Who leaves and who repeats, as the preview told: another digest means that somebody changed something since.
    pub digest: String,
}

impl AdvanceBody {
    /// Who leaves, and who repeats.
    pub fn leavers(&self) -> LeaversBody {
        LeaversBody {
            leaving_classes: self.leaving_classes.clone(),
            leaving_students: self.leaving_students.clone(),
            repeating_students: self.repeating_students.clone(),
        }
    }
}

impl Check for AdvanceBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        self.leavers().check(errors);
        check::text(errors, "/digest", &self.digest, MAX_DIGEST);
    }
}

/// What becomes of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AdvancingClass {
    pub id: ClassId,
    pub name: ClassName,
    /// Its name in the next year; none when the class leaves.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<ClassName>))]
    pub next: Option<ClassName>,
    /// How many of its students go on, how many leave, and how many repeat the year.
    pub staying: u32,
    pub leaving: u32,
    pub repeating: u32,
    /// Class teachers who go along.
    pub teachers: Vec<MemberRef>,
}

/// What the step into the next academic year does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct YearPlan {
    pub from: AcademicYear,
    pub to: AcademicYear,
    pub classes: Vec<AdvancingClass>,
    /// Students whose membership ends.
    pub leavers: Vec<MemberRef>,
    /// Leaving students who are something else here too: they stay, without the role of a student, class and parents.
    pub students_no_more: Vec<MemberRef>,
    /// Parents whose membership ends: they have no other child here and no other role.
    pub parents: Vec<MemberRef>,
    /// Students who repeat the year: they stay, and lose their class.
    pub repeating: Vec<MemberRef>,
    /// Students who are in no class: they stay, and stay without one.
    pub unclassed: u32,
    /// Of all who leave or repeat, for the step itself.
    pub digest: String,
    /// The version of the school, for `If-Match`.
    pub version: i64,
}

impl Check for YearPlan {}

/// The academic year after the step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct YearBegun {
    pub year: AcademicYear,
    /// How many classes there are.
    pub classes: u32,
    /// How many memberships ended.
    pub ended: u32,
    /// The version of the school.
    pub version: i64,
}

impl Check for YearBegun {}

endpoints! {
    /// Lists the classes of a year by grade. A class teacher sees the own ones.
    ClassesList "classes_list" Get Read "/api/v1/schools/{school}/classes" 200
        ClassRead SchoolPath, ClassesQuery, () => Page<Class>;
    /// Lists the academic years with classes, and the present one.
    YearsList "years_list" Get Read "/api/v1/schools/{school}/years" 200
        ClassRead SchoolPath, Nothing, () => Years;
    /// Makes a class of the school's present year.
    ClassesCreate "classes_create" Post Create "/api/v1/schools/{school}/classes" 201
        ClassEdit SchoolPath, Nothing, ClassBody => Class;
    /// Reads a class.
    ClassesFind "classes_find" Get Read "/api/v1/schools/{school}/classes/{class}" 200
        ClassRead ClassPath, Nothing, () => Class;
    /// Renames a class of the present year by a JSON merge patch.
    ClassesUpdate "classes_update" Patch Change "/api/v1/schools/{school}/classes/{class}" 200
        ClassEdit ClassPath, Nothing, ClassPatch => Class;
    /// Puts students into a class of the present year, out of another if need be, and takes them out.
    ClassesStudents "classes_students" Post Change "/api/v1/schools/{school}/classes/{class}/students" 200
        ClassEdit ClassPath, Nothing, StudentsBody => Class;
    /// Sets the class teachers of a class of the present year. Nobody sets themselves.
    ClassesTeachers "classes_teachers" Post Change "/api/v1/schools/{school}/classes/{class}/teachers" 200
        ClassEdit ClassPath, Nothing, TeachersBody => Class;
    /// Tells what the step into the next academic year would do. Changes nothing.
    ///
    /// It names people: a program needs the scope `people_edit` too.
    YearPreview "year_preview" Post Act "/api/v1/schools/{school}/year/preview" 200
        ClassEdit YearPath, Nothing, LeaversBody => YearPlan;
    /// Begins the next academic year: classes advance, leavers end, the old year's classes stay as they were.
    ///
    /// One year ahead at most: the year after the next begins with September of the next.
    ///
    /// It ends memberships: a program needs the scope `people_edit` too.
    YearAdvance "year_advance" Post Change "/api/v1/schools/{school}/year/advance" 200
        ClassEdit YearPath, Nothing, AdvanceBody => YearBegun;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{
        AdvanceBody, AdvancingClass, Class, ClassBody, ClassName, ClassPatch, ClassRef, LeaversBody,
        StudentsBody, TeachersBody, YearBegun, YearPlan, Years,
    };
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::schedules::AcademicYear;

    fn name(letter: &str) -> ClassName {
        ClassName {
            grade: 7,
            letter: letter.to_owned(),
        }
    }

    impl Example for ClassRef {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000060").into(),
                name: name("А"),
            }
        }
    }

    impl Example for Class {
        fn example() -> Self {
            let ClassRef { id, name } = ClassRef::example();
            Self {
                id,
                name,
                year: AcademicYear::beginning(2026),
                present: true,
                students: 25,
                teachers: vec![MemberRef::example()],
                version: 4,
            }
        }
    }

    impl Example for Years {
        fn example() -> Self {
            Self {
                present: AcademicYear::beginning(2026),
                years: vec![AcademicYear::beginning(2026), AcademicYear::beginning(2025)],
            }
        }
    }

    impl Example for ClassBody {
        fn example() -> Self {
            Self { name: name("А") }
        }
    }

    impl Example for ClassPatch {
        fn example() -> Self {
            Self {
                name: Some(name("Б")),
            }
        }
    }

    impl Example for StudentsBody {
        fn example() -> Self {
            Self {
                add: vec![uuid::uuid!("01988a3f-0000-7000-8000-000000000021").into()],
                remove: Vec::new(),
            }
        }
    }

    impl Example for TeachersBody {
        fn example() -> Self {
            Self {
                teachers: vec![MemberRef::example().id],
            }
        }
    }

    impl Example for LeaversBody {
        fn example() -> Self {
            Self {
                leaving_classes: vec![ClassRef::example().id],
                leaving_students: Vec::new(),
                repeating_students: Vec::new(),
            }
        }
    }

    impl Example for AdvanceBody {
        fn example() -> Self {
            Self {
                to: AcademicYear::beginning(2027),
                leaving_classes: vec![ClassRef::example().id],
                leaving_students: Vec::new(),
                repeating_students: Vec::new(),
                digest: "5hRY9OzSS0sdZ8ADmo5XHYoVqPMdRWf4hPWkMFgnHvY".into(),
            }
        }
    }

    impl Example for YearPlan {
        fn example() -> Self {
            let ClassRef { id, name } = ClassRef::example();
            let class = AdvancingClass {
                id,
                next: name.next(),
                name,
                staying: 24,
                leaving: 1,
                repeating: 0,
                teachers: vec![MemberRef::example()],
            };
            Self {
                from: AcademicYear::beginning(2026),
                to: AcademicYear::beginning(2027),
                classes: vec![class],
                leavers: vec![MemberRef::example()],
                students_no_more: Vec::new(),
                parents: Vec::new(),
                repeating: Vec::new(),
                unclassed: 2,
                digest: AdvanceBody::example().digest,
                version: 3,
            }
        }
    }

    impl Example for YearBegun {
        fn example() -> Self {
            Self {
                year: AcademicYear::beginning(2027),
                classes: 22,
                ended: 71,
                version: 4,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_as_people_write_it() {
        for text in ["7А", " 7 А ", "7-а", "7 «А»", "7\"А\"", "7A", "7a"] {
            assert_eq!(text.parse::<ClassName>().unwrap().to_string(), "7А", "{text}");
        }
        assert_eq!("10 физмат".parse::<ClassName>().unwrap().to_string(), "10 физмат");
        assert_eq!("9".parse::<ClassName>().unwrap().to_string(), "9");
        for text in [
            "",
            "А",
            "0А",
            "12А",
            "99999999999",
            "7\u{0}",
            "7 очень длинное название класса",
        ] {
            assert_eq!(text.parse::<ClassName>(), Err(NotAClass), "{text}");
        }
    }

    #[test]
    fn a_class_advances_until_it_leaves() {
        let next = |text: &str| {
            text.parse::<ClassName>()
                .unwrap()
                .next()
                .map(|name| name.to_string())
        };
        assert_eq!(next("7А"), Some("8А".to_owned()));
        assert_eq!(next("11Б"), None);
    }
}
