//! `/s/:school/people/:id`: a card, for those who keep the cards.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use podskazka_shared::access::{Action, Role};
use podskazka_shared::ids::MemberId;
use podskazka_shared::invitations::Slips;
use podskazka_shared::people::cards::{Card, CardPatch, DeputyField, MemberPath, PeopleFind, PeopleUpdate};
use podskazka_shared::problem::ProblemKind;

use super::{card_acts, card_entry, pick};
use crate::api::ApiError;
use crate::i18n::{general, lang, people};
use crate::joining::slips;
use crate::live::{State, derived, effect, live, maybe};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::list::back;
use crate::ui::field::Field;
use crate::ui::{Toasts, error_summary, page, submit, text_field, when};

/// A card on the screen, and who looks at it.
#[derive(Clone)]
pub struct Open {
    pub here: Here,
    pub path: MemberPath,
    pub reading: Reading<Card>,
}

impl Open {
    pub fn version(&self) -> i64 {
        let version = |card: &Option<Card>| card.as_ref().map_or(0, |card| card.summary.version);
        self.reading.value.with_untracked(version)
    }

    pub fn is_own(&self) -> bool {
        self.path.member == self.here.member.id
    }

    /// When somebody else was faster, what there is now becomes the base.
    pub fn follow(&self, sending: Sending) {
        let reading = self.reading;
        effect(move |_| {
            if let Some(ApiError::Problem(problem)) = sending.failure.get()
                && problem.kind == ProblemKind::Stale
                && let Some(current) = problem.current.and_then(crate::api::read)
            {
                reading.value.set(Some(current));
            }
        });
    }
}

pub fn card(here: Here) -> AnyView {
    let params = use_params_map();
    let id = derived(move || {
        params
            .with(|params| params.get("id"))
            .and_then(|id| id.parse::<MemberId>().ok())
    });
    live(move || match id.get() {
        Some(id) => one(here.clone(), id),
        None => crate::app::not_found(),
    })
}

fn one(here: Here, member: MemberId) -> AnyView {
    let t = people();
    let path = MemberPath {
        school: here.slug.clone(),
        member,
    };
    let asked = path.clone();
    let reading = read::<PeopleFind>(move || Some((asked.clone(), podskazka_shared::endpoint::Nothing {})));
    let title = Signal::derive(move || {
        let name = |card: &Option<Card>| card.as_ref().map(|card| card.summary.name.clone());
        reading.value.with(name).unwrap_or_else(|| t.card.to_owned())
    });
    let trail = here.history(member);
    let facts = move || {
        let card = reading.value.get()?;
        let trail = trail.clone();
        let trail =
            trail.map(|href| view! { <div><a class="btn small" href=href>{general().history}</a></div> });
        let account = if card.summary.account {
            t.account
        } else {
            t.no_account
        };
        let ended = card
            .summary
            .ended_at
            .map(|_| view! { <p class="note">{t.ended_note}</p> });
        Some(view! { <p class="dim">{pick::what(&card.summary)} " · " {account}</p> {ended} {trail} })
    };
    let above = back(here.path("people"), t.back);
    let open = Open { here, path, reading };
    let made = State::new(None::<Slips>);
    let cards = when(reading, 3, move || {
        let edits = open.here.may(Action::PeopleEdit);
        let form = edits.then(|| form(&open));
        let shown = (!edits).then(|| contacts(&open));
        view! {
            <div class="col narrow unmade">
                {form}
                {shown}
                {card_entry::entry(&open, made)}
                {card_acts::superior(&open)}
                {card_acts::roles(&open)}
                {card_acts::ties(&open)}
                {card_acts::ending(&open)}
            </div>
        }
        .into_any()
    });
    let body = view! { {slips::sheet(made)}{cards} };
    page(title, above, maybe(facts), body.into_any())
}

/// What those read who may not change it.
fn contacts(open: &Open) -> AnyView {
    let t = people();
    let reading = open.reading;
    maybe(move || {
        let card = reading.value.get()?;
        let fact = |label: &'static str, text: String| {
            (!text.is_empty()).then(|| view! { <div><dt>{label}</dt><dd>{text}</dd></div> })
        };
        Some(view! {
            <section class="card">
                <dl class="facts-list">
                    {fact(t.email, card.email.clone())}
                    {fact(t.phone, card.phone.clone())}
                    {fact(t.post, card.summary.post.clone())}
                    {fact(t.external, card.summary.external_id.clone().unwrap_or_default())}
                </dl>
            </section>
        })
    })
}

