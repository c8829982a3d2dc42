//! What becomes of each row of a file, on demand.

use leptos::prelude::*;
use podskazka_shared::people::imports::{
    Import, ImportPath, ImportRow, ImportRowsQuery, ImportState, ImportsRows, RowKind,
};

use super::paged;
use crate::i18n::{self, people};
use crate::live::{State, derived, flag, maybe};

/// A switch between the kinds, and the rows of the chosen one.
pub fn rows(path: &ImportPath, found: State<Option<Import>>) -> AnyView {
    let t = people();
    let ready = derived(move || {
        found.with(|found| {
            found
                .as_ref()
                .is_some_and(|import| import.state == ImportState::Ready)
        })
    });
    let version = derived(move || found.with(|found| found.as_ref().map_or(0, |import| import.version)));
    let path = path.clone();
    maybe(move || {
        let version = version.get();
        (ready.get() && version > 0).then(|| {
            let kind: State<Option<RowKind>> = State::new(None);
            view! {
                <section class="col">
                    <h3 class="sr">{t.rows}</h3>
                    {switch(kind)}
                    {maybe({
                        let path = path.clone();
                        move || kind.get().map(|kind| list(path.clone(), kind))
                    })}
                </section>
            }
        })
    })
}

fn switch(kind: State<Option<RowKind>>) -> AnyView {
    let t = people();
    let pick = |(mine, text): (RowKind, &'static str)| {
        let on = flag(move || kind.get() == Some(mine));
        view! {
            <label class="pick" class:on=on>
                <input type="radio" name="rows" prop:checked=on on:change=move |_| kind.set(Some(mine)) />
                {text}
            </label>
        }
        .into_any()
    };
    let picks: Vec<_> = [
        (RowKind::Create, t.create),
        (RowKind::Change, t.change),
        (RowKind::Unchanged, t.same),
        (RowKind::Missing, t.missing),
    ]
    .into_iter()
    .map(pick)
    .collect();
    view! { <fieldset class="field"><legend>{t.rows}</legend><div class="picks">{picks}</div></fieldset> }
        .into_any()
}

fn list(path: ImportPath, kind: RowKind) -> AnyView {
    let t = people();
    let ask = move || {
        let query = ImportRowsQuery {
            kind: Some(kind),
            limit: Some(50),
            after: None,
        };
        Some((path.clone(), query))
    };
    let pages = paged::paged::<ImportsRows, ImportRow>(ask, |query, after| query.after = Some(after));
    let row = |row: &ImportRow| {
        let place = row.row.map(|row| i18n::row_only(&row.to_string()));
        let fields: Vec<&str> = row.fields.iter().map(|field| named(field)).collect();
        view! {
            <li class="row between wrap link-row">
                <span><b>{row.name.clone()}</b> " " <small>{row.external_id.clone()}</small></span>
                <small>{fields.join(", ")} " " {place}</small>
            </li>
        }
        .into_any()
    };
    let none = move || view! { <p class="dim">{t.rows_empty}</p> }.into_any();
    pages.show(t.rows, "col tight", row, none)
}

/// The name of a field of the card.
fn named(field: &str) -> &'static str {
    let t = people();
    match field {
        "name" => t.name,
        "post" => t.post,
        "email" => t.email,
        "phone" => t.phone,
        "roles" => t.roles,
        "class" => t.class,
        "classes" => t.leads,
        "children" => t.children,
        "parents" => t.parents,
        "ended_at" => t.reopen,
        _ => "",
    }
}
