//! What somebody is told whose conversation was stopped: by which clause, and where to object (F2, T10).

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::schools::SchoolsFind;

use crate::i18n::conduct as texts;
use crate::live::maybe;
use crate::reading::read;
use crate::session::Here;
use crate::tickets::view::Open;

pub fn stopped(here: &Here, open: Open) -> AnyView {
    let school = here.school();
    let reading = read::<SchoolsFind>(move || Some((school.clone(), Nothing {})));
    let id = open.path.with_value(|path| path.ticket);
    let href = here.path(&format!("conduct/new?ticket={id}"));
    let clause = move || {
        let clause = reading.value.get().map(|school| school.conduct.clause)?;
        (!clause.is_empty()).then(|| view! { <p>{texts().stopped_by_clause}" "{clause}</p> })
    };
    let t = texts();
    view! {
        <div class="note col tight">
            {maybe(clause)}
            <p>{t.stopped_object}</p>
            <div><a class="btn" href=href>{t.report}</a></div>
        </div>
    }
    .into_any()
}
