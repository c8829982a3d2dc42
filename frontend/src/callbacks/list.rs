//! `/s/:school/callbacks`: who can be called first stands first.

use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::callbacks::{Callback, CallbackState, CallbacksList, CallbacksQuery};

use super::{about, facts, phone};
use crate::browser;
use crate::i18n::callbacks as texts;
use crate::live::{Derived, derived, maybe};
use crate::people::paged::paged;
use crate::session::Here;
use crate::tickets::filter::{Filters, code};
use crate::ui::{empty, page};

/// How often it is read anew, while somebody looks at it.
const EVERY: Duration = Duration::from_secs(60);

pub fn list(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || CallbacksQuery {
        state: code::<CallbackState>(wanted.get("state").as_deref()),
        limit: Some(50),
        after: None,
    });
    let school = here.school();
    let pages = paged::<CallbacksList, Callback>(
        move || Some((school.clone(), query.get())),
        |query, after| query.after = Some(after),
    )
    .of(query);
    let first = pages.first;
    let tick = move || {
        if browser::is_visible() {
            first.again();
        }
    };
    if let Ok(handle) = set_interval_with_handle(tick, EVERY) {
        on_cleanup(move || handle.clear());
    }
    let tabs = vec![
        ("", t.waiting),
        (CallbackState::Registered.code(), t.registered),
        (CallbackState::Dismissed.code(), t.dismissed),
    ];
    let tabs = filters.tabs(t.status, "state", tabs);
    let form = format!("/public/{}/callback", here.slug);
    let none = move || {
        let form = view! { <a class="btn" href=form.clone() rel="external">{t.form}</a> };
        match query.get().state {
            None | Some(CallbackState::Waiting) => empty(t.empty, t.empty_hint, form.into_any()),
            Some(CallbackState::Registered) => empty(t.empty_registered, "", ().into_any()),
            Some(CallbackState::Dismissed) => empty(t.empty_dismissed, "", ().into_any()),
        }
    };
    let row = move |item: Derived<Option<Callback>>| {
        let here = here.clone();
        maybe(move || item.get().map(|callback| card(&here, &callback)))
    };
    let list = pages.kept((t.list, "cards"), |item| item.id.to_string(), row, none);
    let body = view! {
        <div class="col narrow">
            {tabs}
            {list}
        </div>
    };
    let below = view! { <p class="dim">{t.lead}</p> };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn card(here: &Here, callback: &Callback) -> AnyView {
    let href = here.path(&format!("callbacks/{}", callback.id));
    let call = (callback.state == CallbackState::Waiting).then(|| phone(callback));
    view! {
        <li class="card col tight">
            <h2><a href=href>{callback.name.clone()}</a></h2>
            <small>{about(callback)}</small>
            <p class="typed">{callback.text.clone()}</p>
            {call}
            {facts(callback)}
        </li>
    }
    .into_any()
}
