//! `/s/:school/articles/:id/work`: what is being written of an article and what becomes of it, for those who write articles.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::{Action, Reach, reaches};
use podskazka_shared::articles::editions::{
    ArticlesDiscard, ArticlesPublish, ArticlesReturn, ArticlesSubmit, ReturnBody, may_publish,
};
use podskazka_shared::articles::{Article, ArticleEdition, ArticlesEnd, ArticlesFind, EditionState};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::ids::ArticleId;
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;

use super::{compare, path, prose, state_chip};
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{articles as texts, dates, general};
use crate::live::{State, derived, effect, live, words};
use crate::orders::helpers::confirmed;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Icon, Toasts, area_field, button, error_summary, icon, opener, page, submit, when};

pub fn work(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse::<ArticleId>().ok())
    });
    live(move || match id.get() {
        Some(id) => one(&here, id),
        None => crate::app::not_found(),
    })
}

fn one(here: &Here, id: ArticleId) -> AnyView {
    let t = texts();
    let at = path(here, id);
    let reading = read::<ArticlesFind>(move || Some((at.clone(), Nothing {})));
    let title = words(move || {
        let told = reading.value.with(|article| {
            let summary = &article.as_ref()?.summary;
            let draft = summary.draft.as_ref().map(|draft| draft.title.clone());
            Some(draft.unwrap_or_else(|| summary.title.clone()))
        });
        told.unwrap_or_else(|| t.work_title.to_owned())
    });
    let (drawn, versions) = (here.clone(), here.clone());
    let steps = Steps::of(here, id, reading);
    let body = when(reading, 3, move || {
        let here = drawn.clone();
        live(move || reading.value.get().map(|article| draft(&here, steps, &article)))
    });
    // Read anew with every step.
    let version = derived(move || {
        let version = |article: &Option<Article>| article.as_ref().map(|article| article.summary.version);
        reading.value.with(version)
    });
    let editions = live(move || version.get().map(|_| compare::editions(&versions, id)));
    let body = view! { <div class="col narrow">{body}</div> {editions} };
    page(
        title,
        back(here.path("articles"), t.title),
        ().into_any(),
        body.into_any(),
    )
}

/// What can be done with the article, each step once at a time.
#[derive(Clone, Copy)]
struct Steps {
    at: StoredValue<podskazka_shared::articles::ArticlePath>,
    sending: Sending,
    reading: Reading<Article>,
    toasts: Toasts,
    /// The form that gives the draft back.
    returning: State<bool>,
    remark: State<String>,
}

impl Steps {
    fn of(here: &Here, id: ArticleId, reading: Reading<Article>) -> Self {
        let sending = Sending::of("article-step");
        effect(move |_| {
            let failure = sending.failure.get();
            let kind = failure.as_ref().and_then(ApiError::kind);
            // Somebody else was first: what is there now is shown.
            if matches!(kind, Some(ProblemKind::Stale | ProblemKind::WrongState)) {
                reading.again();
            }
        });
        Self {
            at: StoredValue::new(path(here, id)),
            sending,
            reading,
            toasts: Toasts::get(),
            returning: State::new(false),
            remark: State::new(String::new()),
        }
    }

