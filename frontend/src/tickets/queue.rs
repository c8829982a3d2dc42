//! `/s/:school/queue`: what is due first stands first. Beside it, where there is room, the request that is open.

use leptos::prelude::*;
use podskazka_shared::ids::TicketId;
use podskazka_shared::tickets::{
    Channel, RequesterGroup, TicketOrder, TicketScope, TicketStatus, TicketSummary, TicketsQuery, Topic,
};

use super::bulk::{self, Marks};
use super::filter::{Filters, code};
use super::pages::{Pages, pages};
use super::view::{self, Open};
use super::{behind, clock, keys, search};
use crate::browser;
use crate::i18n::{self, desk, general, lang};
use crate::live::{Derived, State, derived, effect, flag, live, maybe, when_true, words};
use crate::people::name;
use crate::session::Here;
use crate::ui::{Icon, button, due_chip, empty, icon, page, when};
use crate::views;

pub fn queue(here: Here) -> AnyView {
    let t = i18n::queue();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || query_of(&wanted));
    let pages = pages(here.school(), query);
    refresh(pages);
    let opened = {
        let filters = filters.clone();
        derived(move || filters.get("ticket").and_then(|id| id.parse::<TicketId>().ok()))
    };
    let set = filters.setter();
    let open = {
        let base = here.path("tickets");
        let navigate = leptos_router::hooks::use_navigate();
        move |id: TicketId| match browser::is_wide() {
            true => set("ticket", &id.to_string()),
            false => navigate(&format!("{base}/{id}"), leptos_router::NavigateOptions::default()),
        }
    };
    let cursor = State::new(None::<TicketId>);
    let marks = Marks::new();
    let log = here.path("tickets/log");
    let search = search::search(&here, &filters);
    let on = search.on();
    keys::listen(pages, cursor, opened, open.clone(), marks, log.clone());
    let tools = view! {
        <div class="row tight tools">
            <a class="btn small" href=log>{icon(Icon::Plus)}{i18n::logging().link}</a>
        </div>
        {search.field}
        <div class="col tight" hidden=on>
            {narrowing(&here, &filters, query, pages)}
        </div>
    };
    let bulk = bulk::bar(&here, pages, marks);
    let list = list(&here, filters, query, (pages, marks), opened, open);
    let pane = {
        let here = here.clone();
        move || match opened.get() {
            Some(id) => pane(&here, id, pages),
            None => empty(t.pick, t.pick_hint, ().into_any()),
        }
    };
    let body = view! {
        <div hidden=on>{bulk} <div class="pane-list">{list}</div></div>
        {search.found}
    };
    view! {
        <div class="split">
            <section class="left">{page(t.title.to_owned(), ().into_any(), tools.into_any(), body.into_any())}</section>
            <section class="right" aria-label=i18n::tickets().one>{live(pane)}</section>
        </div>
        {keys::dialog()}
    }
    .into_any()
}

fn query_of(filters: &Filters) -> TicketsQuery {
    let get = |name| filters.get(name);
    let scope = get("scope");
    if scope.as_deref() == Some(behind::ALL) {
        return behind::query_of(filters);
    }
    TicketsQuery {
        scope: code::<TicketScope>(scope.as_deref())
            .filter(|scope| {
                matches!(
                    scope,
                    TicketScope::Assigned | TicketScope::Unassigned | TicketScope::Addressed
                )
            })
            .or(Some(TicketScope::Work)),
        status: code(get("status").as_deref()).or(Some(TicketStatus::Open)),
        topic: code(get("topic").as_deref()),
        group: code(get("group").as_deref()),
        channel: code(get("channel").as_deref()),
        order: Some(TicketOrder::Due),
        ..TicketsQuery::default()
    }
}

