//! The part of the profile that tells what one consented to and read.

use leptos::prelude::*;
use podskazka_shared::consents::Given;
use podskazka_shared::consents::mine::{
    GiveBody, MeConsents, MeConsentsGive, MyConsents, SchoolConsents, Subject,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{DocumentId, MemberId};

use super::words::words;
use crate::browser;
use crate::i18n::{consents as texts, dates};
use crate::live::live;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::ui::{Toasts, button, error_summary, when};

pub fn mine() -> AnyView {
    let t = texts();
    let reading = read::<MeConsents>(|| Some((Nothing {}, Nothing {})));
    let sending = Sending::of("consents");
    let shown = when(reading, 2, move || {
        live(move || {
            let all = reading.value.get().map(|all| all.schools).unwrap_or_default();
            let several = all.len() > 1;
            let one = |school: &SchoolConsents| of_school(school, several, reading, sending);
            all.iter().map(one).collect::<Vec<_>>().into_any()
        })
    });
    view! {
        <section class="card col" id="consents">
            <h2>{t.title}</h2>
            <p class="dim">{t.lead}</p>
            {error_summary(sending, "consents-error")}
            {shown}
        </section>
    }
    .into_any()
}

fn of_school(
    school: &SchoolConsents,
    several: bool,
    reading: Reading<MyConsents>,
    sending: Sending,
) -> AnyView {
    let t = texts();
    let name = several.then(|| view! { <h3>{school.school.name.clone()}</h3> });
    let subjects: Vec<_> = school
        .subjects
        .iter()
        .filter(|one| one.by_consent || one.consent.is_some())
        .map(|one| subject(one, school.consent.id, reading, sending))
        .collect();
    let consents =
        (!subjects.is_empty()).then(|| view! { {words(&school.consent)} <ul class="rows">{subjects}</ul> });
    let own = school.subjects.iter().find(|one| one.own);
    let rules = match own.and_then(|one| Some((one, one.acquaintance.as_ref()?))) {
        Some((_, given)) if !school.regulation_due() => {
            view! { <p>{t.read} " " {dates::day(given.given_at, browser::now())}</p> }.into_any()
        }
        Some(_) | None => {
            let member = own.map(|one| one.member.id);
            let document = school.regulation.id;
            let act = move || {
                if let Some(member) = member {
                    give(member, document, texts().acquainted, reading, sending);
                }
            };
            view! { <p class="note">{t.due}</p><div>{button("btn", t.acquaint.into_any(), act)}</div> }
                .into_any()
        }
    };
    view! {
        {name}
        {consents}
        {words(&school.regulation)}
        {rules}
    }
    .into_any()
}

fn give(
    member: MemberId,
    document: DocumentId,
    said: &'static str,
    reading: Reading<MyConsents>,
    sending: Sending,
) {
    let toasts = Toasts::get();
    let body = GiveBody { member, document };
    sending.send::<MeConsentsGive>(Nothing {}, body, 0, move |_| {
        toasts.say(said);
        reading.again();
    });
}

fn state(given: &Given) -> String {
    let t = texts();
    let day = match given.paper_date {
        Some(day) => format!("{} {}", dates::short_date(day), t.paper),
        None => dates::day(given.given_at, browser::now()),
    };
    format!("{}: {day}", t.given)
}

fn subject(one: &Subject, document: DocumentId, reading: Reading<MyConsents>, sending: Sending) -> AnyView {
    let t = texts();
    let name = if one.own {
        t.own.to_owned()
    } else {
        one.member.name.clone()
    };
    let said = one.consent.as_ref().map_or_else(|| t.not_given.to_owned(), state);
    let member = one.member.id;
    let act = match (&one.consent, one.may_consent) {
        // What staff once gave stands; they are not processed by it.
        (_, false) if !one.by_consent => view! { <small>{t.by_law}</small> }.into_any(),
        (_, false) => view! { <small>{t.by_parent}</small> }.into_any(),
        // What follows from taking it back is told there.
        (Some(_), true) => {
            let spoken = format!("{}: {name}", t.withdraw);
            view! { <a class="btn small" aria-label=spoken href="/profile/data">{t.withdraw}</a> }.into_any()
        }
        (None, true) => {
            let act = move || give(member, document, texts().given_now, reading, sending);
            named(t.give, &name, Box::new(act))
        }
    };
    view! {
        <li class="row wrap"><div class="grow"><b>{name}</b><small>{said}</small></div>{act}</li>
    }
    .into_any()
}

fn named(label: &'static str, of: &str, act: Box<dyn Fn()>) -> AnyView {
    let spoken = format!("{label}: {of}");
    view! { <button type="button" class="btn small" aria-label=spoken on:click=move |_| act()>{label}</button> }
        .into_any()
}
