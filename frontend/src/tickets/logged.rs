//! What is put down of a call or a visit, and what must be told of whom.

use leptos::prelude::*;
use podskazka_shared::check::{Check, FieldError, FieldErrorKind};
use podskazka_shared::people::Child;
use podskazka_shared::tickets::{Channel, GuestBody, RequesterGroup, TicketBody, Topic};

use super::filter::code;
use super::seek::Seek;
use super::steps::topics;
use crate::i18n::{filing, lang, logging as texts, tickets};
use crate::live::{State, derived, maybe};
use crate::people::name;
use crate::sending::Sending;
use crate::ui::field::{Field, id_of};
use crate::ui::{choices, text_field};

/// The form as it is filled in.
#[derive(Clone, Copy)]
pub struct Form {
    pub seek: Seek,
    pub channel: State<String>,
    pub topic: State<String>,
    pub sending: Sending,
    pub description: State<String>,
    answer: State<String>,
    group: State<String>,
    child: State<String>,
    class_name: State<String>,
    guest_name: State<String>,
    guest_phone: State<String>,
}

impl Form {
    pub fn new(description: State<String>, answer: State<String>) -> Self {
        let empty = || State::new(String::new());
        Self {
            seek: Seek::new(),
            channel: State::new(Channel::Telephone.code().to_owned()),
            topic: empty(),
            sending: Sending::of("log"),
            description,
            answer,
            group: empty(),
            child: empty(),
            class_name: empty(),
            guest_name: empty(),
            guest_phone: empty(),
        }
    }

    pub fn field(self, pointer: &'static str, label: &'static str, hint: &'static str) -> Field {
        Field {
            pointer,
            label,
            hint,
            sending: self.sending,
        }
    }

    /// The ways of which somebody may tell, each with the digit that chooses it.
    pub fn channels() -> Vec<(String, String)> {
        let named = |(place, channel): (usize, &Channel)| {
            let label = format!("{} {}", place + 1, channel.label(lang()));
            (channel.code().to_owned(), label)
        };
        Channel::LOGGED.iter().enumerate().map(named).collect()
    }

    /// By its digit, from 1; whether there is such a way.
    pub fn choose_channel(self, digit: usize) -> bool {
        let channel = digit.checked_sub(1).and_then(|place| Channel::LOGGED.get(place));
        if let Some(channel) = channel {
            self.channel.set(channel.code().to_owned());
        }
        channel.is_some()
    }

    fn groups(self) -> Vec<RequesterGroup> {
        match self.seek.guest.get() {
            true => RequesterGroup::ALL.to_vec(),
            false => self
                .seek
                .chosen
                .with(|chosen| chosen.as_ref().map(|found| found.groups.clone()))
                .unwrap_or_default(),
        }
    }

    /// As whom; of somebody without a card it must be told.
    fn group(self) -> Option<RequesterGroup> {
        let groups = self.groups();
        let told = code(Some(&self.group.get())).filter(|group| groups.contains(group));
        let only = groups.first().copied().filter(|_| !self.seek.guest.get());
        told.or(only)
    }

    fn children(self) -> Vec<Child> {
        let children = || {
            self.seek
                .chosen
                .with(|chosen| chosen.as_ref().map(|found| found.children.clone()))
        };
        match self.group() {
            Some(RequesterGroup::Parent) => children().unwrap_or_default(),
            Some(RequesterGroup::Staff | RequesterGroup::Student) | None => Vec::new(),
        }
    }

    fn chosen_child(self) -> Option<Child> {
        let chosen = self.child.get();
        match self.children().as_slice() {
            [only] => Some(only.clone()),
            several => several
                .iter()
                .find(|child| child.id.to_string() == chosen)
                .cloned(),
        }
    }

    /// Whether the class must be told, because no card does.
    fn asks_class(self) -> bool {
        let guest = self.seek.guest.get();
        match self.group() {
            Some(RequesterGroup::Parent) if !guest && !self.children().is_empty() => {
                self.chosen_child().is_some_and(|child| child.class.is_none())
            }
            Some(RequesterGroup::Student) if !guest => self
                .seek
                .chosen
                .with(|chosen| chosen.as_ref().is_some_and(|found| found.class.is_none())),
            Some(RequesterGroup::Parent | RequesterGroup::Student) => {
                guest || self.seek.chosen.with(Option::is_some)
            }
            Some(RequesterGroup::Staff) | None => false,
        }
    }

