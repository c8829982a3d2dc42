//! The part of the school's card that tells of the vendor's service.

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::schedules::{TimeOfDay, TimeRange};
use podskazka_shared::schools::{Vendor, VendorHours, VendorPatch};

use crate::i18n::vendor as texts;
use crate::live::State;
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::{check_field, text_field};

/// What is typed.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    name: State<String>,
    phone: State<String>,
    email: State<String>,
    group: State<String>,
    from: State<String>,
    to: State<String>,
    around_the_clock: State<bool>,
}

impl Form {
    pub fn of(vendor: &Vendor) -> Self {
        let text = |text: &String| State::new(text.clone());
        // The browser's field of a time knows no 24:00.
        let end = Some(vendor.handled.to()).filter(|end| *end != TimeOfDay::END_OF_DAY);
        Self {
            name: text(&vendor.name),
            phone: text(&vendor.phone),
            email: text(&vendor.email),
            group: text(&vendor.group),
            from: State::new(vendor.handled.from().to_string()),
            to: State::new(end.unwrap_or(TimeOfDay::MIDNIGHT).to_string()),
            around_the_clock: State::new(vendor.around_the_clock),
        }
    }

    /// Only what differs from what was read.
    pub fn patch(self, old: &Vendor) -> Result<VendorPatch, FieldError> {
        let text = |typed: State<String>, old: &String| {
            let typed = typed.get_untracked().trim().to_owned();
            (typed != *old).then(|| Some(typed).filter(|typed| !typed.is_empty()))
        };
        let hours = self.hours()?;
        let same = TimeRange::new(hours.from, hours.to).is_ok_and(|range| range == old.handled);
        Ok(VendorPatch {
            name: text(self.name, &old.name),
            phone: text(self.phone, &old.phone),
            email: text(self.email, &old.email),
            group: text(self.group, &old.group),
            handled: (!same).then_some(Some(hours)),
            around_the_clock: Some(self.around_the_clock.get_untracked())
                .filter(|new| *new != old.around_the_clock),
        })
    }

    fn hours(self) -> Result<VendorHours, FieldError> {
        let time = |typed: State<String>, pointer| {
            let time = typed.get_untracked().parse::<TimeOfDay>();
            time.map_err(|_| FieldError::new(pointer, FieldErrorKind::Required))
        };
        let to = time(self.to, "/contacts/vendor/handled/to")?;
        Ok(VendorHours {
            from: time(self.from, "/contacts/vendor/handled/from")?,
            to: if to == TimeOfDay::MIDNIGHT {
                TimeOfDay::END_OF_DAY
            } else {
                to
            },
        })
    }

    pub fn fields(self, sending: Sending) -> AnyView {
        let t = texts();
        let text = |pointer, label, hint, kind: &'static str, value| {
            let field = Field {
                pointer,
                label,
                hint,
                sending,
            };
            text_field(field, kind.into(), "off", value, ().into_any())
        };
        let around = Field {
            pointer: "/contacts/vendor/around_the_clock",
            label: t.around_the_clock,
            hint: "",
            sending,
        };
        view! {
            <div class="card col">
                <div>
                    <h2>{t.title}</h2>
                    <small>{t.lead_edit}</small>
                </div>
                {text("/contacts/vendor/name", t.name, "", "text", self.name)}
                {text("/contacts/vendor/phone", t.phone, "", "tel", self.phone)}
                {text("/contacts/vendor/email", t.email, "", "email", self.email)}
                {text("/contacts/vendor/group", t.group, t.group_hint, "url", self.group)}
                {check_field(around, self.around_the_clock)}
                <div class="row wrap">
                    {text("/contacts/vendor/handled/from", t.from, "", "time", self.from)}
                    {text("/contacts/vendor/handled/to", t.to, t.to_hint, "time", self.to)}
                </div>
            </div>
        }
        .into_any()
    }
}
