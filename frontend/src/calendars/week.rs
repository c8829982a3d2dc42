//! The school's hours on each day of the week, and whether the production calendar holds.

use leptos::prelude::*;
use podskazka_shared::calendar::{Hours, WorkingWeek};
use podskazka_shared::schedules::Weekday;

use super::Desk;
use crate::i18n::{calendars, day_name};
use crate::live::{State, derived, effect, flag, maybe};

/// The hours of a weekday, to be written.
const fn of(week: &mut WorkingWeek, day: Weekday) -> &mut Hours {
    match day {
        Weekday::Mon => &mut week.mon,
        Weekday::Tue => &mut week.tue,
        Weekday::Wed => &mut week.wed,
        Weekday::Thu => &mut week.thu,
        Weekday::Fri => &mut week.fri,
        Weekday::Sat => &mut week.sat,
        Weekday::Sun => &mut week.sun,
    }
}

pub fn week(desk: Desk) -> AnyView {
    let t = calendars();
    let days = Weekday::ALL.into_iter().enumerate();
    let rows: Vec<_> = days.map(|(place, day)| row(desk, place, day)).collect();
    let national = flag(move || desk.draft.with(|draft| draft.national));
    view! {
        <section class="card col">
            <h2>{t.week}</h2>
            <p class="dim" id="week-hint">{t.week_hint}</p>
            <div class="pair">{rows}</div>
            <div class="field">
                <label class="check" for="national">
                    <input
                        id="national"
                        type="checkbox"
                        prop:checked=national
                        aria-describedby="national-hint"
                        on:change=move |_| desk.change(|draft| draft.national = !draft.national)
                    />
                    <span>{t.national}</span>
                </label>
                <small id="national-hint">{t.national_hint}</small>
            </div>
        </section>
    }
    .into_any()
}

/// The field of a day of the week.
pub fn id(place: usize) -> String {
    format!("week-{place}")
}

/// A day's hours as text. What cannot be read is said at once, and the draft keeps what it had.
fn row(desk: Desk, place: usize, day: Weekday) -> AnyView {
    let told = move || desk.draft.with(|draft| draft.week.on(day).to_string());
    let typed = State::new(untrack(told));
    let wrong = derived(move || desk.unread.with(|unread| unread.get(place) == Some(&true)));
    let tell = move |wrong: bool| {
        desk.unread.update(|unread| {
            if let Some(one) = unread.get_mut(place) {
                *one = wrong;
            }
        });
    };
    // Taken back or published: the field says what the draft says.
    effect(move |_| {
        let told = told();
        let same = typed.with_untracked(|typed| {
            typed
                .parse::<Hours>()
                .is_ok_and(|hours| hours.to_string() == told)
        });
        if !same && !wrong.get() {
            typed.set(told);
        }
    });
    let on_input = move |ev: web_sys::Event| {
        let text = event_target_value(&ev);
        match text.parse::<Hours>() {
            Ok(hours) => {
                typed.set(text);
                tell(false);
                desk.change(move |draft| *of(&mut draft.week, day) = hours);
            }
            Err(_) => {
                typed.set(text);
                tell(true);
            }
        }
    };
    let id = id(place);
    let error_id = format!("{id}-error");
    let error = {
        let error_id = error_id.clone();
        move || {
            wrong.get().then(|| {
                view! { <p class="error" id=error_id.clone() role="alert">{calendars().hours_wrong}</p> }
                    .into_any()
            })
        }
    };
    let described = Signal::derive(move || match wrong.get() {
        true => format!("{error_id} week-hint"),
        false => "week-hint".to_owned(),
    });
    view! {
        <div class="field">
            <label for=id.clone()>{day_name(day)}</label>
            <input
                id=id
                type="text"
                autocomplete="off"
                spellcheck="false"
                prop:value=typed.signal()
                aria-invalid=Signal::derive(move || wrong.get().then_some("true"))
                aria-describedby=described
                on:input=on_input
            />
            {maybe(error)}
        </div>
    }
    .into_any()
}