    /// Where the focus goes when somebody is chosen.
    pub fn next_field(self) -> String {
        let pointer = match (self.seek.guest.get(), self.children().len() > 1) {
            (true, _) => "/guest/name",
            (false, true) => "/child",
            (false, false) => "/topic",
        };
        if self.seek.guest.get() && self.guest_name.with(String::is_empty) {
            self.guest_name.set(self.seek.typed.get().trim().to_owned());
        }
        id_of("log", pointer)
    }

    pub fn topics(self) -> Signal<Vec<(String, String)>> {
        Signal::derive(move || topics(self.group().map_or_else(|| Topic::ALL.to_vec(), Topic::of)))
    }

    /// Of whom more must be told: their name, as whom they ask, about which child, the class.
    pub fn details(self) -> AnyView {
        let t = texts();
        let guest = derived(move || self.seek.guest.get());
        let groups = derived(move || self.groups());
        let children = derived(move || self.children());
        let class = derived(move || self.asks_class());
        let named = move || {
            let name = self.field("/guest/name", t.guest_name, "");
            let phone = self.field("/guest/phone", t.guest_phone, "");
            guest.get().then(|| {
                view! {
                    <div class="pair">
                        {text_field(name, "text".into(), "off", self.guest_name, ().into_any())}
                        {text_field(phone, "tel".into(), "off", self.guest_phone, ().into_any())}
                    </div>
                }
            })
        };
        let as_whom = move || {
            let groups = groups.get();
            let named = |group: &RequesterGroup| (group.code().to_owned(), group.label(lang()).to_owned());
            let options: Vec<_> = groups.iter().map(named).collect();
            (groups.len() > 1).then(|| {
                let field = self.field("/group", filing().as_whom_other, "");
                choices(field, Signal::stored(options), self.group)
            })
        };
        let about = move || {
            let children = children.get();
            let named = |child: &Child| {
                let class = child.class.as_ref().map(|class| format!(" · {class}"));
                let name = name::short(&child.name) + &class.unwrap_or_default();
                (child.id.to_string(), name)
            };
            let options: Vec<_> = children.iter().map(named).collect();
            (children.len() > 1).then(|| {
                let field = self.field("/child", tickets().child, "");
                choices(field, Signal::stored(options), self.child)
            })
        };
        let of_class = move || {
            let field = self.field("/class_name", tickets().class_name, tickets().class_hint);
            class
                .get()
                .then(|| text_field(field, "text".into(), "off", self.class_name, ().into_any()))
        };
        [maybe(named), maybe(as_whom), maybe(about), maybe(of_class)].into_any()
    }

    /// What is sent, or all that is missing, in the order of the screen.
    pub fn body(self, answers: bool) -> Result<TicketBody, Vec<FieldError>> {
        let trimmed =
            |text: State<String>| Some(text.get().trim().to_owned()).filter(|text| !text.is_empty());
        let guest = self.seek.guest.get();
        let chosen = self.seek.chosen.get().filter(|_| !guest);
        let (group, children) = (self.group(), self.children());
        let child = self.chosen_child();
        let topic = code::<Topic>(Some(&self.topic.get()));
        let asks_class = self.asks_class();
        let several = guest || self.groups().len() > 1;
        let body = TicketBody {
            group: group.filter(|_| several),
            child: child
                .as_ref()
                .map(|child| child.id)
                .filter(|_| children.len() > 1),
            class_name: trimmed(self.class_name).filter(|_| asks_class),
            requester: chosen.as_ref().map(|found| found.id),
            guest: guest.then(|| GuestBody {
                name: trimmed(self.guest_name).unwrap_or_default(),
                phone: trimmed(self.guest_phone),
            }),
            channel: code::<Channel>(Some(&self.channel.get())),
            answer: trimmed(self.answer).filter(|_| answers),
            ..TicketBody::new(
                topic.unwrap_or(Topic::Other),
                trimmed(self.description).unwrap_or_default(),
            )
        };
        let mut errors = Vec::new();
        let mut require = |there: bool, pointer: &str| {
            if !there {
                errors.push(FieldError::new(pointer, FieldErrorKind::Required));
            }
        };
        require(guest || chosen.is_some(), "/requester");
        require(!guest || group.is_some(), "/group");
        require(children.len() < 2 || child.is_some(), "/child");
        require(!asks_class || body.class_name.is_some(), "/class_name");
        require(topic.is_some(), "/topic");
        body.check(&mut errors);
        match errors.is_empty() {
            true => Ok(body),
            false => Err(errors),
        }
    }
}
