//! Somebody came without a booking: one short form, done in twenty seconds by keyboard.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::consultations::{ConsultationsWalkIn, WalkInBody};
use podskazka_shared::people::Child;
use podskazka_shared::tickets::{RequesterGroup, Topic};

use super::desk::opener;
use crate::browser;
use crate::drafts::Draft;
use crate::i18n::{consult_desk, consultations, general, lang, minutes_words};
use crate::live::{State, derived, effect, maybe};
use crate::people::name;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::code;
use crate::tickets::whom::Whom;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, choices, error_summary, submit};

const OPENER: &str = "walk-in-open";
const FORM: &str = "walk-in-form";

/// The button and, once it is pressed, the form.
pub fn fold(here: &Here, done: impl Fn() + Send + Sync + 'static) -> AnyView {
    let t = consult_desk();
    let open = State::new(false);
    let done: Arc<dyn Fn() + Send + Sync> = Arc::new(done);
    let here = here.clone();
    let turn = move || {
        open.update(|open| *open = !*open);
        browser::focus_soon(id_of("walk-in", "/requester"));
    };
    let is = derived(move || open.get());
    let body = move || is.get().then(|| form(&here, open, done.clone()));
    view! {
        <div>{opener(OPENER.to_owned(), FORM.to_owned(), t.walk_in, move || open.get(), turn)}</div>
        {maybe(body)}
    }
    .into_any()
}

fn form(here: &Here, open: State<bool>, done: Arc<dyn Fn() + Send + Sync>) -> AnyView {
    let t = consult_desk();
    let (sending, toasts) = (Sending::of("walk-in"), Toasts::get());
    let whom = Whom::another();
    let (topic, about) = (State::new(String::new()), State::new(String::new()));
    let minutes = State::new("10".to_owned());
    let draft = Draft::of(here.me.id, &here.slug, "walk-in");
    let note = State::new(draft.read());
    let keep = draft.clone();
    effect(move |_| note.with(|note| keep.keep(note)));
    let children = derived(move || {
        whom.chosen.with(|chosen| {
            chosen
                .as_ref()
                .map(|found| found.children.clone())
                .unwrap_or_default()
        })
    });
    // The only child is meant, as long as nobody says otherwise.
    effect(move |_| {
        let only = children.with(|children| match children.as_slice() {
            [only] => only.id.to_string(),
            _ => String::new(),
        });
        about.set(only);
    });
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let topics = Signal::derive(move || {
        let group = whom
            .chosen
            .with(|chosen| chosen.as_ref().and_then(|found| found.groups.first().copied()));
        Topic::of(group.unwrap_or(RequesterGroup::Staff))
            .into_iter()
            .map(|topic| (topic.code().to_owned(), topic.label(lang()).to_owned()))
            .collect()
    });
    let lengths: Vec<_> = [5_u16, 10, 15, 20, 30, 60]
        .into_iter()
        .map(|minutes| (minutes.to_string(), minutes_words(minutes)))
        .collect();
    let child = move || {
        let children = children.get();
        let named = |child: &Child| (child.id.to_string(), name::short(&child.name));
        let nobody = (String::new(), consultations().about_me.to_owned());
        let options: Vec<_> = children.iter().map(named).chain([nobody]).collect();
        (!children.is_empty()).then(|| {
            choices(
                field("/about", consultations().about, ""),
                Signal::stored(options),
                about,
            )
        })
    };
    let school = here.school();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let visitor = whom
            .chosen
            .with_untracked(|chosen| chosen.as_ref().map(|found| found.id));
        let topic = code::<Topic>(Some(&topic.get_untracked()));
        let mut missing = Vec::new();
        for (there, pointer) in [(visitor.is_some(), "/requester"), (topic.is_some(), "/topic")] {
            if !there {
                missing.push(FieldError::new(pointer, FieldErrorKind::Required));
            }
        }
        let (Some(visitor), Some(topic)) = (visitor, topic) else {
            return sending.refuse(missing);
        };
        let body = WalkInBody {
            visitor,
            about: about.get_untracked().parse().ok(),
            helper: None,
            topic,
            note: Some(note.get_untracked().trim().to_owned()).filter(|note| !note.is_empty()),
            minutes: minutes.get_untracked().parse().ok(),
        };
        let (draft, done) = (draft.clone(), done.clone());
        sending.send::<ConsultationsWalkIn>(school.clone(), body, 0, move |_| {
            draft.forget();
            toasts.say(consult_desk().walk_in_saved);
            open.set(false);
            browser::focus_soon(OPENER.to_owned());
            done();
        });
    };
    view! {
        <form class="card col narrow" id=FORM novalidate aria-label=t.walk_in_title on:submit=on_submit>
            {error_summary(sending, "walk-in-error")}
            {whom.search(here, sending)}
            {maybe(child)}
            {choices(field("/topic", t.walk_in_topic, ""), topics, topic)}
            {choices(field("/minutes", t.walk_in_minutes, ""), Signal::stored(lengths), minutes)}
            {area_field(field("/note", t.note, t.note_hint), "".into(), note)}
            <div>{submit(sending.busy, t.walk_in_save.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
