//! `/s/:school/conduct`: what waits for one's decision, what one decided, what one reported.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::conduct::{ConductList, ConductQuery, ConductSummary};

use crate::browser;
use crate::i18n::{conduct as texts, dates, lang};
use crate::live::{Derived, derived, maybe};
use crate::people::name;
use crate::people::paged::paged;
use crate::session::Here;
use crate::tickets::filter::Filters;
use crate::ui::{empty, page};

pub fn list(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let decides = here.may(Action::ConductDecide);
    let first = if decides { "" } else { "mine" };
    let wanted = filters.clone();
    let shown = derived(move || match wanted.get("show") {
        Some(shown) if decides => shown,
        Some(_) | None => first.to_owned(),
    });
    let query = derived(move || ConductQuery {
        mine: Some(shown.with(|shown| shown == "mine")),
        decided: shown.with(|shown| match shown.as_str() {
            "mine" => None,
            "decided" => Some(true),
            _ => Some(false),
        }),
        limit: Some(50),
        after: None,
    });
    let school = here.school();
    let pages = paged::<ConductList, ConductSummary>(
        move || Some((school.clone(), query.get())),
        |query, after| query.after = Some(after),
    )
    .of(query);
    let tabs = decides.then(|| {
        let tabs = vec![("", t.to_decide), ("decided", t.decided_many), ("mine", t.mine)];
        filters.tabs(t.which, "show", tabs)
    });
    let none = move || match shown.get().as_str() {
        "mine" => empty(t.none_mine, t.none_mine_hint, ().into_any()),
        "decided" => empty(t.none_decided, "", ().into_any()),
        _ => empty(t.none_to_decide, "", ().into_any()),
    };
    let told = here.path("conduct/told");
    let row = move |item: Derived<Option<ConductSummary>>| {
        let here = here.clone();
        maybe(move || item.get().map(|report| card(&here, &report)))
    };
    let list = pages.kept((t.title, "cards"), |item| item.id.to_string(), row, none);
    let body = view! {
        <div class="col narrow">
            {tabs}
            {list}
            <p><a href=told>{t.told}</a></p>
        </div>
    };
    let below = view! { <p class="dim">{t.lead}</p> };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn card(here: &Here, report: &ConductSummary) -> AnyView {
    let (t, now) = (texts(), browser::now());
    let href = here.path(&format!("conduct/{}", report.id));
    let open = report.state != podskazka_shared::conduct::ConductState::Decided;
    let due = open.then(|| {
        let late = (report.due_at < now).then(|| format!(" – {}", t.late));
        view! { <small class:late=report.due_at < now>{t.due}" "{dates::until(report.due_at, now)}{late}</small> }
    });
    let stopped = report
        .stopped
        .then(|| view! { <span class="chip plain">{t.stopped}</span> });
    view! {
        <li class="card col tight">
            <h2><a href=href>{name::short(&report.reported.name)}</a></h2>
            <p class="row wrap tight">
                <span class="chip plain">{report.state.label(lang())}</span>
                {stopped}
            </p>
            <small>
                {report.kind.label(lang())}" · "{t.who_reports}" "{name::short(&report.reporter.name)}" · "
                {dates::moment(report.filed_at, now)}
            </small>
            {due}
        </li>
    }
    .into_any()
}
