//! A letter that came to the school's own address: the server reads it, and the form of a call is filled with it.

use leptos::prelude::*;
use podskazka_shared::tickets::Channel;
use podskazka_shared::tickets::email::{Email, EmailBody, TicketsEmail};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use super::logged::Form;
use crate::browser;
use crate::i18n::letters as texts;
use crate::live::{State, maybe, spawn};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, button, error_summary};

/// The most bytes that are read of a file, see [`podskazka_shared::tickets::email::MOST_BYTES`].
const MOST: f64 = 1_048_576.0;

/// The fold with the letter, above the form.
pub fn letter(here: &Here, form: Form) -> AnyView {
    let t = texts();
    let eml = State::new(String::new());
    let left = State::new(0u32);
    let sending = Sending::of("letter");
    let toasts = Toasts::get();
    let school = here.school();
    let send = move |body: EmailBody| {
        sending.send::<TicketsEmail>(school.clone(), body, 0, move |email| {
            left.set(email.attachments);
            fill(form, email);
            eml.set(String::new());
            toasts.say(texts().done);
        });
    };
    let by_file = send.clone();
    let read = move || {
        send(EmailBody {
            eml: eml.get_untracked(),
            base64: false,
        });
    };
    let on_file = move |ev: web_sys::Event| {
        let input = ev
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok());
        let Some(chosen) = input
            .and_then(|input| input.files())
            .and_then(|files| files.get(0))
        else {
            return;
        };
        // What is attached stands behind the words, and stays in the letter.
        let Ok(start) = chosen.slice_with_f64_and_f64(0.0, MOST) else {
            return;
        };
        let read = by_file.clone();
        spawn(async move {
            if let Some(eml) = base64_of(&start).await {
                read(EmailBody { eml, base64: true });
            }
        });
    };
    let field = Field {
        pointer: "/eml",
        label: t.text,
        hint: t.hint,
        sending,
    };
    let told = move || {
        let left = left.get();
        (left > 0).then(|| view! { <p class="dim">{texts().attachments} " " {left.to_string()}</p> })
    };
    view! {
        <details class="card letter">
            <summary>{t.title}</summary>
            <div class="col">
                {error_summary(sending, "letter-error")}
                {area_field(field, "".into(), eml)}
                <div class="field">
                    <label for="letter-file">{t.file}</label>
                    <input id="letter-file" type="file" accept=".eml,message/rfc822" on:change=on_file />
                </div>
                <div>{button("btn", t.read.into_any(), read)}</div>
            </div>
        </details>
        {maybe(told)}
    }
    .into_any()
}

/// The bytes as they are: a letter in an old encoding would lose its words as a text.
async fn base64_of(bytes: &web_sys::Blob) -> Option<String> {
    let reader = web_sys::FileReader::new().ok()?;
    let read = js_sys::Promise::new(&mut |done, _| {
        let _ = reader.add_event_listener_with_callback("loadend", &done);
    });
    reader.read_as_data_url(bytes).ok()?;
    JsFuture::from(read).await.ok()?;
    let address = reader.result().ok()?.as_string()?;
    Some(address.split_once(',')?.1.to_owned())
}

/// Who it says it is from is a hint and no proof: the person is chosen, or at least looked at.
fn fill(form: Form, email: Email) {
    let Email {
        name,
        address,
        subject,
        text,
        requesters,
        ..
    } = email;
    form.channel.set(Channel::Email.code().to_owned());
    let lines = [subject.trim(), text.trim()];
    let lines: Vec<_> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    form.description.set(lines.join("\n\n"));
    let mut found = requesters.into_iter();
    match (found.next(), found.next()) {
        (Some(only), None) => {
            form.seek.take(only);
            browser::focus_soon(id_of("log", "/topic"));
        }
        (Some(_), Some(_)) | (None, _) => {
            form.seek
                .typed
                .set(if name.trim().is_empty() { address } else { name });
            browser::focus_soon(id_of("log", "/requester"));
        }
    }
}
