//! `/s/:school/documents`: the consent and the rules, and their new versions.

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::consents::{
    DocumentBody, DocumentKind, DocumentText, Documents, DocumentsCreate, DocumentsCurrent,
};
use podskazka_shared::endpoint::Nothing;

use super::words::words;
use crate::browser;
use crate::i18n::{dates, documents as texts, general, schools};
use crate::live::{State, live};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Icon, Toasts, area_field, button, error_summary, icon, page, submit, text_field, when};

pub fn documents(here: Here) -> AnyView {
    let t = texts();
    let school = here.school();
    let reading = read::<DocumentsCurrent>(move || Some((school.clone(), Nothing {})));
    let editing = State::new(None::<DocumentKind>);
    let back = view! { <a class="back" href=here.path("school")>{icon(Icon::Back)}{schools().title}</a> };
    let below = view! { <p class="dim">{t.lead}</p> };
    let body = when(reading, 3, move || {
        let here = here.clone();
        live(move || match reading.value.get() {
            Some(all) => both(&here, &all, reading, editing),
            None => ().into_any(),
        })
    });
    page(t.title.to_owned(), back.into_any(), below.into_any(), body)
}

fn both(
    here: &Here,
    all: &Documents,
    reading: Reading<Documents>,
    editing: State<Option<DocumentKind>>,
) -> AnyView {
    let one = |document: &DocumentText| {
        let (here, document) = (here.clone(), document.clone());
        live(move || match editing.get() == Some(document.kind) {
            true => form(&here, &document, reading, editing),
            false => shown(&document, editing),
        })
    };
    let t = texts();
    let before = |version: &podskazka_shared::consents::DocumentRef| {
        let day = dates::short_date(version.created_at.date_naive());
        view! { <li>{version.title.clone()} ", " {t.version} " " {version.number} " " {t.from} " " {day}</li> }.into_any()
    };
    let in_force = [all.consent.id, all.regulation.id];
    let earlier: Vec<_> = all
        .versions
        .iter()
        .filter(|version| !in_force.contains(&version.id))
        .map(before)
        .collect();
    let earlier = (!earlier.is_empty()).then(
        || view! { <section class="card col"><h2>{t.versions}</h2><ul class="rows">{earlier}</ul></section> },
    );
    view! { <div class="col narrow">{one(&all.consent)}{one(&all.regulation)}{earlier}</div> }.into_any()
}

fn shown(document: &DocumentText, editing: State<Option<DocumentKind>>) -> AnyView {
    let t = texts();
    let day = dates::short_date(document.created_at.date_naive());
    let order = (!document.order_number.is_empty()).then(|| {
        let date = document
            .order_date
            .map(|date| format!(" {} {}", t.from, dates::date(date)));
        view! { <p>{t.order} " " {document.order_number.clone()} {date}</p> }
    });
    let kind = document.kind;
    let open = move || {
        editing.set(Some(kind));
        browser::focus_soon(id_of("document", "/title"));
    };
    view! {
        <section class="card col">
            {words(document)}
            <p class="dim">{t.version} " " {document.number} " " {t.from} " " {day}</p>
            {order}
            <div>{button("btn", t.edit.into_any(), open)}</div>
        </section>
    }
    .into_any()
}

fn form(
    here: &Here,
    document: &DocumentText,
    reading: Reading<Documents>,
    editing: State<Option<DocumentKind>>,
) -> AnyView {
    let t = texts();
    let sending = Sending::of("document");
    let toasts = Toasts::get();
    let text = |value: &str| State::new(value.to_owned());
    let (title, words, link) = (text(&document.title), text(&document.text), text(&document.link));
    let (number, date) = (text(""), text(""));
    let (kind, path) = (document.kind, here.school());
    let leave = move || {
        editing.set(None);
        browser::focus_heading();
    };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let typed = date.get_untracked();
        let order_date = match typed.is_empty() {
            true => None,
            false => match typed.parse() {
                Ok(day) => Some(day),
                Err(_) => {
                    return sending.refuse(vec![FieldError::new("/order_date", FieldErrorKind::Malformed)]);
                }
            },
        };
        let trimmed = |value: State<String>| value.get_untracked().trim().to_owned();
        let body = DocumentBody {
            kind,
            title: trimmed(title),
            text: trimmed(words),
            link: trimmed(link),
            order_number: trimmed(number),
            order_date,
        };
        sending.send::<DocumentsCreate>(path.clone(), body, 0, move |_| {
            toasts.say(texts().saved);
            leave();
            reading.again();
        });
    };
    let field = |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h2>{t.edit}</h2>
            {error_summary(sending, "document-error")}
            {text_field(field("/title", t.heading, ""), "text".into(), "off", title, ().into_any())}
            {area_field(field("/text", t.text, ""), "".into(), words)}
            {text_field(field("/link", t.link, t.link_hint), "url".into(), "off", link, ().into_any())}
            {text_field(field("/order_number", t.order_number, ""), "text".into(), "off", number, ().into_any())}
            {text_field(field("/order_date", t.order_date, ""), "date".into(), "off", date, ().into_any())}
            <div class="row wrap">
                {submit(sending.busy, t.save.into(), general().sending)}
                {button("btn", general().cancel.into_any(), leave)}
            </div>
        </form>
    }
    .into_any()
}
