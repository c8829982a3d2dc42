//! The support service of the journal's vendor: outside the school, by rules and hours of its own (P4, S6).

use serde::{Deserialize, Serialize};

use super::absent_or_null;
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::link;
use crate::schedules::{TimeOfDay, TimeRange};

/// The vendor's service. With no phone, address and group there is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vendor {
    /// What the service or the journal is called; empty is "not told".
    #[cfg_attr(feature = "openapi", schema(example = "Служба поддержки журнала"))]
    pub name: String,
    #[cfg_attr(feature = "openapi", schema(example = "8 800 000-00-00"))]
    pub phone: String,
    #[cfg_attr(feature = "openapi", schema(example = "support@zhurnal.test"))]
    pub email: String,
    /// Its page or group: a link that begins with `https://`.
    #[cfg_attr(feature = "openapi", schema(example = "https://zhurnal.test/help"))]
    pub group: String,
    /// When requests are handled, every day, in the school's zone (C9.2).
    pub handled: TimeRange,
    /// Whether requests are registered around the clock (C9.1); if not, while they are handled.
    pub around_the_clock: bool,
}

impl Default for Vendor {
    fn default() -> Self {
        Self {
            name: String::new(),
            phone: String::new(),
            email: String::new(),
            group: String::new(),
            handled: TimeRange::NINE_TO_SIX,
            around_the_clock: true,
        }
    }
}

impl Vendor {
    /// Whether there is a way to reach it.
    #[must_use]
    pub fn is_there(&self) -> bool {
        [&self.phone, &self.email, &self.group]
            .iter()
            .any(|way| !way.trim().is_empty())
    }
}

/// Hours of a day as they are typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VendorHours {
    pub from: TimeOfDay,
    /// After `from`; 24:00 is the end of the day.
    pub to: TimeOfDay,
}

/// A merge patch of the vendor's service; null empties a text and brings back the usual hours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VendorPatch {
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub name: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub phone: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub email: Option<Option<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub group: Option<Option<String>>,
    /// Both ends together.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "absent_or_null")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<VendorHours>))]
    pub handled: Option<Option<VendorHours>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub around_the_clock: Option<bool>,
}

impl VendorPatch {
    /// The service after the patch, which has been checked.
    #[must_use]
    pub fn apply(self, to: Vendor) -> Vendor {
        let handled = match self.handled {
            None => to.handled,
            Some(None) => TimeRange::NINE_TO_SIX,
            Some(Some(hours)) => TimeRange::new(hours.from, hours.to).unwrap_or(to.handled),
        };
        Vendor {
            name: super::merged(self.name, to.name),
            phone: super::merged(self.phone, to.phone),
            email: super::merged(self.email, to.email),
            group: super::merged(self.group, to.group),
            handled,
            around_the_clock: self.around_the_clock.unwrap_or(to.around_the_clock),
        }
    }
}

impl Check for VendorPatch {
    fn check(&self, errors: &mut Vec<FieldError>) {
        let text = |value: &Option<Option<String>>| value.clone().flatten();
        for (pointer, value) in [
            ("/contacts/vendor/name", &self.name),
            ("/contacts/vendor/phone", &self.phone),
            ("/contacts/vendor/email", &self.email),
            ("/contacts/vendor/group", &self.group),
        ] {
            check::optional_text(errors, pointer, text(value).as_deref(), 300);
        }
        let group = text(&self.group).unwrap_or_default();
        if !group.trim().is_empty() && !link::is_https(group.trim()) {
            errors.push(FieldError::new(
                "/contacts/vendor/group",
                FieldErrorKind::NotALink,
            ));
        }
        if let Some(Some(hours)) = self.handled
            && hours.from >= hours.to
        {
            errors.push(FieldError::new(
                "/contacts/vendor/handled/to",
                FieldErrorKind::EndBeforeStart,
            ));
        }
    }
}

#[cfg(feature = "openapi")]
impl crate::endpoint::Example for Vendor {
    fn example() -> Self {
        Self {
            name: "Служба поддержки журнала".into(),
            phone: "8 800 000-00-00".into(),
            email: "support@zhurnal.test".into(),
            group: "https://zhurnal.test/help".into(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patch(json: &str) -> VendorPatch {
        serde_json::from_str(json).unwrap()
    }

    fn wrong(json: &str) -> Vec<(String, FieldErrorKind)> {
        let mut errors = Vec::new();
        patch(json).check(&mut errors);
        errors
            .into_iter()
            .map(|error| (error.pointer, error.kind))
            .collect()
    }

    #[test]
    fn a_patch_leaves_sets_and_empties() {
        let old = Vendor {
            name: "Поддержка".into(),
            phone: "8 800".into(),
            around_the_clock: false,
            ..Vendor::default()
        };
        let new =
            patch(r#"{"phone": null, "email": " a@b.test ", "handled": {"from": "08:00", "to": "24:00"}}"#);
        let new = new.apply(old);
        assert_eq!(
            (new.name.as_str(), new.phone.as_str(), new.email.as_str()),
            ("Поддержка", "", "a@b.test")
        );
        assert_eq!(
            (new.handled.to_string().as_str(), new.around_the_clock),
            ("8:00–24:00", false)
        );
        let usual = patch(r#"{"handled": null}"#).apply(new);
        assert_eq!(usual.handled, TimeRange::NINE_TO_SIX);
    }

    #[test]
    fn who_cannot_be_reached_is_not_there() {
        let named = Vendor {
            name: "Поддержка".into(),
            phone: " ".into(),
            ..Vendor::default()
        };
        assert!(!named.is_there());
        assert!(
            Vendor {
                group: "https://a.test".into(),
                ..Vendor::default()
            }
            .is_there()
        );
    }

    #[test]
    fn a_group_is_a_link_and_hours_end_after_they_begin() {
        for good in [
            r#"{"group": "https://vk.test/zhurnal?w=1#top", "handled": {"from": "00:00", "to": "24:00"}}"#,
            r#"{"group": null, "handled": null, "phone": null}"#,
            r#"{"group": " "}"#,
        ] {
            assert_eq!(wrong(good), [], "{good}");
        }
        let group = |kind| ("/contacts/vendor/group".to_owned(), kind);
        for bad in [
            "http://a.test",
            "javascript:alert(1)",
            "vk.test/zhurnal",
            "https://",
        ] {
            let json = format!(r#"{{"group": "{bad}"}}"#);
            assert_eq!(wrong(&json), [group(FieldErrorKind::NotALink)], "{bad}");
        }
        assert_eq!(
            wrong(r#"{"handled": {"from": "18:00", "to": "18:00"}}"#),
            [(
                "/contacts/vendor/handled/to".to_owned(),
                FieldErrorKind::EndBeforeStart
            )]
        );
    }
}
