//! Short news at the edge of the screen, read out by screen readers.

use std::time::Duration;

use crate::live::State;
use leptos::prelude::*;

/// Says what has just happened.
#[derive(Debug, Clone, Copy)]
pub struct Toasts(State<(u32, &'static str)>);

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self(State::new((0, "")));
        provide_context(toasts);
        toasts
    }

    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    pub fn say(self, text: &'static str) {
        let number = self.0.get_untracked().0.wrapping_add(1);
        self.0.set((number, text));
        let hide = move || {
            if self.0.get_untracked().0 == number {
                self.0.set((number, ""));
            }
        };
        set_timeout(hide, Duration::from_secs(6));
    }

    /// The place where news appear; it must be there before they do.
    pub fn region(self) -> AnyView {
        view! {
            <div class="toasts" role="status">
                {move || {
                    let text = self.0.get().1;
                    (!text.is_empty()).then(|| view! { <p class="toast">{text}</p> })
                }}
            </div>
        }
        .into_any()
    }
}
