//! The form of a decision.

use leptos::prelude::*;
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::conduct::decision::ClosableChannel;
use podskazka_shared::conduct::{
    ConductDecideBody, ConductDecided, ConductKind, ConductMeasure, ConductOutcome,
};

use super::show::Open;
use crate::i18n::{conduct as texts, general, lang};
use crate::live::{State, derived, maybe};
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::{area_field, choices, error_summary, select_field, several, submit, text_field};

pub(super) fn form(open: Open) -> AnyView {
    let t = texts();
    let text = || State::new(String::new());
    let (outcome, reasons, for_reporter, for_reported) = (text(), text(), text(), text());
    let (channel, until) = (text(), text());
    let measures = State::new(Vec::<String>::new());
    let sending = Sending::of("decide");
    open.watch(sending);
    let user = open.reading.value.with_untracked(|report| {
        report
            .as_ref()
            .is_some_and(|report| report.summary.kind == ConductKind::User)
    });
    let typed = |text: State<String>| text.get_untracked().trim().to_owned();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let measures: Vec<ConductMeasure> =
            measures.with_untracked(|codes| codes.iter().filter_map(|code| code.parse().ok()).collect());
        let closes = measures.contains(&ConductMeasure::CloseChannel);
        let chosen = outcome.get_untracked().parse::<ConductOutcome>().ok();
        let body = ConductDecideBody {
            outcome: chosen.unwrap_or(ConductOutcome::Confirmed),
            reasons: typed(reasons),
            measures,
            channel: closes.then(|| channel.get_untracked().parse().ok()).flatten(),
            until: closes.then(|| until.get_untracked().parse().ok()).flatten(),
            for_reporter: typed(for_reporter),
            for_reported: Some(typed(for_reported)).filter(|text| !text.is_empty()),
        };
        if chosen.is_none() {
            let mut errors = vec![FieldError::new("/outcome", FieldErrorKind::Required)];
            body.check(&mut errors);
            return sending.refuse(errors);
        }
        open.run::<ConductDecided>(sending, body, texts().decided, || {});
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let named = |code: &str, label: &str| (code.to_owned(), label.to_owned());
    let outcomes = vec![
        named(ConductOutcome::Confirmed.code(), t.confirmed),
        named(ConductOutcome::Dismissed.code(), t.dismissed),
    ];
    let offered: Vec<_> = ConductMeasure::ALL
        .iter()
        .filter(|one| user || **one != ConductMeasure::CloseChannel)
        .map(|one| named(one.code(), one.label(lang())))
        .collect();
    let channels: Vec<_> = ClosableChannel::ALL
        .iter()
        .map(|one| named(one.code(), one.label(lang())))
        .collect();
    let closes = derived(move || {
        measures.with(|codes| {
            codes
                .iter()
                .any(|code| code == ConductMeasure::CloseChannel.code())
        })
    });
    let closing = move || {
        closes.get().then(|| {
            view! {
                {select_field(field("/channel", t.channel, t.channel_hint), t.no_channel, Signal::stored(channels.clone()), channel)}
                {text_field(field("/until", t.until, t.until_hint), "date".into(), "off", until, ().into_any())}
            }
        })
    };
    view! {
        <form class="card col noprint" novalidate aria-labelledby="decide-title" on:submit=on_submit>
            <h2 id="decide-title">{t.decide}</h2>
            {error_summary(sending, "decide-error")}
            {choices(field("/outcome", t.outcome, ""), Signal::stored(outcomes), outcome)}
            {area_field(field("/reasons", t.reasons, t.reasons_hint), "".into(), reasons)}
            {several(field("/measures", t.measures, t.measures_hint), Signal::stored(offered), measures)}
            {maybe(closing)}
            {area_field(field("/for_reporter", t.for_reporter, ""), "".into(), for_reporter)}
            {area_field(field("/for_reported", t.for_reported, t.for_reported_hint), "".into(), for_reported)}
            <div>{submit(sending.busy, t.decide_send.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}
