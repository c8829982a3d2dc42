//! What those who help may do with a request besides answering it: everything rarer, put aside until it is needed.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::tickets::{
    Act, FollowBody, TicketsFollow, TicketsRedirect, TicketsRefuse, TicketsTopic, Topic, TopicBody,
};

use super::filter::code;
use super::said::{Leave, Said, foot, said};
use super::view::Open;
use super::{decide, join, print, split, vendor};
use crate::browser;
use crate::conduct::stop::stop;
use crate::i18n::{lang, steps as texts};
use crate::live::{Derived, State, derived, live, maybe, yes_no};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, button, choices, error_summary};

/// A step that has a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Outcome,
    Reference,
    Decide,
    Topic,
    HandOver,
    Redirect,
    Refuse,
    Merge,
    Link,
    Stop,
}

impl Step {
    /// What is next where the vendor has it or the head decides: it stands before everything else.
    const FIRST: [Self; 3] = [Self::Outcome, Self::Reference, Self::Decide];
    const RARE: [Self; 7] = [
        Self::Topic,
        Self::HandOver,
        Self::Redirect,
        Self::Refuse,
        Self::Merge,
        Self::Link,
        Self::Stop,
    ];

    /// The right that opens it, as the server tells it.
    const fn act(self) -> Act {
        match self {
            Self::Outcome | Self::Reference => Act::Outcome,
            Self::Decide => Act::Uphold,
            Self::Topic => Act::Topic,
            Self::HandOver => Act::HandOver,
            Self::Redirect => Act::Redirect,
            Self::Refuse => Act::Refuse,
            Self::Merge => Act::Merge,
            Self::Link => Act::Link,
            Self::Stop => Act::Stop,
        }
    }

    /// The id of its button, which takes the focus back.
    const fn opener(self) -> &'static str {
        match self {
            Self::Outcome => "step-outcome",
            Self::Reference => "step-reference",
            Self::Decide => "step-decide",
            Self::Topic => "step-topic",
            Self::HandOver => "step-hand-over",
            Self::Redirect => "step-redirect",
            Self::Refuse => "step-refuse",
            Self::Merge => "step-merge",
            Self::Link => "step-link",
            Self::Stop => "step-stop",
        }
    }

    /// The name of its form, and the field that takes the focus.
    const fn form(self) -> (&'static str, &'static str) {
        match self {
            Self::Outcome => ("outcome", "/outcome"),
            Self::Reference => ("reference", "/reference"),
            Self::Decide => ("decide", "/upheld"),
            Self::Topic => ("topic", "/topic"),
            Self::HandOver => ("hand-over", "/channel"),
            Self::Redirect => ("redirect", "/text"),
            Self::Refuse => ("refuse", "/text"),
            Self::Merge => ("merge", "/into"),
            Self::Link => ("link", "/other"),
            Self::Stop => ("stop", "/text"),
        }
    }

    fn label(self) -> &'static str {
        let t = texts();
        match self {
            Self::Outcome => t.outcome,
            Self::Reference => t.reference,
            Self::Decide => t.decide,
            Self::Topic => t.topic,
            Self::HandOver => t.hand_over,
            Self::Redirect => t.redirect,
            Self::Refuse => t.refuse,
            Self::Merge => t.merge,
            Self::Link => t.link,
            Self::Stop => t.stop,
        }
    }
}

/// The button under which the rare steps stand.
const MORE: &str = "steps-more";

/// All of it, below the box for writing.
pub fn steps(here: &Here, open: Open) -> AnyView {
    let t = texts();
    let shown = State::new(None::<Step>);
    let sheet = State::new(None);
    let buttons = move |steps: &[Step]| {
        let one = |step: &Step| opener(*step, open, shown);
        steps.iter().map(one).collect::<Vec<_>>().into_any()
    };
    let of = |steps: &'static [Step]| {
        let here = here.clone();
        maybe(move || {
            let step = shown.get().filter(|step| steps.contains(step))?;
            let (form, pointer) = step.form();
            browser::focus_soon(id_of(form, pointer));
            Some(draw(&here, open, step, shown))
        })
    };
    let id = open.path.with_value(|path| path.ticket);
    let href = here.path(&format!("conduct/new?ticket={id}"));
    let report = view! { <a class="btn" href=href>{crate::i18n::conduct().report}</a> };
    view! {
        <div class="col steps noprint">
            <div class="row wrap tight">{buttons(&Step::FIRST)}</div>
            {of(&Step::FIRST)}
            <details class="more-steps">
                <summary class="btn" id=MORE>{t.more}</summary>
                <div class="card col">
                    <div class="row wrap tight">
                        {buttons(&Step::RARE)}
                        {join::unmerge(open)}
                        {follow(open)}
                        {print::button(open, sheet)}
                        {report}
                    </div>
                    {of(&Step::RARE)}
                </div>
            </details>
            {split::dialog(here, open)}
        </div>
        {print::sheet(here, sheet)}
    }
    .into_any()
}

