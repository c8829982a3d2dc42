//! What stands behind the ids of a path: seen before a header or a body is looked at.

use podskazka_shared::access::action::{ScheduleDraft, ScheduleRead, SchoolRead, TicketRead};
use podskazka_shared::access::{Action, ActionType};
use podskazka_shared::endpoint::Nothing;
use podskazka_shared::schedules::SchedulePath;
use podskazka_shared::schools::SchoolPath;
use podskazka_shared::tickets::TicketPath;
use serde_json::Value;

use crate::access::{Member, Permit};
use crate::app::App;
use crate::problem::Result;
use crate::store;

/// Finds the object of a path as its reader may see it, checks the action on it, and tells its version.
pub trait Locate {
    /// The version of the object; none where the path names none.
    ///
    /// # Errors
    /// `not_found` when the reader may not see it, `forbidden` when `A` is not allowed on it.
    fn locate<A: ActionType>(&self, app: &App, member: &Member) -> impl Future<Output = Result<Option<i64>>>;

    /// The object as it is, for somebody whose version is stale.
    ///
    /// # Errors
    /// As [`locate`](Self::locate).
    fn current(&self, app: &App, member: &Member) -> impl Future<Output = Result<Value>>;
}

impl Locate for Nothing {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }
}

impl Locate for SchoolPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        if A::ACTION != Action::SchoolEdit {
            return Ok(None);
        }
        let permit: Permit<SchoolRead> = member.permit()?;
        Ok(Some(store::schools::find(&app.store, &permit).await?.version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&store::schools::find(&app.store, &member.permit::<SchoolRead>()?).await?)
    }
}

impl Locate for SchedulePath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let drafts = member.permit::<ScheduleDraft>().ok();
        let read: Permit<ScheduleRead> = member.permit()?;
        let row = store::schedules::find(&app.store, &read, drafts.as_ref(), self.schedule)
            .await?
            .into_row();
        let version = row.summary.version;
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::schedules::view(&app.store, member, self.schedule).await?)
    }
}

impl Locate for TicketPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<TicketRead> = member.permit()?;
        let row = store::tickets::find(&app.store, &read, self.ticket)
            .await?
            .into_row();
        let version = row.version;
        member.permit::<A>()?.grant(row)?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::tickets::view(&app.store, member, self.ticket, app.clock.now()).await?)
    }
}

fn json(value: &impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(value).map_err(crate::problem::Error::internal)
}
