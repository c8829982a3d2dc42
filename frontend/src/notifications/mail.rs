//! `/profile/mail`: which letters one wants.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::notifications::{
    MailChoice, MailChoices, MailChoicesBody, MeMail, MeMailReplace, NotificationGroup,
};
use podskazka_shared::people::Me;

use crate::i18n::{self, lang, notifications as texts, profile};
use crate::live::maybe;
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::{Icon, Toasts, error_summary, icon, page, when};

pub fn mail(me: Arc<Me>) -> AnyView {
    let t = texts();
    let reading = read::<MeMail>(|| Some((Nothing {}, Nothing {})));
    let show = move || {
        let me = me.clone();
        maybe(move || reading.value.get().map(|now| form(&me, &now, reading)))
    };
    let body = view! { <div class="col narrow">{when(reading, 3, show)}</div> };
    let lead = view! { <p class="dim">{t.mail_lead}</p> };
    let back = view! { <a class="back" href="/profile">{icon(Icon::Back)}{profile().title}</a> };
    page(
        t.mail_title.to_owned(),
        back.into_any(),
        lead.into_any(),
        body.into_any(),
    )
}

/// The groups of which anything is ever told to this person.
fn groups(me: &Arc<Me>) -> Vec<NotificationGroup> {
    let may = |action| {
        let mut schools = me.memberships.iter();
        schools.any(|one| Here::find(me.clone(), &one.school.slug).is_some_and(|here| here.may(action)))
    };
    let told = |group: &NotificationGroup| match group {
        NotificationGroup::Requests | NotificationGroup::Consultations => true,
        NotificationGroup::Work => may(Action::TicketWork),
        NotificationGroup::Desk => may(Action::ConsultationWork),
    };
    NotificationGroup::ALL.iter().copied().filter(told).collect()
}

fn form(me: &Arc<Me>, now: &MailChoices, reading: Reading<MailChoices>) -> AnyView {
    let t = texts();
    let no_address = (!now.address).then(|| {
        view! {
            <div class="note row wrap between">
                <span>{t.no_address}</span>
                <a class="btn small" href="/profile/security">{t.add_address}</a>
            </div>
        }
    });
    let sending = Sending::of("mail");
    let chosen = now.choices;
    let groups: Vec<_> = groups(me)
        .into_iter()
        .map(|one| group(one, chosen, sending, reading))
        .collect();
    view! {
        {no_address}
        {error_summary(sending, "mail-error")}
        <section class="card col">{groups}</section>
        <p class="dim">{t.daily_hint} " " {t.sign_in_hint}</p>
    }
    .into_any()
}

fn part(choices: &mut MailChoicesBody, group: NotificationGroup) -> &mut MailChoice {
    match group {
        NotificationGroup::Requests => &mut choices.requests,
        NotificationGroup::Work => &mut choices.work,
        NotificationGroup::Consultations => &mut choices.consultations,
        NotificationGroup::Desk => &mut choices.desk,
    }
}

fn group(
    group: NotificationGroup,
    mut chosen: MailChoicesBody,
    sending: Sending,
    reading: Reading<MailChoices>,
) -> AnyView {
    let toasts = Toasts::get();
    let now = *part(&mut chosen, group);
    let name = group.code();
    let radio = |choice: MailChoice| {
        let choose = move |_| {
            let mut body = chosen;
            *part(&mut body, group) = choice;
            sending.send::<MeMailReplace>(Nothing {}, body, 0, move |saved| {
                reading.value.set(Some(saved));
                toasts.say(texts().saved);
            });
        };
        view! {
            <label class="pick" class:on=now == choice>
                <input type="radio" name=name prop:checked=now == choice on:change=choose />
                {choice.label(lang())}
            </label>
        }
        .into_any()
    };
    let radios: Vec<_> = MailChoice::ALL.iter().copied().map(radio).collect();
    view! {
        <fieldset class="field">
            <legend>{group.label(lang())}</legend>
            <small>{i18n::group_hint(group)}</small>
            <div class="picks">{radios}</div>
        </fieldset>
    }
    .into_any()
}
