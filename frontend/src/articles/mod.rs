//! Reference materials: the list, one of them, and the form of those who write them.

mod compare;
pub mod give;
pub mod helpful;
pub mod list;
mod pictures;
mod preview;
mod search;
pub mod show;
pub mod suggest;
mod useful;
pub mod work;
pub mod write;

use leptos::prelude::*;
use podskazka_shared::articles::{ArticlePath, ArticleRef, ArticleSummary, EditionState, Visibility};
use podskazka_shared::ids::ArticleId;

use crate::i18n::{articles as texts, dates, lang};
use crate::session::Here;

/// An article in the addresses of the API.
fn path(here: &Here, id: ArticleId) -> ArticlePath {
    ArticlePath {
        school: here.slug.clone(),
        article: id,
    }
}

/// What it is about, for which journal, for whom, whose, and on what terms.
fn about(article: &ArticleSummary) -> String {
    let topic = article.topic.map(|topic| topic.label(lang()).to_owned());
    let seen = match article.visibility {
        Visibility::Audiences => None,
        Visibility::Public | Visibility::Staff | Visibility::Helpers => {
            Some(article.visibility.label(lang()).to_owned())
        }
    };
    let audiences = article.audiences.iter().map(|one| one.label(lang()).to_owned());
    let words = topic.into_iter().chain(article.journal.clone()).chain(seen);
    let words = words.chain(audiences).chain(article.source.clone());
    words
        .chain(article.licence.clone())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// A text as the server rendered and cleaned it.
fn prose(html: Option<String>) -> Option<AnyView> {
    html.map(|html| view! { <div class="prose" inner_html=html></div> }.into_any())
}

/// What readers are told of an article whose last day is over.
fn over(article: &ArticleSummary) -> Option<AnyView> {
    let today = dates::today(crate::browser::now())?;
    let last = article.valid_until.filter(|_| article.is_over(today))?;
    Some(view! { <p class="note">{texts().over_note}" "{dates::date(last)}"."</p> }.into_any())
}

/// The state of an edition, by a word and a look.
fn state_chip(state: EditionState) -> AnyView {
    let class = match state {
        EditionState::Draft | EditionState::Dropped => "chip plain",
        EditionState::Review => "chip soon",
        EditionState::Published => "chip",
    };
    view! { <span class=class>{state.label(lang())}</span> }.into_any()
}

/// The way out to where it stands, told by the name of the site.
fn outside(link: &str) -> AnyView {
    let site = link.split('/').nth(2).unwrap_or(link).to_owned();
    let href = link.to_owned();
    view! {
        <a class="btn" href=href rel="external noopener noreferrer" target="_blank">{texts().open_at}" "{site}</a>
    }
    .into_any()
}

/// An article that somebody was given to read.
pub fn given(here: &Here, article: &ArticleRef) -> AnyView {
    let (t, title) = (texts(), article.title.clone());
    let name = match article.open {
        true => {
            let href = here.path(&format!("articles/{}", article.id));
            view! { <a href=href>{title}</a> }.into_any()
        }
        false => view! { <span>{title}" ("{t.not_open}")"</span> }.into_any(),
    };
    view! { <p class="known"><small>{t.read_at_home}": "</small>{name}</p> }.into_any()
}
