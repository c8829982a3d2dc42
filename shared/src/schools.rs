//! The school: its name, its clock and how it can be reached (S3, C7.1).

pub mod sites;
mod vendor;

use serde::{Deserialize, Serialize};

pub use sites::Site;
pub use vendor::{Vendor, VendorHours, VendorPatch};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::conduct::{ConductRules, ConductRulesPatch};
use crate::endpoint::{Nothing, endpoints};
use crate::ids::SchoolId;
use crate::schedules::life::{AgreementStep, check_steps};

/// The school in a path: its slug or its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct SchoolPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
}

/// The ways to reach the school's helpers besides the system (T1, B4). Each text is for people; empty is "none".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contacts {
    #[cfg_attr(feature = "openapi", schema(example = "+7 495 000-00-00"))]
    pub phone: String,
    #[cfg_attr(feature = "openapi", schema(example = "pomosch@shkola.test"))]
    pub email: String,
    /// The office to come to, such as the computer room.
    #[cfg_attr(feature = "openapi", schema(example = "кабинет 214"))]
    pub room: String,
    /// How to write in the journal's own mail.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "«Администратор журнала» в почте журнала")
    )]
    pub journal_mail: String,
    /// The vendor's support service and its hours (P4, S6).
    pub vendor: Vendor,
}

/// A school of the installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct School {
    pub id: SchoolId,
    /// The school's name in addresses.
    pub slug: String,
    pub name: String,
    /// IANA zone in which the school's hours are meant.
    pub time_zone: String,
    pub contacts: Contacts,
    /// From which grade a child may keep a request private from the parents; null when no child may.
    #[cfg_attr(feature = "openapi", schema(example = 9))]
    pub private_from_grade: Option<i16>,
    /// Whether staff must sign in with two steps.
    pub require_totp: bool,
    /// Who agrees to a help schedule before the head approves it; nobody when there are none (C3).
    pub agreement_steps: Vec<AgreementStep>,
    /// The sites that may frame the schedule (S3).
    #[cfg_attr(feature = "openapi", schema(max_items = 20))]
    pub embed_sites: Vec<Site>,
    /// Where reports of conduct go, and by which clause a conversation is stopped (F2, F3).
    pub conduct: ConductRules,
    pub version: i64,
}

/// The card of a school as others refer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SchoolRef {
    pub id: SchoolId,
    pub slug: String,
    pub name: String,
    pub time_zone: String,
}

/// A merge patch (RFC 7396) of a school: what is absent stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SchoolPatch {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<ContactsPatch>,
    /// Null lets no child keep a request private.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<i16>))]
    pub private_from_grade: Option<Option<i16>>,
    /// Who turns it on has a second step already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub require_totp: Option<bool>,
    /// All steps, in order. A draft that has them all is agreed to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement_steps: Option<Vec<AgreementStep>>,
    /// Addresses of sites, each `https://` and a host; all of them, at most 20. Null is none.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Vec<String>>, max_items = 20))]
    pub embed_sites: Option<Option<Vec<String>>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conduct: Option<ConductRulesPatch>,
}

/// A merge patch of the contacts; null empties one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContactsPatch {
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub room: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub journal_mail: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<VendorPatch>))]
    pub vendor: Option<Option<VendorPatch>>,
}

/// Tells an absent member (outer `None`) from a null one (`Some(None)`).
pub(crate) mod absent_or_null {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::option_option, reason = "a merge patch has three cases")]
    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(serializer)
    }

    #[expect(clippy::option_option, reason = "a merge patch has three cases")]
    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::<T>::deserialize(deserializer).map(Some)
    }
}

/// A text after its part of a merge patch.
#[expect(clippy::option_option, reason = "a merge patch has three cases")]
pub(crate) fn merged(patch: Option<Option<String>>, old: String) -> String {
    match patch {
        None => old,
        Some(new) => new.unwrap_or_default().trim().to_owned(),
    }
}

impl ContactsPatch {
    /// The contacts after the patch, which has been checked.
    #[must_use]
    pub fn apply(self, to: Contacts) -> Contacts {
        let vendor = match self.vendor {
            None => to.vendor,
            Some(None) => Vendor::default(),
            Some(Some(patch)) => patch.apply(to.vendor),
        };
        Contacts {
            phone: merged(self.phone, to.phone),
            email: merged(self.email, to.email),
            room: merged(self.room, to.room),
            journal_mail: merged(self.journal_mail, to.journal_mail),
            vendor,
        }
    }
}

