//! What becomes of each row of a file, on demand.

use leptos::prelude::*;
use podskazka_shared::people::imports::{
    Import, ImportPath, ImportRow, ImportRowsQuery, ImportState, ImportsRows, RowKind,
};

use super::paged;
use crate::i18n::{self, people};
use crate::live::{State, derived, flag, maybe};

/// Which rows are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Of(RowKind),
    Losing,
}

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
            let kind: State<Option<Shown>> = State::new(None);
            let losing =
                found.with_untracked(|found| found.as_ref().is_some_and(|import| import.counts.losing > 0));
            view! {
                <section class="col">
                    <h3 class="sr">{t.rows}</h3>
                    {switch(kind, losing)}
                    {maybe({
                        let path = path.clone();
                        move || kind.get().map(|kind| list(path.clone(), kind))
                    })}
                </section>
            }
        })
    })
}

fn switch(kind: State<Option<Shown>>, losing: bool) -> AnyView {
    let t = people();
    let pick = |(mine, text): (Shown, &'static str)| {
        let on = flag(move || kind.get() == Some(mine));
        view! {
            <label class="pick" class:on=on>
                <input type="radio" name="rows" prop:checked=on on:change=move |_| kind.set(Some(mine)) />
                {text}
            </label>
        }
        .into_any()
    };
    let kinds = [
        (Shown::Of(RowKind::Create), t.create),
        (Shown::Of(RowKind::Change), t.change),
        (Shown::Of(RowKind::Unchanged), t.same),
        (Shown::Of(RowKind::Missing), t.missing),
    ];
    let losing = losing.then_some((Shown::Losing, t.losing));
    let picks: Vec<_> = kinds.into_iter().chain(losing).map(pick).collect();
    view! { <fieldset class="field"><legend>{t.rows}</legend><div class="picks">{picks}</div></fieldset> }
        .into_any()
}

fn list(path: ImportPath, shown: Shown) -> AnyView {
    let t = people();
    let ask = move || {
        let (kind, losing) = match shown {
            Shown::Of(kind) => (Some(kind), None),
            Shown::Losing => (None, Some(true)),
        };
        let query = ImportRowsQuery {
            kind,
            losing,
            limit: Some(50),
            after: None,
        };
        Some((path.clone(), query))
    };
    let pages = paged::paged::<ImportsRows, ImportRow>(ask, |query, after| query.after = Some(after));
    let row = |row: &ImportRow| {
        let place = row.row.map(|row| i18n::row_only(&row.to_string()));
        let fields: Vec<&str> = row.fields.iter().map(|field| named(field)).collect();
        let ties: Vec<&str> = row.lost_ties.iter().map(|one| one.name.as_str()).collect();
        let classes: Vec<String> = row.lost_classes.iter().map(ToString::to_string).collect();
        let lost = |label: &'static str, names: String| {
            (!names.is_empty()).then(|| view! { <small>{label} " " {names}</small> })
        };
        view! {
            <li class="col tight link-row">
                <span class="row between wrap">
                    <span><b>{row.name.clone()}</b> " " <small>{row.external_id.clone()}</small></span>
                    <small>{fields.join(", ")} " " {place}</small>
                </span>
                {lost(t.lost_ties, ties.join(", "))}
                {lost(t.lost_classes, classes.join(", "))}
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
