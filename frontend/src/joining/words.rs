//! A document's words, and a tick.

use leptos::prelude::*;
use podskazka_shared::consents::DocumentText;

use crate::i18n::joining;
use crate::live::{State, maybe};

/// The text of a document, folded; or the way to it.
pub fn words(document: &DocumentText) -> AnyView {
    let t = joining();
    let text = document.text.clone();
    let title = document.title.clone();
    let label = title.clone();
    let text = (!text.is_empty()).then(|| {
        view! {
            <details class="words">
                <summary>{t.read_text}</summary>
                <div class="text" role="region" tabindex="0" aria-label=label>{text}</div>
            </details>
        }
    });
    let link = document.link.clone();
    let link = (!link.is_empty()).then(|| {
        view! { <p><a href=link target="_blank" rel="noopener noreferrer">{t.open_link}</a></p> }
    });
    view! { <h2>{title}</h2>{text}{link} }.into_any()
}

/// A tick that nobody made beforehand. What is missing is told below it.
pub fn tick(id: &'static str, label: String, ticked: State<bool>, missing: State<&'static str>) -> AnyView {
    let error = format!("{id}-error");
    let described = error.clone();
    let said = move || {
        let text = missing.get();
        let id = error.clone();
        (!text.is_empty()).then(|| view! { <p class="error" id=id>{text}</p> })
    };
    view! {
        <div class="field">
            <label class="check" for=id>
                <input
                    id=id
                    type="checkbox"
                    prop:checked=ticked.signal()
                    aria-describedby=described
                    on:change=move |ev| {
                        missing.set("");
                        ticked.set(event_target_checked(&ev));
                    }
                />
                <span>{label}</span>
            </label>
            {maybe(said)}
        </div>
    }
    .into_any()
}
