//! `/s/:school/consultations`: one's own bookings, and the lines in which one waits.

use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::consultations::{
    Booking, BookingScope, BookingState, BookingsQuery, ConsultationsList, Waiting, WaitingLeave,
    WaitingList, WaitingPath, WaitingQuery,
};
use podskazka_shared::page::Page;

use super::act::Acts;
use super::card;
use crate::browser;
use crate::i18n::{consultations, dates, lang};
use crate::live::{State, derived, effect, keyed, live, maybe, yes_no};
use crate::people::name;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::clock;
use crate::tickets::filter::Filters;
use crate::ui::{Icon, Toasts, button, empty, error_summary, icon, page, when};

/// How far back the past goes: half a year.
const PAST: Days = Days::new(184);

/// What needs an answer first, then by time.
fn order(item: &Booking) -> (u8, chrono::DateTime<chrono::Utc>) {
    let rank = match item.state {
        BookingState::Offered => 0,
        BookingState::Freed => 1,
        BookingState::Held
        | BookingState::Booked
        | BookingState::Arrived
        | BookingState::NoShow
        | BookingState::Cancelled
        | BookingState::Expired => 2,
    };
    (rank, item.starts_at)
}

fn coming(item: &Booking, today: NaiveDate) -> bool {
    let gone = matches!(item.state, BookingState::Cancelled | BookingState::Expired);
    !gone && dates::local_day(item.starts_at) >= today.to_string()
}

pub fn mine(here: Here) -> AnyView {
    let t = consultations();
    let filters = Filters::new();
    let named = filters.clone();
    let past = derived(move || named.get("when").as_deref() == Some("past"));
    let now = clock();
    let today = dates::today(browser::now()).unwrap_or_default();
    let school = here.school();
    let reading = read::<ConsultationsList>(move || {
        let past = past.get();
        let query = BookingsQuery {
            scope: Some(BookingScope::Mine),
            from: if past {
                today.checked_sub_days(PAST)
            } else {
                Some(today)
            },
            to: past.then_some(today),
            limit: Some(100),
            ..BookingsQuery::default()
        };
        Some((school.clone(), query))
    });
    let items = State::new(Vec::<Booking>::new());
    effect(move |_| {
        let Some(page) = reading.value.get() else { return };
        let past = past.get_untracked();
        let mut found = page.items;
        match past {
            true => {
                found.retain(|item| item.ends_at < browser::now() || !coming(item, today));
                found.reverse();
            }
            false => {
                found.retain(|item| coming(item, today));
                found.sort_by_key(order);
            }
        }
        items.set(found);
    });
    effect(move |first| {
        past.track();
        if !first {
            // The other list is not shown under this one's name.
            reading.value.set(None);
        }
    });
    let acts = Acts::new(&here, items);
    let book = here.path("consultations/new");
    let books = here.may(Action::ConsultationBook);
    let tabs = filters.tabs(t.filter, "when", vec![("", t.coming), ("past", t.past)]);
    let bar = {
        let book = book.clone();
        let new = books.then(|| view! { <a class="btn main" href=book>{icon(Icon::Plus)}{t.book}</a> });
        view! { <div class="row wrap between listed">{tabs} {new}</div> }
    };
    let list = when(reading, 3, move || {
        let book = book.clone();
        live(move || shown(acts, items, reading, now, past.get(), &book))
    });
    let lines = maybe(move || (!past.get()).then(|| lines(acts)));
    let body = view! { {lines} {list} };
    page(t.title.to_owned(), ().into_any(), bar.into_any(), body.into_any())
}

fn shown(
    acts: Acts,
    items: State<Vec<Booking>>,
    reading: Reading<Page<Booking>>,
    now: State<chrono::DateTime<chrono::Utc>>,
    past: bool,
    book: &str,
) -> AnyView {
    let t = consultations();
    let is_empty = derived(move || items.with(Vec::is_empty));
    let book = book.to_owned();
    live(move || match (is_empty.get(), past) {
        (true, true) => empty(t.empty_past, t.empty_past_hint, ().into_any()),
        (true, false) => {
            let new = view! { <a class="btn main" href=book.clone()>{t.book}</a> };
            empty(t.empty, t.empty_hint, new.into_any())
        }
        (false, _) => {
            let keys = move || items.with(|items| items.iter().map(|item| item.id.to_string()).collect());
            let row = move |key: String| {
                let find =
                    move || items.with(|items| items.iter().find(|item| item.id.to_string() == key).cloned());
                card::card(acts, derived(find), now)
            };
            view! {
                <ul class="cards" aria-label=t.list aria-busy=yes_no(move || reading.busy.get())>{keyed(keys, row)}</ul>
            }
            .into_any()
        }
    })
}

/// Where one waits for a free place.
fn lines(acts: Acts) -> AnyView {
    let school = acts.here.with_value(Here::school);
    let reading = read::<WaitingList>(move || {
        let query = WaitingQuery {
            limit: Some(100),
            ..WaitingQuery::default()
        };
        Some((school.clone(), query))
    });
    // Who takes what was offered waits no more.
    effect(move |first| {
        acts.track();
        if !first {
            reading.again();
        }
    });
    let sending = Sending::of("leave");
    let toasts = Toasts::get();
    let leave = move |line: &Waiting| {
        let path = WaitingPath {
            school: acts.here.with_value(|here| here.slug.clone()),
            waiting: line.id,
        };
        sending.send::<WaitingLeave>(path, (), line.version, move |_| {
            toasts.say(consultations().left);
            browser::focus_heading();
            reading.again();
        });
    };
    maybe(move || {
        let t = consultations();
        let page = reading.value.get()?;
        let row = |line: Waiting| {
            let topic = line.topic.map(|topic| format!(" · {}", topic.label(lang())));
            let since = dates::moment(line.created_at, browser::now());
            let text = name::short(&line.helper.name);
            view! {
                <li class="row between wrap card">
                    <span class="grow"><b>{text}</b><small>{since}{topic}</small></span>
                    {button("btn", t.leave.into_any(), move || leave(&line))}
                </li>
            }
            .into_any()
        };
        let rows: Vec<_> = page.items.into_iter().filter(|line| line.mine).map(row).collect();
        (!rows.is_empty()).then(|| {
            view! {
                <section class="col tight listed">
                    <h2>{t.waiting}</h2>
                    {error_summary(sending, "leave-error")}
                    <ul class="cards lines">{rows}</ul>
                </section>
            }
        })
    })
}
