//! `/join#…`: coming in with a slip, in three short steps. The code stands behind the `#`, where no server sees it.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::*;
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::invitations::Purpose;
use podskazka_shared::invitations::join::{Acts, CodeBody, JoinLook, JoinView};

use super::{join_account, join_documents, join_reset};
use crate::browser;
use crate::i18n::{general, joining};
use crate::live::{State, live};
use crate::sending::Sending;
use crate::ui::field::Field;
use crate::ui::{button, error_summary, page, submit, text_field};

thread_local! {
    /// The code outlives the way to the sign-in and back, but not the tab.
    static CODE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Nothing of the code stays in this tab.
pub fn forget() {
    CODE.set(String::new());
}

/// How far somebody is.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    Code,
    Who(Arc<JoinView>),
    Documents(Arc<JoinView>),
    Account(Arc<JoinView>, Acts),
    Reset(Arc<JoinView>),
}

/// What every step needs.
#[derive(Debug, Clone, Copy)]
pub struct Join {
    pub code: State<String>,
    pub step: State<Step>,
}

impl Join {
    pub fn go(self, step: Step) {
        self.step.set(step);
        browser::focus_heading();
    }
}

pub fn join() -> AnyView {
    let fragment = browser::fragment();
    if !fragment.is_empty() {
        CODE.set(fragment);
        browser::drop_fragment();
    }
    let code = CODE.with_borrow(Clone::clone);
    let known = !code.is_empty();
    let join = Join {
        code: State::new(code),
        step: State::new(Step::Code),
    };
    let sending = Sending::new();
    if known {
        look(join, sending);
    }
    let shown = move || match join.step.get() {
        Step::Code => enter(join, sending),
        Step::Who(view) => who(join, &view),
        Step::Documents(view) => join_documents::documents(join, &view),
        Step::Account(view, acts) => join_account::account(join, &view, acts),
        Step::Reset(view) => join_reset::reset(join, &view),
    };
    let title = Signal::derive(move || {
        let t = joining();
        let title = match join.step.get() {
            Step::Code | Step::Who(_) => t.title,
            Step::Documents(_) => t.documents,
            Step::Account(..) => t.account,
            Step::Reset(_) => t.reset_title,
        };
        title.to_owned()
    });
    let logo = view! { <p class="logo">{general().product}</p> };
    let below = live(move || {
        let number = match join.step.get() {
            Step::Code | Step::Reset(_) => return ().into_any(),
            Step::Who(_) => 1,
            Step::Documents(_) => 2,
            Step::Account(..) => 3,
        };
        let t = joining();
        view! { <p class="dim">{t.step} " " {number} " " {t.of} " 3"</p> }.into_any()
    });
    view! { <div class="door col">{page(title, logo.into_any(), below, live(shown))}</div> }.into_any()
}

fn look(join: Join, sending: Sending) {
    let body = CodeBody {
        code: join.code.get_untracked().trim().to_owned(),
    };
    sending.send::<JoinLook>(Nothing {}, body, 0, move |view| {
        CODE.set(join.code.get_untracked());
        let view = Arc::new(view);
        join.go(match view.purpose {
            Purpose::Join => Step::Who(view),
            Purpose::Reset => Step::Reset(view),
        });
    });
}

fn enter(join: Join, sending: Sending) -> AnyView {
    let t = joining();
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        look(join, sending);
    };
    let field = Field {
        pointer: "/code",
        label: t.code,
        hint: t.code_hint,
        sending,
    };
    view! {
        <form class="card col" novalidate on:submit=on_submit>
            <p>{t.code_lead}</p>
            {error_summary(sending, "join-error")}
            {text_field(field, "text".into(), "off", join.code, ().into_any())}
            {submit(sending.busy, t.next.into(), general().loading)}
        </form>
    }
    .into_any()
}

fn who(join: Join, view: &Arc<JoinView>) -> AnyView {
    let t = joining();
    let next = view.clone();
    let asks = view.consent.is_some() || view.regulation.is_some();
    let go = move || {
        join.go(match asks {
            true => Step::Documents(next.clone()),
            false => Step::Account(next.clone(), Acts::default()),
        });
    };
    view! {
        <div class="card col">
            <p class="dim">{t.for_whom}</p>
            <p class="big">{view.name.clone()}</p>
            <p>{view.school.clone()}</p>
            {button("btn main", t.its_me.into_any(), go)}
            <p class="dim">{t.not_me}</p>
        </div>
    }
    .into_any()
}
