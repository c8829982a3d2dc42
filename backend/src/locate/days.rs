//! Days that differ: the calendar, absences, extra hours; and the terms of requests.

use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{DutyRead, SchoolRead};
use podskazka_shared::calendars::publishing::CalendarPath;
use podskazka_shared::deadlines::policy::PolicyPath;
use podskazka_shared::duty::absences::AbsencePath;
use podskazka_shared::duty::extra::ExtraHoursPath;
use serde_json::Value;

use super::{Locate, json};
use crate::access::{Member, Permit};
use crate::app::App;
use crate::problem::Result;
use crate::store;

impl Locate for CalendarPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<SchoolRead> = member.permit()?;
        Ok(Some(store::calendars::current(&app.store, &read).await?.version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&store::calendars::current(&app.store, &member.permit::<SchoolRead>()?).await?)
    }
}

impl Locate for PolicyPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<SchoolRead> = member.permit()?;
        Ok(Some(store::policies::current(&app.store, &read).await?.version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&store::policies::current(&app.store, &member.permit::<SchoolRead>()?).await?)
    }
}

impl Locate for AbsencePath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<DutyRead> = member.permit()?;
        let row = store::duty::absences::find(&app.store, &read, self.absence).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::duty::absence(&app.store, member, self.absence, app.clock.now()).await?)
    }
}

impl Locate for ExtraHoursPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<DutyRead> = member.permit()?;
        let row = store::duty::extra::find(&app.store, &read, self.extra).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::duty::extra_hours(&app.store, member, self.extra, app.clock.now()).await?)
    }
}
