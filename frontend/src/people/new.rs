//! `/s/:school/people/new`: a card by hand.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::access::{Role, may_enrol};
use podskazka_shared::classes::{Class, ClassesList, ClassesQuery};
use podskazka_shared::page::MAX_LIMIT;
use podskazka_shared::people::cards::{CardBody, PeopleCreate};

use super::paged;
use super::pick::select;
use crate::i18n::{general, lang, people};
use crate::live::{State, derived, live, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::Filters;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Toasts, error_summary, page, several, submit, text_field};

/// The roles of cards that the person may make.
pub fn enrolable(here: &Here) -> Vec<Role> {
    let may = |role: &Role| {
        let mut capacities = here.member.capacities.iter();
        capacities.any(|capacity| may_enrol(*capacity, *role))
    };
    Role::ALL.iter().copied().filter(may).collect()
}

pub fn new(here: Here) -> AnyView {
    let t = people();
    let filters = Filters::new();
    let state = |text: Option<String>| State::new(text.unwrap_or_default());
    let name = state(None);
    let chosen: State<Vec<String>> = State::new(filters.get("role").into_iter().collect());
    let class = state(filters.get("class"));
    let (post, email, phone, external) = (state(None), state(None), state(None), state(None));
    let sending = Sending::new();
    let (navigate, toasts) = (use_navigate(), Toasts::get());
    let (school, base) = (here.school(), here.path("people"));
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let typed = |state: State<String>| state.get_untracked().trim().to_owned();
        let roles: Vec<Role> =
            chosen.with_untracked(|codes| codes.iter().filter_map(|code| code.parse().ok()).collect());
        let student = roles.contains(&Role::Student);
        let body = CardBody {
            name: typed(name),
            roles,
            post: typed(post),
            email: typed(email),
            phone: typed(phone),
            external_id: Some(typed(external)).filter(|id| !id.is_empty()),
            class: typed(class).parse().ok().filter(|_| student),
            ..CardBody::default()
        };
        let (navigate, base) = (navigate.clone(), base.clone());
        sending.send::<PeopleCreate>(school.clone(), body, 0, move |card| {
            toasts.say(general().saved);
            let options = NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&format!("{base}/{}", card.summary.id), options);
        });
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let text = move |pointer, label, hint, kind: &'static str, value| {
        text_field(
            field(pointer, label, hint),
            kind.into(),
            "off",
            value,
            ().into_any(),
        )
    };
    let roles: Vec<(String, String)> = enrolable(&here)
        .into_iter()
        .map(|role| (role.code().to_owned(), role.label(lang()).to_owned()))
        .collect();
    let query = ClassesQuery {
        limit: Some(MAX_LIMIT),
        ..ClassesQuery::default()
    };
    let classes = paged::all::<ClassesList, Class, Class>(
        here.school(),
        query,
        |query, after| query.after = Some(after),
        |class| class,
    );
    let student = derived(move || chosen.with(|codes| codes.iter().any(|code| code == Role::Student.code())));
    let class_field = move || {
        student.get().then(|| {
            live(move || {
                let mut options = vec![(String::new(), t.no_class.to_owned())];
                classes.with(|all| {
                    options.extend(
                        all.iter()
                            .map(|class| (class.id.to_string(), class.name.to_string())),
                    );
                });
                select("card-class", t.class, options, class)
            })
        })
    };
    let body = view! {
        <form class="col narrow" novalidate on:submit=on_submit>
            {error_summary(sending, "card-error")}
            <div class="card col">
                {text("/name", t.name, "", "text", name)}
                {several(field("/roles", t.roles, t.roles_several), Signal::stored(roles), chosen)}
                {maybe(class_field)}
            </div>
            <div class="card col">
                {text("/post", t.post, "", "text", post)}
                {text("/email", t.email, t.contact_hint, "email", email)}
                {text("/phone", t.phone, "", "tel", phone)}
                {text("/external_id", t.external, t.external_hint, "text", external)}
            </div>
            <div>{submit(sending.busy, t.make.into(), general().sending)}</div>
        </form>
    };
    let below = view! { <p class="dim">{t.new_hint}</p> };
    page(
        t.new_title.to_owned(),
        back(here.path("people"), t.back),
        below.into_any(),
        body.into_any(),
    )
}
