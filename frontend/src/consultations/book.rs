//! `/s/:school/consultations/new`: a time, then what it is about; with `?move=` another time for a booking.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::consultations::{
    Booking, BookingState, ConsultationsFind, ConsultationsMove, FreeSlot, MoveBody, SlotsList, SlotsQuery,
    WaitBody, WaitingCreate,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{BookingId, MemberId};
use podskazka_shared::people::MemberRef;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::schedules::{Entry, OnQuery, ScheduleLine, SchedulesInForce};
use podskazka_shared::tickets::Topic;

use super::choice::{Choice, TAKEN};
use super::{form, slots};
use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{consultations, dates};
use crate::live::{Derived, State, derived, effect, live, maybe, when_true, words};
use crate::people::name;
use crate::people::paged::{Paged, paged};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::Filters;
use crate::tickets::list::back;
use crate::ui::{Icon, Toasts, button, empty, error_summary, icon, page};

/// What the screen is made of.
#[derive(Clone)]
struct Desk {
    choice: Choice,
    filters: Filters,
    free: Paged<FreeSlot>,
    /// Who takes bookings at all.
    helpers: Derived<Vec<MemberRef>>,
    /// The booking that is moved.
    old: Reading<Booking>,
    moves: Derived<Option<BookingId>>,
    moving: Sending,
}

pub fn book(here: Here) -> AnyView {
    let t = consultations();
    let filters = Filters::new();
    let named = filters.clone();
    let helper = derived(move || named.get("helper").and_then(|id| id.parse::<MemberId>().ok()));
    let named = filters.clone();
    let moves = derived(move || named.get("move").and_then(|id| id.parse::<BookingId>().ok()));
    let place = here.clone();
    let old = read::<ConsultationsFind>(move || Some((super::path(&place, moves.get()?), Nothing {})));
    let choice = Choice::new(&here);
    // With a child one comes as a parent, and only to hours that are open to parents.
    let about = derived(move || match moves.with(Option::is_some) {
        true => old.value.with(|old| {
            old.as_ref()
                .and_then(|old| old.about.as_ref().map(|child| child.id))
        }),
        false => choice.about.with(|about| about.parse::<MemberId>().ok()),
    });
    let school = here.school();
    let ask = move || {
        let query = SlotsQuery {
            helper: helper.get(),
            about: about.get(),
            limit: Some(100),
            ..SlotsQuery::default()
        };
        Some((school.clone(), query))
    };
    let free = paged::<SlotsList, FreeSlot>(ask, |query, after| query.after = Some(after))
        .of(derived(move || (helper.get(), about.get())));
    let desk = Desk {
        choice,
        helpers: helpers(&here, free.items),
        filters: filters.clone(),
        free: free.clone(),
        old,
        moves,
        moving: Sending::of("move"),
    };
    watch_move(&desk);
    let named = filters.clone();
    let open = derived(move || {
        named.get("step").as_deref() == Some("form")
            && choice.slot.with(Option::is_some)
            && moves.with(Option::is_none)
    });
    // Back at the times: somebody else may have been there meanwhile.
    effect(move |first| {
        if !open.get() && !first {
            free.first.again();
            browser::focus_heading();
        }
    });
    let body = move || match open.get() {
        true => form::form(choice, untrack(|| desk.filters.with("step", ""))),
        false => times(&desk, helper),
    };
    let title = words(move || match moves.with(Option::is_some) {
        true => consultations().move_title,
        false => consultations().book_title,
    });
    let lead = move || {
        let lead = if moves.with(Option::is_some) {
            t.move_lead
        } else {
            t.book_lead
        };
        (!open.get()).then(|| view! { <p class="dim">{lead}</p> })
    };
    let above = back(here.path("consultations"), t.back);
    page(title, above, maybe(lead), live(body))
}

