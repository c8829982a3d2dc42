//! A password's field, with a button that shows what is typed.

use leptos::prelude::*;

use crate::i18n::auth;
use crate::live::{State, words, yes_no};
use crate::ui::field::Field;
use crate::ui::text_field;

/// `autocomplete` tells the browser's keeper of passwords which one it is: `current-password`, `new-password`.
pub fn password_field(field: Field, autocomplete: &'static str, value: State<String>) -> AnyView {
    let t = auth();
    let shown = State::new(false);
    let show = view! {
        <button
            type="button"
            class="btn inline"
            aria-label=t.show_password
            aria-pressed=yes_no(move || shown.get())
            on:click=move |_| shown.update(|shown| *shown = !*shown)
        >
            {words(move || if shown.get() { t.hide } else { t.show })}
        </button>
    };
    let kind = Signal::derive(move || if shown.get() { "text" } else { "password" });
    text_field(field, kind, autocomplete, value, show.into_any())
}
