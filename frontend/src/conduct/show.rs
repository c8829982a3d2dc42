//! `/s/:school/conduct/:id`: one report, for who filed it and for who decides.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::conduct::{
    ConductAbout, ConductAct, ConductAsk, ConductDecision, ConductFind, ConductLift, ConductPath,
    ConductReply, ConductReport, ConductSend, ConductState, ConductWord, ConductWordBody, Founder,
};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::ids::ConductId;
use podskazka_shared::problem::ProblemKind;

use super::{decide, path};
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{conduct as texts, dates, general, lang};
use crate::live::{Derived, State, derived, effect, live, maybe};
use crate::people::name;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, button, error_summary, page, submit, when};

/// Takes the focus when a form goes.
const CARD: &str = "report";

/// One report that is acted on: every answer of the server takes the place of what is shown.
#[derive(Clone, Copy)]
pub(super) struct Open {
    at: StoredValue<ConductPath>,
    pub reading: Reading<ConductReport>,
    changed: State<bool>,
}

impl Open {
    /// Sends a step, and shows what came of it.
    pub fn run<E>(
        self,
        sending: Sending,
        body: E::Body,
        said: &'static str,
        done: impl Fn() + Send + Sync + 'static,
    ) where
        E: Endpoint<Params = ConductPath, Reply = ConductReport>,
        E::Query: Default,
    {
        let version = self
            .reading
            .value
            .with_untracked(|report| report.as_ref().map(|report| report.summary.version));
        let toasts = Toasts::get();
        sending.send::<E>(
            self.at.get_value(),
            body,
            version.unwrap_or_default(),
            move |report| {
                toasts.say(said);
                self.changed.set(false);
                self.reading.value.set(Some(report));
                done();
                browser::focus_soon(CARD.to_owned());
            },
        );
    }

    /// Shows what is new when a write comes too late.
    pub fn watch(self, sending: Sending) {
        effect(move |_| {
            if let Some(ApiError::Problem(problem)) = sending.failure.get() {
                match (problem.kind, problem.current.and_then(api::read::<ConductReport>)) {
                    (ProblemKind::Stale, Some(current)) => {
                        self.reading.value.set(Some(current));
                        self.changed.set(true);
                    }
                    (ProblemKind::WrongState, _) => self.reading.again(),
                    _ => {}
                }
            }
        });
    }

    fn can(self, act: ConductAct) -> Derived<bool> {
        derived(move || {
            self.reading
                .value
                .with(|report| report.as_ref().is_some_and(|report| report.may.contains(&act)))
        })
    }
}

pub fn show(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        let id = params.with(|params| params.get("id"));
        id.and_then(|id| id.parse::<ConductId>().ok())
    });
    live(move || match id.get() {
        Some(id) => one(&here, id),
        None => crate::app::not_found(),
    })
}

fn one(here: &Here, id: ConductId) -> AnyView {
    let t = texts();
    let at = path(here, id);
    let wanted = at.clone();
    let reading = read::<ConductFind>(move || Some((wanted.clone(), Nothing {})));
    let open = Open {
        at: StoredValue::new(at),
        reading,
        changed: State::new(false),
    };
    let place = here.clone();
    let body = when(reading, 3, move || {
        let here = place.clone();
        let facts = maybe(move || reading.value.get().map(|report| facts(&here, &report)));
        let changed = maybe(move || {
            open.changed
                .get()
                .then(|| view! { <p class="note" role="status">{texts().changed}</p> })
        });
        let ask = form::<ConductAsk>(
            open,
            ConductAct::Ask,
            ("ask", t.ask, t.ask_label, t.ask_send, t.asked),
        );
        let reply = form::<ConductReply>(
            open,
            ConductAct::Reply,
            ("reply", t.reply, t.reply_label, t.reply_send, t.replied),
        );
        let can_decide = open.can(ConductAct::Decide);
        let decide = maybe(move || can_decide.get().then(|| decide::form(open)));
        view! {
            <div class="col narrow">
                <div class="card col" id=CARD tabindex="-1">{facts}</div>
                {changed}
                {founder(open)}
                {lift(open)}
                {ask}
                {reply}
                {decide}
            </div>
        }
        .into_any()
    });
    page(
        t.one.to_owned(),
        back(here.path("conduct"), t.title),
        ().into_any(),
        body,
    )
}

