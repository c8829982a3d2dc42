//! The same form for somebody whom the desk has looked up, as a part of another screen.

use leptos::prelude::*;
use podskazka_shared::check::FieldError;
use podskazka_shared::tickets::{TicketBody, Topic};

use super::{Form, child_field, class_field, group_field, known};
use crate::i18n::{lang, tickets};
use crate::live::State;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::whom::Whom;
use crate::ui::{area_field, choices};

/// A request of somebody else, being filled in.
#[derive(Clone, Copy)]
pub struct Another(Form);

impl Another {
    /// With what they said.
    pub fn new(here: &Here, description: State<String>, sending: Sending) -> Self {
        let whom = Whom::another();
        let empty = || State::new(String::new());
        Self(Form {
            whom,
            asker: whom.asker(here),
            group: empty(),
            topic: State::new(Topic::Access.code().to_owned()),
            child: empty(),
            class_name: empty(),
            description,
            to: State::new("helpers".to_owned()),
            private: State::new(false),
            shared: State::new(false),
            sending,
        })
    }

    /// What is sent.
    ///
    /// # Errors
    /// All that is missing at once.
    pub fn body(self) -> Result<TicketBody, Vec<FieldError>> {
        untrack(|| self.0.body())
    }

    /// From whose request it is to what they said.
    pub fn fields(self, here: &Here) -> AnyView {
        let (t, form) = (tickets(), self.0);
        let topics = Signal::derive(move || {
            let topics = Topic::of(form.group()).into_iter();
            topics
                .map(|topic| (topic.code().to_owned(), topic.label(lang()).to_owned()))
                .collect()
        });
        view! {
            {form.whom.search(here, form.sending)}
            {group_field(form)}
            {child_field(form)}
            {choices(form.field("/topic", t.topic, ""), topics, form.topic)}
            {area_field(form.field("/description", t.description, t.description_hint), "".into(), form.description)}
            {class_field(form)}
            {known(form)}
        }
        .into_any()
    }
}
