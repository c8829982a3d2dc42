//! The frame of a screen: title of the tab, heading, focus.

use leptos::prelude::*;

use crate::browser::{self, HEADING};
use crate::i18n::general;
use crate::live::effect;

/// A screen with its heading. Coming from another screen moves the focus to the heading.
pub fn page(title: impl Into<Signal<String>>, above: AnyView, below: AnyView, body: AnyView) -> AnyView {
    frame(title.into(), above, below, body)
}

fn frame(title: Signal<String>, above: AnyView, below: AnyView, body: AnyView) -> AnyView {
    announce(title);
    if browser::has_moved() {
        browser::focus_heading();
    }
    view! {
        <header class="head">
            {above}
            <h1 id=HEADING tabindex="-1">{title}</h1>
            {below}
        </header>
        {body}
    }
    .into_any()
}

/// Keeps the title of the tab.
pub fn announce(title: Signal<String>) {
    effect(move |_| document().set_title(&format!("{} · {}", title.get(), general().product)));
}
