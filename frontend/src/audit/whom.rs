//! Whose actions the log shows: somebody of the school, or a program. The address holds the id, the screen the name.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::audit::AuditEntry;
use podskazka_shared::clients::{Client, ClientsList, ClientsQuery};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::page::{MAX_LIMIT, Page};
use podskazka_shared::people::cards::{CardStatus, CardSummary, MemberPath, PeopleFind, PeopleQuery};

use super::filters::off_id;
use crate::browser;
use crate::i18n::audit as texts;
use crate::live::{Derived, derived, maybe};
use crate::people::pick::pick_among;
use crate::reading::{Reading, read};
use crate::session::Here;
use crate::tickets::filter::Filters;

/// The id of the field in which somebody is looked for.
pub const FIELD: &str = "audit-person";

/// Who is chosen, and who can be.
#[derive(Clone, Copy)]
pub struct Whom {
    /// The name of who is chosen, once it is known.
    pub name: Derived<Option<String>>,
    programs: Reading<Page<Client>>,
}

impl Whom {
    /// Finds the name of whom the address names: among the programs, in the lines, or on the card of who has no lines.
    pub fn of(here: &Here, filters: &Filters, lines: Reading<Page<AuditEntry>>) -> Self {
        let (school, knows) = (here.school(), here.may(Action::ClientManage));
        let programs = read::<ClientsList>(move || {
            let query = ClientsQuery {
                limit: Some(MAX_LIMIT),
                after: None,
            };
            knows.then(|| (school.clone(), query))
        });
        let wanted = filters.clone();
        let id = derived(move || wanted.get("person"));
        let listed = derived(move || {
            let id = id.get()?;
            let program = |page: &Option<Page<Client>>| {
                let mut all = page.iter().flat_map(|page| &page.items);
                all.find(|program| program.id.to_string() == id)
                    .map(|program| program.name.clone())
            };
            let line = |page: &Option<Page<AuditEntry>>| {
                let mut all = page.iter().flat_map(|page| &page.items);
                all.find_map(|entry| name_in(entry, &id))
            };
            programs.value.with(program).or_else(|| lines.value.with(line))
        });
        let there = derived(move || {
            lines.value.with(Option::is_some) && (!knows || programs.value.with(Option::is_some))
        });
        let slug = here.slug.clone();
        let card = read::<PeopleFind>(move || {
            let member = id.get()?.parse().ok()?;
            let path = MemberPath {
                school: slug.clone(),
                member,
            };
            (there.get() && listed.with(Option::is_none)).then_some((path, Nothing {}))
        });
        let name = derived(move || {
            listed.get().or_else(|| {
                let id = id.get()?;
                let card = card.value.get()?.summary;
                (card.id.to_string() == id).then_some(card.name)
            })
        });
        Self { name, programs }
    }

    /// The search by name, and the programs; gone once somebody is chosen.
    pub fn choose(self, here: &Here, filters: &Filters) -> AnyView {
        let (here, filters) = (here.clone(), filters.clone());
        let reader = filters.clone();
        let free = derived(move || reader.get("person").is_none());
        maybe(move || {
            free.get().then(|| {
                let among = PeopleQuery {
                    status: Some(CardStatus::All),
                    ..PeopleQuery::default()
                };
                let set = StoredValue::new_local(setter(&filters));
                let chosen = move |card: CardSummary| {
                    set.with_value(|set| set(&card.id.to_string()));
                };
                let t = texts();
                view! {
                    <div class="audit-filters">
                        {pick_among(&here, FIELD, t.person, t.person_hint, among, Arc::new(chosen))}
                        {self.of_program(&filters)}
                    </div>
                }
            })
        })
    }

    fn of_program(self, filters: &Filters) -> AnyView {
        let t = texts();
        let set = StoredValue::new_local(setter(filters));
        maybe(move || {
            let programs = self.programs.value.get()?.items;
            let options: Vec<_> = programs
                .into_iter()
                .map(|program| {
                    view! { <option value=program.id.to_string()>{program.name}</option> }.into_any()
                })
                .collect();
            let change = move |ev| set.with_value(|set| set(&event_target_value(&ev)));
            (!options.is_empty()).then(|| {
                view! {
                    <div class="field rest">
                        <label for="audit-program">{t.of_program}</label>
                        <select id="audit-program" on:change=change>
                            <option value="">{t.no_program}</option>
                            {options}
                        </select>
                    </div>
                }
            })
        })
    }
}

/// Puts who is chosen into the address, and the focus on the button that takes it off.
fn setter(filters: &Filters) -> impl Fn(&str) + 'static {
    let set = filters.setter();
    move |id| {
        set("person", id);
        browser::focus_soon(off_id("person"));
    }
}

/// The name of who did it, if that is who has this id.
fn name_in(entry: &AuditEntry, id: &str) -> Option<String> {
    let person = entry.person.is_some_and(|person| person.to_string() == id);
    let member = entry.member.as_ref();
    let member = member.filter(|member| person || member.id.to_string() == id);
    let program = entry.program.as_ref();
    let program = program.filter(|program| program.id.to_string() == id);
    member
        .map(|member| &member.name)
        .or(program.map(|program| &program.name))
        .cloned()
}
