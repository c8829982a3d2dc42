//! What a screen writes: one attempt at a time, never doubled, never lost.

use leptos::prelude::*;
use podskazka_shared::check::{Check, FieldError};
use podskazka_shared::endpoint::{Effect, Endpoint};
use podskazka_shared::problem::ProblemKind;

use crate::api::{self, ApiError, Ask, Guard};
use crate::drafts::Attempt;
use crate::i18n;
use crate::live::{State, spawn};
use crate::session::{Session, Who};

/// Takes the text of an answer.
type Took = dyn FnOnce(&str) -> Result<(), ApiError>;

/// One form's or one button's way to the server.
#[derive(Debug, Clone, Copy)]
pub struct Sending {
    pub busy: State<bool>,
    pub failure: State<Option<ApiError>>,
    attempt: StoredValue<Option<Attempt>>,
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
            attempt: StoredValue::new(None),
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
        let mut ask = Ask::of::<E>(&params, &E::Query::default(), &body, Guard::None);
        match E::EFFECT {
            Effect::Create => self.guard_create(&mut ask),
            Effect::Change => ask.guard = Guard::Version(version),
            Effect::Read | Effect::Act => {}
        }
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
                self.forget_attempt();
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
        if error.kind() == Some(ProblemKind::TotpSetupRequired) {
            // The school asks since just now: the screens say so.
            self.session.load();
        }
        if error.kind() == Some(ProblemKind::IdempotencyKeyReused) {
            self.forget_attempt();
        }
        self.failure.set(Some(error));
    }

    fn guard_create(self, ask: &mut Ask) {
        let person = self.session.who.with_untracked(|who| match who {
            Who::SignedIn(me) => Some(me.id),
            Who::Unknown | Who::Guest | Who::Failed(_) => None,
        });
        let attempt = Attempt::of(person, &ask.address, ask.body.as_deref().unwrap_or_default());
        ask.guard = Guard::Key(attempt.key.clone());
        self.attempt.set_value(Some(attempt));
    }

    fn forget_attempt(self) {
        if let Some(attempt) = self.attempt.get_value() {
            attempt.forget();
        }
        self.attempt.set_value(None);
    }

    /// What is wrong with the field or with an entry of it, in words.
    pub fn field(self, pointer: &'static str) -> Signal<Option<String>> {
        let meant = move |error: &FieldError| {
            let rest = error.pointer.strip_prefix(pointer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        Signal::derive(move || {
            self.failure.with(|failure| {
                let error = failure.as_ref()?.fields().iter().find(|error| meant(error))?;
                Some(i18n::field_error(error))
            })
        })
    }
}
