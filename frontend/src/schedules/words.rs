//! Hours of help in words.

use podskazka_shared::schedules::{Audience, Entry, HelpHours, Mode};

use crate::i18n::{day_name, lang};

/// What is not plain about the hours: place, how, for whom, by booking. Empty when all is plain.
pub fn details(hours: &HelpHours) -> Vec<String> {
    let mut parts: Vec<String> = hours.place.iter().cloned().collect();
    if hours.modes != [Mode::InPerson] {
        parts.extend(hours.modes.iter().map(|mode| mode.label(lang()).to_owned()));
    }
    if !hours.audiences.is_empty() && hours.audiences.len() < Audience::ALL.len() {
        let audiences = hours.audiences.iter();
        parts.extend(audiences.map(|audience| audience.label(lang()).to_owned()));
    }
    if hours.entry == Entry::Booking {
        parts.push(hours.entry.label(lang()).to_owned());
    }
    parts
}

/// Day and range: `вторник, 14:30–16:00`.
pub fn when(hours: &HelpHours) -> String {
    format!("{}, {}", day_name(hours.day).to_lowercase(), hours.range)
}

/// All of it, with whose hours they are: `Соколова К. Д., вторник, 14:30–16:00, каб. 214`.
pub fn whole(name: &str, hours: &HelpHours) -> String {
    let parts = [name.to_owned(), when(hours)];
    let parts: Vec<String> = parts.into_iter().chain(details(hours)).collect();
    parts.join(", ")
}
