//! The control beside an answer that opens the phrases. What they are is loaded and read only when somebody opens it.

use leptos::prelude::*;
use podskazka_shared::phrases::fields::called;
use podskazka_shared::phrases::offer::inserted;
use podskazka_shared::phrases::{Fields, fill};
use podskazka_shared::tickets::{TicketSummary, Topic};
use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;

use crate::browser;
use crate::i18n::{dates, lang, phrases};
use crate::live::{Derived, State, maybe, yes_no};
use crate::parts::{Place, Screen, screen};
use crate::session::Here;
use crate::tickets::compose::text_id;
use crate::tickets::view::Open;

const OPENER: &str = "phrases-open";
const PANEL: &str = "phrases-panel";

/// Where a phrase is put.
#[derive(Clone, Copy)]
pub struct Insert {
    text: State<String>,
    shown: State<bool>,
    here: StoredValue<Here>,
    ticket: Derived<Option<TicketSummary>>,
}

impl Insert {
    pub fn new(here: &Here, open: Open, text: State<String>) -> Self {
        Self {
            text,
            shown: State::new(false),
            here: StoredValue::new(here.clone()),
            ticket: open.summary,
        }
    }

    pub fn topic(self) -> Option<Topic> {
        self.ticket
            .with(|ticket| ticket.as_ref().map(|ticket| ticket.topic))
    }

    /// The button, and what it opens.
    pub fn control(self, asking: Derived<bool>) -> AnyView {
        let (t, shown) = (phrases(), self.shown);
        provide_context(self);
        provide_context(Asking(asking));
        let turn = move |_| shown.update(|shown| *shown = !*shown);
        let panel = move || {
            shown.get().then(|| {
                let place = Place::School(self.here.get_value());
                view! { <div id=PANEL class="col phrases">{screen(Screen::PickPhrase, place)}</div> }
            })
        };
        view! {
            <div>
                <button
                    type="button"
                    class="btn"
                    id=OPENER
                    title=t.slash
                    aria-expanded=yes_no(move || shown.get())
                    on:click=turn
                >
                    {t.insert}
                </button>
            </div>
            {maybe(panel)}
        }
        .into_any()
    }

    /// Whether a key opened the phrases: `/` where nothing is written yet.
    pub fn opens(self, ev: &web_sys::KeyboardEvent) -> bool {
        let in_text = document()
            .active_element()
            .is_some_and(|focused| focused.id() == text_id());
        let opens = ev.key() == "/" && in_text && self.text.with_untracked(String::is_empty);
        if opens {
            ev.prevent_default();
            self.shown.set(true);
        }
        opens
    }

    /// Closes the phrases and goes back to the text.
    pub fn close(self) {
        self.shown.set(false);
        browser::focus_soon(text_id());
    }

    /// Puts a phrase behind the cursor, its fields filled: what is sent is what stands there, and may be changed.
    pub fn put(self, phrase: &str) {
        let area = browser::element(&text_id()).and_then(|area| area.dyn_into::<HtmlTextAreaElement>().ok());
        let at = area.as_ref().and_then(|area| area.selection_end().ok().flatten());
        let filled = fill(phrase, &self.fields());
        let (text, cursor) = self.text.with_untracked(|text| inserted(text, at, &filled));
        self.text.set(text);
        self.shown.set(false);
        request_animation_frame(move || {
            if let Some(area) = area {
                let _ = area.focus();
                let _ = area.set_selection_range(cursor, cursor);
            }
        });
    }

    fn fields(self) -> Fields {
        let (helper, school) = self
            .here
            .with_value(|here| (here.member.name.clone(), here.member.school.name.clone()));
        let own = Fields {
            helper,
            school,
            ..Fields::default()
        };
        self.ticket.with_untracked(|ticket| match ticket {
            None => own,
            Some(ticket) => Fields {
                name: called(&ticket.requester.name),
                number: ticket.number.clone(),
                topic: ticket.topic.label(lang()).to_owned(),
                due: dates::until(ticket.due_at, browser::now()),
                ..own
            },
        })
    }
}

/// Whether what is written asks back.
#[derive(Clone, Copy)]
pub struct Asking(pub Derived<bool>);
