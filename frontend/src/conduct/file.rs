//! `/s/:school/conduct/new?ticket=…` or `?booking=…`: reporting the other side of a conversation.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use podskazka_shared::conduct::{ConductBody, ConductCreate};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{BookingId, TicketId};
use podskazka_shared::tickets::{Message, MessageKind, Side, Ticket, TicketPath, TicketsFind};

use crate::drafts::Draft;
use crate::i18n::{conduct as texts, general};
use crate::live::{State, effect};
use crate::people::name;
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, error_summary, page, select_field, submit, when};

/// How much of a message is shown to choose it by.
const SHOWN: usize = 60;

pub fn file(here: Here) -> AnyView {
    let t = texts();
    let asked = use_query_map().get_untracked();
    let ticket = asked.get("ticket").and_then(|id| id.parse::<TicketId>().ok());
    let booking = asked.get("booking").and_then(|id| id.parse::<BookingId>().ok());
    let above = match (ticket, booking) {
        (Some(id), _) => back(here.path(&format!("tickets/{id}")), t.of_request),
        (None, Some(id)) => back(here.path(&format!("consultations/{id}")), t.of_consultation),
        (None, None) => ().into_any(),
    };
    let body = match (ticket, booking) {
        (Some(id), _) => of_ticket(&here, id),
        (None, Some(id)) => {
            let body = ConductBody {
                booking: Some(id),
                ..ConductBody::default()
            };
            form(&here, body, None)
        }
        (None, None) => crate::ui::empty(t.none_mine, t.none_mine_hint, ().into_any()),
    };
    let below = view! { <p class="dim narrow">{t.report_hint}</p> };
    page(t.report_title.to_owned(), above, below.into_any(), body)
}

fn of_ticket(here: &Here, id: TicketId) -> AnyView {
    let path = TicketPath {
        school: here.slug.clone(),
        ticket: id,
    };
    let reading = read::<TicketsFind>(move || Some((path.clone(), Nothing {})));
    let here = here.clone();
    when(reading, 3, move || {
        let body = ConductBody {
            ticket: Some(id),
            ..ConductBody::default()
        };
        form(&here, body, reading.value.get_untracked())
    })
}

/// What is chosen from: codes with their names.
type Choices = Vec<(String, String)>;

/// The other side's messages, the newest first, and the helpers among their authors.
fn other_side(ticket: &Ticket) -> (Choices, Choices) {
    let side = match ticket.summary.mine {
        true => Side::Staff,
        false => Side::Requester,
    };
    let theirs =
        |message: &&Message| message.side == side && message.kind != MessageKind::Note && !message.mine;
    let said = |message: &Message| {
        let mut text: String = message.text.chars().take(SHOWN).collect();
        if message.text.chars().count() > SHOWN {
            text.push('…');
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (
            message.id.to_string(),
            format!("{}: {text}", name::short(&message.author.name)),
        )
    };
    let messages = ticket.messages.iter().rev().filter(theirs).map(said).collect();
    let mut helpers = Choices::new();
    if ticket.summary.mine {
        let spoke = ticket
            .messages
            .iter()
            .filter(theirs)
            .map(|message| &message.author);
        for author in spoke.chain(&ticket.summary.assignee) {
            let one = (author.id.to_string(), author.name.clone());
            if !helpers.contains(&one) {
                helpers.push(one);
            }
        }
    }
    (messages, helpers)
}

fn form(here: &Here, about: ConductBody, ticket: Option<Ticket>) -> AnyView {
    let t = texts();
    let (messages, helpers) = ticket.as_ref().map(other_side).unwrap_or_default();
    let key = about
        .ticket
        .map(|id| id.to_string())
        .or(about.booking.map(|id| id.to_string()))
        .unwrap_or_default();
    let draft = Draft::of(here.me.id, &here.slug, &format!("conduct/{key}"));
    let text = State::new(draft.read());
    let keep = draft.clone();
    effect(move |_| text.with(|text| keep.keep(text)));
    let (wish, message) = (State::new(String::new()), State::new(String::new()));
    let only = helpers.first().filter(|_| helpers.len() == 1);
    let helper = State::new(only.map(|(id, _)| id.clone()).unwrap_or_default());
    let sending = Sending::of("conduct");
    let (toasts, navigate) = (Toasts::get(), use_navigate());
    let place = here.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = ConductBody {
            message: message.get_untracked().parse().ok(),
            helper: helper.get_untracked().parse().ok(),
            text: text.get_untracked().trim().to_owned(),
            wish: Some(wish.get_untracked().trim().to_owned()).filter(|wish| !wish.is_empty()),
            ..about.clone()
        };
        let (draft, navigate, place) = (draft.clone(), navigate.clone(), place.clone());
        sending.send::<ConductCreate>(place.school(), body, 0, move |report| {
            draft.forget();
            toasts.say(texts().sent);
            let rest = format!("conduct/{}", report.summary.id);
            navigate(&place.path(&rest), NavigateOptions::default());
        });
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let several = helpers.len() > 1;
    let helpers = several.then(|| {
        select_field(
            field("/helper", t.helper, ""),
            t.choose,
            Signal::stored(helpers),
            helper,
        )
    });
    let messages = (!messages.is_empty()).then(|| {
        select_field(
            field("/message", t.message, ""),
            t.no_message,
            Signal::stored(messages),
            message,
        )
    });
    let view = view! {
        <form class="card col narrow" novalidate on:submit=on_submit>
            {error_summary(sending, "conduct-error")}
            {helpers}
            {messages}
            {area_field(field("/text", t.what, t.what_hint), "".into(), text)}
            {area_field(field("/wish", t.wish, t.wish_hint), "".into(), wish)}
            <div>{submit(sending.busy, t.send.into(), general().sending)}</div>
        </form>
    };
    view.into_any()
}
