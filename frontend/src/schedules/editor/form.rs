//! The form of hours: everything about them, to the minute.

use leptos::prelude::*;
use podskazka_shared::check::{self, FieldError, FieldErrorKind};
use podskazka_shared::schedules::edit::clock;
use podskazka_shared::schedules::edit::{Key, Sheet};
use podskazka_shared::schedules::line::MAX_PLACE;
use podskazka_shared::schedules::{Audience, Entry, HelpHours, Mode, TimeOfDay, TimeRange, Weekday};

use super::desk::{Desk, Open};
use crate::browser;
use crate::i18n::{day_name, drafting, general, lang};
use crate::live::{State, effect, maybe};
use crate::people::name;
use crate::people::pick::select;
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{button, choices, error_summary, several, submit, text_field};

const DIALOG: &str = "hours-form";
const PLACES: &str = "hours-places";

/// What the form says.
#[derive(Debug, Clone, Copy)]
struct Form {
    line: State<String>,
    day: State<String>,
    from: State<String>,
    to: State<String>,
    place: State<String>,
    modes: State<Vec<String>>,
    audiences: State<Vec<String>>,
    entry: State<String>,
    sending: Sending,
}

fn codes<T: ToString>(list: &[T]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}

/// A day's number in the form.
fn day_code(day: Weekday) -> String {
    let place = Weekday::ALL.iter().position(|one| *one == day);
    place.unwrap_or(0).to_string()
}

/// As an input of time writes it: the end of the day is midnight there.
fn time_text(time: TimeOfDay) -> String {
    if time == TimeOfDay::END_OF_DAY {
        TimeOfDay::MIDNIGHT
    } else {
        time
    }
    .to_string()
}

impl Form {
    fn of(line: Key, hours: &HelpHours) -> Self {
        Self {
            line: State::new(line.to_string()),
            day: State::new(day_code(hours.day)),
            from: State::new(hours.range.from().to_string()),
            to: State::new(time_text(hours.range.to())),
            place: State::new(hours.place.clone().unwrap_or_default()),
            modes: State::new(codes(&hours.modes)),
            audiences: State::new(codes(&hours.audiences)),
            entry: State::new(hours.entry.to_string()),
            sending: Sending::of("h"),
        }
    }

    /// What was typed, or what is wrong with it.
    fn read(self) -> Result<(Key, HelpHours), Vec<FieldError>> {
        let mut errors = Vec::new();
        let (from, to) = clock::typed(&self.from.get_untracked(), &self.to.get_untracked());
        for (pointer, time) in [("/from", from), ("/to", to)] {
            if time.is_none() {
                errors.push(FieldError::new(pointer, FieldErrorKind::Required));
            }
        }
        let range = from.zip(to).map(|(from, to)| TimeRange::new(from, to));
        if let Some(Err(_)) = range {
            let mut error = FieldError::new("/to", FieldErrorKind::BeforeStart);
            drafting().end_first.clone_into(&mut error.detail);
            errors.push(error);
        }
        let place = self.place.get_untracked().trim().to_owned();
        let place = Some(place).filter(|place| !place.is_empty());
        let max = u32::try_from(MAX_PLACE).unwrap_or(u32::MAX);
        check::optional_text(&mut errors, "/place", place.as_deref(), max);
        // In their own order, not in that of the clicks.
        let modes = self.modes.get_untracked();
        let modes = Mode::ALL
            .iter()
            .copied()
            .filter(|mode| modes.contains(&mode.to_string()));
        let modes: Vec<Mode> = modes.collect();
        if modes.is_empty() {
            let mut error = FieldError::new("/modes", FieldErrorKind::Required);
            drafting().one_mode.clone_into(&mut error.detail);
            errors.push(error);
        }
        let audiences = self.audiences.get_untracked();
        let audiences = Audience::ALL
            .iter()
            .copied()
            .filter(|one| audiences.contains(&one.to_string()));
        let day = self.day.get_untracked().parse::<usize>().ok();
        let day = day.and_then(|day| Weekday::ALL.get(day).copied());
        let line = self.line.get_untracked().parse::<Key>();
        match (line, day, range) {
            (Ok(line), Some(day), Some(Ok(range))) if errors.is_empty() => {
                let entry = self.entry.get_untracked();
                let hours = HelpHours {
                    day,
                    range,
                    place,
                    modes,
                    audiences: audiences.collect(),
                    entry: if entry == Entry::Booking.to_string() {
                        Entry::Booking
                    } else {
                        Entry::WalkIn
                    },
                };
                Ok((line, hours))
            }
            _ => Err(errors),
        }
    }
}

