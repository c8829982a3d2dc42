//! `/s/:school/articles/:id`: one article to read.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::Action;
use podskazka_shared::articles::{Article, ArticlesFind};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ArticleId;

use podskazka_shared::usefulness::UseKind;

use super::suggest::count;
use super::useful::judged;
use super::{about, outside, over, path, prose};
use crate::i18n::{articles as texts, dates};
use crate::live::{derived, effect, live, words};
use crate::reading::read;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{Icon, icon, page, when};

pub fn show(here: Here) -> AnyView {
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
    let here_too = here.clone();
    let reader = here.clone();
    // Opened once, however often it is read anew.
    let there = derived(move || reading.value.with(Option::is_some));
    effect(move |_| {
        if there.get() {
            count(&reader, id, UseKind::Read);
        }
    });
    let body = when(reading, 2, move || {
        let here = here_too.clone();
        live(move || reading.value.get().map(|article| text(&here, &article)))
    });
    let title = words(move || {
        let told = reading
            .value
            .with(|article| article.as_ref().map(|article| article.summary.title.clone()));
        told.unwrap_or_else(|| t.one.to_owned())
    });
    page(title, back(here.path("articles"), t.title), ().into_any(), body)
}

fn text(here: &Here, whole: &Article) -> AnyView {
    let (t, article) = (texts(), &whole.summary);
    let edit = here.may(Action::ArticleWrite).then(|| {
        let to = |rest: &str| here.path(&format!("articles/{}/{rest}", article.id));
        view! {
            <a class="btn" href=to("edit")>{icon(Icon::Pencil)}{t.edit}</a>
            <a class="btn" href=to("work")>{t.work}</a>
        }
    });
    let note = match (article.ended_at, article.published_at, &article.draft) {
        (Some(_), ..) => Some(t.withdrawn_note),
        (None, None, _) => Some(t.unpublished_note),
        (None, Some(_), Some(_)) => Some(t.draft_note),
        (None, Some(_), None) => None,
    };
    let ended = note.map(|note| view! { <p class="note">{note}</p> });
    let updated = article.published_at.unwrap_or(article.updated_at);
    let about = about(article);
    let stands = article.published_at.is_some() && article.ended_at.is_none();
    view! {
        <article class="card col narrow">
            {ended}
            {over(article)}
            {prose(whole.html.clone())}
            <div class="row wrap tight">{article.link.as_deref().map(outside)}{edit}</div>
            {(!about.is_empty()).then(|| view! { <small>{about}</small> })}
            <small>{t.updated}" "{dates::today(updated).map(dates::date)}</small>
        </article>
        {stands.then(|| judged(here, article.id))}
    }
    .into_any()
}