/// The filters and views; behind a figure of the report, what was chosen there.
fn narrowing(here: &Here, filters: &Filters, query: Derived<TicketsQuery>, pages: Pages) -> AnyView {
    let (reader, here, filters) = (filters.clone(), here.clone(), filters.clone());
    let of_report = derived(move || reader.get("scope").as_deref() == Some(behind::ALL));
    live(move || match of_report.get() {
        true => behind::chosen(&here, query),
        false => view! {
            {controls(&here, &filters, pages)}
            {views::bar::bar(&here, query, pages)}
        }
        .into_any(),
    })
}

/// Looks when something changes, and every half minute, while somebody looks at the screen.
fn refresh(pages: Pages) {
    pages.hear();
    let tick = move || {
        if browser::is_visible() {
            pages.first.again();
        }
    };
    if let Ok(handle) = set_interval_with_handle(tick, std::time::Duration::from_secs(30)) {
        on_cleanup(move || handle.clear());
    }
}

fn controls(here: &Here, filters: &Filters, pages: Pages) -> AnyView {
    let t = i18n::queue();
    let status = filters.tabs(
        t.status,
        "status",
        vec![
            ("", t.open),
            ("overdue", t.overdue),
            ("vendor", t.vendor),
            ("objected", t.objected),
            ("done", t.done),
        ],
    );
    let mut scopes = vec![
        ("", t.scope_all),
        ("assigned", t.assigned),
        ("unassigned", t.unassigned),
    ];
    // A class teacher who helps besides finds what was sent to them in a place of its own.
    if !here.member.classes.is_empty() {
        scopes.push(("addressed", i18n::filing().addressed));
    }
    let scope = filters.tabs(t.scope, "scope", scopes);
    let topics = Topic::ALL
        .into_iter()
        .map(|topic| (topic.code(), topic.label(lang())))
        .collect();
    let groups = RequesterGroup::ALL
        .into_iter()
        .map(|group| (group.code(), group.label(lang())))
        .collect();
    let channels = Channel::ALL
        .into_iter()
        .map(|channel| (channel.code(), channel.label(lang())))
        .collect();
    view! {
        <div class="filters">
            {status}
            {scope}
            <div class="narrowing">
                {select(filters, t.topic, "topic", t.any_topic, topics)}
                {select(filters, t.group, "group", t.any_group, groups)}
                {select(filters, t.channel, "channel", t.any_channel, channels)}
                <div class="row tight">
                    {button("btn small", t.reload.into_any(), move || pages.first.again())}
                    {button("btn small keys", t.help.into_any(), keys::show)}
                </div>
            </div>
        </div>
    }
    .into_any()
}

fn select(
    filters: &Filters,
    label: &'static str,
    name: &'static str,
    any: &'static str,
    options: Vec<(&'static str, &'static str)>,
) -> AnyView {
    let (reader, set) = (filters.clone(), filters.setter());
    let chosen = derived(move || reader.get(name).unwrap_or_default());
    let option = move |(code, text): (&'static str, &'static str)| {
        view! { <option value=code selected=flag(move || chosen.with(|chosen| chosen == code))>{text}</option> }
            .into_any()
    };
    let options: Vec<_> = std::iter::once(("", any)).chain(options).map(option).collect();
    view! {
        <select class="small" id=format!("queue-{name}") aria-label=label on:change=move |ev| set(name, &event_target_value(&ev))>{options}</select>
    }
    .into_any()
}

