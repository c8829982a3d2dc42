//! `/s/:school/tickets/new`: a parent's three taps. Only what the system does not know is asked.

pub mod another;

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use podskazka_shared::access::{Action, Role};
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::deadlines::policy::{Asked, PoliciesFind, PolicyPath, within};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::people::Child;
use podskazka_shared::tickets::{Channel, RequesterGroup, TicketBody, TicketsCreate, Topic};

use super::filter::code;
use super::guide::Guide;
use super::list::back;
use super::whom::{Asker, Whom};
use crate::drafts::Draft;
use crate::files::Attached;
use crate::i18n::{filing, general, lang, nav, tickets};
use crate::live::{Derived, State, derived, effect, live, maybe, words};
use crate::people::name;
use crate::reading::read;
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::Field;
use crate::ui::{Toasts, check_field, choices, error_summary, page, submit, text_field};

/// As whom the person may file: staff first, since they are at work.
pub fn groups(roles: &[Role]) -> Vec<RequesterGroup> {
    let group = |role: &Role| match (*role == Role::Parent, *role == Role::Student) {
        (true, _) => Some(RequesterGroup::Parent),
        (_, true) => Some(RequesterGroup::Student),
        (false, false) => role.is_staff().then_some(RequesterGroup::Staff),
    };
    let mut groups: Vec<_> = roles.iter().filter_map(group).collect();
    groups.sort_by_key(|group| RequesterGroup::ALL.iter().position(|g| g == group));
    groups.dedup();
    groups
}

/// What is being filled in.
#[derive(Clone, Copy)]
struct Form {
    whom: Whom,
    asker: Derived<Option<Asker>>,
    group: State<String>,
    topic: State<String>,
    child: State<String>,
    class_name: State<String>,
    description: State<String>,
    /// `class_teacher`, or `helpers`.
    to: State<String>,
    private: State<bool>,
    shared: State<bool>,
    sending: Sending,
}

impl Form {
    fn group(self) -> RequesterGroup {
        let of_asker = || {
            self.asker
                .with(|asker| asker.as_ref().map(|asker| asker.groups.clone()))
        };
        let groups = of_asker().unwrap_or_default();
        code(Some(&self.group.get()))
            .filter(|group| groups.contains(group))
            .or(groups.first().copied())
            .unwrap_or(RequesterGroup::Staff)
    }

    fn children(self) -> Vec<Child> {
        let children = self
            .asker
            .with(|asker| asker.as_ref().map(|asker| asker.children.clone()));
        children.unwrap_or_default()
    }

    /// The child that a parent's request is about: the only one, or the chosen one.
    fn child(self) -> Option<Child> {
        if self.group() != RequesterGroup::Parent {
            return None;
        }
        let chosen = self.child.get();
        match self.children().as_slice() {
            [only] => Some(only.clone()),
            several => several
                .iter()
                .find(|child| child.id.to_string() == chosen)
                .cloned(),
        }
    }

    /// The class that the school's card tells for this choice.
    fn known_class(self) -> Option<String> {
        match self.group() {
            RequesterGroup::Staff => None,
            RequesterGroup::Student => self.asker.with(|asker| asker.as_ref()?.class.clone()),
            RequesterGroup::Parent => Some(self.child()?.class?.to_string()),
        }
    }

    fn asks_class(self) -> bool {
        let group = self.group();
        let chosen = group != RequesterGroup::Parent || self.children().is_empty() || self.child().is_some();
        group != RequesterGroup::Staff
            && self.asker.with(Option::is_some)
            && chosen
            && self.known_class().is_none()
    }

    fn may_keep_private(self) -> bool {
        self.group() == RequesterGroup::Student
            && self
                .asker
                .with(|asker| asker.as_ref().is_some_and(|asker| asker.may_keep_private))
    }

    fn field(self, pointer: &'static str, label: &'static str, hint: &'static str) -> Field {
        Field {
            pointer,
            label,
            hint,
            sending: self.sending,
        }
    }

