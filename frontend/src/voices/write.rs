//! `/s/:school/voices`: saying thanks, or suggesting something.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::ids::MemberId;
use podskazka_shared::schedules::{OnQuery, SchedulesInForce};
use podskazka_shared::voices::{VoiceBody, VoiceKind, VoicesCreate};

use super::mine;
use crate::i18n::{general, voices as texts};
use crate::live::{State, derived, maybe};
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, check_field, choices, error_summary, page, select_field, submit};

pub fn write(here: Here) -> AnyView {
    let t = texts();
    let sent = State::new(0u32);
    let inbox = here.may(Action::FeedbackRead).then(|| {
        let href = here.path("voices/inbox");
        view! { <p><a class="btn" href=href>{t.inbox}</a></p> }
    });
    let body = view! {
        <div class="col narrow">
            {inbox}
            {form(&here, sent)}
            {mine::passed(&here)}
            {mine::mine(&here, sent)}
        </div>
    };
    let below = view! { <p class="dim">{t.lead}</p> };
    page(
        t.title.to_owned(),
        ().into_any(),
        below.into_any(),
        body.into_any(),
    )
}

fn form(here: &Here, sent: State<u32>) -> AnyView {
    let t = texts();
    let (sending, toasts) = (Sending::of("voice"), Toasts::get());
    let kind = State::new(VoiceKind::Thanks.code().to_owned());
    let (text, helper, unnamed) = (
        State::new(String::new()),
        State::new(String::new()),
        State::new(false),
    );
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let kinds = vec![
        (VoiceKind::Thanks.code().to_owned(), t.thanks.to_owned()),
        (VoiceKind::Suggestion.code().to_owned(), t.suggestion.to_owned()),
    ];
    let thanks = derived(move || kind.get() == VoiceKind::Thanks.code());
    let (school, me) = (here.school(), here.member.id);
    let asked = school.clone();
    let plan = read::<SchedulesInForce>(move || Some((asked.clone(), OnQuery { on: None })));
    let helpers = derived(move || {
        let mut names: Vec<(String, String)> = Vec::new();
        let schedule = plan.value.get().and_then(|found| found.schedule);
        for line in schedule.into_iter().flat_map(|schedule| schedule.lines) {
            let Some(member) = line.member.filter(|member| member.id != me) else {
                continue;
            };
            let id = member.id.to_string();
            if !names.iter().any(|(known, _)| *known == id) {
                names.push((id, member.name));
            }
        }
        names
    });
    let to = maybe(move || {
        let shown = thanks.get() && helpers.with(|helpers| !helpers.is_empty());
        let names = Signal::derive(move || helpers.get());
        shown.then(|| select_field(field("/helper", t.helper, t.helper_hint), t.nobody, names, helper))
    });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let is_thanks = thanks.get_untracked();
        let body = VoiceBody {
            kind: if is_thanks {
                VoiceKind::Thanks
            } else {
                VoiceKind::Suggestion
            },
            text: text.get_untracked().trim().to_owned(),
            helper: helper
                .get_untracked()
                .parse::<MemberId>()
                .ok()
                .filter(|_| is_thanks),
            unnamed: unnamed.get_untracked(),
        };
        sending.send::<VoicesCreate>(school.clone(), body, 0, move |_| {
            text.set(String::new());
            helper.set(String::new());
            sent.update(|sent| *sent += 1);
            toasts.say(texts().sent);
            crate::browser::focus_heading();
        });
    };
    view! {
        <form class="card col" novalidate aria-label=t.title on:submit=on_submit>
            {error_summary(sending, "voice-error")}
            {choices(field("/kind", t.kind, ""), Signal::stored(kinds), kind)}
            {area_field(field("/text", t.text, t.text_hint), "".into(), text)}
            {to}
            {check_field(field("/unnamed", t.unnamed, t.unnamed_hint), unnamed)}
            {submit(sending.busy, t.send.into(), general().sending)}
        </form>
    }
    .into_any()
}
