//! `/s/:school/tickets/new`: a parent's three taps. Only what the system does not know is asked.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::access::Role;
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::tickets::{RequesterGroup, TicketBody, TicketsCreate, Topic};

use super::filter::code;
use super::list::back;
use crate::drafts::Draft;
use crate::i18n::{general, lang, nav, tickets};
use crate::live::{State, derived, effect, maybe, words};
use crate::people::name;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, area_field, choices, error_summary, page, submit, text_field};

/// As whom the person may file: staff first, since they are at work.
fn groups(roles: &[Role]) -> Vec<RequesterGroup> {
    let group = |role: &Role| match role {
        Role::Parent => RequesterGroup::Parent,
        Role::Student => RequesterGroup::Student,
        Role::Director
        | Role::DeputyHead
        | Role::JournalAdmin
        | Role::SystemAdmin
        | Role::Secretary
        | Role::Helper
        | Role::Teacher
        | Role::ClassTeacher
        | Role::Staff => RequesterGroup::Staff,
    };
    let mut groups: Vec<_> = roles.iter().map(group).collect();
    groups.sort_by_key(|group| RequesterGroup::ALL.iter().position(|g| g == group));
    groups.dedup();
    groups
}

/// What is being filled in.
#[derive(Clone, Copy)]
struct Form {
    group: State<String>,
    topic: State<String>,
    child: State<String>,
    class_name: State<String>,
    description: State<String>,
    sending: Sending,
}

impl Form {
    fn group(self) -> RequesterGroup {
        code(Some(&self.group.get())).unwrap_or(RequesterGroup::Staff)
    }

    fn field(self, pointer: &'static str, label: &'static str, hint: &'static str) -> Field {
        Field {
            pointer,
            label,
            hint,
            sending: self.sending,
        }
    }
}

pub fn new(here: Here) -> AnyView {
    let t = tickets();
    let groups = groups(&here.member.roles);
    let first = groups.first().copied().unwrap_or(RequesterGroup::Staff);
    let draft = Draft::of(here.me.id, &here.slug, "new");
    let kept = draft.read();
    // The first line of a draft is its topic.
    let (topic, text) = match kept.split_once('\n') {
        Some((topic, text)) if code::<Topic>(Some(topic)).is_some() => (topic.to_owned(), text.to_owned()),
        _ => (String::new(), kept),
    };
    let only_child = match here.member.children.as_slice() {
        [child] => child.id.to_string(),
        _ => String::new(),
    };
    let form = Form {
        group: State::new(first.code().to_owned()),
        topic: State::new(topic),
        child: State::new(only_child),
        class_name: State::new(String::new()),
        description: State::new(text),
        sending: Sending::new(),
    };
    let keep = draft.clone();
    effect(move |_| {
        let (topic, text) = (form.topic.get(), form.description.get());
        keep.keep(&if topic.is_empty() {
            text
        } else {
            format!("{topic}\n{text}")
        });
    });
    let several = groups.len() > 1;
    let on_submit = {
        let (here, navigate, toasts) = (here.clone(), use_navigate(), Toasts::get());
        move |ev: web_sys::SubmitEvent| {
            ev.prevent_default();
            let group = untrack(|| form.group());
            let parent = group == RequesterGroup::Parent;
            let several_children = here.member.children.len() > 1;
            let child = form.child.get_untracked();
            let class = form.class_name.get_untracked().trim().to_owned();
            let topic = code::<Topic>(Some(&form.topic.get_untracked()));
            let body = TicketBody {
                topic: topic.unwrap_or(Topic::Other),
                description: form.description.get_untracked().trim().to_owned(),
                group: several.then_some(group),
                child: child.parse().ok().filter(|_| parent && several_children),
                class_name: Some(class).filter(|class| !class.is_empty()),
            };
            // All that is missing at once, in the order of the screen.
            let mut errors = Vec::new();
            let mut require = |there: bool, pointer: &str| {
                if !there {
                    errors.push(FieldError::new(pointer, FieldErrorKind::Required));
                }
            };
            require(body.child.is_some() || !parent || !several_children, "/child");
            require(topic.is_some(), "/topic");
            require(
                body.class_name.is_some() || !asks_class(&here, group, &child),
                "/class_name",
            );
            body.check(&mut errors);
            if !errors.is_empty() {
                return form.sending.refuse(errors);
            }
            let (navigate, draft, base) = (navigate.clone(), draft.clone(), here.path("tickets"));
            form.sending
                .send::<TicketsCreate>(here.school(), body, 0, move |ticket| {
                    draft.forget();
                    toasts.say(tickets().sent);
                    let options = NavigateOptions {
                        replace: true,
                        ..NavigateOptions::default()
                    };
                    navigate(&format!("{base}/{}", ticket.summary.id), options);
                });
        }
    };
    let topics = Signal::derive(move || {
        let topics = Topic::of(form.group()).into_iter();
        topics
            .map(|topic| (topic.code().to_owned(), topic.label(lang()).to_owned()))
            .collect()
    });
    let group_field = several.then(|| {
        let named = |group: RequesterGroup| (group.code().to_owned(), group.label(lang()).to_owned());
        let options: Vec<_> = groups.iter().copied().map(named).collect();
        choices(
            form.field("/group", t.as_whom, ""),
            Signal::stored(options),
            form.group,
        )
    });
    let body = view! {
        <form class="col narrow" novalidate on:submit=on_submit>
            {error_summary(form.sending, "new-error")}
            {group_field}
            {child_field(&here, form)}
            {choices(form.field("/topic", t.topic, ""), topics, form.topic)}
            {area_field(form.field("/description", t.description, t.description_hint), "".into(), form.description)}
            {class_field(&here, form)}
            {known(&here, form)}
            <div class="row wrap">
                {submit(form.sending.busy, general().send.into(), general().sending)}
                <small class="grow">{t.draft_kept}</small>
            </div>
        </form>
    };
    let above = back(here.path("tickets"), nav().my_tickets);
    let below = view! { <p class="dim">{t.new_lead}</p> };
    page(t.new_title.to_owned(), above, below.into_any(), body.into_any())
}

