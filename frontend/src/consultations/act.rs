//! Acts on bookings of a list: one at a time, its answer goes into the list, its refusal stands in its row.

use leptos::prelude::*;
use podskazka_shared::consultations::{Booking, BookingPath};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::ids::BookingId;
use podskazka_shared::problem::ProblemKind;

use crate::api::{self, ApiError};
use crate::browser;
use crate::live::{Derived, State, effect, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::{Toasts, error_summary};

/// A list of bookings that is acted on.
#[derive(Clone, Copy)]
pub struct Acts {
    pub here: StoredValue<Here>,
    items: State<Vec<Booking>>,
    sending: Sending,
    /// On which one.
    on: State<Option<BookingId>>,
    pub toasts: Toasts,
}

/// The id of a booking's card, which takes the focus when its buttons go.
pub fn card_id(id: BookingId) -> String {
    format!("booking-{id}")
}

impl Acts {
    pub fn new(here: &Here, items: State<Vec<Booking>>) -> Self {
        let acts = Self {
            here: StoredValue::new(here.clone()),
            items,
            sending: Sending::new(),
            on: State::new(None),
            toasts: Toasts::get(),
        };
        acts.watch(acts.sending);
        acts
    }

    /// The version that the reader sees, for `If-Match`.
    pub fn version(self, id: BookingId) -> i64 {
        let find = |items: &Vec<Booking>| items.iter().find(|item| item.id == id).map(|item| item.version);
        self.items.with_untracked(find).unwrap_or_default()
    }

    /// The booking as an answer of the server tells it.
    pub fn took(self, booking: Booking) {
        self.items.update(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.id == booking.id) {
                *item = booking;
            }
        });
    }

    /// When a write comes too late, shows what is new and keeps what was typed.
    pub fn watch(self, sending: Sending) {
        effect(move |_| {
            if let Some(ApiError::Problem(problem)) = sending.failure.get()
                && problem.kind == ProblemKind::Stale
                && let Some(current) = problem.current.and_then(api::read::<Booking>)
            {
                self.took(current);
            }
        });
    }

    /// Whoever calls it is asked again when a booking changes.
    pub fn track(self) {
        self.items.track();
    }

    /// From now on a refusal is about this booking.
    pub fn begins(self, id: BookingId) {
        self.on.set(Some(id));
        self.sending.failure.set(None);
    }

    pub fn failure(self) -> State<Option<ApiError>> {
        self.sending.failure
    }

    /// Does something with one booking and says that it is done.
    pub fn run<E>(self, booking: &Booking, body: E::Body, said: &'static str)
    where
        E: Endpoint<Params = BookingPath, Reply = Booking>,
        E::Query: Default,
    {
        if self.sending.busy.get_untracked() {
            return;
        }
        self.begins(booking.id);
        let path = self.here.with_value(|here| super::path(here, booking.id));
        self.sending
            .send::<E>(path, body, booking.version, move |booking| {
                self.toasts.say(said);
                browser::focus_soon(card_id(booking.id));
                self.took(booking);
            });
    }

    /// Why the last act on this booking was refused.
    pub fn refusal(self, item: Derived<Option<Booking>>) -> AnyView {
        maybe(move || {
            let mine = item.with(|item| item.as_ref().map(|item| item.id));
            (mine.is_some() && self.on.get() == mine).then(|| error_summary(self.sending, "act-error"))
        })
    }
}
