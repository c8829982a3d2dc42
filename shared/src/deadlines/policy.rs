//! Within which time requests are considered and answered: the school's rules by who asks, about what and how (T4, S6).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{Deadline, Target};
use crate::check::{self, Check, FieldError, FieldErrorKind};
use crate::endpoint::{Nothing, endpoints};
use crate::page::{Cursor, Page};
use crate::people::MemberRef;
use crate::text::Lang;
use crate::tickets::{CONSIDER_WITHIN_MINUTES, Channel, RequesterGroup, TicketPath, Topic};

/// The most rules of a policy.
pub const MOST_RULES: usize = 50;

/// What a request is, as far as its term depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Asked {
    pub group: RequesterGroup,
    pub topic: Topic,
    pub channel: Channel,
}

/// The rules of a school, in order: the first that fits tells. Where none does, 24 hours of plain time hold (T4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadlinePolicy {
    pub rules: Vec<PolicyRule>,
    /// Within which time the vendor's support is expected to answer, by its own hours (S6); a day of them when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vendor: Option<Target>,
    /// Whether the clock of the answer stands still while the vendor's support has the request (T6).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vendor_pauses: bool,
    /// Whether a deputy head or the head may refuse a request in the school's name, with a reason (T10).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refusals: bool,
}

/// Within which time some requests are considered and answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyRule {
    /// Who asks; null is everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<RequesterGroup>,
    /// What about; null is everything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// How it came; null is in whatever way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Till the first public word of staff.
    pub considered: Target,
    /// Till the answer; null promises no time for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Target>,
}

impl PolicyRule {
    fn fits(&self, asked: Asked) -> bool {
        self.group.is_none_or(|own| own == asked.group)
            && self.topic.is_none_or(|own| own == asked.topic)
            && self.channel.is_none_or(|own| own == asked.channel)
    }

    /// Whether everything that fits the other fits this one.
    fn covers(&self, other: &Self) -> bool {
        (self.group.is_none() || self.group == other.group)
            && (self.topic.is_none() || self.topic == other.topic)
            && (self.channel.is_none() || self.channel == other.channel)
    }
}

impl DeadlinePolicy {
    fn rule(&self, asked: Asked) -> Option<&PolicyRule> {
        self.rules.iter().find(|rule| rule.fits(asked))
    }

    /// Within which time a request is considered.
    pub fn considered(&self, asked: Asked) -> Target {
        self.rule(asked).map_or(USUAL, |rule| rule.considered)
    }

    /// Within which time it is answered, where the school promises one.
    pub fn answered(&self, asked: Asked) -> Option<Target> {
        self.rule(asked)?.answered
    }

    /// The vendor's own term.
    pub fn vendor(&self) -> Target {
        self.vendor.unwrap_or(VENDOR)
    }

    /// Within which time every request that comes in here is considered; none when it depends on who asks and about what.
    pub fn for_all(&self) -> Option<Target> {
        let channel = Channel::Web;
        let mut targets = RequesterGroup::ALL.into_iter().flat_map(|group| {
            let topics = Topic::of(group).into_iter();
            topics.map(move |topic| {
                self.considered(Asked {
                    group,
                    topic,
                    channel,
                })
            })
        });
        let first = targets.next()?;
        targets.all(|target| target == first).then_some(first)
    }

    /// All targets that it names for requests.
    pub fn targets(&self) -> impl Iterator<Item = Target> {
        let of = |rule: &PolicyRule| std::iter::once(rule.considered).chain(rule.answered);
        self.rules.iter().flat_map(of)
    }
}

/// A day of the vendor's, from 9 to 18 (C9.2).
const VENDOR: Target = Target::Working { minutes: 9 * 60 };

/// What holds where the school says nothing else (T4).
const USUAL: Target = Target::Calendar {
    minutes: CONSIDER_WITHIN_MINUTES,
};

