//! Low marks that are followed up.

use podskazka_shared::access::ActionType;
use podskazka_shared::follow_ups::FollowUpPath;
use serde_json::Value;

use super::{Locate, json};
use crate::access::Member;
use crate::app::App;
use crate::problem::Result;

impl Locate for FollowUpPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let (permit, read) = (member.permit()?, member.permit()?);
        let row = crate::store::follow_ups::find(&app.store, &permit, &read, self.follow_up).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::follow_ups::view(&app.store, member, self.follow_up).await?)
    }
}
