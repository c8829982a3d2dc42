//! Notices of the school whose letters reached nobody.

use leptos::prelude::*;
use podskazka_shared::letters::{LettersList, Undelivered};
use podskazka_shared::platform::PlatformQuery;

use crate::browser;
use crate::i18n::{dates, schools};
use crate::live::{derived, maybe};
use crate::people::paged::paged;
use crate::session::Here;

/// Nothing while all letters arrive.
pub(super) fn letters(here: &Here) -> AnyView {
    let school = here.school();
    let pages = paged::<LettersList, Undelivered>(
        move || Some((school.clone(), PlatformQuery::default())),
        |query, after| query.after = Some(after),
    );
    let (here, any) = (
        here.clone(),
        derived({
            let items = pages.items;
            move || items.with(|items| !items.is_empty())
        }),
    );
    maybe(move || {
        let (t, here) = (schools(), here.clone());
        let row = move |letter: &Undelivered| row(&here, letter);
        any.get().then(|| {
            view! {
                <section class="card col">
                    <h2>{t.letters}</h2>
                    <small>{t.letters_hint}</small>
                    {pages.clone().show(t.letters, "rows", row, || ().into_any())}
                </section>
            }
        })
    })
}

fn row(here: &Here, letter: &Undelivered) -> AnyView {
    let card = here.path(&format!("people/{}", letter.member.id));
    view! {
        <li class="col tight">
            <a href=card>{letter.member.name.clone()}</a>
            <small>{dates::moment(letter.created_at, browser::now())}</small>
            <small>{letter.error.clone()}</small>
        </li>
    }
    .into_any()
}
