//! Handing a request over to the vendor's support, its number there, and what came of it.

use leptos::prelude::*;
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::files::StoredFile;
use podskazka_shared::ids::FileId;
use podskazka_shared::tickets::{
    HandOverBody, MessageKind, Outcome, OutcomeBody, ReferenceBody, TicketsHandOver, TicketsOutcome,
    TicketsReference, VendorChannel,
};

use super::filter::code;
use super::said::{Leave, foot, kept};
use super::view::Open;
use crate::files::Attached;
use crate::i18n::{file_size, files, lang, steps as texts};
use crate::live::{State, derived, flag, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, choices, error_summary, select_field, text_field};

fn field(sending: Sending, pointer: &'static str, label: &'static str, hint: &'static str) -> Field {
    Field {
        pointer,
        label,
        hint,
        sending,
    }
}

/// What the requester wrote first; its title where that stands further up in the thread.
fn asked(open: Open) -> String {
    open.reading.value.with_untracked(|ticket| {
        let Some(ticket) = ticket else {
            return String::new();
        };
        let first = ticket.messages.iter().find(|m| m.kind == MessageKind::Request);
        first.map_or_else(|| ticket.summary.title.clone(), |message| message.text.clone())
    })
}

pub fn hand_over(here: &Here, open: Open, leave: Leave) -> AnyView {
    let t = texts();
    let (text, draft) = kept(here, open, "hand-over", asked(open));
    let channel = State::new(VendorChannel::Telephone.code().to_owned());
    let number = State::new(String::new());
    let sending = Sending::of("hand-over");
    let ticked = State::new(Vec::new());
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let number = number.get_untracked().trim().to_owned();
        let body = HandOverBody {
            channel: code(Some(&channel.get_untracked())).unwrap_or(VendorChannel::Telephone),
            text: text.get_untracked().trim().to_owned(),
            reference: Some(number).filter(|number| !number.is_empty()),
            files: ticked.get_untracked(),
        };
        let (draft, done) = (draft.clone(), done.clone());
        sending.send::<TicketsHandOver>(open.path.get_value(), body, open.version(), move |ticket| {
            draft.forget();
            toasts.say(texts().handed);
            open.took(ticket);
            done();
        });
    };
    let channels = VendorChannel::ALL.into_iter();
    let channels = channels
        .map(|one| (one.code().to_owned(), one.label(lang()).to_owned()))
        .collect::<Vec<_>>();
    let number_field = field(sending, "/reference", t.number, t.number_hint);
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "hand-over-error")}
            {choices(field(sending, "/channel", t.vendor_channel, ""), Signal::stored(channels), channel)}
            {area_field(field(sending, "/text", t.vendor_text, t.vendor_text_hint), "".into(), text)}
            {files_field(open, ticked)}
            {text_field(number_field, "text".into(), "off", number, ().into_any())}
            {foot(sending, t.hand_over_send, leave)}
        </form>
    }
    .into_any()
}

/// Which files of the request go along; those of notes are the school's own.
fn files_field(open: Open, ticked: State<Vec<FileId>>) -> AnyView {
    let all = derived(move || {
        open.reading.value.with(|ticket| {
            let messages = ticket.iter().flat_map(|ticket| ticket.messages.iter());
            let public = messages.filter(|message| message.kind != MessageKind::Note);
            public
                .flat_map(|message| message.files.clone())
                .collect::<Vec<_>>()
        })
    });
    let one = move |file: StoredFile| {
        let id = file.id;
        let turn = move |_| {
            ticked.update(|ticked| match ticked.contains(&id) {
                true => ticked.retain(|one| *one != id),
                false => ticked.push(id),
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=flag(move || ticked.with(|ticked| ticked.contains(&id))) on:change=turn />
                <span>{file.name} " " <small>{file_size(file.size)}</small></span>
            </label>
        }
        .into_any()
    };
    let content = move || {
        let boxes: Vec<_> = all.get().into_iter().map(one).collect();
        let label = files().to_vendor;
        (!boxes.is_empty()).then(|| view! { <fieldset class="field" id="hand-over-files"><legend>{label}</legend>{boxes}</fieldset> })
    };
    maybe(content)
}

/// The vendor's number of the hand-over that is open.
pub fn reference(open: Open, leave: Leave) -> AnyView {
    let t = texts();
    let known = open.reading.value.with_untracked(|ticket| {
        let mut handovers = ticket.iter().flat_map(|ticket| ticket.handovers.iter());
        handovers.find(|one| one.ended_at.is_none())?.reference.clone()
    });
    let number = State::new(known.unwrap_or_default());
    let sending = Sending::of("reference");
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = ReferenceBody {
            reference: number.get_untracked().trim().to_owned(),
        };
        let done = done.clone();
        sending.send::<TicketsReference>(open.path.get_value(), body, open.version(), move |ticket| {
            toasts.say(texts().number_done);
            open.took(ticket);
            done();
        });
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "reference-error")}
            {text_field(field(sending, "/reference", t.number, ""), "text".into(), "off", number, ().into_any())}
            {foot(sending, t.number_send, leave)}
        </form>
    }
    .into_any()
}

/// What the vendor said, and what the requester is told of it.
pub fn outcome(here: &Here, open: Open, leave: Leave) -> AnyView {
    let t = texts();
    let (text, draft) = kept(here, open, "outcome", String::new());
    let outcome = State::new(String::new());
    let sending = Sending::of("outcome");
    let attached = Attached::of(
        here,
        sending,
        format!("outcome/{}", open.path.with_value(|path| path.ticket)),
    );
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(files) = attached.ready(toasts) else {
            return;
        };
        let chosen = code::<Outcome>(Some(&outcome.get_untracked()));
        let body = OutcomeBody {
            outcome: chosen.unwrap_or(Outcome::Answered),
            text: text.get_untracked().trim().to_owned(),
            files: files.clone(),
        };
        if chosen.is_none() {
            let mut errors = vec![FieldError::new("/outcome", FieldErrorKind::Required)];
            body.check(&mut errors);
            return sending.refuse(errors);
        }
        let (draft, done) = (draft.clone(), done.clone());
        sending.send::<TicketsOutcome>(open.path.get_value(), body, open.version(), move |ticket| {
            draft.forget();
            attached.went(&files);
            toasts.say(texts().outcome_done);
            open.took(ticket);
            done();
        });
    };
    let outcomes = Outcome::ALL.into_iter();
    let outcomes = outcomes
        .map(|one| (one.code().to_owned(), one.label(lang()).to_owned()))
        .collect::<Vec<_>>();
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "outcome-error")}
            {select_field(field(sending, "/outcome", t.outcome_label, ""), t.choose, Signal::stored(outcomes), outcome)}
            {area_field(field(sending, "/text", t.outcome_text, t.outcome_hint), "".into(), text)}
            {attached.view()}
            {foot(sending, t.outcome_send, leave)}
        </form>
    }
    .into_any()
}
