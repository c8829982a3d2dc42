//! `/s/:school/year`: the next academic year, looked at before it begins.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::classes::{AdvanceBody, LeaversBody, YearAdvance, YearPath, YearPlan, YearPreview};
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;

use super::year_class;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{self, classes, dates, general};
use crate::live::{State, derived, effect, keyed, live, maybe, yes_no};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{Toasts, empty, error_summary, failure, page, skeleton, submit};

/// The step on the screen.
#[derive(Clone, Copy)]
pub struct Step {
    looking: Sending,
    advancing: Sending,
    pub plan: State<Option<YearPlan>>,
    /// Who is ticked to leave or to repeat the year, and of whom the last look was.
    pub leavers: State<LeaversBody>,
    asked: State<LeaversBody>,
    understood: State<bool>,
    /// What was looked at was not so any more.
    stale: State<bool>,
    /// Somebody has begun the year that is on the screen.
    begun: State<bool>,
}

impl Step {
    fn new() -> Self {
        Self {
            looking: Sending::new(),
            advancing: Sending::of("advance"),
            plan: State::new(None),
            leavers: State::new(LeaversBody::default()),
            asked: State::new(LeaversBody::default()),
            understood: State::new(false),
            stale: State::new(false),
            begun: State::new(false),
        }
    }

    /// Asks what the step would do; while one look is under way the next one waits for it.
    fn look(self, path: &YearPath) {
        if self.looking.busy.get_untracked() {
            return;
        }
        let body = self.leavers.get_untracked();
        self.asked.set(body.clone());
        self.looking
            .send::<YearPreview>(path.clone(), body, 0, move |found| {
                let before = self.plan.with_untracked(|plan| plan.as_ref().map(|plan| plan.to));
                match before.is_some_and(|to| to != found.to) {
                    true => self.begun.set(true),
                    false => self.plan.set(Some(found)),
                }
            });
    }

    /// Ticks or unticks; what was understood was another plan.
    pub fn tick(self, change: impl FnOnce(&mut LeaversBody)) {
        self.understood.set(false);
        self.leavers.update(change);
    }

    pub fn leaves(self, test: impl Fn(&LeaversBody) -> bool) -> bool {
        self.leavers.with(|leavers| test(leavers))
    }

    /// Looks now, and again when somebody is ticked or the answer tells that the school has changed.
    fn follow(self, path: YearPath) {
        let (again, next) = (path.clone(), path);
        effect(move |_| {
            let ticked = self.leavers.get();
            if !self.looking.busy.get() && self.asked.with_untracked(|asked| *asked != ticked) {
                self.look(&next);
            }
        });
        let kind = |sending: Sending| {
            let failure = sending.failure;
            failure.with(|failure| failure.as_ref().and_then(ApiError::kind))
        };
        effect(move |_| {
            use ProblemKind as Kind;
            let gone = [Kind::Stale, Kind::WrongState, Kind::Invalid, Kind::YearAhead];
            if kind(self.advancing).is_some_and(|kind| gone.contains(&kind)) {
                self.advancing.failure.set(None);
                self.understood.set(false);
                self.stale.set(true);
                self.look(&again);
            }
        });
        effect(move |_| match kind(self.looking) {
            // Somebody who was ticked is gone.
            Some(ProblemKind::Invalid)
                if self.leavers.with_untracked(|all| *all != LeaversBody::default()) =>
            {
                self.stale.set(true);
                self.tick(|leavers| *leavers = LeaversBody::default());
            }
            Some(ProblemKind::YearAhead) if self.plan.with_untracked(Option::is_some) => self.begun.set(true),
            _ => {}
        });
    }

    /// Takes the step, if it is the one that was understood.
    fn advance(self, path: &YearPath, done: impl FnOnce() + 'static) {
        let Some(plan) = self
            .plan
            .get_untracked()
            .filter(|_| self.understood.get_untracked())
        else {
            return browser::focus_soon("understood".to_owned());
        };
        let LeaversBody {
            leaving_classes,
            leaving_students,
            repeating_students,
        } = self.asked.get_untracked();
        let body = AdvanceBody {
            to: plan.to,
            leaving_classes,
            leaving_students,
            repeating_students,
            digest: plan.digest,
        };
        self.advancing
            .send::<YearAdvance>(path.clone(), body, plan.version, move |_| done());
    }
}

