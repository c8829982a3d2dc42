//! The requester's mark: five stars and a word.

use leptos::prelude::*;
use podskazka_shared::feedback::{RatingBody, Reason, TicketsRating};

use super::view::Open;
use crate::drafts::Draft;
use crate::i18n::{self, dates, general, lang, tickets};
use crate::live::{State, derived, effect, flag, live, maybe, words};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, error_summary, submit};

pub fn rating(here: &Here, open: Open) -> AnyView {
    let t = tickets();
    let given = derived(move || {
        open.reading
            .value
            .with(|ticket| ticket.as_ref().and_then(|t| t.rating.clone()))
    });
    let path = open.path.get_value();
    let draft = Draft::of(here.me.id, &here.slug, &format!("rating/{}", path.ticket));
    let (stars, reasons, comment) = given.with_untracked(|rating| match rating {
        Some(rating) => (
            rating.stars,
            rating.reasons.clone(),
            rating.comment.clone().unwrap_or_default(),
        ),
        None => (0, Vec::new(), draft.read()),
    });
    let (stars, reasons, comment) = (State::new(stars), State::new(reasons), State::new(comment));
    let keep = draft.clone();
    effect(move |first| {
        let text = comment.get();
        if !first {
            keep.keep(&text);
        }
    });
    let sending = Sending::new();
    let toasts = Toasts::get();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let body = RatingBody {
            stars: stars.get_untracked(),
            reasons: reasons.get_untracked(),
            comment: Some(comment.get_untracked().trim().to_owned()).filter(|c| !c.is_empty()),
        };
        let draft = draft.clone();
        sending.send::<TicketsRating>(path.clone(), body, 0, move |_| {
            draft.forget();
            toasts.say(tickets().rated);
            open.reading.again();
        });
    };
    let star = move |(n, name): (u8, &'static str)| {
        let lit = flag(move || stars.get() >= n);
        view! {
            <label class:lit=lit title=name>
                <input
                    type="radio"
                    name="stars"
                    prop:checked=flag(move || stars.get() == n)
                    on:change=move |_| {
                        stars.set(n);
                        // What praised does not explain a bad mark.
                        reasons.update(|reasons| reasons.retain(|reason| reason.explains(n)));
                    }
                />
                <svg viewBox="0 0 24 24" aria-hidden="true">
                    <path d="M12 3.5l2.6 5.4 5.9.8-4.3 4.1 1 5.9-5.2-2.8-5.2 2.8 1-5.9-4.3-4.1 5.9-.8z"></path>
                </svg>
                <span class="sr">{name}</span>
            </label>
        }
        .into_any()
    };
    let names = [
        (1, t.star_1),
        (2, t.star_2),
        (3, t.star_3),
        (4, t.star_4),
        (5, t.star_5),
    ];
    let reason = move |one: Reason| {
        let turn = move |_| {
            reasons.update(|reasons| match reasons.contains(&one) {
                true => reasons.retain(|reason| *reason != one),
                false => reasons.push(one),
            });
        };
        let ticked = flag(move || reasons.with(|reasons| reasons.contains(&one)));
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=ticked on:change=turn />
                <span>{one.label(lang())}</span>
            </label>
        }
        .into_any()
    };
    let praise = derived(move || stars.get() >= 4);
    let why = move || {
        let fits = Reason::ALL
            .into_iter()
            .filter(|one| one.explains(if praise.get() { 5 } else { 1 }));
        view! {
            <fieldset class="field" id="f-reasons" tabindex="-1">
                <legend>{if praise.get() { t.praise } else { t.complaint }}</legend>
                <div class="row wrap">{fits.map(reason).collect::<Vec<_>>()}</div>
            </fieldset>
        }
        .into_any()
    };
    let field = Field {
        pointer: "/comment",
        label: t.comment,
        hint: t.rating_hint,
        sending,
    };
    let chosen = derived(move || stars.get() > 0);
    let caption = Signal::derive(move || {
        if given.with(Option::is_some) {
            t.rate_again
        } else {
            t.rate
        }
    });
    let rest = move || {
        chosen.get().then(|| {
            view! {
                {live(why)}
                {area_field(field, "".into(), comment)}
                <div>{submit(sending.busy, caption, general().sending)}</div>
            }
        })
    };
    let until = move || {
        let rating = given.get()?;
        let until = dates::until(rating.changeable_until, open.now.get());
        Some(view! { <small>{i18n::rated_until(&until)}</small> })
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h2 id="rating-title">{words(move || if given.with(Option::is_some) { t.your_rating } else { t.helped })}</h2>
            <fieldset class="stars" id="f-stars" tabindex="-1" aria-labelledby="rating-title">
                {names.map(star).into_iter().collect::<Vec<_>>()}
            </fieldset>
            {error_summary(sending, "rating-error")}
            {maybe(rest)}
            {maybe(until)}
        </form>
    }
    .into_any()
}
