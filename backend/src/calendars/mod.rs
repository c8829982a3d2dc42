//! The school's calendar: read by everybody in the school, published by the head or the journal administrator (S2, T4).

use chrono::{DateTime, Utc};
use podskazka_shared::access::action::CalendarPublish;
use podskazka_shared::calendars::publishing::{
    CalendarVersion, CalendarsFind, CalendarsPublish, CalendarsVersions, CurrentCalendar,
};
use podskazka_shared::calendars::{SchoolCalendar, SchoolDay};
use podskazka_shared::check::Check;
use podskazka_shared::ids::SchoolId;
use podskazka_shared::page::Page;

use crate::access::{Permit, System};
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::{self, Audit, Store, Tx};

/// The endpoints of this feature.
pub fn endpoints(api: &mut Api) {
    api.serve::<CalendarsFind, _, _>(find);
    api.serve::<CalendarsPublish, _, _>(publish);
    api.serve::<CalendarsVersions, _, _>(versions);
}

fn shown(calendar: CurrentCalendar) -> Done<CurrentCalendar> {
    let version = calendar.version;
    Done::new(calendar).version(version)
}

async fn find(call: Call<CalendarsFind>) -> Result<Done<CurrentCalendar>> {
    Ok(shown(
        store::calendars::current(&call.app.store, &call.permit()?).await?,
    ))
}

async fn publish(call: Call<CalendarsPublish>) -> Result<Done<CurrentCalendar>> {
    let (permit, version, at) = (call.permit()?, call.version()?, call.at);
    let mut new = call.body.clone();
    for day in &mut new.days {
        day.name = day.name.trim().to_owned();
    }
    let published = call.app.store.write(async |tx| {
        store::plans::change(tx, &permit, at).await?;
        let old = store::calendars::current(tx, &permit).await?;
        if old.version != version {
            return Err(Error::stale(&old));
        }
        replace(tx, &permit, &old, &new, at).await
    });
    Ok(shown(published.await?))
}

/// Puts a calendar in the place of the one in force. The transaction holds the plan.
async fn replace(
    tx: &Tx,
    permit: &Permit<CalendarPublish>,
    old: &CurrentCalendar,
    new: &SchoolCalendar,
    at: DateTime<Utc>,
) -> Result<CurrentCalendar> {
    let id = store::calendars::publish(tx, permit, new, old.version, at).await?;
    let Some(id) = id else {
        return Err(Error::stale(&store::calendars::current(tx, permit).await?));
    };
    let changed = changed(&old.calendar, new);
    crate::consultations::plan_changed(tx, permit, at).await?;
    crate::deadlines::count_anew(tx, permit, podskazka_shared::tickets::EventKind::Calendar, at).await?;
    Audit::of(permit, at).on(id.0).fields(&changed).write(tx).await?;
    store::calendars::current(tx, permit).await
}

/// Puts a region's days into a school's calendar, in place of those that the region set before; the school's own days stay on
/// top. Tells the version that was published; none when nothing changes.
///
/// # Errors
/// `invalid` when the calendar would hold too many days; those of the database.
pub async fn set_region(
    store: &Store,
    why: System,
    school: SchoolId,
    days: &[SchoolDay],
    at: DateTime<Utc>,
) -> Result<Option<i64>> {
    let permit: Permit<CalendarPublish> = Permit::system(why, school);
    // Nothing that follows the plan is to notice when nothing changes.
    let old = store::calendars::current(store, &permit).await?;
    if old.calendar.with_region(days) == old.calendar {
        return Ok(None);
    }
    store
        .write(async |tx| {
            store::plans::change(tx, &permit, at).await?;
            let old = store::calendars::current(tx, &permit).await?;
            let new = old.calendar.with_region(days);
            let mut errors = Vec::new();
            new.check(&mut errors);
            match errors.is_empty() {
                true => Ok(Some(replace(tx, &permit, &old, &new, at).await?.version)),
                false => Err(Error::invalid(errors)),
            }
        })
        .await
}

fn changed(old: &SchoolCalendar, new: &SchoolCalendar) -> Vec<&'static str> {
    let fields = [
        ("week", old.week != new.week),
        ("national", old.national != new.national),
        ("days", old.days != new.days),
    ];
    fields
        .into_iter()
        .filter_map(|(name, differs)| differs.then_some(name))
        .collect()
}

async fn versions(call: Call<CalendarsVersions>) -> Result<Done<Page<CalendarVersion>>> {
    Ok(Done::new(
        store::calendars::versions(&call.app.store, &call.permit()?, &call.query).await?,
    ))
}
