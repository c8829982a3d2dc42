//! `/s/:school/my-class`: the contacts of a class, and who has come in (P8, D7).

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::ids::{ClassId, MemberId};
use podskazka_shared::invitations::{InvitationsCreate, InviteBody, ResetSlipBody, ResetSlipsCreate, Slips};
use podskazka_shared::my_class::{Counts, MyClass, MyClassFind, MyClassPath, Pupil};

use super::my_class_row::{Doing, row};
use super::slips;
use crate::browser;
use crate::i18n::{classes as class_texts, general, my_class as texts, nav, slips as slip_texts};
use crate::live::{State, derived, live, maybe, yes_no};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::{Icon, Toasts, button, empty, error_summary, icon, page, when};

/// What every row needs.
#[derive(Clone)]
pub struct Class {
    pub here: Here,
    pub reading: Reading<MyClass>,
    pub slips: State<Option<Slips>>,
    pub doing: State<Doing>,
    pub sending: Sending,
}

impl Class {
    /// Prints slips for what the body names.
    pub fn invite(&self, body: InviteBody) {
        let (reading, sheet, toasts) = (self.reading, self.slips, Toasts::get());
        let path = self.here.school();
        self.sending
            .send::<InvitationsCreate>(path, body, 0, move |made| {
                reading.again();
                if made.slips.is_empty() {
                    return toasts.say(texts().nobody_left);
                }
                slips::show(sheet, made);
            });
    }
}

/// A slip with which somebody sets a new password; a journal administrator prints it.
pub fn reset_slip(class: &Class, member: MemberId) {
    let sheet = class.slips;
    let body = ResetSlipBody { member };
    let path = class.here.school();
    class
        .sending
        .send::<ResetSlipsCreate>(path, body, 0, move |slip| {
            slips::show(sheet, Slips::of(slip));
        });
}

pub fn my_class(here: Here) -> AnyView {
    let t = texts();
    let query = use_query_map();
    let classes = here.member.classes.clone();
    let first = classes.first().map(|class| class.id);
    let chosen = derived(move || {
        let named = query.with(|query| query.get("class"));
        named.and_then(|id| id.parse::<ClassId>().ok()).or(first)
    });
    if chosen.get_untracked().is_none() {
        let body = empty(t.no_class, t.no_class_hint, ().into_any());
        return page(nav().my_class.to_owned(), ().into_any(), ().into_any(), body);
    }
    let school = here.slug.clone();
    let reading = read::<MyClassFind>(move || {
        let class = chosen.get()?;
        let school = school.clone();
        Some((MyClassPath { school, class }, Nothing {}))
    });
    let class = Class {
        here: here.clone(),
        reading,
        slips: State::new(None),
        doing: State::new(Doing::Nothing),
        sending: Sending::of("class"),
    };
    let tab = |class: &podskazka_shared::classes::ClassRef| {
        let (id, href) = (class.id, here.path(&format!("my-class?class={}", class.id)));
        let current = crate::live::when_true("page", move || chosen.get() == Some(id));
        view! { <a class="pill" href=href aria-current=current>{class.name.to_string()}</a> }.into_any()
    };
    let tabs: Vec<_> = classes.iter().map(tab).collect();
    let tabs = (tabs.len() > 1).then(|| view! { <nav class="pills">{tabs}</nav> });
    // The office opens any class.
    let own = classes.iter().map(|class| class.id).collect::<Vec<_>>();
    let is_own = derived(move || chosen.get().is_some_and(|class| own.contains(&class)));
    let title = Signal::derive(move || {
        let title = match is_own.get() {
            true => nav().my_class,
            false => texts().of_office,
        };
        let name = reading
            .value
            .with(|value| value.as_ref().map(|of| of.class.name.to_string()));
        name.map_or_else(|| title.to_owned(), |name| format!("{title} · {name}"))
    });
    let back_to = here.clone();
    let above = maybe(move || {
        let class = chosen.get().filter(|_| !is_own.get())?;
        Some(back(back_to.path(&format!("classes/{class}")), class_texts().one))
    });
    let below = view! { <p class="dim noprint">{t.lead}</p>{tabs} };
    let content = {
        let class = class.clone();
        when(reading, 4, move || students(&class))
    };
    let body = view! {
        {slips::sheet(class.slips)}
        <div class="col unmade">{error_summary(class.sending, "class-error")}{content}</div>
    };
    page(title, above, below.into_any(), body.into_any())
}

fn students(class: &Class) -> AnyView {
    let class = class.clone();
    live(move || {
        let t = texts();
        let Some(of) = class.reading.value.get() else {
            return ().into_any();
        };
        if of.students.is_empty() {
            return empty(t.empty, t.empty_hint, ().into_any());
        }
        let rows: Vec<_> = of.students.iter().map(|pupil| student(&class, pupil)).collect();
        view! {
            {counts(of.counts)}
            {above(&class, of.class.id)}
            <ul class="rows">{rows}</ul>
        }
        .into_any()
    })
}

fn counts(counts: Counts) -> AnyView {
    let t = texts();
    let one = |label: &'static str, number: u32| {
        let of = (label != t.people).then(|| view! { <small>" " {general().of} " " {counts.people}</small> });
        view! { <div class="figure"><dt>{label}</dt><dd>{number}{of}</dd></div> }.into_any()
    };
    let all = [
        one(t.people, counts.people),
        one(t.checked, counts.checked),
        one(t.accounts, counts.accounts),
        one(t.consents, counts.consents),
        one(t.acquaintances, counts.acquaintances),
    ];
    view! { <dl class="tally">{all.into_iter().collect::<Vec<_>>()}</dl> }.into_any()
}

fn above(class: &Class, id: ClassId) -> AnyView {
    let t = texts();
    let busy = class.sending.busy;
    let invite = {
        let class = class.clone();
        move |_| {
            class.invite(InviteBody {
                class: Some(id),
                ..InviteBody::default()
            });
        }
    };
    let print = || {
        let _ = window().print();
    };
    let label = view! { {icon(Icon::Print)} {slip_texts().print} };
    view! {
        <div class="row wrap noprint">
            <button type="button" class="btn main" on:click=invite aria-disabled=yes_no(move || busy.get())>{t.invite_all}</button>
            {button("btn", label.into_any(), print)}
        </div>
    }
    .into_any()
}

fn student(class: &Class, pupil: &Pupil) -> AnyView {
    let t = texts();
    let parents: Vec<_> = pupil
        .parents
        .iter()
        .map(|card| row(class, card, t.parent, None))
        .collect();
    let signers = pupil.parents.iter();
    let signers = signers.map(|parent| parent.contacts.member.clone()).collect();
    let none = parents
        .is_empty()
        .then(|| view! { <p class="dim">{t.no_parents}</p> });
    view! {
        <li class="pupil">
            {row(class, &pupil.card, t.student, Some(signers))}
            <div class="parents">{parents}{none}</div>
        </li>
    }
    .into_any()
}

/// The end of a small form: send it, or leave things as they are.
pub fn ends(sending: Sending, label: &'static str, doing: State<Doing>) -> AnyView {
    let leave = move || {
        doing.set(Doing::Nothing);
        browser::focus_heading();
    };
    view! {
        <div class="row wrap">
            {crate::ui::submit(sending.busy, label.into(), general().sending)}
            {button("btn", general().cancel.into_any(), leave)}
        </div>
    }
    .into_any()
}