    /// What is sent, or all that is missing at once, in the order of the screen.
    fn body(self) -> Result<TicketBody, Vec<FieldError>> {
        let (group, child, children) = (self.group(), self.child(), self.children());
        let several = self
            .asker
            .with(|asker| asker.as_ref().is_some_and(|asker| asker.groups.len() > 1));
        let (topic, class) = (
            code::<Topic>(Some(&self.topic.get())),
            self.class_name.get().trim().to_owned(),
        );
        let other = self.whom.is_other();
        let requester = self
            .whom
            .chosen
            .with(|chosen| chosen.as_ref().map(|found| found.id));
        let asks_class = self.asks_class();
        let body = TicketBody {
            group: several.then_some(group),
            child: child
                .as_ref()
                .map(|child| child.id)
                .filter(|_| children.len() > 1),
            class_name: Some(class).filter(|class| asks_class && !class.is_empty()),
            requester: requester.filter(|_| other),
            to_class_teacher: self.to.get() == "class_teacher" && self.known_class().is_some(),
            private: self.private.get() && self.may_keep_private(),
            shared: self.shared.get() && child.is_some(),
            ..TicketBody::new(
                topic.unwrap_or(Topic::Other),
                self.description.get().trim().to_owned(),
            )
        };
        let mut errors = Vec::new();
        let mut require = |there: bool, pointer: &str| {
            if !there {
                errors.push(FieldError::new(pointer, FieldErrorKind::Required));
            }
        };
        require(!other || body.requester.is_some(), "/requester");
        let asked = group == RequesterGroup::Parent && children.len() > 1;
        require(!asked || child.is_some(), "/child");
        require(topic.is_some(), "/topic");
        require(body.class_name.is_some() || !asks_class, "/class_name");
        body.check(&mut errors);
        match errors.is_empty() {
            true => Ok(body),
            false => Err(errors),
        }
    }
}

