//! Beside a card: whether its owner has come in, what slips are open, what they agreed to and read; and the acts about it.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::consents::{ConsentPath, ConsentsVoid, ConsentsWithdraw, DocumentKind, Given};
use podskazka_shared::endpoint::{Endpoint, Nothing};
use podskazka_shared::invitations::entry::{Entry, EntryFind};
use podskazka_shared::invitations::{
    Invitation, InvitationsCreate, InviteBody, Purpose, ResetSlipBody, ResetSlipsCreate, Slips,
};
use podskazka_shared::my_class::ContactsPath;
use podskazka_shared::problem::ProblemKind;

use super::card::Open;
use crate::api::ApiError;
use crate::browser;
use crate::i18n::{dates, entry as texts, lang};
use crate::joining::paper::{self, Paper};
use crate::joining::slips::{open_slip, show};
use crate::live::{State, derived, live, maybe};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::ui::field::id_of;
use crate::ui::{Toasts, error_summary, when};

/// What the parts of the section share.
#[derive(Clone)]
struct Coming {
    open: Open,
    reading: Reading<Entry>,
    slips: State<Option<Slips>>,
    sending: Sending,
    /// Which paper is being recorded.
    paper: State<Option<DocumentKind>>,
}

/// The section, for those who invite and record; nothing when the card is out of their reach or has ended.
pub fn entry(open: &Open, slips: State<Option<Slips>>) -> AnyView {
    if !open.here.may(Action::Invite) {
        return ().into_any();
    }
    let card = open.reading;
    // Read anew with the card: roles and ties decide what there is to do.
    let now = derived(move || {
        card.value.with(|card| {
            let card = card.as_ref().filter(|card| card.summary.ended_at.is_none());
            card.map(|card| (card.summary.version, card.parents.len()))
        })
    });
    let path = ContactsPath {
        school: open.here.slug.clone(),
        member: open.path.member,
    };
    let reading = read::<EntryFind>(move || now.get().map(|_| (path.clone(), Nothing {})));
    let coming = Coming {
        open: open.clone(),
        reading,
        slips,
        sending: Sending::of("entry"),
        paper: State::new(None),
    };
    let out_of_reach = derived(move || {
        let failed = reading
            .failure
            .with(|failure| failure.as_ref().and_then(ApiError::kind));
        now.get().is_none() || failed == Some(ProblemKind::NotFound)
    });
    live(move || {
        if out_of_reach.get() {
            return ().into_any();
        }
        let inner = coming.clone();
        let body = when(reading, 1, move || {
            let coming = inner.clone();
            maybe(move || Some(shown(&coming, &coming.reading.value.get()?)))
        });
        view! {
            <section class="card col" id="entry">
                <h2>{texts().title}</h2>
                {error_summary(coming.sending, "entry-error")}
                {body}
            </section>
        }
        .into_any()
    })
}

fn shown(coming: &Coming, entry: &Entry) -> AnyView {
    let t = texts();
    let account = if entry.has_account {
        t.has_account
    } else {
        t.no_account
    };
    let (slug, sending, reading) = (coming.open.here.slug.clone(), coming.sending, coming.reading);
    let slips: Vec<_> = entry
        .open
        .iter()
        .map(|one| open_slip(&slug, one, false, sending, Arc::new(move || reading.again())))
        .collect();
    let slips = (!slips.is_empty()).then(|| view! { <ul class="rows">{slips}</ul> });
    view! {
        <p>{account}</p>
        {slips}
        <div class="row wrap tight">{invite(coming, entry)}{reset(coming, entry)}</div>
        {document(coming, entry, DocumentKind::Consent)}
        {document(coming, entry, DocumentKind::Regulation)}
    }
    .into_any()
}

fn invite(coming: &Coming, entry: &Entry) -> Option<AnyView> {
    let t = texts();
    if entry.has_account {
        return None;
    }
    if !entry.may_invite {
        return Some(view! { <small>{t.not_yours}</small> }.into_any());
    }
    let open = |one: &Invitation| one.purpose == Purpose::Join;
    let label = if entry.open.iter().any(open) {
        t.invite_again
    } else {
        t.invite
    };
    let coming = coming.clone();
    let act = move |_| {
        let body = InviteBody {
            members: vec![coming.open.path.member],
            again: true,
            ..InviteBody::default()
        };
        let (slips, reading) = (coming.slips, coming.reading);
        let school = coming.open.here.school();
        coming
            .sending
            .send::<InvitationsCreate>(school, body, 0, move |made| {
                reading.again();
                show(slips, made);
            });
    };
    Some(view! { <button type="button" class="btn main" on:click=act>{label}</button> }.into_any())
}

