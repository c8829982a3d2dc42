//! The search over the materials.

use leptos::prelude::*;
use podskazka_shared::articles::ArticleSummary;
use podskazka_shared::usefulness::{ArticleSearchBody, ArticlesSearch};

use crate::i18n::{general, usefulness as texts};
use crate::live::{State, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{button, empty, error_summary, submit, text_field};

/// The box, and what it found; `found` is none where all are listed.
pub fn search(
    here: &Here,
    found: State<Option<Vec<ArticleSummary>>>,
    card: impl Fn(&ArticleSummary) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let t = texts();
    let (sending, typed, school) = (Sending::of("search"), State::new(String::new()), here.school());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let text = typed.get_untracked().trim().to_owned();
        sending.send::<ArticlesSearch>(school.clone(), ArticleSearchBody { text }, 0, move |page| {
            found.set(Some(page.items));
        });
    };
    let field = Field {
        pointer: "/text",
        label: t.search,
        hint: "",
        sending,
    };
    let clear = move || {
        let clear = move || {
            typed.set(String::new());
            found.set(None);
            crate::browser::focus_soon(crate::ui::field::id_of("search", "/text"));
        };
        found
            .with(Option::is_some)
            .then(|| button("btn", t.clear.into_any(), clear))
    };
    let list = move || {
        found.get().map(|found| match found.is_empty() {
            true => empty(t.nothing, t.nothing_hint, ().into_any()),
            false => {
                let rows: Vec<_> = found.iter().map(&card).collect();
                view! { <ul class="cards" aria-label=t.found>{rows}</ul> }.into_any()
            }
        })
    };
    view! {
        <form class="col tight" role="search" novalidate on:submit=on_submit>
            {text_field(field, "search".into(), "off", typed, ().into_any())}
            <div class="row wrap tight">{submit(sending.busy, t.search_button.into(), general().sending)}{maybe(clear)}</div>
            {error_summary(sending, "search-error")}
        </form>
        <div role="status" aria-live="polite">{maybe(list)}</div>
    }
    .into_any()
}
