//! What one sent, what was answered, and thanks that were passed on.

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::voices::{OwnVoice, VoicesMine, VoicesQuery, VoicesThanks};

use crate::browser;
use crate::i18n::{dates, lang, voices as texts};
use crate::live::{State, effect, maybe};
use crate::people::name;
use crate::people::paged::paged;
use crate::reading::read;
use crate::session::Here;
use crate::ui::empty;

/// The list; it is read again when `sent` changes.
pub fn mine(here: &Here, sent: State<u32>) -> AnyView {
    let t = texts();
    let school = here.school();
    let query = VoicesQuery {
        limit: Some(20),
        ..VoicesQuery::default()
    };
    let pages = paged::<VoicesMine, OwnVoice>(
        move || Some((school.clone(), query.clone())),
        |query, after| query.after = Some(after),
    );
    let first = pages.first;
    effect(move |begins| {
        sent.track();
        if !begins {
            first.again();
        }
    });
    let none = move || empty(t.mine_empty, t.mine_hint, ().into_any());
    let list = pages.show(t.mine, "cards", row, none);
    view! { <section class="col"><h2>{t.mine}</h2>{list}</section> }.into_any()
}

fn row(one: &OwnVoice) -> AnyView {
    let t = texts();
    let to = one.helper.as_ref().map(|helper| name::short(&helper.name));
    let about: Vec<String> = [Some(one.kind.label(lang()).to_owned()), to]
        .into_iter()
        .flatten()
        .collect();
    view! {
        <li class="card col tight">
            <p class="row between"><small>{about.join(" · ")}</small><small>{dates::moment(one.sent_at, browser::now())}</small></p>
            <p class="typed">{one.text.clone()}</p>
            {one.reply.clone().map(|reply| view! { <p class="typed"><small>{t.reply}" "</small>{reply}</p> })}
        </li>
    }
    .into_any()
}

/// The thanks of others; nothing while there are none.
pub fn passed(here: &Here) -> AnyView {
    let school = here.school();
    let reading = read::<VoicesThanks>(move || Some((school.clone(), Nothing {})));
    maybe(move || {
        let texts_of = reading.value.get()?.texts;
        if texts_of.is_empty() {
            return None;
        }
        let rows: Vec<_> = texts_of
            .into_iter()
            .map(|text| view! { <li class="card typed">{text}</li> })
            .collect();
        Some(
            view! { <section class="col"><h2>{texts().passed}</h2><ul class="cards">{rows}</ul></section> }
                .into_any(),
        )
    })
}
