//! The school's calendar: read by everybody in the school, published by the head or the journal administrator (S2, T4).

use podskazka_shared::access::action::SchoolRead;
use podskazka_shared::calendars::SchoolCalendar;
use podskazka_shared::calendars::publishing::{
    CalendarVersion, CalendarsFind, CalendarsPublish, CalendarsVersions, CurrentCalendar,
};
use podskazka_shared::page::Page;

use crate::access::Permit;
use crate::api::{Api, Done};
use crate::call::Call;
use crate::problem::{Error, Result};
use crate::store::{self, Audit};

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
    let read: Permit<SchoolRead> = call.member()?.permit()?;
    let mut new = call.body.clone();
    for day in &mut new.days {
        day.name = day.name.trim().to_owned();
    }
    let published = call.app.store.write(async |tx| {
        store::plans::change(tx, &permit, at).await?;
        let old = store::calendars::current(tx, &read).await?;
        let id = store::calendars::publish(tx, &permit, &new, version, at).await?;
        let Some(id) = id else {
            return Err(Error::stale(&store::calendars::current(tx, &read).await?));
        };
        let changed = changed(&old.calendar, &new);
        crate::consultations::plan_changed(tx, &permit, at).await?;
        Audit::of(&permit, at).on(id.0).fields(&changed).write(tx).await?;
        store::calendars::current(tx, &read).await
    });
    Ok(shown(published.await?))
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
