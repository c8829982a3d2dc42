//! What the order says by which somebody acts for the head: its number, its day, and its first and last day.

use chrono::NaiveDate;
use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};

use super::{day, require_days, today};
use crate::i18n::orders;
use crate::live::State;
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::text_field;

/// What is typed.
#[derive(Clone, Copy)]
pub struct Paper {
    number: State<String>,
    dated: State<String>,
    from: State<String>,
    to: State<String>,
}

/// What it says.
pub struct Order {
    pub number: String,
    pub dated: NaiveDate,
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Paper {
    pub fn new() -> Self {
        Self {
            number: State::new(String::new()),
            dated: State::new(today()),
            from: State::new(today()),
            to: State::new(String::new()),
        }
    }

    /// The order; what is missing goes to the errors.
    pub fn read(self, errors: &mut Vec<FieldError>) -> Option<Order> {
        let days = [
            ("/order_date", day(self.dated)),
            ("/from", day(self.from)),
            ("/to", day(self.to)),
        ];
        let number = self.number.get_untracked().trim().to_owned();
        if number.is_empty() {
            errors.push(FieldError::new("/order_number", FieldErrorKind::Required));
        }
        errors.extend(require_days(&days));
        let [(_, Some(dated)), (_, Some(from)), (_, Some(to))] = days else {
            return None;
        };
        Some(Order {
            number,
            dated,
            from,
            to,
        })
    }

    pub fn fields(self, sending: Sending) -> AnyView {
        let t = orders();
        let input = move |pointer, label, kind: &'static str, value| {
            let field = Field {
                pointer,
                label,
                hint: "",
                sending,
            };
            text_field(field, kind.into(), "off", value, ().into_any())
        };
        view! {
            <div class="pair">
                {input("/order_number", t.number, "text", self.number)}
                {input("/order_date", t.date, "date", self.dated)}
            </div>
            <div class="pair">
                {input("/from", t.from, "date", self.from)}
                {input("/to", t.last_day, "date", self.to)}
            </div>
        }
        .into_any()
    }
}
