//! The files of a message: pictures small, each larger on demand; all else by name and size, to be saved.

use leptos::prelude::*;
use podskazka_shared::endpoint::address;
use podskazka_shared::files::{FileQuery, StoredFile, TicketFilePath, TicketsFile};
use podskazka_shared::tickets::TicketPath;
use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;

use super::Shown;
use super::picker::renew;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{file_kind, file_size, files, general};
use crate::live::{State, maybe, spawn};
use crate::session::Session;
use crate::ui::{Icon, Toasts, icon};

/// Shows what the context tells.
pub fn shown() -> AnyView {
    use_context::<Shown>().map_or_else(|| ().into_any(), |shown| list(&shown.path, &shown.files))
}

fn at(path: &TicketPath, file: &StoredFile, inline: bool) -> String {
    let path = TicketFilePath {
        school: path.school.clone(),
        ticket: path.ticket,
        file: file.id,
    };
    address::<TicketsFile>(
        &path,
        &FileQuery {
            inline: inline.then_some(true),
        },
    )
}

/// A list of files of a request.
pub fn list(path: &TicketPath, all: &[StoredFile]) -> AnyView {
    let t = files();
    let open: State<Option<(String, String)>> = State::new(None);
    let rows: Vec<_> = all
        .iter()
        .map(|file| match file.kind.is_picture() {
            true => picture(at(path, file, true), file, open),
            false => document(at(path, file, false), file),
        })
        .collect();
    // The same file may stand on the screen twice: in its message, and with what went to the vendor.
    let id = format!("large-{}", browser::uuid());
    view! {
        <ul class="files shown" aria-label=t.files>{rows}</ul>
        {large(id, open)}
    }
    .into_any()
}

/// A picture, small; the server is asked again when the session had run out.
fn picture(src: String, file: &StoredFile, open: State<Option<(String, String)>>) -> AnyView {
    let (shown, tried) = (State::new(src.clone()), State::new(false));
    let again = {
        let src = src.clone();
        move |_| {
            if tried.get_untracked() {
                return;
            }
            tried.set(true);
            let src = src.clone();
            spawn(async move {
                if renew().await.is_ok() {
                    // Another address of the same: browsers keep what failed.
                    shown.try_set(format!("{src}#again"));
                }
            });
        }
    };
    let name = file.name.clone();
    let label = format!("{}: {name}", files().open);
    let show = {
        let name = name.clone();
        move |_| open.set(Some((src.clone(), name.clone())))
    };
    view! {
        <li class="picture">
            <button type="button" aria-label=label title=name.clone() aria-haspopup="dialog" on:click=show>
                <img src=shown.signal() alt="" loading="lazy" decoding="async" on:error=again />
            </button>
        </li>
    }
    .into_any()
}

fn document(href: String, file: &StoredFile) -> AnyView {
    let told = format!("{} · {}", file_kind(file.kind), file_size(file.size));
    view! {
        <li class="file">
            {icon(Icon::File)}
            <div class="grow">{save(href, file.name.clone())}<small>{told}</small></div>
        </li>
    }
    .into_any()
}

/// A link that saves a file of a request.
fn save(href: String, name: String) -> AnyView {
    saving(href, name.clone(), "", name)
}

/// A link that saves what the server makes.
pub fn save_link(href: String, name: String, class: &'static str, text: &'static str) -> AnyView {
    saving(href, name, class, text.to_owned())
}

/// A link that saves. The session is renewed first: a browser that saves cannot do it.
fn saving(href: String, name: String, class: &'static str, text: String) -> AnyView {
    let (session, toasts) = (Session::get(), Toasts::get());
    let busy = State::new(false);
    let go = move |ev: web_sys::MouseEvent| {
        let anchor = ev
            .current_target()
            .and_then(|target| target.dyn_into::<HtmlAnchorElement>().ok());
        // The second time it is our own click, and the browser's turn.
        if busy.get_untracked() {
            busy.set(false);
            return;
        }
        ev.prevent_default();
        let Some(anchor) = anchor else { return };
        spawn(async move {
            match renew().await {
                Ok(()) => {
                    if busy.try_set(true) {
                        anchor.click();
                    }
                }
                Err(ApiError::SignedOut) => session.lost(),
                // Whatever else it is: it did not come, and may come later.
                Err(_) => toasts.say(general().network),
            }
        });
    };
    view! { <a class=class href=href download=name on:click=go>{text}</a> }.into_any()
}

/// One picture over the screen.
fn large(id: String, open: State<Option<(String, String)>>) -> AnyView {
    let t = files();
    let dialog = id.clone();
    crate::live::effect(move |_| {
        if open.with(Option::is_some) {
            browser::show_dialog(&dialog, true);
        }
    });
    let close = {
        let id = id.clone();
        move |_| browser::show_dialog(&id, false)
    };
    let content = move || {
        let (src, name) = open.get()?;
        let whole = src.split('?').next().unwrap_or_default().to_owned();
        Some(view! {
            <img src=src alt=name.clone() />
            <div class="row wrap between tight">
                {save(whole, name)}
            </div>
        })
    };
    view! {
        <dialog id=id class="large" aria-label=t.picture on:close=move |_| open.set(None)>
            {maybe(content)}
            <button type="button" class="btn" on:click=close>{t.close}</button>
        </dialog>
    }
    .into_any()
}