    fn take<E>(self, body: E::Body, said: &'static str)
    where
        E: Endpoint<Params = podskazka_shared::articles::ArticlePath, Reply = Article, Query: Default>,
    {
        let version = self
            .reading
            .value
            .with_untracked(|article| article.as_ref().map(|article| article.summary.version));
        let done = move |article: Article| {
            self.toasts.say(said);
            self.returning.set(false);
            self.remark.set(String::new());
            self.reading.value.set(Some(article));
        };
        self.sending
            .send::<E>(self.at.get_value(), body, version.unwrap_or_default(), done);
    }
}

/// Who did it and when.
fn who_when(by: Option<&MemberRef>, at: chrono::DateTime<chrono::Utc>) -> String {
    let name = by.map_or(texts().by_server, |by| by.name.as_str());
    format!("{name}, {}", dates::moment(at, browser::now()))
}

/// Who wrote an edition and who published it.
pub(super) fn whose(edition: &ArticleEdition) -> AnyView {
    let t = texts();
    let written = who_when(edition.written_by.as_ref(), edition.written_at);
    let published = edition.published_at.map(|at| {
        let by = who_when(edition.published_by.as_ref(), at);
        view! { <small>{t.published_by}": "{by}</small> }
    });
    let own = edition.own.then(|| view! { <small>{t.own_published}</small> });
    view! { <small>{t.written}": "{written}</small> {published} {own} }.into_any()
}

fn draft(here: &Here, steps: Steps, article: &Article) -> AnyView {
    let (t, summary) = (texts(), &article.summary);
    let edit = here.path(&format!("articles/{}/edit", summary.id));
    let edit = view! { <a class="btn" href=edit>{icon(Icon::Pencil)}{t.edit}</a> };
    let note = match (summary.ended_at, summary.published_at) {
        (Some(_), _) => Some(t.withdrawn_note),
        (None, None) => Some(t.unpublished_note),
        (None, Some(_)) => None,
    };
    let note = note.map(|note| view! { <p class="note">{note}</p> });
    let seen = summary.published_at.map(|_| {
        let href = here.path(&format!("articles/{}", summary.id));
        view! { <a class="btn" href=href>{t.show_published}</a> }
    });
    let written = match (&summary.draft, &article.draft_body) {
        (Some(edition), Some(body)) => {
            let remark = edition.remark.clone().map(|remark| {
                view! { <div class="note"><b>{t.remark_said}": "</b><span class="typed">{remark}</span></div> }
            });
            view! {
                <div class="row wrap tight"><b>{t.edition}" "{edition.number}</b>{state_chip(edition.state)}</div>
                <div class="col tight">{whose(edition)}</div>
                {remark}
                {prose(article.draft_html.clone())}
                {body.link.clone().map(|link| view! { <p>{link}</p> })}
                {acts(here, steps, article, edition)}
            }
            .into_any()
        }
        _ => view! { <p class="dim">{t.no_draft}</p> }.into_any(),
    };
    let end = summary.ended_at.is_none().then(|| {
        let end = move || steps.take::<ArticlesEnd>((), t.ended);
        confirmed("article-end".to_owned(), t.end, t.end_title, t.end_hint, end)
    });
    view! {
        <section class="card col" aria-label=t.edition>
            {error_summary(steps.sending, "step-error")}
            {note}
            {written}
            <div class="row wrap tight">{edit}{seen}{end}</div>
        </section>
    }
    .into_any()
}

/// The steps that are open in this state, to this person.
fn acts(here: &Here, steps: Steps, article: &Article, edition: &ArticleEdition) -> AnyView {
    let t = texts();
    let own = edition
        .written_by
        .as_ref()
        .is_some_and(|by| by.id == here.member.id);
    let anything = |capacity: &podskazka_shared::access::Capacity| {
        reaches(Action::ArticlePublish, *capacity).contains(&Reach::School)
    };
    let whatever = here.member.capacities.iter().any(anything);
    let may = here.may(Action::ArticlePublish) && (!own || whatever);
    let publish = (may && may_publish(edition.state, own)).then(|| {
        let publish = move || steps.take::<ArticlesPublish>((), t.published);
        button("btn main", t.publish.into_any(), publish)
    });
    let hint = (!may).then(|| view! { <p class="dim">{t.another_publishes}</p> });
    let step = match edition.state {
        EditionState::Draft => {
            let send = move || steps.take::<ArticlesSubmit>((), t.submitted);
            let class = if publish.is_some() { "btn" } else { "btn main" };
            button(class, t.submit.into_any(), send)
        }
        EditionState::Review => opener("article-return", "btn", t.give_back.into_any(), steps.returning),
        EditionState::Published | EditionState::Dropped => ().into_any(),
    };
    let discard = article.summary.published_at.is_some().then(|| {
        let discard = move || steps.take::<ArticlesDiscard>((), t.discarded);
        let id = "article-discard".to_owned();
        confirmed(id, t.discard, t.discard_title, t.discard_hint, discard)
    });
    let give_back = move || {
        let send = move |ev: web_sys::SubmitEvent| {
            ev.prevent_default();
            let remark = Some(steps.remark.get_untracked());
            steps.take::<ArticlesReturn>(ReturnBody { remark }, t.given_back);
        };
        let field = Field {
            pointer: "/remark",
            label: t.remark,
            hint: t.remark_hint,
            sending: steps.sending,
        };
        steps.returning.get().then(|| {
            view! {
                <form class="col" novalidate on:submit=send>
                    {area_field(field, "".into(), steps.remark)}
                    <div class="row wrap tight">
                        {submit(steps.sending.busy, t.give_back.into(), general().sending)}
                        {button("btn", general().cancel.into_any(), move || crate::ui::close_to("article-return", steps.returning))}
                    </div>
                </form>
            }
        })
    };
    view! {
        {hint}
        <div class="row wrap tight">{publish}{step}{discard}</div>
        {crate::live::maybe(give_back)}
    }
    .into_any()
}
