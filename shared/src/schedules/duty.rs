//! Who helps now and who next, in the school's own time (S3).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[cfg(feature = "calendar")]
use super::plan::{Plan, Turn};
use super::{Audience, Entry, Mode};
use crate::check::Check;

/// How many days ahead the next helper is looked for: longer than any holidays but those of summer.
pub const DAYS_AHEAD: u64 = 30;

/// Who helps at a moment, and who is next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Duty {
    /// Everybody whose hours hold the moment.
    pub now: Vec<DutyHelper>,
    /// Those who begin next, within 30 days; several when they begin together.
    pub next: Vec<DutyHelper>,
}

impl Check for Duty {}

/// A helper and the hours meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DutyHelper {
    /// Who is there: the helper, or who stands in.
    pub name: String,
    /// The helper's posts; none of who stands in.
    pub posts: Vec<String>,
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    pub place: Option<String>,
    pub modes: Vec<Mode>,
    /// For whom; empty is for everybody.
    pub audiences: Vec<Audience>,
    pub entry: Entry,
    /// The helper of the schedule who is away.
    pub instead_of: Option<String>,
}

#[cfg(feature = "calendar")]
impl DutyHelper {
    /// None when nobody is there.
    fn of(turn: Turn) -> Option<Self> {
        let (name, posts, instead_of) = match (turn.away, turn.substitute) {
            (false, _) => (turn.name, turn.posts, None),
            (true, Some(substitute)) => (substitute.name, Vec::new(), Some(turn.name)),
            (true, None) => return None,
        };
        Some(Self {
            name,
            posts,
            from: turn.from,
            to: turn.to,
            place: turn.place,
            modes: turn.modes,
            audiences: turn.audiences,
            entry: turn.entry,
            instead_of,
        })
    }
}

/// Finds who helps at `now` and who is next.
#[cfg(feature = "calendar")]
pub fn find(plan: &Plan, now: DateTime<Utc>) -> Duty {
    use std::cmp::Ordering;
    let today = now.with_timezone(&plan.zone).date_naive();
    let last = today + chrono::Days::new(DAYS_AHEAD);
    let mut duty = Duty::default();
    for day in plan.days(today, last) {
        for helper in day.turns.into_iter().filter_map(DutyHelper::of) {
            if helper.from <= now && now < helper.to {
                duty.now.push(helper);
            } else if helper.from > now {
                match duty.next.first().map(|next| next.from.cmp(&helper.from)) {
                    None | Some(Ordering::Equal) => duty.next.push(helper),
                    Some(Ordering::Greater) => duty.next = vec![helper],
                    Some(Ordering::Less) => {}
                }
            }
        }
        if !duty.next.is_empty() {
            break;
        }
    }
    duty
}

#[cfg(feature = "calendar")]
#[cfg(test)]
mod tests;
