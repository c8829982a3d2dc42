//! `/s/:school/articles/new` and `…/:id/edit`: the form of those who write articles.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};
use podskazka_shared::articles::{
    Article, ArticleBody, ArticlesCreate, ArticlesEnd, ArticlesFind, ArticlesReplace, Visibility,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{ArticleId, TicketId};
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::Audience;
use podskazka_shared::tickets::{TicketPath, Topic};
use podskazka_shared::usefulness::{ArticleOffer, ArticlesOffer, TakenOut};

use super::path;
use super::pictures::pictures;
use super::preview::preview;
use crate::api::{self, ApiError};
use crate::drafts::Draft;
use crate::files::Attached;
use crate::i18n::{articles as texts, general, lang};
use crate::live::{State, derived, effect, flag, live, maybe};
use crate::orders::dialog_id;
use crate::orders::helpers::confirmed;
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::code;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{
    Toasts, area_field, choices, error_summary, page, select_field, several, submit, text_field, when,
};

pub fn write(here: Here) -> AnyView {
    let t = texts();
    let params = use_params_map();
    let id = derived(move || params.with(|params| params.get("id")));
    let above = back(here.path("articles"), t.title);
    let query = use_query_map();
    let from = derived(move || {
        query
            .with(|query| query.get("from"))
            .and_then(|id| id.parse::<TicketId>().ok())
    });
    let body = live(move || match id.get() {
        None => match from.get() {
            Some(ticket) => offered(&here, ticket),
            None => form(&here, None, None),
        },
        Some(id) => match id.parse::<ArticleId>() {
            Ok(id) => known(&here, id),
            Err(_) => crate::app::not_found(),
        },
    });
    page(t.form.to_owned(), above, ().into_any(), body)
}

fn known(here: &Here, id: ArticleId) -> AnyView {
    let at = path(here, id);
    let reading = read::<ArticlesFind>(move || Some((at.clone(), Nothing {})));
    let here = here.clone();
    when(reading, 3, move || {
        let article = reading.value.get_untracked();
        form(&here, article, None)
    })
}

/// A form that begins with an answer.
fn offered(here: &Here, ticket: TicketId) -> AnyView {
    let school = here.slug.clone();
    let reading = read::<ArticlesOffer>(move || {
        let school = school.clone();
        Some((TicketPath { school, ticket }, Nothing {}))
    });
    let here = here.clone();
    when(reading, 3, move || {
        let offer = reading.value.get_untracked();
        form(&here, None, offer.map(|offer| (ticket, offer)))
    })
}

/// What was taken out of an answer: to be looked through.
fn taken_out(offer: &ArticleOffer) -> AnyView {
    let t = crate::i18n::usefulness();
    let row = |out: &TakenOut| view! { <li>{out.was.clone()}" → "{out.now.clone()}</li> }.into_any();
    let rows: Vec<_> = offer.taken_out.iter().map(row).collect();
    let rows = (!rows.is_empty()).then(|| view! { <b>{t.taken_out}</b><ul>{rows}</ul> });
    view! { <div class="note col tight"><p>{t.made}</p>{rows}</div> }.into_any()
}

/// What is typed.
#[derive(Clone, Copy)]
struct Form {
    title: State<String>,
    topic: State<String>,
    text: State<String>,
    link: State<String>,
    source: State<String>,
    licence: State<String>,
    journal: State<String>,
    visibility: State<String>,
    audiences: State<Vec<String>>,
    valid_until: State<String>,
}

/// What stands in the form first: what is being written, else what readers see.
fn body_of(article: &Article) -> ArticleBody {
    let said = &article.summary;
    article.draft_body.clone().unwrap_or_else(|| ArticleBody {
        title: said.title.clone(),
        topic: said.topic,
        text: article.text.clone(),
        link: said.link.clone(),
        source: said.source.clone(),
        licence: said.licence.clone(),
        journal: said.journal.clone(),
        visibility: said.visibility,
        audiences: said.audiences.clone(),
        valid_until: said.valid_until,
    })
}

impl Form {
    fn of(article: Option<&Article>) -> Self {
        let body = article.map(body_of).unwrap_or_default();
        let text = |text: Option<String>| State::new(text.unwrap_or_default());
        let audiences = body.audiences.iter().map(|one| one.code().to_owned());
        Self {
            audiences: State::new(audiences.collect()),
            title: State::new(body.title),
            topic: text(body.topic.map(|topic| topic.code().to_owned())),
            text: text(body.text),
            link: text(body.link),
            source: text(body.source),
            licence: text(body.licence),
            journal: text(body.journal),
            visibility: State::new(body.visibility.code().to_owned()),
            valid_until: text(body.valid_until.map(|day| day.to_string())),
        }
    }

    fn body(self) -> ArticleBody {
        let typed = |text: State<String>| text.get_untracked().trim().to_owned();
        let some = |text| Some(typed(text)).filter(|text| !text.is_empty());
        let visibility: Visibility = self.visibility.get_untracked().parse().unwrap_or_default();
        let audiences = match visibility {
            Visibility::Audiences => self
                .audiences
                .with_untracked(|codes| codes.iter().filter_map(|code| code.parse().ok()).collect()),
            Visibility::Public | Visibility::Staff | Visibility::Helpers => Vec::new(),
        };
        ArticleBody {
            title: typed(self.title),
            topic: code::<Topic>(Some(&self.topic.get_untracked())),
            text: some(self.text),
            link: some(self.link),
            source: some(self.source),
            licence: some(self.licence),
            journal: some(self.journal),
            visibility,
            audiences,
            valid_until: self.valid_until.get_untracked().parse().ok(),
        }
    }
}

/// The text is kept on this device until it is sent.
fn keep(here: &Here, article: Option<&Article>, from: Option<String>, form: Form) -> Draft {
    // What was typed into an earlier version is not put over a later one unseen.
    let of = |article: &Article| format!("{}/{}", article.summary.id, article.summary.version);
    let before = form.text.get_untracked();
    let name = article.map(of).or(from).unwrap_or_else(|| "new".to_owned());
    let draft = Draft::of(here.me.id, &here.slug, &format!("article/{name}"));
    let kept = draft.read();
    if !kept.is_empty() {
        form.text.set(kept);
    }
    let writer = draft.clone();
    effect(move |_| {
        form.text.with(|text| match *text == before {
            true => writer.forget(),
            false => writer.keep(text),
        });
    });
    draft
}

fn form(here: &Here, article: Option<Article>, offer: Option<(TicketId, ArticleOffer)>) -> AnyView {
    let t = texts();
    let form = Form::of(article.as_ref());
    if let Some((_, offer)) = &offer {
        form.title.set(offer.title.clone());
        form.topic.set(offer.topic.code().to_owned());
        form.text.set(offer.text.clone());
    }
    let name = offer.as_ref().map(|(ticket, _)| format!("from/{ticket}"));
    let draft = keep(here, article.as_ref(), name, form);
    let offered = offer.as_ref().map(|(_, offer)| taken_out(offer));
    let sending = Sending::of("article");
    let name = article.as_ref().map(|article| article.summary.id.to_string());
    let name = name.unwrap_or_else(|| "new".to_owned());
    let pictures_of = Attached::of(here, sending, format!("article/{name}"));
    let version = State::new(article.as_ref().map_or(0, |article| article.summary.version));
    // What somebody else made of it meanwhile.
    let theirs = State::new(None::<Article>);
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(api::read::<Article>)
        {
            version.set(current.summary.version);
            theirs.set(Some(current));
        }
    });
    let (toasts, navigate) = (Toasts::get(), use_navigate());
    let id = article.as_ref().map(|article| article.summary.id);
    let go = {
        let here = here.clone();
        move |article: &Article, said: &'static str| {
            if article.summary.ended_at.is_none() {
                draft.forget();
            }
            pictures_of.items.set(Vec::new());
            toasts.say(said);
            let rest = format!("articles/{}/work", article.summary.id);
            navigate(&here.path(&rest), NavigateOptions::default());
        }
    };
    let (school, at) = (here.school(), id.map(|id| path(here, id)));
    let (saved, ended) = (go.clone(), go);
    let end_at = at.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let (saved, body) = (saved.clone(), form.body());
        let done = move |article: Article| saved(&article, texts().saved);
        match at.clone() {
            Some(at) => sending.send::<ArticlesReplace>(at, body, version.get_untracked(), done),
            None => sending.send::<ArticlesCreate>(school.clone(), body, 0, done),
        }
    };
    let stood = article
        .as_ref()
        .is_some_and(|article| article.summary.ended_at.is_none());
    let stands = move || theirs.with(|now| now.as_ref().map_or(stood, |now| now.summary.ended_at.is_none()));
    let withdraw = end_at.filter(|_| stood).map(|at| {
        let end = move || {
            let ended = ended.clone();
            let done = move |article: Article| ended(&article, texts().ended);
            sending.send::<ArticlesEnd>(at.clone(), (), version.get_untracked(), done);
        };
        let id = dialog_id(at_id(id));
        confirmed(id, t.end, t.end_title, t.end_hint, end)
    });
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let text = move |pointer, label, hint, kind: &'static str, value| {
        text_field(
            field(pointer, label, hint),
            kind.into(),
            "off",
            value,
            ().into_any(),
        )
    };
    let named = |code: &str, label: &str| (code.to_owned(), label.to_owned());
    let topics = Topic::ALL.iter().map(|one| named(one.code(), one.label(lang())));
    let audiences = Audience::ALL
        .iter()
        .map(|one| named(one.code(), one.label(lang())));
    let (topics, audiences): (Vec<_>, Vec<_>) = (topics.collect(), audiences.collect());
    let seen = Visibility::ALL
        .iter()
        .map(|one| named(one.code(), one.label(lang())));
    let seen: Vec<_> = seen.collect();
    let by_audience = move || form.visibility.with(|code| code == Visibility::Audiences.code());
    view! {
        <form class="card col narrow writing" novalidate on:submit=on_submit>
            {error_summary(sending, "article-error")}
            {offered}
            {maybe(move || theirs.get().map(|article| changed(&article)))}
            {text("/title", t.name, "", "text", form.title)}
            {select_field(field("/topic", t.topic, ""), t.no_topic, Signal::stored(topics), form.topic)}
            <div class="both">
                {area_field(field("/text", t.text, t.text_hint), "".into(), form.text)}
                {preview(here, id, form.text)}
            </div>
            {pictures(pictures_of, form.text)}
            {text("/link", t.link, t.link_hint, "url", form.link)}
            {text("/source", t.source, t.source_hint, "text", form.source)}
            {text("/licence", t.licence, t.licence_hint, "text", form.licence)}
            {text("/journal", t.journal, t.journal_hint, "text", form.journal)}
            {choices(field("/visibility", t.visibility, ""), Signal::stored(seen), form.visibility)}
            <div hidden=flag(move || !by_audience())>
                {several(field("/audiences", t.audiences, t.audiences_hint), Signal::stored(audiences), form.audiences)}
            </div>
            {text("/valid_until", t.valid_until, t.valid_until_hint, "date", form.valid_until)}
            <div class="row wrap tight">
                {submit(sending.busy, t.save_draft.into(), general().sending)}
                <div hidden=flag(move || !stands())>{withdraw}</div>
            </div>
        </form>
    }
    .into_any()
}

fn at_id(id: Option<ArticleId>) -> String {
    id.map(|id| id.to_string()).unwrap_or_default()
}

/// What stands there now: saving once more puts one's own in its place.
fn changed(whole: &Article) -> AnyView {
    let (t, article, now) = (texts(), &whole.summary, body_of(whole));
    view! {
        <div class="note col tight" role="status">
            <p>{if article.ended_at.is_some() { t.changed_ended } else { t.changed }}</p>
            <b>{now.title}</b>
            {now.text.map(|text| view! { <p class="typed">{text}</p> })}
            {now.link.map(|link| view! { <p>{link}</p> })}
        </div>
    }
    .into_any()
}
