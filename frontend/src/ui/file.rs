//! A file of the server's, saved by the browser. It is fetched like everything else, so that a session that ran out is
//! renewed and a refusal is words on the screen, and then handed over.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::api::{ApiError, Ask, uncancelled};
use crate::live::{State, spawn, words, yes_no};
use crate::session::Session;

/// A file as it is saved.
#[derive(Debug, Clone)]
pub struct Saved {
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
    /// What stands before the text: a mark that reading has dropped.
    pub mark: &'static str,
}

/// A button that saves what the server answers.
pub fn save_button(
    text: AnyView,
    ask: impl Fn() -> Option<(Ask, Saved)> + 'static,
    failure: State<Option<ApiError>>,
) -> AnyView {
    let busy = State::new(false);
    let session = Session::get();
    let save = move |_| {
        if busy.get_untracked() {
            return;
        }
        let Some((ask, file)) = ask() else { return };
        busy.set(true);
        failure.set(None);
        spawn(async move {
            let answer = async { ask.answer(&uncancelled()?).await }.await;
            if !busy.try_set(false) {
                return;
            }
            match answer {
                Ok(text) if hand_over(&text, &file).is_some() => {}
                Ok(_) => failure.set(Some(ApiError::Unreadable)),
                Err(ApiError::SignedOut) => session.lost(),
                Err(error) => failure.set(Some(error)),
            }
        });
    };
    view! {
        <button type="button" class="btn" aria-disabled=yes_no(move || busy.get()) on:click=save>
            {text}
            {words(move || if busy.get() { " …" } else { "" })}
        </button>
    }
    .into_any()
}

/// Nothing when the browser refuses.
fn hand_over(text: &str, file: &Saved) -> Option<()> {
    let parts = Array::of2(&JsValue::from_str(file.mark), &JsValue::from_str(text));
    let kind = BlobPropertyBag::new();
    kind.set_type(file.kind);
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(&file.name);
    link.click();
    Url::revoke_object_url(&url).ok()
}
