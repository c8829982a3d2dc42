//! `/s/:school/voices/inbox`: what people write, the newest first, and what is done with it.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::endpoint::Endpoint;
use podskazka_shared::ids::VoiceId;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::voices::{
    Voice, VoiceKind, VoicePath, VoiceReplyBody, VoiceState, VoicesAnswer, VoicesList, VoicesPass,
    VoicesQuery, VoicesSeen,
};

use crate::api::ApiError;
use crate::browser;
use crate::i18n::{dates, general, lang, voices as texts};
use crate::live::{Derived, State, derived, effect, live, maybe};
use crate::people::name;
use crate::people::paged::paged;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::filter::{Filters, code};
use crate::tickets::list::back;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, button, empty, error_summary, page, submit};

const FORM: &str = "reply";

pub fn inbox(here: Here) -> AnyView {
    let t = texts();
    let filters = Filters::new();
    let wanted = filters.clone();
    let query = derived(move || VoicesQuery {
        kind: code::<VoiceKind>(wanted.get("kind").as_deref()),
        state: code::<VoiceState>(wanted.get("state").as_deref()),
        limit: Some(20),
        after: None,
    });
    let school = here.school();
    let pages = paged::<VoicesList, Voice>(
        move || Some((school.clone(), query.get())),
        |query, after| query.after = Some(after),
    )
    .of(query);
    let first = pages.first;
    let states = vec![
        ("", t.all),
        (VoiceState::New.code(), t.new),
        (VoiceState::Seen.code(), t.seen_tab),
        (VoiceState::Answered.code(), t.answered_tab),
    ];
    let kinds = vec![
        ("", t.all),
        (VoiceKind::Thanks.code(), t.thanks),
        (VoiceKind::Suggestion.code(), t.suggestion),
    ];
    let tabs = view! {
        <div class="row wrap tight">
            {filters.tabs(t.kind, "kind", kinds)}
            {filters.tabs(t.status, "state", states)}
        </div>
    };
    let desk = Desk {
        here: StoredValue::new(here.clone()),
        sending: Sending::of("voice-act"),
        reply: Sending::of(FORM),
        writing: State::new(None),
        toasts: Toasts::get(),
    };
    for sending in [desk.sending, desk.reply] {
        effect(move |_| {
            if let Some(ApiError::Problem(problem)) = sending.failure.get()
                && matches!(problem.kind, ProblemKind::Stale | ProblemKind::WrongState)
            {
                desk.toasts.say(texts().changed);
                first.again();
            }
        });
    }
    let again = move || first.again();
    let row = move |item: Derived<Option<Voice>>| {
        let told = maybe(move || item.get().map(|one| told(&one)));
        let acts = maybe(move || item.get().map(|one| desk.acts(&one, again)));
        view! { <li class="card col tight">{told}{acts}</li> }.into_any()
    };
    let form = format!("/public/{}/feedback", here.slug);
    let none = move || {
        let form = view! { <a class="btn" href=form.clone() rel="external">{t.form}</a> };
        empty(t.empty, t.empty_hint, form.into_any())
    };
    let list = pages.kept((t.list, "cards"), |item| item.id.to_string(), row, none);
    let body = view! {
        <div class="col narrow">
            {tabs}
            {error_summary(desk.sending, "voice-act-error")}
            {list}
        </div>
    };
    let below = view! { <p class="dim">{t.inbox_lead}</p> };
    page(
        t.inbox.to_owned(),
        back(here.path("voices"), t.title),
        below.into_any(),
        body.into_any(),
    )
}