/// A target as a promise: "в течение 24 часов", "до конца следующего рабочего дня".
pub fn within(target: Target, lang: Lang) -> String {
    let time = |minutes: u32, working: bool| {
        let (n, hours) = match minutes % 60 {
            0 => (minutes / 60, true),
            _ => (minutes, false),
        };
        let one = n % 10 == 1 && n % 100 != 11;
        match lang {
            Lang::Ru => {
                let kind = match (working, one) {
                    (false, _) => "",
                    (true, true) => "рабочего\u{a0}",
                    (true, false) => "рабочих\u{a0}",
                };
                let unit = match (hours, one) {
                    (true, true) => "часа",
                    (true, false) => "часов",
                    (false, true) => "минуты",
                    (false, false) => "минут",
                };
                format!("в течение {n}\u{a0}{kind}{unit}")
            }
            Lang::En => {
                let kind = if working { "working\u{a0}" } else { "" };
                let unit = match (hours, n) {
                    (true, 1) => "hour",
                    (true, _) => "hours",
                    (false, 1) => "minute",
                    (false, _) => "minutes",
                };
                format!("within {n}\u{a0}{kind}{unit}")
            }
        }
    };
    match target {
        Target::Calendar { minutes } => time(minutes, false),
        Target::Working { minutes } => time(minutes, true),
        Target::WorkingDays { days: 1 } => lang
            .pick(
                "до конца следующего рабочего дня",
                "by the end of the next working day",
            )
            .to_owned(),
        Target::WorkingDays { days } => match lang {
            Lang::Ru => format!("до конца {days}-го рабочего дня"),
            Lang::En => format!("by the end of working day {days}"),
        },
    }
}

impl Check for DeadlinePolicy {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if self.rules.len() > MOST_RULES {
            let max = u32::try_from(MOST_RULES).unwrap_or(u32::MAX);
            errors.push(FieldError::new("/rules", FieldErrorKind::TooMany { max }));
        }
        for (place, rule) in self.rules.iter().enumerate() {
            rule.considered
                .check(errors, &format!("/rules/{place}/considered"));
            if let Some(answered) = rule.answered {
                answered.check(errors, &format!("/rules/{place}/answered"));
            }
            // It would never tell.
            if self.rules.iter().take(place).any(|before| before.covers(rule)) {
                errors.push(FieldError::new(format!("/rules/{place}"), FieldErrorKind::Taken));
            }
        }
        if let Some(vendor) = self.vendor {
            vendor.check(errors, "/vendor");
        }
    }
}

/// The policy in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CurrentPolicy {
    pub policy: DeadlinePolicy,
    /// None as long as the school has published none and 24 hours hold for all.
    pub published_at: Option<DateTime<Utc>>,
    /// 0 as long as nothing is published.
    pub version: i64,
}

impl Check for CurrentPolicy {}

/// A policy that was published once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PolicyVersion {
    pub version: i64,
    pub published_at: DateTime<Utc>,
    /// None when the server's administrator did.
    pub published_by: Option<MemberRef>,
    pub policy: DeadlinePolicy,
}

impl Check for PolicyVersion {}

/// How a clock of a request came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExplainedClock {
    /// Within which time.
    pub target: Target,
    /// Which version of the school's policy said so.
    pub policy_version: i64,
    /// By which version of the school's calendar it was counted.
    pub calendar_version: i64,
    pub deadline: Deadline,
}

/// How the term of a request came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TicketDeadline {
    /// Till the first public word of staff.
    pub considered: ExplainedClock,
    /// Till the answer, where the school promises a time for it.
    pub answered: Option<ExplainedClock>,
}

impl Check for TicketDeadline {}

/// The policy of a school in a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Path))]
pub struct PolicyPath {
    /// Slug or id of the school.
    #[cfg_attr(feature = "openapi", param(example = "demo"))]
    pub school: String,
}

/// Which versions to list, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PoliciesQuery {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u16>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
}

impl Check for PoliciesQuery {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(limit) = self.limit {
            check::range(errors, "?limit", limit.into(), 1, crate::page::MAX_LIMIT.into());
        }
    }
}