fn reset(coming: &Coming, entry: &Entry) -> Option<AnyView> {
    if !entry.may_reset {
        return None;
    }
    let coming = coming.clone();
    let act = move |_| {
        let body = ResetSlipBody {
            member: coming.open.path.member,
        };
        let (slips, reading) = (coming.slips, coming.reading);
        let school = coming.open.here.school();
        coming
            .sending
            .send::<ResetSlipsCreate>(school, body, 0, move |slip| {
                reading.again();
                show(slips, Slips::of(slip));
            });
    };
    let t = texts();
    Some(
        view! { <button type="button" class="btn" on:click=act>{t.reset}</button><small>{t.reset_hint}</small> }
            .into_any(),
    )
}

/// `Дано 22 ноября на бумаге, подписала Орлова Анна`
fn said(given: &Given) -> String {
    let t = texts();
    let mut said = match given.paper_date {
        Some(day) => format!("{} {} {}", t.given, dates::date(day), t.on_paper),
        None => format!("{} {}", t.given, dates::day(given.given_at, browser::now())),
    };
    let by = given.by.as_ref().map(|by| by.name.clone());
    if let Some(name) = by.or_else(|| given.representative.clone()) {
        said = format!("{said} · {name}");
    }
    said
}

/// One document: what stands, and what may be recorded.
fn document(coming: &Coming, entry: &Entry, kind: DocumentKind) -> AnyView {
    let t = texts();
    let given = match kind {
        DocumentKind::Consent => entry.consent.clone(),
        DocumentKind::Regulation => entry.acquaintance.clone(),
    };
    let needed = kind == DocumentKind::Regulation || entry.by_consent;
    if given.is_none() && !needed {
        return view! { <p class="dim">{t.no_consent_needed}</p> }.into_any();
    }
    let (title, none) = match kind {
        DocumentKind::Consent => (t.consent, t.no_consent),
        DocumentKind::Regulation => (t.acquaintance, t.not_read),
    };
    let state = given.as_ref().map_or_else(|| none.to_owned(), said);
    let act = match given {
        Some(given) => taking_back(coming, &given, entry.by_consent),
        None => recording(coming, entry, kind),
    };
    view! { <div class="col tight"><p><b>{title}</b> ": " {state}</p>{act}</div> }.into_any()
}

fn recording(coming: &Coming, entry: &Entry, kind: DocumentKind) -> AnyView {
    let (paper, reading) = (coming.paper, coming.reading);
    let about = Paper {
        here: coming.open.here.clone(),
        member: coming.open.path.member,
        kind,
        parents: entry.child.then(|| entry.parents.clone()),
    };
    let leave = Arc::new(move |done: bool| {
        paper.set(None);
        browser::focus_heading();
        if done {
            reading.again();
        }
    });
    live(move || {
        if paper.get() == Some(kind) {
            return paper::form(about.clone(), leave.clone());
        }
        let begin = move |_| {
            paper.set(Some(kind));
            browser::focus_soon(id_of("paper", "/date"));
        };
        let label = paper::label(kind);
        view! { <div><button type="button" class="btn small" on:click=begin>{label}</button></div> }
            .into_any()
    })
}

/// A paper recorded by mistake is struck; a consent that was withdrawn on paper has consequences, which are told.
fn taking_back(coming: &Coming, given: &Given, by_consent: bool) -> AnyView {
    let t = texts();
    let mistake = given
        .paper_date
        .map(|_| press::<ConsentsVoid>(coming, given, "btn small", t.void, t.voided));
    let may = coming.open.here.may(Action::ConsentWithdraw);
    let withdraw = (may && given.kind == DocumentKind::Consent && by_consent).then(|| {
        let send = press::<ConsentsWithdraw>(coming, given, "btn", t.withdraw_send, t.withdrawn);
        view! {
            <details>
                <summary class="act">{t.withdraw}</summary>
                <div class="col tight"><p>{t.withdraw_hint}</p><div>{send}</div></div>
            </details>
        }
    });
    view! { <div class="row wrap tight">{mistake}{withdraw}</div> }.into_any()
}

fn press<E>(
    coming: &Coming,
    given: &Given,
    class: &'static str,
    label: &'static str,
    done: &'static str,
) -> AnyView
where
    E: Endpoint<Params = ConsentPath, Query = Nothing, Body = (), Reply = Given>,
{
    let path = ConsentPath {
        school: coming.open.here.slug.clone(),
        consent: given.id,
    };
    let (sending, reading, version) = (coming.sending, coming.reading, given.version);
    let toasts = Toasts::get();
    let act = move |_| {
        sending.send::<E>(path.clone(), (), version, move |_| {
            toasts.say(done);
            reading.again();
            browser::focus_heading();
        });
    };
    let spoken = format!("{label}: {}", given.kind.label(lang()));
    view! { <button type="button" class=class aria-label=spoken on:click=act>{label}</button> }.into_any()
}