pub fn year(here: Here) -> AnyView {
    let t = classes();
    let path = YearPath {
        school: here.slug.clone(),
    };
    let step = Step::new();
    step.look(&path);
    step.follow(path.clone());
    let (navigate, toasts, to) = (use_navigate(), Toasts::get(), here.path("classes"));
    let leave = move |text: &'static str| {
        toasts.say(text);
        navigate(&to, NavigateOptions::default());
    };
    let gone = leave.clone();
    effect(move |_| {
        if step.begun.get() {
            gone(classes().year_begun);
        }
    });
    let pressed = path.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let leave = leave.clone();
        step.advance(&pressed, move || leave(classes().advanced));
    };
    let on_submit = StoredValue::new_local(on_submit);
    let seen = derived(move || {
        step.plan
            .with(|plan| plan.as_ref().map(|plan| !plan.classes.is_empty()))
    });
    let place = here.clone();
    let show = move || match seen.get() {
        Some(true) => {
            let send = move |ev| on_submit.with_value(|send| send(ev));
            view! { <form class="col" novalidate on:submit=send>{form(&place, step)}</form> }.into_any()
        }
        Some(false) => empty(t.year_empty, t.empty_hint, ().into_any()),
        None => {
            let path = path.clone();
            match step.looking.failure.get() {
                Some(error) => failure(&error, move || step.look(&path)),
                None => skeleton(3),
            }
        }
    };
    let below = view! { <p class="dim">{t.year_lead}</p> };
    let body = view! {
        {maybe(move || seen.get().map(|_| error_summary(step.looking, "look-error")))}
        <div class="narrow">{live(show)}</div>
    };
    page(
        t.next_year.to_owned(),
        back(here.path("classes"), t.back),
        below.into_any(),
        body.into_any(),
    )
}

/// The plan. Its parts are drawn once and change in their places, so that no list folds and no focus is lost.
fn form(here: &Here, step: Step) -> AnyView {
    let t = classes();
    let plan = step.plan;
    let changed = move || {
        let stale = step.stale.get();
        stale.then(|| view! { <p class="note" role="status">{t.year_changed}</p> })
    };
    let early = derived(move || plan.with(|plan| plan.as_ref().is_some_and(is_early)));
    let early = move || early.get().then(|| view! { <p class="note">{t.early}</p> });
    let to = derived(move || plan.with(|plan| plan.as_ref().map(|plan| i18n::year(&plan.to.to_string()))));
    let ids = derived(move || {
        plan.with(|plan| {
            let all = plan.iter().flat_map(|plan| &plan.classes);
            all.map(|class| class.id.to_string()).collect::<Vec<_>>()
        })
    });
    let here = here.clone();
    let rows = keyed(move || ids.get(), move |id| year_class::row(&here, step, id));
    let unclassed = derived(move || plan.with(|plan| plan.as_ref().map_or(0, |plan| plan.unclassed)));
    let unclassed = move || {
        let number = unclassed.get();
        (number > 0).then(|| view! { <p class="dim">{t.unclassed} " " {number}</p> })
    };
    let understood = step.understood;
    view! {
        {maybe(changed)}
        {maybe(early)}
        <h2>{live(move || to.get())}</h2>
        <ul class="cards" aria-label=t.list aria-busy=yes_no(move || step.looking.busy.get())>{rows}</ul>
        {maybe(unclassed)}
        {named(t.leavers, "", step, |plan| &plan.leavers)}
        {named(t.students_no_more, t.students_no_more_hint, step, |plan| &plan.students_no_more)}
        {named(t.parents, "", step, |plan| &plan.parents)}
        {named(t.repeating, t.repeating_hint, step, |plan| &plan.repeating)}
        <label class="check">
            <input id="understood" type="checkbox" prop:checked=understood.signal() on:change=move |ev| understood.set(event_target_checked(&ev)) />
            {t.understood}
        </label>
        {error_summary(step.advancing, "advance-error")}
        <div>{submit(step.advancing.busy, t.advance.into(), general().sending)}</div>
    }
    .into_any()
}

/// Whether the present year has months to go.
fn is_early(plan: &YearPlan) -> bool {
    use chrono::Datelike;
    let Some(today) = dates::today(browser::now()) else {
        return false;
    };
    AcademicYear::of(today) == plan.from && !(5..=8).contains(&today.month())
}

/// People of the plan by name, folded; those with a hint are told only when there are any.
fn named(
    title: &'static str,
    hint: &'static str,
    step: Step,
    pick: fn(&YearPlan) -> &Vec<MemberRef>,
) -> AnyView {
    let people = derived(move || {
        step.plan
            .with(|plan| plan.as_ref().map(pick).cloned().unwrap_or_default())
    });
    let shown = derived(move || hint.is_empty() || !people.with(Vec::is_empty));
    let list = move || {
        let names: Vec<_> = people.with(|people| {
            let name = |one: &MemberRef| view! { <li>{one.name.clone()}</li> }.into_any();
            people.iter().map(name).collect()
        });
        match names.is_empty() {
            true => view! { <p class="dim">{classes().nobody}</p> }.into_any(),
            false => view! { <ul class="plain">{names}</ul> }.into_any(),
        }
    };
    maybe(move || {
        shown.get().then(|| {
            let hint = (!hint.is_empty()).then(|| view! { <p class="dim">{hint}</p> });
            view! {
                <details class="card">
                    <summary>{title} ": " {live(move || people.with(Vec::len))}</summary>
                    {hint}
                    {live(list)}
                </details>
            }
        })
    })
}
