//! `/platform`: schools, operators and health, for who runs the installation.

mod acting;
mod letters;

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::SchoolId;
use podskazka_shared::invitations::{Slip, Slips};
use podskazka_shared::page::Page;
use podskazka_shared::people::Me;
use podskazka_shared::platform::{
    FirstDirectorBody, Operator, OperatorBody, OperatorPath, PlatformDirectorsCreate, PlatformDirectorsSlip,
    PlatformHealth, PlatformHealthFind, PlatformOperatorsCreate, PlatformOperatorsList,
    PlatformOperatorsRemove, PlatformQuery, PlatformSchool, PlatformSchoolBody, PlatformSchoolPath,
    PlatformSchoolsCreate, PlatformSchoolsList,
};

use crate::app::not_found;
use crate::browser;
use crate::i18n::{general, platform as texts};
use crate::joining::slips;
use crate::live::{State, derived, live, maybe};
use crate::people::paged::paged;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::{Icon, Toasts, button, error_summary, icon, page, submit, text_field, when};

pub fn platform(me: Arc<Me>) -> AnyView {
    if !me.operator {
        return not_found();
    }
    let t = texts();
    let below = view! { <p class="dim">{t.lead}</p> };
    let body =
        view! { <div class="col narrow">{health()} {letters::letters()} {schools()} {operators()}</div> };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn health() -> AnyView {
    let t = texts();
    let reading = read::<PlatformHealthFind>(|| Some((Nothing {}, Nothing {})));
    let show = move || {
        reading.value.get().map(|health: PlatformHealth| {
            let schema = match health.behind {
                true => format!("{}, {}", health.migrations, t.behind),
                false => health.migrations.to_string(),
            };
            let facts = [
                (t.version, health.version),
                (t.database, health.database),
                (t.schema, schema),
                (t.schools_count, health.schools.to_string()),
                (t.people_count, health.people.to_string()),
                (t.requests_count, health.requests.to_string()),
                (t.waiting, health.outbox_waiting.to_string()),
                (t.dead, health.outbox_dead.to_string()),
            ];
            let facts: Vec<_> = facts
                .into_iter()
                .map(|(label, value)| {
                    view! { <div class="row between"><dt>{label}</dt><dd><b>{value}</b></dd></div> }
                        .into_any()
                })
                .collect();
            view! { <dl class="facts-list">{facts}</dl> }
        })
    };
    view! {
        <section class="card col">
            <h2>{t.health}</h2>
            {when(reading, 1, move || maybe(show))}
        </section>
    }
    .into_any()
}

type Listed = Reading<Page<PlatformSchool>>;

/// The form that is open: there is one for all rows.
#[derive(Clone, Copy, PartialEq)]
enum Entering {
    Director(SchoolId),
    Acting(SchoolId),
}

fn schools() -> AnyView {
    let t = texts();
    let pages = paged::<PlatformSchoolsList, PlatformSchool>(
        || Some((Nothing {}, PlatformQuery::default())),
        |query, after| query.after = Some(after),
    );
    let list = pages.first;
    let made: State<Option<Slips>> = State::new(None);
    let entering = State::new(None);
    let row = move |school: &PlatformSchool| school_row(school, list, made, entering);
    view! {
        <section class="card col">
            <h2>{t.schools}</h2>
            {slips::sheet(made)}
            {pages.show(t.schools, "rows", row, || ().into_any())}
            {new_school(list)}
        </section>
    }
    .into_any()
}

/// Shows a slip above the list: its code is on the screen this once.
fn show(made: State<Option<Slips>>, slip: Slip) {
    made.set(Some(Slips::of(slip)));
    browser::focus_soon("slips".to_owned());
}

/// Prints the slip of a head who has not come in yet.
fn waiting(id: SchoolId, made: State<Option<Slips>>) -> AnyView {
    let t = texts();
    let sending = Sending::new();
    let print = move || {
        sending.send::<PlatformDirectorsSlip>(PlatformSchoolPath { id }, (), 0, move |slip| show(made, slip));
    };
    let label = view! { {icon(Icon::Print)} {t.director_slip} };
    view! {
        <div><span class="chip soon">{t.director_waits}</span></div>
        <div>{button("btn small", label.into_any(), print)}</div>
        <small class="dim">{t.director_again}</small>
        {error_summary(sending, "slip-error")}
    }
    .into_any()
}

/// A button, and in its place the form that it opens.
fn opening(
    entering: State<Option<Entering>>,
    this: Entering,
    label: &'static str,
    form: impl Fn() -> AnyView + Send + 'static,
) -> AnyView {
    let open = derived(move || entering.get() == Some(this));
    live(move || match open.get() {
        true => form(),
        false => view! {
            <div>{button("btn small", label.into_any(), move || entering.set(Some(this)))}</div>
        }
        .into_any(),
    })
}

fn school_row(
    school: &PlatformSchool,
    list: Listed,
    made: State<Option<Slips>>,
    entering: State<Option<Entering>>,
) -> AnyView {
    let t = texts();
    let id = school.id;
    let lacks = (!school.has_director).then(|| {
        let form = move || first_director(PlatformSchoolPath { id }, list, entering, made);
        view! {
            <div><span class="chip soon">{t.no_director}</span></div>
            {opening(entering, Entering::Director(id), t.director, form)}
        }
    });
    // The order names somebody who has a card.
    let acts = (school.people > 0).then(|| {
        let form = move || acting::form(PlatformSchoolPath { id }, move || entering.set(None));
        opening(entering, Entering::Acting(id), t.acting, form)
    });
    let waits = (school.has_director && !school.director_came_in).then(|| waiting(school.id, made));
    view! {
        <li class="col tight">
            <b>{school.name.clone()}</b>
            <small>{school.slug.clone()} " · " {school.time_zone.clone()} " · " {t.people} " " {school.people}</small>
            {lacks}
            {waits}
            {acts}
        </li>
    }
    .into_any()
}

fn first_director(
    path: PlatformSchoolPath,
    list: Listed,
    entering: State<Option<Entering>>,
    made: State<Option<Slips>>,
) -> AnyView {
    let t = texts();
    let (name, sending, toasts) = (State::new(String::new()), Sending::of("director"), Toasts::get());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = FirstDirectorBody {
            name: name.get_untracked().trim().to_owned(),
        };
        sending.send::<PlatformDirectorsCreate>(path.clone(), body, 0, move |done| {
            toasts.say(texts().director_done);
            entering.set(None);
            list.again();
            // After a lost answer there is none: it is printed anew from the list.
            if let Some(slip) = done.slip {
                show(made, slip);
            }
        });
    };
    let field = Field {
        pointer: "/name",
        label: t.director_name,
        hint: t.director_hint,
        sending,
    };
    view! {
        <form class="col" novalidate on:submit=on_submit>
            {error_summary(sending, "director-error")}
            {text_field(field, "text".into(), "off", name, ().into_any())}
            <div class="row wrap">
                {submit(sending.busy, general().save.into(), general().sending)}
                {button("btn", general().cancel.into_any(), move || entering.set(None))}
            </div>
        </form>
    }
    .into_any()
}

