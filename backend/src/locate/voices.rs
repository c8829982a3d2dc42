//! Thanks and suggestions.

use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::FeedbackRead;
use podskazka_shared::voices::VoicePath;
use serde_json::Value;

use super::{Locate, json};
use crate::access::{Member, Permit};
use crate::app::App;
use crate::problem::Result;

impl Locate for VoicePath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<FeedbackRead> = member.permit()?;
        let row = crate::store::voices::find(&app.store, &read, self.voice).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::voices::view(&app.store, member, self.voice).await?)
    }
}
