//! `/s/:school/tickets/log`: a call or a visit, put down in twenty seconds by keyboard.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::access::{self, Action, Reach, files_for_others};
use podskazka_shared::tickets::{Ticket, TicketBody, TicketsCreate};

use super::letter;
use super::list::back;
use super::logged::Form;
use super::print;
use super::view::Open;
use crate::app::not_found;
use crate::browser;
use crate::drafts::Draft;
use crate::files::Attached;
use crate::i18n::{self, desk, general, logging as texts, nav};
use crate::live::{State, effect, live};
use crate::session::Here;
use crate::ui::field::id_of;
use crate::ui::{Toasts, area_field, choices, error_summary, page, select_field, submit};

const AGAIN: &str = "log-again";

pub fn log(here: Here) -> AnyView {
    if !files_for_others(&here.member.capacities) {
        return not_found();
    }
    let t = texts();
    let saved = State::new(None::<Ticket>);
    let (helps, home) = (here.may(Action::TicketWork), here.clone());
    let body = live(move || match saved.get() {
        Some(ticket) => done(&here, ticket, saved),
        None => form(&here, saved),
    });
    let above = match helps {
        true => back(home.path("queue"), desk().back_queue),
        false => back(home.path("tickets"), nav().my_tickets),
    };
    let below = view! { <p class="dim">{t.lead}</p> };
    page(t.title.to_owned(), above, below.into_any(), body)
}

/// A text that a reload does not lose.
fn kept(here: &Here, what: &str) -> (State<String>, Draft) {
    let draft = Draft::of(here.me.id, &here.slug, what);
    let text = State::new(draft.read());
    let keep = draft.clone();
    effect(move |_| text.with(|text| keep.keep(text)));
    (text, draft)
}

fn form(here: &Here, saved: State<Option<Ticket>>) -> AnyView {
    let t = texts();
    let reaches_all =
        |capacity: &access::Capacity| access::reaches(Action::TicketFile, *capacity).contains(&Reach::Others);
    let guests = here.member.capacities.iter().any(reaches_all);
    let answers = here.may(Action::TicketWork);
    let (description, draft) = kept(here, "log");
    let (answer, answer_draft) = kept(here, "log-answer");
    let form = Form::new(description, answer);
    let sending = form.sending;
    effect(move |_| browser::focus_soon(id_of("log", "/requester")));
    let attached = Attached::of(here, sending, "log".to_owned());
    let toasts = Toasts::get();
    let school = here.school();
    let send = Arc::new(move || {
        let body = match untrack(|| form.body(answers)) {
            Ok(body) => body,
            Err(errors) => return sending.refuse(errors),
        };
        let Some(files) = attached.ready(toasts) else {
            return;
        };
        let with = files.clone();
        let body = TicketBody { files, ..body };
        let (draft, answer_draft) = (draft.clone(), answer_draft.clone());
        sending.send::<TicketsCreate>(school.clone(), body, 0, move |ticket| {
            draft.forget();
            answer_draft.forget();
            attached.went(&with);
            saved.set(Some(ticket));
        });
    });
    let by_key = send.clone();
    let on_key = move |ev: web_sys::KeyboardEvent| {
        if ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key()) {
            ev.prevent_default();
            return by_key();
        }
        // The digit on the keyboard, whatever the layout makes of it.
        let digit = ev
            .code()
            .strip_prefix("Digit")
            .and_then(|digit| digit.parse::<usize>().ok());
        if ev.alt_key()
            && let Some(place) = digit
            && form.choose_channel(place)
        {
            ev.prevent_default();
        }
    };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        send();
    };
    // What is still unclear comes next, else what was asked about.
    let next = Arc::new(move || browser::focus_soon(untrack(|| form.next_field())));
    let field = move |pointer, label, hint| form.field(pointer, label, hint);
    let said = answers.then(|| area_field(field("/answer", t.answer, t.answer_hint), "".into(), answer));
    let channels = Signal::stored(Form::channels());
    let letter = letter::letter(here, form);
    view! {
        {letter}
        <form class="col narrow" novalidate on:submit=on_submit on:keydown=on_key>
            {error_summary(sending, "log-error")}
            {form.seek.field(here, sending, guests, next)}
            {form.details()}
            {choices(field("/channel", t.channel, t.channel_hint), channels, form.channel)}
            {select_field(field("/topic", i18n::tickets().topic, ""), t.choose_topic, form.topics(), form.topic)}
            {area_field(field("/description", t.asked, ""), "".into(), description)}
            {said}
            {attached.view()}
            <div class="row wrap">
                {submit(sending.busy, t.save.into(), general().sending)}
                <small class="keys">{desk().ctrl_enter}</small>
            </div>
        </form>
    }
    .into_any()
}

/// What was saved, and what may come next.
fn done(here: &Here, ticket: Ticket, saved: State<Option<Ticket>>) -> AnyView {
    let t = texts();
    let open = Open::new(here, ticket.summary.id);
    let href = here.path(&format!("tickets/{}", ticket.summary.id));
    let number = ticket.summary.number.clone();
    let name = ticket.summary.requester.name.clone();
    open.took(ticket);
    let sheet = State::new(None);
    effect(move |_| browser::focus_soon(AGAIN.to_owned()));
    view! {
        <div class="talk col narrow">
            <div class="card col" role="status">
                <p class="big">{i18n::call_saved(&number)}</p>
                <p>{name}</p>
            </div>
            <div class="row wrap">
                <button type="button" class="btn main" id=AGAIN on:click=move |_| saved.set(None)>{t.again}</button>
                {print::button(open, sheet)}
                <a class="btn" href=href>{t.open}</a>
            </div>
            {print::sheet(here, sheet)}
        </div>
    }
    .into_any()
}