fn new_school(list: Listed) -> AnyView {
    let t = texts();
    let text = |text: &str| State::new(text.to_owned());
    let (slug, name, zone) = (text(""), text(""), text("Europe/Moscow"));
    let (sending, toasts) = (Sending::of("school"), Toasts::get());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let typed = |value: State<String>| value.get_untracked().trim().to_owned();
        let body = PlatformSchoolBody {
            slug: typed(slug),
            name: typed(name),
            time_zone: typed(zone),
        };
        sending.send::<PlatformSchoolsCreate>(Nothing {}, body, 0, move |_| {
            toasts.say(texts().created);
            slug.set(String::new());
            name.set(String::new());
            list.again();
        });
    };
    let input = move |pointer, label, hint, value| {
        let field = Field {
            pointer,
            label,
            hint,
            sending,
        };
        text_field(field, "text".into(), "off", value, ().into_any())
    };
    view! {
        <details class="part">
            <summary>{t.new_school}</summary>
            <form class="col" novalidate on:submit=on_submit>
                {error_summary(sending, "school-error")}
                {input("/name", t.name, "", name)}
                {input("/slug", t.slug, t.slug_hint, slug)}
                {input("/time_zone", t.zone, t.zone_hint, zone)}
                <div>{submit(sending.busy, t.create.into(), general().sending)}</div>
            </form>
        </details>
    }
    .into_any()
}

fn operators() -> AnyView {
    let t = texts();
    let list = read::<PlatformOperatorsList>(|| {
        let query = PlatformQuery {
            limit: Some(100),
            after: None,
        };
        Some((Nothing {}, query))
    });
    let rows = move || {
        let all = list.value.get().map(|page| page.items).unwrap_or_default();
        let rows: Vec<_> = all.into_iter().map(|one| operator_row(one, list)).collect();
        view! { <ul class="rows" aria-label=t.operators>{rows}</ul> }
    };
    let (login, sending, toasts) = (State::new(String::new()), Sending::of("operator"), Toasts::get());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = OperatorBody {
            login: login.get_untracked().trim().to_owned(),
        };
        sending.send::<PlatformOperatorsCreate>(Nothing {}, body, 0, move |_| {
            toasts.say(texts().added);
            login.set(String::new());
            list.again();
        });
    };
    let field = Field {
        pointer: "/login",
        label: t.login,
        hint: t.login_hint,
        sending,
    };
    view! {
        <section class="card col">
            <h2>{t.operators}</h2>
            {when(list, 1, move || live(rows))}
            <form class="col part" novalidate on:submit=on_submit>
                {error_summary(sending, "operator-error")}
                {text_field(field, "text".into(), "off", login, ().into_any())}
                <div>{submit(sending.busy, t.add.into(), general().sending)}</div>
            </form>
        </section>
    }
    .into_any()
}

fn operator_row(one: Operator, list: Reading<Page<Operator>>) -> AnyView {
    let t = texts();
    let (sending, toasts) = (Sending::new(), Toasts::get());
    let person = one.id;
    let remove = move || {
        sending.send::<PlatformOperatorsRemove>(OperatorPath { person }, (), 0, move |()| {
            toasts.say(texts().removed);
            list.again();
        });
    };
    let act = match one.me {
        true => view! { <small>{t.me}</small> }.into_any(),
        false => button("btn small", t.remove.into_any(), remove),
    };
    view! {
        <li class="col tight">
            <div class="row between wrap"><span class="value grow">{one.login.clone()}</span>{act}</div>
            {error_summary(sending, "remove-error")}
        </li>
    }
    .into_any()
}
