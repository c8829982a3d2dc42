//! Choosing files and sending them at once, while the rest of the form is still written.

use std::collections::HashMap;
use std::rc::Rc;

use js_sys::Promise;
use leptos::ev;
use leptos::prelude::*;
use podskazka_shared::endpoint::{Nothing, address};
use podskazka_shared::files::{
    FileQuery, FilesCreate, FilesFind, FilesTakeBack, MAX_BYTES, MAX_FILES, StoredFile, UploadPath,
    UploadQuery,
};
use podskazka_shared::people::MeFind;
use podskazka_shared::problem::{Problem, ProblemKind};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ClipboardEvent, File, FileList, HtmlInputElement, ProgressEvent, XmlHttpRequest};

use super::{Attached, Item, Progress};
use crate::api::{self, ApiError, Ask, Guard};
use crate::browser;
use crate::drafts::Draft;
use crate::i18n::{error_text, file_kind, file_size, files, lang};
use crate::live::{State, derived, effect, keyed, live, maybe, spawn, words};
use crate::session::{Here, Session};
use crate::ui::field::id_of;
use crate::ui::{Icon, Toasts, icon};

/// What the chooser offers; the server looks at the content.
const ACCEPT: &str = "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain,text/csv,.log,.docx,.xlsx,.pptx,.odt,.ods,.odp";

/// What is on its way: the file, and the request that carries it.
type Flights = Rc<std::cell::RefCell<HashMap<String, (File, Option<XmlHttpRequest>)>>>;

#[derive(Clone)]
struct Picker {
    attached: Attached,
    here: Here,
    flights: StoredValue<Flights, LocalStorage>,
    toasts: Toasts,
    session: Session,
    /// What is read out.
    said: State<String>,
}

pub fn picker(here: Here) -> AnyView {
    let Some(attached) = use_context::<Attached>() else {
        return ().into_any();
    };
    let t = files();
    kept(attached, &here);
    let flights = Flights::default();
    let picker = Picker {
        attached,
        here,
        flights: StoredValue::new_local(flights.clone()),
        toasts: Toasts::get(),
        session: Session::get(),
        said: State::new(String::new()),
    };
    let flights = StoredValue::new_local(flights);
    on_cleanup(move || {
        let _ = flights.try_with_value(|flights| {
            for (_, flight) in flights.borrow_mut().drain() {
                if let (_, Some(request)) = flight {
                    let _ = request.abort();
                }
            }
        });
    });
    let (id, photo) = (
        id_of(attached.sending.form, "/files"),
        id_of(attached.sending.form, "/photo"),
    );
    let root = id_of(attached.sending.form, "/attach");
    let pasting = {
        let (picker, root) = (picker.clone(), root.clone());
        window_event_listener(ev::paste, move |ev| paste(&picker, &root, &ev))
    };
    on_cleanup(move || pasting.remove());
    let choose = |picker: Picker| {
        move |ev: web_sys::Event| {
            let Some(input) = ev
                .target()
                .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
            else {
                return;
            };
            if let Some(chosen) = input.files() {
                picker.add(&list(&chosen));
            }
            // The same file may be chosen again.
            input.set_value("");
        }
    };
    let keys = move || {
        attached
            .items
            .with(|items| items.iter().map(|item| item.key.clone()).collect())
    };
    let rows = {
        let picker = picker.clone();
        let shared = StoredValue::new_local(picker);
        keyed(keys, move |key| {
            shared.with_value(|picker| row(picker.clone(), key))
        })
    };
    let any = move || attached.items.with(Vec::is_empty);
    view! {
        <div class="attach col tight" id=root>
            <ul class="files" class:none=Signal::derive(any)>{rows}</ul>
            <div class="row wrap tight">
                <span class="choose">
                    <input class="sr" id=id.clone() type="file" multiple accept=ACCEPT on:change=choose(picker.clone()) />
                    <label class="btn" for=id>{icon(Icon::Clip)} {t.attach}</label>
                </span>
                <span class="choose camera">
                    <input class="sr" id=photo.clone() type="file" accept="image/*" capture="environment" on:change=choose(picker.clone()) />
                    <label class="btn" for=photo>{icon(Icon::Camera)} {t.photo}</label>
                </span>
            </div>
            <small>{t.hint}</small>
            <span class="sr" role="status">{words(move || picker.said.get())}</span>
        </div>
    }
    .into_any()
}

