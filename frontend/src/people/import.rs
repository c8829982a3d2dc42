//! `/s/:school/people/import`: a file of people, looked at before it is applied.

use std::time::Duration;

use leptos::prelude::*;
use podskazka_shared::people::imports::{
    ApplyBody, Import, ImportBody, ImportPath, ImportState, ImportsApply, ImportsCreate, ImportsFind,
    Progress,
};
use podskazka_shared::problem::ProblemKind;

use super::import_rows;
use crate::api::{self, ApiError};
use crate::browser;
use crate::drafts::Draft;
use crate::i18n::{end_missing, losing, people};
use crate::live::{State, derived, effect, maybe, spawn};
use crate::schedules::check;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, button, error_summary, page, submit, table_file};

/// The most bytes of a file.
const MAX_FILE: f64 = 4.0 * 1024.0 * 1024.0;
const HEADING: &str = "outcome";

/// The table as the person gave it: text, or name and content in base64.
#[derive(Debug, Clone, Copy)]
struct Table {
    text: State<String>,
    file: State<Option<(String, String)>>,
}

pub fn import(here: Here) -> AnyView {
    let t = people();
    let draft = Draft::of(here.me.id, &here.slug, "people");
    let table = Table {
        text: State::new(draft.read()),
        file: State::new(None),
    };
    let keep = draft.clone();
    effect(move |_| table.text.with(|text| keep.keep(text)));
    let looking = Sending::new();
    let found: State<Option<Import>> = State::new(None);
    // What was understood belongs to one table only.
    effect(move |first| {
        table.text.track();
        table.file.track();
        if !first {
            found.set(None);
            looking.failure.set(None);
        }
    });
    let school = here.school();
    let on_look = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let file = table.file.get_untracked().map(|(_, base64)| base64);
        let text = table.text.get_untracked();
        let body = ImportBody {
            text: Some(text).filter(|text| file.is_none() && !text.trim().is_empty()),
            file,
        };
        looking.send::<ImportsCreate>(school.clone(), body, 0, move |import| {
            found.set(Some(import));
            browser::focus_soon(HEADING.to_owned());
        });
    };
    let field = Field {
        pointer: "/text",
        label: t.paste,
        hint: t.paste_hint,
        sending: looking,
    };
    let paste = move || {
        let typed = table.file.with(Option::is_none);
        typed.then(|| area_field(field, t.paste_placeholder.into(), table.text))
    };
    let outcome_of = here.clone();
    // Drawn once for a file: what is ticked and told stays while its numbers change.
    let shown = derived(move || found.with(|found| found.as_ref().map(|found| found.id)));
    let outcome = move || {
        let id = shown.get()?;
        let path = ImportPath {
            school: outcome_of.slug.clone(),
            import: id,
        };
        let draft = draft.clone();
        let done = move || draft.forget();
        Some(outcome(path, found, table, done))
    };
    let body = view! {
        <form class="col narrow" novalidate on:submit=on_look>
            <details class="card">
                <summary>{t.columns}</summary>
                <p>{t.columns_text}</p>
            </details>
            {maybe(paste)}
            {table_file(table.file, MAX_FILE, t.file_hint, t.file_too_large)}
            {check::errors(looking)}
            <div>{submit(looking.busy, t.look.into(), t.looking)}</div>
        </form>
        {maybe(outcome)}
    };
    let below = view! { <p class="dim">{t.import_lead}</p> };
    page(
        t.import_title.to_owned(),
        back(here.path("people"), t.back),
        below.into_any(),
        body.into_any(),
    )
}

