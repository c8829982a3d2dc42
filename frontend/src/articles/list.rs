//! `/s/:school/articles`: what there is to read, the newest first.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::articles::{
    ArticleSummary, ArticlesList, ArticlesQuery, ArticlesStarter, EditionState,
};
use podskazka_shared::tickets::Topic;

use super::search::search;
use super::{about, outside, state_chip};
use crate::i18n::{articles as texts, lang};
use crate::live::{State, derived, flag};
use crate::people::paged::paged;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::{Filters, code};
use crate::ui::{Icon, Toasts, button, empty, error_summary, icon, page};

pub fn list(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || ArticlesQuery {
        topic: code::<Topic>(wanted.get("topic").as_deref()),
        ended: (wanted.get("status").as_deref() == Some("ended")).then_some(true),
        over: (wanted.get("status").as_deref() == Some("over")).then_some(true),
        draft: code::<EditionState>(wanted.get("status").as_deref()),
        limit: Some(50),
        ..ArticlesQuery::default()
    });
    let school = here.school();
    let pages = paged::<ArticlesList, ArticleSummary>(
        move || Some((school.clone(), query.get())),
        |query, after| query.after = Some(after),
    )
    .of(query);
    let writes = here.may(Action::ArticleWrite);
    let first = pages.first;
    let add = writes.then(|| {
        view! {
            <div class="row wrap tight">
                <a class="btn main" href=here.path("articles/new")>{icon(Icon::Plus)}{t.add}</a>
                <a class="btn" href=here.path("articles/helpful")>{crate::i18n::usefulness().title}</a>
                {starter(&here, move || first.again())}
            </div>
        }
    });
    let tabs = writes.then(|| {
        filters.tabs(
            t.status,
            "status",
            vec![
                ("", t.current),
                ("draft", t.drafts),
                ("review", t.in_review),
                ("over", t.over_many),
                ("ended", t.withdrawn_many),
            ],
        )
    });
    let nothing = move || {
        let query = query.get();
        let (title, hint) = match (query.topic, query.ended, query.draft) {
            (Some(_), ..) => (t.none_of_topic, ""),
            (None, Some(_), _) => (t.none_ended, ""),
            (None, None, None) if query.over.is_some() => (t.none_over, ""),
            (None, None, Some(EditionState::Review)) => (t.none_in_review, ""),
            (None, None, Some(_)) => (t.none_drafts, ""),
            (None, None, None) if writes => (t.empty, t.empty_writer),
            (None, None, None) => (t.empty, t.empty_hint),
        };
        empty(title, hint, ().into_any())
    };
    let base = here.path("articles");
    let found_base = base.clone();
    let row = move |article: &ArticleSummary| card(&base, article);
    let found = State::new(None::<Vec<ArticleSummary>>);
    let searching = flag(move || found.with(Option::is_some));
    let body = view! {
        <div class="col narrow">
            {search(&here, found, move |article| card(&found_base, article))}
            <div class="col" hidden=searching>
                <div class="row wrap tight between">{topics(&filters)}{tabs}</div>
                {pages.show(t.title, "cards", row, nothing)}
            </div>
        </div>
    };
    let below = view! { <p class="dim">{t.lead}</p> {add} };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

/// Takes the starter set over; what the school has had stays as it is.
fn starter(here: &Here, again: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let (sending, toasts, school) = (Sending::of("starter"), Toasts::get(), here.school());
    let press = move || {
        sending.send::<ArticlesStarter>(school.clone(), (), 0, move |done| {
            let t = texts();
            match done.added {
                0 => toasts.say(t.starter_there),
                _ => toasts.say(t.starter_added),
            }
            again();
        });
    };
    view! {
        {button("btn", texts().starter.into_any(), press)}
        {error_summary(sending, "starter-error")}
    }
    .into_any()
}

fn topics(filters: &Filters) -> AnyView {
    let t = texts();
    let set = filters.setter();
    let reader = filters.clone();
    let chosen = derived(move || reader.get("topic").unwrap_or_default());
    let options: Vec<_> = std::iter::once(("", t.any_topic))
        .chain(Topic::ALL.iter().map(|topic| (topic.code(), topic.label(lang()))))
        .map(|(code, label)| {
            view! { <option value=code selected=flag(move || chosen.with(|chosen| chosen == code))>{label}</option> }
                .into_any()
        })
        .collect();
    view! {
        <select class="small" aria-label=t.topic on:change=move |ev| set("topic", &event_target_value(&ev))>{options}</select>
    }
    .into_any()
}

fn card(base: &str, article: &ArticleSummary) -> AnyView {
    let draft = article.draft.as_ref();
    // What nobody reads yet is opened where it is worked on.
    let (href, title) = match (draft, article.published_at) {
        (Some(draft), None) => (format!("{base}/{}/work", article.id), draft.title.clone()),
        _ => (format!("{base}/{}", article.id), article.title.clone()),
    };
    let state = draft.map(|draft| {
        let to = format!("{base}/{}/work", article.id);
        view! { <a class="row tight" href=to>{state_chip(draft.state)}</a> }
    });
    let link = article.link.as_deref().map(outside);
    let about = about(article);
    view! {
        <li class="card col tight">
            <h2><a href=href>{title}</a></h2>
            {state}
            {super::over(article)}
            {(!about.is_empty()).then(|| view! { <small>{about}</small> })}
            {link.map(|link| view! { <div>{link}</div> })}
        </li>
    }
    .into_any()
}
