//! A booking for the calendar of the phone, as the server writes it.

use leptos::prelude::*;
use podskazka_shared::consultations::{Booking, ConsultationsCalendar};

use super::act::Acts;
use crate::api::{Ask, Guard};
use crate::i18n::consultations;
use crate::live::Derived;
use crate::ui::{Icon, Saved, icon, save_button};

/// A button that puts a booking into a calendar.
pub fn button(acts: Acts, item: Derived<Option<Booking>>) -> AnyView {
    let ask = move || {
        let id = item.with_untracked(|item| item.as_ref().map(|item| item.id))?;
        acts.begins(id);
        let path = acts.here.with_value(|here| super::path(here, id));
        let ask = Ask::of::<ConsultationsCalendar>(&path, &Default::default(), &(), Guard::None);
        let file = Saved {
            name: "consultation.ics".to_owned(),
            kind: "text/calendar;charset=utf-8",
            mark: "",
        };
        Some((ask, file))
    };
    let text = view! { {icon(Icon::Schedule)}{consultations().ics} };
    save_button(text.into_any(), ask, acts.failure())
}
