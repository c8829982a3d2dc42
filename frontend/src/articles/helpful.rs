//! `/s/:school/articles/helpful`: what the materials were good for, for those who write them.

use leptos::prelude::*;
use podskazka_shared::usefulness::{ArticleFigures, ArticlesUsefulness, EmptySearch, UsefulnessQuery};

use crate::i18n::{articles, dates, lang, usefulness as texts};
use crate::live::{State, derived, effect, live};
use crate::reading::read;
use crate::session::Here;
use crate::tickets::filter::Filters;
use crate::tickets::list::back;
use crate::ui::{empty, page, when};

pub fn helpful(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || UsefulnessQuery {
        from: wanted.get("from").and_then(|day| day.parse().ok()),
        to: wanted.get("to").and_then(|day| day.parse().ok()),
    });
    let school = here.school();
    let reading = read::<ArticlesUsefulness>(move || Some((school.clone(), query.get())));
    let base = here.path("articles");
    let list = when(reading, 4, move || {
        let base = base.clone();
        live(move || {
            let told = reading.value.get()?;
            let rows: Vec<_> = told.articles.iter().map(|one| row(&base, one)).collect();
            let none = rows.is_empty().then(|| empty(t.none_yet, "", ().into_any()));
            let searches: Vec<_> = told.searches.into_iter().map(searched).collect();
            let searches = (!searches.is_empty()).then(|| {
                view! { <section class="card col tight"><h2>{t.searches}</h2><ul class="col tight plain">{searches}</ul></section> }
            });
            Some(view! { {none} <ul class="cards">{rows}</ul> {searches} })
        })
    });
    let body = view! {
        <div class="col narrow">
            <div class="row wrap">{day(&filters, "from", t.from)}{day(&filters, "to", t.to)}</div>
            {list}
        </div>
    };
    let above = back(here.path("articles"), articles().title);
    let below = view! { <p class="dim">{t.lead}</p> };
    page(t.title.to_owned(), above, below.into_any(), body.into_any())
}

fn day(filters: &Filters, name: &'static str, label: &'static str) -> AnyView {
    let (set, reader) = (filters.setter(), filters.clone());
    let value = State::new(String::new());
    effect(move |_| value.set(reader.get(name).unwrap_or_default()));
    view! {
        <label class="field">
            <span>{label}</span>
            <input type="date" prop:value=value.signal() on:change=move |ev| set(name, &event_target_value(&ev)) />
        </label>
    }
    .into_any()
}

fn row(base: &str, one: &ArticleFigures) -> AnyView {
    let t = texts();
    let figure = |label: &'static str, number: i64| {
        view! { <div><dt>{label}</dt><dd>{number.to_string()}</dd></div> }.into_any()
    };
    let figures = [
        figure(t.helped_number, one.helped),
        figure(t.given_number, one.given),
        figure(t.read_number, one.read),
        figure(t.useful_number, one.useful),
        figure(t.not_useful_number, one.not_useful),
    ];
    let topic = one
        .topic
        .map(|topic| view! { <small>{topic.label(lang())}</small> });
    let missing = (!one.missing.is_empty()).then(|| {
        let rows: Vec<_> = one.missing.iter().map(|text| view! { <li class="typed">{text.clone()}</li> }.into_any()).collect();
        view! { <details><summary>{t.missing_many}" ("{rows.len().to_string()}")"</summary><ul>{rows}</ul></details> }
    });
    view! {
        <li class="card col tight">
            <h2><a href=format!("{base}/{}", one.id)>{one.title.clone()}</a></h2>
            {topic}
            <dl class="counts">{figures.into_any()}</dl>
            {missing}
        </li>
    }
    .into_any()
}

fn searched(one: EmptySearch) -> AnyView {
    let t = texts();
    view! {
        <li>
            <b>{one.words}</b>
            <small>" · "{one.number.to_string()}" "{t.times}" · "{t.last}" "{dates::date(one.last_on)}</small>
        </li>
    }
    .into_any()
}
