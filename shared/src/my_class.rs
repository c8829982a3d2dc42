//! The class teacher's page: the contacts of the class, checked at least monthly (P8), and who has come in (D7).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::classes::ClassRef;
use crate::consents::Given;
use crate::endpoint::{Nothing, endpoints};
use crate::ids::{ClassId, MemberId};
use crate::invitations::Invitation;
use crate::people::MemberRef;

/// A class in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct MyClassPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    #[cfg_attr(
        feature = "openapi",
        param(example = "01988a3f-0000-7000-8000-000000000030", value_type = String)
    )]
    pub class: ClassId,
}

/// The contacts on somebody's card. They are no sign-in names: with them nobody gets into anything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardContacts {
    pub member: MemberRef,
    /// Empty when not known.
    pub email: String,
    /// Empty when not known.
    pub phone: String,
    /// When they were checked last.
    pub checked_at: Option<DateTime<Utc>>,
    pub version: i64,
}

impl Check for CardContacts {}

/// Somebody on the class's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ClassCard {
    pub contacts: CardContacts,
    /// Checked in this month of the school's calendar.
    pub checked: bool,
    pub has_account: bool,
    pub consent: Option<Given>,
    /// With the regulation's version in force.
    pub acquaintance: Option<Given>,
    /// The newest slip.
    pub invitation: Option<Invitation>,
}

/// A student with the parents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Pupil {
    pub card: ClassCard,
    pub parents: Vec<ClassCard>,
}

/// A class as its class teacher keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyClass {
    pub class: ClassRef,
    /// By name.
    pub students: Vec<Pupil>,
    pub counts: Counts,
}

impl Check for MyClass {}

/// How far the class is: each number is of people, a parent of two students counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Counts {
    pub people: u32,
    pub checked: u32,
    pub accounts: u32,
    pub consents: u32,
    pub acquaintances: u32,
}

impl Counts {
    /// Counts the people of a class once each.
    pub fn of(students: &[Pupil]) -> Self {
        let mut seen = std::collections::BTreeSet::new();
        let mut counts = Self::default();
        let cards = students
            .iter()
            .flat_map(|pupil| std::iter::once(&pupil.card).chain(&pupil.parents));
        for card in cards.filter(|card| seen.insert(card.contacts.member.id)) {
            counts.people += 1;
            counts.checked += u32::from(card.checked);
            counts.accounts += u32::from(card.has_account);
            counts.consents += u32::from(card.consent.is_some());
            counts.acquaintances += u32::from(card.acquaintance.is_some());
        }
        counts
    }
}

/// A card in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct ContactsPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
    #[cfg_attr(
        feature = "openapi",
        param(example = "01988a3f-0000-7000-8000-000000000020", value_type = String)
    )]
    pub member: MemberId,
}

/// A merge patch (RFC 7396) of the contacts on a card: what is absent stays, an empty text empties.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardContactsPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Check for CardContactsPatch {
    fn check(&self, errors: &mut Vec<FieldError>) {
        check::optional_text(errors, "/email", self.email.as_deref(), 254);
        check::optional_text(errors, "/phone", self.phone.as_deref(), 60);
        let email = self.email.as_deref().unwrap_or_default().trim();
        if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace)) {
            errors.push(FieldError::new("/email", FieldErrorKind::Malformed));
        }
    }
}

endpoints! {
    /// Reads a class with the contacts of students and parents, and who has come in (P8, D7).
    MyClassFind "my_class_find" Get Read "/api/v1/schools/{school}/classes/{class}/contacts" 200
        ContactsCheck MyClassPath, Nothing, () => MyClass;
    /// Reads the contacts on a card.
    ContactsFind "card_contacts_find" Get Read "/api/v1/schools/{school}/contacts/{member}" 200
        ContactsCheck ContactsPath, Nothing, () => CardContacts;
    /// Corrects the contacts on a card, which checks them as well.
    ContactsUpdate "card_contacts_update" Patch Change "/api/v1/schools/{school}/contacts/{member}" 200
        ContactsCheck ContactsPath, Nothing, CardContactsPatch => CardContacts;
    /// Notes that the contacts on a card were checked (P8).
    ContactsChecked "card_contacts_checked" Post Change "/api/v1/schools/{school}/contacts/{member}/checked" 200
        ContactsCheck ContactsPath, Nothing, () => CardContacts;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{CardContacts, CardContactsPatch, ClassCard, Counts, MyClass, Pupil};
    use crate::classes::{ClassName, ClassRef};
    use crate::endpoint::Example;
    use crate::people::MemberRef;

    impl Example for CardContacts {
        fn example() -> Self {
            Self {
                member: MemberRef::example(),
                email: "roditel@mail.test".into(),
                phone: "+7 999 123-45-67".into(),
                checked_at: "2026-11-02T09:00:00Z".parse().ok(),
                version: 3,
            }
        }
    }

    impl Example for MyClass {
        fn example() -> Self {
            let card = ClassCard {
                contacts: CardContacts::example(),
                checked: true,
                has_account: false,
                consent: None,
                acquaintance: None,
                invitation: None,
            };
            let students = vec![Pupil {
                card,
                parents: Vec::new(),
            }];
            let name = ClassName {
                grade: 7,
                letter: "А".into(),
            };
            Self {
                class: ClassRef {
                    id: uuid::uuid!("01988a3f-0000-7000-8000-000000000030").into(),
                    name,
                },
                counts: Counts::of(&students),
                students,
            }
        }
    }

    impl Example for CardContactsPatch {
        fn example() -> Self {
            Self {
                email: None,
                phone: Some("+7 999 123-45-67".into()),
            }
        }
    }
}
