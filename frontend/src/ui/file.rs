//! Files: one of the server's that the browser saves, and a table that the person chooses.

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::button;
use crate::api::{ApiError, Ask, uncancelled};
use crate::i18n::schedules;
use crate::live::{State, live, maybe, spawn, words, yes_no};
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

/// A button that saves what the server answers. It is fetched like everything else, so that a session that ran out is renewed
/// and a refusal is words on the screen, and then handed over.
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

/// A file with a table, chosen from the device: its name and its bytes in base64 go into `file`, as they are, so that the
/// server recognises the encoding. `most` is the most bytes; `hint` and `too_large` say so.
pub fn table_file(
    file: State<Option<(String, String)>>,
    most: f64,
    hint: &'static str,
    too_large: &'static str,
) -> AnyView {
    let t = schedules();
    let larger = State::new(false);
    let on_change = move |ev: web_sys::Event| {
        let input = ev
            .target()
            .and_then(|t| t.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(chosen) = input
            .and_then(|input| input.files())
            .and_then(|files| files.get(0))
        else {
            return;
        };
        larger.set(chosen.size() > most);
        if chosen.size() > most {
            return;
        }
        spawn(async move {
            let Ok(buffer) = JsFuture::from(chosen.array_buffer()).await else {
                return;
            };
            let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
            // `btoa` takes bytes as characters of the same number.
            let binary: String = bytes.into_iter().map(char::from).collect();
            if let Ok(base64) = window().btoa(&binary) {
                file.try_set(Some((chosen.name(), base64)));
            }
        });
    };
    let content = move || {
        match file.get() {
        Some((name, _)) => view! {
            <div class="row wrap">
                <b>{name}</b>
                {button("btn", t.file_drop.into_any(), move || file.set(None))}
            </div>
        }
        .into_any(),
        None => view! {
            <div class="field">
                <label for="file">{t.file}</label>
                <input id="file" type="file" accept=".csv,.tsv,.txt,text/*" aria-describedby="file-hint" on:change=on_change />
                <small id="file-hint">{hint}</small>
            </div>
        }
        .into_any(),
    }
    };
    let large = move || {
        larger
            .get()
            .then(|| view! { <p class="error" role="alert">{too_large}</p> })
    };
    [live(content), maybe(large)].into_any()
}
