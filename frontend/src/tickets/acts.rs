//! What the reader may do with a request now, as the server says in `may`.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::ids::MemberId;
use podskazka_shared::tickets::{
    Act, AssignBody, MessagesQuery, ShareBody, StepBody, TicketState, TicketsAssign, TicketsClose,
    TicketsHelpers, TicketsReopen, TicketsShare,
};

use super::view::Open;
use super::{compose, rating};
use crate::browser;
use crate::drafts::Draft;
use crate::files::Attached;
use crate::i18n::{desk, filing, general, tickets};
use crate::live::{State, derived, effect, flag, live, maybe, yes_no};
use crate::parts::{self, Place, Screen};
use crate::people::name;
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, button, error_summary, submit};

/// The form of reopening.
const FORM: &str = "reopen-form";
const CLOSE_DIALOG: &str = "close-dialog";

/// All acts of the reader. Each part is drawn anew only when the right to it comes or goes.
pub fn acts(here: &Here, open: Open) -> AnyView {
    let part = |act: Act, part: fn(&Here, Open) -> AnyView| {
        let here = here.clone();
        let can = open.can(act);
        maybe(move || can.get().then(|| part(&here, open)))
    };
    let (assign, rate) = (part(Act::Assign, assign), part(Act::Rate, rating::rating));
    let (reopen, close) = (part(Act::Reopen, reopen), part(Act::Close, close));
    let share = part(Act::Share, share);
    let object = part(Act::Object, |here, open| beyond(Screen::Object, here, open));
    // Whoever works on it may always follow it.
    let steps = part(Act::Follow, |here, open| beyond(Screen::Steps, here, open));
    let compose = compose::compose(here, open, open.may);
    // Whoever writes materials may make one of what helped.
    let writes = here.may(Action::ArticleWrite);
    let address = here.path(&format!(
        "articles/new?from={}",
        open.path.with_value(|path| path.ticket)
    ));
    let answered = derived(move || {
        open.summary
            .with(|s| s.as_ref().is_some_and(|s| s.answered_at.is_some()))
    });
    let make = maybe(move || {
        let address = address.clone();
        (writes && answered.get())
            .then(|| view! { <a class="btn" href=address>{crate::i18n::usefulness().make}</a> })
    });
    view! { {assign} {rate} {compose} <div class="row wrap acts">{reopen} {close} {share} {make}</div> {object} {steps} }
        .into_any()
}

fn beyond(screen: Screen, here: &Here, open: Open) -> AnyView {
    parts::beside(screen, Place::Request(here.clone(), open))
}

/// Lets the other parents of the child read the request, or stops it.
fn share(_: &Here, open: Open) -> AnyView {
    let sending = Sending::new();
    open.watch(sending);
    let toasts = Toasts::get();
    let shared = derived(move || open.summary.with(|s| s.as_ref().is_some_and(|s| s.shared)));
    let turn = move || {
        let body = ShareBody {
            shared: !shared.get_untracked(),
        };
        sending.send::<TicketsShare>(open.path.get_value(), body, open.version(), move |ticket| {
            let t = filing();
            toasts.say(if ticket.summary.shared {
                t.share_done
            } else {
                t.unshare_done
            });
            open.took(ticket);
        });
    };
    let label = move || {
        let t = filing();
        if shared.get() { t.unshare } else { t.share }
    };
    view! {
        {button("btn", live(move || label().into_any()), turn)}
        {error_summary(sending, "share-error")}
    }
    .into_any()
}

