//! Deadlines: the school's policy, the terms of requests, and trying one without a request (T4).

mod alarms;
mod terms;

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use podskazka_shared::access::action::{DeadlinePreview, SchoolRead};
use podskazka_shared::calendar::deadline::{DeadlineError, HORIZON_DAYS, deadline};
use podskazka_shared::calendar::{ClockEvent, Deadline};
use podskazka_shared::check::FieldErrorKind;
use podskazka_shared::deadlines::DeadlinesPreview;
use podskazka_shared::deadlines::policy::{
    CurrentPolicy, DeadlinePolicy, PoliciesFind, PoliciesPublish, PoliciesVersions, PolicyVersion,
    TicketDeadline, TicketsDeadline,
};
use podskazka_shared::page::Page;
use podskazka_shared::problem::ProblemKind;
use podskazka_shared::tickets::EventKind;

use crate::access::Permit;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::{self, Audit};

pub use alarms::ring;
pub use terms::{AnswerClock, Terms, answer_due, count_anew, count_one};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<DeadlinesPreview, _, _>(preview);
    api.serve::<PoliciesFind, _, _>(find);
    api.serve::<PoliciesPublish, _, _>(publish);
    api.serve::<PoliciesVersions, _, _>(versions);
    api.serve::<TicketsDeadline, _, _>(of_ticket);
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

fn shown(policy: CurrentPolicy) -> Done<CurrentPolicy> {
    let version = policy.version;
    Done::new(policy).version(version)
}

async fn find(call: Call<PoliciesFind>) -> Result<Done<CurrentPolicy>> {
    Ok(shown(
        store::policies::current(&call.app.store, &call.permit()?).await?,
    ))
}

async fn versions(call: Call<PoliciesVersions>) -> Result<Done<Page<PolicyVersion>>> {
    Ok(Done::new(
        store::policies::versions(&call.app.store, &call.permit()?, &call.query).await?,
    ))
}

async fn publish(call: Call<PoliciesPublish>) -> Result<Done<CurrentPolicy>> {
    let (permit, version, at) = (call.permit()?, call.version()?, call.at);
    let published = call.app.store.write(async |tx| {
        store::plans::alone(tx, &permit).await?;
        let old = store::policies::current(tx, &permit).await?;
        if old.version != version {
            return Err(Error::stale(&old));
        }
        let id = store::policies::publish(tx, &permit, &call.body, version, at).await?;
        if !Terms::current(tx, &permit).await?.is_reachable(at) {
            return Err(ProblemKind::DeadlineUnreachable.into());
        }
        count_anew(tx, &permit, EventKind::Policy, at).await?;
        Audit::of(&permit, at)
            .on(id.0)
            .fields(&changed(&old.policy, &call.body))
            .write(tx)
            .await?;
        store::policies::current(tx, &permit).await
    });
    Ok(shown(published.await?))
}

/// The names of the fields that a new policy changes.
fn changed(old: &DeadlinePolicy, new: &DeadlinePolicy) -> Vec<&'static str> {
    let fields = [
        ("rules", old.rules != new.rules),
        (
            "vendor",
            old.vendor != new.vendor || old.vendor_pauses != new.vendor_pauses,
        ),
        ("refusals", old.refusals != new.refusals),
    ];
    let changed = fields.into_iter().filter(|(_, changed)| *changed);
    changed.map(|(name, _)| name).collect()
}

async fn of_ticket(call: Call<TicketsDeadline>) -> Result<Done<TicketDeadline>> {
    let (store, permit) = (&call.app.store, call.permit()?);
    let ticket = store::tickets::find(store, &permit, call.params.ticket).await?;
    Ok(Done::new(terms::explain(store, &ticket, &permit, call.at).await?))
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
