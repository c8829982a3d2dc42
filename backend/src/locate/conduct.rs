//! Reports of conduct.

use podskazka_shared::access::ActionType;
use podskazka_shared::conduct::ConductPath;
use serde_json::Value;

use super::{Locate, json};
use crate::access::Member;
use crate::app::App;
use crate::problem::Result;

impl Locate for ConductPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        Ok(Some(
            crate::conduct::version::<A>(&app.store, member, self.report).await?,
        ))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::conduct::view(app, member, self.report, app.clock.now()).await?)
    }
}
