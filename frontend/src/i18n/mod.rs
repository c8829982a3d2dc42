//! Every word that people see, in both languages.
//!
//! A text stands in one place with both its wordings, so that neither can be forgotten: `texts!` makes a struct with a
//! field for each and a table for each language. Changing the language draws the app anew, so the rest may read texts
//! as plain values.

mod articles;
mod audit;
mod callbacks;
mod clients;
mod conduct;
mod consultations;
pub mod dates;
mod days;
mod deadlines;
mod desk;
mod drafting;
mod errors;
mod files;
mod follow_ups;
mod general;
mod guide;
mod joining;
mod letters;
mod logging;
mod notifications;
mod orders;
mod people;
mod phrases;
mod privacy;
mod quick_phrases;
mod reports;
mod school;
mod search;
mod security;
mod sites;
mod steps;
mod usefulness;
mod vendor;
mod views;
mod voices;

use leptos::prelude::*;
use podskazka_shared::text::Lang;

use crate::browser::{self, storage};

pub use articles::articles;
pub use audit::audit;
pub use callbacks::callbacks;
pub use clients::clients;
pub use conduct::conduct;
pub use consultations::{
    before_start, booking_state, cancel_until, consult_desk, consult_rules, consultations, days_words, feed,
    hold_left, minutes_words, offer_until, people_words, seats_left, waiting_count,
};
pub use days::{calendars, decree, duty, like_day, moved_from};
pub use deadlines::deadlines;
pub use desk::{desk, queue, tickets};
pub use drafting::*;
pub use errors::{error_text, field_error};
pub use files::{file_kind, file_size, files};
pub use follow_ups::follow_ups;
pub use general::{auth, general, nav, notices, profile};
pub use guide::guide;
pub use joining::{consents, documents, entry, joining, my_class, slips, slips_rest};
pub use letters::letters;
pub use logging::{bulk, logging};
pub use notifications::{bell, group_hint, notifications};
pub use orders::{filing, orders, platform};
pub use people::{classes, end_missing, first_errors, losing, people, students_count};
pub use phrases::*;
pub use privacy::privacy;
pub use quick_phrases::phrases;
pub use reports::reports;
pub use school::{coming, schedule_life, schedules, schools};
pub use search::{found, search};
pub use security::{codes_left, door, security};
pub use sites::sites;
pub use steps::{around, clock_event, counting, event, events, link_kind, means, paper, steps};
pub use usefulness::usefulness;
pub use vendor::{vendor, vendor_hours};
pub use views::views;
pub use voices::voices;

/// Declares texts of one part of the app: a name, the Russian wording, the English one.
macro_rules! texts {
    ($struct:ident $get:ident { $($name:ident: $ru:literal, $en:literal;)* }) => {
        #[derive(Debug)]
        pub struct $struct { $(pub $name: &'static str,)* }

        /// These texts in the language of the screen.
        pub fn $get() -> &'static $struct {
            static RU: $struct = $struct { $($name: $ru,)* };
            static EN: $struct = $struct { $($name: $en,)* };
            match $crate::i18n::lang() {
                podskazka_shared::text::Lang::Ru => &RU,
                podskazka_shared::text::Lang::En => &EN,
            }
        }
    };
}
pub(crate) use texts;

const CHOICE: &str = "podskazka.language";

thread_local! {
    static LANG: ArcRwSignal<Lang> = ArcRwSignal::new(Lang::Ru);
}

/// The language of the screen.
pub fn lang() -> Lang {
    LANG.with(GetUntracked::get_untracked)
}

/// The same, noticing when it changes: for the root only.
pub fn watch() -> Lang {
    LANG.with(Get::get)
}

/// Chooses the first language: what was chosen here before, else the browser's.
pub fn start() {
    let chosen = storage::get(CHOICE).and_then(|code| code.parse().ok());
    set(chosen.unwrap_or_else(browser::language));
}

/// The person chose this one.
pub fn choose(language: Lang) {
    storage::set(CHOICE, language.code());
    set(language);
}

fn set(language: Lang) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("lang", language.code());
    }
    if lang() != language {
        LANG.with(|lang| lang.set(language));
    }
}
