//! One person of a class: contacts, state, and what can be done.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::consents::DocumentKind;
use podskazka_shared::ids::MemberId;
use podskazka_shared::invitations::{InvitationPath, InvitationState, InvitationsWithdraw, InviteBody};
use podskazka_shared::my_class::{
    CardContacts, CardContactsPatch, ClassCard, ContactsChecked, ContactsPath, ContactsUpdate,
};
use podskazka_shared::people::MemberRef;

use super::my_class::{Class, ends, reset_slip};
use super::paper::{self, Paper};
use crate::browser;
use crate::i18n::{dates, general, my_class as texts};
use crate::live::{State, live};
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, error_summary, text_field};

/// Which small form is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Nothing,
    Editing(MemberId),
    Paper(MemberId, DocumentKind),
}

/// `signers` are a child's parents, one of whom signs its consent; none for a grown-up.
pub fn row(class: &Class, card: &ClassCard, what: &'static str, signers: Option<Vec<MemberRef>>) -> AnyView {
    let t = texts();
    let contacts = &card.contacts;
    let told: Vec<&str> = [contacts.phone.as_str(), contacts.email.as_str()]
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let told = if told.is_empty() {
        t.no_contacts.to_owned()
    } else {
        told.join(" · ")
    };
    let id = contacts.member.id;
    let form = {
        let (class, card) = (class.clone(), card.clone());
        live(move || match class.doing.get() {
            Doing::Editing(open) if open == id => editing(&class, &card.contacts),
            Doing::Paper(open, kind) if open == id => signing(&class, id, kind, signers.clone()),
            Doing::Nothing | Doing::Editing(_) | Doing::Paper(..) => buttons(&class, &card),
        })
    };
    view! {
        <div class="person">
            <p><b>{contacts.member.name.clone()}</b> <small>{what}</small></p>
            <p class="value">{told}</p>
            <p class="row wrap tight">{chips(card)}</p>
            {form}
        </div>
    }
    .into_any()
}

fn chips(card: &ClassCard) -> AnyView {
    let t = texts();
    let chip = |class: &'static str, text: String| view! { <span class=class>{text}</span> }.into_any();
    let yes = |is: bool, yes: &'static str, no: &'static str| match is {
        true => chip("chip", yes.to_owned()),
        false => chip("chip plain", no.to_owned()),
    };
    let mut all = vec![
        yes(card.has_account, t.has_account, t.no_account),
        yes(card.consent.is_some(), t.has_consent, t.no_consent),
    ];
    if card.acquaintance.is_some() {
        all.push(chip("chip", t.has_read.to_owned()));
    }
    if let Some(invitation) = card.invitation.as_ref().filter(|_| !card.has_account) {
        let until = dates::short_date(invitation.expires_at.date_naive());
        match invitation.state {
            InvitationState::Open => all.push(chip("chip soon", format!("{} {until}", t.invited))),
            InvitationState::Expired => all.push(chip("chip plain", t.invite_over.to_owned())),
            InvitationState::Used | InvitationState::Withdrawn => {}
        }
    }
    all.into_any()
}

fn path(class: &Class, member: MemberId) -> ContactsPath {
    ContactsPath {
        school: class.here.slug.clone(),
        member,
    }
}