/// What is typed, beside what was read.
#[derive(Clone, Copy)]
struct Form {
    name: State<String>,
    post: State<String>,
    email: State<String>,
    phone: State<String>,
    external: State<String>,
    deputy: State<String>,
}

impl Form {
    fn of(card: &Card) -> Self {
        let state = |text: &str| State::new(text.to_owned());
        Self {
            name: state(&card.summary.name),
            post: state(&card.summary.post),
            email: state(&card.email),
            phone: state(&card.phone),
            external: state(card.summary.external_id.as_deref().unwrap_or_default()),
            deputy: state(card.deputy_field.map_or("", DeputyField::code)),
        }
    }

    /// Only what differs from what was read, so that nobody else's change is undone.
    fn patch(self, card: &Card) -> CardPatch {
        let typed = |state: State<String>| state.get_untracked().trim().to_owned();
        let text = |state, old: &str| Some(typed(state)).filter(|new| new != old);
        let emptied = |state, old: &str| text(state, old).map(|new| Some(new).filter(|new| !new.is_empty()));
        let deputy = self.deputy.get_untracked().parse::<DeputyField>().ok();
        CardPatch {
            name: text(self.name, &card.summary.name),
            post: emptied(self.post, &card.summary.post),
            email: emptied(self.email, &card.email),
            phone: emptied(self.phone, &card.phone),
            external_id: emptied(
                self.external,
                card.summary.external_id.as_deref().unwrap_or_default(),
            ),
            deputy_field: Some(deputy).filter(|new| *new != card.deputy_field),
            superior: None,
        }
    }
}

fn form(open: &Open) -> AnyView {
    let t = people();
    let reading = open.reading;
    let Some(form) = reading.value.with_untracked(|card| card.as_ref().map(Form::of)) else {
        return ().into_any();
    };
    let sending = Sending::new();
    open.follow(sending);
    let toasts = Toasts::get();
    let path = open.path.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let Some(card) = reading.value.get_untracked() else {
            return;
        };
        let patch = form.patch(&card);
        if patch == CardPatch::default() {
            return toasts.say(people().unchanged);
        }
        sending.send::<PeopleUpdate>(path.clone(), patch, card.summary.version, move |card| {
            toasts.say(general().saved);
            reading.value.set(Some(card));
        });
    };
    // Who somebody is, nobody tells of themselves.
    let whole = !open.is_own();
    let text = |pointer, label, hint, kind: &'static str, value| {
        let field = Field {
            pointer,
            label,
            hint,
            sending,
        };
        text_field(field, kind.into(), "off", value, ().into_any())
    };
    let leads = derived(move || {
        let deputy = |card: &Option<Card>| {
            card.as_ref()
                .is_some_and(|card| card.summary.roles.contains(&Role::DeputyHead))
        };
        reading.value.with(deputy)
    });
    let deputy = move || {
        leads.get().then(|| {
            let mut options = vec![(String::new(), t.deputy_none.to_owned())];
            let field = |field: &DeputyField| (field.code().to_owned(), field.label(lang()).to_owned());
            options.extend(DeputyField::ALL.iter().map(field));
            pick::select("card-deputy", t.deputy, options, form.deputy)
        })
    };
    let stale = move || {
        let kind = sending
            .failure
            .with(|failure| failure.as_ref().and_then(ApiError::kind));
        (kind == Some(ProblemKind::Stale)).then(|| view! { <p class="note" role="status">{t.stale}</p> })
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            {maybe(stale)}
            {error_summary(sending, "card-error")}
            {whole.then(|| text("/name", t.name, "", "text", form.name))}
            {text("/post", t.post, "", "text", form.post)}
            {maybe(deputy)}
            {text("/email", t.email, t.contact_hint, "email", form.email)}
            {text("/phone", t.phone, "", "tel", form.phone)}
            {whole.then(|| text("/external_id", t.external, t.external_hint, "text", form.external))}
            {(!whole).then(|| view! { <p class="dim">{t.own_card}</p> })}
            <div>{submit(sending.busy, general().save.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
