//! What a screen writes: one attempt at a time, never doubled, never lost.

use leptos::prelude::*;
use podskazka_shared::check::{Check, FieldError};
use podskazka_shared::endpoint::{Effect, Endpoint};
use podskazka_shared::problem::ProblemKind;

use crate::api::{self, ApiError, Ask, Guard};
use crate::browser;
use crate::i18n;
use crate::live::{State, spawn};
use crate::session::Session;

/// Takes the text of an answer.
type Took = dyn FnOnce(&str) -> Result<(), ApiError>;

/// One form's or one button's way to the server.
#[derive(Debug, Clone, Copy)]
pub struct Sending {
    pub busy: State<bool>,
    pub failure: State<Option<ApiError>>,
    /// The key of the attempt: kept until it succeeds, so that a repetition after a lost answer makes nothing twice.
    key: StoredValue<Option<String>>,
    session: Session,
    /// Tells the fields of two forms on one screen apart.
    pub form: &'static str,
}

impl Sending {
    pub fn new() -> Self {
        Self::of("f")
    }

    /// Of a form that shares the screen with another.
    pub fn of(form: &'static str) -> Self {
        Self {
            form,
            busy: State::new(false),
            failure: State::new(None),
            key: StoredValue::new(None),
            session: Session::get(),
        }
    }

    /// Checks the body as the server will, sends it, and hands the answer to `done` if the screen is still there.
    ///
    /// `version` is the one that the person saw; only changes need it.
    pub fn send<E: Endpoint>(
        self,
        params: E::Params,
        body: E::Body,
        version: i64,
        done: impl FnOnce(E::Reply) + 'static,
    ) where
        E::Query: Default,
    {
        if self.busy.get_untracked() {
            return;
        }
        let mut errors = Vec::new();
        body.check(&mut errors);
        if !errors.is_empty() {
            return self.refuse(errors);
        }
        let guard = match E::EFFECT {
            Effect::Create => Guard::Key(self.attempt()),
            Effect::Change => Guard::Version(version),
            Effect::Read | Effect::Act => Guard::None,
        };
        let ask = Ask::of::<E>(&params, &E::Query::default(), &body, guard);
        self.run(ask, Box::new(move |text| api::parse(text).map(done)));
    }

    /// The part without types: one copy serves all forms.
    fn run(self, ask: Ask, took: Box<Took>) {
        self.busy.set(true);
        spawn(async move {
            let answer = match api::uncancelled() {
                Ok(cancel) => ask.answer(&cancel).await,
                Err(error) => Err(error),
            };
            if !self.busy.try_set(false) {
                return;
            }
            let taken = answer.and_then(|text| {
                self.key.set_value(None);
                self.failure.set(None);
                took(&text)
            });
            if let Err(error) = taken {
                self.fail(error);
            }
        });
    }

    /// Says what is wrong with fields, without asking the server.
    pub fn refuse(self, errors: Vec<FieldError>) {
        self.failure.set(Some(ApiError::invalid(errors)));
    }

    fn fail(self, error: ApiError) {
        if error == ApiError::SignedOut {
            return self.session.lost();
        }
        if error.kind() == Some(ProblemKind::IdempotencyKeyReused) {
            self.key.set_value(None);
        }
        self.failure.set(Some(error));
    }

    fn attempt(self) -> String {
        let key = self.key.get_value().unwrap_or_else(browser::uuid);
        self.key.set_value(Some(key.clone()));
        key
    }

    /// What is wrong with the field, in words.
    pub fn field(self, pointer: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.failure.with(|failure| {
                let error = failure
                    .as_ref()?
                    .fields()
                    .iter()
                    .find(|error| error.pointer == pointer)?;
                Some(i18n::field_error(error))
            })
        })
    }
}
