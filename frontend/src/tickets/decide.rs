//! Deciding on an objection: the refusal stands, or work goes on.

use leptos::prelude::*;
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::tickets::{DecideBody, TicketsDecide};

use super::said::{Leave, foot, kept};
use super::view::Open;
use crate::files::Attached;
use crate::i18n::steps as texts;
use crate::live::State;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, choices, error_summary};

pub fn decide(here: &Here, open: Open, leave: Leave) -> AnyView {
    let t = texts();
    let (text, draft) = kept(here, open, "decide", String::new());
    let upheld = State::new(String::new());
    let sending = Sending::of("decide");
    let attached = Attached::of(
        here,
        sending,
        format!("decide/{}", open.path.with_value(|path| path.ticket)),
    );
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(files) = attached.ready(toasts) else {
            return;
        };
        let chosen = upheld.get_untracked();
        let body = DecideBody {
            upheld: chosen == "uphold",
            text: text.get_untracked().trim().to_owned(),
            files: files.clone(),
        };
        let mut errors = Vec::new();
        if chosen.is_empty() {
            errors.push(FieldError::new("/upheld", FieldErrorKind::Required));
            body.check(&mut errors);
            return sending.refuse(errors);
        }
        let (draft, done) = (draft.clone(), done.clone());
        sending.send::<TicketsDecide>(open.path.get_value(), body, open.version(), move |ticket| {
            draft.forget();
            attached.went(&files);
            toasts.say(texts().decided);
            open.took(ticket);
            done();
        });
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let options = vec![
        ("overturn".to_owned(), t.overturn.to_owned()),
        ("uphold".to_owned(), t.uphold.to_owned()),
    ];
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "decide-error")}
            {choices(field("/upheld", t.decide_label, ""), Signal::stored(options), upheld)}
            {area_field(field("/text", t.decide_text, t.decide_hint), "".into(), text)}
            {attached.view()}
            {foot(sending, t.decide_send, leave)}
        </form>
    }
    .into_any()
}
