//! `/s/:school/tickets`: one's own requests.

use leptos::prelude::*;
use podskazka_shared::access::files_for_others;
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::{TicketScope, TicketStatus, TicketSummary, TicketsQuery};

use super::filter::{Filters, code};
use super::pages::pages;
use super::{clock, search};
use crate::i18n::{self, dates, filing, lang, tickets};
use crate::live::{Derived, State, derived, live, maybe, yes_no};
use crate::people::name;
use crate::session::Here;
use crate::ui::bar::{Due, next_due};
use crate::ui::{Icon, empty, icon, page, state_chip, when};

pub fn list(here: Here) -> AnyView {
    let t = tickets();
    let filters = Filters::new();
    let wanted = filters.clone();
    let desk = files_for_others(&here.member.capacities);
    let query = derived(move || TicketsQuery {
        scope: code::<TicketScope>(wanted.get("scope").as_deref())
            .filter(|scope| *scope == TicketScope::Filed && desk)
            .or(Some(TicketScope::Mine)),
        status: code::<TicketStatus>(wanted.get("status").as_deref()),
        ..TicketsQuery::default()
    });
    let now = clock();
    let school = here.school();
    let pages = pages(school.clone(), query);
    let new = here.path("tickets/new");
    let base = here.path("tickets");
    let log = here.path("tickets/log");
    let none = {
        let new = new.clone();
        move || {
            let for_others = query.with(|query| query.scope == Some(TicketScope::Filed));
            let (title, hint) = match query.with(|query| query.status) {
                _ if for_others => (filing().empty_filed, filing().empty_filed_hint),
                Some(TicketStatus::Done) => (t.empty_done, t.empty_done_hint),
                Some(_) => (t.empty_open, t.empty_open_hint),
                None => (t.empty, t.empty_hint),
            };
            let action = view! { <a class="btn main" href=new.clone()>{icon(Icon::Plus)}{t.new}</a> };
            empty(title, hint, action.into_any())
        }
    };
    let is_empty = pages.is_empty();
    let show = move || {
        let (base, none) = (base.clone(), none.clone());
        let body = move || match is_empty.get() {
            true => none(),
            false => {
                let base = base.clone();
                let row = move |id, item| card(&base, id, item, now);
                view! {
                    <ul class="cards" aria-label=t.list aria-busy=yes_no(move || pages.first.busy.get())>
                        {pages.rows(row)}
                    </ul>
                }
                .into_any()
            }
        };
        [live(body), pages.below(school.clone(), query)].into_any()
    };
    let tabs = filters.tabs(
        t.filter,
        "status",
        vec![("", t.all), ("open", t.open), ("done", t.done)],
    );
    let whose = desk.then(|| {
        let t = filing();
        filters.tabs(t.whose, "scope", vec![("", t.mine), ("filed", t.for_others)])
    });
    let search = search::search(&here, &filters);
    let on = search.on();
    let bar = view! {
        <div class="row wrap between listed">
            {search.field}
            <div class="row wrap tight">{whose} <div hidden=on>{tabs}</div></div>
            <div class="row wrap tight">
                {desk.then(|| view! { <a class="btn" href=log>{filing().log}</a> })}
                <a class="btn main" href=new>{icon(Icon::Plus)}{t.new}</a>
            </div>
        </div>
    };
    page(
        t.title.to_owned(),
        ().into_any(),
        bar.into_any(),
        [
            view! { <div hidden=on>{when(pages.first, 3, show)}</div> }.into_any(),
            search.found,
        ]
        .into_any(),
    )
}

/// One request in the list, following what is known about it.
fn card(
    base: &str,
    id: TicketId,
    item: Derived<Option<TicketSummary>>,
    now: State<chrono::DateTime<chrono::Utc>>,
) -> AnyView {
    let href = format!("{base}/{id}");
    let content = move || {
        let item = item.get()?;
        let now = now.get();
        let place = match &item.class_name {
            Some(class) => format!("{} · {class}", item.topic.label(lang())),
            None => item.topic.label(lang()).to_owned(),
        };
        // Whose it is, where it is not the reader's: a child's, or somebody's for whom one filed.
        let whose = (!item.mine).then(|| name::short(&item.requester.name));
        let place = whose.into_iter().chain([place]).collect::<Vec<_>>().join(" · ");
        Some(view! {
            <span class="row between">
                <small>{item.number.clone()}</small>
                {state_chip(item.state, item.mine)}
            </span>
            <b>{item.title.clone()}</b>
            <span class="row between wrap tight">
                <small>{place} " · " {dates::moment(item.filed_at, now)}</small>
                {due_words(&item, now)}
            </span>
        })
    };
    view! { <li><a class="card ticket" href=href>{maybe(content)}</a></li> }.into_any()
}

/// The promise, in the words for the one who waits.
fn due_words(item: &TicketSummary, now: chrono::DateTime<chrono::Utc>) -> AnyView {
    let at = next_due(item);
    let (class, text) = match Due::of(item, now) {
        Due::Running | Due::Soon => {
            let until = dates::until(at, now);
            (
                "due",
                match item.considered_at {
                    None => i18n::promised(&until),
                    Some(_) => i18n::answer_promised(&until),
                },
            )
        }
        Due::Late => ("due late", i18n::overdue_by(&i18n::coarse_length(now - at))),
        Due::Considered { .. } | Due::Paused | Due::Dropped => return ().into_any(),
    };
    view! { <small class=class title=dates::exact(at)>{text}</small> }.into_any()
}

/// The way back above a heading.
pub fn back(href: String, text: &'static str) -> AnyView {
    view! { <a class="back" href=href>{icon(Icon::Back)}{text}</a> }.into_any()
}
