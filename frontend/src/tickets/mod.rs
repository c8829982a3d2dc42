//! Requests: one's own, a new one, one of them, the queue.

pub mod acts;
pub mod around;
pub mod behind;
mod bulk;
pub mod compose;
pub mod counted;
mod decide;
pub mod events;
pub mod filter;
pub mod found;
pub mod guide;
mod join;
pub mod keys;
mod letter;
pub mod list;
pub mod log;
mod logged;
pub mod new;
pub mod object;
pub mod pages;
mod pick;
mod print;
pub mod queue;
pub mod rating;
pub mod said;
pub mod search;
mod seek;
pub mod show;
mod split;
pub mod steps;
pub mod thread;
mod trail;
mod vendor;
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
