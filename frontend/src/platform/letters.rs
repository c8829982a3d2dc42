//! Letters that were given up.

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::letters::{
    DeadLetter, LetterPath, PlatformLettersList, PlatformLettersRemove, PlatformLettersRetry,
    PlatformLettersRetryAll,
};
use podskazka_shared::page::Page;
use podskazka_shared::platform::PlatformQuery;

use crate::browser;
use crate::i18n::{dates, lang, notifications as texts};
use crate::live::{derived, maybe};
use crate::people::paged::paged;
use crate::reading::Reading;
use crate::sending::Sending;
use crate::ui::{Toasts, button, error_summary};

pub(super) fn letters() -> AnyView {
    let t = texts();
    let pages = paged::<PlatformLettersList, DeadLetter>(
        || Some((Nothing {}, PlatformQuery::default())),
        |query, after| query.after = Some(after),
    );
    let (list, items) = (pages.first, pages.items);
    let (sending, toasts) = (Sending::of("letters"), Toasts::get());
    let several = derived(move || items.with(|items| items.len() > 1));
    let retry_all = move || {
        sending.send::<PlatformLettersRetryAll>(Nothing {}, (), 0, move |()| {
            toasts.say(texts().retried_all);
            list.again();
            browser::focus_heading();
        });
    };
    let all = maybe(move || {
        several
            .get()
            .then(|| button("btn small", t.retry_all.into_any(), retry_all))
    });
    let nothing = || view! { <p class="dim">{texts().letters_none}</p> }.into_any();
    view! {
        <section class="card col">
            <div class="row wrap between"><h2>{t.letters}</h2>{all}</div>
            <small>{t.letters_hint}</small>
            {error_summary(sending, "letters-error")}
            {pages.show(t.letters, "rows", move |letter: &DeadLetter| row(letter, list), nothing)}
        </section>
    }
    .into_any()
}

fn row(letter: &DeadLetter, list: Reading<Page<DeadLetter>>) -> AnyView {
    let t = texts();
    let (sending, toasts) = (Sending::of("letter"), Toasts::get());
    let path = LetterPath { letter: letter.id };
    let over = move |said: &'static str| {
        toasts.say(said);
        list.again();
        browser::focus_heading();
    };
    let again = path.clone();
    let retry = move || {
        sending.send::<PlatformLettersRetry>(again.clone(), (), 0, move |()| over(texts().retried));
    };
    let remove = move || {
        sending.send::<PlatformLettersRemove>(path.clone(), (), 0, move |()| over(texts().removed));
    };
    let school = letter.school.as_ref().map(|school| format!(" · {school}"));
    view! {
        <li class="col tight">
            <div><b>{letter.kind.label(lang())}</b> {school}</div>
            <small>{dates::moment(letter.created_at, browser::now())} ", " {t.attempts} " " {letter.attempts}</small>
            <small>{letter.error.clone()}</small>
            {error_summary(sending, "letter-error")}
            <div class="row wrap tight">
                {button("btn small", t.retry.into_any(), retry)}
                {button("btn small", t.remove.into_any(), remove)}
            </div>
        </li>
    }
    .into_any()
}
