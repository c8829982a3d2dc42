//! The conversation of a request, the newest below.

use leptos::prelude::*;
use podskazka_shared::page::Cursor;
use podskazka_shared::tickets::{Act, Message, MessageKind, MessagesList, MessagesQuery, Side, Ticket};

use super::view::Open;
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{dates, general, tickets};
use crate::live::{State, effect, keyed, live, maybe, spawn, words};
use crate::people::name;
use crate::session::Session;
use crate::ui::{button, failure};

/// How many messages make a conversation that begins with its end.
const LONG: usize = 10;

pub fn thread(open: Open) -> AnyView {
    let t = tickets();
    // All that was read so far; a refresh brings the newest only.
    let known: State<Vec<Message>> = State::new(Vec::new());
    let earlier: State<Option<Cursor>> = State::new(None);
    effect(move |first| {
        open.reading.value.with(|ticket| {
            let Some(ticket) = ticket else { return };
            if first {
                earlier.set(ticket.earlier.clone());
                // Of a long conversation the newest is what one comes for.
                if let Some(last) = ticket.messages.last().filter(|_| ticket.messages.len() >= LONG) {
                    browser::reveal_soon(last.id.to_string());
                }
            }
            drop_gone(known, ticket);
            merge(known, &ticket.messages);
        });
    });
    let error: State<Option<ApiError>> = State::new(None);
    let session = Session::get();
    let read_earlier = move || {
        let (Some(after), path) = (earlier.get_untracked(), open.path.get_value()) else {
            return;
        };
        spawn(async move {
            let query = MessagesQuery {
                after: Some(after),
                limit: None,
            };
            match api::ask::<MessagesList>(&path, &query).await {
                Ok(page) => {
                    if earlier.try_set(page.next) {
                        error.set(None);
                        merge(known, &page.items);
                    }
                }
                Err(ApiError::SignedOut) => session.lost(),
                Err(failed) => {
                    error.try_set(Some(failed));
                }
            }
        });
    };
    let top = move || match (error.get(), earlier.with(Option::is_some)) {
        (Some(error), _) => failure(&error, read_earlier),
        (None, true) => button("btn self", t.earlier.into_any(), read_earlier),
        (None, false) => ().into_any(),
    };
    let ids = move || known.with(|known| known.iter().map(|message| message.id.to_string()).collect());
    let row = move |key: String| {
        let find = |known: &Vec<Message>| known.iter().find(|m| m.id.to_string() == key).cloned();
        known
            .with_untracked(find)
            .map_or_else(|| ().into_any(), |message| bubble(message, open))
    };
    view! {
        <section class="thread" aria-label=t.thread>
            {live(top)}
            <ol>
                {keyed(ids, row)}
            </ol>
        </section>
    }
    .into_any()
}

/// What went into a request of its own stands here no more.
fn drop_gone(known: State<Vec<Message>>, ticket: &Ticket) {
    let Some(oldest) = ticket.messages.first().map(|message| message.at) else {
        return;
    };
    let stays =
        |message: &Message| message.at < oldest || ticket.messages.iter().any(|there| there.id == message.id);
    if known.with_untracked(|known| !known.iter().all(stays)) {
        known.update(|known| known.retain(stays));
    }
}

/// The order of a thread. What was answered while it was put down has the time of the question, and follows it.
pub fn order(message: &Message) -> impl Ord + use<> {
    (message.at, message.kind != MessageKind::Request, message.id)
}

fn merge(known: State<Vec<Message>>, messages: &[Message]) {
    let mut all = known.get_untracked();
    let before = all.len();
    for message in messages {
        if !all.iter().any(|m| m.id == message.id) {
            all.push(message.clone());
        }
    }
    if all.len() != before {
        all.sort_by_key(order);
        known.set(all);
    }
}

fn bubble(message: Message, open: Open) -> AnyView {
    let t = tickets();
    let class = match (message.kind, message.mine) {
        (MessageKind::Note, _) => "msg note",
        (_, true) => "msg me",
        (_, false) => "msg",
    };
    let label = match message.kind {
        MessageKind::Note => Some(t.note),
        MessageKind::Question => Some(t.question),
        MessageKind::Answer => Some(t.answer),
        MessageKind::Refusal => Some(t.refusal),
        MessageKind::Vendor => Some(t.vendor),
        MessageKind::Request | MessageKind::Message => None,
    };
    let who = match (message.mine, message.side) {
        (true, _) => general().you.to_owned(),
        (false, Side::Staff | Side::Requester) => name::short(&message.author.name),
    };
    let id = message.id;
    let is_new = move || {
        open.fresh
            .with(|fresh| fresh.contains(&id))
            .then(|| view! { <span class="chip soon">{t.fresh}</span> })
    };
    // Whoever works on it may make a request of its own out of what the requester added.
    let added = message.kind == MessageKind::Message && message.side == Side::Requester;
    let can = open.can(Act::Split);
    let split = move || {
        let act = move || open.split.set(Some(id));
        (added && can.get()).then(|| button("btn small self-start", t.split.into_any(), act))
    };
    let of = message.of;
    let from = move || {
        let number = open.reading.value.with(|ticket| {
            let mut links = ticket.iter().flat_map(|ticket| ticket.links.iter());
            let link = links.find(|link| Some(link.id) == of)?;
            Some(link.number.clone())
        })?;
        Some(view! { <small class="chip plain">{t.of_other} " " {number}</small> })
    };
    let text = open
        .path
        .with_value(|path| crate::articles::give::linked(&path.school, &message.text));
    let (at, iso, exact) = (message.at, message.at.to_rfc3339(), dates::exact(message.at));
    view! {
        <li class=class id=id.to_string()>
            <p class="who">
                <b>{who}</b>
                {label.map(|label| view! { <small>{label}</small> })}
                {maybe(is_new)}
                {maybe(from)}
            </p>
            <p class="text">{text}</p>
            {crate::files::of_message(open.path.get_value(), message.files)}
            <time datetime=iso title=exact>{words(move || dates::moment(at, open.now.get()))}</time>
            {maybe(split)}
        </li>
    }
    .into_any()
}