fn buttons(class: &Class, card: &ClassCard) -> AnyView {
    let t = texts();
    let (id, version) = (card.contacts.member.id, card.contacts.version);
    let named = |label: &str| format!("{label}: {}", card.contacts.member.name);
    let small = |label: &'static str, act: Box<dyn Fn()>| {
        let spoken = named(label);
        view! { <button type="button" class="btn small" aria-label=spoken on:click=move |_| act()>{label}</button> }.into_any()
    };
    let check = match card.contacts.checked_at.filter(|_| card.checked) {
        Some(at) => {
            view! { <small class="ok">{t.check_done} " " {dates::day(at, browser::now())}</small> }.into_any()
        }
        None => {
            let class = class.clone();
            let act = move || {
                let (reading, path) = (class.reading, path(&class, id));
                class
                    .sending
                    .send::<ContactsChecked>(path, (), version, move |_| reading.again());
            };
            small(t.check, Box::new(act))
        }
    };
    let doing = class.doing;
    let edit = move || {
        doing.set(Doing::Editing(id));
        browser::focus_soon(id_of("contacts", "/phone"));
    };
    let record = |kind| {
        let begin = move || {
            doing.set(Doing::Paper(id, kind));
            browser::focus_soon(id_of("paper", "/date"));
        };
        small(paper::label(kind), Box::new(begin))
    };
    let open = card
        .invitation
        .as_ref()
        .filter(|one| one.state == InvitationState::Open);
    let label = if open.is_some() { t.invite_again } else { t.invite };
    let invite = (!card.has_account).then(|| {
        let class = class.clone();
        let act = move || {
            class.invite(InviteBody {
                members: vec![id],
                again: true,
                ..InviteBody::default()
            });
        };
        small(label, Box::new(act))
    });
    let withdraw = open.filter(|_| !card.has_account).map(|invitation| {
        let (class, invitation) = (class.clone(), invitation.clone());
        let toasts = Toasts::get();
        let act = move || {
            let path = InvitationPath {
                school: class.here.slug.clone(),
                invitation: invitation.id,
            };
            let reading = class.reading;
            class
                .sending
                .send::<InvitationsWithdraw>(path, (), invitation.version, move |_| {
                    reading.again();
                    toasts.say(texts().withdrawn);
                });
        };
        small(t.withdraw, Box::new(act))
    });
    let reset = (card.has_account && class.here.may(Action::AccountReset)).then(|| {
        let class = class.clone();
        small(t.reset, Box::new(move || reset_slip(&class, id)))
    });
    let consent = card.consent.is_none().then(|| record(DocumentKind::Consent));
    let read = card
        .acquaintance
        .is_none()
        .then(|| record(DocumentKind::Regulation));
    view! {
        <div class="row wrap tight noprint">{check}{small(t.edit, Box::new(edit))}{invite}{withdraw}{consent}{read}{reset}</div>
    }
    .into_any()
}

fn editing(class: &Class, contacts: &CardContacts) -> AnyView {
    let t = texts();
    let sending = Sending::of("contacts");
    let (phone, email) = (
        State::new(contacts.phone.clone()),
        State::new(contacts.email.clone()),
    );
    let (class, contacts) = (class.clone(), contacts.clone());
    let doing = class.doing;
    let toasts = Toasts::get();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let changed = |now: State<String>, old: &String| {
            let now = now.get_untracked().trim().to_owned();
            (now != *old).then_some(now)
        };
        let body = CardContactsPatch {
            phone: changed(phone, &contacts.phone),
            email: changed(email, &contacts.email),
        };
        let (reading, path) = (class.reading, path(&class, contacts.member.id));
        sending.send::<ContactsUpdate>(path, body, contacts.version, move |_| {
            doing.set(Doing::Nothing);
            toasts.say(general().saved);
            reading.again();
            browser::focus_heading();
        });
    };
    let field = |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "contacts-error")}
            {text_field(field("/phone", t.phone, ""), "tel".into(), "off", phone, ().into_any())}
            {text_field(field("/email", t.email, t.contacts_hint), "email".into(), "off", email, ().into_any())}
            {ends(sending, general().save, doing)}
        </form>
    }
    .into_any()
}

fn signing(class: &Class, member: MemberId, kind: DocumentKind, parents: Option<Vec<MemberRef>>) -> AnyView {
    let about = Paper {
        here: class.here.clone(),
        member,
        kind,
        parents,
    };
    let (doing, reading) = (class.doing, class.reading);
    let leave = move |done: bool| {
        doing.set(Doing::Nothing);
        browser::focus_heading();
        if done {
            reading.again();
        }
    };
    paper::form(about, Arc::new(leave))
}