/// Who takes bookings: by the schedule that is in force, and by what is free.
fn helpers(here: &Here, free: State<Vec<FreeSlot>>) -> Derived<Vec<MemberRef>> {
    let school = here.school();
    let schedule = read::<SchedulesInForce>(move || Some((school.clone(), OnQuery::default())));
    // Who was seen stays, also when another is looked at.
    let seen = State::new(Vec::<MemberRef>::new());
    effect(move |_| {
        let found = free.with(|slots| slots.iter().map(|slot| slot.helper.clone()).collect::<Vec<_>>());
        seen.update(|seen| {
            for helper in found {
                if !seen.iter().any(|known| known.id == helper.id) {
                    seen.push(helper);
                }
            }
        });
    });
    let me = here.member.id;
    derived(move || {
        let takes = |line: &&ScheduleLine| line.hours.iter().any(|hours| hours.entry == Entry::Booking);
        let mut helpers: Vec<MemberRef> = schedule.value.with(|schedule| {
            let schedule = schedule.iter().filter_map(|found| found.schedule.as_ref());
            let lines = schedule.flat_map(|schedule| &schedule.lines);
            lines
                .filter(takes)
                .filter_map(|line| line.member.clone())
                .collect()
        });
        helpers.extend(seen.get());
        helpers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        helpers.dedup_by_key(|helper| helper.id);
        helpers.retain(|helper| helper.id != me);
        helpers
    })
}

/// The first step: with whom, and when.
fn times(desk: &Desk, helper: Derived<Option<MemberId>>) -> AnyView {
    let t = consultations();
    let (choice, moving, moves, old) = (desk.choice, desk.moving, desk.moves, desk.old);
    let filters = desk.filters.clone();
    let pick: slots::Pick = Arc::new(move |slot: FreeSlot| match moves.get_untracked() {
        Some(_) => shift(choice, moving, old, &slot),
        None => {
            choice.choose(slot);
            choice.lead.on(&untrack(|| filters.with("step", "form")));
        }
    });
    let now = browser::now();
    let pressed = pick.clone();
    let draw = move |free: &[FreeSlot]| slots::days(free, now, &pressed);
    let list = {
        let none = desk.clone();
        desk.free.clone().drawn(draw, move || nothing(&none, helper))
    };
    let instead = move || {
        let slots = choice.instead.get()?;
        let list = slots::days(&slots, browser::now(), &pick);
        Some(view! {
            <section class="card fresh" id=TAKEN tabindex="-1" role="alert">
                <h2>{if choice.is_free.get() { t.is_free } else { t.taken }}</h2>
                {list}
            </section>
        })
    };
    view! {
        {was(moves, old)}
        {error_summary(moving, "move-error")}
        {maybe(move || moving.busy.get().then(|| view! { <p class="note" role="status">{t.moving}</p> }))}
        {maybe(instead)}
        {whom(desk)}
        <section class="col" aria-label=t.times>{list}</section>
    }
    .into_any()
}

/// The soonest time, or one helper's.
fn whom(desk: &Desk) -> AnyView {
    let t = consultations();
    let (helpers, filters) = (desk.helpers, desk.filters.clone());
    maybe(move || {
        let helpers = helpers.get();
        let link = |(code, text): (String, String)| {
            let (href, state, mine) = (filters.clone(), filters.clone(), code.clone());
            let current = move || state.get("helper").unwrap_or_default() == mine;
            view! {
                <a class="pick" href=words(move || href.with("helper", &code)) aria-current=when_true("true", current)>
                    {text}
                </a>
            }
            .into_any()
        };
        let all = (String::new(), t.soonest.to_owned());
        let named = helpers
            .iter()
            .map(|helper| (helper.id.to_string(), name::short(&helper.name)));
        let links: Vec<_> = std::iter::once(all).chain(named).map(link).collect();
        (!helpers.is_empty()).then(|| view! { <nav class="picks" aria-label=t.whom>{links}</nav> })
    })
}

