//! `/s/:school/tickets/:id`: one request, for the one who filed it and for those who help.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::Action;

use super::list::back;
use super::view::{self, Open};
use crate::i18n::{desk, general, nav, tickets};
use crate::live::{derived, live};
use crate::notifications;
use crate::session::Here;
use crate::ui::page;

pub fn show(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        params
            .with(|params| params.get("id"))
            .and_then(|id| id.parse().ok())
    });
    let screen = move || match id.get() {
        Some(id) => one(here.clone(), id),
        None => crate::app::not_found(),
    };
    live(screen)
}

fn one(here: Here, id: podskazka_shared::ids::TicketId) -> AnyView {
    let open = Open::new(&here, id);
    notifications::seen(here.school(), id);
    let title = Signal::derive(move || {
        open.summary.with(|s| {
            s.as_ref()
                .map_or_else(|| tickets().one.to_owned(), |s| s.title.clone())
        })
    });
    let helps = here.may(Action::TicketWork);
    let (queue, mine) = (here.path("queue"), here.path("tickets"));
    let theirs = derived(move || helps && open.summary.with(|s| s.as_ref().is_none_or(|s| !s.mine)));
    let above = move || match theirs.get() {
        true => back(queue.clone(), desk().back_queue),
        false => back(mine.clone(), nav().my_tickets),
    };
    let trail = here.history(id);
    let below = move || {
        let trail = trail.clone();
        let trail =
            trail.map(|href| view! { <div><a class="btn small" href=href>{general().in_audit}</a></div> });
        view! { {view::facts(open, theirs.get())} {trail} }
    };
    let body = page(title, live(above), live(below), view::body(here, open));
    view! { <article class="narrow col">{body}</article> }.into_any()
}