fn opener(step: Step, open: Open, shown: State<Option<Step>>) -> AnyView {
    let can: Derived<bool> = open.can(step.act());
    let turn = move |_| {
        let other = (shown.get_untracked() != Some(step)).then_some(step);
        shown.set(other);
    };
    maybe(move || {
        let expanded = yes_no(move || shown.get() == Some(step));
        can.get().then(|| {
            view! {
                <button type="button" class="btn" id=step.opener() aria-expanded=expanded on:click=turn>
                    {step.label()}
                </button>
            }
        })
    })
}

fn draw(here: &Here, open: Open, step: Step, shown: State<Option<Step>>) -> AnyView {
    let t = texts();
    let leave: Leave = Arc::new(move || {
        shown.set(None);
        browser::focus_soon(step.opener().to_owned());
        // Where the step went with its button.
        browser::focus_if_lost(MORE.to_owned());
    });
    let (form, _) = step.form();
    let words = |label, hint, send, done, first: &str| Said {
        form,
        label,
        hint,
        send,
        done,
        first: first.to_owned(),
    };
    match step {
        Step::Outcome => vendor::outcome(here, open, leave),
        Step::Reference => vendor::reference(open, leave),
        Step::HandOver => vendor::hand_over(here, open, leave),
        Step::Decide => decide::decide(here, open, leave),
        Step::Topic => topic(open, leave),
        Step::Merge => join::merge(here, open, leave),
        Step::Link => join::link(here, open, leave),
        Step::Redirect => {
            let words = words(
                t.redirect_label,
                t.redirect_hint,
                t.redirect_send,
                t.redirected,
                t.redirect_first,
            );
            said::<TicketsRedirect>(here, open, words, leave)
        }
        Step::Refuse => {
            let words = words(t.refuse_label, t.refuse_hint, t.refuse_send, t.refused, "");
            said::<TicketsRefuse>(here, open, words, leave)
        }
        Step::Stop => stop(here, open, leave),
    }
}

fn topic(open: Open, leave: Leave) -> AnyView {
    let t = texts();
    let current = open
        .summary
        .with_untracked(|s| s.as_ref().map(|s| (s.topic, s.group)));
    let Some((current, group)) = current else {
        return ().into_any();
    };
    let chosen = State::new(current.code().to_owned());
    let sending = Sending::of("topic");
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let topic = code::<Topic>(Some(&chosen.get_untracked())).unwrap_or(current);
        let done = done.clone();
        sending.send::<TicketsTopic>(
            open.path.get_value(),
            TopicBody { topic },
            open.version(),
            move |ticket| {
                toasts.say(texts().topic_done);
                open.took(ticket);
                done();
            },
        );
    };
    let field = Field {
        pointer: "/topic",
        label: t.topic_label,
        hint: t.topic_hint,
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "topic-error")}
            {choices(field, Signal::stored(topics(Topic::of(group))), chosen)}
            {foot(sending, t.topic_send, leave)}
        </form>
    }
    .into_any()
}

/// Topics as the choices of a field.
pub fn topics(of: Vec<Topic>) -> Vec<(String, String)> {
    let named = |topic: Topic| (topic.code().to_owned(), topic.label(lang()).to_owned());
    of.into_iter().map(named).collect()
}

/// Hears of what happens to the request, or no more.
fn follow(open: Open) -> AnyView {
    let followed = derived(move || {
        open.reading
            .value
            .with(|t| t.as_ref().is_some_and(|t| t.followed))
    });
    let sending = Sending::of("follow");
    open.watch(sending);
    let toasts = Toasts::get();
    let turn = move || {
        let body = FollowBody {
            followed: !followed.get_untracked(),
        };
        sending.send::<TicketsFollow>(open.path.get_value(), body, open.version(), move |ticket| {
            let t = texts();
            toasts.say(if ticket.followed { t.followed } else { t.unfollowed });
            open.took(ticket);
        });
    };
    let label = move || {
        let t = texts();
        if followed.get() { t.unfollow } else { t.follow }
    };
    [
        button("btn", live(move || label().into_any()), turn),
        error_summary(sending, "follow-error"),
    ]
    .into_any()
}
