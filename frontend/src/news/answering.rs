//! Who else is answering the request that one works on, and that one is answering it.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::live::{
    ANSWERING_MILLIS, Answering, AnsweringBody, TicketsAnswering, TicketsAnsweringFind,
};
use podskazka_shared::people::MemberRef;

use super::on_change;
use crate::api;
use crate::i18n;
use crate::live::{State, effect, maybe, spawn};
use crate::people::name;
use crate::tickets::view::Open;

/// How often it is said again: twice while it holds, and some time is left.
const AGAIN: Duration = Duration::from_millis(ANSWERING_MILLIS / 3);

/// Says that one is answering while `text` is written, and shows who else is.
pub fn answering(open: Open, text: State<String>) -> AnyView {
    let path = open.path.get_value();
    let others = State::new(Vec::<MemberRef>::new());
    let took = move |answer: Result<Answering, api::ApiError>| {
        if let Ok(answer) = answer {
            others.try_set(answer.others);
        }
    };
    let ticket = path.ticket;
    let at = path.clone();
    let look = move || {
        let at = at.clone();
        spawn(async move { took(api::ask::<TicketsAnsweringFind>(&at, &Nothing {}).await) });
    };
    look();
    on_change(move |change| {
        if change.is_none_or(|change| change.ticket == ticket && change.event.is_none()) {
            look();
        }
    });
    let says = Rc::new(Cell::new(false));
    let say = move |answering: bool| {
        let path = path.clone();
        spawn(async move {
            let body = AnsweringBody { answering };
            took(api::act::<TicketsAnswering>(&path, &body).await);
        });
    };
    let (saying, speak) = (Rc::clone(&says), say.clone());
    // As long as somebody types it is said again; who stops typing is forgotten by the server.
    let typed = State::new(0_u32);
    effect(move |first| {
        let empty = text.with(|text| text.trim().is_empty());
        match (empty, saying.get()) {
            (true, true) => {
                saying.set(false);
                speak(false);
            }
            (false, false) if !first => {
                saying.set(true);
                speak(true);
            }
            (false, true) => typed.update(|number| *number = number.wrapping_add(1)),
            (true, false) | (false, false) => {}
        }
    });
    let last = Cell::new(0_u32);
    let (saying, speak) = (Rc::clone(&says), say.clone());
    let tick = move || {
        if !typed.is_there() {
            return;
        }
        let now = typed.get_untracked();
        if saying.get() && last.replace(now) != now {
            speak(true);
        }
    };
    if let Ok(timer) = set_interval_with_handle(tick, AGAIN) {
        on_cleanup(move || timer.clear());
    }
    let leaves = StoredValue::new_local((says, say));
    on_cleanup(move || {
        leaves.try_with_value(|(says, say)| {
            if says.get() {
                say(false);
            }
        });
    });
    let line = move || {
        let names: Vec<_> = others.with(|others| others.iter().map(|one| name::short(&one.name)).collect());
        (!names.is_empty()).then(|| view! { <p class="note">{i18n::answering(&names.join(", "))}</p> })
    };
    view! { <div role="status">{maybe(line)}</div> }.into_any()
}
