//! Hours of help in words.

use podskazka_shared::schedules::{Audience, Entry, HelpHours, Mode};

use crate::i18n::{day_name, lang};

/// What is not plain about the hours: place, how, for whom, by booking. Empty when all is plain.
pub fn details(hours: &HelpHours) -> Vec<String> {
    details_of(
        hours.place.as_deref(),
        &hours.modes,
        &hours.audiences,
        hours.entry,
    )
}

/// The same of hours of one day.
pub fn details_of(place: Option<&str>, modes: &[Mode], audiences: &[Audience], entry: Entry) -> Vec<String> {
    let mut parts: Vec<String> = place.map(str::to_owned).into_iter().collect();
    if modes != [Mode::InPerson] {
        parts.extend(modes.iter().map(|mode| mode.label(lang()).to_owned()));
    }
    if !audiences.is_empty() && audiences.len() < Audience::ALL.len() {
        parts.extend(audiences.iter().map(|audience| audience.label(lang()).to_owned()));
    }
    if entry == Entry::Booking {
        parts.push(entry.label(lang()).to_owned());
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
