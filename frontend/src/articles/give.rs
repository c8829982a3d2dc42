//! A material in an answer: found by what the request says, put in by its title and address; and shown as a link in the thread.

use leptos::prelude::*;
use podskazka_shared::articles::{ArticleSummary, ArticlesFind};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::ArticleId;
use podskazka_shared::tickets::MessageKind;

use super::suggest::{fitting, settled};
use crate::browser;
use crate::i18n::usefulness as texts;
use crate::live::{State, derived, live, maybe, yes_no};
use crate::reading::read;
use crate::session::Here;
use crate::tickets::compose::text_id;
use crate::tickets::view::Open;
use crate::ui::field::Field;
use crate::ui::text_field;

const OPENER: &str = "give-open";

/// The button beside an answer, and what it opens.
pub fn give(here: &Here, open: Open, text: State<String>) -> AnyView {
    let (t, shown, here) = (texts(), State::new(false), here.clone());
    let panel = move || shown.get().then(|| find(&here, open, text, shown));
    view! {
        <div>
            <button
                type="button"
                class="btn"
                id=OPENER
                title=t.give_title
                aria-expanded=yes_no(move || shown.get())
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {t.give}
            </button>
        </div>
        {maybe(panel)}
    }
    .into_any()
}

fn find(here: &Here, open: Open, text: State<String>, shown: State<bool>) -> AnyView {
    let t = texts();
    // What the request says is looked for until something else is typed.
    let asked = open.reading.value.with_untracked(|ticket| {
        let ticket = ticket.as_ref()?;
        let first = ticket
            .messages
            .iter()
            .find(|message| message.kind == MessageKind::Request);
        Some(first.map_or_else(|| ticket.summary.title.clone(), |message| message.text.clone()))
    });
    let asked = asked.unwrap_or_default();
    let typed = State::new(String::new());
    let wanted = settled(move || match typed.get().trim() {
        "" => asked.clone(),
        typed => typed.to_owned(),
    });
    let topic = derived(move || {
        open.summary
            .with(|ticket| ticket.as_ref().map(|ticket| ticket.topic))
    });
    let reading = fitting(here, wanted, topic);
    let here = here.clone();
    let put = move |article: &ArticleSummary| {
        let origin = window().location().origin().unwrap_or_default();
        let address = format!("{origin}{}", here.path(&format!("articles/{}", article.id)));
        text.update(|text| {
            if !text.trim().is_empty() {
                text.push('\n');
            }
            text.push_str(&format!("{}: {address}", article.title));
        });
        shown.set(false);
        browser::focus_soon(text_id());
    };
    let rows = move || {
        let found = reading.value.get()?.items;
        let rows: Vec<_> = found
            .into_iter()
            .map(|article| {
                let (put, title) = (put.clone(), article.title.clone());
                view! { <li><button type="button" on:click=move |_| put(&article)>{title}</button></li> }
                    .into_any()
            })
            .collect();
        let none = rows.is_empty().then(|| view! { <p class="dim">{t.none}</p> });
        Some(view! { {none} <ul class="suggested-list">{rows}</ul> })
    };
    let field = Field {
        pointer: "/give",
        label: t.give_search,
        hint: "",
        sending: crate::sending::Sending::of("give"),
    };
    view! {
        <div class="suggested col" role="group" aria-label=t.give_title>
            {text_field(field, "search".into(), "off", typed, ().into_any())}
            <div role="status" aria-live="polite">{maybe(rows)}</div>
        </div>
    }
    .into_any()
}

/// A text in which the addresses of this school's materials are links, for who may read them.
pub fn linked(slug: &str, text: &str) -> AnyView {
    let way = format!("/s/{slug}/articles/");
    let mut parts: Vec<AnyView> = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(way.as_str()) {
        let id: String = after
            .chars()
            .take_while(|c| c.is_ascii_hexdigit() || *c == '-')
            .collect();
        let known = id.parse::<ArticleId>();
        // The site before it belongs to the address.
        let begins = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let site = before.get(begins..).unwrap_or_default();
        match known {
            Ok(known) if site.starts_with("http") => {
                parts.push(before.get(..begins).unwrap_or_default().to_owned().into_any());
                parts.push(link(slug, known));
            }
            Ok(_) | Err(_) => parts.push(format!("{before}{way}{id}").into_any()),
        }
        rest = after.get(id.len()..).unwrap_or_default();
    }
    parts.push(rest.to_owned().into_any());
    parts.into_any()
}

fn link(slug: &str, id: ArticleId) -> AnyView {
    let (t, slug) = (texts(), slug.to_owned());
    let at = podskazka_shared::articles::ArticlePath {
        school: slug.clone(),
        article: id,
    };
    let reading = read::<ArticlesFind>(move || Some((at.clone(), Nothing {})));
    live(move || {
        match (
            reading.value.with(Option::is_some),
            reading.failure.with(Option::is_some),
        ) {
            (true, _) => {
                let href = format!("/s/{slug}/articles/{id}");
                view! { <a href=href>{t.open}</a> }.into_any()
            }
            (false, true) => view! { <span>"("{t.closed}")"</span> }.into_any(),
            (false, false) => "…".into_any(),
        }
    })
}
