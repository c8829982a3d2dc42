//! The lists of absences: now and to come, and those that are over.

use chrono::NaiveDate;
use leptos::prelude::*;
use podskazka_shared::duty::absences::{Absence, AbsencePath, AbsencesEnd, AbsencesList, AbsencesQuery};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;

use super::Desk;
use super::absence::form;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{dates, duty as texts};
use crate::live::{State, effect, live, maybe};
use crate::orders::helpers::confirmed;
use crate::orders::{dialog_id, term};
use crate::people::paged::{Paged, paged};
use crate::reading::Reading;
use crate::sending::Sending;
use crate::ui::{Icon, Toasts, button, close_to, error_summary, icon, opener};

/// Both lists: what is done in one shows in the other.
#[derive(Clone, Copy)]
struct Lists([Reading<Page<Absence>>; 2]);

impl Lists {
    fn again(self) {
        self.0.iter().for_each(|list| list.again());
    }
}

/// The absences that `query` names, read once they are wanted.
fn list_of(desk: &Desk, query: AbsencesQuery, wanted: State<bool>) -> Paged<Absence> {
    let school = desk.here.school();
    let ask = move || {
        let query = AbsencesQuery {
            limit: Some(50),
            ..query.clone()
        };
        wanted.get().then(|| (school.clone(), query))
    };
    paged::<AbsencesList, Absence>(ask, |query, after| query.after = Some(after))
}

pub fn absences(desk: &Desk) -> AnyView {
    let t = texts();
    let today = dates::today(browser::now());
    let (shown, old) = (State::new(true), State::new(false));
    let open = list_of(
        desk,
        AbsencesQuery {
            from: today,
            ended: Some(false),
            ..AbsencesQuery::default()
        },
        shown,
    );
    let all = list_of(desk, AbsencesQuery::default(), old);
    let lists = Lists([open.first, all.first]);
    let show =
        move |desk: &Desk, list: Paged<Absence>, label: &'static str, none: &'static str, past: bool| {
            let desk = desk.clone();
            let row = move |item: &Absence| {
                // The second list is all of them; what stands in the first is not repeated.
                let here = past && item.ended_at.is_none() && today.is_none_or(|today| today <= item.to);
                match here {
                    true => ().into_any(),
                    false => card(&desk, lists, item, today),
                }
            };
            let nothing = move || view! { <p class="dim">{none}</p> }.into_any();
            list.show(label, "cards", row, nothing)
        };
    let later = desk.clone();
    let past = move || match old.get() {
        true => {
            let t = texts();
            view! { <h3>{t.past}</h3> {show(&later, all.clone(), t.past, t.no_past, true)} }.into_any()
        }
        false => {
            let open = move || old.set(true);
            view! { <div>{button("btn", texts().show_past.into_any(), open)}</div> }.into_any()
        }
    };
    view! {
        <section class="col">
            <h2>{t.absences}</h2>
            {enter(desk, lists)}
            {show(desk, open, t.absences, t.none, false)}
            {live(past)}
        </section>
    }
    .into_any()
}

const OPENER: &str = "absence-new";

/// The button that opens the form, and the form.
fn enter(desk: &Desk, lists: Lists) -> AnyView {
    let open = State::new(false);
    let desk = desk.clone();
    live(move || match open.get() {
        true => {
            let close = move || close_to(OPENER, open);
            let done = move || {
                close();
                lists.again();
            };
            form(&desk, None, done, close)
        }
        false => {
            let content = view! { {icon(Icon::Plus)} {texts().new} }.into_any();
            opener(OPENER, "btn main", content, open)
        }
    })
}

/// Where it is on this day, as a chip.
fn chip(item: &Absence, today: Option<NaiveDate>) -> AnyView {
    let t = texts();
    let (class, word) = match (item.ended_at, today) {
        (Some(_), _) => ("chip plain", t.ended),
        (None, Some(today)) if item.to < today => ("chip plain", t.over),
        (None, Some(today)) if item.from <= today => ("chip soon", t.now),
        (None, _) => ("chip", t.soon),
    };
    view! { <span class=class>{word}</span> }.into_any()
}

fn card(desk: &Desk, lists: Lists, item: &Absence, today: Option<NaiveDate>) -> AnyView {
    let t = texts();
    let changing = State::new(false);
    let sending = Sending::new();
    let toasts = Toasts::get();
    // Somebody was quicker: what there is now shows.
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
        {
            toasts.say(texts().stale);
            lists.again();
        }
    });
    let part = item
        .part
        .map_or_else(|| t.whole.to_owned(), |part| part.to_string());
    let stands_in = match &item.substitute {
        Some(who) => view! { <p>{t.stands_in} ": " <b>{who.name.clone()}</b></p> }.into_any(),
        None => view! { <p class="dim">{t.nobody}</p> }.into_any(),
    };
    let reason = item
        .reason
        .clone()
        .map(|reason| view! { <small>{t.reason} ": " {reason}</small> });
    let path = StoredValue::new(AbsencePath {
        school: desk.here.slug.clone(),
        absence: item.id,
    });
    let version = item.version;
    let end = move || {
        sending.send::<AbsencesEnd>(path.get_value(), (), version, move |_| {
            toasts.say(texts().ended);
            lists.again();
        });
    };
    let opener_id = format!("absence-change-{}", item.id);
    let to_opener = opener_id.clone();
    let turn = move |_| changing.update(|open| *open = !*open);
    let acts = item.may_change.then(|| {
        view! {
            <div class="row wrap">
                <button type="button" class="btn" id=opener_id.clone() on:click=turn>{t.change}</button>
                {confirmed(dialog_id(item.id), t.end, t.end_title, t.end_hint, end)}
            </div>
        }
    });
    let (desk, old) = (desk.clone(), item.clone());
    let change = maybe(move || {
        changing.get().then(|| {
            let to_opener = to_opener.clone();
            form(
                &desk,
                Some(old.clone()),
                move || lists.again(),
                move || {
                    changing.set(false);
                    browser::focus_soon(to_opener.clone());
                },
            )
        })
    });
    view! {
        <li class="card col">
            <div class="row between wrap tight">
                <h3 class="grow">{item.member.name.clone()}</h3>
                {chip(item, today)}
            </div>
            <p>{term(item.from, Some(item.to))} ", " {part}</p>
            {stands_in}
            {reason}
            {error_summary(sending, "absence-act-error")}
            {acts}
            {change}
        </li>
    }
    .into_any()
}
