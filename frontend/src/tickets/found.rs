//! What a search found, in place of the list below the field.

use leptos::prelude::*;
use podskazka_shared::access::files_for_others;
use podskazka_shared::check::Check;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::search::{
    SearchOrder, Snippet, Span, TicketHit, TicketsSearch, TicketsSearchQuery, pieces,
};
use podskazka_shared::tickets::{Channel, MessageKind, RequesterGroup, TicketScope, TicketStatus, Topic};

use super::clock;
use super::filter::{Filters, code};
use crate::browser;
use crate::i18n::{dates, found as texts, lang, queue, tickets};
use crate::live::{State, derived, flag, live, words};
use crate::people::name;
use crate::people::paged::paged;
use crate::session::Here;
use crate::ui::{empty, state_chip};

/// What narrows a search, by the names in the address.
const NARROWING: [&str; 4] = ["found", "topic", "group", "channel"];

pub fn found(here: Here) -> AnyView {
    let filters = Filters::new();
    let queue_path = here.path("queue");
    let at_queue = leptos_router::hooks::use_location().pathname.get_untracked() == queue_path;
    let for_others = files_for_others(&here.member.capacities);
    let wanted = filters.clone();
    let query = derived(move || {
        let get = |name| wanted.get(name);
        let scope = match at_queue {
            // Whoever works on requests looks among all that they read: last year's answer may be another's.
            true => None,
            false => code::<TicketScope>(get("scope").as_deref())
                .filter(|scope| *scope == TicketScope::Filed && for_others)
                .or(Some(TicketScope::Mine)),
        };
        TicketsSearchQuery {
            q: get("q").unwrap_or_default(),
            typing: true,
            scope,
            status: code::<TicketStatus>(get("found").as_deref()),
            topic: code::<Topic>(get("topic").as_deref()),
            group: code::<RequesterGroup>(get("group").as_deref()).filter(|_| at_queue),
            channel: code::<Channel>(get("channel").as_deref()).filter(|_| at_queue),
            order: code::<SearchOrder>(get("order").as_deref()),
            limit: Some(20),
            after: None,
        }
    });
    let school = here.school();
    let pages = paged::<TicketsSearch, TicketHit>(
        move || {
            let query = query.get();
            let mut wrong = Vec::new();
            query.check(&mut wrong);
            wrong.is_empty().then(|| (school.clone(), query))
        },
        |query, after| query.after = Some(after),
    );
    let first = pages.first;
    let told = words(move || {
        let page = first.value.get();
        page.map_or_else(String::new, |page| {
            let more = if page.next.is_some() {
                format!(" {}", texts().and_more)
            } else {
                String::new()
            };
            format!("{} {}{more}", texts().count, page.items.len())
        })
    });
    let none = {
        let filters = filters.clone();
        move || nothing(&filters)
    };
    let now = clock();
    let base = here.path("tickets");
    let open = opener(&filters, at_queue);
    let row = move |hit: &TicketHit| row(&base, hit, now, open.clone());
    // Small words alone are refused: more is to be typed, and nothing is wrong.
    let refused = derived(move || {
        first.failure.with(|error| {
            error
                .as_ref()
                .is_some_and(|error| error.kind() == Some(ProblemKind::Invalid))
        })
    });
    let list = live(move || match refused.get() {
        true => empty("", texts().more_needed, ().into_any()),
        false => pages
            .clone()
            .show(texts().list, "its hits", row.clone(), none.clone()),
    });
    view! {
        <div class="col found-by" aria-busy=crate::live::yes_no(move || first.busy.get())>
            {narrowing(&filters, at_queue)}
            <p class="sr" role="status">{told}</p>
            {list}
        </div>
    }
    .into_any()
}

/// Beside the queue a request opens at its side, where there is room.
fn opener(
    filters: &Filters,
    at_queue: bool,
) -> impl Fn(&web_sys::MouseEvent, String) + Clone + Send + Sync + 'static {
    let set = StoredValue::new_local(filters.setter());
    move |ev: &web_sys::MouseEvent, id: String| {
        let plain = !(ev.ctrl_key() || ev.meta_key() || ev.shift_key());
        if at_queue && plain && browser::is_wide() {
            ev.prevent_default();
            set.with_value(|set| set("ticket", &id));
        }
    }
}

