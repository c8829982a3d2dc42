//! What becomes of a version: who agrees, the head's approval by an order, publishing from a day; and who did what.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::life::{MAX_STEPS, Protocol, StepKind, may_be_approved};
use podskazka_shared::schedules::{
    AcademicYear, AgreeBody, Agreement, ApproveBody, Order, PublishBody, Schedule, ScheduleAct, SchedulePath,
    ScheduleState, SchedulesAgree, SchedulesApprove, SchedulesPublish, SchedulesReopen,
};

use crate::api::ApiError;
use crate::browser;
use crate::i18n::{self, dates, general, lang, schedule_life};
use crate::live::{State, effect};
use crate::reading::Reading;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, button, error_summary, submit, text_field};

/// The version that is looked at, and where its answers go.
#[derive(Clone)]
pub struct Life {
    path: SchedulePath,
    reading: Reading<Schedule>,
    toasts: Toasts,
}

impl Life {
    pub fn new(path: SchedulePath, reading: Reading<Schedule>) -> Self {
        Self {
            path,
            reading,
            toasts: Toasts::get(),
        }
    }

    /// Sends a step, and shows what became of it. Somebody else's change in between is shown too.
    pub fn send<E: Endpoint<Params = SchedulePath, Reply = Schedule>>(
        &self,
        sending: Sending,
        body: E::Body,
        said: &'static str,
    ) where
        E::Query: Default,
    {
        let version = self
            .reading
            .value
            .with_untracked(|s| s.as_ref().map_or(0, |s| s.summary.version));
        let (reading, toasts) = (self.reading, self.toasts);
        sending.send::<E>(self.path.clone(), body, version, move |schedule| {
            toasts.say(said);
            reading.value.set(Some(schedule));
            browser::focus_heading();
        });
    }

    pub fn sending(&self, form: &'static str) -> Sending {
        let (sending, reading) = (Sending::of(form), self.reading);
        effect(move |_| {
            if let Some(ApiError::Problem(problem)) = sending.failure.get()
                && problem.kind == ProblemKind::Stale
            {
                match problem.current.and_then(crate::api::read) {
                    Some(current) => reading.value.set(Some(current)),
                    None => reading.again(),
                }
            }
        });
        sending
    }
}

/// Where a version stands: what the forms depend on.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    state: ScheduleState,
    year: AcademicYear,
    agreements: Vec<Agreement>,
}

impl Stage {
    pub fn of(schedule: &Schedule) -> Self {
        Self {
            state: schedule.summary.state,
            year: schedule.summary.year,
            agreements: schedule.agreements.clone(),
        }
    }
}

/// What can be done with the version now, by whom it is looked at.
pub fn act(here: &Here, path: SchedulePath, reading: Reading<Schedule>, stage: &Stage) -> AnyView {
    let t = schedule_life();
    let life = Life::new(path, reading);
    match stage.state {
        ScheduleState::Draft | ScheduleState::Agreed => {
            let steps = (!stage.agreements.is_empty()).then(|| agreements(here, &life, &stage.agreements));
            let approval = match (
                may_be_approved(&stage.agreements),
                here.may(Action::ScheduleApprove),
            ) {
                (true, true) => approve(&life),
                (true, false) => note(t.approve_wait),
                (false, _) => note(t.agree_wait),
            };
            view! { {steps} {approval} }.into_any()
        }
        ScheduleState::Approved if here.may(Action::SchedulePublish) => publish(&life, stage.year),
        ScheduleState::Approved => note(t.publish_wait),
        ScheduleState::Published | ScheduleState::Replaced => ().into_any(),
    }
}

fn note(text: &'static str) -> AnyView {
    view! { <p class="note">{text}</p> }.into_any()
}

fn agreements(here: &Here, life: &Life, agreements: &[Agreement]) -> AnyView {
    let t = schedule_life();
    let item = |(place, agreement): (usize, &Agreement)| {
        let title = agreement.step.title.clone();
        let (state, act) = match &agreement.done {
            Some(act) => (said(act), None),
            None if agreement.step.kind.is_of(&here.member.capacities) => {
                (t.missing.to_owned(), Some(agree(life, place, agreement)))
            }
            None => (t.missing.to_owned(), None),
        };
        view! { <li class="col tight"><span><b>{title}</b>" "<small>{state}</small></span>{act}</li> }
            .into_any()
    };
    let items: Vec<_> = agreements.iter().enumerate().map(item).collect();
    view! { <section class="card col narrow"><h2>{t.agreements}</h2><ul class="col">{items}</ul></section> }
        .into_any()
}

