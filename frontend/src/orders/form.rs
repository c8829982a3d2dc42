//! The form of an appointment, new or corrected.

use leptos::prelude::*;
use podskazka_shared::appointments::order::{
    Appointment, AppointmentBody, AppointmentPath, AppointmentsCorrect, AppointmentsCreate,
};
use podskazka_shared::appointments::{Direction, covered};
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::ids::MemberId;
use podskazka_shared::tickets::Topic;

use super::{day, require_days, today};
use crate::i18n::{general, lang, orders};
use crate::live::{State, derived, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, button, error_summary, select_field, several, submit, text_field};

/// What is typed.
#[derive(Clone, Copy)]
struct Form {
    member: State<String>,
    number: State<String>,
    dated: State<String>,
    from: State<String>,
    to: State<String>,
    directions: State<Vec<String>>,
    topics: State<Vec<String>>,
}

fn codes<T: Copy>(all: &[T], code: impl Fn(T) -> &'static str) -> State<Vec<String>> {
    State::new(all.iter().map(|one| code(*one).to_owned()).collect())
}

fn parsed<T: std::str::FromStr>(codes: &[String]) -> Vec<T> {
    codes.iter().filter_map(|code| code.parse().ok()).collect()
}

impl Form {
    fn of(old: Option<&Appointment>) -> Self {
        let text = |text: Option<String>| State::new(text.unwrap_or_default());
        Self {
            member: text(old.map(|old| old.member.id.to_string())),
            number: text(old.map(|old| old.order_number.clone())),
            dated: State::new(old.map_or_else(today, |old| old.order_date.to_string())),
            from: State::new(old.map_or_else(today, |old| old.from.to_string())),
            to: text(old.and_then(|old| old.to).map(|to| to.to_string())),
            directions: codes(
                old.map(|old| old.directions.as_slice()).unwrap_or_default(),
                Direction::code,
            ),
            topics: codes(
                old.map(|old| old.topics.as_slice()).unwrap_or_default(),
                Topic::code,
            ),
        }
    }

    /// What is sent, or what is missing.
    fn body(self, me: MemberId) -> Result<AppointmentBody, Vec<FieldError>> {
        let member: Option<MemberId> = self.member.get_untracked().parse().ok();
        let (dated, from) = (day(self.dated), day(self.from));
        let mut errors = Vec::new();
        if member.is_none() {
            errors.push(FieldError::new("/member", FieldErrorKind::Required));
        }
        errors.extend(require_days(&[("/order_date", dated), ("/from", from)]));
        let directions: Vec<Direction> = self.directions.with_untracked(|codes| parsed(codes));
        let open = covered(&directions, &[]);
        let mut topics: Vec<Topic> = self.topics.with_untracked(|codes| parsed(codes));
        // Topics of a direction that was taken back again.
        topics.retain(|topic| open.contains(topic));
        // While somebody or a day is missing, the rest is checked all the same; it is not sent.
        let body = AppointmentBody {
            member: member.unwrap_or(me),
            order_number: self.number.get_untracked().trim().to_owned(),
            order_date: dated.unwrap_or_default(),
            from: from.unwrap_or_default(),
            to: day(self.to),
            directions,
            topics,
        };
        let mut checked = Vec::new();
        body.check(&mut checked);
        let known: Vec<String> = errors.iter().map(|error| error.pointer.clone()).collect();
        errors.extend(
            checked
                .into_iter()
                .filter(|error| !known.contains(&error.pointer)),
        );
        match errors.is_empty() {
            true => Ok(body),
            false => Err(errors),
        }
    }
}

/// The form; `done` hears of what was made of it, `cancel` closes it.
pub fn form(
    here: &Here,
    staff: State<Vec<(String, String)>>,
    old: Option<Appointment>,
    done: impl Fn(Appointment) + Clone + 'static,
    cancel: impl Fn() + 'static,
) -> AnyView {
    let t = orders();
    let form = Form::of(old.as_ref());
    let sending = Sending::of(if old.is_some() { "correct" } else { "enter" });
    let (school, me, toasts) = (here.school(), here.member.id, Toasts::get());
    let title = if old.is_some() {
        t.correct_title
    } else {
        t.new_title
    };
    let label = if old.is_some() { general().save } else { t.save };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = match form.body(me) {
            Ok(body) => body,
            Err(errors) => return sending.refuse(errors),
        };
        let done = done.clone();
        match &old {
            None => sending.send::<AppointmentsCreate>(school.clone(), body, 0, move |entered| {
                toasts.say(orders().entered);
                done(entered);
            }),
            Some(old) => {
                let path = AppointmentPath {
                    school: school.school.clone(),
                    appointment: old.id,
                };
                sending.send::<AppointmentsCorrect>(path, body, old.version, move |corrected| {
                    toasts.say(orders().corrected);
                    done(corrected);
                });
            }
        }
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
    let directions: Vec<_> = Direction::ALL
        .iter()
        .map(|direction| (direction.code().to_owned(), direction.label(lang()).to_owned()))
        .collect();
    let open = derived(move || {
        form.directions
            .with(|codes| covered(&parsed::<Direction>(codes), &[]))
    });
    let topics = Signal::derive(move || {
        let named = |topic: &Topic| (topic.code().to_owned(), topic.label(lang()).to_owned());
        open.with(|open| open.iter().map(named).collect())
    });
    let topic_field = move || {
        let field = field("/topics", orders().topics, orders().topics_hint);
        (!open.with(Vec::is_empty)).then(|| several(field, topics, form.topics))
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h2>{title}</h2>
            {error_summary(sending, "order-error")}
            {select_field(field("/member", t.member, ""), t.choose, staff.signal(), form.member)}
            <div class="pair">
                {text("/order_number", t.number, t.number_hint, "text", form.number)}
                {text("/order_date", t.date, "", "date", form.dated)}
            </div>
            {several(field("/directions", t.directions, ""), Signal::stored(directions), form.directions)}
            {maybe(topic_field)}
            <div class="pair">
                {text("/from", t.from, "", "date", form.from)}
                {text("/to", t.to, t.to_hint, "date", form.to)}
            </div>
            <div class="row wrap">
                {submit(sending.busy, label.into(), general().sending)}
                {button("btn", general().cancel.into_any(), cancel)}
            </div>
        </form>
    }
    .into_any()
}
