//! A word above every screen when the school has new rules. It stands in nobody's way.

use leptos::prelude::*;
use podskazka_shared::consents::mine::{MeConsents, SchoolConsents};
use podskazka_shared::endpoint::Nothing;

use crate::api;
use crate::i18n::consents as texts;
use crate::live::{State, maybe, spawn};

pub fn banner() -> AnyView {
    let due = State::new(false);
    spawn(async move {
        if let Ok(mine) = api::ask::<MeConsents>(&Nothing {}, &Nothing {}).await {
            due.try_set(mine.schools.iter().any(SchoolConsents::regulation_due));
        }
    });
    maybe(move || {
        let t = texts();
        due.get().then(|| {
            view! { <p class="note noprint" role="status">{t.banner} " " <a href="/profile">{t.banner_link}</a></p> }
        })
    })
}
