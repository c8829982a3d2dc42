//! `/s/:school/year`: the next academic year, looked at before it begins.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::classes::{
    AdvanceBody, AdvancingClass, LeaversBody, YearAdvance, YearPath, YearPlan, YearPreview,
};
use podskazka_shared::ids::ClassId;
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::AcademicYear;

use crate::api::ApiError;
use crate::browser;
use crate::i18n::{self, classes, dates, general};
use crate::live::{State, effect, flag, live, maybe, yes_no};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{Toasts, empty, error_summary, failure, page, skeleton, submit};

pub fn year(here: Here) -> AnyView {
    let t = classes();
    let path = YearPath {
        school: here.slug.clone(),
    };
    let (looking, advancing) = (Sending::new(), Sending::of("advance"));
    let plan: State<Option<YearPlan>> = State::new(None);
    let leaving: State<Vec<ClassId>> = State::new(Vec::new());
    let look_path = path.clone();
    let look = move || {
        let body = LeaversBody {
            leaving_classes: leaving.get_untracked(),
            leaving_students: Vec::new(),
        };
        looking.send::<YearPreview>(look_path.clone(), body, 0, move |found| plan.set(Some(found)));
    };
    look();
    // What was looked at is not so any more: it is looked at anew.
    let stale = State::new(false);
    let again = look.clone();
    effect(move |_| {
        let kind = advancing
            .failure
            .with(|failure| failure.as_ref().and_then(ApiError::kind));
        if matches!(kind, Some(ProblemKind::Stale | ProblemKind::WrongState)) {
            stale.set(true);
            advancing.failure.set(None);
            again();
        }
    });
    let understood = State::new(false);
    let (navigate, toasts, to) = (use_navigate(), Toasts::get(), here.path("classes"));
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(plan) = plan.get_untracked().filter(|_| understood.get_untracked()) else {
            return browser::focus_soon("understood".to_owned());
        };
        let ending = plan.leavers.len() + plan.parents.len();
        let body = AdvanceBody {
            to: plan.to,
            leaving_classes: leaving.get_untracked(),
            leaving_students: Vec::new(),
            ending: u32::try_from(ending).unwrap_or(u32::MAX),
        };
        let (navigate, to) = (navigate.clone(), to.clone());
        advancing.send::<YearAdvance>(path.clone(), body, plan.version, move |_| {
            toasts.say(classes().advanced);
            navigate(&to, NavigateOptions::default());
        });
    };
    let on_submit = StoredValue::new_local(on_submit);
    let retick = look.clone();
    let show = move || {
        let Some(found) = plan.get() else {
            let look = look.clone();
            return match looking.failure.get() {
                Some(error) => failure(&error, look),
                None => skeleton(3),
            };
        };
        if found.classes.is_empty() {
            return empty(t.year_empty, t.empty_hint, ().into_any());
        }
        let look = retick.clone();
        let tick = move |id: ClassId| {
            leaving.update(|leaving| match leaving.iter().position(|one| *one == id) {
                Some(index) => {
                    leaving.remove(index);
                }
                None => leaving.push(id),
            });
            understood.set(false);
            look();
        };
        let changed = stale
            .get()
            .then(|| view! { <p class="note" role="status">{t.year_changed}</p> });
        let early = is_early(&found).then(|| view! { <p class="note">{t.early}</p> });
        let rows: Vec<_> = found
            .classes
            .iter()
            .map(|class| row(class, leaving, tick.clone()))
            .collect();
        let unclassed =
            (found.unclassed > 0).then(|| view! { <p class="dim">{t.unclassed} " " {found.unclassed}</p> });
        view! {
            <form class="col" novalidate on:submit=move |ev| on_submit.with_value(|send| send(ev))>
                {changed}
                {early}
                <h2>{i18n::year(&found.to.to_string())}</h2>
                <ul class="cards" aria-label=t.list aria-busy=yes_no(move || looking.busy.get())>{rows}</ul>
                {unclassed}
                {named(t.leavers, &found.leavers)}
                {named(t.parents, &found.parents)}
                <label class="check">
                    <input id="understood" type="checkbox" prop:checked=understood.signal() on:change=move |ev| understood.set(event_target_checked(&ev)) />
                    {t.understood}
                </label>
                {error_summary(advancing, "advance-error")}
                <div>{submit(advancing.busy, t.advance.into(), general().sending)}</div>
            </form>
        }
        .into_any()
    };
    let below = view! { <p class="dim">{t.year_lead}</p> };
    let body = view! {
        {maybe(move || plan.with(Option::is_some).then(|| error_summary(looking, "look-error")))}
        <div class="narrow">{live(show)}</div>
    };
    page(
        t.next_year.to_owned(),
        back(here.path("classes"), t.back),
        below.into_any(),
        body.into_any(),
    )
}

/// Whether the present year has months to go.
fn is_early(plan: &YearPlan) -> bool {
    use chrono::Datelike;
    let Some(today) = dates::today(browser::now()) else {
        return false;
    };
    AcademicYear::of(today) == plan.from && !(5..=8).contains(&today.month())
}

fn row(class: &AdvancingClass, leaving: State<Vec<ClassId>>, tick: impl Fn(ClassId) + 'static) -> AnyView {
    let t = classes();
    let id = class.id;
    let next = match &class.next {
        Some(next) => view! { <span>{t.becomes} " " <b>{next.to_string()}</b></span> }.into_any(),
        None => view! { <span class="chip soon">{t.leaves}</span> }.into_any(),
    };
    let number = i18n::students_count(class.staying + class.leaving);
    let label = format!("{}: {}", t.tick, class.name);
    let last = class.name.next().is_none();
    let choice = (!last).then(|| {
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    aria-label=label
                    prop:checked=flag(move || leaving.with(|leaving| leaving.contains(&id)))
                    on:change=move |_| tick(id)
                />
                <small>{t.tick}</small>
            </label>
        }
    });
    view! {
        <li class="card row between wrap">
            <span><b class="big">{class.name.to_string()}</b> " " <small>{number}</small></span>
            {next}
            {choice}
        </li>
    }
    .into_any()
}

fn named(title: &'static str, people: &[MemberRef]) -> AnyView {
    let names: Vec<_> = people
        .iter()
        .map(|one| view! { <li>{one.name.clone()}</li> })
        .collect();
    let none = names
        .is_empty()
        .then(|| view! { <p class="dim">{classes().nobody}</p> });
    view! {
        <details class="card">
            <summary>{title} ": " {people.len()}</summary>
            {none}
            <ul class="plain">{names}</ul>
        </details>
    }
    .into_any()
}
