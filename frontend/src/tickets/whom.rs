//! For whom one files: oneself, or somebody whom the desk looks up by name.

use leptos::prelude::*;
use podskazka_shared::access::files_for_others;
use podskazka_shared::people::Child;
use podskazka_shared::tickets::RequesterGroup;
use podskazka_shared::tickets::requesters::{MIN_LETTERS, Requester, RequestersList, RequestersQuery};

use super::new::groups;
use crate::i18n::{filing, lang};
use crate::live::{Derived, State, derived, live, maybe};
use crate::people::name;
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{button, choices, text_field};

/// Whose request it will be, as the form needs to know them.
#[derive(Clone, PartialEq)]
pub struct Asker {
    pub name: String,
    pub groups: Vec<RequesterGroup>,
    pub class: Option<String>,
    pub children: Vec<Child>,
    pub may_keep_private: bool,
}

impl Asker {
    fn own(here: &Here) -> Self {
        Self {
            name: here.member.name.clone(),
            groups: groups(&here.member.roles),
            class: here.member.class.as_ref().map(|class| class.name.to_string()),
            children: here.member.children.clone(),
            may_keep_private: here.member.may_keep_private,
        }
    }

    fn other(found: Requester) -> Self {
        Self {
            name: found.name,
            groups: found.groups,
            class: found.class.map(|class| class.to_string()),
            children: found.children,
            may_keep_private: found.may_keep_private,
        }
    }
}

/// What is chosen.
#[derive(Clone, Copy)]
pub struct Whom {
    /// `other`, or empty for oneself.
    pub which: State<String>,
    pub chosen: State<Option<Requester>>,
    typed: State<String>,
}

impl Whom {
    pub fn new() -> Self {
        Self {
            which: State::new("me".to_owned()),
            chosen: State::new(None),
            typed: State::new(String::new()),
        }
    }

    /// Always somebody else.
    pub fn another() -> Self {
        Self {
            which: State::new("other".to_owned()),
            ..Self::new()
        }
    }

    pub fn is_other(self) -> bool {
        self.which.get() == "other"
    }

    /// Who asks; nobody until the desk has chosen.
    pub fn asker(self, here: &Here) -> Derived<Option<Asker>> {
        let own = Asker::own(here);
        derived(move || match self.is_other() {
            true => self.chosen.get().map(Asker::other),
            false => Some(own.clone()),
        })
    }

    /// The choice, the search and whom it found; nothing for those who file for themselves only.
    pub fn field(self, here: &Here, sending: Sending) -> AnyView {
        if !files_for_others(&here.member.capacities) {
            return ().into_any();
        }
        let t = filing();
        let field = Field {
            pointer: "/for_whom",
            label: t.for_whom,
            hint: "",
            sending,
        };
        let options = vec![
            ("me".to_owned(), t.for_me.to_owned()),
            ("other".to_owned(), t.for_other.to_owned()),
        ];
        let other = derived(move || self.is_other());
        let here = here.clone();
        view! {
            {choices(field, Signal::stored(options), self.which)}
            {maybe(move || other.get().then(|| self.search(&here, sending)))}
        }
        .into_any()
    }

    /// The search, and whom it found.
    pub fn search(self, here: &Here, sending: Sending) -> AnyView {
        let found = derived(move || self.chosen.with(Option::is_some));
        let here = here.clone();
        live(move || match found.get() {
            true => self.known(),
            false => self.find(&here, sending),
        })
    }

    /// The one who was chosen, and the way back to the search.
    fn known(self) -> AnyView {
        let t = filing();
        let name = move || {
            self.chosen
                .with(|chosen| chosen.as_ref().map(|found| found.name.clone()))
        };
        view! {
            <div class="row between wrap card">
                <b class="grow">{name()}</b>
                {button("btn small", t.change.into_any(), move || self.chosen.set(None))}
            </div>
        }
        .into_any()
    }

    fn find(self, here: &Here, sending: Sending) -> AnyView {
        let t = filing();
        let school = here.school();
        let enough = move || {
            let name = self.typed.get().trim().to_owned();
            (name.chars().filter(|c| c.is_alphanumeric()).count() >= MIN_LETTERS).then_some(name)
        };
        let reading = read::<RequestersList>(move || {
            let name = enough()?;
            Some((school.clone(), RequestersQuery { name }))
        });
        let field = Field {
            pointer: "/requester",
            label: t.find,
            hint: t.find_hint,
            sending,
        };
        let results = move || {
            let page = enough().and(reading.value.get())?;
            if page.items.is_empty() {
                return Some(view! { <p class="dim">{filing().found_none}</p> }.into_any());
            }
            let people: Vec<_> = page.items.into_iter().map(|found| self.offer(found)).collect();
            Some(view! { <ul class="people" aria-label=filing().found>{people}</ul> }.into_any())
        };
        view! {
            {text_field(field, "search".into(), "off", self.typed, ().into_any())}
            <div role="status">{maybe(results)}</div>
        }
        .into_any()
    }

    fn offer(self, found: Requester) -> AnyView {
        let groups: Vec<_> = found
            .groups
            .iter()
            .map(|group| group.label(lang()).to_lowercase())
            .collect();
        let children: Vec<_> = found
            .children
            .iter()
            .map(|child| match &child.class {
                Some(class) => format!("{} {class}", name::short(&child.name)),
                None => name::short(&child.name),
            })
            .collect();
        let mut facts = vec![groups.join(", ")];
        facts.extend(found.class.as_ref().map(ToString::to_string));
        facts.extend(children);
        let label = view! {
            <span class="person"><b>{found.name.clone()}</b><small>{facts.join(" · ")}</small></span>
        };
        let choose = move || self.chosen.set(Some(found.clone()));
        view! { <li>{button("btn", label.into_any(), choose)}</li> }.into_any()
    }
}
