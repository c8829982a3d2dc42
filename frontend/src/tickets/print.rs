//! A request with its answers on one sheet of paper: for those who asked by telephone or came, and want it in writing.

use leptos::prelude::*;
use podskazka_shared::tickets::{
    Message, MessageKind, MessagesList, MessagesQuery, RequesterGroup, Side, TicketSummary, TicketsHelpers,
};

use super::thread;
use super::view::Open;
use crate::api::{self, ApiError};
use crate::i18n::{self, dates, error_text, lang, paper as texts};
use crate::live::{State, maybe, spawn};
use crate::session::{Here, Session};
use crate::ui::{Icon, Toasts, icon};

/// What is printed.
#[derive(Clone)]
pub struct Sheet {
    ticket: TicketSummary,
    messages: Vec<Message>,
    /// The posts of those who answered, where they are known.
    posts: Vec<(podskazka_shared::ids::MemberId, String)>,
}

/// The button that fills the sheet and prints it.
pub fn button(open: Open, sheet: State<Option<Sheet>>) -> AnyView {
    let (session, toasts) = (Session::get(), Toasts::get());
    let print = move |_| {
        let Some(ticket) = open.summary.get_untracked() else {
            return;
        };
        spawn(async move {
            match gather(open, ticket).await {
                Ok(read) => {
                    if sheet.try_set(Some(read)) {
                        request_animation_frame(|| {
                            let _ = window().print();
                        });
                    }
                }
                Err(ApiError::SignedOut) => session.lost(),
                Err(error) => toasts.tell(error_text(&error)),
            }
        });
    };
    view! { <button type="button" class="btn" on:click=print>{icon(Icon::Print)}{texts().print}</button> }
        .into_any()
}

/// The sheet, which shows on paper only.
pub fn sheet(here: &Here, sheet: State<Option<Sheet>>) -> AnyView {
    let school = here.member.school.name.clone();
    maybe(move || sheet.get().map(|read| paper(&read, &school)))
}

/// The whole thread, also what the screen has not read yet, and who they are that answered.
async fn gather(open: Open, ticket: TicketSummary) -> Result<Sheet, ApiError> {
    let path = open.path.get_value();
    let mut query = MessagesQuery {
        limit: Some(100),
        after: None,
    };
    let helpers = api::ask::<TicketsHelpers>(&path, &query).await?;
    let mut messages = Vec::new();
    loop {
        let page = api::ask::<MessagesList>(&path, &query).await?;
        messages.extend(page.items);
        query.after = page.next;
        if query.after.is_none() {
            break;
        }
    }
    messages.sort_by_key(thread::order);
    let posts = helpers.items.into_iter().map(|helper| (helper.id, helper.post));
    Ok(Sheet {
        ticket,
        messages,
        posts: posts.collect(),
    })
}

/// Whether it goes on paper: the question, what the school says to it, and what belongs to both; never a note.
const fn printed(kind: MessageKind, side: Side) -> bool {
    match (kind, side) {
        (MessageKind::Request | MessageKind::Answer | MessageKind::Refusal | MessageKind::Vendor, _)
        | (MessageKind::Message, Side::Requester) => true,
        (MessageKind::Message, Side::Staff) | (MessageKind::Question | MessageKind::Note, _) => false,
    }
}

fn paper(sheet: &Sheet, school: &str) -> AnyView {
    let t = texts();
    let ticket = &sheet.ticket;
    let row = |label: &'static str, text: String| view! { <dt>{label}</dt><dd>{text}</dd> };
    let group = ticket.group.label(lang()).to_lowercase();
    let class = ticket
        .class_name
        .clone()
        .filter(|_| ticket.group != RequesterGroup::Staff);
    let parts = sheet
        .messages
        .iter()
        .filter(|m| printed(m.kind, m.side))
        .map(|message| {
            let title = match (message.kind, message.side) {
                (MessageKind::Request | MessageKind::Message, _) | (_, Side::Requester) => t.question,
                (MessageKind::Refusal, Side::Staff) => t.refusal,
                (
                    MessageKind::Answer | MessageKind::Vendor | MessageKind::Question | MessageKind::Note,
                    Side::Staff,
                ) => t.answer,
            };
            let post = sheet
                .posts
                .iter()
                .find(|(id, post)| *id == message.author.id && !post.is_empty());
            // Who put a call down is not who asked.
            let who = match (message.side, post) {
                (Side::Staff | Side::Requester, _) if message.kind == MessageKind::Request => {
                    ticket.requester.name.clone()
                }
                (Side::Staff, Some((_, post))) => format!("{}, {post}", message.author.name),
                (Side::Staff, None) | (Side::Requester, _) => message.author.name.clone(),
            };
            let names: Vec<&str> = message.files.iter().map(|file| file.name.as_str()).collect();
            let files = (!names.is_empty()).then(|| {
                view! { <p class="by">{i18n::files().files} ": " {names.join(", ")}</p> }
            });
            view! {
                <section>
                    <h2>{title}</h2>
                    <p class="text">{message.text.clone()}</p>
                    {files}
                    <p class="by">{who} ", " {dates::exact(message.at)}</p>
                </section>
            }
            .into_any()
        });
    let parts: Vec<_> = parts.collect();
    view! {
        <div class="sheet">
            <p>{school.to_owned()}</p>
            <p class="title">{t.title} " № " {ticket.number.clone()}</p>
            <dl>
                {row(t.date, dates::exact(ticket.filed_at))}
                {row(t.to, format!("{} ({group})", ticket.requester.name))}
                {class.map(|class| row(t.class_name, class))}
                {row(t.topic, ticket.topic.label(lang()).to_owned())}
            </dl>
            {parts}
            <p class="sign"><span>{t.signature}</span><span>{t.date_of}</span></p>
        </div>
    }
    .into_any()
}
