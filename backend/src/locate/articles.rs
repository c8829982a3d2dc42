//! Reference materials.

use podskazka_shared::access::ActionType;
use podskazka_shared::articles::ArticlePath;
use podskazka_shared::articles::editions::EditionPath;
use serde_json::Value;

use super::{Locate, json};
use crate::access::Member;
use crate::app::App;
use crate::problem::Result;

impl Locate for ArticlePath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        Ok(Some(
            crate::articles::version::<A>(&app.store, member, self.article).await?,
        ))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::articles::view(&app.store, member, self.article).await?)
    }
}

impl Locate for EditionPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        Ok(Some(
            crate::articles::version::<A>(&app.store, member, self.article).await?,
        ))
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        json(&crate::articles::view(&app.store, member, self.article).await?)
    }
}
