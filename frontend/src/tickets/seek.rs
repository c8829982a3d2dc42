//! Finding the person who calls or came, by keyboard alone: letters, arrows, Enter.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::tickets::requesters::{MIN_LETTERS, Requester, RequestersList, RequestersQuery};

use crate::i18n::{filing, lang, logging as texts};
use crate::live::{Derived, State, derived, effect, flag, live, maybe, when_true, words, yes_no};
use crate::people::name;
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::button;
use crate::ui::field::id_of;

/// The list below the input.
const FOUND: &str = "log-found";

/// Who was found, or that it is somebody without a card.
#[derive(Clone, Copy)]
pub struct Seek {
    pub chosen: State<Option<Requester>>,
    pub guest: State<bool>,
    pub typed: State<String>,
    /// The row that Enter chooses.
    at: State<usize>,
}

impl Seek {
    pub fn new() -> Self {
        Self {
            chosen: State::new(None),
            guest: State::new(false),
            typed: State::new(String::new()),
            at: State::new(0),
        }
    }

    /// Somebody whom a letter or a search has named.
    pub fn take(self, found: Requester) {
        self.guest.set(false);
        self.chosen.set(Some(found));
    }

    /// The search, or whom it found; `next` moves on when somebody is chosen.
    pub fn field(
        self,
        here: &Here,
        sending: Sending,
        guests: bool,
        next: Arc<dyn Fn() + Send + Sync>,
    ) -> AnyView {
        let settled = derived(move || self.guest.get() || self.chosen.with(Option::is_some));
        let here = here.clone();
        live(move || match settled.get() {
            true => self.settled(),
            false => self.search(&here, sending, guests, next.clone()),
        })
    }

    fn settled(self) -> AnyView {
        let again = move || {
            self.guest.set(false);
            self.chosen.set(None);
            crate::browser::focus_soon(id_of("log", "/requester"));
        };
        let who = words(move || match self.guest.get() {
            true => texts().guest.to_owned(),
            false => self
                .chosen
                .with(|chosen| chosen.as_ref().map(|found| found.name.clone()))
                .unwrap_or_default(),
        });
        view! {
            <div class="row between wrap card">
                <b class="grow">{who}</b>
                {button("btn small", filing().change.into_any(), again)}
            </div>
        }
        .into_any()
    }

    fn search(
        self,
        here: &Here,
        sending: Sending,
        guests: bool,
        next: Arc<dyn Fn() + Send + Sync>,
    ) -> AnyView {
        let t = texts();
        let school = here.school();
        let enough = derived(move || {
            let name = self.typed.get().trim().to_owned();
            (name.chars().filter(|c| c.is_alphanumeric()).count() >= MIN_LETTERS).then_some(name)
        });
        let reading = read::<RequestersList>(move || {
            let name = enough.get()?;
            Some((school.clone(), RequestersQuery { name }))
        });
        let found: Derived<Option<Vec<Requester>>> = derived(move || {
            enough.with(Option::is_some).then_some(())?;
            reading
                .value
                .with(|page| page.as_ref().map(|page| page.items.clone()))
        });
        effect(move |_| {
            found.track();
            self.at.set(0);
        });
        // The row below the people is for those without a card.
        let rows = move || {
            let people = found.with(|found| found.as_ref().map(Vec::len));
            people.map_or(0, |people| people + usize::from(guests))
        };
        let choose = Arc::new(move |place: usize| {
            let one = found.with_untracked(|found| found.as_ref().map(|found| found.get(place).cloned()));
            match one {
                Some(Some(found)) => self.take(found),
                Some(None) if guests => self.guest.set(true),
                Some(None) | None => return,
            }
            next();
        });
        let on_enter = choose.clone();
        let on_key = move |ev: web_sys::KeyboardEvent| {
            if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
                return;
            }
            let (at, many) = (self.at.get_untracked(), untrack(rows));
            match ev.key().as_str() {
                "ArrowDown" => self.at.set((at + 1).min(many.saturating_sub(1))),
                "ArrowUp" => self.at.set(at.saturating_sub(1)),
                "Enter" => on_enter(at),
                _ => return,
            }
            ev.prevent_default();
        };
        let id = id_of(sending.form, "/requester");
        let error = sending.field("/requester");
        let options = move || {
            let people = found.get()?;
            let mut options: Vec<_> = people
                .iter()
                .enumerate()
                .map(|(place, one)| self.option(place, one.name.clone(), facts(one), choose.clone()))
                .collect();
            let none = people
                .is_empty()
                .then(|| view! { <p class="dim">{filing().found_none}</p> });
            if guests {
                let place = people.len();
                options.push(self.option(
                    place,
                    t.not_listed.to_owned(),
                    t.guest_hint.to_owned(),
                    choose.clone(),
                ));
            }
            let list = (!options.is_empty())
                .then(|| view! { <ul class="found" role="listbox" id=FOUND aria-label=filing().found>{options}</ul> });
            Some(view! { {none} {list} })
        };
        let active = Signal::derive(move || (rows() > 0).then(|| format!("{FOUND}-{}", self.at.get())));
        let told = words(move || match found.with(|found| found.as_ref().map(Vec::len)) {
            Some(many) => format!("{} {many}", t.found_many),
            None => String::new(),
        });
        view! {
            <div class="field">
                <label for=id.clone()>{t.who}</label>
                <input
                    id=id
                    type="text"
                    role="combobox"
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-autocomplete="list"
                    aria-controls=FOUND
                    aria-expanded=yes_no(move || rows() > 0)
                    aria-activedescendant=active
                    aria-describedby="log-who-hint"
                    aria-invalid=when_true("true", move || error.with(Option::is_some))
                    prop:value=self.typed.signal()
                    on:input=move |ev| self.typed.set(event_target_value(&ev))
                    on:keydown=on_key
                />
                <small id="log-who-hint">{t.who_hint}</small>
                {maybe(move || error.get().map(|text| view! { <p class="error">{text}</p> }))}
                <p class="sr" role="status">{told}</p>
                {maybe(options)}
            </div>
        }
        .into_any()
    }

    fn option(
        self,
        place: usize,
        name: String,
        facts: String,
        choose: Arc<dyn Fn(usize) + Send + Sync>,
    ) -> AnyView {
        let chosen = move || self.at.get() == place;
        view! {
            <li
                role="option"
                id=format!("{FOUND}-{place}")
                class:on=flag(chosen)
                aria-selected=yes_no(chosen)
                on:click=move |_| choose(place)
            >
                <b>{name}</b>
                <small>{facts}</small>
            </li>
        }
        .into_any()
    }
}

/// As whom they may ask, their class and children.
fn facts(found: &Requester) -> String {
    let groups: Vec<_> = found
        .groups
        .iter()
        .map(|group| group.label(lang()).to_lowercase())
        .collect();
    let mut facts = vec![groups.join(", ")];
    facts.extend(found.class.as_ref().map(ToString::to_string));
    facts.extend(found.children.iter().map(|child| match &child.class {
        Some(class) => format!("{} {class}", name::short(&child.name)),
        None => name::short(&child.name),
    }));
    facts.join(" · ")
}
