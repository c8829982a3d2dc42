//! Materials while somebody types: below the text, in a place of their own, so that nothing jumps and no focus is lost.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::articles::{ArticleSummary, ArticlesFind};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ArticleId;
use podskazka_shared::page::Page;
use podskazka_shared::tickets::Topic;
use podskazka_shared::usefulness::{ArticlesSuggest, ArticlesUse, SuggestBody, UseBody, UseKind};

use super::{outside, path};
use crate::i18n::usefulness as texts;
use crate::live::{Derived, State, derived, effect, live, maybe, spawn, words, yes_no};
use crate::reading::{Reading, read, read_for};
use crate::session::Here;
use crate::ui::{button, when};

/// How long somebody pauses before anything is asked for.
const PAUSE: Duration = Duration::from_millis(400);
/// The characters that are sent, and the fewest that are.
const SENT: usize = 1_000;
const FEWEST: usize = 4;

/// What is typed, once somebody pauses.
pub fn settled(text: impl Fn() -> String + 'static) -> State<String> {
    let after = State::new(String::new());
    effect(move |_| {
        let typed: String = text().trim().chars().take(SENT).collect();
        let Ok(later) = set_timeout_with_handle(
            move || {
                if after.is_there() && after.get_untracked() != typed {
                    after.set(typed.clone());
                }
            },
            PAUSE,
        ) else {
            return;
        };
        on_cleanup(move || later.clear());
    });
    after
}

/// What fits a text, asked for anew when it changes; an answer to an earlier text is dropped.
pub fn fitting(
    here: &Here,
    text: State<String>,
    topic: Derived<Option<Topic>>,
) -> Reading<Page<ArticleSummary>> {
    let school = here.school();
    read_for::<ArticlesSuggest>(move || {
        let (text, topic) = (text.get(), topic.get());
        let enough = text.chars().filter(|c| c.is_alphanumeric()).count() >= FEWEST;
        enough.then(|| (school.clone(), SuggestBody { text, topic }))
    })
}

/// Counts a use of a material; whether it is counted stops nobody.
pub fn count(here: &Here, id: ArticleId, kind: UseKind) {
    let at = path(here, id);
    spawn(async move {
        let _ = crate::api::act::<ArticlesUse>(&at, &UseBody { kind }).await;
    });
}

/// The materials that fit what is typed; `done` is told when one of them answered.
pub fn suggested(
    here: &Here,
    text: State<String>,
    topic: Derived<Option<Topic>>,
    own: Derived<bool>,
    done: Arc<dyn Fn() + Send + Sync>,
) -> AnyView {
    let t = texts();
    let typed = settled(move || text.get());
    let reading = fitting(here, typed, topic);
    let open = State::new(None::<ArticleId>);
    let shown = State::new(None::<Vec<ArticleSummary>>);
    // What somebody is reading stays where it is.
    effect(move |_| {
        let found = reading
            .value
            .with(|page| page.as_ref().map(|page| page.items.clone()));
        let none = typed.with(String::is_empty);
        if open.get().is_none() {
            shown.set(found.filter(|_| !none));
        }
    });
    let here = here.clone();
    let list = derived(move || shown.get());
    let told = words(move || match list.with(|list| list.as_ref().map(Vec::len)) {
        Some(0) | None => String::new(),
        Some(many) => format!("{} {many}", t.found_many),
    });
    let rows = move || match list.get() {
        None => view! { <p class="dim">{t.waiting}</p> }.into_any(),
        Some(list) if list.is_empty() => view! { <p class="dim">{t.none}</p> }.into_any(),
        Some(list) => {
            let rows: Vec<_> = list
                .iter()
                .map(|one| row(&here, one, open, own, done.clone()))
                .collect();
            view! { <ul class="suggested-list">{rows}</ul> }.into_any()
        }
    };
    view! {
        <section class="suggested" aria-label=t.suggested>
            <p class="suggested-title"><b>{t.suggested}</b></p>
            <p class="sr" role="status" aria-live="polite">{told}</p>
            {live(rows)}
        </section>
    }
    .into_any()
}

fn row(
    here: &Here,
    article: &ArticleSummary,
    open: State<Option<ArticleId>>,
    own: Derived<bool>,
    done: Arc<dyn Fn() + Send + Sync>,
) -> AnyView {
    let (id, title, here) = (article.id, article.title.clone(), here.clone());
    let is_open = derived(move || open.get() == Some(id));
    let turn = {
        let here = here.clone();
        move |_| {
            let opens = !is_open.get_untracked();
            open.set(opens.then_some(id));
            if opens {
                count(&here, id, UseKind::Read);
            }
        }
    };
    let panel = move || is_open.get().then(|| whole(&here, id, open, own, done.clone()));
    view! {
        <li>
            <button type="button" id=opener(id) aria-expanded=yes_no(move || is_open.get()) on:click=turn>{title}</button>
            {maybe(panel)}
        </li>
    }
    .into_any()
}

fn opener(id: ArticleId) -> String {
    format!("suggested-{id}")
}

/// A material within the form.
fn whole(
    here: &Here,
    id: ArticleId,
    open: State<Option<ArticleId>>,
    own: Derived<bool>,
    done: Arc<dyn Fn() + Send + Sync>,
) -> AnyView {
    let t = texts();
    let at = path(here, id);
    let reading = read::<ArticlesFind>(move || Some((at.clone(), Nothing {})));
    let here = here.clone();
    let body = when(reading, 2, move || {
        let (here, done) = (here.clone(), done.clone());
        let helped = move || {
            let (here, done) = (here.clone(), done.clone());
            own.get().then(|| {
                let act = move || {
                    count(&here, id, UseKind::Helped);
                    done();
                };
                view! {
                    <div class="col tight">
                        <div>{button("btn main", t.helped.into_any(), act)}</div>
                        <small>{t.helped_hint}</small>
                    </div>
                }
            })
        };
        let text = move || {
            reading.value.get().map(|article| {
                view! {
                    {super::prose(article.html)}
                    {article.summary.link.as_deref().map(outside)}
                }
            })
        };
        view! { {maybe(text)} {maybe(helped)} }.into_any()
    });
    let shut = move || {
        open.set(None);
        crate::browser::focus_soon(opener(id));
    };
    view! { <div class="suggested-text col">{body}<div>{button("btn", t.hide.into_any(), shut)}</div></div> }
        .into_any()
}
