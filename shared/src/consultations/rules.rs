//! How helpers take bookings.

use serde::{Deserialize, Serialize};

use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::people::MemberRef;

/// How a helper takes bookings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsultRules {
    /// The length of a slot in minutes, a multiple of 5.
    pub length_minutes: u16,
    /// The pause after each slot in minutes, a multiple of 5.
    pub buffer_minutes: u16,
    /// How many minutes before its start a slot is booked at the latest.
    pub lead_minutes: u16,
    /// How many days ahead one may book.
    pub horizon_days: u16,
    /// How many may book one slot: one, or a group. What is booked stays when there are fewer.
    pub seats: u16,
    /// How many minutes before its start a booking is cancelled or moved at the latest.
    pub cancel_minutes: u16,
}

impl Default for ConsultRules {
    fn default() -> Self {
        Self {
            length_minutes: 20,
            buffer_minutes: 0,
            lead_minutes: 120,
            horizon_days: 14,
            seats: 1,
            cancel_minutes: 60,
        }
    }
}

/// The rules of one helper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsultSettings {
    pub helper: MemberRef,
    #[serde(flatten)]
    pub rules: ConsultRules,
    /// 0 as long as nothing was set.
    pub version: i64,
}

impl Check for ConsultSettings {}

/// A change of the rules; what is absent stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsultSettingsPatch {
    /// 5 to 240, a multiple of 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length_minutes: Option<u16>,
    /// 0 to 120, a multiple of 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer_minutes: Option<u16>,
    /// 0 to 10,080: a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_minutes: Option<u16>,
    /// 1 to 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub horizon_days: Option<u16>,
    /// 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<u16>,
    /// 0 to 10,080: a week.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_minutes: Option<u16>,
}

impl ConsultSettingsPatch {
    /// The rules with the change.
    pub fn apply(self, rules: ConsultRules) -> ConsultRules {
        ConsultRules {
            length_minutes: self.length_minutes.unwrap_or(rules.length_minutes),
            buffer_minutes: self.buffer_minutes.unwrap_or(rules.buffer_minutes),
            lead_minutes: self.lead_minutes.unwrap_or(rules.lead_minutes),
            horizon_days: self.horizon_days.unwrap_or(rules.horizon_days),
            seats: self.seats.unwrap_or(rules.seats),
            cancel_minutes: self.cancel_minutes.unwrap_or(rules.cancel_minutes),
        }
    }
}

impl Check for ConsultSettingsPatch {
    fn check(&self, errors: &mut Vec<FieldError>) {
        const WEEK: i64 = 7 * 24 * 60;
        for (pointer, value, min, max) in [
            ("/length_minutes", self.length_minutes, 5, 240),
            ("/buffer_minutes", self.buffer_minutes, 0, 120),
            ("/lead_minutes", self.lead_minutes, 0, WEEK),
            ("/horizon_days", self.horizon_days, 1, 60),
            ("/seats", self.seats, 1, 100),
            ("/cancel_minutes", self.cancel_minutes, 0, WEEK),
        ] {
            if let Some(value) = value {
                check::range(errors, pointer, value.into(), min, max);
            }
        }
        for (pointer, value) in [
            ("/length_minutes", self.length_minutes),
            ("/buffer_minutes", self.buffer_minutes),
        ] {
            if value.is_some_and(|value| value % 5 != 0) {
                errors.push(FieldError::new(pointer, FieldErrorKind::NotMultiple { of: 5 }));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_multiples_of_five_within_bounds() {
        let wrong = |patch: ConsultSettingsPatch| {
            let mut errors = Vec::new();
            patch.check(&mut errors);
            errors.len()
        };
        let length = |minutes| ConsultSettingsPatch {
            length_minutes: Some(minutes),
            ..ConsultSettingsPatch::default()
        };
        assert_eq!(wrong(length(20)), 0);
        assert_eq!(wrong(length(0)), 1);
        assert_eq!(wrong(length(7)), 1);
        assert_eq!(wrong(length(245)), 1);
        assert_eq!(wrong(length(u16::MAX)), 1);
        assert_eq!(wrong(ConsultSettingsPatch::default()), 0);
    }
}
