//! The rules of terms as they are typed.

use podskazka_shared::calendar::Target;
use podskazka_shared::deadlines::policy::PolicyRule;
use podskazka_shared::tickets::{Channel, RequesterGroup, Topic};

/// A rule as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    pub group: String,
    pub topic: String,
    pub channel: String,
    pub considered: Time,
    /// Without a kind there is no promise.
    pub answered: Time,
}

/// A target as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Time {
    pub kind: String,
    pub number: String,
}

impl Time {
    pub fn of(target: Target) -> Self {
        let (kind, number) = match target {
            Target::WorkingDays { days } => ("working_days", days.to_string()),
            Target::Working { minutes } => ("working", hours(minutes)),
            Target::Calendar { minutes } => ("calendar", hours(minutes)),
        };
        Self {
            kind: kind.to_owned(),
            number,
        }
    }

    /// A number that cannot be read is none.
    pub fn target(&self) -> Option<Target> {
        let number = self.number.trim();
        Some(match self.kind.as_str() {
            "working_days" => Target::WorkingDays {
                days: number.parse().ok()?,
            },
            "working" => Target::Working {
                minutes: minutes(number)?,
            },
            _ => Target::Calendar {
                minutes: minutes(number)?,
            },
        })
    }
}

/// The kinds of targets, as the API calls them.
pub const KINDS: [&str; 3] = ["working_days", "working", "calendar"];

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
    pub fn of(rule: &PolicyRule) -> Self {
        let code = |code: Option<&'static str>| code.unwrap_or_default().to_owned();
        Self {
            group: code(rule.group.map(RequesterGroup::code)),
            topic: code(rule.topic.map(Topic::code)),
            channel: code(rule.channel.map(Channel::code)),
            considered: Time::of(rule.considered),
            answered: rule.answered.map(Time::of).unwrap_or_default(),
        }
    }

    pub fn new() -> Self {
        Self {
            considered: Time::of(Target::WorkingDays { days: 1 }),
            ..Self::default()
        }
    }

    /// The rule, or the names of the numbers that cannot be read.
    pub fn rule(&self) -> Result<PolicyRule, Vec<&'static str>> {
        let considered = self.considered.target();
        let promised = !self.answered.kind.is_empty();
        let answered = self.answered.target().filter(|_| promised);
        let wrong = [
            (considered.is_none(), "considered"),
            (promised && answered.is_none(), "answered"),
        ];
        let wrong: Vec<_> = wrong.into_iter().filter(|(wrong, _)| *wrong).collect();
        match considered {
            Some(considered) if wrong.is_empty() => Ok(PolicyRule {
                group: self.group.parse().ok(),
                topic: self.topic.parse().ok(),
                channel: self.channel.parse().ok(),
                considered,
                answered,
            }),
            Some(_) | None => Err(wrong.into_iter().map(|(_, name)| name).collect()),
        }
    }
}
