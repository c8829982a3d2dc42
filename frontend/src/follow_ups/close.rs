//! Noting what was done.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::follow_ups::{
    FollowUp, FollowUpCloseBody, FollowUpPath, FollowUpState, FollowUpsClose,
};
use podskazka_shared::ids::FollowUpId;
use podskazka_shared::problem::ProblemKind;

use crate::api::ApiError;
use crate::browser;
use crate::i18n::{follow_ups as texts, general};
use crate::live::{Derived, State, derived, effect, live, maybe};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, button, error_summary, submit};

const FORM: &str = "follow-up";

/// The button that opens the form, or the form; nothing where there is nothing to do.
pub fn act(
    here: &Here,
    item: Derived<Option<FollowUp>>,
    writing: State<Option<FollowUpId>>,
    again: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = texts();
    let (may, me) = (here.may(Action::FeedbackHandle), here.member.id);
    let todo = derived(move || {
        let one = item.get()?;
        (one.state == FollowUpState::Open && may).then_some((one.id, one.requester.id == me))
    });
    let is_written = derived(move || {
        let id = todo.get().map(|(id, _)| id);
        id.is_some() && writing.get() == id
    });
    let here = here.clone();
    maybe(move || {
        let (id, own) = todo.get()?;
        if own {
            return Some(view! { <p class="dim">{t.own}</p> }.into_any());
        }
        let here = here.clone();
        let part = live(move || match is_written.get() {
            true => form(&here, item, writing, again),
            false => {
                let open = move || writing.set(Some(id));
                let opener = button("btn", t.write.into_any(), open);
                view! { <div id=opener_of(id)>{opener}</div> }.into_any()
            }
        });
        Some(part)
    })
}

fn opener_of(id: FollowUpId) -> String {
    format!("write-{id}")
}

fn form(
    here: &Here,
    item: Derived<Option<FollowUp>>,
    writing: State<Option<FollowUpId>>,
    again: impl Fn() + Copy + Send + Sync + 'static,
) -> AnyView {
    let t = texts();
    let (sending, outcome, toasts) = (Sending::of(FORM), State::new(String::new()), Toasts::get());
    let school = here.slug.clone();
    let field = Field {
        pointer: "/outcome",
        label: t.outcome,
        hint: t.outcome_hint,
        sending,
    };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(one) = item.get_untracked() else { return };
        let path = FollowUpPath {
            school: school.clone(),
            follow_up: one.id,
        };
        let body = FollowUpCloseBody {
            outcome: outcome.get_untracked().trim().to_owned(),
        };
        sending.send::<FollowUpsClose>(path, body, one.version, move |_| {
            writing.set(None);
            toasts.say(texts().closed_now);
            again();
            browser::focus_heading();
        });
    };
    let changed = State::new(false);
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && matches!(problem.kind, ProblemKind::Stale | ProblemKind::WrongState)
        {
            changed.set(true);
            again();
        }
    });
    browser::focus_soon(id_of(FORM, "/outcome"));
    let note = maybe(move || {
        let text = view! { <p class="note" role="status">{texts().changed}</p> };
        changed.get().then(|| text.into_any())
    });
    view! {
        <form class="col tight" novalidate aria-label=t.write on:submit=on_submit>
            {note}
            {error_summary(sending, "follow-up-error")}
            {area_field(field, "".into(), outcome)}
            <div class="row wrap tight">
                {submit(sending.busy, t.close.into(), general().sending)}
                {button("btn", general().cancel.into_any(), move || {
                    writing.set(None);
                    browser::focus_heading();
                })}
            </div>
        </form>
    }
    .into_any()
}
