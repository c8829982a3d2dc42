//! What one signs in with: added, confirmed by a code, removed.

use leptos::prelude::*;
use podskazka_shared::auth::contacts::{
    ConfirmBody, Contact, ContactsAdd, ContactsConfirm, ContactsRemove, MOST_NAMES, NewContactBody,
    RemoveContactBody, Security,
};
use podskazka_shared::auth::name::NameKind;
use podskazka_shared::endpoint::Nothing;

use crate::auth::password::password_field;
use crate::browser;
use crate::i18n::{general, lang, security};
use crate::live::{State, derived, live, maybe};
use crate::reading::Reading;
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, button, error_summary, submit, text_field};

/// Which form is open below the list.
#[derive(Debug, Clone, PartialEq)]
enum Doing {
    Nothing,
    /// With what is there already when a code is to be sent again.
    Adding(String),
    /// A code for an address that counts already.
    Asking(Contact),
    Confirming(Contact),
    Removing(Contact),
}

pub fn contacts(reading: Reading<Security>) -> AnyView {
    let t = security();
    let doing = State::new(Doing::Nothing);
    let all = derived(move || {
        let row = |s: &Security, contact: &Contact| Known {
            contact: contact.clone(),
            proves: s.proves(contact),
            kept: s.counted_before(contact),
        };
        reading.value.with(|s| {
            let rows = |s: &Security| s.contacts.iter().map(|contact| row(s, contact)).collect();
            s.as_ref().map(rows).unwrap_or_default()
        })
    });
    let slip = derived(move || {
        reading
            .value
            .with(|s| s.as_ref().is_some_and(|s| s.slip_at.is_some()))
    });
    let mail = derived(move || reading.value.with(|s| s.as_ref().is_some_and(|s| s.mail)));
    let rows = move || {
        let all: Vec<Known> = all.get();
        let confirmed = all.iter().filter(|c| c.contact.confirmed_at.is_some()).count();
        let row = |known: Known| {
            let last = known.contact.confirmed_at.is_some() && confirmed == 1;
            row(known, last, doing)
        };
        all.into_iter().map(row).collect::<Vec<_>>().into_any()
    };
    let no_address = move || {
        let there = |c: &Known| c.contact.kind == NameKind::Email && c.contact.confirmed_at.is_some();
        let missing = mail.get() && !all.with(|all| all.iter().any(there));
        missing.then(|| view! { <p class="note">{t.no_address}</p> })
    };
    let by_slip = move || {
        let proves = all.with(|all| all.iter().any(|c| c.proves));
        let what = if proves { t.slip_again } else { t.slip_new };
        slip.get()
            .then(|| view! { <p class="note">{t.slip} " " {what}</p> })
    };
    let open = move || {
        doing.set(Doing::Adding(String::new()));
        browser::focus_soon(id_of("add", "/value"));
    };
    let form = move || match doing.get() {
        Doing::Nothing => {
            let room = all.with(|all| u64::try_from(all.len()).unwrap_or(u64::MAX) < MOST_NAMES);
            maybe(move || room.then(|| view! { <div>{button("btn", t.add.into_any(), open)}</div> }))
        }
        Doing::Adding(value) => adding(value, mail.get_untracked(), reading, doing),
        Doing::Asking(contact) => asking(contact, doing),
        Doing::Confirming(contact) => confirming(contact, reading, doing),
        Doing::Removing(contact) => removing(contact, reading, doing),
    };
    view! {
        <section class="card col">
            <h2>{t.names}</h2>
            {maybe(no_address)}
            {maybe(by_slip)}
            <ul class="rows">{live(rows)}</ul>
            {live(form)}
        </section>
    }
    .into_any()
}

/// A sign-in name, and what a slip of the school makes of it.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    contact: Contact,
    proves: bool,
    kept: bool,
}

/// `+7 999 123-45-67`, as it is written here.
fn shown(contact: &Contact) -> String {
    let digits: Vec<char> = contact.value.chars().collect();
    match (contact.kind, digits.as_slice()) {
        (NameKind::Phone, ['+', '7', a, b, c, d, e, f, g, h, i, j]) => {
            format!("+7 {a}{b}{c} {d}{e}{f}-{g}{h}-{i}{j}")
        }
        _ => contact.value.clone(),
    }
}

fn row(known: Known, last: bool, doing: State<Doing>) -> AnyView {
    let t = security();
    let Known {
        contact,
        proves,
        kept,
    } = known;
    let waits = contact.confirmed_at.is_none();
    let state = match (contact.kind, waits) {
        (_, true) => t.waits,
        (NameKind::Email, false) => t.confirmed,
        (NameKind::Phone | NameKind::Name, false) => t.works,
    };
    let (value, kind) = (shown(&contact), contact.kind);
    let remove = {
        let (contact, label) = (contact.clone(), format!("{}: {value}", t.remove));
        let open = move |_| {
            doing.set(Doing::Removing(contact.clone()));
            browser::focus_soon(id_of("remove", "/password"));
        };
        (!last && !kept).then(|| view! { <button type="button" class="btn small" aria-label=label on:click=open>{t.remove}</button> })
    };
    let confirm = {
        let (contact, label) = (contact.clone(), format!("{}: {value}", t.confirm));
        let open = move |_| {
            doing.set(Doing::Confirming(contact.clone()));
            browser::focus_soon(id_of("confirm", "/code"));
        };
        (waits && kind == NameKind::Email)
            .then(|| view! { <button type="button" class="btn small" aria-label=label on:click=open>{t.confirm}</button> })
    };
    let again = {
        let label = format!("{}: {value}", t.again);
        let open = move |_| {
            doing.set(Doing::Asking(contact.clone()));
            browser::focus_soon(id_of("ask", "/password"));
        };
        proves.then(|| view! { <button type="button" class="btn small" aria-label=label on:click=open>{t.again}</button> })
    };
    view! {
        <li class="row wrap">
            <div class="grow"><b class="value">{value}</b><small>{kind.label(lang())} " · " {state}</small></div>
            <div class="row tight">{confirm}{again}{remove}</div>
        </li>
    }
    .into_any()
}