/// What was sent before a reload is still there; what waited too long is not, and says so.
fn kept(attached: Attached, here: &Here) {
    let items = attached.items;
    let name = attached.name.with_value(|name| format!("{name}/files"));
    let draft = Draft::of(here.me.id, &here.slug, &name);
    let known: Vec<StoredFile> = api::parse(&draft.read()).unwrap_or_default();
    if items.with_untracked(Vec::is_empty) {
        items.set(known.into_iter().map(arrived).collect());
    }
    // Of a form that was drawn anew: what was on its way then goes on no more.
    items.update(|items| items.retain(|item| !matches!(item.progress, Progress::Sending(_))));
    effect(move |_| {
        let done = items.with(|items| items.iter().filter_map(Item::done).cloned().collect::<Vec<_>>());
        let text = serde_json::to_string(&done).ok().filter(|_| !done.is_empty());
        draft.keep(&text.unwrap_or_default());
    });
    effect(move |_| {
        let gone: Vec<usize> = attached.sending.failure.with(|failure| {
            let fields = failure.iter().flat_map(ApiError::fields);
            let places = fields.filter_map(|error| error.pointer.strip_prefix("/files/")?.parse().ok());
            places.collect()
        });
        if gone.is_empty() {
            return;
        }
        let (mut now, mut place) = (items.get_untracked(), 0);
        for item in &mut now {
            if item.done().is_some() {
                if gone.contains(&place) {
                    item.progress = Progress::Failed(files().gone.to_owned(), false);
                }
                place += 1;
            }
        }
        items.set(now);
    });
}

fn arrived(file: StoredFile) -> Item {
    Item {
        key: file.id.to_string(),
        name: file.name.clone(),
        progress: Progress::Done(file),
    }
}

fn list(files: &FileList) -> Vec<File> {
    (0..files.length()).filter_map(|at| files.get(at)).collect()
}

/// A picture out of the clipboard, pasted anywhere in the form.
fn paste(picker: &Picker, root: &str, ev: &ClipboardEvent) {
    let form = browser::element(root).and_then(|root| root.closest("form").ok().flatten());
    let target = ev
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    if !form.is_some_and(|form| form.contains(target.as_ref())) {
        return;
    }
    let pasted = ev.clipboard_data().and_then(|data| data.files());
    let pasted = pasted.map(|pasted| list(&pasted)).unwrap_or_default();
    if !pasted.is_empty() {
        ev.prevent_default();
        picker.add(&pasted);
    }
}

impl Picker {
    /// What was chosen is sent at once, as far as there is room.
    fn add(&self, chosen: &[File]) {
        let most = usize::try_from(MAX_FILES).unwrap_or(usize::MAX);
        let room = most.saturating_sub(self.attached.items.with_untracked(Vec::len));
        if chosen.len() > room {
            self.toasts.say(files().too_many);
        }
        for file in chosen.iter().take(room) {
            let key = browser::uuid();
            #[expect(clippy::as_conversions, reason = "sizes of files are whole and fit")]
            let size = file.size() as i64;
            let large = u64::try_from(size).is_ok_and(|size| size > MAX_BYTES);
            let progress = match (large, size) {
                (true, _) => Progress::Failed(ProblemKind::FileTooLarge.text(lang()).to_owned(), false),
                (false, 0) => Progress::Failed(ProblemKind::FileEmpty.text(lang()).to_owned(), false),
                (false, _) => Progress::Sending(0),
            };
            let goes = progress == Progress::Sending(0);
            let item = Item {
                key: key.clone(),
                name: file.name(),
                progress,
            };
            self.attached.items.update(|items| items.push(item));
            if goes {
                self.flights
                    .with_value(|flights| flights.borrow_mut().insert(key.clone(), (file.clone(), None)));
                self.send(key);
            }
        }
    }

    fn file(&self, key: &str) -> Option<File> {
        let flights = self.flights.try_with_value(Clone::clone)?;
        flights.borrow().get(key).map(|(file, _)| file.clone())
    }