/// No free time: the line of the one who is asked for, or of any.
fn nothing(desk: &Desk, helper: Derived<Option<MemberId>>) -> AnyView {
    let t = consultations();
    let (desk, sending) = (desk.clone(), Sending::of("wait"));
    watch_free(desk.choice, sending, desk.free.first);
    live(move || {
        let wanted = helper.get();
        let known = desk.helpers.get().into_iter();
        let known: Vec<MemberRef> = known.filter(|who| wanted.is_none_or(|id| who.id == id)).collect();
        if known.is_empty() {
            let ask = desk.choice.here.with_value(|here| here.path("tickets/new"));
            let ask = view! { <a class="btn main" href=ask>{t.ask}</a> };
            return empty(t.none_nobody, t.none_nobody_hint, ask.into_any());
        }
        let one = known.len() == 1;
        let choice = desk.choice;
        let moves = desk.moves.with(Option::is_some);
        let line = move |who: MemberRef| {
            let label = match one {
                true => t.wait.to_owned(),
                false => format!("{}: {}", t.wait, name::short(&who.name)),
            };
            let class = if one { "btn main" } else { "btn" };
            button(class, label.into_any(), move || join(choice, sending, who.id))
        };
        let lines: Vec<_> = known.into_iter().filter(|_| !moves).map(line).collect();
        let act = view! { {error_summary(sending, "wait-error")} <div class="row wrap tight">{lines}</div> };
        empty(t.none, if moves { "" } else { t.none_hint }, act.into_any())
    })
}

/// Whoever wanted to wait where there is a free time sees it.
fn watch_free<T: Clone + Send + Sync>(choice: Choice, sending: Sending, free: Reading<T>) {
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::SlotsFree
        {
            sending.failure.set(None);
            choice.is_free.set(true);
            choice.instead.set(Some(problem.slots));
            browser::focus_soon(TAKEN.to_owned());
            free.again();
        }
    });
}

/// Joins the line in one tap, with what was typed before, if anything was.
fn join(choice: Choice, sending: Sending, helper: MemberId) {
    let here = choice.here.get_value();
    let body = WaitBody {
        helper,
        about: choice.child(),
        topic: choice.topic().unwrap_or(Topic::Other),
        question: choice.question(),
    };
    let toasts = Toasts::get();
    sending.send::<WaitingCreate>(here.school(), body, 0, move |_| {
        toasts.say(consultations().waiting_joined);
        choice.lead.over(&here.path("consultations"));
    });
}

/// Moves the booking to the time that was pressed.
fn shift(choice: Choice, moving: Sending, old: Reading<Booking>, slot: &FreeSlot) {
    let Some(booking) = old.value.get_untracked() else {
        return;
    };
    let here = choice.here.get_value();
    let body = MoveBody {
        helper: slot.helper.id,
        starts_at: slot.starts_at,
    };
    let toasts = Toasts::get();
    let path = super::path(&here, booking.id);
    moving.send::<ConsultationsMove>(path, body, booking.version, move |_| {
        toasts.say(consultations().moved);
        choice.lead.over(&here.path("consultations"));
    });
}

/// A move that came too late shows the booking as it is, or what is free instead.
fn watch_move(desk: &Desk) {
    let (choice, moving, old, free) = (desk.choice, desk.moving, desk.old, desk.free.first);
    effect(move |_| {
        let Some(ApiError::Problem(problem)) = moving.failure.get() else {
            return;
        };
        if problem.kind == ProblemKind::Stale {
            match problem.current.and_then(api::read::<Booking>) {
                Some(current) => old.value.set(Some(current)),
                None => old.again(),
            }
        } else if problem.kind == ProblemKind::SlotTaken {
            moving.failure.set(None);
            choice.is_free.set(false);
            choice.instead.set(Some(problem.slots));
            browser::focus_soon(TAKEN.to_owned());
            free.again();
        }
    });
}

/// What is moved.
fn was(moves: Derived<Option<BookingId>>, old: Reading<Booking>) -> AnyView {
    let t = consultations();
    maybe(move || {
        moves.get()?;
        if let (None, Some(error)) = (old.value.with(Option::is_some).then_some(()), old.failure.get()) {
            return Some(crate::ui::failure(&error, move || old.again()));
        }
        let booking = old.value.get()?;
        let when = dates::span(booking.starts_at, booking.ends_at, browser::now());
        let label = if booking.state == BookingState::Freed {
            t.freed_hint
        } else {
            t.move_was
        };
        Some(
            view! {
                <div class="card now">
                    {icon(Icon::Clock)}
                    <div class="grow"><small>{label}</small><b>{when}" · "{name::short(&booking.helper.name)}</b></div>
                </div>
            }
            .into_any(),
        )
    })
}
