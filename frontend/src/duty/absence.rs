//! The form of an absence, new or changed.

use leptos::prelude::*;
use podskazka_shared::calendar::Hours;
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::duty::absences::{
    Absence, AbsenceBody, AbsencePatch, AbsencePath, AbsencesCreate, AbsencesUpdate,
};
use podskazka_shared::ids::MemberId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::TimeRange;

use super::Desk;
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{duty as texts, general};
use crate::live::{State, effect, maybe};
use crate::orders::{day, require_days, term, today};
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, button, error_summary, select_field, submit, text_field};

/// What is typed.
#[derive(Clone, Copy)]
struct Form {
    member: State<String>,
    from: State<String>,
    to: State<String>,
    part: State<String>,
    substitute: State<String>,
    reason: State<String>,
}

/// One range of hours out of a text: none when nothing is typed.
pub fn range(typed: &str) -> Result<Option<TimeRange>, ()> {
    let hours: Hours = typed.parse().map_err(|_| ())?;
    match hours.ranges() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        _ => Err(()),
    }
}

/// The error of such a text.
pub fn range_wrong(pointer: &str, detail: &'static str) -> FieldError {
    let mut error = FieldError::new(pointer, FieldErrorKind::Malformed);
    error.detail = detail.to_owned();
    error
}

impl Form {
    fn of(desk: &Desk, old: Option<&Absence>) -> Self {
        let text = |text: Option<String>| State::new(text.unwrap_or_default());
        let member = old.map(|old| old.member.id).or(desk.only);
        Self {
            member: text(member.map(|id| id.to_string())),
            from: State::new(old.map_or_else(today, |old| old.from.to_string())),
            to: State::new(old.map_or_else(today, |old| old.to.to_string())),
            part: text(old.and_then(|old| old.part).map(|part| part.to_string())),
            substitute: text(
                old.and_then(|old| old.substitute.as_ref())
                    .map(|who| who.id.to_string()),
            ),
            reason: text(old.and_then(|old| old.reason.clone())),
        }
    }

    /// What is sent, or what is missing.
    fn body(self) -> Result<AbsenceBody, Vec<FieldError>> {
        let member: Option<MemberId> = self.member.get_untracked().parse().ok();
        let (from, to) = (day(self.from), day(self.to));
        let mut errors = Vec::new();
        if member.is_none() {
            errors.push(FieldError::new("/member", FieldErrorKind::Required));
        }
        errors.extend(require_days(&[("/from", from), ("/to", to)]));
        let part = self.part.with_untracked(|part| range(part));
        if part.is_err() {
            errors.push(range_wrong("/part", texts().part_wrong));
        }
        let (Some(member), Some(from), Some(to), Ok(part)) = (member, from, to, part) else {
            return Err(errors);
        };
        let reason = self.reason.get_untracked().trim().to_owned();
        let body = AbsenceBody {
            member,
            from,
            to,
            part,
            substitute: self.substitute.get_untracked().parse().ok(),
            reason: (!reason.is_empty()).then_some(reason),
        };
        body.check(&mut errors);
        match errors.is_empty() {
            true => Ok(body),
            false => Err(errors),
        }
    }
}

/// Everything but whose it is.
fn patch(body: AbsenceBody) -> AbsencePatch {
    AbsencePatch {
        from: Some(body.from),
        to: Some(body.to),
        part: Some(body.part),
        substitute: Some(body.substitute),
        reason: Some(body.reason),
    }
}

/// The form; `done` hears that it was sent, `cancel` closes it.
pub fn form(
    desk: &Desk,
    old: Option<Absence>,
    done: impl Fn() + Clone + 'static,
    cancel: impl Fn() + 'static,
) -> AnyView {
    let t = texts();
    let form = Form::of(desk, old.as_ref());
    let sending = Sending::of(if old.is_some() { "absence" } else { "away" });
    let (school, toasts) = (desk.here.school(), Toasts::get());
    let (title, label) = match &old {
        None => (t.new_title, t.save),
        Some(_) => (t.change_title, general().save),
    };
    // Somebody was quicker: the next press is about what there is now.
    let version = State::new(old.as_ref().map_or(0, |old| old.version));
    let theirs = State::new(None::<Absence>);
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(api::read::<Absence>)
        {
            version.set(current.version);
            theirs.set(Some(current));
        }
    });
    // A helper enters their own, and nobody's absence becomes another's.
    let fixed = old.is_some() || desk.only.is_some();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = match form.body() {
            Ok(body) => body,
            Err(errors) => return sending.refuse(errors),
        };
        let done = done.clone();
        match &old {
            None => sending.send::<AbsencesCreate>(school.clone(), body, 0, move |_| {
                toasts.say(texts().entered);
                done();
            }),
            Some(old) => {
                let path = AbsencePath {
                    school: school.school.clone(),
                    absence: old.id,
                };
                sending.send::<AbsencesUpdate>(path, patch(body), version.get_untracked(), move |_| {
                    toasts.say(texts().changed);
                    done();
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
    let names = desk.names;
    let others = Signal::derive(move || {
        let away = form.member.get();
        let other = |(id, _): &&(String, String)| *id != away;
        names.with(|names| names.iter().filter(other).cloned().collect::<Vec<_>>())
    });
    browser::focus_soon(id_of(sending.form, if fixed { "/from" } else { "/member" }));
    let who = (!fixed).then(|| {
        select_field(
            field("/member", t.member, ""),
            t.choose,
            names.signal(),
            form.member,
        )
    });
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h3>{title}</h3>
            {error_summary(sending, "absence-error")}
            {maybe(move || theirs.get().map(|absence| changed(&absence)))}
            {who}
            <div class="pair">
                {text("/from", t.from, "", "date", form.from)}
                {text("/to", t.to, "", "date", form.to)}
            </div>
            {text("/part", t.part_hours, t.part_hint, "text", form.part)}
            {select_field(
                field("/substitute", t.substitute, t.substitute_hint),
                t.substitute_none,
                others,
                form.substitute,
            )}
            {area_field(field("/reason", t.reason, t.reason_hint), "".into(), form.reason)}
            <div class="row wrap">
                {submit(sending.busy, label.into(), general().sending)}
                {button("btn", general().cancel.into_any(), cancel)}
            </div>
        </form>
    }
    .into_any()
}

/// How somebody else left it meanwhile: saving once more puts what is typed in its place.
fn changed(absence: &Absence) -> AnyView {
    let t = texts();
    let part = absence
        .part
        .map_or_else(|| t.whole.to_owned(), |part| part.to_string());
    let substitute = absence.substitute.as_ref().map(|who| who.name.clone());
    let reason = absence
        .reason
        .clone()
        .map(|reason| format!("{}: {reason}", t.reason));
    view! {
        <div class="note col tight" role="status">
            <p>{t.stale}</p>
            <p><b>{term(absence.from, Some(absence.to))} ", " {part}</b></p>
            <p>{t.stands_in} ": " {substitute.unwrap_or_else(|| t.nobody.to_owned())}</p>
            {reason.map(|reason| view! { <p>{reason}</p> })}
        </div>
    }
    .into_any()
}
