//! `/s/:school/report`: is the desk keeping its promises, period by period?

pub mod chart;
mod figures;
mod tables;

use chrono::NaiveDate;
use leptos::prelude::*;
use podskazka_shared::endpoint::address;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::reports::{Behind, PeriodKind, Report, ReportCsv, ReportFind, ReportQuery, ReportXlsx};
use podskazka_shared::tickets::TicketsList;

use crate::browser;
use crate::conduct::statistics::statistics;
use crate::feedback::{comments, own};
use crate::files::shown::save_link;
use crate::i18n::{dates, lang, reports as texts};
use crate::live::{derived, live, maybe};
use crate::reading::read;
use crate::session::Here;
use crate::tickets::filter::{Filters, code};
use crate::ui::{Icon, button, empty, icon, page, when};

pub fn report(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    // What cannot be read in the address is refused like a day that has not come.
    let query = derived(move || {
        let from = wanted.get("from").map(|day| code::<NaiveDate>(Some(&day)));
        let unread = from == Some(None);
        let period = code::<PeriodKind>(wanted.get("period").as_deref());
        let query = ReportQuery {
            period,
            from: from.flatten(),
        };
        (!unread).then_some(query)
    });
    let school = here.school();
    let reading = read::<ReportFind>(move || Some((school.clone(), query.get()?)));
    let refused = derived(move || {
        let invalid = |failure: &Option<crate::api::ApiError>| {
            failure.as_ref().and_then(crate::api::ApiError::kind) == Some(ProblemKind::Invalid)
        };
        query.with(Option::is_none) || reading.failure.with(invalid)
    });
    let kinds = PeriodKind::ALL
        .into_iter()
        .map(|kind| match kind == PeriodKind::default() {
            true => ("", kind.label(lang())),
            false => (kind.code(), kind.label(lang())),
        })
        .collect();
    let place = here.clone();
    let files = move || {
        let school = place.school();
        let query = query.get()?;
        let csv = address::<ReportCsv>(&school, &query);
        let xlsx = address::<ReportXlsx>(&school, &query);
        Some(view! {
            {save_link(csv, "report.csv".to_owned(), "btn", "CSV")}
            {save_link(xlsx, "report.xlsx".to_owned(), "btn", "XLSX")}
        })
    };
    let below = view! {
        <div class="row between wrap noprint">
            {filters.tabs(t.period, "period", kinds)}
            <div class="row tight wrap">
                {button("btn", view! { {icon(Icon::Print)}{t.print} }.into_any(), || { let _ = window().print(); })}
                {maybe(files)}
            </div>
        </div>
    };
    let reads_all = here.may(podskazka_shared::access::Action::FeedbackRead);
    let body = live(move || {
        if refused.get() {
            let back = view! { <a class="btn" href=here.path("report")>{t.to_current}</a> };
            return view! { <div role="alert">{empty(t.no_period, t.no_period_hint, back.into_any())}</div> }
                .into_any();
        }
        let (place, turned) = (here.clone(), filters.clone());
        let found = when(reading, 3, move || {
            let (here, filters) = (place.clone(), turned.clone());
            maybe(move || reading.value.get().map(|found| shown(&here, &filters, &found)))
        });
        let (place, narrowed) = (here.clone(), filters.clone());
        let days = derived(move || {
            reading
                .value
                .with(|found| found.as_ref().map(|found| (found.from, found.to)))
        });
        // What has not changed is not to draw the comments anew.
        let said = move || {
            let (from, to) = days.get().filter(|_| reads_all)?;
            Some(comments::comments(&place, &narrowed, (Some(from), Some(to))))
        };
        view! { {found} {own::own(&here, reads_all)} {maybe(said)} }.into_any()
    });
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

/// Where the list behind a figure stands.
fn list(here: &Here, found: &Report, figure: Behind) -> String {
    let query = found.behind(figure);
    let address = address::<TicketsList>(&here.school(), &query);
    let asked = address.split_once('?').map_or("", |(_, asked)| asked);
    let status = match query.status {
        Some(_) => "",
        None => "&status=any",
    };
    here.path(&format!("queue?scope=all{status}&{asked}"))
}

/// A number that opens its list; nothing is opened by none.
fn opens(here: &Here, found: &Report, figure: Behind, number: u64) -> AnyView {
    match number {
        0 => view! { <span class="n">"0"</span> }.into_any(),
        n => view! { <a class="n" href=list(here, found, figure)>{n}</a> }.into_any(),
    }
}

fn days(from: NaiveDate, to: NaiveDate) -> String {
    format!("{} – {}", dates::date(from), dates::date(to))
}

fn shown(here: &Here, filters: &Filters, found: &Report) -> AnyView {
    let t = texts();
    let lead = match &found.own_work {
        Some(_) => t.lead_own,
        None => t.lead,
    };
    let name = match found.period {
        PeriodKind::Month => dates::month(found.from),
        PeriodKind::Week | PeriodKind::Quarter | PeriodKind::HalfYear | PeriodKind::Year => {
            days(found.from, found.to)
        }
    };
    let (earlier, later) = (found.before.from, found.to.succ_opt());
    let today = dates::today(found.at);
    let later = later.filter(|later| today.is_some_and(|today| *later <= today));
    let turn = |day: NaiveDate| {
        let filters = filters.clone();
        untrack(move || filters.with("from", &day.to_string()))
    };
    let later = match later {
        Some(day) => view! { <a class="btn small" href=turn(day)>{t.next}" →"</a> }.into_any(),
        None => view! { <small class="dim">{t.runs}</small> }.into_any(),
    };
    let empty_period = (found.figures.filed == 0).then(|| empty(t.empty, t.empty_hint, ().into_any()));
    let rest = (found.figures.filed > 0 || !found.helpers.is_empty()).then(|| {
        view! {
            {figures::course(here, found)}
            <div class="sheets">
                {tables::topics(here, found)}
                {tables::channels(here, found)}
            </div>
            {figures::hours(here, found)}
            {tables::helpers(here, found)}
            <div class="sheets">
                {tables::repeats(here, found)}
                {tables::ratings(filters, found)}
            </div>
        }
    });
    view! {
        <div class="onpaper">
            <p><b>{here.member.school.name.clone()}</b></p>
            <p>{t.printed} " " {dates::exact(browser::now())}</p>
        </div>
        <div class="row between wrap">
            <h2 class="period">{name}</h2>
            <nav class="row tight noprint" aria-label=t.turn>
                <a class="btn small" href=turn(earlier)>"← "{t.previous}</a>
                {later}
            </nav>
        </div>
        <p class="dim">{lead} ". " {t.compared} " " {days(found.before.from, found.before.to)}</p>
        {figures::cards(here, found)}
        {empty_period}
        {rest}
        {found.conduct.as_ref().map(statistics)}
        <details class="noprint">
            <summary class="link">{t.how}</summary>
            <div class="col tight">
                <p>{t.how_periods}</p>
                <p>{t.how_counted}</p>
                <p>{t.how_times}</p>
            </div>
        </details>
    }
    .into_any()
}