/// The way to agree: a button, or the protocol of a body.
fn agree(life: &Life, place: usize, agreement: &Agreement) -> AnyView {
    // Each step has a form of its own, whose fields have names of their own.
    const FORMS: [(&str, &str); MAX_STEPS] = [
        ("agree-1", "agree-1-error"),
        ("agree-2", "agree-2-error"),
        ("agree-3", "agree-3-error"),
        ("agree-4", "agree-4-error"),
        ("agree-5", "agree-5-error"),
        ("agree-6", "agree-6-error"),
        ("agree-7", "agree-7-error"),
        ("agree-8", "agree-8-error"),
        ("agree-9", "agree-9-error"),
        ("agree-10", "agree-10-error"),
    ];
    let t = schedule_life();
    let (name, error) = FORMS.get(place).copied().unwrap_or(("agree", "agree-error"));
    let sending = life.sending(name);
    let (number, date) = (State::new(String::new()), State::new(String::new()));
    let (step, life) = (agreement.step.clone(), life.clone());
    let (of_body, title) = (step.kind == StepKind::Body, step.title.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let protocol = match of_body {
            false => None,
            true => match date.get_untracked().parse() {
                Ok(date) => Some(Protocol {
                    number: number.get_untracked().trim().to_owned(),
                    date,
                }),
                Err(_) => return required(sending, "/protocol/date"),
            },
        };
        let body = AgreeBody {
            step: step.clone(),
            protocol,
        };
        life.send::<SchedulesAgree>(sending, body, schedule_life().done_agree);
    };
    let fields = of_body.then(|| {
        view! {
            <div class="pair">
                {text("/protocol/number", t.protocol_number, "", sending, "text", number)}
                {text("/protocol/date", t.protocol_date, "", sending, "date", date)}
            </div>
        }
    });
    view! {
        <form class="col tight" novalidate aria-label=title on:submit=on_submit>
            {error_summary(sending, error)}
            {fields}
            <div>{submit(sending.busy, t.agree.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}

fn text(
    pointer: &'static str,
    label: &'static str,
    hint: &'static str,
    sending: Sending,
    kind: &'static str,
    value: State<String>,
) -> AnyView {
    let field = Field {
        pointer,
        label,
        hint,
        sending,
    };
    text_field(field, kind.into(), "off", value, ().into_any())
}

fn required(sending: Sending, pointer: &'static str) {
    sending.refuse(vec![FieldError::new(pointer, FieldErrorKind::Required)]);
}

/// The head's approval: the order with its number, date and appendix.
fn approve(life: &Life) -> AnyView {
    let t = schedule_life();
    let sending = life.sending("approve");
    let [number, date, appendix] = [(); 3].map(|()| State::new(String::new()));
    let life = life.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Ok(day) = date.get_untracked().parse() else {
            return required(sending, "/order/date");
        };
        let appendix = appendix.get_untracked().trim().to_owned();
        let order = Order {
            number: number.get_untracked().trim().to_owned(),
            date: day,
            appendix: Some(appendix).filter(|text| !text.is_empty()),
        };
        life.send::<SchedulesApprove>(sending, ApproveBody { order }, schedule_life().done_approve);
    };
    view! {
        <form class="card col narrow" novalidate on:submit=on_submit>
            <div><h2>{t.approve_title}</h2><p class="dim">{t.approve_hint}</p></div>
            {error_summary(sending, "approve-error")}
            <div class="pair">
                {text("/order/number", t.order_number, "", sending, "text", number)}
                {text("/order/date", t.order_date, "", sending, "date", date)}
            </div>
            {text("/order/appendix", t.order_appendix, t.order_appendix_hint, sending, "text", appendix)}
            <div>{submit(sending.busy, t.approve.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}

/// Publishing from a day, or back to a draft.
fn publish(life: &Life, year: AcademicYear) -> AnyView {
    let t = schedule_life();
    let (sending, reopening) = (life.sending("publish"), life.sending("reopen"));
    let today = dates::today(browser::now());
    let begins = chrono::NaiveDate::from_ymd_opt(year.first(), 9, 1);
    let from = State::new(today.max(begins).map(|day| day.to_string()).unwrap_or_default());
    let (publishes, reopens) = (life.clone(), life.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        match from.get_untracked().parse() {
            Ok(from) => {
                publishes.send::<SchedulesPublish>(
                    sending,
                    PublishBody { from },
                    schedule_life().done_publish,
                );
            }
            Err(_) => required(sending, "/from"),
        }
    };
    let reopen = move || reopens.send::<SchedulesReopen>(reopening, (), schedule_life().done_reopen);
    view! {
        <form class="card col narrow" novalidate on:submit=on_submit>
            <div><h2>{t.publish_title}</h2><p class="dim">{t.publish_hint}</p></div>
            {error_summary(sending, "publish-error")}
            {error_summary(reopening, "reopen-error")}
            {text("/from", t.from, t.from_hint, sending, "date", from)}
            <div class="row wrap tight">
                {submit(sending.busy, t.publish.into(), general().sending)}
                {button("btn", t.reopen.into_any(), reopen)}
            </div>
        </form>
    }
    .into_any()
}

/// Who did what with the version, the last first.
pub fn acts(schedule: &Schedule) -> AnyView {
    let t = schedule_life();
    if schedule.acts.is_empty() {
        return ().into_any();
    }
    let item = |act: &ScheduleAct| {
        let step = act.step.as_ref().map(|step| format!(": {}", step.title));
        view! { <li><b>{act.act.label(lang())}{step}</b>" "<small>{said(act)}</small></li> }.into_any()
    };
    let items: Vec<_> = schedule.acts.iter().rev().map(item).collect();
    view! { <section class="col tight"><h2>{t.acts}</h2><ul class="col tight">{items}</ul></section> }
        .into_any()
}

/// When, by whom, by which paper, from which day.
fn said(act: &ScheduleAct) -> String {
    let by = act.by.as_ref().map(|by| match by.post.is_empty() {
        true => by.name.clone(),
        false => format!("{}, {}", by.name, by.post),
    });
    let paper = act.paper.as_ref().map(|paper| match act.step {
        Some(_) => i18n::protocol(&paper.number, &dates::date(paper.date)),
        None => order(paper),
    });
    let from = act.from.map(|day| i18n::from_day(&dates::date(day)));
    let when = dates::moment(act.at, browser::now());
    let parts = [Some(when), by, paper, from];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// `Приказ № 12 от 8 сентября 2026 г., приложение 1`
pub fn order(order: &Order) -> String {
    let text = i18n::order(&order.number, &dates::date(order.date));
    match &order.appendix {
        Some(appendix) => i18n::appendix(&text, appendix),
        None => text,
    }
}
