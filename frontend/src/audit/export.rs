//! The log as a file. It is fetched like everything else, so that a session that ran out is renewed and a refusal is words
//! on the screen, and then handed to the browser to be saved.

use js_sys::Array;
use leptos::prelude::*;
use podskazka_shared::audit::{AuditExport, AuditQuery};
use podskazka_shared::csv::BOM;
use podskazka_shared::schools::SchoolPath;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::api::{ApiError, Ask, Guard, uncancelled};
use crate::i18n::audit as texts;
use crate::live::{Derived, State, spawn, words, yes_no};
use crate::session::Session;

/// A button that saves what the filters show.
pub fn button(school: SchoolPath, query: Derived<AuditQuery>, failure: State<Option<ApiError>>) -> AnyView {
    let t = texts();
    let busy = State::new(false);
    let session = Session::get();
    let save = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let (school, query) = (school.clone(), query.get_untracked());
        spawn(async move {
            let name = format!("audit-{}.csv", school.school);
            let answer = fetch(&school, &query).await;
            if !busy.try_set(false) {
                return;
            }
            match answer {
                Ok(text) if hand_over(&text, &name).is_some() => {}
                Ok(_) => failure.set(Some(ApiError::Unreadable)),
                Err(ApiError::SignedOut) => session.lost(),
                Err(error) => failure.set(Some(error)),
            }
        });
    };
    view! {
        <button type="button" class="btn" aria-disabled=yes_no(move || busy.get()) on:click=save>
            {words(move || if busy.get() { t.exporting } else { t.export })}
        </button>
    }
    .into_any()
}

async fn fetch(school: &SchoolPath, query: &AuditQuery) -> Result<String, ApiError> {
    let ask = Ask::of::<AuditExport>(school, query, &(), Guard::None);
    ask.answer(&uncancelled()?).await
}

/// Nothing when the browser refuses.
fn hand_over(text: &str, name: &str) -> Option<()> {
    // Reading the answer as text has dropped the mark.
    let text = text.trim_start_matches(BOM);
    let parts = Array::of2(&JsValue::from_str(BOM), &JsValue::from_str(text));
    let kind = BlobPropertyBag::new();
    kind.set_type("text/csv;charset=utf-8");
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let url = Url::create_object_url_with_blob(&blob).ok()?;
    let link: HtmlAnchorElement = document().create_element("a").ok()?.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Url::revoke_object_url(&url).ok()
}
