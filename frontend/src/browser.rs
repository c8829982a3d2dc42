//! The browser's own things: storage, clock, randomness, focus. All `None`s and refusals of the platform end here.

use std::cell::Cell;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use leptos::prelude::{document, request_animation_frame, window};
use podskazka_shared::text::Lang;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

/// Now, by the device's clock.
pub fn now() -> DateTime<Utc> {
    #[expect(clippy::as_conversions, reason = "milliseconds of this century fit")]
    let ms = js_sys::Date::now() as i64;
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

/// A moment as JavaScript counts it.
pub fn js_millis(at: DateTime<Utc>) -> f64 {
    #[expect(clippy::as_conversions, reason = "milliseconds of this century are exact")]
    let ms = at.timestamp_millis() as f64;
    ms
}

/// A random UUID (version 4). `crypto.randomUUID` is missing on plain http, this is not.
pub fn uuid() -> String {
    let mut bytes = [0u8; 16];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    let mut out = String::with_capacity(36);
    for (at, byte) in bytes.into_iter().enumerate() {
        let byte = match at {
            6 => byte & 0x0f | 0x40,
            8 => byte & 0x3f | 0x80,
            _ => byte,
        };
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

/// Text that stays on this device.
pub mod storage {
    use leptos::prelude::window;

    fn open() -> Option<web_sys::Storage> {
        window().local_storage().ok().flatten()
    }

    pub fn get(key: &str) -> Option<String> {
        open()?.get_item(key).ok().flatten()
    }

    pub fn set(key: &str, value: &str) {
        if let Some(storage) = open() {
            let _ = storage.set_item(key, value);
        }
    }

    pub fn remove(key: &str) {
        if let Some(storage) = open() {
            let _ = storage.remove_item(key);
        }
    }

    pub fn keys() -> Vec<String> {
        let Some(storage) = open() else { return Vec::new() };
        let length = storage.length().unwrap_or_default();
        (0..length)
            .filter_map(|at| storage.key(at).ok().flatten())
            .collect()
    }
}

pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The id of a screen's heading.
pub const HEADING: &str = "heading";

/// After a form has gone, its focus goes to the heading rather than nowhere.
pub fn focus_heading() {
    focus_soon(HEADING.to_owned());
}

/// How the input of this id is named on the page.
pub fn label_of(id: &str) -> Option<String> {
    let named = format!("label[for='{id}'],[id='{id}']>legend");
    document().query_selector(&named).ok()??.text_content()
}

/// Moves the focus when the next frame has drawn what it should land on.
pub fn focus_soon(id: String) {
    request_animation_frame(move || {
        if let Some(element) = element(&id) {
            let _ = element.focus();
        }
    });
}

/// The same, but only when nothing has the focus then: a dialog gives it back to what opened it, unless that is gone.
pub fn focus_if_lost(id: String) {
    request_animation_frame(move || {
        let lost = document()
            .active_element()
            .is_none_or(|focused| focused.tag_name() == "BODY");
        if let Some(element) = element(&id).filter(|_| lost) {
            let _ = element.focus();
        }
    });
}

/// Brings an entry of a list into sight, no farther than it takes.
pub fn reveal_soon(id: String) {
    request_animation_frame(move || {
        let get = |from: &JsValue, name: &str| js_sys::Reflect::get(from, &JsValue::from_str(name)).ok();
        let Some(element) = element(&id) else { return };
        let how = js_sys::Object::new();
        let _ = js_sys::Reflect::set(&how, &"block".into(), &"nearest".into());
        let reveal =
            get(&element, "scrollIntoView").and_then(|reveal| reveal.dyn_into::<js_sys::Function>().ok());
        if let Some(reveal) = reveal {
            let _ = reveal.call1(&element, &how);
        }
    });
}

/// Whether what has the focus stands in something that this selector names.
pub fn is_focus_in(selector: &str) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| focused.closest(selector).ok().flatten().is_some())
}

/// Whether a key goes to an input or to a dialog; a box that is ticked takes no letters.
pub fn is_typing(ev: &web_sys::KeyboardEvent) -> bool {
    let target = ev
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let closest = |target: web_sys::Element| {
        target
            .closest("input:not([type=checkbox]),textarea,select,dialog")
            .ok()
            .flatten()
    };
    target.and_then(closest).is_some()
}

/// Opens or closes a `<dialog>`; closing gives the focus back to its opener by itself.
pub fn show_dialog(id: &str, open: bool) {
    let Some(dialog) = element(id).and_then(|e| e.dyn_into::<web_sys::HtmlDialogElement>().ok()) else {
        return;
    };
    if !open {
        dialog.close();
    } else if !dialog.open() {
        let _ = dialog.show_modal();
    }
}

/// Whether there is room for list and text side by side.
pub fn is_wide() -> bool {
    let query = window().match_media("(min-width: 900px)").ok().flatten();
    query.is_some_and(|query| query.matches())
}

pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// The first of the browser's languages that we speak.
pub fn language() -> Lang {
    let languages = window().navigator().languages();
    let spoken = |tag: String| Lang::from_str(tag.split('-').next()?).ok();
    languages
        .iter()
        .find_map(|tag| spoken(tag.as_string()?))
        .unwrap_or_default()
}

/// Puts a text on the clipboard; false where the browser does not let us (plain http).
pub fn copy(text: &str) -> bool {
    let get = |from: &JsValue, name: &str| js_sys::Reflect::get(from, &JsValue::from_str(name)).ok();
    let clipboard = get(&window().navigator(), "clipboard").filter(JsValue::is_object);
    let copied = clipboard.and_then(|clipboard| {
        let write: js_sys::Function = get(&clipboard, "writeText")?.dyn_into().ok()?;
        write.call1(&clipboard, &JsValue::from_str(text)).ok()
    });
    copied.is_some()
}

/// Takes away what stands behind the `#`, so that it stays neither in the address bar nor in the way back.
pub fn drop_fragment() {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&here()));
    }
}

/// What stands behind the `#` of the address.
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Path and query of the page, always local.
pub fn here() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

thread_local! {
    static MOVED: Cell<bool> = const { Cell::new(false) };
}

/// From now on a new page takes the focus; the first one leaves it where the browser put it.
pub fn mark_moved() {
    MOVED.set(true);
}

pub fn has_moved() -> bool {
    MOVED.get()
}

pub fn register_worker() {
    let navigator = window().navigator();
    // Absent on plain http, where the app works all the same.
    if js_sys::Reflect::has(&navigator, &JsValue::from_str("serviceWorker")).unwrap_or(false) {
        let _ = navigator.service_worker().register("/sw.js");
    }
}

/// A fault of ours must not leave a page that looks alive but is dead: the page's own text says what to do.
pub fn watch_for_panics() {
    std::panic::set_hook(Box::new(|info| {
        leptos::logging::error!("{info}");
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-boot", "failed");
        }
    }));
}
