//! How a text will look, while it is being written: rendered by the server, as readers get it.

use std::time::Duration;

use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;
use podskazka_shared::articles::{ArticlesPreview, TextBody};
use podskazka_shared::ids::ArticleId;

use crate::i18n::articles as texts;
use crate::live::{State, effect, live, words};
use crate::sending::Sending;
use crate::session::Here;

/// How long nobody types before the text is shown anew.
const PAUSE: Duration = Duration::from_millis(400);

/// The text as it will look. What is typed meanwhile is shown next; what cannot be shown leaves the last one there.
pub(super) fn preview(here: &Here, article: Option<ArticleId>, text: State<String>) -> AnyView {
    let t = texts();
    let (sending, school) = (Sending::of("preview"), here.school());
    let html = State::new(String::new());
    // The text that was sent last, shown or refused: it is not sent twice.
    let tried = StoredValue::new(String::new());
    let waiting = StoredValue::new_local(None::<TimeoutHandle>);
    let drop_waiting = move || {
        waiting.try_update_value(|waiting| {
            if let Some(handle) = waiting.take() {
                handle.clear();
            }
        });
    };
    on_cleanup(drop_waiting);
    let look = move || {
        let now = text.get_untracked();
        tried.set_value(now.clone());
        if now.trim().is_empty() {
            return html.set(String::new());
        }
        let body = TextBody { text: now, article };
        sending.send::<ArticlesPreview>(school.clone(), body, 0, move |told| html.set(told.html));
    };
    effect(move |_| {
        let same = text.with(|text| tried.with_value(|tried| text == tried));
        // One at a time: when it comes back, what was typed meanwhile goes.
        if sending.busy.get() || same {
            return;
        }
        drop_waiting();
        if let Ok(handle) = set_timeout_with_handle(look.clone(), PAUSE) {
            waiting.set_value(Some(handle));
        }
    });
    let body = live(move || match html.with(String::is_empty) {
        true => view! { <p class="dim">{t.preview_empty}</p> }.into_any(),
        false => {
            let html = words(move || html.get());
            view! { <div class="prose" inner_html=html></div> }.into_any()
        }
    });
    view! {
        <section class="col tight" aria-labelledby="preview-title">
            <h2 id="preview-title" class="label">{t.preview}</h2>
            <div class="look">{body}</div>
        </section>
    }
    .into_any()
}