/// The place of the form, shown while it is open.
pub fn dialog(desk: Desk) -> AnyView {
    let open = move || match desk.open.get() {
        Some(Open::Hours(key)) => desk.sheet.with_untracked(|sheet| {
            let (line, hours) = sheet.hours(key)?;
            Some((Some(key), line.key, hours.clone()))
        }),
        Some(Open::New(line, hours)) => Some((None, line, hours)),
        Some(Open::Helper(_) | Open::NewHelper(_)) | None => None,
    };
    effect(move |_| {
        if open().is_some() {
            request_animation_frame(|| {
                browser::show_dialog(DIALOG, true);
                // Places that were named before are offered again.
                if let Some(place) = browser::element(&id_of("h", "/place")) {
                    let _ = place.set_attribute("list", PLACES);
                }
            });
        }
    });
    let content = move || open().map(|(key, line, hours)| form(desk, key, line, &hours));
    view! {
        <dialog id=DIALOG class="wide" aria-labelledby="hours-form-title" on:close=move |_| desk.closed()>
            {maybe(content)}
        </dialog>
    }
    .into_any()
}

fn close() {
    browser::show_dialog(DIALOG, false);
}

fn form(desk: Desk, key: Option<Key>, line: Key, hours: &HelpHours) -> AnyView {
    let t = drafting();
    let form = Form::of(line, hours);
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        match form.read() {
            Err(errors) => form.sending.refuse(errors),
            Ok((line, hours)) => {
                close();
                match key {
                    Some(key) => desk.set(key, line, hours),
                    None => desk.add(line, hours),
                }
            }
        }
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending: form.sending,
    };
    let stored = |list: Vec<(String, String)>| Signal::stored(list);
    let helpers = desk.sheet.with_untracked(|sheet| {
        let helper = |line: &podskazka_shared::schedules::edit::SheetLine| {
            (line.key.to_string(), name::short(&line.helper.name))
        };
        sheet.lines.iter().map(helper).collect::<Vec<_>>()
    });
    let days = Weekday::ALL
        .map(|day| (day_code(day), day_name(day).to_owned()))
        .to_vec();
    let modes = Mode::ALL
        .iter()
        .map(|one| (one.to_string(), one.label(lang()).to_owned()));
    let audiences = Audience::ALL
        .iter()
        .map(|one| (one.to_string(), one.label(lang()).to_owned()));
    let entries = Entry::ALL
        .iter()
        .map(|one| (one.to_string(), one.label(lang()).to_owned()));
    let places = desk
        .sheet
        .with_untracked(|sheet: &std::sync::Arc<Sheet>| sheet.places());
    let places: Vec<_> = places
        .into_iter()
        .map(|place| view! { <option value=place></option> }.into_any())
        .collect();
    let remarks = desk.remarks.with_untracked(|remarks| {
        let mine = remarks
            .iter()
            .filter(|remark| key.is_some() && remark.hours == key);
        let mine = mine.map(|remark| view! { <p class="note">{remark.text.clone()}</p> }.into_any());
        mine.collect::<Vec<_>>()
    });
    let title = if key.is_some() { t.hours } else { t.new_hours };
    let remove = key.map(|key| {
        button("btn", t.remove.into_any(), move || {
            close();
            desk.remove(key);
        })
    });
    let place = text_field(
        field("/place", t.place, t.place_hint),
        "text".into(),
        "off",
        form.place,
        ().into_any(),
    );
    let never = State::new(false);
    view! {
        <form class="col" novalidate on:submit=on_submit>
            <h2 id="hours-form-title">{title}</h2>
            {remarks}
            {error_summary(form.sending, "hours-form-error")}
            <div class="pair">
                {select("h-line", t.helper, helpers, form.line)}
                {select("h-day", t.day, days, form.day)}
            </div>
            <div class="pair">
                {text_field(field("/from", t.from, ""), "time".into(), "off", form.from, ().into_any())}
                {text_field(field("/to", t.to, t.to_hint), "time".into(), "off", form.to, ().into_any())}
            </div>
            {place}
            <datalist id=PLACES>{places}</datalist>
            {several(field("/modes", t.modes, ""), stored(modes.collect()), form.modes)}
            {several(field("/audiences", t.audiences, t.audiences_hint), stored(audiences.collect()), form.audiences)}
            {choices(field("/entry", t.entry, ""), stored(entries.collect()), form.entry)}
            <div class="row wrap">
                {submit(never, t.done.into(), general().sending)}
                {button("btn", general().cancel.into_any(), close)}
                {remove}
            </div>
        </form>
    }
    .into_any()
}
