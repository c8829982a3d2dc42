//! An order by which somebody acts for the head, entered by the operator because nobody in the school can.

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::platform::{PlatformActingBody, PlatformActingCreate, PlatformSchoolPath};

use crate::browser;
use crate::i18n::{general, orders, platform as texts};
use crate::live::State;
use crate::orders::paper::Paper;
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, button, error_summary, submit, text_field};

const FORM: &str = "acting";

/// The form; `close` puts it away.
pub fn form(path: PlatformSchoolPath, close: impl Fn() + Clone + 'static) -> AnyView {
    let t = texts();
    let (name, paper) = (State::new(String::new()), Paper::new());
    let (sending, toasts) = (Sending::of(FORM), Toasts::get());
    let done = close.clone();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let name = name.get_untracked().trim().to_owned();
        let mut errors = Vec::new();
        if name.is_empty() {
            errors.push(FieldError::new("/name", FieldErrorKind::Required));
        }
        let order = paper.read(&mut errors);
        let (Some(order), true) = (order, errors.is_empty()) else {
            return sending.refuse(errors);
        };
        let body = PlatformActingBody {
            name,
            order_number: order.number,
            order_date: order.dated,
            from: order.from,
            to: order.to,
        };
        let done = done.clone();
        sending.send::<PlatformActingCreate>(path.clone(), body, 0, move |_| {
            toasts.say(orders().acting_done);
            done();
            browser::focus_heading();
        });
    };
    let who = Field {
        pointer: "/name",
        label: t.acting_name,
        hint: t.acting_name_hint,
        sending,
    };
    browser::focus_soon(id_of(FORM, "/name"));
    view! {
        <form class="col" novalidate on:submit=on_submit>
            <p class="dim">{t.acting_hint}</p>
            {error_summary(sending, "acting-error")}
            {text_field(who, "text".into(), "off", name, ().into_any())}
            {paper.fields(sending)}
            <div class="row wrap">
                {submit(sending.busy, orders().save.into(), general().sending)}
                {button("btn", general().cancel.into_any(), close)}
            </div>
        </form>
    }
    .into_any()
}
