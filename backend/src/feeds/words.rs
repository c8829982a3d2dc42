//! The words of a feed.

use podskazka_shared::schedules::{Audience, Entry, HelpHours, Mode};
use podskazka_shared::text::Lang;

/// What is said in a language.
#[derive(Debug)]
pub struct Words {
    lang: Lang,
    pub calendar: fn(school: &str) -> String,
    pub helper: fn(name: &str, school: &str) -> String,
    pub mine: &'static str,
    pub summary: fn(name: &str) -> String,
    pub instead: fn(there: &str, away: &str) -> String,
    for_whom: fn(audiences: &str) -> String,
}

/// The words of a language.
pub fn of(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ru => &RU,
        Lang::En => &EN,
    }
}

static RU: Words = Words {
    lang: Lang::Ru,
    calendar: |school| format!("Помощь с электронным журналом · {school}"),
    helper: |name, school| format!("{name}: помощь с электронным журналом · {school}"),
    mine: "Моё в Подсказке",
    summary: |name| format!("Помощь с журналом: {name}"),
    instead: |there, away| format!("{there} (замещает: {away})"),
    for_whom: |audiences| format!("Для кого: {audiences}"),
};

static EN: Words = Words {
    lang: Lang::En,
    calendar: |school| format!("Help with the electronic journal · {school}"),
    helper: |name, school| format!("{name}: help with the electronic journal · {school}"),
    mine: "Mine in Podskazka",
    summary: |name| format!("Help with the journal: {name}"),
    instead: |there, away| format!("{there} (stands in for {away})"),
    for_whom: |audiences| format!("For: {audiences}"),
};

impl Words {
    /// What hours say of themselves besides the time and the place.
    pub fn hours(&self, hours: &HelpHours) -> Vec<String> {
        let modes: Vec<&str> = hours
            .modes
            .iter()
            .map(|mode: &Mode| mode.label(self.lang))
            .collect();
        let whom: Vec<&str> = hours
            .audiences
            .iter()
            .map(|one: &Audience| one.label(self.lang))
            .collect();
        let entry: &Entry = &hours.entry;
        let modes = (!modes.is_empty()).then(|| modes.join(", "));
        let whom = (!whom.is_empty()).then(|| (self.for_whom)(&whom.join(", ")));
        modes
            .into_iter()
            .chain(whom)
            .chain([entry.label(self.lang).to_owned()])
            .collect()
    }
}
