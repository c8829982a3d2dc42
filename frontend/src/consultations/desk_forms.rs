//! What opens below a booking at the desk: its result, and the request that it becomes. One is open at a time.

use leptos::prelude::*;
use podskazka_shared::articles::{ArticleSummary, ArticlesList, ArticlesQuery};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::consultations::{
    Booking, ConsultationsRequest, ConsultationsResult, RequestBody, ResultBody,
};
use podskazka_shared::ids::{ArticleId, BookingId};
use podskazka_shared::tickets::{RequesterGroup, Topic};

use super::act::Acts;
use crate::browser;
use crate::drafts::Draft;
use crate::i18n::{articles, consult_desk, general, lang};
use crate::live::{State, derived, effect, maybe};
use crate::people::paged;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::code;
use crate::ui::field::{Field, id_of};
use crate::ui::{area_field, choices, error_summary, select_field, submit};

/// What may be open below a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    Result,
    Request,
}

/// What is open, and below which booking.
#[derive(Clone, Copy)]
pub struct Folds(State<Option<(BookingId, Fold)>>);

impl Folds {
    pub fn new() -> Self {
        Self(State::new(None))
    }

    pub fn is(self, id: BookingId, fold: Fold) -> bool {
        self.0.get() == Some((id, fold))
    }

    pub fn turn(self, id: BookingId, fold: Fold) {
        let this = Some((id, fold));
        let open = if self.0.get_untracked() == this {
            None
        } else {
            this
        };
        self.0.set(open);
        if open.is_some() {
            let pointer = if fold == Fold::Result {
                "/note"
            } else {
                "/description"
            };
            browser::focus_soon(id_of("desk", pointer));
        }
    }

    fn close(self, opener: String) {
        self.0.set(None);
        browser::focus_soon(opener);
    }
}

/// The id of the button that opens a fold.
pub fn opener_id(id: BookingId, fold: Fold) -> String {
    match fold {
        Fold::Result => format!("result-{id}"),
        Fold::Request => format!("request-{id}"),
    }
}

/// A text that is kept on this device until it is sent; at first what the server has.
fn kept(acts: Acts, id: BookingId, what: &str, before: Option<&String>) -> (State<String>, Draft) {
    let form = format!("consultation/{id}/{what}");
    let draft = acts
        .here
        .with_value(|here| Draft::of(here.me.id, &here.slug, &form));
    let typed = Some(draft.read()).filter(|text| !text.is_empty());
    let before = before.cloned().unwrap_or_default();
    let text = State::new(typed.unwrap_or_else(|| before.clone()));
    let keep = draft.clone();
    effect(move |_| {
        text.with(|text| {
            if *text == before {
                keep.forget();
            } else {
                keep.keep(text);
            }
        });
    });
    (text, draft)
}

fn field(sending: Sending, pointer: &'static str, label: &'static str, hint: &'static str) -> Field {
    Field {
        pointer,
        label,
        hint,
        sending,
    }
}

/// How it went, and what to do at home.
pub fn result(acts: Acts, folds: Folds, booking: &Booking) -> AnyView {
    let t = consult_desk();
    let id = booking.id;
    let (note, note_draft) = kept(acts, id, "note", booking.note.as_ref());
    let (homework, homework_draft) = kept(acts, id, "homework", booking.homework.as_ref());
    let before = booking.article.as_ref().map(|article| article.id);
    let article = State::new(before.map(|id| id.to_string()).unwrap_or_default());
    let sending = Sending::of("desk");
    acts.watch(sending);
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let chosen = article.get_untracked().parse::<ArticleId>().ok();
        let body = ResultBody {
            note: Some(note.get_untracked().trim().to_owned()),
            homework: Some(homework.get_untracked().trim().to_owned()),
            article: (chosen != before).then_some(chosen),
        };
        let drafts = [note_draft.clone(), homework_draft.clone()];
        let path = acts.here.with_value(|here| super::path(here, id));
        sending.send::<ConsultationsResult>(path, body, acts.version(id), move |booking| {
            drafts.iter().for_each(Draft::forget);
            acts.toasts.say(consult_desk().saved);
            acts.took(booking);
            folds.close(opener_id(id, Fold::Result));
        });
    };
    view! {
        <form class="col" id=format!("fold-{id}") novalidate on:submit=on_submit>
            {error_summary(sending, "result-error")}
            {area_field(field(sending, "/note", t.note, t.note_hint), "".into(), note)}
            {area_field(field(sending, "/homework", t.homework, t.homework_hint), "".into(), homework)}
            {to_read(acts, sending, booking, article)}
            <div>{submit(sending.busy, general().save.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}

/// The school's materials that the person may be given; nothing where there are none.
fn to_read(acts: Acts, sending: Sending, booking: &Booking, article: State<String>) -> AnyView {
    let t = articles();
    let query = ArticlesQuery {
        booking: Some(booking.id),
        limit: Some(podskazka_shared::page::MAX_LIMIT),
        ..ArticlesQuery::default()
    };
    let all = paged::all::<ArticlesList, ArticleSummary, _>(
        acts.here.with_value(Here::school),
        query,
        |query, after| query.after = Some(after),
        |article| (article.id.to_string(), article.title),
    );
    let before = booking.article.clone();
    let options = derived(move || {
        let mut options: Vec<(String, String)> = all.get();
        // What was given before may have been withdrawn since.
        if let Some(before) = &before
            && !options.iter().any(|(id, _)| *id == before.id.to_string())
        {
            options.insert(0, (before.id.to_string(), before.title.clone()));
        }
        options
    });
    let some = derived(move || options.with(|options| !options.is_empty()));
    maybe(move || {
        some.get().then(|| {
            let field = field(sending, "/article", t.give, t.give_hint);
            let options = Signal::derive(move || options.get());
            select_field(field, t.give_none, options, article)
        })
    })
}

/// The request that it becomes, for the one who came.
pub fn request(acts: Acts, folds: Folds, booking: &Booking) -> AnyView {
    let t = consult_desk();
    let id = booking.id;
    let topic = State::new(
        booking
            .topic
            .map(|topic| topic.code().to_owned())
            .unwrap_or_default(),
    );
    let (text, draft) = kept(acts, id, "request", booking.question.as_ref());
    let sending = Sending::of("desk");
    acts.watch(sending);
    let group = if booking.about.is_some() {
        RequesterGroup::Parent
    } else {
        RequesterGroup::Staff
    };
    let topics = Topic::of(group).into_iter();
    let topics: Vec<_> = topics
        .map(|topic| (topic.code().to_owned(), topic.label(lang()).to_owned()))
        .collect();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(topic) = code::<Topic>(Some(&topic.get_untracked())) else {
            return sending.refuse(vec![FieldError::new("/topic", FieldErrorKind::Required)]);
        };
        let body = RequestBody {
            topic,
            description: text.get_untracked().trim().to_owned(),
        };
        let draft = draft.clone();
        let path = acts.here.with_value(|here| super::path(here, id));
        sending.send::<ConsultationsRequest>(path, body, 0, move |booking| {
            draft.forget();
            acts.toasts.say(consult_desk().requested);
            acts.took(booking);
            folds.close(super::act::card_id(id));
        });
    };
    view! {
        <form class="col" id=format!("fold-{id}") novalidate on:submit=on_submit>
            {error_summary(sending, "request-error")}
            {choices(field(sending, "/topic", t.request_topic, ""), Signal::stored(topics), topic)}
            {area_field(field(sending, "/description", t.request_text, ""), "".into(), text)}
            <div>{submit(sending.busy, t.request_send.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
