//! Files: one's own before a message names them, and those of a request.

use podskazka_shared::access::ActionType;
use podskazka_shared::access::action::{TicketRead, TicketWrite};
use podskazka_shared::files::{MyFilePath, TicketFilePath, UploadPath};
use serde_json::Value;

use super::{Locate, json};
use crate::access::{Member, Permit};
use crate::app::App;
use crate::problem::Result;
use crate::store;

impl Locate for UploadPath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let write: Permit<TicketWrite> = member.permit()?;
        let row = store::files::own(&app.store, &write, self.file, true).await?;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(None)
    }

    async fn current(&self, app: &App, member: &Member) -> Result<Value> {
        let write: Permit<TicketWrite> = member.permit()?;
        json(
            &store::files::own(&app.store, &write, self.file, true)
                .await?
                .dto(),
        )
    }
}

/// Only read, so that its handler finds it; who does not read the request finds nothing here either.
impl Locate for TicketFilePath {
    async fn locate<A: ActionType>(&self, app: &App, member: &Member) -> Result<Option<i64>> {
        let read: Permit<TicketRead> = member.permit()?;
        let row = store::tickets::find(&app.store, &read, self.ticket).await?;
        member.permit::<A>()?.grant(row.into_row())?;
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }
}

/// Nothing of a school.
impl Locate for MyFilePath {
    async fn locate<A: ActionType>(&self, _: &App, _: &Member) -> Result<Option<i64>> {
        Ok(None)
    }

    async fn current(&self, _: &App, _: &Member) -> Result<Value> {
        Ok(Value::Null)
    }
}