fn nothing(filters: &Filters) -> AnyView {
    let t = texts();
    let narrowed = untrack(|| NARROWING.iter().any(|name| filters.get(name).is_some()));
    if !narrowed {
        return empty(t.none, t.none_hint, ().into_any());
    }
    let clear = view! { <a class="btn" href=filters.without(&NARROWING)>{queue().reset}</a> };
    empty(t.none, t.none_filtered, clear.into_any())
}

fn narrowing(filters: &Filters, at_queue: bool) -> AnyView {
    let (t, q) = (texts(), queue());
    let states = vec![
        ("open", q.open),
        ("done", q.done),
        ("vendor", q.vendor),
        ("objected", q.objected),
    ];
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
    let staff = at_queue.then(|| {
        [
            select(filters, q.group, "group", q.any_group, groups),
            select(filters, q.channel, "channel", q.any_channel, channels),
        ]
    });
    view! {
        <div class="narrowing">
            {select(filters, t.state, "found", t.any_state, states)}
            {select(filters, q.topic, "topic", q.any_topic, topics)}
            {staff}
            {select(filters, t.order, "order", t.newest, vec![("best", t.best)])}
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
        <select class="small" id=format!("search-{name}") aria-label=label on:change=move |ev| set(name, &event_target_value(&ev))>{options}</select>
    }
    .into_any()
}

/// A text with what was found in it marked.
fn marked(text: &str, found: &[Span]) -> AnyView {
    let pieces = pieces(text, found).into_iter();
    pieces
        .map(|(piece, found)| match found {
            true => view! { <mark>{piece}</mark> }.into_any(),
            false => piece.into_any(),
        })
        .collect::<Vec<_>>()
        .into_any()
}

fn row(
    base: &str,
    hit: &TicketHit,
    now: State<chrono::DateTime<chrono::Utc>>,
    open: impl Fn(&web_sys::MouseEvent, String) + Clone + Send + Sync + 'static,
) -> AnyView {
    let ticket = &hit.ticket;
    let id = ticket.id.to_string();
    let href = format!("{base}/{id}");
    let class = ticket
        .class_name
        .as_deref()
        .map(|class| [", ".into_any(), marked(class, &hit.in_class)]);
    // A name is cut short, unless it is what was found.
    let whose = match hit.in_requester.is_empty() {
        true => name::short(&ticket.requester.name).into_any(),
        false => marked(&ticket.requester.name, &hit.in_requester),
    };
    let filed = ticket.filed_at;
    let when = live(move || dates::moment(filed, now.get()));
    let snippets: Vec<_> = hit.snippets.iter().map(snippet).collect();
    let row_id = format!("t-{id}");
    let click = move |ev: web_sys::MouseEvent| open(&ev, id.clone());
    view! {
        <li>
            <a class="it" id=row_id href=href on:click=click>
                <span class="row between"><b>{marked(&ticket.title, &hit.in_title)}</b>{state_chip(ticket.state, ticket.mine)}</span>
                <small>
                    {marked(&ticket.number, &hit.in_number)} " · " {whose} {class} " · " {ticket.topic.label(lang())} " · " {when}
                </small>
                {snippets}
            </a>
        </li>
    }
    .into_any()
}

fn snippet(piece: &Snippet) -> AnyView {
    let t = tickets();
    let kind = match piece.kind {
        MessageKind::Request | MessageKind::Message => None,
        MessageKind::Question => Some(t.question),
        MessageKind::Answer => Some(t.answer),
        MessageKind::Refusal => Some(t.refusal),
        MessageKind::Vendor => Some(t.vendor),
        MessageKind::Note => Some(t.note),
    };
    let kind = kind.map(|kind| view! { <span class="dim">{kind} ": "</span> });
    view! { <span class="snip">{kind}{marked(&piece.text, &piece.found)}</span> }.into_any()
}
