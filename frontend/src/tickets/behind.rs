//! The list behind a figure of the report: its filters stand in the address, and are told above the list.

use leptos::prelude::*;
use podskazka_shared::tickets::{TicketOrder, TicketsQuery};

use super::filter::{Filters, code};
use crate::i18n::{self, dates, lang, reports};
use crate::live::{Derived, live};
use crate::session::Here;

/// The scope that leaves out none of what one may read.
pub const ALL: &str = "all";

/// What the address asks for.
pub fn query_of(filters: &Filters) -> TicketsQuery {
    let get = |name| filters.get(name);
    TicketsQuery {
        status: code(get("status").as_deref()),
        topic: code(get("topic").as_deref()),
        channel: code(get("channel").as_deref()),
        filed_from: code(get("filed_from").as_deref()),
        filed_to: code(get("filed_to").as_deref()),
        weekday: code(get("weekday").as_deref()),
        hour: get("hour").and_then(|hour| hour.parse().ok()),
        considered: code(get("considered").as_deref()),
        answered: code(get("answered").as_deref()),
        helper: code(get("helper").as_deref()),
        work: code(get("work").as_deref()),
        repeat: code(get("repeat").as_deref()),
        order: Some(TicketOrder::Due),
        ..TicketsQuery::default()
    }
}

fn told(query: &TicketsQuery) -> String {
    let t = reports();
    let lang = lang();
    let filed = match (query.filed_from, query.filed_to) {
        (Some(from), Some(to)) if from == to => Some(format!("{} {}", t.behind_filed, dates::date(from))),
        (Some(from), Some(to)) => Some(format!(
            "{} {} – {}",
            t.behind_filed,
            dates::date(from),
            dates::date(to)
        )),
        _ => None,
    };
    let hour = query.hour.map(|hour| format!("{hour}:00–{hour}:59"));
    let considered = query.considered;
    let answered = query.answered;
    let parts = [
        filed,
        query.weekday.map(|day| i18n::day_name(day).to_owned()),
        hour,
        query.topic.map(|topic| topic.label(lang).to_owned()),
        query.channel.map(|channel| channel.label(lang).to_owned()),
        considered.map(|kept| format!("{} {}", t.behind_considered, kept.label(lang))),
        answered.map(|kept| format!("{} {}", t.behind_answered, kept.label(lang))),
        query.work.map(|work| work.label(lang).to_owned()),
        query.repeat.map(|repeat| repeat.label(lang).to_owned()),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What was chosen in the report, and the way to the whole queue.
pub fn chosen(here: &Here, query: Derived<TicketsQuery>) -> AnyView {
    let t = reports();
    let (queue, report) = (here.path("queue"), here.path("report"));
    let what = live(move || query.with(told));
    view! {
        <div class="note">
            <p><b>{t.behind}</b></p>
            <p>{what}</p>
            <p class="row wrap tight">
                <a class="btn small" href=report>"← "{t.title}</a>
                <a class="btn small" href=queue>{t.behind_off}</a>
            </p>
        </div>
    }
    .into_any()
}
