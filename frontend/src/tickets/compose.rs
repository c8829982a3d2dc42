//! Writing into a request: a message of the requester; an answer, a question back, a message or a note of staff.

use leptos::prelude::*;
use podskazka_shared::access::Action;
use podskazka_shared::tickets::{
    Act, MessageBody, MessagesCreate, StepBody, TicketState, TicketsAnswer, TicketsAsk,
};

use super::view::Open;
use crate::conduct::polite::polite;
use crate::drafts::Draft;
use crate::files::Attached;
use crate::i18n::{desk, general, tickets};
use crate::live::{Derived, State, derived, effect, flag, maybe};
use crate::phrases::insert::Insert;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Toasts, area_field, choices, error_summary, submit};

/// What is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Answer,
    Ask,
    Message,
    Note,
}

impl Mode {
    const ALL: [Self; 4] = [Self::Answer, Self::Ask, Self::Message, Self::Note];

    const fn act(self) -> Act {
        match self {
            Self::Answer => Act::Answer,
            Self::Ask => Act::Ask,
            Self::Message => Act::Message,
            Self::Note => Act::Note,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Ask => "ask",
            Self::Message => "message",
            Self::Note => "note",
        }
    }

    fn of(code: &str) -> Self {
        Self::ALL
            .into_iter()
            .find(|mode| mode.code() == code)
            .unwrap_or(Self::Message)
    }

    /// On the tab, in the empty box, on the button, when done.
    fn words(self) -> (&'static str, &'static str, &'static str, &'static str) {
        let t = desk();
        match self {
            Self::Answer => (t.answer, t.answer_placeholder, t.send_answer, t.answered),
            Self::Ask => (t.ask, t.ask_placeholder, t.send_ask, t.asked),
            Self::Message => (t.message, t.message_placeholder, t.send_message, t.written),
            Self::Note => (t.note, t.note_placeholder, t.send_note, t.noted),
        }
    }
}

/// The box of the text: the key `a` leads there.
pub fn text_id() -> String {
    id_of("f", "/text")
}

pub fn compose(here: &Here, open: Open, may: Derived<Vec<Act>>) -> AnyView {
    let path = open.path.get_value();
    let draft = Draft::of(here.me.id, &here.slug, &format!("ticket/{}", path.ticket));
    // Outlives the box: what is typed stays when the tabs change.
    let text = State::new(draft.read());
    let keep = draft.clone();
    effect(move |_| text.with(|text| keep.keep(text)));
    let modes = derived(move || {
        let allowed = |mode: &Mode| may.with(|may| may.contains(&mode.act()));
        Mode::ALL.into_iter().filter(allowed).collect::<Vec<_>>()
    });
    let sending = Sending::new();
    open.watch(sending);
    let insert = Insert::new(here, open, text);
    let attached = Attached::of(here, sending, format!("ticket/{}", path.ticket));
    let kept = here.clone();
    let form = move || {
        let modes = modes.get();
        (!modes.is_empty()).then(|| {
            form(
                &kept,
                open,
                modes,
                insert,
                (text, attached),
                sending,
                draft.clone(),
            )
        })
    };
    maybe(form)
}

fn form(
    here: &Here,
    open: Open,
    modes: Vec<Mode>,
    insert: Insert,
    (text, attached): (State<String>, Attached),
    sending: Sending,
    draft: Draft,
) -> AnyView {
    let staff = modes.as_slice() != [Mode::Message];
    let first = modes.first().copied().unwrap_or(Mode::Message);
    let code = State::new(first.code().to_owned());
    let mode = derived(move || code.with(|code| Mode::of(code)));
    let toasts = Toasts::get();
    let send = move || {
        let (path, version, draft) = (open.path.get_value(), open.version(), draft.clone());
        let typed = text.get_untracked().trim().to_owned();
        let mode = mode.get_untracked();
        let Some(files) = attached.ready(toasts) else {
            return;
        };
        let (sent, with) = (typed.clone(), files.clone());
        let done = move || {
            // What was typed meanwhile stays.
            if text.get_untracked().trim() == sent {
                draft.forget();
                text.set(String::new());
            }
            attached.went(&with);
            toasts.say(mode.words().3);
        };
        match mode {
            Mode::Answer => {
                let body = StepBody { text: typed, files };
                sending.send::<TicketsAnswer>(path, body, version, move |ticket| {
                    done();
                    open.took(ticket);
                })
            }
            Mode::Ask => {
                let body = StepBody { text: typed, files };
                sending.send::<TicketsAsk>(path, body, version, move |ticket| {
                    done();
                    open.took(ticket);
                })
            }
            Mode::Message | Mode::Note => {
                let body = MessageBody {
                    text: typed,
                    internal: mode == Mode::Note,
                    files,
                };
                sending.send::<MessagesCreate>(path, body, version, move |_| {
                    done();
                    open.stale.set(false);
                    open.reading.again();
                });
            }
        }
    };
    let on_key = {
        let send = send.clone();
        move |ev: web_sys::KeyboardEvent| {
            if staff && insert.opens(&ev) {
                return;
            }
            if ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key()) {
                ev.prevent_default();
                send();
            }
        }
    };
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        send();
    };
    let asked = open
        .summary
        .with_untracked(|s| s.as_ref().is_some_and(|s| s.state == TicketState::Waiting));
    let t = tickets();
    let label = match (staff, asked) {
        (true, _) => desk().text,
        (false, true) => t.reply,
        (false, false) => t.message,
    };
    let field = |pointer, label| Field {
        pointer,
        label,
        hint: "",
        sending,
    };
    let tabs = (modes.len() > 1).then(|| {
        let named = |mode: &Mode| (mode.code().to_owned(), mode.words().0.to_owned());
        let options: Vec<_> = modes.iter().map(named).collect();
        choices(field("/kind", desk().kind), Signal::stored(options), code)
    });
    let phrases = staff.then(|| insert.control(derived(move || mode.get() == Mode::Ask)));
    let materials =
        (staff && here.may(Action::ArticleRead)).then(|| crate::articles::give::give(here, open, text));
    let placeholder = Signal::derive(move || {
        if staff {
            mode.get().words().1
        } else {
            t.message_placeholder
        }
    });
    let caption = Signal::derive(move || {
        if staff {
            mode.get().words().2
        } else {
            general().send
        }
    });
    let beside = staff.then(|| crate::news::answering::answering(open, text));
    view! {
        {beside}
        <form class="card col compose" class:noting=flag(move || mode.get() == Mode::Note) novalidate on:submit=on_submit on:keydown=on_key>
            {tabs}
            {area_field(field("/text", label), placeholder, text)}
            {polite(text)}
            {phrases}
            {materials}
            {attached.view()}
            {error_summary(sending, "compose-error")}
            <div class="row wrap">
                {submit(sending.busy, caption, general().sending)}
                <small class="keys">{desk().ctrl_enter}</small>
            </div>
        </form>
    }
    .into_any()
}