fn line(label: &'static str, text: AnyView) -> AnyView {
    view! { <div><dt>{label}</dt><dd>{text}</dd></div> }.into_any()
}

fn facts(here: &Here, report: &ConductReport) -> AnyView {
    let (t, now, of) = (texts(), browser::now(), &report.summary);
    let (rest, label, open) = match &report.about {
        ConductAbout::Ticket { id, number, open } => (
            format!("tickets/{id}"),
            format!("{} {number}", t.of_request),
            *open,
        ),
        ConductAbout::Booking { id, starts_at, open } => (
            format!("consultations/{id}"),
            format!("{} {}", t.of_consultation, dates::moment(*starts_at, now)),
            *open,
        ),
    };
    let about = match open {
        true => {
            let href = here.path(&rest);
            view! { <a href=href>{label}</a> }.into_any()
        }
        false => label.into_any(),
    };
    let due = (of.state != ConductState::Decided && report.founder.is_none())
        .then(|| line(t.due, dates::until(of.due_at, now).into_any()));
    let message = report.message.clone().map(|text| {
        view! { <h2>{t.message}</h2><blockquote class="typed">{text}</blockquote> }
    });
    let wish = report
        .wish
        .clone()
        .map(|text| view! { <h2>{t.wished}</h2><p class="typed">{text}</p> });
    let word = |word: &ConductWord| {
        view! {
            <li><small>{name::short(&word.author.name)}", "{dates::moment(word.at, now)}</small><p class="typed">{word.text.clone()}</p></li>
        }
    };
    let words: Vec<_> = report.words.iter().map(word).collect();
    let words = (!words.is_empty()).then(|| view! { <h2>{t.words}</h2><ul class="rows">{words}</ul> });
    let stopped = of
        .stopped
        .then(|| view! { <span class="chip plain">{t.stopped}</span> });
    view! {
        <p class="row wrap tight"><span class="chip plain">{of.state.label(lang())}</span>{stopped}</p>
        <dl class="facts-list">
            {line(t.about, of.reported.name.clone().into_any())}
            {line(t.who_reports, of.reporter.name.clone().into_any())}
            {line(t.decides, of.route.label(lang()).into_any())}
            {due}
        </dl>
        <p>{about}" · "<small>{dates::moment(of.filed_at, now)}</small></p>
        {message}
        <h2>{t.what}</h2>
        <p class="typed">{report.text.clone()}</p>
        {wish}
        {words}
        {report.decision.as_ref().map(decision)}
    }
    .into_any()
}

fn decision(decided: &ConductDecision) -> AnyView {
    let (t, now) = (texts(), browser::now());
    let inside = decided.inside.as_ref().map(|inside| {
        let by = inside.decided_by.as_ref().map(|by| name::short(&by.name));
        let mut done: Vec<String> = inside
            .measures
            .iter()
            .map(|one| one.label(lang()).to_owned())
            .collect();
        if let Some((channel, until)) = inside.channel.zip(inside.until) {
            done.push(format!(
                "{}: {} {}",
                channel.label(lang()),
                t.closed_until,
                dates::date(until)
            ));
        }
        if inside.lifted_at.is_some() {
            done.push(t.lifted.to_lowercase());
        }
        let done = (!done.is_empty()).then(|| line(t.measures, done.join(", ").into_any()));
        let told = inside
            .for_reported
            .clone()
            .unwrap_or_else(|| t.told_nothing.to_owned());
        view! {
            {by.map(|by| line(t.decides, by.into_any()))}
            {line(t.reasons, view! { <span class="typed">{inside.reasons.clone()}</span> }.into_any())}
            {done}
            {line(t.told_reported, view! { <span class="typed">{told}</span> }.into_any())}
        }
    });
    view! {
        <h2>{t.decision}</h2>
        <dl class="facts-list">
            {line(t.outcome, format!("{}, {}", decided.outcome.label(lang()), dates::moment(decided.decided_at, now)).into_any())}
            {line(t.told_reporter, view! { <span class="typed">{decided.for_reporter.clone()}</span> }.into_any())}
            {inside}
        </dl>
    }
    .into_any()
}

