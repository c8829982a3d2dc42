//! Short news at the edge of the screen, read out by screen readers; some offer a way on or a way back.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use super::button;
use crate::live::State;

/// What may be done about the news.
#[derive(Clone)]
pub enum Deed {
    Go(String),
    Do(Arc<dyn Fn() + Send + Sync>),
}

/// The news and what may be done about it.
#[derive(Clone, Default)]
struct News {
    number: u32,
    text: String,
    deeds: Vec<(&'static str, Deed)>,
}

/// Says what has just happened.
#[derive(Clone, Copy)]
pub struct Toasts(State<News>);

impl std::fmt::Debug for Toasts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Toasts")
    }
}

impl Toasts {
    pub fn provide() -> Self {
        let toasts = Self(State::new(News::default()));
        provide_context(toasts);
        toasts
    }

    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::provide)
    }

    pub fn say(self, text: &'static str) {
        self.tell(text.to_owned());
    }

    /// The same of words made at run time.
    pub fn tell(self, text: String) {
        self.show(text, Vec::new(), 6);
    }

    /// News with something to do about it; they stay longer.
    pub fn offer(self, text: &'static str, deeds: Vec<(&'static str, Deed)>) {
        self.show(text.to_owned(), deeds, 30);
    }

    fn show(self, text: String, deeds: Vec<(&'static str, Deed)>, seconds: u64) {
        let number = self.0.with_untracked(|news| news.number.wrapping_add(1));
        let news = News { number, text, deeds };
        self.0.set(news);
        let hide = move || self.hide(number);
        set_timeout(hide, Duration::from_secs(seconds));
    }

    fn hide(self, number: u32) {
        if self.0.with_untracked(|news| news.number) == number {
            let text = String::new();
            let deeds = Vec::new();
            self.0.set(News { number, text, deeds });
        }
    }

    /// The place where news appear; it must be there before they do.
    pub fn region(self) -> AnyView {
        let deed = move |number: u32, (label, deed): (&'static str, Deed)| match deed {
            Deed::Go(href) => {
                view! { <a href=href on:click=move |_| self.hide(number)>{label}</a> }.into_any()
            }
            Deed::Do(act) => {
                let act = move || {
                    self.hide(number);
                    act();
                };
                button("undo", label.into_any(), act)
            }
        };
        view! {
            <div class="toasts" role="status">
                {move || {
                    let News { number, text, deeds } = self.0.get();
                    (!text.is_empty()).then(|| {
                        let deeds: Vec<_> = deeds.into_iter().map(|one| deed(number, one)).collect();
                        view! { <p class="toast">{text}{deeds}</p> }
                    })
                }}
            </div>
        }
        .into_any()
    }
}
