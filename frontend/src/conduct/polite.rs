//! A reminder of the rules where a text holds insults: it stands there while they do, hinders nothing and tells nobody.

use leptos::prelude::*;
use podskazka_shared::conduct::insults::insults;

use crate::i18n::conduct as texts;
use crate::live::{State, derived, maybe};

/// Below a box for writing.
pub fn polite(text: State<String>) -> AnyView {
    let rude = derived(move || text.with(|text| insults(text)));
    let note = move || rude.get().then(|| view! { <p class="note">{texts().polite}</p> });
    view! { <div role="status" class="polite">{maybe(note)}</div> }.into_any()
}
