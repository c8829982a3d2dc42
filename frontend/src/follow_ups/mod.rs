//! `/s/:school/follow-ups`: low marks, what is due first stands first, and what was done about them.

mod close;

use leptos::prelude::*;
use podskazka_shared::follow_ups::{FollowUp, FollowUpState, FollowUpsList, FollowUpsQuery};
use podskazka_shared::ids::FollowUpId;

use crate::browser;
use crate::feedback::comments::{reasons, stars};
use crate::i18n::{dates, follow_ups as texts, reports};
use crate::live::{Derived, State, derived, maybe};
use crate::people::name;
use crate::people::paged::paged;
use crate::session::Here;
use crate::tickets::filter::{Filters, code};
use crate::ui::{empty, page};

pub fn list(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || FollowUpsQuery {
        state: code::<FollowUpState>(wanted.get("state").as_deref()),
        limit: Some(20),
        after: None,
    });
    let school = here.school();
    let pages = paged::<FollowUpsList, FollowUp>(
        move || Some((school.clone(), query.get())),
        |query, after| query.after = Some(after),
    )
    .of(query);
    let first = pages.first;
    let tabs = vec![
        ("", t.all),
        (FollowUpState::Open.code(), t.open),
        (FollowUpState::Closed.code(), t.closed),
    ];
    let tabs = filters.tabs(t.status, "state", tabs);
    // One form at a time.
    let writing = State::new(None::<FollowUpId>);
    let place = here.clone();
    let row = move |item: Derived<Option<FollowUp>>| {
        let here = place.clone();
        let told = maybe(move || item.get().map(|one| told(&here, &one)));
        let here = place.clone();
        let act = close::act(&here, item, writing, move || first.again());
        view! { <li class="card col tight">{told}{act}</li> }.into_any()
    };
    let none = move || empty(t.empty, t.empty_hint, ().into_any());
    let list = pages.kept((t.list, "cards"), |item| item.id.to_string(), row, none);
    let report = here.path("report");
    let body = view! {
        <div class="col narrow">
            {tabs}
            {list}
        </div>
    };
    let below = view! { <p class="dim">{t.lead} " " <a href=report>{t.to_ratings}</a></p> };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn told(here: &Here, one: &FollowUp) -> AnyView {
    let (t, now) = (texts(), browser::now());
    let request = here.path(&format!("tickets/{}", one.ticket));
    let helpers: Vec<String> = one
        .helpers
        .iter()
        .map(|helper| name::short(&helper.name))
        .collect();
    let due = (one.state == FollowUpState::Open).then(|| {
        let (label, class) = match one.due_at < now {
            true => (t.late, "late"),
            false => (t.due, ""),
        };
        view! { <p><small>{label}" "</small><b class=class>{dates::moment(one.due_at, now)}</b></p> }
    });
    let outcome = one.outcome.clone().map(|outcome| {
        let label = if one.closed_at.is_some() { t.done } else { t.was };
        view! { <p class="typed"><small>{label}" "</small>{outcome}</p> }
    });
    let closed = one.closed_at.map(|at| {
        let by = one
            .closed_by
            .as_ref()
            .map(|by| name::short(&by.name))
            .unwrap_or_default();
        view! { <small>{by}", "{dates::moment(at, now)}</small> }
    });
    view! {
        <p class="row between">{stars(one.stars)}<small>{dates::moment(one.opened_at, now)}</small></p>
        <h2><a href=request>{one.number.clone()}</a>" · "{one.requester.name.clone()}</h2>
        <p class="dim">{reports().of_whom} " " {helpers.join(", ")}</p>
        {reasons(&one.reasons)}
        {one.comment.clone().map(|comment| view! { <p class="typed">{comment}</p> })}
        {due}
        {outcome}
        {closed}
    }
    .into_any()
}