pub fn new(here: Here) -> AnyView {
    let t = tickets();
    let draft = Draft::of(here.me.id, &here.slug, "new");
    let kept = draft.read();
    // The first line of a draft is its topic.
    let (topic, text) = match kept.split_once('\n') {
        Some((topic, text)) if code::<Topic>(Some(topic)).is_some() => (topic.to_owned(), text.to_owned()),
        _ => (String::new(), kept),
    };
    let whom = Whom::new();
    let first = groups(&here.member.roles).first().copied();
    let form = Form {
        whom,
        asker: whom.asker(&here),
        group: State::new(first.map(RequesterGroup::code).unwrap_or_default().to_owned()),
        topic: State::new(topic),
        child: State::new(String::new()),
        class_name: State::new(String::new()),
        description: State::new(text),
        to: State::new("helpers".to_owned()),
        private: State::new(false),
        shared: State::new(false),
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
    let topic = derived(move || code::<Topic>(Some(&form.topic.get())));
    let guide = Guide::new(
        &here,
        form.description,
        topic,
        derived(move || form.group()),
        form.sending,
    );
    let own = derived(move || !form.whom.is_other());
    let attached = Attached::of(&here, form.sending, "new".to_owned());
    let on_submit = {
        let (here, navigate, toasts) = (here.clone(), use_navigate(), Toasts::get());
        move |ev: web_sys::SubmitEvent| {
            ev.prevent_default();
            let body = match untrack(|| form.body()) {
                Ok(body) => body,
                Err(errors) => return form.sending.refuse(errors),
            };
            let Some(files) = attached.ready(toasts) else {
                return;
            };
            let with = files.clone();
            let body = TicketBody { files, ..body };
            let (navigate, draft, base) = (navigate.clone(), draft.clone(), here.path("tickets"));
            form.sending
                .send::<TicketsCreate>(here.school(), body, 0, move |ticket| {
                    draft.forget();
                    attached.went(&with);
                    toasts.say(tickets().sent);
                    let options = NavigateOptions {
                        replace: true,
                        ..NavigateOptions::default()
                    };
                    navigate(&format!("{base}/{}", ticket.summary.id), options);
                });
        }
    };
    let materials = here.may(Action::ArticleRead).then(|| {
        let (draft, navigate, toasts, base) = (
            Draft::of(here.me.id, &here.slug, "new"),
            use_navigate(),
            Toasts::get(),
            here.path("tickets"),
        );
        let done = move || {
            form.description.set(String::new());
            form.topic.set(String::new());
            draft.forget();
            toasts.say(crate::i18n::usefulness().thanks);
            navigate(&base, NavigateOptions::default());
        };
        crate::articles::suggest::suggested(&here, form.description, topic, own, std::sync::Arc::new(done))
    });
    let topics = Signal::derive(move || {
        let topics = Topic::of(form.group()).into_iter();
        topics
            .map(|topic| (topic.code().to_owned(), topic.label(lang()).to_owned()))
            .collect()
    });
    let body = view! {
        <form class="col narrow" novalidate on:submit=on_submit>
            {error_summary(form.sending, "new-error")}
            {whom.field(&here, form.sending)}
            {group_field(form)}
            {child_field(form)}
            {to_field(form)}
            {choices(form.field("/topic", t.topic, ""), topics, form.topic)}
            {guide.view()}
            {materials}
            {attached.view()}
            {guide.before(&here, own)}
            {class_field(form)}
            {family_fields(form)}
            {known(form)}
            <div class="row wrap">
                {submit(form.sending.busy, general().send.into(), general().sending)}
                <small class="grow">{t.draft_kept}</small>
            </div>
        </form>
    };
    let above = back(here.path("tickets"), nav().my_tickets);
    let look_first = here.may(Action::ArticleRead).then(|| {
        let text = crate::i18n::articles().look_first;
        view! { <p><a href=here.path("articles")>{text}</a></p> }
    });
    let school = here.slug.clone();
    let policy = read::<PoliciesFind>(move || {
        let school = school.clone();
        Some((PolicyPath { school }, Nothing {}))
    });
    // Of what is chosen; before a topic is, of what most ask.
    let promise = move || {
        let policy = policy.value.get()?.policy;
        let topic = code::<Topic>(Some(&form.topic.get())).unwrap_or(Topic::Other);
        let asked = Asked {
            group: form.group(),
            topic,
            channel: Channel::Web,
        };
        let t = tickets();
        let considered = format!("{} {}.", t.promise, within(policy.considered(asked), lang()));
        let answered = policy.answered(asked);
        Some(answered.map_or(considered.clone(), |target| {
            format!("{considered} {} {}.", t.promise_answer, within(target, lang()))
        }))
    };
    let below = view! { <p class="dim">{live(promise)}" "{t.new_lead}</p> {look_first} };
    page(t.new_title.to_owned(), above, below.into_any(), body.into_any())
}

/// As whom: asked only of those who are several things.
fn group_field(form: Form) -> AnyView {
    let groups = derived(move || {
        form.asker
            .with(|asker| asker.as_ref().map(|asker| asker.groups.clone()))
    });
    let named = |group: RequesterGroup| (group.code().to_owned(), group.label(lang()).to_owned());
    let field = move || {
        let groups = groups.get().filter(|groups| groups.len() > 1)?;
        let label = match untrack(|| form.whom.is_other()) {
            true => filing().as_whom_other,
            false => tickets().as_whom,
        };
        // What is chosen shows, also when another person is something else.
        let chosen = untrack(|| form.group()).code().to_owned();
        if form.group.get_untracked() != chosen {
            form.group.set(chosen);
        }
        let options: Vec<_> = groups.into_iter().map(named).collect();
        Some(choices(
            form.field("/group", label, ""),
            Signal::stored(options),
            form.group,
        ))
    };
    maybe(field)
}

fn child_field(form: Form) -> AnyView {
    let named = |child: &Child| {
        let class = child
            .class
            .as_ref()
            .map(|class| format!(" · {class}"))
            .unwrap_or_default();
        (
            child.id.to_string(),
            format!("{}{class}", name::short(&child.name)),
        )
    };
    let children = derived(move || match form.group() {
        RequesterGroup::Parent => form.children(),
        RequesterGroup::Staff | RequesterGroup::Student => Vec::new(),
    });
    let field = move || {
        let children = children.get();
        let options: Vec<_> = children.iter().map(named).collect();
        (children.len() > 1).then(|| {
            let field = form.field("/child", tickets().child, "");
            choices(field, Signal::stored(options), form.child)
        })
    };
    maybe(field)
}

/// To the helpers or to the class teacher: where there is a class.
fn to_field(form: Form) -> AnyView {
    let open = derived(move || form.known_class().is_some());
    let field = move || {
        let t = filing();
        let options = vec![
            ("helpers".to_owned(), t.to_helpers.to_owned()),
            ("class_teacher".to_owned(), t.to_class_teacher.to_owned()),
        ];
        let field = form.field("/to_class_teacher", t.to_whom, "");
        open.get()
            .then(|| choices(field, Signal::stored(options), form.to))
    };
    maybe(field)
}

/// What a family sees of each other's requests.
fn family_fields(form: Form) -> AnyView {
    let private = derived(move || form.may_keep_private());
    let shared = derived(move || form.child().is_some());
    let private_field = move || {
        let t = filing();
        let hint = match untrack(|| form.whom.is_other()) {
            true => t.private_hint_other,
            false => t.private_hint,
        };
        let field = form.field("/private", t.private, hint);
        private.get().then(|| check_field(field, form.private))
    };
    let shared_field = move || {
        let t = filing();
        let field = form.field("/shared", t.shared, t.shared_hint);
        shared.get().then(|| check_field(field, form.shared))
    };
    [maybe(private_field), maybe(shared_field)].into_any()
}

fn class_field(form: Form) -> AnyView {
    let t = tickets();
    let asked = derived(move || form.asks_class());
    let field = move || {
        let field = form.field("/class_name", t.class_name, t.class_hint);
        asked
            .get()
            .then(|| text_field(field, "text".into(), "off", form.class_name, ().into_any()))
    };
    maybe(field)
}

/// "Иванова М. · 7А": what need not be typed.
fn known(form: Form) -> AnyView {
    let text = move || {
        let asker = form
            .asker
            .with(|asker| asker.as_ref().map(|asker| name::short(&asker.name)));
        let mut parts: Vec<String> = asker.into_iter().collect();
        parts.extend(form.child().map(|child| name::short(&child.name)));
        parts.extend(form.known_class());
        parts.join(" · ")
    };
    view! { <p class="known"><small>{tickets().from_whom}": "</small><b>{words(text)}</b></p> }.into_any()
}
