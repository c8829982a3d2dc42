//! `/s/:school/deadlines`: within which time the school considers requests, and for those who may, the way to change it.

use leptos::prelude::*;
use podskazka_shared::calendar::Target;
use podskazka_shared::check::{FieldError, FieldErrorKind};
use podskazka_shared::deadlines::policy::{
    CurrentPolicy, DeadlinePolicy, PoliciesFind, PoliciesPublish, PolicyPath, PolicyRule, within,
};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::{RequesterGroup, Topic};

use crate::api::{self, ApiError};
use crate::browser;
use crate::i18n::{deadlines as texts, general, lang};
use crate::live::{State, effect, live, maybe};
use crate::reading::{Reading, read};
use crate::sending::Sending;
use crate::session::Here;
use crate::ui::field::id_of;
use crate::ui::{Icon, Toasts, button, error_summary, icon, page, submit, when};

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

/// A rule as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Typed {
    group: String,
    topic: String,
    kind: String,
    number: String,
}

/// The kinds of targets, as the API calls them.
const KINDS: [&str; 3] = ["working_days", "working", "calendar"];

/// Hours out of minutes, as people write them: `8`, `1,5`.
fn hours(minutes: u32) -> String {
    match minutes % 60 {
        0 => (minutes / 60).to_string(),
        _ => {
            let text = format!("{:.2}", f64::from(minutes) / 60.0);
            text.trim_end_matches('0').replace('.', ",")
        }
    }
}

/// Whole minutes out of hours; none when it is no number.
fn minutes(typed: &str) -> Option<u32> {
    let (whole, part) = match typed.split_once([',', '.']) {
        Some((whole, part)) if !part.is_empty() && part.len() <= 2 => (whole, part),
        Some(_) => return None,
        None => (typed, "0"),
    };
    let hundredths: u32 = format!("{part:0<2}").parse().ok()?;
    let whole: u32 = whole.parse().ok()?;
    whole.checked_mul(60)?.checked_add((hundredths * 60 + 50) / 100)
}

impl Typed {
    fn of(rule: &PolicyRule) -> Self {
        let (kind, number) = match rule.considered {
            Target::WorkingDays { days } => ("working_days", days.to_string()),
            Target::Working { minutes } => ("working", hours(minutes)),
            Target::Calendar { minutes } => ("calendar", hours(minutes)),
        };
        Self {
            group: rule
                .group
                .map(|group| group.code().to_owned())
                .unwrap_or_default(),
            topic: rule
                .topic
                .map(|topic| topic.code().to_owned())
                .unwrap_or_default(),
            kind: kind.to_owned(),
            number,
        }
    }

    fn new() -> Self {
        Self {
            kind: "working_days".to_owned(),
            number: "1".to_owned(),
            ..Self::default()
        }
    }

    fn rule(&self) -> Option<PolicyRule> {
        let number = self.number.trim();
        let considered = match self.kind.as_str() {
            "working_days" => Target::WorkingDays {
                days: number.parse().ok()?,
            },
            "working" => Target::Working {
                minutes: minutes(number)?,
            },
            _ => Target::Calendar {
                minutes: minutes(number)?,
            },
        };
        Some(PolicyRule {
            group: self.group.parse().ok(),
            topic: self.topic.parse().ok(),
            considered,
        })
    }
}

/// The rules as they are typed. What they are drawn by changes only when one comes, goes or moves: typing keeps the focus.
#[derive(Clone, Copy)]
struct Rules {
    typed: State<Vec<Typed>>,
    shape: State<u32>,
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
                    Some(rule) => rules.push(rule),
                    None => errors.push(FieldError::new(number_at(place), FieldErrorKind::Malformed)),
                }
            }
        });
        match errors.is_empty() {
            true => Ok(DeadlinePolicy { rules }),
            false => Err(errors),
        }
    }
}

fn number_at(place: usize) -> String {
    format!("/rules/{place}/considered")
}

fn form(path: PolicyPath, reading: Reading<CurrentPolicy>, now: &CurrentPolicy) -> AnyView {
    let t = texts();
    let rules = Rules {
        typed: State::new(now.policy.rules.iter().map(Typed::of).collect()),
        shape: State::new(0),
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
            <p class="dim">{t.hint}</p>
            <div>{submit(sending.busy, t.publish.into(), general().sending)}</div>
        </form>
    }
    .into_any()
}

fn id(place: usize, what: &str) -> String {
    match what {
        "number" => id_of(FORM, &number_at(place)),
        _ => format!("{FORM}-{place}-{what}"),
    }
}

fn choice(
    (place, what): (usize, &'static str),
    label: &'static str,
    options: Vec<(String, String)>,
    chosen: &str,
    set: impl Fn(String) + 'static,
) -> AnyView {
    let id = id(place, what);
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
    let kinds = KINDS
        .into_iter()
        .zip([t.working_days, t.working_hours, t.plain_hours]);
    let kinds = kinds
        .map(|(code, label)| (code.to_owned(), label.to_owned()))
        .collect();
    let number = id(place, "number");
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
    let on_number = move |ev: web_sys::Event| {
        let text = event_target_value(&ev);
        rules.write(place, |one| one.number = text);
    };
    view! {
        <li class="card col tight">
            <div class="pair">
                {choice((place, "group"), t.group, groups, &typed.group, move |code| {
                    rules.write(place, |one| one.group = code);
                })}
                {choice((place, "topic"), t.topic, topics, &typed.topic, move |code| {
                    rules.write(place, |one| one.topic = code);
                })}
            </div>
            <div class="pair">
                <div class="field">
                    <label for=number.clone()>{t.number}</label>
                    <input
                        id=number
                        type="text"
                        inputmode="decimal"
                        autocomplete="off"
                        value=typed.number.clone()
                        on:input=on_number
                    />
                </div>
                {choice((place, "kind"), t.kind, kinds, &typed.kind, move |code| {
                    rules.write(place, |one| one.kind = code);
                })}
            </div>
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
        let text = format!("{group}, {topic}: {}", within(rule.considered, lang()));
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
