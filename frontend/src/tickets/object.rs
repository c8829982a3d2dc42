//! Objecting to a refusal, once: the head decides.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::tickets::TicketsObject;

use super::said::{Said, said};
use super::view::Open;
use crate::browser;
use crate::i18n::around as texts;
use crate::live::{State, live};
use crate::session::Here;
use crate::ui::field::id_of;
use crate::ui::{close_to, opener};

const FORM: &str = "object";
const OPENER: &str = "object-open";

pub fn object(here: &Here, open: Open) -> AnyView {
    let shown = State::new(false);
    let here = here.clone();
    live(move || {
        let t = texts();
        if !shown.get() {
            return opener(OPENER, "btn", t.object.into_any(), shown);
        }
        browser::focus_soon(id_of(FORM, "/text"));
        let words = Said {
            form: FORM,
            label: t.object_label,
            hint: t.object_hint,
            send: t.object_send,
            done: t.objected,
            first: String::new(),
        };
        let leave = Arc::new(move || {
            close_to(OPENER, shown);
            browser::focus_if_lost(browser::HEADING.to_owned());
        });
        let form = said::<TicketsObject>(&here, open, words, leave);
        view! { <div class="card">{form}</div> }.into_any()
    })
}
