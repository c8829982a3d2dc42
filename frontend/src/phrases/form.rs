//! The form of a phrase: a new one, one that is there, or one that begins with a ready text.

use leptos::prelude::*;
use podskazka_shared::phrases::offer::Offer;
use podskazka_shared::phrases::{Phrase, PhraseBody, PhraseKind, PhrasesCreate, PhrasesReplace};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::Topic;

use super::{path, writes_schools};
use crate::api::{self, ApiError};
use crate::browser;
use crate::drafts::Draft;
use crate::i18n::{general, lang, phrases};
use crate::live::{State, effect, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::code;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, button, choices, error_summary, select_field, submit, text_field};

/// With what the form begins.
#[derive(Debug, Clone)]
pub enum Begin {
    New,
    /// A ready text.
    With(Offer),
    Change(Phrase),
}

const FORM: &str = "phrase";

/// What is typed.
#[derive(Clone, Copy)]
struct Typed {
    kind: State<String>,
    title: State<String>,
    text: State<String>,
    topic: State<String>,
    /// `mine` or `school`.
    whose: State<String>,
}

impl Typed {
    fn of(begin: &Begin) -> Self {
        let (kind, title, text, topic, mine) = match begin {
            Begin::New => (PhraseKind::Reply, "", "", None, true),
            Begin::With(offer) => (
                offer.kind,
                offer.title.as_str(),
                offer.text.as_str(),
                offer.topic,
                true,
            ),
            Begin::Change(phrase) => {
                let Phrase { title, text, .. } = phrase;
                (
                    phrase.kind,
                    title.as_str(),
                    text.as_str(),
                    phrase.topic,
                    phrase.mine,
                )
            }
        };
        let state = |text: &str| State::new(text.to_owned());
        Self {
            kind: state(kind.code()),
            title: state(title),
            text: state(text),
            topic: state(topic.map(Topic::code).unwrap_or_default()),
            whose: state(if mine { "mine" } else { "school" }),
        }
    }

    fn body(self) -> PhraseBody {
        let typed = |text: State<String>| text.get_untracked().trim().to_owned();
        PhraseBody {
            kind: self.kind.get_untracked().parse().unwrap_or(PhraseKind::Reply),
            title: typed(self.title),
            text: typed(self.text),
            topic: code::<Topic>(Some(&self.topic.get_untracked())),
            mine: self.whose.get_untracked() == "mine",
        }
    }
}

/// The text of a new phrase is kept on this device until it is saved; of one that is there, what differs.
fn keep(here: &Here, begin: &Begin, text: State<String>) -> Draft {
    let name = match begin {
        Begin::New => "new".to_owned(),
        Begin::With(offer) => offer.id.clone(),
        // What was typed into an earlier version is not put over a later one unseen.
        Begin::Change(phrase) => format!("{}/{}", phrase.id, phrase.version),
    };
    let draft = Draft::of(here.me.id, &here.slug, &format!("phrase/{name}"));
    let (before, kept) = (text.get_untracked(), draft.read());
    if !kept.is_empty() {
        text.set(kept);
    }
    let writer = draft.clone();
    effect(move |_| {
        text.with(|text| match *text == before {
            true => writer.forget(),
            false => writer.keep(text),
        });
    });
    draft
}

/// The form; `done` is told when it was saved, `shut` when it is not to be.
pub fn form(
    here: &Here,
    begin: Begin,
    done: impl Fn() + Clone + Send + Sync + 'static,
    shut: impl Fn() + 'static,
) -> AnyView {
    let t = phrases();
    let typed = Typed::of(&begin);
    let draft = keep(here, &begin, typed.text);
    let sending = Sending::of(FORM);
    let known = match &begin {
        Begin::Change(phrase) => Some((path(here, phrase.id), phrase.version)),
        Begin::New | Begin::With(_) => None,
    };
    let version = State::new(known.as_ref().map_or(0, |(_, version)| *version));
    let changed = State::new(false);
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(api::read::<Phrase>)
        {
            version.set(current.version);
            changed.set(true);
        }
    });
    let (toasts, school) = (Toasts::get(), here.school());
    let of_school = writes_schools(here) && known.is_none();
    let left = draft.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let (draft, done) = (draft.clone(), done.clone());
        let saved = move |_: Phrase| {
            draft.forget();
            toasts.say(phrases().saved);
            done();
        };
        let body = typed.body();
        match &known {
            Some((at, _)) => sending.send::<PhrasesReplace>(at.clone(), body, version.get_untracked(), saved),
            None => sending.send::<PhrasesCreate>(school.clone(), body, 0, saved),
        }
    };
    let cancel = move || {
        left.forget();
        shut();
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let named = |kind: PhraseKind| (kind.code().to_owned(), kind.label(lang()).to_owned());
    let kinds = PhraseKind::ALL.into_iter().map(named).collect();
    let topics = Topic::ALL
        .into_iter()
        .map(|topic| (topic.code().to_owned(), topic.label(lang()).to_owned()))
        .collect();
    let owners = vec![
        ("mine".to_owned(), t.mine.to_owned()),
        ("school".to_owned(), t.of_school.to_owned()),
    ];
    let whose = of_school.then(|| choices(field("/mine", t.whose, ""), Signal::stored(owners), typed.whose));
    let note = move || {
        changed
            .get()
            .then(|| view! { <p class="note" role="status">{t.changed}</p> })
    };
    browser::focus_soon(id_of(FORM, "/title"));
    view! {
        <form class="card col" novalidate aria-label=t.one on:submit=on_submit>
            {error_summary(sending, "phrase-error")}
            {maybe(note)}
            {choices(field("/kind", t.kind, ""), Signal::stored(kinds), typed.kind)}
            {text_field(field("/title", t.name, ""), "text".into(), "off", typed.title, ().into_any())}
            {area_field(field("/text", t.text, t.fields), "".into(), typed.text)}
            {select_field(field("/topic", t.topic, ""), t.any_topic, Signal::stored(topics), typed.topic)}
            {whose}
            <div class="row wrap">
                {submit(sending.busy, general().save.into(), general().sending)}
                {button("btn", general().cancel.into_any(), cancel)}
            </div>
        </form>
    }
    .into_any()
}