fn list(
    here: &Here,
    filters: Filters,
    query: Derived<TicketsQuery>,
    (pages, marks): (Pages, Marks),
    opened: Derived<Option<TicketId>>,
    open: impl Fn(TicketId) + Clone + 'static,
) -> AnyView {
    let t = i18n::queue();
    let school = here.school();
    let base = here.path("tickets");
    let me = here.member.id;
    let now = clock();
    let open = StoredValue::new_local(open);
    let is_empty = pages.is_empty();
    let path = here.path("queue");
    let show = move || {
        let (base, path) = (base.clone(), path.clone());
        let filtered = filters.clone();
        let rows = move || {
            if is_empty.get() {
                return nothing(&filtered, query, &path);
            }
            let base = base.clone();
            let row = move |id: TicketId, item: Derived<Option<TicketSummary>>| {
                let go = move |ev: web_sys::MouseEvent| {
                    let plain = !(ev.ctrl_key() || ev.meta_key() || ev.shift_key());
                    if plain && browser::is_wide() {
                        ev.prevent_default();
                        open.with_value(|open| open(id));
                    }
                };
                let content = maybe(move || item.get().map(|item| row_content(&item, me, now.get())));
                let current = when_true("true", move || opened.get() == Some(id));
                let title = move || {
                    item.with(|item| item.as_ref().map(|item| item.number.clone()).unwrap_or_default())
                };
                view! {
                    <li class="marked">
                        {marks.check(id, title)}
                        <a class="it" id=format!("t-{id}") href=format!("{base}/{id}") aria-current=current on:click=go>
                            {content}
                        </a>
                    </li>
                }
                .into_any()
            };
            view! { <ul class="its" aria-label=t.list>{pages.rows(row)}</ul> }.into_any()
        };
        let old = move || {
            let failed = pages.first.failure.with(Option::is_some);
            failed.then(|| view! { <p class="note">{t.refresh_failed}</p> })
        };
        view! { <div role="status">{maybe(old)}</div> {live(rows)} {pages.below(school.clone(), query)} }
            .into_any()
    };
    when(pages.first, 5, show)
}

fn nothing(filters: &Filters, query: Derived<TicketsQuery>, path: &str) -> AnyView {
    let t = i18n::queue();
    let narrowed = ["scope", "topic", "group", "channel"]
        .iter()
        .any(|name| filters.get(name).is_some());
    match (narrowed, query.with(|query| query.status)) {
        (true, _) => {
            let reset = view! { <a class="btn" href=path.to_owned()>{t.reset}</a> };
            empty(t.empty_filtered, t.empty_filtered_hint, reset.into_any())
        }
        (false, Some(TicketStatus::Overdue)) => empty(t.empty_overdue, t.empty_overdue_hint, ().into_any()),
        (false, Some(TicketStatus::Vendor | TicketStatus::Objected)) => {
            empty(t.empty_filtered, t.empty_state_hint, ().into_any())
        }
        (false, Some(TicketStatus::Open | TicketStatus::Done) | None) => {
            empty(t.empty, t.empty_hint, ().into_any())
        }
    }
}

fn row_content(
    item: &TicketSummary,
    me: podskazka_shared::ids::MemberId,
    now: chrono::DateTime<chrono::Utc>,
) -> AnyView {
    let from = match &item.class_name {
        Some(class) => format!("{}, {class}", item.group.label(lang())),
        None => item.group.label(lang()).to_owned(),
    };
    let whose = match &item.assignee {
        Some(member) if member.id == me => general().you.to_owned(),
        Some(member) => name::short(&member.name),
        None => desk().nobody.to_owned(),
    };
    view! {
        <span class="row between"><b>{item.title.clone()}</b>{due_chip(item, now)}</span>
        <small>{from} " · " {item.topic.label(lang())} " · " {whose}</small>
    }
    .into_any()
}

/// The open request beside the list.
fn pane(here: &Here, id: TicketId, pages: Pages) -> AnyView {
    let open = Open::new(here, id);
    // What was done here shows in the list at once.
    let before = std::cell::Cell::new(0);
    effect(move |_| {
        let version = open.summary.with(|s| s.as_ref().map_or(0, |s| s.version));
        if before.get() != 0 && before.get() != version {
            pages.first.again();
        }
        before.set(version);
    });
    let title = move || {
        open.summary
            .with(|s| s.as_ref().map(|s| s.title.clone()).unwrap_or_default())
    };
    view! {
        <article class="col">
            <header class="head"><h2 class="big">{words(title)}</h2>{view::facts(open, true)}</header>
            {view::body(here.clone(), open)}
        </article>
    }
    .into_any()
}
