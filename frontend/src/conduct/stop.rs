//! Stopping a conversation: what who asked is told, and the report that is filed with it.

use leptos::prelude::*;
use podskazka_shared::conduct::StopBody;
use podskazka_shared::tickets::TicketsStop;

use crate::i18n::{conduct as texts, steps};
use crate::live::State;
use crate::sending::Sending;
use crate::session::Here;
use crate::tickets::said::{Leave, foot, kept};
use crate::tickets::view::Open;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, error_summary};

pub fn stop(here: &Here, open: Open, leave: Leave) -> AnyView {
    let (t, s) = (texts(), steps());
    let (text, draft) = kept(here, open, "stop", s.stop_first.to_owned());
    let (report, wish) = (State::new(String::new()), State::new(String::new()));
    let sending = Sending::of("stop");
    open.watch(sending);
    let (toasts, done) = (Toasts::get(), leave.clone());
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let typed = |text: State<String>| text.get_untracked().trim().to_owned();
        let body = StopBody {
            text: typed(text),
            report: typed(report),
            message: None,
            wish: Some(typed(wish)).filter(|wish| !wish.is_empty()),
        };
        let (draft, done) = (draft.clone(), done.clone());
        sending.send::<TicketsStop>(open.path.get_value(), body, open.version(), move |ticket| {
            draft.forget();
            toasts.say(steps().stopped);
            open.took(ticket);
            done();
        });
    };
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            {error_summary(sending, "stop-error")}
            {area_field(field("/text", s.stop_label, s.stop_hint), "".into(), text)}
            {area_field(field("/report", t.stop_report, t.stop_report_hint), "".into(), report)}
            {area_field(field("/wish", t.wish, t.wish_hint), "".into(), wish)}
            {foot(sending, s.stop_send, leave)}
        </form>
    }
    .into_any()
}
