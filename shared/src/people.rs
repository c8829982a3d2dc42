//! People: who is signed in, the staff of a school, and the cards of all its people (P1, P2, P5).

pub mod cards;
pub mod imports;
pub mod plan;
pub mod table;

use serde::{Deserialize, Serialize};

use crate::access::{Capacity, Role};
use crate::check::{self, Check, FieldError};
use crate::classes::{ClassName, ClassRef};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{MemberId, PersonId, SchoolId};
use crate::page::{Cursor, Page};
use crate::schools::{SchoolPath, SchoolRef};
use crate::text::Lang;

/// A member of a school as others refer to them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberRef {
    pub id: MemberId,
    /// Full name: surname, first name, patronymic.
    pub name: String,
}

/// A name in small letters, ё as е, with single spaces.
pub fn small_name(name: &str) -> String {
    let small = name.to_lowercase().replace('ё', "е");
    small.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name as it is searched: small, and the halves of a double surname are words of their own.
pub fn search_name(name: &str) -> String {
    small_name(&name.replace(['-', '\u{2010}', '\u{2011}', '–'], " "))
}

/// A name for those who need not know it whole: the first name and the first letter of the surname.
pub fn veiled_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let surname = words.next().and_then(|word| word.chars().next());
    match (words.next(), surname) {
        (Some(first), Some(letter)) => format!("{first} {letter}."),
        (None, Some(letter)) => format!("{letter}."),
        (_, None) => String::new(),
    }
}

/// One of the school's staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StaffMember {
    pub id: MemberId,
    pub name: String,
    /// Posts as the school words them; empty when not told.
    pub post: String,
    /// Whether requests may be assigned to them.
    pub helps: bool,
}

/// A child of a parent, with the class that the regulation asks for (T2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Child {
    pub id: MemberId,
    pub name: String,
    /// The class of this academic year.
    pub class: Option<ClassName>,
}

/// What the signed-in person is in one school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    pub id: MemberId,
    pub school: SchoolRef,
    /// Full name on the school's card.
    pub name: String,
    pub post: String,
    pub roles: Vec<Role>,
    /// In what they act now: the roles, and what orders in force make of them.
    pub capacities: Vec<Capacity>,
    /// A student's class of this academic year.
    pub class: Option<ClassRef>,
    /// The classes of this academic year whose class teacher they are.
    pub classes: Vec<ClassRef>,
    /// A parent's children.
    pub children: Vec<Child>,
    /// Whether they may keep a request private from their parents.
    pub may_keep_private: bool,
}

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Me {
    pub id: PersonId,
    /// The first of the person's sign-in names.
    pub login: String,
    pub language: Lang,
    /// Whether they run the installation.
    pub operator: bool,
    /// The schools that want a second step which this person does not have yet: until then they answer nothing else.
    pub totp_missing_in: Vec<SchoolId>,
    /// Whether the server keeps what they had not sent when they signed out.
    pub drafts: bool,
    pub memberships: Vec<Membership>,
}

impl Check for Me {}

/// Which staff to list, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct StaffQuery {
    /// Only those to whom requests may be assigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helps: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for StaffQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Tells who is signed in and what they are in which school.
    MeFind "me_find" Get Read "/api/v1/me" 200
        SignedIn Nothing, Nothing, () => Me;
    /// Lists the school's staff by name.
    StaffList "staff_list" Get Read "/api/v1/schools/{school}/staff" 200
        StaffRead SchoolPath, StaffQuery, () => Page<StaffMember>;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Child, Me, MemberRef, Membership, StaffMember};
    use crate::access::{Capacity, Role};
    use crate::endpoint::Example;
    use crate::schools::SchoolRef;
    use crate::text::Lang;

    impl Example for MemberRef {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000010").into(),
                name: "Соколова Ксения Дмитриевна".into(),
            }
        }
    }

    impl Example for StaffMember {
        fn example() -> Self {
            let MemberRef { id, name } = MemberRef::example();
            Self {
                id,
                name,
                post: "администратор журнала".into(),
                helps: true,
            }
        }
    }

    impl Example for Me {
        fn example() -> Self {
            let child = Child {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000021").into(),
                name: "Орлова Мария Павловна".into(),
                class: "7А".parse().ok(),
            };
            let membership = Membership {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000020").into(),
                school: SchoolRef::example(),
                name: "Орлов Павел Игоревич".into(),
                post: String::new(),
                roles: vec![Role::Parent],
                capacities: vec![Capacity::Parent],
                class: None,
                classes: Vec::new(),
                children: vec![child],
                may_keep_private: false,
            };
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000002").into(),
                login: "parent@demo.test".into(),
                language: Lang::Ru,
                operator: false,
                totp_missing_in: Vec::new(),
                drafts: false,
                memberships: vec![membership],
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{search_name, veiled_name};

    #[test]
    fn both_halves_of_a_double_surname_are_words() {
        for name in [
            "Петрова-Водкина  Алёна",
            "петрова - водкина алена",
            "Петрова\u{2011}Водкина Алена",
        ] {
            assert_eq!(search_name(name), "петрова водкина алена", "{name}");
        }
    }

    #[test]
    fn a_veiled_name_keeps_the_surname_to_itself() {
        for (name, veiled) in [
            ("Орлов Павел Игоревич", "Павел О."),
            ("Ли Вэй", "Вэй Л."),
            ("Мадонна", "М."),
            ("  ", ""),
        ] {
            assert_eq!(veiled_name(name), veiled);
        }
    }
}
