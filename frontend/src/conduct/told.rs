//! `/s/:school/conduct/told`: what the reader was told who was reported themselves.

use leptos::prelude::*;
use podskazka_shared::conduct::{ConductOutcomes, ConductTold};
use podskazka_shared::endpoint::Nothing;

use crate::browser;
use crate::i18n::{conduct as texts, dates};
use crate::live::live;
use crate::reading::read;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{empty, page, when};

pub fn told(here: Here) -> AnyView {
    let t = texts();
    let school = here.school();
    let reading = read::<ConductOutcomes>(move || Some((school.clone(), Nothing {})));
    let one = |told: &ConductTold| {
        view! {
            <li class="card col tight">
                <p class="typed">{told.text.clone()}</p>
                <small>{dates::moment(told.at, browser::now())}</small>
            </li>
        }
    };
    let body = when(reading, 2, move || {
        live(move || {
            let items = reading.value.get().map(|page| page.items).unwrap_or_default();
            match items.is_empty() {
                true => empty(t.none_told, "", ().into_any()),
                false => view! { <ul class="cards narrow">{items.iter().map(one).collect::<Vec<_>>()}</ul> }
                    .into_any(),
            }
        })
    });
    let below = view! { <p class="dim">{t.told_lead}</p> };
    page(
        t.told.to_owned(),
        back(here.path("conduct"), t.title),
        below.into_any(),
        body,
    )
}
