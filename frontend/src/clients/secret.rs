//! The secret that has just been made: shown this once, to be copied.

use leptos::prelude::*;
use podskazka_shared::clients::ClientSecret;

use super::list::Board;
use crate::browser;
use crate::i18n::clients as texts;
use crate::ui::{button, key_line};

pub const HEADING: &str = "new-secret";

pub fn shown(board: Board, given: ClientSecret) -> AnyView {
    let t = texts();
    let name = given.client.name.clone();
    let Some(secret) = given.secret else {
        let note = given.note.unwrap_or_default();
        return view! {
            <section class="card col fresh" aria-labelledby=HEADING>
                <h2 id=HEADING tabindex="-1">{name}</h2>
                <p>{note}</p>
            </section>
        }
        .into_any();
    };
    let done = move || {
        board.given.set(None);
        browser::focus_heading();
    };
    view! {
        <section class="card col" aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{t.secret_title} ": " {name}</h2>
            <p class="note">{t.secret_warning}</p>
            {key_line(t.id, given.client.id.to_string())}
            {key_line(t.secret, secret)}
            <div>{button("btn", t.stored.into_any(), done)}</div>
        </section>
    }
    .into_any()
}
