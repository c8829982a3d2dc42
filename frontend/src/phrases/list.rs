//! `/s/:school/phrases`: the phrases of the school and one's own; below them the ready ones.

use leptos::prelude::*;
use podskazka_shared::phrases::offer::Offer;
use podskazka_shared::phrases::ready::ready;
use podskazka_shared::phrases::{Phrase, PhrasesCreate, PhrasesDelete, PhrasesList, PhrasesQuery};
use podskazka_shared::problem::ProblemKind;

use super::form::{Begin, form};
use super::{body_of, offer_of, path, whose};
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{lang, phrases};
use crate::live::{Derived, State, effect, live, maybe};
use crate::people::paged::{Paged, paged};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::{Icon, Toasts, button, empty, error_summary, icon, page};

const ADD: &str = "phrase-add";
const UNDO: &str = "phrase-undo";

/// What the parts of the screen share.
#[derive(Clone)]
struct Desk {
    here: Here,
    list: Paged<Phrase>,
    /// What is being written.
    begin: State<Option<Begin>>,
    /// What was deleted last, and can come back.
    gone: State<Option<Phrase>>,
    sending: Sending,
    toasts: Toasts,
}

impl Desk {
    fn shut(&self) {
        self.begin.set(None);
        browser::focus_soon(ADD.to_owned());
    }

    fn delete(&self, phrase: Phrase) {
        let (desk, at, version) = (self.clone(), path(&self.here, phrase.id), phrase.version);
        let done = move |()| {
            desk.gone.set(Some(phrase));
            desk.list.first.again();
            browser::focus_soon(UNDO.to_owned());
        };
        self.sending.send::<PhrasesDelete>(at, (), version, done);
    }

    fn bring_back(&self, phrase: &Phrase) {
        let (desk, toasts) = (self.clone(), self.toasts);
        let done = move |_| {
            desk.gone.set(None);
            desk.list.first.again();
            toasts.say(phrases().back);
            browser::focus_soon(ADD.to_owned());
        };
        let (school, body) = (self.here.school(), body_of(phrase));
        self.sending.send::<PhrasesCreate>(school, body, 0, done);
    }
}

pub fn list(here: Here) -> AnyView {
    let t = phrases();
    let school = here.school();
    let query = move || {
        let query = PhrasesQuery {
            limit: Some(100),
            ..PhrasesQuery::default()
        };
        Some((school.clone(), query))
    };
    let list = paged::<PhrasesList, Phrase>(query, |query, after| query.after = Some(after));
    let desk = Desk {
        here,
        list: list.clone(),
        begin: State::new(None),
        gone: State::new(None),
        sending: Sending::new(),
        toasts: Toasts::get(),
    };
    let (sending, lists) = (desk.sending, list.clone());
    effect(move |_| {
        // Somebody was quicker: what there is now shows.
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
        {
            lists.first.again();
        }
    });
    let nothing = move || empty(t.empty, t.empty_hint, ().into_any());
    let of_row = desk.clone();
    let row = move |phrase| card(&of_row, phrase);
    let body = view! {
        <div class="col narrow">
            {writing(desk.clone())}
            {error_summary(sending, "phrases-error")}
            {undo(desk.clone())}
            {list.kept((t.list, "cards"), |phrase| phrase.id.to_string(), row, nothing)}
            {ready_ones(&desk)}
        </div>
    };
    let below = view! { <p class="dim">{t.lead}</p> };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

/// The form, or the button that opens it.
fn writing(desk: Desk) -> AnyView {
    let t = phrases();
    live(move || {
        let Some(begin) = desk.begin.get() else {
            let begin = desk.begin;
            return view! {
                <div>
                    <button type="button" class="btn main" id=ADD on:click=move |_| begin.set(Some(Begin::New))>
                        {icon(Icon::Plus)}
                        {t.add}
                    </button>
                </div>
            }
            .into_any();
        };
        let (saved, left) = (desk.clone(), desk.clone());
        let done = move || {
            saved.list.first.again();
            saved.shut();
        };
        form(&desk.here, begin, done, move || left.shut())
    })
}

/// That a phrase was deleted, and how it comes back.
fn undo(desk: Desk) -> AnyView {
    let t = phrases();
    let gone = desk.gone;
    let notice = move || {
        let (phrase, desk) = (gone.get()?, desk.clone());
        Some(view! {
            <div class="note row wrap between tight">
                <span>{t.deleted}": "{phrase.title.clone()}</span>
                <button type="button" class="btn" id=UNDO on:click=move |_| desk.bring_back(&phrase)>
                    {t.bring_back}
                </button>
            </div>
        })
    };
    view! { <div role="status">{maybe(notice)}</div> }.into_any()
}

fn about(offer: &Offer) -> String {
    let topic = offer.topic.map(|topic| topic.label(lang()));
    let words = [Some(offer.kind.label(lang())), topic, Some(whose(offer.whose))];
    words.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn card(desk: &Desk, phrase: Derived<Option<Phrase>>) -> AnyView {
    let desk = desk.clone();
    let content = move || {
        let (t, phrase, desk) = (phrases(), phrase.get()?, desk.clone());
        let acts = phrase.may_change.then(|| {
            let (begin, changed, deleted) = (desk.begin, phrase.clone(), phrase.clone());
            let edit = move || begin.set(Some(Begin::Change(changed.clone())));
            let delete = move || desk.delete(deleted.clone());
            view! {
                <div class="row wrap tight">
                    {button("btn", view! { {icon(Icon::Pencil)}{t.edit} }.into_any(), edit)}
                    {button("btn", t.delete.into_any(), delete)}
                </div>
            }
        });
        let offer = offer_of(phrase);
        let about = about(&offer);
        Some(view! {
            <h2>{offer.title}</h2>
            <small>{about}</small>
            <p class="typed">{offer.text}</p>
            {acts}
        })
    };
    view! { <li class="card col tight">{maybe(content)}</li> }.into_any()
}

/// Those that the program brings.
fn ready_ones(desk: &Desk) -> AnyView {
    let t = phrases();
    let begin = desk.begin;
    let one = |offer: Offer| {
        let with = offer.clone();
        let take = move || begin.set(Some(Begin::With(with.clone())));
        let about = about(&offer);
        view! {
            <li class="card col tight">
                <h3>{offer.title}</h3>
                <small>{about}</small>
                <p class="typed">{offer.text}</p>
                <div>{button("btn", t.take.into_any(), take)}</div>
            </li>
        }
        .into_any()
    };
    let rows: Vec<_> = ready(lang()).into_iter().map(one).collect();
    view! {
        <section class="col">
            <h2>{t.ready}</h2>
            <p class="dim">{t.ready_hint}</p>
            <ul class="cards" aria-label=t.ready>{rows}</ul>
        </section>
    }
    .into_any()
}