/// Who works on it: a list of those who help, and a short way to take it oneself.
fn assign(here: &Here, open: Open) -> AnyView {
    let t = desk();
    let ticket = open.path.get_value();
    let staff = read::<TicketsHelpers>(move || {
        let query = MessagesQuery {
            limit: Some(100),
            after: None,
        };
        Some((ticket.clone(), query))
    });
    let current = derived(move || open.summary.with(|s| s.as_ref().and_then(|s| s.assignee.clone())));
    let sending = Sending::new();
    open.watch(sending);
    let (me, toasts) = (here.member.id, Toasts::get());
    let set = move |assignee: Option<MemberId>| {
        sending.send::<TicketsAssign>(
            open.path.get_value(),
            AssignBody { assignee },
            open.version(),
            move |ticket| {
                open.took(ticket);
                toasts.say(if assignee.is_some() {
                    desk().assigned
                } else {
                    desk().unassigned
                });
            },
        );
    };
    let options = move || {
        let current = current.get();
        let mut people: Vec<(MemberId, String)> = staff.value.with(|page| {
            page.iter()
                .flat_map(|page| page.items.iter().map(|s| (s.id, s.name.clone())))
                .collect()
        });
        // Somebody who does not help any more may still have it.
        if let Some(member) = &current
            && !people.iter().any(|(id, _)| *id == member.id)
        {
            people.push((member.id, member.name.clone()));
        }
        let current = current.map(|member| member.id);
        let options = people.into_iter().map(|(id, name)| {
            view! { <option value=id.to_string() selected=current == Some(id)>{name::short(&name)}</option> }.into_any()
        });
        let nobody = view! { <option value="" selected=current.is_none()>{t.nobody}</option> }.into_any();
        std::iter::once(nobody).chain(options).collect::<Vec<_>>()
    };
    let take = move || {
        let mine = current.with(|c| c.as_ref().is_some_and(|c| c.id == me));
        (!mine).then(|| button("btn", t.take.into_any(), move || set(Some(me))))
    };
    view! {
        <div class="row wrap assign">
            <label class="sr" for="assignee">{t.assignee}</label>
            <select id="assignee" on:change=move |ev| set(event_target_value(&ev).parse().ok())>{live(options)}</select>
            {maybe(take)}
            {error_summary(sending, "assign-error")}
        </div>
    }
    .into_any()
}

/// "It did not help": a text and a new term.
fn reopen(here: &Here, open: Open) -> AnyView {
    let t = tickets();
    let staff = here.may(Action::TicketWork)
        && !open
            .summary
            .with_untracked(|s| s.as_ref().is_some_and(|s| s.mine));
    let path = open.path.get_value();
    let draft = Draft::of(here.me.id, &here.slug, &format!("reopen/{}", path.ticket));
    let text = State::new(draft.read());
    let shown = State::new(!text.with_untracked(String::is_empty));
    let toggle = move |_| {
        shown.update(|shown| *shown = !*shown);
        browser::focus_soon(id_of("reopen", "/text"));
    };
    let keep = draft.clone();
    effect(move |_| text.with(|text| keep.keep(text)));
    let sending = Sending::of("reopen");
    open.watch(sending);
    let toasts = Toasts::get();
    let attached = Attached::of(here, sending, format!("reopen/{}", path.ticket));
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(files) = attached.ready(toasts) else {
            return;
        };
        let with = files.clone();
        let body = StepBody {
            text: text.get_untracked().trim().to_owned(),
            files,
        };
        let draft = draft.clone();
        sending.send::<TicketsReopen>(path.clone(), body, open.version(), move |ticket| {
            draft.forget();
            attached.went(&with);
            toasts.say(tickets().reopened);
            open.took(ticket);
        });
    };
    let field = Field {
        pointer: "/text",
        label: t.reopen_label,
        hint: "",
        sending,
    };
    view! {
        <button type="button" class="btn" aria-expanded=yes_no(move || shown.get()) aria-controls=FORM on:click=toggle>
            {if staff { desk().reopen } else { t.not_helped }}
        </button>
        <form class="card col fold" id=FORM class:open=flag(move || shown.get()) novalidate on:submit=on_submit>
                {error_summary(sending, "reopen-error")}
                {area_field(field, "".into(), text)}
                {crate::conduct::polite::polite(text)}
                {maybe(move || shown.get().then(|| attached.view()))}
                <div>{submit(sending.busy, t.reopen_send.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}

/// Closing one's request; before an answer it asks once, because nobody would look at it any more.
fn close(_: &Here, open: Open) -> AnyView {
    let t = tickets();
    let sending = Sending::new();
    open.watch(sending);
    let toasts = Toasts::get();
    let close = move || {
        browser::show_dialog(CLOSE_DIALOG, false);
        sending.send::<TicketsClose>(open.path.get_value(), (), open.version(), move |ticket| {
            toasts.say(tickets().closed);
            open.took(ticket);
        });
    };
    let answered = move || {
        open.summary
            .with_untracked(|s| s.as_ref().is_some_and(|s| s.state == TicketState::Answered))
    };
    let ask = move || match answered() {
        true => close(),
        false => browser::show_dialog(CLOSE_DIALOG, true),
    };
    view! {
        {button("btn", t.close.into_any(), ask)}
        {error_summary(sending, "close-error")}
        <dialog id=CLOSE_DIALOG aria-labelledby="close-title">
            <div class="col">
                <h2 id="close-title">{t.close_title}</h2>
                <p>{t.close_hint}</p>
                <div class="row wrap">
                    {button("btn main", t.close.into_any(), close)}
                    {button("btn", general().cancel.into_any(), || browser::show_dialog(CLOSE_DIALOG, false))}
                </div>
            </div>
        </dialog>
    }
    .into_any()
}