endpoints! {
    /// Within which time the school considers requests, by who asks and what about.
    ///
    /// A school that has published nothing has version 0: 24 hours of plain time for everybody.
    PoliciesFind "policies_find" Get Read "/api/v1/schools/{school}/deadlines/policy" 200
        SchoolRead PolicyPath, Nothing, () => CurrentPolicy;
    /// Publishes the school's policy. It holds at once, also for requests that nobody has considered yet; those that were
    /// considered keep the term that they had.
    ///
    /// `deadline_unreachable` when a rule counts working time and the calendar has none for years.
    PoliciesPublish "policies_publish" Put Change "/api/v1/schools/{school}/deadlines/policy" 200
        PolicyPublish PolicyPath, Nothing, DeadlinePolicy => CurrentPolicy;
    /// Lists all policies that the school has published, the newest first, and who did.
    PoliciesVersions "policies_versions" Get Read "/api/v1/schools/{school}/deadlines/policy/versions" 200
        StaffRead PolicyPath, PoliciesQuery, () => Page<PolicyVersion>;
    /// Explains the term of a request: which time counts and why.
    TicketsDeadline "tickets_deadline" Get Read "/api/v1/schools/{school}/tickets/{ticket}/deadline" 200
        TicketRead TicketPath, Nothing, () => TicketDeadline;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::{CurrentPolicy, DeadlinePolicy, ExplainedClock, PolicyRule, PolicyVersion, TicketDeadline};
    use crate::calendar::{Deadline, Target};
    use crate::endpoint::Example;
    use crate::people::MemberRef;
    use crate::tickets::{RequesterGroup, example_time};

    impl Example for DeadlinePolicy {
        fn example() -> Self {
            Self {
                rules: vec![PolicyRule {
                    group: Some(RequesterGroup::Parent),
                    topic: None,
                    channel: None,
                    considered: Target::WorkingDays { days: 1 },
                    answered: Some(Target::WorkingDays { days: 3 }),
                }],
                vendor: None,
                vendor_pauses: true,
                refusals: false,
            }
        }
    }

    impl Example for CurrentPolicy {
        fn example() -> Self {
            Self {
                policy: DeadlinePolicy::example(),
                published_at: Some(example_time(0)),
                version: 1,
            }
        }
    }

    impl Example for PolicyVersion {
        fn example() -> Self {
            Self {
                version: 1,
                published_at: example_time(0),
                published_by: Some(MemberRef::example()),
                policy: DeadlinePolicy::example(),
            }
        }
    }

    impl Example for TicketDeadline {
        fn example() -> Self {
            Self {
                considered: ExplainedClock {
                    target: Target::Calendar { minutes: 60 },
                    policy_version: 1,
                    calendar_version: 1,
                    deadline: Deadline::example(),
                },
                answered: None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(group: Option<RequesterGroup>, topic: Option<Topic>, days: u32) -> PolicyRule {
        PolicyRule {
            group,
            topic,
            channel: None,
            considered: Target::WorkingDays { days },
            answered: None,
        }
    }

    fn of_rules(rules: Vec<PolicyRule>) -> DeadlinePolicy {
        DeadlinePolicy {
            rules,
            ..DeadlinePolicy::default()
        }
    }

    #[test]
    fn the_first_rule_that_fits_tells_and_a_day_holds_where_none_does() {
        let called = PolicyRule {
            channel: Some(Channel::Telephone),
            answered: Some(Target::Working { minutes: 60 }),
            ..rule(None, None, 7)
        };
        let policy = of_rules(vec![
            rule(Some(RequesterGroup::Parent), Some(Topic::Access), 1),
            called,
            rule(None, Some(Topic::Reports), 2),
            rule(Some(RequesterGroup::Parent), None, 3),
        ]);
        let days = |days| Target::WorkingDays { days };
        let asked = |group, topic, channel| Asked {
            group,
            topic,
            channel,
        };
        let told = |group, topic| policy.considered(asked(group, topic, Channel::Web));
        let by_phone = |topic| asked(RequesterGroup::Parent, topic, Channel::Telephone);
        assert_eq!(policy.considered(by_phone(Topic::Access)), days(1));
        assert_eq!(policy.answered(by_phone(Topic::Access)), None);
        assert_eq!(policy.considered(by_phone(Topic::Other)), days(7));
        let hour = Target::Working { minutes: 60 };
        assert_eq!(policy.answered(by_phone(Topic::Other)), Some(hour));
        assert_eq!(told(RequesterGroup::Parent, Topic::Access), days(1));
        assert_eq!(told(RequesterGroup::Parent, Topic::Reports), days(2));
        assert_eq!(told(RequesterGroup::Staff, Topic::Reports), days(2));
        assert_eq!(told(RequesterGroup::Parent, Topic::Other), days(3));
        assert_eq!(
            told(RequesterGroup::Student, Topic::Access),
            Target::Calendar { minutes: 1440 }
        );
    }

    #[test]
    fn a_promise_is_told_in_words_and_only_where_it_holds_for_all() {
        let words = |target, lang| within(target, lang).replace('\u{a0}', " ");
        for (target, ru, en) in [
            (USUAL, "в течение 24 часов", "within 24 hours"),
            (
                Target::Calendar { minutes: 60 },
                "в течение 1 часа",
                "within 1 hour",
            ),
            (
                Target::Working { minutes: 21 * 60 },
                "в течение 21 рабочего часа",
                "within 21 working hours",
            ),
            (
                Target::Working { minutes: 660 },
                "в течение 11 рабочих часов",
                "within 11 working hours",
            ),
            (
                Target::Working { minutes: 90 },
                "в течение 90 рабочих минут",
                "within 90 working minutes",
            ),
            (
                Target::WorkingDays { days: 1 },
                "до конца следующего рабочего дня",
                "by the end of the next working day",
            ),
            (
                Target::WorkingDays { days: 3 },
                "до конца 3-го рабочего дня",
                "by the end of working day 3",
            ),
        ] {
            assert_eq!(
                (words(target, Lang::Ru).as_str(), words(target, Lang::En).as_str()),
                (ru, en)
            );
        }
        assert_eq!(DeadlinePolicy::default().for_all(), Some(USUAL));
        let of = |rules| of_rules(rules).for_all();
        assert_eq!(
            of(vec![rule(None, None, 2)]),
            Some(Target::WorkingDays { days: 2 })
        );
        assert_eq!(of(vec![rule(Some(RequesterGroup::Parent), None, 2)]), None);
        // Parents do not plan lessons: a rule about that changes nothing for them, but for staff.
        assert_eq!(of(vec![rule(None, Some(Topic::LessonPlanning), 2)]), None);
    }

    #[test]
    fn a_rule_that_would_never_tell_is_refused() {
        let wrong = |rules: Vec<PolicyRule>| {
            let mut errors = Vec::new();
            of_rules(rules).check(&mut errors);
            errors
                .into_iter()
                .map(|error| (error.pointer, error.kind))
                .collect::<Vec<_>>()
        };
        let parent = Some(RequesterGroup::Parent);
        assert_eq!(
            wrong(vec![rule(parent, Some(Topic::Access), 1), rule(parent, None, 1)]),
            []
        );
        let taken = vec![("/rules/1".to_owned(), FieldErrorKind::Taken)];
        assert_eq!(
            wrong(vec![rule(parent, None, 1), rule(parent, Some(Topic::Access), 1)]),
            taken
        );
        assert_eq!(wrong(vec![rule(None, None, 1), rule(parent, None, 2)]), taken);
        assert_eq!(wrong(vec![rule(parent, None, 1), rule(parent, None, 1)]), taken);
        let out = FieldErrorKind::OutOfRange { min: 1, max: 1000 };
        assert_eq!(
            wrong(vec![rule(None, None, 0)]),
            [("/rules/0/considered/days".to_owned(), out)]
        );
    }
}