impl Check for SchoolPatch {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(name) = &self.name {
            check::text(errors, "/name", name, 200);
        }
        if let Some(zone) = &self.time_zone {
            check::text(errors, "/time_zone", zone, 64);
        }
        if let Some(Some(grade)) = self.private_from_grade {
            check::range(
                errors,
                "/private_from_grade",
                grade.into(),
                1,
                crate::classes::LAST_GRADE.into(),
            );
        }
        if let Some(steps) = &self.agreement_steps {
            check_steps(errors, "/agreement_steps", steps);
        }
        if let Some(Some(typed)) = &self.embed_sites {
            sites::check(errors, typed);
        }
        if let Some(conduct) = &self.conduct {
            conduct.check(errors);
        }
        let Some(contacts) = &self.contacts else { return };
        for (pointer, value) in [
            ("/contacts/phone", &contacts.phone),
            ("/contacts/email", &contacts.email),
            ("/contacts/room", &contacts.room),
            ("/contacts/journal_mail", &contacts.journal_mail),
        ] {
            check::optional_text(errors, pointer, value.as_ref().and_then(Option::as_deref), 300);
        }
        if let Some(Some(vendor)) = &contacts.vendor {
            vendor.check(errors);
        }
    }
}

impl Check for School {}

/// Checks a slug: 2 to 40 small Latin letters, digits and hyphens, a letter first.
///
/// # Errors
/// What is wrong with it.
pub fn check_slug(slug: &str) -> Result<(), FieldErrorKind> {
    let fits = (2..=40).contains(&slug.len())
        && slug.starts_with(|c: char| c.is_ascii_lowercase())
        && slug
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if fits {
        Ok(())
    } else {
        Err(FieldErrorKind::Malformed)
    }
}

endpoints! {
    /// Reads a school's card.
    SchoolsFind "schools_find" Get Read "/api/v1/schools/{school}" 200
        SchoolRead SchoolPath, Nothing, () => School;
    /// Changes a school's name, zone, contacts or settings by a JSON merge patch.
    SchoolsUpdate "schools_update" Patch Change "/api/v1/schools/{school}" 200
        SchoolEdit SchoolPath, Nothing, SchoolPatch => School;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{Contacts, ContactsPatch, School, SchoolPatch, SchoolRef, Vendor};
    use crate::endpoint::Example;

    impl Example for School {
        fn example() -> Self {
            let SchoolRef {
                id,
                slug,
                name,
                time_zone,
            } = SchoolRef::example();
            Self {
                id,
                slug,
                name,
                time_zone,
                contacts: Contacts::example(),
                private_from_grade: Some(9),
                require_totp: false,
                agreement_steps: Vec::new(),
                embed_sites: "https://shkola.test".parse().into_iter().collect(),
                conduct: crate::conduct::ConductRules::example(),
                version: 3,
            }
        }
    }

    impl Example for SchoolRef {
        fn example() -> Self {
            Self {
                id: uuid::uuid!("01988a3f-0000-7000-8000-000000000001").into(),
                slug: "demo".into(),
                name: "Школа № 0".into(),
                time_zone: "Europe/Moscow".into(),
            }
        }
    }

    impl Example for Contacts {
        fn example() -> Self {
            Self {
                phone: "+7 495 000-00-00".into(),
                email: "pomosch@shkola.test".into(),
                room: "кабинет 214".into(),
                journal_mail: "«Администратор журнала» в почте журнала".into(),
                vendor: Vendor::example(),
            }
        }
    }

    impl Example for SchoolPatch {
        fn example() -> Self {
            let contacts = ContactsPatch {
                room: Some(Some("кабинет 305".into())),
                ..ContactsPatch::default()
            };
            Self {
                contacts: Some(contacts),
                ..Self::default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_merge_patch_leaves_sets_and_empties() {
        let patch: ContactsPatch = serde_json::from_str(r#"{"phone": null, "room": " 305 "}"#).unwrap();
        let old = Contacts {
            phone: "1".into(),
            email: "e".into(),
            ..Contacts::default()
        };
        let new = patch.apply(old);
        assert_eq!(
            (new.phone.as_str(), new.email.as_str(), new.room.as_str()),
            ("", "e", "305")
        );
        let named = |json: &str| {
            let patch: ContactsPatch = serde_json::from_str(json).unwrap();
            patch.apply(new.clone()).vendor
        };
        assert_eq!(named(r#"{"vendor": {"phone": "8 800"}}"#).phone, "8 800");
        assert_eq!(named(r#"{"vendor": null}"#), Vendor::default());
    }

    #[test]
    fn slugs() {
        for good in ["demo", "school-12"] {
            assert_eq!(check_slug(good), Ok(()), "{good}");
        }
        for bad in ["", "a", "Demo", "школа", "1a", "a b", "../x"] {
            assert!(check_slug(bad).is_err(), "{bad}");
        }
    }
}