    /// Sends a file, again under the same key when it did not arrive.
    fn send(&self, key: String) {
        let Some(file) = self.file(&key) else { return };
        self.set(&key, Progress::Sending(0));
        let picker = self.clone();
        spawn(async move {
            let mut answer = picker.exchange(&key, &file).await;
            if answer.as_ref().err().and_then(ApiError::kind) == Some(ProblemKind::Unauthenticated) {
                // Whatever is asked renews a session that ran out.
                answer = match renew().await {
                    Ok(()) => picker.exchange(&key, &file).await,
                    Err(error) => Err(error),
                };
            }
            // The screen has gone, or the file was taken out of the list.
            if picker.file(&key).is_none() {
                return;
            }
            match answer {
                Ok(stored) => {
                    picker.drop_flight(&key);
                    picker.said.set(format!("{}: {}", stored.name, files().ready));
                    picker.set(&key, Progress::Done(stored));
                }
                Err(ApiError::SignedOut) => picker.session.lost(),
                Err(error) => {
                    let again = match &error {
                        ApiError::Problem(problem) => may_help(problem),
                        ApiError::Network
                        | ApiError::SignedOut
                        | ApiError::Unreadable
                        | ApiError::Aborted => true,
                    };
                    let text = error_text(&error);
                    picker.said.set(text.clone());
                    picker.set(&key, Progress::Failed(text, again));
                }
            }
        });
    }

    /// One way to the server and back. `fetch` does not tell how much has gone.
    async fn exchange(&self, key: &str, file: &File) -> Result<StoredFile, ApiError> {
        let query = UploadQuery { name: file.name() };
        let address = address::<FilesCreate>(&self.here.school(), &query);
        let failed = |_: JsValue| ApiError::Network;
        let request = XmlHttpRequest::new().map_err(failed)?;
        request.open("POST", &address).map_err(failed)?;
        for (name, value) in [
            ("Accept", "application/json"),
            ("Accept-Language", lang().code()),
            ("Content-Type", "application/octet-stream"),
            ("Idempotency-Key", key),
        ] {
            request.set_request_header(name, value).map_err(failed)?;
        }
        let progress = {
            let (picker, key) = (self.clone(), key.to_owned());
            let told = move |ev: ProgressEvent| {
                if ev.length_computable() && ev.total() > 0.0 && picker.file(&key).is_some() {
                    #[expect(clippy::as_conversions, reason = "a part of a hundred")]
                    let part = (ev.loaded() / ev.total() * 100.0) as u8;
                    picker.set(&key, Progress::Sending(part.min(99)));
                }
            };
            Closure::<dyn FnMut(ProgressEvent)>::new(told)
        };
        if let Ok(upload) = request.upload() {
            upload.set_onprogress(Some(progress.as_ref().unchecked_ref()));
        }
        if let Some(flights) = self.flights.try_with_value(Clone::clone)
            && let Some(flight) = flights.borrow_mut().get_mut(key)
        {
            flight.1 = Some(request.clone());
        }
        let ended = Promise::new(&mut |done, lost| {
            request.set_onload(Some(&done));
            request.set_onerror(Some(&lost));
            request.set_onabort(Some(&lost));
        });
        request.send_with_opt_blob(Some(file)).map_err(failed)?;
        JsFuture::from(ended).await.map_err(failed)?;
        let text = request.response_text().ok().flatten().unwrap_or_default();
        match request.status().unwrap_or_default() {
            200..300 => api::parse(&text),
            _ => Err(api::parse(&text).map_or(ApiError::Network, ApiError::Problem)),
        }
    }

    fn set(&self, key: &str, progress: Progress) {
        self.attached.items.update(|items| {
            if let Some(item) = items.iter_mut().find(|item| item.key == key) {
                item.progress = progress;
            }
        });
    }

    fn drop_flight(&self, key: &str) -> Option<XmlHttpRequest> {
        let flights = self.flights.try_with_value(Clone::clone)?;
        let gone = flights.borrow_mut().remove(key);
        gone.and_then(|(_, request)| request)
    }