/// For a report about the head: to print, or to send to the founder.
fn founder(open: Open) -> AnyView {
    let t = texts();
    let sending = Sending::of("founder");
    open.watch(sending);
    let can = open.can(ConductAct::Send);
    let founder: Derived<Option<Founder>> = derived(move || {
        open.reading
            .value
            .with(|report| report.as_ref().and_then(|report| report.founder.clone()))
    });
    maybe(move || {
        let founder = founder.get()?;
        let state = match (founder.sent_at, founder.asked_at) {
            (Some(at), _) => Some((t.founder_sent, at)),
            (None, Some(at)) => Some((t.founder_asked, at)),
            (None, None) => None,
        };
        let state = state.map(|(label, at)| view! { <p>{label}", "{dates::moment(at, browser::now())}</p> });
        let whom = match founder.email.is_empty() {
            true => view! { <p>{t.founder_unknown}</p> }.into_any(),
            false => {
                view! { <p>{t.founder}": "{founder.name.clone()}" "{founder.email.clone()}</p> }.into_any()
            }
        };
        let label = if founder.asked_at.is_some() {
            t.founder_again
        } else {
            t.founder_send
        };
        let send = move || open.run::<ConductSend>(sending, (), texts().founder_asked, || {});
        let send = can.get().then(|| button("btn main", label.into_any(), send));
        Some(view! {
            <section class="card col noprint">
                <p>{t.founder_note}</p>
                {whom}
                {state}
                {error_summary(sending, "founder-error")}
                <div class="row wrap">
                    {send}
                    {button("btn", t.print.into_any(), || { let _ = window().print(); })}
                </div>
            </section>
        })
    })
}

fn lift(open: Open) -> AnyView {
    let sending = Sending::of("lift");
    open.watch(sending);
    let can = open.can(ConductAct::Lift);
    maybe(move || {
        can.get().then(|| {
            let t = texts();
            let lift = move || open.run::<ConductLift>(sending, (), texts().lifted, || {});
            view! { <div class="row wrap">{button("btn", t.lift.into_any(), lift)}{error_summary(sending, "lift-error")}</div> }
        })
    })
}

/// A question or an answer, folded until it is wanted.
fn form<E>(
    open: Open,
    act: ConductAct,
    (form, title, label, send, said): (
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    ),
) -> AnyView
where
    E: Endpoint<Params = ConductPath, Body = ConductWordBody, Reply = ConductReport>,
    E::Query: Default,
{
    let can = open.can(act);
    let (text, sending) = (State::new(String::new()), Sending::of(form));
    open.watch(sending);
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = ConductWordBody {
            text: text.get_untracked().trim().to_owned(),
        };
        open.run::<E>(sending, body, said, move || text.set(String::new()));
    };
    let field = move || Field {
        pointer: "/text",
        label,
        hint: "",
        sending,
    };
    maybe(move || {
        can.get().then(|| {
            view! {
                <details class="card noprint">
                    <summary>{title}</summary>
                    <form class="col" novalidate on:submit=on_submit>
                        {error_summary(sending, "word-error")}
                        {area_field(field(), "".into(), text)}
                        <div>{submit(sending.busy, send.into(), general().sending)}</div>
                    </form>
                </details>
            }
        })
    })
}