/// The class that the school's card tells for this choice.
fn known_class(here: &Here, group: RequesterGroup, child: &str) -> Option<String> {
    match group {
        RequesterGroup::Staff => None,
        RequesterGroup::Student => here.member.class_name.clone(),
        RequesterGroup::Parent => {
            let fits = |c: &&podskazka_shared::people::Child| c.id.to_string() == child;
            here.member.children.iter().find(fits)?.class_name.clone()
        }
    }
}

fn asks_class(here: &Here, group: RequesterGroup, child: &str) -> bool {
    let chosen = group != RequesterGroup::Parent || here.member.children.is_empty() || !child.is_empty();
    group != RequesterGroup::Staff && chosen && known_class(here, group, child).is_none()
}

fn class_field(here: &Here, form: Form) -> AnyView {
    let t = tickets();
    let here = here.clone();
    let asked = derived(move || asks_class(&here, form.group(), &form.child.get()));
    let field = move || {
        let field = form.field("/class_name", t.class_name, t.class_hint);
        asked
            .get()
            .then(|| text_field(field, "text".into(), "off", form.class_name, ().into_any()))
    };
    maybe(field)
}

fn child_field(here: &Here, form: Form) -> AnyView {
    if here.member.children.len() < 2 {
        return ().into_any();
    }
    let named = |child: &podskazka_shared::people::Child| {
        let class = child
            .class_name
            .as_ref()
            .map(|class| format!(" · {class}"))
            .unwrap_or_default();
        (
            child.id.to_string(),
            format!("{}{class}", name::short(&child.name)),
        )
    };
    let options: Vec<_> = here.member.children.iter().map(named).collect();
    let parent = derived(move || form.group() == RequesterGroup::Parent);
    let field = move || {
        let field = form.field("/child", tickets().child, "");
        parent
            .get()
            .then(|| choices(field, Signal::stored(options.clone()), form.child))
    };
    maybe(field)
}

/// "Иванова М. · 7А": what need not be typed.
fn known(here: &Here, form: Form) -> AnyView {
    let here = here.clone();
    let text = move || {
        let group = form.group();
        let child = form.child.get();
        let mut parts = vec![name::short(&here.member.name)];
        if group == RequesterGroup::Parent {
            let chosen = here.member.children.iter().find(|c| c.id.to_string() == child);
            parts.extend(chosen.map(|c| name::short(&c.name)));
        }
        parts.extend(known_class(&here, group, &child));
        parts.join(" · ")
    };
    view! { <p class="known"><small>{tickets().from_whom}": "</small><b>{words(text)}</b></p> }.into_any()
}
