//! Reference materials.

use podskazka_shared::access::ActionType;
use podskazka_shared::articles::editions::EditionPath;
use podskazka_shared::articles::{ArticleImagePath, ArticlePath};
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

/// Only read, so that its handler finds it.
impl Locate for ArticleImagePath {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }
}