/// The end of every form: send it, or leave things as they are.
fn ends(sending: Sending, label: &'static str, doing: State<Doing>) -> AnyView {
    let leave = move || {
        doing.set(Doing::Nothing);
        browser::focus_heading();
    };
    view! {
        <div class="row wrap">
            {submit(sending.busy, label.into(), general().sending)}
            {button("btn", general().cancel.into_any(), leave)}
        </div>
    }
    .into_any()
}

fn adding(value: String, mail: bool, reading: Reading<Security>, doing: State<Doing>) -> AnyView {
    let t = security();
    let sending = Sending::of("add");
    let toasts = Toasts::get();
    let (value, password) = (State::new(value), State::new(String::new()));
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = NewContactBody {
            value: value.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        sending.send::<ContactsAdd>(Nothing {}, body, 0, move |contact| {
            reading.again();
            if contact.confirmed_at.is_some() {
                toasts.say(security().added);
                doing.set(Doing::Nothing);
                browser::focus_heading();
            } else {
                toasts.say(security().code_sent);
                doing.set(Doing::Confirming(contact));
                browser::focus_soon(id_of("confirm", "/code"));
            }
        });
    };
    let field = |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let hint = if mail { t.value_hint } else { t.no_mail };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "add-error")}
            {text_field(field("/value", t.value, hint), "text".into(), "off", value, ().into_any())}
            {password_field(field("/password", t.password_now, ""), "current-password", password)}
            {ends(sending, t.add, doing)}
        </form>
    }
    .into_any()
}

fn asking(contact: Contact, doing: State<Doing>) -> AnyView {
    let t = security();
    let sending = Sending::of("ask");
    let toasts = Toasts::get();
    let password = State::new(String::new());
    let address = contact.value.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = NewContactBody {
            value: contact.value.clone(),
            password: password.get_untracked(),
        };
        sending.send::<ContactsAdd>(Nothing {}, body, 0, move |contact| {
            toasts.say(security().code_sent);
            doing.set(Doing::Confirming(contact));
            browser::focus_soon(id_of("confirm", "/code"));
        });
    };
    let field = Field {
        pointer: "/password",
        label: t.password_now,
        hint: "",
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            <p>{t.again} " " <b class="value">{address}</b></p>
            {error_summary(sending, "ask-error")}
            {password_field(field, "current-password", password)}
            {ends(sending, t.send_code, doing)}
        </form>
    }
    .into_any()
}

fn confirming(contact: Contact, reading: Reading<Security>, doing: State<Doing>) -> AnyView {
    let t = security();
    let sending = Sending::of("confirm");
    let toasts = Toasts::get();
    let code = State::new(String::new());
    let (id, again) = (contact.id, contact.confirmed_at.is_some());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = ConfirmBody {
            contact: id,
            code: code.get_untracked().trim().to_owned(),
        };
        sending.send::<ContactsConfirm>(Nothing {}, body, 0, move |_| {
            let t = security();
            toasts.say(if again { t.proven } else { t.added });
            reading.again();
            doing.set(Doing::Nothing);
            browser::focus_heading();
        });
    };
    let address = contact.value.clone();
    let resend = move || {
        if again {
            doing.set(Doing::Asking(contact.clone()));
            browser::focus_soon(id_of("ask", "/password"));
        } else {
            doing.set(Doing::Adding(contact.value.clone()));
            browser::focus_soon(id_of("add", "/password"));
        }
    };
    let field = Field {
        pointer: "/code",
        label: t.code,
        hint: "",
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            <p>{t.code_sent} " " <b class="value">{address}</b></p>
            {error_summary(sending, "confirm-error")}
            {text_field(field, "text".into(), "one-time-code", code, ().into_any())}
            {ends(sending, t.confirm, doing)}
            <div>{button("btn small", t.resend.into_any(), resend)}</div>
        </form>
    }
    .into_any()
}

fn removing(contact: Contact, reading: Reading<Security>, doing: State<Doing>) -> AnyView {
    let t = security();
    let sending = Sending::of("remove");
    let toasts = Toasts::get();
    let password = State::new(String::new());
    let id = contact.id;
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = RemoveContactBody {
            contact: id,
            password: password.get_untracked(),
        };
        sending.send::<ContactsRemove>(Nothing {}, body, 0, move |()| {
            toasts.say(security().removed);
            reading.again();
            doing.set(Doing::Nothing);
            browser::focus_heading();
        });
    };
    let field = Field {
        pointer: "/password",
        label: t.password_now,
        hint: "",
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            <p>{t.remove} " " <b class="value">{shown(&contact)}</b>"?"</p>
            {error_summary(sending, "remove-error")}
            {password_field(field, "current-password", password)}
            {ends(sending, t.remove, doing)}
        </form>
    }
    .into_any()
}
