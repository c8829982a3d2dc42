//! Deadlines computed without a request, so that a school can try a policy before it adopts it (T4).

pub mod policy;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, ClockEvent, Deadline, MAX_EVENTS, Target};
use crate::check::{self, Check, FieldError};
use crate::endpoint::{Nothing, endpoints};
use crate::schools::SchoolPath;

/// A clock to be followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeadlineBody {
    /// The school's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
    pub target: Target,
    /// In order: a start, then pauses and resumes in turn, then perhaps a stop.
    pub events: Vec<ClockEvent>,
    /// Events after it have not happened. The present moment when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<DateTime<Utc>>,
}

impl Check for DeadlineBody {
    fn check(&self, errors: &mut Vec<FieldError>) {
        if let Some(calendar) = &self.calendar {
            calendar.check(errors, "/calendar");
        }
        self.target.check(errors, "/target");
        let number = i64::try_from(self.events.len()).unwrap_or(i64::MAX);
        let most = i64::try_from(MAX_EVENTS).unwrap_or(i64::MAX);
        check::range(errors, "/events", number, 1, most);
    }
}

endpoints! {
    /// Computes a deadline and explains it. Saves nothing.
    ///
    /// Targets count plain time (`calendar`), time within working hours (`working`), or working days after the day of the
    /// start (`working_days`). Paused time never counts. `due_at` is the earliest moment at which the target is reached; after a
    /// stop it is told as if the clock had run on. The trail has no gaps, and each piece says why it counts or does not.
    DeadlinesPreview "deadlines_preview" Post Act "/api/v1/schools/{school}/deadlines/preview" 200
        DeadlinePreview SchoolPath, Nothing, DeadlineBody => Deadline;
}

#[cfg(feature = "openapi")]
mod examples {
    use super::DeadlineBody;
    use crate::calendar::{
        Calendar, ClockEvent, ClockEventKind, ClockState, Deadline, Reason, Target, TrailPiece,
    };
    use crate::endpoint::Example;
    use crate::tickets::example_time;

    impl Example for DeadlineBody {
        fn example() -> Self {
            let start = ClockEvent {
                at: example_time(0),
                event: ClockEventKind::Start,
            };
            let mut calendar = Calendar::of_russia("Europe/Moscow");
            // The last days of the last year are enough to show what an exception looks like.
            calendar.exceptions = calendar.exceptions.pop().into_iter().collect();
            Self {
                calendar: Some(calendar),
                target: Target::Calendar { minutes: 60 },
                events: vec![start],
                now: Some(example_time(0)),
            }
        }
    }

    impl Example for Deadline {
        fn example() -> Self {
            Self {
                due_at: Some(example_time(1)),
                state: ClockState::Running,
                elapsed_seconds: 0,
                remaining_seconds: Some(3600),
                trail: vec![TrailPiece {
                    from: example_time(0),
                    to: example_time(1),
                    counted_seconds: 3600,
                    reason: Reason::Working,
                }],
            }
        }
    }
}
