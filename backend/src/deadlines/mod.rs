//! Deadlines computed without a request (T4).

use podskazka_shared::access::action::DeadlinePreview;
use podskazka_shared::calendar::deadline::{DeadlineError, deadline};
use podskazka_shared::calendar::{Calendar, Deadline};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::deadlines::DeadlinesPreview;
use podskazka_shared::problem::ProblemKind;

use crate::access::Permit;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<DeadlinesPreview, _, _>(preview);
}

async fn preview(call: Call<DeadlinesPreview>) -> Result<Done<Deadline>> {
    let _: Permit<DeadlinePreview> = call.permit()?;
    let body = &call.body;
    let (calendar, zone) = match &body.calendar {
        Some(calendar) => {
            let zone = calendar.time_zone.parse::<chrono_tz::Tz>();
            let unknown = |_| Error::field("/calendar/time_zone", FieldErrorKind::NoTimeZone);
            (calendar.clone(), zone.map_err(unknown)?)
        }
        None => {
            let zone = call.member()?.school.zone;
            (Calendar::of_russia(zone.name()), zone)
        }
    };
    let now = body.now.unwrap_or(call.at);
    let found = deadline(&calendar, zone, body.target, &body.events, now);
    Ok(Done::new(found.map_err(|error| match error {
        DeadlineError::Order(index) => {
            Error::field(&format!("/events/{index}/event"), FieldErrorKind::OutOfOrder)
        }
        DeadlineError::NotStarted => Error::field("/now", FieldErrorKind::NotStarted),
        DeadlineError::Unreachable | DeadlineError::TooLate => ProblemKind::DeadlineUnreachable.into(),
    })?))
}
