//! The form of days that differ, new or changed. It changes the draft; nothing is sent before the whole is published.

use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use podskazka_shared::calendar::{CalendarDay, Hours, MonthDay};
use podskazka_shared::calendars::{DayRule, SchoolDay};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::schedules::Weekday;

use super::Desk;
use super::days::Open;
use crate::browser;
use crate::i18n::{calendars, dates, day_name, general};
use crate::live::{State, live};
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{button, check_field, choices, error_summary, select_field, submit, text_field};

/// What is typed.
#[derive(Clone, Copy)]
struct Form {
    kind: State<String>,
    name: State<String>,
    from: State<String>,
    to: State<String>,
    yearly: State<bool>,
    hours: State<String>,
    like: State<String>,
}

/// A day as a date input has it: one of every year as it is this year.
fn input(day: CalendarDay) -> String {
    match day {
        CalendarDay::Dated(date) => date.to_string(),
        CalendarDay::Yearly(day) => {
            let year = dates::today(browser::now()).map_or(2026, |today| today.year());
            let dated = |year: i32| format!("{year}-{day}");
            match dated(year).parse::<NaiveDate>() {
                Ok(date) => date.to_string(),
                // The 29th of February.
                Err(_) => dated(2028),
            }
        }
    }
}

impl Form {
    fn of(old: Option<&SchoolDay>) -> Self {
        let (kind, hours, like) = match old.map(|old| &old.rule) {
            None | Some(DayRule::Off {}) => ("off", String::new(), None),
            Some(DayRule::Break { hours }) => ("break", hours.to_string(), None),
            Some(DayRule::Short { hours }) => ("short", hours.to_string(), None),
            Some(DayRule::Working { like }) => ("working", String::new(), Some(*like)),
        };
        let like = like.and_then(|like| Weekday::ALL.iter().position(|day| *day == like));
        Self {
            kind: State::new(kind.to_owned()),
            name: State::new(old.map(|old| old.name.clone()).unwrap_or_default()),
            from: State::new(old.map(|old| input(old.from)).unwrap_or_default()),
            to: State::new(old.map(|old| input(old.to)).unwrap_or_default()),
            yearly: State::new(old.is_some_and(|old| matches!(old.from, CalendarDay::Yearly(_)))),
            hours: State::new(hours),
            like: State::new(like.map(|like| like.to_string()).unwrap_or_default()),
        }
    }

    fn rule(self, errors: &mut Vec<FieldError>) -> Option<DayRule> {
        let mut hours = || match self.hours.get_untracked().parse::<Hours>() {
            Ok(hours) => Some(hours),
            Err(_) => {
                let mut error = FieldError::new("/rule/hours", FieldErrorKind::Malformed);
                error.detail = calendars().hours_wrong.to_owned();
                errors.push(error);
                None
            }
        };
        match self.kind.get_untracked().as_str() {
            "break" => hours().map(|hours| DayRule::Break { hours }),
            "short" => hours().map(|hours| DayRule::Short { hours }),
            "working" => {
                let place = self.like.get_untracked().parse::<usize>().ok();
                let like = place.and_then(|place| Weekday::ALL.get(place).copied());
                if like.is_none() {
                    errors.push(FieldError::new("/rule/like", FieldErrorKind::Required));
                }
                like.map(|like| DayRule::Working { like })
            }
            _ => Some(DayRule::Off {}),
        }
    }

    /// The days, or what is wrong.
    fn read(self) -> Result<SchoolDay, Vec<FieldError>> {
        let mut errors = Vec::new();
        let rule = self.rule(&mut errors);
        let day = |typed: State<String>| typed.get_untracked().parse::<NaiveDate>().ok();
        let from = day(self.from);
        // One day is enough said once.
        let to = day(self.to).or(from);
        if from.is_none() {
            errors.push(FieldError::new("/from", FieldErrorKind::Required));
        }
        let kind = |date: NaiveDate| match self.yearly.get_untracked() {
            true => CalendarDay::Yearly(MonthDay::of(date)),
            false => CalendarDay::Dated(date),
        };
        let made = SchoolDay {
            from: kind(from.unwrap_or_default()),
            to: kind(to.unwrap_or_default()),
            name: self.name.get_untracked().trim().to_owned(),
            rule: rule.unwrap_or(DayRule::Off {}),
            // What the school changes is its own from then on: the region's next list brings the region's back, below it.
            region: false,
        };
        made.check(&mut errors, "");
        match errors.is_empty() {
            true => Ok(made),
            false => Err(errors),
        }
    }
}

/// The form; at a place it changes what stands there.
pub fn form(desk: Desk, open: State<Open>, old: Option<(usize, SchoolDay)>) -> AnyView {
    let t = calendars();
    let form = Form::of(old.as_ref().map(|(_, day)| day));
    let sending = Sending::of("day");
    let place = old.map(|(place, _)| place);
    let opener = StoredValue::new(place.map_or(Open::New, Open::At).opener());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let made = match form.read() {
            Ok(made) => made,
            Err(errors) => return sending.refuse(errors),
        };
        open.set(Open::Nothing);
        browser::focus_soon(opener.get_value());
        desk.change(
            move |draft| match place.and_then(|place| draft.days.get_mut(place)) {
                Some(there) => *there = made,
                None => draft.days.push(made),
            },
        );
    };
    browser::focus_soon(id_of(sending.form, "/name"));
    let close = move || {
        open.set(Open::Nothing);
        browser::focus_soon(opener.get_value());
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
    let kinds = [
        ("off", t.off),
        ("break", t.holidays),
        ("short", t.short),
        ("working", t.working),
    ];
    let kinds: Vec<_> = kinds
        .map(|(code, label)| (code.to_owned(), label.to_owned()))
        .to_vec();
    let weekdays: Vec<_> = Weekday::ALL
        .into_iter()
        .enumerate()
        .map(|(place, day)| (place.to_string(), day_name(day).to_owned()))
        .collect();
    let more = move || match form.kind.get().as_str() {
        "break" | "short" => text(
            "/rule/hours",
            calendars().hours,
            calendars().hours_hint,
            "text",
            form.hours,
        ),
        "working" => select_field(
            field("/rule/like", calendars().like_day, ""),
            calendars().choose,
            Signal::stored(weekdays.clone()),
            form.like,
        ),
        _ => ().into_any(),
    };
    let (title, label) = match place {
        None => (t.add_title, t.into),
        Some(_) => (t.change_title, general().save),
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h3>{title}</h3>
            {error_summary(sending, "day-error")}
            {choices(field("/rule", t.kind, ""), Signal::stored(kinds), form.kind)}
            {text("/name", t.name, t.name_hint, "text", form.name)}
            <div class="pair">
                {text("/from", t.from, "", "date", form.from)}
                {text("/to", t.to, "", "date", form.to)}
            </div>
            {check_field(field("/yearly", t.yearly, ""), form.yearly)}
            {live(more)}
            <div class="row wrap">
                {submit(sending.busy, label.into(), label)}
                {button("btn", general().cancel.into_any(), close)}
            </div>
        </form>
    }
    .into_any()
}
