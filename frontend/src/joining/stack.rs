//! `/s/:school/slips`: a stack of slips for everybody in a role, and the slips that are open.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::access::{Action, Role};
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::invitations::{
    Invitation, InvitationState, InvitationsCreate, InvitationsList, InvitationsQuery, InviteBody, Slips,
    may_invite,
};

use super::slips::{self, open_slip, show};
use crate::i18n::{general, lang, slips as texts};
use crate::live::State;
use crate::people::paged;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Toasts, error_summary, page, select_field, submit};

pub fn stack(here: Here) -> AnyView {
    let t = texts();
    let made = State::new(None::<Slips>);
    let school = here.school();
    let ask = move || {
        let query = InvitationsQuery {
            state: Some(InvitationState::Open),
            limit: Some(50),
            after: None,
        };
        Some((school.clone(), query))
    };
    let pages = paged::paged::<InvitationsList, Invitation>(ask, |query, after| query.after = Some(after));
    let first = pages.first;
    let sending = Sending::of("open");
    let slug = here.slug.clone();
    let row = move |one: &Invitation| open_slip(&slug, one, true, sending, Arc::new(move || first.again()));
    let none = move || view! { <p class="dim">{t.none_open}</p> }.into_any();
    let above = match here.may(Action::PeopleRead) {
        true => back(here.path("people"), crate::i18n::people().back),
        false => ().into_any(),
    };
    let below = view! { <p class="dim noprint">{t.stack_lead}</p> };
    let form = form(&here, made, Arc::new(move || first.again()));
    let body = view! {
        {slips::sheet(made)}
        <div class="col narrow unmade">
            {form}
            <section class="card col">
                <h2>{t.open}</h2>
                {error_summary(sending, "open-error")}
                {pages.show(t.open, "rows", row, none)}
            </section>
        </div>
    };
    page(t.stack_title.to_owned(), above, below.into_any(), body.into_any())
}

/// Whom to print for: only those are offered whom one may let in.
fn form(here: &Here, made: State<Option<Slips>>, again: Arc<dyn Fn() + Send + Sync>) -> AnyView {
    let t = texts();
    let sending = Sending::of("stack");
    let toasts = Toasts::get();
    let role = State::new(String::new());
    let invites = |role: &&Role| {
        let mut capacities = here.member.capacities.iter();
        capacities.any(|capacity| may_invite(*capacity, **role))
    };
    let options: Vec<_> = Role::ALL
        .iter()
        .filter(invites)
        .map(|role| (role.code().to_owned(), role.label(lang()).to_owned()))
        .collect();
    let school = here.school();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Ok(role) = role.get_untracked().parse::<Role>() else {
            return sending.refuse(vec![FieldError::new("/role", FieldErrorKind::Required)]);
        };
        let body = InviteBody {
            role: Some(role),
            ..InviteBody::default()
        };
        let again = again.clone();
        sending.send::<InvitationsCreate>(school.clone(), body, 0, move |slips| {
            again();
            if slips.slips.is_empty() && slips.left_out.is_empty() {
                return toasts.say(texts().nobody);
            }
            show(made, slips);
        });
    };
    let field = Field {
        pointer: "/role",
        label: t.whom,
        hint: t.whom_hint,
        sending,
    };
    let classes = here
        .may(Action::ClassRead)
        .then(|| view! { <p><a href=here.path("classes")>{t.by_class}</a></p> });
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <h2>{t.make}</h2>
            {error_summary(sending, "stack-error")}
            {select_field(field, t.choose, Signal::derive(move || options.clone()), role)}
            <div>{submit(sending.busy, t.make_send.into(), general().sending)}</div>
            {classes}
        </form>
    }
    .into_any()
}
