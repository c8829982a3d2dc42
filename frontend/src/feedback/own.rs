//! What people think of the reader's own answers: averages and comments, and nothing of fewer than five ratings.

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::feedback::{FeedbackOwn, OwnRatings};

use crate::i18n::{self, reports};
use crate::live::maybe;
use crate::reading::read;
use crate::reports::chart;
use crate::session::Here;
use crate::ui::when;

/// `quiet` leaves out the word that there are too few.
pub fn own(here: &Here, quiet: bool) -> AnyView {
    let school = here.school();
    let reading = read::<FeedbackOwn>(move || Some((school.clone(), Nothing {})));
    when(reading, 1, move || {
        maybe(move || {
            let found = reading.value.get()?;
            match found.ratings {
                Some(ratings) => Some(section(told(&ratings))),
                None if quiet => None,
                None => Some(section(
                    view! { <p class="dim">{reports().own_few}</p> }.into_any(),
                )),
            }
        })
    })
}

fn section(body: AnyView) -> AnyView {
    let t = reports();
    view! {
        <section class="card col">
            <h2>{t.own_ratings}</h2>
            {body}
        </section>
    }
    .into_any()
}

fn told(ratings: &OwnRatings) -> AnyView {
    let t = reports();
    let number: u64 = ratings.summary.counts.iter().sum();
    let number = i18n::ratings_count(i64::try_from(number).unwrap_or_default());
    let average = ratings.summary.average.map(i18n::decimal);
    let comments: Vec<_> = ratings
        .comments
        .iter()
        .map(|comment| view! { <li class="text">{comment.clone()}</li> })
        .collect();
    let comments =
        (!comments.is_empty()).then(|| view! { <h3>{t.comments}</h3><ul class="rows">{comments}</ul> });
    view! {
        <p><b>{average}</b> " · " {number}</p>
        {chart::ratings(&ratings.summary)}
        {comments}
        <small>{t.own_hint}</small>
    }
    .into_any()
}
