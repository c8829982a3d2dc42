//! Phrases, and views of the queue.

use podskazka_shared::access::ActionType;
use podskazka_shared::phrases::PhrasePath;
use podskazka_shared::views::ViewPath;
use serde_json::Value;

use super::{Locate, json};
use crate::access::Member;
use crate::app::App;
use crate::problem::Result;

impl Locate for PhrasePath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        Ok(Some(
            crate::phrases::version::<A>(&app.store, member, self.phrase).await?,
        ))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::phrases::view(&app.store, member, self.phrase).await?)
    }
}

/// Who sees a view may do all with it: it is theirs.
impl Locate for ViewPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        Ok(Some(crate::views::version(&app.store, member, self.view).await?))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::views::view(&app.store, member, self.view, app.clock.now()).await?)
    }
}
