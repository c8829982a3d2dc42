//! What people copy: codes, keys, secret addresses.

use leptos::prelude::*;

use super::Toasts;
use crate::browser;
use crate::i18n::general;

/// Copies a text, and says so or how else to do it.
pub fn copy(toasts: Toasts, text: &str) {
    let t = general();
    toasts.say(match browser::copy(text) {
        true => t.copied,
        false => t.copy_by_hand,
    });
}

/// A value in a line of its own, with a button that copies it.
pub fn key_line(label: &'static str, value: String) -> AnyView {
    let t = general();
    let toasts = Toasts::get();
    let text = value.clone();
    let name = format!("{}: {label}", t.copy);
    view! {
        <div class="row wrap between">
            <div class="grow"><small>{label}</small><br /><code class="key">{value}</code></div>
            <button type="button" class="btn small" aria-label=name on:click=move |_| copy(toasts, &text)>{t.copy}</button>
        </div>
    }
    .into_any()
}
