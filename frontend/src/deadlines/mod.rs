//! `/s/:school/deadlines`: within which time the school considers requests, and for those who may, the way to change it.

mod typed;

use leptos::prelude::*;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::deadlines::policy::{
    CurrentPolicy, DeadlinePolicy, PoliciesFind, PoliciesPublish, PolicyPath, within,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{Channel, RequesterGroup, Topic};

use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{deadlines as texts, general, lang};
use crate::live::{State, effect, live, maybe};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::{Field, id_of};
use crate::ui::{Icon, Toasts, button, check_field, error_summary, icon, page, submit, when};
use typed::{KINDS, Time, Typed};

const FORM: &str = "policy";

pub fn deadlines(here: Here) -> AnyView {
    let t = texts();
    let path = PolicyPath {
        school: here.slug.clone(),
    };
    let wanted = path.clone();
    let reading = read::<PoliciesFind>(move || Some((wanted.clone(), Nothing {})));
    let body = when(reading, 3, move || {
        let now = reading.value.get_untracked();
        now.map_or_else(|| ().into_any(), |now| form(path.clone(), reading, &now))
    });
    let below = view! { <p class="dim">{t.lead}</p> };
    page(t.title.to_owned(), ().into_any(), below.into_any(), body)
}

/// The rules as they are typed. What they are drawn by changes only when one comes, goes or moves: typing keeps the focus.
#[derive(Clone, Copy)]
struct Rules {
    typed: State<Vec<Typed>>,
    shape: State<u32>,
    /// The vendor's own term; without a kind the usual one holds.
    vendor: State<Time>,
    vendor_pauses: State<bool>,
    refusals: State<bool>,
}

impl Rules {
    fn change(self, change: impl FnOnce(&mut Vec<Typed>)) {
        self.typed.update(change);
        self.shape.update(|shape| *shape = shape.wrapping_add(1));
    }

    fn write(self, place: usize, write: impl FnOnce(&mut Typed)) {
        self.typed.update(|all| {
            if let Some(one) = all.get_mut(place) {
                write(one);
            }
        });
    }

    /// What is sent, or where it is wrong.
    fn policy(self) -> Result<DeadlinePolicy, Vec<FieldError>> {
        let (mut rules, mut errors) = (Vec::new(), Vec::new());
        self.typed.with_untracked(|all| {
            for (place, typed) in all.iter().enumerate() {
                match typed.rule() {
                    Ok(rule) => rules.push(rule),
                    Err(wrong) => {
                        let of = |name| FieldError::new(number_at(place, name), FieldErrorKind::Malformed);
                        errors.extend(wrong.into_iter().map(of));
                    }
                }
            }
        });
        let vendor = self.vendor.get_untracked();
        let told = (!vendor.kind.is_empty()).then(|| vendor.target());
        if told == Some(None) {
            errors.push(FieldError::new(VENDOR, FieldErrorKind::Malformed));
        }
        match errors.is_empty() {
            true => Ok(DeadlinePolicy {
                rules,
                vendor: told.flatten(),
                vendor_pauses: self.vendor_pauses.get_untracked(),
                refusals: self.refusals.get_untracked(),
            }),
            false => Err(errors),
        }
    }
}

/// Where the vendor's term stands in the policy.
const VENDOR: &str = "/vendor";

fn number_at(place: usize, name: &str) -> String {
    format!("/rules/{place}/{name}")
}

fn form(path: PolicyPath, reading: Reading<CurrentPolicy>, now: &CurrentPolicy) -> AnyView {
    let t = texts();
    let rules = Rules {
        typed: State::new(now.policy.rules.iter().map(Typed::of).collect()),
        shape: State::new(0),
        vendor: State::new(now.policy.vendor.map(Time::of).unwrap_or_default()),
        vendor_pauses: State::new(now.policy.vendor_pauses),
        refusals: State::new(now.policy.refusals),
    };
    let version = State::new(now.version);
    let theirs = State::new(None::<DeadlinePolicy>);
    let sending = Sending::of(FORM);
    let toasts = Toasts::get();
    effect(move |_| {
        if let Some(ApiError::Problem(problem)) = sending.failure.get()
            && problem.kind == ProblemKind::Stale
            && let Some(current) = problem.current.and_then(api::read::<CurrentPolicy>)
        {
            version.set(current.version);
            theirs.set(Some(current.policy));
        }
    });
    let on_submit = move |ev: web_sys::SubmitEvent| {
        ev.prevent_default();
        let policy = match rules.policy() {
            Ok(policy) => policy,
            Err(errors) => return sending.refuse(errors),
        };
        sending.send::<PoliciesPublish>(path.clone(), policy, version.get_untracked(), move |current| {
            version.set(current.version);
            theirs.set(None);
            reading.value.set(Some(current));
            toasts.say(texts().published);
        });
    };
    let list = move || {
        rules.shape.track();
        let many = rules.typed.with_untracked(Vec::len);
        let rows: Vec<_> = (0..many).map(|place| row(rules, place, many)).collect();
        view! { <ol class="cards">{rows}</ol> }
    };
    let add = move || {
        rules.change(|all| all.push(Typed::new()));
        let last = rules.typed.with_untracked(Vec::len).saturating_sub(1);
        browser::focus_soon(id(last, "group"));
    };
    let label = view! { {icon(Icon::Plus)}{t.add} }.into_any();
    view! {
        <form class="col narrow" novalidate on:submit=on_submit>
            {error_summary(sending, "policy-error")}
            {maybe(move || theirs.get().map(|policy| changed(&policy)))}
            {live(list)}
            <p class="dim">{t.rest}</p>
            <div>{button("btn", label, add)}</div>
            {beyond(rules, sending)}
            <p class="dim">{t.hint}</p>
            <div>{submit(sending.busy, t.publish.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}

fn id(place: usize, what: &str) -> String {
    match what {
        "considered" | "answered" => id_of(FORM, &number_at(place, what)),
        _ => format!("{FORM}-{place}-{what}"),
    }
}

/// What holds besides the rules: the vendor's part, and refusals.
fn beyond(rules: Rules, sending: Sending) -> AnyView {
    let t = texts();
    let field = move |pointer, label, hint| Field {
        pointer,
        label,
        hint,
        sending,
    };
    let vendor = time(
        (id_of(FORM, VENDOR), format!("{FORM}-vendor-kind")),
        (t.vendor_number, t.vendor_kind, Some(t.vendor_usual)),
        rules.vendor.get_untracked(),
        move |change| rules.vendor.update(change),
    );
    view! {
        <section class="card col tight" aria-labelledby="policy-beyond">
            <h2 id="policy-beyond">{t.beyond}</h2>
            {vendor}
            {check_field(field("/vendor_pauses", t.vendor_pauses, t.vendor_pauses_hint), rules.vendor_pauses)}
            {check_field(field("/refusals", t.refusals, t.refusals_hint), rules.refusals)}
        </section>
    }
    .into_any()
}

/// How much and of what; with `none` also no promise at all.
fn time(
    (number_id, kind_id): (String, String),
    (number, kind, none): (&'static str, &'static str, Option<&'static str>),
    typed: Time,
    write: impl Fn(Box<dyn FnOnce(&mut Time)>) + Copy + 'static,
) -> AnyView {
    let t = texts();
    let kinds = KINDS
        .into_iter()
        .zip([t.working_days, t.working_hours, t.plain_hours]);
    let kinds = none.map(|none| ("", none)).into_iter().chain(kinds);
    let kinds = kinds
        .map(|(code, label)| (code.to_owned(), label.to_owned()))
        .collect();
    let on_number = move |ev: web_sys::Event| {
        let text = event_target_value(&ev);
        write(Box::new(move |time| time.number = text));
    };
    let on_kind = move |code: String| write(Box::new(move |time| time.kind = code));
    view! {
        <div class="pair">
            <div class="field">
                <label for=number_id.clone()>{number}</label>
                <input
                    id=number_id
                    type="text"
                    inputmode="decimal"
                    autocomplete="off"
                    value=typed.number
                    on:input=on_number
                />
            </div>
            {choice(kind_id, kind, kinds, &typed.kind, on_kind)}
        </div>
    }
    .into_any()
}

fn choice(
    id: String,
    label: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let options: Vec<_> = options
        .into_iter()
        .map(|(code, text)| {
            let selected = code == chosen;
            view! { <option value=code selected=selected>{text}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select id=id on:change=move |ev| set(event_target_value(&ev))>{options}</select>
        </div>
    }
    .into_any()
}

fn row(rules: Rules, place: usize, many: usize) -> AnyView {
    let t = texts();
    let typed = rules
        .typed
        .with_untracked(|all| all.get(place).cloned().unwrap_or_default());
    let any = |label: &str| (String::new(), label.to_owned());
    let groups = RequesterGroup::ALL.into_iter();
    let groups = groups.map(|one| (one.code().to_owned(), one.label(lang()).to_owned()));
    let topics = Topic::ALL.into_iter();
    let topics = topics.map(|one| (one.code().to_owned(), one.label(lang()).to_owned()));
    let groups: Vec<_> = std::iter::once(any(t.everybody)).chain(groups).collect();
    let topics: Vec<_> = std::iter::once(any(t.everything)).chain(topics).collect();
    let channels = Channel::ALL.into_iter();
    let channels = channels.map(|one| (one.code().to_owned(), one.label(lang()).to_owned()));
    let channels: Vec<_> = std::iter::once(any(t.any_channel)).chain(channels).collect();
    let up = (place > 0).then(|| {
        let act = move || rules.change(|all| all.swap(place, place - 1));
        button("btn small", t.up.into_any(), act)
    });
    let down = (place + 1 < many).then(|| {
        let act = move || rules.change(|all| all.swap(place, place + 1));
        button("btn small", t.down.into_any(), act)
    });
    let remove = move || {
        rules.change(|all| {
            all.remove(place);
        });
        browser::focus_heading();
    };
    let considered = time(
        (id(place, "considered"), id(place, "kind")),
        (t.number, t.kind, None),
        typed.considered,
        move |change| rules.write(place, |one| change(&mut one.considered)),
    );
    let answered = time(
        (id(place, "answered"), id(place, "answer-kind")),
        (t.answer_number, t.answer_kind, Some(t.no_promise)),
        typed.answered,
        move |change| rules.write(place, |one| change(&mut one.answered)),
    );
    view! {
        <li class="card col tight">
            <div class="pair">
                {choice(id(place, "group"), t.group, groups, &typed.group, move |code| {
                    rules.write(place, |one| one.group = code);
                })}
                {choice(id(place, "topic"), t.topic, topics, &typed.topic, move |code| {
                    rules.write(place, |one| one.topic = code);
                })}
            </div>
            {choice(id(place, "channel"), t.channel, channels, &typed.channel, move |code| {
                rules.write(place, |one| one.channel = code);
            })}
            {considered}
            {answered}
            <div class="row wrap tight">{up}{down}{button("btn small", t.remove.into_any(), remove)}</div>
        </li>
    }
    .into_any()
}

/// What somebody else has published meanwhile.
fn changed(policy: &DeadlinePolicy) -> AnyView {
    let t = texts();
    let rules = policy.rules.iter().map(|rule| {
        let group = rule.group.map_or(t.everybody, |group| group.label(lang()));
        let topic = rule.topic.map_or(t.everything, |topic| topic.label(lang()));
        let channel = rule
            .channel
            .map_or(t.any_channel, |channel| channel.label(lang()));
        let mut text = format!("{group}, {topic}, {channel}: {}", within(rule.considered, lang()));
        if let Some(answered) = rule.answered {
            text = format!("{text}; {} {}", t.answered, within(answered, lang()));
        }
        view! { <li>{text}</li> }.into_any()
    });
    let rules: Vec<_> = rules.collect();
    view! {
        <div class="note col tight" role="status">
            <p>{t.stale}</p>
            <ul class="plain">{rules}</ul>
            <p>{t.rest}</p>
        </div>
    }
    .into_any()
}