/// What the file would do, and the way to do it.
fn outcome(
    path: ImportPath,
    found: State<Option<Import>>,
    table: Table,
    done: impl Fn() + Clone + Send + 'static,
) -> AnyView {
    let t = people();
    let applying = Sending::of("apply");
    let ends = State::new(false);
    let told_again = State::new(false);
    // What it would do has changed: the new numbers are shown, and nothing was done.
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = applying.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(api::read::<Import>)
        {
            let again = current.state != ImportState::Done;
            told_again.set(again);
            found.set(Some(current));
            applying.failure.set(None);
        }
    });
    let figure = |label: &'static str, number: u32| {
        view! { <div class="card figure"><b>{number}</b><small>{label}</small></div> }.into_any()
    };
    let figures = move || {
        let import = found.get()?;
        let counts = import.counts;
        let list = |label: &'static str, items: Vec<String>| {
            (!items.is_empty()).then(|| view! { <p><b>{label}</b> " " {items.join(", ")}</p> })
        };
        let classes = import.new_classes.iter().map(ToString::to_string).collect();
        Some(view! {
            <div class="figures">
                {figure(t.create, counts.create)}
                {figure(t.change, counts.change)}
                {figure(t.same, counts.unchanged)}
                {figure(t.missing, counts.missing)}
            </div>
            {(counts.losing > 0).then(|| view! { <p class="note">{losing(counts.losing)}</p> })}
            {list(t.new_classes, classes)}
            {list(t.ignored, import.ignored.clone())}
        })
    };
    let changed = move || {
        let changed = told_again.get();
        changed.then(|| view! { <p class="note" role="status">{t.changed_since}</p> })
    };
    let apply_path = path.clone();
    let toasts = Toasts::get();
    let apply = move || {
        let Some(import) = found.get_untracked() else {
            return;
        };
        let body = ApplyBody {
            end_missing: ends.get_untracked().then_some(import.counts.missing),
        };
        let done = done.clone();
        told_again.set(false);
        applying.send::<ImportsApply>(apply_path.clone(), body, import.version, move |import| {
            done();
            toasts.say(people().applied);
            found.set(Some(import));
            browser::focus_soon(HEADING.to_owned());
        });
    };
    let watched = path.clone();
    let step = progress(watched, applying.busy);
    let act = move || {
        let import = found.get()?;
        if import.state == ImportState::Done {
            let again = move || {
                table.file.set(None);
                table.text.set(String::new());
                found.set(None);
            };
            return Some(
                view! { <p class="known">{t.applied}</p> <div>{button("btn", t.again.into_any(), again)}</div> }
                    .into_any(),
            );
        }
        let counts = import.counts;
        let nothing = counts.create + counts.change == 0;
        let missing = (counts.missing > 0).then(|| {
            view! {
                <label class="check">
                    <input type="checkbox" prop:checked=ends.signal() on:change=move |ev| ends.set(event_target_checked(&ev)) />
                    {end_missing(counts.missing)}
                </label>
            }
        });
        let note = nothing.then(|| view! { <p class="known">{t.nothing}</p> });
        let apply = apply.clone();
        let press = move |ev: web_sys::SubmitEvent| {
            ev.prevent_default();
            apply();
        };
        let offered = (!nothing || counts.missing > 0)
            .then(|| view! { <div>{submit(applying.busy, t.apply.into(), t.applying)}</div> });
        Some(
            view! {
                <form class="col" novalidate on:submit=press>
                    {note}
                    {missing}
                    {offered}
                </form>
            }
            .into_any(),
        )
    };
    let rows = import_rows::rows(&path, found);
    view! {
        <section class="col narrow">
            <h2 id=HEADING tabindex="-1">{t.outcome}</h2>
            {maybe(changed)}
            {maybe(figures)}
            {error_summary(applying, "apply-error")}
            {maybe(act)}
            {step}
            {rows}
        </section>
    }
    .into_any()
}

/// A bar that follows the import while it is applied.
fn progress(path: ImportPath, busy: State<bool>) -> AnyView {
    let t = people();
    let now: State<Option<Progress>> = State::new(None);
    effect(move |_| {
        if !busy.get() {
            return now.set(None);
        }
        let path = path.clone();
        let ask = move || {
            let path = path.clone();
            spawn(async move {
                let answer = api::ask::<ImportsFind>(&path, &podskazka_shared::endpoint::Nothing {}).await;
                if let Ok(import) = answer
                    && import.progress.is_some()
                {
                    now.try_set(import.progress);
                }
            });
        };
        if let Ok(timer) = set_interval_with_handle(ask, Duration::from_millis(400)) {
            on_cleanup(move || timer.clear());
        }
    });
    maybe(move || {
        let busy = busy.get();
        let step = now.get();
        busy.then(|| {
            let (done, total) = step.map_or((0, 1), |step| (step.done, step.total.max(1)));
            view! {
                <div class="field">
                    <label for="import-progress">{t.progress}</label>
                    <progress id="import-progress" max=total.to_string() value=done.to_string()></progress>
                </div>
            }
        })
    })
}
