//! One's own hours and consultations in the calendar of a phone: an address that only its owner knows.

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::feeds::{Feed, FeedAddress, MeFeed, MeFeedCreate, MeFeedEnd};

use crate::browser;
use crate::i18n::{dates, feed as texts};
use crate::live::{State, live};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::ui::{Toasts, button, error_summary, key_line, when};

const HEADING: &str = "feed-title";

pub fn feed() -> AnyView {
    let t = texts();
    let reading = read::<MeFeed>(|| Some((Nothing {}, Nothing {})));
    let given = State::new(None::<FeedAddress>);
    let sending = Sending::new();
    let body = when(reading, 1, move || live(move || shown(reading, given, sending)));
    view! {
        <section class="card col" aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{t.title}</h2>
            <p>{t.hint}</p>
            {error_summary(sending, "feed-error")}
            {body}
        </section>
    }
    .into_any()
}

fn shown(reading: Reading<Feed>, given: State<Option<FeedAddress>>, sending: Sending) -> AnyView {
    let t = texts();
    let toasts = Toasts::get();
    let since = reading
        .value
        .with(|feed| feed.as_ref().and_then(|feed| feed.since));
    let create = move || {
        sending.send::<MeFeedCreate>(Nothing {}, (), 0, move |address| {
            reading.value.set(Some(Feed {
                since: Some(address.since),
            }));
            given.set(Some(address));
            browser::focus_soon(HEADING.to_owned());
        });
    };
    let end = move || {
        sending.send::<MeFeedEnd>(Nothing {}, (), 0, move |()| {
            given.set(None);
            reading.value.set(Some(Feed { since: None }));
            toasts.say(texts().ended);
            browser::focus_soon(HEADING.to_owned());
        });
    };
    let Some(since) = since else {
        return view! { <div>{button("btn", t.create.into_any(), create)}</div> }.into_any();
    };
    let address = given.get().map(|given| {
        // The scheme by which phones and desktops open their calendar.
        let open = given
            .address
            .split_once("://")
            .map(|(_, rest)| format!("webcal://{rest}"));
        view! {
            {key_line(t.address, given.address)}
            <p class="note">{t.once}</p>
            <div><a class="btn main" href=open rel="external">{t.subscribe}</a></div>
        }
    });
    let known = address.is_none().then(|| {
        let since = dates::moment(since, browser::now());
        view! { <p><small>{format!("{} {since}. {}", t.since, t.unseen)}</small></p> }
    });
    view! {
        {address}
        {known}
        <div class="row wrap tight">
            {button("btn", t.again.into_any(), create)}
            {button("btn", t.end.into_any(), end)}
        </div>
        <small>{t.again_hint}</small>
    }
    .into_any()
}
