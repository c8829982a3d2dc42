//! What a screen reads: the newest answer, and how the reading goes.
//!
//! An answer stays on the screen while it is read anew, so that nothing flickers and no focus is lost. It goes only
//! when something else is asked for.

use leptos::prelude::*;
use leptos::task::spawn_local;
use podskazka_shared::endpoint::{Endpoint, address};
use web_sys::AbortController;

use crate::api::{self, ApiError, Guard};
use crate::session::Session;

/// One thing that is read from the server.
#[derive(Debug)]
pub struct Reading<T: Send + Sync + 'static> {
    pub value: RwSignal<Option<T>>,
    pub failure: RwSignal<Option<ApiError>>,
    pub busy: RwSignal<bool>,
    again: RwSignal<u32>,
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
    E::Reply: Send + Sync,
{
    let reading = Reading {
        value: RwSignal::new(None),
        failure: RwSignal::new(None),
        busy: RwSignal::new(false),
        again: RwSignal::new(0),
    };
    let session = Session::get();
    Effect::new(move |before: Option<String>| {
        reading.again.track();
        let Some((params, query)) = ask() else {
            return String::new();
        };
        let full = address::<E>(&params, &query);
        let object = full.split('?').next().unwrap_or_default().to_owned();
        if before.is_some_and(|before| before != object) {
            reading.value.set(None);
        }
        let Ok(cancel) = AbortController::new() else {
            return object;
        };
        let stored = StoredValue::new_local(cancel.clone());
        on_cleanup(move || {
            stored.try_with_value(AbortController::abort);
        });
        reading.busy.set(true);
        spawn_local(async move {
            let answer = api::call::<E>(&params, &query, &(), Guard::None, &cancel).await;
            if matches!(answer, Err(ApiError::Aborted)) || reading.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(value) => {
                    reading.failure.set(None);
                    reading.value.set(Some(value));
                }
                Err(ApiError::Aborted) => {}
                Err(ApiError::SignedOut) => session.lost(),
                Err(error) => reading.failure.set(Some(error)),
            }
        });
        object
    });
    reading
}
