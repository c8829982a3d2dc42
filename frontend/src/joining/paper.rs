//! Recording what somebody signed on paper.

use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::consents::{ConsentsRecord, DocumentKind, PaperBody};
use podskazka_shared::ids::MemberId;
use podskazka_shared::people::MemberRef;

use crate::browser;
use crate::i18n::{dates, entry as texts, general};
use crate::live::State;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, button, error_summary, select_field, submit, text_field};

/// About whom a paper is, and who may have signed it.
#[derive(Clone)]
pub struct Paper {
    pub here: Here,
    pub member: MemberId,
    pub kind: DocumentKind,
    /// A child's parents, one of whom signs a consent; none for a grown-up.
    pub parents: Option<Vec<MemberRef>>,
}

/// The label of the button that opens the form.
pub fn label(kind: DocumentKind) -> &'static str {
    let t = texts();
    match kind {
        DocumentKind::Consent => t.paper_consent,
        DocumentKind::Regulation => t.paper_read,
    }
}

/// The form; `leave` closes it, and is told whether something was recorded.
pub fn form(paper: Paper, leave: Arc<dyn Fn(bool) + Send + Sync>) -> AnyView {
    let t = texts();
    let sending = Sending::of("paper");
    let toasts = Toasts::get();
    let today = dates::today(browser::now()).map(|day| day.to_string());
    let date = State::new(today.unwrap_or_default());
    // Nobody is chosen beforehand.
    let (by, name) = (State::new(String::new()), State::new(String::new()));
    let parents = paper
        .parents
        .clone()
        .filter(|_| paper.kind == DocumentKind::Consent);
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let signed = parents.as_ref().map(|parents| {
        if parents.is_empty() {
            let field = field("/representative", t.signed_name, t.signed_name_hint);
            return text_field(field, "text".into(), "off", name, ().into_any());
        }
        let option = |parent: &MemberRef| (parent.id.to_string(), parent.name.clone());
        let options: Vec<_> = parents.iter().map(option).collect();
        let options = Signal::derive(move || options.clone());
        select_field(field("/by", t.signed_by, t.signed_hint), t.choose, options, by)
    });
    let (done, cancel) = (leave.clone(), leave);
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let mut errors = Vec::new();
        let mut missing = |pointer| errors.push(FieldError::new(pointer, FieldErrorKind::Required));
        let day = date.get_untracked().parse();
        if day.is_err() {
            missing("/date");
        }
        let representative = Some(name.get_untracked().trim().to_owned()).filter(|name| !name.is_empty());
        let by = by.get_untracked().parse::<MemberId>().ok();
        match &parents {
            Some(parents) if parents.is_empty() && representative.is_none() => missing("/representative"),
            Some(parents) if !parents.is_empty() && by.is_none() => missing("/by"),
            Some(_) | None => {}
        }
        let (Ok(date), true) = (day, errors.is_empty()) else {
            return sending.refuse(errors);
        };
        let body = PaperBody {
            member: paper.member,
            kind: paper.kind,
            date,
            by,
            representative,
        };
        let done = done.clone();
        sending.send::<ConsentsRecord>(paper.here.school(), body, 0, move |_| {
            toasts.say(texts().paper_done);
            done(true);
        });
    };
    view! {
        <form class="col part" novalidate on:submit=on_submit>
            <b>{label(paper.kind)}</b>
            {error_summary(sending, "paper-error")}
            {text_field(field("/date", t.paper_date, ""), "date".into(), "off", date, ().into_any())}
            {signed}
            <div class="row wrap">
                {submit(sending.busy, general().save.into(), general().sending)}
                {button("btn", general().cancel.into_any(), move || cancel(false))}
            </div>
        </form>
    }
    .into_any()
}
