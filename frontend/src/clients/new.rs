//! A program to be: its name, and what it may do at most.

use leptos::prelude::*;
use podskazka_shared::clients::{ClientBody, ClientsCreate, Scope};

use super::list::Board;
use crate::browser;
use crate::i18n::{clients as texts, general, lang};
use crate::live::{State, flag, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{button, error_summary, submit, text_field};

const FORM: &str = "client";

/// Where the focus goes when the form opens.
pub fn first_field() -> String {
    id_of(FORM, "/name")
}

pub fn form(board: Board) -> AnyView {
    let t = texts();
    let sending = Sending::of(FORM);
    let (name, chosen) = (State::new(String::new()), State::new(Vec::<Scope>::new()));
    let capacities = board.here.with_value(|here| here.member.capacities.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = ClientBody {
            name: name.get_untracked().trim().to_owned(),
            scopes: chosen.get_untracked(),
        };
        let school = board.here.with_value(Here::school);
        sending.send::<ClientsCreate>(school, body, 0, move |given| {
            board.show(given);
        });
    };
    let field = Field {
        pointer: "/name",
        label: t.name,
        hint: t.name_hint,
        sending,
    };
    let boxes: Vec<_> = Scope::ALL
        .iter()
        .copied()
        .filter(|scope| scope.given_by(&capacities))
        .map(|scope| tick(scope, chosen))
        .collect();
    let close = move || {
        board.adding.set(false);
        browser::focus_heading();
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h2>{t.new}</h2>
            {error_summary(sending, "client-error")}
            {text_field(field, "text".into(), "off", name, ().into_any())}
            {scopes(sending, boxes)}
            <div class="row wrap">
                {submit(sending.busy, t.make.into(), general().sending)}
                {button("btn", general().cancel.into_any(), close)}
            </div>
        </form>
    }
    .into_any()
}

fn scopes(sending: Sending, boxes: Vec<AnyView>) -> AnyView {
    let t = texts();
    let id = id_of(FORM, "/scopes");
    let error = sending.field("/scopes");
    let wrong = move || {
        error
            .get()
            .map(|text| view! { <p class="error">{text}</p> }.into_any())
    };
    view! {
        <fieldset class="field" id=id tabindex="-1">
            <legend>{t.scopes}</legend>
            <small>{t.scopes_hint}</small>
            <div>{boxes}</div>
            {maybe(wrong)}
        </fieldset>
    }
    .into_any()
}

fn tick(scope: Scope, chosen: State<Vec<Scope>>) -> AnyView {
    let on = flag(move || chosen.with(|chosen| Scope::complete(chosen).contains(&scope)));
    let change = move |ev: web_sys::Event| {
        let checked = event_target_checked(&ev);
        chosen.update(|chosen| {
            chosen.retain(|one| *one != scope);
            if checked {
                chosen.push(scope);
            } else if scope == Scope::TicketRead {
                // Whatever is done to requests shows them: without reading none of it stays.
                chosen.retain(|one| !one.is_of_tickets());
            }
        });
    };
    view! {
        <label class="check">
            <input type="checkbox" prop:checked=on on:change=change />
            {capitalised(scope.label(lang()))}
        </label>
    }
    .into_any()
}

/// A phrase as a line of its own.
pub fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}
