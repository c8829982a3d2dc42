//! Requests: one's own, a new one, one of them, the queue.

pub mod acts;
pub mod compose;
pub mod filter;
pub mod keys;
pub mod list;
pub mod new;
pub mod pages;
pub mod queue;
pub mod rating;
pub mod show;
pub mod thread;
mod trail;
pub mod view;
pub mod whom;

use leptos::prelude::*;

use crate::browser;
use crate::live::State;

/// The time on the screen, moving on every half minute while somebody looks.
pub fn clock() -> State<chrono::DateTime<chrono::Utc>> {
    let now = State::new(browser::now());
    let tick = move || {
        if browser::is_visible() {
            now.set(browser::now());
        }
    };
    if let Ok(handle) = set_interval_with_handle(tick, std::time::Duration::from_secs(30)) {
        on_cleanup(move || handle.clear());
    }
    now
}
