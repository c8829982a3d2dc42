//! One program: what it may, how it is used, a new secret, and its end.

use leptos::prelude::*;
use podskazka_shared::clients::{Client, ClientPath, ClientsEnd, ClientsRotate, OldSecret, RotateBody};

use super::list::Board;
use super::new::capitalised;
use crate::browser;
use crate::i18n::{clients as texts, dates, general, lang};
use crate::live::{State, live, words, yes_no};
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, button, choices, error_summary, key_line, submit};

/// What is being done to a program.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Doing {
    Nothing,
    Replacing,
    Ending,
}

pub fn card(board: Board, client: Client) -> AnyView {
    let t = texts();
    let now = browser::now();
    let fact = |label: &str, at| format!("{label} {}", dates::moment(at, now));
    let used = client
        .last_used_at
        .map_or_else(|| t.never_used.to_owned(), |at| fact(t.used, at));
    let mut facts = vec![fact(t.made_on, client.created_at)];
    match client.ended_at {
        Some(at) => facts.push(fact(t.ended_on, at)),
        None => {
            if client.secret_since != client.created_at {
                facts.push(fact(t.secret_since, client.secret_since));
            }
            facts.push(used);
        }
    }
    let old = client.old_secret_until.map(|until| {
        let text = fact(t.old_until, until);
        view! { <p class="note">{text}</p> }
    });
    let scopes: Vec<_> = client
        .scopes
        .iter()
        .map(|scope| view! { <li>{capitalised(scope.label(lang()))}</li> }.into_any())
        .collect();
    let ended = client.ended_at.is_some();
    let chip = ended.then(|| view! { <span class="chip plain">{t.ended}</span> });
    let (name, id) = (client.name.clone(), client.id.to_string());
    let acts = (!ended).then(|| acts(board, client));
    view! {
        <li class="card col">
            <div class="row wrap between"><h2>{name}</h2>{chip}</div>
            <small>{facts.join(" · ")}</small>
            {old}
            {(!ended).then(|| key_line(t.id, id))}
            <details><summary class="link">{t.scopes}</summary><ul class="plain">{scopes}</ul></details>
            {acts}
        </li>
    }
    .into_any()
}

fn acts(board: Board, client: Client) -> AnyView {
    let doing = State::new(Doing::Nothing);
    let content = move || match doing.get() {
        Doing::Nothing => offered(doing, &client),
        Doing::Replacing => replacing(board, doing, &client),
        Doing::Ending => ending(board, doing, &client),
    };
    live(content)
}

fn path(board: Board, client: &Client) -> ClientPath {
    ClientPath {
        school: board.here.with_value(|here| here.slug.clone()),
        client: client.id,
    }
}

fn offered(doing: State<Doing>, client: &Client) -> AnyView {
    let t = texts();
    let act = |label: &'static str, what: Doing, focus: String| {
        let full = format!("{label}: {}", client.name);
        let open = move |_| {
            doing.set(what);
            browser::focus_soon(focus.clone());
        };
        view! { <button type="button" class="btn small" aria-label=full on:click=open>{label}</button> }
            .into_any()
    };
    view! {
        <div class="row wrap tight">
            {act(t.rotate, Doing::Replacing, id_of("rotate", "/old"))}
            {act(t.end, Doing::Ending, ENDING.to_owned())}
        </div>
    }
    .into_any()
}

fn replacing(board: Board, doing: State<Doing>, client: &Client) -> AnyView {
    let t = texts();
    let sending = Sending::of("rotate");
    let (path, version) = (path(board, client), client.version);
    let old = State::new("keep".to_owned());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let old = match old.get_untracked().as_str() {
            "end" => OldSecret::End,
            _ => OldSecret::Keep,
        };
        sending.send::<ClientsRotate>(path.clone(), RotateBody { old }, version, move |given| {
            board.show(given);
        });
    };
    let field = Field {
        pointer: "/old",
        label: t.rotate_how,
        hint: t.rotate_hint,
        sending,
    };
    let options = vec![
        ("keep".to_owned(), t.keep.to_owned()),
        ("end".to_owned(), t.end_now.to_owned()),
    ];
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "rotate-error")}
            {choices(field, Signal::stored(options), old)}
            <div class="row wrap">
                {submit(sending.busy, t.rotate.into(), general().sending)}
                {button("btn", general().cancel.into_any(), move || back(doing))}
            </div>
        </form>
    }
    .into_any()
}

const ENDING: &str = "ending";

fn ending(board: Board, doing: State<Doing>, client: &Client) -> AnyView {
    let t = texts();
    let (sending, toasts) = (Sending::of("end"), Toasts::get());
    let (path, version) = (path(board, client), client.version);
    let end = move |_| {
        sending.send::<ClientsEnd>(path.clone(), (), version, move |_| {
            toasts.say(texts().ended_said);
            board.given.set(None);
            board.listed.again();
            browser::focus_heading();
        });
    };
    view! {
        <div class="col part">
            {error_summary(sending, "end-error")}
            <p id=ENDING tabindex="-1">{t.end_ask}</p>
            <div class="row wrap">
                <button type="button" class="btn main" on:click=end aria-disabled=yes_no(move || sending.busy.get())>
                    {words(move || if sending.busy.get() { general().sending } else { t.end_yes })}
                </button>
                {button("btn", general().cancel.into_any(), move || back(doing))}
            </div>
        </div>
    }
    .into_any()
}

fn back(doing: State<Doing>) {
    doing.set(Doing::Nothing);
    browser::focus_heading();
}
