//! The second step of booking: what it is about, while the time is kept.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::consultations::{BookBody, ConsultationsBook, FreeSlot};
use podskazka_shared::tickets::{RequesterGroup, Topic};

use super::choice::{CHOSEN, Choice, Kept, TAKEN, draft};
use super::slots;
use crate::browser;
use crate::i18n::{self, consultations, dates, error_text, general, lang};
use crate::live::{derived, live, maybe};
use crate::people::name;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::new::groups;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, choices, error_summary, submit};

fn field(sending: Sending, pointer: &'static str, label: &'static str, hint: &'static str) -> Field {
    Field {
        pointer,
        label,
        hint,
        sending,
    }
}

/// The form; `times` leads back to all free times.
pub fn form(choice: Choice, times: String) -> AnyView {
    let t = consultations();
    browser::focus_soon(CHOSEN.to_owned());
    let toasts = Toasts::get();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(slot) = choice.slot.get_untracked() else {
            return;
        };
        let Some(topic) = choice.topic() else {
            let missing = FieldError::new("/topic", FieldErrorKind::Required);
            return choice.sending.refuse(vec![missing]);
        };
        let body = BookBody {
            helper: slot.helper.id,
            starts_at: slot.starts_at,
            about: choice.child(),
            topic,
            question: choice.question(),
            mode: choice.mode().filter(|mode| slot.modes.contains(mode)),
        };
        let here = choice.here.get_value();
        choice
            .sending
            .send::<ConsultationsBook>(here.school(), body, 0, move |_| {
                draft(&here).forget();
                toasts.say(consultations().booked);
                choice.lead.over(&here.path("consultations"));
            });
    };
    let topics = Signal::derive(move || {
        let group = match choice.about.with(String::is_empty) {
            false => RequesterGroup::Parent,
            true => own_group(choice),
        };
        let topics = Topic::of(group).into_iter();
        topics
            .map(|topic| (topic.code().to_owned(), topic.label(lang()).to_owned()))
            .collect()
    });
    let open = derived(move || choice.instead.with(Option::is_none));
    let send = move || {
        open.get()
            .then(|| view! { <div class="row wrap">{submit(choice.sending.busy, t.book.into(), general().sending)}</div> })
    };
    // It is tried again while somebody types: that must not take the focus out of what they type.
    let unheld = move || {
        let error = choice.holding.failure.get()?;
        Some(view! { <p class="note" role="status">{error_text(&error)}</p> })
    };
    view! {
        <form class="col narrow" novalidate on:submit=on_submit>
            {chosen(choice, times.clone())}
            {taken(choice, times)}
            {maybe(unheld)}
            {error_summary(choice.sending, "book-error")}
            {about(choice)}
            {choices(field(choice.sending, "/topic", t.topic, ""), topics, choice.topic)}
            {area_field(field(choice.sending, "/question", t.question, t.question_hint), "".into(), choice.question)}
            {mode(choice)}
            {maybe(send)}
        </form>
    }
    .into_any()
}

fn own_group(choice: Choice) -> RequesterGroup {
    choice.here.with_value(|here: &Here| {
        let first = groups(&here.member.roles).first().copied();
        first.unwrap_or(RequesterGroup::Staff)
    })
}

/// The chosen time, how long it is kept, and the way to another.
fn chosen(choice: Choice, times: String) -> AnyView {
    let t = consultations();
    let content = move || {
        let slot = choice.slot.get()?;
        let now = browser::now();
        let text = [name::short(&slot.helper.name), slots::facts(&slot)];
        let text: Vec<String> = text.into_iter().filter(|text| !text.is_empty()).collect();
        Some(view! {
            <h2 class="first-up" title=dates::exact(slot.starts_at)>{dates::long_day(slot.starts_at, now)}</h2>
            <p class="big t">{dates::time(slot.starts_at)}"–"{dates::time(slot.ends_at)}</p>
            <small>{text.join(" · ")}</small>
        })
    };
    let kept = move || match (choice.instead.with(Option::is_some), choice.kept.get()) {
        (true, _) | (_, Kept::Over) => ().into_any(),
        (false, Kept::No) if !choice.holding.busy.get() => ().into_any(),
        (false, Kept::No) => view! { <small>{t.hold_start}</small> }.into_any(),
        (false, Kept::For(minutes)) => view! { <small>{i18n::hold_left(minutes)}</small> }.into_any(),
    };
    // Only what calls for attention is read out, not every minute.
    let over = move || {
        let over = choice.kept.get() == Kept::Over && choice.instead.with(Option::is_none);
        over.then(|| view! { <p class="note">{t.hold_over}</p> })
    };
    view! {
        <section class="card now chosen" id=CHOSEN tabindex="-1" aria-label=t.step>
            <div class="grow">{maybe(content)}</div>
            <a class="btn" href=times>{t.other_time}</a>
            {live(kept)}
        </section>
        <div role="status">{maybe(over)}</div>
    }
    .into_any()
}

/// Somebody was faster: the next free times, and everything typed stays.
fn taken(choice: Choice, times: String) -> AnyView {
    let t = consultations();
    maybe(move || {
        let slots = choice.instead.get()?;
        let pick: slots::Pick = Arc::new(move |slot: FreeSlot| choice.choose(slot));
        let hint = if slots.is_empty() {
            t.taken_none
        } else {
            t.taken_hint
        };
        let list = (!slots.is_empty()).then(|| slots::days(&slots, browser::now(), &pick));
        Some(view! {
            <section class="card fresh" id=TAKEN tabindex="-1" role="alert">
                <h2>{t.taken}</h2>
                <p>{hint}</p>
                {list}
                <p><a href=times.clone()>{t.all_times}</a></p>
            </section>
        })
    })
}

/// For oneself, or for one's child.
fn about(choice: Choice) -> AnyView {
    let t = consultations();
    let children = choice.here.with_value(|here| here.member.children.clone());
    if children.is_empty() {
        return ().into_any();
    }
    let child = |child: &podskazka_shared::people::Child| {
        let class = child.class.as_ref().map(|class| format!(" · {class}"));
        let name = name::short(&child.name);
        (
            child.id.to_string(),
            format!("{name}{}", class.unwrap_or_default()),
        )
    };
    let me = (String::new(), t.about_me.to_owned());
    let options: Vec<_> = children.iter().map(child).chain([me]).collect();
    choices(
        field(choice.sending, "/about", t.about, t.about_hint),
        Signal::stored(options),
        choice.about,
    )
}

/// How to meet, where there is a choice.
fn mode(choice: Choice) -> AnyView {
    let modes = derived(move || {
        let modes = choice
            .slot
            .with(|slot| slot.as_ref().map(|slot| slot.modes.clone()));
        modes.unwrap_or_default()
    });
    maybe(move || {
        let modes = modes.get();
        let named = |mode: &podskazka_shared::schedules::Mode| {
            (mode.code().to_owned(), mode.label(lang()).to_owned())
        };
        let options: Vec<_> = modes.iter().map(named).collect();
        (options.len() > 1).then(|| {
            let field = field(choice.sending, "/mode", consultations().mode, "");
            choices(field, Signal::stored(options), choice.mode)
        })
    })
}
