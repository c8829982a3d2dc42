//! Helpers and orders: appointments, and who acts for the head.

pub mod acting;
pub mod form;
pub mod helpers;
mod lists;
pub mod mine;
pub mod paper;

use podskazka_shared::people::{StaffList, StaffMember, StaffQuery};
use podskazka_shared::schools::SchoolPath;

use crate::i18n::{dates, orders};
use crate::live::State;
use crate::people::paged;

/// The school's staff by name, all pages of them.
pub fn staff(school: SchoolPath) -> State<Vec<(String, String)>> {
    let query = StaffQuery {
        limit: Some(100),
        ..StaffQuery::default()
    };
    let turn = |query: &mut StaffQuery, after| query.after = Some(after);
    paged::all::<StaffList, _, _>(school, query, turn, |staff: StaffMember| {
        let label = match staff.post.is_empty() {
            true => staff.name,
            false => format!("{} · {}", staff.name, staff.post),
        };
        (staff.id.to_string(), label)
    })
}

/// "с 23 ноября по 31 мая" in the words of the screen.
pub fn term(from: chrono::NaiveDate, to: Option<chrono::NaiveDate>) -> String {
    match to {
        Some(to) => format!("{} – {}", dates::date(from), dates::date(to)),
        None => format!("{} – {}", dates::date(from), orders().no_end),
    }
}

/// "Приказ 112-од от 20 ноября".
pub fn named(number: &str, dated: chrono::NaiveDate) -> String {
    let t = orders();
    format!("{} {number} {} {}", t.order, t.dated, dates::date(dated))
}

/// A day as a date input has it.
pub fn day(value: State<String>) -> Option<chrono::NaiveDate> {
    value.get_untracked().parse().ok()
}

/// Today at the school, as a date input has it.
pub fn today() -> String {
    dates::today(crate::browser::now())
        .map(|day| day.to_string())
        .unwrap_or_default()
}

/// The errors of days that are missing.
pub fn require_days(days: &[(&str, Option<chrono::NaiveDate>)]) -> Vec<podskazka_shared::check::FieldError> {
    use podskazka_shared::check::{FieldError, FieldErrorKind};
    days.iter()
        .filter(|(_, day)| day.is_none())
        .map(|(pointer, _)| FieldError::new(*pointer, FieldErrorKind::Required))
        .collect()
}

/// The id of the dialog that asks before an order is ended.
pub fn dialog_id(id: impl std::fmt::Display) -> String {
    format!("end-{id}")
}
