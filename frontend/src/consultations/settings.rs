//! `/s/:school/desk/settings`: how a helper takes bookings, in words.

use leptos::prelude::*;
use podskazka_shared::access::{self, Action, Capacity, Reach};
use podskazka_shared::consultations::{
    ConsultHelperPath, ConsultRules, ConsultSettings, ConsultSettingsFind, ConsultSettingsPatch,
    ConsultSettingsUpdate,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;

use crate::api::{self, ApiError};
use crate::i18n::{
    before_start, consult_desk, consult_rules, days_words, general, minutes_words, people_words,
};
use crate::live::{State, effect, live};
use crate::orders;
use crate::people::pick::select;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{Toasts, error_summary, page, submit, when};

pub fn settings(here: Here) -> AnyView {
    let t = consult_rules();
    let me = here.member.id;
    let whose = State::new(me.to_string());
    let everybodys =
        |one: &Capacity| access::reaches(Action::ConsultationSettings, *one).contains(&Reach::School);
    let whom = here.member.capacities.iter().any(everybodys).then(|| {
        let staff = orders::staff(here.school());
        let choice = move || select("f-whose", t.whose, staff.get(), whose);
        view! { <div class="narrow">{live(choice)}</div> }
    });
    let school = here.slug.clone();
    let rules = live(move || {
        let path = ConsultHelperPath {
            school: school.clone(),
            helper: whose.get().parse().unwrap_or(me),
        };
        let wanted = path.clone();
        let reading = read::<ConsultSettingsFind>(move || Some((wanted.clone(), Nothing {})));
        when(reading, 2, move || form(reading, path.clone()))
    });
    let above = back(here.path("desk"), consult_desk().title);
    let below = view! { <p class="dim">{t.lead}</p> };
    let body = view! { {whom} {rules} };
    page(t.title.to_owned(), above, below.into_any(), body.into_any())
}

/// The usual choices, and what is set now if it is another.
fn options(usual: &[u16], now: u16, words: impl Fn(u16) -> String) -> Vec<(String, String)> {
    let mut numbers = usual.to_vec();
    if !numbers.contains(&now) {
        numbers.push(now);
        numbers.sort_unstable();
    }
    numbers.into_iter().map(|n| (n.to_string(), words(n))).collect()
}

fn form(reading: Reading<ConsultSettings>, path: ConsultHelperPath) -> AnyView {
    let t = consult_rules();
    let rules = reading
        .value
        .with_untracked(|found| found.as_ref().map(|found| found.rules))
        .unwrap_or_default();
    let number = |n: u16| State::new(n.to_string());
    let (length, buffer) = (number(rules.length_minutes), number(rules.buffer_minutes));
    let (lead, horizon) = (number(rules.lead_minutes), number(rules.horizon_days));
    let (seats, cancel) = (number(rules.seats), number(rules.cancel_minutes));
    let show = move |rules: ConsultRules| {
        length.set(rules.length_minutes.to_string());
        buffer.set(rules.buffer_minutes.to_string());
        lead.set(rules.lead_minutes.to_string());
        horizon.set(rules.horizon_days.to_string());
        seats.set(rules.seats.to_string());
        cancel.set(rules.cancel_minutes.to_string());
    };
    let (sending, toasts) = (Sending::new(), Toasts::get());
    // Somebody else changed it: what stands there now is shown, and the refusal says so.
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(api::read::<ConsultSettings>)
        {
            show(current.rules);
            reading.value.set(Some(current));
        }
    });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let number = |state: State<String>| state.get_untracked().parse().ok();
        let body = ConsultSettingsPatch {
            length_minutes: number(length),
            buffer_minutes: number(buffer),
            lead_minutes: number(lead),
            horizon_days: number(horizon),
            seats: number(seats),
            cancel_minutes: number(cancel),
        };
        let version = reading
            .value
            .with_untracked(|found| found.as_ref().map_or(0, |found| found.version));
        sending.send::<ConsultSettingsUpdate>(path.clone(), body, version, move |settings| {
            toasts.say(consult_rules().saved);
            reading.value.set(Some(settings));
        });
    };
    let before = |n: u16| {
        if n == 0 {
            t.lead_none.to_owned()
        } else {
            before_start(n)
        }
    };
    let pause = |n: u16| {
        if n == 0 {
            t.buffer_none.to_owned()
        } else {
            minutes_words(n)
        }
    };
    let limits = [0, 30, 60, 120, 180, 720, 1440, 2880];
    view! {
        <form class="card col narrow" novalidate on:submit=on_submit>
            {error_summary(sending, "rules-error")}
            <div class="pair">
                {select("f-length_minutes", t.length, options(&[10, 15, 20, 30, 40, 60], rules.length_minutes, minutes_words), length)}
                {select("f-buffer_minutes", t.buffer, options(&[0, 5, 10, 15], rules.buffer_minutes, pause), buffer)}
                {select("f-lead_minutes", t.lead_time, options(&limits, rules.lead_minutes, before), lead)}
                {select("f-horizon_days", t.horizon, options(&[3, 7, 14, 30, 60], rules.horizon_days, days_words), horizon)}
                {select("f-seats", t.seats, options(&[1, 2, 3, 5, 10, 15, 20, 30], rules.seats, people_words), seats)}
                {select("f-cancel_minutes", t.cancel, options(&limits, rules.cancel_minutes, before), cancel)}
            </div>
            <div>{submit(sending.busy, t.save.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
