//! What a person may ask for about a card: to correct it, to withdraw the consent, to erase it, and to take that back.

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::privacy::{
    CardBody, CorrectionBody, MeCorrectionsCreate, MeErasuresCreate, MePrivacyUndo, MeWithdrawalsCreate,
    Privacy, PrivacyCard,
};

use super::consequences;
use crate::browser;
use crate::i18n::{general, privacy as texts};
use crate::live::{State, words, yes_no};
use crate::reading::Reading;
use crate::sending::Sending;
use crate::session::Session;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, error_summary, submit, text_field};

pub fn correct(card: &PrivacyCard, form: &'static str, reading: Reading<Privacy>) -> AnyView {
    let t = texts();
    let sending = Sending::of(form);
    let toasts = Toasts::get();
    let value = |text: &str| State::new(text.to_owned());
    let (name, email, phone) = (
        value(&card.card.name),
        value(&card.card.email),
        value(&card.card.phone),
    );
    let note = value("");
    let (member, old) = (card.member, card.card.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let changed = |signal: State<String>, old: &str| {
            let typed = signal.get_untracked().trim().to_owned();
            (typed != old).then_some(typed)
        };
        let body = CorrectionBody {
            member,
            name: changed(name, &old.name),
            email: changed(email, &old.email),
            phone: changed(phone, &old.phone),
            note: note.get_untracked(),
        };
        let nothing = body.name.is_none() && body.email.is_none() && body.phone.is_none();
        if nothing && body.note.trim().is_empty() {
            let mut error = FieldError::new("/note", FieldErrorKind::Required);
            error.detail = texts().nothing_changed.to_owned();
            return sending.refuse(vec![error]);
        }
        sending.send::<MeCorrectionsCreate>(Nothing {}, body, 0, move |_| {
            toasts.say(texts().corrected);
            reading.again();
            browser::focus_heading();
        });
    };
    let text = |pointer, label, kind: &'static str, complete, value| {
        let field = Field {
            pointer,
            label,
            hint: "",
            sending,
        };
        text_field(field, kind.into(), complete, value, ().into_any())
    };
    let area = Field {
        pointer: "/note",
        label: t.note,
        hint: "",
        sending,
    };
    view! {
        <details>
            <summary class="act">{t.correct}</summary>
            <form class="col" novalidate on:submit=on_submit>
                <small>{t.correct_hint}</small>
                {error_summary(sending, form)}
                {text("/name", t.name, "text", "off", name)}
                {text("/email", t.email, "email", "off", email)}
                {text("/phone", t.phone, "tel", "off", phone)}
                {area_field(area, "".into(), note)}
                <div>{submit(sending.busy, t.correct_send.into(), general().sending)}</div>
            </form>
        </details>
    }
    .into_any()
}

/// A button that sends one endpoint about the card.
fn press<E>(
    card: &PrivacyCard,
    class: &'static str,
    label: &'static str,
    said: fn() -> &'static str,
    reading: Reading<Privacy>,
) -> AnyView
where
    E: Endpoint<Params = Nothing, Query = Nothing, Body = CardBody>,
{
    let sending = Sending::new();
    let (toasts, session) = (Toasts::get(), Session::get());
    let member = card.member;
    let act = move |_| {
        sending.send::<E>(Nothing {}, CardBody { member }, 0, move |_| {
            toasts.say(said());
            reading.again();
            // What the person may do in the school may have changed.
            session.load();
            browser::focus_heading();
        });
    };
    view! {
        <div class="col">
            {error_summary(sending, "wish-error")}
            <div>
                <button type="button" class=class on:click=act aria-disabled=yes_no(move || sending.busy.get())>
                    {words(move || if sending.busy.get() { general().sending } else { label })}
                </button>
            </div>
        </div>
    }
    .into_any()
}

pub fn withdraw(card: &PrivacyCard, reading: Reading<Privacy>) -> AnyView {
    let t = texts();
    let said = || texts().withdrawn;
    view! {
        <details>
            <summary class="act">{t.withdraw}</summary>
            <div class="col">
                <ul class="dots"><li>{t.withdraw_1}</li><li>{t.withdraw_2}</li><li>{t.withdraw_3}</li></ul>
                {consequences(&card.plan)}
                {press::<MeWithdrawalsCreate>(card, "btn", t.withdraw_send, said, reading)}
            </div>
        </details>
    }
    .into_any()
}

pub fn erase(card: &PrivacyCard, reading: Reading<Privacy>) -> AnyView {
    let t = texts();
    let said = || texts().erase_asked;
    view! {
        <details>
            <summary class="act">{t.erase}</summary>
            <div class="col">
                <p>{t.erase_lead}</p>
                {consequences(&card.plan)}
                {press::<MeErasuresCreate>(card, "btn", t.erase_send, said, reading)}
            </div>
        </details>
    }
    .into_any()
}

pub fn undo(card: &PrivacyCard, reading: Reading<Privacy>) -> AnyView {
    press::<MePrivacyUndo>(card, "btn small", texts().undo, || texts().undone, reading)
}
