//! The second step: two separate acts, nothing ticked beforehand.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::ids::MemberId;
use podskazka_shared::invitations::join::{Acts, JoinView};

use super::join::{Join, Step};
use super::words::{tick, words};
use crate::browser;
use crate::i18n::joining;
use crate::live::{State, flag};
use crate::ui::button;

pub fn documents(join: Join, view: &Arc<JoinView>) -> AnyView {
    let t = joining();
    let (consent, regulation) = (State::new(false), State::new(false));
    let (no_consent, no_regulation) = (State::new(""), State::new(""));
    let children = State::new(Vec::<MemberId>::new());
    let own = view
        .consent_due
        .then(|| tick("join-consent", t.consent.to_owned(), consent, no_consent));
    let child = |child: &podskazka_shared::people::MemberRef| {
        let id = child.id;
        let on = flag(move || children.with(|all| all.contains(&id)));
        let change = move |ev| {
            let ticked = event_target_checked(&ev);
            children.update(|all| {
                all.retain(|one| *one != id);
                all.extend(ticked.then_some(id));
            });
        };
        view! {
            <label class="check">
                <input type="checkbox" prop:checked=on on:change=change />
                <span>{t.consent_child} " " {child.name.clone()}</span>
            </label>
        }
        .into_any()
    };
    let ticks: Vec<_> = view.children.iter().map(child).collect();
    let hint = (!ticks.is_empty()).then(|| view! { <small>{t.consent_child_hint}</small> });
    let first = view.consent.as_ref().map(|document| {
        view! { <section class="card col">{words(document)}{own}{ticks}{hint}</section> }
    });
    let second = view.regulation.as_ref().map(|document| {
        let tick = tick(
            "join-regulation",
            t.regulation.to_owned(),
            regulation,
            no_regulation,
        );
        view! { <section class="card col">{words(document)}{tick}</section> }
    });
    let (next, before) = (view.clone(), view.clone());
    let go = move || {
        let missing = next.consent_due && !consent.get_untracked();
        let unread = next.regulation.is_some() && !regulation.get_untracked();
        no_consent.set(if missing { t.consent_needed } else { "" });
        no_regulation.set(if unread { t.regulation_needed } else { "" });
        if missing {
            return browser::focus_soon("join-consent".to_owned());
        }
        if unread {
            return browser::focus_soon("join-regulation".to_owned());
        }
        let acts = Acts {
            consent: next.consent.as_ref().map(|document| document.id),
            regulation: next.regulation.as_ref().map(|document| document.id),
            children: children.get_untracked(),
        };
        join.go(Step::Account(next.clone(), acts));
    };
    view! {
        <div class="col">
            <p>{t.documents_lead}</p>
            {first}
            {second}
            <div class="row wrap">
                {button("btn main", t.next.into_any(), go)}
                {button("btn", t.back.into_any(), move || join.go(Step::Who(before.clone())))}
            </div>
        </div>
    }
    .into_any()
}
