//! Deadlines computed without a request (T4).

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use podskazka_shared::access::action::{DeadlinePreview, SchoolRead};
use podskazka_shared::calendar::deadline::{DeadlineError, HORIZON_DAYS, deadline};
use podskazka_shared::calendar::{ClockEvent, Deadline};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::deadlines::DeadlinesPreview;
use podskazka_shared::problem::ProblemKind;

use crate::access::Permit;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store;

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
            let permit: Permit<SchoolRead> = call.member()?.permit()?;
            let calendar = store::calendars::current(&call.app.store, &permit)
                .await?
                .calendar;
            let zone = call.member()?.school.zone;
            (calendar.working(zone.name(), followed(&body.events)), zone)
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

/// The days that a clock may be followed through, in whatever zone.
fn followed(events: &[ClockEvent]) -> RangeInclusive<NaiveDate> {
    let start = events
        .first()
        .map_or(NaiveDate::MAX, |start| start.at.date_naive());
    let first = start.checked_sub_days(Days::new(1)).unwrap_or(start);
    let days = u64::try_from(2 * HORIZON_DAYS + 2).unwrap_or_default();
    first..=start.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}
