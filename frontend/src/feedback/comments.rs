//! What people wrote, and of whom: of the reader themselves nothing.

use chrono::NaiveDate;
use leptos::prelude::*;
use podskazka_shared::feedback::{FeedbackItem, FeedbackList, FeedbackQuery, Reason};

use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{self, dates, lang, reports};
use crate::live::{State, derived, effect, keyed, live, maybe, spawn};
use crate::reading::read;
use crate::session::{Here, Session};
use crate::tickets::filter::{Filters, code};
use crate::ui::{empty, failure, more_button, when};

/// Those given between two days; the address may narrow them to a mark or a reason.
pub fn comments(
    here: &Here,
    filters: &Filters,
    (from, to): (Option<NaiveDate>, Option<NaiveDate>),
) -> AnyView {
    let t = reports();
    let school = here.school();
    let wanted = filters.clone();
    let asked = derived(move || FeedbackQuery {
        limit: Some(20),
        after: None,
        from,
        to,
        stars: wanted.get("stars").and_then(|stars| stars.parse().ok()),
        reason: code(wanted.get("reason").as_deref()),
    });
    let query = move |after| FeedbackQuery {
        after,
        ..asked.get_untracked()
    };
    let place = school.clone();
    let first = read::<FeedbackList>(move || Some((place.clone(), asked.get())));
    let narrowed = filters.clone();
    let all = move || {
        let narrow = asked.with(|query| query.stars.is_some() || query.reason.is_some());
        narrow.then(|| {
            let all = narrowed.without(&["stars", "reason"]);
            view! { <a class="btn small noprint" href=all>{t.comments_all}</a> }
        })
    };
    let (items, more) = (State::new(Vec::<FeedbackItem>::new()), State::new(None));
    effect(move |_| {
        if let Some(page) = first.value.get() {
            items.set(page.items);
            more.set(page.next);
        }
    });
    let (busy, error) = (State::new(false), State::new(None::<ApiError>));
    let session = Session::get();
    let school = StoredValue::new(school);
    let next = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let after = more.get_untracked();
        spawn(async move {
            let answer = api::ask::<FeedbackList>(&school.get_value(), &query(after)).await;
            if !busy.try_set(false) {
                return;
            }
            match answer {
                Ok(page) => {
                    error.set(None);
                    more.set(page.next);
                    items.update(|items| items.extend(page.items));
                }
                Err(ApiError::SignedOut) => session.lost(),
                Err(failed) => error.set(Some(failed)),
            }
        });
    };
    let low = here.path("follow-ups");
    let place = StoredValue::new(here.clone());
    let list = when(first, 2, move || {
        let none = derived(move || items.with(Vec::is_empty));
        let ids = move || items.with(|items| items.iter().map(|item| item.id.to_string()).collect());
        let row = move |key: String| {
            let find = |items: &Vec<FeedbackItem>| items.iter().find(|i| i.id.to_string() == key).cloned();
            let found = items.with_untracked(find);
            found.map_or_else(
                || ().into_any(),
                |found| place.with_value(|here| item(here, found)),
            )
        };
        let body = move || match none.get() {
            true => empty(t.no_comments, t.no_comments_hint, ().into_any()),
            false => view! {
                <ul class="cards">{keyed(ids, row)}</ul>
            }
            .into_any(),
        };
        let more = move || match (error.get(), more.with(Option::is_some)) {
            (Some(failed), _) => failure(&failed, next),
            (None, true) => more_button(busy, next),
            (None, false) => ().into_any(),
        };
        [live(body), live(more)].into_any()
    });
    view! {
        <section class="col" id="said">
            <div><h2>{t.comments}</h2><p class="dim">{t.comments_hint} " " <a href=low>{crate::i18n::follow_ups().title}</a></p></div>
            {maybe(all)}
            {list}
        </section>
    }
    .into_any()
}

fn item(here: &Here, item: FeedbackItem) -> AnyView {
    let t = reports();
    let request = here.path(&format!("tickets/{}", item.ticket));
    let helpers: Vec<String> = item.helpers.into_iter().map(|helper| helper.name).collect();
    view! {
        <li class="card">
            <p class="row between">
                {stars(item.stars)}
                <small>{dates::moment(item.rated_at, browser::now())}</small>
            </p>
            <p><a href=request>{item.number}</a> " · " {item.requester.name}</p>
            <p class="dim">{t.of_whom} " " {helpers.join(", ")}</p>
            {reasons(&item.reasons)}
            {item.comment.map(|comment| view! { <p class="text">{comment}</p> })}
        </li>
    }
    .into_any()
}

/// The mark as stars.
pub fn stars(given: u8) -> AnyView {
    let stars: String = (1..=5u8).map(|n| if n <= given { '★' } else { '☆' }).collect();
    view! { <span class="given" role="img" aria-label=i18n::stars_of(&given.to_string())>{stars}</span> }
        .into_any()
}

pub fn reasons(reasons: &[Reason]) -> Option<AnyView> {
    let chip = |reason: &Reason| view! { <span class="chip plain">{reason.label(lang())}</span> };
    let chips: Vec<_> = reasons.iter().map(chip).collect();
    (!chips.is_empty()).then(|| view! { <p class="row wrap tight">{chips}</p> }.into_any())
}
