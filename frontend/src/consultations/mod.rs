//! Consultations: booking a time, one's own bookings, the helper's day, how a helper takes bookings.

pub mod act;
pub mod book;
pub mod card;
pub mod choice;
pub mod desk;
pub mod desk_forms;
pub mod desk_row;
pub mod form;
pub mod ics;
pub mod mine;
pub mod settings;
pub mod show;
pub mod slots;
pub mod walk_in;

use std::rc::Rc;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::consultations::BookingPath;
use podskazka_shared::ids::BookingId;
use podskazka_shared::schedules::Mode;

use crate::i18n::lang;
use crate::session::Here;

type Navigate = Rc<dyn Fn(&str, NavigateOptions)>;

/// Leads to another address, out of any closure.
#[derive(Clone, Copy)]
pub struct Lead(StoredValue<Navigate, LocalStorage>);

impl Lead {
    pub fn new() -> Self {
        let navigate = use_navigate();
        Self(StoredValue::new_local(Rc::new(move |path: &str, options| {
            navigate(path, options);
        })))
    }

    /// To another screen, in the place of this one.
    pub fn over(self, path: &str) {
        self.go(path, true, true);
    }

    /// To another state of this screen; the way back leads here.
    pub fn on(self, path: &str) {
        self.go(path, false, false);
    }

    fn go(self, path: &str, replace: bool, scroll: bool) {
        let options = NavigateOptions {
            replace,
            scroll,
            ..NavigateOptions::default()
        };
        // Not there any more: the screen is left already.
        if let Some(navigate) = self.0.try_get_value() {
            navigate(path, options);
        }
    }
}

/// A booking as a path.
pub fn path(here: &Here, booking: BookingId) -> BookingPath {
    BookingPath {
        school: here.slug.clone(),
        booking,
    }
}

/// `лично или по телефону`
pub fn ways(modes: &[Mode]) -> String {
    let words: Vec<&str> = modes.iter().map(|mode| mode.label(lang())).collect();
    words.join(lang().pick(" или ", " or "))
}
