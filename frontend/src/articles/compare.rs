//! The editions of an article, and what differs between two of them.

use leptos::prelude::*;
use podskazka_shared::articles::editions::{
    ArticlesCompare, ArticlesEditions, CompareQuery, Comparison, DiffLine, DiffPart, EditionsQuery, LineKind,
};
use podskazka_shared::articles::{ArticleBody, ArticleEdition};
use podskazka_shared::ids::ArticleId;

use super::work::whose;
use super::{path, state_chip};
use crate::i18n::{articles as texts, dates, lang};
use crate::live::{State, live};
use crate::people::paged::paged;
use crate::people::pick::select;
use crate::reading::read;
use crate::session::Here;
use crate::ui::when;

/// All editions, the newest first, and two of them beside each other.
pub(super) fn editions(here: &Here, id: ArticleId) -> AnyView {
    let t = texts();
    let at = path(here, id);
    let list_at = at.clone();
    let pages = paged::<ArticlesEditions, ArticleEdition>(
        move || Some((list_at.clone(), EditionsQuery::default())),
        |query, after| query.after = Some(after),
    );
    let items = pages.items;
    let row = |edition: &ArticleEdition| {
        view! {
            <li class="card col tight">
                <div class="row wrap tight"><b>{texts().edition}" "{edition.number}</b>{state_chip(edition.state)}</div>
                <span>{edition.title.clone()}</span>
                {whose(edition)}
            </li>
        }
        .into_any()
    };
    let (from, to) = (State::new(String::new()), State::new(String::new()));
    let chosen = move || {
        let number = |state: State<String>| state.with(|number| number.parse::<i32>().ok());
        Some(CompareQuery {
            from: Some(number(from)?),
            to: Some(number(to)?),
        })
    };
    let comparing = live(move || {
        let (known, at) = (items.get(), at.clone());
        if known.len() < 2 {
            return ().into_any();
        }
        let numbers: Vec<i32> = known.iter().map(|edition| edition.number).collect();
        let number = |place: usize| numbers.get(place).map(i32::to_string).unwrap_or_default();
        to.set(number(0));
        from.set(number(1));
        let options = || {
            let option = |edition: &ArticleEdition| {
                let words = format!(
                    "{} {}, {}",
                    t.edition,
                    edition.number,
                    edition.state.label(lang())
                );
                (edition.number.to_string(), words)
            };
            known.iter().map(option).collect::<Vec<_>>()
        };
        let reading = read::<ArticlesCompare>(move || Some((at.clone(), chosen()?)));
        let shown = when(reading, 3, move || {
            live(move || reading.value.get().map(|both| difference(&both)))
        });
        view! {
            <section class="col" aria-label=t.compare>
                <h2>{t.compare}</h2>
                <div class="pair">
                    {select("compare-from", t.compare_from, options(), from)}
                    {select("compare-to", t.compare_to, options(), to)}
                </div>
                {shown}
            </section>
        }
        .into_any()
    });
    view! {
        <section class="col narrow">
            <h2>{t.editions}</h2>
            {pages.show(t.editions, "cards", row, || ().into_any())}
        </section>
        {comparing}
    }
    .into_any()
}

/// What stands beside the text, in words: name and value.
fn beside(body: &ArticleBody) -> Vec<(&'static str, String)> {
    let t = texts();
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let audiences: Vec<_> = body.audiences.iter().map(|one| one.label(lang())).collect();
    vec![
        (t.name, body.title.clone()),
        (
            t.topic,
            body.topic
                .map(|topic| topic.label(lang()).to_owned())
                .unwrap_or_default(),
        ),
        (t.link, some(&body.link)),
        (t.source, some(&body.source)),
        (t.licence, some(&body.licence)),
        (t.journal, some(&body.journal)),
        (t.visibility, body.visibility.label(lang()).to_owned()),
        (t.audiences, audiences.join(", ")),
        (
            t.valid_until,
            body.valid_until.map(dates::date).unwrap_or_default(),
        ),
    ]
}

fn difference(both: &Comparison) -> AnyView {
    let t = texts();
    let said = |value: String| {
        if value.is_empty() {
            t.nothing.to_owned()
        } else {
            value
        }
    };
    let differ = beside(&both.from.body)
        .into_iter()
        .zip(beside(&both.to.body))
        .filter(|((_, before), (_, after))| before != after);
    let fields: Vec<_> = differ
        .map(|((name, before), (_, after))| {
            view! {
                <div><dt>{name}</dt><dd><del>{said(before)}</del>" → "<ins>{said(after)}</ins></dd></div>
            }
            .into_any()
        })
        .collect();
    let fields = (!fields.is_empty()).then(|| view! { <dl class="beside">{fields}</dl> });
    let same = both.lines.iter().all(|line| line.kind == LineKind::Same);
    let text = match same {
        true => view! { <p class="note">{t.compare_same}</p> }.into_any(),
        false => {
            let lines: Vec<_> = both.lines.iter().map(line).collect();
            view! { <div class="diff">{lines}</div> }.into_any()
        }
    };
    view! { {fields} {text} }.into_any()
}

/// A line with its sign, and its word for those who hear it.
fn line(line: &DiffLine) -> AnyView {
    let t = texts();
    let (class, sign, word) = match line.kind {
        LineKind::Same => ("", "", ""),
        LineKind::Removed => ("gone", "−", t.line_removed),
        LineKind::Added => ("new", "+", t.line_added),
    };
    let parts: Vec<_> = line
        .parts
        .iter()
        .map(|DiffPart { text, changed }| match (line.kind, changed) {
            (LineKind::Removed, true) => view! { <del>{text.clone()}</del> }.into_any(),
            (LineKind::Added, true) => view! { <ins>{text.clone()}</ins> }.into_any(),
            (LineKind::Same, _) | (_, false) => text.clone().into_any(),
        })
        .collect();
    let heard = (!word.is_empty()).then(|| view! { <span class="sr">{word}": "</span> });
    view! { <p class=class><span class="sign" aria-hidden="true">{sign}</span>{heard}<span>{parts}</span></p> }
        .into_any()
}