fn told(one: &Voice) -> AnyView {
    let (t, now) = (texts(), browser::now());
    let who = match (&one.author, one.guest) {
        (Some(author), _) => author.name.clone(),
        (None, true) => t.from_page.to_owned(),
        (None, false) => t.no_name.to_owned(),
    };
    let line = |label: &'static str, text: String| view! { <p><small>{label}" "</small>{text}</p> };
    let to = one
        .helper
        .as_ref()
        .map(|helper| line(t.to, name::short(&helper.name)));
    let contact = one.contact.clone().map(|contact| line(t.contact, contact));
    let reply = one.reply.clone().map(|reply| {
        view! { <p class="typed"><small>{t.reply}" "</small>{reply}</p> }
    });
    let passed = one.passed_at.map(|_| view! { <small>{t.was_passed}</small> });
    view! {
        <p class="row between wrap tight">
            <small>{one.kind.label(lang())}" · "{one.state.label(lang())}</small>
            <small>{dates::moment(one.sent_at, now)}</small>
        </p>
        <p class="typed">{one.text.clone()}</p>
        <p class="dim">{who}</p>
        {to}
        {contact}
        {reply}
        {passed}
    }
    .into_any()
}

/// What is done with the rows: one thing at a time.
#[derive(Clone, Copy)]
struct Desk {
    here: StoredValue<Here>,
    sending: Sending,
    reply: Sending,
    writing: State<Option<VoiceId>>,
    toasts: Toasts,
}

impl Desk {
    fn path(self, id: VoiceId) -> VoicePath {
        VoicePath {
            school: self.here.with_value(|here| here.slug.clone()),
            voice: id,
        }
    }

    fn send<E>(self, (id, version): (VoiceId, i64), said: &'static str, again: impl Fn() + 'static)
    where
        E: Endpoint<Params = VoicePath, Body = (), Reply = Voice>,
        E::Query: Default,
    {
        self.sending.send::<E>(self.path(id), (), version, move |_| {
            self.toasts.say(said);
            again();
            browser::focus_heading();
        });
    }

    fn acts(self, one: &Voice, again: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
        let t = texts();
        let (may, me) = self
            .here
            .with_value(|here| (here.may(Action::FeedbackHandle), here.member.id));
        let own = one.author.as_ref().is_some_and(|author| author.id == me);
        if !may || own {
            return ().into_any();
        }
        let which = (one.id, one.version);
        let see = (one.state == VoiceState::New).then(|| {
            button("btn small", t.seen.into_any(), move || {
                self.send::<VoicesSeen>(which, texts().seen_now, again);
            })
        });
        let passes = one.kind == VoiceKind::Thanks && one.helper.is_some() && one.passed_at.is_none();
        let pass = passes.then(|| {
            button("btn small", t.pass.into_any(), move || {
                self.send::<VoicesPass>(which, texts().passed_now, again);
            })
        });
        let answers = one.author.is_some() && one.state != VoiceState::Answered;
        let id = one.id;
        let writes = derived(move || self.writing.get() == Some(id));
        let answer = answers.then(|| {
            live(move || match writes.get() {
                true => self.form(which, again),
                false => button("btn small", texts().answer.into_any(), move || {
                    self.writing.set(Some(id));
                }),
            })
        });
        view! { <div class="row wrap tight">{see}{pass}{answer}</div> }.into_any()
    }

    fn form(self, (id, version): (VoiceId, i64), again: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
        let t = texts();
        let (text, sending) = (State::new(String::new()), self.reply);
        let field = Field {
            pointer: "/text",
            label: t.answer_text,
            hint: t.answer_hint,
            sending,
        };
        let on_submit = move |ev: web_sys::SubmitEvent| {
            ev.prevent_default();
            let body = VoiceReplyBody {
                text: text.get_untracked().trim().to_owned(),
            };
            sending.send::<VoicesAnswer>(self.path(id), body, version, move |_| {
                self.writing.set(None);
                self.toasts.say(texts().answered_now);
                again();
                browser::focus_heading();
            });
        };
        browser::focus_soon(id_of(FORM, "/text"));
        view! {
            <form class="col tight" novalidate aria-label=t.answer on:submit=on_submit>
                {error_summary(sending, "reply-error")}
                {area_field(field, "".into(), text)}
                <div class="row wrap tight">
                    {submit(sending.busy, t.answer.into(), general().sending)}
                    {button("btn", general().cancel.into_any(), move || {
                        self.writing.set(None);
                        browser::focus_heading();
                    })}
                </div>
            </form>
        }
        .into_any()
    }
}
