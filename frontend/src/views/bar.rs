//! The views above the queue, and what may be done with the one that is open.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::TicketsQuery;
use podskazka_shared::views::{View, ViewFilters, ViewsList};

use super::act::{self, Acts};
use super::{address, words};
use crate::api::ApiError;
use crate::i18n::{tickets_count, views as texts};
use crate::live::{Derived, State, derived, effect, keyed, live, maybe, when_true, words as words_of};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::pages::Pages;
use crate::ui::Toasts;

/// The views with their counts, which are counted anew when the list is.
pub fn bar(here: &Here, query: Derived<TicketsQuery>, pages: Pages) -> AnyView {
    if !here.may(Action::ViewKeep) {
        return ().into_any();
    }
    let school = here.school();
    let reading: Reading<Page<View>> = read::<ViewsList>(move || Some((school.clone(), Nothing {})));
    let before = State::new(false);
    effect(move |_| {
        pages.first.value.track();
        // The first answer comes while the views are read for the first time.
        if before.get_untracked() && pages.first.value.with_untracked(Option::is_some) {
            reading.again();
        }
        before.set(pages.first.value.with_untracked(Option::is_some));
    });
    let now = derived(move || query.with(ViewFilters::of));
    // The saved view whose filters are chosen.
    let open = derived(move || {
        let chosen = words(now.get());
        let fits = |view: &&View| words(view.filters) == chosen;
        let found = reading
            .value
            .with(|page| page.as_ref()?.items.iter().find(fits).cloned());
        // How much waits in it changes nothing of what may be done with it.
        found.map(|view| View { count: 0, ..view })
    });
    let acts = Acts {
        here: StoredValue::new(here.clone()),
        reading,
        now,
        open,
        sending: Sending::of("view"),
        gone: State::new(None),
        naming: State::new(None),
        toasts: Toasts::get(),
    };
    let ids = move || {
        reading.value.with(|page| {
            let views = page.iter().flat_map(|page| &page.items);
            views.map(|view| view.id.to_string()).collect::<Vec<_>>()
        })
    };
    let any = derived(move || !ids().is_empty());
    let links = move || {
        let row = move |id: String| link(acts, id);
        any.get().then(|| {
            view! { <nav class="pills" aria-label=texts().title>{keyed(ids, row)}</nav> }
        })
    };
    // Renamed or deleted in another window: what there is now shows.
    let (sending, toasts) = (acts.sending, acts.toasts);
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
        {
            sending.failure.set(None);
            acts.naming.set(None);
            reading.again();
            toasts.say(texts().stale);
        }
    });
    view! { <div class="views col tight">{maybe(links)} {live(move || act::tools(acts))} {act::undo(acts)}</div> }
        .into_any()
}

fn link(acts: Acts, id: String) -> AnyView {
    let mine = id.clone();
    let view = derived(move || {
        acts.reading.value.with(|page| {
            let mut views = page.iter().flat_map(|page| &page.items);
            views.find(|view| view.id.to_string() == mine).cloned()
        })
    });
    let href = words_of(move || {
        let filters = view.with(|view| view.as_ref().map(|view| view.filters));
        acts.here
            .with_value(|here| address(here, filters.unwrap_or_default()))
    });
    let open = acts.open;
    let current = when_true("true", move || {
        open.with(|open| open.as_ref().is_some_and(|open| open.id.to_string() == id))
    });
    let name =
        words_of(move || view.with(|view| view.as_ref().map(|view| view.name.clone()).unwrap_or_default()));
    let count = move || {
        let count = view.with(|view| view.as_ref().map_or(0, |view| view.count));
        (count > 0)
            .then(|| view! { <span class="count" title=tickets_count(count)>{count.to_string()}</span> })
    };
    view! { <a class="pill" href=href aria-current=current>{name}{maybe(count)}</a> }.into_any()
}