    /// Takes a file out of the list, wherever it is by now.
    fn remove(&self, item: &Item) {
        if let Some(request) = self.drop_flight(&item.key) {
            let _ = request.abort();
        }
        if let Some(file) = item.done() {
            let path = UploadPath {
                school: self.here.slug.clone(),
                file: file.id,
            };
            let ask = Ask::of::<FilesTakeBack>(&path, &Nothing {}, &(), Guard::None);
            spawn(async move {
                if let Ok(cancel) = api::uncancelled() {
                    // What does not reach the server goes there by itself after a day.
                    let _ = ask.answer(&cancel).await;
                }
            });
        }
        let key = item.key.clone();
        self.attached
            .items
            .update(|items| items.retain(|item| item.key != key));
        browser::focus_soon(id_of(self.attached.sending.form, "/files"));
    }
}

/// Whether the same file may be taken when it is sent again.
fn may_help(problem: &Problem) -> bool {
    !matches!(problem.status, 400 | 403 | 404 | 413 | 415 | 422)
}

/// Asks for something small, which renews a session that ran out.
pub(super) async fn renew() -> Result<(), ApiError> {
    let ask = Ask::of::<MeFind>(&Nothing {}, &Nothing {}, &(), Guard::None);
    ask.answer(&api::uncancelled()?).await.map(drop)
}

fn row(picker: Picker, key: String) -> AnyView {
    let attached = picker.attached;
    let wanted = key.clone();
    let item = derived(move || {
        attached
            .items
            .with(|items| items.iter().find(|item| item.key == wanted).cloned())
    });
    let first = item.get_untracked();
    let name = first.map(|item| item.name).unwrap_or_default();
    let school = picker.here.slug.clone();
    let face = move || {
        let item = item.get()?;
        let file = item.done().filter(|file| file.kind.is_picture())?;
        let path = UploadPath {
            school: school.clone(),
            file: file.id,
        };
        let src = address::<FilesFind>(&path, &FileQuery { inline: Some(true) });
        Some(view! { <img class="thumb" src=src alt="" width="44" height="44" /> })
    };
    let shown_name = name.clone();
    // Drawn anew when it goes on or fails, not with every part that has gone: the button keeps the focus.
    let stage = derived(move || match item.get()?.progress {
        Progress::Sending(_) => Some(Progress::Sending(0)),
        other @ (Progress::Failed(..) | Progress::Done(_)) => Some(other),
    });
    let part = Signal::derive(move || match item.get().map(|item| item.progress) {
        Some(Progress::Sending(part)) => part,
        Some(Progress::Failed(..) | Progress::Done(_)) | None => 0,
    });
    let caption = move || {
        Some(match stage.get()? {
            Progress::Sending(_) => {
                view! { <progress max="100" value=words(move || part.get().to_string()) aria-label=files().sending></progress> }.into_any()
            }
            Progress::Failed(why, _) => view! { <small class="late">{why}</small> }.into_any(),
            Progress::Done(file) => {
                let told = format!("{} · {}", file_kind(file.kind), file_size(file.size));
                view! { <small>{told}</small> }.into_any()
            }
        })
    };
    let buttons = {
        let picker = StoredValue::new_local(picker);
        let name = name.clone();
        move || {
            let t = files();
            let stage = stage.get()?;
            let again = matches!(stage, Progress::Failed(_, true)).then(|| {
                let key = key.clone();
                let act = move |_| picker.with_value(|picker| picker.send(key.clone()));
                view! { <button type="button" class="btn small" on:click=act>{t.again}</button> }
            });
            let label = match stage {
                Progress::Sending(_) => t.cancel,
                Progress::Failed(..) | Progress::Done(_) => t.remove,
            };
            let act = move |_| {
                if let Some(item) = item.get_untracked() {
                    picker.with_value(|picker| picker.remove(&item));
                }
            };
            Some(view! {
                {again}
                <button type="button" class="btn round" aria-label=format!("{label}: {name}") title=label on:click=act>
                    {icon(Icon::Cross)}
                </button>
            })
        }
    };
    view! {
        <li class="file">
            {maybe(face)}
            <div class="grow">
                <b>{shown_name}</b>
                {live(move || caption().unwrap_or_else(|| ().into_any()))}
            </div>
            {maybe(buttons)}
        </li>
    }
    .into_any()
}
