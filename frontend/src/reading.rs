//! What a screen reads: the newest answer, and how the reading goes.
//!
//! An answer stays on the screen while it is read anew, so that nothing flickers and no focus is lost. It goes only
//! when something else is asked for.

use std::rc::Rc;

use leptos::prelude::*;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::problem::ProblemKind;
use web_sys::AbortController;

use crate::api::{self, ApiError, Ask, Guard};
use crate::live::{State, spawn};
use crate::session::Session;

/// One thing that is read from the server.
#[derive(Debug)]
pub struct Reading<T: Send + Sync + 'static> {
    pub value: State<Option<T>>,
    pub failure: State<Option<ApiError>>,
    pub busy: State<bool>,
    again: State<u32>,
}

impl<T: Send + Sync + 'static> Clone for Reading<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Reading<T> {}

impl<T: Send + Sync + 'static> Reading<T> {
    /// Reads anew; what is there stays until the answer comes.
    pub fn again(self) {
        self.again.update(|n| *n = n.wrapping_add(1));
    }
}

/// Reads what `ask` names, and again whenever that changes. Aborted when nobody waits any more.
pub fn read<E: Endpoint<Body = ()>>(
    ask: impl Fn() -> Option<(E::Params, E::Query)> + 'static,
) -> Reading<E::Reply>
where
    E::Reply: Clone + Send + Sync,
{
    let reading = Reading {
        value: State::new(None),
        failure: State::new(None),
        busy: State::new(false),
        again: State::new(0),
    };
    hands::<E>(reading, move || {
        ask().map(|(params, query)| Ask::of::<E>(&params, &query, &(), Guard::None))
    });
    reading
}

/// The same for what is too private for an address: it is asked for in a body.
pub fn read_for<E: Endpoint>(ask: impl Fn() -> Option<(E::Params, E::Body)> + 'static) -> Reading<E::Reply>
where
    E::Reply: Clone + Send + Sync,
    E::Query: Default,
{
    let reading = Reading {
        value: State::new(None),
        failure: State::new(None),
        busy: State::new(false),
        again: State::new(0),
    };
    hands::<E>(reading, move || {
        ask().map(|(params, body)| Ask::of::<E>(&params, &E::Query::default(), &body, Guard::None))
    });
    reading
}

fn hands<E: Endpoint>(reading: Reading<E::Reply>, ask: impl Fn() -> Option<Ask> + 'static)
where
    E::Reply: Clone + Send + Sync,
{
    let took = move |text: &str| {
        let value = api::parse(text)?;
        reading.failure.set(None);
        reading.value.set(Some(value));
        Ok(())
    };
    let hands = Hands {
        ask: Box::new(ask),
        clear: Box::new(move || reading.value.set(None)),
        took: Rc::new(took),
    };
    follow(hands, reading.failure, reading.busy, reading.again);
}

/// Takes the text of an answer.
type Took = dyn Fn(&str) -> Result<(), ApiError>;

/// What is particular to a type.
struct Hands {
    ask: Box<dyn Fn() -> Option<Ask>>,
    clear: Box<dyn Fn()>,
    took: Rc<Took>,
}

/// The part without types: one copy serves all readings.
fn follow(hands: Hands, failure: State<Option<ApiError>>, busy: State<bool>, again: State<u32>) {
    let session = Session::get();
    Effect::new(move |before: Option<String>| {
        again.track();
        let Some(ask) = (hands.ask)() else {
            return String::new();
        };
        let object = ask.address.split('?').next().unwrap_or_default().to_owned();
        if before.is_some_and(|before| before != object) {
            (hands.clear)();
        }
        let Ok(cancel) = AbortController::new() else {
            return object;
        };
        let stored = StoredValue::new_local(cancel.clone());
        on_cleanup(move || {
            stored.try_with_value(AbortController::abort);
        });
        busy.set(true);
        let took = hands.took.clone();
        spawn(async move {
            let answer = ask.answer(&cancel).await;
            if answer == Err(ApiError::Aborted) || !busy.try_set(false) {
                return;
            }
            match answer.and_then(|text| took(&text)) {
                Ok(()) => {}
                Err(ApiError::SignedOut) => session.lost(),
                Err(error) => {
                    if error.kind() == Some(ProblemKind::TotpSetupRequired) {
                        session.load();
                    }
                    failure.set(Some(error));
                }
            }
        });
        object
    });
}
