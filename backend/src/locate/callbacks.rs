//! Who asked to be called back.

use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::CallbackRead;
use podskazka_shared::callbacks::CallbackPath;
use serde_json::Value;

use super::{Locate, json};
use crate::access::{Member, Permit};
use crate::app::App;
use crate::problem::Result;

impl Locate for CallbackPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<CallbackRead> = member.permit()?;
        let row = crate::store::callbacks::find(&app.store, &read, self.callback).await?;
        let version = row.version;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(Some(version))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::callbacks::view(&app.store, member, self.callback).await?)
    }
}
